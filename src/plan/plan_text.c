/*
 * The plan for people: a symbol, the document, what changes and why, and a
 * summary line. Times are in the site's zone.
 */
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include <ghlpub/plan.h>

#include <stdlib.h>
#include <string.h>

static const char *colour_of(enum action_kind kind, const struct plan_style *style)
{
    if (!style->colour)
        return "";
    switch (ghlpub_action_symbol(kind)[0]) {
    case '+':
        return "\033[32m";
    case '~':
        return "\033[33m";
    case '-':
        return "\033[31m";
    default:
        return "\033[36m";
    }
}

static void add_size(struct strbuf *line, int64_t bytes)
{
    if (bytes < 1024)
        strbuf_addf(line, "%d B", (int)bytes);
    else if (bytes < 1024 * 1024)
        strbuf_addf(line, "%.1f kB", (double)bytes / 1024);
    else
        strbuf_addf(line, "%.1f MB", (double)bytes / (1024 * 1024));
}

/* The name of a social post: what stands behind the document in its key. */
static const char *entry_name(const struct action *action)
{
    const char *name = action->key ? strrchr(action->key, '#') : NULL;
    bool social = action->social || (action->entry && action->entry->kind == STATE_SOCIAL);
    return social && name ? name : "";
}

static void add_clean(struct strbuf *line, const char *text)
{
    char *clean = log_clean(text);
    strbuf_adds(line, clean);
    free(clean);
}

static void print_action(const struct action *action, const struct plan_style *style, FILE *out)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    strbuf_addf(&line, "%s%s %-10s%s ", colour_of(action->kind, style),
                ghlpub_action_symbol(action->kind), ghlpub_action_name(action->kind),
                style->colour ? "\033[0m" : "");
    add_clean(&line, action->path);
    add_clean(&line, entry_name(action));
    if (action->kind == ACTION_UPLOAD) {
        strbuf_adds(&line, " (");
        add_size(&line, action->asset->size);
        strbuf_adds(&line, ")");
    } else {
        for (const char **reason = action->reasons; *reason; reason++) {
            strbuf_adds(&line, reason == action->reasons ? ": " : "; ");
            add_clean(&line, *reason);
        }
    }
    fprintf(out, "%s\n", line.buf);
    strbuf_release(&line);
}

/* ---- what changes of a post ---- */

#define DIFF_LINES 200 /* of one post */
#define KEPT       60  /* bytes of words that stay, beside those that change */

static const char *diff_colour(enum plan_diff_op op, const struct plan_style *style)
{
    static const char *const colours[] = {[PLAN_DIFF_REMOVED] = "\033[31m",
                                          [PLAN_DIFF_ADDED] = "\033[32m",
                                          [PLAN_DIFF_CHANGED] = "",
                                          [PLAN_DIFF_SKIPPED] = "\033[36m"};
    return style->colour && colours[op] ? colours[op] : "";
}

/* Words that stay are cut at spaces: their ends next to what changes are of interest. */
static void add_same_words(struct strbuf *line, const char *text, bool first, bool last)
{
    size_t len = strlen(text), head = first ? 0 : KEPT, tail = last ? 0 : KEPT;
    while (head < len && text[head] != ' ' && head)
        head++;
    size_t from = tail < len ? len - tail : 0;
    while (from && from < len && text[from - 1] != ' ')
        from++;
    if (len < 3 * (size_t)KEPT || from <= head) {
        add_clean(line, text);
        return;
    }
    char *start = mem_strndup(text, head);
    add_clean(line, start);
    strbuf_adds(line, first ? "... " : last ? " ..." : " ... ");
    add_clean(line, text + from);
    free(start);
}

static void add_words(struct strbuf *line, const struct plan_diff_line *changed,
                      const struct plan_style *style)
{
    const char *plain = style->colour ? "\033[0m" : "";
    for (size_t i = 0; i < changed->word_count; i++) {
        const struct plan_diff_word *word = &changed->words[i];
        if (word->op == PLAN_DIFF_SAME) {
            add_same_words(line, word->text, i == 0, i + 1 == changed->word_count);
            continue;
        }
        bool added = word->op == PLAN_DIFF_ADDED;
        strbuf_addf(line, "%s%s", diff_colour(word->op, style), added ? "{+" : "[-");
        add_clean(line, word->text);
        strbuf_addf(line, "%s%s", added ? "+}" : "-]", plain);
    }
}

