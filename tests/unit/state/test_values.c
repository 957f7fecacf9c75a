/* state.c, values.c: what the calls of the front header do */
#include "tests.h"
#include "base/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A script of changes and what is known afterwards: in memory, from the journal, from the file. */
static const struct {
    const char *name;
    struct step steps[8];
    const char *dump;
} scripts[] = {
    {"create", {{S_CREATE, STATE_POST, "a", "A"}}, "post a id=A hash=h1 at=2026-12-01T12:00:01Z\n"},
    {"an open intent voids nothing that is not there",
     {{S_OPEN, STATE_POST, "a", NULL}},
     "intent 1 update post a {}\n"},
    {"an open intent voids the hash",
     {{S_CREATE, STATE_POST, "a", "A"}, {S_OPEN, STATE_POST, "a", NULL}},
     "!post a id=A at=2026-12-01T12:00:01Z\nintent 2 update post a {}\n"},
    {"nothing happened, the hash holds",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_OPEN, STATE_POST, "a", NULL},
      {S_FAIL, STATE_POST, "a", NULL}},
     "post a id=A hash=h1 at=2026-12-01T12:00:01Z\n"},
    {"two open intents, one result",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_OPEN, STATE_POST, "a", NULL},
      {S_OPEN, STATE_POST, "a", NULL},
      {S_UPDATE, STATE_POST, "a", NULL}},
     "!post a id=A at=2026-12-01T12:00:04Z\nintent 3 update post a {}\n"},
    {"two open intents, both results",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_OPEN, STATE_POST, "a", NULL},
      {S_OPEN, STATE_POST, "a", NULL},
      {S_UPDATE, STATE_POST, "a", NULL},
      {S_UPDATE, STATE_POST, "a", NULL}},
     "post a id=A hash=h5 at=2026-12-01T12:00:05Z\n"},
    {"kinds do not mix",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_CREATE, STATE_SOCIAL, "a", "A"},
      {S_OPEN, STATE_SOCIAL, "a", NULL}},
     "post a id=A hash=h1 at=2026-12-01T12:00:01Z\n!social a id=A at=2026-12-01T12:00:02Z\n"
     "intent 3 update social a {}\n"},
    {"another id replaces",
     {{S_CREATE, STATE_POST, "a", "A"}, {S_RECORD, STATE_POST, "a", "B"}},
     "post a id=B hash=h2 at=2026-12-01T12:00:02Z\n"},
    {"a move",
     {{S_CREATE, STATE_POST, "a", "A"}, {S_RENAME, STATE_POST, "a", "b"}},
     "post b id=A hash=h1 at=2026-12-01T12:00:01Z\n"},
    {"a move onto itself",
     {{S_CREATE, STATE_POST, "a", "A"}, {S_RENAME, STATE_POST, "a", "a"}},
     "post a id=A hash=h1 at=2026-12-01T12:00:01Z\n"},
    {"a move to a place that is taken is refused",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_CREATE, STATE_POST, "b", "B"},
      {S_RENAME, STATE_POST, "a", "b"}},
     "post a id=A hash=h1 at=2026-12-01T12:00:01Z\npost b id=B hash=h2 at=2026-12-01T12:00:02Z\n"},
    {"a move onto a tombstone",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_CREATE, STATE_POST, "b", "B"},
      {S_GONE, STATE_POST, "b", NULL},
      {S_RENAME, STATE_POST, "a", "b"}},
     "post b id=A hash=h1 at=2026-12-01T12:00:01Z\n"},
    {"a move takes open intents along",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_OPEN, STATE_POST, "a", NULL},
      {S_RENAME, STATE_POST, "a", "b"}},
     "!post b id=A at=2026-12-01T12:00:01Z\nintent 2 update post b {}\n"},
    {"a swap by a third key",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_CREATE, STATE_POST, "b", "B"},
      {S_RENAME, STATE_POST, "a", "t"},
      {S_RENAME, STATE_POST, "b", "a"},
      {S_RENAME, STATE_POST, "t", "b"}},
     "post a id=B hash=h2 at=2026-12-01T12:00:02Z\npost b id=A hash=h1 at=2026-12-01T12:00:01Z\n"},
    {"a move, and a new one in its place",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_RENAME, STATE_POST, "a", "b"},
      {S_CREATE, STATE_POST, "a", "B"}},
     "post a id=B hash=h3 at=2026-12-01T12:00:03Z\npost b id=A hash=h1 at=2026-12-01T12:00:01Z\n"},
    {"removed without a trace",
     {{S_CREATE, STATE_POST, "a", "A"}, {S_REMOVE, STATE_POST, "a", NULL}},
     ""},
    {"removed, and made again",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_REMOVE, STATE_POST, "a", NULL},
      {S_CREATE, STATE_POST, "a", "B"}},
     "post a id=B hash=h3 at=2026-12-01T12:00:03Z\n"},
    {"a tombstone",
     {{S_CREATE, STATE_POST, "a", "A"}, {S_GONE, STATE_POST, "a", NULL}},
     "post a id=A hash=h1 gone=removed at=2026-12-01T12:00:02Z\n"},
    {"a tombstone, and made again",
     {{S_CREATE, STATE_POST, "a", "A"},
      {S_GONE, STATE_POST, "a", NULL},
      {S_CREATE, STATE_POST, "a", "B"}},
     "post a id=B hash=h3 at=2026-12-01T12:00:03Z\n"},
    {"removal of what is not there", {{S_REMOVE, STATE_POST, "a", NULL}}, ""},
};

