/* log.c */
#include "test.h"
#include "tests.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void test_clean(void **state)
{
    static const struct {
        const char *text, *clean;
    } cases[] = {
        {"", ""},
        {"pit-secret-token", "***"},
        {"Bearer pit-secret-token!", "Bearer ***!"},
        {"pit-secret-token-longer", "***"}, /* the longest of two that begin here */
        {"pit-secret-toke", "pit-secret-toke"},
        {"short", "short"}, /* registered, but too short to be one */
        {"a\nb\rc\td", "a b c d"},
        {"\x1b]0;x\x07", "\xef\xbf\xbd]0;x\xef\xbf\xbd"},
        {"\xc2\x9b"
         "1m",
         "\xef\xbf\xbd"
         "1m"}, /* CSI in one character */
        {"\xe2\x80\xae"
         "gpj",
         "\xef\xbf\xbd"
         "gpj"}, /* right to left */
        {"\xff"
         "a",
         "\xef\xbf\xbd"
         "a"},
        {"caf\xc3\xa9 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xf0\x9f\x98\x80"},
    };
    char *clean;

    (void)state;
    log_add_secret("pit-secret-token");
    log_add_secret("pit-secret-token-longer");
    log_add_secret("pit-secret-token");
    log_add_secret("short");
    log_add_secret(NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        clean = log_clean(cases[i].text);
        assert_string_equal(clean, cases[i].clean);
        free(clean);
    }
    log_release();
    clean = log_clean("pit-secret-token");
    assert_string_equal(clean, "pit-secret-token");
    free(clean);
}

static void before(void)
{
    fputs("<", stderr);
}

static void after(void)
{
    fputs(">", stderr);
}

static void speak(void)
{
    log_add_secret("pit-secret-token");
    log_info("normal %s", "pit-secret-token");
    log_verbose("unheard");
    log_set_level(LOG_VERBOSE);
    log_set_hooks(before, after);
    log_verbose("heard %d", 1);
    log_set_level(LOG_QUIET);
    log_info("unheard");
}

static void test_levels(void **state)
{
    char text[200];

    (void)state;
    assert_int_equal(in_child(speak, text, sizeof text), 0);
    assert_string_equal(text, "normal ***\n<heard 1\n>");
    assert_int_equal(log_level(), LOG_NORMAL);
}

int run_log_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_levels),
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
