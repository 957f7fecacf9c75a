/*
 * The state: which document and asset became which remote object, kept so that
 * nothing is lost or done twice whatever happens (shared protocol: intent,
 * request, result).
 *
 *     struct state *state = ghlpub_state_open(&options, &err);   reads, locks, replays the journal
 *     struct intent *intent = ghlpub_intent_new(state, "create", STATE_POST, key, details);
 *     ghlpub_state_sync(state, &err);                            on disk before the request
 *     ... the request ...
 *     struct state_entry *entry = ghlpub_state_edit(state, STATE_POST, key);
 *     state_entry_set(entry, STATE_ID, id);
 *     ghlpub_intent_result(state, intent, entry);                recorded, synced with the next
 * turn ghlpub_state_fold(state, &err);                            state file rewritten, journal
 * gone
 *
 * The file is one flat JSON object, a line for each remote object, sorted by
 * key, so that git merges it by union. Every entry is a set of named strings.
 */
#ifndef GHLPUB_STATE_H
#define GHLPUB_STATE_H

#include <ghlpub/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATE_VERSION 1

enum state_kind { STATE_POST, STATE_MEDIA, STATE_SOCIAL, STATE_REDIRECT, STATE_KINDS };

/* The members of an entry. Each is a string or absent; the comment says what of. */
enum state_field {
    STATE_ID,     /* id               GHL's id of the object */
    STATE_PATH,   /* path             the document, where the key is not its path */
    STATE_SLUG,   /* slug             as the server returned it */
    STATE_WANTED, /* wanted           the slug that the document asked for, where it differs */
    STATE_URL,    /* url              public URL of a post, or of media */
    STATE_TITLE,  /* title */
    STATE_STATUS, /* status           DRAFT, PUBLISHED, SCHEDULED, ARCHIVED; social: as sent */
    STATE_DATE,   /* date             RFC 3339 UTC; publication, or when a social post is due */
    STATE_DATE_CHOSEN,    /* chosen           "1": nobody wrote the date, ghlpub chose it */
    STATE_UPDATED,        /* updated          the server's updatedAt after the last write */
    STATE_REMOTE_VERSION, /* currentVersion */
    STATE_HASH,           /* hash             of what the document says, all of it */
    STATE_BODY,           /* body             hash of the rendered body alone */
    STATE_PARTS,    /* parts            short hashes of title, description, ...: for reasons */
    STATE_REMOTE,   /* remote           short hashes of the body, author, categories and cover as
                       GHL has them: for telling what was edited by hand */
    STATE_NAME,     /* name             of media */
    STATE_SIZE,     /* size             of media, in bytes */
    STATE_ACCOUNTS, /* accounts         of a social post, ids sorted, with commas */
    STATE_MARK,     /* mark             milliseconds of scheduleDate */
    STATE_TEXT,     /* text             of a social post, its first 200 characters */
    STATE_SOURCE,   /* source           hash of a social entry as written: for matching */
    STATE_TARGET,   /* target           of a redirect */
    STATE_OWNER,    /* owner            of a redirect: the key of its post */
    STATE_WAS,      /* was              of a post: paths that were its address while it was public,
                      the oldest first, with spaces */
    STATE_ASSETS,   /* assets           that the last write used: first 16 hex digits of each
                       content's   SHA-256, with commas; "-": none */
    STATE_GONE, /* gone             why: "cancelled", "removed", "deleted"; a tombstone. "lost": a
                      post that came out under a suffix, since another one has its slug, and
                      that is not a draft yet */
    STATE_AT,   /* at               the server's Date when it was recorded */
    STATE_FIELDS
};

struct state_entry {
    enum state_kind kind;
    char *key; /* without the kind: "content/posts/hello.md", "id:spring#launch" */
    char *fields[STATE_FIELDS];
    json_t *others;  /* members that this version does not know, kept; or NULL */
    bool unfinished; /* an intent about it is open: its hash is void */
    bool twin;       /* a second id was recorded under this key; see ghlpub_state_twins() */
};

/* An open intent: a write that may or may not have happened. */
struct intent {
    unsigned long number;
    char *action; /* "create", "update", "redate", "offline", "upload", "schedule", "edit", ... */
    enum state_kind kind;
    char *key;
    json_t *details; /* what resolving needs: hash, slug, title, before, updated, ... */
    bool inherited;  /* made by an earlier process */
    char *at;        /* when it was opened, RFC 3339; or NULL */
};

struct state;

struct state_options {
    const char *path;     /* of the state file; the journal and the lock stand beside it */
    const char *location; /* the site's; another one in the file is refused. NULL: any */
    const char *blog;     /* id; NULL: any */
    bool read_only;       /* no lock, nothing is written; the journal is replayed in memory */
    int64_t lock_timeout_ms;
};

/* NULL with an error: state-locked (ERROR_TRY_AGAIN; names the holder), state-foreign, state-newer
 * (ERROR_CONFIG), state-damaged, state-unreadable, state-unwritable, journal-damaged (ERROR_STATE;
 * path:line, and what to do), interrupted (ERROR_INTERRUPTED; while waiting for the lock). A
 * missing file is an empty state. A torn last line of the journal is dropped, with a warning in
 * `found` (which may be NULL). */
struct state *ghlpub_state_open(const struct state_options *options, struct diagnostics *found,
                                struct error *err);

/* In a forked process that does not use the state: closes its descriptors, so that the lock ends
 * with the parent. The state must not be written, folded or closed there. */
