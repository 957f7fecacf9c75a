/*
 * A document's text, taken apart into front matter and body.
 */
#ifndef SITE_FRONTMATTER_H
#define SITE_FRONTMATTER_H

#include <stdbool.h>
#include <stddef.h>

enum front_kind {
    FRONT_YAML,
    FRONT_NONE,     /* no front matter */
    FRONT_EMPTY,    /* no text at all */
    FRONT_UNCLOSED, /* begins and does not end */
    FRONT_TOML,
    FRONT_JSON
};

struct front_matter {
    enum front_kind kind;
    unsigned open_line; /* of the line that opens it */
    size_t start, len;  /* of the YAML */
    unsigned line;      /* of the file, on which the YAML begins */
    size_t body;
    unsigned body_line;
};

/* `text` has no byte-order mark. Lines end in LF, CRLF or CR. Empty lines before the front matter
 * are allowed, as Hugo has it. */
struct front_matter front_split(const char *text, size_t len);

#endif
