/*
 * Blast guards: a run that would do more than it may stops before it starts
 * (design 20).
 */
#include "work.h"

static size_t live_posts(const struct state *state)
{
    size_t count, live = 0;
    struct state_entry *const *entries = ghlpub_state_entries(state, STATE_POST, &count);
    for (size_t i = 0; i < count; i++)
        live += state_get(entries[i], STATE_GONE) == NULL;
    return live;
}

static bool within(size_t count, long limit, const char *verb, const char *what, const char *where,
                   const char *option, struct error *err)
{
    if (limit < 0 || count <= (size_t)limit)
        return true;
    error_set(err, ERROR_FAILED, "limit-reached",
              "the plan would %s %zu %s%s%s, and the limit is %ld", verb, count, what,
              count == 1 ? "" : "s", where, limit);
    error_hint(err, "look at the plan; if it is right, `ghlpub publish %s %zu` does it", option,
               count);
    return false;
}

static size_t removals(const struct plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->len; i++)
        count += plan->actions[i].kind == ACTION_OFFLINE && plan->actions[i].orphan;
    return count;
}

bool ghlpub_plan_within_limits(const struct plan *plan, const struct plan_limits *lifted,
                               const struct state *state, struct error *err)
{
    const struct config *config = &plan->site->config;
    long create = lifted->create != LIMIT_NONE ? lifted->create : config->limit_create;
    long social = lifted->social != LIMIT_NONE ? lifted->social : config->limit_social;
    long prune = lifted->prune != LIMIT_NONE ? lifted->prune : config->limit_prune;
    size_t gone = removals(plan);
    if (gone)
        for (size_t i = 0; i < plan->site->document_count; i++)
            if (plan->site->documents[i]->unreadable) {
                error_set(err, ERROR_FAILED, "prune-unsafe",
                          "nothing is taken offline while a document cannot be read (\"%s\")",
                          plan->site->documents[i]->path);
                error_hint(err, "mend the document first");
                return false;
            }
    if (prune == LIMIT_NONE) /* a third of all posts, but one is always allowed */
        prune = (long)(live_posts(state) / 3 ? live_posts(state) / 3 : 1);
    return within(plan->counts[ACTION_CREATE], create, "create", "post", "", "--limit-create",
                  err) &&
           within(plan->counts[ACTION_SCHEDULE], social, "schedule", "social post", "",
                  "--limit-social", err) &&
           within(gone, prune, "take", "post", " offline", "--limit-prune", err);
}

bool ghlpub_plan_drift_allowed(const struct plan *plan, enum on_drift on_drift, struct error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->held_count; i++)
        count += plan->held[i].reason == HELD_DRIFT || plan->held[i].reason == HELD_GONE;
    if (on_drift != ON_DRIFT_FAIL || count == 0)
        return true;
    error_set(err, ERROR_FAILED, "drift-found",
              "%zu %s edited or deleted at GHL by hand, and nothing is written (--on-drift fail)",
              count, count == 1 ? "post was" : "posts were");
    error_hint(err, "what is held says which; without --on-drift fail they are skipped, and the "
                    "rest is published");
    return false;
}
