/*
 * Memory for the parsers that are not ours (cmark, gumbo): a bound for one
 * document, and all of it freed at once. Neither library looks at what malloc
 * returns, and hostile Markdown of 42 kB takes cmark-gfm 2.4 GB: beyond the bound
 * the worker ends through mem_exhausted().
 *
 * There is one such memory a process: cmark's allocator has no context.
 */
#ifndef RENDER_BOUNDED_H
#define RENDER_BOUNDED_H

#include <stddef.h>

void *bounded_calloc(size_t count, size_t size);
void *bounded_realloc(void *block, size_t size);
void bounded_free(void *block);

/* A point in time, and back to it: all that was taken since is freed. Nothing that was there before
 * may have been resized or freed meanwhile. */
struct bounded_mark {
    void *large, *slab;
    size_t used, taken;
};
struct bounded_mark bounded_mark(void);
void bounded_rewind(struct bounded_mark mark);

/* Sets the bound for what is taken from now on (bytes), and frees all that was taken before. */
void bounded_reset(size_t bound);

/* The same, and gives back what is kept for the next document. */
void bounded_release(void);

#endif
