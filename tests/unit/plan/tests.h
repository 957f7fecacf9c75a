/*
 * The planner as a pure function: a world of texts (tree, state, what was seen
 * at GHL, directory, clock), and plans as texts to compare with.
 */
#ifndef PLAN_TESTS_H
#define PLAN_TESTS_H

#include "test.h"

#include <ghlpub/plan.h>

#define T0    "2026-12-01T12:00:00Z"
#define HOUR  (INT64_C(3600) * 1000)
#define DAYS  (24 * HOUR)
#define COVER "static/img/a.png"

/* Files of a tree: ">PATH\n" and the text, one after the other. A post has a body of its own. */
#define POST(path, fields)       ">content/" path "\n---\n" fields "\n---\nBody of " path ".\n"
#define BODY(path, fields, body) ">content/" path "\n---\n" fields "\n---\n" body "\n"
#define GONE(path)               ">content/" path "\n"

struct world {
    char *directory;
    struct arena *arena;
    struct site *site;
    struct rendered_site *pages;
    struct state *state;
    struct directory *names;
    struct remote remote;
    struct diagnostics found;
    struct plan_input input;
    bool *selected;
};

/* `config` are lines added to a minimal ghlpub.yaml (zone UTC, post_url without a name). */
void world_new(struct world *world, const char *config);
void world_free(struct world *world);

/* Writes (or removes, where there is no text) files, loads and renders the site again. */
void world_tree(struct world *world, const char *files);
void world_now(struct world *world, const char *now);

/* Plans, and records every action as a publish would. */
void world_record(struct world *world);

/* Lines "post KEY; field=value; ..." change entries of the state ("-post KEY" forgets it); "open
 * post KEY" opens an intent. */
void world_state(struct world *world, const char *lines);

/* Lines "post id=1; slug=a; ...", "media id=1; name=x", "author id=1; name=A": what was seen at
 * GHL, and the directory. Values "%HASH" are the first 16 digits of the hash of COVER. */
void world_seen(struct world *world, const char *lines);

/* The plan as text: a line for each action, held document and finding; to be freed. */
char *world_plan(struct world *world);

void check_plan(struct world *world, const char *expected);

/* One row of a table: a tree is published at T0, then all else changes, and the plan is compared.
 * Members that are NULL change nothing. */
struct scene {
    const char *name, *config;
    const char *before, *after;
    const char *state, *seen;
    const char *now;
    const char *expected;
    bool prune, force, any_name, hold_open;
    const char *const *patterns; /* selects documents and orphans, where not NULL */
};

/* Runs all, and fails once with the names of those that differ. */
void run_scenes(const struct scene *scenes, size_t count);

int64_t moment(const char *text);

#define GROUPS(X)                                                                                  \
    X(slugs)                                                                                       \
    X(moves)                                                                                       \
    X(hashes)                                                                                      \
    X(posts) X(seen) X(names) X(social) X(match) X(series) X(when) X(uploads) X(limits) X(directory)
#define DECLARE(name) int name##_tests(void);
GROUPS(DECLARE)
#undef DECLARE

#endif
