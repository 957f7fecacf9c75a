/*
 * What `ghlpub status` shows, a row for each post and social post: what it is
 * at GHL, what is wrong with it, and what the next publish would do.
 */
#ifndef CLI_STATUS_ROWS_H
#define CLI_STATUS_ROWS_H

#include "base/arena.h"
#include <ghlpub/ghl.h>
#include <ghlpub/plan.h>

struct status_row {
    enum state_kind kind; /* STATE_POST, STATE_SOCIAL */
    const char *path;     /* of the document, by which rows stand together */
    const char *name;     /* the path, or path#entry */
    const char *state;    /* "published", "scheduled", "draft", "new", ... */
    const char *problem;  /* "failed", "drift", "gone", "orphan", ...; or NULL */
    const char *pending;  /* the action that publish would take; or NULL */
    const char *note;     /* why, in words; or NULL */
    const char *said;     /* what the network said of a failure; or NULL */
    const char *remedy;   /* what to do; or NULL */
    const char *accounts; /* of a social post, by name; or NULL */
    const char *id, *url;
    int64_t date_ms;    /* of publication, or when it is due; 0: none */
    int64_t written_ms; /* when ghlpub last recorded it; 0: never */
    bool public;        /* it is, or will be at its date */
};

struct status_table {
    struct arena *arena;
    struct status_row *items;
    size_t len, cap;
};

struct status_input {
    const struct site *site;
    const struct state *state;
    const struct plan *plan;
    const struct directory *directory; /* or NULL */
    const struct remote *remote;       /* what GHL has now, or NULL: only the state is known */
    const bool *selected;              /* by document, or NULL: all */
};

/* In the order of paths, posts before their social posts, these by date. Strings are borrowed from
 * the input or live in the table's arena. */
void status_rows(const struct status_input *input, struct status_table *table);
void status_release(struct status_table *table);

enum status_order { STATUS_BY_PATH, STATUS_BY_DATE, STATUS_BY_STATE };
void status_sort(struct status_table *table, enum status_order order);

/* The words that rows can be chosen by. */
extern const char *const status_words[];
extern const size_t status_word_count;

/* Keeps the rows whose state, problem or pending action is one of the words; "changed" is any
 * pending action on what is at GHL, "held" any problem that holds a document back. */
void status_keep(struct status_table *table, const char *const *words, size_t count);

/* Is there a row that failed, or that somebody changed or deleted at GHL? */
bool status_is_alarming(const struct status_table *table);

#endif
