/*
 * The wait: how long a thing that was not found may still appear. It is over
 * when the server's clock or ours says so, whichever is first, counted from the
 * first answer after the request ended (exactly-once, "The wait").
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

bool patience_over(const struct patience *patience, const struct ghl *ghl)
{
    if (!patience->begun)
        return false;
    int64_t server = ghl_server_ms(ghl);
    if (patience->server_ms && server - patience->server_ms >= PUBLISH_WAIT_MS)
        return true;
    return clock_monotonic_ms() - patience->monotonic_ms >= PUBLISH_WAIT_MS;
}
