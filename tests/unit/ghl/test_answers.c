/*
 * What answers mean: outcome, code, kind and words, by table (exactly-once.md,
 * facts 5.3).
 */
#include "test.h"
#include "tests.h"

#include "judge.h"

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    long status;
    const char *body;
    enum ghl_outcome outcome;
    enum error_kind kind;
    const char *code;
    enum retry_reason reason;
    const char *words; /* in the message or the hint; NULL: any */
} rows[] = {
    {200, "{\"exists\":true}", GHL_OK, ERROR_NONE, NULL, RETRY_NEVER, NULL},
    {201, "{\"a\":1}", GHL_OK, ERROR_NONE, NULL, RETRY_NEVER, NULL},
    {204, "", GHL_OK, ERROR_NONE, NULL, RETRY_NEVER, NULL},
    {200, "{\"a\":", GHL_UNREADABLE, ERROR_FAILED, "unreadable-answer", RETRY_UNREADABLE,
     "is not JSON"},
    {200, "<html><title>Hi</title>", GHL_UNREADABLE, ERROR_FAILED, "unreadable-answer",
     RETRY_UNREADABLE, NULL},
    {302, "", GHL_UNREADABLE, ERROR_CONFIG, "redirected", RETRY_NEVER, "redirects"},
    {400, "{\"message\":\"bad\",\"traceId\":\"tr-9\"}", GHL_REFUSED, ERROR_FAILED, "refused",
     RETRY_NEVER, "\"bad\" (HTTP 400, trace tr-9)"},
    {401, "{\"statusCode\":401,\"message\":\"Invalid Private Integration token\"}", GHL_REFUSED,
     ERROR_AUTH, "token-refused", RETRY_TOKEN, "Invalid Private Integration token"},
    {401, "{\"message\":\"Invalid token: access token is invalid\",\"error\":\"Unauthorized\"}",
     GHL_REFUSED, ERROR_AUTH, "token-refused", RETRY_TOKEN, NULL},
    {401, "{\"message\":\"Invalid JWT\"}", GHL_REFUSED, ERROR_AUTH, "token-refused", RETRY_TOKEN,
     NULL},
    {401, "{\"message\":\"The token is not authorized for this scope.\"}", GHL_REFUSED, ERROR_AUTH,
     "scope-missing", RETRY_NEVER, "blogs/post.write"},
    {401, "{\"message\":\"Token's user type mismatch!\"}", GHL_REFUSED, ERROR_AUTH,
     "token-wrong-kind", RETRY_NEVER, NULL},
    {401, "{\"message\":\"This authClass type is not allowed to access this scope.\"}", GHL_REFUSED,
     ERROR_AUTH, "token-wrong-kind", RETRY_NEVER, NULL},
    {401, "{\"message\":\"version header was not found.\"}", GHL_REFUSED, ERROR_CONFIG,
     "bad-api-version", RETRY_NEVER, NULL},
    {401, "{\"message\":\"version header is invalid\"}", GHL_REFUSED, ERROR_CONFIG,
     "bad-api-version", RETRY_NEVER, NULL},
    {401, "{\"message\":\"This location is not accessible from this token!\"}", GHL_REFUSED,
     ERROR_AUTH, "location-refused", RETRY_NEVER, NULL},
    {403, "{\"message\":\"The token does not have access to this location.\"}", GHL_REFUSED,
     ERROR_AUTH, "location-refused", RETRY_NEVER, NULL},
    {403, "{\"message\":\"Forbidden resource\"}", GHL_REFUSED, ERROR_AUTH, "forbidden", RETRY_NEVER,
     NULL},
    {403, "<html><title>Access denied | Cloudflare</title>error code: 1010", GHL_REFUSED,
     ERROR_UNAVAILABLE, "blocked-user-agent", RETRY_NEVER, "1010"},
    {404, "{\"message\":\"Cannot GET /x\",\"statusCode\":404}", GHL_REFUSED, ERROR_FAILED,
     "not-found", RETRY_NEVER, "no such call"},
    {422, "{\"message\":[\"title must be a string\",\"limit must be less than 50\"]}", GHL_REFUSED,
     ERROR_FAILED, "refused", RETRY_NEVER, "title must be a string; limit must be less than 50"},
    {400, "{\"error\":{\"code\":\"x\",\"message\":\"grant is used\"}}", GHL_REFUSED, ERROR_FAILED,
     "refused", RETRY_NEVER, "grant is used"},
    {429, "", GHL_REFUSED, ERROR_TRY_AGAIN, "rate-limited", RETRY_RATE, NULL},
    {408, "", GHL_UNKNOWN, ERROR_UNAVAILABLE, "timed-out", RETRY_LOST, NULL},
    {500, "{\"message\":\"Internal\"}", GHL_UNREADABLE, ERROR_FAILED, "server-error", RETRY_SERVER,
     "Internal"},
    {503, "", GHL_UNREADABLE, ERROR_UNAVAILABLE, "server-error", RETRY_SERVER, NULL},
    {502, "<html><title>502 Bad Gateway</title>", GHL_UNKNOWN, ERROR_UNAVAILABLE, "server-error",
     RETRY_SERVER, "502 Bad Gateway"},
    {504, "", GHL_UNKNOWN, ERROR_UNAVAILABLE, "server-error", RETRY_SERVER, NULL},
    {520, "", GHL_UNKNOWN, ERROR_UNAVAILABLE, "server-error", RETRY_SERVER, NULL},
    {524, "", GHL_UNKNOWN, ERROR_UNAVAILABLE, "server-error", RETRY_SERVER, NULL},
};

