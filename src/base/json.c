/*
 * JSON by jansson, with the bounds of limits.h. What the members mean is left to
 * those that read them; JSON strings alone are written by strbuf.c.
 */
#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/source.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

/* The offset of the first bracket that nests too deep, or `len`. jansson's own bound is 2048, too
 * deep for those that walk the value by recursion. */
static size_t too_deep(const char *text, size_t len)
{
    size_t depth = 0;
    bool in_string = false;

    for (size_t at = 0; at < len; at++) {
        char c = text[at];

        if (in_string) {
            if (c == '\\')
                at++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > LIMIT_JSON_DEPTH)
                return at;
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    return len;
}

static void refuse_at(struct error *err, const char *text, size_t len, size_t at, const char *why)
{
    struct source source;
    unsigned line, column;

    source_init(&source, text, len);
    source_place(&source, at, &line, &column);
    error_set(err, ERROR_FAILED, "bad-json", "%s", why);
    error_at(err, NULL, line, column);
    source_release(&source);
}

json_t *json_parse(const char *text, size_t len, struct error *err)
{
    json_error_t reason;
    json_t *value;
    size_t deep = too_deep(text, len);
    const char *nul = len ? memchr(text, '\0', len) : NULL;

    if (nul) {
        refuse_at(err, text, len, (size_t)(nul - text), "invalid JSON: a NUL byte");
        return NULL;
    }
    if (deep < len) {
        char *why = mem_printf("invalid JSON: nested more than %u deep", LIMIT_JSON_DEPTH);

        refuse_at(err, text, len, deep, why);
        free(why);
        return NULL;
    }
    value = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &reason);
    if (!value) {
        error_set(err, ERROR_FAILED, "bad-json", "invalid JSON: %s", reason.text);
        error_at(err, NULL, reason.line > 0 ? (unsigned)reason.line : 0,
                 reason.column > 0 ? (unsigned)reason.column : 0);
    }
    return value;
}

const char *json_text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

int64_t json_number(const json_t *object, const char *name, int64_t otherwise)
{
    const json_t *value = json_object_get(object, name);
    double real;

    if (json_is_integer(value))
        return json_integer_value(value);
    if (!json_is_real(value))
        return otherwise;
    real = json_real_value(value);
    /* 2^63 itself is out of range; NaN fails both comparisons. */
    return real >= -0x1p63 && real < 0x1p63 ? (int64_t)real : otherwise;
}

bool json_flag(const json_t *object, const char *name, bool otherwise)
{
    const json_t *value = json_object_get(object, name);

    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

/* jansson refuses strings that are no UTF-8 (names of files may be): U+FFFD stands for such bytes.
 * To be freed with free(). */
static char *valid_text(const char *text)
{
    struct strbuf valid = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t len = strlen(text);

    for (size_t at = 0; at < len;) {
        size_t before = at;

        if (utf8_next(text, len, &at) == 0xfffd)
            strbuf_adds(&valid, "\xef\xbf\xbd");
        else
            strbuf_add(&valid, text + before, at - before);
    }
    return strbuf_detach(&valid);
}

void json_put_value(json_t *object, const char *name, json_t *value)
{
    if (utf8_valid(name, strlen(name), NULL)) {
        json_object_set_new(object, name, value);
    } else {
        char *valid = valid_text(name);

        json_object_set_new(object, valid, value);
        free(valid);
    }
}

void json_put(json_t *object, const char *name, const char *text)
{
    char *valid;

    if (!text)
        return;
    if (utf8_valid(text, strlen(text), NULL)) {
        json_put_value(object, name, json_string(text));
        return;
    }
    valid = valid_text(text);
    json_put_value(object, name, json_string(valid));
    free(valid);
}

void json_put_utc(json_t *object, const char *name, int64_t ms)
{
    struct strbuf text = STRBUF_INIT(64);
    if (ms) {
        strbuf_add_utc(&text, ms, false);
        json_put(object, name, text.buf);
    }
    strbuf_release(&text);
}

void json_put_number(json_t *object, const char *name, int64_t number)
{
    json_put_value(object, name, json_integer(number));
}

void json_put_flag(json_t *object, const char *name, bool flag)
{
    json_put_value(object, name, json_boolean(flag));
}

static int add_bytes(const char *bytes, size_t len, void *out)
{
    strbuf_add(out, bytes, len);
    return 0;
}

void strbuf_add_json_compact(struct strbuf *sb, const json_t *value)
{
    json_dump_callback(value, add_bytes, sb, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
}

void strbuf_add_json_pretty(struct strbuf *sb, const json_t *value)
{
    json_dump_callback(value, add_bytes, sb, JSON_INDENT(2) | JSON_ENCODE_ANY);
}
