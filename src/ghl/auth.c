/*
 * Where the token comes from (design 11). It is never an argument, and the
 * memory that held it is overwritten.
 */
#include <ghlpub/ghl.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void wipe(char *text, size_t len)
{
    volatile char *at = text;
    while (len > 0)
        at[--len] = '\0';
}

void ghl_token_free(char *token)
{
    if (!token)
        return;
    wipe(token, strlen(token));
    free(token);
}

/* White space, quotes and "Bearer " go: what people copy along (facts 5.1). Takes `text`. */
static char *trimmed(char *text)
{
    static const char around[] = " \t\r\n\"'";
    const char *start = text + strspn(text, around);
    size_t len;
    char *token;

    if (strncasecmp(start, "bearer ", 7) == 0)
        start += 7 + strspn(start + 7, around);
    for (len = strlen(start); len > 0 && strchr(around, start[len - 1]);)
        len--;
    token = mem_strndup(start, len);
    ghl_token_free(text);
    log_add_secret(token);
    return token;
}

/* Reads what there is, within the bound; NULL where there is more or reading fails. */
static char *read_all(int fd)
{
    char *text = mem_alloc(LIMIT_TOKEN + 1);
    size_t len = 0;
    ssize_t got;

    for (;;) {
        got = read(fd, text + len, LIMIT_TOKEN + 1 - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        len += (size_t)got;
        if (len > LIMIT_TOKEN)
            break;
    }
    if (got >= 0 && len <= LIMIT_TOKEN)
        return text;
    wipe(text, LIMIT_TOKEN + 1);
    free(text);
    return NULL;
}

static char *from_command(const char *command, struct error *err)
{
    FILE *pipe = popen(command, "r");
    char *text = pipe ? read_all(fileno(pipe)) : NULL;
    int status = pipe ? pclose(pipe) : -1;

    if (text && status == 0)
        return trimmed(text);
    ghl_token_free(text);
    if (status > 0 && WIFEXITED(status))
        error_set(err, ERROR_AUTH, "token-command-failed", "token_command ended with exit code %d",
                  WEXITSTATUS(status));
    else
        error_set(err, ERROR_AUTH, "token-command-failed", "token_command failed");
    error_hint(err, "run it by hand: it has to print the token and nothing else");
    return NULL;
}

static char *from_file(const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat st;
    char *text = NULL;

    if (fd < 0 || fstat(fd, &st) != 0) {
        error_set_errno(err, ERROR_AUTH, "token-missing", "cannot read the token file \"%s\"",
                        path);
    } else if (!S_ISREG(st.st_mode)) {
        error_set(err, ERROR_AUTH, "token-missing", "the token file \"%s\" is not a regular file",
                  path);
    } else if (st.st_uid != geteuid() || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        error_set(err, ERROR_AUTH, "token-file-open",
                  "the token file \"%s\" can be read or belongs to others (mode %04o)", path,
                  (unsigned)(st.st_mode & 07777));
        error_hint(err, "chmod 600 '%s', as its owner", path);
    } else {
        text = read_all(fd);
        if (!text)
            error_set(err, ERROR_AUTH, "token-missing",
                      "the token file \"%s\" cannot be read, or is too large for one", path);
    }
    if (fd >= 0)
        close(fd);
    return text ? trimmed(text) : NULL;
}

char *ghl_token(const char *from_environment, const char *command, const char *file,
                struct error *err)
{
    char *token = NULL;

    if (from_environment && *from_environment)
        token = trimmed(mem_strdup(from_environment));
    else if (command && *command)
        token = from_command(command, err);
    else if (file && *file)
        token = from_file(file, err);
    else
        token = mem_strdup("");
    if (token && !*token) {
        ghl_token_free(token);
        token = NULL;
        error_set(err, ERROR_AUTH, "token-missing", "no token for GoHighLevel");
        error_hint(err, "make a private integration in the sub-account (Settings, Private"
                        " Integrations) and set GHL_API_KEY to its token, or give token_command or"
                        " token_file in ghlpub.yaml");
    }
    return token;
}
