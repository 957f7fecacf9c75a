/*
 * The plan: the ordered list of actions that brings GHL to what the tree says.
 *
 *     struct plan_input input = {.site = site, .pages = pages, .state = state, .now_ms = now};
 *     struct plan *plan = ghlpub_plan(&input, &found);
 *     ghlpub_plan_print(plan, &style, stdout);
 *     ghlpub_plan_free(plan);
 *
 * A pure function of its input: no network, no clock of its own. What a publish
 * has seen at GHL can be given as `remote`; without it the plan trusts the
 * state. The plan borrows from its input, which must live as long.
 */
#ifndef GHLPUB_PLAN_H
#define GHLPUB_PLAN_H

#include <ghlpub/error.h>
#include <ghlpub/render.h>
#include <ghlpub/site.h>
#include <ghlpub/state.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- the directory: names and ids of a location, as last listed ---- */

enum directory_kind {
    DIRECTORY_BLOG,
    DIRECTORY_AUTHOR,
    DIRECTORY_CATEGORY,
    DIRECTORY_USER,
    DIRECTORY_ACCOUNT,
    DIRECTORY_TAG,
    DIRECTORY_SOCIAL_CATEGORY,
    DIRECTORY_GROUP, /* of accounts */
    DIRECTORY_KINDS
};

struct directory_item {
    const char *id, *name;
    const char *email, *platform, *type; /* or NULL */
    const char *accounts;                /* of a group: ids with commas */
    bool expired;
};

struct directory_list {
    struct directory_item *items;
    size_t len, cap;
    bool known; /* it was listed; false: nothing can be said */
};

struct directory {
    struct arena *arena;
    const char *location; /* or NULL */
    int64_t listed_ms;    /* when; 0: never */
    struct directory_list lists[DIRECTORY_KINDS];
};

struct directory *ghlpub_directory_new(void);
void ghlpub_directory_free(struct directory *directory);

/* Strings are copied. */
void ghlpub_directory_add(struct directory *directory, enum directory_kind kind,
                          const struct directory_item *item);

/* Reads the copy beside the state ("state.json" has "state.directory"); a missing, damaged or
 * foreign one gives an empty directory. */
struct directory *ghlpub_directory_load(const char *state_path, const char *location);
bool ghlpub_directory_save(const struct directory *directory, const char *state_path,
                           struct error *err);

enum directory_match { MATCH_ONE, MATCH_NONE, MATCH_MANY, MATCH_UNKNOWN };

/* By id, exact name (or e-mail), then name without regard to case. */
enum directory_match ghlpub_directory_find(const struct directory *directory,
                                           enum directory_kind kind, const char *name,
                                           const struct directory_item **found);

/* The accounts that a target means: "facebook", "linkedin:Acme Inc", an id. MATCH_ONE: *found is
 * it. */
enum directory_match ghlpub_directory_account(const struct directory *directory, const char *target,
                                              const struct directory_item **found);

const char *ghlpub_directory_kind_name(enum directory_kind kind); /* "author", ... */

/* ---- what was seen at GHL ---- */

/* Members that a listing or an answer lacks are NULL (or 0): unknown, not empty. */
struct seen_post {
    const char *id, *slug, *title, *description, *canonical, *status, *updated, *image_alt;
    const char *const *tags; /* NULL-terminated */
    const char *remote;      /* as STATE_REMOTE, where the post itself was read */
    int64_t date_ms;
    bool gone; /* it is proved that the post is not there any more; only its id is set */
};

struct seen_media {
    const char *id, *name, *url;
};

/* What became of a social post on one account: a child row of the listing. */
struct seen_outcome {
    const char *account, *status;
    const char *error; /* what the network said, or NULL */
};

struct seen_social {
    const char *id, *text, *status, *updated, *type, *comment;
    const char *error;        /* what a network said, or NULL */
    const char *accounts;     /* ids, sorted, with commas */
    const char *const *media; /* URLs, NULL-terminated */
    struct seen_outcome *outcomes;
    size_t outcome_count;
    int64_t date_ms;
    bool deleted; /* or proved not to be there any more, where only its id is set */
};

