/* The difference of two texts: see diff.h. How it is shown is left to others. */
#include "base/diff.h"

#include "base/array.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- pieces ---- */

static void add_piece(struct diff_text *out, const char *text, size_t len)
{
    struct diff_piece piece = {text, len};
    ARRAY_PUSH(out, piece);
}

struct diff_text diff_lines(const char *text)
{
    struct diff_text out = {NULL, 0, 0};
    while (*text) {
        size_t len = out.len < DIFF_MOST_PIECES ? strcspn(text, "\n") : strlen(text);
        add_piece(&out, text, len);
        text += len + (text[len] == '\n');
    }
    return out;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 || c == '_' || c == '\'';
}

struct diff_text diff_words(const char *text, size_t len)
{
    struct diff_text out = {NULL, 0, 0};
    size_t at = 0;
    while (at < len) {
        size_t start = at++;
        if (out.len >= DIFF_MOST_PIECES)
            at = len;
        while (at < len && is_word(text[start]) && is_word(text[at]))
            at++;
        while (at < len && isspace((unsigned char)text[at]))
            at++;
        add_piece(&out, text + start, at - start);
    }
    return out;
}

void diff_text_release(struct diff_text *text)
{
    ARRAY_RELEASE(text);
}

/* ---- numbers instead of pieces, so that comparing is cheap ---- */

struct table {
    const struct diff_piece **pieces; /* by number */
    uint32_t *buckets;                /* number + 1; 0: free */
    size_t mask;
    uint32_t count;
};

static uint64_t hash_piece(const struct diff_piece *piece)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < piece->len; i++)
        hash = (hash ^ (unsigned char)piece->text[i]) * UINT64_C(1099511628211);
    return hash ^ hash >> 29;
}

/* Hostile texts may make chains long: after so many steps a piece is taken for a new one, which can
 * only make the difference larger. */
#define CHAIN_MAX 64

static uint32_t number_of(struct table *table, const struct diff_piece *piece)
{
    size_t at = (size_t)hash_piece(piece) & table->mask;
    for (unsigned steps = 0; table->buckets[at]; steps++, at = (at + 1) & table->mask) {
        const struct diff_piece *known = table->pieces[table->buckets[at] - 1];
        if (steps < CHAIN_MAX && known->len == piece->len &&
            memcmp(known->text, piece->text, piece->len) == 0)
            return table->buckets[at] - 1;
    }
    table->pieces[table->count] = piece;
    table->buckets[at] = ++table->count;
    return table->count - 1;
}

static uint32_t *numbers_of(struct table *table, const struct diff_text *text)
{
    uint32_t *numbers = mem_alloc((text->len + 1) * sizeof *numbers);
    for (size_t i = 0; i < text->len; i++)
        numbers[i] = number_of(table, &text->items[i]);
    return numbers;
}

/* ---- the algorithm ---- */

struct problem {
    const uint32_t *a, *b;
    int32_t a_len, b_len;
    int32_t *trace; /* the furthest points of each number of changes, one row behind the other */
    int32_t *rows[DIFF_MOST_CHANGES + 1];
};

static void push(struct diff *diff, enum diff_op op, size_t a, size_t b, size_t len)
{
    struct diff_run run = {op, a, b, len};
    if (len)
        ARRAY_PUSH(diff, run);
}

/* The furthest point on diagonal k that d changes reach, going by those that d - 1 reach; `last`
 * counts from diagonal -(d - 1) in steps of two. */
static int32_t furthest(const int32_t *last, int32_t d, int32_t k)
{
    if (d == 0)
        return 0;
    int32_t below = k > -d + 1 ? last[(k - 1 + d - 1) / 2] + 1 : -1; /* a piece of `a` goes */
    int32_t above = k < d - 1 ? last[(k + 1 + d - 1) / 2] : -1;      /* one of `b` comes */
    return below > above ? below : above;
}

/* Fills the rows up to the one that reaches the end, and returns its number; -1: too many changes.
 */
static int32_t search(struct problem *problem)
{
    int32_t *row = problem->trace;
    for (int32_t d = 0; d <= DIFF_MOST_CHANGES; d++) {
        problem->rows[d] = row;
        for (int32_t k = -d; k <= d; k += 2) {
            int32_t x = furthest(d ? problem->rows[d - 1] : NULL, d, k), y = x - k;
            /* Points outside are kept as they are: nothing that ends inside comes from them. */
            while (x < problem->a_len && y >= 0 && y < problem->b_len &&
                   problem->a[x] == problem->b[y]) {
                x++;
                y++;
            }
            row[(k + d) / 2] = x;
            if (x >= problem->a_len && y >= problem->b_len && k == problem->a_len - problem->b_len)
                return d;
        }
        row += d + 1;
    }
    return -1;
}

