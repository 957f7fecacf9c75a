/* Two branches that publish, and git's union of their files. */
#include "tests.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "entry.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MERGES 120

struct merge {
    struct scratch base, sides[2], merged;
};

/* Some changes, each with an id and a time of its own. */
static void publish(const struct scratch *scratch, struct random *random, unsigned *next,
                    unsigned changes)
{
    static const char *const keys[] = {"a.md", "b.md", "c.md", "d.md", "e.md", "f.md",
                                       "g.md", "h.md", "i.md", "j.md", "k.md", "l.md"};
    struct state *state = open_state(scratch, false);
    char id[16];

    for (unsigned i = 0; i < changes; i++) {
        struct step step = {.kind = random_below(random, 2) ? STATE_POST : STATE_SOCIAL,
                            .key = keys[random_below(random, COUNT(keys))]};
        const struct state_entry *old = ghlpub_state_find(state, step.kind, step.key);
        uint64_t chance = random_below(random, 10);

        snprintf(id, sizeof id, "I%u", *next);
        step.value = id;
        step.what = old && !entry_is_gone(old) ? S_UPDATE : S_CREATE;
        if (step.what == S_UPDATE && chance < 2)
            step.what = S_GONE;
        if (step.what == S_UPDATE && chance < 5) {
            step.what = S_RENAME;
            step.value = keys[random_below(random, COUNT(keys))];
        }
        take_step(state, &step, (*next)++);
    }
    assert_true(ghlpub_state_fold(state, NULL));
    ghlpub_state_close(state);
}

