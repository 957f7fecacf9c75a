/*
 * What one network alone knows: the mappings `google`, `instagram`, ... and
 * `link_preview` of a social entry.
 */
#ifndef SITE_SOCIAL_DETAILS_H
#define SITE_SOCIAL_DETAILS_H

#include "reading.h"

/* Reads the mapping of one network into entry->details and entry->detail_texts. `type` and `media`
 * of the entry have been read. */
void details_read(const struct reading *r, const struct config *config, const char *network,
                  const struct yaml_value *value, struct social_entry *entry);

/* Warns about details of networks to which the entry does not go. */
void details_unused(const struct reading *r, const struct config *config,
                    const struct social_entry *entry, const char *network, struct place at);

#endif
