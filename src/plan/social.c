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

static void hold_late(struct work *work, const struct desired_social *social,
                      const struct state_entry *entry)
{
    const char *due = work_local(work, social->due_ms), *then = "";
    settle(work, social, entry, FATE_LATE, social->due_ms);
    if (work_entry_date(entry) > work->in->now_ms && !state_get(entry, STATE_GONE))
        then = arena_printf(work->arena, "; it stays scheduled for %s, as it was",
                            work_local(work, work_entry_date(entry)));
    work_hold(work, HELD_LATE, social->document->path, social->key, entry,
              "its moment, %s, has passed%s", due, then);
    struct diagnostic *item =
        diagnose(work->found, SEVERITY_WARNING, "social-late", social->entry->at,
                 "the moment of this social post, %s, has passed; it %s", due,
                 *then ? then + strlen("; it ") : "is not sent");
    diagnostic_hint(item, "give it another `at`, or remove the entry");
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
    return recorded && social->due_chosen &&
           (social->entry->when.kind == WHEN_WITH_POST || (off > -60000 && off < 60000));
}

/* A social post that nobody saw yet. Its moment may have passed: with a post that becomes public in
 * these hours it goes out now, otherwise never (a site of old posts is adopted). */
static void new_social(struct work *work, struct desired_social *social, int64_t post_ms)
{
    int64_t now = work->in->now_ms;
    bool fresh = social->entry->when.kind == WHEN_WITH_POST && post_ms > now - PLAN_FRESH_MS &&
                 !social->replaces_out; /* a word mended after it went out sends nothing twice */
    if (social->due_ms < now + PLAN_AHEAD_MS && (fresh || social->due_ms > now)) {
        social->fresh = fresh;
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

static void change_social(struct work *work, struct desired_social *social,
                          const struct state_entry *entry)
{
    int64_t before = work_entry_date(entry), now = work->in->now_ms;
    const char *hash = state_get(entry, STATE_HASH);
    bool same = hash && strcmp(hash, social->hash) == 0;
    bool out = before && before <= now + PLAN_AHEAD_MS && !entry->unfinished;
    if (same || out) {
        if (!same && hash)
            work_hold(work, HELD_OUT, social->document->path, social->key, entry,
                      before <= now ? "it went out on %s and cannot be changed"
                                    : "it goes out on %s, too soon to change it",
                      work_local(work, before));
        work->plan->unchanged += same || hash != NULL;
        settle(work, social, entry, out ? FATE_OUT : FATE_UNCHANGED, before);
        return;
    }
    if (stays(social, before))
        social->due_ms = before - before % 1000 + social->mark;
    bool moved = before / 1000 != social->due_ms / 1000;
    if (moved && social->due_ms > now && social->due_ms < now + PLAN_AHEAD_MS)
        social->due_ms = soonest(work, social);
    if (social->due_ms < now + PLAN_AHEAD_MS) {
        hold_late(work, social, entry);
        return;
    }
    explain_change(work, add(work, moved ? ACTION_RESCHEDULE : ACTION_EDIT, social, entry), moved);
}

static void diff_social(struct work *work, struct desired_social *social, int64_t post_ms)
{
    const struct state_entry *entry = recorded(work, social->document, social->key);
    const char *gone = entry ? state_get(entry, STATE_GONE) : NULL;
    social->post_ms = post_ms;
    settle(work, social, entry, FATE_HELD, social->due_ms);
    if (work_is_open(work, STATE_SOCIAL, social->key)) {
        work_hold(work, HELD_OPEN, social->document->path, social->key, entry, "%s",
                  work_open_text);
        return;
    }
    if (social->broken) {
        work_hold(work, HELD_BROKEN, social->document->path, social->key, entry,
                  "a network would refuse it");
        ARRAY_PUSH(&work->refused, social);
        return;
    }
    if (gone && strcmp(gone, "deleted") == 0) {
        int64_t before = work_entry_date(entry);
        bool same_time = stays(social, before) || before / 1000 == social->due_ms / 1000;
        if (same_time) {
            work_hold(
                work, HELD_DRIFT, social->document->path, social->key, entry,
                "it was deleted at GHL; give the entry another `id` or time to send it again");
            return;
        }
    }
    if (!entry || gone)
        new_social(work, social, post_ms);
    else
        change_social(work, social, entry);
}

static void cancel_unwanted(struct work *work, const struct document *document, const char *owner,
                            const struct map *wanted, const char *why)
{
    const struct social_list_of *list = map_get(&work->social_of, owner);
    for (size_t i = 0; list && i < list->len; i++) {
        const struct state_entry *entry = list->items[i];
        const char *name = strrchr(entry->key, '#');
        if (state_get(entry, STATE_GONE) || (name && map_has(wanted, name)) ||
            work_entry_date(entry) <= work->in->now_ms)
            continue;
        const char *key = arena_printf(work->arena, "%s%s", document->key, name ? name : "");
        if (work_is_open(work, STATE_SOCIAL, entry->key))
            continue; /* said by whoever could not decide it */
        struct action *action = work_add(work, ACTION_CANCEL, document->path, key);
        action->entry = entry;
        work_reason(work, action, "%s", why);
    }
}

/* Is the document's post public, or about to be? Sets the moment that its social posts count from.
 */
static bool base_moment(const struct work *work, const struct document *document, int64_t *ms,
                        bool *chosen)
{
    const struct desired_post *post = work->plan->posts[document->index];
    if (document->kind == DOCUMENT_CAMPAIGN) {
        *ms = document->has_date ? document->date_ms : work->in->now_ms;
        *chosen = !document->has_date;
        return true;
    }
    if (!post)
        return false;
    *ms = post->date_ms;
    *chosen = post->date_chosen;
    return strcmp(post->status, "PUBLISHED") == 0 || strcmp(post->status, "SCHEDULED") == 0;
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

static void document_social(struct work *work, const struct document *document)
{
    const struct state_entry *post_entry = work->entries[document->index];
    const char *owner = map_get(&work->campaign_from, document->key);
    int64_t post_ms = 0;
    bool chosen = false;
    struct map wanted = MAP_INIT;
    struct social_list list = {NULL, 0, 0};
    if (!owner)
        owner = post_entry ? post_entry->key : document->key;
    bool public = base_moment(work, document, &post_ms, &chosen);
    plan_social_desired(work, document, post_ms, chosen, &list);
    show(work, &list);
    if (work->post_held[document->index])
        goto done; /* nothing is known of what the post will be: its social posts stay */
    if (!public) {
        cancel_unwanted(work, document, owner, &wanted, "its post is not public");
        plan_social_check(work, document);
        for (size_t i = 0; i < document->social_count; i++)
            work_hold(work, HELD_DRAFT, document->path, document->key, NULL,
                      "a social post waits until its post is published");
        goto done;
    }
    for (size_t i = 0; i < list.len; i++) {
        map_set(&wanted, strrchr(list.items[i]->key, '#'), list.items[i]);
        if (!is_double(work, list.items[i]))
            diff_social(work, list.items[i], post_ms);
    }
    cancel_unwanted(work, document, owner, &wanted, "its entry is gone");
done:
    map_release(&wanted, NULL);
    ARRAY_RELEASE(&list);
}

void plan_social(struct work *work)
{
    const struct site *site = work->in->site;
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
