/*
 * Changing and cancelling a social post. It is read before: what was edited by
 * hand is not overwritten, and what is out is left alone.
 */
#include "run.h"

#include "base/json.h"

#include <string.h>

static void edit_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    if (resolution != RESOLVED_DRIFT) {
        task_resolved(task, resolution, err, task_edit, "edit-failed", "the change");
        return;
    }
    task->intent = NULL;
    task_fail_with(task, ERROR_FAILED, "social-drifted",
                   "look at it in the planner, then publish again",
                   "the social post was changed at GHL while it was edited");
}

/* The answer of an edit holds no post (facts 3.3). One that is as it was, says that nothing was
 * done, whatever the answer said. */
static void edit_read(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_social said = {0};
    bool kept = answer->outcome == GHL_OK && ghl_read_social(answer, task->arena, &said) &&
                said.updated && task->social.updated &&
                strcmp(said.updated, task->social.updated) == 0 && !social_equals(task, &said);
    if (!kept) {
        social_read_after(task, answer);
        return;
    }
    task_close(task, NULL);
    edit_resolved(task, RESOLVED_ABSENT, NULL);
}

static void edit_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    if (answer->outcome == GHL_OK) {
        ghl_send(task->run->ghl, ghl_social_get(task->run->ghl, task->social.id), edit_read, task);
    } else if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, edit_resolved, task);
    }
}

/* The document decides where somebody consented to it; else the edit by hand stays. */
static bool is_consented(const struct task *task, const struct ghl_social *remote)
{
    const char *consented = task->action->overwrites;
    return consented && remote->updated && strcmp(consented, remote->updated) == 0;
}

static void skip_drift(struct task *task, const struct ghl_social *remote)
{
    struct error err = ERROR_INIT;
    const struct state_entry *entry = task_entry(task);
    const struct desired_social *social = task->action->social;
    const char *hash = state_get(entry, STATE_HASH);
    struct seen_social seen = seen_of_social(task->arena, remote);
    struct drift drift = ghlpub_social_drift(task->arena, entry, &seen, NULL, NULL);
    drift.kind = DRIFT_EDITED;
    drift.document_changed = !hash || strcmp(hash, social->hash) != 0;
    error_set(&err, ERROR_FAILED, "social-drifted", "%s; it is not overwritten",
              ghlpub_drift_text(task->arena, &drift, task->run->options->site));
    error_hint(&err, "%s", ghlpub_social_drift_hint(task->arena, task->action->path));
    task_skip(task, &err);
    error_release(&err);
}

/* A 404 may mean the call or the post: the rows of its minute tell. */
static void gone_looked(void *context, enum row row, const struct error *err)
{
    struct task *task = context;
    if (row == ROW_ABSENT)
        social_record_deleted(task, task->social.id);
    else if (row == ROW_UNKNOWN)
        task_fail(task, err);
    else
        task_fail_with(task, ERROR_FAILED, "social-unreadable", "look at it in the planner",
                       "GHL lists the social post, but cannot read it");
}

/* What is being published is left alone: another date would send it a second time. */
static bool may_change(const struct task *task, const struct ghl_social *remote)
{
    static const char *const waiting[] = {"scheduled", "draft", "in_review"};
    bool known = !remote->status;
    for (size_t i = 0; i < sizeof waiting / sizeof *waiting; i++)
        known |= remote->status && strcmp(remote->status, waiting[i]) == 0;
    bool scheduled = !remote->status || strcmp(remote->status, "scheduled") == 0;
    bool soon = scheduled && remote->date_ms && remote->date_ms < run_now_ms(task->run) + 15000;
    return known && !soon;
}

static void before_edit(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    const struct state_entry *entry = task_entry(task);
    const char *known = state_get(entry, STATE_UPDATED);
    struct ghl_social remote = {0};
    task->social.id = arena_strdup(task->arena, state_get(entry, STATE_ID));
    if (answer->status == 404) {
        find_social_row(task->run, task->social.id, social_entry_due_ms(entry), gone_looked, task);
        return;
    }
    if (answer->outcome != GHL_OK || !ghl_read_social(answer, task->arena, &remote)) {
        task_fail(task, &answer->error);
        return;
    }
    bool moved_on = known && remote.updated && strcmp(known, remote.updated) != 0 &&
                    !entry->unfinished && task->tries == 0;
    if (remote.deleted)
        social_record_deleted(task, task->social.id);
    else if (social_equals(task, &remote) && (moved_on || entry->unfinished))
        social_recorded(task, task->social.id, remote.updated);
    else if (!may_change(task, &remote))
        task_fail_with(task, ERROR_FAILED, "social-out", NULL,
                       "the social post is out, or going out, and cannot be changed (%s)",
                       remote.status ? remote.status : "no status");
    else if (moved_on && !is_consented(task, &remote))
        skip_drift(task, &remote);
    else
        social_send_edit(task, remote.updated);
}

void task_edit(struct task *task)
{
    if (task->run->social_error.kind != ERROR_NONE)
        task_fail(task, &task->run->social_error);
    else if (social_prepare(task))
        ghl_send(task->run->ghl,
                 ghl_social_get(task->run->ghl, state_get(task_entry(task), STATE_ID)), before_edit,
                 task);
}

