/* `ghlpub plan`: what publish would do, and why. */
#include "cmd.h"
#include "exit.h"
#include "kept.h"
#include "options.h"
#include "partial.h"
#include "report.h"
#include "session.h"

#include "base/json.h"
#include "base/log.h"

#include <string.h>

static bool exit_code, prune, force, diff, no_diff, refresh, recreate;
static const char *on_drift, *out, *changed_since, *only;
static long jobs;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_FLAG, 0, "exit-code", NULL, "exit with 2 where there is something to do",
         &exit_code},
        {OPTION_FLAG, 0, "prune", NULL, "plan to take offline what has no document any more",
         &prune},
        {OPTION_FLAG, 0, "force", NULL, "plan to send what did not change, too", &force},
        {OPTION_FLAG, 0, "diff", NULL,
         "show what changes in the text of posts (by itself where one document changes)", &diff},
        {OPTION_FLAG, 0, "no-diff", NULL, "do not show it", &no_diff},
        {OPTION_TEXT, 0, "out", "FILE",
         "keep the plan in a file (- is standard output), for `ghlpub publish --plan FILE`", &out},
        {OPTION_FLAG, 0, "refresh", NULL, "look at GHL for what was edited or deleted by hand",
         &refresh},
        {OPTION_TEXT, 0, "on-drift", "HOW",
         "skip, fail or overwrite: as `ghlpub publish --on-drift` would", &on_drift},
        {OPTION_FLAG, 0, "recreate", NULL, "plan to create again what was deleted at GHL",
         &recreate},
        {OPTION_TEXT, 0, "changed-since", "REV",
         "the documents that differ from this git revision, and those that depend on what does",
         &changed_since},
        {OPTION_TEXT, 0, "only", "WHAT", "posts, social or media alone, or several with commas",
         &only},
        {OPTION_NUMBER, 0, "jobs", "N", "workers that render side by side", &jobs},
        OPTIONS_END,
    };
    return rows;
}

/* How old the names are that the plan was checked against. */
static void note_directory(const struct session *session, const struct directory *directory)
{
    int64_t age = clock_now_ms(&session->cli->clock) - directory->listed_ms;
    if (!directory->listed_ms)
        log_info("note: authors, categories and accounts were never listed here; publish (or "
                 "`ghlpub check --online`) looks them up");
    else if (age > 7 * INT64_C(86400000))
        log_info(
            "note: authors, categories and accounts were last listed %d days ago; `ghlpub check "
            "--online` looks them up anew",
            (int)(age / 86400000));
}

static void note(struct session *session, struct error *err)
{
    struct place at = {session->site->config.path, 0, 0};
    diagnostic_hint(diagnose(&session->found, SEVERITY_WARNING, err->code, at, "%s", err->message),
                    "%s", err->hint);
    error_release(err);
}

/* What would stop a publish of this plan before it starts. */
static void note_limits(struct session *session, const struct plan *plan)
{
    struct plan_limits lifted = {LIMIT_NONE, LIMIT_NONE, LIMIT_NONE};
    struct error err = ERROR_INIT;
    if (!ghlpub_plan_drift_allowed(plan, session->on_drift, &err))
        note(session, &err);
    if (!ghlpub_plan_within_limits(plan, &lifted, session->state, &err))
        note(session, &err);
}

/* Where one document changes, people want to see how. */
static bool wants_diff(const struct session *session, const struct plan *plan)
{
    size_t changed = 0;
    for (size_t i = 0; i < plan->len; i++)
        changed += plan->actions[i].post && plan->actions[i].entry;
    return !no_diff && (diff || (changed == 1 && !session->cli->json && !session->cli->quiet));
}

static int show_json(struct session *session, const struct plan *plan, const struct sent *sent,
                     int code)
{
    json_t *json = session_json(session), *body = ghlpub_plan_json(plan);
    if (sent)
        ghlpub_plan_json_diffs(body, plan, sent);
    json_object_update(json, body);
    json_decref(body);
    return session_finish_json(session, json, code);
}

static int show(struct session *session, struct plan *plan, const struct directory *directory,
                const struct sent *sent)
{
    int code = !ghlpub_plan_is_empty(plan) && exit_code ? EXIT_CHANGES : EXIT_DONE;
    note_limits(session, plan);
    if (session->cli->json)
        return show_json(session, plan, sent, code);
    struct plan_style style = {
        .colour = session->cli->out_color, .quiet = session->cli->quiet, .sent = sent};
    session_report(session, false);
    if (!out || strcmp(out, "-") != 0)
        ghlpub_plan_print(plan, &style, stdout);
    if (!ghlpub_plan_is_empty(plan))
        note_directory(session, directory);
    return exit_code_worse(session->exit, code);
}

int command_plan_run(struct cli *cli, int argc, char **argv, const struct plan_request *request)
{
    prune |= request->prune;
    force |= request->force;
    refresh |= request->refresh;
    recreate |= request->recreate;
    on_drift = request->on_drift ? request->on_drift : on_drift;
    changed_since = request->changed_since;
    only = request->only;
    return command_plan.run(cli, argc, argv);
}

static bool keep(struct session *session, const struct plan *plan,
                 const struct directory *directory)
{
    struct plan_input input = session_plan_input(session, directory, prune, force);
    return !out || kept_write(session, plan, &input, out);
}

/* Standard output is for one of them. */
static bool check_out(struct session *session)
{
    struct error err = ERROR_INIT;
    if (!out || strcmp(out, "-") != 0 || !session->cli->json)
        return true;
    error_set(&err, ERROR_USAGE, "bad-option", "--out - and --json both mean standard output");
    error_hint(&err, "give --out a file, or leave out --json: a kept plan is JSON");
    session_fail(session, &err);
    return false;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct directory *directory = NULL;
    session_init(&session, cli);
    session.recreate = recreate;
    if (check_out(&session) && session_on_drift(&session, on_drift) &&
        session_only(&session, only) && session_open(&session) && session_load(&session) &&
        session_select(&session, argc, argv) && session_render(&session, (unsigned)jobs) &&
        session_narrow(&session, changed_since) && session_state(&session, true, 0) &&
        (!refresh || session_refresh(&session))) {
        struct plan *plan = session_plan(&session, &directory, prune, force);
        struct sent *sent =
            wants_diff(&session, plan) ? ghlpub_sent_load(session.state, &session.found) : NULL;
        if (keep(&session, plan, directory))
            session.exit = show(&session, plan, directory, sent);
        ghlpub_sent_free(sent);
        ghlpub_plan_free(plan);
        ghlpub_directory_free(directory);
    }
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_plan = {
    .name = "plan",
    .arguments = "[PATH...]",
    .summary = "what publish would do, and why",
    .text = "Compares the tree with the state and shows each action with its reason.\n"
            "Needs no token and no network but with --refresh, which looks at GHL for\n"
            "what was edited or deleted by hand. Nothing is changed.\n\n"
            "  + create, upload, schedule   ~ update, reschedule, edit\n"
            "  - offline, archive, cancel   > move   = adopt   ! held, orphan\n\n"
            "Examples:\n"
            "  ghlpub plan\n"
            "  ghlpub plan content/posts\n"
            "  ghlpub plan --diff\n"
            "  ghlpub plan --out plan.json\n"
            "  ghlpub plan --json --exit-code",
    .options = options,
    .run = run,
};
