/*
 * The checker of tables. The tables stand beside the handlers that use them.
 */
#include "validate.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/zone.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void message_add(json_t *messages, const char *format, ...)
{
    struct strbuf text;
    va_list args;
    strbuf_init(&text, STRBUF_UNBOUNDED);
    va_start(args, format);
    strbuf_vaddf(&text, format, args);
    va_end(args);
    json_array_append_new(messages, json_stringn_nocheck(text.buf, text.len));
    strbuf_release(&text);
}

bool time_parse(const char *text, int64_t *ms)
{
    struct written_date date;
    if (!text || !written_date_parse(text, &date)) {
        return false;
    }
    struct zone *utc = zone_load("UTC", NULL);
    *ms = written_date_to_utc_ms(&date, utc, NULL);
    zone_free(utc);
    return true;
}

char *time_text(int64_t ms)
{
    struct strbuf text;
    strbuf_init(&text, 64);
    strbuf_add_utc(&text, ms, true);
    return strbuf_detach(&text);
}

void json_put_time(json_t *object, const char *name, int64_t ms)
{
    char *text = time_text(ms);
    json_put(object, name, text);
    free(text);
}

bool list_holds(const char *list, const char *text)
{
    size_t len = strlen(text);
    for (const char *at = list; at && len > 0;) {
        size_t item = strcspn(at, "|");
        if (item == len && memcmp(at, text, len) == 0) {
            return true;
        }
        at = at[item] ? at + item + 1 : NULL;
    }
    return false;
}

static bool digits(const char *text)
{
    return text && text[0] && strspn(text, "0123456789") == strlen(text);
}

/* What the validator says where a value has another shape. */
static void message_shape(const struct rule *rule, const char *prefix, json_t *messages)
{
    static const char *const texts[] = {
        [SHAPE_TEXT] = "must be a string",
        [SHAPE_ENUM] = "must be a valid enum value",
        [SHAPE_NUMBER] = "must be a number conforming to the specified constraints",
        [SHAPE_NUMBER_TEXT] = "must be a number string",
        [SHAPE_FLAG] = "must be a boolean value",
        [SHAPE_FLAG_TEXT] = "must be a boolean string",
        [SHAPE_DATE] = "must be a valid ISO 8601 date string",
        [SHAPE_TEXTS] = "must be an array",
        [SHAPE_OBJECT] = "must be an object",
        [SHAPE_OBJECTS] = "must be an array",
        [SHAPE_ANY] = "must be defined",
    };
    if (rule->text) {
        message_add(messages, "%s%s", prefix, rule->text);
    } else {
        message_add(messages, "%s%s %s", prefix, rule->name, texts[rule->shape]);
    }
}

static bool shape_fits(const struct rule *rule, const json_t *value, bool query)
{
    const char *text = json_string_value(value);
    int64_t ms;
    switch (rule->shape) {
    case SHAPE_TEXT:
        return text != NULL;
    case SHAPE_ENUM:
        return text && list_holds(rule->values, text);
    case SHAPE_NUMBER:
        return query ? digits(text) : json_is_number(value);
    case SHAPE_NUMBER_TEXT:
        return digits(text);
    case SHAPE_FLAG:
        return json_is_boolean(value);
    case SHAPE_FLAG_TEXT:
        return text && list_holds("true|false", text);
    case SHAPE_DATE:
        return time_parse(text, &ms);
    case SHAPE_TEXTS:
    case SHAPE_OBJECTS:
        return json_is_array(value);
    case SHAPE_OBJECT:
        return json_is_object(value);
    case SHAPE_ANY:
        break;
    }
    return true;
}

static void validate_items(const struct rule *rule, const json_t *list, const char *prefix,
                           struct rule_mode mode, json_t *messages)
{
    size_t i;
    json_t *item;
    if (rule->max > 0 && json_array_size(list) > (size_t)rule->max) {
        message_add(messages, "%s%s must contain no more than %ld elements", prefix, rule->name,
                    rule->max);
    }
    json_array_foreach((json_t *)list, i, item)
    {
        if (rule->shape == SHAPE_TEXTS && !json_is_string(item)) {
            message_add(messages, "%seach value in %s must be a string", prefix, rule->name);
            return;
        }
        if (rule->shape == SHAPE_OBJECTS) {
            char *inner = mem_printf("%s%s.%zu.", prefix, rule->name, i);
            validate_body(rule->inside, item, inner, mode, messages);
            free(inner);
        }
    }
}

static void validate_value(const struct rule *rule, const json_t *value, const char *prefix,
                           bool query, struct rule_mode mode, json_t *messages)
{
    if (!shape_fits(rule, value, query)) {
        message_shape(rule, prefix, messages);
    } else if (rule->shape == SHAPE_TEXTS || rule->shape == SHAPE_OBJECTS) {
        validate_items(rule, value, prefix, mode, messages);
    } else if (rule->shape == SHAPE_OBJECT && rule->inside) {
        char *inner = mem_printf("%s%s.", prefix, rule->name);
        validate_body(rule->inside, value, inner, mode, messages);
        free(inner);
    } else if (rule->shape == SHAPE_NUMBER && rule->max > 0) {
        const char *text = json_string_value(value);
        double number = text ? strtod(text, NULL) : json_number_value(value);
        if (number > (double)rule->max) {
            message_add(messages, "%s%s must not be greater than %ld", prefix, rule->name,
                        rule->max);
        }
    }
    const char *text = json_string_value(value);
    bool empty = (text && !*text) || (json_is_array(value) && json_array_size(value) == 0);
    if ((rule->flags & RULE_FILLED) && empty) {
        message_add(messages, "%s%s should not be empty", prefix, rule->name);
    }
}

static void validate_missing(const struct rule *rule, const char *prefix, struct rule_mode mode,
                             json_t *messages)
{
    bool strict = (rule->flags & RULE_STRICT) && mode.strict;
    if (!(rule->flags & RULE_REQUIRED) && !strict) {
        return;
    }
    message_shape(rule, prefix, messages);
    if (rule->flags & RULE_FILLED) {
        message_add(messages, "%s%s should not be empty", prefix, rule->name);
    }
}

static const struct rule *rule_named(const struct rule *rules, const char *name,
                                     struct rule_mode mode)
{
    for (; rules->name; rules++) {
        if (strcmp(rules->name, name) == 0 && (mode.v3 || !(rules->flags & RULE_V3))) {
            return rules;
        }
    }
    return NULL;
}

static void validate(const struct rule *rules, const json_t *object, const char *prefix, bool query,
                     struct rule_mode mode, json_t *messages)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        if (!rule_named(rules, name, mode)) {
            message_add(messages, "%sproperty %s should not exist", prefix, name);
        }
    }
    for (; rules->name; rules++) {
        value = json_object_get(object, rules->name);
        if (json_is_null(value) && (rules->flags & RULE_NULLABLE)) {
            value = NULL;
        }
        if ((rules->flags & RULE_V3) && !mode.v3) {
            continue;
        }
        if (value) {
            validate_value(rules, value, prefix, query, mode, messages);
        } else {
            validate_missing(rules, prefix, mode, messages);
        }
    }
}

void validate_body(const struct rule *rules, const json_t *body, const char *prefix,
                   struct rule_mode mode, json_t *messages)
{
    if (body && !json_is_object(body)) {
        message_add(messages, "%san object is expected", prefix);
        return;
    }
    validate(rules, body, prefix, false, mode, messages);
}

void validate_query(const struct rule *rules, const json_t *query, struct rule_mode mode,
                    json_t *messages)
{
    validate(rules, query, "", true, mode, messages);
}