static void test_scripts(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(scripts); i++) {
        struct scratch scratch = scratch_new();
        struct state *state = open_state(&scratch, false);
        char *stale, *text;

        for (size_t j = 0; scripts[i].steps[j].what != S_END; j++)
            take_step(state, &scripts[i].steps[j], (int64_t)j + 1);
        text = dump(state);
        if (strcmp(text, scripts[i].dump) != 0)
            fail_msg("%s, in memory:\n%s", scripts[i].name, text);
        free(text);
        assert_true(ghlpub_state_sync(state, true, NULL));
        text = dump_at(&scratch);
        if (strcmp(text, scripts[i].dump) != 0)
            fail_msg("%s, from the journal:\n%s", scripts[i].name, text);
        free(text);
        stale = get_text(scratch.journal);
        assert_true(ghlpub_state_fold(state, NULL));
        ghlpub_state_close(state);
        text = dump_at(&scratch);
        if (strcmp(text, scripts[i].dump) != 0)
            fail_msg("%s, from the file:\n%s", scripts[i].name, text);
        free(text);
        assert_int_equal(file_exists(scratch.journal), strstr(scripts[i].dump, "intent") != NULL);
        put_text(scratch.journal, stale, strlen(stale));
        text = dump_at(&scratch);
        if (strcmp(text, scripts[i].dump) != 0)
            fail_msg("%s, from the file and the old journal:\n%s", scripts[i].name, text);
        free(text);
        free(stale);
        scratch_free(&scratch);
    }
}

