/*
 * The lock: an open file description lock, which ends with the last descriptor
 * and not, as a POSIX lock, with the first one that is closed. The file stays:
 * where one process removes it, two others can each lock a file of that name.
 * Linux has these locks behind _GNU_SOURCE, which src/state/CMakeLists.txt
 * defines for this file alone.
 */
#include "lock.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/stop.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POLL_MS     100
#define HOLDER_MAX  2048 /* bytes in the file */
#define COMMAND_MAX 200

static bool set_lock(int fd, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
    int result;

    do {
        result = fcntl(fd, F_OFD_SETLK, &lock);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

/* "ghlpub publish --yes", as it was typed. Secrets are never arguments. */
static void add_command(struct strbuf *sb)
{
    char words[COMMAND_MAX];
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? 0 : read(fd, words, sizeof words);

    if (fd >= 0)
        close(fd);
    for (ssize_t i = 0; i < len; i++)
        strbuf_addc(sb, words[i] ? words[i] : ' ');
    strbuf_truncate(sb, utf8_cut(sb->buf, sb->len, COMMAND_MAX));
    strbuf_rtrim(sb);
}

/* Best effort: a lock without a name is a lock as well. */
static void write_holder(int fd)
{
    struct strbuf since = STRBUF_INIT(64), command = STRBUF_INIT(HOLDER_MAX);
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    char host[256] = "";
    struct clock clock;
    json_t *holder = json_object();

    clock_init(&clock, NULL, 1, NULL);
    strbuf_add_utc(&since, clock_now_ms(&clock) / 1000 * 1000, false);
    add_command(&command);
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    json_put_number(holder, "pid", getpid());
    json_put(holder, "host", host);
    json_put(holder, "since", since.buf);
    json_put(holder, "command", command.buf);
    strbuf_add_json_compact(&text, holder);
    strbuf_addc(&text, '\n');
    if (ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0)
        file_write_all(fd, text.buf, text.len);
    json_decref(holder);
    strbuf_release(&text);
    strbuf_release(&command);
    strbuf_release(&since);
}

static void refuse_locked(int fd, const char *path, struct error *err)
{
    char text[HOLDER_MAX];
    ssize_t len = pread(fd, text, sizeof text, 0);
    json_t *holder = len > 0 ? json_parse(text, (size_t)len, NULL) : NULL;
    const char *host = json_text(holder, "host"), *since = json_text(holder, "since");
    const char *command = json_text(holder, "command");

    if (host && since && command)
        error_set(err, ERROR_TRY_AGAIN, "state-locked",
                  "the state is locked by process %lld on \"%s\" since %s (\"%s\")",
                  (long long)json_number(holder, "pid", 0), host, since, command);
    else
        error_set(err, ERROR_TRY_AGAIN, "state-locked", "the state is locked by another process");
    error_at(err, path, 0, 0);
    error_hint(err, "wait until it ends, or give more time with \"--lock-timeout 10m\"");
    json_decref(holder);
}

/* A directory that is not writable, or a file system without locks. */
static int refuse(int fd, const char *path, const char *what, struct error *err)
{
    error_set_errno(err, ERROR_STATE, "state-unwritable", "%s", what);
    error_at(err, path, 0, 0);
    if (fd >= 0)
        close(fd);
    return -1;
}

int lock_take(const char *path, int64_t timeout_ms, struct error *err)
{
    int64_t end = clock_monotonic_ms() + timeout_ms;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);

    if (fd < 0)
        return refuse(fd, path, "cannot open the lock", err);
    while (!set_lock(fd, F_WRLCK)) {
        struct timespec pause = {0, POLL_MS * 1000000L};
        int64_t left = end - clock_monotonic_ms();

        if (errno != EAGAIN && errno != EACCES)
            return refuse(fd, path, "cannot lock the state", err);
        if (stop_signal() != 0) {
            error_set(err, ERROR_INTERRUPTED, "interrupted",
                      "interrupted while waiting for a lock");
            error_at(err, path, 0, 0);
            close(fd);
            return -1;
        }
        if (left <= 0) {
            refuse_locked(fd, path, err);
            close(fd);
            return -1;
        }
        if (left < POLL_MS)
            pause.tv_nsec = (long)left * 1000000L;
        nanosleep(&pause, NULL);
    }
    write_holder(fd);
    return fd;
}

void lock_release(int fd)
{
    if (fd < 0)
        return;
    set_lock(fd, F_UNLCK);
    close(fd);
}
