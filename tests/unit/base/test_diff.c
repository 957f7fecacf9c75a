/* diff.c */
#include "test.h"
#include "tests.h"
#include "base/diff.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_pieces(struct strbuf *sb, const struct diff_text *text, size_t from, size_t len)
{
    for (size_t i = 0; i < len; i++)
        strbuf_add(sb, text->items[from + i].text, text->items[from + i].len);
}

/* "same[-gone-]{+come+}", by words or by lines. */
static char *shown(const char *before, const char *after, bool words)
{
    struct diff_text a = words ? diff_words(before, strlen(before)) : diff_lines(before);
    struct diff_text b = words ? diff_words(after, strlen(after)) : diff_lines(after);
    struct diff diff = diff_texts(&a, &b);
    struct strbuf sb = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < diff.len; i++) {
        const struct diff_run *run = &diff.items[i];
        if (run->op == DIFF_SAME) {
            add_pieces(&sb, &a, run->a, run->len);
        } else {
            strbuf_adds(&sb, run->op == DIFF_ADDED ? "{+" : "[-");
            add_pieces(&sb, run->op == DIFF_ADDED ? &b : &a,
                       run->op == DIFF_ADDED ? run->b : run->a, run->len);
            strbuf_adds(&sb, run->op == DIFF_ADDED ? "+}" : "-]");
        }
    }
    diff_release(&diff);
    diff_text_release(&a);
    diff_text_release(&b);
    return strbuf_detach(&sb);
}

static void test_words(void **state)
{
    static const struct {
        const char *before, *after, *shown;
    } rows[] = {
        {"", "", ""},
        {"a b", "a b", "a b"},
        {"", "new", "{+new+}"},
        {"gone", "", "[-gone-]"},
        {"a b c", "a x c", "a [-b -]{+x +}c"},
        {"a b c", "a c", "a [-b -]c"},
        {"a c", "a b c", "a {+b +}c"},
        {"one two three", "two three four", "[-one -]two [-three-]{+three four+}"},
        {"the end.", "the end!", "the end[-.-]{+!+}"},
        {"it's (fine)", "it's (good)", "it's ([-fine-]{+good+})"},
        {"Gr\xc3\xbc\xc3\x9f"
         "e aus",
         "Gr\xc3\xbc\xc3\x9f"
         "e nach",
         "Gr\xc3\xbc\xc3\x9f"
         "e [-aus-]{+nach+}"},
        {"a b c a b b a ", "c b a b a c ", "[-a b -]c {+b +}a b [-b -]a {+c +}"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *text = shown(rows[i].before, rows[i].after, true);
        assert_string_equal(text, rows[i].shown);
        free(text);
    }
}

static void test_lines(void **state)
{
    static const struct {
        const char *before, *after, *shown;
    } rows[] = {
        {"a\nb\nc\n", "a\nc\n", "a[-b-]c"},
        {"a\nb", "a\nb\n", "ab"},
        {"\n\n", "\n", "[--]"},
        {"x\na\nb\ny\n", "x\nc\nd\ny\n", "x[-ab-]{+cd+}y"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *text = shown(rows[i].before, rows[i].after, false);
        assert_string_equal(text, rows[i].shown);
        free(text);
    }
}

/* The runs go through both texts without a gap, and what they call the same is. Returns how many
 * pieces changed. */
static size_t check_runs(const struct diff_text *a, const struct diff_text *b,
                         const struct diff *diff)
{
    size_t x = 0, y = 0, changed = 0;
    for (size_t i = 0; i < diff->len; i++) {
        const struct diff_run *run = &diff->items[i];
        assert_true(run->len > 0);
        if (run->op != DIFF_ADDED) {
            assert_int_equal(run->a, x);
            x += run->len;
        }
        if (run->op != DIFF_REMOVED) {
            assert_int_equal(run->b, y);
            y += run->len;
        }
        changed += run->op == DIFF_SAME ? 0 : run->len;
        for (size_t k = 0; k < run->len && run->op == DIFF_SAME; k++) {
            assert_int_equal(a->items[run->a + k].len, b->items[run->b + k].len);
            assert_memory_equal(a->items[run->a + k].text, b->items[run->b + k].text,
                                a->items[run->a + k].len);
        }
    }
    assert_int_equal(x, a->len);
    assert_int_equal(y, b->len);
    return changed;
}

/* The length of the longest common subsequence, the slow way. */
static size_t common(const struct diff_text *a, const struct diff_text *b)
{
    size_t best[64][64] = {{0}};
    for (size_t i = 1; i <= a->len; i++)
        for (size_t k = 1; k <= b->len; k++) {
            const struct diff_piece *p = &a->items[i - 1], *q = &b->items[k - 1];
            size_t up = best[i - 1][k], left = best[i][k - 1];
            best[i][k] = p->len == q->len && memcmp(p->text, q->text, p->len) == 0
                             ? best[i - 1][k - 1] + 1
                         : up > left ? up
                                     : left;
        }
    return best[a->len][b->len];
}

static void test_shortest(void **state)
{
    struct random random;
    (void)state;
    random_seed(&random, 1);
    for (int round = 0; round < 3000; round++) {
        char before[128] = "", after[128] = "";
        size_t alphabet = 1 + random_below(&random, 4);
        for (size_t i = 0, len = random_below(&random, 40); i < len; i++)
            snprintf(before + 2 * i, 3, "%c\n", (char)('a' + random_below(&random, alphabet)));
        for (size_t i = 0, len = random_below(&random, 40); i < len; i++)
            snprintf(after + 2 * i, 3, "%c\n", (char)('a' + random_below(&random, alphabet)));
        struct diff_text a = diff_lines(before), b = diff_lines(after);
        struct diff diff = diff_texts(&a, &b);
        assert_int_equal(check_runs(&a, &b, &diff), a.len + b.len - 2 * common(&a, &b));
        assert_false(diff.cut);
        diff_release(&diff);
        diff_text_release(&a);
        diff_text_release(&b);
    }
}

/* Texts that have nothing in common, or little, and are large: bounded, and still right. */
static void test_bounds(void **state)
{
    struct strbuf before = STRBUF_INIT(STRBUF_UNBOUNDED), after = STRBUF_INIT(STRBUF_UNBOUNDED);
    (void)state;
    for (unsigned i = 0; i < 3 * DIFF_MOST_PIECES / 2; i++) {
        strbuf_addf(&before, "%s%u\n", i % 2 ? "b" : "", i);
        strbuf_addf(&after, "%s%u\n", i % 2 ? "a" : "", i);
    }
    struct diff_text a = diff_lines(before.buf), b = diff_lines(after.buf);
    assert_int_equal(a.len, DIFF_MOST_PIECES + 1);
    struct diff diff = diff_texts(&a, &b);
    assert_true(diff.cut);
    check_runs(&a, &b, &diff);
    diff_release(&diff);
    diff_text_release(&a);
    diff_text_release(&b);
    strbuf_release(&before);
    strbuf_release(&after);
}

int run_diff_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_shortest),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
