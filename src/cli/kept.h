/*
 * Plans that are kept in files: `plan --out FILE`, `publish --plan FILE`.
 */
#ifndef CLI_KEPT_H
#define CLI_KEPT_H

#include "session.h"

/* Writes the plan to a file, or to standard output ("-"). Error: plan-unwritable. */
bool kept_write(struct session *session, const struct plan *plan, const struct plan_input *input,
                const char *path);

/* Reads a plan from a file, or from standard input ("-"), and takes its environment where none is
 * given. NULL where it is reported: plan-unreadable, plan-damaged, plan-foreign. */
struct plan_file *kept_read(struct session *session, const char *path);

/* Is it of this site's location and blog? Reported: plan-foreign. */
bool kept_is_ours(struct session *session, const struct plan_file *kept);

#endif
