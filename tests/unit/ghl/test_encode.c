/*
 * What is sent, member by member.
 */
#include "test.h"
#include "tests.h"

#include "client.h"

#include "base/clock.h"
#include "base/json.h"

#include <string.h>

static struct clock test_clock;

static struct ghl *open_client(const char *version)
{
    struct ghl_options options = {.base = "https://api.example",
                                  .token = "pit-0123456789",
                                  .location = "loc/1",
                                  .version = version,
                                  .clock = &test_clock};
    struct ghl *ghl;

    clock_init(&test_clock, "2026-12-01T12:00:00Z", 0, NULL);
    ghl = ghl_open(&options, NULL);
    assert_non_null(ghl);
    return ghl;
}

static void expect(struct ghl_request *request, const char *method, const char *path,
                   const char *body)
{
    assert_string_equal(request->method, method);
    assert_string_equal(request->path, path);
    if (body)
        assert_string_equal(request->body, body);
    else
        assert_null(request->body);
    assert_int_equal(ghl_request_writes(request), strcmp(method, "GET") != 0);
    request_free(request);
}

static void test_posts(void **state)
{
    struct ghl *ghl = open_client("2021-07-28");
    const char *categories[] = {"c1", "c2", NULL};
    struct ghl_post post = {.id = "p 1",
                            .title = "T",
                            .slug = "t",
                            .description = "D",
                            .html = "<p>x</p>",
                            .status = "PUBLISHED",
                            .author = "au",
                            .categories = categories,
                            .date_ms = 1796126400005,
                            .canonical = "https://a/b",
                            .version = "v24",
                            .words = 7};

    (void)state;
    expect(ghl_post_create(ghl, "b", &post), "POST", "/blogs/posts",
           "{\"author\":\"au\",\"blogId\":\"b\",\"canonicalLink\":\"https://a/b\","
           "\"categories\":[\"c1\",\"c2\"],\"description\":\"D\",\"imageAltText\":\"\","
           "\"imageUrl\":\"\",\"locationId\":\"loc/1\","
           "\"publishedAt\":\"2026-12-01T12:00:00.005Z\",\"rawHTML\":\"<p>x</p>\","
           "\"status\":\"PUBLISHED\",\"tags\":[],\"title\":\"T\",\"urlSlug\":\"t\"}");
    post.canonical = NULL;
    post.categories = NULL;
    expect(ghl_post_update(ghl, "b", &post), "PUT", "/blogs/posts/p%201",
           "{\"author\":\"au\",\"blogId\":\"b\",\"categories\":[],\"currentVersion\":\"v24\","
           "\"description\":\"D\",\"imageAltText\":\"\",\"imageUrl\":\"\","
           "\"locationId\":\"loc/1\",\"publishedAt\":\"2026-12-01T12:00:00.005Z\","
           "\"rawHTML\":\"<p>x</p>\",\"status\":\"PUBLISHED\",\"tags\":[],\"title\":\"T\","
           "\"urlSlug\":\"t\",\"wordCount\":7}");
    expect(ghl_post_set_status(ghl, "b", "p", "DRAFT"), "PUT", "/blogs/posts/p",
           "{\"blogId\":\"b\",\"locationId\":\"loc/1\",\"status\":\"DRAFT\"}");
    expect(ghl_post_get(ghl, "p"), "GET", "/blogs/posts/p?locationId=loc%2F1", NULL);
    expect(ghl_slug_exists(ghl, "a b&c", NULL), "GET",
           "/blogs/posts/url-slug-exists?urlSlug=a%20b%26c&locationId=loc%2F1", NULL);
    ghl_close(ghl);
}

static void test_social(void **state)
{
    struct ghl *ghl = open_client("v3");
    const char *accounts[] = {"a1", NULL}, *tags[] = {"t1", NULL};
    struct ghl_media_item media[] = {{"https://x/y.mov", "video/quicktime"}};
    struct ghl_social post = {.id = "s1", .text = "Hi", .accounts = accounts, .user = "u1"};

    (void)state;
    expect(ghl_social_create(ghl, &post), "POST", "/social-media-posting/loc%2F1/posts",
           "{\"accountIds\":[\"a1\"],\"media\":[],\"status\":\"draft\",\"summary\":\"Hi\","
           "\"tags\":[],\"type\":\"post\",\"userId\":\"u1\"}");
    post.media = media;
    post.media_count = 1;
    post.status = "in_review";
    post.date_ms = 1796126400123;
    post.comment = "c";
    post.category = "k";
    post.approver = "ap";
    post.tags = tags;
    post.details = "{\"google\":{\"event\":\"standard\"}}";
    expect(ghl_social_update(ghl, &post), "PUT", "/social-media-posting/loc%2F1/posts/s1",
           "{\"accountIds\":[\"a1\"],\"categoryId\":\"k\",\"followUpComment\":\"c\","
           "\"gmbPostDetails\":{\"gmbEventType\":\"STANDARD\"},"
           "\"media\":[{\"type\":\"video/mov\",\"url\":\"https://x/y.mov\"}],"
           "\"postApprovalDetails\":{\"approvalStatus\":\"pending\",\"approver\":\"ap\"},"
           "\"scheduleDate\":\"2026-12-01T12:00:00.123Z\",\"scheduleTimeUpdated\":true,"
           "\"status\":\"in_review\",\"summary\":\"Hi\",\"tags\":[\"t1\"],\"type\":\"post\","
           "\"userId\":\"u1\"}");
    expect(ghl_social_get(ghl, "s1"), "GET", "/social-media-posting/loc%2F1/posts/s1", NULL);
    expect(ghl_social_delete(ghl, "s1"), "DELETE", "/social-media-posting/loc%2F1/posts/s1", NULL);
    ghl_close(ghl);
}

static void test_others(void **state)
{
    struct ghl *ghl = open_client("2021-07-28");
    struct ghl_redirect redirect = {"r1", "d.example", "/old", "https://n"};
    struct ghl_request *upload = ghl_upload(ghl, "/f", "f.png", "image/png", NULL);

    (void)state;
    assert_true(ghl_request_writes(upload));
    assert_string_equal(upload->path, "/medias/upload-file");
    request_free(upload);
    expect(ghl_media_delete(ghl, "m"), "DELETE", "/medias/m?altType=location&altId=loc%2F1", NULL);
    expect(ghl_redirect_create(ghl, &redirect), "POST", "/funnels/lookup/redirect",
           "{\"action\":\"url\",\"domain\":\"d.example\",\"locationId\":\"loc/1\","
           "\"path\":\"/old\",\"target\":\"https://n\"}");
    expect(ghl_redirect_update(ghl, &redirect), "PATCH", "/funnels/lookup/redirect/r1",
           "{\"action\":\"url\",\"locationId\":\"loc/1\",\"target\":\"https://n\"}");
    expect(ghl_redirect_delete(ghl, "r1"), "DELETE",
           "/funnels/lookup/redirect/r1?locationId=loc%2F1", NULL);
    expect(ghl_request_new("GET", "a b\r\nHost: evil#x", NULL), "GET", "/a%20b%0D%0AHost:%20evil",
           NULL);
    ghl_close(ghl);
}

int run_encode_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_posts),
        cmocka_unit_test(test_social),
        cmocka_unit_test(test_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
