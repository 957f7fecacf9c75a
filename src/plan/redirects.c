/*
 * Redirects from the addresses that posts had, and from `aliases`, to the
 * addresses that they have. Each leads to a live post's own address and none
 * leads away from one, so that there are no chains and no loops. What must go
 * before a post gets an address goes first; what leads to an address comes after
 * the post has it.
 *
 * Which addresses a post had is recorded with it (STATE_WAS) in the same write by
 * which it gets another one: a stop before the redirect is made changes nothing.
 */
#include "work.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define NO_ACTION ((size_t)-1)

/* A path that should lead to a post. */
struct wanted {
    const struct document *document;
    const struct word *alias; /* or NULL: it was the post's address */
    bool fresh;               /* it stops being so in this run */
};

struct redirects {
    struct work *work;
    char *domain;        /* in lower case */
    struct map live;     /* by path: the path of the document whose address it is or becomes */
    struct map taken_by; /* by path: index + 1 of the action by which a post gets it */
    struct map released; /* by path: index + 1 of the action by which a post gives it up */
    struct map wanted;   /* by path */
    struct map owners;   /* by key of the post: its document */
    struct map offline;  /* by key of the post: index + 1 of the action that takes it offline */
    struct map seen;     /* by "domain/path" and by id: struct seen_redirect */
    size_t *post_action; /* by document, or NO_ACTION */
};

/* ---- addresses ---- */

/* The path on our domain, from the arena; NULL: none that a redirect can have. */
static const char *path_of(const struct redirects *r, const char *url)
{
    char *path =
        url ? ghlpub_redirect_path(url, r->work->in->site->config.redirect_domain, NULL) : NULL;
    const char *copy = path ? arena_strdup(r->work->arena, path) : NULL;
    free(path);
    return copy;
}

/* Where the post is by the state. */
static const char *recorded_path(const struct redirects *r, const struct state_entry *entry)
{
    const char *url = state_get(entry, STATE_URL), *slug = state_get(entry, STATE_SLUG);
    return path_of(r, url || !slug ? url : work_url(r->work, slug));
}

static const char *planned_path(const struct redirects *r, size_t document)
{
    return path_of(r, r->work->urls[document]);
}

static bool is_gone(const struct state_entry *entry)
{
    const char *gone = state_get(entry, STATE_GONE);
    return gone && strcmp(gone, "lost") != 0;
}

/* Could readers see the post under its recorded address? */
static bool was_public(const struct work *work, const struct state_entry *entry)
{
    const char *status = state_get(entry, STATE_STATUS);
    if (is_gone(entry) || !status || strcmp(status, "DRAFT") == 0)
        return false;
    return strcmp(status, "SCHEDULED") != 0 || work_entry_date(entry) <= work->in->now_ms;
}

static bool becomes_public(const struct desired_post *post)
{
    return strcmp(post->status, "PUBLISHED") == 0 || strcmp(post->status, "ARCHIVED") == 0;
}

bool plan_old_address_kept(struct work *work, const struct desired_post *post,
                           const struct state_entry *entry)
{
    struct redirects r = {.work = work};
    return work->in->site->config.redirect_domain && was_public(work, entry) &&
           becomes_public(post) && recorded_path(&r, entry) && path_of(&r, post->url);
}

static void claim(struct map *map, const char *path, const char *name)
{
    if (path && !map_has(map, path))
        map_set(map, path, (void *)(uintptr_t)name);
}

static void claim_action(struct map *map, const char *path, size_t action)
{
    if (path && !map_has(map, path))
        map_set(map, path, (void *)(uintptr_t)(action + 1));
}

static size_t action_at(const struct map *map, const char *path)
{
    return (size_t)(uintptr_t)map_get(map, path) - 1;
}

/* What a document's post has by the state, and gets by the plan. */
static void claim_document(struct redirects *r, size_t i)
{
    struct work *work = r->work;
    const struct document *document = work->in->site->documents[i];
    const struct state_entry *entry = work->entries[i];
    const char *before = entry && !is_gone(entry) ? recorded_path(r, entry) : NULL;
    const char *after = planned_path(r, i);
    bool acts = r->post_action[i] != NO_ACTION;
    bool moves = acts && before && after && strcmp(before, after) != 0;
    claim(&r->live, after, document->path);
    if (acts)
        claim_action(&r->taken_by, after, r->post_action[i]);
    if (moves)
        claim_action(&r->released, before, r->post_action[i]);
    else
        claim(&r->live, before, document->path);
}

