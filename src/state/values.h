/*
 * What the state knows, in memory: its entries, found by key and by id, the
 * twins, and the open intents. Every change, whether the program makes it or a
 * journal repeats it, goes through the same functions, so that both end alike.
 */
#ifndef STATE_VALUES_H
#define STATE_VALUES_H

#include "base/map.h"
#include "entry.h"

struct kind_table {
    struct map by_key;        /* of struct state_entry, owned */
    struct map by_id;         /* of several with one id the one that find_id gives */
    struct entry_list sorted; /* a cache; entries() makes it */
    bool is_sorted;
};

struct intent_list ARRAY(struct intent *);

struct values {
    char *location, *blog; /* never NULL */
    json_t *header;        /* members of the header that this version does not know, or NULL */
    struct kind_table kinds[STATE_KINDS];
    struct entry_list twins; /* owned; after values_elect(): live, in order, no id twice */
    bool shared_ids;         /* an id was seen under two keys */
    struct intent_list intents;
    struct map open; /* "KIND KEY" of each open intent -> how many */
    unsigned long next_number;
};

struct values *values_new(void);
void values_free(struct values *values);
void values_set_owner(struct values *values, const char *location, const char *blog);

struct state_entry *values_find(const struct values *values, enum state_kind kind, const char *key);
struct state_entry *values_find_id(const struct values *values, enum state_kind kind,
                                   const char *id);
struct entry_list *values_sorted(struct values *values, enum state_kind kind);

/* Takes over an entry that a line of a file gives (entry->twin: the line says that it is one). Any
 * number of lines in any order end the same, once values_elect() was called. */
void values_merge(struct values *values, struct state_entry *entry);

/* Makes of all that was merged under one key one entry and its twins. */
void values_elect(struct values *values);

/* Takes over an entry as the new one under its key. `was` is the id that the caller saw there
 * (NULL: none); where it is neither that nor the entry's, the entry becomes a twin. One that is
 * older than what is known of the same object changes nothing. */
void values_record(struct values *values, struct state_entry *entry, const char *was);

/* The next three mean the object `id` (NULL: the entry that has none), whatever else the key has
 * got since; without it they change nothing. The twins of a renamed entry go with it. */
void values_rename(struct values *values, enum state_kind kind, const char *from, const char *to,
                   const char *id);
void values_remove(struct values *values, enum state_kind kind, const char *key, const char *id,
                   const char *gone, const char *at);
void values_prefer(struct values *values, enum state_kind kind, const char *key, const char *id,
                   const char *at);

/* Strings are copied, `details` is taken over (NULL: an empty object). */
struct intent *values_open(struct values *values, unsigned long number, const char *action,
                           enum state_kind kind, const char *key, json_t *details, const char *at);
void values_close(struct values *values, struct intent *intent);

#endif
