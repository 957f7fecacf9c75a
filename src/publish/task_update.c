/*
 * Updating a post, and taking one over that is at GHL already. The traps of the
 * API that are handled here: an update that answers 200 and keeps the old body,
 * a scheduled post whose date cannot be moved in one step, a read that is not
 * documented (facts 1.4, 1.5). Posts whose document is gone are in
 * task_offline.c.
 */
#include "run.h"

#include "base/hash.h"
#include "base/json.h"

#include <string.h>

static void send_update(struct task *task);

/* One of two writes is done: the hash is void until the second one is, so that a stop between them
 * is seen although the document may equal the state. */
static void record_half(struct task *task, const struct ghl_post *said)
{
    struct state_entry *entry = ghlpub_state_edit(task->run->state, STATE_POST, task->action->key);
    state_set(entry, STATE_UPDATED, NULL);
    record_post(task->run, entry, said);
    state_set(entry, STATE_GONE, NULL);
    state_set(entry, STATE_HASH, NULL);
    state_set(entry, STATE_REMOTE, NULL);
    task_close(task, entry);
}

static void updated(struct task *task, const struct ghl_post *said)
{
    bool first_of_two = task->action->redate && !task->drafted;
    if (first_of_two) {
        task->drafted = true;
        task->resent = false;
        task->post.version = arena_strdup(task->arena, said->version);
        task->post.updated = arena_strdup(task->arena, said->updated);
        record_half(task, said);
        send_update(task);
    } else {
        post_recorded(task, said);
    }
}

static void keep_old_body(struct task *task, const struct ghl_post *said)
{
    if (!task->resent) { /* facts 1.4: once more, with the version that came back */
        task->resent = true;
        task->post.version = arena_strdup(task->arena, said->version);
        task->post.updated = arena_strdup(task->arena, said->updated);
        record_half(task, said);
        send_update(task);
        return;
    }
    record_half(task, said);
    task_fail_with(task, ERROR_FAILED, "body-not-updated",
                   "publish again; if it stays so, edit the post at GHL by hand once, or give the "
                   "document another slug",
                   "GHL answered that the post was updated, but kept its old body");
}

/* The trap is the old body that comes back. One that is neither the old one nor the one that was
 * sent is the server's way of writing the new one. */
static bool body_arrived(struct task *task, const char *html)
{
    if (ghl_same_html(html, task->html))
        return true;
    if (!task->was || ghl_same_html(html, task->was))
        return false;
    struct diagnostic *item =
        diagnose(task->run->found, SEVERITY_WARNING, "body-rewritten",
                 (struct place){task->action->path, 0, 0},
                 "GHL stores the body of the post in other words than it was sent");
    diagnostic_hint(item, "look at the post once; raw HTML may have lost attributes");
    return true;
}

static void verified(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post said = {0};
    if (answer->outcome == GHL_OK && ghl_read_post(answer, task->arena, &said) && said.html) {
        task->run->single_get = SINGLE_GET_WORKS;
        if (body_arrived(task, said.html))
            updated(task, &said);
        else
            keep_old_body(task, &said);
        return;
    }
    if (ghl_post_get_missing(answer))
        task->run->single_get = SINGLE_GET_MISSING;
    if (!task->said.html && !task->resent) {
        keep_old_body(task, &task->said); /* nothing tells the body: send with the new version */
        return;
    }
    if (task->said.html) { /* the answer to the write held the body already */
        updated(task, &task->said);
        return;
    }
    struct diagnostic *item = diagnose(task->run->found, SEVERITY_WARNING, "body-unverified",
                                       (struct place){task->action->path, 0, 0},
                                       "the post was updated, but its body could not be read back");
    diagnostic_hint(item, "look at the post once");
    updated(task, &task->said);
}

static void update_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    if (resolution != RESOLVED_DRIFT) { /* again: reads the version anew */
        task_resolved(task, resolution, err, task_update, "update-failed", "the update");
        return;
    }
    task->intent = NULL;
    task_fail_with(task, ERROR_FAILED, "post-drifted",
                   "look at the post at GHL, then publish again",
                   "the post was changed at GHL while it was updated");
}

