/*
 * Unicode, by utf8proc behind a few calls. Lengths of strings are in bytes
 * unless a name says otherwise.
 */
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is it well-formed UTF-8 (no surrogates, nothing overlong)? Sets *bad (or NULL) to the offset of
 * the first byte that is not. */
bool utf8_valid(const char *text, size_t len, size_t *bad);

/* The code point at *at, which moves on; U+FFFD and one byte for bytes that are no UTF-8. */
uint32_t utf8_next(const char *text, size_t len, size_t *at);

size_t utf8_code_points(const char *text, size_t len);

/* Cuts after at most `max` bytes, never inside a character: the new length. */
size_t utf8_cut(const char *text, size_t len, size_t max);

/* Normal form C; decomposed (NFKD) with marks dropped; case folded. To be freed with free(). */
char *unicode_nfc(const char *text);
char *unicode_stripped(const char *text);
char *unicode_folded(const char *text);

size_t unicode_graphemes(const char *text, size_t len);

/* Columns on a terminal. */
size_t unicode_width(const char *text, size_t len);

/* Normal form C, runs of white space as one space, none at the ends, cut after `max` code points:
 * what texts are compared by that a server may have trimmed. To be freed with free(). */
char *unicode_collapsed(const char *text, size_t max);

/* A letter or digit of any script. */
bool unicode_is_word(uint32_t code_point);

/* Lower-case letters a-z, digits and single hyphens, as GHL's slugs are: NFKD, marks dropped, ß æ
 * ø ł đ þ ı œ ð by table, runs of anything else become one hyphen, none at the ends. An apostrophe
 * inside a word disappears. At most `max` bytes, cut at a hyphen where there is one near. May come
 * out empty. To be freed with free(). */
char *unicode_slug(const char *text, size_t max);

#endif
