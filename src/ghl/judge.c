/*
 * Outcomes, codes and words for what servers answer (facts 4, 5.3). When a
 * request is sent again is left to retry.c.
 */
#include "judge.h"

#include "scope.h"
#include "words.h"

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stop.h"

#include <stdlib.h>
#include <string.h>

struct case_ {
    const struct ghl_request *request;
    const struct received *received;
    struct ghl_answer *answer;
    char *words;
};

/* "cannot create the blog post", or the request itself where nobody named it. */
static char *attempt(const struct ghl_request *request)
{
    if (request->what)
        return mem_printf("cannot %s", request->what);
    return mem_printf("%s %s failed", request->method, request->path);
}

static void fail(const struct case_ *c, enum error_kind kind, const char *code, const char *why)
{
    char *tried = attempt(c->request);
    const struct ghl_answer *answer = c->answer;
    const char *trace = answer->trace;

    if (answer->status > 0)
        error_set(&c->answer->error, kind, code, "%s: %s (HTTP %ld%s%s)", tried, why,
                  answer->status, trace ? ", trace " : "", trace ? trace : "");
    else
        error_set(&c->answer->error, kind, code, "%s: %s", tried, why);
    free(tried);
}

static void fail_said(const struct case_ *c, enum error_kind kind, const char *code,
                      const char *who)
{
    char *why = *c->words ? mem_printf("%s says \"%s\"", who, c->words)
                          : mem_printf("%s gives no reason", who);
    fail(c, kind, code, why);
    free(why);
}

/* ---- refusals ---- */

static void hint(const struct case_ *c, const char *text)
{
    error_hint(&c->answer->error, "%s", text);
}

static bool says(const struct case_ *c, const char *part)
{
    return words_contain(c->words, part);
}

/* 401 and 403: what is wrong is in the text alone (facts 5.3). True where the token itself was
 * refused. */
static bool judge_access(const struct case_ *c)
{
    const char *scope = scope_of(c->request->method, c->request->path);

    if (says(c, "does not have access to this location") ||
        says(c, "not accessible from this token")) {
        fail_said(c, ERROR_AUTH, "location-refused", "the server");
        hint(c, "the token belongs to another location: compare `location` (or GHL_LOCATION_ID)"
                " with the sub-account in which the token was made");
    } else if (says(c, "user type mismatch") || says(c, "authClass type is not allowed")) {
        fail_said(c, ERROR_AUTH, "token-wrong-kind", "the server");
        hint(c, "this needs a token of the sub-account, not of the agency: make a private"
                " integration in the sub-account's settings");
    } else if (says(c, "not authorized for this scope") || says(c, "scope")) {
        fail_said(c, ERROR_AUTH, "scope-missing", "the server");
        if (scope)
            error_hint(&c->answer->error,
                       "add the scope \"%s\" to the private integration (the token stays the same);"
                       " a token of the agency gets this answer too",
                       scope);
    } else if (says(c, "version header")) {
        fail_said(c, ERROR_CONFIG, "bad-api-version", "the server");
        hint(c, "`api: {version: 2021-07-28}` in ghlpub.yaml is the one that works");
    } else if (c->answer->status == 403) {
        fail_said(c, ERROR_AUTH, "forbidden", "the server");
        hint(c, "the token is known but may not do this: check its scopes and its location");
    } else {
        fail_said(c, ERROR_AUTH, "token-refused", "the server");
        hint(c, "copy the token again (GHL_API_KEY, token_command or token_file); it may have been"
                " rotated or revoked");
        return true;
    }
    return false;
}

static bool is_blocked(const struct case_ *c)
{
    /* Cloudflare's page of error 1010: facts 4. Never a sign of a bad token. */
    const char *body = c->received->body;
    char *text;
    bool blocked;

    if (c->answer->status != 403 || !body)
        return false;
    text = mem_strndup(body, c->received->len < 65536 ? c->received->len : 65536);
    blocked = words_contain(text, "1010") &&
              (words_contain(text, "cloudflare") || words_contain(text, "error code") ||
               words_contain(text, "access denied") || words_contain(text, "banned"));
    free(text);
    return blocked;
}

static enum retry_reason judge_refusal(const struct case_ *c, struct judgement *judgement)
{
    c->answer->outcome = GHL_REFUSED;
    switch (c->answer->status) {
    case 401:
        judgement->token = judge_access(c);
        return judgement->token ? RETRY_TOKEN : RETRY_NEVER;
    case 403:
        if (is_blocked(c)) {
            fail(c, ERROR_UNAVAILABLE, "blocked-user-agent",
                 "the firewall before the API (Cloudflare, error 1010) refuses this program");
            hint(c, "the token is not the cause: try from another network, or tell HighLevel's"
                    " support the User-Agent \"ghlpub\"");
        } else {
            judge_access(c);
        }
        return RETRY_NEVER;
    case 404:
        fail_said(c, ERROR_FAILED, "not-found", "the server");
        if (says(c, "cannot get") || says(c, "cannot post") || says(c, "cannot put"))
            hint(c, "this server has no such call in this version of the API");
        return RETRY_NEVER;
    case 429:
        fail_said(c, ERROR_TRY_AGAIN, "rate-limited", "the server");
        hint(c, "others use the same budget of requests (100 in 10 seconds, 200,000 a day): run"
                " again later");
        return RETRY_RATE;
    default:
        fail_said(c, ERROR_FAILED, "refused", "the server");
        return RETRY_NEVER;
    }
}

/* ---- the server's own failures ---- */

static enum retry_reason judge_failure(const struct case_ *c)
{
    long status = c->answer->status;

