/*
 * What the ways of adopting share. A post that is taken over is recorded in two
 * steps: first that the document is this post (its id, slug and date, from which
 * follow the URLs and times of everything else); then, planned anew with that,
 * whether it says already what the document says.
 */
#ifndef PUBLISH_ADOPT_H
#define PUBLISH_ADOPT_H

#include "run.h"

/* A run without tasks of its own; adopt_run_end() frees what it holds. */
void adopt_run_begin(struct run *run, const struct publish_options *options,
                     struct diagnostics *found, struct publish_result *result, struct error *err);
void adopt_run_end(struct run *run);

/* Plans the whole tree against the state as it is now, into run->plan. */
void adopt_plan(struct run *run);

/* What a row of a listing tells, in memory of the arena. */
void adopt_copy_row(struct arena *arena, struct ghl_post *copy, const struct ghl_post *row);

/* The first step. `row` is what is known of the post, a row of a listing or a whole one. */
void adopt_known(struct run *run, const struct document *document, const struct ghl_post *row);

/* The second, after adopt_plan(): compares, and records what is equal as sent, so that nothing is
 * to be done. Sets the bits of what differs and of what GHL does not show. `as_sent`: it is not
 * compared, since the document was just made from the post. False where the document has no post.
 */
bool adopt_settled(struct run *run, const struct document *document, const struct ghl_post *remote,
                   bool as_sent, unsigned *differ, unsigned *unseen);

void adopt_media(struct run *run, const struct asset *asset, const char *id, const char *name,
                 const char *url);

/* ghlpub_publish_adopt_imported() for a run whose names and blog are known. */
bool adopt_imported(struct run *run, const struct imported *imported, struct error *err);

/* A social post that is taken over: `task` has its action. `equal`: nothing is to be sent. */
void adopt_social_entry(struct task *task, const struct ghl_social *remote, bool equal);

/* adopt_match.c: which of these documents, which have no post yet, is which of the posts that were
 * seen. Fills posts, doubts, without and strangers. */
void adopt_match(const struct run *run, const struct document *const *documents, size_t count,
                 struct adoption *adoption);

/* Writes down what was recorded. */
bool adopt_write(struct run *run, struct error *err);

#endif
