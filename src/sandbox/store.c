/*
 * The store in memory, and its ids. The log on disk is in store_log.c.
 */
#include "store.h"
#include "store_log.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[KIND_COUNT] = {
    [KIND_LOCATION] = "location", [KIND_TOKEN] = "token",
    [KIND_BLOG] = "blog",         [KIND_AUTHOR] = "author",
    [KIND_CATEGORY] = "category", [KIND_ACCOUNT] = "account",
    [KIND_GROUP] = "group",       [KIND_USER] = "user",
    [KIND_TAG] = "tag",           [KIND_SOCIAL_CATEGORY] = "socialCategory",
    [KIND_POST] = "post",         [KIND_MEDIA] = "media",
    [KIND_SOCIAL] = "social",     [KIND_REDIRECT] = "redirect",
};

const char *kind_name(enum kind kind)
{
    return names[kind];
}

static void object_free(void *pointer)
{
    struct object *object = pointer;
    json_decref(object->value);
    json_decref(object->before);
    free(object);
}

bool store_open(struct store *store, const char *directory, uint64_t seed, struct error *err)
{
    memset(store, 0, sizeof *store);
    store->seed = seed;
    store->log = -1;
    store->due_ms = INT64_MAX;
    return !directory || store_log_open(store, directory, err);
}

void store_release(struct store *store)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        map_release(&store->kinds[i], object_free);
    }
    map_release(&store->slugs, free);
    if (store->log >= 0) {
        close(store->log);
    }
    store->log = -1;
}

/* When a scheduled value is due, or INT64_MAX. */
static int64_t value_due(enum kind kind, const json_t *value)
{
    if (kind != KIND_POST && kind != KIND_SOCIAL) {
        return INT64_MAX;
    }
    return json_number(value, "_due", INT64_MAX);
}

static void slug_index(struct store *store, const json_t *old, const json_t *value)
{
    const json_t *both[2] = {old, value};
    for (size_t i = 0; i < 2; i++) {
        const char *slug = json_text(both[i], "urlSlug");
        if (!slug) {
            continue;
        }
        char *key = mem_printf("%s/%s", json_text(both[i], "locationId"), slug);
        free(i == 0 ? map_remove(&store->slugs, key)
                    : map_set(&store->slugs, key, mem_strdup(json_text(value, "_id"))));
        free(key);
    }
}

void store_apply(struct store *store, enum kind kind, const char *id, json_t *value, int64_t now_ms)
{
    struct object *object = map_get(&store->kinds[kind], id);
    if (kind == KIND_POST) {
        slug_index(store, object ? object->value : NULL, value);
    }
    if (!value) {
        struct object *old = map_remove(&store->kinds[kind], id);
        if (old) {
            object_free(old);
        }
        return;
    }
    if (!object) {
        object = mem_alloc(sizeof *object);
        object->n = ++store->order;
        map_set(&store->kinds[kind], id, object);
    } else if (store->lag_ms > 0 && now_ms >= object->changed_ms + store->lag_ms) {
        json_decref(object->before);
        object->before = json_incref(object->value);
    }
    json_decref(object->value);
    object->value = value;
    object->changed_ms = now_ms;
    if (value_due(kind, value) < store->due_ms) {
        store->due_ms = value_due(kind, value);
    }
}

void store_put(struct store *store, enum kind kind, const char *id, json_t *value, int64_t now_ms)
{
    store_apply(store, kind, id, value, now_ms);
    store_log_add(store, kind, id, value, now_ms);
}

void store_remove(struct store *store, enum kind kind, const char *id, int64_t now_ms)
{
    char *copy = mem_strdup(id); /* it may be a member of what goes away */
    store_apply(store, kind, copy, NULL, now_ms);
    store_log_add(store, kind, copy, NULL, now_ms);
    free(copy);
}

const json_t *store_get(const struct store *store, enum kind kind, const char *id)
{
    struct object *object = id ? map_get(&store->kinds[kind], id) : NULL;
    return object ? object->value : NULL;
}

const json_t *store_get_in(const struct store *store, enum kind kind, const char *id,
                           const char *location)
{
    const json_t *value = store_get(store, kind, id);
    const char *owner = json_text(value, "locationId");
    return owner && location && strcmp(owner, location) == 0 ? value : NULL;
}

const json_t *store_seen(const struct store *store, const struct object *object, int64_t now_ms)
{
    bool seen = store->lag_ms <= 0 || now_ms >= object->changed_ms + store->lag_ms;
    return seen ? object->value : object->before;
}

const json_t *store_next(struct store_walk *walk)
{
    const char *id;
    void *pointer;
    while (map_next(&walk->store->kinds[walk->kind], &walk->position, &id, &pointer)) {
        const struct object *object = pointer;
        const json_t *value =
            walk->seen_ms ? store_seen(walk->store, object, walk->seen_ms) : object->value;
        if (!value) {
            continue;
        }
        const char *owner = json_text(value, "locationId");
        if (!walk->location || (owner && strcmp(owner, walk->location) == 0)) {
            walk->n = object->n;
            return value;
        }
    }
    return NULL;
}

const char *store_slug(const struct store *store, const char *location, const char *slug)
{
    char *key = mem_printf("%s/%s", location, slug);
    const char *id = map_get(&store->slugs, key);
    free(key);
    return id;
}

/* The n-th id is a hash of the seed and n: the same again after a restart. */
static void seeded_hash(const struct store *store, const char *what, uint64_t n, char out[HASH_HEX])
{
    struct hash hash;
    hash_init(&hash);
    hash_add_number(&hash, "seed", (int64_t)store->seed);
    hash_add_number(&hash, what, (int64_t)n);
    hash_hex(&hash, out);
}

static void next_hash(struct store *store, char out[HASH_HEX])
{
    seeded_hash(store, "n", ++store->counter, out);
}

char *store_id24(struct store *store)
{
    char hex[HASH_HEX];
    next_hash(store, hex);
    return mem_strndup(hex, 24);
}

char *store_id20(struct store *store)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    char hex[HASH_HEX], id[21];
    next_hash(store, hex);
    for (size_t i = 0; i < 20; i++) {
        char three[4] = {hex[3 * i], hex[3 * i + 1], hex[3 * i + 2], '\0'};
        id[i] = letters[strtoul(three, NULL, 16) % (sizeof letters - 1)];
    }
    id[20] = '\0';
    return mem_strdup(id);
}

static char *uuid_text(const char *hex)
{
    return mem_printf("%.8s-%.4s-4%.3s-a%.3s-%.12s", hex, hex + 8, hex + 12, hex + 15, hex + 18);
}

char *store_uuid(struct store *store)
{
    char hex[HASH_HEX];
    next_hash(store, hex);
    return uuid_text(hex);
}

char *store_trace(struct store *store)
{
    char hex[HASH_HEX];
    seeded_hash(store, "trace", ++store->traces, hex);
    return uuid_text(hex);
}
