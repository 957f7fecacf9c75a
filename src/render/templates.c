/*
 * The site's templates: found, compiled, run with their partials. Mustache
 * itself is in template.c, the data in context.c.
 */
#include "templates.h"

#include "context.h"

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "base/suggest.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FOLDERS_DEEP  8
#define TEMPLATES_MAX 2000

struct templates {
    struct arena *arena;
    const struct site *site;
    struct map files; /* path below `templates` to struct template */
    struct hash hash;
};

static bool is_template_name(const char *name)
{
    const char *extension = path_extension(name);
    return strcmp(extension, ".html") == 0 || strcmp(extension, ".mustache") == 0 ||
           strcmp(extension, ".txt") == 0;
}

/* Compiles one file; `name` is its path below `templates`. */
static bool load_file(struct templates *t, const char *full, const char *name, struct error *err)
{
    struct strbuf text = STRBUF_INIT(LIMIT_TEMPLATE);
    struct error cause = ERROR_INIT;
    char *shown = path_join(t->site->config.templates, name);
    bool ok = file_read(full, LIMIT_TEMPLATE, &text, &cause);
    if (!ok) {
        error_set(err, ERROR_CONFIG, "bad-template", "cannot read the template: %s",
                  cause.message ? cause.message : "unknown reason");
        error_at(err, shown, 0, 0);
    } else {
        hash_add_field(&t->hash, name, text.buf);
        struct template *compiled = template_compile(t->arena, shown, text.buf, text.len, err);
        ok = compiled != NULL;
        if (ok) {
            char hex[HASH_HEX];
            hash_bytes(text.buf, text.len, hex);
            compiled->hash = arena_strdup(t->arena, hex);
            map_set(&t->files, name, compiled);
        } else
            error_hint(err, "templates are Mustache; docs/templates.md shows what they can say");
    }
    error_release(&cause);
    strbuf_release(&text);
    free(shown);
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct names ARRAY(char *);

static bool load_folder(struct templates *t, const char *full, const char *below, unsigned depth,
                        struct error *err);

static bool load_entry(struct templates *t, const char *full, const char *below, const char *entry,
                       unsigned depth, struct error *err)
{
    bool ok = true;
    char *path = path_join(full, entry);
    char *name = *below ? path_join(below, entry) : mem_strdup(entry);
    if (file_is_directory(path)) {
        if (depth < FOLDERS_DEEP)
            ok = load_folder(t, path, name, depth + 1, err);
    } else if (is_template_name(entry) && t->files.count < TEMPLATES_MAX) {
        ok = load_file(t, path, name, err);
    }
    free(name);
    free(path);
    return ok;
}

/* In the order of the names: the hash and the first error do not depend on the file system. */
static bool load_folder(struct templates *t, const char *full, const char *below, unsigned depth,
                        struct error *err)
{
    struct names names = {NULL, 0, 0};
    bool ok = true;
    DIR *folder = opendir(full);
    if (!folder && (errno == ENOENT || errno == ENOTDIR))
        return true;
    if (!folder) {
        /* As if there were none, all posts would be sent anew in another form. */
        char *shown = *below ? path_join(t->site->config.templates, below)
                             : mem_strdup(t->site->config.templates);
        error_set_errno(err, ERROR_CONFIG, "unreadable-folder", "cannot read the folder \"%s\"",
                        shown);
        error_hint(err, "make it readable: its templates make the posts what they are");
        free(shown);
        return false;
    }
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            ARRAY_PUSH(&names, mem_strdup(entry->d_name));
    closedir(folder);
    if (names.len)
        qsort(names.items, names.len, sizeof *names.items, by_name);
    for (size_t i = 0; i < names.len; i++) {
        ok = ok && load_entry(t, full, below, names.items[i], depth, err);
        free(names.items[i]);
    }
    ARRAY_RELEASE(&names);
    return ok;
}

struct templates *templates_none(struct arena *arena, const struct site *site)
{
    struct templates *t = mem_alloc(sizeof *t);
    t->arena = arena;
    t->site = site;
    hash_init(&t->hash);
    return t;
}

struct templates *templates_load(struct arena *arena, const struct site *site, struct error *err)
{
    struct templates *t = templates_none(arena, site);
    char *full =
        path_join(site->root, site->config.templates ? site->config.templates : "templates");
    bool ok = load_folder(t, full, "", 0, err);
    free(full);
    if (!ok) {
        templates_free(t);
        return NULL;
    }
    return t;
}

void templates_free(struct templates *t)
{
    if (!t)
        return;
    map_release(&t->files, NULL);
    free(t);
}

static const struct template *find(const struct templates *t, const char *name,
                                   const char *extension)
{
    char *file = mem_printf("%s%s", name, extension);
    const struct template *found = map_get(&t->files, file);
    free(file);
    return found;
}

const struct template *templates_html(const struct templates *t, const char *name)
{
    return find(t, name, ".html");
}

const struct template *templates_text(const struct templates *t, const char *name)
{
    return find(t, name, ".txt");
}

static const struct template *partial(const struct templates *t, const char *name,
                                      const char *const *extensions)
{
    const struct template *found = map_get(&t->files, name);
    for (size_t i = 0; i < 3 && !found; i++)
        found = find(t, name, extensions[i]);
    return found;
}

static const struct template *html_partial(void *context, const char *name)
{
    static const char *const extensions[] = {".html", ".mustache", ".txt"};
    return partial(context, name, extensions);
}

static const struct template *text_partial(void *context, const char *name)
{
    static const char *const extensions[] = {".txt", ".mustache", ".html"};
    return partial(context, name, extensions);
}

bool templates_run(const struct templates *t, const struct template *template, bool html,
                   json_t *data, struct strbuf *out, struct error *err)
{
    union {
        const struct templates *in;
        void *out;
    } context = {.in = t}; /* the callbacks do not write */
    const struct template_options options = {
        .html = html, .partial = html ? html_partial : text_partial, .context = context.out};
    return template_run(template, data, &options, out, err);
}

void templates_hash(const struct templates *t, struct hash *hash)
{
    char hex[HASH_HEX];
    struct hash copy = t->hash;
    hash_hex(&copy, hex);
    hash_add_field(hash, "templates", hex);
}

/* Goes by an index and not by recursion: what was found is looked through in turn. */
size_t templates_used(const struct templates *t, const struct template *template,
                      const struct template **files, size_t max)
{
    size_t count = 0;
    union {
        const struct templates *in;
        void *out;
    } context = {.in = t};
    if (template && max)
        files[count++] = template;
    for (size_t at = 0; at < count; at++) {
        for (size_t i = 0; i < files[at]->count && count < max; i++) {
            const struct op *op = &files[at]->ops[i];
            const struct template *used =
                op->kind == OP_PARTIAL ? html_partial(context.out, op->text) : NULL;
            bool known = !used;
            for (size_t k = 0; k < count && !known; k++)
                known = files[k] == used;
            if (!known)
                files[count++] = used;
        }
    }
    return count;
}

bool templates_any(const struct templates *t)
{
    return t->files.count > 0;
}

const char *templates_suggest(const struct templates *t, const char *name)
{
    struct hits ARRAY(const char *) known = {NULL, 0, 0};
    const char *key;
    void *value;
    for (size_t i = 0; map_next(&t->files, &i, &key, &value);) {
        size_t len = strlen(key);
        if (len > 5 && strcmp(key + len - 5, ".html") == 0)
            ARRAY_PUSH(&known, arena_strndup(t->arena, key, len - 5));
    }
    const char *found = suggest(name, known.items, known.len);
    ARRAY_RELEASE(&known);
    return found;
}

/* ---- checks ---- */

/* Every name that some document has of its own. */
static void add_params(struct map *known, json_t *params)
{
    const char *key;
    json_t *value;
    json_object_foreach(params, key, value)
    {
        map_set(known, key, known);
    }
}

static void check_name(const struct template *t, const struct op *op, struct map *known,
                       struct diagnostics *found)
{
    size_t len = op->len;
    const char *dot = memchr(op->text, '.', len);
    if (dot)
        len = (size_t)(dot - op->text);
    char *name = mem_strndup(op->text, len);
    if (len > 0 && !context_knows(name) && !map_has(known, name)) {
        struct place at = {t->path, op->line, op->column};
        struct diagnostic *item = diagnose(found, SEVERITY_WARNING, "template-unknown-name", at,
                                           "no document has \"%s\", which is empty here", name);
        const char *near = context_suggest(name);
        if (near)
            diagnostic_hint(item, "did you mean \"%s\"?", near);
        else
            diagnostic_hint(item, "docs/templates.md lists what there is; "
                                  "fields of your own come from front matter");
        map_set(known, name, known); /* once is enough */
    }
    free(name);
}

static void check_template(const struct templates *t, const struct template *template, bool html,
                           struct map *known, struct diagnostics *found)
{
    struct map names = MAP_INIT; /* said about this template */
    size_t sections_end = 0;
    for (size_t i = 0; i < template->count; i++) {
        const struct op *op = &template->ops[i];
        bool inside = i < sections_end;
        if ((op->kind == OP_VARIABLE || op->kind == OP_RAW) && !inside) {
            check_name(template, op, known, found);
        } else if (op->kind == OP_SECTION && !inside) {
            sections_end = op->end; /* its names are those of its values */
        } else if (op->kind == OP_PARTIAL) {
            union {
                const struct templates *in;
                void *out;
            } context = {.in = t};
            if ((html ? html_partial : text_partial)(context.out, op->text) ||
                map_set(&names, op->text, &names))
                continue;
            struct place at = {template->path, op->line, op->column};
            diagnostic_hint(diagnose(found, SEVERITY_WARNING, "template-partial-missing", at,
                                     "there is no partial \"%s\", which is empty here", op->text),
                            "partials are files in \"%s\": \"%s%s\" is missing",
                            t->site->config.templates, op->text, html ? ".html" : ".txt");
        }
    }
    map_release(&names, NULL);
}

void templates_check(const struct templates *t, const struct site *site, struct diagnostics *found)
{
    struct map known = MAP_INIT;
    const char *key;
    void *value;
    for (size_t i = 0; i < site->document_count; i++)
        add_params(&known, site->documents[i]->params);
    for (size_t i = 0; map_next(&t->files, &i, &key, &value);)
        check_template(t, value, strcmp(path_extension(key), ".txt") != 0, &known, found);
    map_release(&known, NULL);
}

/* What the name begins with, and of "params.x" what is in params. */
static bool text_knows(json_t *data, const char *name)
{
    const char *dot = strchr(name, '.');
    char *first = mem_strndup(name, dot ? (size_t)(dot - name) : strlen(name));
    json_t *value = json_object_get(data, first);
    bool known = !*first || value || context_knows(first);
    if (known && dot && strcmp(first, "params") == 0) {
        char *second = mem_strndup(dot + 1, strcspn(dot + 1, "."));
        known = json_object_get(value, second) != NULL;
        free(second);
    }
    free(first);
    return known;
}

void templates_check_text(const struct template *template, json_t *data, struct place at,
                          struct diagnostics *found)
{
    size_t sections_end = 0;
    for (size_t i = 0; i < template->count; i++) {
        const struct op *op = &template->ops[i];
        if (op->kind == OP_SECTION && i >= sections_end)
            sections_end = op->end;
        if ((op->kind != OP_VARIABLE && op->kind != OP_RAW) || i < sections_end)
            continue;
        char *name = mem_strndup(op->text, op->len);
        if (!text_knows(data, name)) {
            struct diagnostic *item =
                diagnose(found, SEVERITY_WARNING, "template-unknown-name", at,
                         "the document has no \"%s\", which is empty here", name);
            const char *near = context_suggest(name);
            if (near)
                diagnostic_hint(item, "did you mean \"%s\"?", near);
            else
                diagnostic_hint(item, "add it to `params`; a value of GHL's own needs other "
                                      "delimiters around it, see docs/templates.md");
        }
        free(name);
    }
}
