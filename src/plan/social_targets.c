/*
 * Where a social post goes: aliases and GHL's groups expanded, targets and the accounts that they
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

struct words plan_social_written(struct work *work, const struct social_entry *entry)
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

/* "group:Spring" is "Spring"; a word that can be nothing else is itself; else NULL. */
const char *plan_group_name(const char *target)
{
    static const char prefix[] = "group:";
    if (strncmp(target, prefix, sizeof prefix - 1) == 0)
        return target + sizeof prefix - 1 + strspn(target + sizeof prefix - 1, " ");
    bool may_be = !strchr(target, ':') && !ghlpub_network_limits(target, "post");
    return may_be ? target : NULL;
}

/* An account as people call it, where that means it alone. */
static const char *account_text(struct work *work, const char *id)
{
    const struct directory *directory = work->in->directory;
    const struct directory_item *item, *again;
    if (ghlpub_directory_account(directory, id, &item) != MATCH_ONE || !item->platform)
        return id;
    const char *text = arena_printf(work->arena, "%s:%s", item->platform, item->name);
    bool unique = ghlpub_directory_account(directory, text, &again) == MATCH_ONE && again == item;
    return unique ? text : id;
}

struct words plan_social_members(struct work *work, struct word target)
{
    struct words members = {NULL, 0, 0};
    const struct directory_item *group, *account;
    const char *name = plan_group_name(target.text);
    const struct directory *directory = work->in->directory;
    bool is_group = name && directory &&
                    ghlpub_directory_account(directory, target.text, &account) != MATCH_ONE &&
                    ghlpub_directory_find(directory, DIRECTORY_GROUP, name, &group) == MATCH_ONE;
    if (!is_group) {
        plan_social_add_target(work, &members, target);
        return members;
    }
    for (const char *at = group->accounts ? group->accounts : ""; *at;) {
        size_t len = strcspn(at, ",");
        const char *id = arena_strndup(work->arena, at, len);
        plan_social_add_target(work, &members, (struct word){account_text(work, id), target.at});
        at += at[len] ? len + 1 : len;
    }
    if (!members.len) /* said by names.c */
        plan_social_add_target(work, &members, target);
    return members;
}

struct words plan_social_targets(struct work *work, const struct social_entry *entry)
{
    struct words targets = {NULL, 0, 0};
    struct words written = plan_social_written(work, entry);
    for (size_t i = 0; i < written.len; i++) {
        struct words members = plan_social_members(work, written.items[i]);
        for (size_t k = 0; k < members.len; k++)
            plan_social_add_target(work, &targets, members.items[k]);
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
    const char *network = arena_strndup(work->arena, target, strcspn(target, ":"));
    return ghlpub_network_limits(network, "post") ? network : "";
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
