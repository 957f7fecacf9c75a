/*
 * Memory that cannot fail: each function ends the program through one handler
 * when there is none left (message on stderr, exit code 71). In a worker the
 * handler ends the worker only.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* `size` zero bytes; never NULL. To be freed with free(). */
void *mem_alloc(size_t size);

/* Like realloc, for `count` elements of `size` bytes; new bytes are not zeroed.
 * A product that overflows counts as out of memory. */
void *mem_resize(void *block, size_t count, size_t size);

/* Copies; to be freed with free(). `text` NULL gives NULL. */
char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t len);
void *mem_dup(const void *bytes, size_t size);

/* A formatted string, to be freed with free(). */
char *mem_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Ends the program (or the worker) as described above. */
_Noreturn void mem_exhausted(void);

/* The exit code that mem_exhausted() uses from now on; workers set their own. */
void mem_set_exit_code(int code);

/* Makes jansson allocate through this module. Called once by main(). */
void mem_install_hooks(void);

/* For tests: the n-th allocation from now on fails; 0 switches it off. */
void mem_fail_at(unsigned long n);

/* How many allocations were made since the start. */
unsigned long mem_count(void);

#endif
