/*
 * What templates can say: the data of one document.
 */
#ifndef RENDER_CONTEXT_H
#define RENDER_CONTEXT_H

#include <ghlpub/render.h>

#include <jansson.h>
#include <stdbool.h>

/* What is not in the document itself; NULL leaves a name out. */
struct context_values {
    const char *title, *description, *url, *image, *body;
    size_t words;
};

/* The data, to be given back with json_decref(). */
json_t *context_new(const struct site *site, const struct document *document,
                    const struct context_values *values);

/* Is it a name of every document? The nearest one to a name that is not, or NULL. */
bool context_knows(const char *name);
const char *context_suggest(const char *name);

#endif
