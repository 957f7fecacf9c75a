/* A month as a grid: a column for each day of the week, a row for each week. */
#include "calendar_print.h"
#include "terminal.h"

#include "base/array.h"
#include "base/log.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define DAYS      7
#define NARROWEST 10

struct grid {
    const struct calendar *calendar;
    const struct calendar_style *style;
    int year, month;
    int64_t today; /* days since 1970 */
    size_t width;  /* of a day */
};

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

static struct civil local(const struct grid *grid, int64_t ms)
{
    struct civil civil;
    zone_from_utc(grid->calendar->plan->site->config.zone, ms, &civil, NULL, NULL);
    return civil;
}

static int64_t day_of(const struct grid *grid, const struct calendar_item *item)
{
    struct civil civil = local(grid, item->at_ms);
    return item->at_ms ? civil_to_days(civil.year, civil.month, civil.day) : -1;
}

/* "facebook,linkedin" as "fb,li": a cell is narrow. */
static void add_networks(struct strbuf *text, const char *networks)
{
    static const struct {
        const char *name, *letters;
    } known[] = {
        {"facebook", "fb"}, {"instagram", "ig"}, {"linkedin", "li"},
        {"google", "gb"},   {"tiktok", "tt"},    {"pinterest", "pi"},
        {"youtube", "yt"},  {"threads", "th"},   {"bluesky", "bs"},
    };
    for (const char *at = networks; at && *at;) {
        size_t len = strcspn(at, ",");
        const char *letters = NULL;
        for (size_t i = 0; i < sizeof known / sizeof *known && !letters; i++)
            if (strlen(known[i].name) == len && strncmp(known[i].name, at, len) == 0)
                letters = known[i].letters;
        if (at != networks)
            strbuf_addc(text, ',');
        if (letters)
            strbuf_adds(text, letters);
        else
            strbuf_add(text, at, len < 2 ? len : 2);
        at += len + (at[len] == ',');
    }
}

/* "+09:00 Title", "!09:00 fb,li Text" */
static void add_cell(struct strbuf *line, const struct grid *grid, const struct calendar_item *item)
{
    struct civil at = local(grid, item->at_ms);
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    char *title = unicode_collapsed(item->title ? item->title : item->path, 60);
    char *clean = log_clean(title);
    bool odd = item->clash || item->mark == '!';
    strbuf_addf(&text, "%c%02d:%02d ",
                odd              ? '!'
                : item->goes_out ? item->mark
                                 : '-',
                at.hour, at.minute);
    if (item->kind == STATE_SOCIAL) {
        add_networks(&text, item->networks);
        strbuf_addc(&text, ' ');
    }
    strbuf_adds(&text, clean);
    size_t len = text.len; /* a cell shows the beginning */
    while (len && unicode_width(text.buf, len) > grid->width)
        len = utf8_cut(text.buf, len, len - 1);
    strbuf_truncate(&text, len);
    if (grid->style->colour)
        strbuf_adds(line, odd                          ? "\033[31m"
                          : !item->goes_out            ? "\033[2m"
                          : item->kind == STATE_SOCIAL ? "\033[36m"
                                                       : "\033[32m");
    strbuf_adds(line, text.buf);
    if (grid->style->colour)
        strbuf_adds(line, "\033[0m");
    strbuf_addf(line, "%*s", (int)(grid->width - unicode_width(text.buf, text.len)), "");
    strbuf_release(&text);
    free(title);
    free(clean);
}

static void put_line(struct strbuf *line)
{
    strbuf_rtrim(line);
    puts(line->buf);
    strbuf_clear(line);
}

static void print_numbers(const struct grid *grid, int64_t monday)
{
    struct strbuf line = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (int64_t day = monday; day < monday + DAYS; day++) {
        int year, month, date;
        char text[16];
        civil_from_days(day, &year, &month, &date);
        bool within = month == grid->month && year == grid->year, today = day == grid->today;
        snprintf(text, sizeof text, today ? "[%d]" : "%d", date);
        strbuf_addf(&line, "%-*s ", (int)grid->width, within ? text : "");
    }
    put_line(&line);
    strbuf_release(&line);
}

/* The n-th item of the day, in the month of the grid; NULL: none. */
static const struct calendar_item *nth(const struct grid *grid, int64_t day, size_t n)
{
    int year, month, date;
    civil_from_days(day, &year, &month, &date);
    if (month != grid->month || year != grid->year)
        return NULL;
    for (size_t i = 0; i < grid->calendar->len; i++)
        if (day_of(grid, &grid->calendar->items[i]) == day && n-- == 0)
            return &grid->calendar->items[i];
    return NULL;
}

static void print_week(const struct grid *grid, int64_t monday)
{
    struct strbuf line = STRBUF_INIT(STRBUF_UNBOUNDED);
    bool any = true;
    print_numbers(grid, monday);
    for (size_t n = 0; any; n++) {
        any = false;
        for (int64_t day = monday; day < monday + DAYS; day++) {
            const struct calendar_item *item = nth(grid, day, n);
            any |= item != NULL;
            if (item)
                add_cell(&line, grid, item);
            else
                strbuf_addf(&line, "%*s", (int)grid->width, "");
            strbuf_addc(&line, ' ');
        }
        put_line(&line);
    }
    strbuf_release(&line);
}

static void print_notes(const struct grid *grid)
{
    struct calendar_style style = *grid->style;
    struct calendar odd = {.arena = grid->calendar->arena, .plan = grid->calendar->plan};
    for (size_t i = 0; i < grid->calendar->len; i++)
        if (grid->calendar->items[i].clash || grid->calendar->items[i].mark == '!' ||
            !grid->calendar->items[i].at_ms)
            ARRAY_PUSH(&odd, grid->calendar->items[i]);
    style.gap_days = 0;
    calendar_print_list(&odd, &style);
    ARRAY_RELEASE(&odd);
}

void calendar_print_month(const struct calendar *calendar, int year, int month,
                          const struct calendar_style *style)
{
    struct grid grid = {.calendar = calendar, .style = style, .year = year, .month = month};
    struct civil now = local(&grid, calendar->plan->now_ms);
    size_t columns = style->columns ? style->columns : 100;
    grid.today = civil_to_days(now.year, now.month, now.day);
    grid.width = columns / DAYS > NARROWEST + 1 ? columns / DAYS - 1 : NARROWEST;
    printf("%s %d, times of %s\n\n", months[month - 1], year,
           calendar->plan->site->config.timezone);
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    struct strbuf line = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (int i = 0; i < DAYS; i++)
        strbuf_addf(&line, "%-*s ", (int)grid.width, names[i]);
    put_line(&line);
    strbuf_release(&line);
    int64_t first = civil_to_days(year, month, 1);
    int64_t end = month == 12 ? civil_to_days(year + 1, 1, 1) : civil_to_days(year, month + 1, 1);
    for (int64_t monday = first - (first + 3) % DAYS; monday < end; monday += DAYS)
        print_week(&grid, monday);
    print_notes(&grid);
}
