/* pattern.c; the rows of pattern_cases.h are what `git check-ignore` says of the same. */
#include "test.h"
#include "tests.h"
#include "base/mem.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *pattern, *path;
    bool directory, matches;
} cases[] = {
#include "pattern_cases.h"
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pattern *pattern = pattern_new(cases[i].pattern);

        if (pattern_matches(pattern, cases[i].path, cases[i].directory) != cases[i].matches)
            fail_msg("\"%s\" against \"%s\"", cases[i].pattern, cases[i].path);
        pattern_free(pattern);
    }
}

static void test_negated(void **state)
{
    static const struct {
        const char *pattern;
        bool negated;
    } rows[] = {{"a", false}, {"!a", true}, {"\\!a", false}, {"!", true}, {"", false}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pattern *pattern = pattern_new(rows[i].pattern);

        assert_int_equal(pattern_negated(pattern), rows[i].negated);
        pattern_free(pattern);
    }
    pattern_free(NULL);
}

/* Backtracking would take longer than the test may: 50 stars against 20,000 letters. */
static void test_hostile(void **state)
{
    static const char *const parts[] = {"*a", "**/", "*a*/", "[a-z]*", "?*"};
    enum { LEN = 20000 };
    char *path = mem_alloc(LEN + 1);

    (void)state;
    memset(path, 'a', LEN);
    for (size_t i = 0; i < COUNT(parts); i++) {
        char *text = mem_alloc(50 * strlen(parts[i]) + 2);
        struct pattern *pattern;

        for (size_t k = 0; k < 50; k++)
            memcpy(text + k * strlen(parts[i]), parts[i], strlen(parts[i]));
        text[50 * strlen(parts[i])] = 'b';
        pattern = pattern_new(text);
        assert_false(pattern_matches(pattern, path, false));
        path[LEN - 1] = 'b';
        assert_int_equal(pattern_matches(pattern, path, false), i != 2 && i != 1);
        path[LEN - 1] = 'a';
        pattern_free(pattern);
        free(text);
    }
    free(path);
}

int run_pattern_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_negated),
        cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
