/* sent.c: what was sent last */
#include "tests.h"
#include "base/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *path_of(const struct scratch *scratch)
{
    return mem_printf("%s/state.sent", scratch->directory);
}

static size_t size_of(const struct scratch *scratch)
{
    char *path = path_of(scratch);
    struct stat st = {0};
    (void)stat(path, &st);
    free(path);
    return (size_t)st.st_size;
}

static void record_post(struct state *state, const char *key, const char *id)
{
    struct state_entry *entry = ghlpub_state_edit(state, STATE_POST, key);
    state_set(entry, STATE_ID, id);
    ghlpub_state_record(state, entry);
}

static void add(struct state *state, const char *id, const char *hash, const char *text)
{
    struct error err = ERROR_INIT;
    struct sent_text one = {.id = id, .hash = hash, .title = "T", .description = "", .text = text};
    if (!ghlpub_sent_add(state, &one, 1, &err))
        fail_msg("%s", err.message);
}

/* "HASH TITLE/DESCRIPTION/TEXT" of an id, or "". */
static void check(const struct state *state, const char *id, const char *expected)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct sent *sent = ghlpub_sent_load(state, &found);
    struct sent_text text;
    char *shown =
        ghlpub_sent_find(sent, id, &text)
            ? mem_printf("%s %s/%s/%s", text.hash, text.title, text.description, text.text)
            : mem_strdup("");
    assert_string_equal(shown, expected);
    free(shown);
    ghlpub_sent_free(sent);
    diagnostics_release(&found);
}

static size_t findings(const struct state *state)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    ghlpub_sent_free(ghlpub_sent_load(state, &found));
    size_t count = found.len;
    diagnostics_release(&found);
    return count;
}

static void test_kept(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    (void)unused;
    record_post(state, "a.md", "A");
    record_post(state, "b.md", "B");
    check(state, "A", "");
    assert_int_equal(findings(state), 0);
    add(state, "A", "h1", "one\ntwo\n");
    add(state, "B", "h2", "");
    check(state, "A", "h1 T//one\ntwo\n");
    check(state, "B", "h2 T//");
    add(state, "A", "h3", "three");
    check(state, "A", "h3 T//three");
    check(state, "C", "");
    add(state, "bad id", "h", "x"); /* hostile ids are not kept */
    check(state, "bad id", "");
    assert_int_equal(findings(state), 0);
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

/* What is of no use goes: old texts, and those of posts that the state does not know any more. */
static void test_bounded(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    struct random random;
    char *text = mem_alloc(200001);
    (void)unused;
    random_seed(&random, 1);
    record_post(state, "a.md", "A");
    record_post(state, "b.md", "B");
    for (int round = 0; round < 40; round++) {
        for (size_t i = 0; i < 200000; i++)
            text[i] = (char)('!' + random_below(&random, 90));
        add(state, round % 10 == 3 ? "B" : "A", "h", text);
    }
    assert_in_range(size_of(&scratch), 300000, 2200000);
    ghlpub_state_remove(state, STATE_POST, "b.md", NULL);
    for (int round = 0; round < 12; round++)
        add(state, "A", "h", text);
    check(state, "B", "");
    free(text);
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

/* A file that ends anywhere, or is changed anywhere, gives what is whole before that place, and is
 * mended by the next addition. */
static void test_damaged(void **unused)
{
    struct scratch scratch = scratch_new();
    struct state *state = open_state(&scratch, false);
    char *path = path_of(&scratch);
    struct strbuf whole = STRBUF_INIT(1 << 20);
    (void)unused;
    record_post(state, "a.md", "A");
    record_post(state, "b.md", "B");
    add(state, "A", "h1", "one");
    size_t first = size_of(&scratch);
    add(state, "B", "h2", "two");
    assert_true(file_read(path, 1 << 20, &whole, NULL));
    for (size_t at = 0; at <= whole.len; at++) {
        put_text(path, whole.buf, at);
        check(state, "A", at >= first ? "h1 T//one" : "");
        check(state, "B", at == whole.len ? "h2 T//two" : "");
        add(state, "B", "h3", "three");
        assert_int_equal(findings(state), 0);
        check(state, "A", at >= first ? "h1 T//one" : "");
        check(state, "B", "h3 T//three");
    }
    for (size_t at = first; at < whole.len; at++) {
        whole.buf[at] ^= 1;
        put_text(path, whole.buf, whole.len);
        check(state, "A", "h1 T//one");
        ghlpub_sent_free(ghlpub_sent_load(state, NULL));
        whole.buf[at] ^= 1;
    }
    whole.buf[whole.len - 1] ^= 1;
    put_text(path, whole.buf, whole.len);
    check(state, "B", "");
    assert_int_equal(findings(state), 1);
    put_text(path, "ghlpub-sent 1 other\n", 20);
    assert_int_equal(findings(state), 1);
    strbuf_release(&whole);
    free(path);
    ghlpub_state_close(state);
    scratch_free(&scratch);
}

int run_sent_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_bounded),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests_name("sent", tests, NULL, NULL);
}
