/*
 * An arena: memory for many small things that end together. Under a sanitizer,
 * or with GHLPUB_ARENA_MALLOC defined, each piece is a malloc of its own, so
 * that overruns are seen.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);

/* Frees the arena and all that was taken from it. NULL is allowed. */
void arena_free(struct arena *arena);

/* `size` zero bytes, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_dup(struct arena *arena, const void *bytes, size_t size);

/* Copies, always terminated. `text` NULL gives NULL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t len);
/* A NULL-terminated list with its strings; NULL gives NULL. */
const char *const *arena_strings(struct arena *arena, const char *const *list);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#endif
