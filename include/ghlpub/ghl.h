/*
 * The GoHighLevel API: the only part that knows its paths, its field names and
 * its habits (facts.md). It knows nothing of documents.
 *
 * Everything is asynchronous in one event loop: a request is handed over with a
 * function that gets the answer; ghl_run() works until nothing is under way.
 * Answers arrive from within ghl_run(); they may hand over further requests.
 *
 *     struct ghl *ghl = ghl_open(&options, &err);
 *     ghl_send(ghl, ghl_post_create(ghl, &post), created, task);
 *     ghl_run(ghl, &err);
 *     ghl_close(ghl);
 *
 * Reads are repeated by this layer where that helps (backoff with jitter, 429,
 * 5xx, one repetition of a 401). A request that writes is sent at most once,
 * whatever happens, but for answers that prove that the server has not acted;
 * what became of it is in `outcome`.
 */
#ifndef GHLPUB_GHL_H
#define GHLPUB_GHL_H

#include <ghlpub/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct clock;
struct ghl;

struct ghl_options {
    const char *base;     /* "https://services.leadconnectorhq.com"; http only to loopback */
    const char *token;    /* trimmed by ghl_open(); never logged */
    const char *location; /* id */
    const char *version;  /* "2021-07-28" or "v3" */
    unsigned jobs;        /* transfers side by side; 0: 8 */
    const struct clock *clock;
    uint64_t seed;      /* of the jitter; 0: from the system */
    int64_t stall_ms;   /* a transfer that moves nothing for this long is given up; 0: 60 s */
    int64_t connect_ms; /* 0: 15 s */
};

/* Error: bad-api-base, token-missing (ERROR_CONFIG, ERROR_AUTH). */
struct ghl *ghl_open(const struct ghl_options *options, struct error *err);
void ghl_close(struct ghl *ghl);

/* ---- the token ---- */

/* GHL_API_KEY (`from_environment`), else the output of `command`, else the file, which must belong
 * to the user and be of mode 0600. Trimmed of white space, quotes and a leading "Bearer ". To be
 * freed by ghl_token_free(), which overwrites it. Errors: token-missing (ERROR_AUTH, says how to
 * give one), token-file-open, token-command-failed. */
char *ghl_token(const char *from_environment, const char *command, const char *file,
                struct error *err);
void ghl_token_free(char *token);

/* ---- requests and answers ---- */

enum ghl_outcome {
    GHL_OK,         /* 2xx and readable */
    GHL_REFUSED,    /* the server has not acted, and says why (4xx), or was never reached */
    GHL_UNREADABLE, /* 500, 503, or a body that cannot be read: look at once */
    GHL_UNKNOWN     /* reset, timeout, 408, 502, 504, 520, 524, ...: it may act later */
};

struct ghl_answer {
    enum ghl_outcome outcome;
    long status;        /* HTTP, 0 where there was none */
    json_t *json;       /* the body, or NULL */
    const char *trace;  /* traceId, or NULL */
    int64_t server_ms;  /* the server's Date, 0 where it sent none */
    struct error error; /* set unless the outcome is GHL_OK: kind, code, words, way out */
};

/* The answer and all in it are borrowed for the time of the call. */
typedef void ghl_done(void *context, const struct ghl_answer *answer);

struct ghl_request; /* made by the functions below; ghl_send() takes it over */

/* A request by hand: for `ghlpub api` and tests. `body` NULL: none. Path with query, below the
 * base. GET and HEAD are reads, anything else writes. */
struct ghl_request *ghl_request_new(const char *method, const char *path, json_t *body);

/* Requests that only look but are POSTs (the social listing) are reads. */
bool ghl_request_writes(const struct ghl_request *request);

void ghl_send(struct ghl *ghl, struct ghl_request *request, ghl_done *done, void *context);

/* Calls `then` from the loop after `ms`. */
void ghl_after(struct ghl *ghl, int64_t ms, void (*then)(void *context), void *context);

/* Called in each turn of the loop before writing requests leave: puts intents on disk. Where it
 * returns false, no further writing request is sent: those that wait are answered GHL_REFUSED with
 * the code "stopped". */
void ghl_set_turn(struct ghl *ghl, bool (*before_writes)(void *context), void *context);

/* No new writes from now on: waiting ones are answered "stopped"; transfers under way finish. */
void ghl_stop_writes(struct ghl *ghl);

