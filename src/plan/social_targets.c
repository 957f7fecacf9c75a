/*
 * Where a social post goes: aliases expanded, targets and the accounts that they
 * mean, as far as the directory tells.
 */
#include "work.h"

#include <string.h>

static const struct account_alias *find_alias(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->account_count; i++)
        if (strcmp(config->accounts[i].name, name) == 0)
            return &config->accounts[i];
    return NULL;
}

void plan_social_add_target(struct work *work, struct words *targets, struct word word)
{
    for (size_t i = 0; i < targets->len; i++)
        if (strcmp(targets->items[i].text, word.text) == 0)
            return;
    if (targets->len == targets->cap) {
        size_t cap = targets->cap ? targets->cap * 2 : 8;
        struct word *items = arena_alloc(work->arena, cap * sizeof *items);
        if (targets->len)
            memcpy(items, targets->items, targets->len * sizeof *items);
        targets->items = items;
        targets->cap = cap;
    }
    targets->items[targets->len++] = word;
}

struct words plan_social_targets(struct work *work, const struct social_entry *entry)
{
    struct words targets = {NULL, 0, 0};
    for (size_t i = 0; i < entry->to.len; i++) {
        struct word word = entry->to.items[i];
        const struct account_alias *alias = find_alias(&work->in->site->config, word.text);
        if (!alias) {
            plan_social_add_target(work, &targets, word);
            continue;
        }
        for (size_t k = 0; k < alias->targets.len; k++)
            plan_social_add_target(work, &targets,
                                   (struct word){alias->targets.items[k].text, word.at});
    }
    return targets;
}

const char *plan_social_platform(struct work *work, const char *target)
{
    static const char business[] = "tiktok-business";
    const struct directory_item *item;
    if (strncmp(target, business, sizeof business - 1) == 0)
        return business; /* the directory calls both kinds "tiktok" */
    if (work->in->directory &&
        ghlpub_directory_account(work->in->directory, target, &item) == MATCH_ONE && item->platform)
        return item->platform;
    const char *colon = strchr(target, ':');
    if (colon)
        return arena_strndup(work->arena, target, (size_t)(colon - target));
    return strpbrk(target, "_0123456789") ? "" : target;
}

const char *plan_social_account(const struct work *work, const char *target)
{
    const struct directory_item *item;
    bool one = work->in->directory &&
               ghlpub_directory_account(work->in->directory, target, &item) == MATCH_ONE;
    return one ? item->id : NULL;
}

bool plan_social_has_account(const char *accounts, const char *id)
{
    size_t len = strlen(id);
    for (const char *at = accounts; (at = strstr(at, id)); at++)
        if ((at == accounts || at[-1] == ',') && (at[len] == '\0' || at[len] == ','))
            return true;
    return false;
}
