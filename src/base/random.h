/*
 * Chance, as a value that can be seeded (jitter, the sandbox's ids). Not for
 * secrets.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state[2];
};

void random_seed(struct random *random, uint64_t seed);
/* Seeds from the system. */
void random_init(struct random *random);
uint64_t random_next(struct random *random);
/* From 0 to bound - 1; bound is not 0. */
uint64_t random_below(struct random *random, uint64_t bound);

#endif
