/*
 * Slugs: from what the author wrote, from a pattern, or from the file's name.
 * Uniqueness is left to the plan.
 */
#ifndef SITE_SLUG_H
#define SITE_SLUG_H

#include "reading.h"
#include "site_private.h"

#define SLUG_MAX 200 /* bytes */

/* The name of a document without what is not its own: extension, leading date, language ending;
 * for an index file that of its folder. In the arena. */
const char *slug_base_name(struct arena *arena, const char *path);

/* The language of a document by its path: hello.de.md, or a folder /de/ or /pt-br/ below
 * `content`. NULL where there is none. In the arena. */
const char *slug_language(struct arena *arena, const char *content, const char *path);

/* Reports placeholders of a pattern for this field (slug or title) in `defaults` that are not
 * known. */
void slug_check_pattern(const struct reading *r, const struct yaml_value *value, const char *field);

/* A title by such a pattern. In the arena. */
const char *slug_title(const struct reading *r, const struct site *site, const struct document *doc,
                       const char *pattern);

/* Is it a pattern of another generator ("/:year/:title/", "pretty"), whose slug must be ignored? */
bool slug_is_foreign_pattern(const char *text);

/* The last part of a path or URL, without extension, query and "index". In the arena; "" where
 * there is none. */
const char *slug_last_part(struct arena *arena, const char *text);

/* Sets doc->slug: from `written` (text NULL: nobody wrote one), from `pattern` (likewise), or from
 * the name. */
void slug_settle(const struct reading *r, const struct site *site, struct document *doc,
                 struct word written, struct word pattern);

#endif
