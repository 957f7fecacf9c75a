/*
 * A hash table with strings as keys, which keeps the order of insertion. The
 * hash is seeded per process, so that hostile keys cannot make it slow. Keys
 * are copied; values belong to the caller.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct map_slot {
    char *key; /* NULL once removed */
    void *value;
    unsigned long hash;
};

struct map {
    struct map_slot *slots; /* in order of insertion, with gaps after removals */
    size_t len, cap;        /* slots used, slots there */
    size_t count;           /* keys that are in the table */
    size_t *buckets;        /* index into slots + 1; 0 is empty */
    size_t bucket_count;
};

#define MAP_INIT                                                                                   \
    {                                                                                              \
        NULL, 0, 0, 0, NULL, 0                                                                     \
    }

/* The value, or NULL. */
void *map_get(const struct map *map, const char *key);
bool map_has(const struct map *map, const char *key);

/* Sets the value; returns the value that it replaces, or NULL. */
void *map_set(struct map *map, const char *key, void *value);

/* Removes the key; returns its value, or NULL. */
void *map_remove(struct map *map, const char *key);

/* Frees the table and its keys; `free_value` (or NULL) is called for each value. */
void map_release(struct map *map, void (*free_value)(void *));

/* Goes through the table in order of insertion: for (size_t i = 0; map_next(&m, &i, &k, &v);) */
bool map_next(const struct map *map, size_t *position, const char **key, void **value);

#endif
