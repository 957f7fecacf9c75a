/*
 * The names of the social networks, and what `to` and `accounts` may hold.
 */
#ifndef SITE_PLATFORM_H
#define SITE_PLATFORM_H

#include <ghlpub/site.h>

extern const char *const platform_names[];
extern const size_t platform_count;

bool platform_known(const char *name);

/* Checks a target: platform, platform:name, account id, or (where `aliases` is set) a name from
 * `accounts`. What cannot be one of these is reported. */
bool platform_check_target(const struct site *site, struct word target, bool aliases,
                           struct diagnostics *found);

/* Adds to a diagnostic about an unknown name what is known about it: the networks that are gone, or
 * have another name here. True where it did. */
bool platform_hint(struct diagnostic *item, const char *name);

#endif
