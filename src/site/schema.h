/*
 * The keys of ghlpub.yaml: one table for checks, suggestions, reading and the
 * reference page (docs/configuration.md has a section for each; a test compares).
 */
#ifndef SITE_SCHEMA_H
#define SITE_SCHEMA_H

#include <stddef.h>

enum schema_type {
    SCHEMA_GROUP,    /* a mapping whose members have rows of their own */
    SCHEMA_TEXT,     /* const char * */
    SCHEMA_ID,       /* const char *: letters, digits, - and _ */
    SCHEMA_PATH,     /* const char *: inside the site */
    SCHEMA_FLAG,     /* bool */
    SCHEMA_CHOICE,   /* const char *: one of `choices` */
    SCHEMA_ALT,      /* enum alt_level: the index in `choices` */
    SCHEMA_TAB,      /* bool: the index in `choices` */
    SCHEMA_LIMIT,    /* long, or LIMIT_NONE */
    SCHEMA_WORDS,    /* struct words */
    SCHEMA_NAMES,    /* struct name_map */
    SCHEMA_ACCOUNTS, /* struct config, accounts and account_count */
    SCHEMA_DEFAULTS, /* read for documents: see config_lists.c */
    SCHEMA_ENVIRONMENTS
};

struct schema_key {
    const char *path; /* "images.alt" */
    enum schema_type type;
    size_t offset;        /* in struct config */
    const char *choices;  /* "off|warn|error" */
    const char *standard; /* what holds where the key is missing, or NULL */
    const char *help;
};

extern const struct schema_key schema_keys[];
extern const size_t schema_count;

/* The row of a path, or NULL. */
const struct schema_key *schema_find(const char *path);

/* The nearest known key: first among those beside `path`, then the last names of all others. NULL
 * where none is near; else a path ("markdown.smart"). */
const char *schema_nearest(const char *path);

#endif
