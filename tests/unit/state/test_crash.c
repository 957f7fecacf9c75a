/* Ends of the process at every step of its work, and journals that are older than the file. */
#include "tests.h"
#include "base/file.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STEPS 12

/* What a child does: some steps by chance, with a fold in between and at the end. */
struct story {
    struct scratch scratch;
    uint64_t seed;
    unsigned long stop; /* at this step; 0: never */
    struct scratch
        records; /* .state: the steps, .journal: the dumps, of a run that is not stopped */
};

#define TWINS                                                                                      \
    "\"\":{\"version\":1}\n\"post a.md\":{\"id\":\"T1\",\"hash\":\"x\"}\n"                         \
    "\"post a.md\":{\"id\":\"T2\"}\n\"post b.md\":{\"id\":\"T3\"}\n\"post "                        \
    "b.md\":{\"id\":\"T4\"}\n"                                                                     \
    "\"post b.md\":{\"id\":\"T5\"}\n\"~\":null\n"

static void add_dump(const struct story *story, const struct state *state)
{
    FILE *file = fopen(story->records.journal, "ab");
    char *text = dump(state);

    if (!file || fprintf(file, "%s%c", text, '\0') < 0 || fclose(file) != 0)
        _exit(98);
    free(text);
}

static void tell_story(void *context)
{
    const struct story *story = context;
    struct random random;
    struct state *state;
    char number[24];

    random_seed(&random, story->seed);
    if (story->stop) {
        snprintf(number, sizeof number, "%lu", story->stop);
        setenv("GHLPUB_TEST_STOP", number, 1);
    } else {
        setenv("GHLPUB_TEST_STEPS", story->records.state, 1);
    }
    state = open_state(&story->scratch, false);
    if (!story->stop)
        add_dump(story, state);
    for (int64_t i = 1; i <= STEPS; i++) {
        struct step step = random_step(&random, 0);

        if (i == STEPS / 2 || i == STEPS)
            step.what = S_FOLD;
        take_step(state, &step, i);
        if (!story->stop)
            add_dump(story, state);
    }
    ghlpub_state_close(state);
}

static void fold(void *context)
{
    const struct story *story = context;
    struct state *state = open_state(&story->scratch, false);

    if (!ghlpub_state_fold(state, NULL))
        _exit(1);
    ghlpub_state_close(state);
}

static void begin(struct story *story)
{
    story->scratch = scratch_new();
    if (story->seed % 2)
        put_text(story->scratch.state, TWINS, strlen(TWINS));
}

/* The place of `text` among the dumps, not before `from`. */
static size_t place_of(char *const *dumps, size_t count, size_t from, const char *text)
{
    while (from < count && strcmp(dumps[from], text) != 0)
        from++;
    return from;
}

static size_t check_stop(struct story *story, char *const *dumps, size_t count, size_t from)
{
    char *text, *again;
    size_t place;

    begin(story);
    assert_int_equal(in_child(tell_story, story), 99);
    text = dump_at(&story->scratch);
    place = place_of(dumps, count, from, text);
    if (place == count)
        fail_msg("seed %u, stop %lu: not after %zu:\n%s", (unsigned)story->seed, story->stop, from,
                 text);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(in_child(fold, story), 0);
        again = dump_at(&story->scratch);
        assert_string_equal(again, text);
        free(again);
    }
    free(text);
    scratch_free(&story->scratch);
    return place;
}

static void test_stops(void **unused)
{
    unsigned long stops = 0;

    (void)unused;
    for (uint64_t seed = 0; seed < 6; seed++) {
        struct story story = {.seed = seed, .records = scratch_new()};
        char *dumps[STEPS + 1], *text, *steps;
        size_t count = 0, place = 0;
        unsigned long first, last;

        begin(&story);
        assert_int_equal(in_child(tell_story, &story), 0);
        scratch_free(&story.scratch);
        struct strbuf all = STRBUF_INIT(STRBUF_UNBOUNDED);
        assert_true(file_read(story.records.journal, 1u << 20, &all, NULL));
        for (text = all.buf; text < all.buf + all.len; text += strlen(text) + 1)
            dumps[count++] = text;
        assert_int_equal(count, STEPS + 1);
        steps = get_text(story.records.state);
        first = strtoul(steps, NULL, 10);
        text = steps + strlen(steps) - 1;
        while (text > steps && text[-1] != '\n')
            text--;
        last = strtoul(text, NULL, 10);
        assert_true(last > first + STEPS);
        for (story.stop = first; story.stop <= last; story.stop++, stops++)
            place = check_stop(&story, dumps, count, place);
        assert_string_equal(dumps[place], dumps[STEPS]);
        free(steps);
        strbuf_release(&all);
        scratch_free(&story.records);
    }
    assert_true(stops > 150);
}

