/*
 * Rate limits, a location each (facts.md 4). They count in real time, whatever
 * the sandbox's clock does: a client paces by its own.
 */
#ifndef SANDBOX_RATE_H
#define SANDBOX_RATE_H

#include <ghlpub/error.h>

#include "base/map.h"

#include <stdbool.h>
#include <stdint.h>

struct rates {
    unsigned long max; /* requests an interval; 0: no limit */
    int64_t interval_ms;
    unsigned long daily;
    struct map locations; /* id: struct rate */
};

struct rate {
    int64_t window_ms, day_ms; /* when they began, monotonic */
    unsigned long used, used_today;
};

/* `text`: "100/10s", "off" or NULL. Error: bad-rate (ERROR_USAGE). */
bool rates_init(struct rates *rates, const char *text, unsigned long daily, struct error *err);
void rates_release(struct rates *rates);

/* Counts one request; false where it is beyond a limit. *left and *left_today say what remains,
 * *wait_ms when there is more. */
bool rates_take(struct rates *rates, const char *location, int64_t now_ms, unsigned long *left,
                unsigned long *left_today, int64_t *wait_ms);

#endif
