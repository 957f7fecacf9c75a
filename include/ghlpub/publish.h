/*
 * Publish: carry out a plan over HTTP, so that each thing happens once whatever
 * goes wrong.
 *
 *     struct publish_options options = {...};
 *     struct publish_result result = {0};
 *     bool done = ghlpub_publish(&options, &found, &result, &err);
 *
 * The order: open intents of an earlier run are resolved; the tree is planned
 * against the state; where there is nothing to do, nothing is sent. Otherwise
 * the names are listed, what the state does not know is looked for, the plan is
 * made again with what was seen, shown for consent, and carried out. What one
 * action's failure does not touch goes on. Everything is recorded as it happens.
 */
#ifndef GHLPUB_PUBLISH_H
#define GHLPUB_PUBLISH_H

#include <ghlpub/error.h>
#include <ghlpub/ghl.h>
#include <ghlpub/plan.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock;

enum publish_event { PUBLISH_BEGUN, PUBLISH_DONE, PUBLISH_FAILED, PUBLISH_SKIPPED, PUBLISH_TICK };

/* What is told while it goes on. */
struct publish_watch {
    /* The final plan, before anything is written. Return false to stop (error "no-consent" is then
     * set by the caller's function). */
    bool (*consent)(void *context, const struct plan *plan, struct error *err);
    /* There is nothing to do; what the plan holds may still be told. */
    void (*nothing)(void *context, const struct plan *plan);
    /* An action begins, is done, failed (with the error), was skipped. TICK: action is NULL. */
    void (*event)(void *context, enum publish_event event, const struct action *action,
                  const struct error *err);
    void *context;
};

struct publish_options {
    const struct site *site;
    const struct rendered_site *pages;
    struct state *state;    /* open, locked */
    const char *state_path; /* the directory's copy stands beside it */
    struct ghl *ghl;
    const struct clock *clock;
    bool clock_fixed; /* the clock is a test's: it is right, whatever the server's says */
    const bool *selected;
    const char *const *patterns;
    size_t pattern_count;
    const struct rename *renames; /* as in struct plan_input */
    size_t rename_count;
    unsigned only; /* as in struct plan_input */
    bool prune, force, fail_fast;
    bool refresh;           /* all that is recorded is looked at, not only what is written */
    bool recreate;          /* what was deleted at GHL is created again; refreshes */
    enum on_drift on_drift; /* FAIL and OVERWRITE read what is to be changed before the plan */
    const struct plan_file *kept; /* this plan, or nothing (error plan-stale); or NULL. The other
                                     options are those that it was made with */
    struct plan_limits limits;
    struct publish_watch watch;
};

struct publish_result {
    size_t done[ACTION_KINDS], failed, skipped, held, left_open;
    size_t
        blocked; /* of those held: what somebody must look at (drift, a slug, a name, an intent) */
    size_t not_begun; /* actions that were left when the run stopped */
    size_t unchanged;
    unsigned kinds; /* of errors that actions failed with: bits 1 << enum error_kind */
    struct ghl_counts requests;
    unsigned stale; /* why the kept plan does not hold: STALE_TREE, ...; 0: it does */
    bool nothing;   /* there was nothing to do */
    json_t *items;  /* an array: one object for each action and held document, for --json */
};

/* False where the run as a whole failed (err says why: service-down, token-refused, no-consent,
 * limit-reached, state-unwritable, interrupted, ...); what was done before is recorded all the
 * same. Failed actions alone are counted in `result`. `result->items` is the caller's to decref. */
bool ghlpub_publish(const struct publish_options *options, struct diagnostics *found,
                    struct publish_result *result, struct error *err);

/* What GHL has now of what the state knows; its strings live in `arena`. */
struct refreshed {
    struct arena *arena;
    struct remote remote; /* for plan_input */
    int64_t at_ms;        /* the server's time */
    struct ghl_counts requests;
};

/* Looks at what is recorded (below the options' patterns, where there are any): posts, by listings
 * in all four statuses; social posts, by one listing of their window, deleted ones and children
 * included; single reads of what changed or is not listed. Nothing is written but the directory's
 * copy: the state may be read-only, `pages`, `selected` and `watch` are not used. A post or social
 * post that is seen as gone or deleted is proved to be. Warnings (social-not-listed,
 * refresh-incomplete) go to `found`. False with an error where the posts cannot be listed, or the
 * blog is not the state's; `refreshed` is then empty. */
bool ghlpub_publish_refresh(const struct publish_options *options, struct refreshed *refreshed,
                            struct diagnostics *found, struct error *err);
void ghlpub_refreshed_release(struct refreshed *refreshed);

/* One post as it is at GHL, with its body, and what differs from what ghlpub last wrote. */
struct pulled {
    struct arena *arena;
    struct ghl_post post;
    struct drift drift;
};

/* Reads the post of an entry. Nothing is written. Errors: body-unreadable (this GHL has no read of
 * a single post), post-gone. `pulled` is to be released in any case. */
bool ghlpub_publish_pull(const struct publish_options *options, const struct state_entry *entry,
                         struct pulled *pulled, struct error *err);
void ghlpub_pulled_release(struct pulled *pulled);

/* Carries out a plan of ghlpub_plan_media(); `plan` is taken over. Asks for no consent. */
bool ghlpub_publish_media_prune(const struct publish_options *options, struct plan *plan,
                                struct diagnostics *found, struct publish_result *result,
                                struct error *err);

/* Lists everything that names are looked up in, and keeps it beside the state. To be freed. */
struct directory *ghlpub_publish_directory(struct ghl *ghl, const char *state_path,
                                           const char *location, struct error *err);

/* `adopt PATH --post ID`: records that this document is that post. Reads the post; where it equals
 * what would be sent the next plan finds nothing to do. */
