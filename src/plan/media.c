/*
 * Media that ghlpub uploaded and nothing uses any more: neither a document of the
 * tree, nor a post or social post as it was last sent, nor another state of the
 * same location. What ghlpub did not upload is never among them: its files carry
 * the hash of their content in their names.
 */
#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include <ghlpub/plan.h>

#include <stdlib.h>
#include <string.h>

#define SHORT_HASH 16 /* digits, as in names at GHL and in STATE_ASSETS */

struct media_work {
    const struct media_input *in;
    struct map used; /* by the short hash */
    struct error *err;
};

static void use(struct media_work *work, const char *hash, size_t len)
{
    char name[SHORT_HASH + 1] = "";
    if (len < SHORT_HASH)
        return;
    memcpy(name, hash, SHORT_HASH);
    map_set(&work->used, name, work);
}

/* ---- what the tree uses ---- */

static bool use_document(struct media_work *work, size_t i)
{
    const struct document *document = work->in->site->documents[i];
    const struct rendered *page = work->in->pages->items[i];
    if (!document->sync && !document->unreadable)
        return true; /* left alone: what its post was sent with is recorded */
    if (document->unreadable || document->broken || !page || !page->ok) {
        error_set(work->err, ERROR_FAILED, "prune-unsafe",
                  "no file is deleted while a document has errors (\"%s\"): it may use any of them",
                  document->path);
        error_hint(work->err, "mend the document first; `ghlpub check` says what is wrong");
        return false;
    }
    for (size_t k = 0; k < page->asset_count; k++)
        use(work, page->assets[k]->hash, strlen(page->assets[k]->hash));
    return true;
}

static bool use_tree(struct media_work *work)
{
    const struct rendered_site *pages = work->in->pages;
    for (size_t i = 0; i < work->in->site->document_count; i++)
        if (!use_document(work, i))
            return false;
    /* What `defaults` name, and what is only for social posts. */
    for (size_t i = 0; i < pages->asset_count; i++)
        use(work, pages->assets[i]->hash, strlen(pages->assets[i]->hash));
    return true;
}

/* ---- what was sent ---- */

/* Is the object there no more, so that it uses nothing? A post that was taken offline for good is
 * a draft that nobody sees. */
static bool is_gone(const struct state_entry *entry)
{
    const char *gone = state_get(entry, STATE_GONE);
    return gone && strcmp(gone, "lost") != 0;
}

static bool fail_unknown(struct media_work *work, const struct state_entry *entry, const char *name)
{
    error_set(work->err, ERROR_FAILED, "media-unknown",
              "it is not known which files the %s of \"%s\" uses at GHL%s%s%s",
              state_kind_name(entry->kind), entry->key, name ? " (" : "", name ? name : "",
              name ? ")" : "");
    error_hint(work->err,
               "publish it first (`ghlpub publish --force PATH` sends what did not "
               "change, too), or forget it: `ghlpub state rm '%s %s'`",
               state_kind_name(entry->kind), entry->key);
    return false;
}

static bool use_entry(struct media_work *work, const struct state_entry *entry, const char *name)
{
    if (is_gone(entry) || !state_get(entry, STATE_ID))
        return true;
    const char *assets = state_get(entry, STATE_ASSETS);
    /* Without a hash the last of several writes is not done, or somebody else wrote. */
    if (!assets || entry->unfinished || !state_get(entry, STATE_HASH))
        return fail_unknown(work, entry, name);
    while (*assets) {
        size_t len = strcspn(assets, ",");
        use(work, assets, len);
        assets += len + (assets[len] == ',');
    }
    return true;
}

/* `name` of the state file, or NULL: our own. */
static bool use_state(struct media_work *work, const struct state *state, const char *name)
{
    static const enum state_kind kinds[] = {STATE_POST, STATE_SOCIAL};
    size_t count, open;
    ghlpub_intents(state, &open);
    if (open) {
        error_set(work->err, ERROR_FAILED, "media-unknown",
                  "an earlier run was interrupted while it wrote%s%s%s", name ? " (" : "",
                  name ? name : "", name ? ")" : "");
        error_hint(work->err, "run `ghlpub publish` first, it finds out what happened");
        return false;
    }
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct state_entry *const *entries = ghlpub_state_entries(state, kinds[k], &count);
        for (size_t i = 0; i < count; i++)
            if (!use_entry(work, entries[i], name))
                return false;
    }
    struct state_entry *const *twins = ghlpub_state_twins(state, &count);
    for (size_t i = 0; i < count; i++)
        if ((twins[i]->kind == STATE_POST || twins[i]->kind == STATE_SOCIAL) &&
            !use_entry(work, twins[i], name))
            return false;
    return true;
}

