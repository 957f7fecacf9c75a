/*
 * The title: the document's own, or the first heading of level 1 when it opens
 * the body. GHL shows the title as the page's h1, so that a heading that repeats
 * it goes. Other headings are left to headings.c.
 */
#include "page.h"

#include <string.h>

bool is_foreign_block(cmark_node *node)
{
    struct strbuf text = STRBUF_INIT(4096);
    bool foreign = false;
    const char *literal;
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_HTML_BLOCK:
        literal = cmark_node_get_literal(node);
        while (*literal == ' ')
            literal++;
        return strncmp(literal, "<!--", 4) == 0;
    case CMARK_NODE_PARAGRAPH:
        markdown_text(node, false, &text);
        foreign = strncmp(text.buf, "import ", 7) == 0 || strncmp(text.buf, "export ", 7) == 0 ||
                  strncmp(text.buf, "{{", 2) == 0 || strncmp(text.buf, "{%", 2) == 0 ||
                  strncmp(text.buf, "{:", 2) == 0 || strncmp(text.buf, ":::", 3) == 0;
        /* "import duties rose" is a sentence. */
        if (foreign && (text.buf[0] == 'i' || text.buf[0] == 'e'))
            foreign = strstr(text.buf, " from ") || strstr(text.buf, " = ") ||
                      text.buf[7] == '\'' || text.buf[7] == '"' || text.buf[7] == '{';
        break;
    default:
        break;
    }
    strbuf_release(&text);
    return foreign;
}

/* The heading of level 1 that opens the body, or NULL. */
static cmark_node *opening_heading(cmark_node *root)
{
    cmark_node *node = cmark_node_first_child(root);
    while (node && is_foreign_block(node))
        node = cmark_node_next(node);
    if (!node || cmark_node_get_type(node) != CMARK_NODE_HEADING ||
        cmark_node_get_heading_level(node) != 1)
        return NULL;
    return node;
}

static bool same_words(const char *a, const char *b)
{
    char *first = words_only(a), *second = words_only(b);
    bool same = *first || *second ? strcmp(first, second) == 0 : strcmp(a, b) == 0;
    free(first);
    free(second);
    return same;
}

/* "Title {#id}" is "Title". */
static void drop_attributes(struct strbuf *text)
{
    char *open = strrchr(text->buf, '{');
    if (open && text->buf[text->len - 1] == '}' && (open[1] == '#' || open[1] == ':'))
        strbuf_truncate(text, (size_t)(open - text->buf));
    strbuf_trim(text);
}

void pass_title(struct page *page)
{
    const struct document *document = page->document;
    cmark_node *heading = opening_heading(page->root);
    struct strbuf text = STRBUF_INIT(4096);
    if (heading) {
        markdown_text(heading, true, &text);
        drop_attributes(&text);
    }
    const char *written = document->title.text;
    if (written && *written) {
        page->out->title = arena_strdup(page->arena, written);
        if (heading && !same_words(written, text.buf))
            heading = NULL; /* pass_headings() warns about it */
    } else if (heading && text.len) {
        page->out->title = arena_strdup(page->arena, text.buf);
    } else if (document->title_default && *document->title_default) {
        page->out->title = arena_strdup(page->arena, document->title_default);
        heading = NULL;
    } else {
        page->out->title = "";
        if (document->kind == DOCUMENT_POST) {
            const struct place first = {document->path, 1, 1};
            diagnostic_hint(diagnose(page->found, SEVERITY_ERROR, "title-missing", first,
                                     "the post has no title"),
                            "write \"title: …\" in the front matter, begin the body with \"# "
                            "Title\", or take the file's name: \"defaults: {title: '{name}'}\"");
        }
        heading = NULL;
    }
    if (heading)
        cmark_node_unlink(heading); /* its memory goes with the tree's */
    strbuf_release(&text);
}