/* From the end to the beginning; the runs come out in reverse. */
static void walk_back(const struct problem *problem, int32_t d, struct diff *out)
{
    int32_t x = problem->a_len, y = problem->b_len;
    for (; d > 0; d--) {
        const int32_t *last = problem->rows[d - 1];
        int32_t k = x - y;
        int32_t below = k > -d + 1 ? last[(k - 1 + d - 1) / 2] + 1 : -1;
        int32_t above = k < d - 1 ? last[(k + 1 + d - 1) / 2] : -1;
        bool removed = below > above;
        int32_t from = removed ? below : above; /* x behind the change, before the same pieces */
        push(out, DIFF_SAME, (size_t)from, (size_t)(from - k), (size_t)(x - from));
        x = removed ? from - 1 : from;
        y = removed ? from - k : from - k - 1;
        if (removed)
            push(out, DIFF_REMOVED, (size_t)x, (size_t)y, 1);
        else
            push(out, DIFF_ADDED, (size_t)x, (size_t)y, 1);
    }
    push(out, DIFF_SAME, 0, 0, (size_t)x);
}

static void push_joined(struct diff *out, const struct diff_run *run)
{
    struct diff_run *last = out->len ? &out->items[out->len - 1] : NULL;
    if (last && last->op == run->op)
        last->len += run->len;
    else
        ARRAY_PUSH(out, *run);
}

/* Puts what lies between two runs of same pieces together: first all that went, then all that came.
 */
static void push_changes(struct diff *out, const struct diff *reversed, size_t from, size_t to)
{
    for (int pass = DIFF_REMOVED; pass <= DIFF_ADDED; pass++)
        for (size_t i = from; i > to; i--)
            if (reversed->items[i - 1].op == (enum diff_op)pass)
                push_joined(out, &reversed->items[i - 1]);
}

static void turn_round(struct diff *out, const struct diff *reversed)
{
    for (size_t i = reversed->len; i > 0;) {
        size_t end = i;
        while (end > 0 && reversed->items[end - 1].op != DIFF_SAME)
            end--;
        push_changes(out, reversed, i, end);
        if (end > 0)
            push_joined(out, &reversed->items[end - 1]);
        i = end > 0 ? end - 1 : 0;
    }
}

/* What lies between what is the same at both ends. */
static void diff_middle(struct diff *out, const uint32_t *a, size_t a_len, const uint32_t *b,
                        size_t b_len, size_t start)
{
    size_t most = a_len + b_len < DIFF_MOST_CHANGES ? a_len + b_len : DIFF_MOST_CHANGES;
    struct problem *problem = mem_alloc(sizeof *problem);
    struct diff reversed = {NULL, 0, 0, false}, middle = {NULL, 0, 0, false};
    *problem = (struct problem){.a = a, .b = b, .a_len = (int32_t)a_len, .b_len = (int32_t)b_len};
    problem->trace = mem_alloc((most + 1) * (most + 2) / 2 * sizeof *problem->trace);
    int32_t changes = a_len && b_len ? search(problem) : -1;
    if (changes >= 0) {
        walk_back(problem, changes, &reversed);
        turn_round(&middle, &reversed);
    } else {
        out->cut = a_len && b_len;
        push(&middle, DIFF_REMOVED, 0, 0, a_len);
        push(&middle, DIFF_ADDED, a_len, 0, b_len);
    }
    for (size_t i = 0; i < middle.len; i++) {
        middle.items[i].a += start;
        middle.items[i].b += start;
        push_joined(out, &middle.items[i]);
    }
    diff_release(&middle);
    diff_release(&reversed);
    free(problem->trace);
    free(problem);
}

struct diff diff_texts(const struct diff_text *before, const struct diff_text *after)
{
    struct diff out = {NULL, 0, 0, false};
    size_t all = before->len + after->len, size = 16;
    while (size < 2 * all)
        size *= 2;
    struct table table = {.mask = size - 1};
    table.pieces = mem_alloc((all + 1) * sizeof *table.pieces);
    table.buckets = mem_alloc(size * sizeof *table.buckets);
    uint32_t *a = numbers_of(&table, before), *b = numbers_of(&table, after);
    size_t a_len = before->len, b_len = after->len, start = 0, end = 0;
    while (start < a_len && start < b_len && a[start] == b[start])
        start++;
    while (end < a_len - start && end < b_len - start && a[a_len - end - 1] == b[b_len - end - 1])
        end++;
    push(&out, DIFF_SAME, 0, 0, start);
    if (a_len > start + end || b_len > start + end)
        diff_middle(&out, a + start, a_len - start - end, b + start, b_len - start - end, start);
    struct diff_run last = {DIFF_SAME, a_len - end, b_len - end, end};
    if (end)
        push_joined(&out, &last);
    free(a);
    free(b);
    free(table.pieces);
    free(table.buckets);
    return out;
}

void diff_release(struct diff *diff)
{
    ARRAY_RELEASE(diff);
}
