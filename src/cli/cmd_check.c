/* `ghlpub check`: everything about the content that can be known without the network. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "partial.h"
#include "report.h"
#include "session.h"

#include "base/json.h"
#include "base/log.h"
#include <ghlpub/publish.h>

static bool online, strict;
static const char *changed_since;
static long jobs;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_FLAG, 0, "online", NULL, "also look up names at GHL", &online},
        {OPTION_FLAG, 0, "strict", NULL, "warnings count as errors", &strict},
        {OPTION_TEXT, 0, "changed-since", "REV",
         "the documents that differ from this git revision, and those that depend on what does",
         &changed_since},
        {OPTION_NUMBER, 0, "jobs", "N", "workers that render side by side", &jobs},
        OPTIONS_END,
    };
    return rows;
}

static bool refresh_names(struct session *session)
{
    struct error err = ERROR_INIT;
    if (!session_connect(session, 0))
        return false;
    struct directory *directory = ghlpub_publish_directory(session->ghl, session->state_path,
                                                           session->site->config.location, &err);
    bool good = directory && ghlpub_publish_blog(directory, &session->site->config, &err);
    ghlpub_directory_free(directory);
    if (!good)
        session_fail(session, &err);
    return good;
}

static int finish(struct session *session)
{
    size_t documents = 0;
    for (size_t i = 0; i < session->site->document_count; i++)
        documents += !session->selected || session->selected[i];
    if (strict && session->found.warnings)
        session->exit = EXIT_CONTENT;
    if (session->cli->json) {
        json_t *json = session_json(session);
        json_put_number(json, "documents", (int64_t)documents);
        return session_finish_json(session, json, session->exit);
    }
    session_report(session, true);
    if (session->exit == EXIT_DONE)
        log_info("%zu document%s checked, no errors", documents, documents == 1 ? "" : "s");
    return session->exit;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct directory *directory = NULL;
    session_init(&session, cli);
    if (session_open(&session) && session_load(&session) && session_select(&session, argc, argv) &&
        session_render(&session, (unsigned)jobs) && session_narrow(&session, changed_since) &&
        session_state(&session, true, 0) && (!online || refresh_names(&session))) {
        struct plan *plan = session_plan(&session, &directory, false, false);
        ghlpub_plan_free(plan);
        ghlpub_directory_free(directory);
        session.exit = finish(&session);
    }
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_check = {
    .name = "check",
    .arguments = "[PATH...]",
    .summary = "validate the content without the network",
    .text = "Reads the configuration and every document, renders them, and reports\n"
            "all problems with their places. Needs no token and no network. Exit\n"
            "code 65 where there are errors.\n\n"
            "Examples:\n"
            "  ghlpub check\n"
            "  ghlpub check content/posts/hello.md\n"
            "  ghlpub check --online --strict",
    .options = options,
    .run = run,
};
