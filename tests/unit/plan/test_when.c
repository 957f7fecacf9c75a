/* Moments that clocks skip or have twice, in zones of both hemispheres and both directions. */
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A post with a date (in UTC) whose social post hangs on it: the moment, and what is said. */
struct moment_case {
    const char *zone, *date, *at;
    const char *moment;
    const char *finding; /* "" where there is none */
};

static char *plan_for(const struct moment_case *row)
{
    struct world world;
    world_new(&world, "");
    const char *config = ">ghlpub.yaml\nlocation: L\nblog: B\ndefaults: {author: A, categories: "
                         "[C]}\ntimezone: %s\n";
    char files[1024];
    snprintf(files, sizeof files, config, row->zone);
    world_tree(&world, files);
    snprintf(files, sizeof files,
             POST("p.md", "title: T\ndate: %s\nsocial: [{to: facebook, id: x, text: Hi, at: %s}]"),
             row->date, row->at);
    world_tree(&world, files);
    char *plan = world_plan(&world);
    world_free(&world);
    return plan;
}

static void check_rows(const struct moment_case *rows, size_t count)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        char *plan = plan_for(&rows[i]);
        const char *line = strstr(plan, "facebook "), *finding = strstr(plan, "\ndst-");
        char moment[32] = "";
        if (line)
            snprintf(moment, sizeof moment, "%.20s", line + 9);
        char *end = finding ? strchr(finding + 1, '\n') : NULL;
        if (end)
            *end = '\0';
        const char *said = finding ? finding + 1 : "";
        bool good = strcmp(moment, rows[i].moment) == 0 && strcmp(said, rows[i].finding) == 0;
        if (!good)
            print_error("--- %s, %s %s: \"%s\", \"%s\"\n", rows[i].zone, rows[i].date, rows[i].at,
                        moment, said);
        bad += !good;
        free(plan);
    }
    if (bad)
        fail_msg("%zu of %zu rows differ", bad, count);
}

#define GAP(time, used)                                                                            \
    "dst-gap p.md:4: the local time \"" time "\" does not exist, since clocks go forward; " used   \
    " is used"
#define TWICE(time, used)                                                                          \
    "dst-twice p.md:4: the local time \"" time "\" exists twice; " used " is used"

static void test_changes(void **state)
{
    static const struct moment_case rows[] = {
        /* New York: 2027-03-14 02:00 EST to 03:00 EDT, 2027-11-07 02:00 EDT to 01:00 EST */
        {"America/New_York", "2027-03-13T14:00:00Z", "+1d 02:30", "2027-03-14T07:30:00Z",
         GAP("+1d 02:30", "2027-03-14 03:30 EDT")},
        {"America/New_York", "2027-03-13T14:00:00Z", "+1d 02:00", "2027-03-14T07:00:00Z",
         GAP("+1d 02:00", "2027-03-14 03:00 EDT")},
        {"America/New_York", "2027-03-13T14:00:00Z", "+1d 01:59", "2027-03-14T06:59:00Z", ""},
        {"America/New_York", "2027-03-13T14:00:00Z", "+1d 03:00", "2027-03-14T07:00:00Z", ""},
        {"America/New_York", "2027-03-13T14:00:00Z", "+1d", "2027-03-14T13:00:00Z", ""},
        {"America/New_York", "2027-03-13T14:00:00Z", "+24h", "2027-03-14T14:00:00Z", ""},
        {"America/New_York", "2027-03-13T07:30:00Z", "+1d", "2027-03-14T07:30:00Z",
         GAP("+1d", "2027-03-14 03:30 EDT")},
        {"America/New_York", "2027-11-06T13:00:00Z", "+1d 01:30", "2027-11-07T05:30:00Z",
         TWICE("+1d 01:30", "2027-11-07 01:30 EDT")},
        {"America/New_York", "2027-11-06T13:00:00Z", "+1d 00:59", "2027-11-07T04:59:00Z", ""},
        {"America/New_York", "2027-11-06T13:00:00Z", "+1d 02:00", "2027-11-07T07:00:00Z", ""},
        {"America/New_York", "2027-11-06T13:00:00Z", "+1d", "2027-11-07T14:00:00Z", ""},
        {"America/New_York", "2027-11-06T13:00:00Z", "sun 01:15", "2027-11-07T05:15:00Z",
         TWICE("sun 01:15", "2027-11-07 01:15 EDT")},
        /* London: 2027-03-28 01:00 GMT to 02:00 BST, 2027-10-31 02:00 BST to 01:00 GMT */
        {"Europe/London", "2027-03-27T09:00:00Z", "+1d 01:30", "2027-03-28T01:30:00Z",
         GAP("+1d 01:30", "2027-03-28 02:30 BST")},
        {"Europe/London", "2027-03-27T09:00:00Z", "+1d 02:00", "2027-03-28T01:00:00Z", ""},
        {"Europe/London", "2027-03-27T09:00:00Z", "+1d", "2027-03-28T08:00:00Z", ""},
        {"Europe/London", "2027-10-30T08:00:00Z", "+1d 01:30", "2027-10-31T00:30:00Z",
         TWICE("+1d 01:30", "2027-10-31 01:30 BST")},
        {"Europe/London", "2027-10-30T08:00:00Z", "+1w 01:30", "2027-11-06T01:30:00Z", ""},
        {"Europe/London", "2027-10-30T08:00:00Z", "+1d", "2027-10-31T09:00:00Z", ""},
        /* Sydney: 2027-04-04 03:00 AEDT to 02:00 AEST, 2027-10-03 02:00 AEST to 03:00 AEDT */
        {"Australia/Sydney", "2027-04-02T22:00:00Z", "+1d 02:30", "2027-04-03T15:30:00Z",
         TWICE("+1d 02:30", "2027-04-04 02:30 AEDT")},
        {"Australia/Sydney", "2027-04-02T22:00:00Z", "+1d 03:00", "2027-04-03T17:00:00Z", ""},
        {"Australia/Sydney", "2027-04-02T22:00:00Z", "+1d", "2027-04-03T23:00:00Z", ""},
        {"Australia/Sydney", "2027-10-01T23:00:00Z", "+1d 02:30", "2027-10-02T16:30:00Z",
         GAP("+1d 02:30", "2027-10-03 03:30 AEDT")},
        {"Australia/Sydney", "2027-10-01T23:00:00Z", "+1d", "2027-10-02T22:00:00Z", ""},
        /* Lord Howe, half an hour: 2027-04-04 02:00 +11 to 01:30 +1030, 2027-10-03 02:00 to 02:30
         */
        {"Australia/Lord_Howe", "2027-04-02T22:00:00Z", "+1d 01:45", "2027-04-03T14:45:00Z",
         TWICE("+1d 01:45", "2027-04-04 01:45 +11")},
        {"Australia/Lord_Howe", "2027-04-02T22:00:00Z", "+1d 01:29", "2027-04-03T14:29:00Z", ""},
        {"Australia/Lord_Howe", "2027-04-02T22:00:00Z", "+1d 02:00", "2027-04-03T15:30:00Z", ""},
        {"Australia/Lord_Howe", "2027-10-01T22:30:00Z", "+1d 02:15", "2027-10-02T15:45:00Z",
         GAP("+1d 02:15", "2027-10-03 02:45 +11")},
        {"Australia/Lord_Howe", "2027-10-01T22:30:00Z", "+1d 02:30", "2027-10-02T15:30:00Z", ""},
        {"Australia/Lord_Howe", "2027-10-01T22:30:00Z", "+1d", "2027-10-02T22:00:00Z", ""},
    };
    (void)state;
    check_rows(rows, COUNT(rows));
}

