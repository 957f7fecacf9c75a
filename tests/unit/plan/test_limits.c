/* Limits: a run that would do more than it may is not begun. */
#include "tests.h"

#include "base/arena.h"
#include "base/strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct limit_case {
    const char *name, *config;
    size_t recorded, removed, drafts; /* posts that were published, and are gone from the tree */
    size_t created, social;           /* new ones; social posts of the first new one */
    struct plan_limits lifted;
    const char *expected; /* "" where the plan may run, else the message and the hint */
};

#define NO                                                                                         \
    {                                                                                              \
        LIMIT_NONE, LIMIT_NONE, LIMIT_NONE                                                         \
    }

/* Adds documents named by a letter and a number. */
static void add(struct strbuf *files, char letter, size_t from, size_t count, const char *fields)
{
    for (size_t i = from; i < from + count; i++)
        strbuf_addf(files, ">content/%c%zu.md\n---\ntitle: T%c%zu\n%s---\nBody %c%zu\n", letter, i,
                    letter, i, fields, letter, i);
}

static void publish(struct world *world, const struct limit_case *row)
{
    struct strbuf files = STRBUF_INIT(STRBUF_UNBOUNDED);
    add(&files, 'a', 0, row->recorded, "");
    add(&files, 'd', 0, row->drafts, "draft: true\n");
    world_tree(world, files.buf ? files.buf : "");
    world_record(world);
    strbuf_clear(&files);
    for (size_t i = 0; i < row->removed; i++)
        strbuf_addf(&files, ">content/a%zu.md\n", i);
    add(&files, 'n', 0, row->created, "");
    if (row->social)
        strbuf_adds(&files, ">content/s.md\n---\ntitle: S\nkind: campaign\nsocial:\n");
    for (size_t i = 0; i < row->social; i++)
        strbuf_addf(&files, "  - {to: facebook, text: S%zu, at: 2026-12-05 10:%02zu}\n", i, i);
    if (row->social)
        strbuf_adds(&files, "---\nx\n");
    world_tree(world, files.buf ? files.buf : "");
    strbuf_release(&files);
}

/* "CODE: --limit-WHAT COUNT beyond LIMIT": the hint's option and the message's last number. */
static const char *in_short(struct world *world, const struct error *err)
{
    const char *option = strstr(err->hint, "--"), *limit = strrchr(err->message, ' ');
    assert_non_null(option);
    size_t len = strcspn(option, " ") + 1;
    len += strspn(option + len, "0123456789");
    return arena_printf(world->arena, "%s: %.*s beyond%s", err->code, (int)len, option, limit);
}

static bool check_row(const struct limit_case *row)
{
    struct world world;
    struct error err = ERROR_INIT;
    world_new(&world, row->config ? row->config : "");
    publish(&world, row);
    world.input.prune = true;
    struct plan *plan = ghlpub_plan(&world.input, &world.found);
    bool may = ghlpub_plan_within_limits(plan, &row->lifted, world.state, &err);
    const char *said = may ? "" : in_short(&world, &err);
    bool good = strcmp(said, row->expected) == 0 && may == (err.kind == ERROR_NONE);
    if (!good)
        print_error("--- %s: \"%s\"\n", row->name, said);
    error_release(&err);
    ghlpub_plan_free(plan);
    world_free(&world);
    return good;
}

#define OVER(option, count, limit) "limit-reached: " option " " count " beyond " limit