/* Works until no request and no timer is left. Returns false with ERROR_UNAVAILABLE once the
 * service counts as down (the circuit is open: "service-down"), or ERROR_AUTH once the token was
 * refused for good; what waits was answered with that error. Checks stop_signal() and then stops
 * writes. */
bool ghl_run(struct ghl *ghl, struct error *err);

/* Milliseconds of the server's clock now, by its last Date and the monotonic clock; 0: no answer
 * yet. */
int64_t ghl_server_ms(const struct ghl *ghl);

/* Is the API on this machine (a sandbox, whose clock may run fast)? */
bool ghl_is_local(const struct ghl *ghl);

struct ghl_counts {
    unsigned long requests, writes, retries, refused_429;
    int64_t waited_ms; /* for the rate limit */
};
struct ghl_counts ghl_counts(const struct ghl *ghl);

/* What the loop is waiting for, for a progress line; NULL: nothing but answers. Borrowed. */
const char *ghl_waiting(const struct ghl *ghl);

/* How long until the next request may leave, and how many of ours the server takes in which time
 * (`at_once` 0: it has not said yet). For telling people how long it will take. */
struct ghl_budget {
    int64_t wait_ms, interval_ms;
    unsigned at_once;
};
struct ghl_budget ghl_budget(const struct ghl *ghl);

/* Called about ten times a second from the loop. */
void ghl_set_tick(struct ghl *ghl, void (*tick)(void *context), void *context);

/* ---- listings ---- */

enum ghl_list_kind {
    GHL_BLOGS,
    GHL_AUTHORS,
    GHL_CATEGORIES,
    GHL_USERS,
    GHL_ACCOUNTS,
    GHL_TAGS, /* of the social planner */
    GHL_SOCIAL_CATEGORIES,
    GHL_POSTS,  /* of the blog, in one status */
    GHL_MEDIA,  /* whose name contains a text, or all */
    GHL_SOCIAL, /* social posts in a window of time */
    GHL_REDIRECTS
};

/* A name in the directory: blog, author, category, user, account, tag. */
struct ghl_name {
    const char *id, *name;
    const char *email;    /* users */
    const char *platform; /* accounts: "facebook", "google", ... */
    const char *type;     /* accounts: "page", "profile", ... */
    bool expired;         /* accounts */
};

/* A group of accounts, made by people at GHL. */
struct ghl_group {
    const char *id, *name;
    const char *const *accounts; /* ids; NULL-terminated */
};

struct ghl_post {
    const char *id, *title, *slug, *description, *html, *status, *author, *image_url, *image_alt,
        *canonical;
    const char *const *categories; /* NULL-terminated; NULL: not known */
    const char *const *tags;
    int64_t date_ms;               /* 0: none */
    const char *updated, *version; /* updatedAt as text, currentVersion; or NULL */
    size_t words;
};

struct ghl_media {
    const char *id, *name, *url;
    int64_t size;
};

struct ghl_media_item {
    const char *url, *type; /* MIME */
};

struct ghl_social {
    const char *id, *text, *status, *comment, *type;
    const char *const *accounts;  /* NULL-terminated */
    const char *const *platforms; /* of the accounts, in their order; NULL: not known */
    const struct ghl_media_item *media;
    size_t media_count;
    int64_t date_ms;
    const char *user, *category, *approver;
    const char *const *tags;
    const char *updated; /* or NULL */
    const char *error;   /* what the network said, or NULL */
    const char *parent;  /* of a child, or NULL */
    bool deleted;
    const char *details; /* sent: JSON with the names of documents, {"google": {...}}; or NULL */
    const char *said_details; /* received: JSON with the API's names; or NULL */
};

struct ghl_redirect {
    const char *id, *domain, *path, *target;
};

struct ghl_list {
    enum ghl_list_kind kind;
    const char *blog;       /* GHL_POSTS */
    const char *status;     /* GHL_POSTS: one of the four */
    const char *query;      /* GHL_MEDIA, GHL_REDIRECTS, GHL_POSTS: or NULL */
    int64_t from_ms, to_ms; /* GHL_SOCIAL */
    /* One call an item: a struct ghl_name, ghl_post, ghl_media, ghl_social or ghl_redirect, by the
     * kind; borrowed for the time of the call. Return false to end the listing early. */
    bool (*item)(void *context, const void *item);
    /* GHL_ACCOUNTS: the groups of accounts, which come with the same answer, after its items; or
     * NULL. */
    void (*group)(void *context, const struct ghl_group *group);
    /* Once, at the end: outcome GHL_OK where every page was read. */
    ghl_done *done;
    void *context;
};

