/*
 * What a YAML value says: members, booleans, numbers, JSON. Plain scalars have
 * the types of YAML 1.2's core schema; the booleans of YAML 1.1 are understood
 * where a boolean is asked for, and nowhere else.
 */
#include "yaml_tree.h"

#include "base/arena.h"
#include "base/mem.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct yaml_value *yaml_get(const struct yaml_value *map, const char *name,
                                  const struct yaml_key **key)
{
    if (!map || map->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->keys[i].text, name) == 0) {
            if (key)
                *key = &map->keys[i];
            return map->values[i];
        }
    }
    return NULL;
}

bool yaml_boolean(const struct yaml_value *value, bool *out)
{
    static const char *const yes[] = {"true", "yes", "on"}, *const no[] = {"false", "no", "off"};
    if (value->kind != YAML_SCALAR)
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (strcasecmp(value->text, yes[i]) == 0 || strcasecmp(value->text, no[i]) == 0) {
            *out = strcasecmp(value->text, yes[i]) == 0;
            return true;
        }
    }
    return false;
}

bool yaml_integer(const struct yaml_value *value, int64_t *out)
{
    if (value->kind != YAML_SCALAR || !value->plain)
        return false;
    const char *digits = value->text + (*value->text == '-' || *value->text == '+');
    if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return false;
    errno = 0;
    long long number = strtoll(value->text, NULL, 10);
    *out = number;
    return errno == 0;
}

const char *yaml_kind_name(const struct yaml_value *value)
{
    switch (value->kind) {
    case YAML_NULL:
        return "nothing";
    case YAML_LIST:
        return "a list";
    case YAML_MAP:
        return "a mapping";
    case YAML_SCALAR:
        break;
    }
    return "a text";
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_real(const char *text)
{
    static const char digits[] = "0123456789";
    text += *text == '-' || *text == '+';
    size_t whole = strspn(text, digits), part = 0;
    text += whole;
    if (*text == '.') {
        part = strspn(++text, digits);
        text += part;
    }
    if (whole + part == 0)
        return false;
    if (*text == 'e' || *text == 'E') {
        text++;
        text += *text == '-' || *text == '+';
        size_t power = strspn(text, digits);
        if (power == 0)
            return false;
        text += power;
    }
    return *text == '\0';
}

static json_t *scalar_to_json(const struct yaml_value *value)
{
    int64_t number;
    const char *text = value->text;
    if (value->plain) {
        if (strcasecmp(text, "true") == 0)
            return json_true();
        if (strcasecmp(text, "false") == 0)
            return json_false();
        if (yaml_integer(value, &number))
            return json_integer(number);
        if (is_real(text)) {
            double real = strtod(text, NULL);
            if (isfinite(real))
                return json_real(real);
        }
    }
    json_t *json = json_stringn(text, value->len);
    return json ? json : json_string(""); /* libyaml gives valid UTF-8 only */
}

json_t *yaml_to_json(const struct yaml_value *value)
{
    json_t *json = NULL;
    switch (value->kind) {
    case YAML_NULL:
        return json_null();
    case YAML_SCALAR:
        return scalar_to_json(value);
    case YAML_LIST:
        json = json_array();
        for (size_t i = 0; i < value->count; i++)
            json_array_append_new(json, yaml_to_json(value->values[i]));
        break;
    case YAML_MAP:
        json = json_object();
        for (size_t i = 0; i < value->count; i++)
            json_object_set_new(json, value->keys[i].text, yaml_to_json(value->values[i]));
        break;
    }
    return json;
}

struct yaml_value *yaml_overlay(struct arena *arena, const struct yaml_value *base,
                                const struct yaml_value *over)
{
    struct yaml_value *result = arena_dup(arena, over, sizeof *over);
    if (base->kind != YAML_MAP || over->kind != YAML_MAP)
        return result;
    result->keys = arena_alloc(arena, (base->count + over->count) * sizeof *result->keys);
    result->values = arena_alloc(arena, (base->count + over->count) * sizeof(struct yaml_value *));
    result->count = 0;
    for (size_t i = 0; i < base->count; i++) {
        const struct yaml_value *mine = yaml_get(over, base->keys[i].text, NULL);
        if (mine)
            continue;
        result->keys[result->count] = base->keys[i];
        result->values[result->count++] = base->values[i];
    }
    for (size_t i = 0; i < over->count; i++) {
        const struct yaml_value *under = yaml_get(base, over->keys[i].text, NULL);
        result->keys[result->count] = over->keys[i];
        result->values[result->count++] =
            under ? yaml_overlay(arena, under, over->values[i]) : over->values[i];
    }
    return result;
}
