/* json.c */
#include "test.h"
#include "tests.h"
#include "base/json.h"
#include "base/limits.h"

#include <string.h>

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        size_t len; /* 0: strlen */
        unsigned line, column;
    } cases[] = {
        {"", 0, 1, 0},           {"{\"a\":1,\n \"a\":2}", 0, 2, 4}, {"{} {}", 0, 1, 4},
        {"[1,\n2,\n]", 0, 3, 1}, {"[\"\\u0000\"]", 0, 1, 0},        {"[\"a\0b\"]", 7, 1, 4},
        {"[]\0", 3, 1, 3},       {"[\"\xff\"]", 0, 1, 0},           {"nonsense", 0, 1, 8}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = cases[i].len ? cases[i].len : strlen(cases[i].text);
        struct error err = ERROR_INIT;

        assert_null(json_parse(cases[i].text, len, &err));
        assert_string_equal(err.code, "bad-json");
        assert_int_equal(err.kind, ERROR_FAILED);
        assert_int_equal(err.line, cases[i].line);
        if (cases[i].column)
            assert_int_equal(err.column, cases[i].column);
        error_release(&err);
    }
}

static void test_depth(void **state)
{
    struct strbuf sb = STRBUF_INIT(1000);
    struct error err = ERROR_INIT;
    json_t *value;

    (void)state;
    for (size_t depth = LIMIT_JSON_DEPTH; depth <= LIMIT_JSON_DEPTH + 1; depth++) {
        strbuf_clear(&sb);
        for (size_t i = 0; i < depth; i++)
            strbuf_adds(&sb, "[");
        strbuf_adds(&sb, "\"[[[\\\"[[[[\"");
        for (size_t i = 0; i < depth; i++)
            strbuf_adds(&sb, "]");
        value = json_parse(sb.buf, sb.len, &err);
        assert_int_equal(value != NULL, depth == LIMIT_JSON_DEPTH);
        json_decref(value);
    }
    assert_int_equal(err.column, LIMIT_JSON_DEPTH + 1);
    error_release(&err);
    strbuf_release(&sb);
}

static void test_members(void **state)
{
    static const char text[] = "{\"s\":\"x\",\"n\":-7,\"r\":2.5,\"big\":1e300,\"t\":true,"
                               "\"f\":false,\"z\":null,\"max\":9223372036854775807}";
    struct error err = ERROR_INIT;
    json_t *object = json_parse(text, sizeof text - 1, &err);

    (void)state;
    assert_string_equal(json_text(object, "s"), "x");
    assert_null(json_text(object, "n"));
    assert_null(json_text(object, "none"));
    assert_null(json_text(NULL, "s"));
    assert_int_equal(json_number(object, "n", 1), -7);
    assert_int_equal(json_number(object, "r", 1), 2);
    assert_int_equal(json_number(object, "big", 1), 1);
    assert_int_equal(json_number(object, "s", 1), 1);
    assert_true(json_number(object, "max", 1) == INT64_MAX);
    assert_true(json_flag(object, "t", false));
    assert_false(json_flag(object, "f", true));
    assert_true(json_flag(object, "z", true));
    assert_false(json_flag(object, "none", false));
    json_decref(object);
}

static void test_writing(void **state)
{
    struct strbuf sb = STRBUF_INIT(1000);
    json_t *object = json_object(), *scalar = json_integer(3);

    (void)state;
    json_put(object, "z", "caf\xc3\xa9");
    json_put(object, "none", NULL);
    json_put(object, "bad", "a\xff");
    json_put_number(object, "n", INT64_MIN);
    json_put_flag(object, "f", true);
    json_put_value(object, "\xff", json_array());
    strbuf_add_json_compact(&sb, object);
    assert_string_equal(sb.buf, "{\"bad\":\"a\xef\xbf\xbd\",\"f\":true,\"n\":-9223372036854775808,"
                                "\"z\":\"caf\xc3\xa9\",\"\xef\xbf\xbd\":[]}");
    strbuf_clear(&sb);
    strbuf_add_json_pretty(&sb, object);
    assert_memory_equal(sb.buf, "{\n  \"z\": \"caf", 13);
    strbuf_clear(&sb);
    strbuf_add_json_compact(&sb, scalar);
    assert_string_equal(sb.buf, "3");
    strbuf_release(&sb);
    json_decref(object);
    json_decref(scalar);
}

int run_json_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_writing),
    };

    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
