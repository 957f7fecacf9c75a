/* `ghlpub import`: posts that live only at GHL become documents of the tree. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"
#include "session.h"

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/workers.h"
#include <ghlpub/publish.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *status_name, *folder;
static bool no_images, typographic;
static long lock_timeout;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_TEXT, 0, "status", "STATUS",
         "only posts in this status: published, scheduled, draft, archived", &status_name},
        {OPTION_TEXT, 0, "to", "DIR", "the folder for the documents (default: content/posts)",
         &folder},
        {OPTION_FLAG, 0, "no-images", NULL, "leave pictures where they are", &no_images},
        {OPTION_FLAG, 0, "typographic", NULL,
         "straight quotes and hyphens may become typographic ones", &typographic},
        {OPTION_TIME, 0, "lock-timeout", "TIME",
         "wait this long for another run to end, such as 30s", &lock_timeout},
        OPTIONS_END,
    };
    return rows;
}

/* ---- arguments ---- */

static bool read_status(const char **status, struct error *err)
{
    static const char *const names[] = {"PUBLISHED", "SCHEDULED", "DRAFT", "ARCHIVED"};
    *status = NULL;
    if (!status_name || strcmp(status_name, "all") == 0)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t at = 0;
        while (names[i][at] && tolower((unsigned char)names[i][at]) == status_name[at])
            at++;
        if (!names[i][at] && !status_name[at])
            *status = names[i];
    }
    if (!*status)
        error_set(err, ERROR_USAGE, "bad-arguments",
                  "\"%s\" is no status; published, scheduled, draft, archived and all are",
                  status_name);
    return *status != NULL;
}

/* The folder as from the root, or NULL. To be freed. */
static char *read_folder(const struct session *session, struct error *err)
{
    char *joined = folder ? mem_strdup(folder) : path_join(session->site->config.content, "posts");
    char *normal = path_normalise(joined);
    free(joined);
    size_t len = normal ? strlen(normal) : 0;
    if (len == 0) {
        free(normal);
        error_set(err, ERROR_USAGE, "import-outside", "\"%s\" is no folder of the site",
                  folder ? folder : "");
        error_hint(err, "--to is a path from the site's root, such as %s/blog",
                   session->site->config.content);
        return NULL;
    }
    if (normal[len - 1] == '/')
        normal[len - 1] = '\0';
    return normal;
}

/* ---- telling ---- */

static void progress(void *context, size_t at, size_t count)
{
    const struct cli *cli = context;
    bool moving = cli->err_terminal && !cli->ci && !cli->quiet && !cli->json;
    if (!moving || count == 0)
        return;
    fprintf(stderr, "\r\033[K");
    if (at < count)
        fprintf(stderr, "importing %zu of %zu posts", at, count);
    fflush(stderr);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void summary(const struct import_result *result)
{
    struct strbuf line = STRBUF_INIT(1024);
    strbuf_addf(&line, "%zu post%s: %zu written", result->posts, plural(result->posts),
                result->written);
    if (result->known)
        strbuf_addf(&line, ", %zu known already", result->known);
    if (result->skipped)
        strbuf_addf(&line, ", %zu with a document", result->skipped);
    if (result->failed)
        strbuf_addf(&line, ", %zu not imported", result->failed);
    if (result->left)
        strbuf_addf(&line, ", %zu left", result->left);
    if (result->pictures)
        strbuf_addf(&line, ", %zu picture%s", result->pictures, plural(result->pictures));
    if (result->kept)
        strbuf_addf(&line, ", %zu block%s kept as HTML", result->kept, plural(result->kept));
    printf("%s.\n", line.buf);
    strbuf_release(&line);
}

static void tell_items(const struct import_result *result)
{
    size_t i;
    json_t *item;
    json_array_foreach(result->items, i, item)
    {
        const char *path = json_text(item, "path");
        if (path && strcmp(json_text(item, "outcome"), "written") == 0)
            printf("+ %s\n", path);
    }
}

static json_t *result_json(struct session *session, struct import_result *result)
{
    json_t *json = session_json(session);
    json_put_number(json, "posts", (int64_t)result->posts);
    json_put_number(json, "written", (int64_t)result->written);
    json_put_number(json, "known", (int64_t)result->known);
    json_put_number(json, "skipped", (int64_t)result->skipped);
    json_put_number(json, "failed", (int64_t)result->failed);
    json_put_number(json, "left", (int64_t)result->left);
    json_put_number(json, "pictures", (int64_t)result->pictures);
    json_put_number(json, "keptAsHtml", (int64_t)result->kept);
    json_put_value(json, "items", result->items ? result->items : json_array());
    result->items = NULL;
    return json;
}

/* The exit code is the run's, not that of findings about documents that were there before. */
static int finish(struct session *session, struct import_result *result, bool good,
                  struct error *err)
{
    const struct cli *cli = session->cli;
    int code = result->failed ? EXIT_PARTIAL : EXIT_DONE;
    if (cli->json && good)
        return session_finish_json(session, result_json(session, result), code);
    if (cli->json) {
        json_t *json = result_json(session, result);
        json_put_value(json, "diagnostics", report_diagnostics_json(&session->found));
        return report_json_failure(json, err);
    }
    report_diagnostics(cli, &session->found, session->site->root, true);
    if (result->items && !cli->quiet)
        tell_items(result);
    if (result->items && (good || result->written))
        summary(result);
    if (!good)
        return report_error(cli, err);
    if (result->written && !cli->quiet)
        log_info("social posts are not imported; look at the documents, then commit them");
    return code;
}

/* ---- the run ---- */

static int import(struct session *session, int argc, char **argv, const char *status, char *to)
{
    struct error err = ERROR_INIT;
    struct import_result result = {0};
    const struct import_options run = {.site = session->site,
                                       .state = session->state,
                                       .state_path = session->state_path,
                                       .ghl = session->ghl,
                                       .clock = &session->cli->clock,
                                       .to = to,
                                       .status = status,
                                       .wanted = (const char *const *)argv,
                                       .wanted_count = (size_t)argc,
                                       .images = !no_images,
                                       .typographic = typographic,
                                       .jobs = workers_default_jobs(),
                                       .progress = progress,
                                       .context = session->cli};
    diagnostics_release(&session->found); /* `check` tells what is wrong with other documents */
    bool good = ghlpub_publish_import(&run, &session->found, &result, &err);
    int code = finish(session, &result, good, &err);
    json_decref(result.items);
    error_release(&err);
    return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct error err = ERROR_INIT;
    const char *status;
    if (!read_status(&status, &err))
        return report_failure(cli, &err);
    session_init(&session, cli);
    if (session_open(&session)) {
        char *to = read_folder(&session, &err);
        if (!to)
            session_fail(&session, &err);
        else if (session_load(&session) && session_state(&session, false, lock_timeout) &&
                 session_connect(&session, 0))
            session.exit = import(&session, argc, argv, status, to);
        free(to);
    }
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_import = {
    .name = "import",
    .arguments = "[SLUG|ID...]",
    .summary = "turn posts at GHL into documents",
    .text = "Writes a document for each post that has none: front matter, the body as\n"
            "Markdown, and its pictures beside it. What Markdown cannot say stays HTML;\n"
            "what is written looks the same to a reader, and nothing is sent until the\n"
            "document changes. Existing files are never touched, and importing again\n"
            "does only what is left. Nothing is written at GHL; social posts are not\n"
            "imported.\n\n"
            "Examples:\n"
            "  ghlpub import\n"
            "  ghlpub import --status draft --to content/drafts\n"
            "  ghlpub import why-we-moved",
    .options = options,
    .run = run,
};
