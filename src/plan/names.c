/*
 * Names that a planned action needs and that GHL does not have (or has twice):
 * one diagnostic a name, all of them in one run, with what there is and the
 * lines of ghlpub.yaml that would settle it (design 19). What needs such a name
 * is held.
 */
#include "work.h"

#include "base/limits.h"
#include "base/strbuf.h"
#include "base/suggest.h"

#include <stdio.h>
#include <string.h>

struct missing {
    enum directory_kind kind;
    enum directory_match match;
    const char *name;
    struct place at; /* the first place that uses it */
    size_t uses;
};

struct names {
    struct work *work;
    struct map missing; /* "KIND NAME" to struct missing */
};

static bool is_known(const struct names *names, enum directory_kind kind)
{
    const struct directory *directory = names->work->in->directory;
    return directory && directory->lists[kind].known && !names->work->in->any_name;
}

static void miss(struct names *names, enum directory_kind kind, enum directory_match match,
                 struct word word, const char *path)
{
    struct work *work = names->work;
    const char *key = arena_printf(work->arena, "%d %s", (int)kind, word.text);
    struct missing *missing = map_get(&names->missing, key);
    if (!missing) {
        missing = arena_alloc(work->arena, sizeof *missing);
        missing->kind = kind;
        missing->match = match;
        missing->name = word.text;
        missing->at = word.at;
        if (!missing->at.path)
            missing->at.path = path;
        map_set(&names->missing, key, missing);
    }
    missing->uses++;
}

static bool check(struct names *names, enum directory_kind kind, struct word word, const char *path)
{
    const struct directory_item *item;
    if (!word.text || !is_known(names, kind))
        return true;
    enum directory_match match =
        kind == DIRECTORY_ACCOUNT
            ? ghlpub_directory_account(names->work->in->directory, word.text, &item)
            : ghlpub_directory_find(names->work->in->directory, kind, word.text, &item);
    if (match == MATCH_ONE && !(kind == DIRECTORY_ACCOUNT && item->expired))
        return true;
    miss(names, kind, match, word, path);
    return false;
}

/* An account, or a group that is none of GHL's. Without a listing a word that is no network may be
 * a group's name, or a slip: nobody can tell, and nothing may be sent to nowhere. */
static bool check_target(struct names *names, struct word word, const char *path)
{
    const struct directory_item *item;
    const char *group = plan_group_name(word.text);
    bool prefixed = group && group != word.text;
    if (prefixed && is_known(names, DIRECTORY_GROUP)) {
        miss(names, DIRECTORY_GROUP,
             ghlpub_directory_find(names->work->in->directory, DIRECTORY_GROUP, group, &item),
             (struct word){group, word.at}, path);
        return false;
    }
    if (group && !prefixed && !is_known(names, DIRECTORY_ACCOUNT) && !names->work->in->any_name &&
        !strpbrk(word.text, "_0123456789")) {
        miss(names, DIRECTORY_GROUP, MATCH_UNKNOWN, word, path);
        return false;
    }
    return prefixed || check(names, DIRECTORY_ACCOUNT, word, path);
}

static bool check_post(struct names *names, const struct action *action)
{
    const struct desired_post *post = action->post;
    bool good = check(names, DIRECTORY_AUTHOR, post->author, action->path);
    for (size_t i = 0; i < post->categories.len; i++)
        good &= check(names, DIRECTORY_CATEGORY, post->categories.items[i], action->path);
    return good;
}

static bool check_social(struct names *names, const struct desired_social *social)
{
    const char *path = social->document->path;
    const struct social_entry *entry = social->entry;
    const struct config *config = &names->work->in->site->config;
    bool good = true;
    for (size_t i = 0; i < social->targets.len; i++)
        good &= check_target(names, social->targets.items[i], path);
    for (size_t i = 0; i < entry->tags.len; i++)
        good &= check(names, DIRECTORY_TAG, entry->tags.items[i], path);
    good &= check(names, DIRECTORY_SOCIAL_CATEGORY, entry->category, path);
    good &= check(names, DIRECTORY_USER, entry->approver, path);
    if (config->user)
        good &= check(names, DIRECTORY_USER, (struct word){config->user, config->user_place}, path);
    return good;
}

