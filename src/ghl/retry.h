/*
 * Again, when, or never: a pure decision.
 *
 * A read may always be sent again. A request that writes may only where the
 * server has surely not acted (exactly-once.md): it was never reached, or it
 * refused (429), or it did not know the token (401, transient in practice: facts
 * 4). Whatever else happened to a write is found out by looking, never by
 * sending it again.
 */
#ifndef GHL_RETRY_H
#define GHL_RETRY_H

#include <stdbool.h>
#include <stdint.h>

struct random;

enum retry_reason {
    RETRY_NEVER,      /* answered for good */
    RETRY_UNREACHED,  /* refused connection, no address, TLS failed */
    RETRY_LOST,       /* reset or stalled after it was sent, 408 */
    RETRY_SERVER,     /* 5xx */
    RETRY_UNREADABLE, /* 2xx whose body cannot be read */
    RETRY_RATE,       /* 429 */
    RETRY_TOKEN       /* 401 that may be transient */
};

/* How often each thing has happened to one request; zero at first. */
struct retry_count {
    unsigned tries, rate, token;
};

#define RETRY_BUDGET       60     /* repetitions in a run, and one more for each five requests */
#define RETRY_AFTER_MAX_MS 300000 /* a server that wants more is not waited for */

struct retry_verdict {
    bool again;
    int64_t wait_ms;
};

/* `count` is advanced, `budget` (repetitions that are left in this run) reduced. `after_ms` is the
 * server's Retry-After, `interval_ms` its rate-limit interval, -1 where it sent none. */
struct retry_verdict retry_decide(enum retry_reason reason, bool writes, struct retry_count *count,
                                  int64_t after_ms, int64_t interval_ms, long *budget,
                                  struct random *random);

/* Full jitter: from 0 to base * 2^(n-1), at most the cap; n from 1. */
int64_t retry_backoff_ms(unsigned n, struct random *random);

#endif
