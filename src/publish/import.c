/*
 * Import: posts that live only at GHL become documents of the tree. Nothing is
 * written at GHL. What is written here is whole at any moment: a document is one
 * file that appears when its pictures are there, and what was written is recorded
 * as sent, so that the next plan finds nothing to do.
 */
#include "import.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/stop.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH 32

struct place import_place(const struct import_post *post)
{
    return (struct place){post->path, 0, 0};
}

struct diagnostic *import_failed(struct import_post *post, const char *code, const char *format,
                                 ...)
{
    struct strbuf text = STRBUF_INIT(LIMIT_MESSAGE);
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&text, format, args);
    va_end(args);
    post->outcome = IMPORT_FAILED;
    post->why = code;
    struct diagnostic *item = diagnose(post->import->run.found, SEVERITY_WARNING, code,
                                       import_place(post), "%s", text.buf);
    strbuf_release(&text);
    return item;
}

static const char *shown(const struct import_post *post)
{
    return post->row.slug && *post->row.slug ? post->row.slug : post->row.id;
}

/* ---- which posts ---- */

static bool is_wanted(const struct import *import, const struct ghl_post *row, bool *seen)
{
    const struct import_options *options = import->options;
    bool wanted = options->wanted_count == 0;
    for (size_t i = 0; i < options->wanted_count; i++) {
        const char *name = options->wanted[i];
        if (strcmp(name, row->id) != 0 && !(row->slug && strcmp(name, row->slug) == 0))
            continue;
        wanted = seen[i] = true;
    }
    return wanted &&
           (!options->status || (row->status && strcmp(row->status, options->status) == 0));
}

/* A document that has the post's slug, and that no post is known of. */
static const struct document *document_with_slug(const struct import *import, const char *slug)
{
    const struct site *site = import->options->site;
    for (size_t i = 0; slug && i < site->document_count; i++) {
        const struct document *document = site->documents[i];
        if (document->kind == DOCUMENT_POST && document->slug.text &&
            strcmp(document->slug.text, slug) == 0 &&
            !ghlpub_state_find(import->run.state, STATE_POST, document->key))
            return document;
    }
    return NULL;
}

struct row_list {
    struct import *import;
    bool *seen;
    struct error *err;
    bool failed;
};

static bool add_row(void *context, const void *item)
{
    struct row_list *list = context;
    struct import *import = list->import;
    const struct ghl_post *row = item;
    struct import_post post = {.import = import};
    if (!is_wanted(import, row, list->seen))
        return true;
    import->result->posts++;
    const struct state_entry *entry = ghlpub_state_find_id(import->run.state, STATE_POST, row->id);
    if (entry) {
        import->result->known++;
        return true;
    }
    adopt_copy_row(import->run.arena, &post.row, row);
    ARRAY_PUSH(&import->posts, post);
    return true;
}

static void rows_listed(void *context, const struct ghl_answer *answer)
{
    struct row_list *list = context;
    if (answer->outcome == GHL_OK)
        return;
    list->failed = true;
    error_set(list->err, answer->error.kind, answer->error.code, "the posts cannot be listed: %s",
              answer->error.message);
    if (answer->error.hint)
        error_hint(list->err, "%s", answer->error.hint);
}

static int by_slug(const void *a, const void *b)
{
    const struct import_post *x = a, *y = b;
    int order = strcmp(x->row.slug ? x->row.slug : "", y->row.slug ? y->row.slug : "");
    return order ? order : strcmp(x->row.id, y->row.id);
}

static void report_unseen(struct import *import, const bool *seen)
{
    for (size_t i = 0; i < import->options->wanted_count; i++)
        if (!seen[i]) {
            import->result->failed++;
            diagnostic_hint(diagnose(import->run.found, SEVERITY_WARNING, "import-unknown",
                                     (struct place){NULL, 0, 0},
                                     "the blog has no post with the slug or id \"%s\"",
                                     import->options->wanted[i]),
                            "slugs are the last part of a post's URL; without any, all are "
                            "imported");
        }
}

