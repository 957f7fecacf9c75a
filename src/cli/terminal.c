/* The width of a terminal, and text made to fit it; colours are left to those who print. */
#include "terminal.h"

#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define NARROWEST 20

size_t terminal_columns(int descriptor)
{
    const char *set = getenv("COLUMNS");
    unsigned long columns = set ? strtoul(set, NULL, 10) : 0;
    struct winsize size;
    if (columns > NARROWEST && columns < 10000)
        return columns;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > NARROWEST)
        return size.ws_col;
    return 80;
}

/* The longest beginning of at most `width` columns, in bytes. */
static size_t head(const char *text, size_t width)
{
    size_t len = strlen(text), at = 0, end = 0;
    while (at < len) {
        utf8_next(text, len, &at);
        if (unicode_width(text, at) > width)
            break;
        end = at;
    }
    return end;
}

/* Where the longest end of at most `width` columns begins. */
static size_t tail(const char *text, size_t width)
{
    size_t len = strlen(text), at = 0;
    while (at < len && unicode_width(text + at, len - at) > width)
        utf8_next(text, len, &at);
    return at;
}

void terminal_fit(struct strbuf *line, const char *text, size_t width)
{
    size_t used = unicode_width(text, strlen(text));
    if (used > width && width > 2) {
        /* The end of a path tells more than its beginning. */
        size_t before = (width - 1) / 3, from = tail(text, width - 1 - before);
        size_t to = head(text, before);
        used = unicode_width(text, to) + 1 + unicode_width(text + from, strlen(text + from));
        strbuf_add(line, text, to);
        strbuf_adds(line, "…");
        strbuf_adds(line, text + from);
    } else {
        strbuf_adds(line, text);
    }
    if (used < width)
        strbuf_addf(line, "%*s", (int)(width - used), "");
}