static void test_find(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct step steps[] = {{S_CREATE, STATE_POST, "a", "A"}, {S_CREATE, STATE_POST, "b", "B"}};

    (void)unused;
    assert_true(ghlpub_state_is_empty(state));
    take_step(state, &steps[0], 1);
    take_step(state, &steps[1], 2);
    assert_false(ghlpub_state_is_empty(state));
    assert_ptr_equal(ghlpub_state_find_id(state, STATE_POST, "A"),
                     ghlpub_state_find(state, STATE_POST, "a"));
    assert_null(ghlpub_state_find_id(state, STATE_MEDIA, "A"));
    assert_null(ghlpub_state_find(state, STATE_MEDIA, "a"));
    assert_null(ghlpub_state_find_id(state, STATE_POST, "C"));
    steps[0].what = S_RECORD;
    steps[0].value = "C";
    take_step(state, &steps[0], 3);
    assert_null(ghlpub_state_find_id(state, STATE_POST, "A"));
    assert_string_equal(ghlpub_state_find_id(state, STATE_POST, "C")->key, "a");
    ghlpub_state_remove(state, STATE_POST, "a", NULL);
    assert_null(ghlpub_state_find_id(state, STATE_POST, "C"));
    assert_null(ghlpub_state_find(state, STATE_POST, "a"));
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

/* An id under two keys: the live one, else the later; the other where that one goes. */
static void test_shared_id(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct step steps[] = {{S_RECORD, STATE_POST, "a", "A"},
                           {S_RECORD, STATE_POST, "b", "A"},
                           {S_GONE, STATE_POST, "c", NULL},
                           {S_RECORD, STATE_POST, "c", "A"}};

    (void)unused;
    take_step(state, &steps[0], 1);
    take_step(state, &steps[1], 2);
    assert_string_equal(ghlpub_state_find_id(state, STATE_POST, "A")->key, "b");
    take_step(state, &steps[0], 3);
    assert_string_equal(ghlpub_state_find_id(state, STATE_POST, "A")->key, "a");
    take_step(state, &steps[3], 4);
    assert_string_equal(ghlpub_state_find_id(state, STATE_POST, "A")->key, "c");
    ghlpub_state_remove(state, STATE_POST, "c", NULL);
    assert_string_equal(ghlpub_state_find_id(state, STATE_POST, "A")->key, "a");
    ghlpub_state_rename(state, STATE_POST, "a", "z");
    assert_string_equal(ghlpub_state_find_id(state, STATE_POST, "A")->key, "z");
    ghlpub_state_remove(state, STATE_POST, "z", NULL);
    assert_string_equal(ghlpub_state_find_id(state, STATE_POST, "A")->key, "b");
    ghlpub_state_remove(state, STATE_POST, "b", NULL);
    assert_null(ghlpub_state_find_id(state, STATE_POST, "A"));
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

/* Copies are the caller's; an unfinished entry's has no hash, so that none is kept by accident. */
static void test_edit(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct step step = {S_CREATE, STATE_POST, "a", "A"};
    struct state_entry *entry;
    struct intent *intent;

    (void)unused;
    take_step(state, &step, 1);
    entry = ghlpub_state_edit(state, STATE_POST, "a");
    assert_string_equal(state_get(entry, STATE_HASH), "h1");
    state_set(entry, STATE_ID, "other");
    assert_string_equal(state_get(ghlpub_state_find(state, STATE_POST, "a"), STATE_ID), "A");
    state_entry_free(entry);

    intent = ghlpub_intent_new(state, "update", STATE_POST, "a", NULL);
    assert_string_equal(intent->at, "2026-12-01T12:00:01Z");
    assert_false(intent->inherited);
    assert_true(ghlpub_state_find(state, STATE_POST, "a")->unfinished);
    assert_null(state_get(ghlpub_state_find(state, STATE_POST, "a"), STATE_HASH));
    entry = ghlpub_state_edit(state, STATE_POST, "a");
    assert_false(entry->unfinished);
    assert_null(state_get(entry, STATE_HASH));
    state_set(entry, STATE_STATUS, "DRAFT");
    ghlpub_intent_result(state, intent, entry);
    assert_ptr_equal(ghlpub_state_find(state, STATE_POST, "a"), entry);
    assert_null(state_get(entry, STATE_HASH));
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

/* The time of an entry never goes back, whatever the server's clock does. */
static void test_time(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct step step = {S_RECORD, STATE_POST, "a", "A"};
    char *live, *again;

    (void)unused;
    take_step(state, &step, 5);
    take_step(state, &step, 3);
    live = dump(state);
    assert_string_equal(live, "post a id=A hash=h3 at=2026-12-01T12:00:05Z\n");
    again = dump_at(&scratch);
    assert_string_equal(again, live);
    ghlpub_state_close(state);
    free(live);
    free(again);

    /* Without a server's time it is the clock's. */
    state = open_state(&scratch, false);
    ghlpub_state_record(state, ghlpub_state_edit(state, STATE_POST, "b"));
    assert_int_equal(strlen(state_get(ghlpub_state_find(state, STATE_POST, "b"), STATE_AT)), 20);
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

#define TWINS                                                                                      \
    "\"\":{\"version\":1}\n\"post k\":{\"id\":\"A\",\"at\":\"2026-12-01T12:00:02Z\"}\n"            \
    "\"post k\":{\"id\":\"B\",\"at\":\"2026-12-01T12:00:01Z\"}\n\"~\":null\n"
#define AT3 "at=2026-12-01T12:00:03Z\n"

static void do_prefer(struct state *state)
{
    assert_true(ghlpub_state_prefer_twin(state, STATE_POST, "k", "B"));
}

static void do_prefer_twice(struct state *state)
{
    assert_true(ghlpub_state_prefer_twin(state, STATE_POST, "k", "B"));
    assert_true(ghlpub_state_prefer_twin(state, STATE_POST, "k", "A"));
}

static void do_drop(struct state *state)
{
    assert_true(ghlpub_state_drop_twin(state, STATE_POST, "k", "B"));
    assert_false(ghlpub_state_drop_twin(state, STATE_POST, "k", "B"));
    assert_false(ghlpub_state_drop_twin(state, STATE_POST, "k", "A"));
    assert_false(ghlpub_state_prefer_twin(state, STATE_POST, "k", "A"));
}

static void do_remove(struct state *state)
{
    ghlpub_state_remove(state, STATE_POST, "k", NULL);
}

static void do_gone(struct state *state)
{
    ghlpub_state_remove(state, STATE_POST, "k", "removed");
}

static void do_rename(struct state *state)
{
    assert_true(ghlpub_state_rename(state, STATE_POST, "k", "l"));
}

static void do_record_twin(struct state *state)
{
    struct state_entry *entry = ghlpub_state_edit(state, STATE_POST, "k");

    state_set(entry, STATE_ID, "B");
    ghlpub_state_record(state, entry);
}

static void do_record(struct state *state)
{
    ghlpub_state_record(state, ghlpub_state_edit(state, STATE_POST, "k"));
}

static void test_twins(void **unused)
{
    static const struct {
        void (*act)(struct state *state);
        const char *dump;
    } rows[] = {
        {do_prefer, "post k id=B " AT3 "twin post k id=A " AT3},
        {do_prefer_twice, "post k id=A " AT3 "twin post k id=B " AT3},
        {do_drop, "post k id=A at=2026-12-01T12:00:02Z\n"},
        {do_remove, "post k id=B at=2026-12-01T12:00:01Z\n"},
        {do_gone, "post k id=B at=2026-12-01T12:00:01Z\n"},
        {do_rename,
         "post l id=A at=2026-12-01T12:00:02Z\ntwin post l id=B at=2026-12-01T12:00:01Z\n"},
        {do_record_twin, "post k id=B " AT3},
        {do_record, "post k id=A " AT3 "twin post k id=B at=2026-12-01T12:00:01Z\n"},
    };

    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scratch scratch = scratch_new();
        struct state *state;
        char *text, *stale;

        put_text(scratch.state, TWINS, strlen(TWINS));
        state = open_state(&scratch, false);
        assert_string_equal(ghlpub_state_find_id(state, STATE_POST, "B")->key, "k");
        assert_true(ghlpub_state_find_id(state, STATE_POST, "B")->twin);
        ghlpub_state_set_time(state, 1796126403000);
        rows[i].act(state);
        text = dump(state);
        if (strcmp(text, rows[i].dump) != 0)
            fail_msg("row %zu:\n%s", i, text);
        free(text);
        assert_true(ghlpub_state_sync(state, true, NULL));
        text = dump_at(&scratch);
        assert_string_equal(text, rows[i].dump);
        free(text);
        stale = get_text(scratch.journal);
        assert_true(ghlpub_state_fold(state, NULL));
        text = dump_at(&scratch);
        assert_string_equal(text, rows[i].dump);
        free(text);
        put_text(scratch.journal, stale, strlen(stale));
        text = dump_at(&scratch);
        assert_string_equal(text, rows[i].dump);
        free(text);
        free(stale);
        ghlpub_state_close(state);
        scratch_free(&scratch);
    }
}

static void test_owner(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state_options options = {.path = scratch.state};
    struct step step = {S_CREATE, STATE_POST, "a", "A"};
    struct state *state = ghlpub_state_open(&options, NULL, NULL);
    struct error err = ERROR_INIT;

    (void)unused;
    assert_string_equal(ghlpub_state_location(state), "");
    take_step(state, &step, 1); /* the journal begins without an owner */
    ghlpub_state_set_owner(state, "loc", "blog");
    ghlpub_state_set_owner(state, "loc", "blog");
    assert_true(ghlpub_state_sync(state, true, NULL));
    for (int round = 0; round < 2; round++) {
        struct state *other;

        options.read_only = true;
        options.location = "elsewhere";
        other = ghlpub_state_open(&options, NULL, &err);
        assert_null(other);
        assert_string_equal(err.code, "state-foreign");
        assert_int_equal(err.kind, ERROR_CONFIG);
        options.location = NULL;
        other = ghlpub_state_open(&options, NULL, &err);
        assert_string_equal(ghlpub_state_location(other), "loc");
        assert_string_equal(ghlpub_state_blog(other), "blog");
        ghlpub_state_close(other);
        assert_true(ghlpub_state_fold(state, NULL));
    }
    error_release(&err);
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

int run_values_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scripts),   cmocka_unit_test(test_find),
        cmocka_unit_test(test_shared_id), cmocka_unit_test(test_edit),
        cmocka_unit_test(test_time),      cmocka_unit_test(test_twins),
        cmocka_unit_test(test_owner),
    };

    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
