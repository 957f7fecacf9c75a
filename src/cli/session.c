/* The steps that commands share; what each command does with them is its own. */
#include "session.h"

#include "exit.h"
#include "renames.h"
#include "report.h"

#include "base/json.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/stop.h"
#include "base/workers.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_API "https://services.leadconnectorhq.com"

void session_init(struct session *session, struct cli *cli)
{
    *session = (struct session){.cli = cli, .found = DIAGNOSTICS_INIT};
}

void session_release(struct session *session)
{
    ghlpub_refreshed_release(&session->refreshed);
    ghl_close(session->ghl);
    renames_free(session->renames);
    ghl_token_free(session->token);
    ghlpub_state_close(session->state);
    ghlpub_rendered_free(session->pages);
    ghlpub_site_free(session->site);
    diagnostics_release(&session->found);
    for (size_t i = 0; i < session->pattern_count; i++)
        free((void *)(uintptr_t)session->patterns[i]);
    free(session->patterns);
    free(session->selected);
    free(session->state_path);
}

json_t *session_json(const struct session *session)
{
    json_t *json = json_object();
    json_put(json, "command", session->cli->command);
    json_put_flag(json, "ok", true);
    return json;
}

int session_finish_json(struct session *session, json_t *json, int code)
{
    diagnostics_sort(&session->found);
    if (session->found.errors)
        code = exit_code_worse(code, EXIT_CONTENT);
    json_put_flag(json, "ok", code == EXIT_DONE || code == EXIT_CHANGES);
    json_put_number(json, "exit", code);
    json_put_value(json, "diagnostics", report_diagnostics_json(&session->found));
    return report_json(json) ? code : EXIT_STATE;
}

int session_fail(struct session *session, struct error *err)
{
    if (session->cli->json) {
        json_t *json = session_json(session);
        json_put_value(json, "diagnostics", report_diagnostics_json(&session->found));
        session->exit = report_json_failure(json, err);
    } else {
        report_diagnostics(session->cli, &session->found, session->site ? session->site->root : ".",
                           false);
        session->exit = report_error(session->cli, err);
    }
    return session->exit;
}

bool session_can_ask(const struct session *session)
{
    const struct cli *cli = session->cli;
    return cli->err_terminal && isatty(STDIN_FILENO) && !cli->ci && !cli->json;
}

bool session_ask(struct error *err, const char *format, ...)
{
    char answer[16] = "";
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fflush(stderr);
    bool answered = fgets(answer, sizeof answer, stdin) != NULL;
    if (answered && (answer[0] == 'y' || answer[0] == 'Y'))
        return true;
    if (!answered) /* Ctrl-C or the end of input: the question has no end of line yet */
        fputc('\n', stderr);
    if (stop_signal())
        error_set(err, ERROR_INTERRUPTED, "interrupted", "interrupted; nothing was done");
    else
        error_set(err, ERROR_FAILED, "no-consent", "nothing was done");
    return false;
}

void session_report(struct session *session, bool all)
{
    if (!session->cli->json)
        report_diagnostics(session->cli, &session->found, session->site->root, all);
    if (session->found.errors)
        session->exit = exit_code_worse(session->exit, EXIT_CONTENT);
}

bool session_open(struct session *session)
{
    struct error err = ERROR_INIT;
    struct site_options options = {.directory = session->cli->site,
                                   .environment = session->cli->environment,
                                   .location = getenv("GHL_LOCATION_ID")};
    session->site = ghlpub_site_open(&options, &session->found, &err);
    if (!session->site) {
        session_fail(session, &err);
        return false;
    }
    session->state_path = path_join(session->site->root, session->site->config.state);
    return true;
}

bool session_load(struct session *session)
{
    struct error err = ERROR_INIT;
    if (ghlpub_site_load(session->site, &session->found, &err))
        return true;
    session_fail(session, &err);
    return false;
}

