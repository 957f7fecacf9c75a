/*
 * What was sent, kept for people to compare the next plan with (state.h, "what
 * was sent last"). Nothing depends on it: that it cannot be written is a warning.
 */
#include "run.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* Written in portions, so that a long run that is killed leaves most of it. */
#define PORTION 500

static void warn(struct run *run, const struct error *err)
{
    struct place place = {err->path, 0, 0};
    if (run->sent_told)
        return;
    run->sent_told = true;
    diagnostic_hint(diagnose(run->found, SEVERITY_WARNING, "sent-unwritable", place,
                             "what was sent cannot be kept: %s", err->message),
                    "everything else is recorded; only `plan` will not show what changes in these "
                    "posts");
}

void sent_write(struct run *run)
{
    struct error err = ERROR_INIT;
    if (run->sent.len && !ghlpub_sent_add(run->state, run->sent.items, run->sent.len, &err))
        warn(run, &err);
    error_release(&err);
    for (size_t i = 0; i < run->sent.len; i++)
        free((void *)(uintptr_t)run->sent.items[i].text);
    ARRAY_RELEASE(&run->sent);
}

static void keep(struct run *run, const struct sent_text *text)
{
    ARRAY_PUSH(&run->sent, *text);
    if (run->sent.len >= PORTION)
        sent_write(run);
}

void sent_note(const struct task *task)
{
    struct run *run = task->run;
    const struct desired_post *post = task->action->post;
    const struct state_entry *entry =
        post ? ghlpub_state_find(run->state, STATE_POST, task->action->key) : NULL;
    const char *id = entry ? state_get(entry, STATE_ID) : NULL;
    const char *hash = entry ? state_get(entry, STATE_HASH) : NULL;
    if (!id || !hash || strcmp(hash, post->hash) != 0)
        return;
    struct sent_text text = {.id = arena_strdup(run->arena, id),
                             .hash = arena_strdup(run->arena, hash),
                             .title = arena_strdup(run->arena, post->title),
                             .description = arena_strdup(run->arena, post->description),
                             .text = ghlpub_plan_readable(run->plan, post)};
    keep(run, &text);
}

/* The entry that is recorded has no hash, so that this counts for it. */
void sent_note_remote(struct run *run, const struct desired_post *post,
                      const struct ghl_post *remote)
{
    if (!remote->html || !remote->id)
        return;
    struct sent_text text = {
        .id = arena_strdup(run->arena, remote->id),
        .hash = arena_strdup(run->arena, post->hash),
        .title = arena_strdup(run->arena, remote->title ? remote->title : post->title),
        .description =
            arena_strdup(run->arena, remote->description ? remote->description : post->description),
        .text = ghlpub_readable(remote->html, LIMIT_SENT_TEXT / 2)};
    keep(run, &text);
}
