/*
 * Headings: ids by GitHub's rule, {#id}, the table of contents, and a warning for
 * each h1, since GHL shows the title as one. The heading that repeats the title
 * is gone by now (title.c).
 */
#include "page.h"

#include "escape.h"

#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* A letter, mark, digit or connector, as \p{Word}. */
static bool is_word(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_PC:
        return true;
    default:
        return unicode_is_word(c);
    }
}

/* GitHub's: lower case, spaces to hyphens, punctuation dropped. */
static void github_id(const char *text, struct strbuf *out)
{
    size_t len = strlen(text);
    for (size_t at = 0; at < len;) {
        uint32_t c = utf8_next(text, len, &at);
        if (c == ' ') {
            strbuf_addc(out, '-');
        } else if (c == '-' || is_word(c)) {
            utf8proc_uint8_t bytes[4];
            utf8proc_int32_t lower = utf8proc_tolower((utf8proc_int32_t)c);
            utf8proc_ssize_t n = utf8proc_encode_char(lower, bytes);
            strbuf_add(out, bytes, n > 0 ? (size_t)n : 0);
        }
    }
}

/* An id that nothing else has: "id", "id-1", "id-2". The number goes on from the last one, so that
 * ten thousand headings with one name take no longer than others. */
static const char *unique_id(struct page *page, const char *id)
{
    union {
        void *pointer;
        size_t number;
    } last;
    last.pointer = map_get(&page->ids, id);
    if (!last.pointer) {
        last.number = 1;
        map_set(&page->ids, id, last.pointer);
        return arena_strdup(page->arena, id);
    }
    for (size_t n = last.number;; n++) {
        char *candidate = arena_printf(page->arena, "%s-%zu", id, n);
        if (map_has(&page->ids, candidate))
            continue;
        last.number = n + 1;
        map_set(&page->ids, id, last.pointer);
        last.number = 1;
        map_set(&page->ids, candidate, last.pointer);
        return candidate;
    }
}

void heading_id_taken(struct page *page, const char *id)
{
    if (!map_has(&page->ids, id))
        (void)unique_id(page, id);
}

/* The id in "{#id}" or "{: #id .class}" at the end of a text, and where that begins; or NULL. */
static const char *id_in(struct page *page, const char *text, size_t len, const char **open)
{
    *open = strrchr(text, '{');
    const char *hash = *open ? strchr(*open, '#') : NULL;
    if (!hash || text[len - 1] != '}' || strspn(*open + 1, ": ") != (size_t)(hash - *open) - 1)
        return NULL;
    size_t id = strcspn(hash + 1, " \t}");
    return id ? arena_strndup(page->arena, hash + 1, id) : NULL;
}

/* Takes the id off the end of a heading. */
static const char *take_own_id(struct page *page, cmark_node *heading)
{
    cmark_consolidate_text_nodes(heading); /* smart punctuation splits text at each hyphen */
    cmark_node *last = cmark_node_last_child(heading);
    if (!last || cmark_node_get_type(last) != CMARK_NODE_TEXT)
        return NULL;
    const char *open;
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    strbuf_adds(&text, cmark_node_get_literal(last));
    strbuf_rtrim(&text);
    const char *id = text.len ? id_in(page, text.buf, text.len, &open) : NULL;
    if (id) {
        strbuf_truncate(&text, (size_t)(open - text.buf));
        strbuf_rtrim(&text);
        cmark_node_set_literal(last, text.buf);
    }
    strbuf_release(&text);
    return id;
}

/* The same where Kramdown has it: on the line behind the heading, which is a paragraph to cmark. */
static const char *take_next_id(struct page *page, cmark_node *heading)
{
    cmark_node *next = cmark_node_next(heading);
    if (!next || cmark_node_get_type(next) != CMARK_NODE_PARAGRAPH ||
        cmark_node_get_start_line(next) > cmark_node_get_end_line(heading) + 1)
        return NULL;
    const char *open, *id = NULL;
    struct strbuf text = STRBUF_INIT(1024);
    markdown_text(next, false, &text);
    strbuf_trim(&text);
    if (text.len > 2 && strncmp(text.buf, "{:", 2) == 0)
        id = id_in(page, text.buf, text.len, &open);
    if (id && open == text.buf)
        cmark_node_unlink(next);
    else
        id = NULL;
    strbuf_release(&text);
    return id;
}

