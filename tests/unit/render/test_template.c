/* Mustache: the official specification where it is at hand, and cases of our own. */
#include "tests.h"

#include "template.h"

#include "base/array.h"
#include "base/file.h"
#include "base/map.h"
#include "base/path.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct template *partial_of(void *context, const char *name)
{
    return map_get(context, name);
}

static void run_spec_case(const json_t *test, const char *file)
{
    struct arena *arena = arena_new();
    struct map partials = MAP_INIT;
    struct strbuf out = STRBUF_INIT(1 << 20);
    struct error err = ERROR_INIT;
    const char *name, *text = json_string_value(json_object_get(test, "template"));
    json_t *partial;
    json_object_foreach(json_object_get(test, "partials"), name, partial)
    {
        map_set(&partials, name,
                template_compile(arena, name, json_string_value(partial),
                                 json_string_length(partial), &err));
    }
    struct template *template = template_compile(arena, "test", text, strlen(text), &err);
    const struct template_options options = {true, partial_of, &partials};
    assert_non_null(template);
    assert_true(template_run(template, json_object_get(test, "data"), &options, &out, &err));
    const char *expected = json_string_value(json_object_get(test, "expected"));
    if (strcmp(out.buf, expected) != 0)
        fail_msg("%s: %s: \"%s\" instead of \"%s\"", file,
                 json_string_value(json_object_get(test, "name")), out.buf, expected);
    strbuf_release(&out);
    map_release(&partials, NULL);
    arena_free(arena);
}

static void test_specification(void **state)
{
    static const char *const modules[] = {"comments", "delimiters", "interpolation",
                                          "inverted", "partials",   "sections"};
    const char *folder = getenv("GHLPUB_SPEC_DIR");
    size_t done = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(modules); i++) {
        char *path = mem_printf("%s/mustache/%s.json", folder ? folder : SPEC_DIR, modules[i]);
        json_t *spec = json_load_file(path, 0, NULL), *tests = json_object_get(spec, "tests");
        for (size_t j = 0; j < json_array_size(tests); j++, done++)
            run_spec_case(json_array_get(tests, j), modules[i]);
        json_decref(spec);
        free(path);
    }
    if (done == 0) {
        fprintf(stderr, "# the Mustache specification is not at hand: skipped\n");
        skip();
    }
    assert_true(done > 100);
}

static char *run(const char *text, const char *data, bool html, struct error *err)
{
    struct arena *arena = arena_new();
    struct strbuf out = STRBUF_INIT(4096);
    struct template *template = template_compile(arena, "t.html", text, strlen(text), err);
    json_t *values = json_loads(data, JSON_DECODE_ANY, NULL);
    const struct template_options options = {html, NULL, NULL};
    bool ok = template && template_run(template, values, &options, &out, err);
    json_decref(values);
    arena_free(arena);
    if (!ok)
        strbuf_release(&out);
    return ok ? strbuf_detach(&out) : NULL;
}

static void test_ours(void **state)
{
    static const struct {
        const char *text, *data, *html, *plain;
    } cases[] = {{"{{a}}", "{\"a\": \"<'\\\"&\"}", "&lt;&#39;&quot;&amp;", "<'\"&"},
                 {"{{tags}}", "{\"tags\": [\"a\", \"b\"]}", "a, b", "a, b"},
                 {"{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\": \"\"}", "y", "y"},
                 {"{{yes}} {{n}} {{r}}", "{\"yes\": true, \"n\": -3, \"r\": 0.1}", "true -3 0.1",
                  "true -3 0.1"},
                 {"a\n\n  {{! x }}\nb", "{}", "a\n\nb", "a\n\nb"},
                 {"{{#a}}{{#b}}{{c}}{{/b}}{{/a}}", "{\"a\": {\"b\": [{\"c\": 1}, {\"c\": 2}]}}",
                  "12", "12"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *html = run(cases[i].text, cases[i].data, true, NULL);
        char *plain = run(cases[i].text, cases[i].data, false, NULL);
        assert_string_equal(html, cases[i].html);
        assert_string_equal(plain, cases[i].plain);
        free(html);
        free(plain);
    }
}

static void test_errors(void **state)
{
    static const struct {
        const char *text;
        unsigned line, column;
        const char *message;
    } cases[] = {{"a\n b {{x", 2, 4, "this tag is not closed"},
                 {"{{#a}}\nü{{/b}}", 2, 2, "\"b\" is closed, but \"a\" is open"},
                 {"x{{/b}}", 1, 2, "no section is open here"},
                 {"x\n{{#b}}y", 2, 4, "this section is not closed"},
                 {"{{}}", 1, 1, "this tag has no name"},
                 {"{{=a=}}", 1, 1, "two delimiters are expected, as in \"{{=<% %>=}}\""}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = ERROR_INIT;
        assert_null(run(cases[i].text, "{}", true, &err));
        assert_string_equal(err.code, "bad-template");
        assert_string_equal(err.message, cases[i].message);
        assert_int_equal(err.line, cases[i].line);
        assert_int_equal(err.column, cases[i].column);
        error_release(&err);
    }
}

static void test_bounds(void **state)
{
    struct error err = ERROR_INIT;
    struct strbuf deep = STRBUF_INIT(1 << 20);
    (void)state;
    for (int i = 0; i < 65; i++)
        strbuf_adds(&deep, "{{#a}}");
    assert_null(run(deep.buf, "{}", true, &err));
    assert_string_equal(err.message, "sections are nested too deeply");
    strbuf_clear(&deep);
    strbuf_adds(&deep, "{\"l\": [1");
    for (int i = 0; i < 400; i++)
        strbuf_adds(&deep, ",1");
    strbuf_adds(&deep, "]}");
    assert_null(run("{{#l}}{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}{{/l}}", deep.buf, true, &err));
    assert_string_equal(err.message, "the template takes too long");
    assert_null(run("{{#l}}{{#l}}0123456789{{/l}}{{/l}}", deep.buf, true, &err));
    assert_string_equal(err.message, "the result is too large");
    strbuf_release(&deep);
    error_release(&err);
}

static const struct template *itself(void *context, const char *name)
{
    (void)name;
    return context;
}

static void test_recursion(void **state)
{
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    struct strbuf out = STRBUF_INIT(1 << 20);
    struct template *template = template_compile(arena, "t", "  {{>t}}\n", 9, &err);
    json_t *data = json_object();
    const struct template_options options = {true, itself, template};
    (void)state;
    assert_false(template_run(template, data, &options, &out, &err));
    assert_string_equal(err.message, "sections and partials are nested too deeply");
    json_decref(data);
    strbuf_release(&out);
    error_release(&err);
    arena_free(arena);
}

int template_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_specification),
                                       cmocka_unit_test(test_ours), cmocka_unit_test(test_errors),
                                       cmocka_unit_test(test_bounds),
                                       cmocka_unit_test(test_recursion)};
    return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
