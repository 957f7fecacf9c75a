/*
 * The state file's text: reading, in any order and with the scars of a merge,
 * and writing, always the same for the same values.
 */
#ifndef STATE_STATE_FILE_H
#define STATE_STATE_FILE_H

#include "values.h"

/* Merges the file's text into the values. Lines that `known` (or NULL: nothing) has as well are
 * left out. `path` is for messages. Errors: state-damaged (ERROR_STATE), state-foreign, state-newer
 * (ERROR_CONFIG). */
bool state_file_read(struct values *values, const char *path, const struct strbuf *text,
                     const struct strbuf *known, struct error *err);

void state_file_write(struct strbuf *sb, struct values *values);

/* Sets location and blog where they are not known yet. False with state-foreign where another is
 * known; what says otherwise is named by `whose`. Empty and NULL: nothing is said. */
bool state_file_claim(struct values *values, const char *location, const char *blog,
                      const char *whose, struct error *err);

/* The hint that belongs to state-damaged. */
void state_file_hint(struct error *err, const char *path);

#endif
