/*
 * Adopting a blog that exists already, or after the state was lost: what is at GHL
 * is listed, brought together with the documents, read where it must be compared,
 * and recorded. Requests are few: 50 rows a page, and one for each post that is
 * taken over. Nothing is written at GHL.
 */
#include "adopt.h"

#include "base/clock.h"
#include "base/stop.h"

#include <stdlib.h>
#include <string.h>

#define READS_AT_ONCE 16
#define YEAR_MS       (366 * 24 * INT64_C(3600000))

struct adoption_private {
    struct run run;
    struct publish_result result;
};

/* ---- reading what must be compared ---- */

struct social_read {
    struct adopted_social *adopted;
    const struct desired_social *social;
};

struct social_reads ARRAY(struct social_read);

struct reader {
    struct run *run;
    struct adoption *adoption;
    struct social_reads social; /* those that are still to go out */
    struct social_reads all;
    size_t next_post, next_social, under_way;
};

struct reading {
    struct reader *reader;
    struct adopted_post *post;        /* or */
    const struct social_read *social; /* NULL */
};

static void read_more(struct reader *reader);

static struct ghl_post row_of(const struct seen_post *seen)
{
    return (struct ghl_post){.id = seen->id,
                             .title = seen->title,
                             .slug = seen->slug,
                             .description = seen->description,
                             .status = seen->status,
                             .canonical = seen->canonical,
                             .date_ms = seen->date_ms,
                             .updated = seen->updated};
}

static void settle_by_row(struct reader *reader, struct adopted_post *post)
{
    struct ghl_post row = row_of(post->seen);
    adopt_settled(reader->run, post->document, &row, false, &post->differ, &post->unseen);
}

/* It is not taken over by halves: the next adopt finds it again. */
static void leave(struct reader *reader, struct adopted_post *post, const struct ghl_answer *answer)
{
    struct arena *arena = reader->adoption->arena;
    post->unread = true;
    post->why = arena_strdup(arena, answer->error.message ? answer->error.message
                                                          : "the answer holds no post");
    ghlpub_state_remove(reader->run->state, STATE_POST, post->document->key, NULL);
}

static void settle_post(struct reader *reader, struct adopted_post *post,
                        const struct ghl_answer *answer)
{
    struct run *run = reader->run;
    struct arena *arena = arena_new();
    struct ghl_post remote = {0};
    bool works = run->single_get == SINGLE_GET_WORKS;
    if (answer->outcome == GHL_OK && ghl_read_post(answer, arena, &remote)) {
        run->single_get = SINGLE_GET_WORKS;
        adopt_settled(run, post->document, &remote, false, &post->differ, &post->unseen);
    } else if (ghl_post_get_missing(answer) || (answer->status == 404 && !works)) {
        /* It was listed a moment before: there is no such call. */
        run->single_get = SINGLE_GET_MISSING;
        settle_by_row(reader, post);
    } else {
        leave(reader, post, answer);
    }
    arena_free(arena);
}

static void begin_task(struct run *run, struct task *task, struct action *action,
                       const struct desired_social *social)
{
    *action = (struct action){
        .kind = ACTION_ADOPT, .path = social->document->path, .key = social->key, .social = social};
    *task = (struct task){.run = run, .action = action, .arena = arena_new()};
    social_fill(task);
}

static void settle_social(struct reader *reader, const struct social_read *read,
                          const struct ghl_answer *answer)
{
    struct adopted_social *adopted = read->adopted;
    struct task task;
    struct action action;
    struct ghl_social remote = {0};
    begin_task(reader->run, &task, &action, read->social);
    task.social.date_ms = adopted->seen->date_ms;
    if (answer->outcome == GHL_OK && ghl_read_social(answer, task.arena, &remote)) {
        adopted->equal = social_equals(&task, &remote);
    } else { /* it is read again before it is changed */
        remote = (struct ghl_social){.text = adopted->seen->text,
                                     .date_ms = adopted->seen->date_ms,
                                     .updated = adopted->seen->updated};
    }
    remote.id = adopted->seen->id;
    if (!remote.date_ms)
        remote.date_ms = adopted->seen->date_ms;
    adopt_social_entry(&task, &remote, adopted->equal);
    arena_free(task.arena);
}

