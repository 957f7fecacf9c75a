/*
 * The pool of forked workers. A worker holds a queue of items, answers them in
 * that order, and the parent puts the results of all workers into the order of
 * the items. What an item is, and what a failure means, is left to the caller.
 *
 * On the socket, the parent sends the number of an item as one size_t; the worker
 * answers with a `struct answer` and the bytes of the result.
 */
#include "base/workers.h"
#include "base/array.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define JOBS_MOST 64
#define QUEUE     2 /* items that a worker holds: the next one is there before it asks */

/* Results that wait for an earlier item: beyond this, no new items are given out. */
#define WAITING_MOST ((size_t)64 << 20)

/* Exit codes of a worker that nothing else is likely to use. */
#define EXIT_NO_MEMORY 113
#define EXIT_RETIRED   114

struct answer {
    uint64_t item;
    uint64_t outcome;
    uint64_t len;
};

/* One worker as its parent sees it; pid 0: there is none. */
struct worker {
    pid_t pid;
    int fd;
    bool deaf;     /* its end is closed: it gets no more items */
    bool answered; /* at least once */
    size_t queue[QUEUE];
    size_t queued;
    struct strbuf in;
};

struct result {
    bool there;
    enum worker_outcome outcome;
    char *bytes;
    size_t len;
};

struct item_list ARRAY(size_t);

struct pool {
    const struct workers *workers;
    struct worker *list;
    size_t jobs;
    struct result *results;
    size_t count;
    size_t next_item;          /* the first that was never given out */
    size_t next_done;          /* the first that was not handed to done() */
    size_t waiting;            /* bytes of results from there on */
    struct item_list returned; /* given to a worker that ended before it began */
};

/* ---- in the worker ---- */

/* Bytes of address space in use, or 0 where /proc does not tell. No stdio: its buffer is memory. */
static size_t address_space(int fd)
{
    char text[64];
    ssize_t len = pread(fd, text, sizeof text - 1, 0);

    if (len <= 0)
        return 0;
    text[len] = '\0';
    return (size_t)strtoull(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}

static void limit_memory(size_t bytes)
{
    struct rlimit limit;

#ifdef GHLPUB_SANITIZED
    return; /* the shadow memory alone takes terabytes of addresses */
#endif
    if (getrlimit(RLIMIT_AS, &limit) != 0)
        return;
    if (limit.rlim_max == RLIM_INFINITY || bytes < limit.rlim_max)
        limit.rlim_cur = limit.rlim_max = bytes;
    setrlimit(RLIMIT_AS, &limit);
}

static void limit_time(unsigned seconds)
{
    const struct itimerval timer = {.it_value = {.tv_sec = (time_t)seconds}};

    setitimer(ITIMER_PROF, &timer, NULL);
}

static void set_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_IGN};
    sigset_t prof;

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL); /* the parent decides */
    sigaction(SIGPIPE, &action, NULL);
    action.sa_handler = SIG_DFL;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGPROF, &action, NULL);
    sigemptyset(&prof);
    sigaddset(&prof, SIGPROF);
    sigprocmask(SIG_UNBLOCK, &prof, NULL);
}

/* False at the end of the stream: the parent is done, or dead. */
static bool receive_item(int fd, size_t *item)
{
    ssize_t got;

    do {
        got = recv(fd, item, sizeof *item, MSG_WAITALL);
    } while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof *item;
}

static bool send_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0) {
        ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return false;
        at += sent;
        len -= (size_t)sent;
    }
    return true;
}

static _Noreturn void work_on_items(const struct workers *workers, int fd)
{
    const struct rlimit no_core = {0, 0};
    int proc = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    size_t base = proc >= 0 ? address_space(proc) : 0, item;

    set_signals();
    mem_set_exit_code(EXIT_NO_MEMORY);
    setrlimit(RLIMIT_CORE, &no_core); /* it would hold the parent's secrets */
    if (workers->memory > 0 && base > 0)
        limit_memory(base + workers->memory);
    while (receive_item(fd, &item)) {
        struct strbuf out = STRBUF_INIT(workers->result_max);
        struct answer answer = {item, WORKER_DONE, 0};

        limit_time(workers->seconds);
        workers->work(item, &out, workers->context);
        limit_time(0);
        if (out.overflow)
            answer.outcome = WORKER_OUT_OF_MEMORY;
        else
            answer.len = out.len;
        if (!send_all(fd, &answer, sizeof answer) || !send_all(fd, out.buf, answer.len))
            break;
        strbuf_release(&out);
        /* Memory that the last items left behind would count against the next one, and what
         * becomes of an item must not depend on what was done before it. */
        if (workers->memory > 0 && base > 0 && address_space(proc) > base + workers->memory / 8)
            _exit(EXIT_RETIRED);
    }
    _exit(0);
}

