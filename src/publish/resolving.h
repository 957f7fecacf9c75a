/*
 * One intent that is being resolved: what resolve.c and resolve_media.c share.
 */
#ifndef PUBLISH_RESOLVING_H
#define PUBLISH_RESOLVING_H

#include "run.h"

struct resolving {
    struct run *run;
    struct intent *intent;
    bool answered;
    struct patience patience;
    resolved_fn *done;
    void *context;
    struct arena *arena;
    struct ghl_post post; /* the best match so far; id NULL: none */
    bool exact;
    bool explained; /* a post that is not ours has the slug: that it exists says nothing of ours */
    struct ghl_media media;
    struct ghl_social social;
    bool redirect_there; /* a row has the path, or the id */
    bool redirect_equal; /* and leads where the intent wants it to */
    bool redirect_old;   /* and leads where it did before */
    const char *redirect_id;
    bool deleted; /* a matching social post was deleted at GHL */
};

/* Closes the intent with what was found, which is taken over; NULL: nothing happened. */
void resolving_close(struct resolving *resolving, struct state_entry *entry);

/* Tells what came of it; `resolving` is gone then. */
void resolving_finish(struct resolving *resolving, enum resolution resolution,
                      const struct error *err);

/* Done, and recorded. */
void resolving_found(struct resolving *resolving, struct state_entry *entry);

/* Nothing was found. Lists lag: it is looked for again until the wait is over, then it is absent.
 */
void resolving_not_yet(struct resolving *resolving);

/* The answer of a look: false where it failed, and the resolving is over. */
bool resolving_could_look(struct resolving *resolving, const struct ghl_answer *answer);

/* resolve_media.c: what only listings show. */
void look_for_media(struct resolving *resolving);
void look_for_redirect(struct resolving *resolving);

#endif
