/*
 * What an account consists of: its users and locations, the planner's accounts,
 * categories and tags.
 */
#include "box.h"
#include "rows.h"
#include "validate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool query_refused(struct call *call, const struct rule *rules)
{
    json_t *messages = json_array();
    validate_query(rules, call->query, (struct rule_mode){.v3 = call->v3}, messages);
    return call_refused(call, messages);
}

/* -- users -- */

/* Does the user match, by name or e-mail? */
static bool user_matches(const json_t *user, const char *query)
{
    return !query || text_contains(json_text(user, "name"), query) ||
           text_contains(json_text(user, "email"), query);
}

static json_t *user_row(const json_t *user)
{
    json_t *row = json_public(user);
    json_object_del(row, "locationId");
    json_put_value(row, "roles",
                   json_pack("{s:s, s:s, s:[s], s:b}", "type", "account", "role", "admin",
                             "locationIds", json_text(user, "locationId"), "restrictSubAccount",
                             0));
    json_put_flag(row, "deleted", false);
    return row;
}

static json_t *users_json(struct call *call, const char *location, const char *query, int64_t skip,
                          int64_t limit, int64_t *count)
{
    json_t *list = json_array();
    struct store_walk walk = {.store = &call->box->store, .kind = KIND_USER, .location = location};
    *count = 0;
    for (const json_t *user; (user = store_next(&walk));) {
        if (!user_matches(user, query)) {
            continue;
        }
        if (*count >= skip && *count < skip + limit) {
            json_array_append_new(list, user_row(user));
        }
        ++*count;
    }
    return list;
}

static bool user_type_refused(struct call *call)
{
    if (box_quirk(call->box, QUIRK_USER_TYPE)) {
        call_error(call, 401, "Token's user type mismatch!");
        return true;
    }
    return false;
}

/* Deprecated in the description, still there in practice. */
void users_list(struct call *call)
{
    static const struct rule rules[] = {
        {"locationId", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL}, {0}};
    int64_t count;
    if (!box_quirk(call->box, QUIRK_USERS_LIST)) {
        call_error(call, 404, "Cannot GET /users/");
        return;
    }
    if (user_type_refused(call) || query_refused(call, rules)) {
        return;
    }
    json_t *json = json_object();
    json_put_value(json, "users", users_json(call, call->location, NULL, 0, INT32_MAX, &count));
    call_trace(call, json);
    call_answer(call, 200, json);
}

static const char *call_company(const struct call *call)
{
    const char *company = json_text(call->token, "companyId");
    const json_t *location = store_get(&call->box->store, KIND_LOCATION, call->location);
    return company ? company : json_text(location, "companyId");
}

