/* unicode.c and suggest.c. */
#include "test.h"

#include "cases.h"

#include "base/clock.h"
#include "base/suggest.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467"

static void slugs(void **state)
{
    static const struct {
        const char *text;
        size_t max;
        const char *slug;
    } table[] = {
        {"Hello, World!", 99, "hello-world"},
        {"Straße nach Århus", 99, "strasse-nach-arhus"},
        {"STRAẞE", 99, "strasse"},
        {"don't", 99, "dont"},
        {"don\u2019t", 99, "dont"},
        {"l'été", 99, "lete"},
        {"'quoted' text", 99, "quoted-text"},
        {"rock 'n' roll", 99, "rock-n-roll"},
        {"a''b", 99, "a-b"},
        {"C++ & C#", 99, "c-c"},
        {"日本語", 99, ""},
        {"日本語 2026", 99, "2026"},
        {"Ünïcödé", 99, "unicode"},
        {"u\u0308ber", 99, "uber"},
        {"snake_case.txt", 99, "snake-case-txt"},
        {"Æsir þing, Łódź, Đà Nẵng, œuvre, ısı, ŒUVRE, Ðor, Øl", 99,
         "aesir-thing-lodz-da-nang-oeuvre-isi-oeuvre-dor-ol"},
        {"İstanbul", 99, "istanbul"},
        {"\uFB01ne ½ ™ \uFF21", 99, "fine-1-2-tm-a"},
        {"soft\u00ADhyphen", 99, "softhyphen"},
        {"-- a -- b --", 99, "a-b"},
        {"bad\xff\xc3 bytes\xe2\x82", 99, "bad-bytes"},
        {"", 99, ""},
        {"one two three", 13, "one-two-three"},
        {"one two three", 12, "one-two"},
        {"one two three", 7, "one-two"},
        {"one two three", 8, "one-two"},
        {"one twothreefour", 12, "one-twothree"},
        {"onetwo", 3, "one"},
        {"ab", 0, ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char *slug = unicode_slug(table[i].text, table[i].max);
        assert_string_equal(slug, table[i].slug);
        free(slug);
    }
}

static void validity(void **state)
{
    static const struct {
        const char *text;
        int bad; /* -1: none */
        size_t points;
    } table[] = {
        {"", -1, 0},
        {"abc", -1, 3},
        {"a\u00e9\u20ac\U0001F600", -1, 4},
        {"a\xff", 1, 2},
        {"\x80", 0, 1},
        {"\xc0\xaf", 0, 2},         /* overlong */
        {"\xe0\x80\xaf", 0, 3},     /* overlong */
        {"\xf0\x80\x80\xaf", 0, 4}, /* overlong */
        {"ab\xed\xa0\x80", 2, 5},   /* surrogate */
        {"\xf4\x90\x80\x80", 0, 4}, /* beyond U+10FFFF */
        {"\xf4\x8f\xbf\xbf", -1, 1},
        {"ok\xe2\x82", 2, 4}, /* cut */
        {"\xef\xbf\xbf", -1, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        size_t len = strlen(table[i].text), bad = 99;
        assert_int_equal(utf8_valid(table[i].text, len, &bad), table[i].bad < 0);
        assert_int_equal(bad, table[i].bad < 0 ? 99 : table[i].bad);
        assert_int_equal(utf8_code_points(table[i].text, len), table[i].points);
    }
    assert_true(utf8_valid("a\0b", 3, NULL));

    size_t at = 0;
    assert_int_equal(utf8_next("\u20acx", 4, &at), 0x20ac);
    assert_int_equal(at, 3);
    assert_int_equal(utf8_next("\xe2\x82", 2, (at = 0, &at)), 0xfffd);
    assert_int_equal(at, 1);
}

static void cuts(void **state)
{
    static const struct {
        const char *text;
        size_t max, len;
    } table[] = {
        {"abc", 5, 3},           {"abc", 3, 3},         {"abc", 2, 2},
        {"a\u20ac", 3, 1},       {"a\u20ac", 2, 1},     {"a\u20ac", 4, 4},
        {"\U0001F600x", 3, 0},   {"\U0001F600x", 4, 4}, {"\u20ac\u20ac", 3, 3},
        {"\x80\x80\x80x", 2, 2}, {"\xe2\x82xyz", 2, 2}, {"\u00e9", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        assert_int_equal(utf8_cut(table[i].text, strlen(table[i].text), table[i].max),
                         table[i].len);
}

static void forms(void **state)
{
    static const struct {
        char *(*function)(const char *);
        const char *text, *expected;
    } table[] = {
        {unicode_nfc, "plain", "plain"},
        {unicode_nfc, "e\u0301", "\u00e9"},
        {unicode_nfc, "\u212b", "\u00c5"},
        {unicode_nfc, "a\u0315\u0300\u05ae\u0300b", "\u00e0\u05ae\u0300\u0315b"},
        {unicode_nfc, "\u1112\u1161\u11ab", "\ud55c"},
        {unicode_nfc, "\u0958", "\u0915\u093c"}, /* excluded from composition */
        {unicode_nfc, "\uFB01", "\uFB01"},
        {unicode_nfc, "a\xff\u00e9", "a\ufffd\u00e9"},
        {unicode_nfc, "", ""},
        {unicode_stripped, "\u00c5ngstr\u00f6m \uFB01", "Angstrom fi"},
        {unicode_stripped, "\xff", "\ufffd"},
        {unicode_folded, "STRASSE Stra\u00dfe", "strasse strasse"},
        {unicode_folded, "E\u0301", "\u00e9"},
        {unicode_folded, "\u03a3\u03c2", "\u03c3\u03c3"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char *result = table[i].function(table[i].text);
        assert_string_equal(result, table[i].expected);
        free(result);
    }
}

/* Half a million marks in the wrong order on one letter. */
static void hostile_marks(void **state)
{
    const size_t pairs = 250000;
    char *text = malloc(pairs * 4 + 2), *end = text;
    (void)state;
    *end++ = 'x';
    for (size_t i = 0; i < pairs; i++, end += 4)
        memcpy(end, i % 2 ? "\u0301\u0315" : "\u0315\u0316", 4);
    *end = '\0';
    int64_t start = clock_monotonic_ms();
    char *result = unicode_nfc(text), *slug = unicode_slug(text, 50);
    assert_true(clock_monotonic_ms() - start < 5000);
    assert_string_equal(slug, "x");
    assert_true(utf8_valid(result, strlen(result), NULL));
    assert_memory_equal(result, "x\u0316\u0316", 5);
    free(text);
    free(result);
    free(slug);
}

static void widths(void **state)
{
    static const struct {
        const char *text;
        size_t graphemes, width;
    } table[] = {
        {"", 0, 0},
        {"abc", 3, 3},
        {"e\u0301", 1, 1},
        {"日本", 2, 4},
        {FAMILY, 1, 2},
        {FAMILY FAMILY "x", 3, 5},
        {"\U0001F1EB\U0001F1F7", 1, 2},
        {"\U0001F1EB\U0001F1F7\U0001F1E9\U0001F1EA", 2, 4},
        {"\U0001F44D\U0001F3FD", 1, 2},
        {"\u2764", 1, 1},
        {"\u2764\uFE0F", 1, 2},
        {"\ud55c\u1112\u1161\u11ab", 2, 4},
        {"\r\n", 1, 0},
        {"\xff\xfe", 2, 2},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        size_t len = strlen(table[i].text);
        assert_int_equal(unicode_graphemes(table[i].text, len), table[i].graphemes);
        assert_int_equal(unicode_width(table[i].text, len), table[i].width);
    }
}

static void words(void **state)
{
    static const struct {
        uint32_t point;
        bool word;
    } table[] = {{'a', true},     {'9', true},     {'_', false},     {' ', false},
                 {0xe9, true},    {0x65e5, true},  {0x0663, true},   {0x301, false},
                 {0x2014, false}, {0xfffd, false}, {0x110000, false}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        assert_int_equal(unicode_is_word(table[i].point), table[i].word);
}

static void suggestions(void **state)
{
    static const char *const names[] = {"title", "slug",     "status", "Jane Doe", "description",
                                        "tags",  "category", "größe",  "yaml",     NULL};
    static const struct {
        const char *word, *expected;
    } table[] = {
        {"titel", "title"},
        {"tilte", "title"},
        {"Title", "title"},
        {"TITLE", "title"},
        {"YAML", "yaml"},
        {"title", "title"},
        {"slag", "slug"},
        {"sl", NULL},
        {"x", NULL},
        {"", NULL},
        {"jane", NULL},
        {"jane doe", "Jane Doe"},
        {"Jane", NULL},
        {"Jane D", "Jane Doe"},
        {"descripiton", "description"},
        {"dsecriptoin", "description"},
        {"discriptions", "description"},
        {"diskriptions", "description"},
        {"diskreptionz", NULL},
        {"catgory", "category"},
        {"grösse", "größe"},
        {"gr\u00d6\u00dfe", "größe"},
        {"0123456789012345678901234567890123456789012345678901234567890123456789", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const char *found = suggest(table[i].word, names, COUNT(names));
        if (!found || !table[i].expected)
            assert_ptr_equal(found, table[i].expected);
        else
            assert_string_equal(found, table[i].expected);
    }
    assert_null(suggest("title", NULL, 0));
}

int text_cases(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slugs), cmocka_unit_test(validity),      cmocka_unit_test(cuts),
        cmocka_unit_test(forms), cmocka_unit_test(hostile_marks), cmocka_unit_test(widths),
        cmocka_unit_test(words), cmocka_unit_test(suggestions),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
