/*
 * The rules of retry.h. What a status code is a reason for is left to judge.c,
 * waiting to loop.c.
 */
#include "retry.h"

#include "base/random.h"

#define BASE_MS     500
#define CAP_MS      30000
#define TRIES       6
#define WRITE_TRIES 3 /* of a write that never reached the server */
#define RATE_TRIES  8

int64_t retry_backoff_ms(unsigned n, struct random *random)
{
    int64_t most = BASE_MS;
    for (unsigned i = 1; i < n && most < CAP_MS; i++)
        most *= 2;
    if (most > CAP_MS)
        most = CAP_MS;
    return (int64_t)random_below(random, (uint64_t)most + 1);
}

static bool allowed(enum retry_reason reason, bool writes, const struct retry_count *count)
{
    switch (reason) {
    case RETRY_NEVER:
        return false;
    case RETRY_RATE:
        return count->rate < RATE_TRIES;
    case RETRY_TOKEN:
        return count->token < 2;
    case RETRY_UNREACHED:
        return count->tries < (writes ? WRITE_TRIES : TRIES);
    case RETRY_LOST:
    case RETRY_SERVER:
    case RETRY_UNREADABLE:
        return !writes && count->tries < TRIES;
    }
    return false;
}

struct retry_verdict retry_decide(enum retry_reason reason, bool writes, struct retry_count *count,
                                  int64_t after_ms, int64_t interval_ms, long *budget,
                                  struct random *random)
{
    struct retry_verdict verdict = {false, 0};

    if (reason == RETRY_RATE)
        count->rate++;
    else if (reason == RETRY_TOKEN)
        count->token++;
    else
        count->tries++;
    if (!allowed(reason, writes, count) || after_ms > RETRY_AFTER_MAX_MS)
        return verdict;
    if (reason == RETRY_RATE) {
        /* No budget: the server is well, and says what it wants. */
        verdict.wait_ms = after_ms >= 0 ? after_ms : interval_ms;
        if (after_ms < 0 && interval_ms < 0)
            verdict.wait_ms = 1000 * (INT64_C(1) << (count->rate < 5 ? count->rate - 1 : 4));
        verdict.wait_ms += (int64_t)random_below(random, BASE_MS / 2);
        verdict.again = true;
        return verdict;
    }
    if (*budget <= 0)
        return verdict;
    (*budget)--;
    verdict.wait_ms = retry_backoff_ms(reason == RETRY_TOKEN ? 1 : count->tries, random);
    if (after_ms > 0)
        verdict.wait_ms += after_ms;
    verdict.again = true;
    return verdict;
}
