/*
 * The desired social posts against the state: schedule, reschedule, edit,
 * cancel, hold. What is out already is never touched.
 */
#include "work.h"

#include "base/unicode.h"

#include <string.h>

static const char *describe_targets(struct work *work, const struct desired_social *social)
{
    const char *text = "";
    for (size_t i = 0; i < social->targets.len; i++)
        text =
            arena_printf(work->arena, "%s%s%s", text, i ? ", " : "", social->targets.items[i].text);
    return text;
}

static bool is_draft(const struct state_entry *entry)
{
    const char *status = state_get(entry, STATE_STATUS);
    return status && strcmp(status, "draft") == 0;
}

static void settle(struct work *work, const struct desired_social *social,
                   const struct state_entry *entry, enum social_fate fate, int64_t due_ms)
{
    struct planned_social *planned = &work->plan->socials[social->index];
    *planned = (struct planned_social){social, entry, fate, due_ms};
}

static const struct state_entry *recorded(struct work *work, const struct document *document,
                                          const char *key)
{
    const struct state_entry *entry = ghlpub_state_find(work->in->state, STATE_SOCIAL, key);
    const struct state_entry *post = work->entries[document->index];
    const char *old = map_get(&work->campaign_from, document->key);
    if (!old && post)
        old = post->key;
    if (entry || !old || strcmp(old, document->key) == 0)
        return entry;
    const char *name = strrchr(key, '#');
    return ghlpub_state_find(work->in->state, STATE_SOCIAL,
                             arena_printf(work->arena, "%s%s", old, name ? name : ""));
}

/* Each one of the list gets its place in the plan; until something is found out, it is held. */
static void show(struct work *work, const struct social_list *list)
{
    struct plan *plan = work->plan;
    for (size_t i = 0; i < list->len; i++) {
        if (plan->social_count == plan->social_cap) {
            plan->social_cap = plan->social_cap ? plan->social_cap * 2 : 64;
            plan->socials = mem_resize(plan->socials, plan->social_cap, sizeof *plan->socials);
        }
        list->items[i]->index = plan->social_count++;
        const struct state_entry *entry =
            recorded(work, list->items[i]->document, list->items[i]->key);
        int64_t due_ms = entry && !state_get(entry, STATE_GONE) ? work_entry_date(entry) : 0;
        settle(work, list->items[i], entry, FATE_HELD, due_ms ? due_ms : list->items[i]->due_ms);
    }
}

static struct action *add(struct work *work, enum action_kind kind,
                          const struct desired_social *social, const struct state_entry *entry)
{
    struct action *action = work_add(work, kind, social->document->path, social->key);
    action->social = social;
    action->entry = entry;
    settle(work, social, entry, kind == ACTION_SCHEDULE ? FATE_NEW : FATE_CHANGED, social->due_ms);
    long post = work->post_action[social->document->index];
    if (post >= 0)
        work_after(work, action, (size_t)post);
    return action;
}

/* What a series missed before it was first seen is told once, with the last of it. */
static bool told_with_series(const struct desired_social *social, const struct state_entry *entry)
{
    return social->entry->number && !entry && (social->known || !social->last_missed);
}

static void hold_late(struct work *work, const struct desired_social *social,
                      const struct state_entry *entry)
{
    const char *due = work_local(work, social->due_ms), *then = "", *what = "this social post";
    unsigned number = social->entry->number;
    settle(work, social, entry, FATE_LATE, social->due_ms);
    if (told_with_series(social, entry))
        return;
    if (number > 1 && !entry)
        what = arena_printf(work->arena, "the last of %u of %u occurrences", number,
                            social->entry->occurrences);
    bool scheduled = entry && work_entry_date(entry) > work->in->now_ms &&
                     !state_get(entry, STATE_GONE) && !is_draft(entry);
    if (scheduled)
        then = arena_printf(work->arena, "; it stays scheduled for %s, as it was",
                            work_local(work, work_entry_date(entry)));
    work_hold(work, HELD_LATE, social->document->path, social->key, entry,
              "its moment, %s, has passed%s", due, then);
    struct diagnostic *item =
        diagnose(work->found, SEVERITY_WARNING, "social-late", social->entry->at,
                 "the moment of %s, %s, has passed; %s", what, due,
                 *then                      ? then + strlen("; ")
                 : number > 1 && !entry     ? "they are not sent"
                 : entry && is_draft(entry) ? "it stays a draft"
                                            : "it is not sent");
    diagnostic_hint(item, "give it another `at`, or remove the entry; with `late: send` it is sent "
                          "now");
}