/* Recorded, so that later plans know it without a request. */
static void gone(struct task *task)
{
    const struct drift drift = {.kind = DRIFT_GONE};
    struct state_entry *entry = ghlpub_state_edit(task->run->state, STATE_POST, task->action->key);
    state_set(entry, STATE_GONE, "deleted");
    ghlpub_state_record(task->run->state, entry);
    task_fail_with(task, ERROR_FAILED, "post-gone",
                   ghlpub_drift_hint(task->arena, &drift, task->action->path),
                   "the post was deleted at GHL; it is not created again by itself");
}

static void update_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct run *run = task->run;
    struct ghl_post said = {0};
    bool readable = answer->outcome == GHL_OK && ghl_read_post(answer, task->arena, &said);
    task->said = said;
    if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        if (answer->status == 404)
            gone(task);
        else
            task_fail(task, &answer->error);
    } else if (!readable) {
        resolve(run, task->intent, answer->outcome != GHL_UNKNOWN, update_resolved, task);
    } else if (said.html && !body_arrived(task, said.html)) {
        keep_old_body(task, &said);
    } else if (said.html && said.updated) {
        updated(task, &said);
    } else if (run->single_get != SINGLE_GET_MISSING) {
        ghl_send(run->ghl, ghl_post_get(run->ghl, task->post.id), verified, task);
    } else if (!said.html && !task->resent) {
        keep_old_body(task, &said); /* the answer does not tell: send with its version */
    } else {
        updated(task, &said);
    }
}

static void send_update(struct task *task)
{
    struct run *run = task->run;
    bool first_of_two = task->action->redate && !task->drafted;
    task->post.status = first_of_two ? "DRAFT" : task->action->post->status;
    json_t *object = post_details(task);
    json_put(object, "id", task->post.id);
    json_put(object, "updated", task->post.updated);
    if (task->action->overwrites)
        json_put(object, "why", task->action->reasons[0]);
    if (first_of_two)
        json_put_flag(object, "first", true);
    if (task->was) {
        char was[HASH_HEX];
        hash_bytes(task->was, strlen(task->was), was);
        json_put(object, "was", was);
    }
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, first_of_two ? "redate" : "update", STATE_POST,
                                     task->action->key, object);
    ghl_send(run->ghl, ghl_post_update(run->ghl, run->blog, &task->post), update_answered, task);
}

static struct drift drift_of(const struct task *task, const struct ghl_post *remote)
{
    const struct state_entry *entry = task_entry(task);
    const char *hash = state_get(entry, STATE_HASH);
    struct seen_post seen = seen_of_post(task->arena, remote);
    struct drift drift = ghlpub_post_drift(task->arena, entry, &seen);
    drift.document_changed = !hash || strcmp(hash, task->action->post->hash) != 0;
    return drift;
}

static void skip_drift(struct task *task, const struct drift *drift)
{
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_FAILED, "post-drifted", "%s; it is not overwritten",
              ghlpub_drift_text(task->arena, drift, task->run->options->site));
    error_hint(&err, "%s", ghlpub_drift_hint(task->arena, drift, task->action->path));
    task_skip(task, &err);
    error_release(&err);
}

/* An edit that nobody has consented to overwrite. One that touched nothing that ghlpub sends is
 * none. */
static bool is_drift(const struct task *task, const struct ghl_post *remote, struct drift *drift)
{
    const struct state_entry *entry = task_entry(task);
    const char *version = entry ? state_get(entry, STATE_REMOTE_VERSION) : NULL;
    const char *consented = task->action->overwrites;
    if (!entry || entry->unfinished)
        return false;
    *drift = drift_of(task, remote);
    if (consented && remote->updated && strcmp(consented, remote->updated) == 0)
        return false;
    if (!remote->updated && remote->version && version) /* nothing else tells */
        return strcmp(remote->version, version) != 0;
    return drift->kind == DRIFT_EDITED;
}

static void begin_write(struct task *task, const struct ghl_post *remote)
{
    task->post.id = arena_strdup(task->arena, remote->id);
    task->post.version = arena_strdup(task->arena, remote->version);
    task->post.updated = arena_strdup(task->arena, remote->updated);
    task->was = arena_strdup(task->arena, remote->html);
    send_update(task);
}

/* A GET that does not tell the version leaves the recorded one, as long as nobody wrote since. */
static void fill_version(const struct task *task, struct ghl_post *remote)
{
    const struct state_entry *entry = task_entry(task);
    const char *known = state_get(entry, STATE_UPDATED);
    if (!remote->version && known && remote->updated && strcmp(known, remote->updated) == 0)
        remote->version = state_get(entry, STATE_REMOTE_VERSION);
}

