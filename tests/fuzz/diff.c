/*
 * The difference of two texts (base), between them a line "====": the runs go
 * through both without a gap, and what they call the same is.
 */
#include "fuzz.h"

#include "base/diff.h"

#include <string.h>

static void check(const struct diff_text *a, const struct diff_text *b)
{
    struct diff diff = diff_texts(a, b);
    size_t x = 0, y = 0;
    for (size_t i = 0; i < diff.len; i++) {
        const struct diff_run *run = &diff.items[i];
        REQUIRE(run->op == DIFF_ADDED || run->a == x);
        REQUIRE(run->op == DIFF_REMOVED || run->b == y);
        x += run->op == DIFF_ADDED ? 0 : run->len;
        y += run->op == DIFF_REMOVED ? 0 : run->len;
        for (size_t k = 0; run->op == DIFF_SAME && k < run->len; k++) {
            const struct diff_piece *p = &a->items[run->a + k], *q = &b->items[run->b + k];
            REQUIRE(p->len == q->len && memcmp(p->text, q->text, p->len) == 0);
        }
    }
    REQUIRE(x == a->len && y == b->len);
    diff_release(&diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_parts parts;

    fuzz_split(&parts, data, size);
    const char *before = parts.text[0], *after = parts.text[1];
    struct diff_text a = diff_lines(before), b = diff_lines(after);
    check(&a, &b);
    diff_text_release(&a);
    diff_text_release(&b);
    a = diff_words(before, strlen(before));
    b = diff_words(after, strlen(after));
    check(&a, &b);
    diff_text_release(&a);
    diff_text_release(&b);
    fuzz_release(&parts);
    return 0;
}