/* ---- in the parent ---- */

static bool start_worker(struct pool *pool, struct worker *worker)
{
    int ends[2];
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    pid = fork();
    if (pid < 0) {
        int reason = errno;

        close(ends[0]);
        close(ends[1]);
        errno = reason;
        return false;
    }
    if (pid == 0) {
        /* A sibling's socket, held here, would hide the parent's end from that sibling. */
        for (size_t i = 0; i < pool->jobs; i++) {
            if (pool->list[i].pid != 0)
                close(pool->list[i].fd);
        }
        close(ends[0]);
        work_on_items(pool->workers, ends[1]);
    }
    close(ends[1]);
    *worker = (struct worker){.pid = pid, .fd = ends[0], .in = STRBUF_INIT(STRBUF_UNBOUNDED)};
    return true;
}

/* Takes the bytes; calls done() for all that is now in order. */
static void deliver(struct pool *pool, size_t item, struct result result)
{
    const struct workers *workers = pool->workers;

    result.there = true;
    pool->results[item] = result;
    pool->waiting += result.len;
    while (pool->next_done < pool->count && pool->results[pool->next_done].there) {
        struct result *next = &pool->results[pool->next_done];

        workers->done(pool->next_done, next->outcome, next->bytes, next->len, workers->context);
        pool->waiting -= next->len;
        free(next->bytes);
        next->bytes = NULL;
        pool->next_done++;
    }
}

static size_t take_from_queue(struct worker *worker)
{
    size_t item = worker->queue[0];

    worker->queued--;
    memmove(worker->queue, worker->queue + 1, worker->queued * sizeof *worker->queue);
    return item;
}

/* Delivers the complete answers. False where one is no answer that the worker may give: its memory
 * is damaged, and nothing that it says can be believed. */
static bool take_answers(struct pool *pool, struct worker *worker)
{
    size_t at = 0;
    bool ok = true;

    while (ok && worker->in.len - at >= sizeof(struct answer)) {
        struct result result = {false, WORKER_DONE, NULL, 0};
        struct answer answer;

        memcpy(&answer, worker->in.buf + at, sizeof answer);
        ok = worker->queued > 0 && answer.item == worker->queue[0] &&
             answer.len <= pool->workers->result_max &&
             (answer.outcome == WORKER_DONE ||
              (answer.outcome == WORKER_OUT_OF_MEMORY && answer.len == 0));
        if (!ok || worker->in.len - at - sizeof answer < answer.len)
            break;
        at += sizeof answer;
        result.outcome = (enum worker_outcome)answer.outcome;
        if (result.outcome == WORKER_DONE) {
            result.len = (size_t)answer.len;
            result.bytes = mem_alloc(result.len + 1);
            memcpy(result.bytes, worker->in.buf + at, result.len);
        }
        at += result.len;
        worker->answered = true;
        deliver(pool, take_from_queue(worker), result);
    }
    strbuf_splice(&worker->in, 0, at, "", 0);
    return ok;
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static enum worker_outcome outcome_of(int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
        return WORKER_OUT_OF_TIME;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_MEMORY)
        return WORKER_OUT_OF_MEMORY;
    return WORKER_CRASHED;
}

/* The worker has ended: its first item is the one that it worked on, the others go back. */
static void bury(struct pool *pool, struct worker *worker)
{
    int status;
    bool retired;

    close(worker->fd);
    status = wait_for(worker->pid);
    worker->pid = 0;
    /* One that never answered cannot have retired: believing it could go on for ever. */
    retired = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_RETIRED && worker->answered;
    if (worker->queued > 0 && !retired) {
        struct result result = {false, outcome_of(status), NULL, 0};

        deliver(pool, take_from_queue(worker), result);
    }
    while (worker->queued > 0)
        ARRAY_PUSH(&pool->returned, take_from_queue(worker));
    strbuf_release(&worker->in);
}

