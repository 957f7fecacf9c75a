/*
 * Creating a post. The trap of the API that is handled here: a slug that comes
 * back with a suffix, since somebody took it a moment before (facts 1.3).
 */
#include "run.h"

#include "base/json.h"
#include "base/stop.h"

#include <string.h>

static void send_create(struct task *task);

/* Ids of everything that already looks like what is about to be created. */
static json_t *lookalikes(const struct task *task)
{
    json_t *ids = json_array();
    const struct remote *remote = &task->run->remote;
    for (size_t i = 0; i < remote->post_count; i++) {
        const struct seen_post *seen = &remote->posts[i];
        bool alike = (seen->title && strcmp(seen->title, task->post.title) == 0) ||
                     slug_family(seen->slug, task->post.slug);
        if (alike)
            json_array_append_new(ids, json_string(seen->id));
    }
    return ids;
}

/* The suffixed slug is not "wanted": the next plan asks for the document's own again, sees that it
 * is taken, and leaves the draft alone. Until it is a draft it is marked as lost, so that a run
 * that dies here is followed by one that makes it a draft. */
static struct state_entry *lost_entry(struct task *task)
{
    struct state_entry *entry = post_entry(task);
    state_set(entry, STATE_ID, task->post.id);
    state_set(entry, STATE_SLUG, task->post.slug);
    state_set(entry, STATE_WANTED, NULL);
    state_set(entry, STATE_HASH, NULL);
    state_set(entry, STATE_GONE, "lost");
    state_set(entry, STATE_UPDATED, task->post.updated);
    state_set(entry, STATE_REMOTE_VERSION, task->post.version);
    return entry;
}

/* Someone took the slug a moment before: ours has become a suffixed twin and goes to DRAFT; the
 * entry keeps its id, so that it is updated once the author has chosen another slug. */
static void fail_slug_taken(struct task *task)
{
    task_fail_with(
        task, ERROR_FAILED, "slug-taken", "give the document another `slug` and publish again",
        "slug \"%s\" was taken by another post while this one was created; it was left at "
        "GHL as a draft",
        task->action->post->slug);
}

/* What plans again in this run must know that the slug is taken. */
static void note_stranger(struct run *run, const char *slug)
{
    struct stranger *stranger = arena_alloc(run->arena, sizeof *stranger);
    *stranger = (struct stranger){run->strangers, arena_strdup(run->arena, slug)};
    run->strangers = stranger;
}

/* ---- the winner of a race may be ours: another run, or a creation that no listing showed yet ----
 */

static bool match_winner(void *context, const void *item)
{
    struct task *task = context;
    const struct ghl_post *row = item;
    const struct desired_post *post = task->action->post;
    bool ours = row->slug && strcmp(row->slug, post->slug) == 0 &&
                (!row->title || strcmp(row->title, post->title) == 0) &&
                (!row->description || strcmp(row->description, post->description) == 0) &&
                !ghlpub_state_find_id(task->run->state, STATE_POST, row->id);
    if (ours && strcmp(row->id, task->post.id) != 0)
        task->taken = arena_strdup(task->arena, row->id);
    return true;
}

static void look_for_winner(void *context);

static void winner_listed(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    if (answer->outcome == GHL_OK)
        patience_begin(&task->patience, task->run->ghl);
    if (task->taken) {
        task_take_over(task, task->taken);
    } else if (answer->outcome != GHL_OK || stop_signal() || task->winner_listed ||
               patience_over(&task->patience, task->run->ghl, 2)) {
        note_stranger(task->run, task->action->post->slug);
        fail_slug_taken(task);
    } else {
        ghl_after(task->run->ghl, PUBLISH_LOOK_AGAIN_MS, look_for_winner, task);
    }
}

static bool match_slug(void *context, const void *item)
{
    struct task *task = context;
    const struct ghl_post *row = item;
    task->winner_listed |= row->slug && strcmp(row->slug, task->action->post->slug) == 0;
    return match_winner(context, item);
}

static void look_for_winner(void *context)
{
    struct task *task = context;
    list_posts(task->run, match_slug, winner_listed, task);
}

