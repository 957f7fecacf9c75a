/* "did you mean": the known name nearest to a word, by edit distance with swaps. */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include <stddef.h>

/* The nearest of `names`, or NULL where none is near enough (a third of the word's length, at most
 * 3 edits; case counts half). Borrowed from the list. */
const char *suggest(const char *word, const char *const *names, size_t count);

#endif
