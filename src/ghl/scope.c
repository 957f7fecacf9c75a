/*
 * The scopes of the calls, from the official descriptions; docs/api.md shows the
 * same table to people.
 */
#include "scope.h"

#include <fnmatch.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *method, *path, *scope;
} table[] = {
    {"GET", "/blogs/site/all*", "blogs/list.readonly"},
    {"GET", "/blogs/posts/url-slug-exists*", "blogs/check-slug.readonly"},
    {"GET", "/blogs/posts/*", "blogs/posts.readonly"},
    {"GET", "/blogs/authors*", "blogs/author.readonly"},
    {"GET", "/blogs/categories*", "blogs/category.readonly"},
    {"POST", "/blogs/posts", "blogs/post.write"},
    {"PUT", "/blogs/posts/*", "blogs/post-update.write"},
    {"GET", "/medias/*", "medias.readonly"},
    {"*", "/medias/*", "medias.write"},
    {"GET", "/social-media-posting/*/accounts*", "socialplanner/account.readonly"},
    {"GET", "/social-media-posting/*/categories*", "socialplanner/category.readonly"},
    {"*", "/social-media-posting/*/tags*", "socialplanner/tag.readonly"},
    {"POST", "/social-media-posting/*/posts/list*", "socialplanner/post.readonly"},
    {"GET", "/social-media-posting/*/posts*", "socialplanner/post.readonly"},
    {"*", "/social-media-posting/*/posts*", "socialplanner/post.write"},
    {"GET", "/users/*", "users.readonly"},
    {"GET", "/locations/*", "locations.readonly"},
    {"GET", "/funnels/lookup/redirect*", "funnels/redirect.readonly"},
    {"*", "/funnels/lookup/redirect*", "funnels/redirect.write"},
};

const char *scope_of(const char *method, const char *path)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (fnmatch(table[i].method, method, 0) == 0 && fnmatch(table[i].path, path, 0) == 0)
            return table[i].scope;
    }
    return NULL;
}
