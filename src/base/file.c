/*
 * Reading within a bound, writing by replacement. Locks and the order of writes
 * are left to state/.
 */
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_FOLLOWED 40
#define NAMES_TRIED    100

static unsigned long syncs;

/* A signal without SA_RESTART may interrupt any of these calls. */
static int open_file(const char *path, int flags, mode_t mode)
{
    int fd;

    do {
        fd = open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

/* O_NONBLOCK: the opening of a FIFO must not wait for its writer. */
static int open_regular(const char *path, struct error *err)
{
    struct stat st;
    int fd = open_file(path, O_RDONLY | O_NONBLOCK, 0);

    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            error_set(err, ERROR_FAILED, "file-missing", "the file does not exist");
        else
            error_set_errno(err, ERROR_FAILED, "file-unreadable", "cannot open the file");
        return -1;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    error_set(err, ERROR_FAILED, "file-not-regular", "not a regular file");
    close(fd);
    return -1;
}

bool file_read(const char *path, size_t max, struct strbuf *out, struct error *err)
{
    char piece[16384];
    size_t before = out->len, total = 0;
    bool ok = false;
    int fd = open_regular(path, err);

    if (fd < 0)
        goto done;
    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_set_errno(err, ERROR_FAILED, "file-unreadable", "cannot read the file");
            goto done;
        }
        if (got == 0)
            break;
        total += (size_t)got;
        if (total <= max)
            strbuf_add(out, piece, (size_t)got);
        if (total > max || out->overflow) {
            error_set(err, ERROR_FAILED, "file-too-large", "the file has more than %zu bytes",
                      max < out->max ? max : out->max);
            goto done;
        }
    }
    ok = true;
done:
    if (fd >= 0)
        close(fd);
    if (!ok) {
        strbuf_truncate(out, before);
        error_at(err, path, 0, 0);
    }
    return ok;
}

bool file_exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

bool file_is_directory(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0) {
        ssize_t written = write(fd, at, len);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        at += written;
        len -= (size_t)written;
    }
    return true;
}

static bool told_to_fail(void)
{
    const char *how = getenv("GHLPUB_TEST_FSYNC");

    if (!how || strcmp(how, "fail") != 0)
        return false;
    errno = EIO;
    return true;
}

bool file_sync(int fd)
{
    int result;

    syncs++;
    if (told_to_fail())
        return false;
    do {
        result = fdatasync(fd); /* what a reader needs, size included; 0.7 ms against 2.2 */
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

bool file_sync_parent(const char *path)
{
    char *directory = path_directory(path);
    int fd = open_file(*directory ? directory : ".", O_RDONLY | O_DIRECTORY, 0);
    bool ok = false;
    int reason;

    if (fd >= 0) {
        /* Some file systems cannot sync a directory, and say EINVAL: theirs is as good as it gets.
         */
        ok = file_sync(fd) || errno == EINVAL;
        reason = errno;
        close(fd);
        errno = reason;
    }
    free(directory);
    return ok;
}

unsigned long file_sync_count(void)
{
    return syncs;
}

/* Where the links lead, also to what does not exist yet. NULL and errno on failure. */
static char *follow_links(const char *path)
{
    char *at = mem_strdup(path);

    for (int i = 0; i < LINKS_FOLLOWED; i++) {
        char target[4096], *directory, *next;
        ssize_t len = readlink(at, target, sizeof target - 1);

        if (len < 0) /* not a link, or nothing there; what else is wrong, open() will tell */
            return at;
        target[len] = '\0';
        directory = path_directory(at);
        next = path_join(directory, target);
        free(directory);
        free(at);
        at = next;
    }
    free(at);
    errno = ELOOP;
    return NULL;
}

/* Opens a new file beside `path`; its name, to be freed, goes to *name. A name may be left from a
 * crash of a process that had the same id. */
static int open_sibling(const char *path, mode_t mode, char **name)
{
    char *directory = path_directory(path);
    int fd = -1;

    for (int i = 0; i < NAMES_TRIED; i++) {
        char *base = mem_printf(".ghlpub-%ld-%d.tmp", (long)getpid(), i);

        *name = path_join(directory, base);
        free(base);
        fd = open_file(*name, O_WRONLY | O_CREAT | O_EXCL, mode);
        if (fd >= 0)
            break;
        free(*name);
        *name = NULL;
        if (errno != EEXIST)
            break;
    }
    free(directory);
    return fd;
}

/* Writes the sibling; closes it in any case. */
static bool fill_sibling(int fd, const void *bytes, size_t len, const struct stat *old)
{
    bool ok = (!old || fchmod(fd, old->st_mode & 07777) == 0) && file_write_all(fd, bytes, len) &&
              file_sync(fd);
    int reason = errno;

    if (close(fd) != 0 && errno != EINTR && ok)
        return false; /* network file systems report lost writes here */
    errno = reason;
    return ok;
}

bool file_write(const char *path, const void *bytes, size_t len, mode_t mode, struct error *err)
{
    char *target = follow_links(path), *sibling = NULL;
    bool ok = false, there;
    struct stat old;
    int fd;

    if (!target)
        goto done;
    there = stat(target, &old) == 0;
    if (there && !S_ISREG(old.st_mode)) {
        errno = S_ISDIR(old.st_mode) ? EISDIR : EINVAL;
        goto done;
    }
    fd = open_sibling(target, there ? 0600 : mode, &sibling);
    if (fd < 0)
        goto done;
    if (!fill_sibling(fd, bytes, len, there ? &old : NULL) || rename(sibling, target) != 0) {
        int reason = errno;

        unlink(sibling);
        errno = reason;
        goto done;
    }
    ok = file_sync_parent(target);
done:
    if (!ok) {
        error_set_errno(err, ERROR_STATE, "write-failed", "cannot write the file");
        error_at(err, path, 0, 0);
    }
    free(sibling);
    free(target);
    return ok;
}

void file_sweep(const char *path)
{
    char *directory = path_directory(path);
    DIR *open = opendir(*directory ? directory : ".");
    struct dirent *item;
    while (open && (item = readdir(open)) != NULL) {
        long pid;
        int number, end = 0;
        if (sscanf(item->d_name, ".ghlpub-%ld-%d.tmp%n", &pid, &number, &end) != 2 || !end ||
            item->d_name[end] || pid <= 0 || kill((pid_t)pid, 0) == 0 || errno != ESRCH)
            continue;
        char *left = path_join(directory, item->d_name);
        unlink(left);
        free(left);
    }
    if (open)
        closedir(open);
    free(directory);
}

bool file_make_directories(const char *path, struct error *err)
{
    char *part = mem_strdup(path);
    size_t len = strlen(part);
    bool ok = true;

    for (size_t i = 1; ok && i <= len; i++) {
        char end = part[i];

        if (end != '/' && end != '\0')
            continue;
        part[i] = '\0';
        if (mkdir(part, 0777) == 0)
            ok = file_sync_parent(part);
        else if (!file_is_directory(part))
            ok = false;
        part[i] = end;
    }
    if (!ok) {
        error_set_errno(err, ERROR_STATE, "write-failed", "cannot create the directory");
        error_at(err, path, 0, 0);
    }
    free(part);
    return ok;
}
