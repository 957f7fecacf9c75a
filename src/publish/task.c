/*
 * The tasks of a run: which may begin, and what an end means for the others. An
 * action that fails takes with it what waits for it, and nothing else.
 */
#include "run.h"

#include "base/stop.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Tasks that are under way at the same time; the transfers themselves are limited by ghl. With
 * --fail-fast a failure should find little under way. */
#define TASKS_AT_ONCE   32
#define TASKS_FAIL_FAST 4

static void begin_ready(struct run *run);

static void tell(struct run *run, enum publish_event event, const struct action *action,
                 const struct error *err)
{
    if (run->options->watch.event)
        run->options->watch.event(run->options->watch.context, event, action, err);
}

static void end(struct task *task, enum task_state state)
{
    struct run *run = task->run;
    task->state = state;
    run->running--;
    free(task->html);
    task->html = NULL;
    arena_free(task->arena);
    task->arena = NULL;
}

void task_done(struct task *task)
{
    struct run *run = task->run;
    run->result->done[task->action->kind]++;
    result_item(run, task->action, "done", NULL);
    end(task, TASK_DONE);
    tell(run, PUBLISH_DONE, task->action, NULL);
    begin_ready(run);
}

/* Failures that every other action would meet as well end the run. A missing scope, or one object
 * that is forbidden, stops only what needs it; whether the service is down, ghl decides. */
static bool is_fatal(const struct error *err)
{
    static const char *const whole[] = {"token-refused", "token-wrong-kind", "location-refused"};
    bool token = false;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        token |= strcmp(err->code, whole[i]) == 0;
    return err->kind == ERROR_STATE || err->kind == ERROR_INTERRUPTED || token;
}

static void copy_error(struct error *to, const struct error *from)
{
    error_set(to, from->kind, from->code, "%s", from->message ? from->message : "");
    if (from->hint)
        error_hint(to, "%s", from->hint);
}

void task_fail(struct task *task, const struct error *err)
{
    struct run *run = task->run;
    struct error copy = ERROR_INIT;
    copy_error(&copy, err);
    if (strcmp(err->code, "stopped") == 0) {
        run->stopping = true;
        run->result->not_begun++;
        result_item(run, task->action, "not-begun", NULL);
        end(task, TASK_FAILED);
        error_release(&copy);
        return;
    }
    if (is_fatal(err) && run->fatal.kind == ERROR_NONE)
        copy_error(&run->fatal, err);
    run->stopping |= is_fatal(err) || run->options->fail_fast;
    if (run->first_error && run->first_error->kind == ERROR_NONE)
        copy_error(run->first_error, err);
    run->result->failed++;
    run->result->kinds |= 1U << err->kind;
    result_item(run, task->action, "failed", &copy);
    end(task, TASK_FAILED);
    tell(run, PUBLISH_FAILED, task->action, &copy);
    error_release(&copy);
    begin_ready(run);
}

void task_close(struct task *task, struct state_entry *entry)
{
    if (task->intent)
        ghlpub_intent_result(task->run->state, task->intent, entry);
    else if (entry)
        ghlpub_state_record(task->run->state, entry);
    task->intent = NULL;
}

void task_fail_open(struct task *task, const struct error *err)
{
    task->run->result->left_open++;
    task_fail(task, err);
}

void task_resolved(struct task *task, enum resolution resolution, const struct error *err,
                   void (*again)(struct task *task), const char *code, const char *what)
{
    task->intent = NULL;
    if (resolution == RESOLVED_DONE) {
        sent_note(task);
        task_done(task);
    } else if (resolution == RESOLVED_OPEN)
        task_fail_open(task, err);
    else if (task->tries < PUBLISH_TRIES)
        again(task);
    else
        task_fail_with(task, ERROR_UNAVAILABLE, code, "try again later",
                       "%s did not arrive in %u tries", what, task->tries);
}

void task_skip(struct task *task, const struct error *err)
{
    struct run *run = task->run;
    struct error copy = ERROR_INIT;
    copy_error(&copy, err);
    run->result->skipped++;
    result_item(run, task->action, "skipped", &copy);
    end(task, TASK_SKIPPED);
    tell(run, PUBLISH_SKIPPED, task->action, &copy);
    error_release(&copy);
    begin_ready(run);
}

void task_fail_with(struct task *task, enum error_kind kind, const char *code, const char *hint,
                    const char *format, ...)
{
    struct error err = ERROR_INIT;
    va_list args;
    va_start(args, format);
    char *message = arena_vprintf(task->arena, format, args);
    va_end(args);
    error_set(&err, kind, code, "%s", message);
    if (hint)
        error_hint(&err, "%s", hint);
    task_fail(task, &err);
    error_release(&err);
}

enum state_kind action_state_kind(const struct action *action)
{
    if (action->asset)
        return STATE_MEDIA;
    if (action->redirect)
        return STATE_REDIRECT;
    if (action->kind == ACTION_DELETE)
        return STATE_MEDIA;
    return action->social || action->kind == ACTION_CANCEL ? STATE_SOCIAL : STATE_POST;
}

const struct state_entry *task_entry(const struct task *task)
{
    const struct action *action = task->action;
    return ghlpub_state_find(task->run->state, action_state_kind(action), action->key);
}

