/* map.c */
#include "test.h"
#include "tests.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int numbers[20000];

static void test_set_and_remove(void **state)
{
    struct map map = MAP_INIT;
    int a, b;

    (void)state;
    assert_null(map_get(&map, "x"));
    assert_null(map_remove(&map, "x"));
    assert_false(map_has(&map, "x"));
    assert_null(map_set(&map, "x", &a));
    assert_ptr_equal(map_set(&map, "x", &b), &a);
    assert_int_equal(map.count, 1);
    assert_ptr_equal(map_get(&map, "x"), &b);
    assert_null(map_set(&map, "", NULL));
    assert_true(map_has(&map, ""));
    assert_ptr_equal(map_remove(&map, "x"), &b);
    assert_false(map_has(&map, "x"));
    assert_int_equal(map.count, 1);
    map_release(&map, NULL);
    map_release(NULL, NULL);
}

/* Lengths around the 8 bytes that the hash takes at once. */
static void test_lengths(void **state)
{
    struct map map = MAP_INIT;
    char key[41];

    (void)state;
    for (size_t len = 0; len <= 40; len++) {
        memset(key, 'k', len);
        key[len] = '\0';
        assert_null(map_set(&map, key, &numbers[len]));
    }
    for (size_t len = 0; len <= 40; len++) {
        memset(key, 'k', len);
        key[len] = '\0';
        assert_ptr_equal(map_get(&map, key), &numbers[len]);
    }
    map_release(&map, NULL);
}

/* Many keys, every third removed, others added: the order of insertion stays. */
static void test_order(void **state)
{
    struct map map = MAP_INIT;
    const char *key;
    char name[20];
    void *value;
    int expected = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        snprintf(name, sizeof name, "key %d", i);
        map_set(&map, name, &numbers[i]);
        if (i % 3 == 0)
            assert_ptr_equal(map_remove(&map, name), &numbers[i]);
    }
    for (size_t at = 0; map_next(&map, &at, &key, &value); expected++) {
        expected += expected % 3 == 0;
        snprintf(name, sizeof name, "key %d", expected);
        assert_string_equal(key, name);
        assert_ptr_equal(value, &numbers[expected]);
    }
    assert_int_equal(expected, 20000);
    assert_int_equal(map.count, 13333);
    map_release(&map, NULL);
}

/* A table that gains and loses one key again and again stays small. */
static void test_gaps_close(void **state)
{
    struct map map = MAP_INIT;
    char name[20];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        snprintf(name, sizeof name, "%d", i);
        map_set(&map, name, &numbers[0]);
        map_remove(&map, name);
    }
    assert_int_equal(map.count, 0);
    assert_true(map.cap <= 16);
    map_release(&map, NULL);
}

static void test_values_are_freed(void **state)
{
    struct map map = MAP_INIT;

    (void)state;
    map_set(&map, "a", mem_strdup("1"));
    map_set(&map, "b", mem_strdup("2"));
    free(map_remove(&map, "a"));
    map_release(&map, free);
    assert_int_equal(map.count, 0);
    assert_false(map_has(&map, "b"));
}

int run_map_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_and_remove),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_gaps_close),
        cmocka_unit_test(test_values_are_freed),
    };

    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
