/*
 * Reading members of answers in all forms that were seen. Which members there
 * are is left to the files of the resources.
 */
#include "fields.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/zone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return arena_strdup(arena, json_string_value(value));
    if (json_is_integer(value))
        return arena_printf(arena, "%lld", (long long)json_integer_value(value));
    if (json_is_real(value))
        return arena_printf(arena, "%.17g", json_real_value(value));
    return NULL;
}

const char *field_text(struct arena *arena, const json_t *object, const char *name)
{
    return text_of(arena, json_object_get(object, name));
}

static bool number_of(const json_t *value, int64_t *out)
{
    double real = 0;

    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return true;
    }
    if (json_is_string(value)) {
        char *end;
        errno = 0;
        *out = strtoll(json_string_value(value), &end, 10);
        return errno == 0 && end != json_string_value(value) && *end == '\0';
    }
    if (json_is_real(value))
        real = json_real_value(value);
    if (!json_is_real(value) || !(real > -0x1p62 && real < 0x1p62))
        return false;
    *out = (int64_t)real;
    return true;
}

int64_t field_number(const json_t *object, const char *name, int64_t otherwise)
{
    int64_t number;
    return number_of(json_object_get(object, name), &number) ? number : otherwise;
}

bool field_flag(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    const char *text = json_string_value(value);

    return json_is_true(value) || (text && strcmp(text, "true") == 0);
}

static const json_t *id_value(const json_t *object)
{
    const json_t *value = json_object_get(object, "_id");
    const char *text = json_string_value(value);

    if (json_is_object(value))
        value = json_object_get(value, "$oid");
    if (!value || json_is_null(value) || (text && !*text))
        value = json_object_get(object, "id");
    return json_is_string(value) && !*json_string_value(value) ? NULL : value;
}

const char *field_id(struct arena *arena, const json_t *object)
{
    return text_of(arena, id_value(object));
}

static bool has_id(const json_t *object)
{
    const json_t *value = id_value(object);
    return json_is_string(value) || json_is_integer(value);
}

static const char *reference_of(struct arena *arena, const json_t *value)
{
    return json_is_object(value) ? field_id(arena, value) : text_of(arena, value);
}

const char *field_reference(struct arena *arena, const json_t *object, const char *name)
{
    return reference_of(arena, json_object_get(object, name));
}

const char *const *field_list(struct arena *arena, const json_t *object, const char *name)
{
    const json_t *list = json_object_get(object, name);
    const char **texts;
    size_t i, len = 0;
    json_t *item;

    if (!json_is_array(list))
        return NULL;
    texts = arena_alloc(arena, (json_array_size(list) + 1) * sizeof *texts);
    json_array_foreach(list, i, item)
    {
        const char *text = reference_of(arena, item);
        if (text)
            texts[len++] = text;
    }
    return texts;
}

int64_t field_date_ms(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    struct written_date date;
    int64_t number = 0;

    if (json_is_string(value) && written_date_parse(json_string_value(value), &date)) {
        /* Without an offset it is UTC, as every date of the API. */
        date.has_offset = true;
        return written_date_to_utc_ms(&date, NULL, NULL);
    }
    /* Milliseconds; seconds would be in 1970. */
    return number_of(value, &number) && number > INT64_C(100000000000) ? number : 0;
}

const json_t *field_record(const json_t *json, const char *const *wrappers)
{
    for (unsigned depth = 0; depth < 4 && json_is_object(json); depth++) {
        const json_t *inner = NULL;
        for (size_t i = 0; wrappers[i] && !inner; i++) {
            inner = json_object_get(json, wrappers[i]);
            if (!json_is_object(inner))
                inner = NULL;
        }
        if (!inner)
            return has_id(json) ? json : NULL;
        json = inner;
    }
    return NULL;
}

const json_t *field_array(const json_t *json, const char *const *names)
{
    const char *key;
    json_t *value;

    if (json_is_array(json))
        return json;
    for (size_t i = 0; names[i]; i++) {
        const json_t *list = json_object_get(json, names[i]);
        if (json_is_array(list))
            return list;
    }
    json_object_foreach((json_t *)(uintptr_t)json, key, value)
    {
        for (size_t i = 0; names[i]; i++) {
            const json_t *list = json_object_get(value, names[i]);
            if (json_is_array(list))
                return list;
        }
    }
    return NULL;
}

char *utc_text(int64_t ms)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    strbuf_add_utc(&text, ms, true);
    return strbuf_detach(&text);
}

json_t *text_list(const char *const *texts)
{
    json_t *list = json_array();
    for (size_t i = 0; texts && texts[i]; i++)
        json_array_append_new(list, json_string(texts[i]));
    return list;
}
