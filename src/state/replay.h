/*
 * Reading the journal: its records, applied again in their order.
 *
 * Repeating is harmless. Where a crash left the journal behind the file that holds
 * all of it, the mark of the fold tells so by the file's hash, and only open
 * intents are taken from before it. Where git changed the file since, all is
 * repeated: a record names the object that it means, changes only that one, and
 * never makes an entry older than it is. (Without the mark, a chain of moves and
 * removals repeated upon its own end can bring back a twin.)
 */
#ifndef STATE_REPLAY_H
#define STATE_REPLAY_H

#include "journal.h"

/* Applies the text of the journal to what was read from the text of the file. Sets journal->whole,
 * and *torn to the number of the last line where that one is torn, else to 0. Errors:
 * journal-damaged (ERROR_STATE), state-newer, state-foreign. */
bool replay_journal(struct values *values, struct journal *journal, const struct strbuf *text,
                    const struct strbuf *file, unsigned *torn, struct error *err);

#endif
