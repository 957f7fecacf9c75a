/*
 * Is the service down? Counts failures of all requests together (unreachable,
 * lost, 5xx) with no success in between. From the fifth on, one request at a
 * time leaves, after growing pauses; and the circuit opens once a request has
 * used up its tries, or failures have gone on for a while. Pure.
 */
#ifndef GHL_CIRCUIT_H
#define GHL_CIRCUIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct random;

struct circuit {
    unsigned failures;
    int64_t first_us, next_us;
    bool open;
};

void circuit_succeeded(struct circuit *circuit);

/* `exhausted`: the request will not be sent again; `repeatable`: it might have been. */
void circuit_failed(struct circuit *circuit, int64_t now_us, bool exhausted, bool repeatable,
                    struct random *random);

/* Microseconds until a request may leave while `active` are under way; INT64_MAX: one of these has
 * to end first. */
int64_t circuit_wait(const struct circuit *circuit, int64_t now_us, size_t active);

#endif
