/* Escaping: one function a context. */
#ifndef RENDER_ESCAPE_H
#define RENDER_ESCAPE_H

#include "base/strbuf.h"

#include <stddef.h>

/* Text, and values between double quotes: & < > " ' become entities. */
void escape_html(struct strbuf *out, const char *text, size_t len);

/* A URL for an attribute: what may not stand in a URL is percent-encoded, escapes that are there
 * stay; & and ' become entities. */
void escape_url(struct strbuf *out, const char *url, size_t len);

#endif
