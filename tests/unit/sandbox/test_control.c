/* The control endpoint. */
#include "tests.h"

#include "base/mem.h"
#include "seed.h"

#include <stdlib.h>
#include <string.h>

static void an_editor_edits(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    unsigned status;
    json_t *made =
        api(box, "POST", "/_sandbox/posts", json_pack("{s:s}", "title", "By an editor"), &status);
    assert_int_equal(status, 201);
    assert_string_equal(text_at(made, "urlSlug"), "by-an-editor");
    const char *path = target("/_sandbox/posts/%s", text_at(made, "_id"));
    json_t *edited = api(box, "PUT", path, json_pack("{s:s}", "rawHTML", "<p>new</p>"), &status);
    assert_string_equal(text_at(edited, "rawHTML"), "<p>new</p>");
    assert_string_equal(text_at(edited, "title"), "By an editor");
    assert_true(strcmp(text_at(edited, "updatedAt"), text_at(made, "updatedAt")) > 0);
    assert_string_not_equal(text_at(edited, "currentVersion"), text_at(made, "currentVersion"));
    assert_int_equal(api_status(box, "DELETE", path, NULL), 200);
    assert_int_equal(api_status(box, "DELETE", path, NULL), 404);
    json_decref(made);
    json_decref(edited);
    made = api(box, "POST", "/_sandbox/social", json_pack("{s:s}", "summary", "x"), &status);
    assert_int_equal(status, 201);
    assert_string_equal(text_at(made, "status"), "draft");
    json_decref(made);
    box_free(box);
}

static void rules_are_set(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    unsigned status;
    json_t *answer = api(box, "POST", "/_sandbox/faults",
                         json_string("GET /a: 503 x1\n\nGET /b: html\n"), &status);
    assert_int_equal(json_array_size(answer), 2);
    json_decref(answer);
    assert_int_equal(api_status(box, "POST", "/_sandbox/faults", json_string("what\n")), 400);
    assert_int_equal(box->faults.len, 2);
    assert_int_equal(api_status(box, "DELETE", "/_sandbox/faults", NULL), 200);
    assert_int_equal(box->faults.len, 0);
    assert_int_equal(
        api_status(box, "POST", "/_sandbox/quirks", json_pack("{s:b}", "single-get", 0)), 200);
    assert_false(box_quirk(box, QUIRK_SINGLE_GET));
    assert_int_equal(api_status(box, "GET", "/_sandbox/nothing", NULL), 404);
    box_free(box);
}

static void the_clock_is_moved(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    unsigned status;
    json_decref(api(box, "POST", "/_sandbox/clock", json_pack("{s:s}", "advance", "2d"), &status));
    json_t *answer =
        api(box, "POST", "/_sandbox/clock", json_pack("{s:i}", "advance", 60), &status);
    assert_memory_equal(text_at(answer, "now"), "2026-12-03T12:01:0", 18);
    json_decref(answer);
    answer = api(box, "POST", "/_sandbox/clock", json_pack("{s:s}", "now", "2027-01-01T00:00:00Z"),
                 &status);
    assert_memory_equal(text_at(answer, "now"), "2027-01-01T00:00:0", 18);
    json_decref(answer);
    assert_int_equal(
        api_status(box, "POST", "/_sandbox/clock", json_pack("{s:s}", "advance", "soon")), 400);
    box_free(box);
}

static void tokens_have_scopes(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    unsigned status;
    assert_int_equal(
        api_status(box, "POST", "/_sandbox/tokens",
                   json_pack("{s:s, s:[s]}", "token", "pit-less", "scopes", "blogs/list.readonly")),
        200);
    const json_t *token = store_get(&box->store, KIND_TOKEN, "pit-less");
    assert_string_equal(json_text(token, "locationId"), location_first(box));
    json_t *place =
        api(box, "POST", "/_sandbox/locations", json_pack("{s:s}", "name", "Two"), &status);
    assert_int_equal(status, 201);
    assert_string_not_equal(text_at(place, "location"), location_first(box));
    assert_non_null(store_get(&box->store, KIND_TOKEN, text_at(place, "token")));
    json_decref(place);
    /* no token in the store's JSON */
    json_t *stored = api(box, "GET", "/_sandbox/store", NULL, &status);
    char *text = json_dumps(stored, 0);
    assert_null(strstr(text, "pit-"));
    free(text);
    json_decref(stored);
    box_free(box);
}

int run_control_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_editor_edits),
        cmocka_unit_test(rules_are_set),
        cmocka_unit_test(the_clock_is_moved),
        cmocka_unit_test(tokens_have_scopes),
    };
    return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