/* A path of the command line is meant from where the user stands. */
static char *from_root(const struct session *session, const char *path)
{
    char here[4096];
    size_t root = strlen(session->site->root);
    if (path[0] == '/') {
        if (strncmp(path, session->site->root, root) == 0 && path[root] == '/')
            return mem_strdup(path + root + 1);
        return mem_strdup(path);
    }
    if (!getcwd(here, sizeof here) || strncmp(here, session->site->root, root) != 0 ||
        (here[root] != '/' && here[root] != '\0'))
        return mem_strdup(path); /* with --site: from the root */
    char *joined = here[root] ? path_join(here + root + 1, path) : mem_strdup(path);
    char *normal = path_normalise(joined);
    free(joined);
    return normal ? normal : mem_strdup(path);
}

static void trim_slash(char *path)
{
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
}

static bool select_path(struct session *session, const char *path)
{
    bool all = *path == '\0' || strcmp(path, ".") == 0, any = false;
    for (size_t i = 0; i < session->site->document_count; i++)
        if (all || ghlpub_path_selected(session->site->documents[i]->path, &path, 1))
            any = session->selected[i] = true;
    return any;
}

bool session_select(struct session *session, int count, char **paths)
{
    struct error err = ERROR_INIT;
    if (count == 0)
        return true;
    session->patterns = mem_alloc(((size_t)count + 1) * sizeof *session->patterns);
    session->selected = mem_alloc(session->site->document_count + 1);
    for (int i = 0; i < count; i++) {
        char *path = from_root(session, paths[i]);
        trim_slash(path);
        session->patterns[session->pattern_count++] = path;
        if (select_path(session, path))
            continue;
        error_set(&err, ERROR_USAGE, "no-match", "no document matches \"%s\"", paths[i]);
        error_hint(&err, "paths are those of Markdown files with front matter below \"%s\"",
                   session->site->config.content);
        session_fail(session, &err);
        return false;
    }
    return true;
}

bool session_select_kept(struct session *session, const struct plan_file *kept)
{
    const struct site *site = session->site;
    struct map chosen = MAP_INIT;
    if (!kept->some)
        return true;
    session->patterns = mem_alloc((kept->pattern_count + 1) * sizeof *session->patterns);
    session->selected = mem_alloc(site->document_count + 1);
    for (size_t i = 0; i < kept->pattern_count; i++)
        session->patterns[session->pattern_count++] = mem_strdup(kept->patterns[i]);
    for (size_t i = 0; i < kept->document_count; i++)
        map_set(&chosen, kept->documents[i], session);
    for (size_t i = 0; i < site->document_count; i++)
        session->selected[i] = map_has(&chosen, site->documents[i]->path) ||
                               ghlpub_path_selected(site->documents[i]->path, session->patterns,
                                                    session->pattern_count);
    map_release(&chosen, NULL);
    return true;
}

bool session_render(struct session *session, unsigned jobs)
{
    struct error err = ERROR_INIT;
    size_t stem = strlen(session->state_path) - strlen(path_extension(session->state_path));
    char *cache = mem_printf("%.*s.hashes", (int)stem, session->state_path);
    struct render_options options = {.jobs = jobs ? jobs : workers_default_jobs(),
                                     .selected = session->selected,
                                     .hash_cache = cache};
    const char *in_process = getenv("GHLPUB_TEST_NO_WORKERS");
    if (in_process && *in_process)
        options.jobs = 0;
    session->pages = ghlpub_render(session->site, &options, &session->found, &err);
    free(cache);
    if (session->pages)
        return true;
    session_fail(session, &err);
    return false;
}

static bool document_there(void *context, const char *key)
{
    const struct site *site = context;
    for (size_t i = 0; i < site->document_count; i++)
        if (strcmp(site->documents[i]->key, key) == 0)
            return true;
    return false;
}

bool session_state(struct session *session, bool read_only, long lock_timeout_ms)
{
    struct error err = ERROR_INIT;
    const struct config *config = &session->site->config;
    struct state_options options = {.path = session->state_path,
                                    .location = config->location,
                                    .read_only = read_only,
                                    .lock_timeout_ms = lock_timeout_ms};
    session->state = ghlpub_state_open(&options, &session->found, &err);
    if (!session->state) {
        size_t root = strlen(session->site->root);
        if (err.path && strncmp(err.path, session->site->root, root) == 0 && err.path[root] == '/')
            error_at(&err, err.path + root + 1, err.line, err.column);
        session_fail(session, &err);
        return false;
    }
    if (session->site->documents)
        ghlpub_state_settle(session->state, document_there, session->site);
    return true;
}

