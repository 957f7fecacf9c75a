/*
 * Refreshing: what GHL has now of what the state knows, read and not written.
 * Few requests: listings for all, single reads only of what changed, or of what
 * no listing shows. Lists lag, so that nothing counts as deleted before a read
 * of the object (or of its slug) has said so.
 */
#include "run.h"

#include "base/clock.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

struct refreshing {
    struct run *run;
    struct error *err;
    bool failed;
    size_t unread;           /* objects whose single read failed */
    struct error read_error; /* the first of these */
};

static void note_unread(struct refreshing *refreshing, const struct ghl_answer *answer)
{
    struct error *err = &refreshing->read_error;
    refreshing->unread++;
    if (err->kind == ERROR_NONE && answer->error.code)
        error_set(err, answer->error.kind, answer->error.code, "%s",
                  answer->error.message ? answer->error.message : "");
}

/* ---- what is looked at ---- */

static bool is_selected(const struct run *run, const struct state_entry *entry)
{
    const struct publish_options *options = run->options;
    const char *path = state_get(entry, STATE_PATH);
    if (!options->patterns)
        return true;
    if (!path)
        path = entry->key;
    const char *mark = entry->kind == STATE_SOCIAL ? strrchr(path, '#') : NULL;
    if (mark)
        path = arena_strndup(run->arena, path, (size_t)(mark - path));
    return ghlpub_path_selected(path, options->patterns, options->pattern_count);
}

/* A post that was found deleted is looked for again: it may have been brought back. */
static bool is_looked_at(const struct run *run, const struct state_entry *entry)
{
    const char *gone = state_get(entry, STATE_GONE);
    bool tombstone = gone && (entry->kind == STATE_SOCIAL || strcmp(gone, "removed") == 0);
    return state_get(entry, STATE_ID) && !tombstone && is_selected(run, entry);
}

static bool any_entry(const struct run *run, enum state_kind kind)
{
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(run->state, kind, &count);
    for (size_t i = 0; i < count; i++)
        if (is_looked_at(run, entries[i]))
            return true;
    return false;
}

/* ---- the listings ---- */

static bool post_row(void *context, const void *item)
{
    const struct refreshing *refreshing = context;
    seen_post(refreshing->run, item);
    return true;
}

static void posts_listed(void *context, const struct ghl_answer *answer)
{
    struct refreshing *refreshing = context;
    refreshing->run->remote.posts_whole = answer->outcome == GHL_OK;
    if (answer->outcome == GHL_OK || refreshing->failed)
        return;
    refreshing->failed = true;
    error_set(refreshing->err, answer->error.kind, answer->error.code,
              "what GHL has now cannot be listed: %s", answer->error.message);
    if (answer->error.hint)
        error_hint(refreshing->err, "%s", answer->error.hint);
}

static bool social_row(void *context, const void *item)
{
    const struct refreshing *refreshing = context;
    seen_social(refreshing->run, item);
    return true;
}

/* A token that may not read social posts leaves them as they are recorded; the rest is told. */
static void social_listed(void *context, const struct ghl_answer *answer)
{
    const struct refreshing *refreshing = context;
    refreshing->run->remote.social_whole = answer->outcome == GHL_OK;
    if (answer->outcome == GHL_OK)
        return;
    struct diagnostic *item = diagnose(
        refreshing->run->found, SEVERITY_WARNING, "social-not-listed", (struct place){NULL, 0, 0},
        "what became of the social posts cannot be read: %s", answer->error.message);
    if (answer->error.hint)
        diagnostic_hint(item, "%s", answer->error.hint);
}

static void list_social(struct refreshing *refreshing)
{
    struct run *run = refreshing->run;
    int64_t from = 0, to = 0;
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(run->state, STATE_SOCIAL, &count);
    for (size_t i = 0; i < count; i++) {
        int64_t due = social_entry_due_ms(entries[i]);
        if (!due || !is_looked_at(run, entries[i]))
            continue;
        from = from == 0 || due < from ? due : from;
        to = due > to ? due : to;
    }
    if (from)
        ghl_list(run->ghl, &(struct ghl_list){.kind = GHL_SOCIAL,
                                              .from_ms = from - 60000,
                                              .to_ms = to + 60000,
                                              .item = social_row,
                                              .done = social_listed,
                                              .context = refreshing});
}

/* ---- single posts ---- */

struct post_question {
    struct refreshing *refreshing;
    const char *id, *slug;
    bool listed;
};

static void post_is_gone(const struct post_question *question)
{
    seen_add_post(question->refreshing->run, question->id)->gone = true;
}

/* Nobody has its slug: it is gone. Somebody has it: it is there and no listing shows it yet, or it
 * is another one's; then nothing is said. */
