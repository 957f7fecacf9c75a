/* `ghlpub init`: a new site that can be checked at once. Never overwrites a file. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char config_text[] =
    "# The configuration of this site. docs/configuration.md of ghlpub explains every key.\n"
    "\n"
    "# The id of the sub-account; GHL_LOCATION_ID stands in where it is missing.\n"
    "# location: ve9EPM428h8vShlRW1KT\n"
    "\n"
    "# The blog, by name or id (`ghlpub list blogs` shows what there is).\n"
    "blog: My Blog\n"
    "\n"
    "# The public address of a post.\n"
    "post_url: https://example.com/post/{slug}\n"
    "\n"
    "# The time zone in which dates are written.\n"
    "timezone: UTC\n"
    "\n"
    "# For documents that do not say. Names as they are at GHL.\n"
    "defaults:\n"
    "  author: Jane Doe\n"
    "  categories: [News]\n"
    "\n"
    "# Names in documents to names at GHL; \"*\" takes the rest.\n"
    "# authors: {jane: Jane Doe, \"*\": Jane Doe}\n"
    "# categories: {updates: News, \"*\": News}\n";

static const char post_text[] =
    "---\n"
    "title: Hello, world\n"
    "description: The first post of this blog.\n"
    "draft: true\n"
    "---\n"
    "\n"
    "This is a post. It is written in **Markdown**, and `ghlpub publish` brings it to\n"
    "the blog.\n"
    "\n"
    "- An image beside this file: `![What it shows](picture.jpg)`\n"
    "- A link to another post: `[Read on](other-post.md)`\n"
    "\n"
    "Take out `draft: true` when it is ready.\n";

static const char template_text[] = "{{{body}}}\n";
static const char social_text[] = "{{title}}\n\n{{url}}\n";
static const char ignore_text[] =
    "# What ghlpub keeps beside the state: lock, journal, lists of names.\n"
    "/.ghlpub/*\n"
    "!/.ghlpub/*.json\n"
    "# What `ghlpub pull` writes beside a document, for merging.\n"
    "*.remote.html\n";
static const char attributes_text[] = "# Two branches that publish merge without a conflict.\n"
                                      "/.ghlpub/*.json merge=union\n";

static const struct {
    const char *path, *text;
    bool append; /* to a file that is there; others are left alone */
} files[] = {
    {"ghlpub.yaml", config_text, false},
    {"content/posts/hello-world.md", post_text, false},
    {"templates/post.html", template_text, false},
    {"templates/social.txt", social_text, false},
    {".gitignore", ignore_text, true},
    {".gitattributes", attributes_text, true},
};
enum { FILES = sizeof files / sizeof *files };

/* What the file should hold: all of it, or what is there and ours at the end; nothing to do where
 * it holds it already. */
static bool compose(const char *path, size_t i, struct strbuf *text, bool *changed,
                    struct error *err)
{
    *changed = true;
    if (!file_exists(path)) {
        strbuf_adds(text, files[i].text);
        return true;
    }
    *changed = false;
    if (!files[i].append)
        return true;
    if (!file_read(path, 1u << 20, text, err))
        return false;
    if (strstr(text->buf, files[i].text))
        return true;
    if (text->len && text->buf[text->len - 1] != '\n')
        strbuf_addc(text, '\n');
    strbuf_adds(text, files[i].text);
    *changed = true;
    return true;
}

static bool write_one(const char *root, size_t i, bool *written, struct error *err)
{
    char *path = path_join(root, files[i].path), *directory = path_directory(path);
    struct strbuf text = STRBUF_INIT(2u << 20);
    bool changed = false, good = compose(path, i, &text, &changed, err);
    if (good && changed) {
        good = (!*directory || file_make_directories(directory, err)) &&
               file_write(path, text.buf, text.len, 0644, err);
        if (good)
            log_info("+ %s", files[i].path);
        *written = good;
    }
    strbuf_release(&text);
    free(directory);
    free(path);
    return good;
}

static int tell_json(const struct cli *cli, const bool *written)
{
    json_t *json = json_object(), *list = json_array();
    for (size_t i = 0; i < FILES; i++)
        if (written[i])
            json_array_append_new(list, json_string(files[i].path));
    json_put(json, "command", cli->command);
    json_put_flag(json, "ok", true);
    json_put_number(json, "exit", EXIT_DONE);
    json_put_value(json, "diagnostics", json_array());
    json_put_value(json, "files", list);
    return report_json(json) ? EXIT_DONE : EXIT_STATE;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct error err = ERROR_INIT;
    const char *root = argc ? argv[0] : ".";
    bool written[FILES] = {false};
    if (argc > 1) {
        error_set(&err, ERROR_USAGE, "bad-arguments", "init takes one directory");
        return report_failure(cli, &err);
    }
    char *config = path_join(root, "ghlpub.yaml");
    bool taken = file_exists(config);
    free(config);
    if (taken) {
        error_set(&err, ERROR_USAGE, "site-exists", "\"%s\" has a ghlpub.yaml already", root);
        error_hint(&err, "edit it, or give init another directory");
        return report_failure(cli, &err);
    }
    if (!file_make_directories(root, &err))
        return report_failure(cli, &err);
    for (size_t i = 0; i < FILES; i++)
        if (!write_one(root, i, &written[i], &err))
            return report_failure(cli, &err);
    if (cli->json)
        return tell_json(cli, written);
    static const char *const next[] = {
        "",
        "Next: edit ghlpub.yaml (blog, post_url, author), then",
        "  ghlpub check",
        "  export GHL_LOCATION_ID=... GHL_API_KEY=pit-...",
        "  ghlpub plan",
        "  ghlpub publish",
        "or try it without an account: `ghlpub sandbox`",
    };
    for (size_t i = 0; i < sizeof next / sizeof *next; i++)
        log_info("%s", next[i]);
    return EXIT_DONE;
}

const struct command command_init = {
    .name = "init",
    .arguments = "[DIR]",
    .summary = "a new site",
    .text = "Makes a new site: ghlpub.yaml, a first post, templates, and what git\n"
            "needs to know. No file is overwritten; to .gitignore and .gitattributes\n"
            "lines are added.\n\n"
            "Examples:\n"
            "  ghlpub init my-blog\n"
            "  cd my-blog && ghlpub check",
    .options = NULL,
    .run = run,
};