static bool list_rows(struct import *import, struct error *err)
{
    struct row_list list = {.import = import, .err = err};
    list.seen = arena_alloc(import->run.arena, import->options->wanted_count + 1);
    list_posts(&import->run, add_row, rows_listed, &list);
    if (!ghl_run(import->run.ghl, err) || list.failed)
        return false;
    report_unseen(import, list.seen);
    if (import->posts.len > 1)
        qsort(import->posts.items, import->posts.len, sizeof *import->posts.items, by_slug);
    return true;
}

/* A document that somebody wrote by hand is its author's to adopt. */
static void skip(struct import *import, struct import_post *post, const char *path)
{
    post->path = path;
    post->outcome = IMPORT_SKIPPED;
    post->why = "import-has-document";
    diagnostic_hint(diagnose(import->run.found, SEVERITY_NOTE, "import-has-document",
                             import_place(post), "the post \"%s\" has this document already",
                             shown(post)),
                    "`ghlpub adopt %s` records that they belong together", path);
}

/* Has a document the post's slug? One where this import would write may be one that an import wrote
 * and was killed: that shows once it is made anew. */
static bool is_claimed(struct import *import, struct import_post *post)
{
    const struct document *document = document_with_slug(import, post->row.slug);
    import_name(import, post);
    if (!document || (post->there && strcmp(document->path, post->there) == 0))
        return false;
    skip(import, post, arena_strdup(import->run.arena, document->path));
    return true;
}

/* ---- bodies ---- */

/* What the single read leaves out, the listing said. */
static void take_read(struct import_post *post, const struct ghl_post *read)
{
    const struct ghl_post row = post->row;
    struct ghl_post whole = *read;
    post->html = mem_strdup(read->html);
    whole.html = NULL;
    adopt_copy_row(post->import->run.arena, &post->row, &whole);
    post->row.id = row.id;
    post->row.slug = post->row.slug ? post->row.slug : row.slug;
    post->row.title = post->row.title ? post->row.title : row.title;
    post->row.description = post->row.description ? post->row.description : row.description;
    post->row.status = post->row.status ? post->row.status : row.status;
    post->row.updated = post->row.updated ? post->row.updated : row.updated;
    post->row.image_url = post->row.image_url ? post->row.image_url : row.image_url;
    post->row.image_alt = post->row.image_alt ? post->row.image_alt : row.image_alt;
    post->row.date_ms = post->row.date_ms ? post->row.date_ms : row.date_ms;
}

static void body_read(void *context, const struct ghl_answer *answer)
{
    struct import_post *post = context;
    struct arena *arena = arena_new();
    struct ghl_post read = {0};
    if (ghl_post_get_missing(answer)) {
        post->import->no_bodies = true;
    } else if (answer->outcome == GHL_OK && ghl_read_post(answer, arena, &read) && read.html) {
        take_read(post, &read);
    } else if (!stop_signal()) {
        const char *why =
            answer->error.message ? answer->error.message : "the answer holds no body";
        struct diagnostic *item = import_failed(
            post, "import-unreadable", "the post \"%s\" cannot be read: %s", shown(post), why);
        diagnostic_hint(item, "%s", answer->error.hint ? answer->error.hint : "import again");
    }
    arena_free(arena);
}

static bool read_bodies(struct import *import, struct import_post *const *posts, size_t count,
                        struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (posts[i]->outcome == IMPORT_LEFT)
            ghl_send(import->run.ghl, ghl_post_get(import->run.ghl, posts[i]->row.id), body_read,
                     posts[i]);
    if (!ghl_run(import->run.ghl, err))
        return false;
    if (!import->no_bodies)
        return true;
    error_set(err, ERROR_UNAVAILABLE, "import-no-bodies",
              "this GHL does not give the bodies of posts, so that nothing can be imported");
    error_hint(err, "the request for one post is not documented and may be missing: copy the posts "
                    "by hand, and `ghlpub adopt` says which post a document is");
    return false;
}

/* ---- Markdown ---- */

