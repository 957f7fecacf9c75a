/*
 * The address, the token and the heads of answers.
 */
#include "test.h"
#include "tests.h"

#include "base_url.h"
#include "headers.h"
#include "scope.h"

#include <ghlpub/ghl.h>

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *text, *read; /* NULL: refused */
} bases[] = {
    {"https://services.leadconnectorhq.com", "https://services.leadconnectorhq.com"},
    {"https://services.leadconnectorhq.com/", "https://services.leadconnectorhq.com"},
    {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
    {"http://127.9.9.9:8080", "http://127.9.9.9:8080"},
    {"http://[::1]:80", "http://[::1]:80"},
    {"http://localhost:80/x/", "http://localhost:80/x"},
    {"http://services.leadconnectorhq.com", NULL},
    {"http://127.0.0.1.evil.example", NULL},
    {"http://localhost@evil.example", NULL},
    {"https://user:pw@host", NULL},
    {"https://host/?x=1", NULL},
    {"ftp://localhost", NULL},
    {"file:///etc/passwd", NULL},
    {"localhost", NULL},
    {"", NULL},
    {NULL, NULL},
};

static void test_bases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bases); i++) {
        struct error err = ERROR_INIT;
        struct base_url url;

        if (base_url_read(bases[i].text, &url, &err)) {
            if (!bases[i].read)
                fail_msg("row %zu: %s", i, bases[i].text);
            assert_string_equal(url.text, bases[i].read);
            base_url_release(&url);
        } else {
            assert_null(bases[i].read);
            assert_string_equal(err.code, "bad-api-base");
        }
        error_release(&err);
    }
}

static void write_text(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

static void test_token(void **state)
{
    char path[] = "/tmp/ghlpub-token-XXXXXX";
    struct error err = ERROR_INIT;
    char *token;

    (void)state;
    close(mkstemp(path));
    token = ghl_token(" \"Bearer pit-aaaa\"\r\n", "false", path, &err);
    assert_string_equal(token, "pit-aaaa");
    ghl_token_free(token);
    token = ghl_token(NULL, "echo pit-bbbb", path, &err);
    assert_string_equal(token, "pit-bbbb");
    ghl_token_free(token);
    assert_null(ghl_token("", "exit 3", path, &err));
    assert_string_equal(err.code, "token-command-failed");
    assert_non_null(strstr(err.message, "3"));
    write_text(path, "pit-cccc\n", 0600);
    token = ghl_token(NULL, NULL, path, &err);
    assert_string_equal(token, "pit-cccc");
    ghl_token_free(token);
    write_text(path, "pit-cccc\n", 0644);
    assert_null(ghl_token(NULL, NULL, path, &err));
    assert_string_equal(err.code, "token-file-open");
    write_text(path, " \n", 0600);
    assert_null(ghl_token(NULL, NULL, path, &err));
    assert_string_equal(err.code, "token-missing");
    unlink(path);
    assert_null(ghl_token(NULL, NULL, path, &err));
    assert_string_equal(err.code, "token-missing");
    assert_null(ghl_token(NULL, NULL, NULL, &err));
    assert_int_equal(err.kind, ERROR_AUTH);
    error_release(&err);
}

static void test_bad_token(void **state)
{
    struct ghl_options options = {.base = "https://x.example", .token = "pit-1\r\nX: y"};
    struct error err = ERROR_INIT;

    (void)state;
    assert_null(ghl_open(&options, &err));
    assert_string_equal(err.code, "token-malformed");
    options.token = "  ";
    assert_null(ghl_open(&options, &err));
    assert_string_equal(err.code, "token-missing");
    error_release(&err);
}

static bool add(struct headers *headers, const char *line)
{
    return headers_add(headers, line, strlen(line));
}

static void test_headers(void **state)
{
    struct headers headers;
    char line[LIMIT_HEADER + 2];
    bool kept = true;

    (void)state;
    headers_init(&headers);
    add(&headers, "HTTP/1.1 100 Continue\r\n");
    add(&headers, "X-RateLimit-Max: 7\r\n");
    add(&headers, "\r\n");
    assert_false(headers.complete);
    add(&headers, "HTTP/2 429\r\n");
    assert_int_equal(headers.rate.max, -1);
    add(&headers, "x-ratelimit-max: 100\r\n");
    add(&headers, "X-RateLimit-Remaining:0 \r\n");
    add(&headers, "X-RateLimit-Interval-Milliseconds: 10000\r\n");
    add(&headers, "X-RateLimit-Limit-Daily: 200000\r\n");
    add(&headers, "X-RateLimit-Daily-Remaining: 99999999999999999999\r\n");
    add(&headers, "Date: Tue, 01 Dec 2026 12:00:00 GMT\r\n");
    add(&headers, "Retry-After: Tue, 01 Dec 2026 12:00:07 GMT\r\n");
    add(&headers, "Nonsense\r\n");
    add(&headers, "\r\n");
    assert_true(headers.complete);
    assert_int_equal(headers.status, 429);
    assert_int_equal(headers.rate.max, 100);
    assert_int_equal(headers.rate.remaining, 0);
    assert_int_equal(headers.rate.interval_ms, 10000);
    assert_int_equal(headers.rate.daily_limit, 200000);
    assert_int_equal(headers.rate.daily_remaining, 1000000000);
    assert_int_equal(headers.after_ms, 7000);
    assert_true(headers.date_ms == 1796126400000);
    add(&headers, "Retry-After: 3\r\n");
    assert_int_equal(headers.after_ms, 3000);
    add(&headers, "X-RateLimit-Max: -1\r\n");
    assert_int_equal(headers.rate.max, -1);
    memset(line, 'x', sizeof line);
    assert_false(headers_add(&headers, line, sizeof line));
    for (unsigned i = 0; i <= LIMIT_HEADERS; i++)
        kept = add(&headers, "A: b\r\n");
    assert_false(kept);
}

static void test_scopes(void **state)
{
    (void)state;
    assert_string_equal(scope_of("POST", "/blogs/posts"), "blogs/post.write");
    assert_string_equal(scope_of("PUT", "/blogs/posts/x"), "blogs/post-update.write");
    assert_string_equal(scope_of("GET", "/blogs/posts/url-slug-exists?x"),
                        "blogs/check-slug.readonly");
    assert_string_equal(scope_of("POST", "/social-media-posting/l/posts/list"),
                        "socialplanner/post.readonly");
    assert_string_equal(scope_of("DELETE", "/social-media-posting/l/posts/p"),
                        "socialplanner/post.write");
    assert_string_equal(scope_of("DELETE", "/medias/m?x"), "medias.write");
    assert_null(scope_of("GET", "/contacts/"));
}

int run_input_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bases),     cmocka_unit_test(test_token),
        cmocka_unit_test(test_bad_token), cmocka_unit_test(test_headers),
        cmocka_unit_test(test_scopes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
