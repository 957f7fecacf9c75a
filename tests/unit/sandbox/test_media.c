/* The media library's lists, and the directory. Uploads are in test_http.c. */
#include "tests.h"

#include "base/mem.h"
#include "seed.h"

#include <stdlib.h>
#include <string.h>

/* A file as if it had been uploaded. */
static void add(struct sandbox *box, const char *id, const char *name, const char *parent)
{
    json_t *media = json_pack("{s:s, s:s, s:s, s:s, s:s}", "_id", id, "locationId",
                              location_first(box), "type", "file", "name", name, "_file", "x.png");
    json_put(media, "parentId", parent);
    store_put(&box->store, KIND_MEDIA, id, media, box_now(box));
}

static const char *list_path(struct sandbox *box, const char *more)
{
    return target("/medias/files?sortBy=createdAt&sortOrder=desc&type=file&altType=location&"
                  "altId=%s%s",
                  location_first(box), more);
}

static size_t count(struct sandbox *box, const char *more)
{
    unsigned status;
    json_t *answer = api(box, "GET", list_path(box, more), NULL, &status);
    assert_int_equal(status, 200);
    size_t found = json_array_size(at(answer, "files"));
    if (found) {
        assert_non_null(text_at(answer, "files.0.url"));
        assert_null(at(answer, "files.0._file"));
    }
    json_decref(answer);
    return found;
}

static void lists_are_searched(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    add(box, "a", "cover-0123456789ABCDEF.png", NULL);
    add(box, "b", "other.png", "folder");
    assert_int_equal(count(box, ""), 2);
    assert_int_equal(count(box, "&query=0123456789abcdef"), 1);
    assert_int_equal(count(box, "&query=zzz"), 0);
    assert_int_equal(count(box, "&parentId=folder"), 1);
    assert_int_equal(count(box, "&limit=1"), 1);
    assert_int_equal(count(box, "&limit=1&fetchAll=true"), 2);
    assert_int_equal(count(box, "&offset=1"), 1);
    box_set(box, "media-by-folder=on");
    assert_int_equal(count(box, ""), 1);
    char *message = api_message(box, "GET", "/medias/files?type=file", NULL);
    assert_string_equal(message, "sortBy must be a string");
    free(message);
    box_free(box);
}

static void files_are_deleted(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    unsigned status;
    const char *location = location_first(box);
    add(box, "a", "a.png", NULL);
    add(box, "b", "b.png", NULL);
    add(box, "c", "c.png", NULL);
    assert_int_equal(
        api_status(box, "DELETE", target("/medias/a?altType=location&altId=%s", location), NULL),
        200);
    assert_int_equal(count(box, ""), 2);
    json_t *answer =
        api(box, "PUT", "/medias/delete-files",
            json_pack("{s:[{s:s}, {s:s}], s:s, s:s, s:s}", "filesToBeDeleted", "_id", "b", "_id",
                      "zz", "altType", "location", "altId", location, "status", "trashed"),
            &status);
    assert_int_equal(status, 200);
    assert_true(json_is_true(at(answer, "0.deleted")));
    assert_true(json_is_false(at(answer, "1.deleted")));
    json_decref(answer);
    assert_int_equal(count(box, ""), 1);
    box_free(box);
}

static void the_directory(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    unsigned status;
    const char *location = location_first(box);
    json_t *answer = api(box, "GET", target("/users/?locationId=%s", location), NULL, &status);
    assert_string_equal(text_at(answer, "users.0.email"), "jane@acme.example");
    json_decref(answer);
    answer = api(box, "GET", target("/locations/%s", location), NULL, &status);
    char *company = mem_strdup(text_at(answer, "location.companyId"));
    json_decref(answer);
    answer =
        api(box, "GET", target("/users/search?companyId=%s&query=jane", company), NULL, &status);
    assert_int_equal(json_integer_value(at(answer, "count")), 1);
    json_decref(answer);
    assert_int_equal(api_status(box, "GET", "/users/search?companyId=other", NULL), 403);
    answer = api(box, "GET", target("/social-media-posting/%s/accounts", location), NULL, &status);
    assert_int_equal(json_array_size(at(answer, "results.accounts")), 10);
    json_decref(answer);
    answer = api(box, "GET", target("/social-media-posting/%s/tags", location), NULL, &status);
    json_t *ids = json_pack("{s:[s]}", "tagIds", text_at(answer, "results.tags.0._id"));
    json_decref(answer);
    answer =
        api(box, "POST", target("/social-media-posting/%s/tags/details", location), ids, &status);
    assert_string_equal(text_at(answer, "results.tags.0.tag"), "launch");
    json_decref(answer);
    box_set(box, "users-list=off");
    assert_int_equal(api_status(box, "GET", target("/users/?locationId=%s", location), NULL), 404);
    free(company);
    box_free(box);
}

static void redirects(void **state)
{
    (void)state;
    struct sandbox *box = box_new(NULL);
    unsigned status;
    const char *location = location_first(box);
    json_t *body =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "locationId", location, "domain", "acme.example",
                  "path", "/Old", "target", "https://acme.example/new", "action", "url");
    json_t *answer = api(box, "POST", "/funnels/lookup/redirect", body, &status);
    assert_int_equal(status, 200);
    assert_string_equal(text_at(answer, "data.pathLowercase"), "/old");
    const char *path = target("/funnels/lookup/redirect/%s", text_at(answer, "data.id"));
    json_decref(answer);
    assert_int_equal(api_status(box, "PATCH", path,
                                json_pack("{s:s, s:s, s:s}", "target", "https://x", "action", "url",
                                          "locationId", location)),
                     200);
    answer = api(box, "GET",
                 target("/funnels/lookup/redirect/list?locationId=%s&limit=10&offset=0&search=OLD",
                        location),
                 NULL, &status);
    assert_string_equal(text_at(answer, "data.data.0.target"), "https://x");
    json_decref(answer);
    assert_int_equal(api_status(box, "DELETE", target("%s?locationId=%s", path, location), NULL),
                     200);
    assert_int_equal(api_status(box, "DELETE", target("%s?locationId=%s", path, location), NULL),
                     404);
    box_free(box);
}

int run_media_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_searched),
        cmocka_unit_test(files_are_deleted),
        cmocka_unit_test(the_directory),
        cmocka_unit_test(redirects),
    };
    return cmocka_run_group_tests_name("media", tests, NULL, NULL);
}
