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

static void print_body(const struct session *session, const struct plan *plan, size_t document)
{
    struct urls urls = {session, plan};
    struct url_source source = {asset_url, post_url, &urls};
    char *html = ghlpub_body(session->pages->items[document], &source);
    fputs(html, stdout);
    free(html);
}

/* Also those that are sent already or held: the texts are what is asked for. */
static void print_social(const struct session *session, const struct plan *plan, size_t document)
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
            printf("%s--- %s%s%s\n%s\n", i || k ? "\n" : "", target, entry->when.text ? " at " : "",
                   entry->when.text ? entry->when.text : "", text ? text : "");
            free(text);
            free(platform);
        }
    }
    diagnostics_release(&found);
}

static int show(struct session *session)
{
    struct directory *directory = NULL;
    struct plan *plan = session_plan(session, &directory, false, false);
    for (size_t i = 0; i < session->site->document_count; i++) {
        const struct rendered *page = session->pages->items[i];
        if (!page || !page->ok)
            continue;
        if (social)
            print_social(session, plan, i);
        else
            print_body(session, plan, i);
    }
    session_report(session, false);
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
        return report_error(cli, &err);
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
    .text = "Prints the HTML of a document as it would be sent, or with --social the texts of its "
            "social\n"
            "posts. Images that were not uploaded yet appear under their path in the site.\n\n"
            "Examples:\n"
            "  ghlpub render content/posts/hello.md\n"
            "  ghlpub render --social content/posts/hello.md",
    .options = options,
    .run = run,
};
