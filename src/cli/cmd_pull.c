/* `ghlpub pull`: the body of a post as GHL has it, beside its document, for a person to merge. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"
#include "session.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/path.h"
#include "base/strbuf.h"
#include <ghlpub/publish.h>

#include <stdlib.h>
#include <string.h>

#define ENDING ".remote.html"
#define FIRST  "<!-- ghlpub pull" /* by it a file is known to be ours */

static bool force;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_FLAG, 0, "force", NULL,
         "overwrite a file of this name that ghlpub pull did not write", &force},
        OPTIONS_END,
    };
    return rows;
}

/* A comment ends at "--": what comes from GHL must not end it. */
static void add_line(struct strbuf *text, const char *name, const char *value)
{
    if (!value)
        return;
    char *clean = log_clean(value);
    strbuf_addf(text, "     %s: ", name);
    for (const char *at = clean; *at; at++) {
        strbuf_addc(text, *at);
        if (at[0] == '-' && (at[1] == '-' || at[1] == '>'))
            strbuf_addc(text, ' ');
    }
    strbuf_addc(text, '\n');
    free(clean);
}

static void compose(struct strbuf *text, const struct ghl_post *post)
{
    strbuf_adds(text, FIRST ": the post as it is at GHL. ghlpub does not read this file.\n");
    add_line(text, "id", post->id);
    add_line(text, "slug", post->slug);
    add_line(text, "title", post->title);
    add_line(text, "description", post->description);
    add_line(text, "status", post->status);
    add_line(text, "updatedAt", post->updated);
    strbuf_adds(text, "-->\n");
    strbuf_adds(text, post->html);
    if (text->len && text->buf[text->len - 1] != '\n')
        strbuf_addc(text, '\n');
}

static bool is_ours(const char *path)
{
    struct strbuf text = STRBUF_INIT(LIMIT_ANSWER);
    struct error err = ERROR_INIT;
    bool ours =
        file_read(path, LIMIT_ANSWER, &text, &err) && strncmp(text.buf, FIRST, strlen(FIRST)) == 0;
    error_release(&err);
    strbuf_release(&text);
    return ours;
}

static bool write_file(const struct session *session, const char *name, const struct ghl_post *post,
                       struct error *err)
{
    char *path = path_join(session->site->root, name);
    bool good = force || !file_exists(path) || is_ours(path);
    if (!good) {
        error_set(err, ERROR_FAILED, "pull-not-ours",
                  "there is a file of this name that `ghlpub pull` did not write");
        error_at(err, name, 0, 0);
        error_hint(err, "move it away, or overwrite it with --force");
    } else {
        struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
        compose(&text, post);
        good = file_write(path, text.buf, text.len, 0644, err);
        strbuf_release(&text);
    }
    free(path);
    return good;
}

static void tell(const struct session *session, const struct document *document, const char *name,
                 const struct pulled *pulled)
{
    const struct drift *drift = &pulled->drift;
    bool edited = drift->kind == DRIFT_EDITED;
    log_info("%s: %s", name,
             edited ? ghlpub_drift_text(pulled->arena, drift, session->site)
                    : "as ghlpub last wrote it");
    if (edited)
        log_info("    bring the edit into the document, then `ghlpub publish --on-drift overwrite "
                 "%s`",
                 document->path);
}

static json_t *item_json(const struct document *document, const char *name,
                         const struct pulled *pulled)
{
    json_t *object = json_object(), *differs = json_array();
    const struct drift *drift = &pulled->drift;
    for (const char *const *part = drift->differs; *part; part++)
        json_array_append_new(differs, json_string(*part));
    json_put(object, "path", document->path);
    json_put(object, "file", name);
    json_put(object, "id", pulled->post.id);
    json_put(object, "slug", pulled->post.slug);
    json_put(object, "title", pulled->post.title);
    json_put(object, "status", pulled->post.status);
    json_put(object, "updated", pulled->post.updated);
    json_put_flag(object, "edited", drift->kind == DRIFT_EDITED);
    json_put_value(object, "differs", differs);
    json_put_flag(object, "documentChanged", drift->document_changed);
    return object;
}

