/* workers.c */
#include "test.h"
#include "tests.h"
#include "base/mem.h"
#include "base/workers.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What an item does, by its letter. */
struct run {
    const char *letters;
    size_t next; /* the item that done() must be called for */
    char outcome[4096];
    unsigned wrong;
    pid_t parent;
};

static void eat_memory(void)
{
    for (;;) {
        char *piece = mem_alloc(1 << 20);

        memset(piece, 1, 1 << 20);
    }
}

static void eat_time(void)
{
    for (volatile unsigned long i = 0;; i++)
        ;
}

static void fill(struct strbuf *out, size_t item, size_t len)
{
    for (size_t i = 0; i < len; i++)
        strbuf_addc(out, (char)('a' + (item + i) % 26));
}

static void work(size_t item, struct strbuf *out, void *context)
{
    const struct run *run = context;

    switch (run->letters[item]) {
    case 'a':
        abort();
    case 'm':
        eat_memory();
        break;
    case 't':
        eat_time();
        break;
    case 'h': /* more than result_max */
        fill(out, item, 400000);
        break;
    case 'b': /* more than a socket holds */
        fill(out, item, 250000);
        break;
    case 'x':
        _exit(0);
    case 'r': /* the private code by which a worker retires */
        _exit(114);
    case 'l': { /* memory that stays behind: 6 MB */
        char *left = mem_alloc(6 << 20);

        memset(left, 1, 6 << 20);
        fill(out, item, left[1] == 1 ? 10 : 0);
        break;
    }
    case 'p': /* in the parent? */
        strbuf_addf(out, "%d", getpid() == run->parent);
        break;
    case '0':
        break;
    default:
        fill(out, item, 10);
    }
}

static bool is_filled(size_t item, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != (char)('a' + (item + i) % 26))
            return false;
    }
    return bytes[len] == '\0';
}

static void done(size_t item, enum worker_outcome outcome, const char *bytes, size_t len,
                 void *context)
{
    static const char outcomes[] = "DCMT";
    struct run *run = context;
    char letter = run->letters[item];
    size_t expected = letter == 'b' ? 250000 : letter == '0' ? 0 : 10;

    run->wrong += item != run->next;
    run->next++;
    run->outcome[item] = outcomes[outcome];
    if (outcome != WORKER_DONE)
        run->wrong += bytes != NULL;
    else if (letter == 'p')
        run->wrong += len != 1 || bytes[0] != '0';
    else
        run->wrong += len != expected || !is_filled(item, bytes, len);
}

static size_t count_open(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

/* Runs the items by `jobs` workers; the outcomes in order must be these. */
static void expect_run(unsigned jobs, const char *letters, const char *outcomes)
{
    struct run run = {.letters = letters, .parent = getpid()};
    struct workers workers = {jobs, 64 << 20, 1, 300000, work, done, &run};
    struct error err = ERROR_INIT;
    size_t before = count_open();

    assert_true(workers_run(&workers, strlen(letters), &err));
    assert_int_equal(run.next, strlen(letters));
    assert_string_equal(run.outcome, outcomes);
    assert_int_equal(run.wrong, 0);
    assert_int_equal(count_open(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_order(void **state)
{
    char letters[2001], outcomes[2001];

    (void)state;
    for (size_t i = 0; i < 2000; i++)
        letters[i] = i % 97 == 0 ? 'b' : i % 10 == 0 ? '0' : '.';
    letters[2000] = '\0';
    memset(outcomes, 'D', 2000);
    outcomes[2000] = '\0';
    expect_run(0, letters, outcomes);
    expect_run(1, letters, outcomes);
    expect_run(4, letters, outcomes);
    expect_run(64, letters, outcomes);
    expect_run(64, "ppp", "DDD");
    expect_run(3, "", "");
}

static void test_failures(void **state)
{
    static const struct {
        const char *letters, *outcomes;
    } cases[] = {
        {"a", "C"},
        {"h", "M"},
        {"t", "T"},
        {"x", "C"},
        {"r", "C"},
        {"......a......h......x......b......", "DDDDDDCDDDDDDMDDDDDDCDDDDDDDDDDDDD"},
        {"aaaaaaaaaaaaaaaa", "CCCCCCCCCCCCCCCC"},
        {"..t..........a........", "DDTDDDDDDDDDDCDDDDDDDD"},
    };
    static const unsigned jobs[] = {1, 2, 5};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t k = 0; k < COUNT(jobs); k++)
            expect_run(jobs[k], cases[i].letters, cases[i].outcomes);
    }
}

#ifndef GHLPUB_SANITIZED /* no limit of memory holds there */
static void test_memory(void **state)
{
    (void)state;
    expect_run(1, "m", "M");
    expect_run(2, "....m....m.", "DDDDMDDDDMD");
    /* Each item leaves 6 MB of the 64 MB behind: without new workers the 11th would fail. */
    expect_run(1, "llllllllllllllllllllllll.", "DDDDDDDDDDDDDDDDDDDDDDDDD");
}
#endif

static void fail_to_fork(void)
{
    struct run run = {.letters = "...", .parent = getpid()};
    struct workers workers = {2, 0, 0, 1000, work, done, &run};
    struct rlimit none = {3, 3};
    struct error err = ERROR_INIT;

    /* No room for a socket pair: the next descriptor would be beyond the limit. */
    if (setrlimit(RLIMIT_NOFILE, &none) != 0 || workers_run(&workers, 3, &err))
        _exit(1);
    _exit(strcmp(err.code, "workers-failed") == 0 && err.kind == ERROR_FAILED ? 7 : 2);
}

static void test_no_worker(void **state)
{
    (void)state;
    assert_int_equal(WEXITSTATUS(in_child(fail_to_fork, NULL, 0)), 7);
}

static void ignore_alarm(int number)
{
    (void)number;
}

/* Signals that interrupt every call of the parent change nothing. */
static void test_interrupted(void **state)
{
    struct sigaction action = {.sa_handler = ignore_alarm}, old;
    struct itimerspec every = {{0, 200000}, {0, 200000}}, never = {{0, 0}, {0, 0}};
    char letters[401], outcomes[401];
    timer_t timer;

    (void)state;
    memset(letters, 'b', 400);
    memset(outcomes, 'D', 400);
    letters[400] = outcomes[400] = '\0';
    sigemptyset(&action.sa_mask);
    assert_int_equal(sigaction(SIGALRM, &action, &old), 0);
    assert_int_equal(timer_create(CLOCK_MONOTONIC, NULL, &timer), 0);
    assert_int_equal(timer_settime(timer, 0, &every, NULL), 0);
    expect_run(2, letters, outcomes);
    assert_int_equal(timer_settime(timer, 0, &never, NULL), 0);
    assert_int_equal(timer_delete(timer), 0);
    sigaction(SIGALRM, &old, NULL);
}

static void test_default_jobs(void **state)
{
    (void)state;
    assert_in_range(workers_default_jobs(), 1, 64);
}

int run_workers_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),        cmocka_unit_test(test_failures),
#ifndef GHLPUB_SANITIZED
        cmocka_unit_test(test_memory),
#endif
        cmocka_unit_test(test_no_worker),    cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_default_jobs),
    };

    return cmocka_run_group_tests_name("workers", tests, NULL, NULL);
}
