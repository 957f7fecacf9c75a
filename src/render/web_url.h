/* URLs of the web as a browser reads them: seen from the page on which they stand. */
#ifndef RENDER_WEB_URL_H
#define RENDER_WEB_URL_H

#include "base/strbuf.h"

#include <stdbool.h>

/* Adds the URL seen from `base` ("https://acme.example/post/hello", or a path alone); one with a
 * scheme, and "#part", stay as they are. White space is cut off, what may not stand in a URL is
 * percent-encoded. */
void web_url_add(struct strbuf *out, const char *base, const char *url);

/* Is it http or https? */
bool web_url_is_http(const char *url);

#endif
