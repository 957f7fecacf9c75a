/* A program of somebody else's: runs the pipeline up to the plan with the installed library. */
#include <ghlpub/ghlpub.h>

#include <stdio.h>

int main(int argc, char **argv)
{
    struct site_options options = {.directory = argc > 1 ? argv[1] : ".", .location = "somewhere"};
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;
    struct site *site = ghlpub_site_open(&options, &found, &err);
    if (!site || !ghlpub_site_load(site, &found, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    struct render_options rendering = {.jobs = 2};
    struct rendered_site *pages = ghlpub_render(site, &rendering, &found, &err);
    struct state_options remembered = {.path = "no-state.json", .read_only = true};
    struct state *state = ghlpub_state_open(&remembered, &found, &err);
    if (!pages || !state)
        return 1;
    struct plan_input input = {
        .site = site, .pages = pages, .state = state, .now_ms = INT64_C(1790000000000)};
    struct plan *plan = ghlpub_plan(&input, &found);
    struct plan_style style = {.colour = false, .quiet = true};
    ghlpub_plan_print(plan, &style, stdout);
    ghlpub_plan_free(plan);
    ghlpub_state_close(state);
    ghlpub_rendered_free(pages);
    ghlpub_site_free(site);
    diagnostics_release(&found);
    error_release(&err);
    return 0;
}
