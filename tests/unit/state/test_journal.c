/* journal.c, replay.c: what is on disk, and what its damage does */
#include "tests.h"
#include "base/file.h"
#include "base/mem.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define H "{\"journal\":1,\"location\":\"loc\",\"blog\":\"blog\"}\n"
#define I                                                                                          \
    "{\"i\":1,\"action\":\"create\",\"kind\":\"post\",\"key\":\"a\",\"details\":{\"x\":1},\"at\":" \
    "\"t\"}\n"
#define R "{\"r\":1,\"entry\":{\"post a\":{\"id\":\"A\"}}}\n"
#define E "{\"e\":{\"post a\":{\"id\":\"A\"}}}\n"

static const struct {
    const char *name, *text;
    const char *dump; /* or NULL and: */
    const char *code;
    unsigned line; /* of the error, or of the warning about a torn line */
} rows[] = {
    {"empty", "", "", NULL, 0},
    {"header", H, "", NULL, 0},
    {"intent", H I, "intent 1 create post a {\"x\":1}\n", NULL, 0},
    {"result", H I R, "post a id=A\n", NULL, 0},
    {"nothing happened", H I "{\"r\":1,\"entry\":null}\n", "", NULL, 0},
    {"entry", H E, "post a id=A\n", NULL, 0},
    {"another id is a twin", H E "{\"e\":{\"post a\":{\"id\":\"B\"}}}\n",
     "post a id=A\ntwin post a id=B\n", NULL, 0},
    {"another id in its place", H E "{\"e\":{\"post a\":{\"id\":\"B\"}},\"was\":\"A\"}\n",
     "post a id=B\n", NULL, 0},
    {"twin as a result", H I E "{\"r\":1,\"entry\":{\"post a\":{\"id\":\"B\"}}}\n",
     "post a id=A\ntwin post a id=B\n", NULL, 0},
    {"older",
     H "{\"e\":{\"post a\":{\"id\":\"A\",\"at\":\"2026-12-01T12:00:02Z\"}}}\n"
       "{\"e\":{\"post a\":{\"id\":\"A\",\"at\":\"2026-12-01T12:00:01Z\"}}}\n",
     "post a id=A at=2026-12-01T12:00:02Z\n", NULL, 0},
    {"renamed", H E "{\"rename\":{\"kind\":\"post\",\"from\":\"a\",\"to\":\"b\",\"id\":\"A\"}}\n",
     "post b id=A\n", NULL, 0},
    {"renamed, another",
     H E "{\"rename\":{\"kind\":\"post\",\"from\":\"a\",\"to\":\"b\",\"id\":\"B\"}}\n",
     "post a id=A\n", NULL, 0},
    {"removed", H E "{\"remove\":{\"kind\":\"post\",\"key\":\"a\",\"id\":\"A\"}}\n", "", NULL, 0},
    {"removed, another", H E "{\"remove\":{\"kind\":\"post\",\"key\":\"a\",\"id\":\"B\"}}\n",
     "post a id=A\n", NULL, 0},
    {"tombstone",
     H E "{\"remove\":{\"kind\":\"post\",\"key\":\"a\",\"id\":\"A\",\"gone\":\"removed\",\"at\":"
         "\"t\"}}\n",
     "post a id=A gone=removed at=t\n", NULL, 0},
    {"owner", H "{\"owner\":{\"location\":\"loc\",\"blog\":\"blog\"}}\n", "", NULL, 0},

    {"torn header", "{\"journal\":1,\"loc", "", "journal-torn", 1},
    {"torn line", H I "{\"r\":1,", "intent 1 create post a {\"x\":1}\n", "journal-torn", 3},
    {"last line without its end", H I "{\"r\":1,\"entry\":null}",
     "intent 1 create post a {\"x\":1}\n", "journal-torn", 3},
    {"last line unreadable", H I "{\"r\":1,\"entry\":nu\n", "intent 1 create post a {\"x\":1}\n",
     "journal-torn", 3},
    {"unreadable before the last", H "{\"e\":\n" E, NULL, "journal-damaged", 2},
    {"empty line", H "\n" E, NULL, "journal-damaged", 2},
    {"no header", I, NULL, "journal-damaged", 1},
    {"header without owner", "{\"journal\":1}\n" I, NULL, "journal-damaged", 1},
    {"newer", "{\"journal\":2}\n", NULL, "state-newer", 1},
    {"foreign", "{\"journal\":1,\"location\":\"other\",\"blog\":\"blog\"}\n", NULL, "state-foreign",
     0},
    {"unknown record", H "{\"x\":1}\n" E, NULL, "journal-damaged", 2},
    {"unknown record, last", H "{\"x\":1}\n", NULL, "journal-damaged", 2},
    {"no object", H "[1]\n" E, NULL, "journal-damaged", 2},
    {"number twice", H I I, NULL, "journal-damaged", 3},
    {"number zero", H "{\"i\":0,\"action\":\"a\",\"kind\":\"post\",\"key\":\"a\",\"details\":{}}\n",
     NULL, "journal-damaged", 2},
    {"unknown kind",
     H "{\"i\":1,\"action\":\"a\",\"kind\":\"page\",\"key\":\"a\",\"details\":{}}\n", NULL,
     "journal-damaged", 2},
    {"no details", H "{\"i\":1,\"action\":\"a\",\"kind\":\"post\",\"key\":\"a\"}\n", NULL,
     "journal-damaged", 2},
    {"result of nothing", H R, NULL, "journal-damaged", 2},
    {"result twice", H I R R, NULL, "journal-damaged", 4},
    {"result without entry", H I "{\"r\":1}\n", NULL, "journal-damaged", 3},
    {"result with a list", H I "{\"r\":1,\"entry\":[]}\n", NULL, "journal-damaged", 3},
    {"two entries", H "{\"e\":{\"post a\":{},\"post b\":{}}}\n", NULL, "journal-damaged", 2},
    {"entry without kind", H "{\"e\":{\"a\":{}}}\n", NULL, "journal-damaged", 2},
    {"entry with a number", H "{\"e\":{\"post a\":{\"id\":1}}}\n", NULL, "journal-damaged", 2},
    {"was a number", H "{\"e\":{\"post a\":{\"id\":\"A\"}},\"was\":1}\n", NULL, "journal-damaged",
     2},
    {"rename to nothing", H "{\"rename\":{\"kind\":\"post\",\"from\":\"a\"}}\n", NULL,
     "journal-damaged", 2},
    {"remove nothing", H "{\"remove\":{\"kind\":\"post\"}}\n", NULL, "journal-damaged", 2},
    {"prefer nothing", H "{\"prefer\":{\"kind\":\"post\",\"key\":\"a\"}}\n", NULL,
     "journal-damaged", 2},
    {"prefer a number", H "{\"prefer\":1}\n", NULL, "journal-damaged", 2},
    {"owner of nothing", H "{\"owner\":{}}\n", NULL, "journal-damaged", 2},
};

