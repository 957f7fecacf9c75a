/*
 * The typed growing array:
 *
 *     struct names ARRAY(char *);      a struct with items, len, cap
 *     ARRAY_PUSH(&names, text);
 *     ARRAY_RELEASE(&names);           frees the items' memory, not what they own
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include "base/mem.h"

#include <stdlib.h>

#define ARRAY(type)                                                                                \
    {                                                                                              \
        type *items;                                                                               \
        size_t len, cap;                                                                           \
    }

#define ARRAY_GROW(array)                                                                          \
    do {                                                                                           \
        if ((array)->len == (array)->cap) {                                                        \
            (array)->cap = (array)->cap ? (array)->cap * 2 : 8;                                    \
            (array)->items = mem_resize((array)->items, (array)->cap, sizeof *(array)->items);     \
        }                                                                                          \
    } while (0)

#define ARRAY_PUSH(array, value)                                                                   \
    do {                                                                                           \
        ARRAY_GROW(array);                                                                         \
        (array)->items[(array)->len++] = (value);                                                  \
    } while (0)

#define ARRAY_RELEASE(array)                                                                       \
    do {                                                                                           \
        free((array)->items);                                                                      \
        (array)->items = NULL;                                                                     \
        (array)->len = (array)->cap = 0;                                                           \
    } while (0)

#endif
