/*
 * The schedule as a list: what documents ask for, and what GHL will send all
 * the same (of documents that are broken or gone).
 */
#ifndef CLI_CALENDAR_ITEMS_H
#define CLI_CALENDAR_ITEMS_H

#include "base/arena.h"
#include <ghlpub/plan.h>

/* Two social posts to one account within this time are too close (docs/guide.md). */
#define CALENDAR_CLOSE_MS (INT64_C(60) * 60000)

struct calendar_item {
    enum state_kind kind; /* STATE_POST, STATE_SOCIAL */
    int64_t at_ms;        /* 0: a draft without a date */
    char mark;            /* ' ' as at GHL, '+' new, '~' to be changed, '!' see `note` */
    const char *path, *key;
    const char *state;    /* "scheduled", "published", "draft", "archived", "out", ... */
    const char *title;    /* of the post, or the text of the social post */
    const char *accounts; /* "facebook Acme, linkedin Acme Inc"; or NULL */
    const char *networks; /* "facebook,linkedin", or NULL */
    const char *url;      /* or NULL */
    const char *note;     /* why it is marked '!'; or NULL */
    const char *clash; /* the key of another one that is too close at the same account; or NULL */
    bool goes_out;     /* it is, was or will be public at that moment */
};

struct calendar {
    struct arena *arena;
    struct calendar_item *items; /* by date; those without one last */
    size_t len, cap;
    const struct plan *plan;
};

/* Everything borrowed lives as long as the plan, the state and the directory (or NULL). */
void calendar_fill(struct calendar *calendar, const struct plan *plan, const struct state *state,
                   const struct directory *directory);
void calendar_release(struct calendar *calendar);

/* Keeps what lies in [from, to); 0: no bound. What has no date stays where `undated`. */
void calendar_keep(struct calendar *calendar, int64_t from_ms, int64_t to_ms, bool undated);

/* Keeps what belongs to these paths of documents (patterns as in .gitignore). */
void calendar_keep_paths(struct calendar *calendar, const char *const *patterns, size_t count);

/* Days between the item and the next one that goes out, where nothing does; 0: none. `zone` says
 * what a day is. */
int calendar_gap(const struct calendar *calendar, size_t item);

#endif