struct seen_redirect {
    const char *id, *domain, *path, *target; /* domain and path in lower case */
};

/* What a publish looked at before it planned. `posts_whole` tells whether that listing was read to
 * its end, so that absence means something. */
struct remote {
    struct seen_post *posts;
    size_t post_count;
    bool posts_whole;
    struct seen_media *media;
    size_t media_count;
    struct seen_social *social;
    size_t social_count;
    struct seen_redirect *redirects;
    size_t redirect_count;
    bool social_whole; /* the window of all that is recorded was read */
    bool refreshed;    /* all that is recorded was looked at: drift is told of unchanged documents,
                          too */
};

/* The file with this content, by the 16 digits in its name; NULL: none was seen. */
const struct seen_media *ghlpub_seen_media(const struct remote *remote, const char *hash);

/* ---- drift: what somebody else changed at GHL since ghlpub last wrote ---- */

enum drift_kind {
    DRIFT_NONE,
    DRIFT_TOUCHED, /* a new updatedAt, though all that ghlpub sends is as it was */
    DRIFT_EDITED,
    DRIFT_GONE
};

struct drift {
    enum drift_kind kind;
    const char *const *differs; /* "title", "body", ...; NULL-terminated; empty: not known */
    const char *updated;        /* GHL's updatedAt, or NULL */
    bool body_unread;           /* whether the body differs is not known */
    bool document_changed;      /* the document changed too; set by the caller */
};

/* Compares a post, or a social post, with what is recorded of the last write. What is allocated
 * comes from `arena`. `expected` is what the social post should be where its entry did not change
 * since, else NULL; `media` are the URLs of its media, NULL where they are not known. A scheduled
 * post that went out at its moment did not drift. */
struct drift ghlpub_post_drift(struct arena *arena, const struct state_entry *entry,
                               const struct seen_post *seen);
struct desired_social;
struct drift ghlpub_social_drift(struct arena *arena, const struct state_entry *entry,
                                 const struct seen_social *seen,
                                 const struct desired_social *expected, const char *const *media);

/* "edited at GHL on 2026-12-01 09:00 EST, after ghlpub wrote it (title, body); the document has not
 * changed since". */
const char *ghlpub_drift_text(struct arena *arena, const struct drift *drift,
                              const struct site *site);

/* The way out, the same wherever a drift is told. */
const char *ghlpub_drift_hint(struct arena *arena, const struct drift *drift, const char *path);
const char *ghlpub_social_drift_hint(struct arena *arena, const char *path);
const char *ghlpub_cancel_drift_hint(struct arena *arena, const char *key, bool orphan);

/* What is done about what was edited by hand: left alone and told; nothing at all is written;
 * overwritten. */
enum on_drift { ON_DRIFT_SKIP, ON_DRIFT_FAIL, ON_DRIFT_OVERWRITE };

/* ---- actions ---- */

enum action_kind {
    ACTION_MOVE, /* the state's entry gets another key; no request */
    ACTION_ADOPT,
    ACTION_UPLOAD,
    ACTION_CREATE,
    ACTION_UPDATE,
    ACTION_OFFLINE,
    ACTION_ARCHIVE,
    ACTION_SCHEDULE,   /* a social post that is new */
    ACTION_RESCHEDULE, /* a social post whose time moves, and whatever else changed */
    ACTION_EDIT,       /* a social post that changes but for its time */
    ACTION_CANCEL,
    ACTION_REDIRECT,
    ACTION_DELETE,
    ACTION_KINDS
};

/* The parts of a post that are compared and named in reasons. */
enum post_part {
    PART_TITLE,
    PART_DESCRIPTION,
    PART_SLUG,
    PART_STATUS,
    PART_DATE,
    PART_AUTHOR,
    PART_CATEGORIES,
    PART_TAGS,
    PART_IMAGE,
    PART_ALT,
    PART_CANONICAL,
    PART_BODY,
    PART_COUNT
};

