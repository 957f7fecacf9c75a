/* Rules without a server: faults, quirks, rates, bodies. */
#include "tests.h"

#include "base/file.h"
#include "base/mem.h"
#include "validate.h"

#include <stdlib.h>
#include <string.h>

static void globs_match_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *glob, *path;
        bool matches;
    } cases[] = {
        {"/blogs/posts", "/blogs/posts", true},
        {"/blogs/posts", "/blogs/posts/1", false},
        {"/blogs/posts/*", "/blogs/posts/1", true},
        {"/blogs/posts/*", "/blogs/posts", false},
        {"/blogs/posts/*", "/blogs/posts/1/2", false},
        {"/**", "/", true},
        {"/**", "/a/b/c", true},
        {"/blogs/**", "/blogs", true},
        {"/blogs/**/x", "/blogs/a/b/x", true},
        {"/blogs/**/x", "/blogs/x", true},
        {"/blogs/**/x", "/blogs/a/b/y", false},
        {"/*/posts", "/blogs/posts", true},
        {"/me*ias/*", "/medias/files", true},
        {"/a*b*c", "/aXbYc", true},
        {"/a*b*c", "/aXbYd", false},
        {"", "/", true},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (glob_matches(cases[i].glob, cases[i].path) != cases[i].matches)
            fail_msg("%s against %s", cases[i].glob, cases[i].path);
}

static void faults_are_counted(void **state)
{
    (void)state;
    struct faults faults = {0};
    unsigned delay = 0;
    assert_true(faults_add(&faults, "* /**: latency 250ms x2", NULL));
    assert_true(faults_add(&faults, "POST /blogs/posts: 503 x2 after 1", NULL));
    assert_true(faults_add(&faults, "POST /blogs/**: reset-after", NULL));
    /* the first POST is left to the later rule */
    const struct fault *fault = faults_take(&faults, "POST", "/blogs/posts", &delay);
    assert_int_equal(fault->action, FAULT_RESET);
    assert_true(fault->acts);
    assert_int_equal(delay, 250);
    for (int i = 0; i < 2; i++) {
        fault = faults_take(&faults, "POST", "/blogs/posts", &delay);
        assert_int_equal(fault->action, FAULT_STATUS);
        assert_int_equal(fault->status, 503);
        assert_false(fault->acts);
    }
    assert_int_equal(delay, 500);
    assert_int_equal(faults_take(&faults, "POST", "/blogs/posts", &delay)->action, FAULT_RESET);
    assert_int_equal(delay, 500);
    assert_null(faults_take(&faults, "GET", "/blogs/posts", &delay));
    faults_release(&faults);
}

static void faults_are_read_strictly(void **state)
{
    (void)state;
    static const char *const good[] = {
        "GET /x: 429 retry-after 2",
        "GET /x: 500-after x1",
        "GET /x: redirect https://a/",
        "GET /x: huge 5",
        "GET /x: huge x1",
        "GET /x: late 5s x1",
        "* /**:  cloudflare",
        "GET /x: stall after 3",
        "GET /x: latency 2",
    };
    static const char *const bad[] = {
        "",
        "GET",
        "GET /x",
        "GET /x 503",
        "GET /x: nonsense",
        "GET /x: 200",
        "GET /x: 600",
        "GET /x: 503 twice",
        "GET /x: 503 x",
        "GET /x: 503 after",
        "GET /x: redirect",
        "GET /x: latency",
        "GET /x: latency soon",
    };
    struct faults faults = {0};
    for (size_t i = 0; i < COUNT(good); i++)
        if (!faults_add(&faults, good[i], NULL))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct error err = ERROR_INIT;
        if (faults_add(&faults, bad[i], &err))
            fail_msg("%s", bad[i]);
        assert_string_equal(err.code, "bad-fault");
        error_release(&err);
    }
    assert_int_equal(faults.len, COUNT(good));
    faults_release(&faults);
}

static void durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {{"250ms", 250}, {"2s", 2000},    {"2", 2000},       {"0.5", 500},
                 {"3m", 180000}, {"2h", 7200000}, {"2d", 172800000}, {"x", -1},
                 {"", -1},       {"-1s", -1},     {"1y", -1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t ms = -1;
        assert_true(duration_parse(cases[i].text, &ms) == (cases[i].ms >= 0));
        assert_int_equal(ms, cases[i].ms);
    }
}

