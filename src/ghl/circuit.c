/*
 * The rules of circuit.h. What is told to those that wait is left to loop.c.
 */
#include "circuit.h"

#include "retry.h"

#define FAILURES       5
#define WRITES_FAIL_US 10000000

void circuit_succeeded(struct circuit *circuit)
{
    circuit->failures = 0;
    circuit->next_us = 0;
}

void circuit_failed(struct circuit *circuit, int64_t now_us, bool exhausted, bool repeatable,
                    struct random *random)
{
    if (circuit->failures++ == 0)
        circuit->first_us = now_us;
    if (circuit->failures < FAILURES)
        return;
    circuit->next_us = now_us + 1000 * retry_backoff_ms(circuit->failures - FAILURES + 1, random);
    /* A write is never repeated, so that a moment's trouble exhausts several at once: only time
     * shows that it lasts. */
    if (exhausted && (repeatable || now_us - circuit->first_us >= WRITES_FAIL_US))
        circuit->open = true;
}

int64_t circuit_wait(const struct circuit *circuit, int64_t now_us, size_t active)
{
    if (circuit->failures < FAILURES)
        return 0;
    if (active > 0)
        return INT64_MAX;
    return circuit->next_us > now_us ? circuit->next_us - now_us : 0;
}