/* ---- what follows ---- */

static bool is_ours(const struct state_entry *entry)
{
    char hash[SHORT_HASH + 1] = "";
    const char *name = state_get(entry, STATE_NAME);
    if (!name || strlen(entry->key) < SHORT_HASH || !state_get(entry, STATE_ID))
        return false;
    memcpy(hash, entry->key, SHORT_HASH);
    return strstr(name, hash) != NULL;
}

/* The other state that holds the same file, or NULL. */
static const char *holder(const struct media_work *work, const struct state_entry *entry)
{
    for (size_t i = 0; i < work->in->other_count; i++) {
        const struct state_entry *other =
            ghlpub_state_find(work->in->others[i], STATE_MEDIA, entry->key);
        if (other && !state_get(other, STATE_GONE))
            return work->in->other_names[i];
    }
    return NULL;
}

static void add(struct plan *plan, const struct state_entry *entry, const char *holder)
{
    if (plan->len == plan->cap) {
        plan->cap = plan->cap ? plan->cap * 2 : 32;
        plan->actions = mem_resize(plan->actions, plan->cap, sizeof *plan->actions);
    }
    struct action *action = &plan->actions[plan->len++];
    const char **reasons = arena_alloc(plan->arena, 2 * sizeof *reasons);
    reasons[0] =
        holder ? arena_printf(plan->arena, "only forgotten here, since \"%s\" has it, too", holder)
               : "nothing uses it";
    *action = (struct action){.kind = ACTION_DELETE,
                              .path = arena_strdup(plan->arena, state_get(entry, STATE_NAME)),
                              .key = arena_strdup(plan->arena, entry->key),
                              .entry = entry,
                              .reasons = reasons,
                              .forget = holder != NULL};
    plan->counts[ACTION_DELETE]++;
    plan->requests += !holder;
}

static void find_unused(struct media_work *work, struct plan *plan)
{
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(work->in->state, STATE_MEDIA, &count);
    for (size_t i = 0; i < count; i++) {
        const struct state_entry *entry = entries[i];
        char hash[SHORT_HASH + 1] = "";
        if (is_gone(entry) || !is_ours(entry))
            continue;
        memcpy(hash, entry->key, SHORT_HASH);
        if (map_has(&work->used, hash))
            plan->unchanged++;
        else
            add(plan, entry, holder(work, entry));
    }
}

struct plan *ghlpub_plan_media(const struct media_input *input, struct error *err)
{
    struct media_work work = {.in = input, .used = MAP_INIT, .err = err};
    struct plan *plan = mem_alloc(sizeof *plan);
    plan->arena = arena_new();
    plan->site = input->site;
    plan->now_ms = input->now_ms;
    plan->posts = arena_alloc(plan->arena, (input->site->document_count + 1) * sizeof *plan->posts);
    plan->urls = arena_alloc(plan->arena, (input->site->document_count + 1) * sizeof *plan->urls);
    bool good = use_tree(&work) && use_state(&work, input->state, NULL);
    for (size_t i = 0; good && i < input->other_count; i++)
        good = use_state(&work, input->others[i], input->other_names[i]);
    if (good) {
        find_unused(&work, plan);
    } else {
        ghlpub_plan_free(plan);
        plan = NULL;
    }
    map_release(&work.used, NULL);
    return plan;
}

bool ghlpub_media_within_limit(const struct plan *plan, long lifted, struct error *err)
{
    enum { ALWAYS = 10 }; /* a few are never too many */
    size_t all = plan->len + plan->unchanged;
    size_t limit = lifted != LIMIT_NONE ? (size_t)lifted : all / 3 > ALWAYS ? all / 3 : ALWAYS;
    if (plan->len <= limit)
        return true;
    error_set(err, ERROR_FAILED, "limit-reached",
              "%zu of %zu files would be deleted, and the limit is %zu", plan->len, all, limit);
    error_hint(err,
               "look at the list; if it is right, `ghlpub media prune --yes --limit-prune %zu` "
               "does it",
               plan->len);
    return false;
}
