/*
 * Chance that can be repeated: xoroshiro128+ (Blackman and Vigna), seeded by
 * splitmix64. Nothing secret may come from it.
 */
#include "base/random.h"

#include "base/clock.h"

#include <sys/random.h>
#include <unistd.h>

static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = (*x += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, unsigned by)
{
    return (x << by) | (x >> (64 - by));
}

void random_seed(struct random *random, uint64_t seed)
{
    random->state[0] = splitmix(&seed);
    random->state[1] = splitmix(&seed);
    /* The one state that it never leaves. */
    if (random->state[0] == 0 && random->state[1] == 0)
        random->state[0] = 1;
}

void random_init(struct random *random)
{
    uint64_t seed;
    /* Without the system's chance, time and process keep two programs apart: enough for jitter. */
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
        seed = (uint64_t)clock_monotonic_ms() ^ ((uint64_t)getpid() << 40);
    random_seed(random, seed);
}

uint64_t random_next(struct random *random)
{
    uint64_t a = random->state[0], b = random->state[1];
    uint64_t result = a + b;
    b ^= a;
    random->state[0] = rotate(a, 24) ^ b ^ (b << 16);
    random->state[1] = rotate(b, 37);
    return result;
}

uint64_t random_below(struct random *random, uint64_t bound)
{
    if (bound == 0)
        return 0;
    /* The lowest 2^64 mod bound values would make some results likelier than others. */
    uint64_t skip = (0 - bound) % bound;
    for (;;) {
        uint64_t value = random_next(random);
        if (value >= skip)
            return value % bound;
    }
}