/* The first moment at which something can go out from now on. */
static int64_t soonest(const struct work *work, const struct desired_social *social)
{
    int64_t ms = work->in->now_ms + PLAN_NOW_MARGIN_MS;
    return ms - ms % 1000 + social->mark;
}

/* A moment that follows from a date that nobody wrote stays as it was recorded, unless another one
 * was written: the server's date of the post may be seconds off. */
static bool stays(const struct desired_social *social, int64_t recorded)
{
    int64_t off = social->due_ms - recorded;
    bool with_post = social->entry->when.kind == WHEN_WITH_POST && !social->entry->when.shift;
    return recorded && social->due_chosen && (with_post || (off > -60000 && off < 60000));
}

/* Does it go out now, though its moment has passed? With a post that became public in these hours,
 * and where `late: send` says so; of a series only the last one that it missed. A word that is
 * mended after it went out sends nothing twice. */
static bool goes_now(const struct work *work, const struct desired_social *social, int64_t post_ms)
{
    const struct social_entry *entry = social->entry;
    bool with_post = entry->when.kind == WHEN_WITH_POST && !entry->when.shift &&
                     post_ms > work->in->now_ms - PLAN_FRESH_MS;
    bool late = entry->late_send && (!entry->number || (social->last_missed && !social->known));
    return (with_post || late) && !social->replaces_out;
}

/* A social post that nobody saw yet. Its moment may have passed: it goes out now or never (a site
 * of old posts is adopted). */
static void new_social(struct work *work, struct desired_social *social, int64_t post_ms)
{
    int64_t now = work->in->now_ms;
    bool now_or_never = goes_now(work, social, post_ms);
    if (social->due_ms < now + PLAN_AHEAD_MS && (now_or_never || social->due_ms > now)) {
        social->fresh = now_or_never;
        if (social->entry->late_send && social->due_ms < post_ms)
            social->post_ms = social->due_ms;
        social->due_ms = soonest(work, social);
    }
    if (social->due_ms <= now) {
        hold_late(work, social, NULL);
        return;
    }
    struct action *action = add(work, ACTION_SCHEDULE, social, NULL);
    work_reason(work, action, "new, %s, to %s", work_local(work, social->due_ms),
                describe_targets(work, social));
}

static void explain_change(struct work *work, struct action *action, bool moved)
{
    const struct state_entry *entry = action->entry;
    const struct desired_social *social = action->social;
    const char *text = state_get(entry, STATE_TEXT);
    if (entry->unfinished)
        work_reason(work, action, "an earlier run was interrupted while it wrote this social post");
    if (moved)
        work_reason(work, action, "moved from %s to %s", work_local(work, work_entry_date(entry)),
                    work_local(work, social->due_ms));
    char *now_text = unicode_collapsed(social->text, 200); /* as the state keeps it */
    bool reworded = text && strcmp(text, now_text) != 0;
    free(now_text);
    if (reworded)
        work_reason(work, action, "text changed");
    if (!action->reasons[0])
        work_reason(work, action, "accounts, media or details changed");
}

/* It is out, and its source changed since: that is told, and recorded as told. What changes by
 * itself (the post's title, a template) is nobody's intent, and is not. */
static void hold_out(struct work *work, const struct desired_social *social,
                     const struct state_entry *entry)
{
    const struct plan *plan = work->plan;
    int64_t before = work_entry_date(entry);
    const char *source = state_get(entry, STATE_SOURCE);
    bool told = source && strcmp(source, social->source) == 0, soon = before > work->in->now_ms;
    bool twice = plan->held_count && plan->held[plan->held_count - 1].entry == entry;
    settle(work, social, entry, FATE_OUT, before);
    work->plan->unchanged++;
    if ((told && !soon) || twice)
        return;
    work_hold(work, HELD_OUT, social->document->path, entry->key, entry,
              soon ? "it goes out on %s, too soon to change it"
                   : "it went out on %s and cannot be changed; to send it again give the entry %s",
              work_local(work, before), plan_social_way_again(social));
    if (!soon)
        plan->held[plan->held_count - 1].source = social->source;
}

