/*
 * On the wire: what reaches a server, how often, and what the loop makes of its
 * answers.
 */
#include "test.h"
#include "tests.h"
#include "wire.h"

#include "client.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct seen {
    unsigned answers;
    enum ghl_outcome outcome;
    long status;
    char code[32];
    json_int_t n;
};

static struct wire wire;
static struct clock test_clock;

static void note(void *context, const struct ghl_answer *answer)
{
    struct seen *seen = context;

    seen->answers++;
    seen->outcome = answer->outcome;
    seen->status = answer->status;
    seen->n = json_integer_value(json_object_get(answer->json, "n"));
    snprintf(seen->code, sizeof seen->code, "%s", answer->error.code ? answer->error.code : "");
}

static struct ghl *open_client(unsigned jobs)
{
    struct ghl_options options = {.base = wire.base,
                                  .token = "pit-0123456789",
                                  .location = "loc",
                                  .version = "2021-07-28",
                                  .jobs = jobs,
                                  .clock = &test_clock,
                                  .seed = 1,
                                  .stall_ms = 300};

    clock_init(&test_clock, NULL, 1, NULL);
    memset(wire.counts, 0, sizeof *wire.counts);
    return ghl_open(&options, NULL);
}

static struct seen ask(struct ghl *ghl, const char *method, const char *path)
{
    struct seen seen = {0};
    bool body = strcmp(method, "GET") != 0 && strcmp(method, "DELETE") != 0;
    json_t *json = body ? json_pack("{s:s}", "x", "y") : NULL;

    ghl_send(ghl, ghl_request_new(method, path, json), note, &seen);
    json_decref(json);
    ghl_run(ghl, NULL);
    assert_int_equal(seen.answers, 1);
    return seen;
}

/* libcurl repeats a request by itself when a reused connection dies (libraries.md): none of these
 * may act twice. */
static void test_never_twice(void **state)
{
    static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};
    static const char *const ends[] = {"/x/reset", "/x/fin"};
    struct ghl *ghl = open_client(1);

    (void)state;
    for (size_t i = 0; i < COUNT(methods); i++) {
        for (size_t j = 0; j < COUNT(ends); j++) {
            struct seen seen;

            ask(ghl, "GET", "/x/ok");
            wire.counts->acted = 0;
            seen = ask(ghl, methods[i], ends[j]);
            assert_int_equal(seen.outcome, GHL_UNKNOWN);
            assert_string_equal(seen.code, "connection-lost");
            assert_int_equal(wire.counts->acted, 1);
        }
    }
    ghl_close(ghl);
}

static void upload(struct ghl *ghl, const char *path, struct seen *seen)
{
    ghl_send(ghl, ghl_upload(ghl, path, "pic.png", "image/png", NULL), note, seen);
}

