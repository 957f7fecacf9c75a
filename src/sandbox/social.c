/*
 * Social posts: created, listed, read, edited, deleted; and what becomes of them
 * at their date (facts.md 3.1 to 3.3).
 */
#include "social.h"
#include "rows.h"
#include "validate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define BULK_MAX 50

static bool text_is(const char *left, const char *right)
{
    return left && right && strcmp(left, right) == 0;
}

void social_go_out(const struct sandbox *box, json_t *post, int64_t now_ms)
{
    size_t i;
    json_t *item;
    const char *summary = json_text(post, "summary");
    bool fails = summary && strstr(summary, "#sandbox-fail");
    char *reason = fails ? mem_strdup("Failed due to auth token") : NULL;
    json_array_foreach(json_object_get(post, "accountIds"), i, item)
    {
        const json_t *account = store_get(&box->store, KIND_ACCOUNT, json_string_value(item));
        if (!reason && json_flag(account, "isExpired", false)) {
            reason = mem_printf("The access token of %s has expired. Reconnect the account.",
                                json_text(account, "name"));
        }
    }
    json_object_del(post, "_due");
    json_put(post, "status", reason ? "failed" : "published");
    json_put(post, "error", reason ? reason : "");
    if (!reason) {
        json_put_time(post, "publishedAt", now_ms);
    }
    free(reason);
}

static json_t *child_of(struct sandbox *box, const json_t *post, const json_t *account,
                        int64_t now_ms)
{
    bool expired = json_flag(account, "isExpired", false);
    json_t *child = json_copy((json_t *)(uintptr_t)post);
    char *id = store_id24(&box->store);
    char *reason = expired
                       ? mem_printf("The access token of %s has expired. Reconnect the account.",
                                    json_text(account, "name"))
                       : NULL;
    json_put(child, "_id", id);
    json_put(child, "parentPostId", json_text(post, "_id"));
    json_put(child, "platform", json_text(account, "platform"));
    json_put_value(child, "accountIds", json_pack("[s]", json_text(account, "id")));
    json_put(child, "status", expired ? "failed" : "published");
    json_put(child, "error", expired ? reason : "");
    json_put_time(child, "updatedAt", now_ms);
    free(reason);
    free(id);
    return child;
}

void social_add_children(struct sandbox *box, json_t *post, int64_t now_ms)
{
    size_t i, failed = 0, count = json_array_size(json_object_get(post, "accountIds"));
    json_t *item;
    if (!box_quirk(box, QUIRK_CHILDREN) || count < 2) {
        return;
    }
    json_array_foreach(json_object_get(post, "accountIds"), i, item)
    {
        const json_t *account = store_get(&box->store, KIND_ACCOUNT, json_string_value(item));
        if (account) {
            json_t *child = child_of(box, post, account, now_ms);
            failed += text_is(json_text(child, "status"), "failed");
            store_put(&box->store, KIND_SOCIAL, json_text(child, "_id"), child, now_ms);
        }
    }
    json_put(post, "status", failed == count ? "failed" : "published");
    if (failed < count) {
        json_put(post, "error", "");
    }
}

void social_finish(struct sandbox *box, json_t *post, const json_t *old, int64_t now_ms)
{
    int64_t date = 0, updated_ms = 0;
    const char *status = json_text(post, "status"); /* until it goes out */
    bool draft = text_is(status, "draft");
    bool dated = time_parse(json_text(post, "scheduleDate"), &date);
    if (dated && box_quirk(box, QUIRK_DROP_MILLISECONDS)) {
        date -= date % 1000;
    }
    if (old && time_parse(json_text(old, "updatedAt"), &updated_ms) && updated_ms >= now_ms) {
        now_ms = updated_ms + 1;
    }
    if (!old) {
        json_put_time(post, "createdAt", now_ms);
    }
    json_put_time(post, "updatedAt", now_ms);
    json_object_del(post, "_due");
    json_object_del(post, "_date");
    if (dated) {
        json_put_time(post, "scheduleDate", date);
        json_put_time(post, "displayDate", date);
        json_put_number(post, "_date", date);
    }
    if (text_is(status, "scheduled")) {
        json_put_number(post, "_due", date);
    } else if (text_is(status, "published") && !text_is(json_text(old, "status"), "published")) {
        social_go_out(box, post, now_ms);
    }
    if (!dated && !draft) {
        json_put_number(post, "_date", now_ms);
        json_put_time(post, "displayDate", now_ms);
    }
}

/* Takes the members of the body; what it does not name goes, as with a full replacement. */
static void social_take(struct call *call, json_t *post)
{
    const char *name;
    json_t *value;
    json_object_foreach(call->body, name, value)
    {
        if (strcmp(name, "scheduleTimeUpdated") != 0 && strcmp(name, "userId") != 0) {
            json_object_set(post, name, value);
        }
    }
    const char *text = json_text(call->body, "summary");
    char *summary = social_summary(call, json_object_get(post, "accountIds"), text ? text : "");
    json_put(post, "summary", summary);
    free(summary);
    if (!json_object_get(post, "media")) {
        json_put_value(post, "media", json_array());
    }
    json_object_set(post, "createdBy", json_object_get(call->body, "userId"));
}

