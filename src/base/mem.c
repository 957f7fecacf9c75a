/*
 * Memory that cannot fail. The one place of the program that calls malloc and
 * realloc for it; what belongs together is left to arena.c.
 */
#include "base/mem.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_OUT_OF_MEMORY 71

static int exit_code = EXIT_OUT_OF_MEMORY;
static unsigned long allocations;
static unsigned long fail_at;

void mem_exhausted(void)
{
    static const char message[] = "ghlpub: out of memory\n";

    /* No stdio: it may need memory itself. A worker is silent, its parent reports the document. */
    if (exit_code == EXIT_OUT_OF_MEMORY) {
        ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
        (void)ignored;
    }
    _exit(exit_code);
}

void mem_set_exit_code(int code)
{
    exit_code = code;
}

static void count_allocation(void)
{
    allocations++;
    if (fail_at != 0 && --fail_at == 0)
        mem_exhausted();
}

void *mem_alloc(size_t size)
{
    void *block;

    count_allocation();
    block = calloc(1, size ? size : 1);
    if (!block)
        mem_exhausted();
    return block;
}

void *mem_resize(void *block, size_t count, size_t size)
{
    void *resized;

    count_allocation();
    if (size != 0 && count > SIZE_MAX / size)
        mem_exhausted();
    size *= count;
    /* realloc to nothing would free the block and may give NULL. */
    resized = realloc(block, size > 0 ? size : 1);
    if (!resized)
        mem_exhausted();
    return resized;
}

void *mem_dup(const void *bytes, size_t size)
{
    void *copy = mem_alloc(size);

    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

char *mem_strndup(const char *text, size_t len)
{
    char *copy;

    if (!text)
        return NULL;
    len = strnlen(text, len);
    copy = mem_alloc(len + 1);
    memcpy(copy, text, len);
    return copy;
}

char *mem_strdup(const char *text)
{
    return text ? mem_strndup(text, strlen(text)) : NULL;
}

char *mem_printf(const char *format, ...)
{
    va_list args;
    char *text;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        mem_exhausted();
    text = mem_alloc((size_t)len + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return text;
}

static void *allocate_for_json(size_t size)
{
    return mem_resize(NULL, size, 1);
}

void mem_install_hooks(void)
{
    json_set_alloc_funcs(allocate_for_json, free);
}

void mem_fail_at(unsigned long n)
{
    fail_at = n;
}

unsigned long mem_count(void)
{
    return allocations;
}
