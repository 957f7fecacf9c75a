/*
 * What is behind `struct state`, for the two files that are its front: state.c
 * opens, asks and writes, changes.c changes.
 */
#ifndef STATE_INSIDE_H
#define STATE_INSIDE_H

#include "journal.h"
#include "values.h"

struct state {
    char *path;
    struct values *values;
    struct strbuf loaded; /* the file's text as it was read or written last */
    struct journal journal;
    struct strbuf pending; /* records that the journal does not have yet */
    bool pending_intent, pending_too_long;
    int lock;
    bool read_only;
    bool is_broken; /* a write failed: what is on disk is not known any more */
    int64_t time_ms;
    bool has_time;
};

#endif