bool session_connect(struct session *session, unsigned jobs)
{
    struct error err = ERROR_INIT;
    const struct config *config = &session->site->config;
    const char *base = getenv("GHL_API_BASE");
    if (!config->location) {
        error_set(&err, ERROR_CONFIG, "location-missing", "no location is configured");
        error_at(&err, config->path, 1, 1);
        error_hint(&err,
                   "set `location` to the id of the sub-account (Settings, Business Profile at "
                   "GHL), or GHL_LOCATION_ID");
    } else {
        session->token =
            ghl_token(getenv("GHL_API_KEY"), config->token_command, config->token_file, &err);
    }
    if (session->token) {
        struct ghl_options options = {.base = base && *base ? base : DEFAULT_API,
                                      .token = session->token,
                                      .location = config->location,
                                      .version = config->api_version,
                                      .jobs = jobs,
                                      .clock = &session->cli->clock};
        session->ghl = ghl_open(&options, &err);
    }
    if (session->ghl)
        return true;
    session_fail(session, &err);
    return false;
}

void session_renames(struct session *session)
{
    struct plan_input input = {
        .site = session->site, .pages = session->pages, .state = session->state};
    if (!session->renames && ghlpub_plan_needs_renames(&input))
        session->renames = renames_read(session->site->root, session->site->config.content);
}

struct publish_options session_publish_options(struct session *session)
{
    return (struct publish_options){.site = session->site,
                                    .pages = session->pages,
                                    .state = session->state,
                                    .state_path = session->state_path,
                                    .ghl = session->ghl,
                                    .clock = &session->cli->clock,
                                    .clock_fixed = getenv("GHLPUB_NOW") != NULL,
                                    .selected = session->selected,
                                    .patterns = session->patterns,
                                    .pattern_count = session->pattern_count,
                                    .only = session->only,
                                    .renames = session->renames ? session->renames->items : NULL,
                                    .rename_count = session->renames ? session->renames->len : 0};
}

bool session_refresh(struct session *session)
{
    struct error err = ERROR_INIT;
    if (!session->ghl && !session_connect(session, 0))
        return false;
    struct publish_options options = session_publish_options(session);
    if (ghlpub_publish_refresh(&options, &session->refreshed, &session->found, &err))
        return true;
    session_fail(session, &err);
    return false;
}

bool session_on_drift(struct session *session, const char *text)
{
    static const char *const words[] = {
        [ON_DRIFT_SKIP] = "skip", [ON_DRIFT_FAIL] = "fail", [ON_DRIFT_OVERWRITE] = "overwrite"};
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text ? text : "skip", words[i]) == 0) {
            session->on_drift = (enum on_drift)i;
            return true;
        }
    error_set(&err, ERROR_USAGE, "bad-option", "--on-drift is skip, fail or overwrite, not \"%s\"",
              text);
    session_fail(session, &err);
    return false;
}

struct plan_input session_plan_input(struct session *session, const struct directory *directory,
                                     bool prune, bool force)
{
    return (struct plan_input){.site = session->site,
                               .pages = session->pages,
                               .state = session->state,
                               .directory = directory,
                               .remote =
                                   session->refreshed.arena ? &session->refreshed.remote : NULL,
                               .on_drift = session->on_drift,
                               .recreate = session->recreate,
                               .now_ms = clock_now_ms(&session->cli->clock),
                               .selected = session->selected,
                               .patterns = session->patterns,
                               .pattern_count = session->pattern_count,
                               .renames = session->renames ? session->renames->items : NULL,
                               .rename_count = session->renames ? session->renames->len : 0,
                               .only = session->only,
                               .prune = prune,
                               .force = force};
}

struct plan *session_plan(struct session *session, struct directory **directory, bool prune,
                          bool force)
{
    session_renames(session);
    *directory = ghlpub_directory_load(session->state_path, session->site->config.location);
    struct plan_input input = session_plan_input(session, *directory, prune, force);
    return ghlpub_plan(&input, &session->found);
}
