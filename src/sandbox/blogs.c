/*
 * Blogs: the lists, the single post and the question for a slug. Posts are
 * written in blog_posts.c.
 */
#include "box.h"
#include "rows.h"
#include "validate.h"

#include <stdlib.h>
#include <string.h>

#define LOCATION_RULE                                                                              \
    {                                                                                              \
        "locationId", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL                 \
    }

/* skip here, offset there, and the greatest limits: facts.md 1.1. */
static const struct rule sites_rules[] = {
    LOCATION_RULE,
    {"skip", SHAPE_NUMBER, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"limit", SHAPE_NUMBER, RULE_REQUIRED, NULL, NULL, 50, NULL},
    {"searchTerm", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
    {0},
};

#define POSTS_RULES(statuses)                                                                      \
    {                                                                                              \
        LOCATION_RULE, {"blogId", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},   \
            {"limit", SHAPE_NUMBER, RULE_REQUIRED, NULL, NULL, 50, NULL},                          \
            {"offset", SHAPE_NUMBER, RULE_REQUIRED, NULL, NULL, 0, NULL},                          \
            {"searchTerm", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},                                    \
            {"status", SHAPE_ENUM, 0, statuses, NULL, 0, NULL},                                    \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

static const struct rule posts_rules[] = POSTS_RULES("DRAFT|PUBLISHED|SCHEDULED|ARCHIVED");
static const struct rule posts_rules_v3[] = POSTS_RULES("DRAFT|PUBLISHED|SCHEDULED|ARCHIVED|ALL");

static const struct rule names_rules[] = {
    LOCATION_RULE,
    {"limit", SHAPE_NUMBER, RULE_REQUIRED, NULL, NULL, 20, NULL},
    {"offset", SHAPE_NUMBER, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {0},
};

static const struct rule slug_rules[] = {
    {"urlSlug", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    LOCATION_RULE,
    {"postId", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
    {0},
};

static const struct rule get_rules[] = {
    {"locationId", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
    {"blogId", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
    {0},
};

static bool query_refused(struct call *call, const struct rule *rules)
{
    json_t *messages = json_array();
    validate_query(rules, call->query, (struct rule_mode){.v3 = call->v3}, messages);
    return call_refused(call, messages);
}

/* Answers {NAME: page of one kind}. */
static void answer_list(struct call *call, enum kind kind, const char *name, const char *search,
                        int64_t skip, rows_make *make)
{
    struct rows rows = {0};
    struct store_walk walk = {.store = &call->box->store, .kind = kind, .location = call->location};
    for (const json_t *value; (value = store_next(&walk));) {
        if (!search || text_contains(json_text(value, "name"), search)) {
            rows_add(&rows, value, 0, UINT64_MAX - walk.n);
        }
    }
    rows_sort(&rows);
    json_t *json = json_object();
    json_put_value(json, name,
                   rows_page(&rows, skip, call_query_number(call, "limit", 20), make, NULL));
    call_trace(call, json);
    call_answer(call, 200, json);
    rows_release(&rows);
}

static json_t *site_row(void *context, const json_t *value)
{
    (void)context;
    json_t *row = json_object();
    json_put(row, "_id", json_text(value, "_id"));
    json_put(row, "name", json_text(value, "name"));
    return row;
}

void blogs_sites(struct call *call)
{
    if (!query_refused(call, sites_rules)) {
        answer_list(call, KIND_BLOG, "data", call_query(call, "searchTerm"),
                    call_query_number(call, "skip", 0), site_row);
    }
}

void blogs_authors(struct call *call)
{
    if (!query_refused(call, names_rules)) {
        answer_list(call, KIND_AUTHOR, "authors", NULL, call_query_number(call, "offset", 0), NULL);
    }
}

void blogs_categories(struct call *call)
{
    if (!query_refused(call, names_rules)) {
        answer_list(call, KIND_CATEGORY, "categories", NULL, call_query_number(call, "offset", 0),
                    NULL);
    }
}

static json_t *post_row(void *context, const json_t *value)
{
    const struct sandbox *box = context;
    json_t *row = json_public(value);
    static const char *const absent[] = {"rawHTML", "currentVersion",    "wordCount", "createdAt",
                                         "type",    "readTimeInMinutes", "blogId",    "locationId"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        json_object_del(row, absent[i]);
    }
    if (box_quirk(box, QUIRK_LIST_OMITS_AUTHOR)) {
        json_object_del(row, "author");
    }
    const char *status = json_text(value, "status");
    if (box_quirk(box, QUIRK_LIST_OMITS_DATE) && status && strcmp(status, "SCHEDULED") == 0) {
        json_object_del(row, "publishedAt");
    }
    return row;
}

static bool text_is(const char *left, const char *right)
{
    return left && right && strcmp(left, right) == 0;
}

void blogs_posts(struct call *call)
{
    struct sandbox *box = call->box;
    if (query_refused(call, call->v3 ? posts_rules_v3 : posts_rules)) {
        return;
    }
    const char *blog = call_query(call, "blogId");
    const char *status = call_query(call, "status");
    const char *search = call_query(call, "searchTerm");
    bool all = text_is(status, "ALL") || (!status && !box_quirk(box, QUIRK_LIST_NEEDS_STATUS));
    struct rows rows = {0};
    struct store_walk walk = {.store = &box->store,
                              .kind = KIND_POST,
                              .location = call->location,
                              .seen_ms = call->now_ms};
    for (const json_t *value; (value = store_next(&walk));) {
        if (text_is(json_text(value, "blogId"), blog) &&
            (all || text_is(json_text(value, "status"), status)) &&
            (!search || text_contains(json_text(value, "title"), search))) {
            rows_add(&rows, value, json_number(value, "_sort", 0), walk.n);
        }
    }
    rows_sort(&rows);
    json_t *json = json_object();
    json_put_value(json, "blogs",
                   rows_page(&rows, call_query_number(call, "offset", 0),
                             call_query_number(call, "limit", 10), post_row, box));
    call_trace(call, json);
    call_answer(call, 200, json);
    rows_release(&rows);
}

void blogs_slug_exists(struct call *call)
{
    if (query_refused(call, slug_rules)) {
        return;
    }
    const char *owner = store_slug(&call->box->store, call->location, call_query(call, "urlSlug"));
    const char *self = call_query(call, "postId");
    json_t *json = json_object();
    json_put_flag(json, "exists", owner && !text_is(owner, self));
    call_trace(call, json);
    call_answer(call, 200, json);
}

/* Not in the description, but there in practice (facts.md 1.4 b). */
void blogs_get(struct call *call)
{
    struct sandbox *box = call->box;
    if (!box_quirk(box, QUIRK_SINGLE_GET)) {
        char text[256];
        snprintf(text, sizeof text, "Cannot GET %.200s", call->path);
        call_error(call, 404, text);
        return;
    }
    if (query_refused(call, get_rules)) {
        return;
    }
    const json_t *post = store_get_in(&box->store, KIND_POST, call->segments[0], call->location);
    if (!post) {
        call_error(call, 404, "Blog post not found");
        return;
    }
    json_t *copy = json_public(post);
    if (!box_quirk(box, QUIRK_VERSION_IN_GET)) {
        json_object_del(copy, "currentVersion");
    }
    json_t *json = json_object();
    json_put_value(json, "blogPost", copy);
    call_trace(call, json);
    call_answer(call, 200, json);
}
