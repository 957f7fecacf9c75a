/*
 * What "the same for a reader" means, in one place. Two pieces of HTML are the
 * same where they have
 *
 * - the same text, in the same paragraphs, headings, lists, quotes, code blocks
 *   and tables, broken at the same places;
 * - the same stress: bold, italic, struck out, code; <b> is <strong>, <i> is <em>;
 * - the same links to the same URLs, the same pictures with the same alternative
 *   texts; relative URLs are read from the post's own;
 * - the same of everything that Markdown has no word for: colours, alignment,
 *   sizes of text, frames, other elements (dom.h, "looks").
 *
 * What does not count: how it is written (entities, quotes, the order of
 * attributes, white space that HTML collapses, which of several nested marks is
 * the outer one), white space between blocks, empty paragraphs, <div> for <p>,
 * classes, ids that nothing points to, and what rendering adds by itself: ids of
 * headings, target and rel of links, loading, width and height of pictures where
 * the original has none.
 */
#ifndef RENDER_READER_H
#define RENDER_READER_H

#include "dom.h"

#include "base/array.h"
#include "base/map.h"

/* The picture that a URL stands for: another URL of the same file, or the URL itself. */
struct reader_pictures {
    const char *(*same)(void *context, const char *url);
    void *context;
};

struct reader_size {
    const char *width, *height; /* as written, or NULL */
};

/* One piece of HTML, as a reader has it. */
struct reader_form {
    struct strbuf text;
    struct {
        struct reader_size *items;
        size_t len, cap;
    } sizes; /* of the pictures, in their order */
    struct {
        const char **items;
        size_t len, cap;
    } heading_ids, fragments; /* ids of headings, or NULL; what links within it point to */
    struct map ids;
};

struct reader_view {
    const char *base; /* where relative URLs are seen from */
    bool typographic; /* straight quotes, dots and hyphens count as the typographic ones */
    const struct reader_pictures *pictures; /* or NULL */
    struct arena *arena;
};

/* Builds the form of `count` siblings. */
void reader_form_add(struct reader_form *form, const struct reader_view *view,
                     const GumboNode *const *nodes, size_t count);
void reader_form_init(struct reader_form *form);
void reader_form_release(struct reader_form *form);

/* Does `shown`, which was rendered, say what `original` says? */
bool reader_same(const struct reader_form *original, const struct reader_form *shown);

/* The same for texts; false where one of them is too deep. */
bool reader_same_html(const char *original, const char *shown, const char *base);

#endif
