/*
 * Between site.c, config.c and config_lists.c: reading ghlpub.yaml.
 */
#ifndef SITE_CONFIG_H
#define SITE_CONFIG_H

#include "reading.h"
#include "site_private.h"

#include <stdbool.h>

/* Reads the file `name` in the root into site->config. False where something in it is wrong; every
 * finding is in `found`. */
bool config_read(struct site *site, const char *name, const struct site_options *options,
                 struct diagnostics *found);

/* ---- config_lists.c: values that are lists or mappings of names ---- */

void config_names(const struct reading *r, const struct yaml_value *value, const char *name,
                  struct name_map *out);
void config_accounts(const struct reading *r, struct site *site, const struct yaml_value *value);
void config_defaults(const struct reading *r, struct site *site, const struct yaml_value *value);

#endif
