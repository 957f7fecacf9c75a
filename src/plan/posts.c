/*
 * The desired posts against the state and against what was seen at GHL: create,
 * adopt, update, offline, archive, or nothing.
 */
#include "work.h"

#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* A member that the row lacks is unknown, not different. */
static bool said_same(const char *seen, const char *text)
{
    return !seen || same_text(seen, text);
}

/* "Ours" as the protocol defines it, as far as a listing shows it. */
static bool is_ours(const struct seen_post *seen, const struct desired_post *post)
{
    return said_same(seen->title, post->title) && said_same(seen->description, post->description) &&
           said_same(seen->canonical, post->canonical);
}

/* Is it live under a suffix, since it lost a race for its slug? */
static bool is_lost(const struct state_entry *entry)
{
    const char *gone = state_get(entry, STATE_GONE);
    return gone && strcmp(gone, "lost") == 0;
}

static void explain_date(struct work *work, struct action *action)
{
    int64_t before = work_entry_date(action->entry);
    if (before && before != action->post->date_ms)
        work_reason(work, action, "date moved from %s to %s", work_local(work, before),
                    work_local(work, action->post->date_ms));
    else
        work_reason(work, action, "date is %s", work_local(work, action->post->date_ms));
}

static void explain_text(struct work *work, struct action *action, const char *what,
                         const char *before, const char *now)
{
    if (before && !same_text(before, now))
        work_reason(work, action, "%s changed from \"%s\" to \"%s\"", what, before, now);
    else
        work_reason(work, action, "%s changed", what);
}

static void explain_part(struct work *work, struct action *action, enum post_part part)
{
    switch (part) {
    case PART_TITLE:
        explain_text(work, action, "title", state_get(action->entry, STATE_TITLE),
                     action->post->title);
        break;
    case PART_SLUG:
        explain_text(work, action, "slug", state_get(action->entry, STATE_SLUG),
                     action->post->slug);
        break;
    case PART_STATUS:
        explain_text(work, action, "status", state_get(action->entry, STATE_STATUS),
                     action->post->status);
        break;
    case PART_DATE:
        explain_date(work, action);
        break;
    case PART_IMAGE:
        parts_explain_cover(work, action);
        break;
    case PART_BODY:
        parts_explain_body(work, action);
        break;
    default:
        work_reason(work, action, "%s changed", ghlpub_part_name(part));
        break;
    }
}

static void explain(struct work *work, struct action *action)
{
    const char *recorded = state_get(action->entry, STATE_PARTS);
    if (action->entry->unfinished) {
        work_reason(work, action, "an earlier run was interrupted while it wrote this post");
        return;
    }
    if (state_get(action->entry, STATE_GONE) && !is_lost(action->entry))
        work_reason(work, action, "its document is back");
    for (int part = 0; recorded && part < PART_COUNT; part++)
        if (parts_unseen(recorded, part))
            work_reason(work, action, "%s cannot be compared: GHL does not show it",
                        ghlpub_part_name((enum post_part)part));
        else if (parts_differ(recorded, action->post->parts, part))
            explain_part(work, action, (enum post_part)part);
    if (!action->reasons[0])
        work_reason(work, action, "%s",
                    work->in->force ? "--force" : "not known what was sent last");
}

/* A slug that changes is an address that dies; nothing else tells the author. */
static void warn_slug_change(struct work *work, const struct desired_post *post,
                             const struct state_entry *entry)
{
    const char *before = state_get(entry, STATE_SLUG), *status = state_get(entry, STATE_STATUS);
    if (!before || strcmp(before, post->slug) == 0 || !status || strcmp(status, "DRAFT") == 0 ||
        plan_old_address_kept(work, post, entry))
        return;
    struct diagnostic *item =
        diagnose(work->found, SEVERITY_WARNING, "slug-changed", post->document->slug.at,
                 "the post's slug changes from \"%s\" to \"%s\"; its old URL stops working", before,
                 post->slug);
    diagnostic_hint(item, "write `slug: %s` to keep the URL", before);
}

