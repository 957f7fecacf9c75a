/* What is said of a time zone that does not exist. Part of zone.c. */
#ifndef BASE_ZONE_NAMES_H
#define BASE_ZONE_NAMES_H

#include <ghlpub/error.h>

/* Sets the error unknown-zone with a suggestion from the lists in `directory`, or with the package
 * that is missing. */
void zone_set_unknown(const char *name, const char *directory, struct error *err);

#endif