/* A moment that is too near, or has passed: what goes out with a post that was a draft until now
 * goes out now. */
static void settle_moment(const struct work *work, struct desired_social *social,
                          const struct state_entry *entry, bool moved)
{
    int64_t now = work->in->now_ms;
    bool waited = is_draft(entry) && social->status != SOCIAL_DRAFT &&
                  goes_now(work, social, social->post_ms);
    if ((moved && social->due_ms > now && social->due_ms < now + PLAN_AHEAD_MS) ||
        (waited && social->due_ms < now + PLAN_AHEAD_MS)) {
        social->fresh = waited;
        social->due_ms = soonest(work, social);
    }
}

/* `overwritten`: an edit by hand that is undone, or NULL. */
static void change_social(struct work *work, struct desired_social *social,
                          const struct state_entry *entry, bool draft,
                          const struct drift *overwritten)
{
    int64_t before = work_entry_date(entry), now = work->in->now_ms;
    const char *hash = state_get(entry, STATE_HASH);
    bool same = hash && strcmp(hash, social->hash) == 0 && !overwritten;
    bool out = before && before <= now + PLAN_AHEAD_MS && !entry->unfinished && !is_draft(entry);
    if (same) {
        settle(work, social, entry, out && before <= now ? FATE_OUT : FATE_UNCHANGED, before);
        work->plan->unchanged++;
        return;
    }
    if (out) {
        if (hash)
            hold_out(work, social, entry);
        else
            settle(work, social, entry, FATE_OUT, before);
        return;
    }
    if (draft || stays(social, before)) /* a draft keeps its date: it is found by it */
        social->due_ms = before - before % 1000 + social->mark;
    bool moved = before / 1000 != social->due_ms / 1000;
    settle_moment(work, social, entry, moved);
    moved = before / 1000 != social->due_ms / 1000;
    if (social->due_ms < now + PLAN_AHEAD_MS) {
        hold_late(work, social, entry);
        return;
    }
    struct action *action = add(work, moved ? ACTION_RESCHEDULE : ACTION_EDIT, social, entry);
    if (draft && !is_draft(entry))
        work_reason(work, action, "its post is a draft, and so is this one until it is published");
    if (overwritten)
        plan_social_overwrite(work, action, overwritten);
    if (!overwritten || overwritten->document_changed)
        explain_change(work, action, moved);
}

/* Deleted by hand, and asked for at the same moment as before. */
static bool stays_deleted(const struct desired_social *social, const struct state_entry *entry)
{
    const char *gone = state_get(entry, STATE_GONE), *hash = state_get(entry, STATE_HASH);
    int64_t before = work_entry_date(entry);
    return gone && strcmp(gone, "deleted") == 0 &&
           (stays(social, before) || before / 1000 == social->due_ms / 1000 ||
            (hash && strcmp(hash, social->hash) == 0));
}

/* One that is out and was sent for the same entry: of a text that became two, both are out. */
static const struct state_entry *out_beside(struct work *work, const struct desired_social *social,
                                            const char *owner)
{
    const struct social_list_of *list = map_get(&work->social_of, owner);
    struct social_key own, other;
    plan_social_key(work, social->key, &own);
    for (size_t i = 0; list && i < list->len; i++) {
        plan_social_key(work, list->items[i]->key, &other);
        if (work_social_is_out(work, list->items[i]) && strcmp(own.entry, other.entry) == 0)
            return list->items[i];
    }
    return NULL;
}

static void hold_refused(struct work *work, struct desired_social *social,
                         const struct state_entry *entry)
{
    work_hold(work, HELD_BROKEN, social->document->path, social->key, entry,
              "a network would refuse it");
    ARRAY_PUSH(&work->refused, social);
}

