/*
 * Media as they are stored, for those that show them.
 */
#ifndef SANDBOX_MEDIA_H
#define SANDBOX_MEDIA_H

#include "box.h"

/* The public address, to be freed with free(). */
char *media_url(const struct sandbox *box, const json_t *media);

/* A row of a list; `context` is the sandbox. */
json_t *media_row(void *context, const json_t *media);

/* Removes the record and its file. */
void media_forget(struct sandbox *box, const char *id, int64_t now_ms);

#endif
