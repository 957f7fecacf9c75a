/* What adopting records; asking GHL is left to adopt.c and adopt_find.c. */
#include "adopt.h"

#include "base/clock.h"

#include <string.h>

void adopt_run_begin(struct run *run, const struct publish_options *options,
                     struct diagnostics *found, struct publish_result *result, struct error *err)
{
    *run = (struct run){.options = options,
                        .ghl = options->ghl,
                        .state = options->state,
                        .found = found,
                        .result = result,
                        .arena = arena_new(),
                        .running = 1,
                        .stopping = true, /* nothing but the adoption */
                        .first_error = err};
    run->directory = ghlpub_directory_load(options->state_path, options->site->config.location);
}

void adopt_run_end(struct run *run)
{
    sent_write(run);
    json_decref(run->result->items);
    ghlpub_plan_free(run->plan);
    ghlpub_directory_free(run->directory);
    error_release(&run->media_error);
    error_release(&run->social_error);
    seen_release(run);
    arena_free(run->arena);
}

void adopt_plan(struct run *run)
{
    const struct publish_options *options = run->options;
    struct plan_input input = {.site = options->site,
                               .pages = options->pages,
                               .state = run->state,
                               .directory = run->directory,
                               .now_ms = clock_now_ms(options->clock),
                               .renames = options->renames,
                               .rename_count = options->rename_count,
                               .any_name = true,
                               .hold_open = true};
    struct diagnostics ignored = DIAGNOSTICS_INIT; /* plan and publish tell them */
    ghlpub_plan_free(run->plan);
    run->plan = ghlpub_plan(&input, &ignored);
    diagnostics_release(&ignored);
}

void adopt_copy_row(struct arena *arena, struct ghl_post *copy, const struct ghl_post *row)
{
    *copy = (struct ghl_post){.id = arena_strdup(arena, row->id),
                              .title = arena_strdup(arena, row->title),
                              .slug = arena_strdup(arena, row->slug),
                              .description = arena_strdup(arena, row->description),
                              .html = arena_strdup(arena, row->html),
                              .status = arena_strdup(arena, row->status),
                              .author = arena_strdup(arena, row->author),
                              .image_url = arena_strdup(arena, row->image_url),
                              .image_alt = arena_strdup(arena, row->image_alt),
                              .canonical = arena_strdup(arena, row->canonical),
                              .categories = arena_strings(arena, row->categories),
                              .tags = arena_strings(arena, row->tags),
                              .date_ms = row->date_ms,
                              .updated = arena_strdup(arena, row->updated),
                              .version = arena_strdup(arena, row->version)};
}

/* A date that nobody wrote is that of the first publication; a draft's is not kept. */
static void set_date(struct state_entry *entry, const struct document *document,
                     const struct ghl_post *remote)
{
    bool draft = remote->status && strcmp(remote->status, "DRAFT") == 0;
    bool kept = remote->date_ms && (document->has_date || !draft);
    set_time(entry, STATE_DATE, kept ? remote->date_ms : 0);
    state_set(entry, STATE_DATE_CHOSEN, kept && !document->has_date ? "1" : NULL);
}

void adopt_known(struct run *run, const struct document *document, const struct ghl_post *row)
{
    struct state_entry *entry = ghlpub_state_edit(run->state, STATE_POST, document->key);
    const struct desired_post *post = run->plan->posts[document->index];
    const char *own = post ? post->slug : document->slug.text;
    bool by_path = strcmp(document->key, document->path) == 0;
    state_set(entry, STATE_PATH, by_path ? NULL : document->path);
    state_set(entry, STATE_SLUG, document->slug.text);
    state_set(entry, STATE_WANTED, NULL);
    record_post(run, entry, row);
    /* A slug that comes from the file's name gives way to that of the post, whose URL is known;
     * one that somebody wrote is meant. */
    if (!document->slug_derived && row->slug && strcmp(row->slug, own) != 0)
        state_set(entry, STATE_WANTED, NULL);
    state_set(entry, STATE_TITLE, row->title);
    set_date(entry, document, row);
    state_set(entry, STATE_HASH, NULL);
    state_set(entry, STATE_PARTS, NULL);
    state_set(entry, STATE_REMOTE, post_remote(run->arena, row));
    state_set(entry, STATE_GONE, NULL);
    ghlpub_state_record(run->state, entry);
}

bool adopt_settled(struct run *run, const struct document *document, const struct ghl_post *remote,
                   bool as_sent, unsigned *differ, unsigned *unseen)
{
    const struct desired_post *post = run->plan->posts[document->index];
    *differ = *unseen = 0;
    if (!post)
        return false;
    struct action action = {
        .kind = ACTION_ADOPT, .path = document->path, .key = document->key, .post = post};
    struct task task = {.run = run, .action = &action, .arena = arena_new()};
    post_fill(&task);
    if (!as_sent)
        *differ = post_differences(&task, remote, unseen);
    bool equal = as_sent || (!*differ && !(*unseen & (1U << PART_BODY)));
    struct state_entry *entry = post_entry(&task);
    state_set(entry, STATE_REMOTE, post_remote(task.arena, remote));
    bool other_slug = remote->slug && strcmp(remote->slug, post->slug) != 0;
    record_post(run, entry, remote);
    if (other_slug)
        state_set(entry, STATE_WANTED, NULL);
    if (!equal) {
        state_set(entry, STATE_TITLE, remote->title);
        set_date(entry, document, remote);
        state_set(entry, STATE_HASH, NULL);
        state_set(entry, STATE_PARTS,
                  ghlpub_parts_unlike(task.arena, post->parts, *differ, *unseen));
    }
    ghlpub_state_record(run->state, entry);
    if (equal)
        sent_note(&task);
    else
        sent_note_remote(run, post, remote);
    free(task.html);
    arena_free(task.arena);
    return true;
}

void adopt_media(struct run *run, const struct asset *asset, const char *id, const char *name,
                 const char *url)
{
    struct state_entry *entry = ghlpub_state_edit(run->state, STATE_MEDIA, asset->hash);
    state_set(entry, STATE_ID, id);
    state_set(entry, STATE_NAME, name);
    state_set(entry, STATE_URL, url);
    state_set(entry, STATE_SIZE, arena_printf(run->arena, "%lld", (long long)asset->size));
    state_set(entry, STATE_GONE, NULL);
    ghlpub_state_record(run->state, entry);
}

void adopt_social_entry(struct task *task, const struct ghl_social *remote, bool equal)
{
    struct run *run = task->run;
    int64_t mark = task->social.date_ms % 1000;
    task->social.date_ms = remote->date_ms;
    struct state_entry *entry = social_entry(task);
    state_set(entry, STATE_ID, remote->id);
    state_set(entry, STATE_UPDATED, remote->updated);
    if (remote->date_ms % 1000 == 0) /* GHL dropped it */
        state_set(entry, STATE_MARK, arena_printf(task->arena, "%d", (int)mark));
    if (remote->deleted)
        state_set(entry, STATE_GONE, "deleted");
    if (!equal) {
        char *text = comparable_text(remote->text);
        state_set(entry, STATE_HASH, NULL);
        state_set(entry, STATE_TEXT, text);
        free(text);
    }
    ghlpub_state_record(run->state, entry);
}

bool adopt_write(struct run *run, struct error *err)
{
    return ghlpub_state_sync(run->state, true, err) && ghlpub_state_fold(run->state, err);
}
