/*
 * What the parts of one publish share. A run has tasks, one for each action of
 * the plan; a task is a chain of requests, each answered by the function that
 * decides what comes next.
 */
#ifndef PUBLISH_RUN_H
#define PUBLISH_RUN_H

#include "base/arena.h"
#include "base/array.h"
#include "base/map.h"
#include <ghlpub/publish.h>

/* How long nothing that only listings show counts as absent (exactly-once, "The wait"). */
#define PUBLISH_WAIT_MS 60000
/* How often it is looked for meanwhile. */
#define PUBLISH_LOOK_AGAIN_MS 1500
/* How often a write that was proved not to have happened is sent again in one run. */
#define PUBLISH_TRIES 3

enum single_get { SINGLE_GET_UNTRIED, SINGLE_GET_WORKS, SINGLE_GET_MISSING };

/* A slug that somebody else took during this run. */
struct stranger {
    struct stranger *next;
    const char *slug;
};

struct sent_list ARRAY(struct sent_text);

struct run {
    const struct publish_options *options;
    struct ghl *ghl;
    struct state *state;
    struct diagnostics *found;
    struct publish_result *result;
    struct arena *arena;
    struct directory *directory;
    const char *blog; /* id */
    struct remote remote;
    struct map seen; /* where each object stands in `remote` */
    struct stranger *strangers;
    struct error media_error;    /* why no media can be looked for, and none are uploaded */
    struct error social_error;   /* the same for social posts */
    struct error redirect_error; /* the same for redirects */
    struct plan *plan;
    struct task *tasks;
    size_t task_count;
    size_t next; /* the first task that may not have begun */
    size_t running;
    enum single_get single_get;
    bool clock_told;
    struct sent_list sent; /* not written yet */
    bool sent_told;
    bool stopping;             /* no new task begins */
    struct error fatal;        /* why the run as a whole ends */
    struct error *first_error; /* gets the first failure of a task, where it is set (adopt) */
};

/* ---- waiting until absence counts ---- */

struct patience {
    bool begun;
    int64_t server_ms, monotonic_ms;
};

/* To be called when an answer has come; the first call starts the wait. */
void patience_begin(struct patience *patience, const struct ghl *ghl);
/* `times` the wait: 1 where absence is to be proved; 2 where something is known to be there, and
 * only its row is awaited. */
bool patience_over(const struct patience *patience, const struct ghl *ghl, unsigned times);

/* ---- what a write should have led to ---- */

/* The entry that is recorded once a write is known to be done, in the details of its intent. */
json_t *expect_entry(const struct state_entry *entry);

/* A copy of the recorded entry with the expected members, to be completed with what the server
 * says. */
struct state_entry *expected_entry(const struct run *run, const struct intent *intent);

/* Gives the entry this slug, the URL of it, and keeps the address that the post had so far. */
void record_address(const struct run *run, struct state_entry *entry, const char *slug);

/* Sets what the write uses (STATE_ASSETS): the assets, NULL-terminated. */
void record_assets(struct state_entry *entry, const struct asset *const *assets);

/* Sets what the server said of a post; `asked` is what stands in for what it left out. */
void record_post(const struct run *run, struct state_entry *entry, const struct ghl_post *said);

void set_time(struct state_entry *entry, enum state_field field, int64_t ms);

/* Is a row ours, as the protocol defines it: same title, description and canonical link? */
bool same_post(const struct intent *intent, const struct ghl_post *row);
bool is_in_list(const json_t *list, const char *text);

/* "hello-2" for "hello": what the server makes of a slug that is taken. */
bool slug_family(const char *slug, const char *wanted);

/* First 200 characters, normal form C, white space collapsed: what texts of social posts are
 * compared by. To be freed with free(). */
char *comparable_text(const char *text);

/* Ids of GHL are 20 or 24 letters and digits; then no listing is needed to know them. */
bool looks_like_id(const char *text);

/* Sorted ids with commas. To be freed with free(). */
char *join_accounts(const char *const *ids);

/* ---- resolving ---- */

enum resolution {
    RESOLVED_DONE,   /* found, and recorded; the intent is closed */
    RESOLVED_ABSENT, /* surely not done; the intent is closed */
    RESOLVED_AGAIN,  /* done in part (the old body was kept): to be sent again; closed */
    RESOLVED_DRIFT,  /* somebody else wrote; closed */
    RESOLVED_TWIN, /* created under a suffix, since the slug was taken; it is a draft now; closed */
    RESOLVED_OPEN  /* not to be decided; left open */
};

typedef void resolved_fn(void *context, enum resolution resolution, const struct error *err);

/* Finds out what became of an intent's write. `answered` tells that the server has answered (500,
 * an unreadable body), so that what it proves at once counts at once. Calls `done` once, maybe from
 * within. */
void resolve(struct run *run, struct intent *intent, bool answered, resolved_fn *done,
             void *context);

/* Resolves all intents of earlier processes; returns when every one is decided or left open. */
bool resolve_inherited(struct run *run, struct error *err);