/* "title", "cover image", ... */
const char *ghlpub_part_name(enum post_part part);

/* What a post should be. */
struct desired_post {
    const struct document *document;
    const struct rendered *page;
    const char *key;
    const char *wanted; /* the document's slug */
    const char *slug;   /* made unique */
    const char *url;    /* public; "" where post_url is not configured */
    const char *title, *description, *canonical, *image_url, *image_alt;
    const struct asset *image; /* or NULL */
    struct word author;        /* mapped name */
    struct words categories;   /* mapped names, each once */
    const char *const *tags;   /* NULL-terminated */
    const char *status;        /* as sent: DRAFT, PUBLISHED, SCHEDULED, ARCHIVED */
    int64_t date_ms;           /* as sent */
    bool date_chosen;          /* nobody wrote it */
    bool date_kept;            /* and it is that of the first publication, from the state */
    char hash[65], body_hash[65];
    const char *parts;
};

/* What a social post should be. One entry of a document gives one, or one for each platform whose
 * text differs. */
struct desired_social {
    const struct document *document;
    const struct social_entry *entry;
    const char *key; /* DOCUMENTKEY#ENTRY[/PLATFORM] */
    const char *text;
    const char *comment;         /* or NULL */
    const char *details;         /* JSON: {"google": {...}}, its texts expanded; or NULL */
    bool no_media;               /* the default cover is left out */
    bool broken;                 /* a network would refuse it: it is not sent */
    struct words written;        /* the same with groups as they are written: for the hash */
    struct words targets;        /* aliases expanded: "facebook", "linkedin:Acme Inc", ids */
    const struct asset **assets; /* NULL-terminated */
    const char *const *urls;     /* NULL-terminated, or NULL */
    const size_t *url_places;    /* the place of each of them among all media, as written */
    int64_t due_ms;              /* with the mark */
    int64_t post_ms;             /* the moment that it counts from: of its post; `late`: its own */
    enum social_status status;   /* as sent */
    bool fresh; /* due_ms is made from now: the post has just become public, or `late: send` */
    bool known; /* something of its entry is recorded */
    bool last_missed;  /* of a series that is new: the last occurrence that has passed */
    bool replaces_out; /* new, where an entry that is out already is not there any more */
    int mark;          /* 1 to 999 */
    bool due_chosen;   /* nobody wrote it */
    bool date_written; /* its hash depends on due_ms */
    size_t index;      /* its place in plan->socials */
    char hash[65], source[65];
};

/* A path that should lead to a post, or (ACTION_DELETE) no longer. */
struct desired_redirect {
    const char *domain, *path; /* in lower case */
    const char *target;        /* the address; of one that goes, as recorded */
    const char *owner;         /* key of the post; of one that goes NULL */
};

/* What becomes of a social post that a document asks for. */
enum social_fate {
    FATE_NEW,       /* an action schedules it */
    FATE_CHANGED,   /* an action moves or edits it */
    FATE_UNCHANGED, /* at GHL as it should be, and to come */
    FATE_OUT,       /* it went out, or goes out too soon to be changed */
    FATE_LATE,      /* its moment had passed when it was first seen */
    FATE_HELD       /* its post is not public, a name is unknown, ...: `held` says why */
};

struct planned_social {
    const struct desired_social *social; /* document, key, text, targets */
    const struct state_entry *entry;     /* as recorded, or NULL */
    enum social_fate fate;
    int64_t due_ms; /* when it goes out, went out, or would go out */
};

