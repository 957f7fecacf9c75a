/* The width of a terminal, and text made to fit it. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "base/strbuf.h"

/* Columns of the terminal at this descriptor: COLUMNS where it is set, 80 where nothing tells. */
size_t terminal_columns(int descriptor);

/* Adds `text` (clean, valid UTF-8) in exactly `width` columns: filled with spaces, or with its
 * middle left out. */
void terminal_fit(struct strbuf *line, const char *text, size_t width);

#endif
