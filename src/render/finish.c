/*
 * The last pass: the tree becomes HTML, the post's template is put around it,
 * and the text is cut where URLs belong. GHL stores a body that is not
 * block-level as an empty one (facts.md 1.2), so that it is wrapped or refused.
 */
#include "page.h"

#include "context.h"
#include "escape.h"

#include "base/limits.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Puts ids into the headings: "<h2>MARK" becomes "<h2 id=...>". */
static void add_headings(const struct page *page, const char *html, struct strbuf *out)
{
    const char *end = html + strlen(html);
    struct placeholder mark;
    while (placeholder_find(&page->prefix, html, end, &mark)) {
        if (mark.kind != PLACEHOLDER_HEADING || mark.index >= page->heading_ids.len) {
            strbuf_add(out, html, (size_t)(mark.end - html));
        } else {
            const char *id = page->heading_ids.items[mark.index];
            strbuf_add(out, html, (size_t)(mark.start - html) - 1);
            strbuf_adds(out, " id=\"");
            escape_html(out, id, strlen(id));
            strbuf_adds(out, "\">");
        }
        html = mark.end;
    }
    strbuf_add(out, html, (size_t)(end - html));
}

/* ---- the template ---- */

static const struct template *find_template(struct page *page)
{
    const struct word *name = &page->document->template_name;
    const struct templates *templates = page->shared->templates;
    const char *wanted = name->text ? name->text : "post";
    const struct template *found = templates_html(templates, wanted);
    if (found || (strcmp(wanted, "post") == 0 && name->at.line == 0))
        return found;
    /* "template: blog.html" of a tree that has none of ours is another generator's. */
    struct diagnostic *item =
        diagnose(page->found, templates_any(templates) ? SEVERITY_ERROR : SEVERITY_WARNING,
                 "template-missing", name->at, "there is no template \"%s/%s.html\"",
                 page->site->config.templates, wanted);
    const char *near = templates_suggest(templates, wanted);
    if (near)
        diagnostic_hint(item, "did you mean \"%s\"?", near);
    else if (!templates_any(templates))
        diagnostic_hint(item, "the site has no templates at all: the field is ignored");
    else
        diagnostic_hint(item, "write it, or remove the field: \"post\" is used by default");
    return NULL;
}

static const char *image_url(struct page *page)
{
    struct strbuf url = STRBUF_INIT(4096);
    if (page->out->cover < 0)
        return page->out->cover_url;
    placeholder_add(&page->prefix, PLACEHOLDER_ASSET, (size_t)page->out->cover, &url);
    const char *text = arena_strdup(page->arena, url.buf);
    strbuf_release(&url);
    return text;
}

static void apply_template(struct page *page, const struct template *template, struct strbuf *html)
{
    struct strbuf url = STRBUF_INIT(4096), out = STRBUF_INIT(LIMIT_RENDERED);
    struct error err = ERROR_INIT;
    placeholder_add(&page->prefix, PLACEHOLDER_POST, page->document->index, &url);
    struct context_values values = {.title = page->out->title,
                                    .description = page->out->description,
                                    .url = url.buf,
                                    .image = image_url(page),
                                    .body = html->buf,
                                    .words = page->out->words};
    json_t *data = context_new(page->site, page->document, &values);
    if (templates_run(page->shared->templates, template, true, data, &out, &err)) {
        strbuf_clear(html);
        strbuf_add(html, out.buf, out.len);
    } else {
        error_hint(&err, "the document is \"%s\"", page->document->path);
        diagnose_error(page->found, &err);
    }
    json_decref(data);
    strbuf_release(&out);
    strbuf_release(&url);
}

/* ---- what GHL would store as an empty body ---- */

static const char *skip_space_and_comments(const char *html)
{
    for (;;) {
        while (isspace((unsigned char)*html))
            html++;
        if (strncmp(html, "<!--", 4) != 0)
            return html;
        const char *close = strstr(html + 4, "-->");
        if (!close)
            return html + strlen(html);
        html = close + 3;
    }
}

static bool begins_block(const char *html)
{
    static const char *const blocks[] = {
        "p",       "h1",      "h2",         "h3",     "h4",     "h5",     "h6",     "ul",
        "ol",      "div",     "blockquote", "pre",    "table",  "figure", "hr",     "section",
        "article", "aside",   "nav",        "header", "footer", "main",   "dl",     "details",
        "form",    "address", "fieldset",   "style",  "script", "iframe", "center", "link"};
    if (*html++ != '<')
        return false;
    size_t len = 0;
    while (isalnum((unsigned char)html[len]))
        len++;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strlen(blocks[i]) == len && strncasecmp(blocks[i], html, len) == 0)
            return true;
    return false;
}

static void check_body(struct page *page, struct strbuf *html)
{
    const char *start = skip_space_and_comments(html->buf);
    if (html->overflow) {
        const struct place first = {page->document->path, 1, 1};
        diagnostic_hint(diagnose(page->found, SEVERITY_ERROR, "body-too-large", first,
                                 "the HTML is larger than %u MB", LIMIT_RENDERED >> 20),
                        "split the document into several");
    } else if (!*start) {
        const struct place first = {page->document->path, page->document->body_line, 1};
        diagnostic_hint(
            diagnose(page->found, SEVERITY_ERROR, "body-empty", first, "the post has no body"),
            "write one, or say \"sync: false\" until there is");
    } else if (!begins_block(start)) {
        strbuf_splice(html, 0, 0, "<div>\n", 6);
        strbuf_adds(html, "\n</div>\n");
    }
}

/* ---- segments ---- */

struct segments ARRAY(struct segment);

static void add_text(struct segments *segments, const char *from, const char *to)
{
    struct segment segment = {SEGMENT_TEXT, from, (size_t)(to - from), 0};
    if (to > from)
        ARRAY_PUSH(segments, segment);
}

static void split(struct page *page, const char *html, const char *end)
{
    struct segments segments = {NULL, 0, 0};
    struct placeholder mark;
    while (placeholder_find(&page->prefix, html, end, &mark)) {
        struct segment segment = {SEGMENT_ASSET, NULL, 0, mark.index};
        add_text(&segments, html, mark.start);
        html = mark.end;
        if (mark.kind == PLACEHOLDER_ASSET && mark.index < page->assets.len) {
            ARRAY_PUSH(&segments, segment);
        } else if (mark.kind == PLACEHOLDER_POST && mark.index < page->site->document_count) {
            segment.kind = SEGMENT_POST;
            ARRAY_PUSH(&segments, segment);
        }
    }
    add_text(&segments, html, end);
    page->out->segment_count = segments.len;
    if (segments.len)
        page->out->segments =
            arena_dup(page->arena, segments.items, segments.len * sizeof *segments.items);
    ARRAY_RELEASE(&segments);
}

void pass_finish(struct page *page)
{
    struct strbuf html = STRBUF_INIT(LIMIT_RENDERED);
    strbuf_add(&html, page->contents.buf, page->contents.len);
    add_headings(page, markdown_html(page->root), &html);
    const struct template *template = find_template(page);
    if (template && !html.overflow)
        apply_template(page, template, &html);
    check_body(page, &html);
    const char *text = arena_dup(page->arena, html.buf, html.len + 1);
    split(page, text, text + html.len);
    strbuf_release(&html);
}
