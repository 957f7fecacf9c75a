/*
 * What the state holds and the tree does not: posts whose documents are gone,
 * and their social posts. Reported until `publish --prune` takes them offline.
 */
#include "work.h"

#include <string.h>

static bool in_selection(const struct work *work, const char *path)
{
    return !work->in->patterns ||
           ghlpub_path_selected(path, work->in->patterns, work->in->pattern_count);
}

static bool is_offline(const struct state_entry *entry)
{
    const char *status = state_get(entry, STATE_STATUS), *gone = state_get(entry, STATE_GONE);
    return (gone && strcmp(gone, "lost") != 0) || (status && strcmp(status, "DRAFT") == 0);
}

/* An edit by hand of a post that is to go offline: it stays, unless edits are overwritten. */
static void prune_post(struct work *work, const struct state_entry *entry,
                       const struct seen_post *seen)
{
    struct action *action = work_add(work, ACTION_OFFLINE, work_entry_path(entry), entry->key);
    action->entry = entry;
    action->orphan = true;
    action->seen = seen;
    work_reason(work, action, "its document is gone");
    if (!seen || work->in->on_drift != ON_DRIFT_OVERWRITE)
        return;
    struct drift drift = ghlpub_post_drift(work->arena, entry, seen);
    if (drift.kind == DRIFT_EDITED || drift.kind == DRIFT_TOUCHED)
        action->overwrites = drift.updated;
}

static void orphan_post(struct work *work, const struct state_entry *entry)
{
    const char *path = work_entry_path(entry), *title = state_get(entry, STATE_TITLE);
    const struct seen_post *seen = map_get(&work->seen_ids, state_get(entry, STATE_ID));
    if (work_is_open(work, STATE_POST, entry->key))
        work_hold(work, HELD_OPEN, path, entry->key, entry, "%s", work_open_text);
    else if (seen && seen->gone)
        work_touch(work, entry, NULL); /* neither is there any more */
    else if (work->in->prune)
        prune_post(work, entry, seen);
    else
        work_hold(work, HELD_ORPHAN, path, entry->key, entry,
                  "its document is gone, its post \"%s\" is not; --prune takes it offline",
                  title ? title : "");
}

/* The document's key of a social key: what is before the last '#'. */
static char *owner_of(struct work *work, const char *social_key)
{
    const char *mark = strrchr(social_key, '#');
    size_t len = mark ? (size_t)(mark - social_key) : strlen(social_key);
    return arena_strndup(work->arena, social_key, len);
}

static void orphan_social(struct work *work, const struct map *present,
                          const struct state_entry *entry)
{
    const char *owner = owner_of(work, entry->key);
    if (map_has(present, owner) || map_has(&work->moved, owner) || state_get(entry, STATE_GONE) ||
        work_social_is_out(work, entry))
        return;
    const char *path = work_entry_path(entry);
    const char *hash = strchr(path, '#');
    path = hash ? arena_strndup(work->arena, path, (size_t)(hash - path)) : path;
    if (!in_selection(work, path))
        return;
    if (work_is_open(work, STATE_SOCIAL, entry->key)) {
        work_hold(work, HELD_OPEN, path, entry->key, entry, "%s", work_open_text);
    } else if (work->in->prune) {
        plan_social_cancel(work, path, entry->key, entry, true, "its document is gone");
    } else {
        work_hold(work, HELD_ORPHAN, path, entry->key, entry,
                  "its document is gone, its social post for %s is not; --prune cancels it",
                  work_local(work, work_entry_date(entry)));
    }
}

/* Two runs made the same thing, and git merged their states: one stays, the other is told. */
static void report_twins(struct work *work)
{
    size_t count;
    struct state_entry *const *twins = ghlpub_state_twins(work->in->state, &count);
    for (size_t i = 0; i < count; i++) {
        const char *path = work_entry_path(twins[i]), *id = state_get(twins[i], STATE_ID);
        unsigned what = twins[i]->kind == STATE_SOCIAL ? PLAN_SOCIAL : PLAN_POSTS;
        if (twins[i]->kind == STATE_MEDIA || !work_wants(work, what) || !in_selection(work, path))
            continue;
        work_hold(work, HELD_ORPHAN, path, twins[i]->key, twins[i],
                  "a second %s (%s) was made for it; --prune takes that one offline",
                  state_kind_name(twins[i]->kind), id ? id : "");
        struct diagnostic *item = diagnose(
            work->found, SEVERITY_WARNING, "state-twin", (struct place){path, 0, 0},
            "two runs made a %s for this document; the state keeps the later one, the other is "
            "\"%s\"",
            state_kind_name(twins[i]->kind), id ? id : "");
        diagnostic_hint(
            item, "look at both at GHL; `ghlpub publish --prune` takes the other one offline");
    }
}

void plan_orphans(struct work *work)
{
    report_twins(work);
    struct map present = MAP_INIT;
    const struct site *site = work->in->site;
    for (size_t i = 0; i < site->document_count; i++) {
        map_set(&present, site->documents[i]->key, (void *)(uintptr_t)site->documents[i]);
        map_set(&present, site->documents[i]->path, (void *)(uintptr_t)site->documents[i]);
    }
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(work->in->state, STATE_POST, &count);
    for (size_t i = 0; i < count; i++)
        if (work_wants(work, PLAN_POSTS) && !map_has(&work->moved, entries[i]->key) &&
            !is_offline(entries[i]) && in_selection(work, work_entry_path(entries[i])))
            orphan_post(work, entries[i]);
    entries = ghlpub_state_entries(work->in->state, STATE_SOCIAL, &count);
    for (size_t i = 0; work_wants(work, PLAN_SOCIAL) && i < count; i++)
        orphan_social(work, &present, entries[i]);
    map_release(&present, NULL);
}
