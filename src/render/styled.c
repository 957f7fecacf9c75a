/*
 * ASCII letters and digits as mathematical alphanumeric symbols (Unicode 17,
 * chapter 22.2, block U+1D400): sans-serif bold, italic, and both; struck text
 * with U+0336. Screen readers spell these out, which is why it has to be asked
 * for. Where text is emphasised is left to plain.c.
 */
#include "styled.h"

#include "base/unicode.h"

#include <ctype.h>
#include <string.h>
#include <utf8proc.h>

enum { BOLD_A = 0x1D5D4, ITALIC_A = 0x1D608, BOTH_A = 0x1D63C, BOLD_0 = 0x1D7EC, STRIKE = 0x0336 };

/* A to Z, and a to z right behind them; digits have no slanted ones. */
static uint32_t shape_of(const struct style *style, unsigned char c)
{
    uint32_t first = style->bold && style->italic ? BOTH_A : style->bold ? BOLD_A : ITALIC_A;
    if (!style->bold && !style->italic)
        return c;
    if (c >= 'A' && c <= 'Z')
        return first + (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return first + 26 + (uint32_t)(c - 'a');
    return c >= '0' && c <= '9' && style->bold ? BOLD_0 + (uint32_t)(c - '0') : c;
}

/* "#Sale" and "@acme" lead somewhere as they are written only. */
static size_t leading_word(const char *text, bool begins)
{
    size_t len = 1;
    if (!begins || (*text != '#' && *text != '@'))
        return 0;
    while (isalnum((unsigned char)text[len]) || text[len] == '_' ||
           (unsigned char)text[len] >= 0x80)
        len++;
    return len > 1 ? len : 0;
}

static void add_code_point(struct strbuf *out, uint32_t c)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t len = utf8proc_encode_char((utf8proc_int32_t)c, bytes);
    strbuf_add(out, (const char *)bytes, (size_t)len);
}

static void add_character(struct strbuf *out, const struct style *style, const char *text,
                          size_t len)
{
    if (len == 1)
        add_code_point(out, shape_of(style, (unsigned char)*text));
    else
        strbuf_add(out, text, len);
    if (style->struck && *text != '\n')
        add_code_point(out, STRIKE);
}

void styled_add(struct strbuf *out, struct style *style, const char *text)
{
    size_t len = strlen(text);
    for (size_t at = 0; at < len;) {
        size_t next = at,
               word = leading_word(text + at, at == 0 || isspace((unsigned char)text[at - 1]));
        bool opens = strncmp(text + at, "{{", 2) == 0, closes = strncmp(text + at, "}}", 2) == 0;
        if (opens || closes) {
            style->in_tag = opens;
            strbuf_add(out, text + at, 2);
            at += 2;
        } else if (word && !style->in_tag) {
            strbuf_add(out, text + at, word);
            at += word;
        } else {
            (void)utf8_next(text, len, &next);
            if (style->in_tag)
                strbuf_add(out, text + at, next - at);
            else
                add_character(out, style, text + at, next - at);
            at = next;
        }
    }
}
