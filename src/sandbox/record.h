/*
 * Every request as it was received: in memory for tests, and as files for a
 * validator.
 */
#ifndef SANDBOX_RECORD_H
#define SANDBOX_RECORD_H

#include <ghlpub/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct call;

struct record {
    const char *directory; /* --record, or NULL */
    struct {
        json_t **items;
        size_t *sizes;
        size_t len, cap;
    } entries;
    size_t first; /* entries before it were dropped */
    size_t bytes;
    unsigned long count; /* requests so far */
};

bool record_open(struct record *record, const char *directory, struct error *err);
void record_release(struct record *record);

/* The number of the request that comes now. */
unsigned long record_next(struct record *record);
/* Where its raw body is put: DIR/NNNNN.body; to be freed with free(). NULL without --record. */
char *record_body_path(const struct record *record, unsigned long n);

/* Keeps the call, which was answered; `ending` says how: "answered", "reset" and so on, `rule` is
 * the fault's rule or NULL. */
void record_add(struct record *record, const struct call *call, unsigned long n, const char *ending,
                const char *rule);
/* Writes DIR/NNNNN.json, where that is wanted. */
void record_file(const struct record *record, const struct call *call, unsigned long n);

void record_clear(struct record *record);
/* All that is kept, in order; `method` and `glob` (or NULL) choose. */
json_t *record_json(const struct record *record, const char *method, const char *glob);

#endif
