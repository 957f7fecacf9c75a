/* Runs of a part: --changed-since and --only. */
#ifndef CLI_PARTIAL_H
#define CLI_PARTIAL_H

#include "session.h"

/* --only: "posts", "social", "media", with commas; NULL: all. Error: bad-option. */
bool session_only(struct session *session, const char *text);

/* After rendering: with --changed-since narrows the selection to the documents that differ from a
 * git revision in the work tree, or that depend on what does (a template, a file, a document that
 * they link to, ghlpub.yaml); removed documents too, so that their posts are told. NULL: they stay
 * as the paths say. Findings about documents that are not chosen are forgotten. Errors:
 * bad-revision (ERROR_USAGE), git-missing, git-failed. */
bool session_narrow(struct session *session, const char *revision);

#endif
