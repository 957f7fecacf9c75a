/*
 * What comes back, in every form that was seen (facts 1.3, 2, 3.2).
 */
#include "test.h"
#include "tests.h"

#include "resources.h"

#include <string.h>

static json_t *parse(const char *text)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

    assert_non_null(json);
    return json;
}

static const struct {
    const char *body, *id; /* id NULL: none */
} posts[] = {
    {"{\"blogPost\":{\"_id\":\"a\"}}", "a"},
    {"{\"data\":{\"_id\":\"a\",\"id\":\"b\"}}", "a"},
    {"{\"data\":{\"id\":\"b\"}}", "b"},
    {"{\"data\":{\"blogPost\":{\"_id\":\"c\"}}}", "c"},
    {"{\"blog\":{\"_id\":\"a\"}}", "a"},
    {"{\"post\":{\"_id\":\"a\"}}", "a"},
    {"{\"updatedBlogPost\":{\"_id\":\"a\"}}", "a"},
    {"{\"_id\":\"a\"}", "a"},
    {"{\"_id\":{\"$oid\":\"a\"}}", "a"},
    {"{\"_id\":12}", "12"},
    {"{\"_id\":\"\"}", NULL},
    {"{\"data\":[]}", NULL},
    {"{\"data\":{}}", NULL},
    {"{\"message\":\"ok\"}", NULL},
    {"[]", NULL},
    {"null", NULL},
    {"\"x\"", NULL},
};

static void test_post_ids(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(posts); i++) {
        struct ghl_answer answer = {.json = parse(posts[i].body)};
        struct arena *arena = arena_new();
        struct ghl_post post;
        bool read = ghl_read_post(&answer, arena, &post);

        assert_int_equal(read, posts[i].id != NULL);
        if (read)
            assert_string_equal(post.id, posts[i].id);
        arena_free(arena);
        json_decref(answer.json);
    }
}

static void test_post(void **state)
{
    struct ghl_answer answer = {
        .json = parse("{\"blogPost\":{\"_id\":\"a\",\"title\":\"T\",\"urlSlug\":\"t-1\","
                      "\"author\":{\"_id\":\"au\",\"name\":\"Jane\"},\"rawHTML\":\"<p>x</p>\","
                      "\"categories\":[\"c\",{\"_id\":\"d\",\"label\":\"D\"},null],"
                      "\"publishedAt\":\"2026-12-01T12:00:00+00:00\",\"wordCount\":\"7\","
                      "\"currentVersion\":\"v\",\"updatedAt\":\"2026-12-02\",\"status\":5}}")};
    struct arena *arena = arena_new();
    struct ghl_post post;

    (void)state;
    assert_true(ghl_read_post(&answer, arena, &post));
    assert_string_equal(post.slug, "t-1");
    assert_string_equal(post.author, "au");
    assert_string_equal(post.categories[0], "c");
    assert_string_equal(post.categories[1], "d");
    assert_null(post.categories[2]);
    assert_null(post.tags);
    assert_true(post.date_ms == 1796126400000);
    assert_int_equal(post.words, 7);
    assert_string_equal(post.version, "v");
    assert_string_equal(post.status, "5");
    arena_free(arena);
    json_decref(answer.json);
}

static const struct {
    const char *body, *id, *url;
} media[] = {
    {"{\"fileId\":\"f\",\"url\":\"u\"}", "f", "u"},
    {"{\"data\":{\"fileId\":\"f\",\"url\":\"u\"}}", "f", "u"},
    {"{\"_id\":\"f\",\"fileUrl\":\"u\"}", "f", "u"},
    {"{\"mediaId\":\"f\",\"mediaUrl\":\"u\"}", "f", "u"},
    {"{\"id\":\"f\",\"url\":\"u\",\"type\":\"folder\"}", NULL, NULL},
    {"{\"url\":\"u\"}", NULL, NULL},
    {"{\"fileId\":\"f\"}", NULL, NULL},
};

