/*
 * The wait: how long a thing that was not found may still appear. It is over
 * when our monotonic clock says so, or a sandbox's own, counted from the first
 * answer after the request ended.
 */
#include "run.h"

#include "base/clock.h"

void patience_begin(struct patience *patience, const struct ghl *ghl)
{
    if (patience->begun)
        return;
    patience->begun = true;
    patience->server_ms = ghl_server_ms(ghl);
    patience->monotonic_ms = clock_monotonic_ms();
}

bool patience_over(const struct patience *patience, const struct ghl *ghl, unsigned times)
{
    int64_t wait = (int64_t)PUBLISH_WAIT_MS * times;
    if (!patience->begun)
        return false;
    int64_t server = ghl_server_ms(ghl);
    /* Among the real servers one wrong Date would end the wait at once; a sandbox may run fast. */
    if (ghl_is_local(ghl) && patience->server_ms && server - patience->server_ms >= wait)
        return true;
    return clock_monotonic_ms() - patience->monotonic_ms >= wait;
}