static void answered(void *context, const struct ghl_answer *answer)
{
    struct reading *reading = context;
    struct reader *reader = reading->reader;
    reader->under_way--;
    if (reading->post)
        settle_post(reader, reading->post, answer);
    else
        settle_social(reader, reading->social, answer);
    free(reading);
    read_more(reader);
}

static void read_one(struct reader *reader, struct adopted_post *post,
                     const struct social_read *social)
{
    struct ghl *ghl = reader->run->ghl;
    struct reading *reading = mem_alloc(sizeof *reading);
    *reading = (struct reading){reader, post, social};
    reader->under_way++;
    ghl_send(ghl,
             post ? ghl_post_get(ghl, post->seen->id)
                  : ghl_social_get(ghl, social->adopted->seen->id),
             answered, reading);
}

/* The first post tells whether GHL has the single read; the others follow side by side. */
static void read_more(struct reader *reader)
{
    struct adoption *adoption = reader->adoption;
    enum single_get *known = &reader->run->single_get;
    while (reader->next_post < adoption->posts.len && *known == SINGLE_GET_MISSING)
        settle_by_row(reader, &adoption->posts.items[reader->next_post++]);
    size_t at_once = *known == SINGLE_GET_UNTRIED ? 1 : READS_AT_ONCE;
    while (reader->next_post < adoption->posts.len && reader->under_way < at_once)
        read_one(reader, &adoption->posts.items[reader->next_post++], NULL);
    while (reader->next_post == adoption->posts.len && reader->next_social < reader->social.len &&
           reader->under_way < READS_AT_ONCE)
        read_one(reader, NULL, &reader->social.items[reader->next_social++]);
}

/* ---- social posts ---- */

static bool is_selected(const struct run *run, const struct document *document)
{
    return !run->options->selected || run->options->selected[document->index];
}

static bool may_be_there(const struct run *run, const struct planned_social *planned)
{
    return !planned->entry && planned->fate != FATE_HELD &&
           is_selected(run, planned->social->document);
}

/* The window in which social posts are looked for. False: nobody misses one. */
static bool social_window(const struct run *run, int64_t *from, int64_t *to)
{
    bool any = false;
    for (size_t i = 0; i < run->plan->social_count; i++) {
        const struct planned_social *planned = &run->plan->socials[i];
        if (!may_be_there(run, planned))
            continue;
        int64_t due = planned->social->due_ms, first = due;
        /* What counts from "now" counted from another one when it was made. */
        if (planned->social->due_chosen)
            first = run->plan->now_ms - YEAR_MS;
        else if (planned->social->fresh)
            first = planned->social->post_ms;
        *from = !any || first < *from ? first : *from;
        *to = !any || due > *to ? due : *to;
        any = true;
    }
    return any;
}

static void record_row(struct task *task, struct adopted_social *adopted)
{
    const struct seen_social *seen = adopted->seen;
    struct ghl_social row = {.id = seen->id,
                             .text = seen->text,
                             .date_ms = seen->date_ms,
                             .updated = seen->updated,
                             .deleted = adopted->as == ADOPTED_DELETED};
    adopted->equal = true; /* what is out is not changed any more */
    adopt_social_entry(task, &row, true);
}

