/*
 * The renames that git knows of: what the work tree and the index hold against
 * HEAD, then the last commits, the newest first.
 */
#ifndef CLI_RENAMES_H
#define CLI_RENAMES_H

#include <ghlpub/plan.h>

struct renames {
    struct rename *items; /* the newest first */
    size_t len, cap;
    struct arena *arena;
};

/* Of files below `content` (relative to `root`). Never NULL; where git cannot be asked it is
 * empty. */
struct renames *renames_read(const char *root, const char *content);
void renames_free(struct renames *renames);

#endif
