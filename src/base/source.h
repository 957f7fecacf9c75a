/*
 * A text with a table of its lines, so that a byte offset becomes line and
 * column (in code points, from 1) and back. LF, CRLF and CR end a line.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stddef.h>

struct source {
    const char *text; /* borrowed */
    size_t len;
    size_t *starts; /* byte offset of each line */
    size_t lines;
};

void source_init(struct source *source, const char *text, size_t len);
void source_release(struct source *source);

void source_place(const struct source *source, size_t offset, unsigned *line, unsigned *column);

/* The bytes of a line without its end; line counts from 1. Returns NULL beyond the end. */
const char *source_line(const struct source *source, unsigned line, size_t *len);

#endif
