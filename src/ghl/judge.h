/*
 * What became of a request: the one place that turns a status and a body, or the
 * way in which a transfer ended, into an outcome (exactly-once.md, "What can be
 * known"), an error for people, and a reason to send it again. Pure.
 */
#ifndef GHL_JUDGE_H
#define GHL_JUDGE_H

#include "headers.h"
#include "request.h"
#include "retry.h"

/* How a transfer ended. */
enum transfer_end {
    TRANSFER_DONE,      /* a whole answer */
    TRANSFER_UNREACHED, /* nothing of the request left */
    TRANSFER_LOST,      /* it left, no head of an answer came */
    TRANSFER_STALLED,   /* nothing moved for too long */
    TRANSFER_CUT,       /* the head came, the body ended early */
    TRANSFER_TOO_LARGE, /* beyond the bounds */
    TRANSFER_FILE       /* the file to upload could not be read, or became shorter */
};

struct received {
    enum transfer_end end;
    const struct headers *headers;
    const char *body;
    size_t len;
    const char *detail; /* libcurl's words, or the file's error; or NULL */
};

struct judgement {
    enum retry_reason reason;
    bool failure; /* the service is not well: counts for the circuit */
    bool token;   /* the token itself was refused */
};

/* Fills `answer`, whose json and error are to be released by answer_release(). */
struct judgement judge(const struct ghl_request *request, const struct received *received,
                       struct ghl_answer *answer);

void answer_release(struct ghl_answer *answer);

#endif
