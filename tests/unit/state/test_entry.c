/* entry.c */
#include "tests.h"
#include "base/json.h"
#include "entry.h"

#include <stdlib.h>
#include <string.h>

static void test_names(void **unused)
{
    static const struct {
        const char *name;
        bool ok;
        enum state_kind kind;
        const char *key;
    } rows[] = {
        {"post a.md", true, STATE_POST, "a.md"},
        {"social a b.md#x y", true, STATE_SOCIAL, "a b.md#x y"},
        {"media 00", true, STATE_MEDIA, "00"},
        {"redirect a.example/b", true, STATE_REDIRECT, "a.example/b"},
        {"post ", false, STATE_POST, NULL},
        {"post", false, STATE_POST, NULL},
        {"posts a", false, STATE_POST, NULL},
        {"pos a", false, STATE_POST, NULL},
        {" a", false, STATE_POST, NULL},
        {"", false, STATE_POST, NULL},
    };

    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum state_kind kind;
        const char *key;

        assert_int_equal(entry_split(rows[i].name, strlen(rows[i].name), &kind, &key), rows[i].ok);
        if (!rows[i].ok)
            continue;
        assert_int_equal(kind, rows[i].kind);
        assert_string_equal(key, rows[i].key);
    }
    for (size_t i = 0; i < STATE_FIELDS; i++) {
        const char *name = state_field_name((enum state_field)i);

        assert_int_equal(entry_field_named(name, strlen(name), (i * 7) % STATE_FIELDS), i);
        assert_int_equal(entry_field_named(name, strlen(name) - 1, 0), STATE_FIELDS);
    }
    assert_int_equal(entry_field_named("hashes", 6, 0), STATE_FIELDS);
    assert_int_equal(entry_field_named("", 0, 0), STATE_FIELDS);
}

static void test_times(void **unused)
{
    /* In order; equal numbers are equal times. */
    static const struct {
        const char *at;
        int order;
    } rows[] = {
        {NULL, 0},
        {"2026-12-01T12:00:03Z", 1},
        {"2026-12-01T12:00:03.200Z", 2},
        {"2026-12-01T12:00:03.500Z", 3},
        {"2026-12-01T12:00:04Z", 4},
        {"2026-12-01T12:00:04Z", 4},
        {"2027-01-01T00:00:00Z", 5},
    };

    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t j = 0; j < COUNT(rows); j++) {
            int order = entry_compare_at(rows[i].at, rows[j].at);
            int expected = rows[i].order - rows[j].order;

            assert_int_equal((order > 0) - (order < 0), (expected > 0) - (expected < 0));
        }
    }
}

static void test_text(void **unused)
{
    static const struct {
        const char *json, *text; /* NULL: refused */
    } rows[] = {
        {"{}", "{}"},
        {"{\"at\":\"t\",\"id\":\"1\",\"slug\":\"s\"}",
         "{\"id\":\"1\",\"slug\":\"s\",\"at\":\"t\"}"},
        {"{\"z\":1,\"at\":\"t\",\"b\":{\"d\":[],\"c\":null},\"id\":\"1\"}",
         "{\"id\":\"1\",\"b\":{\"c\":null,\"d\":[]},\"z\":1,\"at\":\"t\"}"},
        {"{\"title\":\"\\u00e9 \\\"x\\\" \\n\\u2028\"}",
         "{\"title\":\"\xc3\xa9 \\\"x\\\" \\n\xe2\x80\xa8\"}"},
        {"{\"currentVersion\":\"3\",\"chosen\":\"1\"}",
         "{\"chosen\":\"1\",\"currentVersion\":\"3\"}"},
        {"{\"id\":1}", NULL},
        {"{\"gone\":null}", NULL},
    };

    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct strbuf sb = STRBUF_INIT(1000);
        json_t *object = json_parse(rows[i].json, strlen(rows[i].json), NULL);
        struct state_entry *entry = entry_from_json(STATE_POST, "k", object, NULL), *copy;

        assert_non_null(object);
        assert_int_equal(entry != NULL, rows[i].text != NULL);
        if (entry) {
            copy = entry_copy(entry);
            entry_add(&sb, copy);
            assert_string_equal(sb.buf, rows[i].text);
            state_entry_free(copy);
        }
        state_entry_free(entry);
        json_decref(object);
        strbuf_release(&sb);
    }
}

static void test_fields(void **unused)
{
    struct state_entry *entry = entry_new(STATE_POST, "key and more", 3);

    (void)unused;
    assert_string_equal(entry->key, "key");
    state_set(entry, STATE_HASH, "h");
    state_set(entry, STATE_HASH, state_get(entry, STATE_HASH)); /* from itself */
    assert_string_equal(state_get(entry, STATE_HASH), "h");
    entry->unfinished = true;
    assert_null(state_get(entry, STATE_HASH));
    entry->unfinished = false;
    state_set(entry, STATE_HASH, NULL);
    assert_null(state_get(entry, STATE_HASH));
    state_entry_free(entry);
    state_entry_free(NULL);
}

int run_entry_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_fields),
    };

    return cmocka_run_group_tests_name("entry", tests, NULL, NULL);
}
