/*
 * Errors and diagnostics as values. How they look on a terminal or as JSON, and
 * which exit code they give, is left to cli/.
 */
#include <ghlpub/error.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* The formatted text on one line, without control characters and secrets, not too long. */
__attribute__((format(printf, 1, 0))) static char *clean_text(const char *format, va_list args,
                                                              const char *tail)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    char *clean;
    size_t len;

    strbuf_vaddf(&text, format, args);
    if (tail) {
        strbuf_adds(&text, ": ");
        strbuf_adds(&text, tail);
    }
    clean = log_clean(text.buf);
    strbuf_release(&text);
    len = strlen(clean);
    if (len > LIMIT_MESSAGE) {
        strbuf_add(&text, clean, utf8_cut(clean, len, LIMIT_MESSAGE - 3));
        strbuf_adds(&text, "...");
        free(clean);
        clean = strbuf_detach(&text);
    }
    return clean;
}

/* Takes the message, which may have been made from the strings that are freed here. */
static void set(struct error *err, enum error_kind kind, const char *code, char *message)
{
    error_release(err);
    err->kind = kind;
    err->code = code;
    err->message = message;
}

void error_set(struct error *err, enum error_kind kind, const char *code, const char *format, ...)
{
    va_list args;

    if (!err)
        return;
    va_start(args, format);
    set(err, kind, code, clean_text(format, args, NULL));
    va_end(args);
}

void error_set_errno(struct error *err, enum error_kind kind, const char *code, const char *format,
                     ...)
{
    const char *reason = strerror(errno);
    va_list args;

    if (!err)
        return;
    va_start(args, format);
    set(err, kind, code, clean_text(format, args, reason));
    va_end(args);
}

void error_at(struct error *err, const char *path, unsigned line, unsigned column)
{
    char *copy;

    if (!err)
        return;
    copy = mem_strdup(path);
    free(err->path);
    err->path = copy;
    err->line = line;
    err->column = column;
}

void error_hint(struct error *err, const char *format, ...)
{
    va_list args;
    char *hint;

    if (!err)
        return;
    va_start(args, format);
    hint = clean_text(format, args, NULL);
    va_end(args);
    free(err->hint);
    err->hint = hint;
}

void error_move(struct error *to, struct error *from)
{
    if (!from || to == from)
        return;
    if (!to) {
        error_release(from);
        return;
    }
    error_release(to);
    *to = *from;
    *from = (struct error)ERROR_INIT;
}

void error_release(struct error *err)
{
    if (!err)
        return;
    free(err->path);
    free(err->message);
    free(err->hint);
    *err = (struct error)ERROR_INIT;
}

static void count_item(struct diagnostics *list, enum severity severity)
{
    list->errors += severity == SEVERITY_ERROR;
    list->warnings += severity == SEVERITY_WARNING;
}

/* Takes the strings of the item. */
static struct diagnostic *append(struct diagnostics *list, struct diagnostic item)
{
    if (list->len == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 8;
        list->items = mem_resize(list->items, list->cap, sizeof *list->items);
    }
    count_item(list, item.severity);
    list->items[list->len] = item;
    return &list->items[list->len++];
}

struct diagnostic *diagnose(struct diagnostics *list, enum severity severity, const char *code,
                            struct place place, const char *format, ...)
{
    struct diagnostic item = {severity, code, mem_strdup(place.path), place.line, place.column,
                              NULL,     NULL};
    va_list args;

    va_start(args, format);
    item.message = clean_text(format, args, NULL);
    va_end(args);
    return append(list, item);
}

void diagnostic_hint(struct diagnostic *item, const char *format, ...)
{
    va_list args;
    char *hint;

    va_start(args, format);
    hint = clean_text(format, args, NULL);
    va_end(args);
    free(item->hint);
    item->hint = hint;
}

void diagnose_error(struct diagnostics *list, struct error *err)
{
    struct diagnostic item = {SEVERITY_ERROR, err->code,    err->path, err->line,
                              err->column,    err->message, err->hint};

    if (!item.message)
        item.message = mem_strdup("");
    append(list, item);
    *err = (struct error)ERROR_INIT;
}

void diagnostics_move(struct diagnostics *to, struct diagnostics *from)
{
    for (size_t i = 0; i < from->len; i++)
        append(to, from->items[i]);
    from->len = 0; /* the strings have moved */
    diagnostics_release(from);
}

static int compare_text(const char *a, const char *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

static int compare_place(const struct diagnostic *a, const struct diagnostic *b)
{
    int paths = compare_text(a->path, b->path);

    if (paths != 0)
        return paths;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

/* qsort is not stable: the former index decides between equal places. */
struct numbered {
    struct diagnostic item;
    size_t index;
};

static int compare_numbered(const void *a, const void *b)
{
    const struct numbered *left = a, *right = b;
    int places = compare_place(&left->item, &right->item);

    return places ? places : (left->index > right->index) - (left->index < right->index);
}

static void release_item(struct diagnostic *item)
{
    free(item->path);
    free(item->message);
    free(item->hint);
}

/* Was the same said at this place already? Cleaned texts hold no line end: it separates them. */
static bool is_repetition(struct map *said, const struct diagnostic *item)
{
    char *key = mem_printf("%d\n%s\n%s\n%s", (int)item->severity, item->code ? item->code : "",
                           item->message, item->hint ? item->hint : "");
    bool repetition = map_has(said, key);

    map_set(said, key, NULL);
    free(key);
    return repetition;
}

void diagnostics_sort(struct diagnostics *list)
{
    struct numbered *order = mem_alloc(list->len * sizeof *order);
    struct map said = MAP_INIT;
    size_t count = list->len;
    bool same_place = false; /* as the one before */

    for (size_t i = 0; i < count; i++)
        order[i] = (struct numbered){list->items[i], i};
    qsort(order, count, sizeof *order, compare_numbered);
    list->len = list->errors = list->warnings = 0;
    for (size_t i = 0; i < count; i++) {
        /* Found out now: below, this one's path may be freed. */
        bool next_same = i + 1 < count && compare_place(&order[i].item, &order[i + 1].item) == 0;

        if (!same_place)
            map_release(&said, NULL);
        if ((same_place || next_same) && is_repetition(&said, &order[i].item))
            release_item(&order[i].item);
        else
            append(list, order[i].item);
        same_place = next_same;
    }
    map_release(&said, NULL);
    free(order);
}

void diagnostics_keep(struct diagnostics *list,
                      bool (*wanted)(void *context, const struct diagnostic *item), void *context)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->len; i++) {
        struct diagnostic *item = &list->items[i];

        if (wanted(context, item)) {
            list->items[kept++] = *item;
            continue;
        }
        list->errors -= item->severity == SEVERITY_ERROR;
        list->warnings -= item->severity == SEVERITY_WARNING;
        release_item(item);
    }
    list->len = kept;
}

void diagnostics_release(struct diagnostics *list)
{
    if (!list)
        return;
    for (size_t i = 0; i < list->len; i++)
        release_item(&list->items[i]);
    free(list->items);
    *list = (struct diagnostics)DIAGNOSTICS_INIT;
}

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {"note", "warning", "error"};

    return names[severity];
}