    /* 500 and 503 come from the application, which has answered; the others from something before
     * it, and the application may act later. */
    c->answer->outcome = status == 500 || status == 503 ? GHL_UNREADABLE : GHL_UNKNOWN;
    if (status == 408)
        fail(c, ERROR_UNAVAILABLE, "timed-out", "the server waited too long for the request");
    else
        fail_said(c, status == 500 ? ERROR_FAILED : ERROR_UNAVAILABLE, "server-error",
                  status == 500 ? "the server failed and" : "the service is not available and");
    return status == 408 ? RETRY_LOST : RETRY_SERVER;
}

static enum retry_reason judge_redirection(const struct case_ *c)
{
    char *clean = log_clean(c->received->headers->location);
    char *why = mem_printf("the server redirects to \"%s\", where the token is not sent", clean);

    /* A 303 may be the answer to a request that was carried out. */
    c->answer->outcome = GHL_UNREADABLE;
    fail(c, ERROR_CONFIG, "redirected", why);
    hint(c, "set GHL_API_BASE to the address of the API itself");
    free(why);
    free(clean);
    return RETRY_NEVER;
}

/* ---- transfers without a whole answer ---- */

static enum retry_reason judge_transfer(const struct case_ *c)
{
    const char *detail = c->received->detail ? c->received->detail : "no reason given";
    char *clean = log_clean(detail), *why = NULL;
    enum retry_reason reason = RETRY_LOST;

    c->answer->outcome = GHL_UNKNOWN;
    switch (c->received->end) {
    case TRANSFER_UNREACHED:
        c->answer->outcome = GHL_REFUSED;
        why = mem_printf("the server cannot be reached: %s", clean);
        fail(c, ERROR_UNAVAILABLE, "unreachable", why);
        hint(c, "check the network, and GHL_API_BASE where it is set");
        reason = RETRY_UNREACHED;
        break;
    case TRANSFER_STALLED:
        if (stop_signal()) { /* it was not waited for */
            fail(c, ERROR_INTERRUPTED, "interrupted", "interrupted while the server was to answer");
            reason = RETRY_NEVER;
            break;
        }
        fail(c, ERROR_UNAVAILABLE, "timed-out", "the server has stopped answering");
        break;
    case TRANSFER_CUT:
        c->answer->outcome = GHL_UNREADABLE;
        fail(c, ERROR_FAILED, "unreadable-answer", "the answer was cut off");
        reason = RETRY_UNREADABLE;
        break;
    case TRANSFER_TOO_LARGE:
        c->answer->outcome = GHL_UNREADABLE;
        fail(c, ERROR_FAILED, "answer-too-large", "the answer is larger than any should be");
        reason = RETRY_NEVER;
        break;
    case TRANSFER_FILE:
        c->answer->outcome = GHL_REFUSED;
        fail(c, ERROR_FAILED, "upload-file-unreadable", clean);
        reason = RETRY_NEVER;
        break;
    default:
        why = mem_printf("the connection was lost before an answer came: %s", clean);
        fail(c, ERROR_UNAVAILABLE, "connection-lost", why);
        break;
    }
    free(why);
    free(clean);
    return reason;
}

/* ---- the whole ---- */

static bool is_blank(const char *body, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)body[i] > ' ')
            return false;
    }
    return true;
}

static void read_body(const struct received *received, struct ghl_answer *answer)
{
    answer->json = received->len > 0 ? json_parse(received->body, received->len, NULL) : NULL;
    answer->trace = json_text(answer->json, "traceId");
}

static enum retry_reason judge_success(const struct case_ *c)
{
    const struct received *received = c->received;
    const json_t *json = c->answer->json;
    bool blank = is_blank(received->body, received->len);
    bool readable = c->request->readable ? c->request->readable(json) : json != NULL || blank;

    if (readable && received->end == TRANSFER_DONE) {
        c->answer->outcome = GHL_OK;
        return RETRY_NEVER;
    }
    c->answer->outcome = GHL_UNREADABLE;
    fail(c, ERROR_FAILED, "unreadable-answer",
         json                      ? "the answer lacks what it should hold"
         : blank                   ? "the answer is empty"
         : received->headers->html ? "the answer is a web page and not JSON"
                                   : "the answer is not JSON");
    return RETRY_UNREADABLE;
}

struct judgement judge(const struct ghl_request *request, const struct received *received,
                       struct ghl_answer *answer)
{
    struct judgement judgement = {RETRY_NEVER, false, false};
    struct case_ c = {request, received, answer, NULL};
    long status = received->headers->status;

    *answer = (struct ghl_answer){.server_ms = received->headers->date_ms};
    if (received->headers->complete)
        answer->status = status;
    if (received->end == TRANSFER_DONE)
        read_body(received, answer);
    c.words = words_of(answer->json, received->body, received->len);

    /* An error's status says enough, also where its body was cut. */
    if (received->end == TRANSFER_CUT && status >= 400)
        received = NULL;
    if (received && received->end != TRANSFER_DONE)
        judgement.reason = judge_transfer(&c);
    else if (status >= 500 || status == 408)
        judgement.reason = judge_failure(&c);
    else if (status >= 400)
        judgement.reason = judge_refusal(&c, &judgement);
    else if (status >= 300)
        judgement.reason = judge_redirection(&c);
    else
        judgement.reason = judge_success(&c);
    judgement.failure = judgement.reason == RETRY_UNREACHED || judgement.reason == RETRY_LOST ||
                        judgement.reason == RETRY_SERVER;
    free(c.words);
    return judgement;
}

void answer_release(struct ghl_answer *answer)
{
    json_decref(answer->json);
    answer->json = NULL;
    answer->trace = NULL;
    error_release(&answer->error);
}