static void slug_asked(void *context, const struct ghl_answer *answer)
{
    struct post_question *question = context;
    bool exists = true;
    if (answer->outcome == GHL_OK && ghl_read_exists(answer, &exists) && !exists)
        post_is_gone(question);
    else if (answer->outcome != GHL_OK)
        note_unread(question->refreshing, answer);
}

static void ask_slug(struct post_question *question)
{
    struct run *run = question->refreshing->run;
    if (question->slug)
        ghl_send(run->ghl, ghl_slug_exists(run->ghl, question->slug, NULL), slug_asked, question);
}

static void post_read(void *context, const struct ghl_answer *answer)
{
    struct post_question *question = context;
    struct refreshing *refreshing = question->refreshing;
    struct run *run = refreshing->run;
    struct arena *arena = arena_new();
    struct ghl_post post = {0};
    bool absent = answer->status == 404 && !ghl_post_get_missing(answer);
    if (answer->outcome == GHL_OK && ghl_read_post(answer, arena, &post)) {
        run->single_get = SINGLE_GET_WORKS;
        seen_post(run, &post);
    } else if (ghl_post_get_missing(answer) || (absent && question->listed)) {
        run->single_get = SINGLE_GET_MISSING; /* it is listed: it is the call that is not there */
        if (!question->listed)
            ask_slug(question);
    } else if (absent && run->single_get == SINGLE_GET_WORKS) {
        post_is_gone(question);
    } else if (absent) {
        ask_slug(question);
    } else {
        note_unread(refreshing, answer);
    }
    arena_free(arena);
}

static void ask_post(struct refreshing *refreshing, const struct state_entry *entry, bool listed)
{
    struct run *run = refreshing->run;
    struct post_question *question = arena_alloc(run->arena, sizeof *question);
    *question =
        (struct post_question){.refreshing = refreshing,
                               .id = arena_strdup(run->arena, state_get(entry, STATE_ID)),
                               .slug = arena_strdup(run->arena, state_get(entry, STATE_SLUG)),
                               .listed = listed};
    if (run->single_get != SINGLE_GET_MISSING)
        ghl_send(run->ghl, ghl_post_get(run->ghl, question->id), post_read, question);
    else if (!listed)
        ask_slug(question);
}

/* Does one have to be read: no listing shows it, or it changed? */
static bool needs_reading(struct run *run, const struct state_entry *entry, bool *listed)
{
    const struct seen_post *seen = seen_find_post(run, state_get(entry, STATE_ID));
    *listed = seen != NULL;
    return !seen || (!seen->remote && ghlpub_post_drifted(entry, seen->status, seen->updated));
}

/* The first one alone: whether there is such a call is found out once. */
static bool read_posts(struct refreshing *refreshing, struct error *err)
{
    struct run *run = refreshing->run;
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(run->state, STATE_POST, &count);
    bool tried = run->single_get != SINGLE_GET_UNTRIED;
    for (size_t i = 0; i < count; i++) {
        bool listed;
        if (!is_looked_at(run, entries[i]) || !needs_reading(run, entries[i], &listed))
            continue;
        ask_post(refreshing, entries[i], listed);
        if (!tried && !ghl_run(run->ghl, err))
            return false;
        tried = true;
    }
    return true;
}

/* ---- single social posts ---- */

struct social_question {
    struct refreshing *refreshing;
    const char *id;
};

static void social_read(void *context, const struct ghl_answer *answer)
{
    struct social_question *question = context;
    struct run *run = question->refreshing->run;
    struct arena *arena = arena_new();
    struct ghl_social post = {0};
    if (answer->outcome == GHL_OK && ghl_read_social(answer, arena, &post)) {
        post.parent = NULL;
        seen_social(run, &post);
    } else if (answer->status == 404) {
        seen_add_social(run, question->id)->deleted = true;
    } else {
        note_unread(question->refreshing, answer);
    }
    arena_free(arena);
}

static void ask_social(struct refreshing *refreshing, const char *id)
{
    struct run *run = refreshing->run;
    struct social_question *question = arena_alloc(run->arena, sizeof *question);
    *question = (struct social_question){refreshing, arena_strdup(run->arena, id)};
    ghl_send(run->ghl, ghl_social_get(run->ghl, question->id), social_read, question);
}

/* What the window does not show was moved out of it, or is not there any more. */
static void read_social(struct refreshing *refreshing)
{
    struct run *run = refreshing->run;
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(run->state, STATE_SOCIAL, &count);
    for (size_t i = 0; run->remote.social_whole && i < count; i++)
        if (is_looked_at(run, entries[i]) && !seen_has_social(run, state_get(entries[i], STATE_ID)))
            ask_social(refreshing, state_get(entries[i], STATE_ID));
}