/* The post of one document. A failure is told with its document, and the others go on. */
static int pull(struct session *session, const struct plan *plan, const struct document *document,
                json_t *items)
{
    struct error err = ERROR_INIT;
    struct pulled pulled = {0};
    struct publish_options run = session_publish_options(session);
    const struct desired_post *post = plan->posts[document->index];
    const struct state_entry *entry = ghlpub_state_find(session->state, STATE_POST, document->key);
    char *name = arena_printf(plan->arena, "%s" ENDING, document->path);
    bool good = false;
    if (!entry || !state_get(entry, STATE_ID)) {
        error_set(&err, ERROR_FAILED, "not-published", "it has no post at GHL yet");
        error_hint(&err,
                   "`ghlpub publish %s` makes one; `ghlpub adopt %s` takes over one that is "
                   "there",
                   document->path, document->path);
    } else if (ghlpub_publish_pull(&run, entry, &pulled, &err)) {
        const char *hash = state_get(entry, STATE_HASH);
        pulled.drift.document_changed = !post || !hash || strcmp(hash, post->hash) != 0;
        good = write_file(session, name, &pulled.post, &err);
    }
    if (good && session->cli->json)
        json_array_append_new(items, item_json(document, name, &pulled));
    else if (good)
        tell(session, document, name, &pulled);
    ghlpub_pulled_release(&pulled);
    if (good)
        return EXIT_DONE;
    int code = exit_code_of(err.kind);
    if (!err.path)
        error_at(&err, document->path, 0, 0);
    if (session->cli->json) {
        json_t *object = json_object();
        json_put(object, "path", document->path);
        json_put_value(object, "error", report_error_json(&err));
        json_array_append_new(items, object);
        error_release(&err);
    } else {
        report_error(session->cli, &err);
    }
    return code;
}

static int pull_all(struct session *session)
{
    struct directory *directory = NULL;
    struct diagnostics ignored = DIAGNOSTICS_INIT;
    json_t *items = json_array();
    int code = EXIT_DONE;
    struct plan *plan = session_plan(session, &directory, false, false);
    diagnostics_move(&ignored, &session->found); /* plan and check tell them */
    for (size_t i = 0; i < session->site->document_count; i++) {
        const struct document *document = session->site->documents[i];
        if (session->selected[i] && document->kind == DOCUMENT_POST)
            code = exit_code_worse(code, pull(session, plan, document, items));
    }
    ghlpub_plan_free(plan);
    ghlpub_directory_free(directory);
    diagnostics_release(&ignored);
    if (!session->cli->json) {
        json_decref(items);
        return code;
    }
    json_t *json = session_json(session);
    json_put_value(json, "items", items);
    return session_finish_json(session, json, code);
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct error err = ERROR_INIT;
    if (argc == 0) {
        error_set(&err, ERROR_USAGE, "bad-arguments", "pull takes the paths of documents");
        error_hint(&err, "ghlpub pull content/posts/hello.md; `ghlpub plan --refresh` shows which "
                         "posts were edited");
        return report_failure(cli, &err);
    }
    session_init(&session, cli);
    if (session_open(&session) && session_load(&session) && session_select(&session, argc, argv) &&
        session_render(&session, 0) && session_state(&session, true, 0) &&
        session_connect(&session, 0))
        session.exit = pull_all(&session);
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_pull = {
    .name = "pull",
    .arguments = "PATH...",
    .summary = "GHL's body of a post beside its document, for merging an edit by hand",
    .text = "Writes what GHL has of a document's post to PATH.remote.html, with its id,\n"
            "slug, title and updatedAt in a comment on top. Bring the edit into the\n"
            "document, then send that: `ghlpub publish --on-drift overwrite PATH`.\n"
            "ghlpub does not read the file; delete it when you are done.\n\n"
            "Examples:\n"
            "  ghlpub pull content/posts/hello.md\n"
            "  diff <(ghlpub render content/posts/hello.md) content/posts/hello.md.remote.html",
    .options = options,
    .run = run,
};
