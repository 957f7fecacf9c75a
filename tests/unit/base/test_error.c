/* error.c */
#include "test.h"
#include "tests.h"
#include "base/limits.h"
#include "base/mem.h"
#include <ghlpub/error.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void test_error(void **state)
{
    struct error err = ERROR_INIT, other = ERROR_INIT;

    (void)state;
    error_set(&err, ERROR_FAILED, "first", "one %d", 1);
    error_at(&err, "a.md", 3, 4);
    error_hint(&err, "try %s", "again");
    assert_string_equal(err.message, "one 1");
    assert_string_equal(err.path, "a.md");
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 4);
    assert_string_equal(err.hint, "try again");
    error_set(&err, ERROR_USAGE, "second", "after: %s", err.message);
    assert_string_equal(err.message, "after: one 1");
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_null(err.path);
    assert_null(err.hint);
    error_at(&err, "b.md", 0, 0);
    error_at(&err, err.path, 1, 1);
    assert_string_equal(err.path, "b.md");
    error_move(&other, &err);
    assert_string_equal(other.code, "second");
    assert_null(err.message);
    assert_int_equal(err.kind, ERROR_NONE);
    error_release(&other);
    error_release(NULL);
    error_set(NULL, ERROR_FAILED, "x", "y");
    error_at(NULL, "x", 0, 0);
    error_hint(NULL, "x");
}

static void test_errno(void **state)
{
    struct error err = ERROR_INIT;

    (void)state;
    errno = ENOENT;
    error_set_errno(&err, ERROR_STATE, "x", "cannot open \"%s\"", "f");
    assert_string_equal(err.message, "cannot open \"f\": No such file or directory");
    error_release(&err);
}

static void test_clean(void **state)
{
    struct error err = ERROR_INIT;
    char *longer = mem_alloc(3 * LIMIT_MESSAGE + 1);

    (void)state;
    error_set(&err, ERROR_FAILED, "x", "a\x1b[31m\nb\tc");
    assert_string_equal(err.message, "a\xef\xbf\xbd[31m b c");
    memset(longer, 'a', 3 * LIMIT_MESSAGE);
    error_set(&err, ERROR_FAILED, "x", "%s", longer);
    assert_int_equal(strlen(err.message), LIMIT_MESSAGE);
    assert_string_equal(err.message + LIMIT_MESSAGE - 4, "a...");
    error_release(&err);
    free(longer);
}

static void add(struct diagnostics *list, enum severity severity, const char *path, unsigned line,
                unsigned column, const char *message)
{
    diagnose(list, severity, "code", (struct place){path, line, column}, "%s", message);
}

static void test_sort(void **state)
{
    static const struct {
        const char *path;
        unsigned line;
        const char *message;
    } sorted[] = {{NULL, 0, "no place"}, {"a", 1, "first"}, {"a", 1, "second"}, {"a", 2, "z"},
                  {"a", 10, "ten"},      {"b", 1, "x"},     {"b", 1, "y"},      {"b", 1, "x"}};
    struct diagnostics list = DIAGNOSTICS_INIT, more = DIAGNOSTICS_INIT;

    (void)state;
    add(&list, SEVERITY_ERROR, "b", 1, 1, "x");
    add(&list, SEVERITY_WARNING, "a", 10, 1, "ten");
    add(&list, SEVERITY_ERROR, "b", 1, 1, "y");
    add(&list, SEVERITY_ERROR, "b", 1, 1, "x"); /* goes, though not beside its twin */
    add(&more, SEVERITY_NOTE, "a", 1, 1, "first");
    add(&more, SEVERITY_WARNING, "a", 2, 1, "z");
    add(&more, SEVERITY_ERROR, "a", 1, 1, "second");
    add(&more, SEVERITY_WARNING, NULL, 0, 0, "no place");
    add(&more, SEVERITY_ERROR, "b", 1, 2, "x"); /* stays: another column */
    diagnostics_move(&list, &more);
    assert_int_equal(more.len, 0);
    assert_int_equal(list.len, 9);
    assert_int_equal(list.errors, 5);
    diagnostics_sort(&list);
    assert_int_equal(list.len, COUNT(sorted));
    for (size_t i = 0; i < COUNT(sorted); i++) {
        assert_string_equal(list.items[i].path ? list.items[i].path : "-",
                            sorted[i].path ? sorted[i].path : "-");
        assert_int_equal(list.items[i].line, sorted[i].line);
        assert_string_equal(list.items[i].message, sorted[i].message);
    }
    assert_int_equal(list.errors, 4);
    assert_int_equal(list.warnings, 3);
    diagnostics_release(&list);
    diagnostics_sort(&list);
    assert_int_equal(list.len, 0);
    diagnostics_release(NULL);
}

static void test_diagnose(void **state)
{
    struct diagnostics list = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;

    (void)state;
    diagnostic_hint(diagnose(&list, SEVERITY_NOTE, "n", (struct place){NULL, 0, 0}, "a%c", 7),
                    "do %s", "it");
    assert_string_equal(list.items[0].message, "a\xef\xbf\xbd");
    assert_string_equal(list.items[0].hint, "do it");
    error_set(&err, ERROR_CONTENT, "bad", "bad thing");
    error_at(&err, "x.md", 2, 3);
    error_hint(&err, "hint");
    diagnose_error(&list, &err);
    assert_null(err.message);
    assert_int_equal(list.errors, 1);
    assert_int_equal(list.warnings, 0);
    assert_int_equal(list.items[1].severity, SEVERITY_ERROR);
    assert_string_equal(list.items[1].code, "bad");
    assert_string_equal(list.items[1].path, "x.md");
    assert_string_equal(list.items[1].hint, "hint");
    assert_string_equal(severity_name(SEVERITY_WARNING), "warning");
    diagnostics_release(&list);
}

int run_error_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error), cmocka_unit_test(test_errno),    cmocka_unit_test(test_clean),
        cmocka_unit_test(test_sort),  cmocka_unit_test(test_diagnose),
    };

    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
