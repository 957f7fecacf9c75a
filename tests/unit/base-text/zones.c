/* zone.c against libc, and local times that do not exist or exist twice. */
#include "test.h"

#include "cases.h"

#include "base/random.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const names[] = {
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Monrovia",
    "Africa/Nairobi",
    "Africa/Windhoek",
    "America/Anchorage",
    "America/Argentina/Buenos_Aires",
    "America/Asuncion",
    "America/Bogota",
    "America/Caracas",
    "America/Chicago",
    "America/Denver",
    "America/Havana",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Nuuk",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Scoresbysund",
    "America/St_Johns",
    "Antarctica/Casey",
    "Antarctica/Troll",
    "Antarctica/Vostok",
    "Asia/Dhaka",
    "Asia/Gaza",
    "Asia/Hong_Kong",
    "Asia/Jerusalem",
    "Asia/Kabul",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Pyongyang",
    "Asia/Shanghai",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Atlantic/Stanley",
    "Australia/Adelaide",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "EST5EDT",
    "Etc/GMT+12",
    "Etc/UTC",
    "Europe/Berlin",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Moscow",
    "Europe/Prague",
    "Indian/Maldives",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Fiji",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
    "Pacific/Norfolk",
    "Pacific/Tongatapu",
    "CET",
};

static void compare(const struct zone *zone, int64_t seconds)
{
    struct civil c;
    struct tm tm;
    time_t t = (time_t)seconds;
    int offset;
    const char *abbreviation;
    localtime_r(&t, &tm);
    zone_from_utc(zone, seconds * 1000 + 7, &c, &offset, &abbreviation);
    bool same = c.year == tm.tm_year + 1900 && c.month == tm.tm_mon + 1 && c.day == tm.tm_mday &&
                c.hour == tm.tm_hour && c.minute == tm.tm_min && c.second == tm.tm_sec &&
                c.millisecond == 7;
    if (!same)
        fail_msg("%s at %lld: %d-%02d-%02d %02d:%02d:%02d, libc %d-%02d-%02d %02d:%02d:%02d",
                 zone_name(zone), (long long)seconds, c.year, c.month, c.day, c.hour, c.minute,
                 c.second, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
                 tm.tm_sec);
    char expected[32];
    strftime(expected, sizeof expected, "%Z", &tm);
    assert_string_equal(abbreviation, expected);

    enum zone_fit fit;
    int64_t back = zone_to_utc_ms(zone, &c, &fit);
    if (fit == ZONE_GAP || back > seconds * 1000 + 7 ||
        (fit == ZONE_UNIQUE && back != seconds * 1000 + 7))
        fail_msg("%s at %lld: comes back as %lld", zone_name(zone), (long long)seconds,
                 (long long)back);
    struct civil again; /* twice: another moment, the same local time */
    zone_from_utc(zone, back, &again, NULL, NULL);
    assert_memory_equal(&again, &c, sizeof c);
}

static int offset_at(const struct zone *zone, int64_t seconds)
{
    struct civil c;
    int offset;
    zone_from_utc(zone, seconds * 1000, &c, &offset, NULL);
    return offset;
}

/* The seconds around a change of offset in (low, high]. */
static void compare_change(const struct zone *zone, int64_t low, int64_t high)
{
    int before = offset_at(zone, low);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (offset_at(zone, middle) == before)
            low = middle;
        else
            high = middle;
    }
    static const int around[] = {-7201, -3601, -3600, -1800, -1,   0,
                                 1,     1799,  1800,  3599,  3600, 7200};
    for (size_t i = 0; i < COUNT(around); i++)
        compare(zone, high + around[i]);
}

