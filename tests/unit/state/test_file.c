/* state_file.c, settle.c: what a text means */
#include "tests.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define HEADER "\"\":{\"version\":1,\"location\":\"loc\",\"blog\":\"blog\"}"
#define END    "\"~\":null"
#define AT(s)  "\"at\":\"2026-12-01T12:00:0" s "Z\""

#define A1 "\"post a.md\":{\"id\":\"A\",\"hash\":\"1\"," AT("1") "}"
#define A2 "\"post a.md\":{\"id\":\"A\",\"hash\":\"2\"," AT("2") "}"
#define B1 "\"post a.md\":{\"id\":\"B\",\"hash\":\"1\"," AT("1") "}"
#define B3 "\"post a.md\":{\"id\":\"B\",\"hash\":\"3\"," AT("3") "}"
#define A4 "\"post a.md\":{\"id\":\"A\",\"gone\":\"removed\"," AT("4") "}"

#define D(hash, s) "hash=" hash " at=2026-12-01T12:00:0" s "Z\n"

static const struct row {
    const char *name, *text;
    const char *dump; /* or NULL and: */
    const char *code;
    unsigned line;
} rows[] = {
    {"plain", "{\n" HEADER ",\n" A1 ",\n" END "\n}\n", "post a.md id=A " D("1", "1"), NULL, 0},
    {"nothing", "{\n" HEADER ",\n" END "\n}\n", "", NULL, 0},
    {"CRLF", "{\r\n" HEADER ",\r\n" A1 ",\r\n" END "\r\n}\r\n", "post a.md id=A " D("1", "1"), NULL,
     0},
    {"no commas, no braces", HEADER "\n" A1 "\n" END "\n", "post a.md id=A " D("1", "1"), NULL, 0},
    {"all twice", "{\n{\n" HEADER ",\n" HEADER ",\n" A1 ",\n" A1 ",\n" END "\n" END "\n}\n}\n",
     "post a.md id=A " D("1", "1"), NULL, 0},
    {"any order", "}\n" END "\n" A1 ",\n{\n" HEADER ",\n", "post a.md id=A " D("1", "1"), NULL, 0},
    {"no newline at the end", "{\n" HEADER ",\n" A1 ",\n" END "\n}", "post a.md id=A " D("1", "1"),
     NULL, 0},
    {"byte-order mark, white space", "\xef\xbb\xbf{\n\n" HEADER ",\n\t" A1 " ,\n" END "\n}\n",
     "post a.md id=A " D("1", "1"), NULL, 0},
    {"formatted by a tool",
     "{\n  \"\": {\n    \"version\": 1,\n    \"location\": \"loc\",\n    \"blog\": \"\"\n  },\n"
     "  \"media 0f\": {\n    \"id\": \"M\"\n  },\n  \"~\": null\n}\n",
     "media 0f id=M\n", NULL, 0},
    {"on one line", "{" HEADER "," A1 "," END "}", "post a.md id=A " D("1", "1"), NULL, 0},
    {"escapes, unknown members",
     HEADER "\n\"post \\u00e9\\\"\":{\"id\":\"A\",\"new\":{\"x\":[1]},\"title\":\"a\\nb\"}\n" END
            "\n",
     "post \xc3\xa9\" id=A title=a\nb {\"new\":{\"x\":[1]}}\n", NULL, 0},
    {"all kinds",
     HEADER
     "\n\"media 0f\":{\"id\":\"1\"}\n\"post p\":{\"id\":\"1\"}\n\"redirect d/p\":{\"id\":\"1\"}\n"
     "\"social p#1\":{\"id\":\"1\"}\n" END "\n",
     "post p id=1\nmedia 0f id=1\nsocial p#1 id=1\nredirect d/p id=1\n", NULL, 0},

    {"same id, later first", HEADER "\n" A2 "\n" A1 "\n" END "\n", "post a.md id=A " D("2", "2"),
     NULL, 0},
    {"same id, later last", HEADER "\n" A1 "\n" A2 "\n" END "\n", "post a.md id=A " D("2", "2"),
     NULL, 0},
    {"tombstone later", HEADER "\n" A4 "\n" A2 "\n" END "\n",
     "post a.md id=A gone=removed at=2026-12-01T12:00:04Z\n", NULL, 0},
    {"twins", HEADER "\n" A1 "\n" B3 "\n" A2 "\n" END "\n",
     "post a.md id=B " D("3", "3") "twin post a.md id=A " D("2", "2"), NULL, 0},
    {"twins, other order", HEADER "\n" B3 "\n" A2 "\n" B1 "\n" A1 "\n" END "\n",
     "post a.md id=B " D("3", "3") "twin post a.md id=A " D("2", "2"), NULL, 0},
    {"a tombstone is no twin", HEADER "\n" A4 "\n" B3 "\n" A1 "\n" END "\n",
     "post a.md id=B " D("3", "3"), NULL, 0},
    {"twin as written",
     HEADER "\n" A1 "\n\"twin post B a.md\":{\"id\":\"B\",\"hash\":\"3\"," AT("3") "}\n" END "\n",
     "post a.md id=A " D("1", "1") "twin post a.md id=B " D("3", "3"), NULL, 0},
    {"twin without entry", HEADER "\n\"twin post B a.md\":{\"id\":\"B\"}\n" END "\n",
     "post a.md id=B\n", NULL, 0},
    {"twin that became the entry",
     HEADER "\n" B1 "\n\"twin post A a.md\":{\"id\":\"A\",\"hash\":\"1\"," AT(
         "1") "}\n" A2 "\n\"twin post B a.md\":{\"id\":\"B\",\"hash\":\"3\"," AT("3") "}\n" END
                                                                                      "\n",
     "post a.md id=A " D("2", "2") "twin post a.md id=B " D("3", "3"), NULL, 0},
    {"three twins, without times",
     HEADER
     "\n\"post p\":{\"id\":\"1\"}\n\"post p\":{\"id\":\"3\"}\n\"post p\":{\"id\":\"2\"}\n" END "\n",
     "post p id=3\ntwin post p id=1\ntwin post p id=2\n", NULL, 0},
    {"an entry without id gives way",
     HEADER "\n\"post p\":{\"id\":\"1\"}\n\"post p\":{" AT("1") "}\n" END "\n", "post p id=1\n",
     NULL, 0},

    {"empty file", "", NULL, "state-damaged", 0},
    {"no header", "{\n" A1 ",\n" END "\n}\n", NULL, "state-damaged", 4},
    {"no end", "{\n" HEADER ",\n" A1 ",\n", NULL, "state-damaged", 3},
    {"cut line", "{\n" HEADER ",\n\"post a.md\":{\"id\":\"A\",\"ha", NULL, "state-damaged", 3},
    {"cut after a member", HEADER "\n\"post a.md\":{\"id\":\"A\"\n" END "\n", NULL, "state-damaged",
     2},
    {"conflict", "{\n" HEADER ",\n<<<<<<< HEAD\n" A1 ",\n=======\n" A2 ",\n>>>>>>> x\n" END "\n}\n",
     NULL, "state-damaged", 3},
    {"conflict in diff3 style", HEADER "\n||||||| base\n" END "\n", NULL, "state-damaged", 2},
    {"unknown kind", HEADER "\n\"page a\":{\"id\":\"A\"}\n" END "\n", NULL, "state-damaged", 2},
    {"entry that is a text", HEADER "\n\"post a\":\"A\"\n" END "\n", NULL, "state-damaged", 2},
    {"member that is a number", HEADER "\n\"post a\":{\"id\":7}\n" END "\n", NULL, "state-damaged",
     2},
    {"doubled member", HEADER "\n\"post a\":{\"id\":\"A\",\"id\":\"B\"}\n" END "\n", NULL,
     "state-damaged", 2},
    {"a control character", HEADER "\n\"post a\":{\"id\":\"\x01\"}\n" END "\n", NULL,
     "state-damaged", 2},
    {"no UTF-8", HEADER "\n\"post a\":{\"id\":\"\xff\"}\n" END "\n", NULL, "state-damaged", 2},
    {"rubbish after the entry", HEADER "\n\"post a\":{\"id\":\"A\"}}\n" END "\n", NULL,
     "state-damaged", 2},
    {"two entries on a line are one object's",
     HEADER "\n\"post a\":{\"id\":\"A\"},\"post b\":{\"id\":\"B\"},\n" END "\n",
     "post a id=A\npost b id=B\n", NULL, 0},
    {"twin without its id", HEADER "\n\"twin post B a.md\":{\"id\":\"C\"}\n" END "\n", NULL,
     "state-damaged", 2},
    {"end with a value", HEADER "\n\"~\":1\n", NULL, "state-damaged", 2},
    {"header without version", "\"\":{\"location\":\"loc\"}\n" END "\n", NULL, "state-damaged", 1},
    {"header with a text as version", "\"\":{\"version\":\"1\"}\n" END "\n", NULL, "state-damaged",
     1},
    {"newer", HEADER "\n\"\":{\"version\":2,\"location\":\"loc\",\"blog\":\"blog\"}\n" END "\n",
     NULL, "state-newer", 2},
    {"newer, formatted by a tool", "{\n \"\": {\n  \"version\": 2 }, \"~\": null\n}", NULL,
     "state-newer", 1},
    {"another location", "\"\":{\"version\":1,\"location\":\"other\"}\n" END "\n", NULL,
     "state-foreign", 0},
    {"another blog", "\"\":{\"version\":1,\"blog\":\"other\"}\n" END "\n", NULL, "state-foreign",
     0},
    {"two owners", HEADER "\n\"\":{\"version\":1,\"location\":\"other\"}\n" END "\n", NULL,
     "state-foreign", 2},
    {"one owner unknown",
     "\"\":{\"version\":1,\"location\":\"\",\"blog\":\"\"}\n" HEADER "\n" END "\n", "", NULL, 0},
};

