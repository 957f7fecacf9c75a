/*
 * Lines of a text and places in it. Reading the file is left to file.c.
 */
#include "base/source.h"
#include "base/mem.h"
#include "base/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The length of the line end at this offset, or 0. */
static size_t line_end(const char *text, size_t len, size_t at)
{
    if (at >= len || (text[at] != '\n' && text[at] != '\r'))
        return 0;
    return text[at] == '\r' && at + 1 < len && text[at + 1] == '\n' ? 2 : 1;
}

void source_init(struct source *source, const char *text, size_t len)
{
    size_t cap = 16;

    source->text = text;
    source->len = len;
    source->starts = mem_resize(NULL, cap, sizeof *source->starts);
    source->starts[0] = 0;
    source->lines = 1;
    for (size_t at = 0; at < len;) {
        size_t end = line_end(text, len, at);

        at += end ? end : 1;
        if (end == 0)
            continue;
        if (source->lines == cap) {
            cap *= 2;
            source->starts = mem_resize(source->starts, cap, sizeof *source->starts);
        }
        source->starts[source->lines++] = at;
    }
}

void source_release(struct source *source)
{
    if (!source)
        return;
    free(source->starts);
    *source = (struct source){NULL, 0, NULL, 0};
}

static unsigned bounded(size_t number)
{
    return number < UINT32_MAX ? (unsigned)number : UINT32_MAX;
}

void source_place(const struct source *source, size_t offset, unsigned *line, unsigned *column)
{
    size_t low = 0, high = source->lines;

    if (offset > source->len)
        offset = source->len;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (source->starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    *line = bounded(low + 1);
    *column = bounded(
        utf8_code_points(source->text + source->starts[low], offset - source->starts[low]) + 1);
}

const char *source_line(const struct source *source, unsigned line, size_t *len)
{
    size_t start, end;

    if (line == 0 || line > source->lines)
        return NULL;
    start = source->starts[line - 1];
    end = line < source->lines ? source->starts[line] : source->len;
    while (end > start && line_end(source->text, source->len, end - 1))
        end--;
    *len = end - start;
    return source->text + start;
}