void ghlpub_state_after_fork(struct state *state);

/* Unlocks. What was not folded stays in the journal. NULL is allowed. */
void ghlpub_state_close(struct state *state);

/* The same state as a value of its own, without file or lock: for dry runs. */
bool ghlpub_state_is_empty(const struct state *state);

/* The location and the blog that the state belongs to ("" while unknown). */
const char *ghlpub_state_location(const struct state *state);
const char *ghlpub_state_blog(const struct state *state);
void ghlpub_state_set_owner(struct state *state, const char *location, const char *blog);

/* The entry, or NULL. Tombstones are entries (STATE_GONE is set). */
struct state_entry *ghlpub_state_find(const struct state *state, enum state_kind kind,
                                      const char *key);
struct state_entry *ghlpub_state_find_id(const struct state *state, enum state_kind kind,
                                         const char *id);

/* All entries of a kind, sorted by key; *count of them. Borrowed until the state changes. */
struct state_entry *const *ghlpub_state_entries(const struct state *state, enum state_kind kind,
                                                size_t *count);

const char *state_get(const struct state_entry *entry, enum state_field field); /* or NULL */
/* The text is copied; NULL removes the field. */
void state_set(struct state_entry *entry, enum state_field field, const char *text);

/* A copy of the entry, or an empty one where there is none, to be changed and given to
 * ghlpub_state_record() or ghlpub_intent_result(), or freed with state_entry_free(). The copy of an
 * unfinished entry has no hash: the result of the last write must set it. */
struct state_entry *ghlpub_state_edit(const struct state *state, enum state_kind kind,
                                      const char *key);
void state_entry_free(struct state_entry *entry);

/* Opens an intent. `details` is taken over. It is on disk after ghlpub_state_sync(). */
struct intent *ghlpub_intent_new(struct state *state, const char *action, enum state_kind kind,
                                 const char *key, json_t *details);

/* Closes an intent with what the server said; `entry` is taken over and replaces the one with its
 * key. `entry` NULL: it is known that nothing happened. The intent is freed. A further entry can be
 * recorded without an intent (adopted, moved, removed). */
void ghlpub_intent_result(struct state *state, struct intent *intent, struct state_entry *entry);
void ghlpub_state_record(struct state *state, struct state_entry *entry);

/* Gives the entry another key (a move; the redirects of a post follow it), or removes it without a
 * trace (`state rm`) or, with `gone`, leaves a tombstone. */
bool ghlpub_state_rename(struct state *state, enum state_kind kind, const char *from,
                         const char *to);
void ghlpub_state_remove(struct state *state, enum state_kind kind, const char *key,
                         const char *gone);

/* The open intents, oldest first. */
struct intent *const *ghlpub_intents(const struct state *state, size_t *count);

/* Writes to the journal what was opened and recorded since the last call, with one fdatasync where
 * an intent is among it (or `always`). Error: state-unwritable (ERROR_STATE): the run must stop
 * before its next request. */
bool ghlpub_state_sync(struct state *state, bool always, struct error *err);

/* Writes the state file (in six steps) where anything changed, and a journal of the open intents,
 * or none. */
bool ghlpub_state_fold(struct state *state, struct error *err);

/* The server's Date (RFC 3339) that entries get as STATE_AT from now on. */
void ghlpub_state_set_time(struct state *state, int64_t server_ms);

/* Entries that a merge brought under a key that has another id: reported, never updated. */
struct state_entry *const *ghlpub_state_twins(const struct state *state, size_t *count);

/* What becomes of twins: the twin with this id and the entry change places, or the twin is
 * forgotten (its object went offline, or is gone). False where there is no such twin. */
bool ghlpub_state_prefer_twin(struct state *state, enum state_kind kind, const char *key,
                              const char *id);
bool ghlpub_state_drop_twin(struct state *state, enum state_kind kind, const char *key,
                            const char *id);

/* To be called once the site is loaded: where a merge brought one id under two keys, the entry
 * stays under the key whose document `exists` (asked for posts and social posts, with the
 * document's key; else, and where both do or none, under that of the later record), with what was
 * recorded last. Until then find_id() gives the later one that is live. */
void ghlpub_state_settle(struct state *state,
                         bool (*exists)(void *context, const char *document_key), void *context);

/* ---- what was sent last, for people to compare with ---- */

/* Kept beside the state ("state.json" has "state.sent"), by GHL's id, so that it follows documents
 * that move. Losing it is harmless. */
struct sent_text {
    const char *id;
    const char *hash; /* STATE_HASH of the entry, to see whether it is the last indeed */
    const char *title, *description, *text;
};

struct sent;

/* Never NULL; a missing, damaged or foreign file gives what can be read of it, with a
 * warning (sent-unusable). */
struct sent *ghlpub_sent_load(const struct state *state, struct diagnostics *found);
void ghlpub_sent_free(struct sent *sent);

/* The texts live as long as `sent`. */
bool ghlpub_sent_find(const struct sent *sent, const char *id, struct sent_text *out);

/* Records what was sent; what is longer than LIMIT_SENT_TEXT is left out. Error: write-failed. */
bool ghlpub_sent_add(const struct state *state, const struct sent_text *texts, size_t count,
                     struct error *err);

const char *state_kind_name(enum state_kind kind);    /* "post", "media", "social", "redirect" */
const char *state_field_name(enum state_field field); /* as in the file */

#endif
