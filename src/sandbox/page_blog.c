/*
 * The blog as its readers see it, and what they do not see yet.
 */
#include "pages.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

static bool text_is(const char *left, const char *right)
{
    return left && right && strcmp(left, right) == 0;
}

static const char *name_of(const struct page *page, enum kind kind, const char *id,
                           const char *member)
{
    const char *name = json_text(store_get(&page->call->box->store, kind, id), member);
    return name ? name : id;
}

static void post_names(struct page *page, const json_t *post)
{
    struct strbuf *out = page->out;
    size_t i;
    json_t *item;
    if (json_text(post, "author")) {
        strbuf_adds(out, " · ");
        html_text(out, name_of(page, KIND_AUTHOR, json_text(post, "author"), "name"));
    }
    json_array_foreach(json_object_get(post, "categories"), i, item)
    {
        strbuf_adds(out, i == 0 ? " · " : ", ");
        html_text(out, name_of(page, KIND_CATEGORY, json_string_value(item), "label"));
    }
}

static void post_link(struct page *page, const json_t *post, bool preview)
{
    struct strbuf *out = page->out;
    size_t before;
    strbuf_adds(out, "<a href=\"/post/");
    strbuf_add_url(out, json_text(post, "urlSlug"), NULL);
    before = out->len;
    html_where(page);
    if (preview) {
        strbuf_adds(out, out->len > before ? "&amp;preview=1" : "?preview=1");
    }
    strbuf_adds(out, "\">");
    html_text(out, json_text(post, "title"));
    strbuf_adds(out, "</a>");
}

static void post_card(struct page *page, const json_t *post, bool preview)
{
    struct strbuf *out = page->out;
    const char *image = json_text(post, "imageUrl");
    const char *status = json_text(post, "status");
    strbuf_adds(out, "<li>");
    if (image && *image) {
        strbuf_adds(out, "<img loading=\"lazy\" src=\"");
        html_text(out, image);
        strbuf_adds(out, "\" alt=\"");
        html_text(out, json_text(post, "imageAltText"));
        strbuf_adds(out, "\">");
    }
    strbuf_adds(out, preview ? "<h3>" : "<h2>");
    post_link(page, post, preview);
    strbuf_adds(out, preview ? "</h3><p>" : "</h2><p>");
    html_text(out, json_text(post, "description"));
    strbuf_adds(out, "</p><p class=\"soft\">");
    if (preview) {
        strbuf_addf(out, "<span class=\"tag wait\">%s</span> ",
                    text_is(status, "SCHEDULED") ? "scheduled" : "draft");
    }
    html_time(out, json_text(post, "publishedAt"));
    post_names(page, post);
    strbuf_adds(out, "</p></li>");
}

/* All posts of one status, newest first. */
static void cards(struct page *page, const char *status, bool preview, const char *none)
{
    struct rows rows = {0};
    struct store_walk walk = {
        .store = &page->call->box->store, .kind = KIND_POST, .location = page->location};
    for (const json_t *post; (post = store_next(&walk));) {
        if (text_is(json_text(post, "status"), status) && page_shows(page, post)) {
            rows_add(&rows, post, json_number(post, "_sort", 0), walk.n);
        }
    }
    rows_sort(&rows);
    if (rows.len == 0) {
        strbuf_addf(page->out, "<p>%s</p>", none);
    } else {
        strbuf_adds(page->out, "<ul class=\"cards\">");
        for (size_t i = 0; i < rows.len; i++) {
            post_card(page, rows.items[i].value, preview);
        }
        strbuf_adds(page->out, "</ul>");
    }
    rows_release(&rows);
}

static const char *blog_name(const struct page *page)
{
    struct store_walk walk = {
        .store = &page->call->box->store, .kind = KIND_BLOG, .location = page->location};
    const json_t *blog =
        page->blog ? store_get(&page->call->box->store, KIND_BLOG, page->blog) : store_next(&walk);
    const char *name = json_text(blog, "name");
    return name ? name : "Blog";
}

