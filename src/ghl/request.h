/*
 * A request as a value: what is sent, whether it writes, and what its answer
 * must hold to count as readable.
 */
#ifndef GHL_REQUEST_H
#define GHL_REQUEST_H

#include <ghlpub/ghl.h>

#include "base/strbuf.h"

struct ghl_request {
    char *method;
    char *path; /* with query, below the base; begins with '/' */
    char *body; /* JSON, or NULL */
    size_t body_len;
    bool writes;
    bool undocumented; /* a refusal says nothing of the token: the call may not be there */
    const char *what;  /* "create the blog post": a literal, for messages */

    /* Is this the body that a 2xx answer should have? NULL: any JSON, or none at all. */
    bool (*readable)(const json_t *json);

    /* An upload: the file, and the form's fields. */
    char *file, *name, *type, *folder;
};

/* `what` is a literal. Takes `path` (from malloc) and the reference to `body`. */
struct ghl_request *request_new(const char *method, char *path, json_t *body, const char *what,
                                bool writes, bool (*readable)(const json_t *json));
void request_free(struct ghl_request *request);

/* Adds "?name=value" or "&name=value", percent-encoded. NULL adds nothing. */
void request_query(struct strbuf *path, const char *name, const char *value);

#endif