static struct state *open_row(const struct scratch *scratch, const struct row *row,
                              struct error *err)
{
    struct state_options options = {
        .path = scratch->state, .location = "loc", .blog = "blog", .read_only = true};

    put_text(scratch->state, row->text, strlen(row->text));
    return ghlpub_state_open(&options, NULL, err);
}

static void test_texts(void **unused)
{
    struct scratch scratch = scratch_new();

    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_INIT;
        struct state *state = open_row(&scratch, &rows[i], &err);
        char *text;

        if ((state != NULL) != (rows[i].dump != NULL))
            fail_msg("%s: %s", rows[i].name, state ? "read" : err.message);
        if (state) {
            text = dump(state);
            if (strcmp(text, rows[i].dump) != 0)
                fail_msg("%s:\n%s", rows[i].name, text);
            free(text);
        } else {
            if (strcmp(err.code, rows[i].code) != 0 || err.line != rows[i].line)
                fail_msg("%s: %s at %u: %s", rows[i].name, err.code, err.line, err.message);
            assert_string_equal(err.path, scratch.state);
            assert_non_null(err.hint);
            assert_int_equal(strstr(err.hint, "merge=union") != NULL,
                             strncmp(rows[i].name, "conflict", 8) == 0);
        }
        ghlpub_state_close(state);
        error_release(&err);
    }
    scratch_free(&scratch);
}

