/*
 * The state in memory. What the disk holds of it is left to state_file.c and
 * journal.c; ids under two keys to settle.c, since only the site can tell which
 * key is right.
 */
#include "values.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct values *values_new(void)
{
    struct values *values = mem_alloc(sizeof *values);

    values->location = mem_strdup("");
    values->blog = mem_strdup("");
    values->next_number = 1;
    return values;
}

static void free_entry(void *entry)
{
    state_entry_free(entry);
}

static void free_intent(struct intent *intent)
{
    free(intent->action);
    free(intent->key);
    free(intent->at);
    json_decref(intent->details);
    free(intent);
}

void values_free(struct values *values)
{
    if (!values)
        return;
    for (size_t i = 0; i < STATE_KINDS; i++) {
        map_release(&values->kinds[i].by_id, NULL);
        map_release(&values->kinds[i].by_key, free_entry);
        ARRAY_RELEASE(&values->kinds[i].sorted);
    }
    for (size_t i = 0; i < values->twins.len; i++)
        state_entry_free(values->twins.items[i]);
    ARRAY_RELEASE(&values->twins);
    for (size_t i = 0; i < values->intents.len; i++)
        free_intent(values->intents.items[i]);
    ARRAY_RELEASE(&values->intents);
    map_release(&values->open, NULL);
    json_decref(values->header);
    free(values->location);
    free(values->blog);
    free(values);
}

void values_set_owner(struct values *values, const char *location, const char *blog)
{
    char *copies[2] = {mem_strdup(location), mem_strdup(blog)};

    free(values->location);
    free(values->blog);
    values->location = copies[0];
    values->blog = copies[1];
}

/* The entries by key and id. */

struct state_entry *values_find(const struct values *values, enum state_kind kind, const char *key)
{
    return map_get(&values->kinds[kind].by_key, key);
}

static struct state_entry **find_twin(const struct values *values, enum state_kind kind,
                                      const char *key, const char *id)
{
    for (size_t i = 0; i < values->twins.len; i++) {
        struct state_entry *twin = values->twins.items[i];

        if (twin->kind == kind && (!key || strcmp(twin->key, key) == 0) && entry_has_id(twin, id))
            return &values->twins.items[i];
    }
    return NULL;
}

struct state_entry *values_find_id(const struct values *values, enum state_kind kind,
                                   const char *id)
{
    struct state_entry *entry = map_get(&values->kinds[kind].by_id, id);
    struct state_entry **twin = entry ? NULL : find_twin(values, kind, NULL, id);

    return twin ? *twin : entry;
}

/* Of two with one id the one that is live, else the one that tells more. */
static bool is_nearer(const struct state_entry *a, const struct state_entry *b)
{
    if (entry_is_gone(a) != entry_is_gone(b))
        return entry_is_gone(b);
    return entry_wins(a, b);
}

static void index_id(struct values *values, struct state_entry *entry)
{
    struct map *by_id = &values->kinds[entry->kind].by_id;
    const char *id = entry->fields[STATE_ID];
    struct state_entry *other = id ? map_set(by_id, id, entry) : NULL;

    if (!other || other == entry)
        return;
    values->shared_ids = true;
    if (is_nearer(other, entry))
        map_set(by_id, id, other);
}

static void unindex_id(struct values *values, const struct state_entry *entry)
{
    struct kind_table *table = &values->kinds[entry->kind];
    const char *id = entry->fields[STATE_ID], *key;
    void *other;

    if (!id || map_get(&table->by_id, id) != entry)
        return;
    map_remove(&table->by_id, id);
    if (!values->shared_ids)
        return;
    for (size_t i = 0; map_next(&table->by_key, &i, &key, &other);) {
        if (other != entry && entry_has_id(other, id))
            index_id(values, other);
    }
}

static void *open_name(const struct values *values, enum state_kind kind, const char *key)
{
    return values->open.count ? mem_printf("%s %s", state_kind_name(kind), key) : NULL;
}

