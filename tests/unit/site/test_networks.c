/*
 * The table of networks: how texts are counted, and that every figure can be
 * reached from both sides.
 */
#include "test.h"
#include "tests.h"

#include <string.h>

#define FAMILY  "\U0001F468\u200D\U0001F469\u200D\U0001F467"
#define FLAG    "\U0001F1E9\U0001F1EA"
#define THUMB   "\U0001F44D\U0001F3FD"
#define KEYCAP  "1\uFE0F\u20E3"
#define ACCENT  "e\u0301"
#define HEART   "\u2764\uFE0F"
#define TAMIL   "\u0BA8\u0BBF"
#define ENGLAND "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"

static void texts_are_counted(void **state)
{
    static const struct {
        const char *text;
        size_t utf16, bytes, graphemes, threads;
    } cases[] = {
        {"", 0, 0, 0, 0},
        {"abc", 3, 3, 3, 3},
        {"\u00E9", 1, 2, 1, 1},
        {ACCENT, 2, 3, 1, 2},
        {FAMILY, 8, 18, 1, 18},
        {FLAG, 4, 8, 1, 8},
        {FLAG FLAG, 8, 16, 2, 16},
        {THUMB, 4, 8, 1, 8},
        {KEYCAP, 3, 7, 1, 7},
        {HEART, 2, 6, 1, 6},
        {ENGLAND, 14, 28, 1, 28},
        {TAMIL, 2, 6, 1, 2},
        {"\u4F60\u597D", 2, 6, 2, 2},
        {"a\r\nb", 4, 4, 3, 4},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(ghlpub_text_length(UNIT_UTF16, cases[i].text), cases[i].utf16);
        assert_int_equal(ghlpub_text_length(UNIT_BYTES, cases[i].text), cases[i].bytes);
        assert_int_equal(ghlpub_text_length(UNIT_GRAPHEMES, cases[i].text), cases[i].graphemes);
        assert_int_equal(ghlpub_text_length(UNIT_THREADS, cases[i].text), cases[i].threads);
    }
}

static void hashtags_are_counted(void **state)
{
    static const struct {
        const char *text;
        unsigned count;
    } cases[] = {
        {"", 0},    {"#a", 1},   {"#a #b", 2}, {"#a#b", 1},      {"a#b", 0},
        {"# a", 0}, {"##", 0},   {"##a", 1},   {"(#a), #b.", 2}, {"#\u00FC \u4F60 #\u4F60", 2},
        {"#_", 1},  {"x\n#a", 1}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (ghlpub_text_hashtags(cases[i].text) != cases[i].count)
            fail_msg("%s: %u", cases[i].text, ghlpub_text_hashtags(cases[i].text));
}

/* Each row is found by its names, and holds together. */
static void rows_hold_together(void **state)
{
    size_t count;
    const struct network_limits *rows = ghlpub_network_limits_all(&count);
    (void)state;
    assert_true(count > 15);
    for (size_t i = 0; i < count; i++) {
        const struct network_limits *row = &rows[i];
        bool story = strcmp(row->type, "story") == 0;
        assert_ptr_equal(ghlpub_network_limits(row->network, row->type), row);
        assert_true((row->text_max == 0) == story);
        assert_true(row->need != NEEDS_VIDEO || (row->video_kinds && !row->picture_kinds));
        assert_true(!row->picture_kinds == !row->picture_bytes);
        assert_true(!row->video_kinds == !row->video_bytes);
        assert_true(row->side_min <= row->side_max && row->ratio_min <= row->ratio_max);
        assert_true(!row->media_max || !(row->pictures_max || row->videos_max));
    }
    assert_null(ghlpub_network_limits("google", "story"));
    assert_null(ghlpub_network_limits("twitter", "post"));
    assert_int_equal(ghlpub_media_kind("image/webp"), MEDIA_UNKNOWN);
    assert_int_equal(ghlpub_media_kind(NULL), MEDIA_UNKNOWN);
    assert_int_equal(ghlpub_media_kind("video/quicktime"), MEDIA_MOV);
}

int run_networks_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_counted),
        cmocka_unit_test(hashtags_are_counted),
        cmocka_unit_test(rows_hold_together),
    };
    return cmocka_run_group_tests_name("networks", tests, NULL, NULL);
}
