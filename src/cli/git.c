/* A git that runs beside ghlpub and is listened to, within bounds. What its output means is left
 * to those who ask. */
#include "git.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* What git gets before the arguments of the caller. */
static const char *const always[] = {
    "git", "--no-optional-locks",      "--no-pager", "--literal-pathspecs",
    "-c",  "core.quotepath=off",       "-c",         "core.fsmonitor=false",
    "-c",  "core.hooksPath=/dev/null", "-c",         "log.showSignature=false"};
enum { ALWAYS = sizeof always / sizeof *always };

static const char *const own_environment[] = {"GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat", "LC_ALL=C"};
enum { OWN = sizeof own_environment / sizeof *own_environment };

static char **arguments(const char *const *args)
{
    size_t count = 0;
    while (args[count])
        count++;
    char **all = mem_resize(NULL, ALWAYS + count + 1, sizeof *all);
    for (size_t i = 0; i < ALWAYS; i++)
        all[i] = (char *)(uintptr_t)always[i];
    for (size_t i = 0; i <= count; i++)
        all[ALWAYS + i] = (char *)(uintptr_t)args[i];
    return all;
}

static bool is_kept_from_git(const char *variable)
{
    static const char *const names[] = {
        "GHL_API_KEY=", "GIT_EXTERNAL_DIFF=", "GIT_TRACE",           "GIT_PAGER=",
        "LC_ALL=",      "GIT_REDIRECT_",      "GIT_TERMINAL_PROMPT="};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(variable, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static char **environment(void)
{
    size_t count = 0, len = 0;
    while (environ[count])
        count++;
    char **all = mem_resize(NULL, count + OWN + 1, sizeof *all);
    for (size_t i = 0; i < count; i++)
        if (!is_kept_from_git(environ[i]))
            all[len++] = environ[i];
    for (size_t i = 0; i < OWN; i++)
        all[len++] = (char *)(uintptr_t)own_environment[i];
    all[len] = NULL;
    return all;
}

struct git {
    pid_t pid;
    int out, err; /* our ends of its pipes */
};

/* Both ends of both pipes, of which the child gets copies as 1 and 2. */
static int spawn(struct git *git, const int out[2], const int err[2], const char *directory,
                 const char *const *args)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, defaults;
    char **argv = arguments(args), **environment_ = environment();

    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    int failed = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    failed = failed ? failed : posix_spawn_file_actions_adddup2(&files, out[1], 1);
    failed = failed ? failed : posix_spawn_file_actions_adddup2(&files, err[1], 2);
    failed = failed ? failed : posix_spawn_file_actions_addchdir_np(&files, directory);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    failed =
        failed ? failed : posix_spawnp(&git->pid, "git", &files, &attributes, argv, environment_);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    free(argv);
    free(environment_);
    return failed;
}

static bool start(struct git *git, const char *directory, const char *const *args,
                  struct error *err)
{
    int out[2], errors[2], failed;
    if (pipe2(out, O_CLOEXEC) != 0) {
        error_set_errno(err, ERROR_FAILED, "git-failed", "cannot run git");
        return false;
    }
    if (pipe2(errors, O_CLOEXEC) != 0) {
        error_set_errno(err, ERROR_FAILED, "git-failed", "cannot run git");
        close(out[0]);
        close(out[1]);
        return false;
    }
    failed = spawn(git, out, errors, directory, args);
    close(out[1]);
    close(errors[1]);
    if (!failed) {
        git->out = out[0];
        git->err = errors[0];
        return true;
    }
    close(out[0]);
    close(errors[0]);
    errno = failed;
    if (failed == ENOENT)
        error_set(err, ERROR_FAILED, "git-missing", "there is no git to ask");
    else
        error_set_errno(err, ERROR_FAILED, "git-failed", "cannot run git");
    return false;
}

/* Adds what there is to read; false at the end. */
static bool take(int fd, struct strbuf *into)
{
    char bytes[16384];
    ssize_t got = read(fd, bytes, sizeof bytes);
    if (got > 0)
        strbuf_add(into, bytes, (size_t)got);
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

/* Listens to both pipes until git closes them. NULL, or why it was not listened to the end. */
static const char *listen_to(const struct git *git, struct strbuf *out, struct strbuf *said)
{
    struct pollfd pipes[2] = {{git->out, POLLIN, 0}, {git->err, POLLIN, 0}};
    int64_t until = clock_monotonic_ms() + (int64_t)LIMIT_GIT_SECONDS * 1000;
    while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
        int64_t left = until - clock_monotonic_ms();
        if (stop_signal())
            return "interrupted";
        if (left <= 0)
            return "it takes too long";
        if (poll(pipes, 2, left < 1000 ? (int)left : 1000) < 0 && errno != EINTR)
            return strerror(errno);
        if (pipes[0].fd >= 0 && pipes[0].revents && !take(git->out, out))
            pipes[0].fd = -1;
        if (pipes[1].fd >= 0 && pipes[1].revents && !take(git->err, said))
            pipes[1].fd = -1;
        if (out->overflow)
            return "its answer is too long";
        pipes[0].revents = pipes[1].revents = 0;
    }
    return NULL;
}

/* "fatal: not a git repository": its first line, without the word before the colon. */
static void explain(struct strbuf *said, const char *why, int status, struct error *err)
{
    const char *text = said->buf;
    size_t line = strcspn(text, "\r\n");
    if (strncmp(text, "fatal: ", 7) == 0) {
        text += 7;
        line -= 7;
    }
    if (stop_signal())
        error_set(err, ERROR_INTERRUPTED, "interrupted", "interrupted");
    else if (why || line == 0)
        error_set(err, ERROR_FAILED, "git-failed", "git failed: %s (exit code %d)",
                  why ? why : "it does not say why", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    else
        error_set(err, ERROR_FAILED, "git-failed", "git failed: %.*s", (int)line, text);
}

bool git_run(const char *directory, const char *const *args, struct strbuf *out, struct error *err)
{
    struct git git;
    struct strbuf said = STRBUF_INIT(LIMIT_MESSAGE);
    int status = 0;
    if (!start(&git, directory, args, err))
        return false;
    const char *why = listen_to(&git, out, &said);
    if (why)
        kill(git.pid, SIGKILL);
    while (waitpid(git.pid, &status, 0) < 0 && errno == EINTR)
        ;
    close(git.out);
    close(git.err);
    bool good = !why && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!good)
        explain(&said, why, status, err);
    strbuf_release(&said);
    return good;
}

const char *git_next(const struct strbuf *out, size_t *at)
{
    if (*at >= out->len)
        return NULL;
    const char *field = out->buf + *at;
    *at += strlen(field) + 1;
    return field;
}
