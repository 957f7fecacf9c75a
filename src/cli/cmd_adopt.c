/* `ghlpub adopt`: says which post at GHL a document is, or finds it out. */
#include "adoption.h"
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
static bool dry_run, yes;
static long lock_timeout;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_TEXT, 0, "post", "ID", "the id of the post at GHL", &post_id},
        {OPTION_TEXT, 0, "social", "ID", "the id of the social post at GHL", &social_id},
        {OPTION_FLAG, 'n', "dry-run", NULL, "show what would be adopted, and record nothing",
         &dry_run},
        {OPTION_FLAG, 'y', "yes", NULL, "do not ask", &yes},
        {OPTION_TIME, 0, "lock-timeout", "TIME",
         "wait this long for another run to end, such as 30s", &lock_timeout},
        OPTIONS_END,
    };
    return rows;
}

/* ---- what somebody names ---- */

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

static int adopt_one(struct session *session, const char *name)
{
    struct error err = ERROR_INIT;
    struct publish_options run = session_publish_options(session);
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

/* ---- what is found ---- */

static bool consent(const struct session *session, const struct adoption *adoption,
                    struct error *err)
{
    size_t count = adoption_count(adoption);
    if (yes || !count || !session_can_ask(session))
        return true;
    return session_ask(err, "\nRecord this (%zu mapping%s)? [y/N] ", count, count == 1 ? "" : "s");
}

/* What needs a person is no success, though the rest was done. */
static int code_of(const struct adoption *adoption)
{
    size_t unread = 0;
    for (size_t i = 0; i < adoption->posts.len; i++)
        unread += adoption->posts.items[i].unread;
    return adoption->doubts.len || unread ? EXIT_PARTIAL : EXIT_DONE;
}

static int tell(struct session *session, const struct adoption *adoption, bool recorded)
{
    int code = code_of(adoption);
    if (session->cli->json) {
        json_t *json = session_json(session);
        json_put_flag(json, "recorded", recorded);
        adoption_json(json, adoption);
        return session_finish_json(session, json, code);
    }
    session_report(session, false);
    adoption_print_summary(session, adoption, recorded);
    return exit_code_worse(session->exit, code);
}

static int adopt_all(struct session *session)
{
    struct error err = ERROR_INIT;
    session_renames(session);
    struct publish_options run = session_publish_options(session);
    struct adoption *adoption = ghlpub_adopt_find(&run, &session->found, &err);
    if (!adoption)
        return session_fail(session, &err);
    if (!session->cli->json)
        adoption_print(session, adoption);
    fflush(stdout);
    bool good = dry_run || (consent(session, adoption, &err) && ghlpub_adopt_write(adoption, &err));
    int code = good ? tell(session, adoption, !dry_run) : session_fail(session, &err);
    ghlpub_adopt_free(adoption);
    return code;
}

static bool bad_arguments(int argc, struct error *err)
{
    if (!post_id && !social_id)
        return false;
    if (argc == 1 && !(post_id && social_id) && !dry_run)
        return false;
    error_set(err, ERROR_USAGE, "bad-arguments",
              dry_run ? "--dry-run is for adopting what is found, without --post and --social"
                      : "with an id, adopt takes the one document that it belongs to");
    error_hint(err, "ghlpub adopt content/posts/hello.md --post ID, or "
                    "ghlpub adopt content/posts/hello.md#launch --social ID");
    return true;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct error err = ERROR_INIT;
    if (bad_arguments(argc, &err))
        return report_failure(cli, &err);
    session_init(&session, cli);
    bool one = post_id || social_id;
    bool by_key = social_id || (one && strncmp(argv[0], "id:", 3) == 0);
    /* The whole site is rendered: what is ambiguous, all documents together tell. */
    if (session_open(&session) && session_load(&session) && session_render(&session, 0) &&
        session_select(&session, by_key ? 0 : argc, argv) &&
        session_state(&session, dry_run, lock_timeout) && session_connect(&session, 0))
        session.exit = one ? adopt_one(&session, argv[0]) : adopt_all(&session);
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_adopt = {
    .name = "adopt",
    .arguments = "[PATH...] | PATH --post ID | PATH#KEY --social ID",
    .summary = "record which posts at GHL the documents are",
    .text = "For a blog that exists already, and after the state was lost: looks for\n"
            "the posts of documents that the state does not know, by slug, then by\n"
            "canonical link, then by title, each where one document and one post\n"
            "have it; for their files by content, and for their social posts by\n"
            "accounts, time and text. Shows what it found, asks once on a terminal,\n"
            "and records it. Nothing is written at GHL; from then on the posts are\n"
            "updated in place, and where a post says what its document says, nothing\n"
            "is sent. With --post or --social it takes the one that you name.\n\n"
            "Examples:\n"
            "  ghlpub adopt --dry-run\n"
            "  ghlpub adopt\n"
            "  ghlpub adopt content/a.md --post 6500d3f5a1b2c3d4e5f60718\n"
            "  ghlpub adopt 'content/a.md#launch' --social 6500d3f5a1b2c3d4e5f60719",
    .options = options,
    .run = run,
};
