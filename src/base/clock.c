/*
 * The clock: the system's time, or a time that was given and runs on from
 * there, also faster or slower. Civil time is left to civil.c and zone.c.
 */
#include "base/clock.h"

#include "base/zone.h"

#include <math.h>
#include <time.h>

/* About three years a minute; more would soon leave the range of an int64_t. */
#define RATE_MAX 1e6

static int64_t read_ms(clockid_t id)
{
    struct timespec now = {0, 0};
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

bool clock_init(struct clock *clock, const char *now, double rate, struct error *err)
{
    if (!isfinite(rate) || rate < 0 || rate > RATE_MAX) {
        error_set(err, ERROR_USAGE, "bad-clock", "clock rate %g is not between 0 and %g", rate,
                  RATE_MAX);
        return false;
    }
    clock->rate = rate;
    clock->start_monotonic_ms = clock_monotonic_ms();
    if (!now) {
        clock->start_ms = read_ms(CLOCK_REALTIME);
        return true;
    }
    struct written_date date;
    if (!written_date_parse(now, &date) || !date.has_time || !date.has_offset) {
        error_set(err, ERROR_USAGE, "bad-clock", "\"%s\" is not a time", now);
        error_hint(err, "write it like 2026-12-01T12:00:00Z");
        return false;
    }
    struct zone *utc = zone_load("UTC", NULL);
    clock->start_ms = written_date_to_utc_ms(&date, utc, NULL);
    zone_free(utc);
    return true;
}

int64_t clock_now_ms(const struct clock *clock)
{
    int64_t passed = clock_monotonic_ms() - clock->start_monotonic_ms;
    return clock->start_ms + (int64_t)((double)passed * clock->rate);
}
