/*
 * What MDX keeps from readers: the imports of a .mdx file, and comments in braces
 * that stand alone. They are taken out of the tree; all else of MDX is foreign.c's
 * to warn about.
 */
#include "page.h"

#include "base/path.h"

#include <string.h>
#include <strings.h>

bool page_is_mdx(const struct page *page)
{
    return strcasecmp(path_extension(page->document->path), ".mdx") == 0;
}

/* At the top level, MDX reads every paragraph that begins with this word as code. */
static bool is_import(const char *text)
{
    return strncmp(text, "import ", 7) == 0;
}

static bool is_comment(const char *text, size_t len)
{
    return len >= 6 && strncmp(text, "{/*", 3) == 0 && strcmp(text + len - 3, "*/}") == 0 &&
           strstr(text, "*/}") == text + len - 3;
}

void pass_mdx(struct page *page)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    if (!page_is_mdx(page))
        return;
    for (cmark_node *node = cmark_node_first_child(page->root), *next; node; node = next) {
        next = cmark_node_next(node);
        if (cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH)
            continue;
        strbuf_clear(&text);
        markdown_text(node, true, &text);
        strbuf_trim(&text);
        if (is_import(text.buf) || is_comment(text.buf, text.len))
            cmark_node_unlink(node); /* its memory goes with the tree's */
    }
    strbuf_release(&text);
}