static void claim_orphans(struct redirects *r)
{
    size_t count;
    struct work *work = r->work;
    struct state_entry *const *entries = ghlpub_state_entries(work->in->state, STATE_POST, &count);
    for (size_t i = 0; i < count; i++) {
        const struct state_entry *entry = entries[i];
        if (map_has(&work->moved, entry->key) || !was_public(work, entry))
            continue;
        const char *path = recorded_path(r, entry);
        if (map_has(&r->offline, entry->key))
            claim_action(&r->released, path, action_at(&r->offline, entry->key));
        else
            claim(&r->live, path, work_entry_path(entry));
    }
}

/* ---- what should lead where ---- */

/* All of the document is known, and its post is as it should be, or will be. */
static bool is_settled(const struct redirects *r, size_t i)
{
    const struct work *work = r->work;
    const struct state_entry *entry = work->entries[i];
    return work_selected(work, i) && work->plan->posts[i] && !work->post_held[i] &&
           (r->post_action[i] != NO_ACTION || (entry && state_get(entry, STATE_ID)));
}

static void alias_error(struct redirects *r, const struct word *alias, const char *code,
                        const char *what, const char *other)
{
    struct diagnostic *item = diagnose(r->work->found, SEVERITY_ERROR, code, alias->at,
                                       "alias \"%s\" is %s \"%s\"", alias->text, what, other);
    diagnostic_hint(item, "take it out of one of the two");
}

static const struct state_entry *recorded_redirect(const struct redirects *r, const char *path)
{
    const char *key = arena_printf(r->work->arena, "%s%s", r->domain, path);
    const struct state_entry *entry = ghlpub_state_find(r->work->in->state, STATE_REDIRECT, key);
    return entry && !state_get(entry, STATE_GONE) && state_get(entry, STATE_ID) ? entry : NULL;
}

static bool owns(const struct redirects *r, const struct document *document, const char *path)
{
    const struct state_entry *entry = recorded_redirect(r, path);
    const char *owner = entry ? state_get(entry, STATE_OWNER) : NULL;
    return owner && strcmp(owner, document->key) == 0;
}

static const char *recorded_at(const struct redirects *r, const struct document *document)
{
    const struct state_entry *entry = r->work->entries[document->index];
    const char *at = entry ? state_get(entry, STATE_AT) : NULL;
    return at ? at : "";
}

/* Two posts had the address: it leads to the one that had it last. */
static bool had_it_later(const struct redirects *r, const struct wanted *a, const struct wanted *b,
                         const char *path)
{
    if (a->fresh != b->fresh)
        return a->fresh;
    if (owns(r, a->document, path) != owns(r, b->document, path))
        return owns(r, a->document, path);
    return strcmp(recorded_at(r, a->document), recorded_at(r, b->document)) > 0;
}

static void want(struct redirects *r, const char *path, struct wanted want)
{
    const char *live = map_get(&r->live, path), *own = want.document->path;
    struct wanted *other = map_get(&r->wanted, path);
    if (live) {
        if (want.alias && strcmp(live, own) == 0)
            diagnostic_hint(diagnose(r->work->found, SEVERITY_WARNING, "alias-own", want.alias->at,
                                     "alias \"%s\" is the address of the post itself",
                                     want.alias->text),
                            "take it out");
        else if (want.alias)
            alias_error(r, want.alias, "alias-taken", "the address of", live);
        return;
    }
    if (other && other->alias && want.alias && other->document != want.document)
        alias_error(r, want.alias, "alias-double", "also an alias of", other->document->path);
    if (other && (other->alias || (!want.alias && !had_it_later(r, &want, other, path))))
        return;
    struct wanted *copy = arena_alloc(r->work->arena, sizeof *copy);
    *copy = want;
    map_set(&r->wanted, path, copy);
}

