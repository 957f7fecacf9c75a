/*
 * Redirects, as the description has them: no report from practice is known
 * (facts.md 5.5).
 */
#include "box.h"
#include "rows.h"
#include "validate.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define ACTIONS "funnel|website|url|all"

#define TEXT_RULE(name)                                                                            \
    {                                                                                              \
        name, SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL                         \
    }

static const struct rule create_rules[] = {
    TEXT_RULE("locationId"),
    TEXT_RULE("domain"),
    TEXT_RULE("path"),
    TEXT_RULE("target"),
    {"action", SHAPE_ENUM, RULE_REQUIRED, ACTIONS, NULL, 0, NULL},
    {0},
};

static const struct rule update_rules[] = {
    TEXT_RULE("locationId"),
    TEXT_RULE("target"),
    {"action", SHAPE_ENUM, RULE_REQUIRED, ACTIONS, NULL, 0, NULL},
    {0},
};

static const struct rule list_rules[] = {
    TEXT_RULE("locationId"),
    {"limit", SHAPE_NUMBER, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"offset", SHAPE_NUMBER, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"search", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
    {0},
};

static const struct rule delete_rules[] = {TEXT_RULE("locationId"), {0}};

static bool refused(struct call *call, const struct rule *body, const struct rule *query)
{
    struct rule_mode mode = {.v3 = call->v3};
    json_t *messages = json_array();
    if (body) {
        validate_body(body, call->body, "", mode, messages);
    } else {
        validate_query(query, call->query, mode, messages);
    }
    return call_refused(call, messages);
}

static void answer_data(struct call *call, json_t *data)
{
    call_answer(call, 200, json_pack("{s:o}", "data", data));
}

void redirects_list(struct call *call)
{
    if (refused(call, NULL, list_rules)) {
        return;
    }
    const char *search = call_query(call, "search");
    struct rows rows = {0};
    struct store_walk walk = {.store = &call->box->store,
                              .kind = KIND_REDIRECT,
                              .location = call->location,
                              .seen_ms = call->now_ms};
    for (const json_t *value; (value = store_next(&walk));) {
        if (!search || text_contains(json_text(value, "path"), search) ||
            text_contains(json_text(value, "target"), search) ||
            text_contains(json_text(value, "domain"), search)) {
            rows_add(&rows, value, 0, walk.n);
        }
    }
    rows_sort(&rows);
    json_t *data = json_object();
    json_put_number(data, "count", (int64_t)rows.len);
    json_put_value(data, "data",
                   rows_page(&rows, call_query_number(call, "offset", 0),
                             call_query_number(call, "limit", 10), NULL, NULL));
    rows_release(&rows);
    answer_data(call, data);
}

void redirects_create(struct call *call)
{
    if (refused(call, create_rules, NULL)) {
        return;
    }
    char *id = store_id20(&call->box->store);
    char *lower = mem_strdup(json_text(call->body, "path"));
    for (char *at = lower; *at; at++) {
        *at = (char)tolower((unsigned char)*at);
    }
    json_t *redirect = json_copy(call->body);
    json_put(redirect, "id", id);
    json_put(redirect, "pathLowercase", lower);
    json_put(redirect, "type", "Permanent");
    store_put(&call->box->store, KIND_REDIRECT, id, redirect, call->now_ms);
    answer_data(call, json_public(redirect));
    free(lower);
    free(id);
}

static const json_t *redirect_find(struct call *call)
{
    const json_t *redirect =
        store_get_in(&call->box->store, KIND_REDIRECT, call->segments[0], call->location);
    if (!redirect) {
        call_error(call, 404, "Redirect not found");
    }
    return redirect;
}

void redirects_update(struct call *call)
{
    if (refused(call, update_rules, NULL)) {
        return;
    }
    const json_t *old = redirect_find(call);
    if (!old) {
        return;
    }
    json_t *redirect = json_copy((json_t *)old);
    json_object_set(redirect, "target", json_object_get(call->body, "target"));
    json_object_set(redirect, "action", json_object_get(call->body, "action"));
    store_put(&call->box->store, KIND_REDIRECT, call->segments[0], redirect, call->now_ms);
    answer_data(call, json_public(redirect));
}

void redirects_delete(struct call *call)
{
    if (refused(call, NULL, delete_rules) || !redirect_find(call)) {
        return;
    }
    store_remove(&call->box->store, KIND_REDIRECT, call->segments[0], call->now_ms);
    answer_data(call, json_pack("{s:s}", "status", "ok"));
}
