/*
 * Taking offline by DRAFT. A post whose document is still there is updated as
 * any other; one whose document is gone is written back as GHL has it, with
 * another status, or by the status alone where it cannot be read (design 14).
 */
#include "run.h"

#include "base/json.h"

#include <string.h>

static struct state_entry *offline_entry(const struct task *task)
{
    struct state_entry *entry = ghlpub_state_edit(task->run->state, STATE_POST, task->action->key);
    state_set(entry, STATE_STATUS, "DRAFT");
    state_set(entry, STATE_GONE, task->action->lost ? NULL : "removed");
    state_set(entry, STATE_HASH, NULL);
    return entry;
}

static void resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    if (resolution != RESOLVED_DRIFT) {
        task_resolved(task, resolution, err, task_offline, "offline-failed", "taking it offline");
        return;
    }
    task->intent = NULL;
    task_fail_with(task, ERROR_FAILED, "post-drifted",
                   "look at the post at GHL, then publish again",
                   "the post was changed at GHL while it was taken offline");
}

static void answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post said = {0};
    if (answer->outcome == GHL_OK) {
        bool read = ghl_read_post(answer, task->arena, &said);
        if (read && said.status && strcmp(said.status, "DRAFT") != 0) {
            task_close(task, NULL);
            task_fail_with(task, ERROR_FAILED, "status-not-taken", "take it offline at GHL by hand",
                           "GHL was asked to take the post offline, and answered that it is %s",
                           said.status);
            return;
        }
        struct state_entry *entry = offline_entry(task);
        if (read) {
            if (said.updated)
                state_set(entry, STATE_UPDATED, said.updated);
            if (said.version)
                state_set(entry, STATE_REMOTE_VERSION, said.version);
        }
        task_close(task, entry);
        task_done(task);
    } else if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, resolved, task);
    }
}

/* `now` is the post as it is: where an edit by hand is overwritten, its title stays. */
static void send(struct task *task, struct ghl_request *request, const struct ghl_post *now)
{
    const struct state_entry *entry = task_entry(task);
    json_t *details = json_object();
    struct state_entry *expected = offline_entry(task);
    json_put(details, "id", state_get(entry, STATE_ID));
    json_put(details, "updated", now->updated);
    json_put(details, "slug", now->slug ? now->slug : state_get(entry, STATE_SLUG));
    json_put(details, "title", now->title ? now->title : state_get(entry, STATE_TITLE));
    if (task->action->overwrites)
        json_put(details, "why", "overwrites an edit by hand");
    json_put(details, "status", "DRAFT");
    json_put_value(details, "entry", expect_entry(expected));
    state_entry_free(expected);
    task->tries++;
    task->intent =
        ghlpub_intent_new(task->run->state, "offline", STATE_POST, task->action->key, details);
    ghl_send(task->run->ghl, request, answered, task);
}

static void by_status_alone(struct task *task, const struct ghl_post *read)
{
    const struct state_entry *entry = task_entry(task);
    const struct seen_post *seen = task->action->overwrites ? task->action->seen : NULL;
    struct ghl_post now = {.updated = state_get(entry, STATE_UPDATED)};
    if (read)
        now = *read;
    else if (seen)
        now = (struct ghl_post){.updated = seen->updated, .slug = seen->slug, .title = seen->title};
    send(task,
         ghl_post_set_status(task->run->ghl, task->run->blog, state_get(entry, STATE_ID), "DRAFT"),
         &now);
}

static void forget(struct task *task)
{
    struct state_entry *entry = offline_entry(task);
    state_set(entry, STATE_GONE, "deleted");
    ghlpub_state_record(task->run->state, entry);
    task_done(task);
}

static void drift(struct task *task, const struct ghl_post *remote)
{
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_FAILED, "post-drifted",
              "its document is gone, but the post was edited at GHL (%s) since; it stays online",
              remote->updated);
    error_hint(&err,
               "`ghlpub publish --prune --on-drift overwrite` takes it offline all the same; or "
               "take it offline at GHL, then `ghlpub state rm %s`",
               task->action->key);
    task_skip(task, &err);
    error_release(&err);
}

static bool is_consented(const struct task *task, const char *updated)
{
    const char *consented = task->action->overwrites;
    return consented && updated && strcmp(consented, updated) == 0;
}

static bool is_edited(const struct task *task, const struct ghl_post *remote)
{
    struct seen_post seen = seen_of_post(task->arena, remote);
    return ghlpub_post_drift(task->arena, task_entry(task), &seen).kind == DRIFT_EDITED;
}

static void absence_looked(void *context, enum row row, const struct error *err)
{
    struct task *task = context;
    if (row == ROW_THERE) { /* it is the call that is not there */
        task->run->single_get = SINGLE_GET_MISSING;
        by_status_alone(task, NULL);
    } else if (row == ROW_ABSENT) {
        forget(task); /* deleted by hand: there is nothing to take offline */
    } else {
        task_fail(task, err);
    }
}

static void read_back(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post remote = {0};
    if (ghl_post_get_missing(answer)) {
        task->run->single_get = SINGLE_GET_MISSING;
        by_status_alone(task, NULL);
    } else if (answer->status == 404) {
        find_post_row(task->run, state_get(task_entry(task), STATE_ID), absence_looked, task);
    } else if (answer->outcome != GHL_OK || !ghl_read_post(answer, task->arena, &remote)) {
        task_fail(task, &answer->error);
    } else if (!task->tries && !is_consented(task, remote.updated) && is_edited(task, &remote)) {
        drift(task, &remote);
    } else if (!remote.html || !remote.author || !remote.categories) {
        by_status_alone(task, &remote);
    } else {
        remote.status = "DRAFT";
        send(task, ghl_post_update(task->run->ghl, task->run->blog, &remote), &remote);
    }
}

void task_offline(struct task *task)
{
    const char *id = state_get(task_entry(task), STATE_ID);
    const struct seen_post *seen = task->action->seen;
    if (!task->action->orphan && !task->action->lost)
        task_update(task);
    else if (task->run->single_get != SINGLE_GET_MISSING)
        ghl_send(task->run->ghl, ghl_post_get(task->run->ghl, id), read_back, task);
    else if (seen && !task->tries && !task->action->overwrites &&
             ghlpub_post_drifted(task_entry(task), seen->status, seen->updated))
        drift(task, &(struct ghl_post){.updated = seen->updated});
    else
        by_status_alone(task, NULL);
}
