/* The calendar as a list, a line for each item; and for machines. */
#include "calendar_print.h"
#include "terminal.h"

#include "base/json.h"
#include "base/log.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

static struct civil local(const struct calendar *calendar, int64_t ms)
{
    struct civil civil;
    zone_from_utc(calendar->plan->site->config.zone, ms, &civil, NULL, NULL);
    return civil;
}

/* Weeks from Monday, counted from some Monday. */
static int64_t week_of(const struct calendar *calendar, int64_t ms)
{
    struct civil civil = local(calendar, ms);
    return (civil_to_days(civil.year, civil.month, civil.day) + 3) / 7;
}

/* "Tue 2026-12-01 09:00 EST" */
static void add_when(struct strbuf *line, const struct calendar *calendar,
                     const struct calendar_item *item)
{
    if (!item->at_ms) {
        strbuf_addf(line, "%-24s", "no date");
        return;
    }
    struct civil civil = local(calendar, item->at_ms);
    size_t before = line->len;
    strbuf_addf(line, "%s ", weekdays[civil_weekday(civil.year, civil.month, civil.day)]);
    strbuf_add_local(line, item->at_ms, calendar->plan->site->config.zone);
    if (line->len - before < 24)
        strbuf_addf(line, "%*s", (int)(24 - (line->len - before)), "");
}

static void add_what(struct strbuf *line, const struct calendar_item *item)
{
    char *key = log_clean(item->key),
         *title = unicode_collapsed(item->title ? item->title : "", 60);
    char *clean = log_clean(title);
    strbuf_adds(line, key);
    if (item->accounts)
        strbuf_addf(line, "  %s", item->accounts);
    if (*clean)
        strbuf_addf(line, "  \"%s%s\"", clean, strlen(title) < strlen(item->title) ? "…" : "");
    free(key);
    free(title);
    free(clean);
}

static void print_notes(const struct calendar_item *item, const struct calendar_style *style)
{
    const char *red = style->colour ? "\033[31m" : "", *plain = style->colour ? "\033[0m" : "";
    if (item->note)
        printf("%*s%s! %s%s\n", 2, "", red, item->note, plain);
    if (item->clash) {
        char *key = log_clean(item->clash);
        printf("%*s%s! less than an hour from %s, at the same account%s\n", 2, "", red, key, plain);
        free(key);
    }
}

static const char *colour_of(const struct calendar_item *item)
{
    if (item->mark == '!' || item->clash)
        return "\033[31m";
    if (item->mark == '+')
        return "\033[32m";
    if (item->mark == '~')
        return "\033[33m";
    return item->goes_out ? "\033[36m" : "\033[2m";
}

static void print_item(const struct calendar *calendar, const struct calendar_item *item,
                       const struct calendar_style *style)
{
    struct strbuf line = STRBUF_INIT(STRBUF_UNBOUNDED), fitted = STRBUF_INIT(STRBUF_UNBOUNDED);
    strbuf_addf(&line, "%c ", item->mark);
    add_when(&line, calendar, item);
    strbuf_addf(&line, "  %-6s  %-9s  ", item->kind == STATE_POST ? "post" : "social", item->state);
    size_t used = unicode_width(line.buf, line.len);
    add_what(&fitted, item);
    if (style->columns > used + 20 && unicode_width(fitted.buf, fitted.len) > style->columns - used)
        terminal_fit(&line, fitted.buf, style->columns - used);
    else
        strbuf_adds(&line, fitted.buf);
    strbuf_rtrim(&line);
    printf("%s%s%s\n", style->colour ? colour_of(item) : "", line.buf,
           style->colour ? "\033[0m" : "");
    print_notes(item, style);
    strbuf_release(&line);
    strbuf_release(&fitted);
}

void calendar_print_list(const struct calendar *calendar, const struct calendar_style *style)
{
    for (size_t i = 0; i < calendar->len; i++) {
        const struct calendar_item *item = &calendar->items[i];
        const struct calendar_item *before = i ? item - 1 : NULL;
        bool new_week = before && (!item->at_ms ? before->at_ms != 0
                                                : week_of(calendar, before->at_ms) !=
                                                      week_of(calendar, item->at_ms));
        if (new_week)
            putchar('\n');
        print_item(calendar, item, style);
        int gap = calendar_gap(calendar, i);
        if (style->gap_days && gap >= style->gap_days)
            printf("\n  ... %d days without anything\n", gap);
    }
}

/* ---- for machines ---- */

json_t *calendar_json(const struct calendar *calendar)
{
    json_t *array = json_array();
    for (size_t i = 0; i < calendar->len; i++) {
        const struct calendar_item *item = &calendar->items[i];
        struct strbuf when = STRBUF_INIT(64);
        json_t *object = json_object();
        json_put(object, "kind", state_kind_name(item->kind));
        json_put(object, "key", item->key);
        json_put(object, "path", item->path);
        json_put_utc(object, "at", item->at_ms / 1000 * 1000);
        if (item->at_ms) {
            strbuf_add_local(&when, item->at_ms, calendar->plan->site->config.zone);
            json_put(object, "local", when.buf);
        }
        json_put(object, "state", item->state);
        json_put(object, "change",
                 item->mark == '+'   ? "new"
                 : item->mark == '~' ? "changed"
                                     : NULL);
        json_put_flag(object, "goesOut", item->goes_out);
        json_put(object, item->kind == STATE_POST ? "title" : "text", item->title);
        json_put(object, "accounts", item->accounts);
        json_put(object, "networks", item->networks);
        json_put(object, "url", item->url);
        json_put(object, "note", item->note);
        json_put(object, "clash", item->clash);
        json_array_append_new(array, object);
        strbuf_release(&when);
    }
    return array;
}

json_t *calendar_gaps_json(const struct calendar *calendar, int gap_days)
{
    json_t *array = json_array();
    for (size_t i = 0; i < calendar->len; i++) {
        int days = calendar_gap(calendar, i);
        if (!gap_days || days < gap_days)
            continue;
        json_t *object = json_object();
        json_put_utc(object, "after", calendar->items[i].at_ms / 1000 * 1000);
        json_put_number(object, "days", days);
        json_array_append_new(array, object);
    }
    return array;
}
