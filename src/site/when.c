/*
 * When a social post goes out, as written and as a moment. The grammar:
 *
 *     time     = relative | date " " clock | RFC 3339
 *     relative = { "+" amount } [ weekday ] [ clock ]     at least one of them
 *     amount   = number ( "m" | "h" | "d" | "w" )
 *     weekday  = "mon" ... "sun", or the whole name
 *     clock    = HH:MM
 *
 * Days and weeks are added to the calendar, hours and minutes to the clock: a
 * day is from nine to nine also when clocks change.
 */
#include "when.h"

#include "base/arena.h"
#include "date.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define AMOUNT_MAX 10000L

static bool add_amount(struct when *when, long number, char unit)
{
    switch (unit) {
    case 'w':
        when->weeks += (int)number;
        break;
    case 'd':
        when->days += (int)number;
        break;
    case 'h':
        when->hours += (int)number;
        break;
    case 'm':
        when->minutes += (int)number;
        break;
    default:
        return false;
    }
    return when->weeks <= AMOUNT_MAX && when->days <= AMOUNT_MAX && when->hours <= AMOUNT_MAX &&
           when->minutes <= AMOUNT_MAX * 60;
}

/* "d", "day", "days" and so on: the unit's letter, or NUL. */
static char unit_of(const char *text, size_t len)
{
    static const char *const names[] = {"m",    "min",  "mins",  "minute", "minutes",
                                        "h",    "hour", "hours", "d",      "day",
                                        "days", "w",    "week",  "weeks"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == len && strncasecmp(names[i], text, len) == 0)
            return names[i][0];
    return '\0';
}

/* One or several amounts after a "+": "+1w2d", "+2 days". Moves *text on. */
static bool parse_amounts(const char **text, struct when *when)
{
    const char *at = *text + 1;
    do {
        char *end;
        if (!isdigit((unsigned char)*at))
            return false;
        long number = strtol(at, &end, 10);
        end += strspn(end, " ");
        size_t len = 0;
        while (isalpha((unsigned char)end[len]))
            len++;
        if (number > AMOUNT_MAX || !add_amount(when, number, unit_of(end, len)))
            return false;
        at = end + len;
    } while (isdigit((unsigned char)*at));
    *text = at;
    return true;
}

static bool parse_weekday(const char **text, struct when *when)
{
    static const char *const days[] = {"sunday",   "monday", "tuesday", "wednesday",
                                       "thursday", "friday", "saturday"};
    size_t len = 0;
    while (isalpha((unsigned char)(*text)[len]))
        len++;
    for (int i = 0; len >= 3 && when->weekday < 0 && i < 7; i++) {
        if (len <= strlen(days[i]) && strncasecmp(days[i], *text, len) == 0) {
            when->weekday = i;
            *text += len;
            return true;
        }
    }
    return false;
}

static bool parse_clock(const char **text, struct when *when)
{
    char *end;
    long hour = strtol(*text, &end, 10);
    if (when->at_hour >= 0 || end == *text || end - *text > 2 || *end != ':')
        return false;
    const char *minutes = end + 1;
    if (!isdigit((unsigned char)minutes[0]) || !isdigit((unsigned char)minutes[1]))
        return false;
    long minute = strtol(minutes, &end, 10);
    if (end - minutes != 2 || hour > 23 || minute > 59)
        return false;
    when->at_hour = (int)hour;
    when->at_minute = (int)minute;
    *text = end;
    return true;
}

static bool parse_relative(const char *text, struct when *when)
{
    bool any = false;
    for (;;) {
        text += strspn(text, " ,");
        if (*text == '\0')
            return any;
        bool ok = *text == '+' && !(when->weekday >= 0 || when->at_hour >= 0)
                      ? parse_amounts(&text, when)
                  : isalpha((unsigned char)*text) ? parse_weekday(&text, when)
                  : isdigit((unsigned char)*text) ? parse_clock(&text, when)
                                                  : false;
        if (!ok || (*text != '\0' && !strchr(" ,+", *text)))
            return false;
        any = true;
    }
}

static void bad_time(const struct reading *r, const struct word *word)
{
    struct diagnostic *item = diagnose(r->found, SEVERITY_ERROR, "bad-time", word->at,
                                       "\"at\" cannot be \"%s\"", word->text);
    if (*word->text == '-')
        diagnostic_hint(item, "a social post cannot go out before its post; write +2d 09:00");
    else
        diagnostic_hint(item,
                        "write +2d 09:00, +3h, mon 08:30, 2026-12-01 09:00 or an RFC 3339 time");
}