static void print_diff_line(const struct plan_diff_line *one, const struct plan_style *style,
                            FILE *out)
{
    static const char marks[] = {[PLAN_DIFF_SAME] = ' ',
                                 [PLAN_DIFF_REMOVED] = '-',
                                 [PLAN_DIFF_ADDED] = '+',
                                 [PLAN_DIFF_CHANGED] = '~',
                                 [PLAN_DIFF_SKIPPED] = '@'};
    struct strbuf line = STRBUF_INIT(LIMIT_SENT_TEXT);
    strbuf_addf(&line, "    %s%c ", diff_colour(one->op, style), marks[one->op]);
    if (one->field)
        strbuf_addf(&line, "%s: ", one->field);
    if (one->op == PLAN_DIFF_SKIPPED)
        strbuf_addf(&line, "%zu lines stay", one->skipped);
    else if (one->op == PLAN_DIFF_CHANGED)
        add_words(&line, one, style);
    else
        add_clean(&line, one->text);
    fprintf(out, "%s%s\n", line.buf, style->colour ? "\033[0m" : "");
    strbuf_release(&line);
}

static void print_diff(const struct plan *plan, const struct action *action,
                       const struct plan_style *style, FILE *out)
{
    struct plan_diff diff;
    if (!ghlpub_plan_diff(plan, action, style->sent, &diff))
        return;
    if (diff.note)
        fprintf(out, "    (%s)\n", diff.note);
    for (size_t i = 0; i < diff.len && i < DIFF_LINES; i++)
        print_diff_line(&diff.lines[i], style, out);
    if (diff.len > DIFF_LINES)
        fprintf(out, "    (%zu more lines; `ghlpub plan --diff --json` has all of them)\n",
                diff.len - DIFF_LINES);
}

static void print_held(const struct held *held, const struct plan_style *style, FILE *out)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    const char *colour = style->colour ? "\033[35m" : "", *plain = style->colour ? "\033[0m" : "";
    bool other = held->key && strcmp(held->key, held->path) != 0;
    const char *social = other ? strrchr(held->key, '#') : NULL;
    strbuf_addf(&line, "%s! %-10s%s ", colour, held->reason == HELD_ORPHAN ? "orphan" : "held",
                plain);
    add_clean(&line, held->path);
    if (social) /* which of the document's */
        add_clean(&line, social);
    strbuf_adds(&line, ": ");
    add_clean(&line, held->text);
    fprintf(out, "%s\n", line.buf);
    strbuf_release(&line);
}

static void add_cost(struct strbuf *line, const struct plan *plan)
{
    if (!plan->requests)
        return;
    strbuf_addf(line, " About %zu %srequest%s", plan->requests, plan->under_way ? "more " : "",
                plan->requests == 1 ? "" : "s");
    if (plan->least_seconds)
        strbuf_addf(line, ", at least %lld s at 100 in 10 s", (long long)plan->least_seconds);
    strbuf_adds(line, ".");
}

static void print_summary(const struct plan *plan, FILE *out)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    if (plan->len == 0) {
        strbuf_adds(&line, "Plan: nothing to do");
    } else {
        bool first = true;
        strbuf_adds(&line, "Plan: ");
        for (int kind = 0; kind < ACTION_KINDS; kind++) {
            if (!plan->counts[kind])
                continue;
            strbuf_addf(&line, "%s%zu to %s", first ? "" : ", ", plan->counts[kind],
                        kind == ACTION_OFFLINE ? "take offline"
                                               : ghlpub_action_name((enum action_kind)kind));
            if (kind == ACTION_UPLOAD) {
                strbuf_adds(&line, " (");
                add_size(&line, plan->upload_bytes);
                strbuf_adds(&line, ")");
            }
            first = false;
        }
    }
    if (plan->unchanged)
        strbuf_addf(&line, "; %zu unchanged", plan->unchanged);
    if (plan->held_count)
        strbuf_addf(&line, "; %zu held", plan->held_count);
    strbuf_adds(&line, ".");
    add_cost(&line, plan);
    fprintf(out, "%s\n", line.buf);
    strbuf_release(&line);
}

void ghlpub_plan_print_held(const struct plan *plan, const struct plan_style *style, FILE *out)
{
    for (size_t i = 0; i < plan->held_count; i++)
        print_held(&plan->held[i], style, out);
}

void ghlpub_plan_print(const struct plan *plan, const struct plan_style *style, FILE *out)
{
    if (!style->quiet) {
        for (size_t i = 0; i < plan->len; i++) {
            print_action(&plan->actions[i], style, out);
            if (style->sent)
                print_diff(plan, &plan->actions[i], style, out);
        }
        ghlpub_plan_print_held(plan, style, out);
        if (plan->len || plan->held_count)
            fputc('\n', out);
    }
    print_summary(plan, out);
}