static struct state *open_text(const struct scratch *scratch, const char *text, size_t len,
                               bool read_only, struct diagnostics *found, struct error *err)
{
    struct state_options options = {
        .path = scratch->state, .location = "loc", .blog = "blog", .read_only = read_only};

    put_text(scratch->journal, text, len);
    return ghlpub_state_open(&options, found, err);
}

static void test_texts(void **unused)
{
    struct scratch scratch = scratch_new();

    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (int read_only = 0; read_only < 2; read_only++) {
            struct diagnostics found = DIAGNOSTICS_INIT;
            struct error err = ERROR_INIT;
            struct state *state =
                open_text(&scratch, rows[i].text, strlen(rows[i].text), read_only, &found, &err);

            if ((state != NULL) != (rows[i].dump != NULL))
                fail_msg("%s: %s", rows[i].name, state ? "read" : err.message);
            if (state) {
                char *text = dump(state);

                if (strcmp(text, rows[i].dump) != 0)
                    fail_msg("%s:\n%s", rows[i].name, text);
                /* Without the lock a line may be in the making. */
                assert_int_equal(found.len, rows[i].code && !read_only ? 1 : 0);
                if (found.len > 0) {
                    assert_string_equal(found.items[0].code, rows[i].code);
                    assert_int_equal(found.items[0].severity, SEVERITY_WARNING);
                    assert_int_equal(found.items[0].line, rows[i].line);
                    assert_string_equal(found.items[0].path, scratch.journal);
                }
                free(text);
            } else if (strcmp(err.code, rows[i].code) != 0 || err.line != rows[i].line) {
                fail_msg("%s: %s at %u: %s", rows[i].name, err.code, err.line, err.message);
            }
            ghlpub_state_close(state);
            diagnostics_release(&found);
            error_release(&err);
        }
    }
    scratch_free(&scratch);
}