struct action {
    enum action_kind kind;
    const char *path;                /* what it is shown under: the document, or the asset */
    const char *key;                 /* of the state's entry */
    const char *from;                /* ACTION_MOVE: the old key */
    const struct state_entry *entry; /* as recorded, or NULL */
    const struct desired_post *post;
    const struct desired_social *social;
    const struct asset *asset;
    const struct seen_post *seen; /* ACTION_ADOPT: the post that is taken over */
    const struct seen_social *seen_social;
    const struct seen_media *seen_media;
    bool forget; /* ACTION_DELETE of media that another state has, too: only the entry goes */
    const struct desired_redirect *redirect;
    const struct seen_redirect *seen_redirect; /* it is at GHL already */
    const char **reasons;                      /* in words; NULL-terminated */
    bool redate; /* a scheduled post gets another date: DRAFT, then SCHEDULED (facts 1.4) */
    bool orphan; /* its document is gone */
    bool lost;   /* another post has its slug, and it is live under a suffix: it becomes a draft */
    const char *overwrites; /* the updatedAt of an edit by hand that is overwritten, as asked for */
    bool recreate;          /* ACTION_CREATE: in place of the recorded post, which was deleted */
    size_t *after;          /* actions that must be done before; indices into the plan */
    size_t after_count;
};

/* A document that is not acted upon though it could be, and why. */
enum held_reason {
    HELD_BROKEN,         /* it has errors */
    HELD_DRIFT,          /* edited by hand */
    HELD_SLUG_TAKEN,     /* a stranger's post has its slug */
    HELD_NAME,           /* an author, category, account or user is not known */
    HELD_ORPHAN,         /* its document is gone; --prune would take it offline */
    HELD_DRAFT,          /* a social entry whose post is not public */
    HELD_LATE,           /* a social entry whose moment had passed when it was first seen */
    HELD_OUT,            /* a social post that is out already and whose source changed */
    HELD_REDIRECT_TAKEN, /* at GHL the path leads elsewhere */
    HELD_OPEN,           /* an intent about it is open and could not be decided */
    HELD_GONE,           /* deleted at GHL by hand */
    HELD_FAILED          /* a network refused the social post */
};

struct held {
    enum held_reason reason;
    const char *path, *key;
    const struct state_entry *entry; /* or NULL */
    const char *text;                /* in words */
    const char *source;        /* HELD_OUT: to be recorded, so that it is told once; or NULL */
    const struct drift *drift; /* HELD_DRIFT, HELD_GONE: where it was seen; or NULL */
};

/* An entry whose object has another updatedAt, and is otherwise as ghlpub wrote it. */
struct touched {
    enum state_kind kind;
    const char *key;
    const char *updated; /* NULL: it was deleted at GHL */
};

struct plan {
    struct arena *arena;
    struct action *actions; /* in the order in which they are shown and begun */
    size_t len, cap;
    struct held *held;
    size_t held_count, held_cap;
    struct touched *touched; /* publish records the new updatedAt */
    size_t touched_count, touched_cap;
    size_t counts[ACTION_KINDS];
    size_t unchanged; /* posts and social posts */
    int64_t upload_bytes;
    bool under_way;
    size_t requests;       /* that publishing it takes, as src/plan/cost.c estimates */
    int64_t least_seconds; /* that the rate limit leaves for them */
    int64_t now_ms;
    const struct site *site;
    struct desired_post **posts;    /* by index of the document; NULL: none */
    const char **urls;              /* public URLs by index of the document; NULL: no post */
    struct planned_social *socials; /* all that the selected documents ask for, those of posts that
                                       are not public included; by document, in its order */
    size_t social_count, social_cap;
    int64_t next_change_ms; /* unused unless an `expires` lies ahead: when to run again; 0: never */
};

/* A file that git says was renamed; paths from the site's root. */
struct rename {
    const char *from, *to;
};

/* What is planned of the selected documents. Posts and social posts take the files along that they
 * use; media: all files, whoever uses them. */
enum { PLAN_POSTS = 1, PLAN_SOCIAL = 2, PLAN_MEDIA = 4 };

