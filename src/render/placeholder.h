/*
 * Placeholders: words that stand for a URL while HTML is made, and that no author
 * can write. Each is PREFIX, a letter for its kind, a number and 'z': letters and
 * digits alone, which no escaping changes.
 */
#ifndef RENDER_PLACEHOLDER_H
#define RENDER_PLACEHOLDER_H

#include "base/hash.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#define PREFIX_LEN 36 /* "ghl" and 33 hex digits of a hash */

struct prefix {
    char text[PREFIX_LEN + 1];
};

enum placeholder_kind {
    PLACEHOLDER_ASSET = 'a',
    PLACEHOLDER_POST = 'p',
    PLACEHOLDER_HEADING = 'h', /* opens a heading: the id belongs into the tag before it */
    PLACEHOLDER_TAG = 't'      /* a destination that Markdown alone would not read */
};

/* Takes the hash of all text that can come into the HTML: one of these texts would have to hold a
 * piece of its own hash. */
void prefix_from_hash(struct prefix *prefix, struct hash *hash);

void placeholder_add(const struct prefix *prefix, enum placeholder_kind kind, size_t index,
                     struct strbuf *out);

struct placeholder {
    enum placeholder_kind kind;
    size_t index;
    const char *start, *end; /* in the text */
};

/* The first placeholder in the text from `from` on. */
bool placeholder_find(const struct prefix *prefix, const char *from, const char *end,
                      struct placeholder *found);

#endif
