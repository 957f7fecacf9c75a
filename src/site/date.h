/*
 * Dates as people and generators write them.
 */
#ifndef SITE_DATE_H
#define SITE_DATE_H

#include "base/zone.h"
#include "reading.h"

/* What written_date_parse() reads, and beyond it: "Jul 08 2022", "8 July 2022", "July 8th, 2022",
 * "2022/07/08", each with a time and an offset after it, a weekday before it. */
bool date_parse(const char *text, struct written_date *out);

/* A value as a moment; without an offset it is in `zone`. False where it is missing or (with a
 * diagnostic) no date. A local time that does not exist, or exists twice, is warned about. */
bool date_read(const struct reading *r, const struct yaml_value *value, const char *name,
               const struct zone *zone, int64_t *ms, bool *has_time);

/* Warns about enum zone_fit; nothing for ZONE_UNIQUE. */
void date_warn_fit(const struct reading *r, enum zone_fit fit, struct place at, const char *text,
                   const struct zone *zone);

/* The date that leads a file's name ("2026-11-02-hello"): the length of it with what separates it
 * from the name, or 0. A name that is a date alone counts as well. */
size_t date_leads(const char *name, struct civil *out);

#endif