/* What can be read is written clean, means the same, and is not written again. */
static void test_clean(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scratch scratch;
        struct state *state;
        char *text, *again, *meaning;

        if (!rows[i].dump)
            continue;
        scratch = scratch_new();
        put_text(scratch.state, rows[i].text, strlen(rows[i].text));
        for (int round = 0; round < 2; round++) {
            state = open_state(&scratch, false);
            assert_true(ghlpub_state_fold(state, NULL));
            ghlpub_state_close(state);
        }
        text = get_text(scratch.state);
        meaning = dump_at(&scratch);
        assert_string_equal(meaning, rows[i].dump);
        json_t *whole = json_parse(text, strlen(text), NULL);
        assert_non_null(whole);
        json_decref(whole);
        assert_memory_equal(text, "{\n\"\":{\"version\":1,", 16);
        assert_string_equal(text + strlen(text) - 11, "\"~\":null\n}\n");
        state = open_state(&scratch, false);
        assert_true(ghlpub_state_fold(state, NULL));
        ghlpub_state_close(state);
        again = get_text(scratch.state);
        assert_string_equal(again, text);
        free(text);
        free(again);
        free(meaning);
        scratch_free(&scratch);
    }
}

/* Lines are in the order of their names' bytes, with all kinds and twins. */
static void test_sorted(void **unused)
{
    static const char text[] = HEADER
        "\n\"social b#1\":{\"id\":\"1\"}\n\"twin media 2 0f\":{\"id\":\"2\"}\n\"post "
        "\xc3\xa9\":{\"id\":\"1\"}\n"
        "\"post z\":{\"id\":\"2\"}\n\"redirect x/y\":{\"id\":\"1\"}\n\"media 0f\":{\"id\":\"1\"}\n"
        "\"twin media 3 0f\":{\"id\":\"3\"}\n\"post Z\":{\"id\":\"3\"}\n" END "\n";
    static const char expected[] =
        "{\n" HEADER ",\n\"media 0f\":{\"id\":\"1\"},\n\"post Z\":{\"id\":\"3\"},\n"
        "\"post z\":{\"id\":\"2\"},\n\"post \xc3\xa9\":{\"id\":\"1\"},\n\"redirect "
        "x/y\":{\"id\":\"1\"},\n"
        "\"social b#1\":{\"id\":\"1\"},\n\"twin media 2 0f\":{\"id\":\"2\"},\n"
        "\"twin media 3 0f\":{\"id\":\"3\"},\n" END "\n}\n";
    struct scratch scratch = scratch_new();
    struct state *state;
    char *written;

    (void)unused;
    put_text(scratch.state, text, strlen(text));
    state = open_state(&scratch, false);
    assert_true(ghlpub_state_fold(state, NULL));
    ghlpub_state_close(state);
    written = get_text(scratch.state);
    assert_string_equal(written, expected);
    free(written);
    scratch_free(&scratch);
}

