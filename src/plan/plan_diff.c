/*
 * What changes of a post, as text: the body that was sent last against the one
 * that would be sent, as readable lines; what is the same is left out but for
 * some lines around. A line of which most stays is compared by words.
 */
#include "base/arena.h"
#include "base/array.h"
#include "base/diff.h"
#include "base/limits.h"
#include <ghlpub/plan.h>

#include <stdlib.h>
#include <string.h>

#define CONTEXT   2    /* lines around a change */
#define LINE_MAX  8000 /* bytes of a line that is compared by words */
#define NEAR      6    /* lines among which the new form of a line is looked for */
#define PAIRS_MAX 2000 /* that are compared by words */
#define ALIKE     2    /* of so many bytes one must stay */

struct line_list ARRAY(struct plan_diff_line);

struct comparison {
    struct arena *arena;
    struct line_list lines;
    const struct diff_text *before, *after;
    unsigned pairs;
};

static void add_line(struct comparison *work, enum plan_diff_op op, const char *text, size_t len)
{
    struct plan_diff_line line = {.op = op, .text = arena_strndup(work->arena, text, len)};
    ARRAY_PUSH(&work->lines, line);
}

static void add_piece(struct comparison *work, enum plan_diff_op op, const struct diff_piece *piece)
{
    add_line(work, op, piece->text, piece->len);
}

/* ---- by words ---- */

static size_t bytes_of(const struct diff_text *text, size_t from, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += text->items[from + i].len;
    return bytes;
}

static struct plan_diff_word word_of(const struct comparison *work, const struct diff_run *run,
                                     const struct diff_text *a, const struct diff_text *b)
{
    bool added = run->op == DIFF_ADDED;
    const struct diff_text *in = added ? b : a;
    size_t from = added ? run->b : run->a;
    return (struct plan_diff_word){
        added                     ? PLAN_DIFF_ADDED
        : run->op == DIFF_REMOVED ? PLAN_DIFF_REMOVED
                                  : PLAN_DIFF_SAME,
        arena_strndup(work->arena, in->items[from].text, bytes_of(in, from, run->len))};
}

static size_t end_without_space(const char *text)
{
    size_t len = strlen(text);
    return len && text[len - 1] == ' ' ? len - 1 : len;
}

/* A word comes with the space behind it, which stays where both have one. Returns how many there
 * are then: room for one more behind each is there. */
static size_t take_spaces_out(struct comparison *work, struct plan_diff_word *words, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        struct plan_diff_word *old = &words[i], *new = &words[i + 1];
        size_t a = end_without_space(old->text), b = end_without_space(new->text);
        if (old->op != PLAN_DIFF_REMOVED || new->op != PLAN_DIFF_ADDED || !old->text[a] ||
            !new->text[b])
            continue;
        old->text = arena_strndup(work->arena, old->text, a);
        new->text = arena_strndup(work->arena, new->text, b);
        if (i + 2 < count) {
            words[i + 2].text = arena_printf(work->arena, " %s", words[i + 2].text);
        } else {
            words[count++] = (struct plan_diff_word){PLAN_DIFF_SAME, " "};
        }
    }
    return count;
}

/* The words of a line that changed, or NULL where it is another line. */
static const struct plan_diff_word *compare_words(struct comparison *work,
                                                  const struct diff_piece *old,
                                                  const struct diff_piece *new, size_t *count)
{
    if (old->len > LINE_MAX || new->len > LINE_MAX || work->pairs++ > PAIRS_MAX)
        return NULL;
    struct diff_text a = diff_words(old->text, old->len), b = diff_words(new->text, new->len);
    struct diff diff = diff_texts(&a, &b);
    struct plan_diff_word *words = NULL;
    size_t same = 0, longer = old->len > new->len ? old->len : new->len;
    for (size_t i = 0; i < diff.len; i++)
        same +=
            diff.items[i].op == DIFF_SAME ? bytes_of(&a, diff.items[i].a, diff.items[i].len) : 0;
    if (same * ALIKE >= longer) {
        words = arena_alloc(work->arena, (diff.len + 2) * sizeof *words);
        for (size_t i = 0; i < diff.len; i++)
            words[i] = word_of(work, &diff.items[i], &a, &b);
        *count = take_spaces_out(work, words, diff.len);
    }
    diff_release(&diff);
    diff_text_release(&a);
    diff_text_release(&b);
    return words;
}

static bool add_changed(struct comparison *work, const struct diff_piece *old,
                        const struct diff_piece *new)
{
    struct plan_diff_line line = {.op = PLAN_DIFF_CHANGED};
    line.words = compare_words(work, old, new, &line.word_count);
    if (!line.words)
        return false;
    line.before = arena_strndup(work->arena, old->text, old->len);
    line.text = arena_strndup(work->arena, new->text, new->len);
    ARRAY_PUSH(&work->lines, line);
    return true;
}

/* ---- by lines ---- */

/* Lines that went, and lines that came in their place: each with its like, as far as there is one
 * near. */
