/*
 * Social posts: what their parts share.
 */
#ifndef SANDBOX_SOCIAL_H
#define SANDBOX_SOCIAL_H

#include "box.h"

/* Says whether the body is refused (and answers so). */
bool social_refused(struct call *call, bool update);
bool social_list_refused(struct call *call);

/* Adds what the networks of the accounts do not take, of a post that is no draft. */
void social_check_networks(const struct call *call, json_t *messages);

/* The text as the server keeps it: custom values expanded, cut at the smallest limit of the
 * accounts. To be freed with free(). */
char *social_summary(const struct call *call, const json_t *account_ids, const char *text);

/* Sets what follows from the members: dates, the row's own, a new updatedAt. */
void social_finish(struct sandbox *box, json_t *post, const json_t *old, int64_t now_ms);

/* Goes out now: published, or failed with its reason. Changes `post`. */
void social_go_out(const struct sandbox *box, json_t *post, int64_t now_ms);

/* With the quirk "children": a row for each account of a post that has gone out, which fails where
 * the account has expired; the post itself has failed where all of them have. */
void social_add_children(struct sandbox *box, json_t *post, int64_t now_ms);

#endif