static bool is_open(const struct values *values, enum state_kind kind, const char *key)
{
    char *name = open_name(values, kind, key);
    bool found = name && map_has(&values->open, name);

    free(name);
    return found;
}

static struct state_entry *detach(struct values *values, enum state_kind kind, const char *key)
{
    struct kind_table *table = &values->kinds[kind];
    struct state_entry *entry = map_remove(&table->by_key, key);

    if (entry) {
        unindex_id(values, entry);
        table->is_sorted = false;
    }
    return entry;
}

/* Makes it the entry of its key; the one that was there is freed. */
static void put(struct values *values, struct state_entry *entry)
{
    struct kind_table *table = &values->kinds[entry->kind];
    struct state_entry *old = map_set(&table->by_key, entry->key, entry);

    entry->twin = false;
    entry->unfinished = is_open(values, entry->kind, entry->key);
    if (old)
        unindex_id(values, old);
    state_entry_free(old);
    index_id(values, entry);
    table->is_sorted = false;
}

static int compare_keys(const void *a, const void *b)
{
    const struct state_entry *const *left = a, *const *right = b;

    return strcmp((*left)->key, (*right)->key);
}

struct entry_list *values_sorted(struct values *values, enum state_kind kind)
{
    struct kind_table *table = &values->kinds[kind];
    const char *key;
    void *entry;

    if (table->is_sorted)
        return &table->sorted;
    table->sorted.len = 0;
    for (size_t i = 0; map_next(&table->by_key, &i, &key, &entry);)
        ARRAY_PUSH(&table->sorted, entry);
    if (table->sorted.len > 1)
        qsort(table->sorted.items, table->sorted.len, sizeof *table->sorted.items, compare_keys);
    table->is_sorted = true;
    return &table->sorted;
}

/* Merging. */

static void add_twin(struct values *values, struct state_entry *entry)
{
    ARRAY_PUSH(&values->twins, entry);
}

void values_merge(struct values *values, struct state_entry *entry)
{
    struct state_entry *old = values_find(values, entry->kind, entry->key);

    if (entry->twin || (old && !entry_same_id(old, entry)))
        add_twin(values, entry);
    else if (!old || entry_wins(entry, old))
        put(values, entry);
    else
        state_entry_free(entry);
}

static int compare_twins(const void *a, const void *b)
{
    const struct state_entry *const *left = a, *const *right = b;
    const char *left_id = (*left)->fields[STATE_ID], *right_id = (*right)->fields[STATE_ID];
    int order = (int)(*left)->kind - (int)(*right)->kind;

    if (order == 0)
        order = strcmp((*left)->key, (*right)->key);
    return order ? order : strcmp(left_id ? left_id : "", right_id ? right_id : "");
}

/* Leaves one entry for each id: the one that wins, of equal ones the one that is no twin. */
static void drop_repeated(struct entry_list *list)
{
    size_t len = 0;

    for (size_t i = 0; i < list->len; i++) {
        struct state_entry *entry = list->items[i];
        size_t j = 0;

        while (j < len && !entry_same_id(list->items[j], entry))
            j++;
        if (j == len) {
            list->items[len++] = entry;
            continue;
        }
        struct state_entry *other = list->items[j];
        bool wins =
            entry_wins(entry, other) || (!entry_wins(other, entry) && other->twin && !entry->twin);

        list->items[j] = wins ? entry : other;
        state_entry_free(wins ? other : entry);
    }
    list->len = len;
}

static int rank(const struct state_entry *entry)
{
    if (entry_is_gone(entry))
        return 0;
    if (!entry->fields[STATE_ID])
        return 1;
    return entry->twin ? 2 : 3;
}

/* Of all candidates for one key: the entry is the one that is live, known not to be a twin, and
 * recorded last. Other live objects are its twins. What is gone or was never created is forgotten
 * where something else stands in its place. */