/* Starts the listing; pages are asked for one after the other. The strings must live until the end.
 */
void ghl_list(struct ghl *ghl, const struct ghl_list *list);

/* ---- posts ---- */

/* Creation, and the full update (12 fields, wordCount, currentVersion where `version` is set).
 * `blog` is its id. */
struct ghl_request *ghl_post_create(const struct ghl *ghl, const char *blog,
                                    const struct ghl_post *post);
struct ghl_request *ghl_post_update(const struct ghl *ghl, const char *blog,
                                    const struct ghl_post *post);
/* Only status, for a post whose content nobody has any more (facts 1.4). */
struct ghl_request *ghl_post_set_status(const struct ghl *ghl, const char *blog, const char *id,
                                        const char *status);
/* The undocumented single read; ghl_post_get_missing() tells whether the answer means that this
 * server has no such call (405, or 404 "Cannot GET"), as against a post that is not there. */
struct ghl_request *ghl_post_get(const struct ghl *ghl, const char *id);
bool ghl_post_get_missing(const struct ghl_answer *answer);
struct ghl_request *ghl_slug_exists(const struct ghl *ghl, const char *slug, const char *except_id);

/* What an answer holds, whatever its wrapper. Strings from `arena`. False where there is no id. */
bool ghl_read_post(const struct ghl_answer *answer, struct arena *arena, struct ghl_post *post);
bool ghl_read_exists(const struct ghl_answer *answer, bool *exists);

/* Is it the same HTML for a reader: line ends, white space between tags, entity spelling and
 * attribute quoting do not count. */
bool ghl_same_html(const char *a, const char *b);

/* The same for texts of two moments: 16 hex digits that are equal where ghl_same_html() is true. */
#define GHL_HTML_HASH 17
void ghl_html_hash(const char *html, char out[GHL_HTML_HASH]);

/* ---- media ---- */

/* Streams the file at `path` as `name`; `type` is its MIME type, `folder` may be NULL. */
struct ghl_request *ghl_upload(const struct ghl *ghl, const char *path, const char *name,
                               const char *type, const char *folder);
struct ghl_request *ghl_media_delete(const struct ghl *ghl, const char *id);
bool ghl_read_media(const struct ghl_answer *answer, struct arena *arena, struct ghl_media *media);

/* ---- downloads ---- */

/* One file from the web. */
struct ghl_download {
    const char *url;
    const char *path; /* the file that is written; it is gone again where the download fails */
    int64_t max;      /* bytes */
    bool done;
    int64_t size;
    struct error error; /* download-failed (ERROR_FAILED), to be released */
};

/* Downloads files, several side by side, and returns when all are done or failed, or when the run
 * shall stop (they are then neither). Nothing of ours is sent: no token, no cookies. Only https, up
 * to five redirects, never from an address of this network; where the API itself is on this machine
 * (a sandbox), http from it as well. */
void ghl_download(struct ghl *ghl, struct ghl_download *items, size_t count);

/* ---- social posts ---- */

struct ghl_request *ghl_social_create(const struct ghl *ghl, const struct ghl_social *post);
struct ghl_request *ghl_social_update(const struct ghl *ghl, const struct ghl_social *post);
struct ghl_request *ghl_social_get(const struct ghl *ghl, const char *id);
struct ghl_request *ghl_social_delete(const struct ghl *ghl, const char *id);
/* Is all that was sent of what one network alone knows there as it was sent? What the server adds,
 * or does not tell, does not count. */
bool ghl_social_details_agree(const struct ghl *ghl, const struct ghl_social *sent,
                              const struct ghl_social *said);
/* False where the answer names no post (facts 3.2: results may be missing). */
bool ghl_read_social(const struct ghl_answer *answer, struct arena *arena, struct ghl_social *post);

/* What a network said of a social post that failed: in plain words, and what to do. Literals. */
struct ghl_network_error {
    const char *words, *remedy;
};
/* `platform` NULL: not known. False where nothing is known about it. */
bool ghl_network_error(const char *platform, const char *said, struct ghl_network_error *error);

/* ---- redirects ---- */

struct ghl_request *ghl_redirect_create(const struct ghl *ghl, const struct ghl_redirect *redirect);
struct ghl_request *ghl_redirect_update(const struct ghl *ghl, const struct ghl_redirect *redirect);
struct ghl_request *ghl_redirect_delete(const struct ghl *ghl, const char *id);
bool ghl_read_redirect(const struct ghl_answer *answer, struct arena *arena,
                       struct ghl_redirect *redirect);

#endif
