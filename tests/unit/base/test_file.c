/* file.c */
#include "test.h"
#include "tests.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *directory;

static int set_up(void **state)
{
    (void)state;
    directory = scratch_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scratch_free(directory);
    return 0;
}

static void put(const char *name, const char *text)
{
    char *path = path_join(directory, name);
    struct error err = ERROR_INIT;

    assert_true(file_write(path, text, strlen(text), 0644, &err));
    free(path);
}

static void expect_content(const char *name, const char *text)
{
    char *path = path_join(directory, name);
    struct strbuf sb = STRBUF_INIT(100);
    struct error err = ERROR_INIT;

    assert_true(file_read(path, 100, &sb, &err));
    assert_string_equal(sb.buf, text);
    strbuf_release(&sb);
    free(path);
}

static size_t count_entries(void)
{
    DIR *dir = opendir(directory);
    size_t count = 0;

    while (readdir(dir))
        count++;
    closedir(dir);
    return count - 2;
}

static void test_read(void **state)
{
    static const struct {
        const char *name;
        size_t max;
        const char *code; /* NULL: it can be read */
    } cases[] = {{"five", 5, NULL},
                 {"five", 4, "file-too-large"},
                 {"none", 9, "file-missing"},
                 {"five/none", 9, "file-missing"},
                 {"fifo", 9, "file-not-regular"},
                 {".", 9, "file-not-regular"}};
    char *fifo = path_join(directory, "fifo");

    (void)state;
    put("five", "12345");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *path = path_join(directory, cases[i].name);
        struct strbuf sb = STRBUF_INIT(100);
        struct error err = ERROR_INIT;

        strbuf_adds(&sb, "before ");
        assert_int_equal(file_read(path, cases[i].max, &sb, &err), cases[i].code == NULL);
        if (cases[i].code) {
            assert_string_equal(err.code, cases[i].code);
            assert_int_equal(err.kind, ERROR_FAILED);
            assert_string_equal(err.path, path);
            assert_string_equal(sb.buf, "before ");
        } else {
            assert_string_equal(sb.buf, "before 12345");
        }
        error_release(&err);
        strbuf_release(&sb);
        free(path);
    }
    free(fifo);
}

static void test_write(void **state)
{
    char *path = path_join(directory, "file"), *link = path_join(directory, "link");
    unsigned long before;
    struct stat st;

    (void)state;
    put("file", "old");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0133, 0);
    assert_int_equal(chmod(path, 0604), 0);
    before = file_sync_count();
    put("file", "new");
    assert_int_equal(file_sync_count(), before + 2);
    expect_content("file", "new");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0604);
    assert_int_equal(symlink("file", link), 0);
    put("link", "through");
    expect_content("file", "through");
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(count_entries(), 2);
    free(path);
    free(link);
}

/* A link to nothing makes the file that it points to. */
static void test_write_dangling(void **state)
{
    char *link = path_join(directory, "link");

    (void)state;
    assert_int_equal(symlink("target", link), 0);
    put("link", "x");
    expect_content("target", "x");
    assert_int_equal(count_entries(), 2);
    free(link);
}

static void expect_write_fails(const char *name)
{
    char *path = path_join(directory, name);
    struct error err = ERROR_INIT;

    assert_false(file_write(path, "x", 1, 0644, &err));
    assert_string_equal(err.code, "write-failed");
    assert_int_equal(err.kind, ERROR_STATE);
    assert_string_equal(err.path, path);
    error_release(&err);
    free(path);
}

static void test_write_fails(void **state)
{
    char *loop = path_join(directory, "loop"), *folder = path_join(directory, "folder");

    (void)state;
    put("file", "old");
    assert_int_equal(symlink("loop", loop), 0);
    assert_int_equal(mkdir(folder, 0700), 0);
    expect_write_fails("none/file");
    expect_write_fails("loop");
    expect_write_fails("folder");
    setenv("GHLPUB_TEST_FSYNC", "fail", 1);
    expect_write_fails("file");
    unsetenv("GHLPUB_TEST_FSYNC");
    expect_content("file", "old");
    assert_int_equal(count_entries(), 3);
    free(loop);
    free(folder);
}

static void test_directories(void **state)
{
    char *deep = path_join(directory, "a/b//c/"), *below = path_join(directory, "file/x");
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(file_make_directories(deep, &err));
    assert_true(file_is_directory(deep));
    assert_true(file_make_directories(deep, &err));
    put("file", "x");
    assert_false(file_make_directories(below, &err));
    assert_string_equal(err.code, "write-failed");
    assert_false(file_is_directory(below));
    assert_true(file_exists(deep));
    assert_false(file_exists(below));
    error_release(&err);
    free(deep);
    free(below);
}

int run_file_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_write_dangling, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_write_fails, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_directories, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
