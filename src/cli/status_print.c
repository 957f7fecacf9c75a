/*
 * The dashboard as text: one line a row where there is no terminal, so that
 * other programs can work with it; on a terminal made to fit its width.
 */
#include "status_print.h"
#include "terminal.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATE_WIDTH 10
#define DATE_WIDTH  20
#define NAME_MAX    80
#define NAME_MIN    20

static bool is(const char *text, const char *word)
{
    return text && word && strcmp(text, word) == 0;
}

/* The word that a row begins with: what somebody should know first. */
static const char *first_word(const struct status_row *row)
{
    static const char *const told[] = {"failed", "drift", "gone", "orphan", "broken", "late"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (is(row->problem, told[i]))
            return told[i];
    return row->problem && !row->id ? "held" : row->state;
}

static const char *colour_of(const struct status_row *row)
{
    static const struct {
        const char *word, *colour;
    } colours[] = {
        {"failed", "\033[1;31m"},   {"gone", "\033[1;31m"},    {"broken", "\033[31m"},
        {"drift", "\033[1;35m"},    {"orphan", "\033[35m"},    {"held", "\033[35m"},
        {"late", "\033[35m"},       {"published", "\033[32m"}, {"out", "\033[32m"},
        {"scheduled", "\033[36m"},  {"in-review", "\033[36m"}, {"new", "\033[33m"},
        {"unfinished", "\033[33m"},
    };
    const char *word = first_word(row);
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        if (is(word, colours[i].word))
            return colours[i].colour;
    return "\033[2m";
}

/* Below its document a social post needs only its own part of the key. */
static const char *shown_name(const struct status_table *table, size_t i,
                              const struct status_style *style)
{
    const struct status_row *row = &table->items[i];
    const char *mark = row->kind == STATE_SOCIAL ? strrchr(row->name, '#') : NULL;
    bool below = style->grouped && style->columns && mark && i > 0 &&
                 strcmp(table->items[i - 1].path, row->path) == 0;
    return below ? arena_printf(table->arena, "  %s", mark) : row->name;
}

static size_t name_width(const struct status_table *table, const struct status_style *style)
{
    size_t widest = NAME_MIN, most = NAME_MAX;
    if (style->columns) {
        size_t rest = STATE_WIDTH + DATE_WIDTH + 4;
        most = style->columns > rest + NAME_MIN ? style->columns - rest : NAME_MIN;
    }
    for (size_t i = 0; i < table->len; i++) {
        const char *name = shown_name(table, i, style);
        size_t width = unicode_width(name, strlen(name));
        widest = width > widest ? width : widest;
    }
    return widest < most ? widest : most;
}

static void add_note(struct strbuf *text, const struct status_row *row)
{
    const char *before = "";
    if (row->pending) {
        strbuf_addf(text, "%s", row->pending);
        before = ": ";
    }
    if (row->note && !is(row->note, row->pending)) {
        strbuf_addf(text, "%s%s", before, row->note);
        before = "; ";
    }
    if (row->said && *row->said)
        strbuf_addf(text, "%sthe network said \"%s\"", before, row->said);
    if (row->remedy)
        strbuf_addf(text, "; %s", row->remedy);
}

static void add_padded(struct strbuf *line, const char *text, size_t width)
{
    size_t used = unicode_width(text, strlen(text));
    strbuf_addf(line, "%s%*s", text, used < width ? (int)(width - used) : 0, "");
}

/* State, name and date; and the URL or the accounts, where there is room. */
static void add_columns(struct strbuf *line, const struct status_row *row, const char *name,
                        const struct plan *plan, const struct status_style *style, size_t width)
{
    const char *where = row->kind == STATE_POST ? row->url : row->accounts;
    char *clean = log_clean(where ? where : ""), *shown = log_clean(name);
    struct strbuf date = STRBUF_INIT(64);
    add_padded(line, first_word(row), STATE_WIDTH);
    strbuf_adds(line, "  ");
    if (style->columns)
        terminal_fit(line, shown, width);
    else
        add_padded(line, shown, width);
    strbuf_adds(line, "  ");
    if (row->date_ms)
        strbuf_add_local(&date, row->date_ms, plan->site->config.zone);
    add_padded(line, date.buf, DATE_WIDTH);
    size_t used = unicode_width(line->buf, line->len) + 2;
    if (*clean && !style->columns) {
        strbuf_addf(line, "  %s", clean);
    } else if (*clean && used + NAME_MIN <= style->columns) {
        strbuf_adds(line, "  ");
        terminal_fit(line, clean, style->columns - used);
    }
    strbuf_release(&date);
    free(clean);
    free(shown);
}

/* The first word alone has a colour: the rest stays easy to read. */
static void add_colour(struct strbuf *line, const struct status_row *row)
{
    strbuf_splice(line, strlen(first_word(row)), 0, "\033[0m", 4);
    strbuf_splice(line, 0, 0, colour_of(row), strlen(colour_of(row)));
}

static void print_row(const struct status_table *table, size_t i, const struct plan *plan,
                      const struct status_style *style, size_t width)
{
    enum { INDENT = STATE_WIDTH + 4 };
    const struct status_row *row = &table->items[i];
    struct strbuf line = STRBUF_INIT(STRBUF_UNBOUNDED), note = STRBUF_INIT(LIMIT_MESSAGE);
    add_note(&note, row);
    char *why = log_clean(note.buf);
    add_columns(&line, row, shown_name(table, i, style), plan, style, width);
    if (*why && !style->columns)
        strbuf_addf(&line, "  (%s)", why);
    if (style->colour)
        add_colour(&line, row);
    strbuf_rtrim(&line);
    puts(line.buf);
    if (*why && style->columns)
        printf("%*s%s\n", INDENT, "", why);
    free(why);
    strbuf_release(&line);
    strbuf_release(&note);
}

/* "12 published, 3 scheduled" of one kind. */
static void add_counts(struct strbuf *line, const struct status_table *table, enum state_kind kind,
                       const char *what)
{
    size_t total = 0;
    bool first = true;
    for (size_t i = 0; i < table->len; i++)
        total += table->items[i].kind == kind && !is(table->items[i].state, "campaign");
    if (!total)
        return;
    strbuf_addf(line, "%s%zu %s%s: ", line->len ? "; " : "", total, what, total == 1 ? "" : "s");
    for (size_t word = 0; word < status_word_count; word++) {
        size_t count = 0;
        for (size_t i = 0; i < table->len; i++)
            count += table->items[i].kind == kind && !is(table->items[i].state, "campaign") &&
                     is(table->items[i].state, status_words[word]);
        if (count) {
            strbuf_addf(line, "%s%zu %s", first ? "" : ", ", count, status_words[word]);
            first = false;
        }
    }
}

static void print_summary(const struct status_table *table, const struct plan *plan)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    const struct status_row *next = NULL;
    size_t pending = 0, problems = 0;
    for (size_t i = 0; i < table->len; i++) {
        const struct status_row *row = &table->items[i];
        pending += row->pending != NULL;
        problems += row->problem != NULL;
        if (is(row->state, "scheduled") && (!next || row->date_ms < next->date_ms))
            next = row;
    }
    add_counts(&line, table, STATE_POST, "post");
    add_counts(&line, table, STATE_SOCIAL, "social post");
    if (!line.len)
        strbuf_adds(&line, "Nothing matches");
    if (problems)
        strbuf_addf(&line, "; %zu with a problem", problems);
    if (pending)
        strbuf_addf(&line, "; %zu to be published", pending);
    printf("\n%s.\n", line.buf);
    if (next) {
        strbuf_clear(&line);
        strbuf_adds(&line, "Next: ");
        strbuf_add_local(&line, next->date_ms, plan->site->config.zone);
        char *name = log_clean(next->name);
        printf("%s, %s.\n", line.buf, name);
        free(name);
    }
    strbuf_release(&line);
}

void status_print(const struct status_table *table, const struct plan *plan,
                  const struct status_style *style)
{
    size_t width = name_width(table, style);
    for (size_t i = 0; i < table->len; i++)
        print_row(table, i, plan, style, width);
    if (style->summary)
        print_summary(table, plan);
}

json_t *status_json(const struct status_table *table)
{
    json_t *array = json_array();
    for (size_t i = 0; i < table->len; i++) {
        const struct status_row *row = &table->items[i];
        json_t *object = json_object();
        json_put(object, "kind", state_kind_name(row->kind));
        json_put(object, "state", row->state);
        json_put(object, "problem", row->problem);
        json_put(object, "pending", row->pending);
        json_put(object, "name", row->name);
        json_put(object, "path", row->path);
        json_put(object, "id", row->id);
        json_put(object, "url", row->url);
        json_put(object, "accounts", row->accounts);
        json_put_utc(object, "date", row->date_ms);
        json_put_utc(object, "written", row->written_ms);
        json_put(object, "note", row->note);
        json_put(object, "said", row->said);
        json_put(object, "remedy", row->remedy);
        json_array_append_new(array, object);
    }
    return array;
}
