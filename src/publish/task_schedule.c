/* Scheduling a social post that is new; one that is at GHL already is taken over. */
#include "run.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

static void send_create(struct task *task);

static bool is_known(const struct task *task, const char *id)
{
    return ghlpub_state_find_id(task->run->state, STATE_SOCIAL, id) != NULL;
}

/* The minute tells; but where the moment was made from now, an earlier run made it from its own
 * now. */
static bool same_moment(const struct task *task, const struct seen_social *seen)
{
    const struct desired_social *social = task->action->social;
    int64_t due = task->social.date_ms;
    if (social->fresh)
        return seen->date_ms >= social->post_ms - 60000 && seen->date_ms <= due + 60000;
    return seen->date_ms / 60000 == due / 60000;
}

static bool is_ours(const struct task *task, const struct seen_social *seen, bool any_moment)
{
    int64_t due = task->social.date_ms;
    bool moment = same_moment(task, seen);
    if (!seen->accounts || is_known(task, seen->id) ||
        (!moment && !(any_moment && task->action->social->due_chosen)))
        return false;
    char *accounts = join_accounts(task->social.accounts);
    char *text = comparable_text(task->social.text), *theirs = comparable_text(seen->text);
    bool dropped = seen->date_ms % 1000 == 0; /* the mark, by GHL */
    bool marked = !dropped && seen->date_ms % 1000 == due % 1000;
    bool same = strcmp(text, theirs) == 0;
    bool ours = strcmp(accounts, seen->accounts) == 0 &&
                (moment ? marked || same : same && (marked || dropped));
    free(accounts);
    free(text);
    free(theirs);
    return ours;
}

static json_t *lookalikes(const struct task *task)
{
    json_t *ids = json_array();
    const struct remote *remote = &task->run->remote;
    for (size_t i = 0; i < remote->social_count; i++)
        if (remote->social[i].date_ms / 60000 == task->social.date_ms / 60000)
            json_array_append_new(ids, json_string(remote->social[i].id));
    return ids;
}

static void create_resolved(void *context, enum resolution resolution, const struct error *err)
{
    task_resolved(context, resolution, err, send_create, "schedule-failed", "the social post");
}

static void create_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_social said = {0};
    if (answer->outcome == GHL_REFUSED) {
        task_close(task, NULL);
        task_fail(task, &answer->error);
    } else if (answer->outcome == GHL_OK && ghl_read_social(answer, task->arena, &said)) {
        if (said.updated)
            social_recorded(task, said.id, said.updated);
        else
            social_read_back(task, said.id);
    } else { /* results may be missing though it was made (facts 3.2) */
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, create_resolved, task);
    }
}

static void send_create(struct task *task)
{
    struct run *run = task->run;
    if (!social_keep_ahead(task))
        return;
    json_t *object = social_details(task);
    json_put_value(object, "before", lookalikes(task));
    task->tries++;
    task->intent =
        ghlpub_intent_new(run->state, "schedule", STATE_SOCIAL, task->action->key, object);
    ghl_send(run->ghl, ghl_social_create(run->ghl, &task->social), create_answered, task);
}

/* Ours, and unknown to the state. Where it says what the entry says it is recorded, otherwise it is
 * brought up to date, unless it is out. */
static void taken_over(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_social remote = {0};
    if (answer->outcome != GHL_OK || !ghl_read_social(answer, task->arena, &remote))
        task_fail(task, &answer->error);
    else if (remote.deleted)
        social_record_deleted(task, task->social.id);
    else if (social_is_out(&remote) || social_equals(task, &remote))
        social_recorded(task, task->social.id, remote.updated);
    else
        social_send_edit(task, remote.updated);
}

const struct seen_social *social_find_ours(const struct task *task, bool any_moment)
{
    const struct remote *remote = &task->run->remote;
    const struct seen_social *seen = NULL;
    for (size_t i = 0; i < remote->social_count; i++)
        if (is_ours(task, &remote->social[i], any_moment) && (!seen || seen->deleted))
            seen = &remote->social[i];
    return seen;
}

void social_mark_adopted(struct run *run)
{
    struct plan *plan = run->plan;
    for (size_t i = 0; run->remote.social_count && i < plan->len; i++) {
        struct action *action = &plan->actions[i];
        if (action->kind != ACTION_SCHEDULE)
            continue;
        struct task probe = {.run = run, .action = action, .arena = arena_new()};
        probe.social.accounts = social_account_ids(&probe);
        probe.social.text = action->social->text;
        probe.social.date_ms = action->social->due_ms;
        const struct seen_social *seen =
            probe.social.accounts ? social_find_ours(&probe, false) : NULL;
        if (seen && !seen->deleted) {
            action->kind = ACTION_ADOPT;
            action->reasons = arena_alloc(plan->arena, 2 * sizeof *action->reasons);
            action->reasons[0] =
                arena_printf(plan->arena, "the social post is at GHL already (%s)", seen->id);
            plan->counts[ACTION_SCHEDULE]--;
            plan->counts[ACTION_ADOPT]++;
        }
        arena_free(probe.arena);
    }
}

void task_schedule(struct task *task)
{
    if (task->run->social_error.kind != ERROR_NONE) {
        task_fail(task, &task->run->social_error);
        return;
    }
    if (!social_prepare(task))
        return;
    const struct seen_social *seen = social_find_ours(task, false);
    if (seen) {
        task->social.date_ms = seen->date_ms;
        task->social.id = seen->id;
        if (seen->deleted)
            social_record_deleted(task, seen->id);
        else
            ghl_send(task->run->ghl, ghl_social_get(task->run->ghl, seen->id), taken_over, task);
        return;
    }
    send_create(task);
}
