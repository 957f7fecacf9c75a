/*
 * Rendering a site: documents go to workers, what comes back is put together,
 * assets are interned and hashed. How one document is rendered is in page.c.
 */
#include <ghlpub/render.h>

#include "bounded.h"
#include "escape.h"
#include "render_private.h"
#include "transfer.h"

#include "base/limits.h"
#include "base/path.h"
#include "base/workers.h"

#include <stdlib.h>
#include <string.h>

/* One run. */
struct job {
    const struct site *site;
    struct rendered_site *pages;
    struct diagnostics *found;
    size_t *documents; /* item to document */
};

/* ---- in the worker ---- */

static void work(size_t item, struct strbuf *out, void *context)
{
    const struct job *job = context;
    const struct document *document = job->site->documents[job->documents[item]];
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct arena *arena = arena_new();
    struct rendered *page = page_render(&job->pages->private->shared, document, arena, &found);
    transfer_write(page, document->social_count, &found, out);
    diagnostics_release(&found);
    arena_free(arena);
}

/* ---- in the parent ---- */

static const struct {
    const char *code, *message, *hint;
} breakdowns[] = {
    [WORKER_DONE] = {"render-crashed", "the result of rendering cannot be read",
                     "this is a bug of ghlpub: please report it with the document"},
    [WORKER_CRASHED] = {"render-crashed", "rendering this document crashed",
                        "find the part that does it by halving the document, and report it"},
    [WORKER_OUT_OF_MEMORY] = {"render-memory", "rendering this document takes too much memory",
                              "split it; huge tables and deep nesting are the usual reasons"},
    [WORKER_OUT_OF_TIME] = {"render-time", "rendering this document takes too long",
                            "split it; huge tables and deep nesting are the usual reasons"}};

static void broken(struct job *job, const struct document *document, enum worker_outcome outcome)
{
    const struct place first = {document->path, 1, 1};
    struct arena *arena = job->pages->private->arena;
    struct rendered *page = arena_alloc(arena, sizeof *page);
    page->title = page->description = page->text = "";
    page->cover = -1;
    page->social = arena_alloc(arena, (document->social_count + 1) * sizeof *page->social);
    job->pages->items[document->index] = page;
    diagnostic_hint(diagnose(job->found, SEVERITY_ERROR, breakdowns[outcome].code, first, "%s",
                             breakdowns[outcome].message),
                    "%s", breakdowns[outcome].hint);
}

/* One struct an asset: the page's are exchanged for those that other pages use. */
static void intern_assets(struct rendered_private *private, struct rendered *page)
{
    for (size_t i = 0; i < page->asset_count; i++) {
        struct asset *known = map_get(&private->assets, page->assets[i]->path);
        if (known)
            page->assets[i] = known;
        else
            map_set(&private->assets, page->assets[i]->path, page->assets[i]);
    }
}

static void done(size_t item, enum worker_outcome outcome, const char *bytes, size_t len,
                 void *context)
{
    struct job *job = context;
    const struct document *document = job->site->documents[job->documents[item]];
    struct rendered_private *private = job->pages->private;
    struct rendered *page = NULL;
    if (outcome == WORKER_DONE)
        page = transfer_read(bytes, len, document->social_count, job->site->document_count,
                             private->arena, job->found);
    if (!page) {
        broken(job, document, outcome);
        return;
    }
    intern_assets(private, page);
    job->pages->items[document->index] = page;
}

/* ---- before and after ---- */

static void add_name(struct shared *shared, const char *name, struct document *document)
{
    if (map_has(&shared->names, name))
        map_set(&shared->names, name, shared); /* several have it: it names none */
    else
        map_set(&shared->names, name, document);
}

/* "posts/hello.md" by "hello.md" and "hello", "posts/hello/index.md" by "hello". */
static void name_documents(struct shared *shared)
{
    for (size_t i = 0; i < shared->site->document_count; i++) {
        struct document *document = shared->site->documents[i];
        const char *name = path_name(document->path);
        char *stem = mem_strndup(name, strlen(name) - strlen(path_extension(name)));
        if (strcmp(stem, "index") == 0) {
            char *folder = path_directory(document->path);
            add_name(shared, path_name(folder), document);
            free(folder);
        } else {
            add_name(shared, name, document);
            add_name(shared, stem, document);
        }
        free(stem);
    }
}

/* The host of post_url: links to it stay in their tab. */
static char *own_host(const char *post_url)
{
    const char *host = post_url ? strstr(post_url, "://") : NULL;
    if (!host)
        return NULL;
    size_t len = strcspn(host + 3, "/?#:{");
    return len ? mem_strndup(host + 3, len) : NULL;
}

static int by_path(const void *a, const void *b)
{
    return strcmp((*(struct asset *const *)a)->path, (*(struct asset *const *)b)->path);
}

