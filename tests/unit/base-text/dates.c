/* civil.c: the calendar, written dates, times as text. */
#include "test.h"

#include "cases.h"

#include "base/zone.h"

#include <string.h>
#include <time.h>

static void calendar(void **state)
{
    int year, month, day;
    (void)state;
    assert_int_equal(civil_to_days(1970, 1, 1), 0);
    assert_int_equal(civil_to_days(2000, 3, 1), 11017);
    assert_int_equal(civil_weekday(2026, 11, 2), 1);
    assert_int_equal(civil_weekday(1, 1, 1), 1);
    for (int64_t days = -1000000; days < 3000000; days += 1) {
        civil_from_days(days, &year, &month, &day);
        assert_int_equal(civil_to_days(year, month, day), days);
        if (days % 997 == 0) {
            time_t seconds = (time_t)days * 86400;
            struct tm tm;
            gmtime_r(&seconds, &tm);
            assert_int_equal(year, tm.tm_year + 1900);
            assert_int_equal(month, tm.tm_mon + 1);
            assert_int_equal(day, tm.tm_mday);
            assert_int_equal(civil_weekday(year, month, day), tm.tm_wday);
        }
    }
}

struct written {
    const char *text;
    int64_t ms;        /* as if local time were UTC */
    const char *holds; /* "t": a time, "o": an offset */
};

#define NOV2 INT64_C(1793577600000) /* 2026-11-02 */
#define HOUR INT64_C(3600000)

static void written_good(void **state)
{
    static const struct written table[] = {
        {"2026-11-02", NOV2, ""},
        {"2026-11-2", NOV2, ""},
        {"2026/11/02", NOV2, ""},
        {"2026-1-5", INT64_C(1767571200000), ""},
        {"2026-11-02T10:00:00.123+05:30", NOV2 + 4 * HOUR + HOUR / 2 + 123, "to"},
        {"2026-11-02T10:00:00.1239Z", NOV2 + 10 * HOUR + 123, "to"},
        {"2026-11-02T10:00:00.5Z", NOV2 + 10 * HOUR + 500, "to"},
        {"2026-11-02t10:00:00z", NOV2 + 10 * HOUR, "to"},
        {"2026-11-02 10:00:00 -0500", NOV2 + 15 * HOUR, "to"},
        {"2026-11-02 10:00:00 +0000", NOV2 + 10 * HOUR, "to"},
        {"2026-11-02 10:00:00 -05:00", NOV2 + 15 * HOUR, "to"},
        {"2026-11-02 10:00:00-0500", NOV2 + 15 * HOUR, "to"},
        {"2026-11-02T10:00Z", NOV2 + 10 * HOUR, "to"},
        {"2026-11-02 10:00:00 UTC", NOV2 + 10 * HOUR, "to"},
        {"2026/11/02 10:00:00 UTC", NOV2 + 10 * HOUR, "to"},
        {"2026-11-02 9:05", NOV2 + 9 * HOUR + 300000, "t"},
        {"2026-11-02T23:59:60Z", NOV2 + 24 * HOUR - 1000, "to"},
        {"0001-01-01", INT64_C(-62135596800000), ""},
        {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999), "to"},
        {"2024-02-29", INT64_C(1709164800000), ""},
    };
    struct zone *utc = zone_load("UTC", NULL);
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct written_date date;
        enum zone_fit fit = ZONE_GAP;
        assert_true(written_date_parse(table[i].text, &date));
        assert_int_equal(date.has_time, strchr(table[i].holds, 't') != NULL);
        assert_int_equal(date.has_offset, strchr(table[i].holds, 'o') != NULL);
        assert_int_equal(written_date_to_utc_ms(&date, utc, &fit), table[i].ms);
        assert_int_equal(fit, ZONE_UNIQUE);
    }
    zone_free(utc);
}

static void written_bad(void **state)
{
    static const char *const table[] = {
        "",
        " 2026-11-02",
        "2026-11-02 ",
        "2026-11-02T",
        "2026-11-02 10",
        "2026-11-02 10:0",
        "2026-11-02 24:00",
        "2026-11-02 10:60",
        "2026-11-02 10:00:61",
        "2026-11-02 10:00:00.",
        "2026-11-02 10:00:00.1x",
        "2026-11-02Z",
        "2026-11-02 Z",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "2100-02-29",
        "2026-11-31",
        "2026-11-0",
        "0000-01-01",
        "26-11-02",
        "20261102",
        "12026-11-02",
        "2026-11/02",
        "2026.11.02",
        "2026-111-02",
        "2026-11-022",
        "2026-11-02T10:00:00+5",
        "2026-11-02T10:00:00+24:00",
        "2026-11-02T10:00:00+05:60",
        "2026-11-02T10:00:00+05:3",
        "2026-11-02T10:00:00UTC",
        "2026-11-02T10:00:00 UTCX",
        "2026-11-02T10:00:00 EST",
        "2026-11-02T10:00:00ZZ",
        "2026-11-02T10:00:00 ",
        "-026-11-02",
        "2026--1-02",
        "next Tuesday",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct written_date date;
        if (written_date_parse(table[i], &date))
            fail_msg("\"%s\" was read", table[i]);
    }
}

static void texts(void **state)
{
    static const struct {
        int64_t ms;
        bool millis;
        const char *utc, *local;
    } table[] = {
        {INT64_C(1796126403000), false, "2026-12-01T12:00:03Z", "2026-12-01 07:00 EST"},
        {INT64_C(1796126403000), true, "2026-12-01T12:00:03.000Z", "2026-12-01 07:00 EST"},
        {INT64_C(1796126403007), false, "2026-12-01T12:00:03.007Z", "2026-12-01 07:00 EST"},
        {INT64_C(-1), false, "1969-12-31T23:59:59.999Z", "1969-12-31 18:59 EST"},
        {INT64_C(1783080000000), false, "2026-07-03T12:00:00Z", "2026-07-03 08:00 EDT"},
    };
    struct zone *zone = zone_load("America/New_York", NULL);
    (void)state;
    assert_non_null(zone);
    for (size_t i = 0; i < COUNT(table); i++) {
        struct strbuf sb = STRBUF_INIT(STRBUF_UNBOUNDED);
        strbuf_add_utc(&sb, table[i].ms, table[i].millis);
        assert_string_equal(sb.buf, table[i].utc);
        strbuf_clear(&sb);
        strbuf_add_local(&sb, table[i].ms, zone);
        assert_string_equal(sb.buf, table[i].local);
        strbuf_release(&sb);
    }
    zone_free(zone);

    struct strbuf sb = STRBUF_INIT(STRBUF_UNBOUNDED);
    strbuf_add_utc(&sb, INT64_MIN, false); /* no overflow */
    strbuf_add_utc(&sb, INT64_MAX, false);
    strbuf_release(&sb);
}

int date_cases(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calendar),
        cmocka_unit_test(written_good),
        cmocka_unit_test(written_bad),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests_name("dates", tests, NULL, NULL);
}