void social_send_edit(struct task *task, const char *updated)
{
    struct run *run = task->run;
    if (!social_keep_ahead(task))
        return;
    json_t *object = social_details(task);
    json_put(object, "id", task->social.id);
    json_put(object, "updated", updated);
    if (task->action->overwrites)
        json_put(object, "why", task->action->reasons[0]);
    task->social.updated = arena_strdup(task->arena, updated);
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, ghlpub_action_name(task->action->kind),
                                     STATE_SOCIAL, task->action->key, object);
    ghl_send(run->ghl, ghl_social_update(run->ghl, &task->social), edit_answered, task);
}

/* ---- cancel ---- */

static struct state_entry *cancelled_entry(const struct task *task)
{
    struct state_entry *entry =
        ghlpub_state_edit(task->run->state, STATE_SOCIAL, task->action->key);
    state_set(entry, STATE_GONE, "cancelled");
    state_set(entry, STATE_HASH, NULL);
    return entry;
}

static void cancel_resolved(void *context, enum resolution resolution, const struct error *err)
{
    task_resolved(context, resolution, err, task_cancel, "cancel-failed", "the cancellation");
}

static void absence_looked(void *context, enum row row, const struct error *err)
{
    struct task *task = context;
    if (row == ROW_ABSENT) {
        task_close(task, cancelled_entry(task));
        task_done(task);
        return;
    }
    task_close(task, NULL);
    if (row == ROW_UNKNOWN)
        task_fail(task, err);
    else
        task_fail_with(task, ERROR_FAILED, "cancel-refused", "cancel it in the planner",
                       "GHL does not cancel the social post, though it lists it");
}

static void cancel_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    const struct state_entry *entry = task_entry(task);
    if (answer->outcome == GHL_OK) {
        task_close(task, cancelled_entry(task));
        task_done(task);
    } else if (answer->status == 404) {
        find_social_row(task->run, state_get(entry, STATE_ID), social_entry_due_ms(entry),
                        absence_looked, task);
    } else if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, cancel_resolved, task);
    }
}

static void send_cancel(struct task *task)
{
    struct run *run = task->run;
    struct state_entry *expected = cancelled_entry(task);
    json_t *object = json_object();
    json_put(object, "id", state_get(expected, STATE_ID));
    json_put(object, "updated", state_get(expected, STATE_UPDATED));
    json_put_number(object, "due", social_entry_due_ms(expected));
    json_put_value(object, "entry", expect_entry(expected));
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, "cancel", STATE_SOCIAL, expected->key, object);
    ghl_send(run->ghl, ghl_social_delete(run->ghl, state_get(expected, STATE_ID)), cancel_answered,
             task);
    state_entry_free(expected);
}

static void skip_cancel(struct task *task, const struct ghl_social *remote)
{
    struct error err = ERROR_INIT;
    struct seen_social seen = seen_of_social(task->arena, remote);
    struct drift drift = ghlpub_social_drift(task->arena, task_entry(task), &seen, NULL, NULL);
    drift.document_changed = true;
    error_set(&err, ERROR_FAILED, "social-drifted", "%s; it is not cancelled",
              ghlpub_drift_text(task->arena, &drift, task->run->options->site));
    error_hint(&err, "%s",
               ghlpub_cancel_drift_hint(task->arena, task->action->key, task->action->orphan));
    task_skip(task, &err);
    error_release(&err);
}

static bool is_edited(const struct task *task, const struct ghl_social *remote)
{
    const struct state_entry *entry = task_entry(task);
    struct seen_social seen = seen_of_social(task->arena, remote);
    return !entry->unfinished && task->tries == 0 && !is_consented(task, remote) &&
           ghlpub_social_drift(task->arena, entry, &seen, NULL, NULL).kind == DRIFT_EDITED;
}

/* One that cannot be found is for the DELETE to decide: it looks where that finds nothing, too. */
static void before_cancel(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_social remote = {0};
    if (answer->status == 404) {
        send_cancel(task);
    } else if (answer->outcome != GHL_OK || !ghl_read_social(answer, task->arena, &remote)) {
        task_fail(task, &answer->error);
    } else if (remote.deleted) { /* by hand: there is nothing to cancel */
        struct state_entry *entry = cancelled_entry(task);
        state_set(entry, STATE_GONE, "deleted");
        ghlpub_state_record(task->run->state, entry);
        task_done(task);
    } else if (social_is_out(&remote)) {
        task_fail_with(task, ERROR_FAILED, "social-out", NULL,
                       "the social post is out, or going out, and cannot be cancelled (%s)",
                       remote.status);
    } else if (is_edited(task, &remote)) {
        skip_cancel(task, &remote);
    } else {
        send_cancel(task);
    }
}

/* Read first: what somebody edited by hand is not lost with it. */
void task_cancel(struct task *task)
{
    ghl_send(task->run->ghl, ghl_social_get(task->run->ghl, state_get(task_entry(task), STATE_ID)),
             before_cancel, task);
}
