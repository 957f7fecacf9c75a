/*
 * Words of plain text: counted, cut, compared. Where the text comes from is left
 * to plain.c and title.c.
 */
#include "page.h"

#include "base/unicode.h"

#include <string.h>

/* Scripts that are written without spaces between words: each character counts. */
static bool counts_alone(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

size_t words_count(const char *text, size_t len)
{
    size_t count = 0;
    bool counted = false; /* the word at hand */
    for (size_t at = 0; at < len;) {
        uint32_t c = (unsigned char)text[at];
        if (c < 0x80)
            at++;
        else
            c = utf8_next(text, len, &at);
        if (c < 0x80 ? is_space(c) : is_space(c) || counts_alone(c)) {
            counted = false;
            count += counts_alone(c) ? 1 : 0;
        } else if (!counted && unicode_is_word(c)) {
            counted = true;
            count++;
        }
    }
    return count;
}

/* The end of the word that begins at `at`. */
static size_t word_end(const char *text, size_t len, size_t at)
{
    while (at < len) {
        size_t next = at;
        uint32_t c = utf8_next(text, len, &next);
        if (is_space(c))
            break;
        at = next;
        if (counts_alone(c))
            break;
    }
    return at;
}

/* Bytes of the first `max` graphemes. */
static size_t grapheme_bytes(const char *text, size_t len, size_t max)
{
    size_t at = 0;
    while (at < len) {
        size_t next = at;
        (void)utf8_next(text, len, &next);
        if (unicode_graphemes(text, next) > max)
            break;
        at = next;
    }
    return at;
}

char *words_cut(const char *text, size_t max)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t len = strlen(text), used = 0;
    bool space = false;
    for (size_t at = 0; at < len;) {
        size_t next = at, end = word_end(text, len, at);
        if (end == at) {
            (void)utf8_next(text, len, &next);
            space = out.len > 0;
            at = next;
            continue;
        }
        size_t graphemes = unicode_graphemes(text + at, end - at) + (space ? 1 : 0);
        if (used + graphemes > max) {
            if (out.len == 0) /* one endless word: its beginning; 16 bytes a grapheme do */
                strbuf_add(&out, text + at,
                           grapheme_bytes(text + at, end - at < 4096 ? end - at : 4096, max));
            strbuf_adds(&out, "…");
            break;
        }
        if (space)
            strbuf_addc(&out, ' ');
        strbuf_add(&out, text + at, end - at);
        used += graphemes;
        space = false;
        at = end;
    }
    return strbuf_detach(&out);
}

char *words_only(const char *text)
{
    char *folded = unicode_folded(text);
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t len = strlen(folded);
    for (size_t at = 0; at < len;) {
        size_t from = at;
        uint32_t c = utf8_next(folded, len, &at);
        if (unicode_is_word(c))
            strbuf_add(&out, folded + from, at - from);
    }
    free(folded);
    return strbuf_detach(&out);
}
