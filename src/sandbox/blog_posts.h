/*
 * Posts as they are stored, for those that write them: the API and the hand of
 * an editor (control.c).
 */
#ifndef SANDBOX_BLOG_POSTS_H
#define SANDBOX_BLOG_POSTS_H

#include "box.h"

/* Sets what follows from the members: the slug (made unique), dates, a new version. `old` is the
 * post as stored, or NULL for a new one. */
void post_finish(struct sandbox *box, json_t *post, const json_t *old, const char *location,
                 int64_t now_ms);

/* A slug that no other post of the location has. To be freed with free(). */
char *post_slug(const struct sandbox *box, const char *location, const char *wanted,
                const char *self);

/* Is there a block element in it? */
bool html_has_block(const char *html);

#endif