/* ---- the whole ---- */

static void tell_unread(struct refreshing *refreshing)
{
    if (refreshing->unread)
        diagnostic_hint(
            diagnose(refreshing->run->found, SEVERITY_WARNING, "refresh-incomplete",
                     (struct place){NULL, 0, 0},
                     "%zu post%s could not be read, so that an edit of %s may not be seen: %s",
                     refreshing->unread, refreshing->unread == 1 ? "" : "s",
                     refreshing->unread == 1 ? "it" : "them",
                     refreshing->read_error.message ? refreshing->read_error.message
                                                    : "no reason is given"),
            "run it again with --refresh");
    error_release(&refreshing->read_error);
}

bool refresh(struct run *run, struct error *err)
{
    struct refreshing refreshing = {.run = run, .err = err, .read_error = ERROR_INIT};
    list_posts(run, post_row, posts_listed, &refreshing);
    if (any_entry(run, STATE_SOCIAL))
        list_social(&refreshing);
    bool good = ghl_run(run->ghl, err) && !refreshing.failed;
    if (good) {
        good = read_posts(&refreshing, err);
        if (good)
            read_social(&refreshing);
        good = good && ghl_run(run->ghl, err);
    }
    tell_unread(&refreshing);
    run->remote.refreshed = good;
    return good;
}

static bool changes_post(const struct action *action)
{
    return (action->kind == ACTION_UPDATE || action->kind == ACTION_OFFLINE ||
            action->kind == ACTION_ARCHIVE) &&
           action->entry && state_get(action->entry, STATE_ID);
}

static bool changes_social(const struct action *action)
{
    return (action->kind == ACTION_EDIT || action->kind == ACTION_RESCHEDULE ||
            action->kind == ACTION_CANCEL) &&
           action->entry && state_get(action->entry, STATE_ID);
}

bool refresh_planned(struct run *run, const struct plan *plan, struct error *err)
{
    struct refreshing refreshing = {.run = run, .err = err, .read_error = ERROR_INIT};
    bool good = true, posts = false;
    for (size_t i = 0; good && i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        bool tried = run->single_get != SINGLE_GET_UNTRIED;
        if (changes_social(action))
            ask_social(&refreshing, state_get(action->entry, STATE_ID));
        if (!changes_post(action))
            continue;
        posts = true;
        ask_post(&refreshing, action->entry,
                 seen_find_post(run, state_get(action->entry, STATE_ID)));
        good = tried || ghl_run(run->ghl, err);
    }
    good = good && ghl_run(run->ghl, err);
    if (good && posts && run->single_get != SINGLE_GET_WORKS && !run->remote.posts_whole) {
        list_posts(run, post_row, posts_listed, &refreshing);
        good = ghl_run(run->ghl, err) && !refreshing.failed;
    }
    tell_unread(&refreshing);
    return good;
}

bool refresh_drifted(struct run *run, const struct plan *plan, struct error *err)
{
    struct refreshing refreshing = {.run = run, .err = err, .read_error = ERROR_INIT};
    for (size_t i = 0; run->single_get != SINGLE_GET_MISSING && i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        bool listed;
        if (changes_post(action) && needs_reading(run, action->entry, &listed) && listed)
            ask_post(&refreshing, action->entry, true);
    }
    bool good = ghl_run(run->ghl, err);
    tell_unread(&refreshing);
    return good;
}

bool ghlpub_publish_refresh(const struct publish_options *options, struct refreshed *refreshed,
                            struct diagnostics *found, struct error *err)
{
    struct run run = {.options = options,
                      .ghl = options->ghl,
                      .state = options->state,
                      .found = found,
                      .arena = arena_new()};
    run.directory = ghlpub_directory_load(options->state_path, options->site->config.location);
    unsigned lists = LIST_CONTENT;
    if (any_entry(&run, STATE_SOCIAL))
        lists |= LIST_ACCOUNTS;
    bool good = run_connect(&run, lists, err) && refresh(&run, err);
    int64_t server = ghl_server_ms(run.ghl);
    *refreshed = (struct refreshed){.arena = run.arena,
                                    .remote = run.remote,
                                    .at_ms = server ? server : clock_now_ms(options->clock),
                                    .requests = ghl_counts(run.ghl)};
    error_release(&run.social_error);
    map_release(&run.seen, NULL);
    ghlpub_directory_free(run.directory);
    if (!good)
        ghlpub_refreshed_release(refreshed);
    return good;
}

void ghlpub_refreshed_release(struct refreshed *refreshed)
{
    free(refreshed->remote.posts);
    free(refreshed->remote.media);
    free(refreshed->remote.social);
    if (refreshed->arena)
        arena_free(refreshed->arena);
    *refreshed = (struct refreshed){0};
}