/* ---- looking ---- */

/* The blog of ghlpub.yaml, which must be the one that the state belongs to; run->directory is
 * listed. Sets run->blog and the state's owner. */
bool own_blog(struct run *run, struct error *err);

/* The server's clock, or ours where it has not told. */
int64_t run_now_ms(const struct run *run);

/* Lists names and accounts, and settles which blog it is. `lists` are bits of what to list: */
enum {
    LIST_BLOGS = 1,
    LIST_NAMES = 2, /* authors, categories */
    LIST_CONTENT = LIST_BLOGS | LIST_NAMES,
    LIST_ACCOUNTS = 4,
    LIST_USERS = 8,
    LIST_TAGS = 16,
    LIST_SOCIAL_CATEGORIES = 32,
    LIST_ALL = 63
};
bool run_connect(struct run *run, unsigned lists, struct error *err);
bool list_directory(struct ghl *ghl, struct directory *directory, unsigned what, struct error *err);

/* Looks for what the plan would create: fills run->remote. */
bool look(struct run *run, const struct plan *plan, struct error *err);

/* ---- seen.c: adding to run->remote ---- */

void seen_post(struct run *run, const struct ghl_post *row);
void seen_media(struct run *run, const struct ghl_media *row);
void seen_redirect(struct run *run, const struct ghl_redirect *row);
void seen_social(struct run *run, const struct ghl_social *row); /* or a child of one */
void seen_release(struct run *run);

/* The one with this id, added where there is none; "" is always a new one. Valid until the next is
 * added. */
struct seen_post *seen_add_post(struct run *run, const char *id);
struct seen_social *seen_add_social(struct run *run, const char *id);
struct seen_post *seen_find_post(struct run *run, const char *id); /* or NULL */
bool seen_has_social(struct run *run, const char *id);

struct seen_post seen_of_post(struct arena *arena, const struct ghl_post *row);
struct seen_social seen_of_social(struct arena *arena, const struct ghl_social *row);

/* STATE_REMOTE of a post as it is at GHL, or was sent. */
const char *post_remote(struct arena *arena, const struct ghl_post *post);

/* ---- refresh.c ---- */

/* Looks at what is recorded: fills run->remote. Read-only. */
bool refresh(struct run *run, struct error *err);

/* The posts (and social posts) that this plan changes are read, one by one. */
bool refresh_planned(struct run *run, const struct plan *plan, struct error *err);

/* Of those that a listing showed to be edited by hand: a row does not tell what was edited. */
bool refresh_drifted(struct run *run, const struct plan *plan, struct error *err);

/* The same for what an adoption asks for: each kind at most once in a run. Failures of files and of
 * social posts alone are left in run->media_error and social_error. */
struct look_wish {
    bool posts;
    const struct plan *media_of; /* the files that it uploads; or NULL */
    int64_t from_ms, to_ms;      /* of social posts; to_ms 0: none */
};
bool look_at(struct run *run, const struct look_wish *wish, struct error *err);

/* Lists posts in all four statuses. `item` gets struct ghl_post rows; `done` comes once. */
void list_posts(struct run *run, bool (*item)(void *, const void *), ghl_done *done, void *context);

/* Is there a row with this id? A social post that is deleted counts as absent. */
enum row { ROW_THERE, ROW_ABSENT, ROW_UNKNOWN };
typedef void row_found(void *context, enum row row, const struct error *err);
void find_redirect_row(struct run *run, const char *id, row_found *then, void *context);
void find_post_row(struct run *run, const char *id, row_found *then, void *context);
void find_social_row(struct run *run, const char *id, int64_t date_ms, row_found *then,
                     void *context);

/* ---- tasks ---- */

enum task_state { TASK_WAITING, TASK_RUNNING, TASK_DONE, TASK_FAILED, TASK_SKIPPED };

struct task {
    struct run *run;
    const struct action *action;
    enum task_state state;
    struct arena *arena;
    struct intent *intent; /* of the write under way */
    unsigned tries;
    bool drafted;         /* the first of the two writes of a redate is done */
    bool resent;          /* the old body was kept once, and the update was sent again */
    struct ghl_post post; /* what is sent */
    struct ghl_post said; /* what the last answer to a write told, kept over a read */
    struct ghl_social social;
    char *html;         /* or NULL */
    const char *was;    /* the HTML that was read before the write, or NULL */
    const char *taken;  /* the id of a post that is taken over */
    bool winner_listed; /* a listing showed who has the slug that was lost */
    struct patience patience;
    const char *media_name;
};

/* Runs all tasks of run->plan to their ends. */
void tasks_run(struct run *run);

/* The task is at its end. task_fail() copies the error. task_skip() is for what was deliberately
 * not done (drift). */
void task_done(struct task *task);
void task_fail(struct task *task, const struct error *err);
void task_skip(struct task *task, const struct error *err);

/* Closes the task's open intent, or records without one; `entry` is taken over, NULL: nothing
 * happened. */
void task_close(struct task *task, struct state_entry *entry);