static struct state_entry *drafted_entry(struct task *task)
{
    struct state_entry *entry = lost_entry(task);
    state_set(entry, STATE_STATUS, "DRAFT");
    state_set(entry, STATE_GONE, NULL);
    return entry;
}

static void race_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    task->intent = NULL;
    if (resolution == RESOLVED_OPEN)
        task_fail_open(task, err);
    else if (resolution == RESOLVED_ABSENT)
        task_fail_with(
            task, ERROR_FAILED, "slug-taken",
            "set it to draft at GHL by hand, and give the document another `slug`",
            "slug \"%s\" was taken by another post while this one was created; it is public "
            "under \"%s\"",
            task->action->post->slug, task->post.slug);
    else
        look_for_winner(task);
}

static void race_drafted(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post said = {0};
    if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        race_resolved(task, RESOLVED_ABSENT, NULL);
        return;
    }
    if (answer->outcome != GHL_OK) {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, race_resolved, task);
        return;
    }
    ghl_read_post(answer, task->arena, &said);
    struct state_entry *entry = drafted_entry(task);
    state_set(entry, STATE_UPDATED, said.updated);
    state_set(entry, STATE_REMOTE_VERSION, said.version);
    task_close(task, entry);
    look_for_winner(task);
}

static void lost_race(struct task *task, const struct ghl_post *said)
{
    task->post.id = arena_strdup(task->arena, said->id);
    task->post.slug = arena_strdup(task->arena, said->slug);
    task->post.version = arena_strdup(task->arena, said->version);
    task->post.updated = arena_strdup(task->arena, said->updated);
    task->post.status = "DRAFT";
    task_close(task, lost_entry(task));
    json_t *object = post_details_for(task, drafted_entry(task));
    json_put(object, "id", said->id);
    json_put(object, "updated", said->updated);
    task->intent =
        ghlpub_intent_new(task->run->state, "offline", STATE_POST, task->action->key, object);
    ghl_send(task->run->ghl, ghl_post_update(task->run->ghl, task->run->blog, &task->post),
             race_drafted, task);
}

static void created(struct task *task, const struct ghl_post *said)
{
    if (said->slug && strcmp(said->slug, task->post.slug) != 0)
        lost_race(task, said);
    else
        post_recorded(task, said);
}

/* The answer of the creation lacks what a later comparison needs, so the post is read. */
static void created_read(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post said = {0};
    if (answer->outcome == GHL_OK && ghl_read_post(answer, task->arena, &said)) {
        task->run->single_get = SINGLE_GET_WORKS;
        created(task, &said);
        return;
    }
    if (ghl_post_get_missing(answer))
        task->run->single_get = SINGLE_GET_MISSING;
    created(task, &task->said);
}

static void create_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    if (resolution != RESOLVED_TWIN) {
        task_resolved(task, resolution, err, send_create, "create-failed", "the post");
        return;
    }
    task->intent = NULL;
    task->post.id = arena_strdup(task->arena, state_get(task_entry(task), STATE_ID));
    look_for_winner(task);
}

static void create_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post said = {0};
    if (answer->outcome == GHL_OK && ghl_read_post(answer, task->arena, &said)) {
        if (said.updated || task->run->single_get == SINGLE_GET_MISSING) {
            created(task, &said);
        } else {
            task->said = said;
            ghl_send(task->run->ghl, ghl_post_get(task->run->ghl, said.id), created_read, task);
        }
    } else if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, create_resolved, task);
    }
}

static void send_create(struct task *task)
{
    struct run *run = task->run;
    json_t *object = post_details(task);
    json_put_value(object, "before", lookalikes(task));
    if (task->action->recreate)
        json_put(object, "why", "recreate");
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, "create", STATE_POST, task->action->key, object);
    ghl_send(run->ghl, ghl_post_create(run->ghl, run->blog, &task->post), create_answered, task);
}

void task_create(struct task *task)
{
    /* The post that was deleted must not be taken for this one: a second id under a key is a twin.
     */
    if (task->action->recreate &&
        ghlpub_state_find(task->run->state, STATE_POST, task->action->key))
        ghlpub_state_remove(task->run->state, STATE_POST, task->action->key, NULL);
    if (post_prepare(task))
        send_create(task);
}
