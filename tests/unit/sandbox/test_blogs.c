/* Posts: the traps of section 1 of facts.md. */
#include "tests.h"

#include "base/mem.h"
#include "blog_posts.h"
#include "seed.h"

#include <stdlib.h>
#include <string.h>

/* Creates the post and returns the record, to be decref'd. */
static json_t *create(struct sandbox *box, json_t *body)
{
    unsigned status;
    json_t *answer = api(box, "POST", "/blogs/posts", body, &status);
    assert_int_equal(status, 201);
    json_t *post = json_incref(at(answer, "blogPost"));
    assert_non_null(post);
    json_decref(answer);
    return post;
}

static json_t *update(struct sandbox *box, const char *id, json_t *body)
{
    unsigned status;
    json_t *answer = api(box, "PUT", target("/blogs/posts/%s", id), body, &status);
    assert_int_equal(status, 200);
    json_t *post = json_incref(at(answer, "updatedBlogPost"));
    assert_non_null(post);
    json_decref(answer);
    return post;
}

static size_t listed(struct sandbox *box, const char *status_name)
{
    unsigned status;
    json_t *answer = api(box, "GET",
                         target("/blogs/posts/all?locationId=%s&blogId=%s&limit=50&offset=0%s%s",
                                location_first(box), box_id(box, KIND_BLOG),
                                status_name ? "&status=" : "", status_name ? status_name : ""),
                         NULL, &status);
    assert_int_equal(status, 200);
    size_t count = json_array_size(at(answer, "blogs"));
    if (count) {
        assert_null(at(answer, "blogs.0.rawHTML"));
        assert_null(at(answer, "blogs.0.currentVersion"));
    }
    json_decref(answer);
    return count;
}

static void slugs_get_suffixes(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    static const char *const slugs[] = {"hello", "hello-1", "hello-2"};
    for (size_t i = 0; i < COUNT(slugs); i++) {
        json_t *post = create(box, post_body(box, "hello"));
        assert_string_equal(text_at(post, "urlSlug"), slugs[i]);
        json_decref(post);
    }
    box_set(box, "slug-suffix=off");
    char *message = api_message(box, "POST", "/blogs/posts", post_body(box, "hello"));
    assert_string_equal(message, "urlSlug already exists");
    free(message);
    box_free(box);
}

