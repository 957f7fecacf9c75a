/*
 * Listings, page by page. Each endpoint counts in its own way (skip or offset,
 * numbers or strings, its own wrapper and its own largest page: facts 1.1, 2,
 * 3.3); the table below says how. What an item means is left to the decoders of
 * the resources.
 */
#include "client.h"
#include "resources.h"

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More pages than any location has: a server that ignores the offset is noticed sooner. */
#define PAGES_MAX 5000

enum paging {
    PAGED_ONCE,  /* everything in one answer */
    PAGED_SHORT, /* a page that is not full is the last: the server refuses limits, never cuts them
                  */
    PAGED_EMPTY  /* the last page is empty, or its count says that all was read */
};

struct kind {
    const char *what;
    enum paging paging;
    unsigned limit;
    const char *arrays[5]; /* where the list is */
};

static const struct kind kinds[] = {
    [GHL_BLOGS] = {"list the blogs", PAGED_SHORT, 10, {"data", "blogs", "sites", NULL}},
    [GHL_AUTHORS] = {"list the authors", PAGED_SHORT, 20, {"authors", "data", NULL}},
    [GHL_CATEGORIES] = {"list the categories", PAGED_SHORT, 20, {"categories", "data", NULL}},
    [GHL_USERS] = {"list the users", PAGED_ONCE, 100, {"users", NULL}},
    [GHL_ACCOUNTS] = {"list the social accounts", PAGED_ONCE, 0, {"accounts", NULL}},
    [GHL_TAGS] = {"list the social tags", PAGED_EMPTY, 100, {"tags", NULL}},
    [GHL_SOCIAL_CATEGORIES] = {"list the social categories",
                               PAGED_EMPTY,
                               100,
                               {"categories", NULL}},
    [GHL_POSTS] = {"list the blog posts", PAGED_EMPTY, 50, {"blogs", "posts", "data", NULL}},
    [GHL_MEDIA] = {"list the media", PAGED_EMPTY, 100, {"files", "medias", "data", NULL}},
    [GHL_SOCIAL] = {"list the social posts", PAGED_EMPTY, 50, {"posts", NULL}},
    [GHL_REDIRECTS] = {"list the redirects", PAGED_EMPTY, 50, {"redirects", "list", "data", NULL}},
};

struct listing {
    struct ghl *ghl;
    struct ghl_list list;
    struct map seen; /* ids */
    size_t offset;   /* items that were read, as the server counts */
    unsigned pages;
    char *company; /* GHL_USERS under v3 */
};

static void ask_page(struct listing *listing);

static void end(struct listing *listing, const struct ghl_answer *answer)
{
    if (listing->list.done)
        listing->list.done(listing->list.context, answer);
    map_release(&listing->seen, NULL);
    free(listing->company);
    free(listing);
}

/* ---- what is asked ---- */

static void query_number(struct strbuf *path, const char *name, size_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", number);
    request_query(path, name, text);
}

static void add_page(const struct listing *listing, struct strbuf *path, const char *counter)
{
    query_number(path, "limit", kinds[listing->list.kind].limit);
    query_number(path, counter, listing->offset);
}

static void media_path(const struct listing *listing, struct strbuf *path)
{
    strbuf_adds(path, "/medias/files");
    request_query(path, "altType", "location");
    request_query(path, "altId", listing->ghl->location);
    request_query(path, "type", "file");
    request_query(path, "sortBy", "createdAt");
    request_query(path, "sortOrder", "desc");
    /* Those in folders too. */
    request_query(path, "fetchAll", "true");
    request_query(path, "query", listing->list.query);
    add_page(listing, path, "offset");
}

static void social_path(const struct listing *listing, struct strbuf *path, const char *what)
{
    strbuf_adds(path, "/social-media-posting/");
    strbuf_add_url(path, listing->ghl->location, NULL);
    strbuf_adds(path, what);
}

static void blogs_path(const struct listing *listing, struct strbuf *path, const char *what,
                       const char *counter)
{
    strbuf_adds(path, "/blogs/");
    strbuf_adds(path, what);
    request_query(path, "locationId", listing->ghl->location);
    add_page(listing, path, counter);
}

static void users_path(const struct listing *listing, struct strbuf *path)
{
    /* v3 has only the search, which wants the company (facts 3.1). */
    if (!listing->ghl->v3) {
        strbuf_adds(path, "/users/");
        request_query(path, "locationId", listing->ghl->location);
    } else {
        strbuf_adds(path, "/users/search");
        request_query(path, "companyId", listing->company);
        request_query(path, "locationId", listing->ghl->location);
        add_page(listing, path, "skip");
    }
}

