/*
 * Looking before the first creation of a run: what the state does not know may
 * be at GHL already (an older checkout, a lost state, another machine). What is
 * ours is then taken over, and nothing is made twice (exactly-once, 1).
 */
#include "run.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MS (24 * INT64_C(3600000))

/* Up to this many new slugs are asked one by one, if the state is empty or not; beyond it, the
 * listing of all posts is fewer requests. */
#define ASK_SLUGS 4

/* ---- the look ---- */

struct slug_question;

struct looking {
    struct run *run;
    struct error *err;
    bool failed;
    bool slug_exists;
    bool doubt; /* the single read of a post said 404, which may mean the call or the post */
    const char *doubted;
    struct slug_question *questions;
};

static void note_failure(struct looking *looking, const struct ghl_answer *answer)
{
    if (answer->outcome == GHL_OK || looking->failed)
        return;
    looking->failed = true;
    error_set(looking->err, answer->error.kind, answer->error.code,
              "cannot look at what is at GHL already, so nothing is created: %s",
              answer->error.message);
    if (answer->error.hint)
        error_hint(looking->err, "%s", answer->error.hint);
}

static bool seen_post_row(void *context, const void *item)
{
    struct looking *looking = context;
    seen_post(looking->run, item);
    return true;
}

static void posts_listed(void *context, const struct ghl_answer *answer)
{
    struct looking *looking = context;
    looking->run->remote.posts_whole = answer->outcome == GHL_OK;
    note_failure(looking, answer);
}

/* One slug of which it was asked whether a post (other than `own`) has it. */
struct slug_question {
    struct looking *looking;
    struct slug_question *next;
    const char *slug;
    bool taken;
};

static void slug_asked(void *context, const struct ghl_answer *answer)
{
    struct slug_question *question = context;
    struct looking *looking = question->looking;
    bool exists = true;
    if (answer->outcome == GHL_OK && ghl_read_exists(answer, &exists)) {
        question->taken = exists;
        looking->slug_exists |= exists;
    } else if (answer->outcome == GHL_OK || answer->outcome == GHL_REFUSED) {
        looking->slug_exists = true; /* it does not tell, or there is no such call: the rows do */
    } else {
        note_failure(looking, answer);
    }
}

/* The listing may lag behind a slug that is known to be taken: it is somebody's all the same. */
static void add_unlisted(struct looking *looking)
{
    struct remote *remote = &looking->run->remote;
    for (const struct slug_question *question = looking->questions; question;
         question = question->next) {
        bool listed = !question->taken;
        for (size_t i = 0; !listed && i < remote->post_count; i++)
            listed = remote->posts[i].slug && strcmp(remote->posts[i].slug, question->slug) == 0;
        if (!listed)
            seen_add_post(looking->run, "")->slug = question->slug;
    }
}

static bool seen_media_row(void *context, const void *item)
{
    struct looking *looking = context;
    seen_media(looking->run, item);
    return true;
}

static void keep_error(struct error *to, const struct ghl_answer *answer, const char *what)
{
    if (answer->outcome == GHL_OK || to->kind != ERROR_NONE)
        return;
    error_set(to, answer->error.kind, answer->error.code,
              "cannot look for %s that are at GHL already, so none are made or adopted: %s", what,
              answer->error.message);
    if (answer->error.hint)
        error_hint(to, "%s", answer->error.hint);
}

static void media_listed(void *context, const struct ghl_answer *answer)
{
    struct looking *looking = context;
    keep_error(&looking->run->media_error, answer, "files");
}

static bool seen_social_row(void *context, const void *item)
{
    struct looking *looking = context;
    seen_social(looking->run, item);
    return true;
}

static void social_listed(void *context, const struct ghl_answer *answer)
{
    struct looking *looking = context;
    keep_error(&looking->run->social_error, answer, "social posts");
}

static bool seen_redirect_row(void *context, const void *item)
{
    struct looking *looking = context;
    seen_redirect(looking->run, item);
    return true;
}

static void redirects_listed(void *context, const struct ghl_answer *answer)
{
    struct looking *looking = context;
    keep_error(&looking->run->redirect_error, answer, "redirects");
}

/* All of them, in one listing: what its search finds is not described. */
static void look_for_redirects(struct looking *looking, const struct plan *plan)
{
    bool any = plan->counts[ACTION_REDIRECT] > 0;
    for (size_t i = 0; !any && i < plan->len; i++)
        any = plan->actions[i].redirect != NULL;
    if (any)
        ghl_list(looking->run->ghl, &(struct ghl_list){.kind = GHL_REDIRECTS,
                                                       .item = seen_redirect_row,
                                                       .done = redirects_listed,
                                                       .context = looking});
}

/* Will the post get a slug that it does not have yet? */
static bool wants_slug(const struct action *action)
{
    const char *slug = action->entry ? state_get(action->entry, STATE_SLUG) : NULL;
    return action->post &&
           (action->kind == ACTION_CREATE || !slug || strcmp(slug, action->post->slug) != 0);
}