struct plan_input {
    const struct site *site;
    const struct rendered_site *pages;
    const struct state *state;
    const struct directory *directory; /* or NULL */
    const struct remote *remote;       /* or NULL */
    int64_t now_ms;
    const bool *selected;        /* by document, or NULL: all */
    const char *const *patterns; /* the paths of the command line, for orphans; or NULL */
    size_t pattern_count;
    const struct rename *renames; /* the newest first; or NULL */
    size_t rename_count;
    unsigned only; /* bits of PLAN_; 0: all */
    bool prune;    /* plan removals */
    bool force;    /* update what did not change, too */
    enum on_drift on_drift;
    bool recreate;  /* what was deleted at GHL is created again */
    bool any_name;  /* names are not checked: the directory may be old */
    bool under_way; /* publish has listed and looked: only what is left counts as its cost */
    bool hold_open; /* what an open intent is about is held: it was looked for, and not decided */
};

/* Never NULL. Findings (duplicate slugs, unknown names, ...) go to `found`. */
struct plan *ghlpub_plan(const struct plan_input *input, struct diagnostics *found);
void ghlpub_plan_free(struct plan *plan);

bool ghlpub_plan_is_empty(const struct plan *plan);

/* Are there documents that the state does not know, and entries that no document claims, so that
 * renames might bring them together? What the slug or the content tells needs none. */
bool ghlpub_plan_needs_renames(const struct plan_input *input);

/* STATE_PARTS of a post that is at GHL otherwise than its document says: bits 1 << part of what
 * differs, and of what GHL does not show. The next plan names them. From `arena`. */
const char *ghlpub_parts_unlike(struct arena *arena, const char *parts, unsigned differ,
                                unsigned unseen);

/* Final slugs and URLs alone (for check and render): by document, NULL for those without a post.
 * From `arena`. */
const char **ghlpub_plan_urls(const struct plan_input *input, struct arena *arena,
                              struct diagnostics *found);

/* "new", "changed", ... */
const char *ghlpub_fate_name(enum social_fate fate);

/* "drift", "slug-taken", ...: as in docs/plan.schema.json. */
const char *ghlpub_held_name(enum held_reason reason);

/* "create", ... and its symbol: "+", "~", "-", ">" ... */
const char *ghlpub_action_name(enum action_kind kind);
const char *ghlpub_action_symbol(enum action_kind kind);

/* ---- what changes of a post, as text ---- */

enum plan_diff_op {
    PLAN_DIFF_SAME,
    PLAN_DIFF_REMOVED,
    PLAN_DIFF_ADDED,
    PLAN_DIFF_CHANGED, /* a line of which most stays: by words */
    PLAN_DIFF_SKIPPED  /* lines that are the same, and not shown */
};

struct plan_diff_word {
    enum plan_diff_op op; /* PLAN_DIFF_SAME, _REMOVED, _ADDED */
    const char *text;
};

struct plan_diff_line {
    enum plan_diff_op op;
    const char *field;  /* "title", "description"; NULL: of the body */
    const char *text;   /* as it will be; PLAN_DIFF_REMOVED: as it was */
    const char *before; /* PLAN_DIFF_CHANGED */
    const struct plan_diff_word *words;
    size_t word_count;
    size_t skipped; /* PLAN_DIFF_SKIPPED: how many */
};

struct plan_diff {
    struct plan_diff_line *lines; /* from the plan's arena */
    size_t len;
    const char *note; /* why there are none, or NULL */
};

/* Title, description and readable body as they were sent last against what would be sent. False
 * where the action changes no post. */
bool ghlpub_plan_diff(const struct plan *plan, const struct action *action, const struct sent *sent,
                      struct plan_diff *diff);

/* The readable body of a post of the plan, as `sent` keeps it: files by their paths, since their
 * URLs say nothing. To be freed with free(). */
char *ghlpub_plan_readable(const struct plan *plan, const struct desired_post *post);

struct plan_style {
    bool colour;
    bool quiet;              /* the summary line alone */
    const struct sent *sent; /* what changes of posts is shown against it; NULL: not */
};

/* For people; in the site's time zone. */
void ghlpub_plan_print(const struct plan *plan, const struct plan_style *style, FILE *out);

