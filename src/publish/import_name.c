/*
 * Names of the files that a post becomes: its slug where that is a good name, else
 * made of it. Slugs come from outside: no path, no hidden file, no name that the
 * walk leaves out, none that is there already.
 */
#include "import.h"

#include "base/file.h"
#include "base/path.h"
#include "base/unicode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 100

static bool is_good_name(const char *slug)
{
    size_t len = strlen(slug);
    if (len == 0 || len > NAME_MAX_BYTES || !isalnum((unsigned char)*slug))
        return false;
    for (const char *at = slug; *at; at++)
        if (!islower((unsigned char)*at) && !isdigit((unsigned char)*at) && !strchr("-_", *at))
            return false;
    return strcmp(slug, "index") != 0 && strcmp(slug, "readme") != 0;
}

static const char *stem_of(struct import *import, const struct import_post *post)
{
    struct arena *arena = import->run.arena;
    const char *slug = post->row.slug ? post->row.slug : "";
    if (is_good_name(slug))
        return arena_strdup(arena, slug);
    char *safe = unicode_slug(slug, NAME_MAX_BYTES);
    const char *stem = is_good_name(safe) ? arena_strdup(arena, safe)
                                          : arena_printf(arena, "post-%.8s", post->row.id);
    free(safe);
    return stem;
}

static bool exists(const struct import *import, const char *path)
{
    char *full = path_join(import->options->site->root, path);
    bool there = file_exists(full);
    free(full);
    return there;
}

/* Is the file a document that is another post's? Then the new one gets another name. */
static bool is_anothers(const struct import *import, const char *path)
{
    const struct document *document = ghlpub_site_find(import->options->site, path);
    return document && ghlpub_state_find(import->run.state, STATE_POST, document->key);
}

void import_name(struct import *import, struct import_post *post)
{
    struct arena *arena = import->run.arena;
    const char *stem = stem_of(import, post), *to = import->options->to;
    for (unsigned n = 1;; n++) {
        const char *name = n == 1 ? stem : arena_printf(arena, "%s-%u", stem, n);
        post->name = name;
        post->folder = arena_printf(arena, "%s/%s", to, name);
        post->path = arena_printf(arena, "%s/%s.md", to, name);
        const char *bundle = arena_printf(arena, "%s/%s/index.md", to, name);
        if (map_has(&import->taken, name) || is_anothers(import, post->path) ||
            is_anothers(import, bundle))
            continue;
        post->there = exists(import, post->path) ? post->path
                      : exists(import, bundle)   ? bundle
                                                 : NULL;
        map_set(&import->taken, name, post);
        return;
    }
}
