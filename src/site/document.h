/*
 * A document: from its text to the values of its front matter.
 */
#ifndef SITE_DOCUMENT_H
#define SITE_DOCUMENT_H

#include "fields.h"
#include "reading.h"
#include "site_private.h"

/* A new document with nothing known but its path. To be freed with document_free(). */
struct document *document_new(const char *path);
void document_free(struct document *doc);

/* Reads the text (copied). False where it is no document: there is no front matter. */
bool document_parse(const struct site *site, struct document *doc, const char *text, size_t len,
                    struct diagnostics *found);

/* ---- between document.c and document_fields.c ---- */

struct document_reader {
    struct reading r;
    const struct site *site;
    struct document *doc;
    const struct yaml_value *own; /* the front matter: a mapping, or NULL */
};

/* The value of a field: its own name, its other names, then `defaults`. Null and empty values are
 * missing. *name (or NULL) is the name under which it was found. */
const struct yaml_value *document_pick(const struct document_reader *d, enum field field,
                                       const char **name);

/* The same among the defaults alone. */
const struct yaml_value *document_default(const struct document_reader *d, enum field field);

/* Is there something in the value? */
bool document_has(const struct yaml_value *value);

/* Reads all fields but `social` and `params`. */
void document_read_fields(const struct document_reader *d);

#endif
