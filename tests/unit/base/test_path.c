/* path.c */
#include "test.h"
#include "tests.h"
#include "base/file.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Compares and frees; "NULL" stands for NULL. */
static void expect(char *got, const char *expected)
{
    assert_string_equal(got ? got : "NULL", expected);
    free(got);
}

static void test_text(void **state)
{
    static const struct {
        const char *directory, *name, *joined;
    } joins[] = {{"a/b", "c", "a/b/c"},
                 {"a/", "c", "a/c"},
                 {"", "c", "c"},
                 {"a", "/c", "/c"},
                 {"/", "c", "/c"}};
    static const struct {
        const char *path, *normal, *directory, *name, *extension;
    } cases[] = {
        {"", "", "", "", ""},
        {"a/b.md", "a/b.md", "a", "b.md", ".md"},
        {"b.md", "b.md", "", "b.md", ".md"},
        {"./a//b/../c", "a/c", "./a//b/..", "c", ""},
        {"a/..", "", "a", "..", "."},
        {"a/../..", "NULL", "a/..", "..", "."},
        {"../x", "NULL", "..", "x", ""},
        {"/x.tar.gz", "NULL", "/", "x.tar.gz", ".gz"},
        {"a/.profile", "a/.profile", "a", ".profile", ""},
        {"a//b", "a/b", "a", "b", ""},
        {"a.b/c", "a.b/c", "a.b", "c", ""},
        {"...", "...", "", "...", "."},
        {"a/b/", "a/b", "a/b", "", ""},
    };
    static const struct {
        const char *from, *name, *path;
    } relatives[] = {{"a/b.md", "../c.png", "c.png"},
                     {"a/b.md", "c.png", "a/c.png"},
                     {"b.md", "./i/c.png", "i/c.png"},
                     {"a/b.md", "../../c.png", "NULL"},
                     {"a/b.md", "/c.png", "NULL"}};

    (void)state;
    for (size_t i = 0; i < COUNT(joins); i++)
        expect(path_join(joins[i].directory, joins[i].name), joins[i].joined);
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(path_normalise(cases[i].path), cases[i].normal);
        expect(path_directory(cases[i].path), cases[i].directory);
        assert_string_equal(path_name(cases[i].path), cases[i].name);
        assert_string_equal(path_extension(cases[i].path), cases[i].extension);
    }
    for (size_t i = 0; i < COUNT(relatives); i++)
        expect(path_relative_to(relatives[i].from, relatives[i].name), relatives[i].path);
}

static void make_tree(const char *top)
{
    static const char *const files[] = {"site/a/in.png", "site-2/out.png", "out.png"};
    static const char *const links[][2] = {{"../a/in.png", "site/l/in"},
                                           {"../../out.png", "site/l/out"},
                                           {"../../site-2", "site/l/folder"},
                                           {"/etc", "site/l/etc"},
                                           {"none", "site/l/dangling"}};
    struct error err = ERROR_INIT;

    for (size_t i = 0; i < COUNT(files); i++) {
        char *path = path_join(top, files[i]), *folder = path_directory(path);

        assert_true(file_make_directories(folder, &err));
        assert_true(file_write(path, "x", 1, 0644, &err));
        free(path);
        free(folder);
    }
    for (size_t i = 0; i < COUNT(links); i++) {
        char *path = path_join(top, links[i][1]), *folder = path_directory(path);

        assert_true(file_make_directories(folder, &err));
        assert_int_equal(symlink(links[i][0], path), 0);
        free(path);
        free(folder);
    }
}

static void test_wall(void **state)
{
    static const struct {
        const char *path;
        bool inside, missing;
    } cases[] = {{"a/in.png", true, false},
                 {"a/../a/in.png", true, false},
                 {"l/in", true, false},
                 {"l/out", false, false},
                 {"l/folder/out.png", false, false},
                 {"l/etc/passwd", false, false},
                 {"l/dangling", false, true},
                 {"none", false, true},
                 {"a/in.png/x", false, true},
                 {"../out.png", false, false},
                 {"../site-2/out.png", false, false}, /* the root is a prefix of its name */
                 {"", false, false}};
    char *top = scratch_new(), *root = path_join(top, "site"), *real;

    (void)state;
    make_tree(top);
    real = realpath(root, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool missing = !cases[i].missing;

        assert_int_equal(path_stays_inside(real, cases[i].path, &missing), cases[i].inside);
        assert_int_equal(missing, cases[i].missing);
    }
    assert_true(path_stays_inside("/", "tmp", NULL));
    free(real);
    free(root);
    scratch_free(top);
}

int run_path_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_wall),
    };

    return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
