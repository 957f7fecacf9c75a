/*
 * The arena: pieces are cut from blocks that grow, and freed with them. What a
 * piece holds beyond the arena (files, other memory) is left to its owner.
 */
#include "base/arena.h"
#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_FIRST ((size_t)4 << 10)
#define BLOCK_LAST  ((size_t)256 << 10)

#if defined(GHLPUB_SANITIZED) || defined(GHLPUB_ARENA_MALLOC)
#define PIECES_ALONE 1
#else
#define PIECES_ALONE 0
#endif

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks; /* the one in use comes first */
    size_t next_size;
};

struct arena *arena_new(void)
{
    struct arena *arena = mem_alloc(sizeof *arena);

    arena->next_size = BLOCK_FIRST;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    while (arena->blocks) {
        struct block *block = arena->blocks;

        arena->blocks = block->next;
        free(block);
    }
    free(arena);
}

static struct block *new_block(size_t size)
{
    struct block *block;

    if (size > SIZE_MAX - sizeof *block)
        mem_exhausted();
    block = mem_alloc(sizeof *block + size);
    block->size = size;
    return block;
}

/* A block of its own for one piece. It goes behind the block in use, whose room stays usable. */
static void *alloc_alone(struct arena *arena, size_t size)
{
    struct block *block = new_block(size);

    block->used = size;
    if (arena->blocks) {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        arena->blocks = block;
    }
    return block->bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    struct block *block = arena->blocks;
    void *piece;

    if (PIECES_ALONE || size > arena->next_size / 4)
        return alloc_alone(arena, size);
    /* size is small here: rounding up cannot overflow. */
    size = (size + align - 1) / align * align;
    if (size == 0)
        size = align;
    if (!block || block->size - block->used < size) {
        block = new_block(arena->next_size);
        block->next = arena->blocks;
        arena->blocks = block;
        if (arena->next_size < BLOCK_LAST)
            arena->next_size *= 2;
    }
    piece = block->bytes + block->used;
    block->used += size;
    return piece;
}

void *arena_dup(struct arena *arena, const void *bytes, size_t size)
{
    void *copy = arena_alloc(arena, size);

    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
    char *copy;

    if (!text)
        return NULL;
    len = strnlen(text, len);
    copy = arena_alloc(arena, len + 1);
    memcpy(copy, text, len);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    char *text;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0)
        mem_exhausted();
    text = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, args);
    return text;
}

const char *const *arena_strings(struct arena *arena, const char *const *list)
{
    size_t count = 0;
    while (list && list[count])
        count++;
    const char **copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = arena_strdup(arena, list[i]);
    return list ? copy : NULL;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}
