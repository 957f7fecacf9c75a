/* mem.c and arena.c */
#include "test.h"
#include "tests.h"
#include "base/arena.h"
#include "base/mem.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static void exhaust(void)
{
    mem_exhausted();
}

static void exhaust_with_code(void)
{
    mem_set_exit_code(113);
    mem_exhausted();
}

static void overflow(void)
{
    free(mem_resize(NULL, SIZE_MAX / 2, 4));
}

static void fail_third(void)
{
    mem_fail_at(3);
    free(mem_alloc(1));
    free(mem_strdup("x"));
    mem_set_exit_code(42);
    free(mem_resize(NULL, 1, 1));
}

static void fail_json(void)
{
    mem_install_hooks();
    mem_fail_at(1);
    json_decref(json_string("x"));
}

static void test_exhausted(void **state)
{
    static const struct {
        void (*body)(void);
        int code;
        const char *text;
    } cases[] = {{exhaust, 71, "ghlpub: out of memory\n"},
                 {exhaust_with_code, 113, ""},
                 {overflow, 71, "ghlpub: out of memory\n"},
                 {fail_third, 42, ""},
                 {fail_json, 71, "ghlpub: out of memory\n"}};
    char text[100];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int status = in_child(cases[i].body, text, sizeof text);

        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), cases[i].code);
        assert_string_equal(text, cases[i].text);
    }
}

static void test_copies(void **state)
{
    char *text = mem_printf("%s-%d", "a", 7);
    char *cut = mem_strndup("abc", 2), *whole = mem_strndup("abc", 9);
    unsigned char *zero = mem_alloc(3);
    unsigned long before = mem_count();

    (void)state;
    assert_string_equal(text, "a-7");
    assert_string_equal(cut, "ab");
    assert_string_equal(whole, "abc");
    assert_memory_equal(zero, "\0\0\0", 3);
    assert_null(mem_strdup(NULL));
    assert_null(mem_strndup(NULL, 3));
    assert_int_equal(mem_count(), before);
    free(mem_dup("", 0));
    assert_int_equal(mem_count(), before + 1);
    free(text);
    free(cut);
    free(whole);
    free(zero);
}

/* Pieces of all sizes, each filled: they may neither overlap nor be unaligned. */
static void test_arena_pieces(void **state)
{
    enum { PIECES = 3000 };
    struct arena *arena = arena_new();
    unsigned char **pieces = mem_alloc(PIECES * sizeof *pieces);

    (void)state;
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = i * 37 % 2000 + (i % 500 == 0 ? 300000 : 0);

        pieces[i] = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < size; k++)
            assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 251) + 1, size);
    }
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = i * 37 % 2000 + (i % 500 == 0 ? 300000 : 0);

        for (size_t k = 0; k < size; k++)
            assert_int_equal(pieces[i][k], i % 251 + 1);
    }
    free(pieces);
    arena_free(arena);
    arena_free(NULL);
}

static void test_arena_text(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(arena_printf(arena, "%s/%05d", "x", 42), "x/00042");
    assert_string_equal(arena_strndup(arena, "hello", 4), "hell");
    assert_string_equal(arena_strdup(arena, "hello"), "hello");
    assert_null(arena_strdup(arena, NULL));
    assert_memory_equal(arena_dup(arena, "a\0b", 3), "a\0b", 3);
    arena_free(arena);
}

int run_memory_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exhausted),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_arena_pieces),
        cmocka_unit_test(test_arena_text),
    };

    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
