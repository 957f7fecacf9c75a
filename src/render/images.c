/*
 * Pictures and other local files: found, checked, given their attributes. Where
 * a link leads is left to links.c, hashing and uploading to others.
 */
#include "page.h"

#include "escape.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

static void too_many(struct page *page, struct place at)
{
    if (page->too_many_assets)
        return;
    page->too_many_assets = true;
    diagnostic_hint(diagnose(page->found, SEVERITY_ERROR, "too-many-assets", at,
                             "the document uses more than %u files", LIMIT_ASSETS),
                    "split it into several");
}

/* The index of an asset with this path, which is added where it is new. */
static long intern(struct page *page, const struct asset *asset, struct place at)
{
    union {
        void *pointer;
        size_t number;
    } index;
    index.pointer = map_get(&page->pictures, asset->path);
    if (index.pointer)
        return (long)index.number - 1;
    if (page->assets.len >= LIMIT_ASSETS) {
        too_many(page, at);
        return -1;
    }
    struct asset *copy = arena_dup(page->arena, asset, sizeof *asset);
    ARRAY_PUSH(&page->assets, copy);
    index.number = page->assets.len;
    map_set(&page->pictures, asset->path, index.pointer);
    return (long)page->assets.len - 1;
}

long asset_index(struct page *page, const char *from, const char *name, struct place at, bool *bad)
{
    struct asset asset = {.path = NULL};
    enum asset_finding finding = ghlpub_asset_find(page->site, from, name, page->arena, &asset);
    bool useless = ghlpub_asset_diagnose(finding, name, &asset, page->site, at, page->found);
    long index = -1;
    if (!useless && (finding == ASSET_FOUND || finding == ASSET_MISNAMED)) {
        index = intern(page, &asset, at);
        useless = index < 0;
    }
    if (bad)
        *bad = useless;
    return index;
}

void image_attributes(const struct page *page, const struct asset *asset, bool sized, bool loading,
                      struct strbuf *out)
{
    if (!sized && asset && page->site->config.dimensions && asset->width && asset->height)
        strbuf_addf(out, " width=\"%u\" height=\"%u\"", asset->width, asset->height);
    if (!loading && page->site->config.lazy)
        strbuf_adds(out, " loading=\"lazy\"");
}

void image_without_alt(struct page *page, const char *url, struct spot spot)
{
    enum alt_level level = page->site->config.alt;
    if (level == ALT_OFF)
        return;
    struct place at = place_of(page, spot.line, spot.column, url);
    diagnostic_hint(diagnose(page->found, level == ALT_ERROR ? SEVERITY_ERROR : SEVERITY_WARNING,
                             "image-alt-missing", at, "image \"%s\" has no alternative text", url),
                    "write what it shows: ![a red bicycle](%s); for mere decoration "
                    "<img src=\"%s\" alt=\"\">",
                    url, url);
}

/* What the link of an image means: a local file, or a URL as it is. */
const struct target *image_source(struct page *page, const char *url, struct spot spot)
{
    const char *path = url;
    struct target *target = map_get(&page->images_found, url);
    if (target)
        return target;
    target = arena_alloc(page->arena, sizeof *target);
    target->suffix = "";
    map_set(&page->images_found, url, target);
    enum tag_kind tag = tags_read(page, url, &path);
    if (!*url) {
        target->kind = TARGET_BROKEN;
        diagnostic_hint(diagnose(page->found, SEVERITY_ERROR, "image-no-address",
                                 place_of(page, spot.line, spot.column, url),
                                 "an image has no address"),
                        "write ![what it shows](its-file.png), or remove it");
        return target;
    }
    if (*path == '{' || *path == '#' || (tag != TAG_NONE && tag != TAG_PATH))
        return target; /* foreign.c has warned */
    bool bad;
    long index = asset_index(page, page->document->path, path,
                             place_of(page, spot.line, spot.column, url), &bad);
    target->kind = bad ? TARGET_BROKEN : index < 0 ? TARGET_KEEP : TARGET_ASSET;
    target->index = index < 0 ? 0 : (size_t)index;
    if (target->kind == TARGET_KEEP && path != url) {
        target->kind = TARGET_URL;
        target->url = path;
    }
    return target;
}

