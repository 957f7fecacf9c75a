/*
 * The bounded memory of one document: small pieces are cut from a slab, large
 * ones are blocks of their own that go back when they are freed. Under a
 * sanitizer every piece is a block, so that overruns are seen. What the pieces
 * are for is left to cmark and gumbo.
 */
#include "bounded.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SLAB  ((size_t)1 << 20)
#define LARGE ((size_t)32 << 10)
#ifdef GHLPUB_SANITIZED
#define PIECES_ALONE 1
#else
#define PIECES_ALONE 0
#endif

/* Stands before each piece; the links are those of large ones. */
struct piece {
    struct piece *next, *previous;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

struct slab {
    struct slab *next;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

static struct {
    size_t bound, taken;
    struct piece *large;
    struct slab *slabs; /* the one in use comes first */
} memory = {SIZE_MAX, 0, NULL, NULL};

static struct piece *piece_of(void *block)
{
    return (struct piece *)(void *)((unsigned char *)block - offsetof(struct piece, bytes));
}

static bool is_large(size_t size)
{
    return PIECES_ALONE || size >= LARGE;
}

static size_t rounded(size_t size)
{
    const size_t unit = alignof(max_align_t);
    return (size + sizeof(struct piece) + unit - 1) / unit * unit;
}

static void count(size_t size)
{
    if (size > memory.bound || memory.taken > memory.bound - size)
        mem_exhausted();
    memory.taken += size;
}

static void link_large(struct piece *piece)
{
    piece->previous = NULL;
    piece->next = memory.large;
    if (memory.large)
        memory.large->previous = piece;
    memory.large = piece;
}

static void unlink_large(struct piece *piece)
{
    if (piece->previous)
        piece->previous->next = piece->next;
    else
        memory.large = piece->next;
    if (piece->next)
        piece->next->previous = piece->previous;
}

static void *take_small(size_t size)
{
    size_t whole = rounded(size);
    if (!memory.slabs || SLAB - memory.slabs->used < whole) {
        struct slab *slab = mem_alloc(sizeof *slab + SLAB);
        slab->next = memory.slabs;
        memory.slabs = slab;
    }
    struct piece *piece = (struct piece *)(void *)(memory.slabs->bytes + memory.slabs->used);
    memory.slabs->used += whole;
    count(whole);
    piece->size = size;
    return piece->bytes;
}

static void *take_large(size_t size)
{
    count(size);
    struct piece *piece = mem_alloc(sizeof *piece + size);
    piece->size = size;
    link_large(piece);
    return piece->bytes;
}

void *bounded_calloc(size_t number, size_t size)
{
    if (size != 0 && number > memory.bound / size)
        mem_exhausted();
    size *= number;
    return is_large(size) ? take_large(size) : take_small(size);
}

/* A large piece grows where it is, if the C library can do so. */
static void *grow_large(struct piece *piece, size_t size)
{
    memory.taken -= piece->size;
    count(size);
    unlink_large(piece);
    piece = mem_resize(piece, sizeof *piece + size, 1);
    piece->size = size;
    link_large(piece);
    return piece->bytes;
}

void *bounded_realloc(void *block, size_t size)
{
    if (!block)
        return bounded_calloc(1, size);
    if (size > memory.bound)
        mem_exhausted();
    struct piece *piece = piece_of(block);
    if (is_large(piece->size) && is_large(size))
        return grow_large(piece, size);
    if (size <= piece->size)
        return block;
    void *copy = bounded_calloc(1, size);
    memcpy(copy, block, piece->size);
    bounded_free(block);
    return copy;
}

void bounded_free(void *block)
{
    if (!block)
        return;
    struct piece *piece = piece_of(block);
    if (!is_large(piece->size))
        return;
    memory.taken -= piece->size;
    unlink_large(piece);
    free(piece);
}

struct bounded_mark bounded_mark(void)
{
    struct bounded_mark mark = {memory.large, memory.slabs, memory.slabs ? memory.slabs->used : 0,
                                memory.taken};
    return mark;
}

/* Memory that is given out again is made zero: calloc promises it. */
void bounded_rewind(struct bounded_mark mark)
{
    while (memory.large != mark.large) {
        struct piece *piece = memory.large;
        memory.large = piece->next;
        free(piece);
    }
    if (memory.large)
        memory.large->previous = NULL;
    while (memory.slabs != mark.slab) {
        struct slab *slab = memory.slabs;
        memory.slabs = slab->next;
        free(slab);
    }
    if (memory.slabs) {
        memset(memory.slabs->bytes + mark.used, 0, memory.slabs->used - mark.used);
        memory.slabs->used = mark.used;
    }
    memory.taken = mark.taken;
}

/* One slab stays for the next document. */
void bounded_reset(size_t bound)
{
    struct slab *first = memory.slabs;
    while (first && first->next)
        first = first->next;
    struct bounded_mark start = {NULL, first, 0, 0};
    bounded_rewind(start);
    memory.bound = bound;
}

void bounded_release(void)
{
    bounded_reset(SIZE_MAX);
    free(memory.slabs);
    memory.slabs = NULL;
}
