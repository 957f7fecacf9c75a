/*
 * Checks over all documents of a site.
 */
#ifndef SITE_LINT_H
#define SITE_LINT_H

#include "site_private.h"

void lint_documents(struct site *site, struct diagnostics *found);

/* The same for one document, without its neighbours. */
void lint_document(struct document *doc, struct diagnostics *found);

#endif
