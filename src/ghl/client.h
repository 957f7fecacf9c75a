/*
 * The client's inside, shared by client.c (what callers see), queue.c (what
 * waits) and loop.c (what happens).
 *
 * Inside, time is `ghl_clock_us()`: the monotonic clock, made faster by
 * GHLPUB_TEST_WAIT_SCALE (0.01: a hundred times), so that every wait becomes
 * shorter against a sandbox whose clock runs fast. The limits of one transfer
 * (stalled, connecting) and the pacing, whose intervals the server sets, go by
 * the real clock.
 */
#ifndef GHL_CLIENT_H
#define GHL_CLIENT_H

#include "base_url.h"
#include "circuit.h"
#include "pace.h"
#include "request.h"
#include "retry.h"
#include "transport.h"

#include "base/array.h"
#include "base/random.h"

/* One request that was handed over, until it is answered. */
struct task {
    struct ghl_request *request;
    ghl_done *done;
    void *context;
    struct retry_count count;
    int64_t due_us; /* not before */
    uint64_t ticket;
    bool started; /* once before: it goes first */
    struct task *next;
};

struct queue {
    struct task *first, *last;
    size_t len;
};

struct timer {
    int64_t due_us;
    uint64_t number; /* equal times: in the order in which they were set */
    void (*then)(void *context);
    void *context;
};

struct ghl {
    struct base_url base;
    char *token, *location, *version;
    bool v3;
    const struct clock *clock;
    unsigned jobs;
    int64_t stop_us; /* when it was first seen that the run shall stop; 0: it shall not */
    double scale;

    struct transport transport;
    struct pace pace;
    struct circuit circuit;
    struct random random;
    long budget;

    struct queue ready;
    struct timers ARRAY(struct timer) timers;
    uint64_t timer_number;

    bool (*before_writes)(void *context);
    void *turn_context;
    void (*tick)(void *context);
    void *tick_context;
    int64_t ticked_us;

    bool writes_stopped;
    struct error fatal; /* service-down, token-refused, daily-limit: answers all that waits */

    /* Uploads side by side until one is answered unreadably; then one at a time (facts 2). */
    bool uploads_alone;
    unsigned uploading;
    int64_t upload_due_us;

    int64_t server_base_ms, server_real_us; /* the server's clock, and when it was that */
    struct ghl_counts counts;
    char waiting[96];
    int64_t wait_us; /* until the next request may leave */
};

int64_t ghl_clock_us(const struct ghl *ghl);

/* ---- queue.c ---- */

void queue_add(struct queue *queue, struct task *task);
void queue_add_first(struct queue *queue, struct task *task);

/* Takes out `task`, which follows `before` (NULL: the first). */
void queue_take(struct queue *queue, struct task *before, struct task *task);
void task_free(struct task *task);

/* Fires the timers that are due. */
void timers_run(struct ghl *ghl, int64_t now_us);

/* Of the next timer; INT64_MAX: none. */
int64_t timers_next(const struct ghl *ghl);

#endif
