/* Campaign parameters of links to the site's own posts. */
#ifndef RENDER_UTM_H
#define RENDER_UTM_H

#include <ghlpub/site.h>

/* Expands a template to a text of its own, or NULL with a diagnostic. */
typedef char *utm_expand(void *context, struct word template);

/* The URL with the parameters of the entry and, where it says nothing, of the site: before a
 * fragment, behind a query. A parameter that is empty, or that the URL has already, is left out.
 * NULL where a value's template is wrong. To be freed. */
char *utm_url(const struct config *config, const struct social_entry *entry, const char *url,
              utm_expand *expand, void *context);

#endif
