/*
 * Does a kept plan still hold? Nothing is written where the plan that is made
 * now differs from it: before the look at GHL, and after.
 */
#include "run.h"

/* With the clock as it stood when the plan was made: is it the same then? */
static bool is_only_time(const struct publish_options *options, const struct plan_input *input,
                         bool local)
{
    struct diagnostics ignored = DIAGNOSTICS_INIT;
    struct plan_input then = *input;
    then.now_ms = options->kept->now_ms;
    struct plan *plan = ghlpub_plan(&then, &ignored);
    bool same = ghlpub_plan_file_compare(options->kept, plan, &then, local, 0, &ignored) == 0;
    ghlpub_plan_free(plan);
    diagnostics_release(&ignored);
    return same;
}

static const char *what_changed(struct arena *arena, unsigned because)
{
    static const char *const words[] = {"the tree", "the state", "GHL"};
    const char *text = "";
    size_t count = 0;
    if (because == STALE_TIME)
        return "its moment has passed";
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (because & 1U << i) {
            text = arena_printf(arena, "%s%s%s", text, *text ? " and " : "", words[i]);
            count++;
        }
    return arena_printf(arena, "%s %s changed since it was made", text,
                        count == 1 ? "has" : "have");
}

bool kept_plan_holds(struct run *run, const struct plan *plan, const struct plan_input *input,
                     bool local, struct error *err)
{
    const struct publish_options *options = run->options;
    struct diagnostics found = DIAGNOSTICS_INIT;
    if (!options->kept)
        return true;
    unsigned because = ghlpub_plan_file_compare(options->kept, plan, input, local, 0, &found);
    if (because && is_only_time(options, input, local)) {
        diagnostics_release(&found);
        because = ghlpub_plan_file_compare(options->kept, plan, input, local, STALE_TIME, &found);
    }
    run->result->stale = because;
    diagnostics_move(run->found, &found);
    diagnostics_release(&found);
    if (!because)
        return true;
    error_set(err, ERROR_FAILED, "plan-stale", "the plan is stale: %s; nothing was sent",
              what_changed(run->arena, because));
    error_hint(err, "make a new one with `ghlpub plan --out FILE`, look at it, and publish that");
    return false;
}
