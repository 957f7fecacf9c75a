/*
 * Taking over by hand: this document is that post, this entry is that social
 * post. What is taken over is read and recorded; where it equals what would be
 * sent, the next plan finds nothing to do, otherwise it updates in place.
 */
#include "run.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

struct adoption {
    struct task task;
    struct action action;
    const char *id;
    struct error *err;
    bool done;
};

static void close_open_intents(struct run *run, enum state_kind kind, const char *key)
{
    for (bool again = true; again;) {
        size_t count;
        struct intent *const *intents = ghlpub_intents(run->state, &count);
        again = false;
        for (size_t i = 0; i < count && !again; i++)
            if (intents[i]->kind == kind && strcmp(intents[i]->key, key) == 0) {
                ghlpub_intent_result(run->state, intents[i], NULL);
                again = true;
            }
    }
}

static void report(struct adoption *adoption, const struct ghl_answer *answer, const char *what)
{
    if (answer->status == 404) {
        error_set(adoption->err, ERROR_FAILED, "not-found", "there is no %s \"%s\" at GHL", what,
                  adoption->id);
        return;
    }
    error_set(adoption->err, answer->error.kind, answer->error.code, "the %s cannot be read: %s",
              what, answer->error.message ? answer->error.message : "the answer holds none");
    if (answer->error.hint)
        error_hint(adoption->err, "%s", answer->error.hint);
}

static void record_adopted(struct adoption *adoption, const struct ghl_post *remote)
{
    struct run *run = adoption->task.run;
    struct state_entry *entry = post_entry(&adoption->task);
    record_post(run, entry, remote);
    if (remote->title)
        state_set(entry, STATE_TITLE, remote->title);
    if (!remote->html || !post_equals(&adoption->task, remote)) {
        state_set(entry, STATE_HASH, NULL);
        state_set(entry, STATE_PARTS, NULL);
        set_time(entry, STATE_DATE, remote->date_ms);
    }
    close_open_intents(run, STATE_POST, entry->key);
    ghlpub_state_record(run->state, entry);
    adoption->done = true;
}

static bool match_row(void *context, const void *item)
{
    struct adoption *adoption = context;
    const struct ghl_post *row = item;
    if (strcmp(row->id, adoption->id) != 0)
        return true;
    record_adopted(adoption, row);
    return false;
}

static void rows_listed(void *context, const struct ghl_answer *answer)
{
    struct adoption *adoption = context;
    if (adoption->done)
        return;
    if (answer->outcome != GHL_OK)
        report(adoption, answer, "post");
    else
        report(adoption, &(struct ghl_answer){.status = 404}, "post");
}

static void post_read(void *context, const struct ghl_answer *answer)
{
    struct adoption *adoption = context;
    struct ghl_post remote = {0};
    if (ghl_post_get_missing(answer))
        list_posts(adoption->task.run, match_row, rows_listed, adoption);
    else if (answer->outcome == GHL_OK && ghl_read_post(answer, adoption->task.arena, &remote))
        record_adopted(adoption, &remote);
    else
        report(adoption, answer, "post");
}

static bool begin(struct run *run, const struct publish_options *options, struct diagnostics *found,
                  struct publish_result *result, bool social, struct error *err)
{
    const struct config *config = &options->site->config;
    *run = (struct run){.options = options,
                        .ghl = options->ghl,
                        .state = options->state,
                        .found = found,
                        .result = result,
                        .arena = arena_new(),
                        .running = 1,
                        .stopping = true, /* nothing but the adoption */
                        .first_error = err};
    run->directory = ghlpub_directory_load(options->state_path, config->location);
    if (!list_directory(run->ghl, run->directory, social ? LIST_ALL : LIST_CONTENT, err))
        return false;
    if (!own_blog(run, err))
        return false;
    struct plan_input input = {.site = options->site,
                               .pages = options->pages,
                               .state = run->state,
                               .directory = run->directory,
                               .now_ms = clock_now_ms(options->clock)};
    struct diagnostics ignored = DIAGNOSTICS_INIT;
    run->plan = ghlpub_plan(&input, &ignored);
    diagnostics_release(&ignored);
    return true;
}

static bool finish(struct run *run, struct adoption *adoption, struct error *err)
{
    bool good = ghl_run(run->ghl, err) && adoption->done;
    if (good) {
        ghlpub_state_set_time(run->state, run_now_ms(run));
        good = ghlpub_state_sync(run->state, true, err) && ghlpub_state_fold(run->state, err);
    }
    return good;
}

