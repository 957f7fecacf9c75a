/* `ghlpub media prune`: files that ghlpub uploaded and nothing uses any more. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "other_states.h"
#include "progress.h"
#include "report.h"
#include "session.h"

#include "base/json.h"
#include "base/log.h"
#include <ghlpub/publish.h>

#include <stdlib.h>
#include <string.h>

static bool yes;
static long lock_timeout, limit_prune;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_FLAG, 'y', "yes", NULL, "delete them", &yes},
        {OPTION_NUMBER, 0, "limit-prune", "N", "delete up to N files", &limit_prune},
        {OPTION_TIME, 0, "lock-timeout", "TIME",
         "wait this long for another run to end, such as 30s", &lock_timeout},
        OPTIONS_END,
    };
    limit_prune = LIMIT_NONE;
    return rows;
}

static struct plan *find(struct session *session, struct error *err)
{
    struct other_states others = {0};
    struct plan *plan = NULL;
    if (other_states_open(session, &others, err)) {
        struct media_input input = {.site = session->site,
                                    .pages = session->pages,
                                    .state = session->state,
                                    .others = (const struct state *const *)others.items,
                                    .other_names = others.names,
                                    .other_count = others.len,
                                    .now_ms = clock_now_ms(&session->cli->clock)};
        plan = ghlpub_plan_media(&input, err);
    }
    other_states_release(&others);
    return plan;
}

static int64_t size_of(const struct action *action)
{
    const char *size = state_get(action->entry, STATE_SIZE);
    return size ? strtoll(size, NULL, 10) : 0;
}

static json_t *items_json(const struct plan *plan)
{
    json_t *items = json_array();
    for (size_t i = 0; i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        json_t *item = json_object();
        json_put(item, "action", "delete");
        json_put(item, "path", action->path);
        json_put(item, "key", action->key);
        json_put(item, "id", state_get(action->entry, STATE_ID));
        json_put(item, "url", state_get(action->entry, STATE_URL));
        json_put_number(item, "size", size_of(action));
        json_put(item, "reason", action->reasons[0]);
        json_put(item, "outcome", "found");
        json_array_append_new(items, item);
    }
    return items;
}

static void print(const struct session *session, const struct plan *plan)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < plan->len; i++)
        bytes += size_of(&plan->actions[i]);
    for (size_t i = 0; i < plan->len && !session->cli->quiet; i++) {
        char *name = log_clean(plan->actions[i].path);
        printf("- delete     %s (%.1f kB): %s\n", name, (double)size_of(&plan->actions[i]) / 1024,
               plan->actions[i].reasons[0]);
        free(name);
    }
    printf("%zu unused file%s (%.1f kB), %zu used.\n", plan->len, plan->len == 1 ? "" : "s",
           (double)bytes / 1024, plan->unchanged);
    fflush(stdout);
}

static int finish(struct session *session, json_t *items, const struct publish_result *result,
                  bool good, struct error *err)
{
    int code = result->failed || result->left_open ? EXIT_PARTIAL : EXIT_DONE;
    for (unsigned kind = 0; kind < 16; kind++)
        if (result->kinds & (1U << kind))
            code = exit_code_worse(code, exit_code_of((enum error_kind)kind));
    if (!good)
        code = exit_code_worse(code, exit_code_of(err->kind));
    if (session->cli->json) {
        json_t *json = session_json(session);
        json_put_number(json, "deleted", (int64_t)result->done[ACTION_DELETE]);
        json_put_number(json, "failed", (int64_t)result->failed);
        json_put_number(json, "used", (int64_t)result->unchanged);
        json_put_value(json, "items", items);
        if (!good)
            json_put_value(json, "error", report_error_json(err));
        error_release(err);
        return session_finish_json(session, json, code);
    }
    json_decref(items);
    session_report(session, false);
    if (!good)
        report_error(session->cli, err);
    return exit_code_worse(session->exit, code);
}

static void event(void *context, enum publish_event what, const struct action *action,
                  const struct error *err)
{
    (void)context;
    progress_event(what, action, err);
}

static int delete (struct session *session, struct plan *plan)
{
    struct error err = ERROR_INIT;
    struct publish_result result = {0};
    if (!session_connect(session, 0)) {
        ghlpub_plan_free(plan);
        return session->exit;
    }
    struct publish_options run = session_publish_options(session);
    run.watch.event = event;
    progress_begin(session->cli, session->ghl, plan->len);
    bool good = ghlpub_publish_media_prune(&run, plan, &session->found, &result, &err);
    progress_end();
    if (!session->cli->json)
        printf("Deleted: %zu file%s.\n", result.done[ACTION_DELETE],
               result.done[ACTION_DELETE] == 1 ? "" : "s");
    return finish(session, result.items ? result.items : json_array(), &result, good, &err);
}

static int prune(struct session *session)
{
    struct error err = ERROR_INIT;
    struct plan *plan = find(session, &err);
    if (!plan)
        return session_fail(session, &err);
    if (!session->cli->json)
        print(session, plan);
    bool asked = !yes && plan->len && session_can_ask(session);
    if ((yes || asked) && !ghlpub_media_within_limit(plan, limit_prune, &err)) {
        ghlpub_plan_free(plan);
        return session_fail(session, &err);
    }
    if (asked && !session_ask(&err, "\nDelete %zu file%s at GHL? [y/N] ", plan->len,
                              plan->len == 1 ? "" : "s")) {
        ghlpub_plan_free(plan);
        return session_fail(session, &err);
    }
    if (plan->len && (yes || asked))
        return delete (session, plan);
    /* What a run that was killed left in the journal goes to the file. */
    if (!ghlpub_state_fold(session->state, &err)) {
        ghlpub_plan_free(plan);
        return session_fail(session, &err);
    }
    struct publish_result result = {.unchanged = plan->unchanged};
    if (plan->len && !session->cli->json)
        log_info("nothing was deleted; --yes deletes them");
    json_t *items = items_json(plan);
    ghlpub_plan_free(plan);
    return finish(session, items, &result, true, &err);
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct error err = ERROR_INIT;
    if (argc != 1 || strcmp(argv[0], "prune") != 0) {
        error_set(&err, ERROR_USAGE, "bad-arguments", "media takes prune");
        error_hint(&err, "`ghlpub list media` shows what the library holds");
        return report_failure(cli, &err);
    }
    session_init(&session, cli);
    if (session_open(&session) && session_load(&session) && session_render(&session, 0) &&
        session_state(&session, !yes && !session_can_ask(&session), lock_timeout))
        session.exit = prune(&session);
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_media = {
    .name = "media",
    .arguments = "prune",
    .summary = "delete uploaded files that nothing uses any more",
    .text = "Lists the files that ghlpub uploaded and that neither a document, nor a\n"
            "post or social post as it was last sent, nor another state of the same\n"
            "location uses. --yes deletes them; a terminal is asked. What ghlpub did\n"
            "not upload is never touched.\n\n"
            "Examples:\n"
            "  ghlpub media prune\n"
            "  ghlpub media prune --yes\n"
            "  ghlpub media prune --json",
    .options = options,
    .run = run,
};
