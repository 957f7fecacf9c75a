/*
 * Ids under several keys. The key is that of the document that exists, what was
 * recorded last is what the server said last, whatever key it stood under.
 */
#include "settle.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct question {
    const struct values *values;
    settle_exists *exists;
    void *context;
};

/* The key of a social entry is its document's, '#' and its own; both may hold a '#'. */
static bool has_document(const struct question *question, const struct state_entry *entry)
{
    char *key;
    bool found = false;

    if (entry->kind == STATE_POST)
        return question->exists(question->context, entry->key);
    if (entry->kind != STATE_SOCIAL)
        return false;
    key = mem_strdup(entry->key);
    for (char *hash; !found && (hash = strrchr(key, '#'));) {
        *hash = '\0';
        found = question->exists(question->context, key);
    }
    free(key);
    return found;
}

/* Does another object stand under the key as well? Then that one belongs there. */
static bool is_contested(const struct question *question, const struct state_entry *entry)
{
    for (size_t i = 0; i < question->values->twins.len; i++) {
        const struct state_entry *twin = question->values->twins.items[i];

        if (twin->kind == entry->kind && strcmp(twin->key, entry->key) == 0)
            return true;
    }
    return false;
}

static bool is_better_place(const struct question *question, const struct state_entry *a,
                            const struct state_entry *b)
{
    int order = has_document(question, a) - has_document(question, b);

    if (order == 0)
        order = is_contested(question, b) - is_contested(question, a);
    if (order == 0)
        order = entry_wins(a, b) - entry_wins(b, a);
    if (order == 0)
        order = strcmp(b->key, a->key);
    return order > 0;
}

static void decide(const struct question *question, const struct entry_list *same,
                   struct settlement_list *out)
{
    const struct state_entry *place = same->items[0], *last = same->items[0];
    struct settlement settlement = {NULL, {NULL, 0, 0}};

    for (size_t i = 1; i < same->len; i++) {
        if (is_better_place(question, same->items[i], place))
            place = same->items[i];
        if (entry_wins(same->items[i], last))
            last = same->items[i];
    }
    for (size_t i = 0; i < same->len; i++) {
        if (same->items[i] != place)
            ARRAY_PUSH(&settlement.dropped, entry_copy(same->items[i]));
    }
    settlement.kept = entry_copy(last);
    settlement.kept->unfinished = false; /* its place tells; the hash must be recorded as well */
    entry_set_key(settlement.kept, place->key);
    state_set(settlement.kept, STATE_PATH, place->fields[STATE_PATH]);
    ARRAY_PUSH(out, settlement);
}

static int compare_ids(const void *a, const void *b)
{
    const struct state_entry *const *left = a, *const *right = b;
    int order = strcmp((*left)->fields[STATE_ID], (*right)->fields[STATE_ID]);

    return order ? order : strcmp((*left)->key, (*right)->key);
}

static void find_in_kind(struct values *values, enum state_kind kind,
                         const struct question *question, struct settlement_list *out)
{
    const struct entry_list *sorted = values_sorted(values, kind);
    struct entry_list all = {NULL, 0, 0};

    for (size_t i = 0; i < sorted->len; i++) {
        if (sorted->items[i]->fields[STATE_ID])
            ARRAY_PUSH(&all, sorted->items[i]);
    }
    for (size_t i = 0; i < values->twins.len; i++) {
        if (values->twins.items[i]->kind == kind)
            ARRAY_PUSH(&all, values->twins.items[i]);
    }
    if (all.len > 1)
        qsort(all.items, all.len, sizeof *all.items, compare_ids);
    for (size_t i = 0, next; i < all.len; i = next) {
        next = i + 1;
        while (next < all.len && entry_same_id(all.items[next], all.items[i]))
            next++;
        struct entry_list same = {all.items + i, next - i, 0};

        if (same.len > 1)
            decide(question, &same, out);
    }
    ARRAY_RELEASE(&all);
}

void settle_find(struct values *values, settle_exists *exists, void *context,
                 struct settlement_list *out)
{
    struct question question = {values, exists, context};

    if (!values->shared_ids && values->twins.len == 0)
        return;
    for (size_t i = 0; i < STATE_KINDS; i++)
        find_in_kind(values, (enum state_kind)i, &question, out);
}