static char *scratch_file(void)
{
    static char path[40];
    int fd;

    snprintf(path, sizeof path, "/tmp/ghlpub-upload-XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, 300000), 0);
    close(fd);
    return path;
}

static void test_upload(void **state)
{
    struct ghl *ghl = open_client(1);
    char *path = scratch_file();
    struct seen seen = {0};

    (void)state;
    ask(ghl, "GET", "/x/ok");
    wire.counts->seen[10] = 1;
    wire.counts->seen[11] = 1;
    upload(ghl, path, &seen);
    ghl_run(ghl, NULL);
    assert_int_equal(seen.outcome, GHL_UNKNOWN);
    assert_int_equal(wire.counts->uploads, 1);

    wire.counts->seen[11] = 0;
    wire.counts->seen[10] = 2;
    upload(ghl, path, &seen);
    ghl_run(ghl, NULL);
    assert_int_equal(seen.outcome, GHL_UNREADABLE);
    assert_true(ghl->uploads_alone);
    upload(ghl, path, &seen);
    ghl_run(ghl, NULL);
    assert_int_equal(seen.outcome, GHL_OK);
    assert_int_equal(wire.counts->uploads, 3);

    unlink(path);
    upload(ghl, path, &seen);
    ghl_run(ghl, NULL);
    assert_int_equal(seen.outcome, GHL_REFUSED);
    assert_string_equal(seen.code, "upload-file-unreadable");
    ghl_close(ghl);
}

static const struct {
    const char *method, *path;
    enum ghl_outcome outcome;
    const char *code;
    unsigned requests;
} rows[] = {
    {"GET", "/x/ok", GHL_OK, "", 1},
    {"GET", "/x/429", GHL_OK, "", 2},
    {"POST", "/x/429", GHL_OK, "", 2},
    {"GET", "/x/503", GHL_OK, "", 2},
    {"POST", "/x/503", GHL_UNREADABLE, "server-error", 1},
    {"GET", "/x/401", GHL_OK, "", 2},
    {"POST", "/x/401", GHL_OK, "", 2},
    {"GET", "/x/html", GHL_UNREADABLE, "unreadable-answer", 6},
    {"POST", "/x/html", GHL_UNREADABLE, "unreadable-answer", 1},
    {"POST", "/x/cut", GHL_UNREADABLE, "unreadable-answer", 1},
    {"GET", "/x/redirect", GHL_UNREADABLE, "redirected", 1},
    {"POST", "/x/stall", GHL_UNKNOWN, "timed-out", 1},
    {"GET", "/x/huge", GHL_UNREADABLE, "answer-too-large", 1},
    {"GET", "/x/500", GHL_UNREADABLE, "server-error", 6},
    {"GET", "/x/refused", GHL_REFUSED, "token-refused", 2},
};

static void test_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ghl *ghl = open_client(2);
        struct seen seen = ask(ghl, rows[i].method, rows[i].path);

        if (seen.outcome != rows[i].outcome || strcmp(seen.code, rows[i].code) != 0 ||
            wire.counts->requests != rows[i].requests)
            fail_msg("%s %s: outcome %d, code \"%s\", %u requests", rows[i].method, rows[i].path,
                     seen.outcome, seen.code, wire.counts->requests);
        ghl_close(ghl);
    }
}

static void test_headers(void **state)
{
    struct ghl *ghl = open_client(1);

    (void)state;
    assert_int_equal(ask(ghl, "POST", "/x/ok").n, 1);
    assert_non_null(strstr(wire.counts->last, "POST /x/ok HTTP/1.1\r\n"));
    assert_non_null(strstr(wire.counts->last, "Authorization: Bearer pit-0123456789\r\n"));
    assert_non_null(strstr(wire.counts->last, "Version: 2021-07-28\r\n"));
    assert_non_null(strstr(wire.counts->last, "User-Agent: ghlpub/"));
    assert_non_null(strstr(wire.counts->last, "Content-Type: application/json\r\n"));
    assert_null(strstr(wire.counts->last, "Expect"));
    assert_null(strstr(wire.counts->last, "Accept-Encoding"));
    assert_int_equal(ask(ghl, "GET", "/x/ok").n, 2); /* kept alive */
    assert_true(ghl_server_ms(ghl) >= 1796126400000);
    ghl_close(ghl);
}

/* After the token was refused, or the service is down, what waits is answered with that. */
static void test_fatal(void **state)
{
    struct ghl *ghl = open_client(1);
    struct error err = ERROR_INIT;
    struct seen seen[3] = {{0}};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        ghl_send(ghl, ghl_request_new("GET", "/x/refused", NULL), note, &seen[i]);
    assert_false(ghl_run(ghl, &err));
    assert_int_equal(err.kind, ERROR_AUTH);
    assert_int_equal(seen[2].answers, 1);
    assert_string_equal(seen[2].code, "token-refused");
    assert_in_range(wire.counts->requests, 2, 4);
    error_release(&err);
    ghl_close(ghl);

    ghl = open_client(4);
    for (size_t i = 0; i < 3; i++)
        ghl_send(ghl, ghl_request_new("GET", "/x/500", NULL), note, &seen[i]);
    assert_false(ghl_run(ghl, &err));
    assert_int_equal(err.kind, ERROR_UNAVAILABLE);
    assert_string_equal(err.code, "service-down");
    assert_in_range(wire.counts->requests, 6, 18);
    error_release(&err);
    ghl_close(ghl);
}

