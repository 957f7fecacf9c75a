/*
 * Runs the groups of tests, and gives them children and scratch directories.
 */
#include "test.h"
#include "tests.h"
#include "base/mem.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

char *scratch_new(void)
{
    char *path = mem_strdup("/tmp/ghlpub-unit-XXXXXX");

    assert_non_null(mkdtemp(path));
    return path;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

void scratch_free(char *directory)
{
    assert_int_equal(nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
    free(directory);
}

int in_child(void (*body)(void), char *text, unsigned size)
{
    int ends[2], status = 0;
    unsigned len = 0;
    char rest[256];
    ssize_t got;
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        dup2(ends[1], STDERR_FILENO);
        body();
        _exit(0);
    }
    close(ends[1]);
    while ((got = read(ends[0], rest, sizeof rest)) > 0) {
        for (ssize_t i = 0; i < got && text && len + 1 < size; i++)
            text[len++] = rest[i];
    }
    if (text)
        text[len] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

int main(void)
{
    int failed = 0;

    failed += run_memory_tests();
    failed += run_strbuf_tests();
    failed += run_map_tests();
    failed += run_error_tests();
    failed += run_log_tests();
    failed += run_source_tests();
    failed += run_file_tests();
    failed += run_path_tests();
    failed += run_pattern_tests();
    failed += run_json_tests();
    failed += run_workers_tests();
    failed += run_stop_tests();
    failed += run_diff_tests();
    return failed != 0;
}
