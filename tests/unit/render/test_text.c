/* Escaping, words, placeholders, the bounded memory. */
#include "tests.h"

#include "bounded.h"
#include "escape.h"
#include "page.h"

#include <stdlib.h>
#include <string.h>

static void test_escapes(void **state)
{
    struct strbuf out = STRBUF_INIT(4096);
    (void)state;
    escape_html(&out, "a<b>\"c\"&'d'", 11);
    assert_string_equal(out.buf, "a&lt;b&gt;&quot;c&quot;&amp;&#39;d&#39;");
    strbuf_clear(&out);
    escape_url(&out, "/ä b?x=1&y='%20\"<", 18);
    assert_string_equal(out.buf, "/%C3%A4%20b?x=1&amp;y=&#x27;%20%22%3C");
    strbuf_release(&out);
}

static void test_words(void **state)
{
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {{"", 0},
                 {"  one,  two\nthree ", 3},
                 {"don't well-known 3.14 — - …", 3},
                 {"日本語 text", 4},
                 {"das Wörterbuch", 2},
                 {"한국어 단어", 2}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(words_count(cases[i].text, strlen(cases[i].text)), cases[i].count);
}

static void test_cut(void **state)
{
    static const struct {
        const char *text;
        size_t max;
        const char *cut;
    } cases[] = {
        {"one two three", 20, "one two three"},     {"  one \n two   three ", 7, "one two…"},
        {"one two three", 8, "one two…"},           {"endless", 3, "end…"},
        {"e\u0301e\u0301 x", 2, "e\u0301e\u0301…"}, {"", 5, ""}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *cut = words_cut(cases[i].text, cases[i].max);
        assert_string_equal(cut, cases[i].cut);
        free(cut);
    }
}

static void test_placeholders(void **state)
{
    struct prefix prefix;
    struct hash hash;
    struct strbuf text = STRBUF_INIT(4096);
    struct placeholder found;
    (void)state;
    hash_init(&hash);
    prefix_from_hash(&prefix, &hash);
    strbuf_addf(&text, "g ghl %s %sa x ", prefix.text, prefix.text);
    placeholder_add(&prefix, PLACEHOLDER_POST, 42, &text);
    strbuf_adds(&text, "5z");
    assert_true(placeholder_find(&prefix, text.buf, text.buf + text.len, &found));
    assert_int_equal(found.kind, PLACEHOLDER_POST);
    assert_int_equal(found.index, 42);
    assert_string_equal(found.end, "5z");
    assert_false(placeholder_find(&prefix, found.end, text.buf + text.len, &found));
    strbuf_release(&text);
}

static void test_bounded(void **state)
{
    (void)state;
    bounded_reset((size_t)16 << 20);
    char *small = bounded_calloc(10, 10), *large = bounded_calloc(1, 100000);
    memset(small, 'x', 100);
    struct bounded_mark mark = bounded_mark();
    for (int i = 0; i < 2000; i++)
        memset(bounded_calloc(1, 1000), 'y', 1000);
    (void)bounded_calloc(1, 50000);
    bounded_rewind(mark);
    char *again = bounded_calloc(1, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(again[i], 0);
    small = bounded_realloc(small, 60000);
    for (int i = 0; i < 100; i++)
        assert_int_equal(small[i], 'x');
    large = bounded_realloc(large, 200000);
    bounded_free(large);
    bounded_release();
}

int text_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes), cmocka_unit_test(test_words), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_placeholders), cmocka_unit_test(test_bounded)};
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