static void diff_social(struct work *work, struct desired_social *social, const char *owner,
                        const struct social_base *base)
{
    const struct state_entry *entry = recorded(work, social->document, social->key), *out;
    bool live = entry && !state_get(entry, STATE_GONE);
    social->post_ms = base->post_ms;
    settle(work, social, entry, FATE_HELD, social->due_ms);
    struct drift drift = {.kind = DRIFT_NONE};
    if (work_is_open(work, STATE_SOCIAL, social->key))
        work_hold(work, HELD_OPEN, social->document->path, social->key, entry, "%s",
                  work_open_text);
    else if (social->broken)
        hold_refused(work, social, entry);
    else if (entry && stays_deleted(social, entry))
        work_hold(work, HELD_DRIFT, social->document->path, social->key, entry,
                  "it was deleted at GHL; give the entry another `id` or time to send it again");
    else if (live && plan_social_held_by_drift(work, social, entry, &drift))
        return;
    else if (live)
        change_social(work, social, entry, base->draft, drift.kind == DRIFT_EDITED ? &drift : NULL);
    else if ((out = out_beside(work, social, owner)))
        hold_out(work, social, out);
    else if (!base->draft)
        new_social(work, social, base->post_ms);
}

static void cancel_unwanted(struct work *work, const struct document *document, const char *owner,
                            const struct map *wanted, const char *why)
{
    const struct social_list_of *list = map_get(&work->social_of, owner);
    for (size_t i = 0; list && i < list->len; i++) {
        const struct state_entry *entry = list->items[i];
        const char *name = strrchr(entry->key, '#');
        if (state_get(entry, STATE_GONE) || (name && map_has(wanted, name)) ||
            work_social_is_out(work, entry))
            continue;
        const char *key = arena_printf(work->arena, "%s%s", document->key, name ? name : "");
        if (work_is_open(work, STATE_SOCIAL, entry->key))
            continue; /* said by whoever could not decide it */
        plan_social_cancel(work, document->path, key, entry, false, why);
    }
}

/* Is the document's post public, about to be, or a draft again? Otherwise (archived, expired) it
 * does not come back. Fills in what its social posts count from. */
static bool base_moment(const struct work *work, const struct document *document,
                        struct social_base *base)
{
    const struct desired_post *post = work->plan->posts[document->index];
    if (document->kind == DOCUMENT_CAMPAIGN) {
        base->post_ms = document->has_date ? document->date_ms : work->in->now_ms;
        base->chosen = !document->has_date;
        return true;
    }
    if (!post)
        return false;
    base->post_ms = post->date_ms;
    base->chosen = post->date_chosen;
    base->draft = document->status == DOCUMENT_DRAFT && strcmp(post->status, "DRAFT") == 0;
    return base->draft || strcmp(post->status, "PUBLISHED") == 0 ||
           strcmp(post->status, "SCHEDULED") == 0;
}

/* The same text at the same minute to the same account: networks refuse the second one, and nobody
 * could tell which is which afterwards (exactly-once, "The mark"). */
static bool is_double(struct work *work, struct desired_social *social)
{
    const struct desired_social *first = NULL;
    for (size_t i = 0; i < social->targets.len && !first; i++) {
        const char *target = social->targets.items[i].text;
        const struct directory_item *item;
        if (work->in->directory &&
            ghlpub_directory_account(work->in->directory, target, &item) == MATCH_ONE)
            target = item->id;
        const char *said = arena_printf(work->arena, "%s %lld %s", target,
                                        (long long)(social->due_ms / 60000), social->text);
        first = map_get(&work->social_said, said);
        if (!first)
            map_set(&work->social_said, said, social);
    }
    if (!first || first == social)
        return false;
    struct place other = first->entry->at;
    struct diagnostic *item = diagnose(
        work->found, SEVERITY_ERROR, "social-double", social->entry->at,
        "this social post says the same at the same minute to the same account as the one at %s:%d",
        other.path ? other.path : first->document->path, (int)other.line);
    diagnostic_hint(item, "give one of them another `at` or `text`");
    work_hold(work, HELD_BROKEN, social->document->path, social->key, NULL,
              "another social post says the same at the same moment");
    return true;
}

/* Those that wait for the document's post. */
static void hold_waiting(struct work *work, const struct document *document, size_t first)
{
    size_t waiting = 0;
    for (size_t i = first; i < work->plan->social_count; i++) {
        const struct planned_social *planned = &work->plan->socials[i];
        waiting += planned->fate == FATE_HELD || planned->fate == FATE_LATE ||
                   (planned->entry && is_draft(planned->entry));
    }
    if (waiting == 1)
        work_hold(work, HELD_DRAFT, document->path, document->key, NULL,
                  "a social post waits until its post is published");
    else if (waiting)
        work_hold(work, HELD_DRAFT, document->path, document->key, NULL,
                  "%zu social posts wait until their post is published", waiting);
}

