/* Social posts against the state: schedule, reschedule, edit, cancel, hold. */
#include "tests.h"

#include "base/strbuf.h"
#include "base/zone.h"

#include <string.h>

#define S(entry) POST("p.md", "title: T\nsocial: [{to: facebook, id: x, " entry "}]")
#define D(fields, entry)                                                                           \
    POST("p.md", "title: T\n" fields "\nsocial: [{to: facebook, id: x, " entry "}]")
#define C(entry)                                                                                   \
    BODY("p.md", "title: T\nkind: campaign\nsocial: [{to: facebook, id: x, " entry "}]", "Hi")

#define UNCHECKED                                                                                  \
    "social-media-unchecked p.md:3: 1 of the media of social posts is no file of the site: type, " \
    "size and shape are not checked\n"

static void test_new(void **state)
{
    static const struct scene scenes[] = {
        {"with a new post", .after = S("text: Hi"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-01T12:02:00Z \"Hi\" after 0: new, "
                     "2026-12-01 12:02 UTC, to facebook\n"},
        {"with a scheduled post", .after = D("date: 2026-12-05 10:00", "text: Hi"),
         .expected = "create p.md /p SCHEDULED 2026-12-05T10:00:00Z: new, scheduled for 2026-12-05 "
                     "10:00 UTC\n"
                     "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\" after 0: new, "
                     "2026-12-05 10:00 UTC, to facebook\n"},
        {"a day after a new post", .after = S("at: +1d, text: Hi"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-02T12:00:00Z \"Hi\" after 0: new, "
                     "2026-12-02 12:00 UTC, to facebook\n"},
        {"with a post of yesterday", .after = D("date: 2026-11-30 12:01", "text: Hi"),
         .expected =
             "create p.md /p PUBLISHED 2026-11-30T12:01:00Z: new, dated 2026-11-30 12:01 UTC\n"
             "schedule p.md#x facebook 2026-12-01T12:02:00Z \"Hi\" after 0: new, 2026-12-01 12:02 "
             "UTC, to facebook\n"},
        {"with a post of longer ago", .after = D("date: 2026-11-30 12:00", "text: Hi"),
         .expected =
             "create p.md /p PUBLISHED 2026-11-30T12:00:00Z: new, dated 2026-11-30 12:00 UTC\n"
             "held late p.md#x: its moment, 2026-11-30 12:00 UTC, has passed\n"
             "social-late p.md:4: the moment of this social post, 2026-11-30 12:00 UTC, has "
             "passed; it is not sent\n"},
        {"an hour after a post of yesterday",
         .after = D("date: 2026-11-30 18:00", "at: +1h, text: Hi"),
         .expected =
             "create p.md /p PUBLISHED 2026-11-30T18:00:00Z: new, dated 2026-11-30 18:00 UTC\n"
             "held late p.md#x: its moment, 2026-11-30 19:00 UTC, has passed\n"
             "social-late p.md:4: the moment of this social post, 2026-11-30 19:00 UTC, has "
             "passed; it is not sent\n"},
        {"then", .after = S("at: 2026-12-05 10:00, text: Hi"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\" after 0: new, "
                     "2026-12-05 10:00 UTC, to facebook\n"},
        {"then, too soon", .after = S("at: 2026-12-01 12:00:30, text: Hi"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-01T12:02:00Z \"Hi\" after 0: new, "
                     "2026-12-01 12:02 UTC, to facebook\n"},
        {"then, in a minute", .after = S("at: 2026-12-01 12:01:00, text: Hi"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-01T12:01:00Z \"Hi\" after 0: new, "
                     "2026-12-01 12:01 UTC, to facebook\n"},
        {"then, now", .after = S("at: 2026-12-01 12:00:00, text: Hi"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-01T12:02:00Z \"Hi\" after 0: new, "
                     "2026-12-01 12:02 UTC, to facebook\n"},
        {"then, past", .after = S("at: 2026-12-01 11:00, text: Hi"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held late p.md#x: its moment, 2026-12-01 11:00 UTC, has passed\n"
                     "social-late p.md:3: the moment of this social post, 2026-12-01 11:00 UTC, "
                     "has passed; it is not sent\n"},
        {"with a draft", .after = D("draft: true", "text: Hi"),
         .expected = "create p.md /p DRAFT 2026-12-01T12:00:00Z: new, a draft\n"
                     "held draft p.md: a social post waits until its post is published\n"},
        {"with an archived post", .after = D("status: archived", "text: Hi"),
         .expected = "create p.md /p ARCHIVED 2026-12-01T12:00:00Z: new, archived\n"
                     "held draft p.md: a social post waits until its post is published\n"},
        {"with an expired post", .after = D("expires: 2026-11-01", "text: Hi"),
         .expected = "create p.md /p DRAFT 2026-12-01T12:00:00Z: new, a draft\n"
                     "held draft p.md: a social post waits until its post is published\n"},
        {"a campaign at a time", .after = C("at: 2026-12-05 10:00"),
         .expected = "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\": new, 2026-12-05 10:00 "
                     "UTC, to facebook\n"},
        {"a campaign whose moments hang on nothing", .after = C("media: none"),
         .expected = "held broken p.md: it has errors\n"},
        {"a campaign with a date",
         .after = BODY("p.md",
                       "title: T\nkind: campaign\ndate: 2026-12-04 08:00\nsocial: [{to: facebook, "
                       "id: x, at: +1d}]",
                       "Hi"),
         .expected = "schedule p.md#x facebook 2026-12-05T08:00:00Z \"Hi\": new, 2026-12-05 08:00 "
                     "UTC, to facebook\n"},
        {"a post that is there already", .before = POST("p.md", "title: T"),
         .now = "2026-12-01T20:00:00Z", .after = S("text: Hi"),
         .expected = "schedule p.md#x facebook 2026-12-01T20:02:00Z \"Hi\": new, 2026-12-01 20:02 "
                     "UTC, to facebook\n"},
        {"a post that is there for long", .before = POST("p.md", "title: T"),
         .now = "2026-12-03T20:00:00Z", .after = S("text: Hi"),
         .expected = "held late p.md#x: its moment, 2026-12-01 12:00 UTC, has passed\n"
                     "social-late p.md:3: the moment of this social post, 2026-12-01 12:00 UTC, "
                     "has passed; it is not sent\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_changes(void **state)
{
    static const struct scene scenes[] = {
        {"nothing", .before = S("at: +1d, text: Hi"), .expected = ""},
        {"nothing, when it is out", .before = S("at: +1d, text: Hi"), .now = "2026-12-07T00:00:00Z",
         .expected = ""},
        {"text", .before = S("at: 2026-12-05 10:00, text: Hi"),
         .after = S("at: 2026-12-05 10:00, text: Ho"),
         .expected = "edit p.md#x facebook 2026-12-05T10:00:00Z \"Ho\": text changed\n"},
        {"time", .before = S("at: 2026-12-05 10:00, text: Hi"),
         .after = S("at: 2026-12-05 11:00, text: Hi"),
         .expected = "reschedule p.md#x facebook 2026-12-05T11:00:00Z \"Hi\": moved from "
                     "2026-12-05 10:00 UTC to 2026-12-05 11:00 UTC\n"},
        {"time and text", .before = S("at: 2026-12-05 10:00, text: Hi"),
         .after = S("at: 2026-12-05 11:00, text: Ho"),
         .expected = "reschedule p.md#x facebook 2026-12-05T11:00:00Z \"Ho\": moved from "
                     "2026-12-05 10:00 UTC to 2026-12-05 11:00 UTC; text changed\n"},
        {"time written otherwise", .before = S("at: 2026-12-05 10:00, text: Hi"),
         .after = S("at: \"2026-12-05T11:00:00+01:00\", text: Hi"), .expected = ""},
        {"time, to the past", .before = S("at: 2026-12-05 10:00, text: Hi"),
         .after = S("at: 2026-11-05 10:00, text: Hi"),
         .expected = "held late p.md#x: its moment, 2026-11-05 10:00 UTC, has passed; it stays "
                     "scheduled for 2026-12-05 10:00 UTC, as it was\n"
                     "social-late p.md:3: the moment of this social post, 2026-11-05 10:00 UTC, "
                     "has passed; it stays scheduled for 2026-12-05 10:00 UTC, as it was\n"},
        {"time, to too soon", .before = S("at: 2026-12-05 10:00, text: Hi"),
         .after = S("at: 2026-12-01 12:00:59, text: Hi"),
         .expected = "reschedule p.md#x facebook 2026-12-01T12:02:00Z \"Hi\": moved from "
                     "2026-12-05 10:00 UTC to 2026-12-01 12:02 UTC\n"},
        {"the post's date", .before = D("date: 2026-12-05", "at: +1d, text: Hi"),
         .after = D("date: 2026-12-06", "at: +1d, text: Hi"),
         .expected = "update p.md /p SCHEDULED 2026-12-06T00:00:00Z redate: date moved from "
                     "2026-12-05 00:00 UTC to 2026-12-06 00:00 UTC\n"
                     "reschedule p.md#x facebook 2026-12-07T00:00:00Z \"Hi\" after 0: moved from "
                     "2026-12-06 00:00 UTC to 2026-12-07 00:00 UTC\n"},
        {"the post's date, but not the time",
         .before = D("date: 2026-12-05", "at: 2026-12-09 10:00, text: Hi"),
         .after = D("date: 2026-12-06", "at: 2026-12-09 10:00, text: Hi"),
         .expected = "update p.md /p SCHEDULED 2026-12-06T00:00:00Z redate: date moved from "
                     "2026-12-05 00:00 UTC to 2026-12-06 00:00 UTC\n"},
        {"text, of a chosen date", .before = S("at: +1d, text: Hi"),
         .after = S("at: +1d, text: Ho"), .now = "2026-12-01T18:00:00Z",
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Ho\": text changed\n"},
        {"time, of a chosen date", .before = S("at: +1d, text: Hi"),
         .after = S("at: +2d, text: Hi"), .now = "2026-12-01T18:00:00Z",
         .expected = "reschedule p.md#x facebook 2026-12-03T12:00:00Z \"Hi\": moved from "
                     "2026-12-02 12:00 UTC to 2026-12-03 12:00 UTC\n"},
        {"time, of a chosen date, to the past", .before = S("at: +1d, text: Hi"),
         .after = S("at: +1h, text: Hi"), .now = "2026-12-01T18:00:00Z",
         .expected = "held late p.md#x: its moment, 2026-12-01 13:00 UTC, has passed; it stays "
                     "scheduled for 2026-12-02 12:00 UTC, as it was\n"
                     "social-late p.md:3: the moment of this social post, 2026-12-01 13:00 UTC, "
                     "has passed; it stays scheduled for 2026-12-02 12:00 UTC, as it was\n"},
        {"a chosen date is written", .before = S("at: +1d, text: Hi"),
         .after = D("date: 2026-12-01 13:00", "at: +1d, text: Hi"), .now = "2026-12-01T18:00:00Z",
         .expected = "update p.md /p PUBLISHED 2026-12-01T13:00:00Z: date moved from 2026-12-01 "
                     "12:00 UTC to 2026-12-01 13:00 UTC\n"
                     "reschedule p.md#x facebook 2026-12-02T13:00:00Z \"Hi\" after 0: moved from "
                     "2026-12-02 12:00 UTC to 2026-12-02 13:00 UTC\n"},
        {"accounts", .before = S("at: +1d, text: Hi"),
         .after = POST("p.md", "title: T\nsocial: [{to: linkedin, id: x, at: +1d, text: Hi}]"),
         .expected = "edit p.md#x linkedin 2026-12-02T12:00:00Z \"Hi\": accounts, media or details "
                     "changed\n"},
        {"comment", .before = S("at: +1d, text: Hi"), .after = S("at: +1d, text: Hi, comment: Yo"),
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Hi\" comment \"Yo\": accounts, "
                     "media or details changed\n"},
        {"type", .before = S("at: +1d, text: Hi, media: [\"https://y/a.mp4\"]"),
         .after = S("at: +1d, text: Hi, media: [\"https://y/a.mp4\"], type: reel"),
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Hi\": accounts, media or details "
                     "changed\n" UNCHECKED},
        {"status", .before = S("at: +1d, text: Hi"), .after = S("at: +1d, text: Hi, status: draft"),
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Hi\": accounts, media or details "
                     "changed\n"},
        {"category", .before = S("at: +1d, text: Hi"), .after = S("at: +1d, text: Hi, category: K"),
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Hi\": accounts, media or details "
                     "changed\n"},
        {"tags", .before = S("at: +1d, text: Hi"), .after = S("at: +1d, text: Hi, tags: [a]"),
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Hi\": accounts, media or details "
                     "changed\n"},
        {"approver", .before = S("at: +1d, text: Hi, status: in_review, approver: a@x"),
         .after = S("at: +1d, text: Hi, status: in_review, approver: b@x"),
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Hi\": accounts, media or details "
                     "changed\n"},
        {"what one network knows", .before = S("at: +1d, text: Hi"),
         .after = S("at: +1d, text: Hi, link_preview: {url: \"https://x/p\"}"),
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Hi\": accounts, media or details "
                     "changed\n"},
        {"media by address", .before = S("at: +1d, text: Hi"),
         .after = S("at: +1d, text: Hi, media: [\"https://y/a.png\"]"),
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Hi\": accounts, media or details "
                     "changed\n" UNCHECKED},
        {"the post's title, in the text", .before = S("at: +1d, text: \"{{title}}\""),
         .after = POST("p.md",
                       "title: U\nsocial: [{to: facebook, id: x, at: +1d, text: \"{{title}}\"}]"),
         .expected =
             "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: title changed from \"T\" to \"U\"\n"
             "edit p.md#x facebook 2026-12-02T12:00:00Z \"U\" after 0: text changed\n"},
        {"the post's slug, in the text", .before = S("at: +1d, text: \"{{url}}\""),
         .after =
             POST("p.md",
                  "title: T\nslug: q\nsocial: [{to: facebook, id: x, at: +1d, text: \"{{url}}\"}]"),
         .expected =
             "update p.md /q PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"p\" to \"q\"; "
             "canonical URL changed\n"
             "edit p.md#x facebook 2026-12-02T12:00:00Z \"https://x/q\" after 0: text changed\n"
             "slug-changed p.md:3: the post's slug changes from \"p\" to \"q\"; its old URL stops "
             "working\n"},
        {"the post alone", .before = S("at: +1d, text: Hi"),
         .after = D("tags: [a]", "at: +1d, text: Hi"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"},
        {"out, and changed", .before = S("at: +1d, text: Hi"), .after = S("at: +1d, text: Ho"),
         .now = "2026-12-02T12:00:00Z",
         .expected = "held out p.md#x: it went out on 2026-12-02 12:00 UTC and cannot be changed; "
                     "to send it again give the entry another `id` and `at`\n"},
        {"out, and moved", .before = S("at: 2026-12-02 12:00, text: Hi"),
         .after = S("at: 2026-12-09 12:00, text: Hi"), .now = "2026-12-03T12:00:00Z",
         .expected = "held out p.md#x: it went out on 2026-12-02 12:00 UTC and cannot be changed; "
                     "to send it again give the entry another `id` and `at`\n"},
        {"too soon to change", .before = S("at: +1d, text: Hi"), .after = S("at: +1d, text: Ho"),
         .now = "2026-12-02T11:59:00Z",
         .expected =
             "held out p.md#x: it goes out on 2026-12-02 12:00 UTC, too soon to change it\n"},
        {"just in time to change", .before = S("at: +1d, text: Hi"),
         .after = S("at: +1d, text: Ho"), .now = "2026-12-02T11:58:59Z",
         .expected = "edit p.md#x facebook 2026-12-02T12:00:00Z \"Ho\": text changed\n"},
        {"interrupted social", .before = S("at: 2026-12-05 10:00, text: Hi"),
         .state = "open social content/p.md#x",
         .expected = "edit p.md#x facebook 2026-12-05T10:00:00Z \"Hi\": an earlier run was "
                     "interrupted while it wrote this social post\n"},
        {"interrupted, and its time has come", .before = S("at: 2026-12-05 10:00, text: Hi"),
         .state = "open social content/p.md#x", .now = "2026-12-05T10:00:00Z",
         .expected = "held late p.md#x: its moment, 2026-12-05 10:00 UTC, has passed\n"
                     "social-late p.md:3: the moment of this social post, 2026-12-05 10:00 UTC, "
                     "has passed; it is not sent\n"},
        {"its hash is not known, and it is out", .before = S("at: +1d, text: Hi"),
         .state = "social content/p.md#x; hash=", .now = "2026-12-05T10:00:00Z", .expected = ""},
        {"another id", .before = S("at: +1d, text: Hi"),
         .after = POST("p.md", "title: T\nsocial: [{to: facebook, id: y, at: +1d, text: Ho}]"),
         .expected = "schedule p.md#y facebook 2026-12-02T12:00:00Z \"Ho\": new, 2026-12-02 12:00 "
                     "UTC, to facebook\n"
                     "cancel p.md#x: its entry is gone\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_gone(void **state)
{
    static const struct scene scenes[] = {
        {"the entry is removed", .before = S("at: +1d, text: Hi"),
         .after = POST("p.md", "title: T"), .expected = "cancel p.md#x: its entry is gone\n"},
        {"the entry is removed when it is out", .before = S("at: +1d, text: Hi"),
         .after = POST("p.md", "title: T"), .now = "2026-12-02T12:00:00Z", .expected = ""},
        {"the post becomes a draft", .before = S("at: +1d, text: Hi"),
         .after = D("draft: true", "at: +1d, text: Hi"),
         .expected = "offline p.md /p DRAFT 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"DRAFT\"\n"
                     "edit p.md#x facebook 2026-12-02T12:00:00Z \"Hi\" after 0: its post is a "
                     "draft, and so is this one until it is published\n"},
        {"the post is archived", .before = S("at: +1d, text: Hi"),
         .after = D("status: archived", "at: +1d, text: Hi"),
         .expected = "archive p.md /p ARCHIVED 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"ARCHIVED\"\n"
                     "cancel p.md#x: its post is not public\n"
                     "held draft p.md: a social post waits until its post is published\n"},
        {"the post expires", .before = D("expires: 2026-12-02", "at: +1d, text: Hi"),
         .now = "2026-12-02T00:00:00Z",
         .expected = "offline p.md /p DRAFT 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"DRAFT\"\n"
                     "cancel p.md#x: its post is not public\n"
                     "held draft p.md: a social post waits until its post is published\n"},
        {"the post becomes a draft when it is out", .before = S("at: +1d, text: Hi"),
         .after = D("draft: true", "at: +1d, text: Hi"), .now = "2026-12-02T12:00:00Z",
         .expected = "offline p.md /p DRAFT 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"DRAFT\"\n"},
        {"cancelled, and asked for again", .before = S("at: +1d, text: Hi"),
         .state = "social content/p.md#x; gone=cancelled",
         .expected = "schedule p.md#x facebook 2026-12-02T12:00:00Z \"Hi\": new, 2026-12-02 12:00 "
                     "UTC, to facebook\n"},
        {"cancelled, and its moment has passed", .before = S("at: +1d, text: Hi"),
         .state = "social content/p.md#x; gone=cancelled", .now = "2026-12-03T12:00:00Z",
         .expected = "held late p.md#x: its moment, 2026-12-02 12:00 UTC, has passed\n"
                     "social-late p.md:3: the moment of this social post, 2026-12-02 12:00 UTC, "
                     "has passed; it is not sent\n"},
        {"cancelled, and gone", .before = S("at: +1d, text: Hi"), .after = POST("p.md", "title: T"),
         .state = "social content/p.md#x; gone=cancelled", .expected = ""},
        {"deleted at GHL", .before = S("at: +1d, text: Hi"),
         .state = "social content/p.md#x; gone=deleted",
         .expected = "held drift p.md#x: it was deleted at GHL; give the entry another `id` or "
                     "time to send it again\n"},
        {"deleted at GHL, and its text changes", .before = S("at: 2026-12-05 10:00, text: Hi"),
         .after = S("at: 2026-12-05 10:00, text: Ho"),
         .state = "social content/p.md#x; gone=deleted",
         .expected = "held drift p.md#x: it was deleted at GHL; give the entry another `id` or "
                     "time to send it again\n"},
        {"deleted at GHL, and it is given another time",
         .before = S("at: 2026-12-05 10:00, text: Hi"),
         .after = S("at: 2026-12-06 10:00, text: Hi"),
         .state = "social content/p.md#x; gone=deleted",
         .expected = "schedule p.md#x facebook 2026-12-06T10:00:00Z \"Hi\": new, 2026-12-06 10:00 "
                     "UTC, to facebook\n"},
        {"deleted at GHL, and it is given another time after a chosen date",
         .before = S("at: +1d, text: Hi"), .after = S("at: +2d, text: Hi"),
         .state = "social content/p.md#x; gone=deleted",
         .expected = "schedule p.md#x facebook 2026-12-03T12:00:00Z \"Hi\": new, 2026-12-03 12:00 "
                     "UTC, to facebook\n"},
        {"deleted at GHL, and it is given another id", .before = S("at: +1d, text: Hi"),
         .after = POST("p.md", "title: T\nsocial: [{to: facebook, id: y, at: +1d, text: Hi}]"),
         .state = "social content/p.md#x; gone=deleted",
         .expected = "schedule p.md#y facebook 2026-12-02T12:00:00Z \"Hi\": new, 2026-12-02 12:00 "
                     "UTC, to facebook\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_doubles(void **state)
{
    static const struct scene scenes[] = {
        {"the same within a minute",
         .after = S("at: 2026-12-05 10:00, text: Hi")
             POST("q.md", "title: Q\nsocial: [{to: facebook, at: 2026-12-05 10:00:30, text: Hi}]"),
         .expected =
             "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
             "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
             "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\" after 0: new, 2026-12-05 10:00 "
             "UTC, to facebook\n"
             "held broken q.md#s2a071e83: another social post says the same at the same moment\n"
             "social-double q.md:3: this social post says the same at the same minute to the same "
             "account as the one at content/p.md:3\n"},
        {"the same a minute later",
         .after = S("at: 2026-12-05 10:00, text: Hi") POST(
             "q.md", "title: Q\nsocial: [{to: facebook, id: y, at: 2026-12-05 10:01, text: Hi}]"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\" after 0: new, "
                     "2026-12-05 10:00 UTC, to facebook\n"
                     "schedule q.md#y facebook 2026-12-05T10:01:00Z \"Hi\" after 1: new, "
                     "2026-12-05 10:01 UTC, to facebook\n"
                     "social-close q.md:3: two social posts go to \"facebook\" within an hour: "
                     "this one, 2026-12-05 10:01 UTC, and content/p.md#x, 2026-12-05 10:00 UTC\n"},
        {"another text",
         .after = S("at: 2026-12-05 10:00, text: Hi") POST(
             "q.md", "title: Q\nsocial: [{to: facebook, id: y, at: 2026-12-05 10:00, text: Ho}]"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\" after 0: new, "
                     "2026-12-05 10:00 UTC, to facebook\n"
                     "schedule q.md#y facebook 2026-12-05T10:00:00Z \"Ho\" after 1: new, "
                     "2026-12-05 10:00 UTC, to facebook\n"
                     "social-close q.md:3: two social posts go to \"facebook\" within an hour: "
                     "this one, 2026-12-05 10:00 UTC, and content/p.md#x, 2026-12-05 10:00 UTC\n"},
        {"another account",
         .after = S("at: 2026-12-05 10:00, text: Hi") POST(
             "q.md", "title: Q\nsocial: [{to: linkedin, id: y, at: 2026-12-05 10:00, text: Hi}]"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\" after 0: new, "
                     "2026-12-05 10:00 UTC, to facebook\n"
                     "schedule q.md#y linkedin 2026-12-05T10:00:00Z \"Hi\" after 1: new, "
                     "2026-12-05 10:00 UTC, to linkedin\n"},
        {"one account under two names",
         .after = S("at: 2026-12-05 10:00, text: Hi") POST(
             "q.md",
             "title: Q\nsocial: [{to: \"facebook:Acme\", id: y, at: 2026-12-05 10:00, text: Hi}]"),
         .seen = "account: id=f1; name=Acme; platform=facebook\n",
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\" after 0: new, "
                     "2026-12-05 10:00 UTC, to facebook\n"
                     "held broken q.md#y: another social post says the same at the same moment\n"
                     "social-double q.md:3: this social post says the same at the same minute to "
                     "the same account as the one at content/p.md:3\n"},
        {"one account of several",
         .after = S("at: 2026-12-05 10:00, text: Hi")
             POST("q.md", "title: Q\nsocial: [{to: [linkedin, facebook], id: y, at: 2026-12-05 "
                          "10:00, text: Hi}]"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\" after 0: new, "
                     "2026-12-05 10:00 UTC, to facebook\n"
                     "held broken q.md#y: another social post says the same at the same moment\n"
                     "social-double q.md:3: this social post says the same at the same minute to "
                     "the same account as the one at content/p.md:3\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

/* Everything that documents ask for is in the plan, whatever becomes of it. */
static void test_fates(void **state)
{
    static const char before[] =
        POST("d.md", "title: D\nsocial: [{to: facebook, id: x, at: +4d, text: D}]")
            POST("p.md", "title: P\nsocial: [{to: facebook, id: a, at: +1d, text: A}, {to: "
                         "facebook, id: b, at: +3d, text: B}, {to: facebook, id: c, at: +4d, text: "
                         "C}]");
    static const char after[] =
        POST("d.md", "title: D\ndraft: true\nsocial: [{to: facebook, id: x, at: +4d, text: D}]")
            POST("p.md",
                 "title: P\nsocial: [{to: facebook, id: a, at: +1d, text: A}, {to: facebook, id: "
                 "b, at: +3d, text: B}, {to: facebook, id: c, at: +4d, text: Z}, {to: facebook, "
                 "id: d, at: +5d, text: E}, {to: facebook, id: e, at: +1h, text: F}, {to: bluesky, "
                 "id: f, at: +6d, text: G}]");
    static const char expected[] = "d.md#x changed 2026-12-05 12:00 UTC\n"
                                   "p.md#a out 2026-12-02 12:00 UTC\n"
                                   "p.md#b unchanged 2026-12-04 12:00 UTC\n"
                                   "p.md#c changed 2026-12-05 12:00 UTC\n"
                                   "p.md#d new 2026-12-06 12:00 UTC\n"
                                   "p.md#e late 2026-12-01 13:00 UTC\n"
                                   "p.md#f held 2026-12-07 12:00 UTC\n";
    struct world world;
    (void)state;
    world_new(&world, "");
    world_tree(&world, before);
    world_record(&world);
    world_tree(&world, after);
    world_now(&world, "2026-12-03T00:00:00Z");
    world_seen(&world, "account: id=f1; name=Acme; platform=facebook\n");
    struct plan *plan = ghlpub_plan(&world.input, &world.found);
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < plan->social_count; i++) {
        const struct planned_social *planned = &plan->socials[i];
        assert_ptr_equal(planned->social->document,
                         world.site->documents[planned->social->document->index]);
        strbuf_addf(&out, "%s %s ", planned->social->key + strlen("content/"),
                    ghlpub_fate_name(planned->fate));
        strbuf_add_local(&out, planned->due_ms, world.site->config.zone);
        strbuf_addc(&out, '\n');
    }
    assert_string_equal(out.buf, expected);
    strbuf_release(&out);
    ghlpub_plan_free(plan);
    world_free(&world);
}

int social_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_new), cmocka_unit_test(test_changes),
                                       cmocka_unit_test(test_gone), cmocka_unit_test(test_doubles),
                                       cmocka_unit_test(test_fates)};
    return cmocka_run_group_tests_name("social", tests, NULL, NULL);
}
