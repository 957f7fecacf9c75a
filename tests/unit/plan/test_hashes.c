/* What is hashed: all that a document says, and nothing that the clock makes of it. */
#include "tests.h"

#define P(fields) BODY("p.md", "title: T\ndescription: D\n" fields, "x")

static void test_parts(void **state)
{
    static const struct scene scenes[] = {
        {"nothing", .before = P("slug: s"), .after = P("slug: s"), .expected = ""},
        {"title", .before = P("slug: s"),
         .after = BODY("p.md", "title: U\ndescription: D\nslug: s", "x"),
         .expected =
             "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: title changed from \"T\" to \"U\"\n"},
        {"description", .before = P("slug: s"),
         .after = BODY("p.md", "title: T\ndescription: E\nslug: s", "x"),
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: description changed\n"},
        {"slug alone", .config = "post_url: https://x/{slug}\n",
         .before = P("slug: s\ncanonical: https://y/z"),
         .after = P("slug: t\ncanonical: https://y/z"),
         .expected =
             "update p.md /t PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"s\" to \"t\"\n"
             "slug-changed p.md:4: the post's slug changes from \"s\" to \"t\"; its old URL stops "
             "working\n"},
        {"status to draft", .before = P("slug: s"), .after = P("slug: s\ndraft: true"),
         .expected = "offline p.md /s DRAFT 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"DRAFT\"\n"},
        {"status to archived", .before = P("slug: s"), .after = P("slug: s\nstatus: archived"),
         .expected = "archive p.md /s ARCHIVED 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"ARCHIVED\"\n"},
        {"date", .before = P("date: 2026-11-01"), .after = P("date: 2026-11-02"),
         .expected = "update p.md /p PUBLISHED 2026-11-02T00:00:00Z: date moved from 2026-11-01 "
                     "00:00 UTC to 2026-11-02 00:00 UTC\n"},
        {"date, of a second", .before = P("date: 2026-11-01 10:00:00"),
         .after = P("date: 2026-11-01 10:00:01"),
         .expected = "update p.md /p PUBLISHED 2026-11-01T10:00:01Z: date moved from 2026-11-01 "
                     "10:00 UTC to 2026-11-01 10:00 UTC\n"},
        {"date in another zone is the same", .before = P("date: 2026-11-01 10:00"),
         .after = P("date: 2026-11-01T11:00:00+01:00"), .expected = ""},
        {"author", .before = P("author: A"), .after = P("author: B"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: author changed\n"},
        {"author by the map is the same", .config = "authors: {B: A}\n", .before = P("author: A"),
         .after = P("author: B"), .expected = ""},
        {"categories", .before = P("categories: [C]"), .after = P("categories: [C, D]"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: categories changed\n"},
        {"categories in another order", .before = P("categories: [D, C]"),
         .after = P("categories: [C, D]"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: categories changed\n"},
        {"categories that map to one", .config = "categories: {D: C}\n",
         .before = P("categories: [C]"), .after = P("categories: [C, D]"), .expected = ""},
        {"tags", .before = P("tags: [a]"), .after = P("tags: [a, b]"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"},
        {"tags that are joined", .before = P("tags: [a, b]"), .after = P("tags: [ab]"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"},
        {"cover image", .before = P("image: /img/a.png"), .after = P("image: /img/b.png"),
         .state = NULL,
         .expected =
             "upload static/img/b.png: new\n"
             "update p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: cover image changed\n"},
        {"the same cover under another name", .before = P("image: /img/a.png"),
         .after = P("image: /img/copy-a.png"), .expected = ""},
        {"cover by address", .before = P("image: https://y/1.png"),
         .after = P("image: https://y/2.png"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: cover image changed\n"},
        {"alternative text", .before = P("image: /img/a.png\nimage_alt: One"),
         .after = P("image: /img/a.png\nimage_alt: Two"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: alternative text of the cover "
                     "changed\n"},
        {"canonical", .before = P("canonical: https://y/1"), .after = P("canonical: https://y/2"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T12:00:00Z: canonical URL changed\n"},
        {"body", .before = P("slug: s"),
         .after = BODY("p.md", "title: T\ndescription: D\nslug: s", "y"),
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: body changed\n"},
        {"a picture in the body",
         .before = BODY("p.md", "title: T\ndescription: D", "![p](/img/a.png)"),
         .after = BODY("p.md", "title: T\ndescription: D", "![p](/img/b.png)"),
         .expected = "upload static/img/b.png: new\n"
                     "update p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: body changed\n"},
        {"the same picture in the body",
         .before = BODY("p.md", "title: T\ndescription: D", "![p](/img/a.png)"),
         .after = BODY("p.md", "title: T\ndescription: D", "![p](/img/copy-a.png)"),
         .expected = ""},
        {"everything", .before = P("slug: s\nimage: https://y/1.png"),
         .after = BODY("p.md",
                       "title: U\ndescription: E\nslug: t\ndraft: true\ndate: 2026-11-01\nauthor: "
                       "B\ncategories: [D]\ntags: [a]\nimage: https://y/2.png\nimage_alt: "
                       "I\ncanonical: https://y/z",
                       "y"),
         .expected =
             "offline p.md /t DRAFT 2026-11-01T00:00:00Z: title changed from \"T\" to \"U\"; "
             "description changed; slug changed from \"s\" to \"t\"; status changed from "
             "\"PUBLISHED\" to \"DRAFT\"; date moved from 2026-12-01 12:00 UTC to 2026-11-01 00:00 "
             "UTC; author changed; categories changed; tags changed; cover image changed; "
             "alternative text of the cover changed; canonical URL changed; body changed\n"
             "slug-changed p.md:4: the post's slug changes from \"s\" to \"t\"; its old URL stops "
             "working\n"},
        {"the file's name alone", .before = P("id: i\nslug: s"),
         .after = GONE("p.md") BODY("q.md", "title: T\ndescription: D\nid: i\nslug: s", "x"),
         .expected = ""},
        {"fields that nobody uses", .before = P("slug: s"), .after = P("slug: s\nparams: {x: 1}"),
         .expected = ""},
        {"forced", .before = P("slug: s"), .force = true,
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: --force\n"},
        {"recorded without parts", .before = P("slug: s"),
         .state = "post content/p.md; parts=; hash=",
         .expected =
             "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: not known what was sent last\n"},
        {"interrupted", .before = P("slug: s"), .state = "open post content/p.md",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: an earlier run was "
                     "interrupted while it wrote this post\n"},
        {"interrupted and changed", .before = P("slug: s"), .after = P("slug: t"),
         .state = "open post content/p.md",
         .expected = "update p.md /t PUBLISHED 2026-12-01T12:00:00Z: an earlier run was "
                     "interrupted while it wrote this post\n"
                     "slug-changed p.md:4: the post's slug changes from \"s\" to \"t\"; its old "
                     "URL stops working\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_clock(void **state)
{
    static const struct scene scenes[] = {
        {"a date to come", .after = P("date: 2026-12-02"),
         .expected = "create p.md /p SCHEDULED 2026-12-02T00:00:00Z: new, scheduled for 2026-12-02 "
                     "00:00 UTC\n"},
        {"a date of less than a minute ahead", .after = P("date: 2026-12-01 12:00:59"),
         .expected =
             "create p.md /p PUBLISHED 2026-12-01T12:00:59Z: new, dated 2026-12-01 12:00 UTC\n"},
        {"a date of a minute ahead", .after = P("date: 2026-12-01 12:01:00"),
         .expected = "create p.md /p SCHEDULED 2026-12-01T12:01:00Z: new, scheduled for 2026-12-01 "
                     "12:01 UTC\n"},
        {"a past date", .after = P("date: 2026-11-02"),
         .expected =
             "create p.md /p PUBLISHED 2026-11-02T00:00:00Z: new, dated 2026-11-02 00:00 UTC\n"},
        {"scheduled becomes published by itself", .before = P("date: 2026-12-02"),
         .now = "2026-12-03T00:00:00Z", .expected = ""},
        {"no date, a day later", .before = P("slug: s"), .now = "2026-12-02T12:00:00Z",
         .expected = ""},
        {"the chosen date is kept", .before = P("slug: s"), .now = "2026-12-02T12:00:00Z",
         .after = P("slug: s\ntags: [a]"),
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"},
        {"a draft's now is not kept", .before = P("slug: s\ndraft: true"),
         .now = "2026-12-02T12:00:00.700Z", .after = P("slug: s"),
         .expected = "update p.md /s PUBLISHED 2026-12-02T12:00:00Z: status changed from \"DRAFT\" "
                     "to \"PUBLISHED\"\n"},
        {"a draft, a day later", .before = P("slug: s\ndraft: true"), .now = "2026-12-02T12:00:00Z",
         .expected = ""},
        {"a draft's written date is kept", .before = P("date: 2026-11-01\ndraft: true"),
         .now = "2026-12-02T12:00:00Z", .after = P("date: 2026-11-01"),
         .expected = "update p.md /p PUBLISHED 2026-11-01T00:00:00Z: status changed from \"DRAFT\" "
                     "to \"PUBLISHED\"\n"},
        {"taken offline, the date is kept", .before = P("slug: s"), .now = "2026-12-02T12:00:00Z",
         .after = P("slug: s\ndraft: true"),
         .expected = "offline p.md /s DRAFT 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"DRAFT\"\n"},
        {"the written date is removed", .before = P("date: 2026-11-01"),
         .now = "2026-12-02T12:00:00Z", .after = P("slug: p"),
         .expected =
             "update p.md /p PUBLISHED 2026-11-01T00:00:00Z: date is 2026-11-01 00:00 UTC\n"},
        {"the written date of a scheduled post is removed", .before = P("date: 2026-12-05"),
         .now = "2026-12-02T12:00:00Z", .after = P("slug: p"),
         .expected = "update p.md /p PUBLISHED 2026-12-02T12:00:00Z redate: date moved from "
                     "2026-12-05 00:00 UTC to 2026-12-02 12:00 UTC\n"},
        {"the written date of a draft is removed", .before = P("date: 2026-11-01\ndraft: true"),
         .now = "2026-12-02T12:00:00Z", .after = P("slug: p"),
         .expected =
             "update p.md /p PUBLISHED 2026-12-02T12:00:00Z: status changed from \"DRAFT\" to "
             "\"PUBLISHED\"; date moved from 2026-11-01 00:00 UTC to 2026-12-02 12:00 UTC\n"},
        {"a date is written", .before = P("slug: p"), .now = "2026-12-02T12:00:00Z",
         .after = P("date: 2026-12-01"),
         .expected = "update p.md /p PUBLISHED 2026-12-01T00:00:00Z: date moved from 2026-12-01 "
                     "12:00 UTC to 2026-12-01 00:00 UTC\n"},
        {"a scheduled post is moved", .before = P("date: 2026-12-05"),
         .after = P("date: 2026-12-06"),
         .expected = "update p.md /p SCHEDULED 2026-12-06T00:00:00Z redate: date moved from "
                     "2026-12-05 00:00 UTC to 2026-12-06 00:00 UTC\n"},
        {"a scheduled post is moved to the past", .before = P("date: 2026-12-05"),
         .after = P("date: 2026-11-06"),
         .expected = "update p.md /p PUBLISHED 2026-11-06T00:00:00Z redate: date moved from "
                     "2026-12-05 00:00 UTC to 2026-11-06 00:00 UTC\n"},
        {"a scheduled post becomes a draft", .before = P("date: 2026-12-05"),
         .after = P("date: 2026-12-06\ndraft: true"),
         .expected =
             "offline p.md /p DRAFT 2026-12-06T00:00:00Z: status changed from \"SCHEDULED\" to "
             "\"DRAFT\"; date moved from 2026-12-05 00:00 UTC to 2026-12-06 00:00 UTC\n"},
        {"a scheduled post is archived elsewhen", .before = P("date: 2026-12-05"),
         .after = P("date: 2026-12-06\nstatus: archived"),
         .expected = "archive p.md /p ARCHIVED 2026-12-06T00:00:00Z redate: status changed from "
                     "\"SCHEDULED\" to \"ARCHIVED\"; date moved from 2026-12-05 00:00 UTC to "
                     "2026-12-06 00:00 UTC\n"},
        {"a scheduled post keeps its date", .before = P("date: 2026-12-05"),
         .after = P("date: 2026-12-05\ntags: [a]"),
         .expected = "update p.md /p SCHEDULED 2026-12-05T00:00:00Z: tags changed\n"},
        {"one that went out is dated anew", .before = P("date: 2026-12-05"),
         .now = "2026-12-06T00:00:00Z", .after = P("date: 2026-12-07"),
         .expected = "update p.md /p SCHEDULED 2026-12-07T00:00:00Z: date moved from 2026-12-05 "
                     "00:00 UTC to 2026-12-07 00:00 UTC\n"},
        {"a published post is scheduled", .before = P("date: 2026-11-05"),
         .after = P("date: 2026-12-07"),
         .expected = "update p.md /p SCHEDULED 2026-12-07T00:00:00Z: date moved from 2026-11-05 "
                     "00:00 UTC to 2026-12-07 00:00 UTC\n"},
        {"expires, not yet", .before = P("slug: s\nexpires: 2026-12-03"),
         .now = "2026-12-02T23:59:59Z", .expected = "next 2026-12-03T00:00:00Z\n"},
        {"expires, now", .before = P("slug: s\nexpires: 2026-12-03"), .now = "2026-12-03T00:00:00Z",
         .expected = "offline p.md /s DRAFT 2026-12-01T12:00:00Z: status changed from "
                     "\"PUBLISHED\" to \"DRAFT\"\n"},
        {"expires, twice",
         .before =
             P("slug: s\nexpires: 2026-12-05") BODY("q.md", "title: Q\nexpires: 2026-12-04", "q"),
         .expected = "next 2026-12-04T00:00:00Z\n"},
        {"expired when it is new", .after = P("slug: s\nexpires: 2026-11-03"),
         .expected = "create p.md /s DRAFT 2026-12-01T12:00:00Z: new, a draft\n"},
        {"expiry is taken back", .before = P("slug: s\nexpires: 2026-11-03"), .after = P("slug: s"),
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: status changed from \"DRAFT\" "
                     "to \"PUBLISHED\"\n"},
        {"an expired archive is offline", .before = P("status: archived\nexpires: 2026-12-03"),
         .now = "2026-12-03T00:00:00Z",
         .expected = "offline p.md /p DRAFT 2026-12-01T12:00:00Z: status changed from \"ARCHIVED\" "
                     "to \"DRAFT\"\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

/* A post without a date is published, taken offline, and published again a day later. */
static void test_kept_date(void **state)
{
    struct world world;
    (void)state;
    world_new(&world, "");
    world_tree(&world, P("slug: s"));
    world_record(&world);
    world_now(&world, "2026-12-02T12:00:00Z");
    world_tree(&world, P("slug: s\ndraft: true"));
    world_record(&world);
    world_now(&world, "2026-12-03T12:00:00Z");
    world_tree(&world, P("slug: s"));
    check_plan(&world, "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: status changed from "
                       "\"DRAFT\" to \"PUBLISHED\"\n");
    world_free(&world);
}

int hashes_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_parts), cmocka_unit_test(test_clock),
                                       cmocka_unit_test(test_kept_date)};
    return cmocka_run_group_tests_name("hashes", tests, NULL, NULL);
}
