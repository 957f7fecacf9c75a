/*
 * The journal: a file of lines, to which each turn adds by one write. The first
 * line says whose it is; each other is a record, one JSON object:
 *
 *     {"journal":1,"location":"…","blog":"…"}
 *     {"i":7,"action":"create","kind":"post","key":"…","details":{…},"at":"…"}   an intent
 *     {"r":7,"entry":{"post …":{…}},"was":"ID"}     its result; null: nothing happened
 *     {"e":{"post …":{…}},"was":"ID"}               an entry without an intent
 *     {"rename":{"kind":…,"from":…,"to":…,"id":…}}
 *     {"remove":{"kind":…,"key":…,"id":…,"gone":…,"at":…}}
 *     {"prefer":{"kind":…,"key":…,"id":…,"at":…}}   a twin becomes the entry
 *     {"owner":{"location":…,"blog":…}}
 *     {"fold":"SHA-256"}     all above is in the state file, if that is its hash
 *
 * Ids tell which object was meant, since a merge may have put another one under
 * the key before the record is repeated. `was` is the id that stood there.
 */
#ifndef STATE_JOURNAL_H
#define STATE_JOURNAL_H

#include "values.h"

#define JOURNAL_VERSION 1
#define JOURNAL_FOLD    "{\"fold\":\""

struct journal {
    char *path;
    int fd;           /* -1 until the first write */
    size_t len;       /* bytes of the file as it is */
    size_t whole;     /* of these up to the end of the last whole line; 0: no header yet */
    bool exists;      /* the file is there */
    bool unsynced;    /* bytes were written since the last sync */
    bool is_nameless; /* the file was made since the last sync of its directory */
};

/* Takes over the path. */
void journal_init(struct journal *journal, char *path);
void journal_release(struct journal *journal);

/* Closes the descriptor; the next write opens it again. */
void journal_close(struct journal *journal);

/* Adds what the file holds. A missing one is empty. Error: state-unreadable. */
bool journal_read(struct journal *journal, struct strbuf *text, struct error *err);

/* Adds whole lines, by one write; a torn last line is cut away first. All three fail with
 * state-unwritable; nothing may be written afterwards. */
bool journal_append(struct journal *journal, const struct strbuf *lines, struct error *err);
bool journal_sync(struct journal *journal, struct error *err);

/* Lets the file hold these lines and no others; none: removes it. */
bool journal_replace(struct journal *journal, const struct strbuf *lines, struct error *err);

/* The lines. */
void journal_add_header(struct strbuf *sb, const struct values *values);
void journal_add_intent(struct strbuf *sb, const struct intent *intent);
void journal_add_result(struct strbuf *sb, const struct intent *intent,
                        const struct state_entry *entry, const char *was);
void journal_add_entry(struct strbuf *sb, const struct state_entry *entry, const char *was);
void journal_add_rename(struct strbuf *sb, enum state_kind kind, const char *from, const char *to,
                        const char *id);
/* `what`: "remove" or "prefer". */
void journal_add_change(struct strbuf *sb, const char *what, const struct state_entry *entry,
                        const char *gone, const char *at);
void journal_add_owner(struct strbuf *sb, const char *location, const char *blog);
void journal_add_fold(struct strbuf *sb, const struct strbuf *file);

#endif
