/*
 * The clock as a value. Times are milliseconds since 1970-01-01T00:00:00Z in an
 * int64_t whose name ends in _ms. Everything that depends on now takes it as an
 * argument; only cli, the event loop and the sandbox ask a clock.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <ghlpub/error.h>

#include <stdbool.h>
#include <stdint.h>

struct clock {
    int64_t start_ms;           /* what the clock showed at the start */
    int64_t start_monotonic_ms; /* when that was */
    double rate;                /* seconds that pass in a second; 1 but in the sandbox */
};

/* `now`: RFC 3339 (GHLPUB_NOW), or NULL for the real time. The clock then runs on from there.
 * Error: bad-clock (ERROR_USAGE). */
bool clock_init(struct clock *clock, const char *now, double rate, struct error *err);
int64_t clock_now_ms(const struct clock *clock);

/* Milliseconds of a clock that never jumps. */
int64_t clock_monotonic_ms(void);

#endif
