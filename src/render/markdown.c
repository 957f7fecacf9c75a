/*
 * cmark, in GitHub's build or the plain one, behind a few calls. What the tree
 * means for a blog post is left to the passes.
 *
 * cmark-gfm is not safe in threads: it clears a table of the whole process after
 * each document. That is why rendering runs in forked workers.
 */
#include "markdown.h"

#include "bounded.h"

#include "base/limits.h"
#include "base/mem.h"

#include <signal.h>
#include <string.h>

#ifdef GHLPUB_GFM
#include <cmark-gfm-core-extensions.h>
#endif

static cmark_mem bounded_mem = {bounded_calloc, bounded_realloc, bounded_free};

/* Half of what a worker may take: the rest is for what becomes of the tree. */
#define TREE_MAX ((size_t)LIMIT_RENDER_MEMORY / 2)

#define OPTIONS_HTML CMARK_OPT_UNSAFE

#ifdef GHLPUB_GFM

static const char *const extension_names[] = {"table", "strikethrough", "autolink", "tasklist"};

static void no_memory(int number)
{
    (void)number;
    mem_exhausted();
}

/* The tables of the extensions come from cmark's own memory, and there it aborts where there is
 * none. */
void markdown_init(void)
{
    struct sigaction action = {.sa_handler = no_memory}, before;

    sigemptyset(&action.sa_mask);
    sigaction(SIGABRT, &action, &before);
    cmark_gfm_core_extensions_ensure_registered();
    sigaction(SIGABRT, &before, NULL);
}

static cmark_parser *new_parser(int options)
{
    /* Two tildes strike out. One does on GitHub as well, but "5~9, 10~20" is how ranges are written
     * in Chinese, Japanese and Korean, and nearly all that real posts have. */
    options |= CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE;
    cmark_parser *parser = cmark_parser_new_with_mem(options, &bounded_mem);
    for (size_t i = 0; i < sizeof extension_names / sizeof *extension_names; i++) {
        cmark_syntax_extension *extension = cmark_find_syntax_extension(extension_names[i]);
        if (extension)
            cmark_parser_attach_syntax_extension(parser, extension);
    }
    return parser;
}

static const char *html_of(cmark_node *root)
{
    /* No list of extensions: it is used by tagfilter alone. */
    return cmark_render_html_with_mem(root, OPTIONS_HTML, NULL, &bounded_mem);
}

static bool is_type(cmark_node *node, const char *name)
{
    return strcmp(cmark_node_get_type_string(node), name) == 0;
}

bool markdown_is_table(cmark_node *node)
{
    return is_type(node, "table");
}

bool markdown_is_table_row(cmark_node *node)
{
    return is_type(node, "table_row") || is_type(node, "table_header");
}

bool markdown_is_table_cell(cmark_node *node)
{
    return is_type(node, "table_cell");
}

bool markdown_is_footnote_definition(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION;
}

bool markdown_is_struck(cmark_node *node)
{
    return is_type(node, "strikethrough");
}

bool markdown_is_item(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_ITEM || is_type(node, "tasklist");
}

bool markdown_is_task(cmark_node *node, bool *done)
{
    if (!is_type(node, "tasklist"))
        return false;
    *done = cmark_gfm_extensions_get_tasklist_item_checked(node);
    return true;
}

void markdown_footnote_mark(cmark_node *node, struct strbuf *out)
{
    if (cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_REFERENCE)
        strbuf_addf(out, "[%s]", cmark_node_get_literal(node));
}

#else

void markdown_init(void)
{
}

static cmark_parser *new_parser(int options)
{
    return cmark_parser_new_with_mem(options, &bounded_mem);
}

static const char *html_of(cmark_node *root)
{
    /* The result is in the root's memory, as all of the tree. */
    return cmark_render_html(root, OPTIONS_HTML);
}

bool markdown_is_table(cmark_node *node)
{
    (void)node;
    return false;
}

bool markdown_is_table_row(cmark_node *node)
{
    (void)node;
    return false;
}

bool markdown_is_table_cell(cmark_node *node)
{
    (void)node;
    return false;
}

bool markdown_is_footnote_definition(cmark_node *node)
{
    (void)node;
    return false;
}

bool markdown_is_struck(cmark_node *node)
{
    (void)node;
    return false;
}

bool markdown_is_item(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_ITEM;
}

bool markdown_is_task(cmark_node *node, bool *done)
{
    (void)node;
    *done = false;
    return false;
}

void markdown_footnote_mark(cmark_node *node, struct strbuf *out)
{
    (void)node;
    (void)out;
}

#endif

cmark_node *markdown_parse(const char *text, size_t len, bool smart)
{
    bounded_reset(TREE_MAX);
    cmark_parser *parser = new_parser(CMARK_OPT_DEFAULT | (smart ? CMARK_OPT_SMART : 0));
    cmark_parser_feed(parser, text, len);
    /* Neither parser nor tree is freed: the next reset takes all. */
    return cmark_parser_finish(parser);
}

const char *markdown_html(cmark_node *root)
{
    return html_of(root);
}

cmark_node *markdown_new(cmark_node_type type)
{
    return cmark_node_new_with_mem(type, &bounded_mem);
}

cmark_node *markdown_piece(const char *html)
{
    cmark_node *node = markdown_new(CMARK_NODE_HTML_INLINE);
    cmark_node_set_literal(node, html);
    return node;
}

/* The node after this one in the order of the text, without its children where `over`; NULL behind
 * the last one below `top`. */
static cmark_node *next_node(cmark_node *node, const cmark_node *top, bool over)
{
    if (!over && cmark_node_first_child(node))
        return cmark_node_first_child(node);
    while (node != top) {
        if (cmark_node_next(node))
            return cmark_node_next(node);
        node = cmark_node_parent(node);
    }
    return NULL;
}

void markdown_text(cmark_node *top, bool images, struct strbuf *out)
{
    bool over = false;
    for (cmark_node *node = top; node; node = next_node(node, top, over)) {
        over = false;
        switch ((int)cmark_node_get_type(node)) {
        case CMARK_NODE_TEXT:
        case CMARK_NODE_CODE:
            strbuf_adds(out, cmark_node_get_literal(node));
            break;
        case CMARK_NODE_SOFTBREAK:
        case CMARK_NODE_LINEBREAK:
            strbuf_addc(out, ' ');
            break;
        case CMARK_NODE_IMAGE:
            over = !images && node != top;
            break;
        default:
            break;
        }
    }
}
