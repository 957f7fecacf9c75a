/*
 * Texts of an entry that became different, or equal again: the social post that
 * is at GHL is edited, under the key that it has, so that as few as possible are
 * made and cancelled.
 */
#include "work.h"

#include <string.h>

/* The end of a key, behind the document's. */
static const char *tail_of(const char *key)
{
    const char *mark = strrchr(key, '#');
    return mark ? mark : "";
}

/* Recorded social posts of one entry that nothing asks for under their keys any more. */
struct spare {
    const struct state_entry *entry;
    bool used;
};

struct spares ARRAY(struct spare);

static const struct state_entry *find_tail(const struct social_list_of *list, const char *tail)
{
    for (size_t i = 0; list && i < list->len; i++)
        if (strcmp(tail_of(list->items[i]->key), tail) == 0)
            return list->items[i];
    return NULL;
}

static bool is_live(const struct state_entry *entry)
{
    return entry && !state_get(entry, STATE_GONE);
}

static void find_spares(struct work *work, const struct social_list_of *list, const char *full,
                        const struct social_list *out, size_t first, struct spares *spares)
{
    for (size_t i = 0; list && i < list->len; i++) {
        struct social_key key;
        bool wanted = false;
        if (!is_live(list->items[i]) || work_social_is_out(work, list->items[i]))
            continue;
        plan_social_key(work, list->items[i]->key, &key);
        for (size_t k = first; k < out->len; k++)
            wanted |= strcmp(tail_of(out->items[k]->key), tail_of(list->items[i]->key)) == 0;
        if (!wanted && strcmp(key.entry, full) == 0)
            ARRAY_PUSH(spares, ((struct spare){list->items[i], false}));
    }
}

/* How well a spare one can go on as this one: 2 as it is, 1 by an edit, 0 not at all. */
static int fitness(struct work *work, const struct desired_social *social,
                   const struct state_entry *spare)
{
    const char *hash = state_get(spare, STATE_HASH), *accounts = state_get(spare, STATE_ACCOUNTS);
    struct social_key key;
    plan_social_key(work, spare->key, &key);
    if (hash && strcmp(hash, social->hash) == 0)
        return 2;
    for (size_t i = 0; i < social->targets.len; i++) {
        const char *target = social->targets.items[i].text, *id = plan_social_account(work, target);
        const char *platform = plan_social_platform(work, target);
        if (key.platform ? strncmp(platform, key.platform, strlen(platform)) == 0
                         : !accounts || !id || plan_social_has_account(accounts, id))
            return 1;
    }
    return 0;
}

void plan_social_keep_keys(struct work *work, const char *owner, const char *full,
                           struct social_list *out, size_t first)
{
    const struct social_list_of *list = map_get(&work->social_of, owner);
    struct spares spares = {NULL, 0, 0};
    find_spares(work, list, full, out, first, &spares);
    for (int wanted = 2; spares.len && wanted > 0; wanted--)
        for (size_t i = first; i < out->len; i++) {
            struct desired_social *social = out->items[i];
            if (is_live(find_tail(list, tail_of(social->key))))
                continue;
            for (size_t k = 0; k < spares.len; k++) {
                if (spares.items[k].used || fitness(work, social, spares.items[k].entry) < wanted)
                    continue;
                spares.items[k].used = true;
                social->key = arena_printf(work->arena, "%s%s", social->document->key,
                                           tail_of(spares.items[k].entry->key));
                break;
            }
        }
    ARRAY_RELEASE(&spares);
}