static const char *take_id(struct page *page, cmark_node *heading)
{
    const char *id = take_own_id(page, heading);
    return id ? id : take_next_id(page, heading);
}

static const char *heading_id(struct page *page, const char *explicit_id, const char *text)
{
    const char *id = explicit_id;
    if (id) {
        heading_id_taken(page, id);
        return id; /* what the author wrote stays, even twice */
    }
    if (!page->site->config.heading_ids && !page->document->toc)
        return NULL;
    struct strbuf name = STRBUF_INIT(STRBUF_UNBOUNDED);
    github_id(text, &name);
    id = unique_id(page, name.len ? name.buf : "section");
    strbuf_release(&name);
    return id;
}

/* The id goes into the tag when the HTML is finished: cmark's headings have no attributes. */
static void mark_heading(struct page *page, cmark_node *heading, const char *id)
{
    struct strbuf mark = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t index = page->heading_ids.len;
    ARRAY_PUSH(&page->heading_ids, id);
    placeholder_add(&page->prefix, PLACEHOLDER_HEADING, index, &mark);
    cmark_node_prepend_child(heading, markdown_piece(mark.buf));
    strbuf_release(&mark);
}

static void warn_h1(struct page *page, cmark_node *heading, const char *text)
{
    struct place at = place_of(page, cmark_node_get_start_line(heading),
                               cmark_node_get_start_column(heading), "");
    char *shown = words_cut(text, 60);
    diagnostic_hint(diagnose(page->found, SEVERITY_WARNING, "h1-in-body", at,
                             "heading of level 1 \"%s\" in the body", shown),
                    "GHL shows the title as the page's only heading of level 1: use \"##\"");
    free(shown);
}

/* Two levels: chapters, and the parts below them. A part before the first chapter stands as one. */
static void add_contents(struct page *page, int level, const char *id, const char *text)
{
    struct strbuf *out = &page->contents;
    if (level != 2 && level != 3)
        return;
    if (page->contents_level == 0) {
        strbuf_adds(out, "<nav class=\"toc\">\n<ul>\n");
        level = 2;
    } else if (level == page->contents_level) {
        strbuf_adds(out, "</li>\n");
    } else {
        strbuf_adds(out, level == 3 ? "\n<ul>\n" : "</li>\n</ul>\n</li>\n");
    }
    page->contents_level = level;
    strbuf_adds(out, "<li><a href=\"#");
    escape_url(out, id, strlen(id));
    strbuf_adds(out, "\">");
    escape_html(out, text, strlen(text));
    strbuf_adds(out, "</a>");
}

static void end_contents(struct page *page)
{
    if (page->contents.len)
        strbuf_adds(&page->contents, page->contents_level == 3
                                         ? "</li>\n</ul>\n</li>\n</ul>\n</nav>\n"
                                         : "</li>\n</ul>\n</nav>\n");
}

void pass_headings(struct page *page)
{
    struct strbuf text = STRBUF_INIT(64u << 10);
    for (size_t i = 0; i < page->headings.len; i++) {
        cmark_node *heading = page->headings.items[i];
        int level = cmark_node_get_heading_level(heading);
        strbuf_clear(&text);
        const char *explicit_id = take_id(page, heading);
        markdown_text(heading, true, &text);
        strbuf_trim(&text);
        if (level == 1 && page->document->kind == DOCUMENT_POST)
            warn_h1(page, heading, text.buf);
        const char *id = heading_id(page, explicit_id, text.buf);
        if (id)
            mark_heading(page, heading, id);
        if (id && page->document->toc)
            add_contents(page, level, id, text.buf);
    }
    end_contents(page);
    strbuf_release(&text);
}
