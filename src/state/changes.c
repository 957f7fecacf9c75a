/*
 * Changes of the state: each adds its record to those that the journal is to
 * get, then does in memory what replay.c would do. Writing is left to state.c.
 */
#include <ghlpub/state.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/zone.h"
#include "inside.h"
#include "settle.h"

#include <stdlib.h>
#include <string.h>

struct state_entry *ghlpub_state_edit(const struct state *state, enum state_kind kind,
                                      const char *key)
{
    const struct state_entry *old = values_find(state->values, kind, key);
    struct state_entry *entry = old ? entry_copy(old) : entry_new(kind, key, strlen(key));

    if (entry->unfinished)
        state_set(entry, STATE_HASH, NULL);
    entry->unfinished = false;
    return entry;
}

void ghlpub_state_set_time(struct state *state, int64_t server_ms)
{
    state->time_ms = server_ms;
    state->has_time = true;
}

/* The time for what is recorded now, to be freed with free(). It never goes back for an entry, so
 * that the order of its records can be told by their times. */
static char *now_after(const struct state *state, const struct state_entry *old)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct clock clock;
    int64_t ms = state->time_ms;

    if (!state->has_time) {
        clock_init(&clock, NULL, 1, NULL);
        ms = clock_now_ms(&clock);
    }
    strbuf_add_utc(&text, ms / 1000 * 1000, false);
    if (old && entry_compare_at(old->fields[STATE_AT], text.buf) > 0) {
        strbuf_clear(&text);
        strbuf_adds(&text, old->fields[STATE_AT]);
    }
    return strbuf_detach(&text);
}

/* Called after records were added: what the reader would refuse must not be written. */
static void check_length(struct state *state, size_t before)
{
    if (state->pending.len - before > LIMIT_STATE_LINE)
        state->pending_too_long = true;
}

void ghlpub_state_set_owner(struct state *state, const char *location, const char *blog)
{
    struct values *values = state->values;

    location = location ? location : values->location;
    blog = blog ? blog : values->blog;
    if (strcmp(values->location, location) == 0 && strcmp(values->blog, blog) == 0)
        return;
    if (state->journal.whole > 0) /* else the header will say it */
        journal_add_owner(&state->pending, location, blog);
    values_set_owner(values, location, blog);
}

struct intent *ghlpub_intent_new(struct state *state, const char *action, enum state_kind kind,
                                 const char *key, json_t *details)
{
    char *at = now_after(state, NULL);
    size_t before = state->pending.len;
    struct intent *intent =
        values_open(state->values, state->values->next_number, action, kind, key, details, at);

    journal_add_intent(&state->pending, intent);
    check_length(state, before);
    state->pending_intent = true;
    free(at);
    return intent;
}

/* Stamps the entry, and gives the id that it replaces (or NULL; to be freed). */
static char *prepare(const struct state *state, struct state_entry *entry)
{
    const struct state_entry *old = values_find(state->values, entry->kind, entry->key);
    char *at = now_after(state, old);

    state_set(entry, STATE_AT, at);
    entry->unfinished = false;
    free(at);
    return old ? mem_strdup(old->fields[STATE_ID]) : NULL;
}

void ghlpub_intent_result(struct state *state, struct intent *intent, struct state_entry *entry)
{
    char *was = entry ? prepare(state, entry) : NULL;
    size_t before = state->pending.len;

    journal_add_result(&state->pending, intent, entry, was);
    check_length(state, before);
    values_close(state->values, intent);
    if (entry)
        values_record(state->values, entry, was);
    free(was);
}

void ghlpub_state_record(struct state *state, struct state_entry *entry)
{
    char *was = prepare(state, entry);
    size_t before = state->pending.len;

    journal_add_entry(&state->pending, entry, was);
    check_length(state, before);
    values_record(state->values, entry, was);
    free(was);
}

