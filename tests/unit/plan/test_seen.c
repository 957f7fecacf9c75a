/* What was seen at GHL: drift, posts that are there already, slugs that are taken. */
#include "tests.h"

#define P(fields) BODY("p.md", "title: T\ndescription: D\nslug: s" fields, "x")
#define ROW       "post id=1; slug=s; title=T; description=D; status=PUBLISHED; "
#define NEW       "post id=9; slug=s; title=T; description=D; "

static void test_drift(void **state)
{
    static const struct scene scenes[] = {
        {"as recorded", .before = P(""), .after = P("\ntags: [a]"),
         .seen = ROW "updated=2026-12-01T12:00:01Z\n",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"},
        {"edited, but nothing is to be written", .before = P(""),
         .seen = ROW "updated=2026-12-01T13:00:00Z\n", .expected = ""},
        {"edited", .before = P(""), .after = P("\ntags: [a]"),
         .seen = ROW "updated=2026-12-01T13:00:00Z\n",
         .expected =
             "held drift p.md: edited at GHL on 2026-12-01 13:00 UTC, after ghlpub wrote it; "
             "the document has changed since, too\n"
             "post-drifted p.md:0: the post was edited at GHL since ghlpub last wrote it; "
             "it is not overwritten\n"},
        {"edited a millisecond later", .before = P(""), .after = P("\ntags: [a]"),
         .seen = ROW "updated=2026-12-01T12:00:01.001Z\n",
         .expected =
             "held drift p.md: edited at GHL on 2026-12-01 12:00 UTC, after ghlpub wrote it; "
             "the document has changed since, too\n"
             "post-drifted p.md:0: the post was edited at GHL since ghlpub last wrote it; "
             "it is not overwritten\n"},
        {"edited, and its social posts stay", .before = P(""),
         .after = P("\nsocial: [{to: facebook, id: x, at: +2d}]\ntags: [a]"),
         .seen = ROW "updated=2026-12-01T13:00:00Z\n",
         .expected =
             "held drift p.md: edited at GHL on 2026-12-01 13:00 UTC, after ghlpub wrote it; "
             "the document has changed since, too\n"
             "post-drifted p.md:0: the post was edited at GHL since ghlpub last wrote it; "
             "it is not overwritten\n"},
        {"edited, forced", .before = P(""), .force = true,
         .seen = ROW "updated=2026-12-01T13:00:00Z\n",
         .expected =
             "held drift p.md: edited at GHL on 2026-12-01 13:00 UTC, after ghlpub wrote it; "
             "the document has not changed since, GHL has the newer text\n"
             "post-drifted p.md:0: the post was edited at GHL since ghlpub last wrote it; "
             "it is not overwritten\n"},
        {"edited, and to go offline", .before = P(""), .after = P("\ndraft: true"),
         .seen = ROW "updated=2026-12-01T13:00:00Z\n",
         .expected =
             "held drift p.md: edited at GHL on 2026-12-01 13:00 UTC, after ghlpub wrote it; "
             "the document has changed since, too\n"
             "post-drifted p.md:0: the post was edited at GHL since ghlpub last wrote it; "
             "it is not overwritten\n"},
        {"a listing that lags", .before = P(""), .after = P("\ntags: [a]"),
         .seen = ROW "updated=2026-12-01T12:00:00Z\n",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"},
        {"no updatedAt", .before = P(""), .after = P("\ntags: [a]"), .seen = ROW "\n",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"},
        {"none recorded", .before = P(""), .after = P("\ntags: [a]"),
         .state = "post content/p.md; updated=", .seen = ROW "updated=2026-12-01T13:00:00Z\n",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: tags changed\n"},
        {"interrupted", .before = P(""), .after = P("\ntags: [a]"),
         .state = "open post content/p.md", .seen = ROW "updated=2026-12-01T13:00:00Z\n",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: an earlier run was "
                     "interrupted while it wrote this post\n"},
        {"an unreadable updatedAt", .before = P(""), .after = P("\ntags: [a]"),
         .seen = ROW "updated=yesterday\n",
         .expected = "held drift p.md: edited at GHL, after ghlpub wrote it; "
                     "the document has changed since, too\n"
                     "post-drifted p.md:0: the post was edited at GHL since ghlpub last wrote it; "
                     "it is not overwritten\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_went_out(void **state)
{
    static const struct {
        const char *status, *recorded_status, *updated;
        bool drifted;
    } cases[] = {
        {"PUBLISHED", "SCHEDULED", "2026-12-05T00:00:00Z", false},
        {"PUBLISHED", "SCHEDULED", "2026-12-05T00:01:59.999Z", false},
        {"PUBLISHED", "SCHEDULED", "2026-12-05T00:02:00Z", true},
        {"PUBLISHED", "SCHEDULED", "2026-12-04T23:59:59.999Z", true},
        {NULL, "SCHEDULED", "2026-12-05T00:00:30Z", false},
        {"DRAFT", "SCHEDULED", "2026-12-05T00:00:30Z", true},
        {"SCHEDULED", "SCHEDULED", "2026-12-05T00:00:30Z", true},
        {"PUBLISHED", "PUBLISHED", "2026-12-05T00:00:30Z", true},
        {"PUBLISHED", NULL, "2026-12-05T00:00:30Z", true},
        {"PUBLISHED", "PUBLISHED", "2026-12-01T12:00:00Z", false},
        {"PUBLISHED", "PUBLISHED", "2026-12-01T12:00:00.000Z", false},
        {"PUBLISHED", "PUBLISHED", "2026-12-01T12:00:01Z", true},
        {"PUBLISHED", "PUBLISHED", "2026-11-01T00:00:00Z", false},
        {"PUBLISHED", "PUBLISHED", NULL, false},
    };
    struct world world;
    (void)state;
    world_new(&world, "");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct state_entry *entry = ghlpub_state_edit(world.state, STATE_POST, "p");
        state_set(entry, STATE_STATUS, cases[i].recorded_status);
        state_set(entry, STATE_DATE, "2026-12-05T00:00:00Z");
        state_set(entry, STATE_UPDATED, "2026-12-01T12:00:00Z");
        if (ghlpub_post_drifted(entry, cases[i].status, cases[i].updated) != cases[i].drifted)
            fail_msg("case %zu", i);
        state_entry_free(entry);
    }
    world_free(&world);
}

static void test_adopt(void **state)
{
    static const struct scene scenes[] = {
        {"ours", .after = P(""), .seen = NEW "\n",
         .expected =
             "adopt p.md /s PUBLISHED 2026-12-01T12:00:00Z: the post is at GHL already (9)\n"},
        {"ours, with its date", .after = P(""), .seen = NEW "date=2026-10-01T10:00:00Z\n",
         .expected =
             "adopt p.md /s PUBLISHED 2026-10-01T10:00:00Z: the post is at GHL already (9)\n"},
        {"ours, with a date to come", .after = P(""), .seen = NEW "date=2026-12-10T10:00:00Z\n",
         .expected =
             "adopt p.md /s SCHEDULED 2026-12-10T10:00:00Z: the post is at GHL already (9)\n"},
        {"ours, with a date that the document says otherwise", .after = P("\ndate: 2026-11-01"),
         .seen = NEW "date=2026-10-01T10:00:00Z\n",
         .expected =
             "adopt p.md /s PUBLISHED 2026-11-01T00:00:00Z: the post is at GHL already (9)\n"},
        {"ours, a draft keeps no date", .after = P("\ndraft: true"),
         .seen = NEW "date=2026-10-01T10:00:00Z\n",
         .expected = "adopt p.md /s DRAFT 2026-12-01T12:00:00Z: the post is at GHL already (9)\n"},
        {"ours, archived", .after = P("\nstatus: archived"),
         .seen = NEW "date=2026-10-01T10:00:00Z\n",
         .expected =
             "adopt p.md /s ARCHIVED 2026-10-01T10:00:00Z: the post is at GHL already (9)\n"},
        {"ours, where the listing says little", .after = P(""), .seen = "post id=9; slug=s\n",
         .expected =
             "adopt p.md /s PUBLISHED 2026-12-01T12:00:00Z: the post is at GHL already (9)\n"},
        {"another title", .after = P(""),
         .seen = "post id=9; slug=s; title=U; description=D; status=DRAFT\n",
         .expected = "held slug-taken p.md: slug \"s\" belongs to another post, \"U\"\n"
                     "slug-taken p.md:4: slug \"s\" belongs to a post at GHL that ghlpub did not "
                     "make: \"U\" (9, DRAFT)\n"},
        {"another description", .after = P(""),
         .seen = "post id=9; slug=s; title=T; description=E\n",
         .expected = "held slug-taken p.md: slug \"s\" belongs to another post, \"T\"\n"
                     "slug-taken p.md:4: slug \"s\" belongs to a post at GHL that ghlpub did not "
                     "make: \"T\" (9, status unknown)\n"},
        {"another canonical link", .after = P(""), .seen = NEW "canonical=https://y/z\n",
         .expected = "held slug-taken p.md: slug \"s\" belongs to another post, \"T\"\n"
                     "slug-taken p.md:4: slug \"s\" belongs to a post at GHL that ghlpub did not "
                     "make: \"T\" (9, status unknown)\n"},
        {"the same canonical link", .after = P(""), .seen = NEW "canonical=https://x/s\n",
         .expected =
             "adopt p.md /s PUBLISHED 2026-12-01T12:00:00Z: the post is at GHL already (9)\n"},
        {"no listing shows it", .after = P(""), .seen = "post id=; slug=s\n",
         .expected = "held slug-taken p.md: slug \"s\" is taken\n"
                     "slug-taken p.md:4: slug \"s\" belongs to a post at GHL that ghlpub did not "
                     "make, and that no listing shows yet\n"},
        {"ours, but recorded for another document", .before = P(""),
         .after = P("\nsync: false") BODY("q.md", "title: T\ndescription: D\nslug: u", "x"),
         .seen = "post id=1; slug=u; title=T; description=D\n",
         .expected =
             "held slug-taken q.md: slug \"u\" is still that of \"content/p.md\"\n"
             "slug-taken q.md:4: slug \"u\" is still that of the post of \"content/p.md\"\n"},
        {"of another slug", .after = P(""), .seen = "post id=9; slug=u; title=T; description=D\n",
         .expected = "create p.md /s PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"with social posts", .after = P("\nsocial: [{to: facebook, id: x, at: +2d, text: Hi}]"),
         .seen = NEW "date=2026-11-30T00:00:00Z\n",
         .expected =
             "adopt p.md /s PUBLISHED 2026-11-30T00:00:00Z: the post is at GHL already (9)\n"
             "schedule p.md#x facebook 2026-12-02T00:00:00Z \"Hi\" after 0: new, 2026-12-02 00:00 "
             "UTC, to facebook\n"},
        {"with social posts of long ago", .after = P("\nsocial: [{to: facebook, id: x, text: Hi}]"),
         .seen = NEW "date=2026-10-01T10:00:00Z\n",
         .expected =
             "adopt p.md /s PUBLISHED 2026-10-01T10:00:00Z: the post is at GHL already (9)\n"
             "held late p.md#x: its moment, 2026-10-01 10:00 UTC, has passed\n"
             "social-late p.md:5: the moment of this social post, 2026-10-01 10:00 UTC, has "
             "passed; it is not sent\n"},
        {"taken, and its social posts wait",
         .after = P("\nsocial: [{to: facebook, id: x, at: +2d, text: Hi}]"),
         .seen = "post id=9; slug=s; title=U\n",
         .expected = "held slug-taken p.md: slug \"s\" belongs to another post, \"U\"\n"
                     "slug-taken p.md:4: slug \"s\" belongs to a post at GHL that ghlpub did not "
                     "make: \"U\" (9, status unknown)\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

#define LOST  "post content/p.md; slug=s-1; gone=lost; hash="
#define DRAFT "post content/p.md; slug=s-1; status=DRAFT; hash="

static void test_taken(void **state)
{
    static const struct scene scenes[] = {
        {"a new slug that a stranger has", .before = P(""),
         .after = BODY("p.md", "title: T\nslug: t", "x"),
         .seen = "post id=9; slug=t; title=U; status=PUBLISHED\n",
         .expected = "held slug-taken p.md: slug \"t\" belongs to another post, \"U\"\n"
                     "slug-taken p.md:3: slug \"t\" belongs to a post at GHL that ghlpub did not "
                     "make: \"U\" (9, PUBLISHED)\n"},
        {"a new slug that its own post has", .before = P(""),
         .after = BODY("p.md", "title: T\nslug: t", "x"), .seen = "post id=1; slug=t; title=T\n",
         .expected = "update p.md /t PUBLISHED 2026-12-01T12:00:00Z: description changed; slug "
                     "changed from \"s\" to \"t\"; canonical URL changed\n"
                     "slug-changed p.md:3: the post's slug changes from \"s\" to \"t\"; its old "
                     "URL stops working\n"},
        {"lost to a stranger, still live", .before = P(""), .state = LOST,
         .seen = "post id=9; slug=s; title=U\npost id=1; slug=s-1\n",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z lost: becomes a draft: it is "
                     "public under \"s-1\", since another post has its slug\n"
                     "held slug-taken p.md: slug \"s\" belongs to another post, \"U\"\n"
                     "slug-taken p.md:4: slug \"s\" belongs to a post at GHL that ghlpub did not "
                     "make: \"U\" (9, status unknown)\n"},
        {"lost to a stranger, a draft", .before = P(""), .state = DRAFT,
         .seen = "post id=9; slug=s; title=U\npost id=1; slug=s-1\n",
         .expected = "held slug-taken p.md: slug \"s\" belongs to another post, \"U\"\n"
                     "slug-taken p.md:4: slug \"s\" belongs to a post at GHL that ghlpub did not "
                     "make: \"U\" (9, status unknown)\n"},
        {"lost to ours, a draft", .before = P(""), .state = DRAFT,
         .seen = NEW "\npost id=1; slug=s-1\n",
         .expected = "adopt p.md /s PUBLISHED 2026-12-01T12:00:00Z: the post is at GHL already "
                     "(9), published by another run\n"},
        {"lost to ours, that is recorded elsewhere",
         .before = P("") BODY("q.md", "title: Q\nslug: q", "q"), .state = DRAFT,
         .seen = "post id=2; slug=s; title=T\npost id=1; slug=s-1\n",
         .expected =
             "held slug-taken p.md: slug \"s\" is still that of \"content/q.md\"\n"
             "slug-taken p.md:4: slug \"s\" is still that of the post of \"content/q.md\"\n"},
        {"lost to ours, still live", .before = P(""), .state = LOST,
         .seen = NEW "\npost id=1; slug=s-1\n",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z lost: becomes a draft: it is "
                     "public under \"s-1\", since another post has its slug\n"
                     "held slug-taken p.md: slug \"s\" belongs to another post, \"T\"\n"
                     "slug-taken p.md:4: slug \"s\" belongs to a post at GHL that ghlpub did not "
                     "make: \"T\" (9, status unknown)\n"},
        {"lost, and the slug is free again", .before = P(""), .state = LOST,
         .seen = "post id=1; slug=s-1\n",
         .expected = "update p.md /s PUBLISHED 2026-12-01T12:00:00Z: not known what was sent last\n"
                     "slug-changed p.md:4: the post's slug changes from \"s-1\" to \"s\"; its old "
                     "URL stops working\n"},
        {"lost, and the document asks for another", .before = P(""), .state = DRAFT,
         .after = BODY("p.md", "title: T\ndescription: D\nslug: u", "x"),
         .seen = "post id=9; slug=s; title=U\npost id=1; slug=s-1\n",
         .expected = "update p.md /u PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"s-1\" to "
                     "\"u\"; canonical URL changed\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

int seen_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_drift),
                                       cmocka_unit_test(test_went_out),
                                       cmocka_unit_test(test_adopt), cmocka_unit_test(test_taken)};
    return cmocka_run_group_tests_name("seen", tests, NULL, NULL);
}