static void an_update_keeps_the_old_body(void **state)
{
    (void)state;
    static const struct {
        const char *version; /* "": the right one */
        bool counted;
        const char *quirk;
        const char *body;
    } cases[] = {
        {NULL, false, NULL, "<p>one</p>"},
        {NULL, true, NULL, "<p>one</p>"},
        {"", false, NULL, "<p>one</p>"},
        {"0123", true, NULL, "<p>one</p>"},
        {"", true, NULL, "<p>two</p>"},
        {NULL, true, "update-needs-version=off", "<p>two</p>"},
        {"", false, "update-needs-wordcount=off", "<p>two</p>"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sandbox *box = box_new(NULL);
        json_t *post = create(box, post_body(box, "a"));
        json_t *body = post_body(box, "a");
        const char *version = cases[i].version;
        if (cases[i].quirk)
            box_set(box, cases[i].quirk);
        json_put(body, "rawHTML", "<p>two</p>");
        json_put(body, "title", "Changed");
        if (version)
            json_put(body, "currentVersion", *version ? version : text_at(post, "currentVersion"));
        if (cases[i].counted)
            json_put_number(body, "wordCount", 1);
        json_t *changed = update(box, text_at(post, "_id"), body);
        assert_string_equal(text_at(changed, "rawHTML"), cases[i].body);
        assert_string_equal(text_at(changed, "title"), "Changed");
        assert_string_equal(text_at(changed, "urlSlug"), "a");
        assert_string_not_equal(text_at(changed, "currentVersion"),
                                text_at(post, "currentVersion"));
        assert_true(strcmp(text_at(changed, "updatedAt"), text_at(post, "updatedAt")) > 0);
        json_decref(changed);
        json_decref(post);
        box_free(box);
    }
}

static void a_partial_update_needs_a_status(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    json_t *post = create(box, post_body(box, "a"));
    const char *id = text_at(post, "_id"), *location = location_first(box);
    const char *blog = box_id(box, KIND_BLOG);
    char *message = api_message(box, "PUT", target("/blogs/posts/%s", id),
                                json_pack("{s:s, s:s}", "locationId", location, "blogId", blog));
    assert_string_equal(message, "status must be a valid enum value");
    free(message);
    json_t *changed = update(
        box, id,
        json_pack("{s:s, s:s, s:s}", "locationId", location, "blogId", blog, "status", "DRAFT"));
    assert_string_equal(text_at(changed, "status"), "DRAFT");
    assert_string_equal(text_at(changed, "title"), "Hello");
    assert_int_equal(json_array_size(at(changed, "categories")), 0);
    json_decref(changed);
    json_decref(post);
    box_free(box);
}

static void scheduled_posts_go_out_and_cannot_be_redated(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    json_t *body = post_body(box, "a");
    json_put(body, "status", "SCHEDULED");
    json_put(body, "publishedAt", "2026-12-03T00:00:00.000Z");
    json_t *post = create(box, json_deep_copy(body));
    const char *path = target("/blogs/posts/%s", text_at(post, "_id"));
    json_put(body, "publishedAt", "2026-12-04T00:00:00.000Z");
    assert_int_equal(api_status(box, "PUT", path, json_deep_copy(body)), 500);
    json_put(body, "status", "DRAFT");
    assert_int_equal(api_status(box, "PUT", path, json_deep_copy(body)), 200);
    json_put(body, "status", "SCHEDULED");
    assert_int_equal(api_status(box, "PUT", path, json_deep_copy(body)), 200);
    assert_int_equal(listed(box, "SCHEDULED"), 1);
    box_advance(box, 86400);
    assert_int_equal(listed(box, "SCHEDULED"), 1);
    box_advance(box, 2 * 86400);
    assert_int_equal(listed(box, "SCHEDULED"), 0);
    assert_int_equal(listed(box, "PUBLISHED"), 1);
    json_decref(post);
    json_decref(body);
    box_free(box);
}

static void lists_need_a_status(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    json_decref(create(box, post_body(box, "a")));
    assert_int_equal(listed(box, NULL), 0);
    box_set(box, "list-needs-status=off");
    assert_int_equal(listed(box, NULL), 1);
    const char *all =
        target("/blogs/posts/all?locationId=%s&blogId=%s&limit=50&offset=0&status=ALL",
               location_first(box), box_id(box, KIND_BLOG));
    unsigned status;
    assert_int_equal(api_status(box, "GET", all, NULL), 422);
    json_decref(api_v3(box, "GET", all, NULL, &status));
    assert_int_equal(status, 200);
    box_free(box);
}

static void requests_are_refused(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    const char *location = location_first(box), *blog = box_id(box, KIND_BLOG);
    const struct {
        const char *target;
        const char *message;
    } cases[] = {
        {target("/blogs/posts/all?locationId=%s&blogId=%s&limit=51&offset=0&status=DRAFT", location,
                blog),
         "limit must not be greater than 50"},
        {target("/blogs/posts/all?locationId=%s&blogId=%s&limit=5&skip=0", location, blog),
         "property skip should not exist"},
        {target("/blogs/authors?locationId=%s&limit=21&offset=0", location),
         "limit must not be greater than 20"},
        {target("/blogs/categories?locationId=%s&limit=5&offset=0&blogId=%s", location, blog),
         "property blogId should not exist"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *message = api_message(box, "GET", cases[i].target, NULL);
        assert_string_equal(message, cases[i].message);
        free(message);
    }
    static const struct {
        const char *name, *value, *message;
    } members[] = {
        {"metaTitle", "x", "property metaTitle should not exist"},
        {"wordCount", "1", "property wordCount should not exist"},
        {"author", "zz", "author zz does not exist"},
        {"blogId", "zz", "blogId zz does not exist"},
        {"status", "LIVE", "status must be a valid enum value"},
        {"publishedAt", "soon", "publishedAt must be a valid ISO 8601 date string"},
        {"locationId", "zz", "The token does not have access to this location."},
    };
    for (size_t i = 0; i < COUNT(members); i++) {
        json_t *body = post_body(box, "a");
        json_put(body, members[i].name, members[i].value);
        char *message = api_message(box, "POST", "/blogs/posts", body);
        assert_string_equal(message, members[i].message);
        free(message);
    }
    assert_int_equal(listed(box, "PUBLISHED"), 0);
    box_free(box);
}

static void bodies_without_blocks_are_lost(void **state)
{
    (void)state;
    static const struct {
        const char *html;
        bool block;
    } cases[] = {
        {"text", false},         {"<b>x</b>", false},    {"<a href=\"<p>\">", true},
        {"<p>x</p>", true},      {"<P>x</P>", true},     {"x <h2 id=\"a\">", true},
        {"<pre>", true},         {"<img src=x>", false}, {"</p>", false},
        {"<figure><img>", true}, {"< p>", false},        {"", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (html_has_block(cases[i].html) != cases[i].block)
            fail_msg("%s", cases[i].html);
    struct sandbox *box = box_new(NULL);
    json_t *body = post_body(box, "a");
    json_put(body, "rawHTML", "just <b>text</b>");
    json_t *post = create(box, body);
    assert_string_equal(text_at(post, "rawHTML"), "");
    json_decref(post);
    box_free(box);
}

static void a_thousand_posts(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    for (int i = 0; i < 1000; i++) {
        json_t *body = post_body(box, target("post-%d", i));
        json_put(body, "publishedAt",
                 target("2026-%02d-%02dT00:00:00.%03dZ", 1 + i / 28 % 11, 1 + i % 28, i % 1000));
        assert_int_equal(api_status(box, "POST", "/blogs/posts", body), 201);
    }
    char last[32] = "9";
    size_t count = 0;
    for (int offset = 0; offset < 1000; offset += 50) {
        unsigned status;
        json_t *answer =
            api(box, "GET",
                target("/blogs/posts/all?locationId=%s&blogId=%s&limit=50&offset=%d&status="
                       "PUBLISHED",
                       location_first(box), box_id(box, KIND_BLOG), offset),
                NULL, &status);
        size_t i;
        json_t *row;
        json_array_foreach(at(answer, "blogs"), i, row)
        {
            assert_true(strcmp(json_text(row, "publishedAt"), last) <= 0); /* newest first */
            snprintf(last, sizeof last, "%s", json_text(row, "publishedAt"));
            count++;
        }
        json_decref(answer);
    }
    assert_int_equal(count, 1000);
    box_free(box);
}

int run_blogs_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slugs_get_suffixes),
        cmocka_unit_test(an_update_keeps_the_old_body),
        cmocka_unit_test(a_partial_update_needs_a_status),
        cmocka_unit_test(scheduled_posts_go_out_and_cannot_be_redated),
        cmocka_unit_test(lists_need_a_status),
        cmocka_unit_test(requests_are_refused),
        cmocka_unit_test(bodies_without_blocks_are_lost),
        cmocka_unit_test(a_thousand_posts),
    };
    return cmocka_run_group_tests_name("blogs", tests, NULL, NULL);
}
