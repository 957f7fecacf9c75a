/*
 * A site: finding its root, opening it, loading its documents, looking them up.
 * Everything that is read is read by the files beside this one.
 */
#include "site_private.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/zone.h"
#include "config.h"
#include "document.h"
#include "lint.h"
#include "url_index.h"
#include "walk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char *const config_names_known[] = {"ghlpub.yaml", "ghlpub.yml"};

/* ---- opening ---- */

static bool has_file(const char *directory, const char *name)
{
    char *path = path_join(directory, name);
    bool there = file_exists(path);
    free(path);
    return there;
}

static const char *config_in(const char *directory)
{
    for (size_t i = 0; i < 2; i++)
        if (has_file(directory, config_names_known[i]))
            return config_names_known[i];
    return NULL;
}

/* The nearest parent with a configuration, or NULL. To be freed. */
static char *search_upwards(const char *start)
{
    char *directory = realpath(start, NULL);
    while (directory && !config_in(directory)) {
        char *slash = strrchr(directory, '/');
        if (!slash || directory[1] == '\0') {
            free(directory);
            return NULL;
        }
        slash[slash == directory] = '\0';
    }
    return directory;
}

static char *find_root(const char *directory, struct error *err)
{
    char *root = directory ? realpath(directory, NULL) : search_upwards(".");
    if (root && config_in(root))
        return root;
    if (directory && !root)
        error_set_errno(err, ERROR_USAGE, "no-site", "cannot open the site \"%s\"", directory);
    else if (directory)
        error_set(err, ERROR_USAGE, "no-site", "there is no ghlpub.yaml in \"%s\"", directory);
    else
        error_set(err, ERROR_USAGE, "no-site", "there is no ghlpub.yaml here or in a folder above");
    error_hint(err, "`ghlpub init` makes a new site");
    free(root);
    return NULL;
}

static void set_bad_config(const char *path, size_t errors, struct error *err)
{
    error_set(err, ERROR_CONFIG, "bad-config", "%s has %zu error%s", path, errors,
              errors == 1 ? "" : "s");
}

struct site *ghlpub_site_open(const struct site_options *options, struct diagnostics *found,
                              struct error *err)
{
    char *root = find_root(options->directory, err);
    if (!root)
        return NULL;
    struct arena *arena = arena_new();
    struct site *site = mem_alloc(sizeof *site);
    site->private = mem_alloc(sizeof *site->private);
    site->private->arena = arena;
    site->root = arena_strdup(arena, root);
    free(root);

    size_t errors = found->errors;
    const char *name = config_in(site->root);
    if (has_file(site->root, config_names_known[0]) && has_file(site->root, config_names_known[1]))
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "config-twice",
                                 (struct place){config_names_known[1], 0, 0},
                                 "there are both ghlpub.yaml and ghlpub.yml"),
                        "remove one of them");
    if (config_read(site, name, options, found) && found->errors == errors)
        return site;
    set_bad_config(name, found->errors - errors, err);
    ghlpub_site_free(site);
    return NULL;
}

/* ---- loading ---- */

static void drop_documents(struct site *site)
{
    for (size_t i = 0; i < site->document_count; i++)
        document_free(site->documents[i]);
    free(site->documents);
    site->documents = NULL;
    site->document_count = site->plain_files = 0;
    map_release(&site->private->by_path, NULL);
    map_release(&site->private->by_url, NULL);
    map_release(&site->private->by_name, NULL);
}

/* Reads one file. NULL where it is no document. */
static struct document *load_one(struct site *site, const char *path, struct strbuf *text,
                                 struct diagnostics *found)
{
    struct error err = ERROR_INIT;
    struct document *doc = document_new(path);
    char *full = path_join(site->root, path);
    strbuf_clear(text);
    if (!file_read(full, LIMIT_DOCUMENT, text, &err)) {
        struct diagnostic *item = diagnose(found, SEVERITY_ERROR, err.code,
                                           (struct place){path, 0, 0}, "%s", err.message);
        if (err.hint)
            diagnostic_hint(item, "%s", err.hint);
        error_release(&err);
        doc->broken = doc->unreadable = true;
    } else if (!document_parse(site, doc, text->buf, text->len, found)) {
        site->plain_files += text->len > 0;
        document_free(doc);
        doc = NULL;
    }
    free(full);
    return doc;
}

static void note_plain_files(const struct site *site, struct diagnostics *found)
{
    if (site->plain_files == 0)
        return;
    diagnostic_hint(diagnose(found, SEVERITY_NOTE, "no-front-matter",
                             (struct place){site->config.content, 0, 0},
                             site->plain_files == 1
                                 ? "%zu Markdown file has no front matter and is no document"
                                 : "%zu Markdown files have no front matter and are no documents",
                             site->plain_files),
                    "a document begins with front matter between lines \"---\"");
}

