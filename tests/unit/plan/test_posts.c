/* Offline, archived, back again; orphans; what is open or broken. */
#include "tests.h"

#define P(fields) POST("p.md", "title: T\nslug: s" fields)
#define TWO       P("") POST("q.md", "title: Q")

static const char *const only_q[] = {"content/q.md", NULL};
static const char *const only_p[] = {"content/p.md", NULL};

static void test_status(void **state)
{
    static const struct scene scenes[] = {
        {"a new draft", .after = P("\ndraft: true"),
         .expected = "create p.md /s DRAFT 2026-12-01T12:00:00Z: new, a draft\n"},
        {"a new archive", .after = P("\nstatus: archived\ndate: 2026-11-01"),
         .expected = "create p.md /s ARCHIVED 2026-11-01T00:00:00Z: new, archived\n"},
        {"a draft is published", .before = P("\ndraft: true"), .after = P(""),
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: status changed from \"DRAFT\" "
                     "to \"PUBLISHED\"\n"},
        {"a draft changes", .before = P("\ndraft: true"), .after = P("\ndraft: true\ntags: [a]"),
         .expected = "update p.md /s DRAFT 2026-12-01T12:00:00Z: tags changed\n"},
        {"a draft is archived", .before = P("\ndraft: true"), .after = P("\nstatus: archived"),
         .expected = "archive p.md /s ARCHIVED 2026-12-01T12:00:00Z: status changed from \"DRAFT\" "
                     "to \"ARCHIVED\"\n"},
        {"offline", .before = P(""), .after = P("\ndraft: true\ntags: [a]"),
         .expected = "offline p.md /s DRAFT 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"DRAFT\"; tags changed\n"},
        {"archived", .before = P(""), .after = P("\nstatus: archived"),
         .expected = "archive p.md /s ARCHIVED 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"ARCHIVED\"\n"},
        {"an archive is offline", .before = P("\nstatus: archived"), .after = P("\ndraft: true"),
         .expected = "offline p.md /s DRAFT 2026-12-01T12:00:00Z: status changed from \"ARCHIVED\" "
                     "to \"DRAFT\"\n"},
        {"an archive changes", .before = P("\nstatus: archived"),
         .after = P("\nstatus: archived\ntags: [a]"),
         .expected = "update p.md /s ARCHIVED 2026-12-01T12:00:00Z: tags changed\n"},
        {"an archive is back", .before = P("\nstatus: archived"), .after = P(""),
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: status changed from "
                     "\"ARCHIVED\" to \"PUBLISHED\"\n"},
        {"below _drafts", .before = P("\nid: i"),
         .after = GONE("p.md") POST("_drafts/p.md", "title: T\nslug: s\nid: i"),
         .expected = "offline id:i (_drafts/p.md) /s DRAFT 2026-12-01T12:00:00Z: description "
                     "changed; status changed from \"PUBLISHED\" to \"DRAFT\"; body changed\n"},
        {"no status is known", .before = P(""),
         .state = "post content/p.md; status=", .after = P("\ndraft: true"),
         .expected = "update p.md /s DRAFT 2026-12-01T12:00:00Z: status changed\n"},
        {"live under a suffix", .before = P(""),
         .state = "post content/p.md; slug=s-1; gone=lost; hash=",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: not known what was sent last\n"
                     "slug-changed p.md:3: the post's slug changes from \"s-1\" to \"s\"; its old "
                     "URL stops working\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_orphans(void **state)
{
    static const struct scene scenes[] = {
        {"reported", .before = TWO, .after = GONE("p.md"),
         .expected = "held orphan p.md: its document is gone, its post \"T\" is not; --prune takes "
                     "it offline\n"},
        {"pruned", .before = TWO, .after = GONE("p.md"), .prune = true,
         .expected = "offline p.md orphan: its document is gone\n"},
        {"an archived one is pruned", .before = P("\nstatus: archived"), .after = GONE("p.md"),
         .prune = true, .expected = "offline p.md orphan: its document is gone\n"},
        {"a draft is nobody's trouble", .before = P("\ndraft: true"), .after = GONE("p.md"),
         .prune = true, .expected = ""},
        {"pruned once", .before = TWO, .after = GONE("p.md"),
         .state = "post content/p.md; gone=removed", .prune = true, .expected = ""},
        {"one that lost its slug is live", .before = TWO, .after = GONE("p.md"),
         .state = "post content/p.md; gone=lost", .prune = true,
         .expected = "offline p.md orphan: its document is gone\n"},
        {"not selected", .before = TWO, .after = GONE("p.md"), .prune = true, .patterns = only_q,
         .expected = ""},
        {"selected", .before = TWO, .after = GONE("p.md"), .prune = true, .patterns = only_p,
         .expected = "offline p.md orphan: its document is gone\n"},
        {"open", .before = TWO, .after = GONE("p.md"), .state = "open post content/p.md",
         .prune = true, .hold_open = true,
         .expected = "held open p.md: it is not known whether an earlier write of it happened\n"},
        {"back", .before = P(""), .state = "post content/p.md; gone=removed; status=DRAFT",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: its document is back\n"},
        {"back, and changed", .before = P(""), .after = P("\ntags: [a]"),
         .state = "post content/p.md; gone=removed; status=DRAFT",
         .expected =
             "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: its document is back; tags changed\n"},
        {"back as a draft", .before = P(""), .after = P("\ndraft: true"),
         .state = "post content/p.md; gone=removed; status=DRAFT",
         .expected =
             "update p.md /s DRAFT 2026-12-01T12:00:00Z: its document is back; status changed\n"},
        {"an unreadable document is none", .before = TWO,
         .after = ">content/p.md\n---\ntitle: [\n---\n", .prune = true,
         .expected = "held broken p.md: it has errors\n"},
        {"one that is left alone is none", .before = TWO, .after = P("\nsync: false"),
         .prune = true, .expected = ""},
        {"a broken one is none", .before = TWO, .after = P("\ndate: never"), .prune = true,
         .expected = "held broken p.md: it has errors\n"},
        {"with social posts",
         .before =
             P("\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}, {to: facebook, id: two}]"),
         .after = GONE("p.md"), .now = "2026-12-02T12:00:00Z",
         .expected = "held orphan p.md: its document is gone, its post \"T\" is not; --prune takes "
                     "it offline\n"
                     "held orphan p.md#one: its document is gone, its social post for 2026-12-03 "
                     "12:00 UTC is not; --prune cancels it\n"},
        {"with social posts, pruned",
         .before =
             P("\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}, {to: facebook, id: two}]"),
         .after = GONE("p.md"), .now = "2026-12-02T12:00:00Z", .prune = true,
         .expected = "offline p.md orphan: its document is gone\n"
                     "cancel p.md#one orphan: its document is gone\n"},
        {"with social posts that are open",
         .before = P("\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}]"),
         .after = GONE("p.md"), .state = "open social content/p.md#one", .hold_open = true,
         .prune = true,
         .expected =
             "offline p.md orphan: its document is gone\n"
             "held open p.md#one: it is not known whether an earlier write of it happened\n"},
        {"with social posts that were cancelled",
         .before = P("\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}]"),
         .after = GONE("p.md"), .state = "social content/p.md#one; gone=cancelled", .prune = true,
         .expected = "offline p.md orphan: its document is gone\n"},
        {"social posts that are not selected",
         .before =
             TWO POST("x.md", "title: X\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}]"),
         .after = GONE("x.md"), .prune = true, .patterns = only_q, .expected = ""},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_held(void **state)
{
    static const struct scene scenes[] = {
        {"a broken document", .after = P("\ndate: never"),
         .expected = "held broken p.md: it has errors\n"},
        {"a page that cannot be rendered",
         .after = BODY("p.md", "title: T\nslug: s", "![x](none.png)"),
         .expected = "held broken p.md: it has errors\n"},
        {"a broken document's social posts stay",
         .before = P("\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}]"),
         .after = P("\ndate: never"), .expected = "held broken p.md: it has errors\n"},
        {"left alone", .before = P(""), .after = P("\nsync: false\ntags: [a]"), .expected = ""},
        {"left alone with its social posts",
         .before = P("\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}]"),
         .after = P("\nsync: false"), .expected = ""},
        {"one of two is selected", .after = TWO, .patterns = only_q,
         .expected = "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"not selected and broken", .after = P("\ndate: never") POST("q.md", "title: Q"),
         .patterns = only_q,
         .expected = "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"open and unknown", .after = TWO, .state = "open post content/p.md", .hold_open = true,
         .expected = "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held open p.md: it is not known whether an earlier write of it happened\n"},
        {"open and known", .before = TWO, .state = "open post content/p.md", .hold_open = true,
         .expected = "held open p.md: it is not known whether an earlier write of it happened\n"},
        {"open, with social posts", .before = P(""),
         .after = P("\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}]"),
         .state = "open post content/p.md", .hold_open = true,
         .expected = "held open p.md: it is not known whether an earlier write of it happened\n"},
        {"open, but not looked for", .before = TWO, .state = "open post content/p.md",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: an earlier run was "
                     "interrupted while it wrote this post\n"},
        {"an open social post", .before = P(""),
         .after = P("\ntags: [a]\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}]"),
         .state = "open social content/p.md#one", .hold_open = true,
         .expected =
             "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"
             "held open p.md#one: it is not known whether an earlier write of it happened\n"},
        {"an open social post whose entry is gone",
         .before = P("\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}]"),
         .after = P("\ntags: [a]"), .state = "open social content/p.md#one", .hold_open = true,
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

int posts_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_status),
                                       cmocka_unit_test(test_orphans), cmocka_unit_test(test_held)};
    return cmocka_run_group_tests_name("posts", tests, NULL, NULL);
}