/* Of a whole file every shorter one is refused, but for the last brace. */
static void test_cut(void **unused)
{
    static const char text[] = "{\n" HEADER ",\n" A1 ",\n" END "\n}\n";
    struct scratch scratch = scratch_new();

    (void)unused;
    for (size_t len = 0; len < strlen(text); len++) {
        char *part = mem_strndup(text, len);
        struct row row = {"cut", part, NULL, NULL, 0};
        struct error err = ERROR_INIT;
        struct state *state = open_row(&scratch, &row, &err);

        if (len < strlen(text) - strlen("\n}\n")) {
            assert_null(state);
            assert_string_equal(err.code, "state-damaged");
            assert_int_equal(err.kind, ERROR_STATE);
        } else {
            assert_non_null(state);
        }
        ghlpub_state_close(state);
        error_release(&err);
        free(part);
    }
    scratch_free(&scratch);
}

/* A changed byte gives an error with a place and a way out, or some state: never a crash. */
static void test_flip(void **unused)
{
    static const char masks[] = {1, 2, 4, 16, 32, 64, (char)128, (char)255};
    char text[] =
        "{\n" HEADER ",\n" A1 ",\n" B3 ",\n\"social a.md#\\u00e9\":{\"id\":\"S\"},\n" END "\n}\n";
    struct scratch scratch = scratch_new();

    (void)unused;
    for (size_t at = 0; at < strlen(text); at++) {
        for (size_t mask = 0; mask < COUNT(masks); mask++) {
            struct row row = {"flip", text, NULL, NULL, 0};
            struct error err = ERROR_INIT;
            char old = text[at];
            struct state *state;

            text[at] = (char)(old ^ masks[mask]);
            state = open_row(&scratch, &row, &err);
            if (state) {
                char *meaning = dump(state);

                free(meaning);
            } else {
                assert_string_equal(err.path, scratch.state);
                assert_non_null(err.hint);
            }
            ghlpub_state_close(state);
            error_release(&err);
            text[at] = old;
        }
    }
    scratch_free(&scratch);
}

/* Unknown members of the header stay. */
static void test_header_members(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state;
    char *text;

    (void)unused;
    put_text(scratch.state, "\"\":{\"version\":1,\"extra\":[1]}\n" A1 "\n" END "\n",
             strlen("\"\":{\"version\":1,\"extra\":[1]}\n" A1 "\n" END "\n"));
    state = open_state(&scratch, false);
    assert_string_equal(ghlpub_state_location(state), "loc");
    assert_string_equal(ghlpub_state_blog(state), "blog");
    assert_true(ghlpub_state_fold(state, NULL));
    ghlpub_state_close(state);
    text = get_text(scratch.state);
    assert_non_null(strstr(text, "\"blog\":\"blog\",\"extra\":[1]},\n"));
    free(text);
    scratch_free(&scratch);
}

static bool is_listed(void *context, const char *key)
{
    const char *const *keys = context;

    for (; *keys; keys++) {
        if (strcmp(*keys, key) == 0)
            return true;
    }
    return false;
}