static enum action_kind kind_of_change(const struct desired_post *post,
                                       const struct state_entry *entry)
{
    const char *before = state_get(entry, STATE_STATUS);
    bool was_draft = !before || strcmp(before, "DRAFT") == 0;
    bool was_archived = before && strcmp(before, "ARCHIVED") == 0;
    if (strcmp(post->status, "DRAFT") == 0 && !was_draft)
        return ACTION_OFFLINE;
    if (strcmp(post->status, "ARCHIVED") == 0 && !was_archived)
        return ACTION_ARCHIVE;
    return ACTION_UPDATE;
}

/* GHL cannot move the date of a scheduled post in one step (facts 1.4). */
static bool needs_redate(const struct work *work, const struct desired_post *post,
                         const struct state_entry *entry)
{
    const char *before = state_get(entry, STATE_STATUS);
    int64_t date = work_entry_date(entry);
    return before && strcmp(before, "SCHEDULED") == 0 && date > work->in->now_ms &&
           strcmp(post->status, "DRAFT") != 0 && date != post->date_ms;
}

static void hold_drift(struct work *work, const struct desired_post *post,
                       const struct state_entry *entry, const struct drift *drift)
{
    const char *path = post->document->path;
    const char *text = ghlpub_drift_text(work->arena, drift, work->in->site);
    bool gone = drift->kind == DRIFT_GONE;
    work->post_held[post->document->index] = true;
    work_hold(work, gone ? HELD_GONE : HELD_DRIFT, path, post->key, entry, "%s", text)->drift =
        work_keep_drift(work, drift);
    struct diagnostic *item = diagnose(
        work->found, SEVERITY_WARNING, gone ? "post-gone" : "post-drifted",
        (struct place){path, 0, 0},
        gone ? "the post was deleted at GHL; it is not created again by itself"
             : "the post was edited at GHL since ghlpub last wrote it; it is not overwritten");
    diagnostic_hint(item, "%s", ghlpub_drift_hint(work->arena, drift, path));
}

/* The slug is still that of another post of this site, which may be about to give it up. */
static void hold_slug_not_free(struct work *work, const struct desired_post *post,
                               const struct state_entry *owner)
{
    const struct document *document = post->document;
    work->post_held[document->index] = true;
    work_hold(work, HELD_SLUG_TAKEN, document->path, post->key, NULL,
              "slug \"%s\" is still that of \"%s\"", post->slug, work_entry_path(owner));
    struct diagnostic *item = diagnose(work->found, SEVERITY_ERROR, "slug-taken", document->slug.at,
                                       "slug \"%s\" is still that of the post of \"%s\"",
                                       post->slug, work_entry_path(owner));
    diagnostic_hint(item, "publish again once that one has its new slug; where two posts change "
                          "places, give one of them a third slug in between");
}

static void hold_slug_taken(struct work *work, const struct desired_post *post,
                            const struct seen_post *seen)
{
    const struct state_entry *owner =
        *seen->id ? ghlpub_state_find_id(work->in->state, STATE_POST, seen->id) : NULL;
    if (owner) {
        hold_slug_not_free(work, post, owner);
        return;
    }
    const struct document *document = post->document;
    bool known = *seen->id; /* no listing shows it yet otherwise */
    work->post_held[document->index] = true;
    work_hold(work, HELD_SLUG_TAKEN, document->path, post->key, NULL,
              known ? "slug \"%s\" belongs to another post, \"%s\"" : "slug \"%s\" is taken%s",
              post->slug, seen->title ? seen->title : "");
    if (!known) {
        struct diagnostic *taken =
            diagnose(work->found, SEVERITY_ERROR, "slug-taken", document->slug.at,
                     "slug \"%s\" belongs to a post at GHL that ghlpub did "
                     "not make, and that no listing shows yet",
                     post->slug);
        diagnostic_hint(taken, "give the document another `slug`; or publish again in a minute, if "
                               "the post may come from another run of ghlpub");
        return;
    }
    struct diagnostic *item =
        diagnose(work->found, SEVERITY_ERROR, "slug-taken", document->slug.at,
                 "slug \"%s\" belongs to a post at GHL that ghlpub did not make: \"%s\" (%s, %s)",
                 post->slug, seen->title ? seen->title : "", seen->id,
                 seen->status ? seen->status : "status unknown");
    diagnostic_hint(item,
                    "give the document another `slug`, or take that post over: "
                    "`ghlpub adopt %s --post %s`",
                    document->path, seen->id);
}