static bool refuse_turn(void *context)
{
    unsigned *turns = context;
    return ++*turns < 2;
}

/* One turn's writes leave after one call; where it fails, none leaves any more. */
static void test_turn(void **state)
{
    struct ghl *ghl = open_client(8);
    struct seen first = {0}, second = {0}, third = {0};
    unsigned turns = 0;

    (void)state;
    ghl_set_turn(ghl, refuse_turn, &turns);
    ghl_send(ghl, ghl_request_new("POST", "/x/ok", NULL), note, &first);
    ghl_send(ghl, ghl_request_new("POST", "/x/ok", NULL), note, &first);
    assert_true(ghl_run(ghl, NULL));
    assert_int_equal(turns, 1);
    assert_int_equal(first.answers, 2);
    assert_int_equal(first.outcome, GHL_OK);
    ghl_send(ghl, ghl_request_new("POST", "/x/ok", NULL), note, &second);
    ghl_send(ghl, ghl_request_new("GET", "/x/ok", NULL), note, &third);
    assert_true(ghl_run(ghl, NULL));
    assert_int_equal(second.outcome, GHL_REFUSED);
    assert_string_equal(second.code, "stopped");
    assert_int_equal(third.outcome, GHL_OK);
    assert_int_equal(wire.counts->acted, 2);
    ghl_close(ghl);
}

static bool count_item(void *context, const void *item)
{
    const struct ghl_name *name = item;

    assert_string_equal(name->name, "N");
    return ++*(unsigned *)context < 1000;
}

static void test_list(void **state)
{
    struct ghl *ghl = open_client(1);
    unsigned items = 0;
    struct ghl_list list = {.kind = GHL_AUTHORS, .item = count_item, .context = &items};

    (void)state;
    ghl_list(ghl, &list);
    assert_true(ghl_run(ghl, NULL));
    assert_int_equal(items, 45);
    assert_int_equal(wire.counts->requests, 3); /* 20, 20, 5 */
    wire.counts->offset_ignored = true;
    items = 0;
    ghl_list(ghl, &list);
    assert_true(ghl_run(ghl, NULL));
    assert_int_equal(items, 20);
    assert_int_equal(wire.counts->requests, 5);
    ghl_close(ghl);
}

static void count_call(void *context)
{
    ++*(unsigned *)context;
}

static void test_timers(void **state)
{
    struct ghl *ghl = open_client(1);
    unsigned calls = 0;

    (void)state;
    ghl_after(ghl, 1000, count_call, &calls);
    ghl_after(ghl, 0, count_call, &calls);
    assert_true(ghl_run(ghl, NULL));
    assert_int_equal(calls, 2);
    ghl_close(ghl);
}

static void test_unreachable(void **state)
{
    struct ghl_options options = {.base = "http://127.0.0.1:1", .token = "pit-0123456789"};
    struct ghl *ghl = ghl_open(&options, NULL);
    struct seen seen = {0};

    (void)state;
    ghl_send(ghl, ghl_request_new("POST", "/x", NULL), note, &seen);
    assert_true(ghl_run(ghl, NULL));
    assert_int_equal(seen.outcome, GHL_REFUSED);
    assert_string_equal(seen.code, "unreachable");
    assert_int_equal(ghl_counts(ghl).requests, 3);
    ghl_close(ghl);
}

static int start_server(void **state)
{
    (void)state;
    wire_start(&wire);
    return 0;
}

static int stop_server(void **state)
{
    (void)state;
    wire_stop(&wire);
    return 0;
}

int run_wire_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_twice), cmocka_unit_test(test_upload),
        cmocka_unit_test(test_answers),     cmocka_unit_test(test_headers),
        cmocka_unit_test(test_fatal),       cmocka_unit_test(test_turn),
        cmocka_unit_test(test_list),        cmocka_unit_test(test_timers),
        cmocka_unit_test(test_unreachable),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
