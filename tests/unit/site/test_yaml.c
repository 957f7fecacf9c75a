/*
 * YAML: values, places, bounds, and messages that say what to do.
 */
#include "test.h"
#include "tests.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/strbuf.h"
#include "yaml_tree.h"

#include <string.h>

struct reading_case {
    const char *name;
    const char *text;
    const char *json; /* NULL: an error */
    const char *code;
    unsigned line, column;
    const char *hint; /* part of it, or NULL */
};

static const struct reading_case cases[] = {
    {"empty", "", "null", NULL, 0, 0, NULL},
    {"comment", "# nothing\n", "null", NULL, 0, 0, NULL},
    {"scalars", "a: 1\nb: 1.5\nc: true\nd: yes\ne: ~\nf: '1'\ng: 2026-01-01\nh: 0x1F\ni:\n",
     "{\"a\":1,\"b\":1.5,\"c\":true,\"d\":\"yes\",\"e\":null,\"f\":\"1\",\"g\":\"2026-01-01\","
     "\"h\":\"0x1F\",\"i\":null}",
     NULL, 0, 0, NULL},
    {"tagged text", "a: !!str 1\n", "{\"a\":\"1\"}", NULL, 0, 0, NULL},
    {"huge number", "a: 99999999999999999999\n", "{\"a\":1e20}", NULL, 0, 0, NULL},
    {"not finite", "a: .inf\nb: 1e999\n", "{\"a\":\".inf\",\"b\":\"1e999\"}", NULL, 0, 0, NULL},
    {"alias", "a: &x [1]\nb: *x\n", "{\"a\":[1],\"b\":[1]}", NULL, 0, 0, NULL},
    {"merge", "a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\n",
     "{\"a\":{\"k\":1,\"l\":2},\"b\":{\"k\":3,\"l\":2}}", NULL, 0, 0, NULL},
    {"merge of a list", "b: {<<: [{k: 1}, {k: 2, l: 2}]}\n", "{\"b\":{\"k\":1,\"l\":2}}", NULL, 0,
     0, NULL},
    {"merge of a text", "<<: x\n", NULL, "bad-yaml", 1, 5, NULL},
    {"merge of lists", "<<: [[a]]\n", NULL, "bad-yaml", 1, 6, NULL},
    {"crlf", "a: 1\r\nb: 2\r\n", "{\"a\":1,\"b\":2}", NULL, 0, 0, NULL},
    {"unknown alias", "a: *b\n", NULL, "bad-yaml", 1, 4, "quotes"},
    {"recursive alias", "a: &a [*a]\n", NULL, "bad-yaml", 1, 8, NULL},
    {"duplicate key", "a: 1\nb: 2\na: 3\n", "{\"a\":1,\"b\":2}", "duplicate-key", 3, 1,
     "line 1, column 1"},
    {"colon in a value", "title: Foo: bar\n", NULL, "bad-yaml", 1, 11, "title: \"Foo: bar\""},
    {"colon and quotes", "- t: A \"b\": c's\n", NULL, "bad-yaml", 1, 11, "t: 'A \"b\": c''s'"},
    {"indented key", "a: 1\n b: 2\n", NULL, "bad-yaml", 2, 3, "indented"},
    {"tab", "a: 1\n\tb: 2\n", NULL, "yaml-tab", 2, 1, "spaces"},
    {"tab in a mapping", "a:\n  b: 1\n\tc: 2\n", NULL, "yaml-tab", 3, 1, "spaces"},
    {"at sign", "a: @b\n", NULL, "bad-yaml", 1, 4, "a: \"@b\""},
    {"star", "a: **b**\n", NULL, "bad-yaml", 1, 4, "a: \"**b**\""},
    {"open quote", "a: \"b\nc: d\n", NULL, "bad-yaml", 1, 4, "quote"},
    {"open list", "a: [b\nc: d\n", NULL, "bad-yaml", 1, 4, "]"},
    {"braces", "a: {{ b }}\n", NULL, "bad-yaml", 1, 5, "quotes"},
    {"no colon", "a: 1\nb\nc: 2\n", NULL, "bad-yaml", 2, 1, "key: value"},
    {"after a quote", "a: \"b\" c\n", NULL, "bad-yaml", 1, 8, NULL},
    {"escape", "a: \"C:\\path\"\n", NULL, "bad-yaml", 1, 7, "single quotes"},
    {"two documents", "a: 1\n---\nb: 2\n", NULL, "bad-yaml", 2, 1, "---"},
    {"control character", "a: b\x01\n", NULL, "control-character", 1, 5, NULL},
    {"nul by escape", "a: \"\\0\"\n", NULL, "nul-byte", 1, 4, NULL},
    {"line separator", "a: x\xE2\x80\xA8y\nb: 1\n", "{\"a\":\"x\xE2\x80\x83y\",\"b\":1}", NULL, 0,
     0, NULL},
    /* NEL is a line end to libyaml and to nobody else: columns of what follows stay right */
    {"next line", "a: x\xC2\x85z\nb: @\n", NULL, "bad-yaml", 2, 4, NULL},
    {"columns are characters", "\xC3\xA4\xC3\xB6: @x\n", NULL, "bad-yaml", 1, 5, NULL},
};