static void test_media(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(media); i++) {
        struct ghl_answer answer = {.json = parse(media[i].body)};
        struct arena *arena = arena_new();
        struct ghl_media item;
        bool read = ghl_read_media(&answer, arena, &item);

        assert_int_equal(read, media[i].id != NULL);
        if (read) {
            assert_string_equal(item.id, media[i].id);
            assert_string_equal(item.url, media[i].url);
        }
        arena_free(arena);
        json_decref(answer.json);
    }
}

static void test_social(void **state)
{
    struct ghl_answer answer = {
        .json = parse("{\"success\":true,\"results\":{\"post\":{\"_id\":\"s\",\"summary\":\"Hi\","
                      "\"accountIds\":[\"a\"],\"scheduleDate\":\"2026-12-01T12:00:00.123Z\","
                      "\"createdBy\":\"u\",\"error\":\"\",\"parentPostId\":\"p\","
                      "\"status\":\"deleted\",\"media\":[{\"url\":\"x\",\"type\":\"image\"},{}],"
                      "\"postApprovalDetails\":{\"approver\":\"ap\"}}}}")};
    struct ghl_answer missing = {.json = parse("{\"success\":true,\"statusCode\":201}")};
    struct arena *arena = arena_new();
    struct ghl_social post;

    (void)state;
    assert_true(ghl_read_social(&answer, arena, &post));
    assert_string_equal(post.id, "s");
    assert_string_equal(post.accounts[0], "a");
    assert_true(post.date_ms == 1796126400123);
    assert_string_equal(post.user, "u");
    assert_string_equal(post.parent, "p");
    assert_string_equal(post.approver, "ap");
    assert_null(post.error);
    assert_true(post.deleted);
    assert_int_equal(post.media_count, 1);
    assert_false(ghl_read_social(&missing, arena, &post));
    arena_free(arena);
    json_decref(answer.json);
    json_decref(missing.json);
}

static void test_others(void **state)
{
    struct ghl_answer redirect = {
        .json = parse("{\"data\":{\"id\":\"r\",\"path\":\"/Old\",\"pathLowercase\":\"/old\"}}")};
    struct ghl_answer exists = {.json = parse("{\"exists\":true}")};
    struct ghl_answer wrapped = {.json = parse("{\"data\":{\"exists\":false}}")};
    json_t *user = parse("{\"id\":\"u\",\"firstName\":\"A\",\"lastName\":\"B\"}");
    json_t *gone = parse("{\"_id\":\"t\",\"tag\":\"x\",\"deleted\":true}");
    struct arena *arena = arena_new();
    struct ghl_redirect item;
    struct ghl_name name;
    bool there = false;

    (void)state;
    assert_true(ghl_read_redirect(&redirect, arena, &item));
    assert_string_equal(item.path, "/old");
    assert_true(ghl_read_exists(&exists, &there) && there);
    assert_true(ghl_read_exists(&wrapped, &there) && !there);
    assert_false(ghl_read_exists(&redirect, &there));
    assert_true(name_decode(arena, GHL_USERS, user, &name));
    assert_string_equal(name.name, "A B");
    assert_false(name_decode(arena, GHL_TAGS, gone, &name));
    arena_free(arena);
    json_decref(redirect.json);
    json_decref(exists.json);
    json_decref(wrapped.json);
    json_decref(user);
    json_decref(gone);
}

static void test_get_missing(void **state)
{
    struct ghl_answer none = {.status = 404, .json = parse("{\"message\":\"Cannot GET /blogs\"}")};
    struct ghl_answer gone = {.status = 404, .json = parse("{\"message\":\"not found\"}")};
    struct ghl_answer method = {.status = 405};

    (void)state;
    assert_true(ghl_post_get_missing(&none));
    assert_false(ghl_post_get_missing(&gone));
    assert_true(ghl_post_get_missing(&method));
    json_decref(none.json);
    json_decref(gone.json);
}

int run_decode_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_post_ids), cmocka_unit_test(test_post),
        cmocka_unit_test(test_media),    cmocka_unit_test(test_social),
        cmocka_unit_test(test_others),   cmocka_unit_test(test_get_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
