/* `ghlpub publish`: make GHL what the tree says. */
#include "cmd.h"
#include "exit.h"
#include "kept.h"
#include "options.h"
#include "partial.h"
#include "progress.h"
#include "renames.h"
#include "report.h"
#include "session.h"

#include "base/json.h"
#include "base/log.h"
#include <ghlpub/publish.h>

#include <stdlib.h>
#include <string.h>

/* More writes than this are asked about on a terminal. */
#define FEW_WRITES 5

static bool dry_run, yes, force, prune, fail_fast, refresh, recreate;
static const char *on_drift, *plan_path, *changed_since, *only;
static long jobs, transfers, lock_timeout;
static long limit_create, limit_social, limit_prune;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_FLAG, 'n', "dry-run", NULL, "the same as `ghlpub plan`", &dry_run},
        {OPTION_FLAG, 'y', "yes", NULL, "consent to removals and overwriting", &yes},
        {OPTION_FLAG, 0, "force", NULL, "send what did not change, too", &force},
        {OPTION_FLAG, 0, "prune", NULL, "take offline what has no document any more", &prune},
        {OPTION_TEXT, 0, "plan", "FILE",
         "do exactly the plan that `ghlpub plan --out FILE` made, or nothing (- is standard input)",
         &plan_path},
        {OPTION_FLAG, 0, "refresh", NULL, "look at GHL for every post that was edited by hand",
         &refresh},
        {OPTION_TEXT, 0, "on-drift", "HOW",
         "what was edited by hand: skip it (default), fail before anything is written, or "
         "overwrite it",
         &on_drift},
        {OPTION_FLAG, 0, "recreate", NULL, "create again what was deleted at GHL", &recreate},
        {OPTION_FLAG, 0, "fail-fast", NULL, "begin nothing new after the first failure",
         &fail_fast},
        {OPTION_TEXT, 0, "changed-since", "REV",
         "the documents that differ from this git revision, and those that depend on what does",
         &changed_since},
        {OPTION_TEXT, 0, "only", "WHAT", "posts, social or media alone, or several with commas",
         &only},
        {OPTION_NUMBER, 0, "jobs", "N", "transfers side by side (8)", &transfers},
        {OPTION_TIME, 0, "lock-timeout", "TIME",
         "wait this long for another run to end, such as 30s", &lock_timeout},
        {OPTION_NUMBER, 0, "limit-create", "N", "create up to N posts", &limit_create},
        {OPTION_NUMBER, 0, "limit-social", "N", "schedule up to N social posts", &limit_social},
        {OPTION_NUMBER, 0, "limit-prune", "N", "take up to N posts offline", &limit_prune},
        OPTIONS_END,
    };
    limit_create = limit_social = limit_prune = LIMIT_NONE;
    return rows;
}

/* A redirect that goes because its document says so, or to make way for a post, is no removal. */
static size_t removals(const struct plan *plan)
{
    size_t count =
        plan->counts[ACTION_OFFLINE] + plan->counts[ACTION_ARCHIVE] + plan->counts[ACTION_CANCEL];
    for (size_t i = 0; i < plan->len; i++)
        count += plan->actions[i].kind == ACTION_DELETE && plan->actions[i].orphan;
    return count;
}

static size_t writes(const struct plan *plan)
{
    return plan->len - plan->counts[ACTION_MOVE];
}

static size_t overwritten(const struct plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->len; i++)
        count += plan->actions[i].overwrites != NULL;
    return count;
}

static void consent_needed(const struct plan *plan, struct error *err)
{
    size_t edits = overwritten(plan);
    if (removals(plan))
        error_set(err, ERROR_USAGE, "consent-needed",
                  "the plan takes offline or cancels %zu post%s, and nobody can be asked",
                  removals(plan), removals(plan) == 1 ? "" : "s");
    else if (edits)
        error_set(err, ERROR_USAGE, "consent-needed",
                  "the plan overwrites %zu edit%s made at GHL by hand, and nobody can be asked",
                  edits, edits == 1 ? "" : "s");
    else
        error_set(err, ERROR_USAGE, "consent-needed",
                  "--force overwrites, and nobody can be asked");
    error_hint(err, "run it again with --yes, if this is meant");
}