const char *task_name_id(const struct task *task, enum directory_kind kind, const char *name)
{
    const struct directory_item *item;
    if (name && !task->run->directory->lists[kind].known && looks_like_id(name))
        return name;
    if (!name || ghlpub_directory_find(task->run->directory, kind, name, &item) != MATCH_ONE)
        return NULL;
    return item->id;
}

static void move(struct task *task)
{
    struct run *run = task->run;
    const struct action *action = task->action;
    ghlpub_state_rename(run->state, STATE_POST, action->from, action->key);
    struct state_entry *entry = ghlpub_state_edit(run->state, STATE_POST, action->key);
    if (state_get(entry, STATE_ID)) {
        bool by_path = strcmp(action->key, action->path) == 0;
        state_set(entry, STATE_PATH, by_path ? NULL : action->path);
        ghlpub_state_record(run->state, entry);
    } else {
        state_entry_free(entry); /* a campaign: only its social posts move */
    }
    size_t count, prefix = strlen(action->from);
    struct state_entry *const *social = ghlpub_state_entries(run->state, STATE_SOCIAL, &count);
    const char **keys = arena_alloc(task->arena, (count + 1) * sizeof *keys);
    size_t moved = 0;
    for (size_t i = 0; i < count; i++)
        if (strncmp(social[i]->key, action->from, prefix) == 0 && social[i]->key[prefix] == '#')
            keys[moved++] = arena_strdup(task->arena, social[i]->key);
    for (size_t i = 0; i < moved; i++)
        ghlpub_state_rename(run->state, STATE_SOCIAL, keys[i],
                            arena_printf(task->arena, "%s%s", action->key, keys[i] + prefix));
    task_done(task);
}

static void begin(struct task *task)
{
    static void (*const by_kind[ACTION_KINDS])(struct task *) = {
        [ACTION_MOVE] = move,
        [ACTION_ADOPT] = task_adopt,
        [ACTION_UPLOAD] = task_upload,
        [ACTION_CREATE] = task_create,
        [ACTION_UPDATE] = task_update,
        [ACTION_OFFLINE] = task_offline,
        [ACTION_ARCHIVE] = task_update,
        [ACTION_SCHEDULE] = task_schedule,
        [ACTION_RESCHEDULE] = task_edit,
        [ACTION_EDIT] = task_edit,
        [ACTION_CANCEL] = task_cancel,
        [ACTION_REDIRECT] = task_redirect,
        [ACTION_DELETE] = task_delete,
    };
    struct run *run = task->run;
    task->state = TASK_RUNNING;
    task->arena = arena_new();
    run->running++;
    tell(run, PUBLISH_BEGUN, task->action, NULL);
    by_kind[task->action->kind](task);
}

static const struct action *unmet(const struct task *task, bool *waits)
{
    *waits = false;
    for (size_t i = 0; i < task->action->after_count; i++) {
        const struct task *other = &task->run->tasks[task->action->after[i]];
        if (other->state == TASK_FAILED || other->state == TASK_SKIPPED)
            return other->action;
        *waits |= other->state != TASK_DONE;
    }
    return NULL;
}

static void skip_dependent(struct task *task, const struct action *failed)
{
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_FAILED, "dependency-failed", "not done, since the %s of \"%s\" was not",
              ghlpub_action_name(failed->kind), failed->path);
    task->arena = arena_new();
    task->run->running++;
    task_skip(task, &err);
    error_release(&err);
}

/* Begins what can begin. Ends call this again, so the loop goes by index and not by recursion
 * depth: a task that ends at once only moves `next`. */
static void begin_ready(struct run *run)
{
    static bool inside; /* one run a process */
    if (inside)
        return;
    inside = true;
    size_t most = run->options->fail_fast ? TASKS_FAIL_FAST : TASKS_AT_ONCE;
    bool again = true;
    while (again && !run->stopping && !stop_signal()) {
        again = false;
        while (run->next < run->task_count && run->tasks[run->next].state != TASK_WAITING)
            run->next++;
        for (size_t i = run->next; i < run->task_count && run->running < most; i++) {
            struct task *task = &run->tasks[i];
            bool waits;
            if (task->state != TASK_WAITING)
                continue;
            const struct action *failed = unmet(task, &waits);
            if (!failed && waits)
                continue;
            if (failed)
                skip_dependent(task, failed);
            else
                begin(task);
            again = true;
            if (run->stopping || stop_signal())
                break;
        }
    }
    inside = false;
}

void tasks_run(struct run *run)
{
    run->task_count = run->plan->len;
    run->tasks = mem_alloc((run->task_count + 1) * sizeof *run->tasks);
    run->next = 0;
    for (size_t i = 0; i < run->task_count; i++) {
        run->tasks[i].run = run;
        run->tasks[i].action = &run->plan->actions[i];
    }
    begin_ready(run);
    struct error err = ERROR_INIT;
    if (!ghl_run(run->ghl, &err) && run->fatal.kind == ERROR_NONE)
        error_move(&run->fatal, &err);
    error_release(&err);
    for (size_t i = 0; i < run->task_count; i++) {
        if (run->tasks[i].state == TASK_WAITING) {
            run->result->not_begun++;
            result_item(run, run->tasks[i].action, "not-begun", NULL);
        }
        arena_free(run->tasks[i].arena);
        free(run->tasks[i].html);
    }
    free(run->tasks);
    run->tasks = NULL;
}