/* As the API shows it. */
static json_t *social_row(void *context, const json_t *value)
{
    const struct sandbox *box = context;
    json_t *row = json_public(value);
    size_t i;
    json_t *item;
    if (!json_text(row, "error")) {
        json_put(row, "error", "");
    }
    if (box_quirk(box, QUIRK_PLATFORM_GOOGLE)) {
        json_put(row, "platform", "google");
    }
    if (!box_quirk(box, QUIRK_MEDIA_TYPE_IN_GET)) {
        return row;
    }
    json_t *media = json_array();
    json_array_foreach(json_object_get(value, "media"), i, item)
    {
        const char *type = json_text(item, "type");
        json_t *copy = json_copy(item);
        json_put(copy, "type", type && strncmp(type, "video", 5) == 0 ? "video" : "image");
        json_put(copy, "thumbnail", json_text(item, "url"));
        json_array_append_new(media, copy);
    }
    json_put_value(row, "media", media);
    return row;
}

void social_create(struct call *call)
{
    struct sandbox *box = call->box;
    if (social_refused(call, false)) {
        return;
    }
    json_t *post = json_object();
    char *id = store_id24(&box->store);
    const json_t *account =
        store_get(&box->store, KIND_ACCOUNT,
                  json_string_value(json_array_get(json_object_get(call->body, "accountIds"), 0)));
    json_put(post, "_id", id);
    json_put(post, "locationId", call->location);
    json_put(post, "source", "composer");
    json_put(post, "platform", json_text(account, "platform"));
    json_put_value(post, "parentPostId", json_null());
    json_put_flag(post, "deleted", false);
    social_take(call, post);
    if (!json_text(post, "status")) {
        bool publishes = box_quirk(box, QUIRK_MISSING_STATUS_PUBLISHES);
        json_put(post, "status", publishes ? "published" : "draft");
        if (publishes) {
            json_object_del(post, "scheduleDate");
        }
    }
    social_finish(box, post, NULL, call->now_ms);
    store_put(&box->store, KIND_SOCIAL, id, post, call->now_ms);
    json_t *results = NULL;
    if (!box_quirk(box, QUIRK_RESULTS_MISSING)) {
        results = json_pack("{s:o}", "post", social_row(box, post));
    }
    call_social(call, 201, "Created Post", results);
    free(id);
}

/* Is one of the comma-separated accounts one of the post's? */
static bool accounts_match(const json_t *post, const char *accounts)
{
    size_t i;
    json_t *item;
    if (!accounts || !*accounts) {
        return true;
    }
    json_array_foreach(json_object_get(post, "accountIds"), i, item)
    {
        const char *id = json_string_value(item);
        size_t len = id ? strlen(id) : 0;
        for (const char *at = accounts; id && (at = strstr(at, id)); at++) {
            if ((at == accounts || at[-1] == ',' || at[-1] == ' ') &&
                (at[len] == '\0' || at[len] == ',')) {
                return true;
            }
        }
    }
    return false;
}

static bool social_chosen(const json_t *post, const json_t *body, int64_t from, int64_t to)
{
    const char *type = json_text(body, "type");
    const char *post_type = json_text(body, "postType");
    int64_t date = json_number(post, "_date", INT64_MIN);
    /* The window drops drafts without a date; deleted rows stay (3.3). */
    if (date < from || date > to || !accounts_match(post, json_text(body, "accounts"))) {
        return false;
    }
    if (post_type && *post_type && !text_is(post_type, json_text(post, "type"))) {
        return false;
    }
    return !type || text_is(type, "all") || text_is(type, "recent") ||
           text_is(type, json_text(post, "status"));
}

void social_list(struct call *call)
{
    struct sandbox *box = call->box;
    int64_t from = 0, to = 0;
    if (social_list_refused(call)) {
        return;
    }
    time_parse(json_text(call->body, "fromDate"), &from);
    time_parse(json_text(call->body, "toDate"), &to);
    struct rows rows = {0};
    struct store_walk walk = {.store = &box->store,
                              .kind = KIND_SOCIAL,
                              .location = call->location,
                              .seen_ms = call->now_ms};
    for (const json_t *post; (post = store_next(&walk));) {
        if (social_chosen(post, call->body, from, to)) {
            rows_add(&rows, post, json_number(post, "_date", 0), walk.n);
        }
    }
    rows_sort(&rows);
    int64_t skip = strtoll(json_text(call->body, "skip"), NULL, 10);
    int64_t limit = strtoll(json_text(call->body, "limit"), NULL, 10);
    json_t *results = json_object();
    json_put_value(results, "posts", rows_page(&rows, skip, limit, social_row, box));
    json_put_number(results, "count", (int64_t)rows.len);
    rows_release(&rows);
    call_social(call, 201, "Fetched Posts", results);
}