static void against_libc(void **state)
{
    const int64_t from = civil_to_days(1950, 1, 1) * 86400, to = civil_to_days(2200, 1, 1) * 86400;
    struct random random;
    (void)state;
    random_seed(&random, 1);
    for (size_t i = 0; i < COUNT(names); i++) {
        struct error err = ERROR_INIT;
        struct zone *zone = zone_load(names[i], &err);
        if (!zone)
            fail_msg("%s: %s", names[i], err.message);
        assert_string_equal(zone_name(zone), names[i]);
        setenv("TZ", names[i], 1);
        tzset();
        for (int n = 0; n < 3000; n++)
            compare(zone, from + (int64_t)random_below(&random, (uint64_t)(to - from)));
        for (int64_t t = from; t < to; t += 5 * 86400)
            if (offset_at(zone, t) != offset_at(zone, t + 5 * 86400))
                compare_change(zone, t, t + 5 * 86400);
        zone_free(zone);
    }
    unsetenv("TZ");
}

static void gaps(void **state)
{
    static const struct {
        const char *zone, *local;
        enum zone_fit fit;
        const char *utc;
    } table[] = {
        {"America/New_York", "2026-03-08 01:59:59", ZONE_UNIQUE, "2026-03-08T06:59:59Z"},
        {"America/New_York", "2026-03-08 02:00", ZONE_GAP, "2026-03-08T07:00:00Z"},
        {"America/New_York", "2026-03-08 02:30", ZONE_GAP, "2026-03-08T07:30:00Z"},
        {"America/New_York", "2026-03-08 03:00", ZONE_UNIQUE, "2026-03-08T07:00:00Z"},
        {"America/New_York", "2026-11-01 00:59:59", ZONE_UNIQUE, "2026-11-01T04:59:59Z"},
        {"America/New_York", "2026-11-01 01:30", ZONE_TWICE, "2026-11-01T05:30:00Z"},
        {"America/New_York", "2026-11-01 02:00", ZONE_UNIQUE, "2026-11-01T07:00:00Z"},
        {"America/New_York", "2090-03-12 02:30", ZONE_GAP, "2090-03-12T07:30:00Z"},
        {"America/New_York", "2090-11-05 01:30", ZONE_TWICE, "2090-11-05T05:30:00Z"},
        {"Europe/London", "2026-03-29 01:30", ZONE_GAP, "2026-03-29T01:30:00Z"},
        {"Europe/London", "2026-10-25 01:30", ZONE_TWICE, "2026-10-25T00:30:00Z"},
        {"Europe/Dublin", "2060-03-28 01:30", ZONE_GAP, "2060-03-28T01:30:00Z"},
        {"Europe/Dublin", "2060-10-31 01:30", ZONE_TWICE, "2060-10-31T00:30:00Z"},
        {"Australia/Sydney", "2026-10-04 02:15", ZONE_GAP, "2026-10-03T16:15:00Z"},
        {"Australia/Sydney", "2026-04-05 02:15", ZONE_TWICE, "2026-04-04T15:15:00Z"},
        {"Australia/Lord_Howe", "2026-10-04 02:15", ZONE_GAP, "2026-10-03T15:45:00Z"},
        {"Australia/Lord_Howe", "2026-10-04 02:30", ZONE_UNIQUE, "2026-10-03T15:30:00Z"},
        {"Australia/Lord_Howe", "2026-04-05 01:45", ZONE_TWICE, "2026-04-04T14:45:00Z"},
        {"Australia/Lord_Howe", "2026-04-05 01:15", ZONE_UNIQUE, "2026-04-04T14:15:00Z"},
        {"Pacific/Apia", "2011-12-30 12:00", ZONE_GAP, "2011-12-30T22:00:00Z"}, /* no such day */
        {"UTC", "2026-03-08 02:30", ZONE_UNIQUE, "2026-03-08T02:30:00Z"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct zone *zone = zone_load(table[i].zone, NULL);
        struct written_date date;
        enum zone_fit fit;
        struct strbuf sb = STRBUF_INIT(STRBUF_UNBOUNDED);
        assert_non_null(zone);
        assert_true(written_date_parse(table[i].local, &date));
        strbuf_add_utc(&sb, written_date_to_utc_ms(&date, zone, &fit), false);
        assert_string_equal(sb.buf, table[i].utc);
        assert_int_equal(fit, table[i].fit);
        strbuf_release(&sb);
        zone_free(zone);
    }
}

int zone_cases(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_libc),
        cmocka_unit_test(gaps),
    };
    return cmocka_run_group_tests_name("zones", tests, NULL, NULL);
}
