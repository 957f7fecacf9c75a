/* Moves: which entry of the state belongs to which document. */
#include "tests.h"

#define A      "title: A\nslug: s"
#define SOCIAL "\nsocial: [{to: facebook, at: +2d, id: one, text: Hi}]"
static const char *const only_a[] = {"content/a.md", NULL};
static const char *const only_c[] = {"content/c.md", NULL};

#define CAMPAIGN                                                                                   \
    "kind: campaign\ntitle: C\nsocial:\n  - {to: facebook, at: 2026-12-05 09:00, text: One}\n  - " \
    "{to: facebook, at: 2026-12-06 09:00, text: Two}"

static void test_posts(void **state)
{
    static const struct scene scenes[] = {
        {"by slug", .before = POST("a.md", A), .after = GONE("a.md") POST("b.md", A),
         .expected =
             "move b.md from a.md: was \"content/a.md\"\n"
             "update b.md /s PUBLISHED 2026-12-01T12:00:00Z: description changed; body changed\n"},
        {"by slug, nothing else changed", .before = BODY("a.md", A, "x"),
         .after = GONE("a.md") BODY("b.md", A, "x"),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"},
        {"by content", .before = BODY("a.md", "title: A", "x"),
         .after = GONE("a.md") BODY("b.md", "title: A", "x"),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"
                     "update b.md /b PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"a\" to "
                     "\"b\"; canonical URL changed\n"
                     "slug-changed b.md:0: the post's slug changes from \"a\" to \"b\"; its old "
                     "URL stops working\n"},
        {"by content, with a link to itself", .before = BODY("a.md", "title: A", "[x](a.md)"),
         .after = GONE("a.md") BODY("b.md", "title: A", "[x](b.md)"),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"
                     "update b.md /b PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"a\" to "
                     "\"b\"; canonical URL changed; body changed\n"
                     "slug-changed b.md:0: the post's slug changes from \"a\" to \"b\"; its old "
                     "URL stops working\n"},
        {"neither", .before = POST("a.md", "title: A"),
         .after = GONE("a.md") POST("b.md", "title: A"),
         .expected = "create b.md /b PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held orphan a.md: its document is gone, its post \"A\" is not; --prune takes "
                     "it offline\n"},
        {"by the wanted slug", .before = POST("a.md", A),
         .state = "post content/a.md; slug=s-7; wanted=s", .after = GONE("a.md") POST("b.md", A),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"
                     "update b.md /s-7 PUBLISHED 2026-12-01T12:00:00Z: description changed; slug "
                     "changed; canonical URL changed; body changed\n"},
        {"two entries for one document", .before = POST("a.md", A) POST("b.md", A),
         .after = GONE("a.md") GONE("b.md") POST("c.md", A),
         .expected = "create c.md /s-3 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held orphan a.md: its document is gone, its post \"A\" is not; --prune takes "
                     "it offline\n"
                     "held orphan b.md: its document is gone, its post \"A\" is not; --prune takes "
                     "it offline\n"
                     "slug-duplicate c.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-3\" "
                     "is used here\n"},
        {"two documents for one entry, by slug", .before = POST("a.md", A),
         .after = GONE("a.md") POST("b.md", A) POST("c.md", A),
         .expected = "create b.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create c.md /s-3 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held orphan a.md: its document is gone, its post \"A\" is not; --prune takes "
                     "it offline\n"
                     "slug-duplicate b.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-2\" "
                     "is used here\n"
                     "slug-duplicate c.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-3\" "
                     "is used here\n"},
        {"two documents for one entry, by content", .before = BODY("a.md", "title: A", "x"),
         .after = GONE("a.md") BODY("b.md", "title: B", "x") BODY("c.md", "title: C", "x"),
         .expected = "create b.md /b PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create c.md /c PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held orphan a.md: its document is gone, its post \"A\" is not; --prune takes "
                     "it offline\n"},
        {"two entries for one document, by content",
         .before = BODY("a.md", "title: A", "x") BODY("b.md", "title: B", "x"),
         .after = GONE("a.md") GONE("b.md") BODY("c.md", "title: C", "x"),
         .expected = "create c.md /c PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held orphan a.md: its document is gone, its post \"A\" is not; --prune takes "
                     "it offline\n"
                     "held orphan b.md: its document is gone, its post \"B\" is not; --prune takes "
                     "it offline\n"},
        {"ambiguous by slug, decided by content", .before = BODY("a.md", A, "x"),
         .after = GONE("a.md") BODY("b.md", A, "x") BODY("c.md", A, "y"),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"
                     "create c.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "slug-duplicate c.md:3: slug \"s\" is also that of \"content/b.md\"; \"s-2\" "
                     "is used here\n"},
        {"a document that is still there does not move", .before = BODY("a.md", A, "x"),
         .after = BODY("b.md", A, "x"),
         .expected = "create b.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "slug-duplicate b.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-2\" "
                     "is used here\n"},
        {"two at once", .before = POST("a.md", A) POST("b.md", "title: B\nslug: t"),
         .after = GONE("a.md") GONE("b.md") POST("x/a.md", A) POST("x/b.md", "title: B\nslug: t"),
         .expected =
             "move x/a.md from a.md: was \"content/a.md\"\n"
             "move x/b.md from b.md: was \"content/b.md\"\n"
             "update x/a.md /s PUBLISHED 2026-12-01T12:00:00Z: description changed; body changed\n"
             "update x/b.md /t PUBLISHED 2026-12-01T12:00:00Z: description changed; body "
             "changed\n"},
        {"onto the path of another one",
         .before = BODY("a.md", A, "x") BODY("b.md", "title: B\nslug: t", "y"),
         .after = GONE("a.md") BODY("b.md", A, "x"),
         .expected = "update b.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: title changed from \"B\" to "
                     "\"A\"; description changed; slug changed from \"t\" to \"s-2\"; canonical "
                     "URL changed; body changed\n"
                     "held orphan a.md: its document is gone, its post \"A\" is not; --prune takes "
                     "it offline\n"
                     "slug-duplicate b.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-2\" "
                     "is used here\n"
                     "slug-changed b.md:3: the post's slug changes from \"t\" to \"s-2\"; its old "
                     "URL stops working\n"},
        {"a document that comes back elsewhere", .before = POST("a.md", A),
         .state = "post content/a.md; gone=removed; status=DRAFT",
         .after = GONE("a.md") POST("b.md", A),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"
                     "update b.md /s PUBLISHED 2026-12-01T12:00:00Z: its document is back; "
                     "description changed; body changed\n"},
        {"a broken document moves later", .before = POST("a.md", A),
         .after = GONE("a.md") POST("b.md", A "\ndate: never"),
         .expected = "held broken b.md: it has errors\n"},
        {"to a document left alone", .before = POST("a.md", A),
         .after = GONE("a.md") POST("b.md", A "\nsync: false"), .expected = ""},
        {"to one that is not selected", .before = POST("a.md", A),
         .after = GONE("a.md") POST("b.md", A) POST("c.md", "title: C"), .patterns = only_c,
         .expected = "create c.md /c PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_ids(void **state)
{
    static const struct scene scenes[] = {
        {"an id is gained", .before = BODY("a.md", A, "x"), .after = BODY("a.md", A "\nid: i", "x"),
         .expected = "move id:i (a.md) from a.md: its key is now \"id:i\"\n"},
        {"an id is lost", .before = BODY("a.md", A "\nid: i", "x"), .after = BODY("a.md", A, "x"),
         .expected = "move a.md from id:i: its key is now \"content/a.md\"\n"},
        {"an id changes", .before = BODY("a.md", A "\nid: i", "x"),
         .after = BODY("a.md", A "\nid: j", "x"),
         .expected = "move id:j (a.md) from id:i: its key is now \"id:j\"\n"},
        {"a file with an id moves", .before = BODY("a.md", A "\nid: i", "x"),
         .after = GONE("a.md") BODY("b.md", A "\nid: i", "x"), .expected = ""},
        {"an id is gained and the file moves", .before = BODY("a.md", A, "x"),
         .after = GONE("a.md") BODY("b.md", A "\nid: i", "x"),
         .expected = "move id:i (b.md) from a.md: was \"content/a.md\"\n"},
        {"a file with an id moves away, another comes in its place",
         .before = BODY("a.md", A "\nid: i", "x"),
         .after = BODY("b.md", A "\nid: i", "x") BODY("a.md", "title: New", "z"),
         .expected = "create a.md /a PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"another file takes the id",
         .before = BODY("a.md", A "\nid: i", "x") BODY("b.md", "title: B", "y"),
         .after = GONE("a.md") BODY("b.md", "title: B\nid: i", "y"),
         .expected = "update id:i (b.md) /b-2 PUBLISHED 2026-12-01T12:00:00Z: title changed from "
                     "\"A\" to \"B\"; description changed; slug changed from \"s\" to \"b-2\"; "
                     "canonical URL changed; body changed\n"
                     "held orphan b.md: its document is gone, its post \"B\" is not; --prune takes "
                     "it offline\n"
                     "slug-changed b.md:0: the post's slug changes from \"s\" to \"b-2\"; its old "
                     "URL stops working\n"},
        {"an unreadable file keeps what has its path", .before = POST("a.md", A "\nid: i"),
         .after = ">content/a.md\n---\ntitle: [\n---\n", .prune = true,
         .expected = "held broken a.md: it has errors\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_social(void **state)
{
    static const struct scene scenes[] = {
        {"social posts go along", .before = BODY("a.md", A SOCIAL, "x"),
         .after = GONE("a.md") BODY("b.md", A SOCIAL, "x"),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"},
        {"and are edited", .before = BODY("a.md", A SOCIAL, "x"),
         .after = GONE("a.md")
             BODY("b.md", A "\nsocial: [{to: facebook, at: +2d, id: one, text: Ho}]", "x"),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"
                     "edit b.md#one facebook 2026-12-03T12:00:00Z \"Ho\": text changed\n"},
        {"and cancelled", .before = BODY("a.md", A SOCIAL, "x"),
         .after = GONE("a.md") BODY("b.md", A, "x"),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"
                     "cancel b.md#one: its entry is gone\n"},
        {"with an id gained", .before = BODY("a.md", A SOCIAL, "x"),
         .after = BODY("a.md", A SOCIAL "\nid: i", "x"),
         .expected = "move id:i (a.md) from a.md: its key is now \"id:i\"\n"},
        {"an open one stays", .before = BODY("a.md", A, "x"),
         .state = "open social content/a.md#one", .hold_open = true,
         .after = GONE("a.md") BODY("b.md", A SOCIAL, "x"),
         .expected = "held open b.md: it is not known whether an earlier write of it happened\n"},
        {"an open post stays", .before = BODY("a.md", A, "x"), .state = "open post content/a.md",
         .hold_open = true, .after = GONE("a.md") BODY("b.md", A, "x"),
         .expected = "held open b.md: it is not known whether an earlier write of it happened\n"},
        {"a campaign", .before = BODY("a.md", CAMPAIGN, ""),
         .after = GONE("a.md") BODY("b.md", CAMPAIGN, ""),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"},
        {"a campaign whose second entry changes", .before = BODY("a.md", CAMPAIGN, ""),
         .after = GONE("a.md")
             BODY("b.md",
                  "kind: campaign\ntitle: C\nsocial:\n  - {to: facebook, at: 2026-12-05 09:00, "
                  "text: One}\n  - {to: facebook, at: 2026-12-06 09:00, text: Three}",
                  ""),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"
                     "edit b.md#s50bfbbe5 facebook 2026-12-06T09:00:00Z \"Three\": text changed\n"},
        {"a campaign whose first entry changes", .before = BODY("a.md", CAMPAIGN, ""),
         .after = GONE("a.md")
             BODY("b.md",
                  "kind: campaign\ntitle: C\nsocial:\n  - {to: facebook, at: 2026-12-05 09:00, "
                  "text: Three}\n  - {to: facebook, at: 2026-12-06 09:00, text: Two}",
                  ""),
         .expected = "move b.md from a.md: was \"content/a.md\"\n"
                     "edit b.md#s6b083dce facebook 2026-12-05T09:00:00Z \"Three\": text changed\n"},
        {"a campaign that gains an id", .before = BODY("a.md", CAMPAIGN, ""),
         .after = BODY("a.md", CAMPAIGN "\nid: i", ""),
         .expected = "move id:i (a.md) from a.md: was \"content/a.md\"\n"},
        {"a campaign that is copied", .before = BODY("a.md", CAMPAIGN, ""),
         .after = BODY("b.md", CAMPAIGN, ""),
         .expected =
             "held broken b.md#s6b083dce: another social post says the same at the same moment\n"
             "held broken b.md#s50bfbbe5: another social post says the same at the same moment\n"
             "social-double b.md:5: this social post says the same at the same minute to the same "
             "account as the one at content/a.md:5\n"
             "social-double b.md:6: this social post says the same at the same minute to the same "
             "account as the one at content/a.md:6\n"},
        {"a campaign that is not selected stays", .before = BODY("a.md", CAMPAIGN, ""),
         .after = GONE("a.md") BODY("b.md", CAMPAIGN, "") POST("c.md", "title: C"),
         .patterns = only_c,
         .expected = "create c.md /c PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"a campaign that is left alone", .after = BODY("b.md", CAMPAIGN "\nsync: false", ""),
         .expected = ""},
        {"a campaign that moves and is broken", .before = BODY("a.md", CAMPAIGN, ""),
         .after = GONE("a.md") BODY("b.md", CAMPAIGN "\ndate: never", ""), .prune = true,
         .expected = "held broken b.md: it has errors\n"},
        {"a campaign that moves and is left alone", .before = BODY("a.md", CAMPAIGN, ""),
         .after = GONE("a.md") BODY("b.md", CAMPAIGN "\nsync: false", ""), .prune = true,
         .expected = ""},
        {"a campaign that moves out of the selection", .before = BODY("a.md", CAMPAIGN, ""),
         .after = GONE("a.md") BODY("b.md", CAMPAIGN, ""), .prune = true, .patterns = only_a,
         .expected = ""},
        {"two campaigns for one", .before = BODY("a.md", CAMPAIGN, ""),
         .after = GONE("a.md") BODY("b.md", CAMPAIGN, "") BODY("c.md", CAMPAIGN, ""),
         .expected =
             "move b.md from a.md: was \"content/a.md\"\n"
             "held broken c.md#s6b083dce: another social post says the same at the same moment\n"
             "held broken c.md#s50bfbbe5: another social post says the same at the same moment\n"
             "social-double c.md:5: this social post says the same at the same minute to the same "
             "account as the one at content/b.md:5\n"
             "social-double c.md:6: this social post says the same at the same minute to the same "
             "account as the one at content/b.md:6\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

int moves_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_posts), cmocka_unit_test(test_ids),
                                       cmocka_unit_test(test_social)};
    return cmocka_run_group_tests_name("moves", tests, NULL, NULL);
}
