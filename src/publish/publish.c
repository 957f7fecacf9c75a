/*
 * One publish from beginning to end: resolve, plan, look, plan again with what
 * was seen, consent, carry out, fold.
 */
#include "run.h"

#include "base/clock.h"
#include "base/stop.h"

#include <stdlib.h>
#include <string.h>

static bool before_writes(void *context)
{
    struct run *run = context;
    struct error err = ERROR_INIT;
    ghlpub_state_set_time(run->state, run_now_ms(run));
    if (ghlpub_state_sync(run->state, false, &err))
        return true;
    run->stopping = true;
    if (run->fatal.kind == ERROR_NONE)
        error_move(&run->fatal, &err);
    error_release(&err);
    return false;
}

static void tick(void *context)
{
    struct run *run = context;
    if (run->options->watch.event)
        run->options->watch.event(run->options->watch.context, PUBLISH_TICK, NULL, NULL);
}

/* What was seen, with the slugs that were lost since. A copy: plans point into the first one. */
static struct remote remote_now(const struct run *run)
{
    struct remote remote = run->remote;
    size_t count = remote.post_count;
    for (const struct stranger *one = run->strangers; one; one = one->next)
        count++;
    if (count == remote.post_count)
        return remote;
    struct seen_post *posts = arena_alloc(run->arena, count * sizeof *posts);
    if (remote.post_count)
        memcpy(posts, remote.posts, remote.post_count * sizeof *posts);
    for (const struct stranger *one = run->strangers; one; one = one->next)
        posts[remote.post_count++] = (struct seen_post){.id = "", .slug = one->slug};
    remote.posts = posts;
    return remote;
}

/* A clock that is wrong would publish at once what is scheduled, so the server's decides where they
 * differ; told once. */
static int64_t plan_now_ms(struct run *run)
{
    enum { TOLERATED_MS = 120000 };
    int64_t mine = clock_now_ms(run->options->clock), server = ghl_server_ms(run->ghl);
    int64_t off = mine - server;
    if (run->options->clock_fixed || !server || (off < TOLERATED_MS && off > -TOLERATED_MS))
        return mine;
    if (!run->clock_told)
        diagnose(run->found, SEVERITY_WARNING, "clock-wrong", (struct place){NULL, 0, 0},
                 "this machine's clock is %lld s %s the server's; the server's time is used",
                 (long long)(off < 0 ? -off : off) / 1000, off < 0 ? "behind" : "ahead of");
    run->clock_told = true;
    return server;
}

/* `force`: as the options say, or not, where the plan only follows up on an earlier one. */
static struct plan_input input_of(struct run *run, const struct remote *remote, bool with_remote,
                                  bool force)
{
    const struct publish_options *options = run->options;
    return (struct plan_input){
        .site = options->site,
        .pages = options->pages,
        .state = run->state,
        .directory = run->directory,
        .remote = with_remote || remote->refreshed ? remote : NULL,
        .on_drift = options->on_drift,
        .recreate = options->recreate,
        .now_ms = plan_now_ms(run),
        .selected = options->selected,
        .patterns = options->patterns,
        .pattern_count = options->pattern_count,
        .renames = options->renames,
        .rename_count = options->rename_count,
        .only = options->only,
        .prune = options->prune,
        .force = force,
        /* They are listed before anything is sent. A kept plan was checked with those of then. */
        .any_name = !with_remote && !run->plan && !options->kept,
        .under_way = with_remote,
        .hold_open = with_remote || run->plan,
    };
}

static struct plan *make_plan(struct run *run, bool with_remote, bool force,
                              struct diagnostics *found)
{
    struct remote remote = remote_now(run);
    struct plan_input input = input_of(run, &remote, with_remote, force);
    return ghlpub_plan(&input, found);
}

static bool is_as_kept(struct run *run, const struct plan *plan, bool with_remote,
                       struct error *err)
{
    struct remote remote = remote_now(run);
    struct plan_input input = input_of(run, &remote, with_remote, run->options->force);
    return kept_plan_holds(run, plan, &input, !input.remote, err);
}

/* What has to be listed for the plan: only what it needs, since a token may lack the scopes of the
 * rest, and a server the calls. */
