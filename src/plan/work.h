/*
 * What the parts of the planner share while one plan is made. Everything lives
 * in the plan's arena.
 */
#ifndef PLAN_WORK_H
#define PLAN_WORK_H

#include "base/arena.h"
#include "base/array.h"
#include "base/map.h"
#include <ghlpub/plan.h>

/* A social post is sent at least this far ahead, and a post's date counts as
 * "to come" from there on (facts 3.1: the server refuses dates that are past). */
#define PLAN_AHEAD_MS 60000
/* What a moment of "now" becomes: room for the uploads and posts before it. */
#define PLAN_NOW_MARGIN_MS 120000
/* A post that became public this recently still takes its social posts along. */
#define PLAN_FRESH_MS (24 * INT64_C(3600000))

struct action_list ARRAY(struct action);
struct social_list ARRAY(struct desired_social *);

/* The recorded social posts of one document. */
struct social_list_of ARRAY(const struct state_entry *);

struct work {
    const struct plan_input *in;
    struct plan *plan;
    struct arena *arena;
    struct diagnostics *found;
    const struct state_entry *
        *entries;       /* by document: its post as recorded, after moves; or NULL */
    const char **slugs; /* by document: made unique; NULL: no post */
    const char **urls;  /* by document: public URL; NULL: no post */
    long *post_action;  /* by document: index in actions, or -1 */
    bool *post_held;    /* by document: its post cannot be written */
    bool *move_open;    /* by document: it moved, and an intent under its old key is open */
    struct map moved;   /* keys of entries that have a document */
    struct map seen_slugs, seen_ids; /* of struct seen_post */
    struct map seen_social;          /* by id: struct seen_social */
    struct map social_said; /* "ACCOUNT MINUTE TEXT" to the struct desired_social that says it */
    struct social_list refused; /* held since a network would refuse them */
    struct map url_media;       /* media of social posts that are URLs, each once */
    struct place url_media_at;  /* the first of them */
    struct map open;            /* "KIND KEY" of intents that hold what they are about */
    struct map social_of;       /* by document key: struct social_list_of, as recorded */
    struct map renamed_from;    /* by path: the struct rename that gave it its name */
    struct map campaign_from;   /* by document key: the old key of a campaign that moved */
    struct action_list actions; /* all but uploads; `after` counts within this list */
};

static inline size_t work_documents(const struct work *work)
{
    return work->in->site->document_count;
}

static inline bool work_refreshed(const struct work *work)
{
    return work->in->remote && work->in->remote->refreshed;
}

static inline bool work_selected(const struct work *work, size_t document)
{
    return !work->in->selected || work->in->selected[document];
}

/* Is this planned (a bit of PLAN_)? */
static inline bool work_wants(const struct work *work, unsigned what)
{
    return !work->in->only || (work->in->only & what);
}

/* A document that has (or had) a post which ghlpub looks after. */
static inline bool work_has_post(const struct document *document)
{
    return document->kind == DOCUMENT_POST && document->sync;
}

/* Everything that is not in the plan's arena goes with work_free(). */
struct work *work_new(const struct plan_input *input, struct plan *plan, struct diagnostics *found);
void work_free(struct work *work);

/* A new action at the end of the list; valid until the next one. */
struct action *work_add(struct work *work, enum action_kind kind, const char *path,
                        const char *key);

