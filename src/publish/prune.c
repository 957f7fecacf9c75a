/*
 * `media prune`: deletes what the planner found unused. Each deletion has its
 * intent, as every other write.
 */
#include "run.h"

#include "base/json.h"

#include <string.h>

static struct state_entry *deleted_entry(const struct task *task)
{
    struct state_entry *entry = ghlpub_state_edit(task->run->state, STATE_MEDIA, task->action->key);
    state_set(entry, STATE_GONE, "deleted");
    return entry;
}

static void deleted(struct task *task)
{
    task_close(task, deleted_entry(task));
    task_done(task);
}

static void delete_resolved(void *context, enum resolution resolution, const struct error *err)
{
    task_resolved(context, resolution, err, task_delete_media, "delete-failed", "the deletion");
}

static void delete_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    const char *said = json_text(answer->json, "message");
    bool no_such_call = said && strstr(said, "Cannot DELETE");
    /* No description says what the answer holds: where it does not say that, the library is looked
     * at. */
    bool says_so = answer->outcome == GHL_OK && json_flag(answer->json, "deleted", false);
    if (says_so || (answer->status == 404 && !no_such_call)) {
        deleted(task); /* 404: somebody was quicker */
    } else if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, delete_resolved, task);
    }
}

void task_delete_media(struct task *task)
{
    struct run *run = task->run;
    struct state_entry *expected = deleted_entry(task);
    const char *id = arena_strdup(task->arena, state_get(expected, STATE_ID));
    if (task->action->forget) {
        ghlpub_state_record(run->state, expected);
        task_done(task);
        return;
    }
    json_t *details = json_object();
    json_put(details, "id", id);
    json_put(details, "name", state_get(expected, STATE_NAME));
    json_put_value(details, "entry", expect_entry(expected));
    state_entry_free(expected);
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, "delete", STATE_MEDIA, task->action->key, details);
    ghl_send(run->ghl, ghl_media_delete(run->ghl, id), delete_answered, task);
}
