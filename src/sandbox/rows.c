/*
 * Rows of a list; see rows.h.
 */
#include "rows.h"

#include "base/array.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void rows_add(struct rows *rows, const json_t *value, int64_t key, uint64_t n)
{
    struct row row = {value, key, n};
    ARRAY_PUSH(rows, row);
}

static int row_compare(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    if (a->key != b->key) {
        return a->key > b->key ? -1 : 1;
    }
    return a->n == b->n ? 0 : a->n > b->n ? -1 : 1;
}

void rows_sort(struct rows *rows)
{
    if (rows->len > 1) {
        qsort(rows->items, rows->len, sizeof *rows->items, row_compare);
    }
}

/* qsort has no context; the sandbox has one thread. */
static const char *sort_member;

static int row_compare_text(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    const char *one = json_text(a->value, sort_member), *two = json_text(b->value, sort_member);
    int order = strcmp(one ? one : "", two ? two : "");
    return order ? order : a->n == b->n ? 0 : a->n < b->n ? -1 : 1;
}

void rows_sort_by(struct rows *rows, const char *member, int down)
{
    if (rows->len < 2) {
        return;
    }
    sort_member = member;
    qsort(rows->items, rows->len, sizeof *rows->items, member ? row_compare_text : row_compare);
    bool reverse = member ? down : !down;
    for (size_t i = 0; reverse && i < rows->len / 2; i++) {
        struct row row = rows->items[i];
        rows->items[i] = rows->items[rows->len - 1 - i];
        rows->items[rows->len - 1 - i] = row;
    }
}

json_t *json_public(const json_t *value)
{
    json_t *copy = json_object();
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)value, name, member)
    {
        if (name[0] != '_' || strcmp(name, "_id") == 0) {
            json_object_set(copy, name, member);
        }
    }
    return copy;
}

json_t *rows_page(const struct rows *rows, int64_t skip, int64_t limit, rows_make *make,
                  void *context)
{
    json_t *list = json_array();
    for (size_t i = (size_t)skip; i < rows->len && json_array_size(list) < (size_t)limit; i++) {
        const json_t *value = rows->items[i].value;
        json_array_append_new(list, make ? make(context, value) : json_public(value));
    }
    return list;
}

void rows_release(struct rows *rows)
{
    ARRAY_RELEASE(rows);
}

int text_contains(const char *text, const char *part)
{
    size_t len = strlen(part);
    for (; text && *text; text++) {
        if (strncasecmp(text, part, len) == 0) {
            return 1;
        }
    }
    return len == 0;
}