/* Fails, and leaves the intent open: it could not be decided. */
void task_fail_open(struct task *task, const struct error *err);

/* What follows from a resolution: done, left open, sent again by `again`, or after too many tries
 * the failure `code` of `what` ("the post"). */
void task_resolved(struct task *task, enum resolution resolution, const struct error *err,
                   void (*again)(struct task *task), const char *code, const char *what);

/* The id of a name at GHL: an id itself, or as listed. NULL: none, or several. */
const char *task_name_id(const struct task *task, enum directory_kind kind, const char *name);

/* Ends a task with an error made here. */
void task_fail_with(struct task *task, enum error_kind kind, const char *code, const char *hint,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The kind of the state's entry that an action is about. */
enum state_kind action_state_kind(const struct action *action);

/* The entry that the action is about, as it is now; NULL: none. Planned entries may be gone: what
 * is recorded replaces them. */
const struct state_entry *task_entry(const struct task *task);

void task_upload(struct task *task);
void task_create(struct task *task);
void task_adopt(struct task *task);

/* The document's post is this one: recorded where it equals what would be sent, else updated. */
void task_take_over(struct task *task, const char *id);
void task_update(struct task *task);
void task_offline(struct task *task);
void task_schedule(struct task *task);
void task_edit(struct task *task);
void task_cancel(struct task *task);
void task_redirect(struct task *task);
void task_delete(struct task *task);
void task_delete_media(struct task *task);

/* Fills task->post from the action: names become ids, URLs are put in place. */
bool post_prepare(struct task *task); /* false: a name has no id, and the task is over */
/* The same, where a name without an id is left out: for comparing. */
void post_fill(struct task *task);
/* Which parts of the post are otherwise than task->post says, as bits 1 << enum post_part; and
 * which GHL does not show. */
unsigned post_differences(const struct task *task, const struct ghl_post *remote, unsigned *unseen);
/* Does the post say already what task->post says? */
bool post_equals(const struct task *task, const struct ghl_post *remote);
/* What resolving needs, for a write that leads to post_entry(), or to another entry (which is
 * freed). */
json_t *post_details(struct task *task);
json_t *post_details_for(struct task *task, struct state_entry *entry);

/* The post is at GHL as it should be: records what was said of it, and ends the task. */
void post_recorded(struct task *task, const struct ghl_post *said);

/* The entry that records the post of this task as sent. */
struct state_entry *post_entry(const struct task *task);

/* The same for social posts; social_prepare() ends the task and returns false where it cannot be.
 */
bool social_prepare(struct task *task);

/* The same without an end: what cannot be looked up is left out. For comparing. */
void social_fill(struct task *task);

/* The row that is this social post, as the protocol defines it; one that lives before a deleted
 * one. `any_moment`: where the moment follows from a "now" that is long past, it does not count.
 * NULL: none was seen. */
const struct seen_social *social_find_ours(const struct task *task, bool any_moment);

/* The ids of the accounts, each once, NULL-terminated; NULL where one is not known. From the task's
 * arena. */
const char *const *social_account_ids(struct task *task);

/* Social posts of the plan that are at GHL already become adoptions, so that the plan says so. */
void social_mark_adopted(struct run *run);
bool social_equals(const struct task *task, const struct ghl_social *remote);
struct state_entry *social_entry(struct task *task);
json_t *social_details(struct task *task);
void social_recorded(struct task *task, const char *id, const char *updated);

/* It was deleted by hand: recorded, told, and not created again by itself. Ends the task. */
void social_record_deleted(struct task *task, const char *id);

/* Reads what was written, since its updatedAt tells later edits; records it and ends the task. */
void social_read_back(struct task *task, const char *id);
void social_read_after(void *context, const struct ghl_answer *answer);

/* When a recorded social post is due; 0 where nothing tells. */
int64_t social_entry_due_ms(const struct state_entry *entry);

/* Time has passed since the plan was made: keeps the moment ahead where nobody wrote it. False: it
 * is too late, and the task is over. */
bool social_keep_ahead(struct task *task);
bool social_is_out(const struct ghl_social *remote);
void social_send_edit(struct task *task, const char *updated);

/* ---- kept.c ---- */

/* Is the plan, made from `input`, the one that was kept (options->kept; true where there is none)?
 * `local`: nothing was seen at GHL. Error: plan-stale; every difference is reported. */
bool kept_plan_holds(struct run *run, const struct plan *plan, const struct plan_input *input,
                     bool local, struct error *err);

/* ---- sent.c ---- */

/* The post of this task is at GHL as it should be: what it says is kept. */
void sent_note(const struct task *task);
/* A post that was taken over and says something else: this is what it says now. */
void sent_note_remote(struct run *run, const struct desired_post *post,
                      const struct ghl_post *remote);
void sent_write(struct run *run);

/* ---- result.c ---- */

void result_item(struct run *run, const struct action *action, const char *outcome,
                 const struct error *err);
void result_held(struct run *run, const struct held *held);

#endif
