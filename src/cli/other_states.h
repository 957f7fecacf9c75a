/*
 * The states that other environments of this location have: those that
 * ghlpub.yaml names, and other *.json files beside our own.
 */
#ifndef CLI_OTHER_STATES_H
#define CLI_OTHER_STATES_H

#include "session.h"

struct other_states {
    struct state **items;
    const char **names; /* paths as from the root, where they are below it */
    size_t len, cap;
};

/* Opens them to be read. A state of another location is left out. False where one cannot be read,
 * with an error that names it: what it uses is not known. */
bool other_states_open(const struct session *session, struct other_states *others,
                       struct error *err);
void other_states_release(struct other_states *others);

#endif
