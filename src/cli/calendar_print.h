/* The calendar for people and for machines. */
#ifndef CLI_CALENDAR_PRINT_H
#define CLI_CALENDAR_PRINT_H

#include "calendar_items.h"

#include "base/strbuf.h"

struct calendar_style {
    bool colour;
    size_t columns; /* of the terminal; 0: none, nothing is cut */
    int gap_days;   /* so many days without anything are told */
};

/* A line for each item. */
void calendar_print_list(const struct calendar *calendar, const struct calendar_style *style);

/* A month as a grid, weeks from Monday. */
void calendar_print_month(const struct calendar *calendar, int year, int month,
                          const struct calendar_style *style);

/* An array of objects; see docs/cli.md. */
json_t *calendar_json(const struct calendar *calendar);
json_t *calendar_gaps_json(const struct calendar *calendar, int gap_days);

/* iCalendar (RFC 5545), an event for each item that has a date. */
void calendar_ics(const struct calendar *calendar, struct strbuf *out);

#endif