static void test_calendar(void **state)
{
    static const struct moment_case rows[] = {
        {"UTC", "2027-01-30T09:00:00Z", "+1w mon 08:30", "2027-02-08T08:30:00Z", ""},
        {"UTC", "2027-01-30T09:00:00Z", "sat", "2027-01-30T09:00:00Z", ""},
        {"UTC", "2027-01-30T09:00:00Z", "fri 07:00", "2027-02-05T07:00:00Z", ""},
        {"UTC", "2027-01-30T09:00:00Z", "+2d 10:00", "2027-02-01T10:00:00Z", ""},
        {"UTC", "2027-01-30T09:00:00Z", "10:00", "2027-01-30T10:00:00Z", ""},
        {"UTC", "2028-02-28T09:00:00Z", "+1d", "2028-02-29T09:00:00Z", ""},
        {"UTC", "2027-12-31T09:00:00Z", "+1d2h", "2028-01-01T11:00:00Z", ""},
        {"UTC", "2027-01-30T09:00:00Z", "+90m", "2027-01-30T10:30:00Z", ""},
        {"Pacific/Auckland", "2027-06-01T11:30:00Z", "09:00", "2027-05-31T21:00:00Z", ""},
        {"Pacific/Auckland", "2027-06-01T12:30:00Z", "09:00", "2027-06-01T21:00:00Z", ""},
    };
    (void)state;
    check_rows(rows, COUNT(rows));
}

/* What is written in the zone itself is warned about when it is read; what is planned has the same
 * moment. A recorded social post does not move when the zone's rules make its time odd. */
static void test_recorded(void **state)
{
    static const struct scene scenes[] = {
        {"a gap, published before", .config = "timezone: America/New_York\n",
         .before = POST("p.md", "title: T\ndate: 2027-03-13 02:30\nsocial: [{to: facebook, id: x, "
                                "text: Hi, at: +1d}]"),
         .expected = "dst-gap p.md:4: the local time \"+1d\" does not exist, since clocks go "
                     "forward; 2027-03-14 03:30 EDT is used\n"},
        {"the same wall clock after the change", .config = "timezone: America/New_York\n",
         .before = POST("p.md", "title: T\ndate: 2027-03-13 09:00\nsocial: [{to: facebook, id: x, "
                                "text: Hi, at: +1d}]"),
         .after = POST("p.md", "title: T\ndate: 2027-03-12 09:00\nsocial: [{to: facebook, id: x, "
                               "text: Hi, at: +2d}]"),
         .expected = "update p.md /p SCHEDULED 2027-03-12T14:00:00Z redate: date moved from "
                     "2027-03-13 09:00 EST to 2027-03-12 09:00 EST\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

int when_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_changes),
                                       cmocka_unit_test(test_calendar),
                                       cmocka_unit_test(test_recorded)};
    return cmocka_run_group_tests_name("when", tests, NULL, NULL);
}