/* The addresses in STATE_WAS, one after the other. */
static void want_old(struct redirects *r, const struct document *document,
                     const struct state_entry *entry)
{
    const char *was = state_get(entry, STATE_WAS);
    while (was && *was) {
        size_t len = strcspn(was, " ");
        const char *path = path_of(r, arena_strndup(r->work->arena, was, len));
        if (path)
            want(r, path, (struct wanted){document, NULL, false});
        was += len + strspn(was + len, " ");
    }
}

static void want_document(struct redirects *r, size_t i)
{
    const struct work *work = r->work;
    const struct document *document = work->in->site->documents[i];
    const struct state_entry *entry = work->entries[i];
    if (!is_settled(r, i) || !becomes_public(work->plan->posts[i]) || !planned_path(r, i))
        return;
    for (size_t k = 0; k < document->aliases.len; k++) {
        const char *path = path_of(r, document->aliases.items[k].text);
        if (path)
            want(r, path, (struct wanted){document, &document->aliases.items[k], false});
    }
    if (!entry)
        return;
    const char *before = was_public(work, entry) ? recorded_path(r, entry) : NULL;
    const char *slug = state_get(entry, STATE_SLUG);
    bool moves = slug && strcmp(slug, work->plan->posts[i]->slug) != 0;
    if (before && moves && r->post_action[i] != NO_ACTION)
        want(r, before, (struct wanted){document, NULL, true});
    want_old(r, document, entry);
}

/* ---- what follows ---- */

static struct desired_redirect *redirect_new(const struct redirects *r, const char *path,
                                             const char *target, const char *owner)
{
    struct desired_redirect *redirect = arena_alloc(r->work->arena, sizeof *redirect);
    *redirect = (struct desired_redirect){r->domain, path, target, owner};
    return redirect;
}

static const char *target_of(const struct redirects *r, size_t document)
{
    const char *url = r->work->urls[document];
    return *url == '/' ? arena_printf(r->work->arena, "https://%s%s", r->domain, url) : url;
}

/* A redirect at GHL that leads elsewhere than ghlpub ever made it lead. */
static void hold_taken(struct redirects *r, const char *path, const char *shown, const char *key,
                       const struct state_entry *entry, const struct seen_redirect *seen)
{
    work_hold(r->work, HELD_REDIRECT_TAKEN, shown, key, entry,
              "at GHL \"%s\" leads to \"%s\", which ghlpub did not write", path, seen->target);
    struct diagnostic *item =
        diagnose(r->work->found, SEVERITY_ERROR, "redirect-taken", (struct place){shown, 0, 0},
                 "the redirect from \"%s\" leads to \"%s\" at GHL, and ghlpub did not write that; "
                 "it is not overwritten",
                 path, seen->target);
    diagnostic_hint(item,
                    entry ? "set it back or delete it at GHL (Settings, Domains, URL "
                            "Redirects); where it was deleted: `ghlpub state rm 'redirect %s'`"
                          : "delete it at GHL (Settings, Domains, URL Redirects), or take \"%s\" "
                            "out of the document",
                    entry ? key : path);
}

/* The row of GHL's listing; one that is recorded as deleted still shows for a while. */
static const struct seen_redirect *seen_at(const struct redirects *r, const char *key,
                                           const struct state_entry *recorded)
{
    if (recorded)
        return map_get(&r->seen, state_get(recorded, STATE_ID));
    const struct seen_redirect *seen = map_get(&r->seen, key);
    const struct state_entry *old =
        seen ? ghlpub_state_find_id(r->work->in->state, STATE_REDIRECT, seen->id) : NULL;
    return old && state_get(old, STATE_GONE) ? NULL : seen;
}

static void explain(struct redirects *r, struct action *action, const struct wanted *wanted,
                    const struct state_entry *recorded)
{
    const struct desired_redirect *redirect = action->redirect;
    if (recorded && strcmp(state_get(recorded, STATE_TARGET), redirect->target) != 0)
        work_reason(r->work, action, "\"%s\" leads to %s instead of %s", redirect->path,
                    redirect->target, state_get(recorded, STATE_TARGET));
    else
        work_reason(r->work, action, "\"%s\" leads to %s", redirect->path, redirect->target);
    if (action->kind == ACTION_ADOPT)
        work_reason(r->work, action, "it does so at GHL already");
    else if (recorded && recorded->unfinished)
        work_reason(r->work, action, "an earlier run was interrupted while it wrote this");
    else
        work_reason(r->work, action, wanted->alias ? "an alias" : "the post had that address");
}

