/*
 * The API's table of routes, and what is checked before a handler is called: the
 * version, the token, its scope and its location, in the order in which the real
 * server seems to check them (facts.md 5.3).
 */
#include "box.h"
#include "validate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SOCIAL "/social-media-posting/{location}"

enum route_flags {
    ROUTE_OPEN = 1,      /* no token, no version */
    ROUTE_COMPANY = 2,   /* for the agency's tokens too */
    ROUTE_USER_TYPE = 4, /* an agency's token is told so in other words */
    ROUTE_BODY = 8       /* a JSON body is expected */
};

static const struct route {
    const char *method, *path;
    const char *scope;
    call_handler *handler;
    unsigned flags;
} routes[] = {
    {"GET", "/blogs/site/all", "blogs/list.readonly", blogs_sites, 0},
    {"GET", "/blogs/posts/all", "blogs/posts.readonly", blogs_posts, 0},
    {"GET", "/blogs/authors", "blogs/author.readonly", blogs_authors, 0},
    {"GET", "/blogs/categories", "blogs/category.readonly", blogs_categories, 0},
    {"GET", "/blogs/posts/url-slug-exists", "blogs/check-slug.readonly", blogs_slug_exists, 0},
    {"POST", "/blogs/posts", "blogs/post.write", blogs_create, ROUTE_BODY},
    {"PUT", "/blogs/posts/{id}", "blogs/post-update.write", blogs_update, ROUTE_BODY},
    {"GET", "/blogs/posts/{id}", "blogs/posts.readonly", blogs_get, 0},
    {"POST", "/medias/upload-file", "medias.write", media_upload, 0},
    {"GET", "/medias/files", "medias.readonly", media_list, 0},
    {"POST", "/medias/folder", "medias.write", media_folder, ROUTE_BODY},
    {"PUT", "/medias/delete-files", "medias.write", media_delete_many, ROUTE_BODY},
    {"POST", "/medias/{id}", "medias.write", media_rename, ROUTE_BODY},
    {"DELETE", "/medias/{id}", "medias.write", media_delete, 0},
    {"GET", SOCIAL "/accounts", "socialplanner/account.readonly", social_accounts, ROUTE_USER_TYPE},
    {"GET", SOCIAL "/categories", "socialplanner/category.readonly", social_categories,
     ROUTE_USER_TYPE},
    {"GET", SOCIAL "/categories/{id}", "socialplanner/category.readonly", social_category,
     ROUTE_USER_TYPE},
    {"GET", SOCIAL "/tags", "socialplanner/tag.readonly", social_tags, ROUTE_USER_TYPE},
    {"POST", SOCIAL "/tags/details", "socialplanner/tag.readonly", social_tag_details,
     ROUTE_USER_TYPE | ROUTE_BODY},
    {"POST", SOCIAL "/posts/list", "socialplanner/post.readonly", social_list,
     ROUTE_USER_TYPE | ROUTE_BODY},
    {"POST", SOCIAL "/posts/bulk-delete", "socialplanner/csv.write", social_delete_many,
     ROUTE_USER_TYPE | ROUTE_BODY},
    {"POST", SOCIAL "/posts", "socialplanner/post.write", social_create,
     ROUTE_USER_TYPE | ROUTE_BODY},
    {"GET", SOCIAL "/posts/{id}", "socialplanner/post.readonly", social_get, ROUTE_USER_TYPE},
    {"PUT", SOCIAL "/posts/{id}", "socialplanner/post.write", social_update,
     ROUTE_USER_TYPE | ROUTE_BODY},
    {"PATCH", SOCIAL "/posts/{id}", "socialplanner/post.write", social_patch,
     ROUTE_USER_TYPE | ROUTE_BODY},
    {"DELETE", SOCIAL "/posts/{id}", "socialplanner/post.write", social_delete, ROUTE_USER_TYPE},
    {"GET", "/users/", "users.readonly", users_list, ROUTE_USER_TYPE},
    {"GET", "/users/search", "users.readonly", users_search, ROUTE_COMPANY},
    {"GET", "/users/{id}", "users.readonly", users_get, ROUTE_COMPANY},
    {"GET", "/locations/search", "locations.readonly", locations_search, ROUTE_COMPANY},
    {"GET", "/locations/{location}", "locations.readonly", locations_get, ROUTE_COMPANY},
    {"POST", "/funnels/lookup/redirect", "funnels/redirect.write", redirects_create, ROUTE_BODY},
    {"GET", "/funnels/lookup/redirect/list", "funnels/redirect.readonly", redirects_list, 0},
    {"PATCH", "/funnels/lookup/redirect/{id}", "funnels/redirect.write", redirects_update,
     ROUTE_BODY},
    {"DELETE", "/funnels/lookup/redirect/{id}", "funnels/redirect.write", redirects_delete, 0},
    {"POST", "/oauth/token", NULL, oauth_token, ROUTE_OPEN},
    {"POST", "/oauth/locationToken", "oauth.write", oauth_location_token, ROUTE_COMPANY},
    {"POST", "/oauth/location-token", "oauth.write", oauth_location_token, ROUTE_COMPANY},
};