/* What a document asks for, and a row that is it. */
static void find_social(struct reader *reader, const struct planned_social *planned)
{
    struct run *run = reader->run;
    struct task task;
    struct action action;
    begin_task(run, &task, &action, planned->social);
    const struct seen_social *seen = task.social.accounts ? social_find_ours(&task, true) : NULL;
    bool past = seen && seen->date_ms <= run->plan->now_ms;
    if (seen && !(seen->deleted && past)) {
        bool out = past || (seen->status && strcmp(seen->status, "published") == 0);
        struct adopted_social *adopted = arena_alloc(reader->adoption->arena, sizeof *adopted);
        *adopted = (struct adopted_social){
            .document = planned->social->document,
            .key = arena_strdup(reader->adoption->arena, planned->social->key),
            .seen = seen,
            .as = seen->deleted ? ADOPTED_DELETED
                  : out         ? ADOPTED_OUT
                                : ADOPTED_SCHEDULED};
        record_row(&task, adopted);
        ARRAY_PUSH(&reader->all, ((struct social_read){adopted, planned->social}));
        if (adopted->as == ADOPTED_SCHEDULED) /* it is compared; the others cannot be changed */
            ARRAY_PUSH(&reader->social, ((struct social_read){adopted, planned->social}));
    }
    arena_free(task.arena);
}

static void find_socials(struct reader *reader)
{
    const struct run *run = reader->run;
    for (size_t i = 0; run->remote.social_count && i < run->plan->social_count; i++)
        if (may_be_there(run, &run->plan->socials[i]))
            find_social(reader, &run->plan->socials[i]);
}

/* ---- media ---- */

static bool is_used(const struct run *run, const struct asset *asset)
{
    const struct rendered_site *pages = run->options->pages;
    if (!run->options->selected)
        return true;
    for (size_t i = 0; i < pages->count; i++)
        for (size_t k = 0;
             run->options->selected[i] && pages->items[i] && k < pages->items[i]->asset_count; k++)
            if (pages->items[i]->assets[k] == asset)
                return true;
    return false;
}

static void find_media(struct run *run, struct adoption *adoption)
{
    for (size_t i = 0; run->remote.media_count && i < run->plan->len; i++) {
        const struct asset *asset =
            run->plan->actions[i].kind == ACTION_UPLOAD ? run->plan->actions[i].asset : NULL;
        const struct seen_media *seen =
            asset && is_used(run, asset) ? ghlpub_seen_media(&run->remote, asset->hash) : NULL;
        if (!seen)
            continue;
        adopt_media(run, asset, seen->id, seen->name, seen->url);
        ARRAY_PUSH(&adoption->media, ((struct adopted_media){asset, seen}));
    }
}

/* ---- the whole ---- */

struct documents ARRAY(const struct document *);

/* Those whose post the state does not know. What is broken, or waits for an open intent, is told.
 */
static void collect(struct run *run, struct adoption *adoption, struct documents *documents)
{
    const struct plan *plan = run->plan;
    for (size_t i = 0; i < plan->len; i++)
        if (plan->actions[i].kind == ACTION_CREATE &&
            is_selected(run, plan->actions[i].post->document))
            ARRAY_PUSH(documents, plan->actions[i].post->document);
    for (size_t i = 0; i < plan->held_count; i++) {
        const struct held *held = &plan->held[i];
        const struct document *document = ghlpub_site_find(run->options->site, held->path);
        if ((held->reason == HELD_BROKEN || held->reason == HELD_OPEN) && document &&
            is_selected(run, document))
            ARRAY_PUSH(
                &adoption->left,
                ((struct adopt_left){document->path, arena_strdup(adoption->arena, held->text)}));
    }
}

static bool take_posts(struct run *run, struct adoption *adoption,
                       const struct documents *documents, struct error *err)
{
    if (!look_at(run, &(struct look_wish){.posts = true}, err))
        return false;
    adopt_match(run, documents->items, documents->len, adoption);
    for (size_t i = 0; i < adoption->posts.len; i++) {
        struct ghl_post row = row_of(adoption->posts.items[i].seen);
        adopt_known(run, adoption->posts.items[i].document, &row);
    }
    if (adoption->posts.len)
        adopt_plan(run);
    return true;
}