static void lead(struct redirects *r, const char *path, const struct wanted *wanted)
{
    struct work *work = r->work;
    const struct document *document = wanted->document;
    const char *key = arena_printf(work->arena, "%s%s", r->domain, path);
    const struct state_entry *recorded = recorded_redirect(r, path);
    const char *target = target_of(r, document->index);
    const char *before = recorded ? state_get(recorded, STATE_TARGET) : NULL;
    if (work_is_open(work, STATE_REDIRECT, key)) {
        work_hold(work, HELD_OPEN, document->path, key, recorded, "%s", work_open_text);
        return;
    }
    if (before && strcmp(before, target) == 0 && !recorded->unfinished)
        return;
    const struct seen_redirect *seen = seen_at(r, key, recorded);
    bool equal = seen && strcmp(seen->target, target) == 0;
    if (seen && !equal && (!before || strcmp(seen->target, before) != 0)) {
        hold_taken(r, path, document->path, key, recorded, seen);
        return;
    }
    struct action *action =
        work_add(work, equal ? ACTION_ADOPT : ACTION_REDIRECT, document->path, key);
    action->entry = recorded;
    action->redirect = redirect_new(r, arena_strdup(work->arena, path), target, document->key);
    action->seen_redirect = equal ? seen : NULL;
    if (r->post_action[document->index] != NO_ACTION)
        work_after(work, action, r->post_action[document->index]);
    if (map_has(&r->released, path))
        work_after(work, action, action_at(&r->released, path));
    explain(r, action, wanted, recorded);
}

static struct action *remove_redirect(struct redirects *r, const struct state_entry *entry,
                                      const char *path, const char *shown, const char *why)
{
    struct work *work = r->work;
    const struct seen_redirect *seen = seen_at(r, entry->key, entry);
    const char *target = state_get(entry, STATE_TARGET);
    if (work_is_open(work, STATE_REDIRECT, entry->key)) {
        work_hold(work, HELD_OPEN, shown, entry->key, entry, "%s", work_open_text);
        return NULL;
    }
    if (seen && target && strcmp(seen->target, target) != 0 && !entry->unfinished) {
        hold_taken(r, path, shown, entry->key, entry, seen);
        return NULL;
    }
    struct action *action = work_add(work, ACTION_DELETE, shown, entry->key);
    action->entry = entry;
    action->redirect =
        redirect_new(r, arena_strdup(work->arena, path), arena_strdup(work->arena, target), NULL);
    work_reason(work, action, "the redirect from \"%s\"", path);
    work_reason(work, action, "%s", why);
    return action;
}

/* The post's document is gone: as with the post itself, only --prune removes what is left. */
static void remove_orphan(struct redirects *r, const struct state_entry *entry, const char *path,
                          const char *owner)
{
    struct work *work = r->work;
    const struct state_entry *post = ghlpub_state_find(work->in->state, STATE_POST, owner);
    const char *shown = post ? work_entry_path(post) : owner;
    bool selected = !work->in->patterns ||
                    ghlpub_path_selected(shown, work->in->patterns, work->in->pattern_count);
    bool live = post && was_public(work, post); /* then it is the post that is reported */
    if (!selected || (live && !map_has(&r->offline, owner)))
        return;
    if (!work->in->prune) {
        work_hold(work, HELD_ORPHAN, shown, entry->key, entry,
                  "its document is gone, the redirect from \"%s\" is not; --prune removes it",
                  path);
        return;
    }
    struct action *action = remove_redirect(r, entry, path, shown, "its document is gone");
    if (!action)
        return;
    action->orphan = true;
    if (live)
        work_after(work, action, action_at(&r->offline, owner));
}

