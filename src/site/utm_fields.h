/*
 * `utm`: campaign parameters of links in social texts.
 */
#ifndef SITE_UTM_FIELDS_H
#define SITE_UTM_FIELDS_H

#include "reading.h"

/* Reads the member of an entry: a mapping, laid over that of the defaults, or false. Each of the
 * mappings may be NULL. */
void utm_read(const struct reading *r, const struct yaml_value *standard,
              const struct yaml_value *own, struct social_entry *entry);

#endif
