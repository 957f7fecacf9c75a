/*
 * The growing string. `buf` is never NULL and always terminated (it may hold
 * NUL bytes). A maximum is given at the start: what would go beyond it is not
 * added, and `overflow` stays set, so that a chain of additions is checked once
 * at its end.
 *
 *     struct strbuf sb = STRBUF_INIT(LIMIT_DOCUMENT);
 *     strbuf_addf(&sb, "%d posts", n);
 *     if (sb.overflow) ...
 *     char *text = strbuf_detach(&sb);
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct strbuf {
    char *buf;
    size_t len, cap;
    size_t max;
    bool overflow;
};

extern char strbuf_empty[];

#define STRBUF_INIT(limit)                                                                         \
    {                                                                                              \
        strbuf_empty, 0, 0, (limit), false                                                         \
    }
#define STRBUF_UNBOUNDED ((size_t)1 << 40)

void strbuf_init(struct strbuf *sb, size_t max);
void strbuf_release(struct strbuf *sb);

/* Empties it, keeping the memory and the maximum; clears `overflow`. */
void strbuf_clear(struct strbuf *sb);

/* The text, to be freed with free(); the buffer is then empty. */
char *strbuf_detach(struct strbuf *sb);

void strbuf_add(struct strbuf *sb, const void *bytes, size_t len);
void strbuf_adds(struct strbuf *sb, const char *text);
void strbuf_addc(struct strbuf *sb, char c);
void strbuf_addf(struct strbuf *sb, const char *format, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *sb, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Replaces `len` bytes at `at` by others. */
void strbuf_splice(struct strbuf *sb, size_t at, size_t len, const void *bytes, size_t new_len);
void strbuf_truncate(struct strbuf *sb, size_t len);

/* Removes white space (space, tab, CR, LF) from the end, or from both ends. */
void strbuf_rtrim(struct strbuf *sb);
void strbuf_trim(struct strbuf *sb);

/* Adds `text` as a JSON string with its quotes; bytes that are no UTF-8 become
 * U+FFFD. */
void strbuf_add_json(struct strbuf *sb, const char *text);

/* Adds `text` percent-encoded, but for RFC 3986 unreserved characters and those
 * in `keep` (NULL: none). */
void strbuf_add_url(struct strbuf *sb, const char *text, const char *keep);

/* Decodes percent-escapes; a broken escape stays as it is. */
void strbuf_add_url_decoded(struct strbuf *sb, const char *text, size_t len);

#endif