static unsigned needed_lists(const struct run *run, const struct plan *plan)
{
    unsigned lists = LIST_BLOGS;
    for (size_t i = 0; i < plan->len; i++) {
        const struct desired_social *social = plan->actions[i].social;
        if (plan->actions[i].post && plan->actions[i].kind != ACTION_MOVE)
            lists |= LIST_NAMES;
        if (!social || plan->actions[i].kind == ACTION_CANCEL)
            continue;
        lists |= LIST_ACCOUNTS;
        if (social->entry->tags.len)
            lists |= LIST_TAGS;
        if (social->entry->category.text)
            lists |= LIST_SOCIAL_CATEGORIES;
        if (social->entry->approver.text || !looks_like_id(run->options->site->config.user))
            lists |= LIST_USERS;
    }
    return lists;
}

int64_t run_now_ms(const struct run *run)
{
    int64_t server = ghl_server_ms(run->ghl);
    return server ? server : clock_now_ms(run->options->clock);
}

bool own_blog(struct run *run, struct error *err)
{
    const struct config *config = &run->options->site->config;
    run->blog = ghlpub_publish_blog(run->directory, config, err);
    if (!run->blog)
        return false;
    const char *known = ghlpub_state_blog(run->state);
    if (known && *known && strcmp(known, run->blog) != 0) {
        error_set(err, ERROR_CONFIG, "state-foreign",
                  "the state belongs to another blog (%s) than \"%s\" (%s)", known, config->blog,
                  run->blog);
        error_hint(err, "use an environment of its own for another blog (`environments` in "
                        "ghlpub.yaml), or another `state` file");
        return false;
    }
    ghlpub_state_set_owner(run->state, config->location, run->blog);
    return true;
}

/* Authors and categories, tags and categories of the planner. Where their listing alone is refused
 * (a scope, a server without the call), only what needs a name of them fails. */
static bool list_words(struct run *run, unsigned lists, struct error *err)
{
    struct error refused = ERROR_INIT;
    if (list_directory(run->ghl, run->directory, lists, &refused))
        return true;
    bool alone = refused.kind == ERROR_FAILED || strcmp(refused.code, "scope-missing") == 0;
    if (!alone) {
        error_move(err, &refused);
        return false;
    }
    struct diagnostic *item = diagnose(run->found, SEVERITY_WARNING, "names-not-listed",
                                       (struct place){NULL, 0, 0}, "%s", refused.message);
    if (refused.hint)
        diagnostic_hint(item, "%s", refused.hint);
    error_release(&refused);
    return true;
}

/* Names, and the id of the blog. */
bool run_connect(struct run *run, unsigned lists, struct error *err)
{
    const struct publish_options *options = run->options;
    unsigned social = lists & ~(unsigned)LIST_CONTENT;
    if (!list_directory(run->ghl, run->directory, LIST_BLOGS, err) ||
        ((lists & LIST_NAMES) && !list_words(run, LIST_NAMES, err)))
        return false;
    unsigned words = LIST_TAGS | LIST_SOCIAL_CATEGORIES;
    if (social & ~words)
        list_directory(run->ghl, run->directory, social & ~words, &run->social_error);
    if ((social & words) && !list_words(run, social & words, err))
        return false;
    run->directory->location = options->site->config.location;
    return ghlpub_directory_save(run->directory, options->state_path, err) && own_blog(run, err);
}

static void note_plan(struct run *run, const struct plan *plan)
{
    for (size_t i = 0; i < plan->held_count; i++)
        result_held(run, &plan->held[i]);
    run->result->held = plan->held_count;
    run->result->unchanged = plan->unchanged;
    for (size_t i = 0; i < plan->held_count; i++) {
        enum held_reason reason = plan->held[i].reason;
        run->result->blocked += reason == HELD_DRIFT || reason == HELD_GONE ||
                                reason == HELD_SLUG_TAKEN || reason == HELD_NAME ||
                                reason == HELD_OPEN || reason == HELD_REDIRECT_TAKEN;
    }
}

/* What is out and changed in its document is told once: the state knows what was told. */
static void note_told(struct run *run, const struct plan *plan)
{
    for (size_t i = 0; i < plan->held_count; i++) {
        const struct held *held = &plan->held[i];
        if (!held->source || !held->entry || held->entry->unfinished)
            continue;
        struct state_entry *entry = ghlpub_state_edit(run->state, STATE_SOCIAL, held->entry->key);
        state_set(entry, STATE_SOURCE, held->source);
        ghlpub_state_record(run->state, entry);
    }
}