static void finish_assets(const struct site *site, struct rendered_site *pages,
                          const char *hash_cache, struct diagnostics *found)
{
    struct map *assets = &pages->private->assets;
    const char *path;
    void *asset;
    pages->assets = arena_alloc(pages->private->arena, (assets->count + 1) * sizeof *pages->assets);
    for (size_t i = 0; map_next(assets, &i, &path, &asset);)
        pages->assets[pages->asset_count++] = asset;
    if (pages->asset_count == 0)
        return;
    qsort(pages->assets, pages->asset_count, sizeof *pages->assets, by_path);
    ghlpub_assets_hash(site, pages->assets, pages->asset_count, hash_cache, found);
    /* A file that went away meanwhile was reported; what uses it cannot be sent. */
    for (size_t i = 0; i < pages->count; i++)
        for (size_t j = 0; pages->items[i] && j < pages->items[i]->asset_count; j++)
            if (pages->items[i]->assets[j]->hash[0] == '\0')
                pages->items[i]->ok = false;
}

void shared_init(struct shared *shared, const struct site *site, const struct templates *templates)
{
    *shared = (struct shared){.site = site, .templates = templates, .names = MAP_INIT};
    shared->host = own_host(site->config.post_url);
    name_documents(shared);
}

void shared_release(struct shared *shared)
{
    map_release(&shared->names, NULL);
    free(shared->host);
}

static struct rendered_site *new_pages(const struct site *site, struct error *err)
{
    struct rendered_site *pages = mem_alloc(sizeof *pages);
    pages->private = mem_alloc(sizeof *pages->private);
    pages->private->arena = arena_new();
    pages->items = mem_alloc((site->document_count + 1) * sizeof *pages->items);
    pages->count = site->document_count;
    pages->private->templates = templates_load(pages->private->arena, site, err);
    if (!pages->private->templates) {
        ghlpub_rendered_free(pages);
        return NULL;
    }
    shared_init(&pages->private->shared, site, pages->private->templates);
    return pages;
}

struct rendered_site *ghlpub_render(const struct site *site, const struct render_options *options,
                                    struct diagnostics *found, struct error *err)
{
    struct rendered_site *pages = new_pages(site, err);
    if (!pages)
        return NULL;
    struct job job = {site, pages, found, NULL};
    size_t count = 0;
    job.documents = mem_alloc((site->document_count + 1) * sizeof *job.documents);
    for (size_t i = 0; i < site->document_count; i++)
        if (!site->documents[i]->broken && (!options->selected || options->selected[i]))
            job.documents[count++] = i;
    markdown_init(); /* before the workers are forked */
    templates_check(pages->private->templates, site, found);
    const struct workers workers = {.jobs = options->jobs,
                                    .memory = LIMIT_RENDER_MEMORY,
                                    .seconds = LIMIT_RENDER_SECONDS,
                                    .result_max = (size_t)LIMIT_RENDERED * 3,
                                    .work = work,
                                    .done = done,
                                    .context = &job};
    bool ok = workers_run(&workers, count, err);
    bounded_release();
    free(job.documents);
    if (!ok) {
        ghlpub_rendered_free(pages);
        return NULL;
    }
    finish_assets(site, pages, options->hash_cache, found);
    return pages;
}

void ghlpub_rendered_free(struct rendered_site *pages)
{
    if (!pages)
        return;
    templates_free(pages->private->templates);
    shared_release(&pages->private->shared);
    map_release(&pages->private->assets, NULL);
    arena_free(pages->private->arena);
    free(pages->private);
    free(pages->items);
    free(pages);
}

size_t ghlpub_template_files(const struct rendered_site *pages, const struct document *document,
                             struct template_file *files, size_t max)
{
    const struct templates *templates = pages->private->templates;
    const char *name = document->template_name.text ? document->template_name.text : "post";
    const struct template **used = mem_alloc((max + 1) * sizeof *used);
    size_t count = templates_used(templates, templates_html(templates, name), used, max);
    for (size_t i = 0; i < count; i++)
        files[i] = (struct template_file){used[i]->path, used[i]->hash};
    free(used);
    return count;
}

char *ghlpub_body(const struct rendered *page, const struct url_source *urls)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < page->segment_count; i++) {
        const struct segment *segment = &page->segments[i];
        const char *url = NULL;
        switch (segment->kind) {
        case SEGMENT_ASSET:
            url = urls->asset(urls->context, page->assets[segment->index]);
            break;
        case SEGMENT_POST:
            url = urls->post(urls->context, segment->index);
            break;
        case SEGMENT_TEXT:
        default:
            strbuf_add(&out, segment->text, segment->len);
            break;
        }
        if (url)
            escape_url(&out, url, strlen(url));
    }
    return strbuf_detach(&out);
}
