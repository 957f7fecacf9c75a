/*
 * HTML from outside as a tree: gumbo's, in an arena of the caller's. What kinds
 * of elements there are, and what of an element a reader sees: shared by those
 * who turn HTML into Markdown and those who compare the two.
 */
#ifndef RENDER_DOM_H
#define RENDER_DOM_H

#include "base/arena.h"
#include "base/strbuf.h"

#include <gumbo.h>
#include <stdbool.h>
#include <stddef.h>

/* Trees that are deeper are not worked on: the walks are recursive. */
#define DOM_DEPTH_MAX 150

enum dom_kind {
    DOM_TEXT,
    DOM_NOTHING, /* a comment */
    DOM_HIDDEN,  /* script, style, template: not shown, but not nothing */
    DOM_FLOW,    /* p, div, section, ...: a block that is nothing but one */
    DOM_HEADING,
    DOM_LIST,
    DOM_ITEM,
    DOM_QUOTE,
    DOM_PRE,
    DOM_TABLE,
    DOM_ROWS, /* thead, tbody, tfoot */
    DOM_ROW,
    DOM_CELL,
    DOM_RULE,
    DOM_BLOCK, /* any other block */
    DOM_BREAK,
    DOM_IMAGE,
    DOM_LINK, /* <a> with href */
    DOM_MARK, /* strong, em, del, code, and their like */
    DOM_SPAN, /* span, <a> without href */
    DOM_WRAP, /* any other element with text in it: sub, u, abbr */
    DOM_ATOM  /* iframe, video, input, svg */
};

enum { MARK_BOLD = 1, MARK_ITALIC = 2, MARK_STRIKE = 4, MARK_CODE = 8 };

/* The element whose children are the body. The text must live as long as the arena. */
const GumboNode *dom_parse(struct arena *arena, const char *html, size_t len);

/* Is the tree deeper than DOM_DEPTH_MAX? */
bool dom_too_deep(const GumboNode *top);

/* In the order of the text, without recursion: the next node, NULL at the end. */
const GumboNode *dom_next(const GumboNode *node, const GumboNode *top);

enum dom_kind dom_kind(const GumboNode *node);
bool dom_is_text(const GumboNode *node);
bool dom_is_block(enum dom_kind kind);
/* Is there a block below this node? */
bool dom_holds_block(const GumboNode *node);
const GumboVector *dom_children(const GumboNode *node); /* never NULL */
const char *dom_text(const GumboNode *node);

/* "div"; of elements that HTML does not know, as written. From the arena or static. */
const char *dom_name(const GumboNode *node, struct arena *arena);
bool dom_named(const GumboNode *node, GumboTag tag);
/* The value, or NULL. */
const char *dom_attribute(const GumboNode *node, const char *name);

unsigned dom_mark(const GumboNode *node); /* of a DOM_MARK */
int dom_level(const GumboNode *node);     /* of a DOM_HEADING */

/* The language of a <pre>, by its class or that of the <code> in it; "" where it has none. */
const char *dom_language(const GumboNode *pre, struct arena *arena);

/* "left", "center" or "right" of a cell; "" where it has none. */
const char *dom_alignment(const GumboNode *cell, struct arena *arena);

/* What a reader sees of an element's attributes, but for those that every user of its kind reads
 * (href, src, alt, title of links and images; start of lists; alignment of cells). */
struct looks {
    unsigned on, off; /* marks that its style sets or takes away */
    const char *rest; /* all else, in one form; "" where there is nothing */
};
struct looks dom_looks(const GumboNode *node, struct arena *arena);

/* looks.c: the part of it that is the style; *align gets text-align. */
const char *style_looks(const GumboNode *node, enum dom_kind kind, struct arena *arena,
                        struct looks *looks, const char **align);

#endif
