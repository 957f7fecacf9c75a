/*
 * OAuth, as far as a client that refreshes its tokens needs it (facts.md 5.2):
 * any code gives a pair of tokens for the first location; a refresh token is
 * good once, and within 30 s gives the same pair again.
 */
#include "box.h"
#include "seed.h"
#include "validate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define EXPIRES_S    86399
#define SAME_PAIR_MS 30000

/* A field of the form (both spellings), or of a JSON body. */
static const char *field(const struct call *call, const char *snake, const char *camel)
{
    const char *names[] = {snake, camel};
    for (size_t i = 0; i < 2; i++) {
        const struct httpd_part *part = httpd_form_part(call->form, names[i]);
        if (part && part->value) {
            return part->value;
        }
        if (json_text(call->body, names[i])) {
            return json_text(call->body, names[i]);
        }
    }
    return NULL;
}

static bool text_is(const char *left, const char *right)
{
    return left && right && strcmp(left, right) == 0;
}

static void oauth_error(struct call *call, unsigned status, const char *error, const char *text)
{
    json_t *json = json_object();
    if (call->v3) {
        json_put_value(json, "error", json_pack("{s:s, s:s}", "code", error, "message", text));
    } else {
        json_put(json, "error", error);
        json_put(json, "error_description", text);
    }
    call_answer(call, status, json);
}

/* The pair, kept under the refresh token so that it can be given again. */
static json_t *pair_new(struct call *call, const char *location)
{
    struct store *store = &call->box->store;
    const json_t *place = store_get(store, KIND_LOCATION, location);
    char *uuid = store_uuid(store);
    char *access = mem_printf("eyJ.%s.access", uuid);
    char *refresh = mem_printf("eyJ.%s.refresh", uuid);
    json_t *pair = json_object();
    token_add(call->box, access, location, NULL, NULL, call->now_ms + (int64_t)EXPIRES_S * 1000);
    json_put(pair, "access", access);
    json_put(pair, "refresh", refresh);
    json_put(pair, "location", location);
    json_put(pair, "company", json_text(place, "companyId"));
    /* The refresh token is a token of no use for calls: it has no location and no scope. */
    store_put(store, KIND_TOKEN, refresh,
              json_pack("{s:s, s:s, s:[]}", "refreshOf", access, "location", location, "scopes"),
              call->now_ms);
    free(uuid);
    free(access);
    free(refresh);
    return pair;
}

static void answer_pair(struct call *call, const json_t *pair)
{
    bool v3 = call->v3;
    json_t *json = json_object();
    json_put(json, v3 ? "accessToken" : "access_token", json_text(pair, "access"));
    json_put(json, v3 ? "tokenType" : "token_type", "Bearer");
    json_put_number(json, v3 ? "expiresIn" : "expires_in", EXPIRES_S);
    json_put(json, v3 ? "refreshToken" : "refresh_token", json_text(pair, "refresh"));
    json_put(json, "scope", "");
    json_put(json, "userType", "Location");
    json_put(json, "locationId", json_text(pair, "location"));
    json_put(json, "companyId", json_text(pair, "company"));
    json_put(json, "userId", location_user(call->box, json_text(pair, "location")));
    call_answer(call, 200, json);
}

static void refresh(struct call *call)
{
    struct store *store = &call->box->store;
    const char *token = field(call, "refresh_token", "refreshToken");
    const json_t *old = store_get(store, KIND_TOKEN, token);
    if (!old || !json_text(old, "refreshOf")) {
        oauth_error(call, 400, "invalid_grant", "This refresh token is invalid");
        return;
    }
    const json_t *given = json_object_get(old, "given");
    if (given) {
        if (call->now_ms - json_number(old, "used", 0) <= SAME_PAIR_MS) {
            answer_pair(call, given);
        } else {
            oauth_error(call, 400, "invalid_grant", "This refresh token has already been used");
        }
        return;
    }
    store_remove(store, KIND_TOKEN, json_text(old, "refreshOf"), call->now_ms);
    json_t *copy = json_copy((json_t *)old);
    json_t *pair = pair_new(call, json_text(old, "location"));
    json_put_value(copy, "given", json_incref(pair));
    json_put_number(copy, "used", call->now_ms);
    store_put(store, KIND_TOKEN, token, copy, call->now_ms);
    answer_pair(call, pair);
    json_decref(pair);
}

void oauth_token(struct call *call)
{
    const char *grant = field(call, "grant_type", "grantType");
    call->v3 = text_is(json_text(call->headers, "version"), "v3");
    if (!field(call, "client_id", "clientId") || !field(call, "client_secret", "clientSecret")) {
        oauth_error(call, 422, "invalid_request", "client_id and client_secret are required");
    } else if (text_is(grant, "refresh_token")) {
        refresh(call);
    } else if (text_is(grant, "authorization_code") && field(call, "code", "code")) {
        json_t *pair = pair_new(call, location_first(call->box));
        answer_pair(call, pair);
        json_decref(pair);
    } else {
        oauth_error(call, 400, "unsupported_grant_type", "this grant is not known");
    }
}

void oauth_location_token(struct call *call)
{
    const char *location = field(call, "locationId", "locationId");
    if (!json_text(call->token, "companyId")) {
        call_error(call, 401, "This authClass type is not allowed to access this scope.");
        return;
    }
    if (!store_get(&call->box->store, KIND_LOCATION, location)) {
        call_error(call, 404, "Location not found");
        return;
    }
    json_t *pair = pair_new(call, location);
    answer_pair(call, pair);
    json_decref(pair);
}
