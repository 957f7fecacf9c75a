/* lock.c, and the files that the lock needs */
#include "tests.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/stop.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct state *try_open(const char *path, bool read_only, int64_t timeout_ms,
                              struct error *err)
{
    struct state_options options = {
        .path = path, .read_only = read_only, .lock_timeout_ms = timeout_ms};

    return ghlpub_state_open(&options, NULL, err);
}

/* A child that holds the lock until the pipe is closed, or for good. */
struct holder {
    pid_t pid;
    int end;
};

static struct holder start_holder(const struct scratch *scratch)
{
    int ready[2], end[2];
    struct holder holder;
    char byte;

    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(end), 0);
    holder.pid = fork();
    assert_true(holder.pid >= 0);
    if (holder.pid == 0) {
        close(end[1]);
        if (!try_open(scratch->state, false, 0, NULL) || write(ready[1], "x", 1) != 1)
            _exit(1);
        _exit(read(end[0], &byte, 1) == 0 ? 0 : 1); /* without closing the state */
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(end[0]);
    holder.end = end[1];
    return holder;
}

static void test_locked(void **unused)
{
    struct scratch scratch = scratch_new();
    struct holder holder = start_holder(&scratch);
    struct error err = ERROR_INIT;
    struct state *state;
    char *pid = mem_printf("process %ld on \"", (long)holder.pid);
    int64_t before = clock_monotonic_ms();

    (void)unused;
    assert_null(try_open(scratch.state, false, 0, &err));
    assert_string_equal(err.code, "state-locked");
    assert_int_equal(err.kind, ERROR_TRY_AGAIN);
    assert_non_null(strstr(err.message, pid));
    assert_non_null(strstr(err.message, "since 2"));
    assert_non_null(strstr(err.message, "unit-state"));
    assert_non_null(strstr(err.hint, "--lock-timeout"));
    assert_true(clock_monotonic_ms() - before < 100);
    assert_null(try_open(scratch.state, false, 150, &err));
    assert_true(clock_monotonic_ms() - before >= 150);

    state = try_open(scratch.state, true, 0, &err); /* readers need no lock */
    assert_non_null(state);
    ghlpub_state_close(state);

    assert_int_equal(kill(holder.pid, SIGKILL), 0); /* and dead holders have none */
    assert_int_equal(waitpid(holder.pid, NULL, 0), holder.pid);
    state = try_open(scratch.state, false, 0, &err);
    assert_non_null(state);
    ghlpub_state_close(state);
    close(holder.end);
    free(pid);
    error_release(&err);
    scratch_free(&scratch);
}

/* Ends the holder a moment after the wait for its lock began. */
static void end_later(void *context)
{
    const struct holder *holder = context;
    struct timespec pause = {0, 150 * 1000000L};

    nanosleep(&pause, NULL);
    kill(holder->pid, SIGKILL);
}

static void test_waits(void **unused)
{
    struct scratch scratch = scratch_new();
    struct holder holder = start_holder(&scratch);
    struct error err = ERROR_INIT;
    struct state *state;
    pid_t helper = fork();

    (void)unused;
    if (helper == 0) {
        end_later(&holder);
        _exit(0);
    }
    state = try_open(scratch.state, false, 20000, &err);
    assert_non_null(state);
    ghlpub_state_close(state);
    assert_int_equal(waitpid(helper, NULL, 0), helper);
    assert_int_equal(waitpid(holder.pid, NULL, 0), holder.pid);
    close(holder.end);
    scratch_free(&scratch);
}

static void be_interrupted(void *context)
{
    const struct scratch *scratch = context;
    struct error err = ERROR_INIT;

    stop_install();
    raise(SIGTERM);
    if (try_open(scratch->state, false, 20000, &err) || err.kind != ERROR_INTERRUPTED)
        _exit(1);
    error_release(&err);
}