/* What became of social posts is told whatever holds their document's post. */
static void tell_seen(struct work *work, const struct social_list *list)
{
    for (size_t i = 0; work_refreshed(work) && i < list->len; i++) {
        struct desired_social *social = list->items[i];
        const struct state_entry *entry = recorded(work, social->document, social->key);
        struct drift drift = {.kind = DRIFT_NONE};
        if (entry && !state_get(entry, STATE_GONE))
            plan_social_held_by_drift(work, social, entry, &drift);
    }
}

static bool is_public(const char *status)
{
    return strcmp(status, "PUBLISHED") == 0 || strcmp(status, "SCHEDULED") == 0;
}

/* With --only social nothing is done about the post: why its social posts wait for it, or NULL. */
static const char *waits_for_post(const struct work *work, const struct document *document)
{
    const struct desired_post *post = work->plan->posts[document->index];
    const struct state_entry *entry = work->entries[document->index];
    if (work_wants(work, PLAN_POSTS) || !post || !is_public(post->status))
        return NULL;
    const char *status = entry ? state_get(entry, STATE_STATUS) : NULL;
    const char *slug = entry ? state_get(entry, STATE_SLUG) : NULL;
    if (!status || !slug || state_get(entry, STATE_GONE) || !is_public(status))
        return "its post is not published yet";
    if (entry->unfinished || work_is_open(work, STATE_POST, document->key))
        return "an earlier write of its post is undecided";
    return strcmp(slug, post->slug) == 0 ? NULL : "its post is about to get another slug";
}

static void document_social(struct work *work, const struct document *document)
{
    const struct state_entry *post_entry = work->entries[document->index];
    const char *owner = map_get(&work->campaign_from, document->key);
    struct social_base base = {0, false, false};
    struct map wanted = MAP_INIT;
    struct social_list list = {NULL, 0, 0};
    size_t first = work->plan->social_count;
    if (!owner)
        owner = post_entry ? post_entry->key : document->key;
    bool wants = base_moment(work, document, &base);
    plan_social_desired(work, document, &base, &list);
    show(work, &list);
    const char *waits = waits_for_post(work, document);
    if (waits && list.len)
        work_hold(work, HELD_DRAFT, document->path, document->key, NULL,
                  "%s, and its social posts wait for that; publish without --only social", waits);
    if (waits || work->post_held[document->index]) {
        tell_seen(work, &list);
        goto done; /* nothing is known of what the post will be: its social posts stay */
    }
    for (size_t i = 0; wants && i < list.len; i++) {
        map_set(&wanted, strrchr(list.items[i]->key, '#'), list.items[i]);
        if (!is_double(work, list.items[i]))
            diff_social(work, list.items[i], owner, &base);
    }
    cancel_unwanted(work, document, owner, &wanted,
                    wants ? "its entry is gone" : "its post is not public");
    if (!wants || base.draft)
        hold_waiting(work, document, first);
done:
    map_release(&wanted, NULL);
    ARRAY_RELEASE(&list);
}

void plan_social(struct work *work)
{
    const struct site *site = work->in->site;
    if (!work_wants(work, PLAN_SOCIAL))
        return; /* what is scheduled stays so */
    for (size_t i = 0; i < site->document_count; i++) {
        const struct document *document = site->documents[i];
        const struct rendered *page = work->in->pages ? work->in->pages->items[i] : NULL;
        bool broken = document->broken || (page && !page->ok);
        if (work_selected(work, i) && broken && document->kind == DOCUMENT_CAMPAIGN)
            work_hold(work, HELD_BROKEN, document->path, document->key, NULL, "it has errors");
        if (!work_selected(work, i) || broken || !document->sync || !page)
            continue;
        if (document->kind == DOCUMENT_POST && !work->plan->posts[i])
            continue;
        if (document->kind == DOCUMENT_CAMPAIGN && work->move_open[i]) {
            work_hold(work, HELD_OPEN, document->path, document->key, NULL, "%s", work_open_text);
            continue;
        }
        document_social(work, document);
    }
    plan_social_unchecked(work);
}
