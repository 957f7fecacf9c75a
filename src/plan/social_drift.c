/*
 * What was seen at GHL of recorded social posts: failed, edited or deleted by
 * hand. What to do with one that is as it was recorded is left to social.c.
 */
#include "work.h"

#include <string.h>

const char *plan_social_way_again(const struct desired_social *social)
{
    return social->entry->id ? "another `id` and `at`" : "another `at`";
}

/* The URLs of its media; NULL where one is not uploaded yet. */
static const char *const *media_urls(const struct work *work, const struct desired_social *social)
{
    size_t count = 0, len = 0;
    for (const struct asset **asset = social->assets; *asset; asset++)
        count++;
    for (const char *const *url = social->urls; url && *url; url++)
        count++;
    const char **list = arena_alloc(work->arena, (count + 1) * sizeof *list);
    for (size_t i = 0; social->urls && social->urls[i]; i++)
        list[social->url_places[i]] = social->urls[i];
    for (const struct asset **asset = social->assets; *asset; asset++) {
        const struct state_entry *entry =
            ghlpub_state_find(work->in->state, STATE_MEDIA, (*asset)->hash);
        const char *url = entry ? state_get(entry, STATE_URL) : NULL;
        if (!url)
            return NULL;
        while (list[len])
            len++;
        list[len] = url;
    }
    return list;
}

static void hold_drift(struct work *work, const struct desired_social *social,
                       const struct state_entry *entry, const struct drift *drift)
{
    const char *path = social->document->path;
    bool gone = drift->kind == DRIFT_GONE;
    work_hold(work, HELD_DRIFT, path, social->key, entry, "%s%s",
              ghlpub_drift_text(work->arena, drift, work->in->site),
              gone ? "; give the entry another `id` or time to send it again" : "")
        ->drift = work_keep_drift(work, drift);
    if (gone)
        return;
    struct diagnostic *item =
        diagnose(work->found, SEVERITY_WARNING, "social-drifted", social->entry->at,
                 "the social post was edited at GHL since ghlpub last wrote "
                 "it; it is not overwritten");
    diagnostic_hint(item, "%s", ghlpub_social_drift_hint(work->arena, path));
}

/* "facebook Acme", or the id where the account is not known. */
static const char *account_name(const struct work *work, const char *id)
{
    const struct directory_item *item = NULL;
    if (!id || !work->in->directory ||
        ghlpub_directory_account(work->in->directory, id, &item) != MATCH_ONE || !item->platform)
        return id ? id : "";
    return arena_printf(work->arena, "%s %s", item->platform, item->name ? item->name : id);
}

/* What the networks said, as far as it was seen. */
static const char *failure(const struct work *work, const struct seen_social *seen)
{
    const char *text = NULL;
    for (size_t i = 0; i < seen->outcome_count; i++)
        if (seen->outcomes[i].error)
            text = arena_printf(work->arena, "%s%s%s: %s", text ? text : "", text ? "; " : "",
                                account_name(work, seen->outcomes[i].account),
                                seen->outcomes[i].error);
    if (text)
        return text;
    if (!seen->status || strcmp(seen->status, "failed") != 0)
        return NULL;
    return seen->error ? seen->error : "no reason is given";
}

static void hold_failed(struct work *work, const struct desired_social *social,
                        const struct state_entry *entry, const char *failed)
{
    work_hold(work, HELD_FAILED, social->document->path, social->key, entry,
              "it did not go out: %s", failed);
    struct diagnostic *item =
        diagnose(work->found, SEVERITY_WARNING, "social-failed", social->entry->at,
                 "the social post did not go out: %s", failed);
    diagnostic_hint(item,
                    "set right what the message names (an account that expired is connected "
                    "anew at GHL), then give the entry %s to send it again",
                    plan_social_way_again(social));
}

bool plan_social_held_by_drift(struct work *work, const struct desired_social *social,
                               const struct state_entry *entry, struct drift *drift)
{
    const char *id = state_get(entry, STATE_ID), *hash = state_get(entry, STATE_HASH);
    const struct seen_social *seen = id ? map_get(&work->seen_social, id) : NULL;
    bool same = hash && strcmp(hash, social->hash) == 0;
    const char *failed = seen ? failure(work, seen) : NULL;
    if (!seen || entry->unfinished || (same && !work_refreshed(work)))
        return false;
    if (failed && same) {
        hold_failed(work, social, entry, failed);
        return true;
    }
    struct drift found = ghlpub_social_drift(work->arena, entry, seen, same ? social : NULL,
                                             same ? media_urls(work, social) : NULL);
    found.document_changed = !same;
    if (work_social_is_out(work, entry) || found.kind == DRIFT_NONE)
        return false; /* what is out is out */
    if (found.kind == DRIFT_TOUCHED) {
        work_touch(work, entry, found.updated);
        return false;
    }
    if (found.kind == DRIFT_GONE)
        work_touch(work, entry, NULL);
    if (found.kind == DRIFT_EDITED && work->in->on_drift == ON_DRIFT_OVERWRITE) {
        *drift = found;
        return false;
    }
    hold_drift(work, social, entry, &found);
    return true;
}

void plan_social_overwrite(struct work *work, struct action *action, const struct drift *drift)
{
    action->overwrites = drift->updated;
    work_reason(work, action, "%s; overwritten (--on-drift overwrite)",
                ghlpub_drift_text(work->arena, drift, work->in->site));
}

/* What GHL has may be somebody's work: an edit keeps a social post from being cancelled as it keeps
 * it from being changed. What it says beyond the recorded text is not known, so that any later
 * updatedAt counts. */
void plan_social_cancel(struct work *work, const char *path, const char *key,
                        const struct state_entry *entry, bool orphan, const char *why)
{
    const char *id = state_get(entry, STATE_ID);
    const struct seen_social *seen = id ? map_get(&work->seen_social, id) : NULL;
    struct drift drift = {.kind = DRIFT_NONE};
    if (seen && !entry->unfinished)
        drift = ghlpub_social_drift(work->arena, entry, seen, NULL, NULL);
    drift.document_changed = true;
    if (drift.kind == DRIFT_GONE) {
        work_touch(work, entry, NULL); /* neither is there any more */
        return;
    }
    if (drift.kind == DRIFT_EDITED && work->in->on_drift != ON_DRIFT_OVERWRITE) {
        work_hold(work, HELD_DRIFT, path, key, entry, "%s, but the social post was %s", why,
                  ghlpub_drift_text(work->arena, &drift, work->in->site))
            ->drift = work_keep_drift(work, &drift);
        struct diagnostic *item = diagnose(
            work->found, SEVERITY_WARNING, "social-drifted", (struct place){path, 0, 0},
            "the social post was edited at GHL since ghlpub last wrote it; it is not cancelled");
        diagnostic_hint(item, "%s", ghlpub_cancel_drift_hint(work->arena, key, orphan));
        return;
    }
    struct action *action = work_add(work, ACTION_CANCEL, path, key);
    action->entry = entry;
    action->orphan = orphan;
    work_reason(work, action, "%s", why);
    if (drift.kind == DRIFT_EDITED)
        plan_social_overwrite(work, action, &drift);
}