/* Could the account be meant by "platform" or "platform:name"? */
static bool account_fits(const struct directory_item *item, const char *target)
{
    size_t len = strcspn(target, ":");
    bool platform =
        item->platform && strlen(item->platform) == len && !strncmp(target, item->platform, len);
    return platform && (!target[len] || (item->name && strcmp(item->name, target + len + 1) == 0));
}

/* Those that one name could mean: "facebook:Acme (id), facebook:Other (id)". */
static void list_candidates(struct strbuf *out, const struct directory_list *list,
                            const struct missing *missing)
{
    bool accounts = missing->kind == DIRECTORY_ACCOUNT;
    bool named = accounts && strchr(missing->name, ':');
    size_t count = 0;
    strbuf_adds(out, "it could be ");
    for (size_t i = 0; i < list->len; i++) {
        const struct directory_item *item = &list->items[i];
        const char *name = item->name ? item->name : "";
        bool fits = accounts ? account_fits(item, missing->name) : !strcmp(name, missing->name);
        if (fits)
            strbuf_addf(out, "%s%s%s%s (%s%s)", count++ ? ", " : "", accounts ? item->platform : "",
                        accounts ? ":" : "", name, item->id, item->expired ? ", expired" : "");
    }
    if (!count) /* they differ in case alone */
        strbuf_adds(out, "several");
    strbuf_adds(out, accounts && !named ? "; write `platform:name`, or the id" : "; write the id");
}

/* "there are: A, B, C and 4 more" */
static void list_names(struct strbuf *out, const struct directory_list *list, bool accounts)
{
    enum { SHOWN = 20 };
    if (list->len == 0) {
        strbuf_adds(out, "there are none at GHL; create them there");
        return;
    }
    strbuf_adds(out, "there are: ");
    for (size_t i = 0; i < list->len && i < SHOWN; i++) {
        const struct directory_item *item = &list->items[i];
        strbuf_addf(out, "%s%s%s%s%s", i ? ", " : "",
                    accounts && item->platform ? item->platform : "", accounts ? ":" : "",
                    item->name ? item->name : item->id, item->expired ? " (expired)" : "");
        if (item->email)
            strbuf_addf(out, " <%s>", item->email);
    }
    if (list->len > SHOWN)
        strbuf_addf(out, " and %zu more", list->len - SHOWN);
}

static const char *nearest(struct arena *arena, const struct directory_list *list, bool accounts,
                           const char *name)
{
    const char **names = mem_resize(NULL, 2 * list->len + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < list->len; i++) {
        if (accounts && list->items[i].platform)
            names[count++] = arena_printf(arena, "%s:%s", list->items[i].platform,
                                          list->items[i].name ? list->items[i].name : "");
        else if (list->items[i].name)
            names[count++] = list->items[i].name;
        if (list->items[i].email)
            names[count++] = list->items[i].email;
    }
    const char *found = suggest(name, names, count);
    free(names);
    return found;
}

static bool is_expired(const struct names *names, const struct missing *missing)
{
    const struct directory_item *item;
    return missing->kind == DIRECTORY_ACCOUNT && missing->match == MATCH_ONE &&
           ghlpub_directory_account(names->work->in->directory, missing->name, &item) ==
               MATCH_ONE &&
           item->expired;
}

static void add_settling_lines(struct strbuf *hint, const struct missing *missing,
                               const char *instead)
{
    if (missing->kind != DIRECTORY_AUTHOR && missing->kind != DIRECTORY_CATEGORY)
        return;
    strbuf_addf(hint, "; in ghlpub.yaml: `%s: {\"%s\": \"%s\"}`, or `\"*\"` for all others",
                missing->kind == DIRECTORY_AUTHOR ? "authors" : "categories", missing->name,
                instead);
}

/* A word that only the list of groups could explain. */
static void report_unlisted(struct names *names, const struct missing *missing)
{
    diagnostic_hint(diagnose(names->work->found, SEVERITY_ERROR, "unknown-target", missing->at,
                             "unknown network or account \"%s\"", missing->name),
                    "if it is a group of accounts at GHL, write \"group:%s\", or run `ghlpub check "
                    "--online` once",
                    missing->name);
}