static void elect(struct values *values, struct entry_list *candidates)
{
    size_t best = 0;

    drop_repeated(candidates);
    for (size_t i = 1; i < candidates->len; i++) {
        int order = rank(candidates->items[i]) - rank(candidates->items[best]);

        if (order > 0 || (order == 0 && entry_wins(candidates->items[i], candidates->items[best])))
            best = i;
    }
    for (size_t i = 0; i < candidates->len; i++) {
        struct state_entry *entry = candidates->items[i];

        if (i != best && rank(entry) > 1) {
            entry->twin = true;
            entry->unfinished = false;
            add_twin(values, entry);
        } else if (i != best) {
            state_entry_free(entry);
        }
    }
    put(values, candidates->items[best]);
}

static void sort_twins(struct entry_list *twins)
{
    if (twins->len > 1)
        qsort(twins->items, twins->len, sizeof *twins->items, compare_twins);
}

void values_elect(struct values *values)
{
    struct entry_list pool = values->twins, candidates = {NULL, 0, 0};

    values->twins = (struct entry_list){NULL, 0, 0};
    sort_twins(&pool);
    for (size_t i = 0, next; i < pool.len; i = next) {
        enum state_kind kind = pool.items[i]->kind;
        struct state_entry *old = detach(values, kind, pool.items[i]->key);

        candidates.len = 0;
        if (old)
            ARRAY_PUSH(&candidates, old);
        for (next = i; next < pool.len && pool.items[next]->kind == kind &&
                       strcmp(pool.items[next]->key, pool.items[i]->key) == 0;
             next++)
            ARRAY_PUSH(&candidates, pool.items[next]);
        elect(values, &candidates);
    }
    sort_twins(&values->twins);
    ARRAY_RELEASE(&candidates);
    ARRAY_RELEASE(&pool);
}

/* Changes. */

static void drop_twin(struct values *values, struct state_entry **twin)
{
    size_t at = (size_t)(twin - values->twins.items);

    state_entry_free(*twin);
    values->twins.len--;
    memmove(twin, twin + 1, (values->twins.len - at) * sizeof *twin);
}

void values_record(struct values *values, struct state_entry *entry, const char *was)
{
    struct state_entry *old = values_find(values, entry->kind, entry->key), **twin;
    const char *at = entry->fields[STATE_AT];

    if (old && old->fields[STATE_ID] && !entry_is_gone(old) && !entry_same_id(old, entry) &&
        !entry_has_id(old, was)) {
        entry->twin = true;
        add_twin(values, entry);
        values_elect(values);
        return;
    }
    if (old && entry_same_id(old, entry) && entry_compare_at(old->fields[STATE_AT], at) > 0) {
        state_entry_free(entry);
        entry = old;
    } else {
        put(values, entry);
    }
    /* What was replaced on purpose is no twin, also where an older record made it one just now. */
    twin = find_twin(values, entry->kind, entry->key, was);
    if (twin)
        drop_twin(values, twin);
    twin = find_twin(values, entry->kind, entry->key, entry->fields[STATE_ID]);
    if (twin)
        drop_twin(values, twin);
}

/* An intent is about what is found under its entry's key. */
static void rename_intents(struct values *values, enum state_kind kind, const char *from,
                           const char *to)
{
    char *old_name = open_name(values, kind, from), *name = open_name(values, kind, to);
    uintptr_t moved = name ? (uintptr_t)map_remove(&values->open, old_name) : 0;

    if (moved != 0) {
        moved += (uintptr_t)map_get(&values->open, name);
        map_set(&values->open, name, (void *)moved);
        for (size_t i = 0; i < values->intents.len; i++) {
            struct intent *intent = values->intents.items[i];

            if (intent->kind == kind && strcmp(intent->key, from) == 0) {
                free(intent->key);
                intent->key = mem_strdup(to);
            }
        }
    }
    free(old_name);
    free(name);
}

