/*
 * "did you mean": Damerau-Levenshtein distance in its restricted form (optimal
 * string alignment). How the suggestion is worded is left to the callers.
 */
#include "base/suggest.h"

#include "base/unicode.h"

#include <string.h>
#include <utf8proc.h>

#define WORD_MAX 64 /* code points; nobody mistypes longer names, and the cost is quadratic */

/* Distances count half edits, so that case can count half of one. */
#define EDIT      2u
#define EDITS_MAX 3u

struct word {
    uint32_t points[WORD_MAX], folded[WORD_MAX];
    size_t len;
};

/* False where the word is too long. */
static bool word_read(struct word *word, const char *text)
{
    size_t len = strnlen(text, (size_t)WORD_MAX * 4 + 1);
    word->len = 0;
    for (size_t at = 0; at < len; word->len++) {
        if (word->len == WORD_MAX)
            return false;
        uint32_t point = utf8_next(text, len, &at);
        word->points[word->len] = point;
        word->folded[word->len] = (uint32_t)utf8proc_tolower((utf8proc_int32_t)point);
    }
    return true;
}

/* What it costs to write b's letter for a's. */
static unsigned replace(const struct word *a, size_t i, const struct word *b, size_t j)
{
    if (a->points[i] == b->points[j])
        return 0;
    return a->folded[i] == b->folded[j] ? EDIT / 2 : EDIT;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned distance(const struct word *a, const struct word *b)
{
    unsigned rows[3][WORD_MAX + 1];
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b->len; j++)
        before[j] = last[j] = (unsigned)j * EDIT;
    for (size_t i = 1; i <= a->len; i++) {
        row[0] = (unsigned)i * EDIT;
        for (size_t j = 1; j <= b->len; j++) {
            unsigned best = last[j - 1] + replace(a, i - 1, b, j - 1);
            best = least(best, least(last[j], row[j - 1]) + EDIT);
            if (i > 1 && j > 1) {
                unsigned crossed = replace(a, i - 1, b, j - 2) + replace(a, i - 2, b, j - 1);
                if (crossed < EDIT) /* the same two letters, swapped */
                    best = least(best, before[j - 2] + EDIT + crossed);
            }
            row[j] = best;
        }
        unsigned *reused = before;
        before = last;
        last = row;
        row = reused;
    }
    return last[b->len];
}

static bool same_but_case(const struct word *a, const struct word *b)
{
    return a->len == b->len && memcmp(a->folded, b->folded, a->len * sizeof *a->folded) == 0;
}

const char *suggest(const char *word, const char *const *names, size_t count)
{
    struct word wanted, name;
    if (!word_read(&wanted, word) || wanted.len == 0)
        return NULL;

    unsigned limit = least((unsigned)wanted.len * EDIT / 3, EDITS_MAX * EDIT);
    unsigned best = limit + 1;
    const char *found = NULL, *same = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!names[i] || !word_read(&name, names[i]))
            continue;
        size_t apart = name.len > wanted.len ? name.len - wanted.len : wanted.len - name.len;
        if (apart > EDITS_MAX)
            continue;
        unsigned far = distance(&wanted, &name);
        if (far < best) {
            best = far;
            found = names[i];
        }
        if (!same && same_but_case(&wanted, &name))
            same = names[i];
    }
    /* All letters in the other case is never far away, however long the word. */
    return same && best > 0 ? same : found;
}
