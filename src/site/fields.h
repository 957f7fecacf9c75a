/*
 * The fields of front matter: their names, the names of other generators for
 * the same, and the names that mean something to other generators only.
 */
#ifndef SITE_FIELDS_H
#define SITE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

enum field {
    FIELD_ID,
    FIELD_SYNC,
    FIELD_KIND,
    FIELD_TITLE,
    FIELD_DESCRIPTION,
    FIELD_SLUG,
    FIELD_DATE,
    FIELD_DRAFT,
    FIELD_STATUS,
    FIELD_EXPIRES,
    FIELD_AUTHOR,
    FIELD_CATEGORIES,
    FIELD_TAGS,
    FIELD_IMAGE,
    FIELD_IMAGE_ALT,
    FIELD_CANONICAL,
    FIELD_ALIASES,
    FIELD_TEMPLATE,
    FIELD_TOC,
    FIELD_LANG,
    FIELD_SOCIAL,
    FIELD_PARAMS,
    FIELD_COUNT
};

#define FIELD_ALIASES_MAX 8

struct field_row {
    const char *name;
    bool in_defaults;                           /* may stand in `defaults` of ghlpub.yaml */
    const char *aliases[FIELD_ALIASES_MAX + 1]; /* in the order in which they are looked at */
};

extern const struct field_row field_rows[FIELD_COUNT];

/* Is it a field's name, or one of its other names? (`published` and `taxonomies` are too.) */
bool field_known(const char *name);

/* Does it belong to another generator? Then it is kept in `params` without a word. */
bool field_foreign(const char *name);

/* The field whose name is near, or NULL. */
const char *field_nearest(const char *name);

/* The same for `defaults`: known there, nearest there. */
bool field_in_defaults(const char *name);
const char *field_nearest_default(const char *name);

#endif
