/*
 * The control endpoint, /_sandbox/: tests set rules and quirks with it, read the
 * requests and what is stored, move the clock, and do what an editor does by
 * hand. It needs no token; the server listens on this machine alone.
 */
#include "blog_posts.h"
#include "box.h"
#include "media.h"
#include "rows.h"
#include "schedule.h"
#include "seed.h"
#include "social.h"
#include "validate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ADVANCE_MAX_S 1e10 /* some 300 years */

/* What the kinds are called in paths and in the store's JSON. */
static const char *const plurals[KIND_COUNT] = {
    [KIND_LOCATION] = "locations",
    [KIND_BLOG] = "blogs",
    [KIND_AUTHOR] = "authors",
    [KIND_CATEGORY] = "categories",
    [KIND_ACCOUNT] = "accounts",
    [KIND_USER] = "users",
    [KIND_GROUP] = "groups",
    [KIND_TAG] = "tags",
    [KIND_SOCIAL_CATEGORY] = "socialCategories",
    [KIND_POST] = "posts",
    [KIND_MEDIA] = "media",
    [KIND_SOCIAL] = "social",
    [KIND_REDIRECT] = "redirects",
};

static void answer_ok(struct call *call)
{
    call_answer(call, 200, json_pack("{s:b}", "ok", 1));
}

static void answer_why(struct call *call, struct error *err)
{
    call_error(call, 400, err->message ? err->message : "bad request");
    error_release(err);
}

/* -- requests, store, faults, quirks, clock -- */

static void control_requests(struct call *call)
{
    if (strcmp(call->method, "DELETE") == 0) {
        record_clear(&call->box->record);
        answer_ok(call);
    } else {
        call_answer(
            call, 200,
            record_json(&call->box->record, call_query(call, "method"), call_query(call, "path")));
    }
}

static json_t *stored_json(const struct sandbox *box, enum kind kind, const json_t *value)
{
    json_t *json = json_public(value);
    if (kind == KIND_MEDIA && strcmp(json_text(value, "type"), "file") == 0) {
        char *url = media_url(box, value);
        json_put(json, "url", url);
        free(url);
    }
    return json;
}

static void control_store(struct call *call)
{
    const struct store *store = &call->box->store;
    json_t *json = json_object();
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        if (!plurals[kind]) {
            continue;
        }
        json_t *all = json_object();
        const char *id;
        void *pointer;
        for (size_t i = 0; map_next(&store->kinds[kind], &i, &id, &pointer);) {
            const struct object *object = pointer;
            json_object_set_new(all, id, stored_json(call->box, (enum kind)kind, object->value));
        }
        json_put_value(json, plurals[kind], all);
    }
    call_answer(call, 200, json);
}

static void control_faults(struct call *call)
{
    struct faults *faults = &call->box->faults;
    if (strcmp(call->method, "DELETE") == 0) {
        faults_release(faults);
    }
    if (strcmp(call->method, "POST") == 0) {
        for (char *line = call->text, *end; line && *line; line = end) {
            struct error err = ERROR_INIT;
            size_t len = strcspn(line, "\n");
            end = line + len + (line[len] == '\n');
            line[len] = '\0';
            if (line[strspn(line, " \t\r")] && !faults_add(faults, line, &err)) {
                answer_why(call, &err);
                return;
            }
        }
    }
    call_answer(call, 200, faults_json(faults));
}

static void control_quirks(struct call *call)
{
    struct error err = ERROR_INIT;
    if (strcmp(call->method, "POST") == 0 &&
        !quirks_set_json(&call->box->quirks, call->body, &err)) {
        answer_why(call, &err);
        return;
    }
    call->box->store.lag_ms = call->box->quirks.value[QUIRK_LIST_LAG];
    call_answer(call, 200, quirks_json(&call->box->quirks));
}