/* Adds a reason in words to an action. */
void work_reason(struct work *work, struct action *action, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Makes the action wait for another one of the list. */
void work_after(struct work *work, struct action *action, size_t other);

/* Returns what was added; valid until the next one. */
struct held *work_hold(struct work *work, enum held_reason reason, const char *path,
                       const char *key, const struct state_entry *entry, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* A copy in the arena. */
const struct drift *work_keep_drift(struct work *work, const struct drift *drift);

/* The entry is to be recorded with this updatedAt; NULL: its object was deleted at GHL. */
void work_touch(struct work *work, const struct state_entry *entry, const char *updated);

/* "2026-12-01 09:00 EST" in the site's zone, from the arena. */
const char *work_local(const struct work *work, int64_t ms);

/* The milliseconds of a STATE_DATE, 0 where there is none. */
int64_t work_entry_date(const struct state_entry *entry);

/* The same of a date as text; NULL is 0. */
int64_t work_date_ms(const char *text);

/* Is an intent about this key open, and could not be decided? */
bool work_is_open(const struct work *work, enum state_kind kind, const char *key);

/* The same, or about a social post of the document with this key. */
bool work_is_open_below(const struct work *work, enum state_kind kind, const char *key);
extern const char work_open_text[];

/* The path of the document that an entry belongs to ("" for media). */
const char *work_entry_path(const struct state_entry *entry);

/* slugs.c: the public URL of a slug, from the arena. */
const char *work_url(struct work *work, const char *slug);

/* slugs.c: fills slugs and urls. moves.c: fills entries and moved. desired.c: fills plan->posts. */
void plan_slugs(struct work *work);
void plan_moves(struct work *work);
void plan_desired(struct work *work);

/* A hash of the body that does not depend on where posts are: for moves. */
void plan_body_hash(const struct work *work, const struct document *document,
                    const struct rendered *page, char out[65]);

/* parts.c: do the parts with this number differ, as far as both are there? */
bool parts_differ(const char *recorded, const char *now, int part);
/* Could it not be compared when the post was adopted? */
bool parts_unseen(const char *recorded, int part);
/* Adds to the parts of a post what tells why its body changes; only what is acted upon needs it. */
void parts_finish(struct work *work, struct desired_post *post);
/* Reasons for a body, or a cover, that changes. */
void parts_explain_body(struct work *work, struct action *action);
void parts_explain_cover(struct work *work, struct action *action);

/* cost.c: the requests that the plan will take. */
void plan_cost(struct work *work);

/* posts.c, social.c, orphans.c: add actions and held documents. */
void plan_posts(struct work *work);
void plan_social(struct work *work);
void plan_orphans(struct work *work);

/* What the social posts of a document count from. */
struct social_base {
    int64_t post_ms;
    bool chosen; /* nobody wrote it */
    bool draft;  /* its post went back to a draft, and so do they */
};

/* Did it go out, or is it going out? A draft does not, whatever its date. */
bool work_social_is_out(const struct work *work, const struct state_entry *entry);

/* social_drift.c: what an entry needs so that what is out is sent once more. */
const char *plan_social_way_again(const struct desired_social *social);

/* social_drift.c: is the recorded social post held, since it failed, or was edited or deleted by
 * hand? Where an edit is to be overwritten, false, and *drift is that edit. */
bool plan_social_held_by_drift(struct work *work, const struct desired_social *social,
                               const struct state_entry *entry, struct drift *drift);
void plan_social_overwrite(struct work *work, struct action *action, const struct drift *drift);

/* Plans to cancel the recorded social post, unless it was seen that it was edited or deleted by
 * hand. `key` is the entry's after a move; `orphan`: its document is gone. */
void plan_social_cancel(struct work *work, const char *path, const char *key,
                        const struct state_entry *entry, bool orphan, const char *why);

/* social_match.c: the desired social posts of a document, their keys settled against the state. */
void plan_social_desired(struct work *work, const struct document *document,
                         const struct social_base *base, struct social_list *out);

/* "launch.2/linkedin", taken apart. */
struct social_key {
    const char *base;     /* "launch" */
    const char *entry;    /* "launch.2" */
    unsigned number;      /* 2; 1 where none is written */
    const char *platform; /* "linkedin", or NULL */
};
void plan_social_key(struct work *work, const char *key, struct social_key *out);

/* social_names.c: names for the entries of a document. */
struct social_name {
    const char *base, *full; /* "launch", "launch.2" */
    bool known;              /* something of it is recorded */
    bool replaces_out;       /* it is new, and something is out whose entry is gone */
};
void plan_social_names(struct work *work, const struct document *document, const char *owner,
                       const int64_t *due, char (*sources)[65], struct social_name *names);

/* social_targets.c: what an entry goes to, aliases expanded, each once; what each of these means,
 * which is itself, or for a group of GHL's the accounts in it; and all of that. The name of the
 * group that a target may mean, or NULL. */
struct words plan_social_written(struct work *work, const struct social_entry *entry);
struct words plan_social_members(struct work *work, struct word target);
const char *plan_group_name(const char *target);
/* The targets of an entry, aliases and groups expanded, each once; the id of the one account
 * that a target means, or NULL where it is not known; is an id among those with commas? The network
 * of a target, "" where only the directory could tell and does not. */
struct words plan_social_targets(struct work *work, const struct social_entry *entry);
void plan_social_add_target(struct work *work, struct words *targets, struct word word);
const char *plan_social_account(const struct work *work, const char *target);
bool plan_social_has_account(const char *accounts, const char *id);
const char *plan_social_platform(struct work *work, const char *target);

/* social_keys.c: those of `out` from `first` on, of the entry "launch.2" of the document `owner`,
 * go on as what is recorded of it, where that is not wanted under its own key any more. */
void plan_social_keep_keys(struct work *work, const char *owner, const char *full,
                           struct social_list *out, size_t first);

/* social_spacing.c: warns about social posts to one account within an hour. */
void plan_social_spacing(struct work *work);

/* moves.c: the older names of a path as git knows them: for (const char *old = path; (old =
 * work_older_name(work, old, &steps));). `steps` begins with 0; a circle ends. */
const char *work_older_name(const struct work *work, const char *path, unsigned *steps);

/* social_limits.c: what an entry offers to one network. */
struct social_offer {
    const struct document *document;
    const struct social_entry *entry;
    const struct rendered *page;
    const struct social_media *media;
    const char *platform; /* as templates name it; "" where it is not known */
    const char
        *network;     /* as its limits are named: an account of TikTok may be one of a business */
    const char *type; /* "post", ... as in struct network_limits */
    bool caption;     /* a story with a text: a person publishes it */
    const char *text; /* becomes "" where the network takes none */
    const char *comment; /* or NULL */
    bool no_media;       /* set where the default cover is left out */
};

/* social_details.c: a member of what one network alone knows, as written; or NULL. */
const char *plan_detail(const struct social_entry *entry, const char *network, const char *name);
bool plan_has_detail(const struct social_entry *entry, const char *network, const char *name);

/* What the networks (NULL-terminated; "": not known) alone know of the social post, as JSON, or
 * NULL where that is nothing. *good: no text of it is too long. */
const char *plan_details(struct work *work, const struct desired_social *social,
                         const char *const *networks, bool *good);

/* Reports what the network would refuse. False: it must not be sent. */
bool plan_social_fits(struct work *work, struct social_offer *offer);

/* Says once how many media could not be looked at. */
void plan_social_unchecked(struct work *work);

/* Campaigns have no post by which a move could be seen: their entries tell. */
void plan_campaign_moves(struct work *work);

/* Are there recorded social posts whose document is gone (after the moves)? */
bool plan_has_lost_campaign(const struct work *work);

/* redirects.c: after the names, since what is held keeps its redirects. */
void plan_redirects(struct work *work);

/* Will a redirect lead from the post's address of before to the one that it gets? */
bool plan_old_address_kept(struct work *work, const struct desired_post *post,
                           const struct state_entry *entry);

/* names.c: checks the names of what is to be written; drops and holds what cannot be. */
void plan_names(struct work *work);

/* uploads.c: does the action need a file whose upload could not be decided? */
bool plan_needs_open_upload(const struct work *work, const struct action *action);

/* uploads.c: puts uploads before the rest and fills plan->actions. */
void plan_finish(struct work *work);

#endif