static char *page_path(const struct listing *listing)
{
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);

    switch (listing->list.kind) {
    case GHL_BLOGS:
        blogs_path(listing, &path, "site/all", "skip");
        break;
    case GHL_AUTHORS:
        blogs_path(listing, &path, "authors", "offset");
        break;
    case GHL_CATEGORIES:
        blogs_path(listing, &path, "categories", "offset");
        break;
    case GHL_POSTS:
        blogs_path(listing, &path, "posts/all", "offset");
        request_query(&path, "blogId", listing->list.blog);
        request_query(&path, "status", listing->list.status);
        request_query(&path, "searchTerm", listing->list.query);
        break;
    case GHL_USERS:
        users_path(listing, &path);
        break;
    case GHL_ACCOUNTS:
        social_path(listing, &path, "/accounts");
        break;
    case GHL_TAGS:
        social_path(listing, &path, "/tags");
        add_page(listing, &path, "skip");
        break;
    case GHL_SOCIAL_CATEGORIES:
        social_path(listing, &path, "/categories");
        add_page(listing, &path, "skip");
        break;
    case GHL_SOCIAL:
        social_path(listing, &path, "/posts/list");
        break;
    case GHL_MEDIA:
        media_path(listing, &path);
        break;
    case GHL_REDIRECTS:
        strbuf_adds(&path, "/funnels/lookup/redirect/list");
        request_query(&path, "locationId", listing->ghl->location);
        add_page(listing, &path, "offset");
        request_query(&path, "search", listing->list.query);
        break;
    }
    return strbuf_detach(&path);
}

/* Strings throughout: numbers are a 422 (facts 3.3). */
static json_t *social_body(const struct listing *listing)
{
    json_t *body = json_object();
    char *from = utc_text(listing->list.from_ms), *to = utc_text(listing->list.to_ms);
    char skip[24], limit[24];

    snprintf(skip, sizeof skip, "%zu", listing->offset);
    snprintf(limit, sizeof limit, "%u", kinds[GHL_SOCIAL].limit);
    json_put(body, "type", "all");
    json_put(body, "skip", skip);
    json_put(body, "limit", limit);
    json_put(body, "fromDate", from);
    json_put(body, "toDate", to);
    json_put(body, "includeUsers", "false");
    free(from);
    free(to);
    return body;
}

/* ---- what comes back ---- */

static const json_t *page_items(enum ghl_list_kind kind, const json_t *json)
{
    const json_t *items = field_array(json, kinds[kind].arrays);
    const char *key;
    json_t *value;

    if (items || kind != GHL_REDIRECTS)
        return items;
    /* "An object containing the count and an array", whose name is not said. */
    json_object_foreach(json_object_get(json, "data"), key, value)
    {
        if (json_is_array(value))
            return value;
    }
    return NULL;
}

/* One for each kind, because a request's check knows nothing but the body. */
#define READABLE(name, kind)                                                                       \
    static bool name(const json_t *json)                                                           \
    {                                                                                              \
        return page_items(kind, json) != NULL;                                                     \
    }
READABLE(has_blogs, GHL_BLOGS)
READABLE(has_authors, GHL_AUTHORS)
READABLE(has_categories, GHL_CATEGORIES)
READABLE(has_users, GHL_USERS)
READABLE(has_accounts, GHL_ACCOUNTS)
READABLE(has_tags, GHL_TAGS)
READABLE(has_posts, GHL_POSTS)
READABLE(has_media, GHL_MEDIA)
READABLE(has_social, GHL_SOCIAL)
READABLE(has_redirects, GHL_REDIRECTS)

static bool (*const readable[])(const json_t *json) = {
    [GHL_BLOGS] = has_blogs,
    [GHL_AUTHORS] = has_authors,
    [GHL_CATEGORIES] = has_categories,
    [GHL_USERS] = has_users,
    [GHL_ACCOUNTS] = has_accounts,
    [GHL_TAGS] = has_tags,
    [GHL_SOCIAL_CATEGORIES] = has_categories,
    [GHL_POSTS] = has_posts,
    [GHL_MEDIA] = has_media,
    [GHL_SOCIAL] = has_social,
    [GHL_REDIRECTS] = has_redirects,
};

/* Decodes an item and hands it on. False where the caller has seen enough. */
static bool hand_on(const struct listing *listing, struct arena *arena, const json_t *record)
{
    union {
        struct ghl_name name;
        struct ghl_post post;
        struct ghl_media media;
        struct ghl_social social;
        struct ghl_redirect redirect;
    } item;
    bool decoded;

    switch (listing->list.kind) {
    case GHL_POSTS:
        decoded = post_decode(arena, record, &item.post);
        break;
    case GHL_MEDIA:
        decoded = media_decode(arena, record, &item.media);
        break;
    case GHL_SOCIAL:
        decoded = social_decode(arena, record, &item.social);
        break;
    case GHL_REDIRECTS:
        decoded = redirect_decode(arena, record, &item.redirect);
        break;
    default:
        decoded = name_decode(arena, listing->list.kind, record, &item.name);
        break;
    }
    return !decoded || !listing->list.item || listing->list.item(listing->list.context, &item);
}