/* The redirects of a post that got another key. */
static void rename_owner(struct state *state, const char *from, const char *to)
{
    struct entry_list *list = values_sorted(state->values, STATE_REDIRECT);
    struct entry_list owned = {NULL, 0, 0};

    for (size_t i = 0; i < list->len; i++) {
        const char *owner = list->items[i]->fields[STATE_OWNER];

        if (owner && strcmp(owner, from) == 0)
            ARRAY_PUSH(&owned, entry_copy(list->items[i]));
    }
    for (size_t i = 0; i < owned.len; i++) {
        state_set(owned.items[i], STATE_OWNER, to);
        ghlpub_state_record(state, owned.items[i]);
    }
    ARRAY_RELEASE(&owned);
}

bool ghlpub_state_rename(struct state *state, enum state_kind kind, const char *from,
                         const char *to)
{
    const struct state_entry *entry = values_find(state->values, kind, from);
    const struct state_entry *target = values_find(state->values, kind, to);
    char *copies[3];

    if (!entry || (target && target != entry && !entry_is_gone(target)))
        return false;
    if (target == entry)
        return true;
    /* The arguments may be the entry's own strings. */
    copies[0] = mem_strdup(from);
    copies[1] = mem_strdup(to);
    copies[2] = mem_strdup(entry->fields[STATE_ID]);
    journal_add_rename(&state->pending, kind, from, to, copies[2]);
    values_rename(state->values, kind, copies[0], copies[1], copies[2]);
    if (kind == STATE_POST)
        rename_owner(state, copies[0], copies[1]);
    for (size_t i = 0; i < 3; i++)
        free(copies[i]);
    return true;
}

/* "remove" or "prefer" for this entry, which may be a twin. */
static void change(struct state *state, const char *what, const struct state_entry *entry,
                   const char *gone)
{
    const struct state_entry *old = values_find(state->values, entry->kind, entry->key);
    char *at = now_after(state, old), *key = mem_strdup(entry->key);
    char *id = mem_strdup(entry->fields[STATE_ID]);
    enum state_kind kind = entry->kind;

    journal_add_change(&state->pending, what, entry, gone, at);
    if (strcmp(what, "prefer") == 0)
        values_prefer(state->values, kind, key, id, at);
    else
        values_remove(state->values, kind, key, id, gone, at);
    free(at);
    free(key);
    free(id);
}

void ghlpub_state_remove(struct state *state, enum state_kind kind, const char *key,
                         const char *gone)
{
    const struct state_entry *entry = values_find(state->values, kind, key);

    if (entry)
        change(state, "remove", entry, gone);
}

static const struct state_entry *find_twin(const struct state *state, enum state_kind kind,
                                           const char *key, const char *id)
{
    for (size_t i = 0; i < state->values->twins.len; i++) {
        const struct state_entry *twin = state->values->twins.items[i];

        if (twin->kind == kind && strcmp(twin->key, key) == 0 && entry_has_id(twin, id))
            return twin;
    }
    return NULL;
}

bool ghlpub_state_prefer_twin(struct state *state, enum state_kind kind, const char *key,
                              const char *id)
{
    const struct state_entry *twin = find_twin(state, kind, key, id);

    if (twin)
        change(state, "prefer", twin, NULL);
    return twin != NULL;
}

bool ghlpub_state_drop_twin(struct state *state, enum state_kind kind, const char *key,
                            const char *id)
{
    const struct state_entry *twin = find_twin(state, kind, key, id);

    if (twin)
        change(state, "remove", twin, NULL);
    return twin != NULL;
}

void ghlpub_state_settle(struct state *state,
                         bool (*exists)(void *context, const char *document_key), void *context)
{
    struct settlement_list list = {NULL, 0, 0};

    settle_find(state->values, exists, context, &list);
    for (size_t i = 0; i < list.len; i++) {
        struct settlement *settlement = &list.items[i];
        char *was = mem_strdup(settlement->kept->fields[STATE_ID]);

        for (size_t j = 0; j < settlement->dropped.len; j++) {
            change(state, "remove", settlement->dropped.items[j], NULL);
            state_entry_free(settlement->dropped.items[j]);
        }
        journal_add_entry(&state->pending, settlement->kept, was);
        values_record(state->values, settlement->kept, was);
        ARRAY_RELEASE(&settlement->dropped);
        free(was);
    }
    ARRAY_RELEASE(&list);
}