/* Did a post come out under another slug than planned, so that links to it are stale? One that was
 * not written (skipped, failed) has its old slug for that reason, and an older hash. */
static bool slugs_changed(const struct run *run)
{
    for (size_t i = 0; i < run->options->site->document_count; i++) {
        const struct desired_post *post = run->plan->posts[i];
        const struct state_entry *entry =
            post ? ghlpub_state_find(run->state, STATE_POST, post->key) : NULL;
        const char *slug = entry ? state_get(entry, STATE_SLUG) : NULL;
        const char *hash = entry ? state_get(entry, STATE_HASH) : NULL;
        bool settled = hash && post && strcmp(hash, post->hash) == 0;
        if (settled && slug && strcmp(slug, post->slug) != 0)
            return true;
    }
    return false;
}

static void set_interrupted(struct error *err)
{
    error_set(err, ERROR_INTERRUPTED, "interrupted", "interrupted; what was done is recorded");
    error_hint(err, "run `ghlpub publish` again to do the rest");
}

static bool carry_out(struct run *run, struct error *err)
{
    note_told(run, run->plan);
    tasks_run(run);
    if (run->fatal.kind == ERROR_NONE && !run->stopping && !run->options->kept &&
        slugs_changed(run)) {
        struct diagnostics again = DIAGNOSTICS_INIT;
        struct plan *first = run->plan;
        run->plan = make_plan(run, true, false, &again);
        tasks_run(run);
        ghlpub_plan_free(first);
        diagnostics_release(&again);
    }
    if (stop_signal() && run->fatal.kind == ERROR_NONE)
        set_interrupted(&run->fatal);
    if (run->fatal.kind != ERROR_NONE) {
        error_move(err, &run->fatal);
        return false;
    }
    return true;
}

/* What was seen of entries that nothing is to be written for. */
static void record_touched(struct run *run, const struct plan *plan)
{
    ghlpub_state_set_time(run->state, run_now_ms(run));
    for (size_t i = 0; i < plan->touched_count; i++) {
        const struct touched *touched = &plan->touched[i];
        struct state_entry *entry = ghlpub_state_edit(run->state, touched->kind, touched->key);
        if (touched->updated)
            state_set(entry, STATE_UPDATED, touched->updated);
        else
            state_set(entry, STATE_GONE, "deleted");
        ghlpub_state_record(run->state, entry);
    }
}

static bool plan_and_consent(struct run *run, struct error *err)
{
    const struct publish_options *options = run->options;
    run->plan = make_plan(run, true, options->force, run->found);
    social_mark_adopted(run);
    note_plan(run, run->plan);
    if (!is_as_kept(run, run->plan, true, err) ||
        !ghlpub_plan_drift_allowed(run->plan, options->on_drift, err))
        return false;
    record_touched(run, run->plan);
    if (!ghlpub_plan_within_limits(run->plan, &options->limits, run->state, err))
        return false;
    return !options->watch.consent ||
           options->watch.consent(options->watch.context, run->plan, err);
}

/* With --prune a twin becomes an entry of its own, which nothing wants, so that it is taken offline
 * (or cancelled) as any other. */
static void split_twins(struct run *run)
{
    for (bool again = true; again;) {
        size_t count;
        struct state_entry *const *twins = ghlpub_state_twins(run->state, &count);
        again = false;
        for (size_t i = 0; i < count && !again; i++) {
            const struct state_entry *twin = twins[i];
            const char *id = arena_strdup(run->arena, state_get(twin, STATE_ID));
            const char *key = arena_strdup(run->arena, twin->key);
            enum state_kind kind = twin->kind;
            if (kind == STATE_MEDIA || !id)
                continue;
            struct state_entry *own =
                ghlpub_state_edit(run->state, kind, arena_printf(run->arena, "%s~%s", key, id));
            for (int field = 0; field < STATE_FIELDS; field++)
                state_set(own, (enum state_field)field, twin->fields[field]);
            if (!state_get(own, STATE_PATH))
                state_set(own, STATE_PATH, key);
            again = ghlpub_state_drop_twin(run->state, kind, key, id);
            ghlpub_state_record(run->state, own);
        }
    }
}

