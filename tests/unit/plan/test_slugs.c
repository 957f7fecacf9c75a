/* Slugs: unique by order of path, kept by the state. */
#include "tests.h"

#define A "title: A\nslug: s"
#define B "title: B\nslug: s"

static const char *const only_a[] = {"content/a.md", NULL};

static void test_new(void **state)
{
    static const struct scene scenes[] = {
        {"two ask for one", .after = POST("b.md", B) POST("a.md", A),
         .expected = "create a.md /s PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create b.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "slug-duplicate b.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-2\" "
                     "is used here\n"},
        {"three, and the suffix of one is another's own",
         .after = POST("a.md", A) POST("b.md", B) POST("c.md", "title: C\nslug: s")
             POST("d.md", "title: D\nslug: s-2"),
         .expected = "create a.md /s PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create b.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create c.md /s-3 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create d.md /s-2-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "slug-duplicate b.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-2\" "
                     "is used here\n"
                     "slug-duplicate c.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-3\" "
                     "is used here\n"
                     "slug-duplicate d.md:3: slug \"s-2\" is also that of \"content/b.md\"; "
                     "\"s-2-2\" is used here\n"},
        {"languages", .after = POST("x/hello.de.md", "title: A") POST("x/hello.md", "title: B"),
         .expected = "create x/hello.de.md /hello PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create x/hello.md /hello-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "slug-duplicate x/hello.md:0: slug \"hello\" is also that of "
                     "\"content/x/hello.de.md\"; \"hello-2\" is used here\n"},
        {"a document that is not chosen is not warned of", .after = POST("a.md", A) POST("b.md", B),
         .patterns = only_a,
         .expected = "create a.md /s PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"a pattern", .config = "defaults: {author: A, categories: [C], slug: \"{lang}-{name}\"}\n",
         .after = POST("x/hello.de.md", "title: A") POST("x/hello.en.md", "title: B"),
         .expected =
             "create x/hello.de.md /de-hello PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
             "create x/hello.en.md /en-hello PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"a document that is left alone has no slug",
         .after = POST("a.md", A "\nsync: false") POST("b.md", B),
         .expected = "create b.md /s PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"a campaign has none",
         .after = POST("a.md", A "\nkind: campaign\nsocial: [{to: facebook, at: 2026-12-05 09:00}]")
             POST("b.md", B),
         .expected = "create b.md /s PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule a.md#sd4080b6b facebook 2026-12-05T09:00:00Z \"Body of a.md.\": "
                     "new, 2026-12-05 09:00 UTC, to facebook\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_kept(void **state)
{
    static const struct scene scenes[] = {
        {"nothing changes", .before = POST("a.md", A) POST("b.md", B),
         .expected = "slug-duplicate b.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-2\" "
                     "is used here\n"},
        {"-2 stays when the first one goes", .before = POST("a.md", A) POST("b.md", B),
         .after = GONE("a.md"),
         .expected = "held orphan a.md: its document is gone, its post \"A\" is not; --prune takes "
                     "it offline\n"
                     "slug-duplicate b.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-2\" "
                     "is used here\n"},
        {"-2 stays when the first one is pruned", .before = POST("a.md", A) POST("b.md", B),
         .state = "post content/a.md; gone=removed; status=DRAFT", .after = GONE("a.md"),
         .expected = "slug-duplicate b.md:3: slug \"s\" is also that of \"content/a.md\"; \"s-2\" "
                     "is used here\n"},
        {"an earlier path does not take the slug", .before = POST("b.md", B),
         .after = POST("a.md", A),
         .expected = "create a.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "slug-duplicate a.md:3: slug \"s\" is also that of \"content/b.md\"; \"s-2\" "
                     "is used here\n"},
        {"an orphan's slug is reserved",
         .before = POST("z.md", "title: Z\nslug: s") POST("y.md", "title: Y\nslug: t"),
         .after = GONE("z.md") GONE("y.md") POST("a.md", A) POST("b.md", B),
         .expected = "create a.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create b.md /s-3 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held orphan y.md: its document is gone, its post \"Y\" is not; --prune takes "
                     "it offline\n"
                     "held orphan z.md: its document is gone, its post \"Z\" is not; --prune takes "
                     "it offline\n"
                     "slug-duplicate a.md:3: slug \"s\" is also that of \"content/z.md\"; \"s-2\" "
                     "is used here\n"
                     "slug-duplicate b.md:3: slug \"s\" is also that of \"content/z.md\"; \"s-3\" "
                     "is used here\n"},
        {"a document left alone keeps its slug", .before = POST("b.md", B),
         .after = POST("b.md", B "\nsync: false") POST("a.md", A),
         .expected = "create a.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "slug-duplicate a.md:3: slug \"s\" is also that of \"content/b.md\"; \"s-2\" "
                     "is used here\n"},
        {"a post that became a campaign keeps its slug", .before = POST("b.md", B),
         .after = POST("b.md", B "\nkind: campaign\nsocial: [{to: facebook, at: 2026-12-05 09:00}]")
             POST("a.md", A),
         .expected = "move a.md from b.md: was \"content/b.md\"\n"
                     "update a.md /s PUBLISHED 2026-12-01T12:00:00Z: title changed from \"B\" to "
                     "\"A\"; description changed; body changed\n"
                     "schedule b.md#sd4080b6b facebook 2026-12-05T09:00:00Z \"Body of b.md.\": "
                     "new, 2026-12-05 09:00 UTC, to facebook\n"},
        {"a post that became a campaign is an orphan", .before = POST("b.md", B),
         .after =
             POST("b.md", B "\nkind: campaign\nsocial: [{to: facebook, at: 2026-12-05 09:00}]"),
         .expected = "schedule b.md#sd4080b6b facebook 2026-12-05T09:00:00Z \"Body of b.md.\": "
                     "new, 2026-12-05 09:00 UTC, to facebook\n"
                     "held orphan b.md: its document is gone, its post \"B\" is not; --prune takes "
                     "it offline\n"},
        {"a broken document keeps its slug", .before = POST("b.md", B),
         .after = POST("b.md", B "\ndate: never") POST("a.md", A),
         .expected = "create a.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held broken b.md: it has errors\n"
                     "slug-duplicate a.md:3: slug \"s\" is also that of \"content/b.md\"; \"s-2\" "
                     "is used here\n"},
        {"an unreadable document keeps its slug", .before = POST("b.md", B),
         .after = ">content/b.md\n---\ntitle: [\n---\n" POST("a.md", A),
         .expected = "create a.md /s-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held broken b.md: it has errors\n"
                     "slug-duplicate a.md:3: slug \"s\" is also that of \"content/b.md\"; \"s-2\" "
                     "is used here\n"},
        {"the server's suffix is kept", .before = POST("a.md", A),
         .state = "post content/a.md; slug=s-7; wanted=s",
         .expected = "update a.md /s-7 PUBLISHED 2026-12-01T12:00:00Z: slug changed; canonical URL "
                     "changed\n"},
        {"a new wish after a suffix", .before = POST("a.md", A),
         .state = "post content/a.md; slug=s-7; wanted=s",
         .after = POST("a.md", "title: A\nslug: t"),
         .expected = "update a.md /t PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"s-7\" to "
                     "\"t\"; canonical URL changed\n"
                     "slug-changed a.md:3: the post's slug changes from \"s-7\" to \"t\"; its old "
                     "URL stops working\n"},
        {"the wish that the suffix already is", .before = POST("a.md", A),
         .state = "post content/a.md; slug=s-7; wanted=s",
         .after = POST("a.md", "title: A\nslug: s-7"),
         .expected = "update a.md /s-7 PUBLISHED 2026-12-01T12:00:00Z: slug changed; canonical URL "
                     "changed\n"},
        {"two entries with one slug", .before = POST("a.md", A) POST("b.md", "title: B\nslug: t"),
         .state = "post content/b.md; slug=s; wanted=t", .expected = ""},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

#define CHAIN POST("a.md", "title: A\nslug: x") POST("b.md", "title: B\nslug: y")
#define SEEN  "post id=1; slug=x; title=A\npost id=2; slug=y; title=B\n"

static void test_changed(void **state)
{
    static const struct scene scenes[] = {
        {"a new slug", .before = POST("a.md", A), .after = POST("a.md", "title: A\nslug: t"),
         .expected = "update a.md /t PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"s\" to "
                     "\"t\"; canonical URL changed\n"
                     "slug-changed a.md:3: the post's slug changes from \"s\" to \"t\"; its old "
                     "URL stops working\n"},
        {"a draft's slug needs no warning", .before = POST("a.md", A "\ndraft: true"),
         .after = POST("a.md", "title: A\nslug: t\ndraft: true"),
         .expected = "update a.md /t DRAFT 2026-12-01T12:00:00Z: slug changed from \"s\" to \"t\"; "
                     "canonical URL changed\n"},
        {"a slug that another one has", .before = CHAIN, .after = POST("a.md", "title: A\nslug: y"),
         .expected = "update a.md /y-2 PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"x\" to "
                     "\"y-2\"; canonical URL changed\n"
                     "slug-duplicate a.md:3: slug \"y\" is also that of \"content/b.md\"; \"y-2\" "
                     "is used here\n"
                     "slug-changed a.md:3: the post's slug changes from \"x\" to \"y-2\"; its old "
                     "URL stops working\n"},
        {"a chain", .before = CHAIN,
         .after = POST("a.md", "title: A\nslug: y") POST("b.md", "title: B\nslug: z"),
         .expected = "update a.md /y PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"x\" to "
                     "\"y\"; canonical URL changed\n"
                     "update b.md /z PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"y\" to "
                     "\"z\"; canonical URL changed\n"
                     "slug-changed a.md:3: the post's slug changes from \"x\" to \"y\"; its old "
                     "URL stops working\n"
                     "slug-changed b.md:3: the post's slug changes from \"y\" to \"z\"; its old "
                     "URL stops working\n"},
        {"a chain, seen", .before = CHAIN,
         .after = POST("a.md", "title: A\nslug: y") POST("b.md", "title: B\nslug: z"), .seen = SEEN,
         .expected = "update b.md /z PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"y\" to "
                     "\"z\"; canonical URL changed\n"
                     "held slug-taken a.md: slug \"y\" is still that of \"content/b.md\"\n"
                     "slug-taken a.md:3: slug \"y\" is still that of the post of \"content/b.md\"\n"
                     "slug-changed b.md:3: the post's slug changes from \"y\" to \"z\"; its old "
                     "URL stops working\n"},
        {"a chain the other way", .before = CHAIN,
         .after = POST("a.md", "title: A\nslug: z") POST("b.md", "title: B\nslug: x"), .seen = SEEN,
         .expected =
             "update a.md /z PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"x\" to \"z\"; "
             "canonical URL changed\n"
             "held slug-taken b.md: slug \"x\" is still that of \"content/a.md\"\n"
             "slug-changed a.md:3: the post's slug changes from \"x\" to \"z\"; its old URL stops "
             "working\n"
             "slug-taken b.md:3: slug \"x\" is still that of the post of \"content/a.md\"\n"},
        {"a swap, seen", .before = CHAIN,
         .after = POST("a.md", "title: A\nslug: y") POST("b.md", "title: B\nslug: x"), .seen = SEEN,
         .expected =
             "held slug-taken a.md: slug \"y\" is still that of \"content/b.md\"\n"
             "held slug-taken b.md: slug \"x\" is still that of \"content/a.md\"\n"
             "slug-taken a.md:3: slug \"y\" is still that of the post of \"content/b.md\"\n"
             "slug-taken b.md:3: slug \"x\" is still that of the post of \"content/a.md\"\n"},
        {"a new document takes a slug that is given up", .before = POST("a.md", A),
         .after = POST("a.md", "title: A\nslug: t") POST("b.md", B),
         .seen = "post id=1; slug=s; title=A\n",
         .expected =
             "update a.md /t PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"s\" to \"t\"; "
             "canonical URL changed\n"
             "held slug-taken b.md: slug \"s\" is still that of \"content/a.md\"\n"
             "slug-changed a.md:3: the post's slug changes from \"s\" to \"t\"; its old URL stops "
             "working\n"
             "slug-taken b.md:3: slug \"s\" is still that of the post of \"content/a.md\"\n"},
        {"links to it are planned again",
         .before = POST("a.md", A) BODY("b.md", "title: B", "[a](a.md)") POST("c.md", "title: C"),
         .after = POST("a.md", "title: A\nslug: t"),
         .expected = "update a.md /t PUBLISHED 2026-12-01T12:00:00Z: slug changed from \"s\" to "
                     "\"t\"; canonical URL changed\n"
                     "update b.md /b PUBLISHED 2026-12-01T12:00:00Z: the URL of \"content/a.md\", "
                     "which the body links to, changed\n"
                     "slug-changed a.md:3: the post's slug changes from \"s\" to \"t\"; its old "
                     "URL stops working\n"},
        {"a suffix is a link's, too", .before = BODY("b.md", "title: B", "[a](c.md)"),
         .after = POST("c.md", "title: C\nslug: b"),
         .expected = "create b.md /b PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create c.md /b-2 PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "slug-duplicate c.md:3: slug \"b\" is also that of \"content/b.md\"; \"b-2\" "
                     "is used here\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void check_urls(const char *config, const char *a, const char *b)
{
    struct world world;
    world_new(&world, config);
    world_tree(&world, POST("a.md", A) POST("b.md", B) POST("c.md", "title: C\nsync: false"));
    const char **urls = ghlpub_plan_urls(&world.input, world.arena, &world.found);
    assert_string_equal(urls[0], a);
    assert_string_equal(urls[1], b);
    assert_null(urls[2]);
    struct plan *plan = ghlpub_plan(&world.input, &world.found);
    assert_string_equal(plan->urls[0], a);
    assert_string_equal(plan->urls[1], b);
    assert_null(plan->urls[2]);
    ghlpub_plan_free(plan);
    world_free(&world);
}

static void test_urls(void **state)
{
    (void)state;
    check_urls("", "https://x/s", "https://x/s-2");
    check_urls("post_url: https://y/{slug}/index.html\n", "https://y/s/index.html",
               "https://y/s-2/index.html");
    check_urls("# no post_url:\n", "/post/s", "/post/s-2");
}

int slugs_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_new), cmocka_unit_test(test_kept),
                                       cmocka_unit_test(test_changed), cmocka_unit_test(test_urls)};
    return cmocka_run_group_tests_name("slugs", tests, NULL, NULL);
}
