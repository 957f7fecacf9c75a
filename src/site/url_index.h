/*
 * Documents by the paths that they have on the web.
 */
#ifndef SITE_URL_INDEX_H
#define SITE_URL_INDEX_H

#include "site_private.h"

/* Fills private->by_url and private->by_name. */
void url_index_build(struct site *site);

#endif