static bool consent(void *context, const struct plan *plan, struct error *err)
{
    const struct session *session = context;
    const struct cli *cli = session->cli;
    bool terminal = session_can_ask(session);
    bool destroys = removals(plan) || overwritten(plan);
    if (!cli->json) {
        struct plan_style style = {.colour = cli->out_color, .quiet = cli->quiet};
        ghlpub_plan_print(plan, &style, stdout);
        fflush(stdout);
    }
    bool good = true;
    if (!yes && terminal &&
        (destroys || plan->counts[ACTION_SCHEDULE] || writes(plan) > FEW_WRITES)) {
        good = session_ask(err, "\nDo this (%zu action%s)? [y/N] ", plan->len,
                           plan->len == 1 ? "" : "s");
    } else if (!yes && !terminal && (destroys || force)) {
        consent_needed(plan, err);
        good = false;
    }
    if (good && plan->len)
        progress_begin(cli, session->ghl, plan->len);
    return good;
}

/* Posts whose documents are gone, and whatever else waits, are told even when nothing is sent. */
static void nothing(void *context, const struct plan *plan)
{
    const struct session *session = context;
    const struct cli *cli = session->cli;
    struct plan_style style = {.colour = cli->out_color, .quiet = cli->quiet};
    if (!cli->json && !cli->quiet)
        ghlpub_plan_print_held(plan, &style, stdout);
}

static void event(void *context, enum publish_event what, const struct action *action,
                  const struct error *err)
{
    (void)context;
    progress_event(what, action, err);
}

static size_t done_actions(const struct publish_result *result)
{
    size_t count = 0;
    for (int kind = 0; kind < ACTION_KINDS; kind++)
        count += result->done[kind];
    return count;
}

static void summary(const struct session *session, const struct publish_result *result)
{
    struct strbuf line = STRBUF_INIT(1024);
    bool first = true;
    if (result->nothing)
        strbuf_addf(&line, "Nothing to do; %zu unchanged", result->unchanged);
    else
        strbuf_adds(&line, done_actions(result) ? "Done: " : "Done: nothing");
    for (int kind = 0; kind < ACTION_KINDS; kind++)
        if (result->done[kind]) {
            strbuf_addf(&line, "%s%zu %s", first ? "" : ", ", result->done[kind],
                        ghlpub_action_name((enum action_kind)kind));
            first = false;
        }
    if (!result->nothing && result->unchanged)
        strbuf_addf(&line, "; %zu unchanged", result->unchanged);
    if (result->held)
        strbuf_addf(&line, "; %zu held", result->held);
    if (result->failed)
        strbuf_addf(&line, "; %zu failed", result->failed);
    if (result->skipped)
        strbuf_addf(&line, "; %zu skipped", result->skipped);
    if (result->left_open)
        strbuf_addf(&line, "; %zu not decided", result->left_open);
    if (result->not_begun)
        strbuf_addf(&line, "; %zu not begun", result->not_begun);
    if (result->requests.requests)
        strbuf_addf(&line, " (%lu request%s, %lu of them writing)", result->requests.requests,
                    result->requests.requests == 1 ? "" : "s", result->requests.writes);
    printf("%s.\n", line.buf);
    if (result->failed + result->left_open && !session->cli->quiet)
        log_info("run `ghlpub publish` again: it does only what is left");
    strbuf_release(&line);
}

static json_t *counts_json(const struct publish_result *result)
{
    json_t *counts = json_object();
    for (int kind = 0; kind < ACTION_KINDS; kind++)
        json_put_number(counts, ghlpub_action_name((enum action_kind)kind),
                        (int64_t)result->done[kind]);
    return counts;
}

/* Why the kept plan does not hold any more. */
static json_t *stale_json(unsigned because)
{
    static const char *const words[] = {"tree", "state", "remote", "time"};
    json_t *array = json_array();
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (because & 1U << i)
            json_array_append_new(array, json_string(words[i]));
    return array;
}

static json_t *result_json(const struct session *session, struct publish_result *result)
{
    json_t *json = session_json(session);
    json_put_value(json, "done", counts_json(result));
    json_put_number(json, "failed", (int64_t)result->failed);
    json_put_number(json, "skipped", (int64_t)(result->skipped + result->blocked));
    json_put_number(json, "undecided", (int64_t)result->left_open);
    json_put_number(json, "notBegun", (int64_t)result->not_begun);
    json_put_number(json, "unchanged", (int64_t)result->unchanged);
    json_put_number(json, "requests", (int64_t)result->requests.requests);
    json_put_number(json, "writes", (int64_t)result->requests.writes);
    if (result->stale)
        json_put_value(json, "stale", stale_json(result->stale));
    json_put_value(json, "items", result->items ? json_incref(result->items) : json_array());
    return json;
}

