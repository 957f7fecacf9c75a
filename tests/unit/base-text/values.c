/* hash.c, random.c and clock.c. */
#include "test.h"

#include "cases.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void hash_known(void **state)
{
    static const struct {
        const char *text, *hex;
    } table[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char hex[HASH_HEX];
        hash_bytes(table[i].text, strlen(table[i].text), hex);
        assert_string_equal(hex, table[i].hex);
    }
}

/* Different lists of fields, different hashes. */
static void hash_fields(void **state)
{
    char hex[6][HASH_HEX];
    (void)state;
    for (size_t i = 0; i < COUNT(hex); i++) {
        struct hash hash;
        hash_init(&hash);
        switch (i) {
        case 0:
            hash_add_field(&hash, "a", "bc");
            break;
        case 1:
            hash_add_field(&hash, "ab", "c");
            break;
        case 2:
            hash_add_field(&hash, "a", NULL);
            break;
        case 3:
            hash_add_field(&hash, "a", "");
            break;
        case 4:
            hash_add_number(&hash, "a", 0);
            break;
        default:
            hash_add_number(&hash, "a", -1);
            break;
        }
        hash_hex(&hash, hex[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(hex[i], hex[j]);
    }
}

static void hash_files(void **state)
{
    char path[] = "/tmp/unit-base-text-XXXXXX", hex[HASH_HEX], expected[HASH_HEX];
    struct error err = ERROR_INIT;
    size_t len = 200001;
    char *bytes = malloc(len);
    (void)state;
    memset(bytes, 'q', len);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
    hash_bytes(bytes, len, expected);
    free(bytes);
    assert_true(hash_file(path, hex, &err));
    assert_string_equal(hex, expected);
    unlink(path);

    assert_false(hash_file(path, hex, &err));
    assert_string_equal(err.code, "file-missing");
    assert_string_equal(err.path, path);
    assert_false(hash_file("/tmp", hex, &err));
    assert_string_equal(err.code, "file-not-regular");
    assert_false(hash_file("/tmp", hex, NULL));
    error_release(&err);
}

static void chance(void **state)
{
    struct random a, b;
    size_t seen[7] = {0};
    (void)state;
    random_seed(&a, 42);
    random_seed(&b, 42);
    for (int i = 0; i < 100; i++)
        assert_true(random_next(&a) == random_next(&b));
    for (int i = 0; i < 7000; i++)
        seen[random_below(&a, 7)]++;
    for (size_t i = 0; i < COUNT(seen); i++)
        assert_in_range(seen[i], 800, 1200);
    for (int i = 0; i < 100; i++)
        assert_true(random_below(&a, UINT64_C(1) << 63 | 1) <= UINT64_C(1) << 63);
    assert_int_equal(random_below(&a, 1), 0);
    random_init(&a);
    random_init(&b);
    assert_true(random_next(&a) != random_next(&b));
}

static void clocks(void **state)
{
    static const struct {
        const char *now;
        double rate;
        int64_t ms; /* -1: bad */
    } table[] = {
        {"1970-01-01T00:00:01Z", 1, 1000},
        {"2026-12-01T12:00:00.250+01:00", 1, INT64_C(1796122800250)},
        {"1970-01-01T00:00:00Z", 0, 0},
        {"1970-01-01", 1, -1},
        {"1970-01-01T00:00:00", 1, -1},
        {"yesterday", 1, -1},
        {"", 1, -1},
        {NULL, -1, -1},
        {NULL, 1e9, -1},
    };
    struct clock clock;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct error err = ERROR_INIT;
        bool ok = clock_init(&clock, table[i].now, table[i].rate, &err);
        assert_int_equal(ok, table[i].ms >= 0);
        if (ok) {
            assert_in_range(clock_now_ms(&clock) - table[i].ms, 0, 5000);
        } else {
            assert_string_equal(err.code, "bad-clock");
            assert_int_equal(err.kind, ERROR_USAGE);
        }
        error_release(&err);
    }
    assert_true(clock_init(&clock, NULL, 1, NULL));
    assert_in_range(clock_now_ms(&clock) / 1000 - (int64_t)time(NULL) + 2, 0, 4);
    assert_true(clock_init(&clock, "1970-01-01T00:00:00Z", 3600, NULL));
    clock.start_monotonic_ms -= 1000;
    assert_in_range(clock_now_ms(&clock), 3600000, 2 * 3600000);
}

int value_cases(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_known), cmocka_unit_test(hash_fields), cmocka_unit_test(hash_files),
        cmocka_unit_test(chance),     cmocka_unit_test(clocks),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
