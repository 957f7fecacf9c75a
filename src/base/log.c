/*
 * Messages on stderr, and the list of secrets that no message may show. Which
 * texts are secret is left to those that read them.
 */
#include "base/log.h"
#include "base/array.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECRET_SHORTEST 8

static enum log_level current_level = LOG_NORMAL;
static struct secrets ARRAY(char *) secrets;
static void (*hook_before)(void);
static void (*hook_after)(void);

void log_set_level(enum log_level level)
{
    current_level = level;
}

enum log_level log_level(void)
{
    return current_level;
}

void log_add_secret(const char *secret)
{
    if (!secret || strlen(secret) < SECRET_SHORTEST)
        return;
    for (size_t i = 0; i < secrets.len; i++) {
        if (strcmp(secrets.items[i], secret) == 0)
            return;
    }
    ARRAY_PUSH(&secrets, mem_strdup(secret));
}

/* The length of the longest secret that begins here, or 0. */
static size_t secret_at(const char *text)
{
    size_t longest = 0;

    for (size_t i = 0; i < secrets.len; i++) {
        size_t len = strlen(secrets.items[i]);

        if (len > longest && strncmp(text, secrets.items[i], len) == 0)
            longest = len;
    }
    return longest;
}

/* Characters that move the cursor, or change the direction in which the rest is shown. */
static bool plays_with_terminal(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *log_clean(const char *text)
{
    struct strbuf clean = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t len = strlen(text);

    for (size_t at = 0; at < len;) {
        size_t secret = secret_at(text + at), before = at;
        uint32_t c;

        if (secret > 0) {
            strbuf_adds(&clean, "***");
            at += secret;
            continue;
        }
        c = utf8_next(text, len, &at);
        if (c == '\n' || c == '\t' || c == '\r')
            strbuf_addc(&clean, ' ');
        else if (c == 0xfffd || plays_with_terminal(c))
            strbuf_adds(&clean, "\xef\xbf\xbd");
        else
            strbuf_add(&clean, text + before, at - before);
    }
    return strbuf_detach(&clean);
}

void log_release(void)
{
    for (size_t i = 0; i < secrets.len; i++) {
        /* volatile: a plain memset before free would be left out. */
        for (volatile char *c = secrets.items[i]; *c; c++)
            *c = '\0';
        free(secrets.items[i]);
    }
    ARRAY_RELEASE(&secrets);
}

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list args)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    char *clean;

    strbuf_vaddf(&text, format, args);
    clean = log_clean(text.buf);
    strbuf_clear(&text);
    strbuf_adds(&text, clean);
    strbuf_addc(&text, '\n');
    if (hook_before)
        hook_before();
    file_write_all(STDERR_FILENO, text.buf, text.len);
    if (hook_after)
        hook_after();
    free(clean);
    strbuf_release(&text);
}

void log_info(const char *format, ...)
{
    va_list args;

    if (current_level < LOG_NORMAL)
        return;
    va_start(args, format);
    say(format, args);
    va_end(args);
}

void log_verbose(const char *format, ...)
{
    va_list args;

    if (current_level < LOG_VERBOSE)
        return;
    va_start(args, format);
    say(format, args);
    va_end(args);
}

void log_set_hooks(void (*before)(void), void (*after)(void))
{
    hook_before = before;
    hook_after = after;
}
