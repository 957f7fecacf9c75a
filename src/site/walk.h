/*
 * The Markdown files of a site.
 */
#ifndef SITE_WALK_H
#define SITE_WALK_H

#include "site_private.h"

struct path_list {
    char **items;
    size_t len, cap;
};

/* Finds them below `content`, sorted bytewise by path. False with an error where a folder cannot be
 * read: what is not seen would look as if it were gone. To be freed with walk_release(). */
bool walk_content(const struct site *site, struct path_list *out, struct diagnostics *found,
                  struct error *err);
void walk_release(struct path_list *paths);

#endif
