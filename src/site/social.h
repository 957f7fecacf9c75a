/*
 * The `social` list of a document.
 */
#ifndef SITE_SOCIAL_H
#define SITE_SOCIAL_H

#include "reading.h"
#include "site_private.h"

/* Reads the entries into doc->social. `standard` (or NULL) is a mapping of members for entries that
 * do not say, from `defaults`. */
void social_read(const struct reading *r, const struct site *site, struct document *doc,
                 const struct yaml_value *value, const struct yaml_value *standard);

/* Gives back what the arena does not own. */
void social_release(struct document *doc);

#endif
