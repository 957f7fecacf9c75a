/*
 * Markdown by cmark: parsing to a tree, and the tree to HTML. All of it lives in
 * the bounded memory and is gone with the next markdown_parse().
 */
#ifndef RENDER_MARKDOWN_H
#define RENDER_MARKDOWN_H

#include "commonmark.h"

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* Registers the extensions. Once a process, before workers are forked. */
void markdown_init(void);

/* The tree; never NULL. */
cmark_node *markdown_parse(const char *text, size_t len, bool smart);

/* The tree as HTML. Raw HTML passes: what may not is no HTML node any more. */
const char *markdown_html(cmark_node *root);

cmark_node *markdown_new(cmark_node_type type);

/* An inline node that is this piece of HTML. A table's cell takes it, unlike cmark's custom nodes.
 */
cmark_node *markdown_piece(const char *html);

/* Adds the text and code of a node and all below it, line ends as spaces; that of images (their
 * alternative text) only where `images`. */
void markdown_text(cmark_node *node, bool images, struct strbuf *out);

/* What only cmark-gfm has; false for all nodes of the plain one. */
bool markdown_is_table(cmark_node *node);
bool markdown_is_table_row(cmark_node *node);
bool markdown_is_table_cell(cmark_node *node);
bool markdown_is_footnote_definition(cmark_node *node);
bool markdown_is_struck(cmark_node *node);

/* An item of a list, of tasks or not; of tasks, and whether it is done. */
bool markdown_is_item(cmark_node *node);
bool markdown_is_task(cmark_node *node, bool *done);

/* Adds "[1]" where the node is the mark of a footnote. */
void markdown_footnote_mark(cmark_node *node, struct strbuf *out);

#endif
