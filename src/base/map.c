/*
 * The hash table: a list of slots in order of insertion, and buckets with
 * linear probing that point into it. The seed comes from random.c.
 */
#include "base/map.h"
#include "base/mem.h"
#include "base/random.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 8

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

/* SipHash-1-3 (Aumasson and Bernstein, 2012): without its key, colliding names cannot be made. */
static unsigned long hash_key(const char *key)
{
    static uint64_t seed[2];
    static int seeded;
    size_t len = strlen(key), at = 0;
    uint64_t v[4], word;

    if (!seeded) {
        struct random random;

        random_init(&random);
        seed[0] = random_next(&random);
        seed[1] = random_next(&random);
        seeded = 1;
    }
    v[0] = seed[0] ^ 0x736f6d6570736575u;
    v[1] = seed[1] ^ 0x646f72616e646f6du;
    v[2] = seed[0] ^ 0x6c7967656e657261u;
    v[3] = seed[1] ^ 0x7465646279746573u;
    do {
        size_t part = len - at < 8 ? len - at : 8;

        word = 0;
        for (size_t i = 0; i < part; i++)
            word |= (uint64_t)(unsigned char)key[at + i] << (8 * i);
        at += part;
        if (part < 8)
            word |= (uint64_t)len << 56;
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
        if (part < 8)
            break;
    } while (1);
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return (unsigned long)(v[0] ^ v[1] ^ v[2] ^ v[3]);
}

/* The slot of the key, or NULL. A slot without a key keeps its bucket, so that probing goes on. */
static struct map_slot *find(const struct map *map, const char *key, unsigned long hash)
{
    size_t mask = map->bucket_count - 1;

    if (map->bucket_count == 0)
        return NULL;
    for (size_t b = hash & mask; map->buckets[b] != 0; b = (b + 1) & mask) {
        struct map_slot *slot = &map->slots[map->buckets[b] - 1];

        if (slot->key && slot->hash == hash && strcmp(slot->key, key) == 0)
            return slot;
    }
    return NULL;
}

static void enter(struct map *map, size_t index)
{
    size_t mask = map->bucket_count - 1;
    size_t b = map->slots[index].hash & mask;

    while (map->buckets[b] != 0)
        b = (b + 1) & mask;
    map->buckets[b] = index + 1;
}

/* Closes the gaps, doubles the room unless the gaps were a quarter of it, builds the buckets. */
static void rebuild(struct map *map)
{
    size_t len = 0;

    for (size_t i = 0; i < map->len; i++) {
        if (map->slots[i].key)
            map->slots[len++] = map->slots[i];
    }
    map->len = len;
    if (map->cap == 0 || len > map->cap / 4 * 3) {
        map->cap = map->cap ? map->cap * 2 : FIRST_SLOTS;
        map->slots = mem_resize(map->slots, map->cap, sizeof *map->slots);
    }
    free(map->buckets);
    map->bucket_count = map->cap * 2;
    map->buckets = mem_alloc(map->bucket_count * sizeof *map->buckets);
    for (size_t i = 0; i < len; i++)
        enter(map, i);
}

void *map_get(const struct map *map, const char *key)
{
    const struct map_slot *slot = map->count ? find(map, key, hash_key(key)) : NULL;

    return slot ? slot->value : NULL;
}

bool map_has(const struct map *map, const char *key)
{
    return map->count && find(map, key, hash_key(key));
}

void *map_set(struct map *map, const char *key, void *value)
{
    unsigned long hash = hash_key(key);
    struct map_slot *slot = find(map, key, hash);

    if (slot) {
        void *old = slot->value;

        slot->value = value;
        return old;
    }
    if (map->len == map->cap)
        rebuild(map);
    slot = &map->slots[map->len++];
    slot->key = mem_strdup(key);
    slot->value = value;
    slot->hash = hash;
    enter(map, map->len - 1);
    map->count++;
    return NULL;
}

void *map_remove(struct map *map, const char *key)
{
    struct map_slot *slot = find(map, key, hash_key(key));
    void *value;

    if (!slot)
        return NULL;
    value = slot->value;
    free(slot->key);
    slot->key = NULL;
    slot->value = NULL;
    map->count--;
    return value;
}

void map_release(struct map *map, void (*free_value)(void *))
{
    if (!map)
        return;
    for (size_t i = 0; i < map->len; i++) {
        if (map->slots[i].key && free_value)
            free_value(map->slots[i].value);
        free(map->slots[i].key);
    }
    free(map->slots);
    free(map->buckets);
    *map = (struct map)MAP_INIT;
}

bool map_next(const struct map *map, size_t *position, const char **key, void **value)
{
    while (*position < map->len) {
        const struct map_slot *slot = &map->slots[(*position)++];

        if (!slot->key)
            continue;
        *key = slot->key;
        *value = slot->value;
        return true;
    }
    return false;
}