static void report_outcome(struct import_post *post, enum html_outcome outcome)
{
    static const struct {
        const char *code, *message, *hint;
    } table[] = {
        [HTML_EMPTY] = {"import-empty", "has no body to import",
                        "write one at GHL, or leave it there"},
        [HTML_NOT_ALLOWED] = {"import-needs-html",
                              "has parts that can only be said in HTML, and `markdown.html` is off",
                              "set `markdown: {html: true}` in ghlpub.yaml, or change the post at "
                              "GHL"},
        [HTML_DIFFERS] = {"import-differs",
                          "could not be turned into a document that looks the same",
                          "please report it with the post's HTML; write the document by hand and "
                          "adopt the post meanwhile"},
        [HTML_TOO_DEEP] = {"import-too-deep", "nests its elements too deeply",
                           "simplify its HTML at GHL"},
        [HTML_TOO_HARD] = {"import-too-hard",
                           "takes too much memory or time to be turned into "
                           "Markdown",
                           "split it at GHL, or write the document by hand and adopt the post"}};
    if (outcome != HTML_DONE)
        diagnostic_hint(import_failed(post, table[outcome].code, "the post \"%s\" %s", shown(post),
                                      table[outcome].message),
                        "%s", table[outcome].hint);
}

static const char *public_url(struct import *import, const struct import_post *post)
{
    const char *pattern = import->options->site->config.post_url;
    const char *mark = pattern ? strstr(pattern, "{slug}") : NULL;
    if (!mark)
        return NULL;
    return arena_printf(import->run.arena, "%.*s%s%s", (int)(mark - pattern), pattern,
                        post->row.slug ? post->row.slug : "", mark + strlen("{slug}"));
}

static bool holds(const char *path, const struct strbuf *text)
{
    struct strbuf there = STRBUF_INIT(STRBUF_UNBOUNDED);
    bool same = file_read(path, LIMIT_DOCUMENT, &there, NULL) && there.len == text->len &&
                memcmp(there.buf, text->buf, text->len) == 0;
    strbuf_release(&there);
    return same;
}

/* Something else is there: what was made for this post goes again. */
static void give_way(struct import *import, struct import_post *post)
{
    const char *there = post->there ? post->there : post->path;
    for (size_t i = 0; i < post->made.len; i++) {
        char *full = path_join(import->options->site->root, post->made.items[i]);
        (void)unlink(full);
        free(full);
    }
    if (ghlpub_site_find(import->options->site, there)) {
        skip(import, post, there);
        return;
    }
    post->path = there;
    diagnostic_hint(import_failed(post, "import-exists",
                                  "the post \"%s\" is not imported: the file exists", shown(post)),
                    "rename it, or choose another folder with --to");
}

static bool write_document(struct import *import, struct import_post *post, const char *body)
{
    struct strbuf text = STRBUF_INIT(LIMIT_DOCUMENT);
    struct error err = ERROR_INIT;
    char *full = path_join(import->options->site->root, post->path);
    char *folder = path_directory(full);
    strbuf_addf(&text, "%s\n%s\n", post->front, body);
    bool there = post->there || file_exists(full);
    bool good = there ? !text.overflow && holds(full, &text)
                      : !text.overflow && file_make_directories(folder, &err) &&
                            file_write(full, text.buf, text.len, 0644, &err);
    stop_step("document written");
    if (good)
        post->outcome = IMPORT_WRITTEN;
    else if (there)
        give_way(import, post);
    else
        diagnostic_hint(import_failed(post, "import-unwritable", "the document is not written: %s",
                                      err.message ? err.message : "it is too large"),
                        "see to the file system, and import again");
    error_release(&err);
    free(folder);
    free(full);
    strbuf_release(&text);
    return good;
}

static void take_result(struct import *import, struct import_post *post,
                        const struct html_document *document)
{
    struct import_result *result = import->result;
    report_outcome(post, document->outcome);
    if (document->outcome != HTML_DONE || !write_document(import, post, document->body))
        return;
    if (strstr(document->body, "\\'") || strstr(document->body, "\\\""))
        import->quoted++;
    post->kept = document->kept;
    result->written++;
    result->kept += document->kept;
    result->pictures += post->picture_count;
}