/* A recorded redirect that nothing asks for (any more). */
static void judge_unwanted(struct redirects *r, const struct state_entry *entry, const char *path)
{
    struct work *work = r->work;
    const char *owner = state_get(entry, STATE_OWNER);
    owner = owner ? owner : "";
    const struct document *document = map_get(&r->owners, owner);
    const char *shown = document ? document->path : *owner ? owner : entry->key;
    size_t taken_by = action_at(&r->taken_by, path);
    if (taken_by != NO_ACTION) {
        if (remove_redirect(r, entry, path, shown, "it becomes the address of a post"))
            work_after(work, &work->actions.items[taken_by], work->actions.len - 1);
        return;
    }
    if (!document) {
        remove_orphan(r, entry, path, owner);
        return;
    }
    if (!is_settled(r, document->index))
        return; /* what cannot be read, or written, or was not chosen keeps what it has */
    bool public = becomes_public(work->plan->posts[document->index]);
    struct action *action = remove_redirect(r, entry, path, shown,
                                            public ? "nothing asks for it any more"
                                                   : "its post is not public any more");
    if (action && r->post_action[document->index] != NO_ACTION)
        work_after(work, action, r->post_action[document->index]);
}

/* ---- the whole ---- */

static void index_work(struct redirects *r)
{
    struct work *work = r->work;
    size_t count = work_documents(work);
    r->post_action = arena_alloc(work->arena, (count + 1) * sizeof *r->post_action);
    for (size_t i = 0; i < count; i++) {
        const struct document *document = work->in->site->documents[i];
        r->post_action[i] = NO_ACTION;
        if (work_has_post(document))
            map_set(&r->owners, work->entries[i] ? work->entries[i]->key : document->key,
                    (void *)(uintptr_t)document);
        if (work_has_post(document) && !map_has(&r->owners, document->key))
            map_set(&r->owners, document->key, (void *)(uintptr_t)document);
    }
    for (size_t i = 0; i < work->actions.len; i++) {
        const struct action *action = &work->actions.items[i];
        if (action->post && action->kind != ACTION_MOVE && !action->lost)
            r->post_action[action->post->document->index] = i;
        else if (action->kind == ACTION_OFFLINE && action->orphan)
            claim_action(&r->offline, action->key, i);
    }
    const struct remote *remote = work->in->remote;
    for (size_t i = 0; remote && i < remote->redirect_count; i++) {
        const struct seen_redirect *seen = &remote->redirects[i];
        map_set(&r->seen, arena_printf(work->arena, "%s%s", seen->domain, seen->path),
                (void *)(uintptr_t)seen);
        map_set(&r->seen, seen->id, (void *)(uintptr_t)seen);
    }
}

static void judge_recorded(struct redirects *r)
{
    size_t count, len = strlen(r->domain);
    struct state_entry *const *entries =
        ghlpub_state_entries(r->work->in->state, STATE_REDIRECT, &count);
    for (size_t i = 0; i < count; i++) {
        const struct state_entry *entry = entries[i];
        const char *path = entry->key + len;
        bool ours = strncmp(entry->key, r->domain, len) == 0 && *path == '/';
        if (ours && !state_get(entry, STATE_GONE) && state_get(entry, STATE_ID) &&
            !map_has(&r->wanted, path))
            judge_unwanted(r, entry, path);
    }
}

void plan_redirects(struct work *work)
{
    const char *domain = work->in->site->config.redirect_domain, *path;
    struct redirects r = {.work = work};
    void *wanted;
    if (!domain)
        return;
    r.domain = arena_strdup(work->arena, domain);
    for (char *at = r.domain; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    index_work(&r);
    for (size_t i = 0; i < work_documents(work); i++)
        claim_document(&r, i);
    claim_orphans(&r);
    for (size_t i = 0; i < work_documents(work); i++)
        want_document(&r, i);
    for (size_t at = 0; map_next(&r.wanted, &at, &path, &wanted);)
        lead(&r, path, wanted);
    judge_recorded(&r);
    map_release(&r.live, NULL);
    map_release(&r.taken_by, NULL);
    map_release(&r.released, NULL);
    map_release(&r.wanted, NULL);
    map_release(&r.owners, NULL);
    map_release(&r.offline, NULL);
    map_release(&r.seen, NULL);
}
