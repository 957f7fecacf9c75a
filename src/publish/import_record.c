/*
 * What an import wrote is recorded as sent: the site is loaded and rendered anew,
 * with the new documents in it, so that the hashes are those that plans make.
 */
#include "import.h"

#include <stdlib.h>

/* The site as it is now, with the new documents in it. */
struct grown {
    struct site *site;
    struct rendered_site *pages;
    bool *selected;
};

static void grown_free(struct grown *grown)
{
    ghlpub_rendered_free(grown->pages);
    ghlpub_site_free(grown->site);
    free(grown->selected);
}

static bool grow(struct import *import, struct grown *grown, struct error *err)
{
    const struct site *old = import->options->site;
    struct diagnostics ignored = DIAGNOSTICS_INIT; /* `check` tells them */
    struct site_options options = {.directory = old->root,
                                   .environment = old->config.environment,
                                   .location = old->config.location};
    *grown = (struct grown){NULL, NULL, NULL};
    grown->site = ghlpub_site_open(&options, &ignored, err);
    bool good = grown->site && ghlpub_site_load(grown->site, &ignored, err);
    if (good) {
        grown->selected = mem_alloc(grown->site->document_count + 1);
        for (size_t i = 0; i < import->posts.len; i++) {
            const struct import_post *post = &import->posts.items[i];
            const struct document *document =
                post->outcome == IMPORT_WRITTEN ? ghlpub_site_find(grown->site, post->path) : NULL;
            if (document)
                grown->selected[document->index] = true;
        }
        struct render_options how = {.jobs = import->options->jobs, .selected = grown->selected};
        grown->pages = ghlpub_render(grown->site, &how, &ignored, err);
        good = grown->pages != NULL;
    }
    diagnostics_release(&ignored);
    return good;
}

/* The written documents of the site; those that the site does not take are reported. */
static size_t collect(struct import *import, const struct grown *grown, struct imported_post *out)
{
    size_t count = 0;
    for (size_t i = 0; i < import->posts.len; i++) {
        struct import_post *post = &import->posts.items[i];
        if (post->outcome != IMPORT_WRITTEN)
            continue;
        const struct document *document = ghlpub_site_find(grown->site, post->path);
        const struct rendered *page = document ? grown->pages->items[document->index] : NULL;
        if (page && page->ok) {
            out[count++] = (struct imported_post){document, &post->row};
            continue;
        }
        import->result->written--;
        diagnostic_hint(
            import_failed(post, "import-not-document",
                          document ? "the document was written, and has errors"
                                   : "the document was written where the site does not look"),
            document ? "`ghlpub check %s` says which; then `ghlpub adopt` it"
                     : "see `content` and `ignore` in ghlpub.yaml; --to says where to write %s",
            post->path);
    }
    return count;
}

bool import_record(struct import *import, struct error *err)
{
    struct grown grown;
    size_t written = 0;
    for (size_t i = 0; i < import->posts.len; i++)
        written += import->posts.items[i].outcome == IMPORT_WRITTEN;
    if (written == 0) /* what an import that was killed left in the journal goes to the file */
        return adopt_write(&import->run, err);
    bool good = grow(import, &grown, err);
    if (good) {
        struct imported_post *posts = arena_alloc(import->run.arena, (written + 1) * sizeof *posts);
        struct imported imported = {
            .posts = posts, .media = import->media.items, .media_count = import->media.len};
        imported.post_count = collect(import, &grown, posts);
        struct publish_options options = *import->run.options;
        options.site = grown.site;
        options.pages = grown.pages;
        const struct publish_options *before = import->run.options;
        import->run.options = &options;
        good = adopt_imported(&import->run, &imported, err);
        import->run.options = before;
        ghlpub_plan_free(import->run.plan); /* it borrows from the site that goes */
        import->run.plan = NULL;
    }
    grown_free(&grown);
    return good;
}
