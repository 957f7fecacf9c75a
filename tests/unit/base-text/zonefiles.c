/* zone.c: names, files that are broken, and rules that no real zone has. */
#include "test.h"

#include "cases.h"

#include "base/random.h"
#include "base/zone.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void unknown_names(void **state)
{
    static const struct {
        const char *name, *hint;
    } table[] = {
        {"America/New_Yrok", "did you mean \"America/New_York\"?"},
        {"america/new_york", "did you mean \"America/New_York\"?"},
        {"America/New York", "did you mean \"America/New_York\"?"},
        {"New York", "did you mean \"America/New_York\"?"},
        {"Europe/Berln", "did you mean \"Europe/Berlin\"?"},
        {"utc", "did you mean \"UTC\"?"},
        {"PST", "did you mean \"America/Los_Angeles\"?"},
        {"Mars/Olympus_Mons", "zones have names such as \"America/New_York\" or \"UTC\""},
        {"", "zones have names such as \"America/New_York\" or \"UTC\""},
        {"../../../etc/passwd", NULL},
        {"America/../UTC", NULL},
        {"/etc/localtime", NULL},
        {"America", NULL},
        {"Europe/", NULL},
        {"tzdata.zi", NULL},
        {"Europe/Berlin\n", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct error err = ERROR_INIT;
        assert_null(zone_load(table[i].name, &err));
        assert_string_equal(err.code, "unknown-zone");
        assert_int_equal(err.kind, ERROR_CONFIG);
        if (table[i].hint)
            assert_string_equal(err.hint, table[i].hint);
        error_release(&err);
    }
    struct error err = ERROR_INIT;
    char name[400];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_null(zone_load(name, NULL));
    setenv("TZDIR", "/nonexistent", 1);
    assert_null(zone_load("Europe/Berlin", &err));
    assert_non_null(strstr(err.hint, "package tzdata"));
    error_release(&err);
    struct zone *utc = zone_load("UTC", &err);
    assert_non_null(utc);
    zone_free(utc);
    unsetenv("TZDIR");
}

static char folder[] = "/tmp/unit-base-text-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    return setenv("TZDIR", folder, 1);
}

static void file_path(char path[64])
{
    snprintf(path, 64, "%s/Test", folder);
}

static int remove_folder(void **state)
{
    char path[64];
    (void)state;
    file_path(path);
    unlink(path);
    unsetenv("TZDIR");
    return rmdir(folder);
}