static void replaced(struct comparison *work, const struct diff_run *old,
                     const struct diff_run *new)
{
    size_t at = 0;
    for (size_t i = 0; i < old->len; i++) {
        const struct diff_piece *line = &work->before->items[old->a + i];
        size_t end = at + NEAR < new->len ? at + NEAR : new->len, found = end, mark = 0;
        for (size_t k = at; k < end && found == end; k++) {
            mark = work->lines.len;
            if (add_changed(work, line, &work->after->items[new->b + k]))
                found = k;
        }
        if (found == end) {
            add_piece(work, PLAN_DIFF_REMOVED, line);
            continue;
        }
        struct plan_diff_line changed = work->lines.items[mark];
        work->lines.len = mark;
        for (; at < found; at++)
            add_piece(work, PLAN_DIFF_ADDED, &work->after->items[new->b + at]);
        ARRAY_PUSH(&work->lines, changed);
        at++;
    }
    for (; at < new->len; at++)
        add_piece(work, PLAN_DIFF_ADDED, &work->after->items[new->b + at]);
}

/* `before`, `after`: is there a change on that side? */
static void same_lines(struct comparison *work, const struct diff_run *run, bool before, bool after)
{
    size_t head = before ? CONTEXT : 0, tail = after ? CONTEXT : 0;
    for (size_t i = 0; i < run->len; i++) {
        if (i == head && run->len > head + tail + 1) {
            struct plan_diff_line line = {.op = PLAN_DIFF_SKIPPED};
            line.skipped = run->len - head - tail;
            ARRAY_PUSH(&work->lines, line);
            i = run->len - tail - 1;
            continue;
        }
        add_piece(work, PLAN_DIFF_SAME, &work->before->items[run->a + i]);
    }
}

static void compare_lines(struct comparison *work)
{
    struct diff diff = diff_texts(work->before, work->after);
    bool changed = diff.len > 1 || (diff.len == 1 && diff.items[0].op != DIFF_SAME);
    for (size_t i = 0; i < diff.len && changed; i++) {
        const struct diff_run *run = &diff.items[i];
        bool pair = run->op == DIFF_REMOVED && i + 1 < diff.len && run[1].op == DIFF_ADDED;
        if (run->op == DIFF_SAME) {
            same_lines(work, run, i > 0, i + 1 < diff.len);
        } else if (pair) {
            replaced(work, run, run + 1);
            i++;
        } else {
            bool added = run->op == DIFF_ADDED;
            for (size_t k = 0; k < run->len; k++)
                add_piece(work, added ? PLAN_DIFF_ADDED : PLAN_DIFF_REMOVED,
                          added ? &work->after->items[run->b + k]
                                : &work->before->items[run->a + k]);
        }
    }
    diff_release(&diff);
}

/* ---- a post ---- */

static const char *asset_path(void *context, const struct asset *asset)
{
    (void)context;
    return asset->path;
}

static const char *post_url(void *context, size_t document)
{
    const char *const *urls = context;
    return urls[document] ? urls[document] : "";
}

char *ghlpub_plan_readable(const struct plan *plan, const struct desired_post *post)
{
    struct url_source urls = {asset_path, post_url, (void *)(uintptr_t)plan->urls};
    char *html = ghlpub_body(post->page, &urls);
    char *text = ghlpub_readable(html, LIMIT_SENT_TEXT / 2);
    free(html);
    return text;
}

static void compare_texts(struct comparison *work, const char *before, const char *after)
{
    struct diff_text a = diff_lines(before), b = diff_lines(after);
    work->before = &a;
    work->after = &b;
    compare_lines(work);
    diff_text_release(&a);
    diff_text_release(&b);
}

static bool is_known(const struct state_entry *entry, const struct sent_text *known)
{
    const char *hash = state_get(entry, STATE_HASH);
    return !hash || strcmp(hash, known->hash) == 0;
}

static void compare_field(struct comparison *work, const char *name, const char *before,
                          const char *after)
{
    const char *now = after ? after : "";
    struct diff_piece a = {before, strlen(before)}, b = {now, strlen(now)};
    size_t first = work->lines.len;
    if (strcmp(before, now) == 0)
        return;
    if (!add_changed(work, &a, &b)) {
        add_piece(work, PLAN_DIFF_REMOVED, &a);
        add_piece(work, PLAN_DIFF_ADDED, &b);
    }
    for (size_t i = first; i < work->lines.len; i++)
        work->lines.items[i].field = name;
}

static bool changes_post(const struct action *action)
{
    return action->post && action->entry && action->entry->kind == STATE_POST && !action->lost &&
           (action->kind == ACTION_UPDATE || action->kind == ACTION_OFFLINE ||
            action->kind == ACTION_ARCHIVE);
}

bool ghlpub_plan_diff(const struct plan *plan, const struct action *action, const struct sent *sent,
                      struct plan_diff *diff)
{
    struct sent_text known;
    *diff = (struct plan_diff){.lines = NULL};
    if (!changes_post(action))
        return false;
    if (!ghlpub_sent_find(sent, state_get(action->entry, STATE_ID), &known)) {
        diff->note = "what was sent last is not known here; it will be after the next publish";
        return true;
    }
    if (!is_known(action->entry, &known)) {
        diff->note = "what was sent last is not known here: it was sent from somewhere else";
        return true;
    }
    struct comparison work = {.arena = plan->arena};
    char *text = ghlpub_plan_readable(plan, action->post);
    compare_field(&work, "title", known.title, action->post->title);
    compare_field(&work, "description", known.description, action->post->description);
    compare_texts(&work, known.text, text);
    if (work.lines.len == 0)
        diff->note = "the text is the same; what changed does not show in it";
    if (work.lines.len)
        diff->lines =
            arena_dup(plan->arena, work.lines.items, work.lines.len * sizeof *diff->lines);
    diff->len = work.lines.len;
    ARRAY_RELEASE(&work.lines);
    free(text);
    return true;
}
