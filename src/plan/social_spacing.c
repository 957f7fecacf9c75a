/*
 * Social posts to one account that follow each other within an hour, in all
 * documents and in what the state has scheduled: people see them as noise, and
 * some networks show the second one to nobody. A warning for each pair.
 */
#include "work.h"

#include <stdlib.h>
#include <string.h>

#define SPACING_MS   (INT64_C(60) * 60000)
#define WARNINGS_MAX 20 /* a plan */

/* One social post at one account. */
struct slot {
    const char *account; /* its id, else as `to` names it */
    int64_t due_ms;
    const char *key;
    const struct desired_social *social; /* NULL: only the state knows it */
};

struct slots ARRAY(struct slot);

static bool matters(const struct work *work, int64_t due_ms)
{
    return due_ms > work->in->now_ms - SPACING_MS;
}

/* A story goes to another place than a post, and a draft nowhere. */
static bool is_told(const struct planned_social *planned)
{
    return (planned->fate == FATE_NEW || planned->fate == FATE_CHANGED ||
            planned->fate == FATE_UNCHANGED || planned->fate == FATE_OUT) &&
           planned->social->status != SOCIAL_DRAFT &&
           strcmp(planned->social->entry->type, "story") != 0;
}

static void add_planned(struct work *work, struct slots *slots, struct map *seen)
{
    for (size_t i = 0; i < work->plan->social_count; i++) {
        const struct planned_social *planned = &work->plan->socials[i];
        const struct desired_social *social = planned->social;
        map_set(seen, planned->entry ? planned->entry->key : social->key,
                (void *)(uintptr_t)social);
        if (!matters(work, planned->due_ms) || !is_told(planned))
            continue;
        for (size_t k = 0; k < social->targets.len; k++) {
            const char *target = social->targets.items[k].text;
            const char *id = plan_social_account(work, target);
            ARRAY_PUSH(slots,
                       ((struct slot){id ? id : target, planned->due_ms, social->key, social}));
        }
    }
}

/* What other documents have at GHL: those that were not selected, or are gone. */
static void add_recorded(struct work *work, struct slots *slots, const struct map *seen)
{
    size_t count;
    struct state_entry *const *entries =
        ghlpub_state_entries(work->in->state, STATE_SOCIAL, &count);
    for (size_t i = 0; i < count; i++) {
        int64_t due_ms = work_entry_date(entries[i]);
        const char *accounts = state_get(entries[i], STATE_ACCOUNTS);
        const char *status = state_get(entries[i], STATE_STATUS);
        bool draft = status && strcmp(status, "draft") == 0;
        if (!accounts || draft || !matters(work, due_ms) || state_get(entries[i], STATE_GONE) ||
            map_has(seen, entries[i]->key))
            continue;
        for (const char *at = accounts; *at;) {
            size_t len = strcspn(at, ",");
            const char *account = arena_strndup(work->arena, at, len);
            ARRAY_PUSH(slots, ((struct slot){account, due_ms, entries[i]->key, NULL}));
            at += len + (at[len] == ',');
        }
    }
}

static void add_cancelled(const struct work *work, struct map *seen)
{
    for (size_t i = 0; i < work->actions.len; i++) {
        const struct action *action = &work->actions.items[i];
        if (action->kind == ACTION_CANCEL && action->entry)
            map_set(seen, action->entry->key, (void *)(uintptr_t)action);
    }
}

static int compare(const void *a, const void *b)
{
    const struct slot *left = a, *right = b;
    int order = strcmp(left->account, right->account);
    if (order)
        return order;
    if (left->due_ms != right->due_ms)
        return left->due_ms < right->due_ms ? -1 : 1;
    return strcmp(left->key, right->key);
}

static const char *name_of_account(const struct work *work, const char *account)
{
    const struct directory_item *item;
    if (!work->in->directory ||
        ghlpub_directory_account(work->in->directory, account, &item) != MATCH_ONE || !item->name)
        return account;
    return arena_printf(work->arena, "%s:%s", item->platform ? item->platform : "", item->name);
}

static void warn(struct work *work, const struct slot *first, const struct slot *second)
{
    const struct slot *here = second->social ? second : first;
    const struct slot *other = here == second ? first : second;
    const struct social_entry *entry = here->social->entry;
    struct diagnostic *item =
        diagnose(work->found, SEVERITY_WARNING, "social-close",
                 entry->when.at.line ? entry->when.at : entry->at,
                 "two social posts go to \"%s\" within an hour: this one, %s, and %s, %s",
                 name_of_account(work, here->account), work_local(work, here->due_ms), other->key,
                 work_local(work, other->due_ms));
    diagnostic_hint(item, "give one of them another `at`");
}

void plan_social_spacing(struct work *work)
{
    struct slots slots = {NULL, 0, 0};
    struct map seen = MAP_INIT, told = MAP_INIT;
    size_t close = 0;
    add_planned(work, &slots, &seen);
    add_cancelled(work, &seen);
    add_recorded(work, &slots, &seen);
    if (slots.len)
        qsort(slots.items, slots.len, sizeof *slots.items, compare);
    for (size_t i = 1; i < slots.len; i++) {
        const struct slot *first = &slots.items[i - 1], *second = &slots.items[i];
        const char *pair = arena_printf(work->arena, "%s %s", first->key, second->key);
        bool near = strcmp(first->account, second->account) == 0 &&
                    second->due_ms / 60000 - first->due_ms / 60000 < SPACING_MS / 60000 &&
                    second->due_ms > work->in->now_ms && (first->social || second->social);
        if (!near || strcmp(first->key, second->key) == 0 || map_has(&told, pair))
            continue;
        map_set(&told, pair, &slots);
        if (close++ < WARNINGS_MAX)
            warn(work, first, second);
    }
    if (close > WARNINGS_MAX)
        diagnose(work->found, SEVERITY_WARNING, "social-close", (struct place){NULL, 0, 0},
                 "%zu more pairs of social posts go to one account within an hour",
                 close - WARNINGS_MAX);
    map_release(&seen, NULL);
    map_release(&told, NULL);
    ARRAY_RELEASE(&slots);
}
