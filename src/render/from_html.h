/*
 * HTML to Markdown, from the inside: what the parts share. The way in is
 * ghlpub_from_html(); from_html.c proves what these parts write.
 *
 * A paragraph is first taken apart into pieces that each know their stress, link
 * and wrapping elements, whatever the nesting in the original, and then written
 * with as few delimiters as there can be.
 */
#ifndef RENDER_FROM_HTML_H
#define RENDER_FROM_HTML_H

#include "dom.h"

#include "base/array.h"
#include <ghlpub/render.h>

/* How a block is tried, one after the other. */
enum {
    TRY_NATURAL = 0, /* as a person would write it */
    TRY_IDS = 1,     /* headings keep their ids: "## Title {#id}" */
    TRY_CAREFUL = 2, /* every mark of Markdown in a text is escaped, pictures keep their size */
};

struct from_html {
    struct arena *arena;
    const char *base; /* the post's own URL */
    bool html, smart;
    unsigned tries;
    const struct html_picture *pictures;
    size_t picture_count;

    size_t kept;   /* blocks that stay HTML */
    bool needs_it; /* something could be said in HTML alone, and there may be none */
    bool whole;    /* the block can only stay HTML as a whole */
};

/* ---- pieces ---- */

/* An element that stays as a tag around what is in it. */
struct wrap {
    const GumboNode *node;
    const struct wrap *outer;
    unsigned depth; /* 1: the outermost */
};

enum piece_kind { PIECE_TEXT, PIECE_SPACE, PIECE_BREAK, PIECE_IMAGE, PIECE_ATOM };

struct piece {
    enum piece_kind kind;
    const char *text; /* white space collapsed, none at its ends; of a space: NULL within code */
    const GumboNode *node;
    unsigned marks;
    const GumboNode *link;
    const struct wrap *wraps;
};

struct pieces ARRAY(struct piece);

/* ---- from_html_escape.c ---- */

/* Where a text stands. */
struct md_place {
    bool line_start; /* of a line of Markdown */
    bool table, link;
    bool before_link; /* a '[' follows */
    char next;        /* the byte behind it; 0: a line end, or the end */
};

void md_add_text(const struct from_html *in, struct strbuf *out, const char *text,
                 const struct md_place *place);
void md_add_code(struct strbuf *out, const char *text, bool table);
/* (URL "title") of a link or an image. */
void md_add_destination(struct strbuf *out, const char *url, const char *title);

/* ---- from_html_inline.c ---- */

/* Writes pieces as one or more lines; `table`: in a cell; `line`: on one line, as headings and
 * cells are. */
void md_add_pieces(struct from_html *in, struct strbuf *out, const struct pieces *pieces,
                   size_t from, size_t to, bool table, bool line);

/* ---- from_html_flow.c ---- */

enum md_kind { MD_PARAGRAPH, MD_BULLETS, MD_NUMBERS, MD_OTHER };

struct md_block {
    const char *text; /* lines without a line end at the end */
    enum md_kind kind;
};

struct md_blocks ARRAY(struct md_block);

/* What inline elements around a node say. */
struct md_state {
    unsigned marks;
    const GumboNode *link;
    const struct wrap *wraps;
};

struct flow {
    struct from_html *in;
    struct md_blocks blocks;
    struct pieces pieces; /* of the paragraph at hand */
    bool gap;             /* white space came before what comes next */
    bool plain_gap;       /* and it was not all in code */
    bool item;            /* it is the content of a list's item */
    int task;             /* and that begins with a box: -1 none, 0 empty, 1 ticked */
};

void flow_add(struct flow *flow, const GumboNode *node, const struct md_state *state);
void flow_end(struct flow *flow); /* the last paragraph */
void flow_release(struct flow *flow);
void flow_push(struct flow *flow, enum md_kind kind, const char *text);
/* The pieces of a node that holds no blocks; false where it does. */
bool flow_pieces(struct flow *flow, const GumboNode *node);

/* from_html_list.c */
const char *md_list(struct from_html *in, const GumboNode *list, bool other_bullet);
/* from_html_table.c: NULL where Markdown has no such table. */
const char *md_table(struct from_html *in, const GumboNode *table);

/* Text with `prefix` before each line but the first, and before empty ones what of it is no space.
 */
void md_add_indented(struct strbuf *out, const char *text, const char *prefix);

/* ---- from_html_raw.c ---- */

/* The opening tag, attributes and all, its URLs made absolute or those of the bundle. */
void raw_add_tag(const struct from_html *in, struct strbuf *out, const GumboNode *node);
void raw_add_end(const struct from_html *in, struct strbuf *out, const GumboNode *node);
/* The node and all below, without an empty line. */
void raw_add(const struct from_html *in, struct strbuf *out, const GumboNode *node);
/* Siblings as one block of HTML that Markdown takes as such. From the arena. */
const char *raw_block(const struct from_html *in, const GumboNode *const *nodes, size_t count);
bool raw_is_void(const GumboNode *node);

/* The URL of an attribute as the document has it: seen from the post, or a file of the bundle. */
const char *from_html_url(const struct from_html *in, const char *url, bool picture);

#endif