void page_index(struct page *page)
{
    const char *name = blog_name(page);
    page_begin(page, name, "/");
    strbuf_adds(page->out, "<h1>");
    html_text(page->out, name);
    strbuf_adds(page->out, "</h1>");
    cards(page, "PUBLISHED", false, "Nothing is published yet. Try <code>ghlpub publish</code>.");
    page_end(page);
}

void page_drafts(struct page *page)
{
    page_begin(page, "Drafts and scheduled posts", "/drafts");
    strbuf_adds(page->out, "<h1>Drafts and scheduled posts</h1><h2>Scheduled</h2>");
    cards(page, "SCHEDULED", true, "No post is scheduled.");
    strbuf_adds(page->out, "<h2>Drafts</h2>");
    cards(page, "DRAFT", true, "There is no draft.");
    page_end(page);
}

static const json_t *post_by_slug(const struct page *page, const char *slug)
{
    const struct store *store = &page->call->box->store;
    const char *id = store_slug(store, page->location, slug);
    struct store_walk walk = {.store = store, .kind = KIND_LOCATION};
    /* Another location's, where the address does not say which one is meant. */
    for (const json_t *location;
         !id && !call_query(page->call, "location") && (location = store_next(&walk));) {
        id = store_slug(store, json_text(location, "id"), slug);
    }
    return store_get(store, KIND_POST, id);
}

static void post_head(struct page *page, const json_t *post, bool hidden)
{
    struct strbuf *out = page->out;
    const char *image = json_text(post, "imageUrl");
    if (hidden) {
        strbuf_addf(out, "<p><span class=\"tag wait\">%s</span> Readers do not see this page.</p>",
                    text_is(json_text(post, "status"), "SCHEDULED") ? "scheduled" : "draft");
    }
    strbuf_adds(out, "<h1>");
    html_text(out, json_text(post, "title"));
    strbuf_adds(out, "</h1><p class=\"soft\">");
    html_time(out, json_text(post, "publishedAt"));
    post_names(page, post);
    strbuf_adds(out, "</p>");
    if (image && *image) {
        strbuf_adds(out, "<img src=\"");
        html_text(out, image);
        strbuf_adds(out, "\" alt=\"");
        html_text(out, json_text(post, "imageAltText"));
        strbuf_adds(out, "\">");
    }
}

static void post_foot(struct page *page, const json_t *post)
{
    struct strbuf *out = page->out;
    size_t i;
    json_t *tag;
    const char *link = json_text(post, "canonicalLink");
    strbuf_adds(out, "<p class=\"soft\">");
    json_array_foreach(json_object_get(post, "tags"), i, tag)
    {
        strbuf_adds(out, "<span class=\"tag\">");
        html_text(out, json_string_value(tag));
        strbuf_adds(out, "</span> ");
    }
    if (link && *link) {
        strbuf_adds(out, "canonical: ");
        html_text(out, link);
    }
    strbuf_adds(out, "</p>");
}

void page_post(struct page *page, const char *slug)
{
    const json_t *post = post_by_slug(page, slug);
    const char *status = json_text(post, "status");
    bool hidden = text_is(status, "DRAFT") || text_is(status, "SCHEDULED");
    /* ARCHIVED leaves the address alive (facts.md 1.5). */
    if (!post || (hidden && !call_query(page->call, "preview"))) {
        page->call->status = 404;
        page_begin(page, "Not found", "/post/");
        strbuf_adds(page->out, "<h1>Not found</h1><p>There is no published post here.</p>");
        page_end(page);
        return;
    }
    page_begin(page, json_text(post, "title"), "/post/");
    strbuf_adds(page->out, "<article>");
    post_head(page, post, hidden);
    strbuf_adds(page->out, json_text(post, "rawHTML") ? json_text(post, "rawHTML") : "");
    post_foot(page, post);
    strbuf_adds(page->out, "</article>");
    page_end(page);
}
