/* Media: one upload a content, and what waits for it. */
#include "tests.h"

#define P(path, fields, body) BODY(path, "title: T " path "\n" fields, body)
#define PICTURE               "![p](/img/a.png)"

static void test_new(void **state)
{
    static const struct scene scenes[] = {
        {"in a body", .after = P("p.md", "tags: [a]", PICTURE),
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"},
        {"twice in a body", .after = P("p.md", "tags: [a]", PICTURE " " PICTURE),
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"},
        {"cover and body", .after = P("p.md", "image: /img/a.png", PICTURE),
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"},
        {"in two posts",
         .after = P("p.md", "tags: [a]", PICTURE) P("q.md", "tags: [a]", "y " PICTURE),
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"
                     "create q.md /q PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"},
        {"one content under two names",
         .after = P("p.md", "tags: [a]", PICTURE "![p](/img/copy-a.png)"),
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"},
        {"two contents", .after = P("p.md", "tags: [a]", PICTURE "![p](/img/b.png)"),
         .expected = "upload static/img/a.png: new\n"
                     "upload static/img/b.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0,1: new, dated now\n"},
        {"in a social post",
         .after = P("p.md", "social: [{to: facebook, id: x, at: +1d, text: Hi, media: /img/a.png}]",
                    "x"),
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-02T12:00:00Z \"Hi\" after 1,0: new, "
                     "2026-12-02 12:00 UTC, to facebook\n"},
        {"the cover goes along",
         .after = P("p.md", "image: /img/a.png\nsocial: [{to: facebook, id: x, at: +1d, text: Hi}]",
                    "x"),
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-02T12:00:00Z \"Hi\" after 1,0: new, "
                     "2026-12-02 12:00 UTC, to facebook\n"},
        {"the cover stays at home",
         .after =
             P("p.md",
               "image: /img/a.png\nsocial: [{to: facebook, id: x, at: +1d, text: Hi, media: none}]",
               "x"),
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-02T12:00:00Z \"Hi\" after 1: new, "
                     "2026-12-02 12:00 UTC, to facebook\n"},
        {"a campaign",
         .after = BODY("p.md",
                       "title: T\nkind: campaign\nsocial: [{to: facebook, id: x, at: 2026-12-05 "
                       "10:00, media: [/img/a.png, /img/b.png]}]",
                       "Hi"),
         .expected = "upload static/img/a.png: new\n"
                     "upload static/img/b.png: new\n"
                     "schedule p.md#x facebook 2026-12-05T10:00:00Z \"Hi\" after 0,1: new, "
                     "2026-12-05 10:00 UTC, to facebook\n"},
        {"by address", .after = P("p.md", "image: https://y/a.png", "![p](https://y/b.png)"),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"in the library", .after = P("p.md", "tags: [a]", PICTURE),
         .seen = "media id=m1; name=a-%HASH.png\n",
         .expected = "adopt static/img/a.png: the file is in the media library already\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"},
        {"another one in the library", .after = P("p.md", "tags: [a]", PICTURE),
         .seen = "media id=m1; name=a.png\nmedia id=m2; name=\nmedia id=m3\n",
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"},
        {"of a draft", .after = P("p.md", "draft: true", PICTURE),
         .expected = "upload static/img/a.png: new\n"
                     "create p.md /p DRAFT 2026-12-01T12:00:00Z after 0: new, a draft\n"},
        {"of a document that is broken", .after = P("p.md", "date: never", PICTURE),
         .expected = "held broken p.md: it has errors\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_known(void **state)
{
    static const struct scene scenes[] = {
        {"uploaded already", .before = P("p.md", "tags: [a]", PICTURE),
         .after = P("q.md", "tags: [a]", "y " PICTURE),
         .expected = "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"nothing changes", .before = P("p.md", "tags: [a]", PICTURE), .expected = ""},
        {"only moved", .before = P("p.md", "slug: s", PICTURE),
         .after = P("p.md", "slug: s\nid: i", PICTURE),
         .expected = "move id:i (p.md) from p.md: its key is now \"id:i\"\n"},
        {"another content", .before = P("p.md", "tags: [a]", PICTURE),
         .after = P("p.md", "tags: [a]", "![p](/img/b.png)"),
         .expected = "upload static/img/b.png: new\n"
                     "update p.md /p PUBLISHED 2026-12-01T12:00:00Z after 0: body changed\n"},
        {"of what goes offline", .before = P("p.md", "slug: s", "x"),
         .after = P("p.md", "slug: s\ndraft: true", PICTURE),
         .expected = "upload static/img/a.png: new\n"
                     "offline p.md /s DRAFT 2026-12-01T12:00:00Z after 0: description changed; "
                     "status changed from \"PUBLISHED\" to \"DRAFT\"; body changed\n"},
        {"of what is cancelled",
         .before =
             BODY("p.md",
                  "title: T\nsocial: [{to: facebook, id: x, at: +1d, text: Hi, media: /img/a.png}]",
                  "x"),
         .after = BODY("p.md", "title: T", "x"), .expected = "cancel p.md#x: its entry is gone\n"},
        {"of an orphan", .before = P("p.md", "tags: [a]", PICTURE), .after = GONE("p.md"),
         .prune = true, .expected = "offline p.md orphan: its document is gone\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

/* An entry of the state for COVER, changed in one field or with an open intent, then a new post. */
static void check_entry(enum state_field at, const char *value, bool open, bool hold,
                        const char *expected)
{
    struct world world;
    world_new(&world, "");
    world_tree(&world, P("p.md", "tags: [a]", PICTURE) P("p2.md", "tags: [a]", "y"));
    const char *hash = world.pages->assets[0]->hash;
    world_record(&world);
    struct state_entry *entry = ghlpub_state_edit(world.state, STATE_MEDIA, hash);
    assert_non_null(state_get(entry, STATE_URL));
    state_set(entry, at, value);
    ghlpub_state_record(world.state, entry);
    if (open)
        ghlpub_intent_new(world.state, "upload", STATE_MEDIA, world.pages->assets[0]->hash,
                          json_object());
    world.input.hold_open = hold;
    world_tree(
        &world,
        P("q.md", "tags: [a]\nsocial: [{to: facebook, id: x, at: +1d, text: Hi, media: none}]",
          "z " PICTURE)
            P("r.md", "social: [{to: threads, id: x, at: +1d, text: Hi R, media: /img/a.png}]",
              "r"));
    check_plan(&world, expected);
    world_free(&world);
}

#define R "create r.md /r PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
#define UPLOAD                                                                                     \
    "upload static/img/a.png: new\n"                                                               \
    "create q.md /q PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n" R                    \
    "schedule q.md#x facebook 2026-12-02T12:00:00Z \"Hi\" after 1: new, 2026-12-02 12:00 UTC, to " \
    "facebook\n"                                                                                   \
    "schedule r.md#x threads 2026-12-02T12:00:00Z \"Hi R\" after 2,0: new, 2026-12-02 12:00 "      \
    "UTC, to threads\n"

static void test_entries(void **state)
{
    (void)state;
    check_entry(STATE_NAME, "x.png", false, true,
                "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n" R
                "schedule q.md#x facebook 2026-12-02T12:00:00Z \"Hi\" after 0: new, 2026-12-02 "
                "12:00 UTC, to facebook\n"
                "schedule r.md#x threads 2026-12-02T12:00:00Z \"Hi R\" after 1: new, 2026-12-02 "
                "12:00 UTC, to threads\n");
    check_entry(STATE_URL, NULL, false, true, UPLOAD);
    check_entry(STATE_GONE, "deleted", false, true, UPLOAD);
    check_entry(STATE_NAME, "x.png", true, false, UPLOAD);
    check_entry(
        STATE_NAME, "x.png", true, true,
        R "held open q.md: it is not known whether an earlier upload of its file happened\n"
          "held name q.md#x: its post is held\n"
          "held open r.md#x: it is not known whether an earlier upload of its file happened\n");
}

static void test_bytes(void **state)
{
    struct world world;
    (void)state;
    world_new(&world, "");
    world_tree(&world, P("p.md", "tags: [a]", PICTURE "![p](/img/copy-a.png)![p](/img/b.png)"));
    struct plan *plan = ghlpub_plan(&world.input, &world.found);
    assert_int_equal(plan->upload_bytes, 2 * world.pages->assets[0]->size);
    assert_int_equal(plan->counts[ACTION_UPLOAD], 2);
    assert_int_equal(plan->counts[ACTION_CREATE], 1);
    assert_int_equal(plan->now_ms, moment(T0));
    assert_false(ghlpub_plan_is_empty(plan));
    ghlpub_plan_free(plan);
    world_seen(&world, "media id=m1; name=a-%HASH.png\n");
    plan = ghlpub_plan(&world.input, &world.found);
    assert_int_equal(plan->upload_bytes, world.pages->assets[0]->size);
    assert_int_equal(plan->counts[ACTION_ADOPT], 1);
    ghlpub_plan_free(plan);
    world_record(&world);
    plan = ghlpub_plan(&world.input, &world.found);
    assert_true(ghlpub_plan_is_empty(plan));
    assert_int_equal(plan->unchanged, 1);
    ghlpub_plan_free(plan);
    world_free(&world);
}

int uploads_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_new), cmocka_unit_test(test_known),
                                       cmocka_unit_test(test_entries),
                                       cmocka_unit_test(test_bytes)};
    return cmocka_run_group_tests_name("uploads", tests, NULL, NULL);
}
