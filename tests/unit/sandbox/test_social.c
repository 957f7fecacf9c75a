/* Social posts: the traps of section 3 of facts.md. */
#include "tests.h"

#include "base/mem.h"
#include "seed.h"

#include <stdlib.h>
#include <string.h>

static const char *posts_path(struct sandbox *box)
{
    return target("/social-media-posting/%s/posts", location_first(box));
}

static const char *post_path(struct sandbox *box, const char *id)
{
    return target("/social-media-posting/%s/posts/%s", location_first(box), id);
}

/* Creates it; its id, to be freed. */
static char *create(struct sandbox *box, json_t *body)
{
    unsigned status;
    json_t *answer = api(box, "POST", posts_path(box), body, &status);
    assert_int_equal(status, 201);
    char *id = mem_strdup(text_at(answer, "results.post._id"));
    json_decref(answer);
    assert_non_null(id);
    return id;
}

/* One member of the post, to be freed; NULL where it has none. */
static char *member(struct sandbox *box, const char *id, const char *name)
{
    unsigned status;
    json_t *answer = api(box, "GET", post_path(box, id), NULL, &status);
    assert_int_equal(status, 200);
    char *text = mem_strdup(text_at(at(answer, "results.post"), name));
    json_decref(answer);
    return text;
}

static void expect(struct sandbox *box, const char *id, const char *name, const char *value)
{
    char *text = member(box, id, name);
    if (value)
        assert_string_equal(text, value);
    else
        assert_null(text);
    free(text);
}

static void bodies_are_refused(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    static const struct {
        const char *edit; /* a JSON object that is merged in; null removes */
        const char *message;
    } cases[] = {
        {"{\"userId\":null}", "userId must be a string"},
        {"{\"media\":null}", "media must be an array with media objects or an empty array"},
        {"{\"caption\":\"x\"}", "property caption should not exist"},
        {"{\"media\":[{\"url\":\"u\",\"type\":\"image\"}]}", "media.0.Invalid media format type"},
        {"{\"media\":[{\"url\":\"u\",\"type\":\"image/webp\"}]}",
         "media.0.Invalid media format type"},
        {"{\"media\":[{\"url\":\"u\",\"alt\":\"x\"}]}", "media.0.property alt should not exist"},
        {"{\"scheduleDate\":\"2026-11-01T00:00:00Z\"}", "scheduleDate must be after current date"},
        {"{\"scheduleDate\":null}", "scheduleDate should not be empty"},
        {"{\"accountIds\":[\"zz\"]}", "account zz does not exist"},
        {"{\"accountIds\":[]}", "accountIds should not be empty"},
        {"{\"type\":\"tweet\"}", "type must be a valid enum value"},
        {"{\"ogTagsDetails\":{\"type\":\"x\"}}", "ogTagsDetails.property type should not exist"},
        {"{\"applyWatermark\":true}", "property applyWatermark should not exist"},
        {"{\"status\":\"in_review\"}", "postApprovalDetails should not be empty"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t *body = social_body(box);
        json_t *edit = json_parse(cases[i].edit, strlen(cases[i].edit), NULL);
        const char *name;
        json_t *value;
        json_object_foreach(edit, name, value)
        {
            if (json_is_null(value))
                json_object_del(body, name);
            else
                json_object_set(body, name, value);
        }
        char *message = api_message(box, "POST", posts_path(box), body);
        assert_string_equal(message, cases[i].message);
        free(message);
        json_decref(edit);
    }
    assert_null(box_id(box, KIND_SOCIAL));
    box_free(box);
}

static void drafts_skip_the_check_of_media(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    json_t *body = social_body(box);
    json_put(body, "status", "draft");
    json_put_value(body, "media", json_pack("[{s:s, s:s}]", "url", "u", "type", "image"));
    free(create(box, body));
    box_free(box);
}

static void without_a_status_it_is_published(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    json_t *body = social_body(box);
    json_object_del(body, "status");
    char *id = create(box, body);
    expect(box, id, "status", "published");
    expect(box, id, "publishedAt", "2026-12-01T12:00:00.000Z");
    free(id);
    box_free(box);
}

static void dates_come_true(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    char *good = create(box, social_body(box));
    json_t *body = social_body(box);
    json_put_value(body, "accountIds", json_pack("[s]", box_account(box, "facebook", true)));
    char *expired = create(box, body);
    body = social_body(box);
    json_put(body, "summary", "please #sandbox-fail");
    char *failing = create(box, body);
    expect(box, good, "status", "scheduled");
    expect(box, good, "scheduleDate", "2026-12-05T10:00:00.123Z");
    box_advance(box, 5 * 86400);
    expect(box, good, "status", "published");
    expect(box, good, "publishedAt", "2026-12-05T10:00:00.123Z");
    expect(box, expired, "status", "failed");
    expect(box, failing, "status", "failed");
    expect(box, failing, "error", "Failed due to auth token");
    free(good);
    free(expired);
    free(failing);
    box_free(box);
}

static json_t *edit_body(struct sandbox *box, const char *status, const char *date, bool updated)
{
    json_t *body = social_body(box);
    json_object_del(body, "status");
    json_object_del(body, "scheduleDate");
    json_put(body, "status", status);
    json_put(body, "scheduleDate", date);
    if (updated)
        json_put_flag(body, "scheduleTimeUpdated", true);
    return body;
}

static void an_edit_can_lose_the_schedule(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    char *id = create(box, social_body(box));
    const char *date = "2026-12-06T10:00:00.123Z";
    assert_int_equal(
        api_status(box, "PUT", post_path(box, id), edit_body(box, "scheduled", date, false)), 200);
    expect(box, id, "scheduleDate", "2026-12-05T10:00:00.123Z");
    assert_int_equal(
        api_status(box, "PUT", post_path(box, id), edit_body(box, "scheduled", date, true)), 200);
    expect(box, id, "scheduleDate", date);
    expect(box, id, "status", "scheduled");
    assert_int_equal(api_status(box, "PUT", post_path(box, id), edit_body(box, NULL, NULL, false)),
                     200);
    expect(box, id, "status", "draft");
    expect(box, id, "scheduleDate", NULL);
    char *message =
        api_message(box, "PATCH", post_path(box, id), json_pack("{s:s}", "summary", "x"));
    assert_string_equal(message, "property summary should not exist");
    free(message);
    free(id);
    box_free(box);
}

static json_t *list_body(const char *accounts, const char *from, const char *to)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "type", "all", "accounts", accounts,
                     "skip", "0", "limit", "10", "fromDate", from, "toDate", to, "includeUsers",
                     "true");
}