static void test_limits(void **state)
{
    static const struct limit_case rows[] = {
        {"none by default", .created = 9, .social = 9, .lifted = NO, .expected = ""},
        {"create, at", .config = "limits: {create: 2}\n", .created = 2, .lifted = NO,
         .expected = ""},
        {"create, over", .config = "limits: {create: 2}\n", .created = 3, .lifted = NO,
         .expected = OVER("--limit-create", "3", "2")},
        {"create, none", .config = "limits: {create: 0}\n", .created = 1, .lifted = NO,
         .expected = OVER("--limit-create", "1", "0")},
        {"create, lifted", .config = "limits: {create: 2}\n", .created = 3,
         .lifted = {3, LIMIT_NONE, LIMIT_NONE}, .expected = ""},
        {"create, lowered", .created = 3, .lifted = {2, LIMIT_NONE, LIMIT_NONE},
         .expected = OVER("--limit-create", "3", "2")},
        {"social, at", .config = "limits: {social: 2}\n", .social = 2, .lifted = NO,
         .expected = ""},
        {"social, over", .config = "limits: {social: 2}\n", .social = 3, .lifted = NO,
         .expected = OVER("--limit-social", "3", "2")},
        {"social, lifted", .config = "limits: {social: 2}\n", .social = 3,
         .lifted = {LIMIT_NONE, 3, LIMIT_NONE}, .expected = ""},
        {"social does not count for create", .config = "limits: {create: 0}\n", .social = 3,
         .lifted = NO, .expected = ""},
        {"prune, one of one", .recorded = 1, .removed = 1, .lifted = NO, .expected = ""},
        {"prune, two of two", .recorded = 2, .removed = 2, .lifted = NO,
         .expected = OVER("--limit-prune", "2", "1")},
        {"prune, two of five", .recorded = 5, .removed = 2, .lifted = NO,
         .expected = OVER("--limit-prune", "2", "1")},
        {"prune, a third", .recorded = 6, .removed = 2, .lifted = NO, .expected = ""},
        {"prune, over a third", .recorded = 6, .removed = 3, .lifted = NO,
         .expected = OVER("--limit-prune", "3", "2")},
        {"prune, none", .config = "limits: {prune: 0}\n", .recorded = 9, .removed = 1, .lifted = NO,
         .expected = OVER("--limit-prune", "1", "0")},
        {"prune, at", .config = "limits: {prune: 5}\n", .recorded = 6, .removed = 5, .lifted = NO,
         .expected = ""},
        {"prune, lifted", .recorded = 6, .removed = 6, .lifted = {LIMIT_NONE, LIMIT_NONE, 6},
         .expected = ""},
        {"prune, lowered", .recorded = 6, .removed = 2, .lifted = {LIMIT_NONE, LIMIT_NONE, 0},
         .expected = OVER("--limit-prune", "2", "0")},
    };
    size_t bad = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        bad += !check_row(&rows[i]);
    if (bad)
        fail_msg("%zu of %zu rows differ", bad, COUNT(rows));
}

/* Is the plan of the world's tree within the limits? */
static bool may_run(struct world *world, struct error *err)
{
    const struct plan_limits lifted = NO;
    struct plan *plan = ghlpub_plan(&world->input, &world->found);
    bool may = ghlpub_plan_within_limits(plan, &lifted, world->state, err);
    ghlpub_plan_free(plan);
    return may;
}

static void test_unreadable(void **state)
{
    struct world world;
    struct error err = ERROR_INIT;
    (void)state;
    world_new(&world, "");
    world_tree(&world, POST("a.md", "title: A") POST("b.md", "title: B"));
    world_record(&world);
    world.input.prune = true;
    world_tree(&world, GONE("a.md") ">content/c.md\n---\ntitle: [\n---\n");
    assert_false(may_run(&world, &err));
    assert_string_equal(err.code, "prune-unsafe");
    assert_non_null(strstr(err.message, "content/c.md"));
    error_release(&err);
    /* where nothing is removed, an unreadable document blocks nothing */
    world.input.prune = false;
    assert_true(may_run(&world, &err));
    world.input.prune = true;
    world_tree(&world, GONE("c.md") POST("d.md", "title: D\ndate: never"));
    assert_true(may_run(&world, &err));
    world_free(&world);
}

/* Posts that are offline already do not raise the third; those that turn into drafts do not count.
 */
static void test_counting(void **state)
{
    struct world world;
    struct error err = ERROR_INIT;
    (void)state;
    world_new(&world, "");
    world_tree(&world,
               POST("a.md", "title: A") POST("b.md", "title: B") POST("c.md", "title: C")
                   POST("d.md", "title: D") POST("e.md", "title: E") POST("f.md", "title: F"));
    world_record(&world);
    world.input.prune = true;
    world_tree(&world, GONE("a.md") GONE("b.md"));
    assert_true(may_run(&world, &err));
    world_state(&world, "post content/c.md; gone=removed; status=DRAFT");
    assert_false(may_run(&world, &err));
    assert_string_equal(err.code, "limit-reached");
    error_release(&err);
    world_tree(&world, POST("a.md", "title: A\ndraft: true") POST("b.md", "title: B\ndraft: true")
                           POST("d.md", "title: D\ndraft: true"));
    assert_true(may_run(&world, &err));
    world_free(&world);
}

int limits_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_limits),
                                       cmocka_unit_test(test_unreadable),
                                       cmocka_unit_test(test_counting)};
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