static struct zone *load(const void *bytes, size_t len, struct error *err)
{
    char path[64];
    file_path(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
    return zone_load("Test", err);
}

/* A file without transitions: one type, UTC, and the rule. */
static size_t make_file(const char *rule, char bytes[512])
{
    static const char header[44] = "TZif3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4";
    static const char block[10] = "\0\0\0\0\0\0UTC";
    size_t len = 0;
    for (int i = 0; i < 2; i++) {
        memcpy(bytes + len, header, sizeof header);
        memcpy(bytes + len + sizeof header, block, sizeof block);
        len += sizeof header + sizeof block;
    }
    return len + (size_t)snprintf(bytes + len, 300, "\n%s\n", rule);
}

static void rules_good(void **state)
{
    static const char *const table[] = {
        "",
        "UTC0",
        "EST5EDT,M3.2.0,M11.1.0",
        "EST5EDT",
        "<+0330>-3:30",
        "<-0330>3:30:15<+00>-0:15,J60/0,J300/-5",
        "IST-1GMT0,M10.5.0,M3.5.0/1",
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
        "EET-2EEST,M3.4.4/50,M10.4.4/50",
        "AAA-3BBB,59,300/25:30",
        "AAA-3BBB,J59,J365/23",
        "AAA11BBB10,M2.1.0/-160,M6.5.6/167",
        "NZST-12NZDT,M9.5.0,M4.1.0/3",
    };
    struct random random;
    (void)state;
    random_seed(&random, 2);
    for (size_t i = 0; i < COUNT(table); i++) {
        char bytes[512];
        struct error err = ERROR_INIT;
        struct zone *zone = load(bytes, make_file(table[i], bytes), &err);
        if (!zone)
            fail_msg("%s: %s", table[i], err.message);
        setenv("TZ", *table[i] ? table[i] : "UTC0", 1);
        tzset();
        for (int n = 0; n < 3000; n++) {
            time_t t = (time_t)random_below(&random, UINT64_C(7000000000));
            struct tm tm;
            struct civil c;
            const char *abbreviation;
            localtime_r(&t, &tm);
            zone_from_utc(zone, (int64_t)t * 1000, &c, NULL, &abbreviation);
            if (c.day != tm.tm_mday || c.hour != tm.tm_hour || c.minute != tm.tm_min ||
                c.second != tm.tm_sec)
                fail_msg("%s at %lld: %d-%02d-%02d %02d:%02d %s, libc %02d %02d:%02d", table[i],
                         (long long)t, c.year, c.month, c.day, c.hour, c.minute, abbreviation,
                         tm.tm_mday, tm.tm_hour, tm.tm_min);
        }
        zone_free(zone);
    }
    unsetenv("TZ");
}

/* Summer all year (RFC 9636 section 3.3.1), which libc gets wrong in the first hours of a year. */
static void rule_all_year(void **state)
{
    char bytes[512];
    struct zone *zone = load(bytes, make_file("XXX3EDT4,0/0,J365/23", bytes), NULL);
    (void)state;
    assert_non_null(zone);
    for (int64_t ms = 0; ms < INT64_C(7000000000000); ms += INT64_C(1777777)) {
        struct civil c;
        int offset;
        const char *abbreviation;
        zone_from_utc(zone, ms, &c, &offset, &abbreviation);
        assert_int_equal(offset, -4 * 3600);
        assert_string_equal(abbreviation, "EDT");
    }
    zone_free(zone);
}

static void rules_bad(void **state)
{
    static const char *const table[] = {
        "E5",
        "EST",
        "EST25",
        "EST5:60",
        "EST5:",
        "<EST5",
        "<E>5",
        "EST5EDT,",
        "EST5EDT,M3.2.0",
        "EST5EDT,M13.2.0,M11.1.0",
        "EST5EDT,M0.2.0,M11.1.0",
        "EST5EDT,M3.6.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,J0,J10",
        "EST5EDT,J366,J10",
        "EST5EDT,366,10",
        "EST5EDT,M3.2.0/168,M11.1.0",
        "EST5EDT,M3.2.0,M11.1.0x",
        "EST5EDT4x",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ5",
        "EST99999999999999999999",
        " EST5",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char bytes[512];
        struct error err = ERROR_INIT;
        if (load(bytes, make_file(table[i], bytes), &err))
            fail_msg("\"%s\" was read", table[i]);
        assert_string_equal(err.code, "bad-zone");
        assert_int_equal(err.kind, ERROR_CONFIG);
        error_release(&err);
    }
}

static size_t real_file(char *bytes, size_t size)
{
    FILE *file = fopen("/usr/share/zoneinfo/America/New_York", "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, size, file);
    fclose(file);
    return len;
}

/* Every cut and many changed bytes: refused, or read without harm. */
static void broken_files(void **state)
{
    static char bytes[8192], copy[8192];
    size_t len = real_file(bytes, sizeof bytes);
    struct random random;
    (void)state;
    random_seed(&random, 3);
    for (size_t cut = 0; cut < len; cut += cut < 100 ? 1 : 7)
        assert_null(load(bytes, cut, NULL));
    size_t second = 0; /* the header before the 64-bit data */
    for (size_t i = 1; i + 4 < len && !second; i++)
        if (memcmp(bytes + i, "TZif", 4) == 0)
            second = i;
    for (int n = 0; n < 3000; n++) {
        memcpy(copy, bytes, len);
        size_t start = n % 2 ? second : 0, span = n % 3 ? 44 : len - start;
        for (int i = 0; i < 1 + n % 4; i++)
            copy[start + random_below(&random, span)] = (char)(random_next(&random) & 0xFF);
        struct zone *zone = load(copy, len, NULL);
        for (int i = 0; zone && i < 20; i++) {
            struct civil c;
            enum zone_fit fit;
            zone_from_utc(zone, (int64_t)(random_next(&random) >> (i % 30)), &c, NULL, NULL);
            c.year = 1 + i * 500;
            (void)zone_to_utc_ms(zone, &c, &fit);
        }
        if (zone) {
            struct civil c;
            zone_from_utc(zone, INT64_MIN, &c, NULL, NULL);
            zone_from_utc(zone, INT64_MAX, &c, NULL, NULL);
        }
        zone_free(zone);
    }
    memset(copy, 'x', sizeof copy);
    assert_null(load(copy, sizeof copy, NULL));
}

/* The same zone, of a file with the 32-bit data alone. */
static void version_one(void **state)
{
    static char bytes[8192];
    size_t len = real_file(bytes, sizeof bytes), second = 0;
    struct civil c;
    (void)state;
    for (size_t i = 1; i + 4 < len && !second; i++)
        if (memcmp(bytes + i, "TZif", 4) == 0)
            second = i;
    bytes[4] = '\0';
    struct zone *zone = load(bytes, second, NULL);
    assert_non_null(zone);
    zone_from_utc(zone, INT64_C(1783080000000), &c, NULL, NULL);
    assert_int_equal(c.hour, second > 100 ? 8 : 12); /* slim files have nothing here */
    zone_free(zone);
}

int zone_file_cases(void)
{
    const struct CMUnitTest named[] = {cmocka_unit_test(unknown_names)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_good),  cmocka_unit_test(rule_all_year),
        cmocka_unit_test(rules_bad),   cmocka_unit_test(broken_files),
        cmocka_unit_test(version_one),
    };
    return cmocka_run_group_tests_name("zone names", named, NULL, NULL) +
           cmocka_run_group_tests_name("zone files", tests, make_folder, remove_folder);
}