static void rename_entry(struct values *values, enum state_kind kind, const char *from,
                         const char *to, const char *id)
{
    struct state_entry *entry = values_find(values, kind, from);
    struct state_entry *target = values_find(values, kind, to), **twin;

    if (entry && entry_has_id(entry, id)) {
        detach(values, kind, from);
        for (size_t i = 0; i < values->twins.len; i++) {
            if (values->twins.items[i]->kind == kind &&
                strcmp(values->twins.items[i]->key, from) == 0)
                entry_set_key(values->twins.items[i], to);
        }
    } else {
        twin = find_twin(values, kind, from, id);
        if (!twin)
            return;
        entry = entry_copy(*twin);
        drop_twin(values, twin);
    }
    entry_set_key(entry, to);
    /* Two objects under the new key can only come from a merge: the one that was there stays. */
    entry->twin = target && !entry_is_gone(target) && !entry_same_id(target, entry);
    if (!target || (entry_is_gone(target) && !entry_same_id(target, entry)))
        put(values, entry);
    else
        values_merge(values, entry);
    values_elect(values);
}

void values_rename(struct values *values, enum state_kind kind, const char *from, const char *to,
                   const char *id)
{
    struct state_entry *target;

    if (strcmp(from, to) == 0)
        return;
    rename_intents(values, kind, from, to);
    rename_entry(values, kind, from, to, id);
    target = values_find(values, kind, to);
    if (target)
        target->unfinished = is_open(values, kind, to);
}

void values_remove(struct values *values, enum state_kind kind, const char *key, const char *id,
                   const char *gone, const char *at)
{
    struct state_entry *entry = values_find(values, kind, key);
    struct state_entry **twin = find_twin(values, kind, key, id);

    if (entry && entry_has_id(entry, id)) {
        if (gone) {
            state_set(entry, STATE_GONE, gone);
            state_set(entry, STATE_AT, at);
        } else {
            state_entry_free(detach(values, kind, key));
        }
    } else if (twin) {
        drop_twin(values, twin);
    }
    values_elect(values);
}

void values_prefer(struct values *values, enum state_kind kind, const char *key, const char *id,
                   const char *at)
{
    struct state_entry **twin = id ? find_twin(values, kind, key, id) : NULL;
    struct state_entry *old = values_find(values, kind, key), *chosen;

    if (!twin)
        return;
    /* Both get the time, so that a merge with a file from before lets the choice stand. */
    chosen = entry_copy(*twin);
    chosen->twin = false;
    state_set(chosen, STATE_AT, at);
    drop_twin(values, twin);
    if (old) {
        old = entry_copy(old);
        old->twin = true;
        state_set(old, STATE_AT, at);
        add_twin(values, old);
    }
    put(values, chosen);
    values_elect(values);
}

/* Intents. */

static void mark_unfinished(struct values *values, const struct intent *intent)
{
    struct state_entry *entry = values_find(values, intent->kind, intent->key);

    if (entry)
        entry->unfinished = is_open(values, intent->kind, intent->key);
}

struct intent *values_open(struct values *values, unsigned long number, const char *action,
                           enum state_kind kind, const char *key, json_t *details, const char *at)
{
    struct intent *intent = mem_alloc(sizeof *intent);
    char *name = mem_printf("%s %s", state_kind_name(kind), key);
    uintptr_t count = (uintptr_t)map_get(&values->open, name) + 1;

    intent->number = number;
    intent->action = mem_strdup(action);
    intent->kind = kind;
    intent->key = mem_strdup(key);
    intent->details = details ? details : json_object();
    intent->at = mem_strdup(at);
    ARRAY_PUSH(&values->intents, intent);
    if (number >= values->next_number)
        values->next_number = number + 1;
    map_set(&values->open, name, (void *)count);
    free(name);
    mark_unfinished(values, intent);
    return intent;
}

void values_close(struct values *values, struct intent *intent)
{
    char *name = mem_printf("%s %s", state_kind_name(intent->kind), intent->key);
    uintptr_t count = (uintptr_t)map_get(&values->open, name);
    size_t i = 0;

    if (count > 1)
        map_set(&values->open, name, (void *)(count - 1));
    else
        map_remove(&values->open, name);
    free(name);
    while (values->intents.items[i] != intent)
        i++;
    values->intents.len--;
    memmove(&values->intents.items[i], &values->intents.items[i + 1],
            (values->intents.len - i) * sizeof *values->intents.items);
    mark_unfinished(values, intent);
    free_intent(intent);
}