/* What the site's clock shows then, as if it were UTC: a time that clocks skip is kept as written,
 * so that the other occurrences of a series are right. */
static int64_t wall_clock(const struct written_date *date, const struct zone *zone, int64_t ms)
{
    struct written_date local = *date;
    if (date->has_offset)
        zone_from_utc(zone, ms, &local.civil, NULL, NULL);
    local.has_offset = true;
    local.offset = 0;
    return written_date_to_utc_ms(&local, NULL, NULL);
}

bool when_read(const struct reading *r, const struct yaml_value *value, const struct zone *zone,
               struct when *out)
{
    struct word word;
    struct written_date date;
    *out = (struct when){.kind = WHEN_WITH_POST, .weekday = -1, .at_hour = -1};
    if (!value || value->kind == YAML_NULL)
        return true;
    out->at = value->at;
    if (!read_word(r, value, "at", &word))
        return value->kind == YAML_SCALAR;
    out->text = word.text;
    if (date_parse(word.text, &date)) {
        enum zone_fit fit = ZONE_UNIQUE;
        if (!date.has_time) {
            diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "bad-time", word.at,
                                     "\"at\" has no time of the day: \"%s\"", word.text),
                            "write for example \"%s 09:00\"", word.text);
            return false;
        }
        out->kind = WHEN_ABSOLUTE;
        out->absolute_ms = written_date_to_utc_ms(&date, zone, &fit);
        out->wall_ms = wall_clock(&date, zone, out->absolute_ms);
        if (!date.has_offset)
            date_warn_fit(r, fit, word.at, word.text, zone);
        return true;
    }
    out->kind = WHEN_RELATIVE;
    if (parse_relative(word.text, out))
        return true;
    bad_time(r, &word);
    return false;
}

/* So many days later on the calendar, at the same time of the day. */
static int64_t add_days(struct civil *civil, int64_t days, const struct zone *zone, int *odd)
{
    enum zone_fit fit = ZONE_UNIQUE;
    int64_t day = civil_to_days(civil->year, civil->month, civil->day) + days;
    civil_from_days(day, &civil->year, &civil->month, &civil->day);
    int64_t ms = zone_to_utc_ms(zone, civil, &fit);
    if (odd)
        *odd = (int)fit;
    return ms;
}

static int64_t resolve_absolute(const struct when *when, const struct zone *zone, int *odd)
{
    const int64_t day_ms = 24 * INT64_C(3600000);
    if (!when->shift)
        return when->absolute_ms; /* what is odd about it was said where it was read */
    int64_t day = when->wall_ms / day_ms - (when->wall_ms % day_ms < 0);
    int of_day = (int)((when->wall_ms - day * day_ms) / 1000);
    struct civil civil = {.hour = of_day / 3600, .minute = of_day / 60 % 60, .second = of_day % 60};
    civil_from_days(day, &civil.year, &civil.month, &civil.day);
    return add_days(&civil, when->shift, zone, odd);
}

int64_t ghlpub_when_resolve(const struct when *when, int64_t post_ms, const struct zone *zone,
                            int *odd)
{
    if (odd)
        *odd = ZONE_UNIQUE;
    if (when->kind == WHEN_ABSOLUTE)
        return resolve_absolute(when, zone, odd);
    int64_t ms = post_ms;
    if (when->days || when->weeks || when->weekday >= 0 || when->at_hour >= 0 || when->shift) {
        struct civil civil;
        zone_from_utc(zone, post_ms, &civil, NULL, NULL);
        int64_t day = when->days + (int64_t)when->weeks * 7;
        if (when->weekday >= 0) {
            int64_t from = civil_to_days(civil.year, civil.month, civil.day) + day;
            int year, month, date;
            civil_from_days(from, &year, &month, &date);
            int ahead = when->weekday - civil_weekday(year, month, date);
            day += ahead < 0 ? ahead + 7 : ahead;
        }
        if (when->at_hour >= 0) {
            civil.hour = when->at_hour;
            civil.minute = when->at_minute;
            civil.second = civil.millisecond = 0;
        }
        ms = add_days(&civil, day + when->shift, zone, odd);
    }
    return ms + ((int64_t)when->hours * 60 + when->minutes) * 60000;
}
