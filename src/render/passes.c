/*
 * The first passes: the nodes that others work on are collected, and raw HTML
 * becomes visible text where the site wants none.
 */
#include "page.h"

#include <string.h>

static void collect(struct page *page, cmark_node *node)
{
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING:
        ARRAY_PUSH(&page->headings, node);
        break;
    case CMARK_NODE_LINK:
        ARRAY_PUSH(&page->links, node);
        break;
    case CMARK_NODE_IMAGE:
        ARRAY_PUSH(&page->images, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        ARRAY_PUSH(&page->code, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_HTML_INLINE:
        ARRAY_PUSH(&page->html, node);
        break;
    default:
        break;
    }
}

void pass_collect(struct page *page)
{
    cmark_iter *iter = cmark_iter_new(page->root);
    cmark_event_type event;
    unsigned images = 0; /* that are open: what is inside one is only its alternative text */
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        bool image = cmark_node_get_type(node) == CMARK_NODE_IMAGE;
        if (event == CMARK_EVENT_ENTER && images == 0)
            collect(page, node);
        if (image)
            images += event == CMARK_EVENT_ENTER ? 1u : -1u;
    }
    cmark_iter_free(iter);
}

static bool is_comment(const char *html)
{
    size_t len = strlen(html);
    while (*html == ' ') {
        html++;
        len--;
    }
    while (len && (html[len - 1] == '\n' || html[len - 1] == ' '))
        len--;
    if (len < 7 || strncmp(html, "<!--", 4) != 0)
        return false;
    const char *close = strstr(html + 4, "-->");
    return close && close + 3 == html + len;
}

void pass_no_html(struct page *page)
{
    for (size_t i = 0; i < page->html.len; i++) {
        cmark_node *node = page->html.items[i];
        const char *html = cmark_node_get_literal(node);
        if (is_comment(html)) { /* invisible either way */
            cmark_node_unlink(node);
            continue;
        }
        cmark_node *text = markdown_new(CMARK_NODE_TEXT);
        cmark_node_set_literal(text, html);
        if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK) {
            cmark_node *paragraph = markdown_new(CMARK_NODE_PARAGRAPH);
            cmark_node_append_child(paragraph, text);
            text = paragraph;
        }
        cmark_node_replace(node, text);
    }
    page->html.len = 0;
}
