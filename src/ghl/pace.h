/*
 * When the next request may leave, so that the server never has to refuse one
 * (facts 4). Pure: the time is an argument, in microseconds of any clock that
 * does not jump.
 *
 * The server says how many requests it takes in which interval (X-RateLimit-Max,
 * -Interval-Milliseconds) and how many are left (-Remaining), not whether its
 * interval is fixed or sliding, nor when it ends. So no more than `max` requests
 * ever leave in any interval of that length, measured where it is safe: a request
 * has arrived no later than its answer came back, less the shortest round trip
 * that was seen. That holds for both kinds of interval, whatever the latency.
 *
 * Other clients of the same account show in `remaining`: what is used and cannot
 * be ours is theirs; what they used in the last interval is left to them, and
 * what is ours is then spread over the interval and not sent in a burst.
 *
 * What was used before our first request may be a run that is over as well as a client that goes
 * on: in a fixed interval, and for a while in a sliding one, both look the same. Until an interval
 * has passed, we watch: what somebody could still use who was not seen for so long is left alone,
 * and that becomes little within a second or two; the rest may leave at once.
 *
 *     int64_t wait = pace_wait(&pace, now);
 *     if (wait == 0) {
 *         uint64_t ticket = pace_sent(&pace, now);
 *         ... pace_answered(&pace, ticket, later, &report);
 */
#ifndef GHL_PACE_H
#define GHL_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the headers of an answer say; -1 where they do not. */
struct pace_report {
    int64_t max, remaining, interval_ms;
    int64_t daily_limit, daily_remaining;
    int64_t day_left_ms; /* until the server's day ends (UTC) */
};

#define PACE_REPORT_INIT                                                                           \
    {                                                                                              \
        -1, -1, -1, -1, -1, -1                                                                     \
    }

/* Nothing can leave before an answer has come. */
#define PACE_NO_TIME INT64_MAX

#define PACE_BUCKETS  16
#define PACE_INTERVAL 12 /* of them in an interval */

struct pace_slot {
    uint64_t ticket;
    int64_t sent_us;
    int64_t answered_us; /* INT64_MAX: not yet */
};

struct pace {
    struct pace_slot *slots; /* oldest first */
    size_t len, cap;
    uint64_t tickets;

    bool known; /* some answer has come, */
    int64_t known_since_us;
    int64_t max, interval_us, margin_us;
    int64_t round_trip_us; /* the shortest seen */
    int64_t blocked_until_us, last_sent_us;

    /* The first interval, where some of it was used before us: how much, at most; how many of
     * others were surely seen since, in what time. */
    bool watching;
    int64_t used_before, seen_others, watched_us;
    int64_t used; /* by others or before us, as last seen */

    /* The server's view, of the request that was sent last among those that were answered. */
    bool has_view;
    uint64_t view_ticket;
    int64_t view_remaining, view_sent_us, view_at_us;

    /* More came back at once than any sliding interval gives back: the server's intervals are
     * fixed, and one had begun by then (INT64_MIN: not seen). Its first view, and what others use
     * in an interval, going by what vanished since. */
    int64_t fixed_since_us;
    int64_t first_remaining, first_sent_us;
    uint64_t first_ticket;
    int64_t fixed_others; /* -1: not known */

    /* The most that others were seen to use, by parts of the last interval. */
    int64_t others[PACE_BUCKETS], others_when[PACE_BUCKETS];
    int64_t views[PACE_BUCKETS], views_when[PACE_BUCKETS]; /* what remained, */
    uint64_t views_ticket[PACE_BUCKETS];                   /* after which request of ours */

    /* What is left to them beyond that, because the server was seen with nothing left: they may
     * want more than they got. */
    int64_t courtesy, courtesy_when_us;
    bool came; /* somebody was seen to begin */

    int64_t daily_limit, daily_remaining, daily_floor;
    int64_t day_ends_us;
};

void pace_init(struct pace *pace);
void pace_release(struct pace *pace);

/* Microseconds until a request may leave: 0 for now, PACE_NO_TIME where only an answer helps. */
int64_t pace_wait(struct pace *pace, int64_t now_us);

/* A request leaves. Returns its ticket. */
uint64_t pace_sent(struct pace *pace, int64_t now_us);

/* Its answer is here, or it ended without one (`report` NULL). */
void pace_answered(struct pace *pace, uint64_t ticket, int64_t now_us,
                   const struct pace_report *report);

/* The server refused a request with 429: nothing leaves for `wait_us`. */
void pace_refused(struct pace *pace, int64_t now_us, int64_t wait_us);

/* What others use in an interval, as far as is known. */
int64_t pace_others(const struct pace *pace, int64_t now_us);

/* How many of ours the server takes in an interval, as far as is known; 0: no answer yet. */
int64_t pace_limit(const struct pace *pace, int64_t now_us);

/* Is it the day's budget that pace_wait() waits for? */
bool pace_short_of_day(const struct pace *pace);

#endif