/* One document a post that is left; *count of them. */
static struct html_document *new_documents(struct import *import, struct import_post **posts,
                                           size_t *count)
{
    struct html_document *documents = mem_alloc((*count + 1) * sizeof *documents);
    size_t left = 0;
    for (size_t i = 0; i < *count; i++) {
        struct import_post *post = posts[i];
        if (post->outcome != IMPORT_LEFT || !post->html)
            continue;
        posts[left] = post;
        documents[left++] = (struct html_document){.html = post->html,
                                                   .base = public_url(import, post),
                                                   .typographic = import->options->typographic};
    }
    *count = left;
    return documents;
}

static void free_documents(struct html_document *documents, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(documents[i].urls);
        free(documents[i].body);
    }
    free(documents);
}

/* Pictures are there: the documents get their names, and front matter. */
static size_t complete(struct import *import, struct import_post **posts,
                       struct html_document *documents, size_t count)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        struct import_post *post = posts[i];
        report_outcome(post, documents[i].outcome);
        if (documents[i].outcome == HTML_DONE)
            post->front = import_front(import, post);
        free(documents[i].urls);
        documents[i].urls = NULL;
        if (!post->front)
            continue;
        struct html_document document = documents[i];
        struct html_picture *pictures =
            arena_alloc(import->run.arena, (post->pictures.len + 1) * sizeof *pictures);
        for (size_t k = 0; k < post->pictures.len; k++)
            pictures[k] =
                (struct html_picture){post->pictures.items[k].url, post->pictures.items[k].name};
        document.pictures = pictures;
        document.picture_count = post->pictures.len;
        document.path = post->path;
        document.front = post->front;
        posts[left] = post;
        documents[left++] = document;
    }
    return left;
}

static bool make_documents(struct import *import, struct import_post **posts, size_t count,
                           struct error *err)
{
    struct site *site = import->options->site;
    unsigned jobs = import->options->jobs;
    struct html_document *documents = new_documents(import, posts, &count);
    size_t left = 0;
    bool good = ghlpub_html_pictures(documents, count, jobs, err);
    if (good && !stop_signal()) {
        const char **urls = arena_alloc(import->run.arena, (count + 1) * sizeof *urls);
        for (size_t i = 0; i < count; i++)
            urls[i] = documents[i].urls;
        import_pictures(import, posts, urls, count);
    }
    if (good && !stop_signal()) {
        left = complete(import, posts, documents, count);
        good = ghlpub_from_html(site, documents, left, jobs, err);
        for (size_t i = 0; good && i < left; i++)
            take_result(import, posts[i], &documents[i]);
    } else {
        left = count;
    }
    free_documents(documents, left);
    return good;
}

/* ---- batches ---- */

static void tell(struct import *import, size_t at)
{
    const struct import_options *options = import->options;
    if (options->progress)
        options->progress(options->context, at, import->posts.len);
}

static bool run_batch(struct import *import, size_t from, size_t to, struct error *err)
{
    struct import_post *posts[BATCH], *open[BATCH];
    size_t count = 0;
    for (size_t i = from; i < to; i++)
        if (!is_claimed(import, &import->posts.items[i])) {
            open[count] = &import->posts.items[i];
            posts[count++] = &import->posts.items[i];
        }
    bool good = read_bodies(import, posts, count, err);
    if (good && !stop_signal())
        good = make_documents(import, open, count, err);
    for (size_t i = 0; i < count; i++) {
        free(posts[i]->html);
        posts[i]->html = NULL;
    }
    return good;
}

static bool run_batches(struct import *import, struct error *err)
{
    /* The first goes alone: it tells whether bodies can be read at all. */
    for (size_t from = 0, to; from < import->posts.len && !stop_signal(); from = to) {
        to = from == 0 ? 1 : from + BATCH;
        to = to > import->posts.len ? import->posts.len : to;
        tell(import, from);
        if (!run_batch(import, from, to, err))
            return false;
    }
    tell(import, import->posts.len);
    return true;
}

/* ---- the whole ---- */

