/*
 * JSON, by jansson: parsing with bounds and places, reading of members that may
 * be missing or of another type, canonical writing.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/strbuf.h"
#include <ghlpub/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Parses one value; duplicate keys, depth over LIMIT_JSON_DEPTH and what follows the value are
 * errors: bad-json (ERROR_FAILED, with line and column). NULL on failure; else decref it. */
json_t *json_parse(const char *text, size_t len, struct error *err);

/* A member's string, or NULL where it is missing or no string. Borrowed. */
const char *json_text(const json_t *object, const char *name);
/* A member's number, or `otherwise`. */
int64_t json_number(const json_t *object, const char *name, int64_t otherwise);
bool json_flag(const json_t *object, const char *name, bool otherwise);

/* Sets a member; NULL text sets nothing. */
void json_put(json_t *object, const char *name, const char *text);
/* A moment as RFC 3339 in UTC; 0 puts nothing. */
void json_put_utc(json_t *object, const char *name, int64_t ms);
void json_put_number(json_t *object, const char *name, int64_t number);
void json_put_flag(json_t *object, const char *name, bool flag);
/* Takes the reference. */
void json_put_value(json_t *object, const char *name, json_t *value);

/* Adds the value: compact, keys sorted; or indented by two spaces, keys in order. */
void strbuf_add_json_compact(struct strbuf *sb, const json_t *value);
void strbuf_add_json_pretty(struct strbuf *sb, const json_t *value);

#endif
