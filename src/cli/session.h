/*
 * The steps that commands share: open the site, load it, render it, open the
 * state, connect to GHL. Each step needs the ones before; a failed one has been
 * reported, and `exit` is what the command returns.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cmd.h"

#include <ghlpub/ghl.h>
#include <ghlpub/plan.h>
#include <ghlpub/publish.h>
#include <ghlpub/render.h>
#include <ghlpub/site.h>
#include <ghlpub/state.h>

struct session {
    struct cli *cli;
    struct site *site;
    struct rendered_site *pages;
    struct state *state;
    char *state_path;
    struct ghl *ghl;
    char *token;
    struct diagnostics found;
    bool *selected;        /* by document, or NULL: all */
    const char **patterns; /* the paths of the command line, as from the root */
    size_t pattern_count;
    struct renames *renames;    /* as git has them, or NULL */
    struct refreshed refreshed; /* by session_refresh() */
    enum on_drift on_drift;
    bool recreate;
    unsigned only; /* bits of PLAN_; by session_only() */
    int exit;
};

void session_init(struct session *session, struct cli *cli);
void session_release(struct session *session);

bool session_open(struct session *session); /* ghlpub.yaml */
bool session_load(struct session *session); /* the documents */

/* Which documents the paths of the command line mean; none given: all. Error: no-match. */
bool session_select(struct session *session, int count, char **paths);

/* The documents of a kept plan, and those that have come under its paths since. */
bool session_select_kept(struct session *session, const struct plan_file *kept);
bool session_render(struct session *session, unsigned jobs);

/* The state, to look at or to write. */
bool session_state(struct session *session, bool read_only, long lock_timeout_ms);

/* Asks git for renames, where they could tell which document an entry of the state belongs to.
 * Without git, or outside of a repository, there are none. */
void session_renames(struct session *session);
bool session_connect(struct session *session, unsigned jobs);

/* Connects, where that was not done, and looks at what GHL has now (--refresh): plans are made
 * against it from then on. */
bool session_refresh(struct session *session);

/* What is common to the runs of publish, adopt, refresh. */
struct publish_options session_publish_options(struct session *session);

/* --on-drift: "skip" (NULL too), "fail" or "overwrite". Error: bad-option. */
bool session_on_drift(struct session *session, const char *text);

/* Is there somebody at a terminal who can be asked? */
bool session_can_ask(const struct session *session);

/* Asks; true where the answer is yes. Errors: no-consent (ERROR_FAILED), interrupted. */
bool session_ask(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the command with an error: reports it (as JSON with --json), and returns its exit code. */
int session_fail(struct session *session, struct error *err);

/* Reports the diagnostics and raises the exit code to 65 where there are errors. */
void session_report(struct session *session, bool all);

/* An object with "command" and "ok", for --json; diagnostics are added by session_finish_json(). */
json_t *session_json(const struct session *session);
int session_finish_json(struct session *session, json_t *json, int code);

/* What session_plan() makes its plan from. */
struct plan_input session_plan_input(struct session *session, const struct directory *directory,
                                     bool prune, bool force);

/* The plan against the state, and what session_refresh() has seen. */
struct plan *session_plan(struct session *session, struct directory **directory, bool prune,
                          bool force);

#endif
