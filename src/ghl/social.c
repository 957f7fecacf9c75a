/*
 * Social posts: what is sent and what comes back (facts 3). Listing them is left
 * to list.c.
 */
#include "client.h"
#include "resources.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const wrappers[] = {"results", "post", "data", NULL};

/* Any JSON object: the post itself may be missing from a success (facts 3.2). */
static bool is_object(const json_t *json)
{
    return json_is_object(json);
}

/* What says that an edit or a deletion was done (facts 3.3); anything else is looked into. */
static bool is_success(const json_t *json)
{
    return json_is_true(json_object_get(json, "success")) || json_object_get(json, "results") ||
           json_is_string(json_object_get(json, "message"));
}

static bool is_social(const json_t *json)
{
    return field_record(json, wrappers) != NULL;
}

static char *social_path(const struct ghl *ghl, const char *id)
{
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);

    strbuf_adds(&path, "/social-media-posting/");
    strbuf_add_url(&path, ghl->location, NULL);
    strbuf_adds(&path, "/posts");
    if (id) {
        strbuf_addc(&path, '/');
        strbuf_add_url(&path, id, NULL);
    }
    return strbuf_detach(&path);
}

/* The names of v3's list (facts 6); 2021-07-28 takes any MIME type. */
static const char *media_type(const char *type)
{
    if (type && strcmp(type, "video/quicktime") == 0)
        return "video/mov";
    return type;
}

static json_t *encode_media(const struct ghl_social *post)
{
    json_t *list = json_array();

    for (size_t i = 0; i < post->media_count; i++) {
        json_t *item = json_object();
        json_put(item, "url", post->media[i].url);
        json_put(item, "type", media_type(post->media[i].type));
        json_array_append_new(list, item);
    }
    return list;
}

static json_t *encode(const struct ghl *ghl, const struct ghl_social *post)
{
    json_t *body = json_object(), *value;

    json_put_value(body, "accountIds", text_list(post->accounts));
    json_put(body, "summary", post->text ? post->text : "");
    /* An array also where there is none, and always a status: without one, a post with a date to
     * come goes out at once (facts 3.1). */
    json_put_value(body, "media", encode_media(post));
    json_put(body, "status", post->status ? post->status : "draft");
    json_put(body, "type", post->type ? post->type : "post");
    json_put(body, "userId", post->user);
    json_put(body, "followUpComment", post->comment);
    json_put(body, "categoryId", post->category);
    json_put_value(body, "tags", text_list(post->tags));
    if (post->date_ms) {
        char *date = utc_text(post->date_ms);
        json_put(body, "scheduleDate", date);
        free(date);
    }
    if (post->approver) {
        value = json_object();
        json_put(value, "approver", post->approver);
        json_put(value, "approvalStatus", "pending");
        json_put_value(body, "postApprovalDetails", value);
    }
    social_put_details(body, post, ghl->v3);
    return body;
}

struct ghl_request *ghl_social_create(const struct ghl *ghl, const struct ghl_social *post)
{
    return request_new("POST", social_path(ghl, NULL), encode(ghl, post), "create the social post",
                       true, is_object);
}

struct ghl_request *ghl_social_update(const struct ghl *ghl, const struct ghl_social *post)
{
    json_t *body = encode(ghl, post);

    /* Without it a scheduled post loses its date (facts 3.3). */
    json_put_flag(body, "scheduleTimeUpdated", true);
    return request_new("PUT", social_path(ghl, post->id), body, "change the social post", true,
                       is_success);
}

struct ghl_request *ghl_social_get(const struct ghl *ghl, const char *id)
{
    return request_new("GET", social_path(ghl, id), NULL, "read the social post", false, is_social);
}

struct ghl_request *ghl_social_delete(const struct ghl *ghl, const char *id)
{
    return request_new("DELETE", social_path(ghl, id), NULL, "delete the social post", true,
                       is_success);
}

static const struct ghl_media_item *decode_media(struct arena *arena, const json_t *record,
                                                 size_t *count)
{
    const json_t *list = json_object_get(record, "media");
    size_t i, len = json_array_size(list);
    struct ghl_media_item *items = arena_alloc(arena, (len + 1) * sizeof *items);
    json_t *item;

    *count = 0;
    json_array_foreach(list, i, item)
    {
        const char *url = field_text(arena, item, "url");
        if (url)
            items[(*count)++] = (struct ghl_media_item){url, field_text(arena, item, "type")};
    }
    return items;
}

static int64_t date_of(const json_t *record)
{
    static const char *const names[] = {"scheduleDate", "displayDate", "publishedAt"};
    int64_t date_ms = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names && date_ms == 0; i++)
        date_ms = field_date_ms(record, names[i]);
    return date_ms;
}

static const char *not_empty(const char *text)
{
    return text && *text ? text : NULL;
}

bool social_decode(struct arena *arena, const json_t *record, struct ghl_social *post)
{
    const json_t *approval = json_object_get(record, "postApprovalDetails");
    const char *user = field_reference(arena, record, "createdBy");

    *post = (struct ghl_social){
        .id = field_id(arena, record),
        .text = field_text(arena, record, "summary"),
        .status = field_text(arena, record, "status"),
        .comment = not_empty(field_text(arena, record, "followUpComment")),
        .type = field_text(arena, record, "type"),
        .accounts = field_list(arena, record, "accountIds"),
        .date_ms = date_of(record),
        .user = user ? user : field_text(arena, record, "userId"),
        .category = not_empty(field_reference(arena, record, "categoryId")),
        .approver = not_empty(field_text(arena, approval, "approver")),
        .tags = field_list(arena, record, "tags"),
        .updated = field_text(arena, record, "updatedAt"),
        .error = not_empty(field_text(arena, record, "error")),
        .parent = not_empty(field_text(arena, record, "parentPostId")),
        .deleted = field_flag(record, "deleted"),
        .said_details = social_read_details(arena, record),
    };
    post->media = decode_media(arena, record, &post->media_count);
    if (!post->accounts || !post->accounts[0]) {
        /* Children of a post have one account each (facts 3.2). */
        const char **one = arena_alloc(arena, 2 * sizeof *one);
        one[0] = not_empty(field_text(arena, record, "accountId"));
        post->accounts = one;
    }
    if (post->status && strcmp(post->status, "deleted") == 0)
        post->deleted = true;
    return post->id != NULL;
}

bool ghl_read_social(const struct ghl_answer *answer, struct arena *arena, struct ghl_social *post)
{
    const json_t *record = field_record(answer->json, wrappers);
    return record && social_decode(arena, record, post);
}
