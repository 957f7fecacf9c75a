/*
 * The growing string and its encodings (JSON strings, URLs). Values as JSON are
 * left to json.c, escaping for HTML to render/.
 */
#include "base/strbuf.h"
#include "base/mem.h"
#include "base/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

/* Shared by all that are empty: only ever read. */
char strbuf_empty[1];

void strbuf_init(struct strbuf *sb, size_t max)
{
    sb->buf = strbuf_empty;
    sb->len = sb->cap = 0;
    sb->max = max;
    sb->overflow = false;
}

void strbuf_release(struct strbuf *sb)
{
    if (!sb)
        return;
    if (sb->cap > 0)
        free(sb->buf);
    strbuf_init(sb, sb->max);
}

static void set_len(struct strbuf *sb, size_t len)
{
    sb->len = len;
    if (sb->cap > 0)
        sb->buf[len] = '\0';
}

void strbuf_clear(struct strbuf *sb)
{
    set_len(sb, 0);
    sb->overflow = false;
}

char *strbuf_detach(struct strbuf *sb)
{
    char *text = sb->cap > 0 ? sb->buf : mem_alloc(1);

    strbuf_init(sb, sb->max);
    return text;
}

/* Makes room for `more` bytes and the NUL. Once something did not fit, nothing is added any more:
 * a text with a hole would be worse than one that ends early. */
static bool reserve(struct strbuf *sb, size_t more)
{
    size_t need, cap;

    if (sb->overflow || more > sb->max || sb->len > sb->max - more) {
        sb->overflow = true;
        return false;
    }
    need = sb->len + more + 1;
    if (need <= sb->cap)
        return true;
    cap = sb->cap ? sb->cap : FIRST_CAPACITY;
    while (cap < need)
        cap *= 2;
    sb->buf = mem_resize(sb->cap ? sb->buf : NULL, cap, 1);
    sb->cap = cap;
    sb->buf[sb->len] = '\0';
    return true;
}

void strbuf_add(struct strbuf *sb, const void *bytes, size_t len)
{
    if (len == 0 || !reserve(sb, len))
        return;
    memcpy(sb->buf + sb->len, bytes, len);
    set_len(sb, sb->len + len);
}

void strbuf_adds(struct strbuf *sb, const char *text)
{
    strbuf_add(sb, text, strlen(text));
}

void strbuf_addc(struct strbuf *sb, char c)
{
    strbuf_add(sb, &c, 1);
}

void strbuf_vaddf(struct strbuf *sb, const char *format, va_list args)
{
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0)
        mem_exhausted();
    if (!reserve(sb, (size_t)len))
        return;
    vsnprintf(sb->buf + sb->len, (size_t)len + 1, format, args);
    sb->len += (size_t)len;
}

void strbuf_addf(struct strbuf *sb, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    strbuf_vaddf(sb, format, args);
    va_end(args);
}

void strbuf_splice(struct strbuf *sb, size_t at, size_t len, const void *bytes, size_t new_len)
{
    size_t rest;

    if (at > sb->len)
        at = sb->len;
    if (len > sb->len - at)
        len = sb->len - at;
    if (new_len > len && !reserve(sb, new_len - len))
        return;
    if (sb->cap == 0)
        return;
    rest = sb->len - at - len;
    memmove(sb->buf + at + new_len, sb->buf + at + len, rest);
    if (new_len > 0)
        memcpy(sb->buf + at, bytes, new_len);
    set_len(sb, at + new_len + rest);
}

void strbuf_truncate(struct strbuf *sb, size_t len)
{
    if (len < sb->len)
        set_len(sb, len);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void strbuf_rtrim(struct strbuf *sb)
{
    size_t len = sb->len;

    while (len > 0 && is_space(sb->buf[len - 1]))
        len--;
    strbuf_truncate(sb, len);
}

void strbuf_trim(struct strbuf *sb)
{
    size_t skip = 0;

    strbuf_rtrim(sb);
    while (skip < sb->len && is_space(sb->buf[skip]))
        skip++;
    strbuf_splice(sb, 0, skip, "", 0);
}

static void add_json_escape(struct strbuf *sb, unsigned char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letter[] = "\"\\bfnrt";
    const char *found = strchr(plain, c);

    if (found) {
        strbuf_addc(sb, '\\');
        strbuf_addc(sb, letter[found - plain]);
    } else {
        strbuf_addf(sb, "\\u%04x", c);
    }
}

void strbuf_add_json(struct strbuf *sb, const char *text)
{
    size_t len = strlen(text), begin = 0, at = 0;

    strbuf_addc(sb, '"');
    while (at < len) {
        unsigned char c = (unsigned char)text[at];
        size_t before = at;

        if (c >= 0x80) {
            /* A real U+FFFD in the text takes three bytes, a broken byte one. */
            if (utf8_next(text, len, &at) != 0xfffd || at - before > 1)
                continue;
            strbuf_add(sb, text + begin, before - begin);
            strbuf_adds(sb, "\xef\xbf\xbd");
        } else if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') {
            strbuf_add(sb, text + begin, before - begin);
            add_json_escape(sb, c);
            at++;
        } else {
            at++;
            continue;
        }
        begin = at;
    }
    strbuf_add(sb, text + begin, len - begin);
    strbuf_addc(sb, '"');
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void strbuf_add_url(struct strbuf *sb, const char *text, const char *keep)
{
    for (; *text; text++) {
        if (is_unreserved(*text) || (keep && strchr(keep, *text)))
            strbuf_addc(sb, *text);
        else
            strbuf_addf(sb, "%%%02X", (unsigned)(unsigned char)*text);
    }
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

void strbuf_add_url_decoded(struct strbuf *sb, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '%' && len - i > 2 && hex_value(text[i + 1]) >= 0 &&
            hex_value(text[i + 2]) >= 0) {
            strbuf_addc(sb, (char)(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
            i += 2;
        } else {
            strbuf_addc(sb, text[i]);
        }
    }
}