/* What is held alone, a line for each. */
void ghlpub_plan_print_held(const struct plan *plan, const struct plan_style *style, FILE *out);

/* By the schema in docs/plan.schema.json. */
json_t *ghlpub_plan_json(const struct plan *plan);

/* Adds what changes of posts to the actions of the above. */
void ghlpub_plan_json_diffs(json_t *json, const struct plan *plan, const struct sent *sent);

/* ---- plans that are kept ---- */

/* Why a kept plan cannot be done any more. */
enum {
    STALE_TREE = 1,
    STALE_STATE = 2,
    STALE_REMOTE = 4,
    STALE_TIME = 8 /* a moment passed that changes what is to be done */
};

/* A kept plan as it was read: what it takes to make it again. */
struct plan_file {
    const char *location, *blog, *environment; /* or NULL */
    const char **patterns, **documents;        /* that were chosen */
    size_t pattern_count, document_count;
    bool some;     /* documents were chosen; false: all */
    unsigned only; /* bits of PLAN_ */
    bool prune, force, recreate, refreshed;
    enum on_drift on_drift;
    int64_t now_ms; /* when it was made */
    struct plan_file_private *private;
};

/* The plan as a file: what ghlpub_plan_json() gives, and what comparing needs. */
json_t *ghlpub_plan_file(const struct plan *plan, const struct plan_input *input,
                         const char *environment);

/* NULL with an error: plan-damaged (ERROR_CONFIG). `name` is for messages. */
struct plan_file *ghlpub_plan_file_read(const char *text, size_t len, const char *name,
                                        struct error *err);
void ghlpub_plan_file_free(struct plan_file *file);

/* Is this plan, made from `input`, the one that was kept? `local`: it was made without a look at
 * GHL. `because`: what every difference is due to, where that is known, else 0. Returns bits that
 * say what changed (0: nothing did); each difference is reported (plan-stale). */
unsigned ghlpub_plan_file_compare(const struct plan_file *file, const struct plan *plan,
                                  const struct plan_input *input, bool local, unsigned because,
                                  struct diagnostics *found);

/* Does an updatedAt alone tell that somebody else changed the post since the entry was recorded?
 * `status` and `updated` are what GHL says now; NULL where it does not. A scheduled post that went
 * out at its moment was not changed. */
bool ghlpub_post_drifted(const struct state_entry *entry, const char *status, const char *updated);

/* Would the plan go beyond a limit of ghlpub.yaml (or its default)? `lifted` holds the options of
 * the command line, LIMIT_NONE where not given. Error: limit-reached (ERROR_FAILED), saying which
 * option lets it. */
struct plan_limits {
    long create, social, prune;
};
bool ghlpub_plan_within_limits(const struct plan *plan, const struct plan_limits *lifted,
                               const struct state *state, struct error *err);

/* With ON_DRIFT_FAIL: is nothing held that was edited or deleted by hand? Error: drift-found
 * (ERROR_FAILED). */
bool ghlpub_plan_drift_allowed(const struct plan *plan, enum on_drift on_drift, struct error *err);

/* ---- media that nothing uses ---- */

struct media_input {
    const struct site *site;           /* with all its documents */
    const struct rendered_site *pages; /* rendered, all of them */
    const struct state *state;
    const struct state *const *others; /* the other states of the same location */
    const char *const *other_names;    /* their paths */
    size_t other_count;
    int64_t now_ms;
};

/* A plan of ACTION_DELETE alone; `unchanged` counts the files that are used. NULL where it cannot
 * be known what is used: prune-unsafe (a document has errors), media-unknown (a post or social post
 * of which it is not recorded what it was sent with, an open intent), both ERROR_FAILED. */
struct plan *ghlpub_plan_media(const struct media_input *input, struct error *err);

/* The guard: a third of the files, but ten are never too many; or `lifted`. Error: limit-reached.
 */
bool ghlpub_media_within_limit(const struct plan *plan, long lifted, struct error *err);

#endif