/* Does the path fit? Keeps what stands for {…}; a '/' at the end is not told apart. */
static bool route_fits(const char *pattern, const char *path, char *segments[4])
{
    size_t count = 0;
    for (size_t i = 0; i < 4; i++) {
        free(segments[i]);
        segments[i] = NULL;
    }
    while (*pattern == '/' && *path == '/') {
        pattern++;
        path++;
        size_t pattern_len = strcspn(pattern, "/"), len = strcspn(path, "/");
        if (*pattern == '{' && len > 0 && count < 4) {
            segments[count++] = mem_strndup(path, len);
        } else if (pattern_len != len || memcmp(pattern, path, len) != 0) {
            return false;
        }
        pattern += pattern_len;
        path += len;
    }
    return (*pattern == '\0' || strcmp(pattern, "/") == 0) &&
           (*path == '\0' || strcmp(path, "/") == 0);
}

static const struct route *route_find(struct call *call)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (strcmp(routes[i].method, call->method) == 0 &&
            route_fits(routes[i].path, call->path, call->segments)) {
            return &routes[i];
        }
    }
    return NULL;
}

const char *api_scope(const struct call *call)
{
    struct call *writable = (struct call *)call;
    const struct route *route = route_find(writable);
    return route ? route->scope : NULL;
}

static bool check_version(struct call *call)
{
    const char *version = json_text(call->headers, "version");
    if (!version) {
        call_error(call, 401, "version header was not found.");
        return false;
    }
    if (!list_holds("2021-04-15|2021-07-28|2021-09-01|2023-02-21|v3", version)) {
        call_error(call, 401, "version header is invalid");
        return false;
    }
    call->v3 = strcmp(version, "v3") == 0;
    return true;
}

/* Finds the token. serve.c has counted the request for its location already. */
static bool check_token(struct call *call)
{
    const char *value = call->authorization;
    if (!value || strncmp(value, "Bearer ", 7) != 0) {
        call_error(call, 401, value ? "Invalid JWT" : "Invalid token: access token is invalid");
        return false;
    }
    if (!call->token) {
        call_error(call, 401,
                   strncmp(value + 7, "pit-", 4) == 0 ? "Invalid Private Integration token"
                                                      : "Invalid JWT");
        return false;
    }
    int64_t expires = json_number(call->token, "expires", 0);
    if (expires && call->now_ms >= expires) {
        call_error(call, 401, "Invalid JWT");
        return false;
    }
    return true;
}

static bool check_scope(struct call *call, const struct route *route)
{
    if (!call->location && !(route->flags & ROUTE_COMPANY)) {
        call_error(call, 401,
                   route->flags & ROUTE_USER_TYPE ? "Token's user type mismatch!"
                                                  : "The token is not authorized for this scope.");
        return false;
    }
    const json_t *scopes = json_object_get(call->token, "scopes");
    size_t i;
    json_t *scope;
    bool found = !scopes || !route->scope;
    json_array_foreach((json_t *)scopes, i, scope)
    {
        const char *name = json_string_value(scope);
        found = found || (name && strcmp(name, route->scope) == 0);
    }
    if (!found) {
        call_error(call, 401, "The token is not authorized for this scope.");
    }
    return found;
}

/* Each place where a request may name a location. */
static bool check_location(struct call *call, const struct route *route)
{
    if (!call->location) {
        return true; /* an agency's token: the handlers look at the company */
    }
    const char *first = strstr(route->path, "{location}") ? call->segments[0] : NULL;
    if (first && strcmp(first, call->location) != 0) {
        bool social = strncmp(route->path, SOCIAL, strlen(SOCIAL)) == 0;
        call_error(call, 403,
                   social ? "This location is not accessible from this token!"
                          : "The token does not have access to this location.");
        return false;
    }
    const char *named[] = {call_query(call, "locationId"), call_query(call, "altId"),
                           json_text(call->body, "locationId"), json_text(call->body, "altId")};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (named[i] && strcmp(named[i], call->location) != 0) {
            call_error(call, 403, "The token does not have access to this location.");
            return false;
        }
    }
    return true;
}

static bool check_body(struct call *call, const struct route *route)
{
    if (call->body_too_large) {
        call_error(call, 413, "request entity too large");
        return false;
    }
    if (call->body_is_bad) {
        call_error(call, 400, "Unexpected token in JSON");
        return false;
    }
    if ((route->flags & ROUTE_BODY) && !call->body) {
        call->body = json_object();
    }
    return true;
}

void api_call(struct call *call)
{
    const struct route *route = route_find(call);
    if (!route) {
        char *text = mem_printf("Cannot %s %s", call->method, call->target);
        call_error(call, 404, text);
        free(text);
        return;
    }
    bool open = route->flags & ROUTE_OPEN;
    if (!check_body(call, route) ||
        (!open && (!check_version(call) || !check_token(call) || !check_scope(call, route) ||
                   !check_location(call, route)))) {
        return;
    }
    call->acted = true;
    route->handler(call);
}