static void hear(struct pool *pool, struct worker *worker)
{
    char piece[65536];
    ssize_t got = recv(worker->fd, piece, sizeof piece, MSG_DONTWAIT);

    if (got < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
        return;
    if (got > 0) {
        strbuf_add(&worker->in, piece, (size_t)got);
        if (take_answers(pool, worker))
            return;
        kill(worker->pid, SIGKILL);
    }
    bury(pool, worker);
}

/* Is there an item to give out? One that came back always is: others may wait for it. */
static bool has_item(const struct pool *pool)
{
    return pool->returned.len > 0 ||
           (pool->next_item < pool->count && pool->waiting < WAITING_MOST);
}

static void give_item(struct pool *pool, struct worker *worker)
{
    size_t item =
        pool->returned.len > 0 ? pool->returned.items[--pool->returned.len] : pool->next_item++;

    /* The few bytes always fit into the socket; what fails is sending to a worker that ended. */
    if (send_all(worker->fd, &item, sizeof item)) {
        worker->queue[worker->queued++] = item;
    } else {
        worker->deaf = true;
        ARRAY_PUSH(&pool->returned, item);
    }
}

/* Starts workers where some are missing, and fills their queues: first one item for each. Near the
 * end nobody queues: an item could wait behind a slow one while others have nothing to do. */
static bool give_items(struct pool *pool)
{
    size_t alive = 0;

    for (size_t i = 0; i < pool->jobs; i++) {
        struct worker *worker = &pool->list[i];

        if (worker->pid == 0 && has_item(pool) && !start_worker(pool, worker) && alive == 0 &&
            i + 1 == pool->jobs)
            return false;
        alive += worker->pid != 0;
        if (worker->pid != 0 && worker->queued == 0 && !worker->deaf && has_item(pool))
            give_item(pool, worker);
    }
    for (size_t i = 0; i < pool->jobs; i++) {
        struct worker *worker = &pool->list[i];

        while (worker->pid != 0 && worker->queued < QUEUE && !worker->deaf && has_item(pool) &&
               pool->count - pool->next_item > pool->jobs * QUEUE)
            give_item(pool, worker);
    }
    return true;
}

static bool wait_for_workers(struct pool *pool, struct pollfd *fds)
{
    nfds_t used = 0;

    for (size_t i = 0; i < pool->jobs; i++) {
        /* poll passes over negative descriptors. */
        fds[used++] = (struct pollfd){pool->list[i].pid != 0 ? pool->list[i].fd : -1, POLLIN, 0};
    }
    if (poll(fds, used, -1) < 0)
        return errno == EINTR;
    for (size_t i = 0; i < pool->jobs; i++) {
        if (pool->list[i].pid != 0 && fds[i].revents != 0)
            hear(pool, &pool->list[i]);
    }
    return true;
}

/* Idle workers end by themselves when their socket closes; busy ones are left only on failure. */
static void dismiss(struct pool *pool)
{
    for (size_t i = 0; i < pool->jobs; i++) {
        struct worker *worker = &pool->list[i];

        if (worker->pid == 0)
            continue;
        if (worker->queued > 0)
            kill(worker->pid, SIGKILL);
        close(worker->fd);
        strbuf_release(&worker->in);
    }
    for (size_t i = 0; i < pool->jobs; i++) {
        if (pool->list[i].pid != 0)
            wait_for(pool->list[i].pid);
    }
}

static void run_here(const struct workers *workers, size_t count)
{
    for (size_t item = 0; item < count; item++) {
        struct strbuf out = STRBUF_INIT(workers->result_max);

        workers->work(item, &out, workers->context);
        if (out.overflow)
            workers->done(item, WORKER_OUT_OF_MEMORY, NULL, 0, workers->context);
        else
            workers->done(item, WORKER_DONE, out.buf, out.len, workers->context);
        strbuf_release(&out);
    }
}

bool workers_run(const struct workers *workers, size_t count, struct error *err)
{
    struct pool pool = {.workers = workers, .count = count};
    struct pollfd *fds;
    bool ok = true;

    if (workers->jobs == 0 || count == 0) {
        run_here(workers, count);
        return true;
    }
    pool.jobs = workers->jobs < count ? workers->jobs : count;
    pool.list = mem_alloc(pool.jobs * sizeof *pool.list);
    pool.results = mem_alloc(count * sizeof *pool.results);
    fds = mem_alloc(pool.jobs * sizeof *fds);
    while (ok && pool.next_done < count) {
        ok = give_items(&pool) && wait_for_workers(&pool, fds);
        if (!ok)
            error_set_errno(err, ERROR_FAILED, "workers-failed", "cannot start or reach a worker");
    }
    dismiss(&pool);
    for (size_t i = pool.next_done; i < count; i++)
        free(pool.results[i].bytes);
    ARRAY_RELEASE(&pool.returned);
    free(pool.results);
    free(pool.list);
    free(fds);
    return ok;
}

unsigned workers_default_jobs(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (online < 1)
        return 1;
    return online < JOBS_MOST ? (unsigned)online : JOBS_MOST;
}