/* The post that has the slug which this document's post is about to get, and is another one. */
static const struct seen_post *slug_owner(const struct work *work, const struct desired_post *post,
                                          const struct state_entry *entry)
{
    const struct seen_post *owner = map_get(&work->seen_slugs, post->slug);
    const char *id = state_get(entry, STATE_ID), *slug = state_get(entry, STATE_SLUG);
    bool own = owner && id && strcmp(owner->id, id) == 0;
    return own || (slug && strcmp(slug, post->slug) == 0) ? NULL : owner;
}

static struct action *add_post(struct work *work, enum action_kind kind,
                               const struct desired_post *post, const struct state_entry *entry,
                               const struct seen_post *seen)
{
    struct action *action = work_add(work, kind, post->document->path, post->key);
    parts_finish(work, work->plan->posts[post->document->index]);
    action->post = post;
    action->entry = entry;
    action->seen = seen;
    return action;
}

/* The slug is another post's. What lost a race for it does not stay public under a suffix; and
 * where the winner says the same (another runner was quicker), it is our post from now on. */
static void lose_slug(struct work *work, const struct desired_post *post,
                      const struct state_entry *entry, const struct seen_post *seen,
                      const struct seen_post *owner)
{
    const char *slug = state_get(entry, STATE_SLUG), *status = state_get(entry, STATE_STATUS);
    bool draft = !state_get(entry, STATE_HASH) && slug && status && strcmp(status, "DRAFT") == 0;
    if (draft && *owner->id && is_ours(owner, post) &&
        !ghlpub_state_find_id(work->in->state, STATE_POST, owner->id)) {
        struct action *action = add_post(work, ACTION_ADOPT, post, entry, owner);
        work->post_action[post->document->index] = (long)work->actions.len - 1;
        work_reason(work, action, "the post is at GHL already (%s), published by another run",
                    owner->id);
        return;
    }
    hold_slug_taken(work, post, owner);
    if (is_lost(entry)) {
        struct action *action = add_post(work, ACTION_UPDATE, post, entry, seen);
        action->lost = true;
        work_reason(work, action,
                    "becomes a draft: it is public under \"%s\", since another post has "
                    "its slug",
                    slug ? slug : "");
    }
}

/* What was seen, or what an earlier run found out, of a post that somebody else changed. */
static struct drift drift_of(const struct work *work, const struct desired_post *post,
                             const struct state_entry *entry, const struct seen_post *seen)
{
    static const char *const none[] = {NULL};
    const char *hash = state_get(entry, STATE_HASH), *gone = state_get(entry, STATE_GONE);
    struct drift drift = {.kind = DRIFT_NONE, .differs = none};
    bool same = hash && strcmp(hash, post->hash) == 0;
    if (same && !gone && !work->in->force && !work_refreshed(work))
        return drift; /* nothing is to be written, and nobody asked */
    if (seen)
        drift = ghlpub_post_drift(work->arena, entry, seen);
    else if (gone && strcmp(gone, "deleted") == 0)
        drift.kind = DRIFT_GONE;
    drift.document_changed = !same;
    return drift;
}

static void update_post(struct work *work, const struct desired_post *post,
                        const struct state_entry *entry, const struct seen_post *seen,
                        const struct drift *drift)
{
    const struct seen_post *owner = slug_owner(work, post, entry);
    if (owner) {
        lose_slug(work, post, entry, seen, owner);
        return;
    }
    warn_slug_change(work, post, entry);
    struct action *action = add_post(work, kind_of_change(post, entry), post, entry, seen);
    action->redate = needs_redate(work, post, entry);
    work->post_action[post->document->index] = (long)work->actions.len - 1;
    if (drift->kind == DRIFT_EDITED) {
        action->overwrites = drift->updated;
        work_reason(work, action, "%s; overwritten (--on-drift overwrite)",
                    ghlpub_drift_text(work->arena, drift, work->in->site));
    }
    if (drift->kind != DRIFT_EDITED || drift->document_changed || work->in->force)
        explain(work, action);
}