static json_int_t count(struct sandbox *box, json_t *body)
{
    unsigned status;
    json_t *answer =
        api(box, "POST", target("/social-media-posting/%s/posts/list", location_first(box)), body,
            &status);
    assert_int_equal(status, 201);
    json_int_t found = json_integer_value(at(answer, "results.count"));
    json_decref(answer);
    return found;
}

static void lists_are_windows(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    const char *facebook = box_account(box, "facebook", false);
    const char *others = target("%s,%s", box_account(box, "linkedin", false), facebook);
    char *id = create(box, social_body(box));
    json_t *body = social_body(box);
    json_put(body, "status", "draft");
    json_object_del(body, "scheduleDate");
    free(create(box, body)); /* no date: in no window */
    assert_int_equal(
        count(box, list_body(facebook, "2026-12-05T00:00:00Z", "2026-12-06T00:00:00Z")), 1);
    assert_int_equal(count(box, list_body(others, "2026-12-05T00:00:00Z", "2026-12-06T00:00:00Z")),
                     1);
    assert_int_equal(count(box, list_body("", "2026-01-01T00:00:00Z", "2027-12-06T00:00:00Z")), 1);
    assert_int_equal(count(box, list_body(box_account(box, "linkedin", false),
                                          "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")),
                     0);
    assert_int_equal(
        count(box, list_body(facebook, "2026-12-06T00:00:00Z", "2026-12-07T00:00:00Z")), 0);
    /* deleted rows stay */
    assert_int_equal(api_status(box, "DELETE", post_path(box, id), NULL), 200);
    assert_int_equal(
        count(box, list_body(facebook, "2026-12-05T00:00:00Z", "2026-12-06T00:00:00Z")), 1);
    expect(box, id, "status", "deleted");
    body = list_body("", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
    json_put_number(body, "skip", 0);
    char *message = api_message(
        box, "POST", target("/social-media-posting/%s/posts/list", location_first(box)), body);
    assert_string_equal(message, "skip must be a number string");
    free(message);
    free(id);
    box_free(box);
}

static void texts_are_changed(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    char text[401];
    memset(text, 'x', 400);
    text[400] = '\0';
    json_t *body = social_body(box);
    json_put_value(body, "accountIds", json_pack("[s]", box_account(box, "bluesky", false)));
    json_put(body, "summary", text);
    char *id = create(box, body);
    char *summary = member(box, id, "summary");
    assert_int_equal(strlen(summary), 300);
    free(summary);
    free(id);
    body = social_body(box);
    json_put(body, "summary", " From {{location.name}}{{contact.name}}! ");
    id = create(box, body);
    expect(box, id, "summary", "From Acme!");
    free(id);
    box_free(box);
}

static void media_read_back_otherwise(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    json_t *body = social_body(box);
    json_put_value(body, "media",
                   json_pack("[{s:s, s:s}]", "url", "https://x/a.png", "type", "image/png"));
    char *id = create(box, json_deep_copy(body));
    expect(box, id, "media.0.type", "image");
    expect(box, id, "media.0.thumbnail", "https://x/a.png");
    expect(box, id, "platform", "google");
    free(id);
    box_set(box, "png-refused=on");
    char *message = api_message(box, "POST", posts_path(box), body);
    assert_string_equal(message, "media.0.Invalid media format type");
    free(message);
    box_free(box);
}

static void results_can_be_missing(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    unsigned status;
    box_set(box, "results-missing=on");
    box_set(box, "drop-milliseconds=on");
    json_t *answer = api(box, "POST", posts_path(box), social_body(box), &status);
    assert_int_equal(status, 201);
    assert_null(at(answer, "results"));
    json_decref(answer);
    const char *id = box_id(box, KIND_SOCIAL);
    assert_non_null(id);
    expect(box, id, "scheduleDate", "2026-12-05T10:00:00.000Z");
    box_free(box);
}

int run_social_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_are_refused),
        cmocka_unit_test(drafts_skip_the_check_of_media),
        cmocka_unit_test(without_a_status_it_is_published),
        cmocka_unit_test(dates_come_true),
        cmocka_unit_test(an_edit_can_lose_the_schedule),
        cmocka_unit_test(lists_are_windows),
        cmocka_unit_test(texts_are_changed),
        cmocka_unit_test(media_read_back_otherwise),
        cmocka_unit_test(results_can_be_missing),
    };
    return cmocka_run_group_tests_name("social", tests, NULL, NULL);
}
