/*
 * Civil time and IANA time zones, read from the system's zoneinfo files
 * (RFC 9636) because the C library knows only one zone a process.
 *
 * A local time that does not exist (clocks go forward) is moved forward by the
 * length of the gap; one that exists twice (clocks go back) is the earlier.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/strbuf.h"
#include <ghlpub/error.h>

#include <stdbool.h>
#include <stdint.h>

struct civil {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second, millisecond;
};

enum zone_fit { ZONE_UNIQUE, ZONE_GAP, ZONE_TWICE };

struct zone;

/* Reads $TZDIR or /usr/share/zoneinfo. "UTC" needs no file. NULL with the error unknown-zone
 * (ERROR_CONFIG; with a suggestion) or bad-zone. */
struct zone *zone_load(const char *name, struct error *err);
void zone_free(struct zone *zone);
const char *zone_name(const struct zone *zone);

int64_t zone_to_utc_ms(const struct zone *zone, const struct civil *civil, enum zone_fit *fit);

/* Sets *civil, and where they are not NULL the offset east of UTC in seconds and the abbreviation
 * (valid as long as the zone). */
void zone_from_utc(const struct zone *zone, int64_t ms, struct civil *civil, int *offset,
                   const char **abbreviation);

/* Is the date one of the calendar (Gregorian, years 1 to 9999)? */
bool civil_valid(const struct civil *civil);

/* Days since 1970-01-01, and back; day of the week, 0 for Sunday. */
int64_t civil_to_days(int year, int month, int day);
void civil_from_days(int64_t days, int *year, int *month, int *day);
int civil_weekday(int year, int month, int day);

/* What a written date says. */
struct written_date {
    struct civil civil;
    bool has_time;
    bool has_offset;
    int offset; /* seconds east of UTC */
};

/* RFC 3339, YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS[.sss]] with 'T', 't' or a space, with or without an
 * offset (Z, +00:00, +0000, " +0000", " UTC"); one-digit months, days and hours are read too. False
 * where the whole text is not a date. */
bool written_date_parse(const char *text, struct written_date *out);
int64_t written_date_to_utc_ms(const struct written_date *date, const struct zone *zone,
                               enum zone_fit *fit);

/* "2026-12-01T12:00:03Z", with ".sss" where there are milliseconds or `millis` asks for them. */
void strbuf_add_utc(struct strbuf *sb, int64_t ms, bool millis);

/* "2026-12-01 07:00 EST" in the zone, for people. */
void strbuf_add_local(struct strbuf *sb, int64_t ms, const struct zone *zone);

#endif