/* Is each object that is live in `live` (a dump) known in `text`? */
static bool has_objects(const char *text, const char *live)
{
    bool ok = true;

    for (const char *end; ok && (end = strchr(live, '\n')); live = end + 1) {
        char *line = mem_strndup(live, (size_t)(end + 1 - live)), *id = strstr(line, " id=");

        if (id && !strstr(line, " gone=")) {
            id[1 + strcspn(id + 1, " \n") + 1] =
                '\0'; /* with what follows the id: a space or the end */
            ok = strstr(text, id) != NULL;
        }
        free(line);
    }
    return ok;
}

/* Puts a journal beside the file, and compares what is known. Without the mark of the fold it may
 * bring back what is gone, but no object may be lost. */
static void check_stale(const struct story *story, const char *journal, const char *live,
                        bool marked)
{
    char *text;

    put_text(story->scratch.journal, journal, strlen(journal));
    text = dump_at(&story->scratch);
    if (marked ? strcmp(text, live) != 0 : !has_objects(text, live))
        fail_msg("seed %u, %s: memory:\n%s\nold journal:\n%s\n%s", (unsigned)story->seed,
                 marked ? "marked" : "unmarked", live, text, journal);
    free(text);
}

/* Folds, with the journal as a crash would leave it behind the new file. */
static void fold_and_look(const struct story *story, struct state *state, const char *live)
{
    char *saved = mem_printf("%s/saved", story->scratch.directory);
    char *unmarked = get_text(story->scratch.journal), *marked, *kept, *file, *folded;

    if (*unmarked)
        assert_int_equal(link(story->scratch.journal, saved), 0);
    file = get_text(story->scratch.state);
    assert_true(ghlpub_state_fold(state, NULL));
    folded = get_text(story->scratch.state);
    kept = get_text(story->scratch.journal);
    if (*unmarked) {
        marked = get_text(saved);
        check_stale(story, marked, live, strcmp(file, folded) != 0);
        if (!strstr(live, "intent"))
            check_stale(story, unmarked, live, false);
        free(marked);
        assert_int_equal(unlink(saved), 0);
        if (*kept)
            put_text(story->scratch.journal, kept, strlen(kept));
        else
            remove(story->scratch.journal);
    }
    free(saved);
    free(unmarked);
    free(file);
    free(folded);
    free(kept);
}

/* Whatever was done: the disk knows what the memory knows; and a journal that a crash left behind
 * the fold changes nothing. */
static void test_stale_journals(void **unused)
{
    (void)unused;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct story story = {.seed = seed};
        struct random random;
        struct state *state;

        random_seed(&random, seed);
        begin(&story);
        state = open_state(&story.scratch, false);
        for (int64_t i = 1; i <= 40; i++) {
            struct step step = random_step(&random, 0);
            char *live, *disk;

            take_step(state, &step, i / 3); /* several in one second */
            live = dump(state);
            disk = dump_at(&story.scratch);
            if (strcmp(live, disk) != 0)
                fail_msg("seed %u, step %u: memory:\n%s\ndisk:\n%s", (unsigned)seed, (unsigned)i,
                         live, disk);
            free(disk);
            if (random_below(&random, 12) == 0)
                fold_and_look(&story, state, live);
            free(live);
        }
        ghlpub_state_close(state);
        scratch_free(&story.scratch);
    }
}

int run_crash_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stops),
        cmocka_unit_test(test_stale_journals),
    };

    return cmocka_run_group_tests_name("crash", tests, NULL, NULL);
}
