/*
 * Fixed windows: one begins with the first request after the last one ended.
 */
#include "rate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MS ((int64_t)24 * 3600 * 1000)

bool rates_init(struct rates *rates, const char *text, unsigned long daily, struct error *err)
{
    memset(rates, 0, sizeof *rates);
    rates->max = 100;
    rates->interval_ms = 10000;
    rates->daily = daily ? daily : 200000;
    if (!text) {
        return true;
    }
    if (strcmp(text, "off") == 0) {
        rates->max = 0;
        return true;
    }
    char *end = NULL;
    rates->max = strtoul(text, &end, 10);
    bool good = end != text && *end == '/' && rates->max > 0;
    if (good) {
        char *seconds = end + 1;
        double value = strtod(seconds, &end);
        good =
            end != seconds && (*end == '\0' || strcmp(end, "s") == 0) && value > 0 && value < 1e6;
        rates->interval_ms = good ? (int64_t)(value * 1000) : 0;
    }
    if (!good) {
        error_set(err, ERROR_USAGE, "bad-rate", "\"%s\" is no rate; \"100/10s\" or \"off\" is",
                  text);
    }
    return good;
}

void rates_release(struct rates *rates)
{
    map_release(&rates->locations, free);
}

bool rates_take(struct rates *rates, const char *location, int64_t now_ms, unsigned long *left,
                unsigned long *left_today, int64_t *wait_ms)
{
    struct rate *rate = map_get(&rates->locations, location);
    if (!rate) {
        rate = mem_alloc(sizeof *rate);
        rate->window_ms = rate->day_ms = now_ms;
        map_set(&rates->locations, location, rate);
    }
    if (now_ms - rate->window_ms >= rates->interval_ms) {
        rate->window_ms = now_ms;
        rate->used = 0;
    }
    if (now_ms - rate->day_ms >= DAY_MS) {
        rate->day_ms = now_ms;
        rate->used_today = 0;
    }
    bool burst = rates->max > 0 && rate->used >= rates->max;
    bool day = rates->max > 0 && rate->used_today >= rates->daily;
    if (!burst && !day) {
        rate->used++;
        rate->used_today++;
    }
    *left = rates->max > rate->used ? rates->max - rate->used : 0;
    *left_today = rates->daily > rate->used_today ? rates->daily - rate->used_today : 0;
    *wait_ms = day ? rate->day_ms + DAY_MS - now_ms : rate->window_ms + rates->interval_ms - now_ms;
    return !burst && !day;
}