static void look_for_posts(struct looking *looking, const struct plan *plan)
{
    struct run *run = looking->run;
    size_t count = 0;
    for (size_t i = 0; i < plan->len; i++)
        count += wants_slug(&plan->actions[i]);
    if (count > ASK_SLUGS) {
        if (!run->remote.posts_whole) /* else a refresh has listed them */
            list_posts(run, seen_post_row, posts_listed, looking);
        return;
    }
    for (size_t i = 0; i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        if (!wants_slug(action))
            continue;
        struct slug_question *question = arena_alloc(run->arena, sizeof *question);
        *question = (struct slug_question){looking, looking->questions,
                                           arena_strdup(run->arena, action->post->slug), false};
        looking->questions = question;
        const char *own = action->entry ? state_get(action->entry, STATE_ID) : NULL;
        ghl_send(run->ghl, ghl_slug_exists(run->ghl, question->slug, own), slug_asked, question);
    }
}

/* One listing by name for each file, or the whole library where the files are many. */
static void look_for_media(struct looking *looking, const struct plan *plan)
{
    enum { ONE_BY_ONE = 8 };
    struct run *run = looking->run;
    bool whole = plan->counts[ACTION_UPLOAD] > ONE_BY_ONE;
    for (size_t i = 0; i < plan->len; i++) {
        if (plan->actions[i].kind != ACTION_UPLOAD)
            continue;
        struct ghl_list list = {
            .kind = GHL_MEDIA, .item = seen_media_row, .done = media_listed, .context = looking};
        if (!whole)
            list.query = arena_strndup(run->arena, plan->actions[i].key, 16);
        ghl_list(run->ghl, &list);
        if (whole)
            return;
    }
}

static void list_social(struct looking *looking, int64_t from_ms, int64_t to_ms)
{
    ghl_list(looking->run->ghl, &(struct ghl_list){.kind = GHL_SOCIAL,
                                                   .from_ms = from_ms - 60000,
                                                   .to_ms = to_ms + 60000,
                                                   .item = seen_social_row,
                                                   .done = social_listed,
                                                   .context = looking});
}

static void look_for_social(struct looking *looking, const struct plan *plan)
{
    int64_t from = 0, to = 0;
    for (size_t i = 0; i < plan->len; i++) {
        if (plan->actions[i].kind != ACTION_SCHEDULE)
            continue;
        const struct desired_social *social = plan->actions[i].social;
        /* What was made from now may have been made from an earlier now. */
        bool from_now = social->fresh || social->due_chosen;
        int64_t due = social->due_ms, first = from_now ? plan->now_ms - DAY_MS : due;
        from = from == 0 || first < from ? first : from;
        to = due > to ? due : to;
    }
    if (from)
        list_social(looking, from, to);
}

/* ---- posts that are to be written: edited by hand? ---- */

static void single_asked(void *context, const struct ghl_answer *answer)
{
    struct looking *looking = context;
    struct run *run = looking->run;
    if (ghl_post_get_missing(answer))
        run->single_get = SINGLE_GET_MISSING;
    else if (answer->outcome == GHL_OK)
        run->single_get = SINGLE_GET_WORKS;
    else
        looking->doubt = answer->outcome == GHL_REFUSED;
}

/* Each update reads its post first, and sees edits. Where GHL has no such request the rows of the
 * listings tell, and whether it has is found out with the first of them. */
static void look_for_edits(struct looking *looking, const struct plan *plan)
{
    struct run *run = looking->run;
    for (size_t i = 0; i < plan->len && run->single_get == SINGLE_GET_UNTRIED; i++) {
        const struct action *action = &plan->actions[i];
        bool changes = action->kind == ACTION_UPDATE || action->kind == ACTION_OFFLINE ||
                       action->kind == ACTION_ARCHIVE;
        const char *id = changes && action->entry ? state_get(action->entry, STATE_ID) : NULL;
        if (!id)
            continue;
        looking->doubted = arena_strdup(run->arena, id);
        ghl_send(run->ghl, ghl_post_get(run->ghl, id), single_asked, looking);
        return;
    }
}

/* The post is there, and the single read says that it is not: there is no such call. */
static void settle_doubt(struct looking *looking)
{
    const struct remote *remote = &looking->run->remote;
    for (size_t i = 0; looking->doubt && i < remote->post_count; i++)
        if (strcmp(remote->posts[i].id, looking->doubted) == 0)
            looking->run->single_get = SINGLE_GET_MISSING;
}

bool look_at(struct run *run, const struct look_wish *wish, struct error *err)
{
    struct looking looking = {.run = run, .err = err};
    if (wish->posts)
        list_posts(run, seen_post_row, posts_listed, &looking);
    if (wish->media_of)
        look_for_media(&looking, wish->media_of);
    if (wish->to_ms)
        list_social(&looking, wish->from_ms, wish->to_ms);
    return ghl_run(run->ghl, err) && !looking.failed;
}

bool look(struct run *run, const struct plan *plan, struct error *err)
{
    struct looking looking = {.run = run, .err = err};
    look_for_posts(&looking, plan);
    look_for_media(&looking, plan);
    look_for_social(&looking, plan);
    look_for_redirects(&looking, plan);
    look_for_edits(&looking, plan);
    if (!ghl_run(run->ghl, err))
        return false;
    bool need_rows = looking.slug_exists || looking.doubt || run->single_get == SINGLE_GET_MISSING;
    if (!looking.failed && need_rows && !run->remote.posts_whole) {
        list_posts(run, seen_post_row, posts_listed, &looking);
        if (!ghl_run(run->ghl, err))
            return false;
    }
    if (!looking.failed) {
        settle_doubt(&looking);
        add_unlisted(&looking);
    }
    return !looking.failed && refresh_drifted(run, plan, err);
}