static void quirks_are_switched(void **state)
{
    (void)state;
    struct quirks quirks;
    struct error err = ERROR_INIT;
    quirks_init(&quirks);
    assert_int_equal(quirks.value[QUIRK_SINGLE_GET], 1);
    assert_true(quirks_set_text(&quirks, "single-get=off", NULL));
    assert_true(quirks_set_text(&quirks, "list-lag=250", NULL));
    assert_true(quirks_set_text(&quirks, "wrapper-data", NULL));
    assert_int_equal(quirks.value[QUIRK_SINGLE_GET], 0);
    assert_int_equal(quirks.value[QUIRK_LIST_LAG], 250);
    assert_int_equal(quirks.value[QUIRK_WRAPPER_DATA], 1);
    assert_false(quirks_set_text(&quirks, "single-gets=off", &err));
    assert_string_equal(err.code, "bad-quirk");
    assert_false(quirks_set_text(&quirks, "single-get=perhaps", &err));
    error_release(&err);
    /* all or nothing */
    json_t *object = json_pack("{s:b, s:b}", "single-get", 1, "nonsense", 1);
    assert_false(quirks_set_json(&quirks, object, NULL));
    assert_int_equal(quirks.value[QUIRK_SINGLE_GET], 0);
    json_decref(object);
    for (size_t i = 0; i < QUIRK_COUNT; i++) {
        assert_non_null(quirk_name(i));
        assert_non_null(quirk_help(i));
    }
    object = quirks_json(&quirks);
    assert_int_equal(json_object_size(object), QUIRK_COUNT);
    assert_true(quirks_set_json(&quirks, object, NULL));
    json_decref(object);
}

static void rates_end_and_begin_again(void **state)
{
    (void)state;
    struct rates rates;
    unsigned long left, today;
    int64_t wait;
    assert_false(rates_init(&rates, "fast", 0, NULL));
    assert_false(rates_init(&rates, "5/0s", 0, NULL));
    assert_true(rates_init(&rates, "2/10s", 3, NULL));
    assert_true(rates_take(&rates, "a", 1000, &left, &today, &wait));
    assert_int_equal(left, 1);
    assert_int_equal(today, 2);
    assert_true(rates_take(&rates, "a", 2000, &left, &today, &wait));
    assert_false(rates_take(&rates, "a", 3000, &left, &today, &wait));
    assert_int_equal(wait, 8000);
    assert_true(rates_take(&rates, "b", 3000, &left, &today, &wait));
    assert_true(rates_take(&rates, "a", 11000, &left, &today, &wait));
    assert_int_equal(today, 0);
    assert_false(rates_take(&rates, "a", 22000, &left, &today, &wait)); /* the day's */
    assert_true(rates_take(&rates, "a", 1000 + 86400000, &left, &today, &wait));
    rates_release(&rates);
}

