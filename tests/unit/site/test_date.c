/*
 * Dates as written, and the times of social posts.
 */
#include "test.h"
#include "tests.h"

#include "base/strbuf.h"
#include "base/zone.h"
#include "date.h"
#include "when.h"

#include "base/arena.h"

#include <string.h>

static const struct {
    const char *text;
    const char *utc; /* in New York's zone; NULL: no date */
} dates[] = {
    {"2026-11-02", "2026-11-02T05:00:00Z"},
    {"2014-05-06 07:08:09 -0500", "2014-05-06T12:08:09Z"},
    {"2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00Z"},
    {"Jul 08 2022", "2022-07-08T04:00:00Z"},
    {"Jul 8, 2022", "2022-07-08T04:00:00Z"},
    {"July 8th, 2022", "2022-07-08T04:00:00Z"},
    {"08 July 2022", "2022-07-08T04:00:00Z"},
    {"8 Sept. 2022", "2022-09-08T04:00:00Z"},
    {"Tue, 03 Jan 2023 10:00:00 GMT", "2023-01-03T10:00:00Z"},
    {"Fri Sep  3 11:21:31 CEST 2021", "2021-09-03T09:21:31Z"},
    {"2013-01-01 10:00:00 EST", "2013-01-01T15:00:00Z"},
    {"2022/07/08", "2022-07-08T04:00:00Z"},
    {"2022/07/08 12:30", "2022-07-08T16:30:00Z"},
    {"Jul 08 2022 12:30", "2022-07-08T16:30:00Z"},
    {"yesterday", NULL},
    {"2022-13-01", NULL},
    {"Feb 30 2022", NULL},
    {"2022", NULL},
    {"Jul 2022", NULL},
    {"08.07.2022", NULL},
    {"Jul 08 2022 25:00", NULL},
    {"1 2 3 4 5 6 7 8 9 10", NULL},
    {"", NULL},
};

static void dates_are_read(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct zone *zone = zone_load("America/New_York", &err);
    assert_non_null(zone);
    for (size_t i = 0; i < COUNT(dates); i++) {
        struct written_date date;
        struct strbuf utc = STRBUF_INIT(64);
        bool read = date_parse(dates[i].text, &date);
        if (read != (dates[i].utc != NULL))
            fail_msg("\"%s\"", dates[i].text);
        if (read) {
            strbuf_add_utc(&utc, written_date_to_utc_ms(&date, zone, NULL), false);
            if (strcmp(utc.buf, dates[i].utc) != 0)
                fail_msg("\"%s\": %s", dates[i].text, utc.buf);
        }
        strbuf_release(&utc);
    }
    zone_free(zone);
}

static void leading_dates(void **state)
{
    (void)state;
    struct civil date;
    assert_int_equal(date_leads("2026-11-02-hello", &date), 11);
    assert_int_equal(date.year, 2026);
    assert_int_equal(date.day, 2);
    assert_int_equal(date_leads("2026-11-02", NULL), 10);
    assert_int_equal(date_leads("2026_11_02_hello", NULL), 11);
    assert_int_equal(date_leads("2026-13-02-hello", NULL), 0);
    assert_int_equal(date_leads("2026-11-021", NULL), 0);
    assert_int_equal(date_leads("hello", NULL), 0);
    assert_int_equal(date_leads("", NULL), 0);
}

/* The post: Thursday 2026-03-05 14:15:16 in New York; clocks go forward on the 8th. */
static const struct {
    const char *text;
    const char *utc; /* NULL: an error */
    int odd;
} whens[] = {
    {"+2d 09:00", "2026-03-07T14:00:00Z", ZONE_UNIQUE},
    {"+2d", "2026-03-07T19:15:16Z", ZONE_UNIQUE},
    {"+4d 09:00", "2026-03-09T13:00:00Z", ZONE_UNIQUE}, /* nine o'clock, after the change */
    {"+3d 02:30", "2026-03-08T07:30:00Z", ZONE_GAP},
    {"+1w mon 08:30", "2026-03-16T12:30:00Z", ZONE_UNIQUE},
    {"mon 08:30", "2026-03-09T12:30:00Z", ZONE_UNIQUE},
    {"thursday 20:00", "2026-03-06T01:00:00Z", ZONE_UNIQUE}, /* the same day */
    {"+3h", "2026-03-05T22:15:16Z", ZONE_UNIQUE},
    {"+30m", "2026-03-05T19:45:16Z", ZONE_UNIQUE},
    {"+1h30m", "2026-03-05T20:45:16Z", ZONE_UNIQUE},
    {"+2 days 9:05", "2026-03-07T14:05:00Z", ZONE_UNIQUE},
    {"23:59", "2026-03-06T04:59:00Z", ZONE_UNIQUE},
    {"+96h", "2026-03-09T19:15:16Z", ZONE_UNIQUE}, /* elapsed, not civil */
    {"2026-12-01 09:00", "2026-12-01T14:00:00Z", ZONE_UNIQUE},
    {"2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z", ZONE_UNIQUE},
    {"2026-12-01", NULL, 0},
    {"-2d", NULL, 0},
    {"+2", NULL, 0},
    {"+2x", NULL, 0},
    {"+2d 25:00", NULL, 0},
    {"+2d 9", NULL, 0},
    {"+99999d", NULL, 0},
    {"09:00 +2d", NULL, 0},
    {"mon tue", NULL, 0},
    {"+2d09:00", NULL, 0},
    {"tomorrow", NULL, 0},
    {"+", NULL, 0},
};

static void times_of_social_posts(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct zone *zone = zone_load("America/New_York", &err);
    struct civil civil = {2026, 3, 5, 14, 15, 16, 0};
    int64_t post = zone_to_utc_ms(zone, &civil, NULL);
    for (size_t i = 0; i < COUNT(whens); i++) {
        struct arena *arena = arena_new();
        struct diagnostics found = DIAGNOSTICS_INIT;
        struct reading r = {arena, &found};
        struct yaml_value value = {.kind = YAML_SCALAR, .text = whens[i].text, .at = {"f", 3, 5}};
        struct when when;
        bool ok = when_read(&r, &value, zone, &when);
        if (ok != (whens[i].utc != NULL))
            fail_msg("\"%s\"", whens[i].text);
        if (ok) {
            int odd = -1;
            struct strbuf utc = STRBUF_INIT(64);
            strbuf_add_utc(&utc, ghlpub_when_resolve(&when, post, zone, &odd), false);
            if (strcmp(utc.buf, whens[i].utc) != 0 || odd != whens[i].odd)
                fail_msg("\"%s\": %s, %d", whens[i].text, utc.buf, odd);
            strbuf_release(&utc);
        } else {
            assert_non_null(finding(&found, "bad-time", 3, 5));
        }
        diagnostics_release(&found);
        arena_free(arena);
    }
    zone_free(zone);
}

int run_date_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read),
        cmocka_unit_test(leading_dates),
        cmocka_unit_test(times_of_social_posts),
    };
    return cmocka_run_group_tests_name("dates", tests, NULL, NULL);
}
