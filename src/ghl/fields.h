/*
 * Members of answers, whatever form they have: an id that is called `_id` or
 * `id`, a number written as text, an object where its id was expected, a record
 * inside one wrapper or another (facts 1.3, 7). What is missing is NULL or 0.
 */
#ifndef GHL_FIELDS_H
#define GHL_FIELDS_H

#include "base/arena.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Text, or a number as text; NULL for anything else. */
const char *field_text(struct arena *arena, const json_t *object, const char *name);
int64_t field_number(const json_t *object, const char *name, int64_t otherwise);
bool field_flag(const json_t *object, const char *name);

/* `_id` or `id` of an object, as text. */
const char *field_id(struct arena *arena, const json_t *object);

/* A member that is an id, or an object that has one. */
const char *field_reference(struct arena *arena, const json_t *object, const char *name);

/* A list of texts, ids or objects with ids: NULL-terminated; NULL where there is no list. */
const char *const *field_list(struct arena *arena, const json_t *object, const char *name);

/* A time as ISO text or as milliseconds; 0 where there is none. */
int64_t field_date_ms(const json_t *object, const char *name);

/* The record with an id, inside the first of these wrappers (NULL-terminated), in wrappers of
 * wrappers, or at the top. NULL where no record has an id. */
const json_t *field_record(const json_t *json, const char *const *wrappers);

/* The first member of these names that is a list, at the top or one level below; else the value
 * itself where it is one. */
const json_t *field_array(const json_t *json, const char *const *names);

/* "2026-12-01T12:00:03.000Z", to be freed with free(). */
char *utc_text(int64_t ms);

/* A JSON list of texts; NULL gives an empty one. */
json_t *text_list(const char *const *texts);

#endif
