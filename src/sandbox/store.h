/*
 * Everything that the sandbox stores: JSON objects by kind and id, with a log on
 * disk that brings them back. A stored value is never changed in place: a
 * handler puts a new one, so that lists can lag behind with the old one.
 */
#ifndef SANDBOX_STORE_H
#define SANDBOX_STORE_H

#include <ghlpub/error.h>

#include "base/map.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum kind {
    KIND_LOCATION,
    KIND_TOKEN,
    KIND_BLOG,
    KIND_AUTHOR,
    KIND_CATEGORY,
    KIND_ACCOUNT,
    KIND_GROUP, /* of accounts */
    KIND_USER,
    KIND_TAG,
    KIND_SOCIAL_CATEGORY,
    KIND_POST,
    KIND_MEDIA,
    KIND_SOCIAL,
    KIND_REDIRECT,
    KIND_COUNT
};

struct object {
    json_t *value;
    json_t *before;     /* what lists show until the change is seen; NULL: nothing */
    int64_t changed_ms; /* sandbox time of the last change */
    uint64_t n;         /* order of creation */
};

struct store {
    struct map kinds[KIND_COUNT]; /* id: struct object */
    struct map slugs;             /* "LOCATION/SLUG": id of the post */
    uint64_t counter;             /* ids handed out */
    uint64_t order;               /* objects made */
    uint64_t traces;              /* trace ids: apart, so that ids do not depend on reads */
    uint64_t seed;
    int64_t lag_ms;  /* how long `before` is kept */
    int64_t last_ms; /* the latest time in the log */
    int64_t due_ms;  /* when something scheduled is due next */
    int log;         /* -1: memory only */
    bool failed;     /* the log could not be written */
};

/* `directory` NULL: memory only. Reads what is there; a line that was cut by a crash at the end is
 * dropped. Errors: bad-sandbox-state, write-failed (ERROR_STATE). */
bool store_open(struct store *store, const char *directory, uint64_t seed, struct error *err);
void store_release(struct store *store);

/* Takes `value`, which replaces what the id had. */
void store_put(struct store *store, enum kind kind, const char *id, json_t *value, int64_t now_ms);
void store_remove(struct store *store, enum kind kind, const char *id, int64_t now_ms);

/* The value, borrowed, or NULL. */
const json_t *store_get(const struct store *store, enum kind kind, const char *id);
/* The same, where its member "locationId" is this one. */
const json_t *store_get_in(const struct store *store, enum kind kind, const char *id,
                           const char *location);

/* What a list shows of the object now: its value, the one before, or NULL. */
const json_t *store_seen(const struct store *store, const struct object *object, int64_t now_ms);

/* Goes through all of one kind that belong to the location (NULL: any), in order of creation; what
 * it returns is the value as it is, or as lists see it. */
struct store_walk {
    const struct store *store;
    enum kind kind;
    const char *location;
    int64_t seen_ms; /* 0: as it is; else as lists see it at this time */
    size_t position;
    uint64_t n; /* of the object that was returned last */
};
const json_t *store_next(struct store_walk *walk);

/* Who has the slug, or NULL. Borrowed. */
const char *store_slug(const struct store *store, const char *location, const char *slug);

/* New ids: 24 hex digits, 20 letters and digits, and a UUID; to be freed with free(). */
char *store_id24(struct store *store);
char *store_id20(struct store *store);
char *store_uuid(struct store *store);
/* A UUID for an answer's traceId, to be freed with free(). */
char *store_trace(struct store *store);

const char *kind_name(enum kind kind);

#endif