static void check_case(const struct reading_case *c)
{
    struct arena *arena = arena_new();
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct yaml_value *value = yaml_read(arena, "f", 1, c->text, strlen(c->text), &found);
    if ((value != NULL) != (c->json != NULL)) {
        show(&found);
        fail_msg("%s: %s", c->name, value ? "was read" : "was not read");
    }
    if (value) {
        json_t *json = yaml_to_json(value), *wanted = json_loads(c->json, JSON_DECODE_ANY, NULL);
        assert_non_null(wanted);
        if (!json_equal(json, wanted)) {
            char *text = json_dumps(json, JSON_ENCODE_ANY);
            print_message("# %s: %s\n", c->name, text);
            free(text);
            fail();
        }
        json_decref(json);
        json_decref(wanted);
    }
    assert_int_equal(found.errors, c->code ? 1 : 0);
    const struct diagnostic *item = c->code ? finding(&found, c->code, c->line, c->column) : NULL;
    if (c->code && (!item || (c->hint && (!item->hint || !strstr(item->hint, c->hint))))) {
        show(&found);
        fail_msg("%s: wanted %s at %u:%u", c->name, c->code, c->line, c->column);
    }
    diagnostics_release(&found);
    arena_free(arena);
}

static void reads_or_explains(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check_case(&cases[i]);
}

static const char *code_of(const char *text, size_t len)
{
    static char code[32];
    struct arena *arena = arena_new();
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct yaml_value *value = yaml_read(arena, "f", 1, text, len, &found);
    snprintf(code, sizeof code, "%s", value ? "" : found.items[0].code);
    diagnostics_release(&found);
    arena_free(arena);
    return code;
}

static void depth_is_bounded(void **state)
{
    (void)state;
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&text, '[');
    assert_string_equal(code_of(text.buf, text.len), "yaml-too-deep");
    strbuf_clear(&text);
    for (int i = 0; i < 60; i++)
        strbuf_addc(&text, '[');
    for (int i = 0; i < 60; i++)
        strbuf_addc(&text, ']');
    assert_string_equal(code_of(text.buf, text.len), "");
    strbuf_release(&text);
}

static void aliases_are_counted(void **state)
{
    (void)state;
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    strbuf_adds(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++)
        strbuf_addf(&text, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i,
                    i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    assert_string_equal(code_of(text.buf, text.len), "yaml-too-large");
    /* the same through merge keys */
    strbuf_clear(&text);
    strbuf_adds(&text, "a0: &a0 {k0: [x, x, x, x, x, x, x, x, x, x]}\n");
    for (int i = 1; i < 30; i++)
        strbuf_addf(&text, "a%d: &a%d {<<: *a%d, k%d: *a%d}\n", i, i, i - 1, i, i - 1);
    assert_string_equal(code_of(text.buf, text.len), "yaml-too-large");
    strbuf_release(&text);
}

static void many_keys_are_fast(void **state)
{
    (void)state;
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (unsigned i = 0; i < 40000; i++)
        strbuf_addf(&text, "k%u: 1\n", i);
    assert_string_equal(code_of(text.buf, text.len), "");
    strbuf_release(&text);
}

int run_yaml_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_or_explains),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(aliases_are_counted),
        cmocka_unit_test(many_keys_are_fast),
    };
    return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