static void test_interrupted(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = try_open(scratch.state, false, 0, NULL);

    (void)unused;
    assert_int_equal(in_child(be_interrupted, &scratch), 0);
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

/* A process that dies while a child of it lives. `told`: the child has called after_fork(). */
static int lock_after_death(const struct scratch *scratch, bool told, int end[2])
{
    pid_t pid = fork();
    struct error err = ERROR_INIT;
    struct state *state;
    int ready[2];
    char byte;
    bool is_locked;

    assert_int_equal(pipe(ready), 0);
    if (pid == 0) {
        state = try_open(scratch->state, false, 0, NULL);
        if (fork() == 0) {
            if (told)
                ghlpub_state_after_fork(state);
            close(end[1]);
            _exit(read(end[0], &byte, 1) == 0 ? 0 : 1);
        }
        _exit(0);
    }
    close(ready[0]);
    close(ready[1]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    state = try_open(scratch->state, false, told ? 20000 : 0, &err);
    is_locked = !state && strcmp(err.code, "state-locked") == 0;
    ghlpub_state_close(state);
    error_release(&err);
    return is_locked;
}

static void test_forks(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state;
    int end[2];

    (void)unused;
    assert_int_equal(pipe(end), 0);
    assert_false(lock_after_death(&scratch, true, end));
    assert_true(lock_after_death(&scratch, false, end));
    close(end[1]); /* both children end */
    close(end[0]);
    state = try_open(scratch.state, false, 20000, NULL);
    assert_non_null(state);
    /* Closing unlocks at once, whoever else has the descriptor. */
    assert_int_equal(pipe(end), 0);
    pid_t pid = fork();
    if (pid == 0) {
        char byte;

        close(end[1]);
        _exit(read(end[0], &byte, 1) == 0 ? 0 : 1);
    }
    ghlpub_state_close(state);
    state = try_open(scratch.state, false, 0, NULL);
    assert_non_null(state);
    ghlpub_state_close(state);
    close(end[1]);
    close(end[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    scratch_free(&scratch);
}

static void test_places(void **unused)
{
    struct scratch scratch = scratch_new();
    char *deep = mem_printf("%s/a/b/state.json", scratch.directory);
    char *directory = mem_printf("%s/a", scratch.directory);
    char *lock = mem_printf("%s/a/b/state.lock", scratch.directory);
    char *other = mem_printf("%s/other.lock", scratch.directory);
    char *name = mem_printf("%s/other", scratch.directory);
    struct error err = ERROR_INIT;
    struct state *state;

    (void)unused;
    state = try_open(deep, true, 0, &err); /* to read, nothing is made */
    assert_non_null(state);
    assert_true(ghlpub_state_is_empty(state));
    assert_non_null(ghlpub_intent_new(state, "create", STATE_POST, "a", NULL));
    assert_true(ghlpub_state_sync(state, true, &err));
    assert_true(ghlpub_state_fold(state, &err));
    ghlpub_state_close(state);
    assert_false(file_exists(directory));

    state = try_open(deep, false, 0, &err);
    assert_non_null(state);
    ghlpub_state_close(state);
    assert_true(file_exists(lock));

    state = try_open(name, false, 0, &err); /* without ".json" */
    assert_non_null(state);
    ghlpub_state_close(state);
    assert_true(file_exists(other));

    put_text(scratch.state, "x", 1);
    free(deep);
    deep = mem_printf("%s/x/state.json", scratch.state);
    assert_null(try_open(deep, false, 0, &err));
    assert_string_equal(err.code, "state-unwritable");
    assert_int_equal(err.kind, ERROR_STATE);
    assert_int_equal(unlink(scratch.state), 0);
    assert_int_equal(mkdir(scratch.state, 0700), 0);
    assert_null(try_open(scratch.state, false, 0, &err));
    assert_string_equal(err.code, "state-unreadable");
    assert_int_equal(mkdir(scratch.journal, 0700), 0);
    assert_int_equal(rmdir(scratch.state), 0);
    assert_null(try_open(scratch.state, false, 0, &err));
    assert_string_equal(err.code, "state-unreadable");
    error_release(&err);
    free(deep);
    free(directory);
    free(lock);
    free(other);
    free(name);
    scratch_free(&scratch);
}

/* While a reader looks on, another process records and folds: each thing is seen once it was
 * there, and never vanishes, nor does what was replaced come back. */
static void be_busy(const struct scratch *scratch)
{
    struct state *state = open_state(scratch, false);

    for (int64_t i = 0; i < 400; i++) {
        char *key = mem_printf("k%03d", (int)i);
        struct step steps[] = {{S_CREATE, STATE_POST, key, key}, {S_RECORD, STATE_MEDIA, "m", key}};

        take_step(state, &steps[0], i);
        take_step(state, &steps[1], i);
        if (i % 3 == 0 && !ghlpub_state_fold(state, NULL))
            _exit(1);
        free(key);
    }
    ghlpub_state_close(state);
}

static void test_readers(void **unused)
{
    struct scratch scratch = scratch_new();
    size_t seen = 0, looks = 0;
    pid_t pid = fork();
    int status = 0;
    bool done;

    (void)unused;
    if (pid == 0) {
        be_busy(&scratch);
        _exit(0);
    }
    do {
        struct state *state;
        size_t count;

        done = waitpid(pid, &status, WNOHANG) == pid;
        state = open_state(&scratch, true);
        ghlpub_state_entries(state, STATE_POST, &count);
        assert_true(count >= seen);
        seen = count;
        ghlpub_state_twins(state, &count);
        assert_int_equal(count, 0);
        looks++;
        ghlpub_state_close(state);
    } while (!done);
    assert_int_equal(status, 0);
    assert_int_equal(seen, 400);
    assert_true(looks > 10);
    scratch_free(&scratch);
}

int run_lock_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_locked),      cmocka_unit_test(test_waits),
        cmocka_unit_test(test_interrupted), cmocka_unit_test(test_forks),
        cmocka_unit_test(test_places),      cmocka_unit_test(test_readers),
    };

    return cmocka_run_group_tests_name("lock", tests, NULL, NULL);
}