void users_search(struct call *call)
{
    static const struct rule rules[] = {
        {"companyId", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
        {"query", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
        {"skip", SHAPE_NUMBER_TEXT, 0, NULL, NULL, 0, NULL},
        {"limit", SHAPE_NUMBER_TEXT, 0, NULL, NULL, 0, NULL},
        {"locationId", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
        {"type", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
        {"role", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
        {"ids", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
        {"sort", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
        {"sortDirection", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
        {"enabled2waySync", SHAPE_FLAG_TEXT, 0, NULL, NULL, 0, NULL},
        {0}};
    int64_t count;
    if (user_type_refused(call) || query_refused(call, rules)) {
        return;
    }
    const char *company = call_company(call);
    if (!company || strcmp(company, call_query(call, "companyId")) != 0) {
        call_error(call, 403, "The token does not have access to this company.");
        return;
    }
    const char *location = call_query(call, "locationId");
    json_t *json = json_object();
    json_put_value(json, "users",
                   users_json(call, location ? location : call->location, call_query(call, "query"),
                              call_query_number(call, "skip", 0),
                              call_query_number(call, "limit", 25), &count));
    json_put_number(json, "count", count);
    call_trace(call, json);
    call_answer(call, 200, json);
}

void users_get(struct call *call)
{
    const json_t *user = store_get(&call->box->store, KIND_USER, call->segments[0]);
    if (!user) {
        call_error(call, 404, "User not found");
        return;
    }
    call_answer(call, 200, user_row(user));
}

/* -- locations -- */

void locations_get(struct call *call)
{
    const json_t *location = store_get(&call->box->store, KIND_LOCATION, call->segments[0]);
    if (!location) {
        call_error(call, 404, "Location not found");
        return;
    }
    json_t *json = json_object();
    json_put_value(json, "location", json_public(location));
    call_trace(call, json);
    call_answer(call, 200, json);
}

void locations_search(struct call *call)
{
    static const struct rule rules[] = {{"companyId", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
                                        {"skip", SHAPE_NUMBER_TEXT, 0, NULL, NULL, 0, NULL},
                                        {"limit", SHAPE_NUMBER_TEXT, 0, NULL, NULL, 0, NULL},
                                        {"order", SHAPE_ENUM, 0, "asc|desc", NULL, 0, NULL},
                                        {"email", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
                                        {0}};
    if (query_refused(call, rules)) {
        return;
    }
    /* A sub-account's token sees itself alone. */
    const char *company = call_company(call);
    struct rows rows = {0};
    struct store_walk walk = {.store = &call->box->store, .kind = KIND_LOCATION};
    for (const json_t *location; (location = store_next(&walk));) {
        const char *its = json_text(location, "companyId");
        const char *id = json_text(location, "id");
        if (company && its && strcmp(its, company) == 0 &&
            (!call->location || strcmp(call->location, id) == 0)) {
            rows_add(&rows, location, 0, UINT64_MAX - walk.n);
        }
    }
    rows_sort(&rows);
    json_t *json = json_object();
    json_put_value(json, "locations",
                   rows_page(&rows, call_query_number(call, "skip", 0),
                             call_query_number(call, "limit", 10), NULL, NULL));
    call_trace(call, json);
    call_answer(call, 200, json);
    rows_release(&rows);
}

/* -- the planner's lists -- */

static json_t *account_row(void *context, const json_t *account)
{
    (void)context;
    json_t *row = json_public(account);
    json_object_del(row, "locationId");
    return row;
}

void social_accounts(struct call *call)
{
    struct rows rows = {0};
    struct store_walk walk = {
        .store = &call->box->store, .kind = KIND_ACCOUNT, .location = call->location};
    for (const json_t *account; (account = store_next(&walk));) {
        rows_add(&rows, account, 0, UINT64_MAX - walk.n);
    }
    rows_sort(&rows);
    json_t *results = json_object();
    json_put_value(results, "accounts", rows_page(&rows, 0, INT32_MAX, account_row, NULL));
    rows_release(&rows);
    rows = (struct rows){0};
    walk = (struct store_walk){
        .store = &call->box->store, .kind = KIND_GROUP, .location = call->location};
    for (const json_t *group; (group = store_next(&walk));) {
        rows_add(&rows, group, 0, UINT64_MAX - walk.n);
    }
    rows_sort(&rows);
    json_put_value(results, "groups", rows_page(&rows, 0, INT32_MAX, account_row, NULL));
    rows_release(&rows);
    call_social(call, 200, "Fetched Accounts", results);
}

/* {NAME: rows, "count": all} of one kind, by name. */
static void answer_names(struct call *call, enum kind kind, const char *name, const char *member,
                         const char *message)
{
    static const struct rule rules[] = {{"searchText", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
                                        {"limit", SHAPE_NUMBER_TEXT, 0, NULL, NULL, 0, NULL},
                                        {"skip", SHAPE_NUMBER_TEXT, 0, NULL, NULL, 0, NULL},
                                        {0}};
    if (query_refused(call, rules)) {
        return;
    }
    const char *search = call_query(call, "searchText");
    struct rows rows = {0};
    struct store_walk walk = {.store = &call->box->store, .kind = kind, .location = call->location};
    for (const json_t *value; (value = store_next(&walk));) {
        if (!search || text_contains(json_text(value, member), search)) {
            rows_add(&rows, value, 0, UINT64_MAX - walk.n);
        }
    }
    rows_sort(&rows);
    json_t *results = json_object();
    json_put_value(results, name,
                   rows_page(&rows, call_query_number(call, "skip", 0),
                             call_query_number(call, "limit", 10), NULL, NULL));
    json_put_number(results, "count", (int64_t)rows.len);
    rows_release(&rows);
    call_social(call, 200, message, results);
}

void social_categories(struct call *call)
{
    answer_names(call, KIND_SOCIAL_CATEGORY, "categories", "name",
                 "Fetched Categories by Location ID");
}

void social_category(struct call *call)
{
    const json_t *category =
        store_get_in(&call->box->store, KIND_SOCIAL_CATEGORY, call->segments[1], call->location);
    if (!category) {
        call_error(call, 404, "Category not found");
        return;
    }
    call_social(call, 200, "Fetched Category",
                json_pack("{s:o}", "category", json_public(category)));
}

void social_tags(struct call *call)
{
    answer_names(call, KIND_TAG, "tags", "tag", "Fetched Tags by Location ID");
}

void social_tag_details(struct call *call)
{
    static const struct rule rules[] = {
        {"tagIds", SHAPE_TEXTS, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL}, {0}};
    json_t *messages = json_array();
    size_t i;
    json_t *item;
    validate_body(rules, call->body, "", (struct rule_mode){.v3 = call->v3}, messages);
    if (call_refused(call, messages)) {
        return;
    }
    json_t *list = json_array();
    json_array_foreach(json_object_get(call->body, "tagIds"), i, item)
    {
        const json_t *tag =
            store_get_in(&call->box->store, KIND_TAG, json_string_value(item), call->location);
        if (tag) {
            json_array_append_new(list, json_public(tag));
        }
    }
    json_t *results = json_object();
    json_put_number(results, "count", (int64_t)json_array_size(list));
    json_put_value(results, "tags", list);
    call_social(call, 201, "Fetched Tags by Tag IDs", results);
}
