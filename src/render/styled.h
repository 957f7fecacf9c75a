/* Emphasis in plain text: Unicode's letters of other shapes, where a social network has no bold. */
#ifndef RENDER_STYLED_H
#define RENDER_STYLED_H

#include "base/strbuf.h"

#include <stdbool.h>

struct style {
    unsigned bold, italic, struck; /* how many of each are open */
    bool in_tag; /* within {{...}}, which begins in one text and may end in another */
};

/* Adds the text with its ASCII letters and digits in the shape of the style; all else as it is, and
 * so are template tags, hashtags and mentions, which would be others. */
void styled_add(struct strbuf *out, struct style *style, const char *text);

#endif
