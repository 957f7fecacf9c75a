/*
 * The times of social posts: "+2d 09:00", "mon 08:30", "2026-12-01 09:00".
 */
#ifndef SITE_WHEN_H
#define SITE_WHEN_H

#include "base/zone.h"
#include "reading.h"

/* Reads the time of a social entry; a missing one is WHEN_WITH_POST. False with a diagnostic. */
bool when_read(const struct reading *r, const struct yaml_value *value, const struct zone *zone,
               struct when *out);

#endif
