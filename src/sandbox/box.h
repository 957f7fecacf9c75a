/*
 * One running sandbox, and one call of it: what the parts of this folder share.
 */
#ifndef SANDBOX_BOX_H
#define SANDBOX_BOX_H

#include "faults.h"
#include "quirks.h"
#include "rate.h"
#include "record.h"
#include "store.h"

#include <ghlpub/httpd.h>
#include <ghlpub/sandbox.h>

#include "base/clock.h"
#include "base/json.h"

#define BODY_MAX ((size_t)8 << 20)

struct call;

struct sandbox {
    const struct sandbox_options *options;
    struct clock clock;
    int64_t advanced_ms; /* by the control endpoint, or by an older state */
    struct store store;
    struct quirks quirks;
    struct faults faults;
    struct rates rates;
    struct record record;
    struct httpd *httpd;
    char base[64];     /* http://127.0.0.1:PORT */
    char *files;       /* where uploads are kept */
    bool temporary;    /* `files` is removed at the end */
    struct call *late; /* calls that act after they were answered */
};

/* The time by the sandbox's clock. */
int64_t box_now(const struct sandbox *box);
/* All as it was at the start, but for the address: store, clock, rules, budget and record. For a
 * sandbox that keeps nothing on disk. Errors: those of the start. */
bool box_reset(struct sandbox *box, struct error *err);
bool box_quirk(const struct sandbox *box, enum quirk quirk);

/* A request, apart from its connection: some act when that has ended. */
struct call {
    struct sandbox *box;
    char *method, *path, *target;
    json_t *query;   /* name: value */
    json_t *headers; /* lower-case name: value; without the token */
    char *authorization;
    json_t *body; /* the JSON body, or NULL */
    char *text;   /* a body that is none */
    size_t text_len;
    bool body_is_bad, body_too_large;
    struct httpd_form *form;
    char *body_copy; /* where --record put the raw body, or NULL */
    int64_t now_ms;

    /* found on the way */
    const json_t *token;  /* borrowed from the store */
    const char *location; /* the token's */
    bool v3;
    char *segments[4]; /* what {…} of the route stand for, in order */

    /* the answer: `json`, or `out` and `type`, or a file */
    unsigned status;
    json_t *json;
    struct strbuf out;
    const char *type;
    char *file;
    char *redirect;
    bool acted; /* the handler was called */

    int64_t due_ms; /* of a late call */
    struct call *next_late;
};

/* -- answers -- */

/* Takes `json`. */
void call_answer(struct call *call, unsigned status, json_t *json);
/* {"message": text, "error": …, "statusCode": status, "traceId": …} */
void call_error(struct call *call, unsigned status, const char *text);
/* A 422 with the list of messages; takes it. */
void call_refuse(struct call *call, json_t *messages);
/* Where there are messages, refuses and returns true; takes the list either way. */
bool call_refused(struct call *call, json_t *messages);
/* {"success": true, "statusCode": status, "message": text, "results": results}; takes `results`,
 * which may be NULL. */
void call_social(struct call *call, unsigned status, const char *text, json_t *results);

const char *call_query(const struct call *call, const char *name);
/* A number of the query or, where there is none, `otherwise`. */
int64_t call_query_number(const struct call *call, const char *name, int64_t otherwise);
/* Adds "traceId". */
void call_trace(struct call *call, json_t *object);

void call_free(struct call *call);

/* -- routes (routes.c) -- */

/* Acts on a call of the API: checks, then the handler. */
void api_call(struct call *call);

/* The scope that the call needs, or NULL. */
const char *api_scope(const struct call *call);

/* -- handlers -- */

typedef void call_handler(struct call *call);

call_handler blogs_sites, blogs_posts, blogs_authors, blogs_categories, blogs_slug_exists;
call_handler blogs_create, blogs_update, blogs_get;
call_handler media_upload, media_list, media_folder, media_delete, media_delete_many, media_rename;
call_handler social_accounts, social_categories, social_category, social_tags, social_tag_details;
call_handler social_create, social_list, social_get, social_update, social_delete, social_patch;
call_handler social_delete_many;
call_handler users_list, users_search, users_get, locations_get, locations_search;
call_handler redirects_list, redirects_create, redirects_update, redirects_delete;
call_handler oauth_token, oauth_location_token;

/* Everything below /_sandbox/, and the pages. */
void control_call(struct call *call);
void pages_call(struct call *call);

#endif