static void write_unread(struct task *task)
{
    const struct state_entry *entry = task_entry(task);
    const char *overwrites = task->action->overwrites;
    task->run->single_get = SINGLE_GET_MISSING;
    begin_write(task, &(struct ghl_post){.id = state_get(entry, STATE_ID),
                                         .version = state_get(entry, STATE_REMOTE_VERSION),
                                         .updated = overwrites ? overwrites
                                                               : state_get(entry, STATE_UPDATED)});
}

static void gone_looked(void *context, enum row row, const struct error *err)
{
    struct task *task = context;
    if (row == ROW_THERE)
        write_unread(task);
    else if (row == ROW_ABSENT)
        gone(task);
    else
        task_fail(task, err);
}

static void before_update(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    const struct state_entry *entry = task_entry(task);
    struct ghl_post remote = {0};
    if (ghl_post_get_missing(answer)) {
        write_unread(task);
    } else if (answer->outcome == GHL_REFUSED && task->run->single_get != SINGLE_GET_WORKS) {
        find_post_row(task->run, state_get(entry, STATE_ID), gone_looked, task);
    } else if (answer->status == 404) {
        gone(task);
    } else if (answer->outcome != GHL_OK || !ghl_read_post(answer, task->arena, &remote)) {
        task_fail(task, &answer->error);
    } else {
        task->run->single_get = SINGLE_GET_WORKS;
        struct drift drift;
        bool moved_on = is_drift(task, &remote, &drift);
        if ((moved_on || entry->unfinished) && post_equals(task, &remote))
            post_recorded(task, &remote); /* somebody else published the same */
        else if (moved_on)
            skip_drift(task, &drift);
        else {
            fill_version(task, &remote);
            begin_write(task, &remote);
        }
    }
}

void task_update(struct task *task)
{
    struct run *run = task->run;
    const char *id = state_get(task_entry(task), STATE_ID);
    struct ghl_answer missing = {.status = 405};
    if (task->action->lost) {
        task_offline(task); /* it stays as it is, but for the status */
        return;
    }
    if (!post_prepare(task))
        return;
    if (run->single_get == SINGLE_GET_MISSING)
        before_update(task, &missing);
    else
        ghl_send(run->ghl, ghl_post_get(run->ghl, id), before_update, task);
}

/* ---- adopt ---- */

static void adopt_media(struct task *task)
{
    const struct seen_media *seen = task->action->seen_media;
    struct state_entry *entry = ghlpub_state_edit(task->run->state, STATE_MEDIA, task->action->key);
    state_set(entry, STATE_ID, seen->id);
    state_set(entry, STATE_NAME, seen->name);
    state_set(entry, STATE_URL, seen->url);
    state_set(entry, STATE_SIZE,
              arena_printf(task->arena, "%lld", (long long)task->action->asset->size));
    state_set(entry, STATE_GONE, NULL);
    ghlpub_state_record(task->run->state, entry);
    task_done(task);
}

/* Ours, and unknown to the state: where it equals what would be sent it is recorded, otherwise it
 * is brought up to date. */
static void adopt_read(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post remote = {.id = task->taken};
    /* It has just been seen in a listing: a 404 means that there is no such call. */
    if (ghl_post_get_missing(answer) || answer->outcome == GHL_REFUSED) {
        task->run->single_get = SINGLE_GET_MISSING;
        begin_write(task, &remote);
    } else if (answer->outcome != GHL_OK || !ghl_read_post(answer, task->arena, &remote)) {
        task_fail(task, &answer->error);
    } else {
        task->run->single_get = SINGLE_GET_WORKS;
        if (post_equals(task, &remote))
            post_recorded(task, &remote);
        else
            begin_write(task, &remote);
    }
}

void task_adopt(struct task *task)
{
    if (task->action->seen_media)
        adopt_media(task);
    else if (task->action->redirect)
        task_redirect(task);
    else if (task->action->social)
        task_schedule(task);
    else
        task_take_over(task, task->action->seen->id);
}

void task_take_over(struct task *task, const char *id)
{
    struct ghl_answer missing = {.status = 405};
    task->taken = arena_strdup(task->arena, id);
    if (!post_prepare(task))
        return;
    if (task->run->single_get == SINGLE_GET_MISSING)
        adopt_read(task, &missing);
    else
        ghl_send(task->run->ghl, ghl_post_get(task->run->ghl, id), adopt_read, task);
}
