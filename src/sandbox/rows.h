/*
 * Rows of a list: collected, sorted, cut to a page.
 */
#ifndef SANDBOX_ROWS_H
#define SANDBOX_ROWS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct row {
    const json_t *value;
    int64_t key;
    uint64_t n; /* order of creation, where the keys are equal */
};

struct rows {
    struct row *items;
    size_t len, cap;
};

void rows_add(struct rows *rows, const json_t *value, int64_t key, uint64_t n);
/* Newest first. */
void rows_sort(struct rows *rows);
/* By a text member, or by key where it is NULL; downwards where `down`. */
void rows_sort_by(struct rows *rows, const char *member, int down);

/* The page as an array of what `make` makes of each row (NULL: a public copy). */
typedef json_t *rows_make(void *context, const json_t *value);
json_t *rows_page(const struct rows *rows, int64_t skip, int64_t limit, rows_make *make,
                  void *context);
void rows_release(struct rows *rows);

/* A shallow copy without the members that are the sandbox's own: those that begin with '_', but
 * for "_id". */
json_t *json_public(const json_t *value);

/* Is `part` in `text`, letter case apart (ASCII)? */
int text_contains(const char *text, const char *part);

#endif