static const struct rule inner_rules[] = {
    {"url", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {0},
};

static const struct rule rules[] = {
    {"name", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {"status", SHAPE_ENUM, 0, "A|B", NULL, 0, NULL},
    {"skip", SHAPE_NUMBER_TEXT, 0, NULL, NULL, 0, NULL},
    {"limit", SHAPE_NUMBER, 0, NULL, NULL, 50, NULL},
    {"date", SHAPE_DATE, RULE_NULLABLE, NULL, NULL, 0, NULL},
    {"tags", SHAPE_TEXTS, 0, NULL, NULL, 2, NULL},
    {"media", SHAPE_OBJECTS, 0, NULL, inner_rules, 0, "media must be something else"},
    {"new", SHAPE_FLAG, RULE_V3, NULL, NULL, 0, NULL},
    {0},
};

static void bodies_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *messages; /* joined by "; " */
    } cases[] = {
        {"{\"name\":\"x\"}", ""},
        {"{}", "name must be a string; name should not be empty"},
        {"{\"name\":\"\"}", "name should not be empty"},
        {"{\"name\":1}", "name must be a string"},
        {"{\"name\":\"x\",\"zzz\":1}", "property zzz should not exist"},
        {"{\"name\":\"x\",\"status\":\"C\"}", "status must be a valid enum value"},
        {"{\"name\":\"x\",\"status\":\"A\"}", ""},
        {"{\"name\":\"x\",\"status\":\"A|B\"}", "status must be a valid enum value"},
        {"{\"name\":\"x\",\"skip\":0}", "skip must be a number string"},
        {"{\"name\":\"x\",\"limit\":51}", "limit must not be greater than 50"},
        {"{\"name\":\"x\",\"date\":\"2026-01-01T00:00:00Z\"}", ""},
        {"{\"name\":\"x\",\"date\":null}", ""},
        {"{\"name\":\"x\",\"date\":\"soon\"}", "date must be a valid ISO 8601 date string"},
        {"{\"name\":\"x\",\"tags\":[\"a\",1]}", "each value in tags must be a string"},
        {"{\"name\":\"x\",\"tags\":\"a\"}", "tags must be an array"},
        {"{\"name\":\"x\",\"tags\":[\"a\",\"b\",\"c\"]}",
         "tags must contain no more than 2 elements"},
        {"{\"name\":\"x\",\"media\":1}", "media must be something else"},
        {"{\"name\":\"x\",\"media\":[{\"url\":\"u\"},{\"alt\":\"\"}]}",
         "media.1.property alt should not exist; media.1.url must be a string; "
         "media.1.url should not be empty"},
        {"{\"name\":\"x\",\"media\":[3]}", "media.0.an object is expected"},
        {"{\"name\":\"x\",\"new\":true}", "property new should not exist"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t *body = json_parse(cases[i].body, strlen(cases[i].body), NULL);
        json_t *messages = json_array();
        struct strbuf joined = STRBUF_INIT(4096);
        size_t j;
        json_t *item;
        assert_non_null(body);
        validate_body(rules, body, "", (struct rule_mode){0}, messages);
        json_array_foreach(messages, j, item)
        {
            strbuf_adds(&joined, j ? "; " : "");
            strbuf_adds(&joined, json_string_value(item));
        }
        assert_string_equal(joined.buf, cases[i].messages);
        strbuf_release(&joined);
        json_decref(messages);
        json_decref(body);
    }
}

static void times(void **state)
{
    (void)state;
    int64_t ms;
    assert_true(time_parse("2026-12-01T12:00:00.123Z", &ms));
    char *text = time_text(ms);
    assert_string_equal(text, "2026-12-01T12:00:00.123Z");
    free(text);
    assert_true(time_parse("2026-12-01T14:00:00+02:00", &ms));
    text = time_text(ms);
    assert_string_equal(text, "2026-12-01T12:00:00.000Z");
    free(text);
    assert_false(time_parse("tomorrow", &ms));
    assert_false(time_parse(NULL, &ms));
}

/* docs/sandbox.md, seen from this file. */
static void the_manual_names_every_quirk(void **state)
{
    (void)state;
    static const char here[] = "tests/unit/sandbox/test_rules.c";
    size_t len = strlen(__FILE__) - strlen(here);
    char *path = mem_printf("%.*sdocs/sandbox.md", (int)len, __FILE__);
    struct strbuf text = STRBUF_INIT(1 << 20);
    if (!file_read(path, 1 << 20, &text, NULL))
        skip();
    for (size_t i = 0; i < QUIRK_COUNT; i++) {
        char *row = mem_printf("| `%s` |", quirk_name(i));
        if (!strstr(text.buf, row))
            fail_msg("%s is missing", quirk_name(i));
        free(row);
    }
    strbuf_release(&text);
    free(path);
}

int run_rules_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globs_match_as_written),       cmocka_unit_test(faults_are_counted),
        cmocka_unit_test(faults_are_read_strictly),     cmocka_unit_test(durations),
        cmocka_unit_test(quirks_are_switched),          cmocka_unit_test(rates_end_and_begin_again),
        cmocka_unit_test(bodies_are_checked),           cmocka_unit_test(times),
        cmocka_unit_test(the_manual_names_every_quirk),
    };
    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
