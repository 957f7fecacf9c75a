/*
 * What a site owns beside its public values.
 */
#ifndef SITE_SITE_PRIVATE_H
#define SITE_SITE_PRIVATE_H

#include <ghlpub/site.h>

#include "base/map.h"
#include "base/path.h"
#include "yaml_tree.h"

/* One element of `defaults`. */
struct defaults {
    struct pattern **paths; /* none: all documents */
    size_t path_count;
    const struct yaml_value *fields;
};

struct pattern_list {
    struct pattern **items;
    size_t len, cap;
};

struct document_list {
    struct document **items;
    size_t len, cap;
};

struct site_private {
    struct arena *arena;
    struct zone *zone;
    struct pattern_list ignore;
    struct defaults *defaults;
    size_t defaults_count;
    struct map by_path;          /* path to document */
    struct map by_url, by_name;  /* see url_index.c */
    struct document_list parsed; /* by ghlpub_site_parse() */
};

/* Does the pattern match the path as seen from the root, or from `content`? */
bool site_pattern_matches(const struct site *site, const struct pattern *pattern, const char *path,
                          bool is_directory);

#endif
