/* strbuf.c */
#include "test.h"
#include "tests.h"
#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

static void test_additions(void **state)
{
    struct strbuf sb = STRBUF_INIT(STRBUF_UNBOUNDED);
    char *text;

    (void)state;
    assert_string_equal(sb.buf, "");
    strbuf_adds(&sb, "ab");
    strbuf_addc(&sb, '\0');
    strbuf_addf(&sb, "%d-%s", 12, "x");
    assert_int_equal(sb.len, 7);
    assert_memory_equal(sb.buf,
                        "ab\0"
                        "12-x",
                        8);
    strbuf_splice(&sb, 2, 1, "___", 3);
    assert_string_equal(sb.buf, "ab___12-x");
    strbuf_splice(&sb, 0, 5, NULL, 0);
    assert_string_equal(sb.buf, "12-x");
    strbuf_splice(&sb, 99, 99, "!", 1);
    assert_string_equal(sb.buf, "12-x!");
    strbuf_truncate(&sb, 2);
    strbuf_truncate(&sb, 50);
    text = strbuf_detach(&sb);
    assert_string_equal(text, "12");
    assert_string_equal(sb.buf, "");
    free(text);
    text = strbuf_detach(&sb);
    assert_string_equal(text, "");
    free(text);
    for (int i = 0; i < 10000; i++)
        strbuf_addf(&sb, "%04d", i);
    assert_int_equal(sb.len, 40000);
    assert_memory_equal(sb.buf + 4 * 5678, "5678", 4);
    assert_false(sb.overflow);
    strbuf_release(&sb);
    strbuf_release(&sb);
    strbuf_release(NULL);
}

static void test_maximum(void **state)
{
    struct strbuf sb = STRBUF_INIT(5);

    (void)state;
    strbuf_adds(&sb, "12345");
    assert_false(sb.overflow);
    strbuf_addc(&sb, '6');
    assert_true(sb.overflow);
    assert_string_equal(sb.buf, "12345");
    strbuf_clear(&sb);
    assert_false(sb.overflow);
    strbuf_adds(&sb, "1234");
    strbuf_addf(&sb, "%s", "56");
    strbuf_addc(&sb, '7'); /* would fit, but would follow a hole */
    assert_true(sb.overflow);
    assert_string_equal(sb.buf, "1234");
    strbuf_release(&sb);
    strbuf_add(&sb, "x", SIZE_MAX);
    assert_true(sb.overflow);
    assert_string_equal(strbuf_empty, "");
}

static void test_trim(void **state)
{
    static const struct {
        const char *text, *right, *both;
    } cases[] = {{"", "", ""},
                 {" \t\r\n", "", ""},
                 {" a b \n", " a b", "a b"},
                 {"a", "a", "a"},
                 {"\v", "\v", "\v"}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strbuf sb = STRBUF_INIT(100);

        strbuf_adds(&sb, cases[i].text);
        strbuf_rtrim(&sb);
        assert_string_equal(sb.buf, cases[i].right);
        strbuf_trim(&sb);
        assert_string_equal(sb.buf, cases[i].both);
        strbuf_release(&sb);
    }
}

static void test_json(void **state)
{
    static const struct {
        const char *text, *json;
    } cases[] = {{"", "\"\""},
                 {"a\"b\\c", "\"a\\\"b\\\\c\""},
                 {"\n\t\r\b\f\x01\x1f\x7f", "\"\\n\\t\\r\\b\\f\\u0001\\u001f\\u007f\""},
                 {"\xc3\xa9\xf0\x9f\x98\x80/", "\"\xc3\xa9\xf0\x9f\x98\x80/\""},
                 {"a\xff"
                  "b\xc3",
                  "\"a\xef\xbf\xbd"
                  "b\xef\xbf\xbd\""},
                 {"\xef\xbf\xbd", "\"\xef\xbf\xbd\""}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strbuf sb = STRBUF_INIT(100);

        strbuf_add_json(&sb, cases[i].text);
        assert_string_equal(sb.buf, cases[i].json);
        strbuf_release(&sb);
    }
}

static void test_url(void **state)
{
    static const struct {
        const char *text, *keep, *url;
    } cases[] = {{"aZ09-._~", NULL, "aZ09-._~"},
                 {"a b/c", NULL, "a%20b%2Fc"},
                 {"a b/c", "/", "a%20b/c"},
                 {"\xc3\xa9%+", "", "%C3%A9%25%2B"}};
    static const struct {
        const char *url, *text;
    } decoded[] = {{"a%20b%2fc", "a b/c"}, {"%", "%"}, {"%4", "%4"}, {"%zz%41", "%zzA"}, {"+", "+"},
                   {"%%41", "%A"},         {"", ""}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strbuf sb = STRBUF_INIT(100);

        strbuf_add_url(&sb, cases[i].text, cases[i].keep);
        assert_string_equal(sb.buf, cases[i].url);
        strbuf_release(&sb);
    }
    for (size_t i = 0; i < COUNT(decoded); i++) {
        struct strbuf sb = STRBUF_INIT(100);

        strbuf_add_url_decoded(&sb, decoded[i].url, strlen(decoded[i].url));
        assert_string_equal(sb.buf, decoded[i].text);
        strbuf_release(&sb);
    }
}

int run_strbuf_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_additions), cmocka_unit_test(test_maximum),
        cmocka_unit_test(test_trim),      cmocka_unit_test(test_json),
        cmocka_unit_test(test_url),
    };

    return cmocka_run_group_tests_name("strbuf", tests, NULL, NULL);
}
