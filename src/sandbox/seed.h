/*
 * What a location has from the start, and tokens.
 */
#ifndef SANDBOX_SEED_H
#define SANDBOX_SEED_H

#include "box.h"

/* Makes the locations of the options where the store is empty. Errors: bad-account, bad-user
 * (ERROR_USAGE). */
bool seed_store(struct sandbox *box, struct error *err);

/* A new location with all that the options seed; its id, to be freed with free(), or NULL. */
char *seed_location(struct sandbox *box, const char *name, struct error *err);

/* `scopes`: an array of names, or NULL for all. `company` instead of `location`: an agency's token.
 * `expires_ms` 0: never. */
void token_add(struct sandbox *box, const char *token, const char *location, const char *company,
               const json_t *scopes, int64_t expires_ms);

/* Borrowed: the first of each, or NULL. */
const char *location_first(const struct sandbox *box);
const char *location_token(const struct sandbox *box, const char *location);
const char *location_blog(const struct sandbox *box, const char *location);
const char *location_user(const struct sandbox *box, const char *location);

#endif