static void warn(struct run *run, const struct error *err, const char *what)
{
    if (err->kind == ERROR_NONE)
        return;
    struct diagnostic *item =
        diagnose(run->found, SEVERITY_WARNING, err->code, (struct place){NULL, 0, 0},
                 "%s are not adopted: %s", what, err->message);
    if (err->hint)
        diagnostic_hint(item, "%s", err->hint);
}

/* Files and social posts: without them the posts are adopted all the same. */
static bool look_at_rest(struct run *run, struct error *err)
{
    struct look_wish wish = {.media_of = run->plan};
    bool social = social_window(run, &wish.from_ms, &wish.to_ms);
    if (social && !list_directory(run->ghl, run->directory, LIST_ACCOUNTS, &run->social_error))
        wish.from_ms = wish.to_ms = 0;
    if (run->social_error.kind == ERROR_INTERRUPTED || !look_at(run, &wish, err))
        return false;
    warn(run, &run->media_error, "files");
    warn(run, &run->social_error, "social posts");
    return true;
}

static bool compare(struct run *run, struct adoption *adoption, struct error *err)
{
    struct reader reader = {.run = run, .adoption = adoption};
    find_media(run, adoption);
    find_socials(&reader);
    read_more(&reader);
    bool good = ghl_run(run->ghl, err);
    for (size_t i = 0; i < reader.all.len; i++)
        ARRAY_PUSH(&adoption->social, *reader.all.items[i].adopted);
    ARRAY_RELEASE(&reader.social);
    ARRAY_RELEASE(&reader.all);
    return good;
}

static bool find(struct run *run, struct adoption *adoption, struct error *err)
{
    struct documents documents = {NULL, 0, 0};
    int64_t from, to;
    adopt_plan(run);
    collect(run, adoption, &documents);
    bool good = true,
         any = documents.len || social_window(run, &from, &to) || run->plan->counts[ACTION_UPLOAD];
    if (any)
        good = run_connect(run, LIST_CONTENT, err);
    if (any && good) {
        ghlpub_state_set_time(run->state, run_now_ms(run));
        good = (!documents.len || take_posts(run, adoption, &documents, err)) &&
               look_at_rest(run, err) && compare(run, adoption, err);
    }
    ARRAY_RELEASE(&documents);
    if (stop_signal() && err->kind == ERROR_NONE) {
        error_set(err, ERROR_INTERRUPTED, "interrupted", "interrupted; nothing was recorded");
        good = false;
    }
    return good;
}

struct adoption *ghlpub_adopt_find(const struct publish_options *options, struct diagnostics *found,
                                   struct error *err)
{
    struct adoption *adoption = mem_alloc(sizeof *adoption);
    struct adoption_private *private = mem_alloc(sizeof *private);
    adoption->arena = arena_new();
    adoption->private = private;
    adopt_run_begin(&private->run, options, found, &private->result, NULL);
    bool good = find(&private->run, adoption, err);
    adoption->requests = ghl_counts(options->ghl);
    if (good)
        return adoption;
    ghlpub_adopt_free(adoption);
    return NULL;
}

bool ghlpub_adopt_write(struct adoption *adoption, struct error *err)
{
    return adopt_write(&adoption->private->run, err);
}

void ghlpub_adopt_free(struct adoption *adoption)
{
    if (!adoption)
        return;
    adopt_run_end(&adoption->private->run);
    ARRAY_RELEASE(&adoption->posts);
    ARRAY_RELEASE(&adoption->doubts);
    ARRAY_RELEASE(&adoption->media);
    ARRAY_RELEASE(&adoption->social);
    ARRAY_RELEASE(&adoption->without);
    ARRAY_RELEASE(&adoption->strangers);
    ARRAY_RELEASE(&adoption->left);
    arena_free(adoption->arena);
    free(adoption->private);
    free(adoption);
}