static void control_clock(struct call *call)
{
    struct sandbox *box = call->box;
    json_t *advance = json_object_get(call->body, "advance");
    const char *now = json_text(call->body, "now");
    int64_t ms = 0;
    if (json_is_string(advance) && !duration_parse(json_string_value(advance), &ms)) {
        call_error(call, 400, "advance: \"2d\", \"90s\" or a number of seconds is expected");
        return;
    }
    if (json_is_number(advance)) {
        double seconds = json_number_value(advance);
        ms = seconds > -ADVANCE_MAX_S && seconds < ADVANCE_MAX_S ? (int64_t)(seconds * 1000) : 0;
    }
    if (now) {
        if (!time_parse(now, &ms)) {
            call_error(call, 400, "now: an RFC 3339 time is expected");
            return;
        }
        ms -= box_now(box);
    }
    box->advanced_ms += ms;
    schedule_settle(box);
    json_t *json = json_object();
    json_put_time(json, "now", box_now(box));
    call_answer(call, 200, json);
}

static void control_reset(struct call *call)
{
    struct error err = ERROR_INIT;
    if (strcmp(call->method, "POST") != 0) {
        call_error(call, 405, "POST is expected");
    } else if (call->box->options->state) {
        call_error(call, 409, "a sandbox with --state keeps what it has");
    } else if (!box_reset(call->box, &err)) {
        answer_why(call, &err);
    } else {
        answer_ok(call);
    }
}

/* -- locations and tokens -- */

static json_t *location_json(const struct sandbox *box, const char *id)
{
    json_t *json = json_object();
    json_put(json, "location", id);
    json_put(json, "name", json_text(store_get(&box->store, KIND_LOCATION, id), "name"));
    json_put(json, "token", location_token(box, id));
    json_put(json, "blog", location_blog(box, id));
    json_put(json, "user", location_user(box, id));
    return json;
}

static void control_locations(struct call *call)
{
    struct sandbox *box = call->box;
    struct error err = ERROR_INIT;
    if (strcmp(call->method, "POST") == 0) {
        const char *name = json_text(call->body, "name");
        char *id = seed_location(box, name ? name : "Another", &err);
        if (!id) {
            answer_why(call, &err);
            return;
        }
        call_answer(call, 201, location_json(box, id));
        free(id);
        return;
    }
    json_t *list = json_array();
    struct store_walk walk = {.store = &box->store, .kind = KIND_LOCATION};
    for (const json_t *location; (location = store_next(&walk));) {
        json_array_append_new(list, location_json(box, json_text(location, "id")));
    }
    call_answer(call, 200, list);
}

/* {token, location, scopes, company: true}: a token of the location, or of the agency. */
static void control_tokens(struct call *call)
{
    const char *token = json_text(call->body, "token");
    const char *location = json_text(call->body, "location");
    if (!token) {
        call_error(call, 400, "token: a string is expected");
        return;
    }
    if (strcmp(call->method, "DELETE") == 0) {
        store_remove(&call->box->store, KIND_TOKEN, token, call->now_ms);
        answer_ok(call);
        return;
    }
    const char *first = location_first(call->box);
    const json_t *place = store_get(&call->box->store, KIND_LOCATION, location ? location : first);
    bool company = json_flag(call->body, "company", false);
    token_add(call->box, token, company ? NULL : json_text(place, "id"),
              company ? json_text(place, "companyId") : NULL, json_object_get(call->body, "scopes"),
              json_number(call->body, "expires", 0));
    answer_ok(call);
}

/* -- by hand -- */

static void hand_finish(struct call *call, enum kind kind, json_t *value, const json_t *old)
{
    if (kind == KIND_POST) {
        post_finish(call->box, value, old, json_text(value, "locationId"), call->now_ms);
    } else if (kind == KIND_SOCIAL) {
        social_finish(call->box, value, old, call->now_ms);
    } else {
        json_put_time(value, "updatedAt", call->now_ms);
    }
}

static void defaults(json_t *value, json_t *others)
{
    const char *name;
    json_t *member;
    json_object_foreach(others, name, member)
    {
        if (!json_object_get(value, name)) {
            json_object_set(value, name, member);
        }
    }
    json_decref(others);
}

