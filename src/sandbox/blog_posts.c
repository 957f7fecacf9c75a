/*
 * Posts written through the API: what it refuses, what it changes on its own,
 * and what it silently does not change (facts.md 1.2 to 1.4).
 */
#include "blog_posts.h"
#include "rows.h"
#include "validate.h"

#include "base/mem.h"
#include "base/unicode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define STATUSES "DRAFT|PUBLISHED|SCHEDULED|ARCHIVED"
#define SLUG_MAX 80

/* Beyond what is required here, the description requires what is marked RULE_STRICT, and practice
 * does not. */
#define POST_RULES                                                                                 \
    {"imageUrl", SHAPE_TEXT, RULE_STRICT, NULL, NULL, 0, NULL},                                    \
        {"rawHTML", SHAPE_TEXT, RULE_STRICT, NULL, NULL, 0, NULL},                                 \
        {"imageAltText", SHAPE_TEXT, RULE_STRICT, NULL, NULL, 0, NULL},                            \
        {"tags", SHAPE_TEXTS, 0, NULL, NULL, 0, NULL},                                             \
        {"urlSlug", SHAPE_TEXT, RULE_STRICT | RULE_FILLED, NULL, NULL, 0, NULL},                   \
        {"canonicalLink", SHAPE_TEXT, RULE_NULLABLE, NULL, NULL, 0, NULL},                         \
        {"publishedAt", SHAPE_DATE, RULE_STRICT, NULL, NULL, 0, NULL},                             \
        {"status", SHAPE_ENUM, RULE_REQUIRED, STATUSES, NULL, 0, NULL},                            \
        {"locationId", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},              \
    {                                                                                              \
        "blogId", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL                     \
    }

