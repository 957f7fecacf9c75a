/*
 * Escaping for HTML. Which text belongs where is left to the callers; JSON and
 * percent-encoding of whole words are in base/strbuf.
 */
#include "escape.h"

#include <stdbool.h>
#include <string.h>

void escape_html(struct strbuf *out, const char *text, size_t len)
{
    static const char *const entities[256] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
    size_t from = 0;

    for (size_t i = 0; i < len; i++) {
        const char *entity = entities[(unsigned char)text[i]];
        if (entity) {
            strbuf_add(out, text + from, i - from);
            strbuf_adds(out, entity);
            from = i + 1;
        }
    }
    strbuf_add(out, text + from, len - from);
}

/* The characters that stand in URLs as they are; '%' among them, for escapes that are there. The
 * same set as cmark's, so that links in Markdown and in templates come out alike. */
static bool url_safe(unsigned char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return c && strchr("-_.+!*(),%#@?=;:/$~", c);
}

void escape_url(struct strbuf *out, const char *url, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)url[i];
        if (c == '&')
            strbuf_adds(out, "&amp;");
        else if (c == '\'')
            strbuf_adds(out, "&#x27;");
        else if (url_safe(c))
            strbuf_addc(out, (char)c);
        else
            strbuf_addf(out, "%%%02X", c);
    }
}
