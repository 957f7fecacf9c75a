/* stop.c */
#include "test.h"
#include "tests.h"
#include "base/file.h"
#include "base/path.h"
#include "base/stop.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void once(void)
{
    stop_install();
    if (stop_signal() != 0)
        _exit(1);
    raise(SIGPIPE);
    raise(SIGTERM);
    _exit(stop_signal() == SIGTERM ? 7 : 1);
}

static void twice_int(void)
{
    stop_install();
    raise(SIGTERM);
    raise(SIGINT);
}

static void twice_term(void)
{
    stop_install();
    raise(SIGINT);
    raise(SIGTERM);
}

static void three_steps(void)
{
    stop_step("first");
    stop_step("second");
    stop_step("third");
    _exit(5);
}

static void test_signals(void **state)
{
    static const struct {
        void (*body)(void);
        int code;
    } cases[] = {{once, 7}, {twice_int, 130}, {twice_term, 143}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int status = in_child(cases[i].body, NULL, 0);

        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), cases[i].code);
    }
}

static void test_steps(void **state)
{
    static const struct {
        const char *stop;
        int code;
        const char *lines;
    } cases[] = {{"2", 99, "1 first\n2 second\n"},
                 {"3", 99, "1 first\n2 second\n3 third\n"},
                 {"4", 5, "1 first\n2 second\n3 third\n"}};
    char *directory = scratch_new(), *path = path_join(directory, "steps");

    (void)state;
    setenv("GHLPUB_TEST_STEPS", path, 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strbuf lines = STRBUF_INIT(1000);
        struct error err = ERROR_INIT;

        setenv("GHLPUB_TEST_STOP", cases[i].stop, 1);
        assert_int_equal(WEXITSTATUS(in_child(three_steps, NULL, 0)), cases[i].code);
        assert_true(file_read(path, 1000, &lines, &err));
        assert_string_equal(lines.buf, cases[i].lines);
        strbuf_release(&lines);
        assert_int_equal(unlink(path), 0);
    }
    unsetenv("GHLPUB_TEST_STEPS");
    unsetenv("GHLPUB_TEST_STOP");
    free(path);
    scratch_free(directory);
}

int run_stop_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signals),
        cmocka_unit_test(test_steps),
    };

    return cmocka_run_group_tests_name("stop", tests, NULL, NULL);
}
