/*
 * Taking over what somebody names: this document is that post, this entry is that
 * social post; or these documents were just made from those posts. What is taken
 * over is read and recorded; where it equals what would be sent, the next plan
 * finds nothing to do, otherwise it updates in place. Finding what belongs together
 * is left to adopt_find.c.
 */
#include "adopt.h"

#include <stdlib.h>
#include <string.h>

struct by_hand {
    struct task task;
    struct action action;
    const char *id;
    struct ghl_post post; /* as read */
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

static void report(struct by_hand *adoption, const struct ghl_answer *answer, const char *what)
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

/* ---- posts ---- */

/* The answer is borrowed for the time of the call: what it says is read anew into the arena. */
static bool match_row(void *context, const void *item)
{
    struct by_hand *adoption = context;
    const struct ghl_post *row = item;
    if (strcmp(row->id, adoption->id) != 0)
        return true;
    adopt_copy_row(adoption->task.run->arena, &adoption->post, row);
    adoption->done = true;
    return false;
}

static void rows_listed(void *context, const struct ghl_answer *answer)
{
    struct by_hand *adoption = context;
    if (adoption->done)
        return;
    if (answer->outcome != GHL_OK)
        report(adoption, answer, "post");
    else
        report(adoption, &(struct ghl_answer){.status = 404}, "post");
}

static void post_read(void *context, const struct ghl_answer *answer)
{
    struct by_hand *adoption = context;
    if (ghl_post_get_missing(answer))
        list_posts(adoption->task.run, match_row, rows_listed, adoption);
    else if (answer->outcome == GHL_OK &&
             ghl_read_post(answer, adoption->task.run->arena, &adoption->post))
        adoption->done = true;
    else
        report(adoption, answer, "post");
}

static bool begin(struct run *run, const struct publish_options *options, struct diagnostics *found,
                  struct publish_result *result, bool social, struct error *err)
{
    adopt_run_begin(run, options, found, result, err);
    if (!list_directory(run->ghl, run->directory, social ? LIST_ALL : LIST_CONTENT, err) ||
        !own_blog(run, err))
        return false;
    ghlpub_state_set_time(run->state, run_now_ms(run));
    return true;
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

static bool is_post(struct run *run, const struct document *document, struct error *err)
{
    if (run->plan->posts[document->index])
        return true;
    error_set(err, ERROR_CONTENT, "document-broken", "\"%s\" has errors, or is no post",
              document->path);
    error_hint(err, "`ghlpub check %s` says more", document->path);
    return false;
}

bool ghlpub_publish_adopt(const struct publish_options *options, const struct document *document,
                          const char *post_id, struct diagnostics *found, struct error *err)
{
    struct run run;
    struct publish_result result = {0};
    struct by_hand adoption = {.id = post_id, .err = err, .task = {.run = &run}};
    bool good = begin(&run, options, found, &result, false, err);
    if (good)
        adopt_plan(&run);
    good = good && is_post(&run, document, err) &&
           is_free(&run, STATE_POST, post_id, document->key, err);
    if (good) {
        ghl_send(run.ghl, ghl_post_get(run.ghl, post_id), post_read, &adoption);
        good = ghl_run(run.ghl, err) && adoption.done;
    }
    if (good) {
        unsigned differ, unseen;
        close_open_intents(&run, STATE_POST, document->key);
        adopt_known(&run, document, &adoption.post);
        adopt_plan(&run);
        adopt_settled(&run, document, &adoption.post, false, &differ, &unseen);
        good = adopt_write(&run, err);
    }
    adopt_run_end(&run);
    return good;
}

/* ---- documents that were made from posts ---- */

static const struct asset *find_asset(const struct rendered_site *pages, const char *path)
{
    size_t low = 0, high = pages->asset_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(path, pages->assets[middle]->path);
        if (order == 0)
            return pages->assets[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static void record_imported(struct run *run, const struct imported *imported)
{
    unsigned differ, unseen;
    for (size_t i = 0; i < imported->media_count; i++) {
        const struct imported_media *media = &imported->media[i];
        const struct asset *asset = find_asset(run->options->pages, media->path);
        if (asset && *asset->hash && !ghlpub_state_find(run->state, STATE_MEDIA, asset->hash))
            adopt_media(run, asset, media->id, media->name, media->url);
    }
    for (size_t i = 0; i < imported->post_count; i++)
        if (run->plan->posts[imported->posts[i].document->index])
            adopt_known(run, imported->posts[i].document, imported->posts[i].post);
    adopt_plan(run);
    for (size_t i = 0; i < imported->post_count; i++)
        adopt_settled(run, imported->posts[i].document, imported->posts[i].post, true, &differ,
                      &unseen);
}

bool adopt_imported(struct run *run, const struct imported *imported, struct error *err)
{
    adopt_plan(run);
    for (size_t i = 0; i < imported->post_count; i++)
        if (!is_free(run, STATE_POST, imported->posts[i].post->id, imported->posts[i].document->key,
                     err))
            return false;
    record_imported(run, imported);
    return adopt_write(run, err);
}

bool ghlpub_publish_adopt_imported(const struct publish_options *options,
                                   const struct imported *imported, struct diagnostics *found,
                                   struct error *err)
{
    struct run run;
    struct publish_result result = {0};
    bool good =
        begin(&run, options, found, &result, false, err) && adopt_imported(&run, imported, err);
    adopt_run_end(&run);
    return good;
}

/* ---- social posts ---- */

static void social_read(void *context, const struct ghl_answer *answer)
{
    struct by_hand *adoption = context;
    struct run *run = adoption->task.run;
    struct ghl_social remote = {0};
    if (answer->outcome != GHL_OK || !ghl_read_social(answer, adoption->task.arena, &remote)) {
        report(adoption, answer, "social post");
        return;
    }
    if (!remote.id)
        remote.id = adoption->id;
    bool equal = social_equals(&adoption->task, &remote);
    close_open_intents(run, STATE_SOCIAL, adoption->action.key);
    remote.deleted = false;
    adopt_social_entry(&adoption->task, &remote, equal);
    adoption->done = true;
}

static const struct desired_social *find_social(const struct plan *plan, const char *key)
{
    for (size_t i = 0; i < plan->social_count; i++)
        if (strcmp(plan->socials[i].social->key, key) == 0)
            return plan->socials[i].social;
    return NULL;
}

bool ghlpub_publish_adopt_social(const struct publish_options *options, const char *key,
                                 const char *social_id, struct diagnostics *found,
                                 struct error *err)
{
    struct run run;
    struct publish_result result = {0};
    struct by_hand adoption = {.id = social_id, .err = err, .task = {.run = &run}};
    adoption.task.arena = arena_new();
    adoption.task.action = &adoption.action;
    bool good = begin(&run, options, found, &result, true, err);
    if (good)
        adopt_plan(&run);
    const struct desired_social *social = good ? find_social(run.plan, key) : NULL;
    if (good && !social) {
        error_set(err, ERROR_USAGE, "social-unknown", "no document has a social entry \"%s\"", key);
        error_hint(err, "`ghlpub plan --json` shows the keys of those that wait to be sent");
        good = false;
    }
    good = good && is_free(&run, STATE_SOCIAL, social_id, key, err);
    if (good) {
        adoption.action = (struct action){.kind = ACTION_SCHEDULE,
                                          .path = social->document->path,
                                          .key = social->key,
                                          .social = social};
        if (social_prepare(&adoption.task))
            ghl_send(run.ghl, ghl_social_get(run.ghl, social_id), social_read, &adoption);
        good = ghl_run(run.ghl, err) && adoption.done && adopt_write(&run, err);
    }
    arena_free(adoption.task.arena);
    adopt_run_end(&run);
    return good;
}