static void report(struct names *names, const struct missing *missing)
{
    if (missing->match == MATCH_UNKNOWN) {
        report_unlisted(names, missing);
        return;
    }
    const struct directory_list *list = &names->work->in->directory->lists[missing->kind];
    const char *kind = ghlpub_directory_kind_name(missing->kind);
    bool accounts = missing->kind == DIRECTORY_ACCOUNT;
    const char *near = nearest(names->work->arena, list, accounts, missing->name);
    char uses[48] = "";
    if (missing->uses > 1)
        snprintf(uses, sizeof uses, " (used %zu times)", missing->uses);
    struct strbuf hint = STRBUF_INIT(LIMIT_MESSAGE);
    struct diagnostic *item;
    if (missing->kind == DIRECTORY_GROUP && missing->match == MATCH_ONE) {
        item = diagnose(names->work->found, SEVERITY_ERROR, "group-empty", missing->at,
                        "there is no account in the group \"%s\"%s", missing->name, uses);
        strbuf_adds(&hint, "add accounts to it in the Social Planner, or write them in `to`");
    } else if (is_expired(names, missing)) {
        item = diagnose(names->work->found, SEVERITY_ERROR, "account-expired", missing->at,
                        "the connection of account \"%s\" has expired%s", missing->name, uses);
        strbuf_adds(
            &hint,
            "somebody must reconnect it at GHL (Settings, Integrations; or Marketing, Social "
            "Planner, Settings); then `ghlpub check --online`");
    } else if (missing->match == MATCH_MANY) {
        item = diagnose(names->work->found, SEVERITY_ERROR, "name-ambiguous", missing->at,
                        "%s \"%s\" is not one but several%s", kind, missing->name, uses);
        list_candidates(&hint, list, missing);
    } else {
        item = diagnose(names->work->found, SEVERITY_ERROR, "name-unknown", missing->at,
                        "unknown %s \"%s\"%s%s%s%s", kind, missing->name, uses,
                        near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
        list_names(&hint, list, accounts);
        if (list->len)
            add_settling_lines(&hint, missing, near ? near : list->items[0].name);
    }
    diagnostic_hint(item, "%s", hint.buf);
    strbuf_release(&hint);
}

/* Takes actions out of the list and settles the indices of those that stay. */
static void drop(struct work *work, const bool *bad)
{
    size_t kept = 0;
    size_t *now = arena_alloc(work->arena, (work->actions.len + 1) * sizeof *now);
    for (size_t i = 0; i < work->actions.len; i++) {
        now[i] = kept;
        if (!bad[i])
            work->actions.items[kept++] = work->actions.items[i];
    }
    for (size_t i = 0; i < kept; i++) {
        struct action *action = &work->actions.items[i];
        for (size_t k = 0; k < action->after_count; k++)
            action->after[k] = now[action->after[k]];
    }
    work->actions.len = kept;
}

static void hold(struct work *work, const struct action *action, const char *why)
{
    work_hold(work, HELD_NAME, action->path, action->key, action->entry, "%s", why);
}

void plan_names(struct work *work)
{
    struct names names = {.work = work, .missing = MAP_INIT};
    bool *bad = arena_alloc(work->arena, work->actions.len + 1);
    size_t dropped = 0;
    for (size_t i = 0; i < work->actions.len; i++) {
        const struct action *action = &work->actions.items[i];
        if (action->post && action->kind != ACTION_MOVE)
            bad[i] = !check_post(&names, action);
        else if (action->social && action->kind != ACTION_CANCEL)
            bad[i] = !check_social(&names, action->social);
        if (bad[i])
            hold(work, action, "a name in it cannot be used at GHL");
        if (!bad[i] && plan_needs_open_upload(work, action)) {
            bad[i] = true;
            work_hold(work, HELD_OPEN, action->path, action->key, action->entry,
                      "it is not known whether an earlier upload of its file happened");
        }
        for (size_t k = 0; !bad[i] && k < action->after_count; k++)
            if (bad[action->after[k]]) {
                bad[i] = true;
                hold(work, action, "its post is held");
            }
        if (bad[i] && action->post)
            work->post_held[action->post->document->index] = true;
        if (bad[i] && action->social)
            work->plan->socials[action->social->index].fate = FATE_HELD;
        dropped += bad[i];
    }
    for (size_t i = 0; i < work->refused.len; i++) /* held already, and all is said in one run */
        check_social(&names, work->refused.items[i]);
    const char *key;
    void *value;
    for (size_t at = 0; map_next(&names.missing, &at, &key, &value);)
        report(&names, value);
    if (dropped)
        drop(work, bad);
    map_release(&names.missing, NULL);
}
