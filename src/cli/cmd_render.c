/* `ghlpub render`: what would be sent for one document. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"
#include "session.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

static bool social;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_FLAG, 0, "social", NULL, "the texts of the social posts instead", &social},
        OPTIONS_END,
    };
    return rows;
}

struct urls {
    const struct session *session;
    const struct plan *plan;
};

/* The URL as uploaded; the file itself where it was not yet. */
static const char *asset_url(void *context, const struct asset *asset)
{
    const struct urls *urls = context;
    const struct state_entry *entry =
        ghlpub_state_find(urls->session->state, STATE_MEDIA, asset->hash);
    const char *url = entry ? state_get(entry, STATE_URL) : NULL;
    return url ? url : asset->path;
}

static const char *post_url(void *context, size_t document)
{
    const struct urls *urls = context;
    const char *url = urls->plan->urls[document];
    return url ? url : "";
}

/* With --json the texts are collected, and printed as one document. */
static void tell_body(const struct session *session, const struct plan *plan, size_t document,
                      json_t *items)
{
    struct urls urls = {session, plan};
    struct url_source source = {asset_url, post_url, &urls};
    char *html = ghlpub_body(session->pages->items[document], &source);
    if (items) {
        json_t *item = json_object();
        json_put(item, "path", session->site->documents[document]->path);
        json_put(item, "html", html);
        json_array_append_new(items, item);
    } else {
        fputs(html, stdout);
    }
    free(html);
}

static void tell_text(const char *path, const char *target, const char *at, const char *text,
                      json_t *items)
{
    if (items) {
        json_t *item = json_object();
        json_put(item, "path", path);
        json_put(item, "to", target);
        json_put(item, "at", at);
        json_put(item, "text", text);
        json_array_append_new(items, item);
    } else {
        static bool any;
        printf("%s--- %s%s%s\n%s\n", any ? "\n" : "", target, at ? " at " : "", at ? at : "", text);
        any = true;
    }
}

/* Also those that are sent already or held: the texts are what is asked for. */
static void tell_social(const struct session *session, const struct plan *plan, size_t document,
                        json_t *items)
{
    const struct document *item = session->site->documents[document];
    const char *url = plan->urls[document] ? plan->urls[document] : "";
    struct diagnostics found = DIAGNOSTICS_INIT;
    for (size_t i = 0; i < item->social_count; i++) {
        const struct social_entry *entry = &item->social[i];
        for (size_t k = 0; k < entry->to.len; k++) {
            const char *target = entry->to.items[k].text;
            char *platform = strndup(target, strcspn(target, ":"));
            char *text = ghlpub_social_text(session->site, session->pages, item, entry, platform,
                                            url, &found);
            tell_text(item->path, target, entry->when.text, text ? text : "", items);
            free(text);
            free(platform);
        }
    }
    diagnostics_release(&found);
}

static int show(struct session *session)
{
    struct directory *directory = NULL;
    json_t *items = session->cli->json ? json_array() : NULL;
    struct plan *plan = session_plan(session, &directory, false, false);
    for (size_t i = 0; i < session->site->document_count; i++) {
        const struct rendered *page = session->pages->items[i];
        if (!page || !page->ok)
            continue;
        if (social)
            tell_social(session, plan, i, items);
        else
            tell_body(session, plan, i, items);
    }
    if (items) {
        json_t *json = session_json(session);
        json_put_value(json, "items", items);
        session->exit = session_finish_json(session, json, EXIT_DONE);
    } else {
        session_report(session, false);
    }
    ghlpub_plan_free(plan);
    ghlpub_directory_free(directory);
    return session->exit;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct error err = ERROR_INIT;
    if (argc != 1) {
        error_set(&err, ERROR_USAGE, "bad-arguments", "render takes one document");
        error_hint(&err, "ghlpub render content/posts/hello.md");
        return report_failure(cli, &err);
    }
    session_init(&session, cli);
    if (session_open(&session) && session_load(&session) && session_select(&session, argc, argv) &&
        session_render(&session, 1) && session_state(&session, true, 0))
        session.exit = show(&session);
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_render = {
    .name = "render",
    .arguments = "PATH",
    .summary = "the HTML that would be sent for a document",
    .text = "Prints the HTML of a document as it would be sent, or with --social the\n"
            "texts of its social posts. Images that were not uploaded yet appear\n"
            "under their path in the site.\n\n"
            "Examples:\n"
            "  ghlpub render content/posts/hello.md\n"
            "  ghlpub render --social content/posts/hello.md",
    .options = options,
    .run = run,
};
