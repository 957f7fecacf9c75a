/*
 * Redirects: made, led elsewhere, deleted, or recorded where they are at GHL
 * already. What was seen there has been compared by the planner; a path that
 * leads to somebody else's target never gets here.
 */
#include "run.h"

#include "base/json.h"

#include <string.h>

/* The entry of the redirect as it should be. */
static struct state_entry *led_entry(const struct task *task)
{
    const struct desired_redirect *redirect = task->action->redirect;
    struct state_entry *entry =
        ghlpub_state_edit(task->run->state, STATE_REDIRECT, task->action->key);
    if (state_get(entry, STATE_GONE)) /* the old one's */
        state_set(entry, STATE_ID, NULL);
    state_set(entry, STATE_TARGET, redirect->target);
    state_set(entry, STATE_OWNER, redirect->owner);
    state_set(entry, STATE_GONE, NULL);
    return entry;
}

static struct state_entry *deleted_entry(const struct task *task)
{
    struct state_entry *entry =
        ghlpub_state_edit(task->run->state, STATE_REDIRECT, task->action->key);
    state_set(entry, STATE_GONE, "deleted");
    return entry;
}

/* Opens the intent of a write that leads to `expected`, which is freed. */
static void intend(struct task *task, const char *action, struct state_entry *expected)
{
    const struct desired_redirect *redirect = task->action->redirect;
    const struct state_entry *entry = task_entry(task);
    json_t *details = json_object();
    json_put(details, "domain", redirect->domain);
    json_put(details, "path", redirect->path);
    json_put(details, "target", redirect->target);
    json_put(details, "id", state_get(expected, STATE_ID));
    json_put(details, "was", entry ? state_get(entry, STATE_TARGET) : NULL);
    json_put_value(details, "entry", expect_entry(expected));
    state_entry_free(expected);
    task->tries++;
    task->intent =
        ghlpub_intent_new(task->run->state, action, STATE_REDIRECT, task->action->key, details);
}

/* ---- made, or led elsewhere ---- */

static void redirect_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    if (resolution != RESOLVED_DRIFT) {
        task_resolved(task, resolution, err, task_redirect, "redirect-failed", "the redirect");
        return;
    }
    task->intent = NULL;
    task_fail_with(task, ERROR_FAILED, "redirect-taken",
                   "look at it at GHL (Settings, Domains, URL Redirects), then publish again",
                   "the redirect from \"%s\" was changed at GHL while it was written",
                   task->action->redirect->path);
}

static void redirect_gone(struct task *task)
{
    task_fail_with(task, ERROR_FAILED, "redirect-gone",
                   arena_printf(task->arena,
                                "to make it again, forget the old one first: "
                                "`ghlpub state rm 'redirect %s'`",
                                task->action->key),
                   "the redirect from \"%s\" was deleted at GHL", task->action->redirect->path);
}

static void redirect_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_redirect said = {0};
    bool change = json_text(task->intent->details, "id") != NULL;
    bool read = answer->outcome == GHL_OK && ghl_read_redirect(answer, task->arena, &said);
    if (read || (change && answer->outcome == GHL_OK)) {
        struct state_entry *entry = led_entry(task);
        if (said.id)
            state_set(entry, STATE_ID, said.id);
        task_close(task, entry);
        task_done(task);
    } else if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        if (change && answer->status == 404)
            redirect_gone(task);
        else
            task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, redirect_resolved, task);
    }
}

void task_redirect(struct task *task)
{
    struct run *run = task->run;
    const struct desired_redirect *wanted = task->action->redirect;
    struct ghl_redirect redirect = {NULL, wanted->domain, wanted->path, wanted->target};
    struct state_entry *expected;
    if (run->redirect_error.kind != ERROR_NONE) {
        task_fail(task, &run->redirect_error);
        return;
    }
    expected = led_entry(task);
    if (task->action->seen_redirect) {
        state_set(expected, STATE_ID, task->action->seen_redirect->id);
        task_close(task, expected);
        task_done(task);
        return;
    }
    redirect.id = arena_strdup(task->arena, state_get(expected, STATE_ID));
    intend(task, redirect.id ? "update" : "create", expected);
    ghl_send(run->ghl,
             redirect.id ? ghl_redirect_update(run->ghl, &redirect)
                         : ghl_redirect_create(run->ghl, &redirect),
             redirect_answered, task);
}

/* ---- deleted ---- */

static void delete_resolved(void *context, enum resolution resolution, const struct error *err)
{
    task_resolved(context, resolution, err, task_delete, "delete-failed", "the deletion");
}

static void deleted(struct task *task)
{
    task_close(task, deleted_entry(task));
    task_done(task);
}

/* A 404 may mean the redirect, or a call that this server lacks: the rows tell. */
static void absence_looked(void *context, enum row row, const struct error *err)
{
    struct task *task = context;
    if (row == ROW_ABSENT) {
        deleted(task);
        return;
    }
    task_close(task, NULL);
    if (row == ROW_UNKNOWN)
        task_fail(task, err);
    else
        task_fail_with(task, ERROR_FAILED, "redirect-kept",
                       "delete it there by hand (Settings, Domains, URL Redirects)",
                       "GHL does not delete the redirect from \"%s\", though it lists it",
                       task->action->redirect->path);
}

static void delete_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    if (answer->outcome == GHL_OK) {
        deleted(task);
    } else if (answer->status == 404) {
        find_redirect_row(task->run, state_get(task_entry(task), STATE_ID), absence_looked, task);
    } else if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, delete_resolved, task);
    }
}

void task_delete(struct task *task)
{
    struct run *run = task->run;
    if (!task->action->redirect) {
        task_delete_media(task);
        return;
    }
    const char *id = arena_strdup(task->arena, state_get(task_entry(task), STATE_ID));
    intend(task, "delete", deleted_entry(task));
    ghl_send(run->ghl, ghl_redirect_delete(run->ghl, id), delete_answered, task);
}