static void add_items(struct import *import)
{
    static const char *const names[] = {"left", "written", "skipped", "failed"};
    import->result->items = json_array();
    for (size_t i = 0; i < import->posts.len; i++) {
        const struct import_post *post = &import->posts.items[i];
        json_t *item = json_object();
        json_put(item, "id", post->row.id);
        json_put(item, "slug", post->row.slug);
        json_put(item, "title", post->row.title);
        json_put(item, "outcome", names[post->outcome]);
        json_put(item, "path", post->path);
        if (post->outcome == IMPORT_WRITTEN) {
            json_put_number(item, "keptAsHtml", (int64_t)post->kept);
            json_put_number(item, "pictures", (int64_t)post->picture_count);
        }
        json_put(item, "reason", post->why);
        json_array_append_new(import->result->items, item);
        import->result->failed += post->outcome == IMPORT_FAILED;
        import->result->skipped += post->outcome == IMPORT_SKIPPED;
        import->result->left += post->outcome == IMPORT_LEFT;
    }
}

static bool check_folder(const struct import_options *options, struct error *err)
{
    char *folder = mem_strdup(options->to);
    bool missing = true, inside = false;
    while (missing && *folder) { /* what is there of it must be within the site */
        inside = path_stays_inside(options->site->root, folder, &missing);
        if (missing) {
            char *parent = path_directory(folder);
            free(folder);
            folder = parent;
        }
    }
    inside = inside || !*folder;
    free(folder);
    if (!inside)
        error_set(err, ERROR_USAGE, "import-outside", "\"%s\" is outside of the site", options->to);
    return inside;
}

static bool begin(struct import *import, struct error *err)
{
    struct run *run = &import->run;
    if (!list_directory(run->ghl, run->directory, LIST_CONTENT, err) || !own_blog(run, err))
        return false;
    ghlpub_state_set_time(run->state, run_now_ms(run));
    return list_rows(import, err);
}

static void release(struct import *import)
{
    for (size_t i = 0; i < import->posts.len; i++) {
        ARRAY_RELEASE(&import->posts.items[i].pictures);
        ARRAY_RELEASE(&import->posts.items[i].made);
    }
    ARRAY_RELEASE(&import->posts);
    ARRAY_RELEASE(&import->media);
    map_release(&import->taken, NULL);
    map_release(&import->files, NULL);
    map_release(&import->library, NULL);
    adopt_run_end(&import->run);
}

/* Backslashes that an author may rather not have. */
static void note_quotes(struct import *import)
{
    const struct config *config = &import->options->site->config;
    if (import->quoted == 0 || !config->smart)
        return;
    diagnostic_hint(diagnose(import->run.found, SEVERITY_NOTE, "import-quotes",
                             (struct place){config->path, 0, 0},
                             "%zu document%s straight quotes, written with backslashes since "
                             "`markdown.smart` would make them typographic",
                             import->quoted, import->quoted == 1 ? " has" : "s have"),
                    "`import --typographic` lets them, and `markdown: {smart: false}` keeps them "
                    "without; delete the documents and `.ghlpub`, or `ghlpub state rm` them, to "
                    "import again");
}

bool ghlpub_publish_import(const struct import_options *options, struct diagnostics *found,
                           struct import_result *result, struct error *err)
{
    struct import import = {.options = options,
                            .result = result,
                            .taken = MAP_INIT,
                            .files = MAP_INIT,
                            .library = MAP_INIT};
    const struct publish_options run = {.site = options->site,
                                        .state = options->state,
                                        .state_path = options->state_path,
                                        .ghl = options->ghl,
                                        .clock = options->clock};
    struct error late = ERROR_INIT;
    if (!check_folder(options, err))
        return false;
    adopt_run_begin(&import.run, &run, found, &import.nothing, err);
    bool good = begin(&import, err) && run_batches(&import, err);
    note_quotes(&import);
    bool recorded = import_record(&import, good ? err : &late);
    if (good && recorded && stop_signal()) {
        error_set(err, ERROR_INTERRUPTED, "interrupted",
                  "interrupted; what was written is recorded, import again for the rest");
        good = false;
    }
    if (late.kind != ERROR_NONE)
        diagnose_error(found, &late);
    add_items(&import);
    release(&import);
    return good && recorded;
}