static void note_unused_aliases(const struct site *site, struct diagnostics *found)
{
    size_t count = 0;
    for (size_t i = 0; i < site->document_count; i++)
        count += site->documents[i]->aliases.len > 0;
    if (count == 0 || site->config.redirect_domain)
        return;
    diagnostic_hint(
        diagnose(found, SEVERITY_NOTE, "aliases-unused", (struct place){site->config.path, 0, 0},
                 count == 1 ? "%zu document has aliases, and no redirect is made of them"
                            : "%zu documents have aliases, and no redirects are made of "
                              "them",
                 count),
        "`redirects: {domain: …}` makes them");
}

bool ghlpub_site_load(struct site *site, struct diagnostics *found, struct error *err)
{
    struct path_list paths = {NULL, 0, 0};
    struct strbuf text = STRBUF_INIT(LIMIT_DOCUMENT + 1);
    drop_documents(site);
    bool ok = walk_content(site, &paths, found, err);
    if (ok) {
        site->documents = mem_resize(NULL, paths.len + 1, sizeof(struct document *));
        for (size_t i = 0; i < paths.len; i++) {
            struct document *doc = load_one(site, paths.items[i], &text, found);
            if (!doc)
                continue;
            doc->index = site->document_count;
            site->documents[site->document_count++] = doc;
            map_set(&site->private->by_path, doc->path, doc);
        }
        lint_documents(site, found);
        url_index_build(site);
        note_plain_files(site, found);
        note_unused_aliases(site, found);
    }
    strbuf_release(&text);
    walk_release(&paths);
    return ok;
}

struct document *ghlpub_site_parse(struct site *site, const char *path, const char *text,
                                   size_t len, struct diagnostics *found)
{
    struct document *doc = document_new(path);
    if (!document_parse(site, doc, text, len, found)) {
        document_free(doc);
        return NULL;
    }
    ARRAY_PUSH(&site->private->parsed, doc);
    return doc;
}

void ghlpub_site_drop(struct site *site, struct document *document)
{
    struct document_list *parsed = &site->private->parsed;
    for (size_t i = parsed->len; i > 0; i--) {
        if (parsed->items[i - 1] == document) {
            parsed->items[i - 1] = parsed->items[--parsed->len];
            document_free(document);
            return;
        }
    }
}

void ghlpub_site_free(struct site *site)
{
    if (!site)
        return;
    struct site_private *private = site->private;
    drop_documents(site);
    for (size_t i = 0; i < private->parsed.len; i++)
        document_free(private->parsed.items[i]);
    ARRAY_RELEASE(&private->parsed);
    for (size_t i = 0; i < private->ignore.len; i++)
        pattern_free(private->ignore.items[i]);
    ARRAY_RELEASE(&private->ignore);
    for (size_t i = 0; i < private->defaults_count; i++)
        for (size_t k = 0; k < private->defaults[i].path_count; k++)
            pattern_free(private->defaults[i].paths[k]);
    zone_free(private->zone);
    arena_free(private->arena);
    free(private);
    free(site);
}

/* ---- looking up ---- */

const struct document *ghlpub_site_find(const struct site *site, const char *path)
{
    return map_get(&site->private->by_path, path);
}

const char *ghlpub_map_name(const struct name_map *map, const char *name)
{
    const char *rest = name;
    for (size_t i = 0; i < map->len; i++) {
        if (strcmp(map->items[i].from, name) == 0)
            return map->items[i].to;
        if (strcmp(map->items[i].from, "*") == 0)
            rest = map->items[i].to;
    }
    return rest;
}

bool site_pattern_matches(const struct site *site, const struct pattern *pattern, const char *path,
                          bool is_directory)
{
    if (pattern_matches(pattern, path, is_directory))
        return true;
    size_t len = strlen(site->config.content);
    return strncmp(path, site->config.content, len) == 0 && path[len] == '/' &&
           pattern_matches(pattern, path + len + 1, is_directory);
}

/* The path itself, or one of the folders that hold it. */
static bool matches_with_parents(const struct pattern *pattern, const char *path)
{
    if (pattern_matches(pattern, path, false))
        return true;
    char *parent = mem_strdup(path);
    bool matched = false;
    for (char *slash; !matched && (slash = strrchr(parent, '/')) != NULL;) {
        *slash = '\0';
        matched = pattern_matches(pattern, parent, true);
    }
    free(parent);
    return matched;
}

bool ghlpub_path_selected(const char *path, const char *const *patterns, size_t count)
{
    bool selected = false;
    for (size_t i = 0; i < count; i++) {
        const char *text = patterns[i];
        while (strncmp(text, "./", 2) == 0) /* as a shell completes it */
            text += 2;
        if (*text == '\0' || strcmp(text, ".") == 0 || strcmp(text, path) == 0) {
            selected = true;
            continue;
        }
        struct pattern *pattern = pattern_new(text);
        if (matches_with_parents(pattern, path))
            selected = !pattern_negated(pattern);
        pattern_free(pattern);
    }
    return selected;
}