bool ghlpub_publish_adopt(const struct publish_options *options, const struct document *document,
                          const char *post_id, struct diagnostics *found, struct error *err);

/* ---- adopting a blog that exists already, or after the state was lost ---- */

enum adopt_by { ADOPT_BY_SLUG, ADOPT_BY_CANONICAL, ADOPT_BY_TITLE };

#define ADOPT_CANDIDATES_MAX 20

/* A document and the post that it is. */
struct adopted_post {
    const struct document *document;
    const struct seen_post *seen; /* as listed */
    const char *title;            /* what the document says */
    enum adopt_by by;
    unsigned differ, unseen; /* parts as bits 1 << enum post_part; unseen: GHL does not show them */
    bool unread;             /* it could not be read, and is not adopted; `why` says more */
    const char *why;
};

/* A document that could be several posts, or one of several documents that could be one. */
struct adopt_doubt {
    const struct document *document;
    enum adopt_by by;
    size_t documents; /* that have the same slug (link, title) */
    const struct seen_post **candidates;
    size_t candidate_count; /* up to ADOPT_CANDIDATES_MAX */
};

struct adopted_media {
    const struct asset *asset;
    const struct seen_media *seen;
};

enum adopted_as { ADOPTED_SCHEDULED, ADOPTED_OUT, ADOPTED_DELETED };

struct adopted_social {
    const struct document *document;
    const char *key;
    const struct seen_social *seen;
    enum adopted_as as;
    bool equal; /* it says what the entry says */
};

/* A document that is left alone, and why. */
struct adopt_left {
    const char *path, *why;
};

struct adoption {
    struct arena *arena;
    struct adopted_posts {
        struct adopted_post *items;
        size_t len, cap;
    } posts; /* by path, as the others */
    struct adopt_doubts {
        struct adopt_doubt *items;
        size_t len, cap;
    } doubts;
    struct adopted_media_list {
        struct adopted_media *items;
        size_t len, cap;
    } media;
    struct adopted_socials {
        struct adopted_social *items;
        size_t len, cap;
    } social;
    struct adopt_documents {
        const struct document **items;
        size_t len, cap;
    } without; /* documents that nothing at GHL resembles */
    struct adopt_strangers {
        const struct seen_post **items;
        size_t len, cap;
    } strangers; /* posts that have no document */
    struct adopt_lefts {
        struct adopt_left *items;
        size_t len, cap;
    } left;
    struct ghl_counts requests;
    struct adoption_private *private;
};

/* Looks for the posts, files and social posts of the (selected) documents that the state does not
 * know. What is found is recorded in the state in memory alone, so that plans see it; nothing is
 * written, neither at GHL nor on disk, before ghlpub_adopt_write(). NULL with an error. The pages
 * must be those of the whole site: what is ambiguous, all documents together tell. */
struct adoption *ghlpub_adopt_find(const struct publish_options *options, struct diagnostics *found,
                                   struct error *err);
bool ghlpub_adopt_write(struct adoption *adoption, struct error *err);
void ghlpub_adopt_free(struct adoption *adoption);

/* Documents that were just made from posts (`import`), and the files that were downloaded for them:
 * all are recorded as they were sent, so that nothing is to be done about them until the documents
 * change. Nothing is compared; asks only for names and the blog. The site is loaded and rendered
 * with the new documents in it. Error: already-adopted, and then nothing is recorded. */
struct imported_post {
    const struct document *document;
    const struct ghl_post *post; /* id, title, slug, status, date, updated, version as read */
};
struct imported_media {
    const char *path; /* of the asset, from the root */
    const char *id;   /* or NULL */
    const char *name, *url;
};
struct imported {
    const struct imported_post *posts;
    size_t post_count;
    const struct imported_media *media;
    size_t media_count;
};
bool ghlpub_publish_adopt_imported(const struct publish_options *options,
                                   const struct imported *imported, struct diagnostics *found,
                                   struct error *err);

/* `adopt PATH#KEY --social ID`. */
bool ghlpub_publish_adopt_social(const struct publish_options *options, const char *key,
                                 const char *social_id, struct diagnostics *found,
                                 struct error *err);

/* `import`: posts that no document and no entry of the state is known for become documents. */
struct import_options {
    struct site *site;   /* loaded */
    struct state *state; /* open, locked */
    const char *state_path;
    struct ghl *ghl;
    const struct clock *clock;
    const char *to;            /* the folder for the documents, from the root */
    const char *status;        /* one of the four, or NULL: all */
    const char *const *wanted; /* slugs and ids; none: all */
    size_t wanted_count;
    bool images;      /* pictures are downloaded */
    bool typographic; /* straight quotes and hyphens may become typographic ones */
    unsigned jobs;    /* workers */
    void (*progress)(void *context, size_t at, size_t count); /* or NULL */
    void *context;
};

struct import_result {
    size_t posts, known; /* that are asked for; of them those that the state knows */
    size_t written, skipped, failed, left;
    size_t pictures, kept; /* files; blocks that stay HTML */
    json_t *items;         /* an array, the caller's to decref; NULL where nothing was listed */
};

/* False where the run as a whole failed: import-no-bodies (ERROR_UNAVAILABLE), import-outside
 * (ERROR_USAGE), interrupted, or what listing and recording say. What was written before is
 * recorded all the same. Posts that alone could not be imported are counted and reported. */
bool ghlpub_publish_import(const struct import_options *options, struct diagnostics *found,
                           struct import_result *result, struct error *err);

/* The id of the configured blog, by id or name. Error: blog-unknown, blog-missing (ERROR_CONFIG).
 */
const char *ghlpub_publish_blog(const struct directory *directory, const struct config *config,
                                struct error *err);

#endif