static int finish(struct session *session, struct publish_result *result, bool good,
                  struct error *err)
{
    int code = EXIT_DONE;
    if (result->failed || result->skipped || result->blocked || result->left_open)
        code = EXIT_PARTIAL;
    for (unsigned kind = 0; kind < 16; kind++)
        if (result->kinds & (1U << kind))
            code = exit_code_worse(code, exit_code_of((enum error_kind)kind));
    if (!good)
        code = exit_code_worse(code, exit_code_of(err->kind));
    if (session->cli->json) {
        json_t *json = result_json(session, result);
        if (!good)
            json_put_value(json, "error", report_error_json(err));
        error_release(err);
        return session_finish_json(session, json, code);
    }
    session_report(session, false);
    if (good || done_actions(result) || result->failed)
        summary(session, result);
    if (!good)
        report_error(session->cli, err);
    return exit_code_worse(session->exit, code);
}

static int publish(struct session *session, const struct plan_file *kept)
{
    session_renames(session);
    struct error err = ERROR_INIT;
    struct publish_result result = {0};
    struct publish_options run = session_publish_options(session);
    run.prune = prune;
    run.force = force;
    run.refresh = refresh;
    run.recreate = recreate;
    run.on_drift = session->on_drift;
    run.fail_fast = fail_fast;
    run.kept = kept;
    run.limits = (struct plan_limits){limit_create, limit_social, limit_prune};
    run.watch = (struct publish_watch){consent, nothing, event, session};
    bool good = ghlpub_publish(&run, &session->found, &result, &err);
    progress_end();
    int code = finish(session, &result, good, &err);
    json_decref(result.items);
    return code;
}

/* A kept plan says itself what is done, and is consent to it; limits hold all the same. */
static bool begin_kept(struct session *session, int argc, struct plan_file **kept)
{
    struct error err = ERROR_INIT;
    const char *given = argc            ? "PATH"
                        : prune         ? "--prune"
                        : force         ? "--force"
                        : refresh       ? "--refresh"
                        : recreate      ? "--recreate"
                        : on_drift      ? "--on-drift"
                        : changed_since ? "--changed-since"
                        : only          ? "--only"
                        : dry_run       ? "--dry-run"
                                        : NULL;
    if (given) {
        error_set(&err, ERROR_USAGE, "bad-option",
                  "%s cannot be given with --plan: the plan says what is done", given);
        error_hint(&err, "give it to `ghlpub plan --out FILE`");
        session_fail(session, &err);
        return false;
    }
    *kept = kept_read(session, plan_path);
    if (!*kept)
        return false;
    yes = true;
    prune = (*kept)->prune;
    force = (*kept)->force;
    refresh = (*kept)->refreshed;
    recreate = (*kept)->recreate;
    session->on_drift = (*kept)->on_drift;
    session->only = (*kept)->only;
    return true;
}

static bool select_documents(struct session *session, int argc, char **argv,
                             const struct plan_file *kept)
{
    return kept ? session_select_kept(session, kept) : session_select(session, argc, argv);
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    if (dry_run && !plan_path)
        return command_plan_run(
            cli, argc, argv,
            &(struct plan_request){prune, force, refresh, recreate, on_drift, changed_since, only});
    session_init(&session, cli);
    if (!session_on_drift(&session, on_drift) || !session_only(&session, only)) {
        session_release(&session);
        return session.exit;
    }
    struct plan_file *kept = NULL;
    if (plan_path && !begin_kept(&session, argc, &kept)) {
        session_release(&session);
        return session.exit;
    }
    /* Rendering forks: it comes before the lock and the token are there. */
    if (session_open(&session) && (!kept || kept_is_ours(&session, kept)) &&
        session_load(&session) && select_documents(&session, argc, argv, kept) &&
        session_render(&session, (unsigned)jobs) && session_narrow(&session, changed_since) &&
        session_state(&session, false, lock_timeout) &&
        session_connect(&session, (unsigned)transfers))
        session.exit = publish(&session, kept);
    int code = session.exit;
    session_release(&session);
    ghlpub_plan_file_free(kept);
    return code;
}

const struct command command_publish = {
    .name = "publish",
    .arguments = "[PATH...]",
    .summary = "make GoHighLevel what the tree says",
    .text = "Uploads images, creates and updates posts, schedules social posts, and\n"
            "records in the state what became of each. What did not change is not\n"
            "sent. What fails is reported, the rest goes on, and running it again\n"
            "does only what is left.\n\n"
            "On a terminal it shows the plan and asks once, where there is more than\n"
            "a little to do; elsewhere removals need --yes.\n\n"
            "Examples:\n"
            "  ghlpub publish\n"
            "  ghlpub publish content/posts/hello.md\n"
            "  ghlpub publish --yes --prune --json\n"
            "  ghlpub publish --plan plan.json",
    .options = options,
    .run = run,
};
