/* Series, moments that have passed, drafts, and keys that are kept when texts become different. */
#include "tests.h"

#define L(entries)   BODY("p.md", "title: T\nkind: campaign\nsocial:\n" entries, "B")
#define D(fields, e) POST("p.md", "title: T\n" fields "\nsocial: [{to: facebook, id: x, " e "}]")
#define SERIES(id, every, times)                                                                   \
    L("  - {to: facebook" id ", at: 2026-12-05 10:00, text: [A, B], repeat: {every: " every        \
      ", times: " times "}}\n")

static void test_series(void **state)
{
    static const struct scene scenes[] = {
        {"new", .after = SERIES(", id: x", "1w", "3"),
         .expected = "schedule p.md#x facebook 2026-12-05T10:00:00Z \"A\": new, 2026-12-05 10:00 "
                     "UTC, to facebook\n"
                     "schedule p.md#x.2 facebook 2026-12-12T10:00:00Z \"B\": new, 2026-12-12 10:00 "
                     "UTC, to facebook\n"
                     "schedule p.md#x.3 facebook 2026-12-19T10:00:00Z \"A\": new, 2026-12-19 10:00 "
                     "UTC, to facebook\n"},
        {"published", .before = SERIES(", id: x", "1w", "3"), .expected = ""},
        {"more times", .before = SERIES(", id: x", "1w", "2"),
         .after = SERIES(", id: x", "1w", "4"),
         .expected = "schedule p.md#x.3 facebook 2026-12-19T10:00:00Z \"A\": new, 2026-12-19 10:00 "
                     "UTC, to facebook\n"
                     "schedule p.md#x.4 facebook 2026-12-26T10:00:00Z \"B\": new, 2026-12-26 10:00 "
                     "UTC, to facebook\n"},
        {"more times, without an id", .before = SERIES("", "1w", "2"),
         .after = SERIES("", "1w", "4"),
         .expected = "schedule p.md#s2badfe8a.3 facebook 2026-12-19T10:00:00Z \"A\": new, "
                     "2026-12-19 10:00 UTC, to facebook\n"
                     "schedule p.md#s2badfe8a.4 facebook 2026-12-26T10:00:00Z \"B\": new, "
                     "2026-12-26 10:00 UTC, to facebook\n"},
        {"fewer times", .before = SERIES(", id: x", "1w", "3"),
         .after = SERIES(", id: x", "1w", "1"),
         .expected = "cancel p.md#x.2: its entry is gone\n"
                     "cancel p.md#x.3: its entry is gone\n"},
        {"fewer times, and two are out", .before = SERIES(", id: x", "1w", "4"),
         .now = "2026-12-12T10:00:00Z", .after = SERIES(", id: x", "1w", "1"),
         .expected = "cancel p.md#x.3: its entry is gone\n"
                     "cancel p.md#x.4: its entry is gone\n"},
        {"another rhythm, and one is out", .before = SERIES(", id: x", "1w", "3"),
         .now = "2026-12-06T00:00:00Z", .after = SERIES(", id: x", "2w", "3"),
         .expected = "reschedule p.md#x.2 facebook 2026-12-19T10:00:00Z \"B\": moved from "
                     "2026-12-12 10:00 UTC to 2026-12-19 10:00 UTC\n"
                     "reschedule p.md#x.3 facebook 2027-01-02T10:00:00Z \"A\": moved from "
                     "2026-12-19 10:00 UTC to 2027-01-02 10:00 UTC\n"},
        {"one becomes a series", .before = L("  - {to: facebook, at: 2026-12-05 10:00, text: A}\n"),
         .after = SERIES("", "1w", "2"),
         .expected = "schedule p.md#s2badfe8a.2 facebook 2026-12-12T10:00:00Z \"B\": new, "
                     "2026-12-12 10:00 UTC, to facebook\n"},
        {"a series becomes one", .before = SERIES("", "1w", "2"),
         .after = L("  - {to: facebook, at: 2026-12-05 10:00, text: A}\n"),
         .expected = "cancel p.md#s2badfe8a.2: its entry is gone\n"},
        {"an entry is inserted above", .before = SERIES("", "1w", "2"),
         .after = L("  - {to: linkedin, at: 2026-12-05 10:00, text: N}\n  - {to: facebook, at: "
                    "2026-12-05 10:00, text: [A, B], repeat: {every: 1w, times: 2}}\n"),
         .expected = "schedule p.md#s599f42bf linkedin 2026-12-05T10:00:00Z \"N\": new, 2026-12-05 "
                     "10:00 UTC, to linkedin\n"},
        {"all of a series moves", .before = SERIES("", "1w", "2"),
         .after = L("  - {to: facebook, at: 2026-12-06 10:00, text: [A, B], repeat: {every: 1w, "
                    "times: 2}}\n"),
         .expected = "reschedule p.md#s2badfe8a facebook 2026-12-06T10:00:00Z \"A\": moved from "
                     "2026-12-05 10:00 UTC to 2026-12-06 10:00 UTC\n"
                     "reschedule p.md#s2badfe8a.2 facebook 2026-12-13T10:00:00Z \"B\": moved from "
                     "2026-12-12 10:00 UTC to 2026-12-13 10:00 UTC\n"},
        {"a text changes", .before = SERIES(", id: x", "1w", "3"),
         .after = L("  - {to: facebook, id: x, at: 2026-12-05 10:00, text: [A, C], repeat: {every: "
                    "1w, times: 3}}\n"),
         .expected = "edit p.md#x.2 facebook 2026-12-12T10:00:00Z \"C\": text changed\n"},
        {"a text changes that is out", .before = SERIES(", id: x", "1w", "3"),
         .now = "2026-12-13T00:00:00Z",
         .after = L("  - {to: facebook, id: x, at: 2026-12-05 10:00, text: [A, C], repeat: {every: "
                    "1w, times: 3}}\n"),
         .expected =
             "held out p.md#x.2: it went out on 2026-12-12 10:00 UTC and cannot be changed; "
             "to send it again give the entry another `id` and `at`\n"},
        {"some were missed", .now = "2026-12-13T00:00:00Z", .after = SERIES(", id: x", "1w", "4"),
         .expected = "schedule p.md#x.3 facebook 2026-12-19T10:00:00Z \"A\": new, 2026-12-19 10:00 "
                     "UTC, to facebook\n"
                     "schedule p.md#x.4 facebook 2026-12-26T10:00:00Z \"B\": new, 2026-12-26 10:00 "
                     "UTC, to facebook\n"
                     "held late p.md#x.2: its moment, 2026-12-12 10:00 UTC, has passed\n"
                     "social-late p.md:5: the moment of the last of 2 of 4 occurrences, 2026-12-12 "
                     "10:00 UTC, has passed; they are not sent\n"},
        {"all were missed", .now = "2027-12-13T00:00:00Z", .after = SERIES(", id: x", "1w", "4"),
         .expected = "held late p.md#x.4: its moment, 2026-12-26 10:00 UTC, has passed\n"
                     "social-late p.md:5: the moment of the last of 4 of 4 occurrences, 2026-12-26 "
                     "10:00 UTC, has passed; they are not sent\n"},
        {"missed before it was known", .before = SERIES(", id: x", "1w", "4"),
         .state = "-social content/p.md#x\n-social content/p.md#x.2", .now = "2026-12-13T00:00:00Z",
         .expected = ""},
        {"some were missed, late: send", .now = "2026-12-13T00:00:00Z",
         .after = L("  - {to: facebook, id: x, at: 2026-12-05 10:00, text: A, late: send, repeat: "
                    "{every: 1w, times: 3}}\n"),
         .expected = "schedule p.md#x.2 facebook 2026-12-13T00:02:00Z \"A\": new, 2026-12-13 00:02 "
                     "UTC, to facebook\n"
                     "schedule p.md#x.3 facebook 2026-12-19T10:00:00Z \"A\": new, 2026-12-19 10:00 "
                     "UTC, to facebook\n"},
        {"an occurrence in a gap", .config = "timezone: America/New_York\n",
         .after = L("  - {to: facebook, id: x, at: 2027-03-13 02:30, text: A, repeat: {every: 1d, "
                    "times: 2}}\n"),
         .expected = "schedule p.md#x facebook 2027-03-13T07:30:00Z \"A\": new, 2027-03-13 02:30 "
                     "EST, to facebook\n"
                     "schedule p.md#x.2 facebook 2027-03-14T07:30:00Z \"A\": new, 2027-03-14 03:30 "
                     "EDT, to facebook\n"
                     "dst-gap p.md:5: the local time \"2027-03-13 02:30\" of occurrence 2 does not "
                     "exist, since clocks go forward; 2027-03-14 03:30 EDT is used\n"},
        {"times of a post without a date",
         .before = POST("p.md", "title: T\nsocial: [{to: facebook, id: x, text: A, repeat: {every: "
                                "1d, times: 2}}]"),
         .now = "2026-12-01T18:00:00Z", .expected = ""},
        {"another rhythm of a post without a date",
         .before = POST("p.md", "title: T\nsocial: [{to: facebook, id: x, text: A, repeat: {every: "
                                "1d, times: 2}}]"),
         .after = POST("p.md", "title: T\nsocial: [{to: facebook, id: x, text: A, repeat: {every: "
                               "2d, times: 2}}]"),
         .now = "2026-12-01T18:00:00Z",
         .expected = "reschedule p.md#x.2 facebook 2026-12-03T12:00:00Z \"A\": moved from "
                     "2026-12-02 12:00 UTC to 2026-12-03 12:00 UTC\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

#define LATE(text) L("  - {to: facebook, at: 2026-11-05 10:00, text: " text ", late: send}\n")

static void test_late(void **state)
{
    static const struct scene scenes[] = {
        {"late, send", .after = LATE("A"),
         .expected = "schedule p.md#s3874f0d8 facebook 2026-12-01T12:02:00Z \"A\": new, 2026-12-01 "
                     "12:02 UTC, to facebook\n"},
        {"late, skip",
         .after = L("  - {to: facebook, at: 2026-11-05 10:00, text: A, late: skip}\n"),
         .expected = "held late p.md#s3874f0d8: its moment, 2026-11-05 10:00 UTC, has passed\n"
                     "social-late p.md:5: the moment of this social post, 2026-11-05 10:00 UTC, "
                     "has passed; it is not sent\n"},
        {"sent, a moment ago", .before = LATE("A"), .expected = ""},
        {"sent", .before = LATE("A"), .now = "2026-12-05T00:00:00Z", .expected = ""},
        {"sent, and mended", .before = LATE("A"), .now = "2026-12-05T00:00:00Z", .after = LATE("B"),
         .expected = "held out p.md#s3874f0d8: it went out on 2026-12-01 12:02 UTC and cannot be "
                     "changed; to send it again give the entry another `at`\n"},
        {"sent, and given an id", .before = LATE("A"), .now = "2026-12-05T00:00:00Z",
         .after = L("  - {to: facebook, at: 2026-11-05 10:00, text: A, late: send, id: x}\n"),
         .expected = ""},
        {"sent, and deleted by hand", .before = LATE("A"), .now = "2026-12-05T00:00:00Z",
         .state = "social content/p.md#s3874f0d8; gone=deleted",
         .expected = "held drift p.md#s3874f0d8: it was deleted at GHL; give the entry another "
                     "`id` or time to send it again\n"},
        {"out with its post, and given an id",
         .before = POST("p.md", "title: T\nsocial: [{to: facebook, text: A}]"),
         .now = "2026-12-01T13:00:00Z",
         .after = POST("p.md", "title: T\nsocial: [{to: facebook, text: A, id: x}]"),
         .expected = ""},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_drafts(void **state)
{
    static const struct scene scenes[] = {
        {"a draft stays one", .before = D("date: 2026-12-05", "at: +1d, text: A"),
         .after = D("date: 2026-12-05\ndraft: true", "at: +1d, text: A"),
         .expected =
             "offline p.md /p DRAFT 2026-12-05T00:00:00Z: status changed from \"SCHEDULED\" to "
             "\"DRAFT\"\nedit p.md#x facebook 2026-12-06T00:00:00Z \"A\" after 0: its post is a "
             "draft, and so is this one until it is published\n"},
        {"with its text", .before = D("date: 2026-12-05", "at: +1d, text: A"),
         .after = D("date: 2026-12-05\ndraft: true", "at: +1d, text: B"),
         .expected = "offline p.md /p DRAFT 2026-12-05T00:00:00Z: status changed from "
                     "\"SCHEDULED\" to \"DRAFT\"\n"
                     "edit p.md#x facebook 2026-12-06T00:00:00Z \"B\" after 0: its post is a "
                     "draft, and so is this one until it is published; text changed\n"},
        {"its moment is near", .before = D("date: 2026-12-05", "at: +1d, text: A"),
         .now = "2026-12-05T23:59:30Z",
         .after = D("date: 2026-12-05\ndraft: true", "at: +1d, text: A"),
         .expected =
             "offline p.md /p DRAFT 2026-12-05T00:00:00Z: status changed from \"SCHEDULED\" to "
             "\"DRAFT\"\n"
             "held out p.md#x: it goes out on 2026-12-06 00:00 UTC, too soon to change it\n"},
        {"an own draft, whose moment passes",
         .before = D("date: 2026-12-05", "at: +1d, text: A, status: draft"),
         .now = "2026-12-09T00:00:00Z", .expected = ""},
        {"an own draft, moved on",
         .before = D("date: 2026-12-05", "at: +1d, text: A, status: draft"),
         .now = "2026-12-09T00:00:00Z",
         .after = D("date: 2026-12-05", "at: +9d, text: A, status: draft"),
         .expected = "reschedule p.md#x facebook 2026-12-14T00:00:00Z \"A\": moved from 2026-12-06 "
                     "00:00 UTC to 2026-12-14 00:00 UTC\n"},
        {"an own draft, removed",
         .before = D("date: 2026-12-05", "at: +1d, text: A, status: draft"),
         .now = "2026-12-09T00:00:00Z", .after = POST("p.md", "title: T\ndate: 2026-12-05"),
         .expected = "cancel p.md#x: its entry is gone\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

#define BOTH                                                                                       \
    "account: id=f1; name=A; platform=facebook\naccount: id=l1; name=A; platform=linkedin\n"
#define AT "  - {id: x, at: 2026-12-05 10:00, to: [facebook, linkedin], text: "

/* One that is at GHL goes on under its key: as few are made and cancelled as can be. */
static void test_keys(void **state)
{
    static const struct scene scenes[] = {
        {"all texts become different", .before = L(AT "A}\n"),
         .state = "social content/p.md#x; accounts=f1,l1", .seen = BOTH,
         .after = L(AT "\"{{platform}}\"}\n"),
         .expected = "edit p.md#x facebook 2026-12-05T10:00:00Z \"facebook\": text changed\n"
                     "schedule p.md#x/linkedin linkedin 2026-12-05T10:00:00Z \"linkedin\": new, "
                     "2026-12-05 10:00 UTC, to linkedin\n"},
        {"and without a listing", .before = L(AT "A}\n"),
         .state = "social content/p.md#x; accounts=f1,l1", .after = L(AT "\"{{platform}}\"}\n"),
         .expected = "edit p.md#x facebook 2026-12-05T10:00:00Z \"facebook\": text changed\n"
                     "schedule p.md#x/linkedin linkedin 2026-12-05T10:00:00Z \"linkedin\": new, "
                     "2026-12-05 10:00 UTC, to linkedin\n"},
        {"all texts become one", .before = L(AT "\"{{platform}}\"}\n"),
         .state = "social content/p.md#x/facebook; accounts=f1\n"
                  "social content/p.md#x/linkedin; accounts=l1",
         .seen = BOTH, .after = L(AT "A}\n"),
         .expected =
             "edit p.md#x/facebook facebook,linkedin 2026-12-05T10:00:00Z \"A\": text changed\n"
             "cancel p.md#x/linkedin: its entry is gone\n"},
        {"one account goes, and the texts are different", .before = L(AT "\"{{platform}}\"}\n"),
         .state = "social content/p.md#x/facebook; accounts=f1\n"
                  "social content/p.md#x/linkedin; accounts=l1",
         .seen = BOTH,
         .after = L("  - {id: x, at: 2026-12-05 10:00, to: [facebook], text: \"{{platform}}\"}\n"),
         .expected = "cancel p.md#x/linkedin: its entry is gone\n"},
        {"it is out, and the texts become different", .before = L(AT "A}\n"),
         .state = "social content/p.md#x; accounts=f1,l1", .seen = BOTH,
         .now = "2026-12-06T00:00:00Z", .after = L(AT "\"{{platform}}\"}\n"),
         .expected = "held out p.md#x: it went out on 2026-12-05 10:00 UTC and cannot be changed; "
                     "to send it again give the entry another `id` and `at`\n"},
        {"one account goes",
         .before = L("  - {at: 2026-12-05 10:00, to: [facebook, linkedin], "
                     "text: A}\n"),
         .state = "social content/p.md#s4bf38cfd; accounts=f1,l1", .seen = BOTH,
         .after = L("  - {at: 2026-12-05 10:00, to: [facebook], text: A}\n"),
         .expected = "edit p.md#s4bf38cfd facebook 2026-12-05T10:00:00Z \"A\": accounts, media or "
                     "details changed\n"},
        {"two at one time, each loses an account and changes",
         .before = L("  - {at: 2026-12-05 10:00, to: [facebook], text: A}\n  - {at: 2026-12-05 "
                     "10:00, to: [linkedin], text: B}\n"),
         .state = "social content/p.md#s2badfe8a; accounts=f1\nsocial content/p.md#s36cc5666; "
                  "accounts=l1",
         .seen = BOTH,
         .after = L("  - {at: 2026-12-05 10:00, to: [linkedin], text: C}\n  - {at: 2026-12-05 "
                    "10:00, to: [facebook], text: D}\n"),
         .expected = "edit p.md#s36cc5666 linkedin 2026-12-05T10:00:00Z \"C\": text changed\n"
                     "edit p.md#s2badfe8a facebook 2026-12-05T10:00:00Z \"D\": text changed\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

int series_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_series), cmocka_unit_test(test_late),
                                       cmocka_unit_test(test_drafts), cmocka_unit_test(test_keys)};
    return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
