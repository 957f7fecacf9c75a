/* What the server says in the body of an error, for people. */
#ifndef GHL_WORDS_H
#define GHL_WORDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The words of `json` (message as text or list, error, AIP's error.message), else of the body
 * itself (the title of a page, else its beginning). Cleaned, on one line, at most 300 bytes. ""
 * where there is nothing. To be freed with free(). */
char *words_of(const json_t *json, const char *body, size_t len);

/* Does `text` contain `part`, whatever the case? */
bool words_contain(const char *text, const char *part);

#endif
