/* Entries without an id are matched to the state; variants for networks. */
#include "tests.h"

#define HEAD       "title: T\ndate: 2026-12-05 10:00\nsocial:\n"
#define L(entries) POST("p.md", HEAD entries)
#define ONE        "  - {to: facebook, at: +1d, text: One}\n"
#define TWO        "  - {to: facebook, at: +2d, text: Two}\n"
#define THREE      "  - {to: facebook, at: +3d, text: Three}\n"

static void test_order(void **state)
{
    static const struct scene scenes[] = {
        {"nothing changed", .before = L(ONE TWO THREE), .expected = ""},
        {"another order", .before = L(ONE TWO THREE), .after = L(THREE ONE TWO), .expected = ""},
        {"inserted above", .before = L(TWO THREE), .after = L(ONE TWO THREE),
         .expected = "schedule p.md#s7fa728f0 facebook 2026-12-06T10:00:00Z \"One\": new, "
                     "2026-12-06 10:00 UTC, to facebook\n"},
        {"inserted between, at the same time as the next", .before = L(ONE THREE),
         .after = L(ONE "  - {to: facebook, at: +3d, text: New}\n" THREE),
         .expected = "schedule p.md#s9dcb593a facebook 2026-12-08T10:00:00Z \"New\": new, "
                     "2026-12-08 10:00 UTC, to facebook\n"
                     "social-close p.md:6: two social posts go to \"facebook\" within an hour: "
                     "this one, 2026-12-08 10:00 UTC, and content/p.md#s736d00c9, 2026-12-08 10:00 "
                     "UTC\n"},
        {"the first is removed", .before = L(ONE TWO THREE), .after = L(TWO THREE),
         .expected = "cancel p.md#s7fa728f0: its entry is gone\n"},
        {"the last is removed", .before = L(ONE TWO THREE), .after = L(ONE TWO),
         .expected = "cancel p.md#s736d00c9: its entry is gone\n"},
        {"the text of one changes", .before = L(ONE TWO THREE),
         .after = L(ONE "  - {to: facebook, at: +2d, text: Other}\n" THREE),
         .expected = "edit p.md#sa590d44a facebook 2026-12-07T10:00:00Z \"Other\": text changed\n"},
        {"the time of one changes", .before = L(ONE TWO THREE),
         .after = L(ONE "  - {to: facebook, at: +5d, text: Two}\n" THREE),
         .expected = "reschedule p.md#sa590d44a facebook 2026-12-10T10:00:00Z \"Two\": moved from "
                     "2026-12-07 10:00 UTC to 2026-12-10 10:00 UTC\n"},
        {"text and time of one change", .before = L(ONE TWO THREE),
         .after = L(ONE "  - {to: facebook, at: +5d, text: Other}\n" THREE),
         .expected = "reschedule p.md#sa590d44a facebook 2026-12-10T10:00:00Z \"Other\": moved "
                     "from 2026-12-07 10:00 UTC to 2026-12-10 10:00 UTC; text changed\n"},
        {"a text changes, and one is inserted above", .before = L(TWO THREE),
         .after = L(ONE "  - {to: facebook, at: +2d, text: Other}\n" THREE),
         .expected = "schedule p.md#s7fa728f0 facebook 2026-12-06T10:00:00Z \"One\": new, "
                     "2026-12-06 10:00 UTC, to facebook\n"
                     "edit p.md#sa590d44a facebook 2026-12-07T10:00:00Z \"Other\": text changed\n"},
        {"two change places in time", .before = L(ONE TWO),
         .after =
             L("  - {to: facebook, at: +2d, text: One}\n  - {to: facebook, at: +1d, text: Two}\n"),
         .expected = "edit p.md#sa590d44a facebook 2026-12-07T10:00:00Z \"One\": text changed\n"
                     "edit p.md#s7fa728f0 facebook 2026-12-06T10:00:00Z \"Two\": text changed\n"},
        {"all change", .before = L(ONE TWO),
         .after = L("  - {to: facebook, at: +7d, text: A}\n  - {to: facebook, at: +8d, text: B}\n"),
         .expected = "reschedule p.md#s7fa728f0 facebook 2026-12-12T10:00:00Z \"A\": moved from "
                     "2026-12-06 10:00 UTC to 2026-12-12 10:00 UTC; text changed\n"
                     "reschedule p.md#sa590d44a facebook 2026-12-13T10:00:00Z \"B\": moved from "
                     "2026-12-07 10:00 UTC to 2026-12-13 10:00 UTC; text changed\n"},
        {"the post's date moves", .before = L(ONE TWO),
         .after = POST("p.md", "title: T\ndate: 2026-12-06 10:00\nsocial:\n" ONE TWO),
         .expected = "update p.md /p SCHEDULED 2026-12-06T10:00:00Z redate: date moved from "
                     "2026-12-05 10:00 UTC to 2026-12-06 10:00 UTC\n"
                     "reschedule p.md#s7fa728f0 facebook 2026-12-07T10:00:00Z \"One\" after 0: "
                     "moved from 2026-12-06 10:00 UTC to 2026-12-07 10:00 UTC\n"
                     "reschedule p.md#sa590d44a facebook 2026-12-08T10:00:00Z \"Two\" after 0: "
                     "moved from 2026-12-07 10:00 UTC to 2026-12-08 10:00 UTC\n"},
        {"one gains an id", .before = L(ONE TWO),
         .after = L("  - {to: facebook, at: +1d, text: One, id: first}\n" TWO),
         .expected = "schedule p.md#first facebook 2026-12-06T10:00:00Z \"One\": new, 2026-12-06 "
                     "10:00 UTC, to facebook\n"
                     "cancel p.md#s7fa728f0: its entry is gone\n"},
        {"two alike",
         .after = L(
             "  - {to: facebook, at: +1d}\n  - {to: facebook, at: +1d 12:00, id: y, text: Z}\n  - "
             "{to: linkedin, at: +1d}\n"),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#s459b4917 facebook 2026-12-06T10:00:00Z \"T\n"
                     "\n"
                     "https://x/p\" after 0: new, 2026-12-06 10:00 UTC, to facebook\n"
                     "schedule p.md#y facebook 2026-12-06T12:00:00Z \"Z\" after 0: new, 2026-12-06 "
                     "12:00 UTC, to facebook\n"
                     "schedule p.md#sff46a127 linkedin 2026-12-06T10:00:00Z \"T\n"
                     "\n"
                     "https://x/p\" after 0: new, 2026-12-06 10:00 UTC, to linkedin\n"},
        {"what is out is not matched anew", .before = L(ONE TWO), .now = "2026-12-06T12:00:00Z",
         .after = L("  - {to: facebook, at: +4d, text: Four}\n" TWO),
         .expected = "schedule p.md#s68f9c15a facebook 2026-12-09T10:00:00Z \"Four\": new, "
                     "2026-12-09 10:00 UTC, to facebook\n"},
        {"what is out stays matched to its source", .before = L(ONE TWO),
         .now = "2026-12-06T12:00:00Z",
         .after = L("  - {to: facebook, at: +4d, text: Four}\n" ONE TWO),
         .expected = "schedule p.md#s68f9c15a facebook 2026-12-09T10:00:00Z \"Four\": new, "
                     "2026-12-09 10:00 UTC, to facebook\n"},
        {"what is out with its post is not sent again when it is edited",
         .before = POST("p.md", "title: T\nsocial: [{to: facebook, text: Hi}]"),
         .now = "2026-12-01T13:00:00Z",
         .after = POST("p.md", "title: T\nsocial: [{to: facebook, text: Ho}]"),
         .expected = "held out p.md#sd07da2ad: it went out on 2026-12-01 12:02 UTC and cannot be "
                     "changed; to send it again give the entry another `at`\n"},
        {"one that is added with its post is sent",
         .before = POST("p.md", "title: T\nsocial: [{to: facebook, text: Hi}]"),
         .now = "2026-12-01T13:00:00Z",
         .after =
             POST("p.md", "title: T\nsocial: [{to: facebook, text: Hi}, {to: linkedin, text: Ho}]"),
         .expected = "schedule p.md#sc4667f29 linkedin 2026-12-01T13:02:00Z \"Ho\": new, "
                     "2026-12-01 13:02 UTC, to linkedin\n"},
        {"what was cancelled is matched by its source", .before = L(ONE), .state = NULL,
         .after = L(ONE TWO),
         .expected = "schedule p.md#sa590d44a facebook 2026-12-07T10:00:00Z \"Two\": new, "
                     "2026-12-07 10:00 UTC, to facebook\n"},
        {"a written id is not taken by order",
         .before = L("  - {to: facebook, at: +1d, text: One, id: x}\n" TWO),
         .after = L("  - {to: facebook, at: +9d, text: New}\n  - {to: facebook, at: +1d, text: "
                    "One, id: x}\n" TWO),
         .expected = "schedule p.md#s2e3724ff facebook 2026-12-14T10:00:00Z \"New\": new, "
                     "2026-12-14 10:00 UTC, to facebook\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

#define V(to, text) "  - {id: x, at: +1d, to: [" to "], text: " text "}\n"
#define SPLIT       "{default: D, linkedin: I}"

static void test_variants(void **state)
{
    static const struct scene scenes[] = {
        {"one text", .after = L(V("facebook, linkedin", "D")),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook,linkedin 2026-12-06T10:00:00Z \"D\" after 0: new, "
                     "2026-12-06 10:00 UTC, to facebook, linkedin\n"},
        {"a network's own text", .after = L(V("facebook, linkedin, threads", SPLIT)),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook,threads 2026-12-06T10:00:00Z \"D\" after 0: new, "
                     "2026-12-06 10:00 UTC, to facebook, threads\n"
                     "schedule p.md#x/linkedin linkedin 2026-12-06T10:00:00Z \"I\" after 0: new, "
                     "2026-12-06 10:00 UTC, to linkedin\n"},
        {"the network's own text first", .after = L(V("linkedin, facebook", SPLIT)),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x/linkedin linkedin 2026-12-06T10:00:00Z \"I\" after 0: new, "
                     "2026-12-06 10:00 UTC, to linkedin\n"
                     "schedule p.md#x facebook 2026-12-06T10:00:00Z \"D\" after 0: new, 2026-12-06 "
                     "10:00 UTC, to facebook\n"},
        {"the network alone", .after = L(V("linkedin", SPLIT)),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x/linkedin linkedin 2026-12-06T10:00:00Z \"I\" after 0: new, "
                     "2026-12-06 10:00 UTC, to linkedin\n"},
        {"two accounts of the network",
         .after = L(V("facebook, \"linkedin:A\", \"linkedin:B\"", SPLIT)),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook 2026-12-06T10:00:00Z \"D\" after 0: new, 2026-12-06 "
                     "10:00 UTC, to facebook\n"
                     "schedule p.md#x/linkedin linkedin:A,linkedin:B 2026-12-06T10:00:00Z \"I\" "
                     "after 0: new, 2026-12-06 10:00 UTC, to linkedin:A, linkedin:B\n"},
        {"an own text that is the usual one",
         .after = L(V("facebook, linkedin", "{default: D, linkedin: D}")),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook,linkedin 2026-12-06T10:00:00Z \"D\" after 0: new, "
                     "2026-12-06 10:00 UTC, to facebook, linkedin\n"},
        {"two own texts",
         .after = L(V("facebook, linkedin, threads", "{default: D, linkedin: I, threads: J}")),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook 2026-12-06T10:00:00Z \"D\" after 0: new, 2026-12-06 "
                     "10:00 UTC, to facebook\n"
                     "schedule p.md#x/linkedin linkedin 2026-12-06T10:00:00Z \"I\" after 0: new, "
                     "2026-12-06 10:00 UTC, to linkedin\n"
                     "schedule p.md#x/threads threads 2026-12-06T10:00:00Z \"J\" after 0: new, "
                     "2026-12-06 10:00 UTC, to threads\n"},
        {"an account by id, its network known", .after = L(V("65f00000aaaa108_1, facebook", SPLIT)),
         .seen = "account: id=65f00000aaaa108_1; name=A; platform=linkedin\naccount: id=f; name=F; "
                 "platform=facebook\nauthor: id=a; name=A\ncategory: id=c; name=C\n",
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x/linkedin 65f00000aaaa108_1 2026-12-06T10:00:00Z \"I\" after "
                     "0: new, 2026-12-06 10:00 UTC, to 65f00000aaaa108_1\n"
                     "schedule p.md#x facebook 2026-12-06T10:00:00Z \"D\" after 0: new, 2026-12-06 "
                     "10:00 UTC, to facebook\n"},
        {"an account by id, its network unknown",
         .after = L(V("65f00000aaaa108_1, facebook", SPLIT)),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x 65f00000aaaa108_1,facebook 2026-12-06T10:00:00Z \"D\" after "
                     "0: new, 2026-12-06 10:00 UTC, to 65f00000aaaa108_1, facebook\n"},
        {"an alias, each account once", .config = "accounts: {main: [facebook, \"linkedin:A\"]}\n",
         .after = L(V("main, facebook", SPLIT)),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook 2026-12-06T10:00:00Z \"D\" after 0: new, 2026-12-06 "
                     "10:00 UTC, to facebook\n"
                     "schedule p.md#x/linkedin linkedin:A 2026-12-06T10:00:00Z \"I\" after 0: new, "
                     "2026-12-06 10:00 UTC, to linkedin:A\n"},
        {"many accounts",
         .after =
             L(V("\"facebook:1\", \"facebook:2\", \"facebook:3\", \"facebook:4\", \"facebook:5\", "
                 "\"facebook:6\", \"facebook:7\", \"facebook:8\", \"facebook:9\"",
                 "D")),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x "
                     "facebook:1,facebook:2,facebook:3,facebook:4,facebook:5,facebook:6,facebook:7,"
                     "facebook:8,facebook:9 2026-12-06T10:00:00Z \"D\" after 0: new, 2026-12-06 "
                     "10:00 UTC, to facebook:1, facebook:2, facebook:3, facebook:4, facebook:5, "
                     "facebook:6, facebook:7, facebook:8, facebook:9\n"},
        {"a template of the network",
         .after = ">templates/social-linkedin.txt\nIn {{title}}\n" L(
             "  - {id: x, at: +1d, to: [facebook, linkedin]}\n"),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook 2026-12-06T10:00:00Z \"T\n"
                     "\n"
                     "https://x/p\" after 0: new, 2026-12-06 10:00 UTC, to facebook\n"
                     "schedule p.md#x/linkedin linkedin 2026-12-06T10:00:00Z \"In T\" after 0: "
                     "new, 2026-12-06 10:00 UTC, to linkedin\n"},
        {"a comment that a network does not take",
         .after =
             L("  - {id: x, at: +1d, to: [facebook, google, linkedin], text: T, comment: C}\n"),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook,linkedin 2026-12-06T10:00:00Z \"T\" comment \"C\" "
                     "after 0: new, 2026-12-06 10:00 UTC, to facebook, linkedin\n"
                     "schedule p.md#x/google google 2026-12-06T10:00:00Z \"T\" after 0: new, "
                     "2026-12-06 10:00 UTC, to google\n"},
        {"a comment and own texts",
         .after = L("  - {id: x, at: +1d, to: [facebook, google, linkedin, threads, bluesky], "
                    "text: " SPLIT ", comment: C}\n"),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook 2026-12-06T10:00:00Z \"D\" comment \"C\" after 0: "
                     "new, 2026-12-06 10:00 UTC, to facebook\n"
                     "schedule p.md#x/google google,threads,bluesky 2026-12-06T10:00:00Z \"D\" "
                     "after 0: new, 2026-12-06 10:00 UTC, to google, threads, bluesky\n"
                     "schedule p.md#x/linkedin linkedin 2026-12-06T10:00:00Z \"I\" comment \"C\" "
                     "after 0: new, 2026-12-06 10:00 UTC, to linkedin\n"},
        {"a comment with the network's name",
         .after = L("  - {id: x, at: +1d, to: [facebook, linkedin], text: T, comment: \"on "
                    "{{platform}}\"}\n"),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x/facebook facebook 2026-12-06T10:00:00Z \"T\" comment \"on "
                     "facebook\" after 0: new, 2026-12-06 10:00 UTC, to facebook\n"
                     "schedule p.md#x/linkedin linkedin 2026-12-06T10:00:00Z \"T\" comment \"on "
                     "linkedin\" after 0: new, 2026-12-06 10:00 UTC, to linkedin\n"},
        {"nothing changes", .before = L(V("facebook, linkedin", SPLIT)), .expected = ""},
        {"the usual text changes", .before = L(V("facebook, linkedin", SPLIT)),
         .after = L(V("facebook, linkedin", "{default: E, linkedin: I}")),
         .expected = "edit p.md#x facebook 2026-12-06T10:00:00Z \"E\": text changed\n"},
        {"the own text changes", .before = L(V("facebook, linkedin", SPLIT)),
         .after = L(V("facebook, linkedin", "{default: D, linkedin: J}")),
         .expected = "edit p.md#x/linkedin linkedin 2026-12-06T10:00:00Z \"J\": text changed\n"},
        {"a network gets a text of its own", .before = L(V("facebook, linkedin", "D")),
         .after = L(V("facebook, linkedin", SPLIT)),
         .expected =
             "edit p.md#x facebook 2026-12-06T10:00:00Z \"D\": accounts, media or details changed\n"
             "schedule p.md#x/linkedin linkedin 2026-12-06T10:00:00Z \"I\": new, 2026-12-06 10:00 "
             "UTC, to linkedin\n"},
        {"a network loses its own text", .before = L(V("facebook, linkedin", SPLIT)),
         .after = L(V("facebook, linkedin", "D")),
         .expected = "edit p.md#x facebook,linkedin 2026-12-06T10:00:00Z \"D\": accounts, media or "
                     "details changed\n"
                     "cancel p.md#x/linkedin: its entry is gone\n"},
        {"a network goes", .before = L(V("facebook, linkedin", SPLIT)),
         .after = L(V("facebook", SPLIT)),
         .expected = "cancel p.md#x/linkedin: its entry is gone\n"},
        {"variants without an id",
         .before = L("  - {at: +1d, to: [facebook, linkedin], text: " SPLIT "}\n"),
         .after = L("  - {at: +1d, to: [facebook, linkedin], text: {default: E, linkedin: J}}\n"),
         .expected =
             "edit p.md#s93a98161 facebook 2026-12-06T10:00:00Z \"E\": text changed\n"
             "edit p.md#s93a98161/linkedin linkedin 2026-12-06T10:00:00Z \"J\": text changed\n"},
        {"entries that differ in an own text alone change places",
         .before = L("  - {at: +1d, to: linkedin, text: {default: D, linkedin: I}}\n  - {at: +2d, "
                     "to: linkedin, text: {default: D, linkedin: J}}\n"),
         .after = L("  - {at: +2d, to: linkedin, text: {default: D, linkedin: J}}\n  - {at: +1d, "
                    "to: linkedin, text: {default: D, linkedin: I}}\n"),
         .expected = ""},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

int match_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order),
                                       cmocka_unit_test(test_variants)};
    return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