static void add_image(struct page *page, cmark_node *node, struct strbuf *html)
{
    const char *url = tags_original(page, cmark_node_get_url(node));
    const char *title = cmark_node_get_title(node);
    struct spot spot = {cmark_node_get_start_line(node), cmark_node_get_start_column(node)};
    struct strbuf text = STRBUF_INIT(64u << 10);
    const struct target *target = image_source(page, url, spot);
    strbuf_adds(html, "<img src=\"");
    target_add(page, target, url, &text);
    escape_url(html, text.buf, text.len);
    strbuf_clear(&text);
    markdown_text(node, true, &text);
    strbuf_trim(&text);
    if (text.len == 0)
        image_without_alt(page, url, spot);
    strbuf_adds(html, "\" alt=\"");
    escape_html(html, text.buf, text.len);
    strbuf_adds(html, "\"");
    if (title && *title) {
        strbuf_adds(html, " title=\"");
        escape_html(html, title, strlen(title));
        strbuf_adds(html, "\"");
    }
    image_attributes(page, target->kind == TARGET_ASSET ? page->assets.items[target->index] : NULL,
                     false, false, html);
    strbuf_adds(html, " />");
    strbuf_release(&text);
}

void pass_images(struct page *page)
{
    struct strbuf html = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < page->images.len; i++) {
        cmark_node *node = page->images.items[i];
        strbuf_clear(&html);
        add_image(page, node, &html);
        cmark_node_replace(node, markdown_piece(html.buf));
    }
    strbuf_release(&html);
}

static bool is_picture(const struct asset *asset)
{
    return asset->type && strncmp(asset->type, "image/", 6) == 0;
}

static void find_cover(struct page *page)
{
    const struct document *document = page->document;
    struct rendered *out = page->out;
    const char *name = document->image.text;
    out->cover = -1;
    if (!name || !*name)
        return;
    bool bad;
    long index = asset_index(page, document->image_in_config ? NULL : document->path, name,
                             document->image.at, &bad);
    if (index >= 0 && !is_picture(page->assets.items[index])) {
        diagnostic_hint(diagnose(page->found, SEVERITY_ERROR, "cover-not-picture",
                                 document->image.at, "\"%s\" is no picture but %s", name,
                                 page->assets.items[index]->type),
                        "the cover of a post is a JPEG, PNG, GIF or WebP file");
        return;
    }
    out->cover = index;
    if (index < 0 && !bad)
        out->cover_url = arena_strdup(page->arena, name);
}

/* Media as they are found, in the order in which they are written. */
struct found_media {
    struct indices assets, places; /* places: those of the URLs */
    struct strings urls;
};

static void add_url(struct found_media *found, const char *url)
{
    ARRAY_PUSH(&found->places, found->assets.len + found->urls.len);
    ARRAY_PUSH(&found->urls, url);
}

static void add_cover(const struct rendered *out, struct found_media *found)
{
    if (out->cover >= 0)
        ARRAY_PUSH(&found->assets, (size_t)out->cover);
    else if (out->cover_url)
        add_url(found, out->cover_url);
}

static void find_media(struct page *page, const struct social_entry *entry,
                       struct social_media *media)
{
    struct found_media found = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}};
    if (!entry->no_media && entry->media.len == 0 && entry->cover)
        add_cover(page->out, &found);
    for (size_t i = 0; i < entry->media.len && !entry->no_media; i++) {
        const struct word *word = &entry->media.items[i];
        bool bad;
        if (strcmp(word->text, "cover") == 0) {
            add_cover(page->out, &found);
            continue;
        }
        long index = asset_index(page, page->document->path, word->text, word->at, &bad);
        if (index >= 0)
            ARRAY_PUSH(&found.assets, (size_t)index);
        else if (!bad)
            add_url(&found, arena_strdup(page->arena, word->text));
    }
    ARRAY_PUSH(&found.urls, NULL);
    ARRAY_PUSH(&found.places, 0);
    media->count = found.assets.len;
    if (found.assets.len)
        media->assets = arena_dup(page->arena, found.assets.items,
                                  found.assets.len * sizeof *found.assets.items);
    media->urls =
        arena_dup(page->arena, found.urls.items, found.urls.len * sizeof *found.urls.items);
    media->url_places =
        arena_dup(page->arena, found.places.items, found.places.len * sizeof *found.places.items);
    ARRAY_RELEASE(&found.assets);
    ARRAY_RELEASE(&found.places);
    ARRAY_RELEASE(&found.urls);
}

void pass_media(struct page *page)
{
    const struct document *document = page->document;
    find_cover(page);
    page->out->social =
        arena_alloc(page->arena, (document->social_count + 1) * sizeof *page->out->social);
    for (size_t i = 0; i < document->social_count; i++)
        find_media(page, &document->social[i], &page->out->social[i]);
}