static const struct rule create_rules[] = {
    POST_RULES,
    {"title", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {"description", SHAPE_TEXT, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"author", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {"categories", SHAPE_TEXTS, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {0},
};

static const struct rule update_rules[] = {
    POST_RULES,
    {"title", SHAPE_TEXT, RULE_STRICT | RULE_FILLED, NULL, NULL, 0, NULL},
    {"description", SHAPE_TEXT, RULE_STRICT, NULL, NULL, 0, NULL},
    {"author", SHAPE_TEXT, RULE_STRICT | RULE_FILLED, NULL, NULL, 0, NULL},
    {"categories", SHAPE_TEXTS, RULE_STRICT, NULL, NULL, 0, NULL},
    /* what only practice knows: P2T and the captured request of the UI */
    {"currentVersion", SHAPE_TEXT, RULE_NULLABLE, NULL, NULL, 0, NULL},
    {"wordCount", SHAPE_NUMBER, 0, NULL, NULL, 0, NULL},
    {"readTimeInMinutes", SHAPE_NUMBER, 0, NULL, NULL, 0, NULL},
    {"type", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
    {"archived", SHAPE_FLAG, 0, NULL, NULL, 0, NULL},
    {"scheduledAt", SHAPE_TEXT, RULE_NULLABLE, NULL, NULL, 0, NULL},
    {"isAutoSave", SHAPE_FLAG, 0, NULL, NULL, 0, NULL},
    {"externalFonts", SHAPE_ANY, 0, NULL, NULL, 0, NULL},
    {0},
};

bool html_has_block(const char *html)
{
    static const char blocks[] =
        "p|div|h1|h2|h3|h4|h5|h6|ul|ol|li|dl|dt|dd|pre|blockquote|table|figure|section|article|"
        "aside|header|footer|main|nav|hr|address|details|form|fieldset|iframe|video|script|style";
    for (const char *at = strchr(html, '<'); at; at = strchr(at + 1, '<')) {
        char name[16];
        size_t len = 0;
        while (len < sizeof name - 1 && isalnum((unsigned char)at[1 + len])) {
            name[len] = (char)tolower((unsigned char)at[1 + len]);
            len++;
        }
        name[len] = '\0';
        if (len > 0 && list_holds(blocks, name)) {
            return true;
        }
    }
    return false;
}

char *post_slug(const struct sandbox *box, const char *location, const char *wanted,
                const char *self)
{
    char *slug = mem_strdup(wanted);
    for (unsigned i = 1;; i++) {
        const char *owner = store_slug(&box->store, location, slug);
        if (!owner || (self && strcmp(owner, self) == 0)) {
            return slug;
        }
        free(slug);
        slug = mem_printf("%s-%u", wanted, i);
    }
}

void post_finish(struct sandbox *box, json_t *post, const json_t *old, const char *location,
                 int64_t now_ms)
{
    const char *id = json_text(post, "_id");
    const char *status = json_text(post, "status");
    const char *slug = json_text(post, "urlSlug"), *title = json_text(post, "title");
    char *derived = slug && *slug ? NULL : unicode_slug(title ? title : "", SLUG_MAX);
    if (derived && !*derived) { /* a title in another script */
        free(derived);
        derived = mem_strdup("post");
    }
    char *free_slug = post_slug(box, location, derived ? derived : slug, id);
    char *version = store_id24(&box->store);
    int64_t published_ms = now_ms, updated_ms = 0;
    if (!time_parse(json_text(post, "publishedAt"), &published_ms)) {
        published_ms = now_ms;
    }
    /* Two changes within a millisecond still differ in updatedAt. */
    if (old && time_parse(json_text(old, "updatedAt"), &updated_ms) && updated_ms >= now_ms) {
        now_ms = updated_ms + 1;
    }
    json_put(post, "urlSlug", free_slug);
    json_put(post, "currentVersion", version);
    json_put_time(post, "publishedAt", published_ms);
    json_put_time(post, "updatedAt", now_ms);
    if (!old) {
        json_put_time(post, "createdAt", now_ms);
    }
    json_put_flag(post, "archived", status && strcmp(status, "ARCHIVED") == 0);
    json_put_number(post, "_sort", published_ms);
    if (status && strcmp(status, "SCHEDULED") == 0) {
        json_put_number(post, "_due", published_ms);
    } else {
        json_object_del(post, "_due");
    }
    free(derived);
    free(free_slug);
    free(version);
}

/* Ids that do not exist: the quirk strict-ids. */
static void check_ids(struct call *call, json_t *messages)
{
    const struct store *store = &call->box->store;
    const char *author = json_text(call->body, "author");
    const char *blog = json_text(call->body, "blogId");
    size_t i;
    json_t *category;
    if (!box_quirk(call->box, QUIRK_STRICT_IDS)) {
        return;
    }
    if (blog && *blog && !store_get_in(store, KIND_BLOG, blog, call->location)) {
        message_add(messages, "blogId %s does not exist", blog);
    }
    if (author && *author && !store_get_in(store, KIND_AUTHOR, author, call->location)) {
        message_add(messages, "author %s does not exist", author);
    }
    json_array_foreach(json_object_get(call->body, "categories"), i, category)
    {
        const char *id = json_string_value(category);
        if (id && !store_get_in(store, KIND_CATEGORY, id, call->location)) {
            message_add(messages, "category %s does not exist", id);
        }
    }
}

/* A slug that is taken is refused only without the quirk slug-suffix. */
static void check_slug(struct call *call, const char *self, json_t *messages)
{
    const char *slug = json_text(call->body, "urlSlug");
    if (!slug || !*slug || box_quirk(call->box, QUIRK_SLUG_SUFFIX)) {
        return;
    }
    const char *owner = store_slug(&call->box->store, call->location, slug);
    if (owner && (!self || strcmp(owner, self) != 0)) {
        message_add(messages, "urlSlug already exists");
    }
}

static bool body_refused(struct call *call, const struct rule *rules, const char *self)
{
    json_t *messages = json_array();
    struct rule_mode mode = {.v3 = call->v3, .strict = box_quirk(call->box, QUIRK_STRICT_REQUIRED)};
    validate_body(rules, call->body, "", mode, messages);
    if (json_array_size(messages) == 0) {
        check_ids(call, messages);
        check_slug(call, self, messages);
    }
    return call_refused(call, messages);
}

/* Takes over the members of the body that a post has. */
static void post_take(const struct call *call, json_t *post, bool with_html)
{
    static const char *const members[] = {
        "title",  "description", "imageUrl",  "imageAltText",      "status",     "author",
        "blogId", "urlSlug",     "wordCount", "readTimeInMinutes", "publishedAt"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        json_t *value = json_object_get(call->body, members[i]);
        if (value && !json_is_null(value)) {
            json_object_set(post, members[i], value);
        }
    }
    json_t *link = json_object_get(call->body, "canonicalLink");
    if (json_is_string(link)) {
        json_object_set(post, "canonicalLink", link);
    }
    const char *html = json_text(call->body, "rawHTML");
    if (html && with_html) {
        bool empty = box_quirk(call->box, QUIRK_EMPTY_INLINE_BODY) && !html_has_block(html);
        json_put(post, "rawHTML", empty ? "" : html);
    }
}

static void take_list(const struct call *call, json_t *post, const char *name, bool blank)
{
    json_t *list = json_object_get(call->body, name);
    if (list) {
        json_object_set(post, name, list);
    } else if (blank) {
        json_object_set_new(post, name, json_array());
    }
}

static void answer_post(struct call *call, unsigned status, const char *wrapper, const json_t *post)
{
    json_t *json = json_object();
    json_put_value(json, wrapper, json_public(post));
    call_trace(call, json);
    call_answer(call, status, json);
}

void blogs_create(struct call *call)
{
    struct sandbox *box = call->box;
    if (body_refused(call, create_rules, NULL)) {
        return;
    }
    json_t *post = json_object();
    char *id = store_id24(&box->store);
    json_put(post, "_id", id);
    json_put(post, "locationId", call->location);
    json_put(post, "type", "manual");
    json_put(post, "imageUrl", "");
    json_put(post, "imageAltText", "");
    json_put(post, "rawHTML", "");
    post_take(call, post, true);
    take_list(call, post, "categories", true);
    take_list(call, post, "tags", true);
    post_finish(box, post, NULL, call->location, call->now_ms);
    store_put(&box->store, KIND_POST, id, post, call->now_ms);
    answer_post(call, box_quirk(box, QUIRK_CREATED_200) ? 200 : 201,
                box_quirk(box, QUIRK_WRAPPER_DATA) ? "data" : "blogPost", post);
    free(id);
}

/* The old body stays unless the request has both, and the version is the current one. */
static bool update_takes_html(const struct call *call, const json_t *old)
{
    const char *version = json_text(call->body, "currentVersion");
    const char *current = json_text(old, "currentVersion");
    bool version_fits = version && current && strcmp(version, current) == 0;
    bool counted = json_is_number(json_object_get(call->body, "wordCount"));
    return (version_fits || !box_quirk(call->box, QUIRK_UPDATE_NEEDS_VERSION)) &&
           (counted || !box_quirk(call->box, QUIRK_UPDATE_NEEDS_WORDCOUNT));
}

/* SCHEDULED before and after, with another date. */
static bool update_redates(const struct call *call, const json_t *old)
{
    const char *status = json_text(call->body, "status");
    int64_t was = json_number(old, "_due", INT64_MAX), date;
    return was != INT64_MAX && strcmp(status, "SCHEDULED") == 0 &&
           time_parse(json_text(call->body, "publishedAt"), &date) && date != was;
}

void blogs_update(struct call *call)
{
    struct sandbox *box = call->box;
    const char *id = call->segments[0];
    const json_t *old = store_get_in(&box->store, KIND_POST, id, call->location);
    if (body_refused(call, update_rules, id)) {
        return;
    }
    if (!old) {
        call_error(call, 404, "Blog post not found");
        return;
    }
    if (box_quirk(box, QUIRK_REDATE_FAILS) && update_redates(call, old)) {
        call_error(call, 500, "Internal server error");
        return;
    }
    json_t *post = json_copy((json_t *)old);
    bool blank = box_quirk(box, QUIRK_UPDATE_BLANKS_LISTS);
    post_take(call, post, update_takes_html(call, old));
    take_list(call, post, "categories", blank);
    take_list(call, post, "tags", blank);
    post_finish(box, post, old, call->location, call->now_ms);
    store_put(&box->store, KIND_POST, id, post, call->now_ms);
    answer_post(call, 200, box_quirk(box, QUIRK_UPDATE_WRAPPER) ? "blogPost" : "updatedBlogPost",
                post);
}
