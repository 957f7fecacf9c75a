/*
 * One entry: its members by name, its text in the file, and which of two wins.
 */
#ifndef STATE_ENTRY_H
#define STATE_ENTRY_H

#include "base/array.h"
#include "base/strbuf.h"
#include <ghlpub/state.h>

struct entry_list ARRAY(struct state_entry *);

struct state_entry *entry_new(enum state_kind kind, const char *key, size_t key_len);

/* All of it, the hash of an unfinished one too. */
struct state_entry *entry_copy(const struct state_entry *entry);
void entry_set_key(struct state_entry *entry, const char *key);

/* Sets a field that is not set yet. */
void entry_take(struct state_entry *entry, enum state_field field, const char *text, size_t len);

/* The entry that the members of `object` describe. NULL with an error (no code but message, of kind
 * ERROR_STATE) where a known member is no string. */
struct state_entry *entry_from_json(enum state_kind kind, const char *key, const json_t *object,
                                    struct error *err);

/* Adds the entry's members as one object: those that are set, in the order of enum state_field,
 * unknown ones before `at`. The hash of an unfinished entry is left out. */
void entry_add(struct strbuf *sb, const struct state_entry *entry);

/* Kind, space, key: how the file and the journal name an entry. entry_split() takes it apart;
 * false where there is no such kind, or no key. */
void entry_add_name(struct strbuf *sb, enum state_kind kind, const char *key);
bool entry_split(const char *name, size_t len, enum state_kind *kind, const char **key);
bool entry_kind_named(const char *name, size_t len, enum state_kind *kind);

/* The field of that name, or STATE_FIELDS; `first` is where to look first. */
enum state_field entry_field_named(const char *name, size_t len, size_t first);

bool entry_is_gone(const struct state_entry *entry);
bool entry_has_id(const struct state_entry *entry, const char *id); /* NULL: has it none? */
bool entry_same_id(const struct state_entry *a, const struct state_entry *b);

/* Of two RFC 3339 times in UTC: which is later; NULL is the earliest. */
int entry_compare_at(const char *a, const char *b);

/* Which of two entries for the same object tells more: the later one; of two as old as each other
 * the tombstone; else any, but always the same. */
bool entry_wins(const struct state_entry *a, const struct state_entry *b);

#endif
