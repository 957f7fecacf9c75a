/*
 * Blog posts: what is sent and what comes back (facts 1). Listing them is left to
 * list.c, what to do with them to publish/.
 */
#include "client.h"
#include "resources.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* facts 1.3, 1.4: the live wrapper is blogPost, the described ones are data and updatedBlogPost. */
static const char *const wrappers[] = {"blogPost", "data", "blog", "post", "updatedBlogPost", NULL};

static bool is_post(const json_t *json)
{
    return field_record(json, wrappers) != NULL;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* The 12 fields that the descriptions require in both, and the two optional ones (facts 1.2). */
static json_t *encode(const struct ghl *ghl, const char *blog, const struct ghl_post *post)
{
    json_t *body = json_object();
    int64_t date_ms = post->date_ms;
    char *date;

    if (date_ms == 0 && ghl->clock)
        date_ms = clock_now_ms(ghl->clock);
    date = utc_text(date_ms);
    json_put(body, "locationId", ghl->location);
    json_put(body, "blogId", blog);
    json_put(body, "title", or_empty(post->title));
    json_put(body, "description", or_empty(post->description));
    json_put(body, "rawHTML", or_empty(post->html));
    json_put(body, "imageUrl", or_empty(post->image_url));
    json_put(body, "imageAltText", or_empty(post->image_alt));
    json_put(body, "status", post->status ? post->status : "DRAFT");
    json_put(body, "author", or_empty(post->author));
    json_put(body, "urlSlug", or_empty(post->slug));
    json_put(body, "publishedAt", date);
    json_put(body, "canonicalLink", post->canonical);
    /* Both always: what a PUT leaves out may be blanked (facts 1.4). */
    json_put_value(body, "categories", text_list(post->categories));
    json_put_value(body, "tags", text_list(post->tags));
    free(date);
    return body;
}

static char *post_path(const char *id)
{
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);

    strbuf_adds(&path, "/blogs/posts/");
    strbuf_add_url(&path, id, NULL);
    return strbuf_detach(&path);
}

struct ghl_request *ghl_post_create(const struct ghl *ghl, const char *blog,
                                    const struct ghl_post *post)
{
    /* No wordCount and no currentVersion: only the update is known to take them (facts 1.2). */
    return request_new("POST", mem_strdup("/blogs/posts"), encode(ghl, blog, post),
                       "create the blog post", true, is_post);
}

struct ghl_request *ghl_post_update(const struct ghl *ghl, const char *blog,
                                    const struct ghl_post *post)
{
    json_t *body = encode(ghl, blog, post);

    /* Without both of them the server keeps the old body and answers 200 (facts 1.4). */
    json_put_number(body, "wordCount", (int64_t)post->words);
    json_put(body, "currentVersion", post->version);
    return request_new("PUT", post_path(post->id), body, "update the blog post", true, is_post);
}

struct ghl_request *ghl_post_set_status(const struct ghl *ghl, const char *blog, const char *id,
                                        const char *status)
{
    json_t *body = json_object();

    json_put(body, "locationId", ghl->location);
    json_put(body, "blogId", blog);
    json_put(body, "status", status);
    return request_new("PUT", post_path(id), body, "change the status of the blog post", true,
                       is_post);
}

struct ghl_request *ghl_post_get(const struct ghl *ghl, const char *id)
{
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);
    char *start = post_path(id);

    strbuf_adds(&path, start);
    free(start);
    request_query(&path, "locationId", ghl->location);
    struct ghl_request *request =
        request_new("GET", strbuf_detach(&path), NULL, "read the blog post", false, is_post);
    request->undocumented = true;
    return request;
}

bool ghl_post_get_missing(const struct ghl_answer *answer)
{
    const char *message;

    if (answer->status == 405 || answer->status == 501)
        return true;
    message = json_text(answer->json, "message");
    return answer->status == 404 && message && strstr(message, "Cannot GET") != NULL;
}

static bool is_exists(const json_t *json)
{
    return json_object_get(json, "exists") != NULL ||
           json_object_get(json_object_get(json, "data"), "exists") != NULL;
}

struct ghl_request *ghl_slug_exists(const struct ghl *ghl, const char *slug, const char *except_id)
{
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);

    /* No blogId: 422 (facts 1.1). */
    strbuf_adds(&path, "/blogs/posts/url-slug-exists");
    request_query(&path, "urlSlug", slug);
    request_query(&path, "locationId", ghl->location);
    request_query(&path, "postId", except_id);
    return request_new("GET", strbuf_detach(&path), NULL, "look for the slug", false, is_exists);
}

bool ghl_read_exists(const struct ghl_answer *answer, bool *exists)
{
    const json_t *json = answer->json;

    if (!is_exists(json))
        return false;
    if (!json_object_get(json, "exists"))
        json = json_object_get(json, "data");
    *exists = field_flag(json, "exists");
    return true;
}

/* RYTE's list of names for the date of a scheduled post (facts 1.5). */
static int64_t date_of(const json_t *record)
{
    static const char *const names[] = {"publishedAt", "scheduledAt", "publishDate",
                                        "scheduleDate"};
    int64_t date_ms = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names && date_ms == 0; i++)
        date_ms = field_date_ms(record, names[i]);
    return date_ms;
}

bool post_decode(struct arena *arena, const json_t *record, struct ghl_post *post)
{
    int64_t words = field_number(record, "wordCount", 0);

    *post = (struct ghl_post){
        .id = field_id(arena, record),
        .title = field_text(arena, record, "title"),
        .slug = field_text(arena, record, "urlSlug"),
        .description = field_text(arena, record, "description"),
        .html = field_text(arena, record, "rawHTML"),
        .status = field_text(arena, record, "status"),
        .author = field_reference(arena, record, "author"),
        .image_url = field_text(arena, record, "imageUrl"),
        .image_alt = field_text(arena, record, "imageAltText"),
        .canonical = field_text(arena, record, "canonicalLink"),
        .categories = field_list(arena, record, "categories"),
        .tags = field_list(arena, record, "tags"),
        .date_ms = date_of(record),
        .updated = field_text(arena, record, "updatedAt"),
        .version = field_reference(arena, record, "currentVersion"),
        .words = words > 0 ? (size_t)words : 0,
    };
    return post->id != NULL;
}

bool ghl_read_post(const struct ghl_answer *answer, struct arena *arena, struct ghl_post *post)
{
    const json_t *record = field_record(answer->json, wrappers);
    return record && post_decode(arena, record, post);
}