static void run_git(void *context)
{
    const struct merge *merge = context;
    int out = open(merge->merged.state, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if (out < 0 || dup2(out, STDOUT_FILENO) < 0)
        _exit(126);
    execlp("git", "git", "merge-file", "--union", "-p", merge->sides[0].state, merge->base.state,
           merge->sides[1].state, (char *)NULL);
    _exit(127);
}

/* What one side says anew about an object is known after the merge, or something later is. */
static void check_entry(const struct state *base, const struct state *merged,
                        const struct state_entry *entry, unsigned round)
{
    const char *id = state_get(entry, STATE_ID), *at = state_get(entry, STATE_AT);
    const struct state_entry *before = ghlpub_state_find_id(base, entry->kind, id);
    const struct state_entry *after = ghlpub_state_find_id(merged, entry->kind, id);

    if (entry_is_gone(entry) || (before && strcmp(state_get(before, STATE_AT), at) == 0))
        return;
    if (!after || strcmp(state_get(after, STATE_AT), at) < 0)
        fail_msg("round %u: %s (%s) is %s", round, id, entry->key, after ? "older" : "lost");
}

static void check_side(const struct merge *merge, int side, const struct state *merged,
                       unsigned round)
{
    struct state *base = open_state(&merge->base, true);
    struct state *state = open_state(&merge->sides[side], true);

    for (size_t kind = 0; kind < STATE_KINDS; kind++) {
        size_t count;
        struct state_entry *const *entries =
            ghlpub_state_entries(state, (enum state_kind)kind, &count);

        for (size_t i = 0; i < count; i++)
            check_entry(base, merged, entries[i], round);
    }
    ghlpub_state_close(base);
    ghlpub_state_close(state);
}

static bool all_exist(void *context, const char *key)
{
    (void)context;
    (void)key;
    return true;
}

/* After settling each id stands under one key. */
static void check_ids(const struct state *state)
{
    size_t count, twins;
    struct state_entry *const *twin = ghlpub_state_twins(state, &twins);

    for (size_t kind = 0; kind < STATE_KINDS; kind++) {
        struct state_entry *const *entries =
            ghlpub_state_entries(state, (enum state_kind)kind, &count);

        for (size_t i = 0; i < count; i++) {
            for (size_t j = i + 1; j < count; j++)
                assert_false(entry_same_id(entries[i], entries[j]));
            for (size_t j = 0; j < twins; j++)
                assert_false(twin[j]->kind == entries[i]->kind &&
                             entry_same_id(entries[i], twin[j]));
        }
    }
}

static void check_merge(struct merge *merge, unsigned round)
{
    struct state *state;
    char *before, *after, *text;
    json_t *whole;
    int status = in_child(run_git, merge);

    if (status == 127)
        skip();
    assert_int_equal(status, 0);
    state = open_state(&merge->merged, false);
    before = dump(state);
    assert_true(ghlpub_state_fold(state, NULL));
    after = dump_at(&merge->merged);
    assert_string_equal(after, before);
    text = get_text(merge->merged.state);
    whole = json_parse(text, strlen(text), NULL); /* no key twice */
    assert_non_null(whole);
    json_decref(whole);
    ghlpub_state_settle(state, all_exist, NULL);
    check_ids(state);
    check_side(merge, 0, state, round);
    check_side(merge, 1, state, round);
    ghlpub_state_close(state);
    free(before);
    free(after);
    free(text);
}

static void test_unions(void **unused)
{
    (void)unused;
    for (unsigned round = 0; round < MERGES; round++) {
        struct merge merge = {scratch_new(), {scratch_new(), scratch_new()}, scratch_new()};
        struct random random;
        unsigned next = 0;
        char *base;

        random_seed(&random, round);
        publish(&merge.base, &random, &next, 1 + (unsigned)random_below(&random, 12));
        base = get_text(merge.base.state);
        for (int side = 0; side < 2; side++) {
            put_text(merge.sides[side].state, base, strlen(base));
            publish(&merge.sides[side], &random, &next, (unsigned)random_below(&random, 6));
        }
        check_merge(&merge, round);
        free(base);
        scratch_free(&merge.base);
        scratch_free(&merge.sides[0]);
        scratch_free(&merge.sides[1]);
        scratch_free(&merge.merged);
    }
}

/* The lines of a file in any order, and repeated, mean the same. */
static void test_orders(void **unused)
{
    (void)unused;
    for (unsigned round = 0; round < 40; round++) {
        struct scratch scratch = scratch_new();
        struct strbuf shuffled = STRBUF_INIT(STRBUF_UNBOUNDED);
        struct random random;
        unsigned next = 0;
        const char *lines[400];
        size_t count = 0;
        char *text, *expected = NULL, *meaning;

        random_seed(&random, round);
        for (int side = 0; side < 3; side++) { /* three files that know nothing of each other */
            publish(&scratch, &random, &next, 10);
            text = get_text(scratch.state);
            strbuf_adds(&shuffled, text);
            free(text);
            assert_int_equal(unlink(scratch.state), 0);
        }
        text = strbuf_detach(&shuffled);
        for (char *at = text, *end; (end = strchr(at, '\n')); at = end + 1) {
            *end = '\0';
            lines[count++] = at;
        }
        for (int order = 0; order < 6; order++) {
            strbuf_clear(&shuffled);
            for (size_t i = 0; i < count; i++) {
                size_t other = (size_t)random_below(&random, count);
                const char *line = lines[i];

                lines[i] = lines[other];
                lines[other] = line;
            }
            for (size_t i = 0; i < count + (size_t)order; i++) {
                strbuf_adds(&shuffled, lines[i % count]);
                strbuf_addc(&shuffled, '\n');
            }
            put_text(scratch.state, shuffled.buf, shuffled.len);
            meaning = dump_at(&scratch);
            if (!expected)
                expected = mem_strdup(meaning);
            assert_string_equal(meaning, expected);
            free(meaning);
        }
        strbuf_release(&shuffled);
        free(expected);
        free(text);
        scratch_free(&scratch);
    }
}

#define FILE_OF(lines)                                                                             \
    "{\n\"\":{\"version\":1,\"location\":\"loc\",\"blog\":\"blog\"},\n" lines "\"~\":null\n}\n"
#define X "\"post x\":{\"id\":\"X\",\"at\":\"2026-12-01T12:00:01Z\"},\n"
#define Y "\"post y\":{\"id\":\"Y\",\"at\":\"2026-12-01T12:00:02Z\"},\n"
#define Z "\"post z\":{\"id\":\"Z\",\"hash\":\"h9\",\"at\":\"2026-12-01T12:00:09Z\"},\n"

/* A pull while a run is under way is not overwritten; a file that it damaged is left alone. */
static void test_changed_meanwhile(void **unused)
{
    static const struct {
        const char *now, *after; /* NULL: the fold fails */
    } rows[] = {
        {FILE_OF(X Y), FILE_OF(X Y Z)},
        {FILE_OF(Y), FILE_OF(X Y Z)},
        {FILE_OF(X), FILE_OF(X Z)},
        {FILE_OF("\"post x\":{\"id\":\"X\",\"at\":\"2026-12-01T12:00:03Z\"},\n"),
         FILE_OF("\"post x\":{\"id\":\"X\",\"at\":\"2026-12-01T12:00:03Z\"},\n" Z)},
        {"{\n<<<<<<< HEAD\n", NULL},
        {"", NULL},
    };

    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scratch scratch = scratch_new();
        struct step step = {S_CREATE, STATE_POST, "z", "Z"};
        struct error err = ERROR_INIT;
        struct state *state;
        char *text;

        put_text(scratch.state, FILE_OF(X), strlen(FILE_OF(X)));
        state = open_state(&scratch, false);
        take_step(state, &step, 9);
        put_text(scratch.state, rows[i].now, strlen(rows[i].now));
        assert_int_equal(ghlpub_state_fold(state, &err), rows[i].after != NULL);
        ghlpub_state_close(state);
        text = get_text(scratch.state);
        assert_string_equal(text, rows[i].after ? rows[i].after : rows[i].now);
        free(text);
        if (!rows[i].after) {
            assert_string_equal(err.code, "state-damaged");
            put_text(scratch.state, FILE_OF(X), strlen(FILE_OF(X)));
            text = dump_at(&scratch);
            assert_non_null(strstr(text, "post z id=Z hash=h9"));
            free(text);
        }
        error_release(&err);
        scratch_free(&scratch);
    }
}

int run_merge_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unions),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_changed_meanwhile),
    };

    return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