static const struct step story[] = {
    {S_OPEN, STATE_POST, "a.md", NULL},      {S_CREATE, STATE_POST, "a.md", "A"},
    {S_CREATE, STATE_SOCIAL, "a.md#x", "S"}, {S_OPEN, STATE_POST, "a.md", NULL},
    {S_RENAME, STATE_POST, "a.md", "b.md"},  {S_RECORD, STATE_MEDIA, "00ff", "M"},
    {S_GONE, STATE_SOCIAL, "a.md#x", NULL},  {S_UPDATE, STATE_POST, "b.md", NULL},
};

/* The journal of the story, with what was known after each of its lines. */
static char *make_journal(const struct scratch *scratch, char *dumps[], size_t *count)
{
    struct state *state = open_state(scratch, false);
    struct step last;

    *count = 0;
    dumps[(*count)++] = dump(state);
    for (size_t i = 0; i < COUNT(story); i++) {
        last = story[i];
        if (last.what == S_CREATE && i == 2) {
            struct step open = {S_OPEN, last.kind, last.key, NULL};

            take_step(state, &open, (int64_t)i);
            dumps[(*count)++] = dump(state);
        }
        take_step(state, &last, (int64_t)i);
        dumps[(*count)++] = dump(state);
    }
    assert_true(ghlpub_state_sync(state, true, NULL));
    ghlpub_state_close(state);
    return get_text(scratch->journal);
}

/* Cut anywhere, the journal gives what was known before the cut line, and can be written on. */
static void test_cut(void **unused)
{
    struct scratch scratch = scratch_new();
    char *dumps[COUNT(story) + 3], *whole;
    size_t count, lines = 0, good = 0, len;

    (void)unused;
    whole = make_journal(&scratch, dumps, &count);
    len = strlen(whole);
    for (size_t cut = 0; cut <= len; cut++) {
        struct diagnostics found = DIAGNOSTICS_INIT;
        struct step step = {S_RECORD, STATE_MEDIA, "new", "N"};
        struct state *state;
        char *text, *again;

        if (cut > 0 && whole[cut - 1] == '\n') {
            lines++;
            good = cut;
        }
        state = open_text(&scratch, whole, cut, false, &found, NULL);
        assert_non_null(state);
        text = dump(state);
        assert_string_equal(text, dumps[lines > 0 ? lines - 1 : 0]);
        assert_int_equal(found.len, cut > 0 && whole[cut - 1] != '\n');
        free(text);
        take_step(state, &step, 99);
        text = dump(state);
        ghlpub_state_close(state);
        again = dump_at(&scratch);
        assert_string_equal(again, text);
        free(again);
        again = get_text(scratch.journal);
        assert_memory_equal(again, whole, good);
        free(again);
        free(text);
        diagnostics_release(&found);
    }
    assert_int_equal(lines, count);
    for (size_t i = 0; i < count; i++)
        free(dumps[i]);
    free(whole);
    scratch_free(&scratch);
}

/* A changed byte gives an error with a place, or some state: never a crash. */
static void test_flip(void **unused)
{
    static const char masks[] = {1, 2, 4, 32, 64, (char)128, (char)255};
    struct scratch scratch = scratch_new();
    char *dumps[COUNT(story) + 3], *whole;
    size_t count, len, refused = 0;

    (void)unused;
    whole = make_journal(&scratch, dumps, &count);
    len = strlen(whole);
    for (size_t at = 0; at < len; at++) {
        for (size_t mask = 0; mask < COUNT(masks); mask++) {
            struct error err = ERROR_INIT;
            struct state *state;

            whole[at] = (char)(whole[at] ^ masks[mask]);
            state = open_text(&scratch, whole, len, true, NULL, &err);
            if (state) {
                char *text = dump(state);

                free(text);
            } else {
                refused++;
                assert_string_equal(err.path,
                                    strcmp(err.code, "state-foreign") == 0 && err.line == 0
                                        ? scratch.state
                                        : scratch.journal);
                assert_non_null(err.hint);
            }
            ghlpub_state_close(state);
            error_release(&err);
            whole[at] = (char)(whole[at] ^ masks[mask]);
        }
    }
    assert_true(refused > len); /* most of them */
    for (size_t i = 0; i < count; i++)
        free(dumps[i]);
    free(whole);
    scratch_free(&scratch);
}

