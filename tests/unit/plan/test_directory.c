/* The directory: names found, accounts chosen, the copy beside the state; and twins of a merge. */
#include "tests.h"

#include "base/arena.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACCOUNTS                                                                                   \
    "account: id=f1; name=Acme; platform=facebook\n"                                               \
    "account: id=i1; name=Old; platform=instagram; expired=1\n"                                    \
    "account: id=i2; name=New; platform=instagram\n"                                               \
    "account: id=l1; name=Old; platform=linkedin; expired=1\n"                                     \
    "account: id=l2; name=Older; platform=linkedin; expired=1\n"                                   \
    "account: id=g1; name=One; platform=google\n"                                                  \
    "account: id=g2; name=One; platform=google\n"                                                  \
    "account: id=x1; name=Acme\n"                                                                  \
    "account: id=t1; name=Old; platform=tiktok; expired=1\n"

static void test_accounts(void **state)
{
    static const struct {
        const char *target, *id; /* NULL: none, or not one */
        enum directory_match match;
    } rows[] = {
        {"facebook", "f1", MATCH_ONE},
        {"f1", "f1", MATCH_ONE},
        {"facebook:Acme", "f1", MATCH_ONE},
        {"facebook:acme", NULL, MATCH_NONE},
        {"face", NULL, MATCH_NONE},
        {"facebooks", NULL, MATCH_NONE},
        {"instagram", "i2", MATCH_ONE},
        {"instagram:Old", "i1", MATCH_ONE},
        {"i1", "i1", MATCH_ONE},
        {"linkedin", NULL, MATCH_MANY},
        {"linkedin:Old", "l1", MATCH_ONE},
        {"google", NULL, MATCH_MANY},
        {"google:One", NULL, MATCH_MANY},
        {"g2", "g2", MATCH_ONE},
        {"tiktok", "t1", MATCH_ONE},
        {"pinterest", NULL, MATCH_NONE},
        {"Acme", NULL, MATCH_NONE},
    };
    struct world world;
    const struct directory_item *item;
    (void)state;
    world_new(&world, "");
    world_seen(&world, ACCOUNTS);
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum directory_match match = ghlpub_directory_account(world.names, rows[i].target, &item);
        if (match != rows[i].match || (rows[i].id && strcmp(item->id, rows[i].id) != 0))
            fail_msg("%s", rows[i].target);
    }
    struct directory *empty = ghlpub_directory_new();
    assert_int_equal(ghlpub_directory_account(empty, "facebook", &item), MATCH_UNKNOWN);
    assert_int_equal(ghlpub_directory_find(empty, DIRECTORY_AUTHOR, "A", &item), MATCH_UNKNOWN);
    ghlpub_directory_free(empty);
    world_free(&world);
}

static void check_kept(struct world *world, const char *path)
{
    const struct directory_item *item;
    struct directory *read = ghlpub_directory_load(path, "L");
    assert_string_equal(read->location, "L");
    assert_int_equal(read->listed_ms, 12345);
    assert_int_equal(read->lists[DIRECTORY_ACCOUNT].len,
                     world->names->lists[DIRECTORY_ACCOUNT].len);
    assert_true(read->lists[DIRECTORY_USER].known);
    assert_int_equal(read->lists[DIRECTORY_USER].len, 0);
    assert_false(read->lists[DIRECTORY_TAG].known);
    assert_int_equal(ghlpub_directory_account(read, "tiktok", &item), MATCH_ONE);
    assert_true(item->expired);
    assert_int_equal(ghlpub_directory_account(read, "facebook", &item), MATCH_ONE);
    assert_false(item->expired);
    assert_int_equal(ghlpub_directory_find(read, DIRECTORY_AUTHOR, "j@x", &item), MATCH_ONE);
    assert_string_equal(item->name, "Jane");
    ghlpub_directory_free(read);
}

static void check_unknown(const char *path, const char *location)
{
    struct directory *read = ghlpub_directory_load(path, location);
    assert_null(read->location);
    for (int kind = 0; kind < DIRECTORY_KINDS; kind++)
        assert_false(read->lists[kind].known);
    ghlpub_directory_free(read);
}

static void test_file(void **state)
{
    struct world world;
    struct error err = ERROR_INIT;
    (void)state;
    world_new(&world, "");
    world_seen(&world, ACCOUNTS "author: id=a1; name=Jane; email=j@x\nuser:\n");
    world.names->location = "L";
    world.names->listed_ms = 12345;
    const char *path = arena_printf(world.arena, "%s/sub/state.json", world.directory);
    check_unknown(path, "L");
    assert_true(ghlpub_directory_save(world.names, path, &err));
    check_kept(&world, path);
    check_unknown(path, "M");
    check_unknown(path, NULL);
    FILE *out = fopen(arena_printf(world.arena, "%s/sub/state.directory", world.directory), "w");
    assert_non_null(out);
    fputs("{\"location\":\"L\",", out);
    fclose(out);
    check_unknown(path, "L");
    world_free(&world);
}

#define LINE(kind, key, id, at)                                                                    \
    "\"" kind " " key "\":{\"id\":\"" id                                                           \
    "\",\"slug\":\"s\",\"status\":\"PUBLISHED\",\"at\":\"2026-11-01T0" at ":00:00Z\"},\n"

static void test_twins(void **state)
{
    static const char text[] = "{\n\"\":{\"version\":1,\"location\":\"L\",\"blog\":\"B\"},\n" LINE(
        "media", "0123456789abcdef", "m1", "1") LINE("media", "0123456789abcdef", "m2", "2")
        LINE("post", "content/p.md", "1", "1")
            LINE("post", "content/p.md", "2", "2") "\"~\":null\n}\n";
    static const char *const only_q[] = {"content/q.md", NULL};
    struct world world;
    struct error err = ERROR_INIT;
    (void)state;
    world_new(&world, "");
    const char *path = arena_printf(world.arena, "%s/twins.json", world.directory);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    struct state *other =
        ghlpub_state_open(&(struct state_options){.path = path, .read_only = true}, NULL, &err);
    assert_non_null(other);
    struct state *own = world.state;
    world.input.state = other;
    world_tree(&world, POST("p.md", "title: P\nsync: false"));
    check_plan(
        &world,
        "held orphan p.md: a second post (1) was made for it; --prune takes that one offline\n"
        "state-twin p.md:0: two runs made a post for this document; the state keeps the later one, "
        "the other is \"1\"\n");
    world.input.patterns = only_q;
    world.input.pattern_count = 1;
    check_plan(&world, "");
    world.input.state = own;
    ghlpub_state_close(other);
    world_free(&world);
}

int directory_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_accounts), cmocka_unit_test(test_file),
                                       cmocka_unit_test(test_twins)};
    return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
