/*
 * The calendar (proleptic Gregorian), dates as people write them, and times as
 * text. What a zone makes of a local time is left to zone.c.
 */
#include "base/zone.h"

#include <string.h>

#define DAY_SECONDS 86400

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool civil_valid(const struct civil *civil)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (civil->year < 1 || civil->year > 9999 || civil->month < 1 || civil->month > 12)
        return false;
    int last = days[civil->month - 1] + (civil->month == 2 && is_leap(civil->year));
    return civil->day >= 1 && civil->day <= last && civil->hour >= 0 && civil->hour <= 23 &&
           civil->minute >= 0 && civil->minute <= 59 && civil->second >= 0 && civil->second <= 59 &&
           civil->millisecond >= 0 && civil->millisecond <= 999;
}

/* The next two count in eras of 400 years from 0000-03-01, so that the leap day is a year's last
 * (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
int64_t civil_to_days(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void civil_from_days(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t rest = days - era * 146097;
    int64_t of_era = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    int64_t of_year = rest - (365 * of_era + of_era / 4 - of_era / 100);
    int64_t from_march = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (int)(of_era + era * 400 + (*month <= 2));
}

int civil_weekday(int year, int month, int day)
{
    int64_t weekday = (civil_to_days(year, month, day) + 4) % 7; /* 1970-01-01: a Thursday */
    return (int)(weekday < 0 ? weekday + 7 : weekday);
}

/* Reads from `least` to `most` digits. */
static bool read_number(const char **at, int least, int most, int *value)
{
    int digits = 0;
    *value = 0;
    for (; digits < most && **at >= '0' && **at <= '9'; digits++, (*at)++)
        *value = *value * 10 + (**at - '0');
    return digits >= least;
}

static bool read_char(const char **at, const char *set)
{
    if (**at == '\0' || !strchr(set, **at))
        return false;
    (*at)++;
    return true;
}

/* The digits after the point; those beyond the third are cut. */
static bool read_fraction(const char **at, int *millisecond)
{
    int digits = 0, scale = 100;
    for (; **at >= '0' && **at <= '9'; digits++, (*at)++) {
        *millisecond += (**at - '0') * scale;
        scale /= 10;
    }
    return digits > 0;
}

static bool read_day(const char **at, struct civil *civil)
{
    if (!read_number(at, 4, 4, &civil->year))
        return false;
    const char separator[2] = {**at, '\0'};
    return read_char(at, "-/") && read_number(at, 1, 2, &civil->month) &&
           read_char(at, separator) && read_number(at, 1, 2, &civil->day);
}

static bool read_time(const char **at, struct civil *civil)
{
    if (!read_number(at, 1, 2, &civil->hour) || !read_char(at, ":") ||
        !read_number(at, 2, 2, &civil->minute))
        return false;
    if (!read_char(at, ":"))
        return true;
    if (!read_number(at, 2, 2, &civil->second))
        return false;
    if (civil->second == 60) /* a leap second, which no clock here has */
        civil->second = 59;
    return !read_char(at, ".") || read_fraction(at, &civil->millisecond);
}

static bool read_offset(const char **at, int *offset)
{
    bool spaced = false;
    while (read_char(at, " "))
        spaced = true;
    if (read_char(at, "Zz"))
        return true;
    if (spaced && strncmp(*at, "UTC", 3) == 0) {
        *at += 3;
        return true;
    }
    int sign = **at == '-' ? -1 : 1, hours, minutes;
    if (!read_char(at, "+-") || !read_number(at, 2, 2, &hours))
        return false;
    (void)read_char(at, ":");
    if (!read_number(at, 2, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool written_date_parse(const char *text, struct written_date *out)
{
    struct written_date date;
    memset(&date, 0, sizeof date);
    if (!read_day(&text, &date.civil))
        return false;
    if (*text) {
        if (!read_char(&text, "Tt ") || !read_time(&text, &date.civil))
            return false;
        date.has_time = true;
    }
    if (*text) {
        if (!read_offset(&text, &date.offset))
            return false;
        date.has_offset = true;
    }
    if (*text || !civil_valid(&date.civil))
        return false;
    *out = date;
    return true;
}

int64_t written_date_to_utc_ms(const struct written_date *date, const struct zone *zone,
                               enum zone_fit *fit)
{
    if (!date->has_offset)
        return zone_to_utc_ms(zone, &date->civil, fit);
    const struct civil *c = &date->civil;
    if (fit)
        *fit = ZONE_UNIQUE;
    int64_t seconds = civil_to_days(c->year, c->month, c->day) * DAY_SECONDS +
                      c->hour * (int64_t)3600 + c->minute * (int64_t)60 + c->second - date->offset;
    return seconds * 1000 + c->millisecond;
}

void strbuf_add_utc(struct strbuf *sb, int64_t ms, bool millis)
{
    const int64_t day = (int64_t)DAY_SECONDS * 1000;
    int64_t days = ms / day, rest = ms % day;
    if (rest < 0) {
        days--;
        rest += day;
    }
    int year, month, date, of_day = (int)(rest / 1000), fraction = (int)(rest % 1000);
    civil_from_days(days, &year, &month, &date);
    strbuf_addf(sb, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, date, of_day / 3600,
                of_day / 60 % 60, of_day % 60);
    if (millis || fraction)
        strbuf_addf(sb, ".%03d", fraction);
    strbuf_addc(sb, 'Z');
}

void strbuf_add_local(struct strbuf *sb, int64_t ms, const struct zone *zone)
{
    struct civil c;
    const char *abbreviation;
    zone_from_utc(zone, ms, &c, NULL, &abbreviation);
    strbuf_addf(sb, "%04d-%02d-%02d %02d:%02d %s", c.year, c.month, c.day, c.hour, c.minute,
                abbreviation);
}