static void judge_body(long status, const char *body, struct ghl_answer *answer,
                       struct judgement *judgement)
{
    struct ghl_request *request =
        request_new("POST", mem_strdup("/blogs/posts"), NULL, "create the blog post", true, NULL);
    struct headers headers;
    struct received received = {TRANSFER_DONE, &headers, body, strlen(body), NULL};

    headers_init(&headers);
    headers.status = status;
    headers.complete = true;
    *judgement = judge(request, &received, answer);
    request_free(request);
}

static void test_statuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ghl_answer answer;
        struct judgement judgement;

        judge_body(rows[i].status, rows[i].body, &answer, &judgement);
        if (answer.outcome != rows[i].outcome || judgement.reason != rows[i].reason)
            fail_msg("row %zu (%ld): outcome %d, reason %d", i, rows[i].status, answer.outcome,
                     judgement.reason);
        assert_int_equal(answer.error.kind, rows[i].kind);
        if (rows[i].code)
            assert_string_equal(answer.error.code, rows[i].code);
        if (rows[i].words && !strstr(answer.error.message, rows[i].words) &&
            !(answer.error.hint && strstr(answer.error.hint, rows[i].words)))
            fail_msg("row %zu: \"%s\" is not in \"%s\"", i, rows[i].words, answer.error.message);
        answer_release(&answer);
    }
}

static const struct {
    enum transfer_end end;
    bool head;
    enum ghl_outcome outcome;
    const char *code;
    enum retry_reason reason;
    bool failure;
} ends[] = {
    {TRANSFER_UNREACHED, false, GHL_REFUSED, "unreachable", RETRY_UNREACHED, true},
    {TRANSFER_LOST, false, GHL_UNKNOWN, "connection-lost", RETRY_LOST, true},
    {TRANSFER_STALLED, false, GHL_UNKNOWN, "timed-out", RETRY_LOST, true},
    {TRANSFER_CUT, true, GHL_UNREADABLE, "unreadable-answer", RETRY_UNREADABLE, false},
    {TRANSFER_TOO_LARGE, true, GHL_UNREADABLE, "answer-too-large", RETRY_NEVER, false},
    {TRANSFER_FILE, false, GHL_REFUSED, "upload-file-unreadable", RETRY_NEVER, false},
};

static void test_ends(void **state)
{
    struct ghl_request *request = ghl_request_new("POST", "/x", NULL);

    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct headers headers;
        struct received received = {ends[i].end, &headers, "", 0, "why\x1b[31m"};
        struct ghl_answer answer;
        struct judgement judgement;

        headers_init(&headers);
        headers.status = ends[i].head ? 200 : 0;
        headers.complete = ends[i].head;
        judgement = judge(request, &received, &answer);
        assert_int_equal(answer.outcome, ends[i].outcome);
        assert_string_equal(answer.error.code, ends[i].code);
        assert_int_equal(judgement.reason, ends[i].reason);
        assert_int_equal(judgement.failure, ends[i].failure);
        assert_null(strchr(answer.error.message, '\x1b'));
        answer_release(&answer);
    }
    request_free(request);
}

/* What a server says is cut, cleaned, and free of secrets. */
static void test_words(void **state)
{
    char body[2048];
    struct ghl_answer answer;
    struct judgement judgement;

    (void)state;
    log_add_secret("pit-secret-0001");
    memset(body, 'x', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    memcpy(body, "pit-secret-0001 \x1b[2J\n\n a ", 25);
    judge_body(400, body, &answer, &judgement);
    assert_null(strstr(answer.error.message, "secret"));
    assert_null(strchr(answer.error.message, '\x1b'));
    assert_in_range(strlen(answer.error.message), 300, 400);
    answer_release(&answer);
}

int run_answer_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statuses),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
