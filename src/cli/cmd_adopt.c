/* `ghlpub adopt`: says which post at GHL a document is. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"
#include "session.h"

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include <ghlpub/publish.h>

#include <stdlib.h>
#include <string.h>

static const char *post_id, *social_id;
static long lock_timeout;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_TEXT, 0, "post", "ID", "the id of the post at GHL", &post_id},
        {OPTION_TEXT, 0, "social", "ID", "the id of the social post at GHL", &social_id},
        {OPTION_TIME, 0, "lock-timeout", "TIME",
         "wait this long for another run to end, such as 30s", &lock_timeout},
        OPTIONS_END,
    };
    return rows;
}

static const struct document *find_document(struct session *session, const char *name)
{
    for (size_t i = 0; i < session->site->document_count; i++) {
        const struct document *document = session->site->documents[i];
        if (strcmp(document->key, name) == 0 || (session->selected && session->selected[i]))
            return document;
    }
    return NULL;
}

static int done(struct session *session, bool good, const char *what, const char *id,
                struct error *err)
{
    if (!good)
        return session_fail(session, err);
    if (session->cli->json) {
        json_t *json = session_json(session);
        json_put(json, "key", what);
        json_put(json, "id", id);
        return session_finish_json(session, json, EXIT_DONE);
    }
    log_info("= adopt %s: %s; `ghlpub plan` shows what differs", what, id);
    return EXIT_DONE;
}

static int adopt(struct session *session, const char *name)
{
    struct error err = ERROR_INIT;
    struct publish_options run = {.site = session->site,
                                  .pages = session->pages,
                                  .state = session->state,
                                  .state_path = session->state_path,
                                  .ghl = session->ghl,
                                  .clock = &session->cli->clock};
    if (social_id)
        return done(session,
                    ghlpub_publish_adopt_social(&run, name, social_id, &session->found, &err), name,
                    social_id, &err);
    const struct document *document = find_document(session, name);
    if (!document) {
        error_set(&err, ERROR_USAGE, "no-match", "no document matches \"%s\"", name);
        return session_fail(session, &err);
    }
    bool good = ghlpub_publish_adopt(&run, document, post_id, &session->found, &err);
    return done(session, good, document->key, post_id, &err);
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct error err = ERROR_INIT;
    if (argc != 1 || !post_id == !social_id) {
        error_set(&err, ERROR_USAGE, "bad-arguments",
                  "adopt takes a document and the id of its post");
        error_hint(&err, "ghlpub adopt content/posts/hello.md --post ID, or "
                         "ghlpub adopt content/posts/hello.md#launch --social ID");
        return report_failure(cli, &err);
    }
    session_init(&session, cli);
    bool by_key = social_id || strncmp(argv[0], "id:", 3) == 0;
    if (session_open(&session) && session_load(&session) &&
        session_select(&session, by_key ? 0 : argc, argv) && session_render(&session, 0) &&
        session_state(&session, false, lock_timeout) && session_connect(&session, 0))
        session.exit = adopt(&session, argv[0]);
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_adopt = {
    .name = "adopt",
    .arguments = "PATH --post ID | PATH#KEY --social ID",
    .summary = "say which post at GHL a document is",
    .text = "Records that a document is a post that exists at GHL already; from then\n"
            "on the post is updated in place. Where the post equals the document,\n"
            "nothing is sent.\n\n"
            "Examples:\n"
            "  ghlpub adopt content/a.md --post 6500d3f5a1b2c3d4e5f60718\n"
            "  ghlpub adopt 'content/a.md#launch' --social 6500d3f5a1b2c3d4e5f60719",
    .options = options,
    .run = run,
};