static const json_t *social_find(struct call *call)
{
    const json_t *post =
        store_get_in(&call->box->store, KIND_SOCIAL, call->segments[1], call->location);
    if (!post) {
        call_error(call, 404, "Post not found");
    }
    return post;
}

void social_get(struct call *call)
{
    const json_t *post = social_find(call);
    if (post) {
        call_social(call, 200, "Fetched Post",
                    json_pack("{s:o}", "post", social_row(call->box, post)));
    }
}

/* Without status or date it becomes a draft without a date; a new date counts only where it is
 * said to be new (3.3). */
static void update_schedule(struct call *call, json_t *post, const json_t *old)
{
    const char *status = json_text(call->body, "status");
    const char *date = json_text(call->body, "scheduleDate");
    const char *old_status = json_text(old, "status");
    bool out = text_is(old_status, "published") || text_is(old_status, "failed");
    if (!status || (!date && !text_is(status, "published"))) {
        bool drops = box_quirk(call->box, QUIRK_EDIT_DROPS_SCHEDULE) && !out;
        if (drops) {
            json_put(post, "status", "draft");
            json_object_del(post, "scheduleDate");
            json_object_del(post, "displayDate");
        } else {
            json_object_set(post, "status", json_object_get(old, "status"));
            json_object_set(post, "scheduleDate", json_object_get(old, "scheduleDate"));
        }
        return;
    }
    if (date && json_text(old, "scheduleDate") && text_is(old_status, "scheduled") &&
        !json_flag(call->body, "scheduleTimeUpdated", false) &&
        box_quirk(call->box, QUIRK_EDIT_NEEDS_TIME_UPDATED)) {
        json_object_set(post, "scheduleDate", json_object_get(old, "scheduleDate"));
    }
}

void social_update(struct call *call)
{
    struct sandbox *box = call->box;
    if (social_refused(call, true)) {
        return;
    }
    const json_t *old = social_find(call);
    if (!old) {
        return;
    }
    /* What a full replacement keeps: what the server itself wrote. */
    static const char *const kept[] = {"_id",          "locationId", "source",    "platform",
                                       "parentPostId", "deleted",    "createdAt", "createdBy",
                                       "publishedAt",  "error",      "accountIds"};
    json_t *post = json_object();
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        json_object_set(post, kept[i], json_object_get(old, kept[i]));
    }
    social_take(call, post);
    if (!json_object_get(post, "createdBy")) {
        json_object_set(post, "createdBy", json_object_get(old, "createdBy"));
    }
    update_schedule(call, post, old);
    json_put_flag(post, "deleted", false);
    social_finish(box, post, old, call->now_ms);
    store_put(&box->store, KIND_SOCIAL, call->segments[1], post, call->now_ms);
    call_social(call, 200, "Updated Post", NULL);
}

/* In the list of scopes, not in the description: it refuses everything (3.3). */
void social_patch(struct call *call)
{
    json_t *messages = json_array();
    validate_body((const struct rule[]){{0}}, call->body, "", (struct rule_mode){.v3 = call->v3},
                  messages);
    if (!call_refused(call, messages)) {
        call_social(call, 200, "Updated Post", NULL);
    }
}

/* Only GHL's own record: what is out stays out, and the row stays listed (3.3). */
static void social_remove(struct call *call, const char *id, const json_t *old)
{
    json_t *post = json_copy((json_t *)old);
    json_put(post, "status", "deleted");
    json_put_flag(post, "deleted", true);
    json_put_time(post, "updatedAt", call->now_ms);
    json_object_del(post, "_due");
    store_put(&call->box->store, KIND_SOCIAL, id, post, call->now_ms);
}

void social_delete(struct call *call)
{
    const json_t *post = social_find(call);
    if (post) {
        social_remove(call, call->segments[1], post);
        call_social(call, 200, "Deleted Post", json_pack("{s:s}", "postId", call->segments[1]));
    }
}

void social_delete_many(struct call *call)
{
    static const struct rule rules[] = {
        {"postIds", SHAPE_TEXTS, RULE_REQUIRED | RULE_FILLED, NULL, NULL, BULK_MAX, NULL}, {0}};
    json_t *messages = json_array();
    size_t i;
    json_t *item;
    int64_t count = 0;
    validate_body(rules, call->body, "", (struct rule_mode){.v3 = call->v3}, messages);
    if (call_refused(call, messages)) {
        return;
    }
    json_array_foreach(json_object_get(call->body, "postIds"), i, item)
    {
        const char *id = json_string_value(item);
        const json_t *post = store_get_in(&call->box->store, KIND_SOCIAL, id, call->location);
        if (post) {
            social_remove(call, id, post);
            count++;
        }
    }
    call_social(call, 201, "Posts Deleted Successfully",
                json_pack("{s:s, s:I}", "message", "Posts deleted successfully", "deletedCount",
                          (json_int_t)count));
}