static bool nothing_to_do(struct run *run, const struct plan *plan, struct error *err)
{
    const struct publish_options *options = run->options;
    note_plan(run, plan);
    if (!ghlpub_plan_drift_allowed(plan, options->on_drift, err))
        return false;
    if (options->watch.nothing)
        options->watch.nothing(options->watch.context, plan);
    note_told(run, plan);
    record_touched(run, plan);
    return true;
}

/* The names, what is at GHL of what the plan creates and, where it decides about the whole run,
 * what was edited by hand of what it changes. */
static bool look_at_plan(struct run *run, const struct plan *plan, struct error *err)
{
    bool all = run->options->on_drift != ON_DRIFT_SKIP || run->options->kept;
    bool edits = all && !run->remote.refreshed;
    return run_connect(run, needed_lists(run, plan), err) &&
           (!edits || refresh_planned(run, plan, err)) && look(run, plan, err);
}

static bool whole_run(struct run *run, struct error *err)
{
    const struct publish_options *options = run->options;
    if (options->prune)
        split_twins(run);
    size_t open;
    ghlpub_intents(run->state, &open);
    if (open && !(run_connect(run, LIST_CONTENT, err) && resolve_inherited(run, err)))
        return false;
    if ((options->refresh || options->recreate) &&
        !(run_connect(run, LIST_CONTENT, err) && refresh(run, err)))
        return false;
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct plan *first = make_plan(run, false, options->force, &found);
    bool good = is_as_kept(run, first, false, err);
    if (!good) {
        run->result->not_begun = first->len;
    } else if (ghlpub_plan_is_empty(first)) {
        diagnostics_move(run->found, &found);
        good = nothing_to_do(run, first, err);
        run->result->nothing = !open;
    } else {
        good = look_at_plan(run, first, err) && plan_and_consent(run, err) && carry_out(run, err);
    }
    diagnostics_release(&found);
    ghlpub_plan_free(first);
    return good;
}

/* A whole run around `work`: what must be there before it, and be on disk after it. */
static bool run_around(const struct publish_options *options, struct plan *plan,
                       bool (*work)(struct run *run, struct error *err), struct diagnostics *found,
                       struct publish_result *result, struct error *err)
{
    struct run run = {.options = options,
                      .ghl = options->ghl,
                      .state = options->state,
                      .found = found,
                      .result = result,
                      .plan = plan,
                      .arena = arena_new()};
    const char *location = options->site->config.location;
    run.directory = ghlpub_directory_load(options->state_path, location);
    ghl_set_turn(run.ghl, before_writes, &run);
    ghl_set_tick(run.ghl, tick, &run);
    bool good = work(&run, err);
    /* A signal cuts requests short: their errors are its doing, and not the server's. */
    if (stop_signal() && (good || err->kind != ERROR_STATE)) {
        good = false;
        set_interrupted(err);
    }
    struct error fold = ERROR_INIT;
    /* Whatever happened: what was learned is on disk before anything is told. */
    if ((!ghlpub_state_sync(run.state, true, &fold) || !ghlpub_state_fold(run.state, &fold)) &&
        good) {
        error_move(err, &fold);
        good = false;
    }
    sent_write(&run);
    error_release(&fold);
    error_release(&run.media_error);
    error_release(&run.social_error);
    error_release(&run.redirect_error);
    error_release(&run.fatal);
    result->requests = ghl_counts(run.ghl);
    ghl_set_turn(run.ghl, NULL, NULL);
    ghl_set_tick(run.ghl, NULL, NULL);
    ghlpub_plan_free(run.plan);
    ghlpub_directory_free(run.directory);
    seen_release(&run);
    arena_free(run.arena);
    return good;
}

bool ghlpub_publish(const struct publish_options *options, struct diagnostics *found,
                    struct publish_result *result, struct error *err)
{
    return run_around(options, NULL, whole_run, found, result, err);
}

/* ---- media prune ---- */

static bool prune_run(struct run *run, struct error *err)
{
    run->result->unchanged = run->plan->unchanged;
    tasks_run(run);
    if (run->fatal.kind == ERROR_NONE)
        return true;
    error_move(err, &run->fatal);
    return false;
}

bool ghlpub_publish_media_prune(const struct publish_options *options, struct plan *plan,
                                struct diagnostics *found, struct publish_result *result,
                                struct error *err)
{
    return run_around(options, plan, prune_run, found, result, err);
}
