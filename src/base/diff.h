/*
 * The difference of two texts: which pieces (lines, words) are the same, which
 * went, which came. Myers' algorithm (An O(ND) Difference Algorithm, 1986),
 * bounded: beyond DIFF_MOST_CHANGES changes what has not been compared yet is
 * told as replaced as a whole, so that no input takes long or much memory.
 *
 *     struct diff_text before = diff_lines(text), after = diff_lines(other);
 *     struct diff diff = diff_texts(&before, &after);
 *     for (size_t i = 0; i < diff.len; i++)
 *         ... diff.items[i].op, .a, .b, .len
 *     diff_release(&diff);
 *     diff_text_release(&before);
 */
#ifndef BASE_DIFF_H
#define BASE_DIFF_H

#include <stdbool.h>
#include <stddef.h>

/* Memory is quadratic in it: 2 MB. */
#define DIFF_MOST_CHANGES 1000
/* Pieces beyond it are one piece: the rest of the text. */
#define DIFF_MOST_PIECES 50000

/* A text cut into pieces, which point into it. */
struct diff_piece {
    const char *text;
    size_t len;
};

struct diff_text {
    struct diff_piece *items;
    size_t len, cap;
};

/* Lines without their ends; a last line without one counts as well. */
struct diff_text diff_lines(const char *text);

/* Words, each with the white space behind it; every other character that is no letter, digit or
 * byte beyond ASCII is a piece of its own. */
struct diff_text diff_words(const char *text, size_t len);
void diff_text_release(struct diff_text *text);

enum diff_op { DIFF_SAME, DIFF_REMOVED, DIFF_ADDED };

/* A run of pieces: from `a` on in the text before (DIFF_SAME, DIFF_REMOVED), from `b` on in the one
 * after (DIFF_SAME, DIFF_ADDED). */
struct diff_run {
    enum diff_op op;
    size_t a, b, len;
};

/* Runs in order; what was removed comes before what was added in its place. */
struct diff {
    struct diff_run *items;
    size_t len, cap;
    bool cut; /* there were too many changes: the last ones are told as one */
};

struct diff diff_texts(const struct diff_text *before, const struct diff_text *after);
void diff_release(struct diff *diff);

#endif
