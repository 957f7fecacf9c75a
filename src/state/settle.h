/*
 * One object under two keys, as a merge of a moved document with a changed one
 * leaves it: which key it keeps.
 */
#ifndef STATE_SETTLE_H
#define STATE_SETTLE_H

#include "values.h"

/* What to do about one id: forget `dropped`, then record `kept`. All owned. */
struct settlement {
    struct state_entry *kept;
    struct entry_list dropped;
};

struct settlement_list ARRAY(struct settlement);

typedef bool settle_exists(void *context, const char *document_key);

/* Adds what is to be done; the values stay as they are. */
void settle_find(struct values *values, settle_exists *exists, void *context,
                 struct settlement_list *out);

#endif
