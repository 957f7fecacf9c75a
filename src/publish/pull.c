/*
 * Reading one post with its body, so that a person can bring an edit by hand
 * into the document. Nothing is written; the file is the command's.
 */
#include "run.h"

#include <stdlib.h>
#include <string.h>

struct pulling {
    struct run *run;
    struct pulled *out;
    struct error *err;
    const char *path;
    bool read;
    bool absent; /* a 404, which may mean the post or the call */
};

static void unreadable(struct pulling *pulling)
{
    error_set(pulling->err, ERROR_FAILED, "body-unreadable",
              "this GHL does not give the body of a post");
    error_hint(pulling->err,
               "open the post in GHL's editor and bring the edit into the document, then "
               "`ghlpub publish --on-drift overwrite %s`",
               pulling->path);
}

static void post_read(void *context, const struct ghl_answer *answer)
{
    struct pulling *pulling = context;
    struct ghl_post post = {0};
    if (ghl_post_get_missing(answer)) {
        unreadable(pulling);
    } else if (answer->status == 404) {
        pulling->absent = true;
    } else if (answer->outcome != GHL_OK) {
        error_set(pulling->err, answer->error.kind, answer->error.code,
                  "the post cannot be read: %s", answer->error.message);
        if (answer->error.hint)
            error_hint(pulling->err, "%s", answer->error.hint);
    } else if (!ghl_read_post(answer, pulling->out->arena, &post) || !post.html) {
        unreadable(pulling);
    } else {
        pulling->out->post = post;
        pulling->read = true;
    }
}

static void row_looked(void *context, enum row row, const struct error *err)
{
    struct pulling *pulling = context;
    if (row == ROW_THERE) {
        unreadable(pulling);
    } else if (row == ROW_ABSENT) {
        error_set(pulling->err, ERROR_FAILED, "post-gone", "the post was deleted at GHL");
        const struct drift drift = {.kind = DRIFT_GONE};
        error_hint(pulling->err, "%s",
                   ghlpub_drift_hint(pulling->run->arena, &drift, pulling->path));
    } else {
        error_set(pulling->err, err->kind, err->code, "the post cannot be read: %s", err->message);
    }
}

bool ghlpub_publish_pull(const struct publish_options *options, const struct state_entry *entry,
                         struct pulled *pulled, struct error *err)
{
    struct diagnostics ignored = DIAGNOSTICS_INIT;
    struct run run = {.options = options,
                      .ghl = options->ghl,
                      .state = options->state,
                      .found = &ignored,
                      .arena = arena_new()};
    struct pulling pulling = {.run = &run, .out = pulled, .err = err, .path = entry->key};
    if (state_get(entry, STATE_PATH))
        pulling.path = state_get(entry, STATE_PATH);
    *pulled = (struct pulled){.arena = arena_new()};
    run.directory = ghlpub_directory_load(options->state_path, options->site->config.location);
    ghl_send(run.ghl, ghl_post_get(run.ghl, state_get(entry, STATE_ID)), post_read, &pulling);
    bool good = ghl_run(run.ghl, err);
    if (good && pulling.absent && run_connect(&run, LIST_CONTENT, err)) {
        find_post_row(&run, state_get(entry, STATE_ID), row_looked, &pulling);
        good = ghl_run(run.ghl, err);
    }
    if (good && pulling.read) {
        struct seen_post seen = seen_of_post(pulled->arena, &pulled->post);
        pulled->drift = ghlpub_post_drift(pulled->arena, entry, &seen);
    }
    error_release(&run.social_error);
    ghlpub_directory_free(run.directory);
    arena_free(run.arena);
    diagnostics_release(&ignored);
    return good && pulling.read;
}

void ghlpub_pulled_release(struct pulled *pulled)
{
    if (pulled->arena)
        arena_free(pulled->arena);
    *pulled = (struct pulled){0};
}
