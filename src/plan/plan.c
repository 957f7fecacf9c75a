/*
 * The order in which a plan is made. What is compared and decided is in the
 * parts; printing is in plan_text.c and plan_json.c.
 */
#include "work.h"

#include <stdlib.h>

struct plan *ghlpub_plan(const struct plan_input *input, struct diagnostics *found)
{
    struct plan *plan = mem_alloc(sizeof *plan);
    plan->arena = arena_new();
    plan->now_ms = input->now_ms;
    plan->site = input->site;
    plan->posts = arena_alloc(plan->arena, (input->site->document_count + 1) * sizeof *plan->posts);
    struct work *work = work_new(input, plan, found);
    plan_moves(work);
    plan_campaign_moves(work);
    plan_slugs(work);
    plan_desired(work);
    plan_posts(work);
    plan_social(work);
    plan_orphans(work);
    plan_names(work);
    plan_social_spacing(work);
    plan_redirects(work);
    plan_finish(work);
    plan_cost(work);
    plan->urls = work->urls;
    work_free(work);
    return plan;
}

void ghlpub_plan_free(struct plan *plan)
{
    if (!plan)
        return;
    free(plan->actions);
    free(plan->held);
    free(plan->socials);
    free(plan->touched);
    arena_free(plan->arena);
    free(plan);
}

bool ghlpub_plan_is_empty(const struct plan *plan)
{
    return plan->len == 0;
}

const char **ghlpub_plan_urls(const struct plan_input *input, struct arena *arena,
                              struct diagnostics *found)
{
    struct plan plan = {.arena = arena, .now_ms = input->now_ms, .site = input->site};
    struct work *work = work_new(input, &plan, found);
    plan_moves(work);
    plan_slugs(work);
    const char **urls = work->urls;
    work_free(work);
    return urls;
}

static const struct {
    const char *name, *symbol;
} action_words[ACTION_KINDS] = {
    [ACTION_MOVE] = {"move", ">"},
    [ACTION_ADOPT] = {"adopt", "="},
    [ACTION_UPLOAD] = {"upload", "+"},
    [ACTION_CREATE] = {"create", "+"},
    [ACTION_UPDATE] = {"update", "~"},
    [ACTION_OFFLINE] = {"offline", "-"},
    [ACTION_ARCHIVE] = {"archive", "-"},
    [ACTION_SCHEDULE] = {"schedule", "+"},
    [ACTION_RESCHEDULE] = {"reschedule", "~"},
    [ACTION_EDIT] = {"edit", "~"},
    [ACTION_CANCEL] = {"cancel", "-"},
    [ACTION_REDIRECT] = {"redirect", "+"},
    [ACTION_DELETE] = {"delete", "-"},
};

const char *ghlpub_action_name(enum action_kind kind)
{
    return action_words[kind].name;
}

const char *ghlpub_action_symbol(enum action_kind kind)
{
    return action_words[kind].symbol;
}

const char *ghlpub_fate_name(enum social_fate fate)
{
    static const char *const names[] = {
        [FATE_NEW] = "new", [FATE_CHANGED] = "changed", [FATE_UNCHANGED] = "unchanged",
        [FATE_OUT] = "out", [FATE_LATE] = "late",       [FATE_HELD] = "held",
    };
    return names[fate];
}