static void release(struct run *run, struct adoption *adoption)
{
    free(adoption->task.html);
    arena_free(adoption->task.arena);
    json_decref(run->result->items);
    ghlpub_plan_free(run->plan);
    ghlpub_directory_free(run->directory);
    arena_free(run->arena);
}

/* One post is one document's: two entries with the same id would fight about it. */
static bool is_free(const struct run *run, enum state_kind kind, const char *id, const char *key,
                    struct error *err)
{
    const struct state_entry *owner = ghlpub_state_find_id(run->state, kind, id);
    if (!owner || strcmp(owner->key, key) == 0)
        return true;
    error_set(err, ERROR_FAILED, "already-adopted", "%s belongs to \"%s\" already", id, owner->key);
    error_hint(
        err,
        "`ghlpub state mv \"%s\" \"%s\"` gives it to the other one, `ghlpub state rm \"%s\"` "
        "forgets it",
        owner->key, key, owner->key);
    return false;
}

bool ghlpub_publish_adopt(const struct publish_options *options, const struct document *document,
                          const char *post_id, struct diagnostics *found, struct error *err)
{
    struct run run;
    struct publish_result result = {0};
    struct adoption adoption = {.id = post_id, .err = err, .task = {.arena = arena_new()}};
    bool good = begin(&run, options, found, &result, false, err);
    const struct desired_post *post = good ? run.plan->posts[document->index] : NULL;
    if (good && !post) {
        error_set(err, ERROR_CONTENT, "document-broken", "\"%s\" has errors, or is no post",
                  document->path);
        error_hint(err, "`ghlpub check %s` says more", document->path);
        good = false;
    }
    good = good && is_free(&run, STATE_POST, post_id, document->key, err);
    if (good) {
        adoption.action = (struct action){
            .kind = ACTION_ADOPT, .path = document->path, .key = document->key, .post = post};
        adoption.task.run = &run;
        adoption.task.action = &adoption.action;
        if (post_prepare(&adoption.task))
            ghl_send(run.ghl, ghl_post_get(run.ghl, post_id), post_read, &adoption);
        good = finish(&run, &adoption, err);
    }
    release(&run, &adoption);
    return good;
}

static void social_read(void *context, const struct ghl_answer *answer)
{
    struct adoption *adoption = context;
    struct run *run = adoption->task.run;
    struct ghl_social remote = {0};
    if (answer->outcome != GHL_OK || !ghl_read_social(answer, adoption->task.arena, &remote)) {
        report(adoption, answer, "social post");
        return;
    }
    struct state_entry *entry = social_entry(&adoption->task);
    state_set(entry, STATE_ID, remote.id ? remote.id : adoption->id);
    state_set(entry, STATE_UPDATED, remote.updated);
    if (!social_equals(&adoption->task, &remote)) {
        state_set(entry, STATE_HASH, NULL);
        set_time(entry, STATE_DATE, remote.date_ms - remote.date_ms % 1000);
    }
    close_open_intents(run, STATE_SOCIAL, entry->key);
    ghlpub_state_record(run->state, entry);
    adoption->done = true;
}

static const struct desired_social *find_social(const struct plan *plan, const char *key)
{
    for (size_t i = 0; i < plan->len; i++)
        if (plan->actions[i].social && strcmp(plan->actions[i].key, key) == 0)
            return plan->actions[i].social;
    return NULL;
}

bool ghlpub_publish_adopt_social(const struct publish_options *options, const char *key,
                                 const char *social_id, struct diagnostics *found,
                                 struct error *err)
{
    struct run run;
    struct publish_result result = {0};
    struct adoption adoption = {.id = social_id, .err = err, .task = {.arena = arena_new()}};
    bool good = begin(&run, options, found, &result, true, err);
    const struct desired_social *social = good ? find_social(run.plan, key) : NULL;
    if (good && !social) {
        error_set(err, ERROR_USAGE, "social-unknown",
                  "\"%s\" is no social entry that waits to be sent", key);
        error_hint(err, "`ghlpub plan --json` shows the keys of social entries");
        good = false;
    }
    good = good && is_free(&run, STATE_SOCIAL, social_id, key, err);
    if (good) {
        adoption.action = (struct action){.kind = ACTION_SCHEDULE,
                                          .path = social->document->path,
                                          .key = social->key,
                                          .social = social};
        adoption.task.run = &run;
        adoption.task.action = &adoption.action;
        if (social_prepare(&adoption.task))
            ghl_send(run.ghl, ghl_social_get(run.ghl, social_id), social_read, &adoption);
        good = finish(&run, &adoption, err);
    }
    release(&run, &adoption);
    return good;
}