/* Hands on what was not seen before: lists move while they are read. Returns how many were new;
 * sets *enough where the caller wants no more. */
static size_t read_page(struct listing *listing, const json_t *items, bool *enough)
{
    struct arena *arena = arena_new();
    size_t i, fresh = 0;
    json_t *record;

    json_array_foreach(items, i, record)
    {
        const char *id = field_id(arena, record);
        if (!id || map_has(&listing->seen, id))
            continue;
        map_set(&listing->seen, id, listing);
        fresh++;
        if (!hand_on(listing, arena, record)) {
            *enough = true;
            break;
        }
    }
    arena_free(arena);
    return fresh;
}

static void read_groups(const struct listing *listing, const json_t *json)
{
    static const char *const names[] = {"groups", NULL};
    const json_t *groups = json_is_array(json) ? NULL : field_array(json, names);
    struct arena *arena = arena_new();
    size_t i;
    json_t *record;

    json_array_foreach(groups, i, record)
    {
        struct ghl_group group = {.id = field_id(arena, record),
                                  .name = field_text(arena, record, "name"),
                                  .accounts = field_list(arena, record, "accountIds")};
        if (group.id && group.name && group.accounts)
            listing->list.group(listing->list.context, &group);
    }
    arena_free(arena);
}

/* The count of all, where the answer has one; -1. */
static int64_t total_of(const json_t *json)
{
    static const char *const wrappers[] = {NULL, "results", "data"};
    static const char *const names[] = {"count", "total", "totalCount"};

    for (size_t i = 0; i < 3; i++) {
        const json_t *object = wrappers[i] ? json_object_get(json, wrappers[i]) : json;
        for (size_t j = 0; j < 3; j++) {
            int64_t total = field_number(object, names[j], -1);
            if (total >= 0)
                return total;
        }
    }
    return -1;
}

static bool is_last(const struct listing *listing, const json_t *json, size_t got, size_t fresh)
{
    const struct kind *kind = &kinds[listing->list.kind];
    enum paging paging = kind->paging;
    int64_t total;

    if (listing->list.kind == GHL_USERS && listing->ghl->v3)
        paging = PAGED_EMPTY;
    /* A page with nothing new: the end, or a server that ignores the offset. */
    if (paging == PAGED_ONCE || fresh == 0 || listing->pages >= PAGES_MAX)
        return true;
    if (got >= kind->limit)
        return false;
    if (paging == PAGED_SHORT)
        return true;
    /* A page that is not full may be the last, or the server's pages are smaller than was asked. */
    total = total_of(json);
    return total >= 0 && (int64_t)listing->offset >= total;
}

static void got_page(void *context, const struct ghl_answer *answer)
{
    struct listing *listing = context;
    const json_t *items;
    bool enough = false;
    size_t fresh;

    if (answer->outcome != GHL_OK) {
        end(listing, answer);
        return;
    }
    items = page_items(listing->list.kind, answer->json);
    fresh = read_page(listing, items, &enough);
    listing->offset += json_array_size(items);
    listing->pages++;
    if (listing->list.kind == GHL_ACCOUNTS && listing->list.group)
        read_groups(listing, answer->json);
    if (enough || is_last(listing, answer->json, json_array_size(items), fresh))
        end(listing, answer);
    else
        ask_page(listing);
}

static void ask_page(struct listing *listing)
{
    enum ghl_list_kind kind = listing->list.kind;
    bool social = kind == GHL_SOCIAL;
    struct ghl_request *request =
        request_new(social ? "POST" : "GET", page_path(listing),
                    social ? social_body(listing) : NULL, kinds[kind].what, false, readable[kind]);

    ghl_send(listing->ghl, request, got_page, listing);
}

/* ---- users under v3: the company first ---- */

static const json_t *location_record(const json_t *json)
{
    const json_t *inner = json_object_get(json, "location");
    return json_is_object(inner) ? inner : json;
}

static bool has_company(const json_t *json)
{
    return json_text(location_record(json), "companyId") != NULL;
}

static void got_location(void *context, const struct ghl_answer *answer)
{
    struct listing *listing = context;

    if (answer->outcome != GHL_OK) {
        end(listing, answer);
        return;
    }
    listing->company = mem_strdup(json_text(location_record(answer->json), "companyId"));
    ask_page(listing);
}

void ghl_list(struct ghl *ghl, const struct ghl_list *list)
{
    struct listing *listing = mem_alloc(sizeof *listing);

    listing->ghl = ghl;
    listing->list = *list;
    if (list->kind == GHL_USERS && ghl->v3) {
        struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);
        strbuf_adds(&path, "/locations/");
        strbuf_add_url(&path, ghl->location, NULL);
        ghl_send(
            ghl,
            request_new("GET", strbuf_detach(&path), NULL, "read the location", false, has_company),
            got_location, listing);
        return;
    }
    ask_page(listing);
}