/* A run that changes nothing leaves no file but the lock, and writes to none. */
static void test_untouched(void **unused)
{
    struct scratch scratch = scratch_new();
    struct step step = {S_CREATE, STATE_POST, "a", "A"};
    struct state *state;
    struct stat before, after;

    (void)unused;
    for (int round = 0; round < 2; round++) {
        state = open_state(&scratch, false);
        assert_true(ghlpub_state_sync(state, true, NULL));
        assert_true(ghlpub_state_fold(state, NULL));
        ghlpub_state_close(state);
        assert_false(file_exists(scratch.state));
        assert_false(file_exists(scratch.journal));
        assert_true(file_exists(scratch.lock));
    }
    state = open_state(&scratch, false);
    take_step(state, &step, 1);
    assert_true(ghlpub_state_fold(state, NULL));
    ghlpub_state_close(state);
    assert_int_equal(stat(scratch.state, &before), 0);
    unsigned long syncs = file_sync_count();
    state = open_state(&scratch, false);
    ghlpub_state_set_owner(state, "loc", "blog");
    assert_true(ghlpub_state_sync(state, true, NULL));
    assert_true(ghlpub_state_fold(state, NULL));
    ghlpub_state_close(state);
    assert_int_equal(file_sync_count(), syncs);
    assert_int_equal(stat(scratch.state, &after), 0);
    assert_int_equal(after.st_ino, before.st_ino);
    assert_int_equal(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
    assert_false(file_exists(scratch.journal));
    scratch_free(&scratch);
}

/* Many intents of a turn cost one write and one sync; results none. */
static void test_syncs(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct step step = {S_RECORD, STATE_POST, "a", "A"};
    struct intent *intents[50];
    unsigned long syncs;

    (void)unused;
    take_step(state, &step, 1);
    assert_true(ghlpub_state_sync(state, true, NULL)); /* the file and its name */
    syncs = file_sync_count();
    for (size_t i = 0; i < COUNT(intents); i++)
        intents[i] = ghlpub_intent_new(state, "update", STATE_POST, "a", NULL);
    assert_true(ghlpub_state_sync(state, false, NULL));
    assert_int_equal(file_sync_count(), syncs + 1);
    for (size_t i = 0; i < COUNT(intents); i++)
        ghlpub_intent_result(state, intents[i], NULL);
    assert_true(ghlpub_state_sync(state, false, NULL));
    assert_int_equal(file_sync_count(), syncs + 1);
    assert_true(ghlpub_state_sync(state, true, NULL));
    assert_true(ghlpub_state_sync(state, true, NULL));
    assert_int_equal(file_sync_count(), syncs + 2);
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

/* Open intents outlive a fold, keep their numbers, and are not written again. */
static void test_inherited(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct step steps[] = {{S_CREATE, STATE_POST, "a", "A"}, {S_OPEN, STATE_POST, "a", NULL}};
    struct stat before, after;
    struct intent *intent;
    size_t count;
    char *text;

    (void)unused;
    take_step(state, &steps[0], 1);
    take_step(state, &steps[1], 2);
    assert_true(ghlpub_state_fold(state, NULL));
    assert_null(ghlpub_state_find(state, STATE_POST, "a")->fields[STATE_HASH]);
    text = get_text(scratch.state);
    assert_null(strstr(text, "hash")); /* right also where the journal is lost */
    free(text);
    ghlpub_state_close(state);
    assert_int_equal(stat(scratch.journal, &before), 0);

    state = open_state(&scratch, false);
    intent = ghlpub_intents(state, &count)[0];
    assert_int_equal(count, 1);
    assert_int_equal(intent->number, 2);
    assert_true(intent->inherited);
    assert_string_equal(intent->at, "2026-12-01T12:00:02Z");
    assert_true(ghlpub_state_fold(state, NULL));
    assert_int_equal(stat(scratch.journal, &after), 0);
    assert_int_equal(after.st_ino, before.st_ino);
    assert_int_equal(ghlpub_intent_new(state, "x", STATE_POST, "b", NULL)->number, 3);
    ghlpub_intent_result(state, intent, NULL);
    assert_true(ghlpub_state_sync(state, false, NULL));
    ghlpub_state_close(state);
    text = dump_at(&scratch);
    assert_string_equal(text, "post a id=A at=2026-12-01T12:00:01Z\nintent 3 x post b {}\n");
    free(text);
    scratch_free(&scratch);
}

/* After a failed sync nothing is written any more. */
static void test_failed_sync(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct error err = ERROR_INIT;
    char *before, *after;

    (void)unused;
    ghlpub_intent_new(state, "create", STATE_POST, "a", NULL);
    setenv("GHLPUB_TEST_FSYNC", "fail", 1);
    assert_false(ghlpub_state_sync(state, false, &err));
    unsetenv("GHLPUB_TEST_FSYNC");
    assert_string_equal(err.code, "state-unwritable");
    assert_int_equal(err.kind, ERROR_STATE);
    before = get_text(scratch.journal);
    assert_false(ghlpub_state_sync(state, true, &err));
    assert_string_equal(err.code, "state-unwritable");
    assert_false(ghlpub_state_fold(state, &err));
    after = get_text(scratch.journal);
    assert_string_equal(after, before);
    assert_false(file_exists(scratch.state));
    free(before);
    free(after);
    error_release(&err);
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

static void test_failed_fold(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct step step = {S_CREATE, STATE_POST, "a", "A"};
    struct error err = ERROR_INIT;
    char *text;

    (void)unused;
    take_step(state, &step, 1);
    setenv("GHLPUB_TEST_FSYNC", "fail", 1);
    assert_false(ghlpub_state_fold(state, &err));
    unsetenv("GHLPUB_TEST_FSYNC");
    assert_string_equal(err.code, "state-unwritable");
    ghlpub_state_close(state);
    text = dump_at(&scratch);
    assert_string_equal(text, "post a id=A hash=h1 at=2026-12-01T12:00:01Z\n");
    free(text);
    error_release(&err);
    scratch_free(&scratch);
}

/* A record that nobody could read again is not written. Another program's journal is not written
 * upon. */
static void test_refused(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct state_entry *entry = ghlpub_state_edit(state, STATE_POST, "a");
    struct error err = ERROR_INIT;
    char *text = mem_alloc(5u << 20);

    (void)unused;
    memset(text, 'x', (5u << 20) - 1);
    state_set(entry, STATE_TITLE, text);
    ghlpub_state_record(state, entry);
    assert_false(ghlpub_state_sync(state, false, &err));
    assert_string_equal(err.code, "state-unwritable");
    assert_false(ghlpub_state_fold(state, &err));
    ghlpub_state_close(state);
    free(text);

    for (int round = 0; round < 2; round++) {
        state = open_state(&scratch, false);
        if (round == 0)
            put_text(scratch.journal, "x", 1);
        else
            assert_int_equal(symlink("/dev/full", scratch.journal), 0);
        ghlpub_intent_new(state, "create", STATE_POST, "a", NULL);
        assert_false(ghlpub_state_sync(state, false, &err));
        assert_string_equal(err.code, "state-unwritable");
        ghlpub_state_close(state);
        assert_int_equal(unlink(scratch.journal), 0);
    }
    error_release(&err);
    scratch_free(&scratch);
}

/* In a child: a write that finds room for a part only. */
static void write_too_much(void *context)
{
    const struct scratch *scratch = context;
    struct state *state = open_state(scratch, false);
    struct step step = {S_RECORD, STATE_POST, "a", "A"};
    struct rlimit limit = {0, 0};
    struct error err = ERROR_INIT;
    struct stat st;

    take_step(state, &step, 1);
    if (stat(scratch->journal, &st) != 0)
        _exit(1);
    limit.rlim_cur = limit.rlim_max = (rlim_t)st.st_size + 10;
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        _exit(2);
    ghlpub_intent_new(state, "create", STATE_POST, "b", NULL);
    if (ghlpub_state_sync(state, false, &err) || strcmp(err.code, "state-unwritable") != 0)
        _exit(3);
    if (ghlpub_state_sync(state, false, &err) || ghlpub_state_fold(state, &err))
        _exit(4);
    error_release(&err);
    ghlpub_state_close(state);
}

static void test_no_room(void **unused)
{
    struct scratch scratch = scratch_new();
    char *text;

    (void)unused;
    assert_int_equal(in_child(write_too_much, &scratch), 0);
    text = dump_at(&scratch);
    assert_string_equal(text, "post a id=A hash=h1 at=2026-12-01T12:00:01Z\n");
    free(text);
    text = get_text(scratch.journal);
    assert_int_equal(text[strlen(text) - 1], '\n'); /* the part was cut off again */
    free(text);
    scratch_free(&scratch);
}

int run_journal_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),       cmocka_unit_test(test_cut),
        cmocka_unit_test(test_flip),        cmocka_unit_test(test_untouched),
        cmocka_unit_test(test_syncs),       cmocka_unit_test(test_inherited),
        cmocka_unit_test(test_failed_sync), cmocka_unit_test(test_failed_fold),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_no_room),
    };

    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