static void new_post(struct work *work, struct desired_post *post, bool recreate);

static void change_post(struct work *work, struct desired_post *post,
                        const struct state_entry *entry)
{
    const struct seen_post *seen = map_get(&work->seen_ids, state_get(entry, STATE_ID));
    const struct drift drift = drift_of(work, post, entry, seen);
    bool same = !drift.document_changed && !state_get(entry, STATE_GONE);
    if (drift.kind == DRIFT_GONE) {
        if (seen && !state_get(entry, STATE_GONE))
            work_touch(work, entry, NULL);
        if (work->in->recreate)
            new_post(work, post, true);
        else
            hold_drift(work, post, entry, &drift);
    } else if (drift.kind == DRIFT_EDITED && work->in->on_drift != ON_DRIFT_OVERWRITE) {
        hold_drift(work, post, entry, &drift);
    } else if (same && !work->in->force && drift.kind != DRIFT_EDITED) {
        work->plan->unchanged++;
        if (drift.kind == DRIFT_TOUCHED)
            work_touch(work, entry, drift.updated);
    } else {
        update_post(work, post, entry, seen, &drift);
    }
}

/* A date that nobody wrote is the one that the post got when it was first published. */
static void keep_seen_date(const struct work *work, struct desired_post *post,
                           const struct seen_post *seen)
{
    if (!post->date_chosen || !seen->date_ms || strcmp(post->status, "DRAFT") == 0)
        return;
    post->date_ms = seen->date_ms;
    if (strcmp(post->status, "ARCHIVED") != 0)
        post->status =
            post->date_ms >= work->in->now_ms + PLAN_AHEAD_MS ? "SCHEDULED" : "PUBLISHED";
}

/* `recreate`: it has an entry, whose post was deleted at GHL. */
static void new_post(struct work *work, struct desired_post *post, bool recreate)
{
    const struct seen_post *seen = map_get(&work->seen_slugs, post->slug);
    bool owned = seen && *seen->id && ghlpub_state_find_id(work->in->state, STATE_POST, seen->id);
    if (seen && (owned || !*seen->id || !is_ours(seen, post))) {
        hold_slug_taken(work, post, seen);
        return;
    }
    if (seen)
        keep_seen_date(work, post, seen);
    struct action *action = add_post(work, seen ? ACTION_ADOPT : ACTION_CREATE, post, NULL, seen);
    work->post_action[post->document->index] = (long)work->actions.len - 1;
    action->recreate = recreate;
    if (recreate)
        work_reason(work, action, "deleted at GHL; created again (--recreate)");
    if (seen)
        work_reason(work, action, "the post is at GHL already (%s)", seen->id);
    else if (strcmp(post->status, "SCHEDULED") == 0)
        work_reason(work, action, "new, scheduled for %s", work_local(work, post->date_ms));
    else if (strcmp(post->status, "PUBLISHED") == 0)
        work_reason(work, action, "new, dated %s",
                    post->date_chosen ? "now" : work_local(work, post->date_ms));
    else
        work_reason(work, action, "new, %s",
                    strcmp(post->status, "DRAFT") == 0 ? "a draft" : "archived");
}

void plan_posts(struct work *work)
{
    const struct site *site = work->in->site;
    for (size_t i = 0; work_wants(work, PLAN_POSTS) && i < site->document_count; i++) {
        const struct document *document = site->documents[i];
        struct desired_post *post = work->plan->posts[i];
        const struct rendered *page = work->in->pages ? work->in->pages->items[i] : NULL;
        if (!work_selected(work, i) || !work_has_post(document))
            continue;
        if (work->move_open[i] || work_is_open(work, STATE_POST, document->key)) {
            work->post_held[i] = true;
            work_hold(work, HELD_OPEN, document->path, document->key, work->entries[i], "%s",
                      work_open_text);
        } else if (document->broken || (page && !page->ok)) {
            work->post_held[i] = true;
            work_hold(work, HELD_BROKEN, document->path, document->key, work->entries[i],
                      "it has errors");
        } else if (post && work->entries[i]) {
            change_post(work, post, work->entries[i]);
        } else if (post) {
            new_post(work, post, false);
        }
    }
}
