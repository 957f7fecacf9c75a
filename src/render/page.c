/*
 * One document: the order of the passes. What each does is in its own file.
 */
#include "page.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

static void hash_words(struct hash *hash, const char *name, const struct words *words)
{
    for (size_t i = 0; i < words->len; i++)
        hash_add_field(hash, name, words->items[i].text);
}

/* All that can come into the HTML: see placeholder.h. */
static void choose_prefix(struct page *page)
{
    const struct document *document = page->document;
    const struct config *config = &page->site->config;
    struct hash hash;
    hash_init(&hash);
    hash_add_field(&hash, "path", document->path);
    hash_add_number(&hash, "length", (int64_t)document->len);
    hash_add(&hash, document->text, document->len);
    templates_hash(page->shared->templates, &hash);
    hash_add_field(&hash, "title", document->title.text);
    hash_add_field(&hash, "description", document->description.text);
    hash_add_field(&hash, "slug", document->slug.text);
    hash_add_field(&hash, "author", document->author.text);
    hash_add_field(&hash, "image", document->image.text);
    hash_add_field(&hash, "image_alt", document->image_alt.text);
    hash_add_field(&hash, "blog", config->blog);
    hash_add_field(&hash, "post_url", config->post_url);
    hash_words(&hash, "category", &document->categories);
    hash_words(&hash, "tag", &document->tags);
    if (document->params && json_object_size(document->params) > 0) {
        struct strbuf params = STRBUF_INIT(STRBUF_UNBOUNDED);
        strbuf_add_json_compact(&params, document->params);
        hash_add_field(&hash, "params", params.buf);
        strbuf_release(&params);
    }
    prefix_from_hash(&page->prefix, &hash);
}

static void clear_nodes(struct page *page)
{
    page->headings.len = page->links.len = page->images.len = 0;
    page->html.len = page->code.len = 0;
}

/* Destinations with tags in them are replaced first. Where one did not become a link, because it
 * stands in code, the text is parsed once more without it. */
static void parse(struct page *page)
{
    bool smart = page->site->config.smart;
    size_t len = page->body_len;
    const char *text = tags_rewrite(page, &len);
    page->root = markdown_parse(text ? text : page->body, len, smart);
    pass_collect(page);
    if (!text || tags_used(page))
        return;
    text = tags_rewrite(page, &len);
    clear_nodes(page);
    page->root = markdown_parse(text, len, smart);
    pass_collect(page);
}

static int by_number(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

/* The documents that are named, each once, and not this one. */
static void finish_links(struct page *page)
{
    struct rendered *out = page->out;
    struct indices *linked = &page->linked;
    size_t count = 0;
    if (linked->len == 0)
        return;
    qsort(linked->items, linked->len, sizeof *linked->items, by_number);
    out->links = arena_alloc(page->arena, linked->len * sizeof *out->links);
    for (size_t i = 0; i < linked->len; i++)
        if (linked->items[i] != page->document->index &&
            (count == 0 || out->links[count - 1] != linked->items[i]))
            out->links[count++] = linked->items[i];
    out->link_count = count;
}

static void finish_assets(struct page *page)
{
    page->out->asset_count = page->assets.len;
    if (page->assets.len)
        page->out->assets = arena_dup(page->arena, page->assets.items,
                                      page->assets.len * sizeof *page->assets.items);
}

/* What only a post has; a campaign's body is plain text. */
static void render_post(struct page *page)
{
    pass_raw_html(page);
    pass_images(page);
    pass_links(page);
    pass_headings(page);
    pass_fragments(page);
    pass_finish(page);
}

static void release(struct page *page)
{
    ARRAY_RELEASE(&page->headings);
    ARRAY_RELEASE(&page->links);
    ARRAY_RELEASE(&page->images);
    ARRAY_RELEASE(&page->html);
    ARRAY_RELEASE(&page->code);
    ARRAY_RELEASE(&page->assets);
    ARRAY_RELEASE(&page->linked);
    ARRAY_RELEASE(&page->fragments);
    ARRAY_RELEASE(&page->heading_ids);
    ARRAY_RELEASE(&page->tags);
    map_release(&page->targets, NULL);
    map_release(&page->images_found, NULL);
    map_release(&page->pictures, NULL);
    map_release(&page->ids, NULL);
    strbuf_release(&page->contents);
    place_release(page);
}

struct rendered *page_render(const struct shared *shared, const struct document *document,
                             struct arena *arena, struct diagnostics *found)
{
    struct page page = {.shared = shared,
                        .site = shared->site,
                        .document = document,
                        .arena = arena,
                        .found = found};
    size_t errors = found->errors;
    page.body = document->text + document->body;
    page.body_len = document->len - document->body;
    page.out = arena_alloc(arena, sizeof *page.out);
    strbuf_init(&page.contents, STRBUF_UNBOUNDED);
    choose_prefix(&page);
    parse(&page);
    pass_foreign(&page);
    pass_mdx(&page);
    pass_title(&page);
    clear_nodes(&page);
    pass_collect(&page); /* without the title's heading */
    if (!shared->site->config.html)
        pass_no_html(&page);
    pass_text(&page);
    pass_media(&page);
    if (document->kind == DOCUMENT_POST)
        render_post(&page);
    finish_links(&page);
    finish_assets(&page);
    page.out->ok = found->errors == errors;
    release(&page);
    return page.out;
}
