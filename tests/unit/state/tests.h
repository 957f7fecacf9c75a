/*
 * What the files of these tests share: scratch directories, a text for a whole
 * state, and scripts of changes.
 */
#ifndef TESTS_H
#define TESTS_H

#include "test.h"

#include "base/random.h"
#include "base/strbuf.h"
#include <ghlpub/state.h>

struct scratch {
    char *directory;
    char *state, *journal, *lock; /* paths */
};

struct scratch scratch_new(void);
void scratch_free(struct scratch *scratch);

void put_text(const char *path, const char *text, size_t len);
/* To be freed; "" for a missing file. */
char *get_text(const char *path);

/* Opens it for the location "loc" and the blog "blog"; never NULL. */
struct state *open_state(const struct scratch *scratch, bool read_only);

/* All that can be asked of the state, as text to be freed: a line for each entry ("!" unfinished),
 * twin ("twin") and intent ("intent"). */
char *dump(const struct state *state);
/* Opens it to read, and dumps it. */
char *dump_at(const struct scratch *scratch);

/* One change; `seconds` is the time of the server. */
struct step {
    enum {
        S_END,
        S_CREATE,
        S_UPDATE,
        S_FAIL,
        S_OPEN,
        S_RECORD,
        S_RENAME,
        S_REMOVE,
        S_GONE,
        S_FOLD
    } what;
    enum state_kind kind;
    const char *key;
    const char *value; /* the id; of a renaming the new key */
};

/* Makes the change, and syncs. */
void take_step(struct state *state, const struct step *step, int64_t seconds);

/* A step by chance, among a few keys; its strings live as long as the program. */
struct step random_step(struct random *random, unsigned ids_from);

/* Runs in a child; its exit status, or -1 where a signal ended it. */
int in_child(void (*body)(void *context), void *context);

#define ALL_TESTS(X)  X(entry) X(file) X(values) X(journal) X(crash) X(merge) X(lock) X(sent)
#define DECLARE(name) int run_##name##_tests(void);
ALL_TESTS(DECLARE)
#undef DECLARE

#endif