#define X1 "\"post x\":{\"id\":\"A\",\"hash\":\"1\"," AT("1") "}\n"
#define Y2 "\"post y\":{\"id\":\"A\",\"path\":\"y\",\"hash\":\"2\"," AT("2") "}\n"

static const struct {
    const char *name, *lines;
    const char *documents[4];
    const char *dump;
} cases[] = {
    {"the document of the older", X1 Y2, {"x", NULL}, "post x id=A " D("2", "2")},
    {"the document of the later", X1 Y2, {"y", NULL}, "post y id=A path=y " D("2", "2")},
    {"both documents", X1 Y2, {"x", "y", NULL}, "post y id=A path=y " D("2", "2")},
    {"no document", X1 Y2, {NULL}, "post y id=A path=y " D("2", "2")},
    {"nothing to settle", X1, {"y", NULL}, "post x id=A " D("1", "1")},
    {"three keys",
     X1 Y2 "\"post z\":{\"id\":\"A\"," AT("3") "}\n",
     {"x", NULL},
     "post x id=A at=2026-12-01T12:00:03Z\n"},
    {"another kind has the same id",
     X1 "\"media y\":{\"id\":\"A\"}\n",
     {"y", NULL},
     "post x id=A " D("1", "1") "media y id=A\n"},
    {"cancelled since",
     X1 "\"post y\":{\"id\":\"A\",\"gone\":\"cancelled\"," AT("2") "}\n",
     {"x", NULL},
     "post x id=A gone=cancelled at=2026-12-01T12:00:02Z\n"},
    {"moved, and another came to the old place",
     "\"post x\":{\"id\":\"B\",\"hash\":\"3\"," AT("3") "}\n" X1 Y2,
     {"x", "y", NULL},
     "post x id=B " D("3", "3") "post y id=A path=y " D("2", "2")},
    {"the same, and the old one was changed last",
     "\"post x\":{\"id\":\"B\",\"hash\":\"1\"," AT(
         "1") "}\n" Y2 "\"post x\":{\"id\":\"A\",\"hash\":\"4\"," AT("4") "}\n",
     {"x", "y", NULL},
     "post x id=B " D("1", "1") "post y id=A path=y " D("4", "4")},
    {"social, by the document of its key",
     "\"social a#b.md#k\":{\"id\":\"A\"," AT("2") "}\n\"social c#k#l\":{\"id\":\"A\"," AT(
         "3") "}\n",
     {"a#b.md", NULL},
     "social a#b.md#k id=A at=2026-12-01T12:00:03Z\n"},
    {"social, a key with a hash",
     "\"social a#b.md#k\":{\"id\":\"A\"," AT("4") "}\n\"social c#k#l\":{\"id\":\"A\"," AT(
         "3") "}\n",
     {"c", NULL},
     "social c#k#l id=A at=2026-12-01T12:00:04Z\n"},
    {"media, by time",
     "\"media 0f\":{\"id\":\"A\"," AT("2") "}\n\"media 1f\":{\"id\":\"A\"," AT("3") "}\n",
     {"0f", NULL},
     "media 1f id=A at=2026-12-01T12:00:03Z\n"},
};

static void test_settle(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct scratch scratch = scratch_new();
        char *text = mem_printf("%s\n%s%s\n", HEADER, cases[i].lines, END), *live, *replayed,
             *folded;
        struct state *state;

        put_text(scratch.state, text, strlen(text));
        state = open_state(&scratch, false);
        for (int round = 0; round < 2; round++)
            ghlpub_state_settle(state, is_listed, (void *)cases[i].documents);
        live = dump(state);
        if (strcmp(live, cases[i].dump) != 0)
            fail_msg("%s:\n%s", cases[i].name, live);
        assert_true(ghlpub_state_sync(state, true, NULL));
        replayed = dump_at(&scratch);
        assert_string_equal(replayed, live);
        assert_true(ghlpub_state_fold(state, NULL));
        ghlpub_state_close(state);
        folded = dump_at(&scratch);
        assert_string_equal(folded, live);
        free(text);
        free(live);
        free(replayed);
        free(folded);
        scratch_free(&scratch);
    }
}

int run_file_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),  cmocka_unit_test(test_clean),
        cmocka_unit_test(test_sorted), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_flip),   cmocka_unit_test(test_header_members),
        cmocka_unit_test(test_settle),
    };

    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
