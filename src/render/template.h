/*
 * Mustache: variables, sections, inverted sections, comments, partials with their
 * indentation, set delimiters, dotted names, the implicit iterator. Passes the
 * official specification (without its optional modules). An empty string counts
 * as false, as in JavaScript's implementation.
 *
 *     struct template *t = template_compile(arena, "templates/post.html", text, len, &err);
 *     if (t && template_run(t, data, &options, &out, &err))
 *         ...
 */
#ifndef RENDER_TEMPLATE_H
#define RENDER_TEMPLATE_H

#include "base/arena.h"
#include "base/strbuf.h"
#include <ghlpub/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum op_kind {
    OP_TEXT,
    OP_LINE,     /* a line begins: the indentation of a partial belongs here */
    OP_VARIABLE, /* escaped where the template escapes */
    OP_RAW,
    OP_SECTION,
    OP_INVERTED,
    OP_END, /* of a section */
    OP_PARTIAL
};

struct op {
    enum op_kind kind;
    const char *text; /* OP_TEXT; names; OP_PARTIAL: the name */
    size_t len;
    const char *indent; /* OP_PARTIAL that stands alone on its line; "" elsewhere */
    size_t end;         /* OP_SECTION, OP_INVERTED: their OP_END */
    unsigned line, column;
};

struct template
{
    const char *path; /* for messages */
    const char *hash; /* of its text, as templates_load() sets it; NULL */
    struct op *ops;
    size_t count, cap;
};

/* Compiles a text, which is copied. NULL with an error: bad-template (ERROR_CONFIG), with place. */
struct template *template_compile(struct arena *arena, const char *path, const char *text,
                                  size_t len, struct error *err);

struct template_options {
    bool html; /* {{name}} is escaped for HTML */
    /* Gives the partial with this name, or NULL, which is then empty. May itself be NULL. */
    const struct template *(*partial)(void *context, const char *name);
    void *context;
};

/* Adds the text to `out`, up to the maximum of `out`. Errors: bad-template (ERROR_CONFIG), where it
 * is nested too deeply, takes too long or becomes too large. */
bool template_run(const struct template *template, json_t *data,
                  const struct template_options *options, struct strbuf *out, struct error *err);

#endif