static void hand_create(struct call *call, enum kind kind)
{
    struct sandbox *box = call->box;
    const char *location = json_text(call->body, "locationId");
    location = location ? location : location_first(box);
    char *id = store_id24(&box->store);
    json_t *value = json_object();
    bool by_id =
        kind == KIND_ACCOUNT || kind == KIND_GROUP || kind == KIND_USER || kind == KIND_REDIRECT;
    json_object_update(value, call->body);
    json_put(value, by_id ? "id" : "_id", id);
    json_put(value, "locationId", location);
    if (kind == KIND_POST) {
        defaults(value,
                 json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:[], s:[], s:s}", "title",
                           "By hand", "description", "", "imageUrl", "", "imageAltText", "",
                           "rawHTML", "<p>Written by hand.</p>", "status", "PUBLISHED", "blogId",
                           location_blog(box, location), "categories", "tags", "type", "manual"));
    } else if (kind == KIND_SOCIAL) {
        defaults(value, json_pack("{s:s, s:s, s:s, s:[], s:[], s:s, s:b}", "type", "post",
                                  "summary", "By hand", "status", "draft", "media", "accountIds",
                                  "source", "composer", "deleted", 0));
    }
    hand_finish(call, kind, value, NULL);
    store_put(&box->store, kind, id, value, call->now_ms);
    call_answer(call, 201, stored_json(box, kind, value));
    free(id);
}

static void hand_edit(struct call *call, enum kind kind, const char *id)
{
    struct sandbox *box = call->box;
    const json_t *old = store_get(&box->store, kind, id);
    if (!old) {
        call_error(call, 404, "there is no such object");
        return;
    }
    if (strcmp(call->method, "DELETE") == 0) {
        if (kind == KIND_MEDIA) {
            media_forget(box, id, call->now_ms);
        } else {
            store_remove(&box->store, kind, id, call->now_ms);
        }
        answer_ok(call);
        return;
    }
    json_t *value = json_copy((json_t *)old);
    json_object_update(value, call->body);
    static const char *const fixed[] = {"_id", "id", "locationId"};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        json_object_set(value, fixed[i], json_object_get(old, fixed[i]));
    }
    if (kind == KIND_MEDIA) {
        json_object_set(value, "type", json_object_get(old, "type"));
    }
    hand_finish(call, kind, value, old);
    store_put(&box->store, kind, id, value, call->now_ms);
    call_answer(call, 200, stored_json(box, kind, value));
}

static bool hand(struct call *call, const char *path)
{
    size_t len = strcspn(path, "/");
    const char *id = path[len] ? path + len + 1 : NULL;
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        const char *plural = plurals[kind];
        if (!plural || strlen(plural) != len || memcmp(plural, path, len) != 0) {
            continue;
        }
        bool body = json_is_object(call->body);
        if (!id && strcmp(call->method, "POST") == 0 && body && kind != KIND_MEDIA) {
            hand_create(call, (enum kind)kind);
            return true;
        }
        if (id &&
            (strcmp(call->method, "DELETE") == 0 || (strcmp(call->method, "PUT") == 0 && body))) {
            hand_edit(call, (enum kind)kind, id);
            return true;
        }
    }
    return false;
}

void control_call(struct call *call)
{
    static const struct {
        const char *path;
        void (*handler)(struct call *);
    } controls[] = {
        {"requests", control_requests}, {"store", control_store}, {"faults", control_faults},
        {"quirks", control_quirks},     {"clock", control_clock}, {"locations", control_locations},
        {"tokens", control_tokens},     {"reset", control_reset},
    };
    const char *path = call->path + strlen("/_sandbox/");
    if (call->body_is_bad) {
        call_error(call, 400, "the body is no JSON");
        return;
    }
    call->box->store.lag_ms = call->box->quirks.value[QUIRK_LIST_LAG];
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
        if (strcmp(controls[i].path, path) == 0) {
            controls[i].handler(call);
            return;
        }
    }
    if (!hand(call, path)) {
        call_error(call, 404, "there is nothing of this name; see docs/sandbox.md");
    }
}
