/* source.c */
#include "test.h"
#include "tests.h"
#include "base/source.h"

#include <string.h>

static const char text[] = "ab\n\xc3\xa9x\r\n\rlast";

static void test_places(void **state)
{
    static const struct {
        size_t offset;
        unsigned line, column;
    } cases[] = {{0, 1, 1}, {2, 1, 3}, {3, 2, 1},  {5, 2, 2},  {6, 2, 3}, {7, 2, 4},
                 {8, 3, 1}, {9, 4, 1}, {12, 4, 4}, {13, 4, 5}, {99, 4, 5}};
    struct source source;

    (void)state;
    source_init(&source, text, sizeof text - 1);
    assert_int_equal(source.lines, 4);
    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned line = 0, column = 0;

        source_place(&source, cases[i].offset, &line, &column);
        assert_int_equal(line, cases[i].line);
        assert_int_equal(column, cases[i].column);
    }
    source_release(&source);
    source_release(NULL);
}

static void test_lines(void **state)
{
    static const char *const lines[] = {"ab", "\xc3\xa9x", "", "last"};
    struct source source;
    size_t len = 99;

    (void)state;
    source_init(&source, text, sizeof text - 1);
    for (unsigned i = 0; i < COUNT(lines); i++) {
        const char *line = source_line(&source, i + 1, &len);

        assert_int_equal(len, strlen(lines[i]));
        assert_memory_equal(line, lines[i], len);
    }
    assert_null(source_line(&source, 5, &len));
    assert_null(source_line(&source, 0, &len));
    source_release(&source);
    source_init(&source, "", 0);
    assert_non_null(source_line(&source, 1, &len));
    assert_int_equal(len, 0);
    assert_int_equal(source.lines, 1);
    source_release(&source);
    source_init(&source, "\n\n", 2);
    assert_int_equal(source.lines, 3);
    source_line(&source, 2, &len);
    assert_int_equal(len, 0);
    source_release(&source);
}

int run_source_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_lines),
    };

    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
