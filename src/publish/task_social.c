/*
 * Social posts: schedule, reschedule and edit, cancel. Status, date and media
 * are always sent: without them GHL publishes at once or drops the schedule
 * (facts 3.1, 3.3).
 */
#include "run.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

static void send_create(struct task *task);
static void send_edit(struct task *task, const char *updated);
static bool is_out(const struct ghl_social *remote);

/* When a recorded social post is due, as far as the state tells. */
static int64_t entry_due_ms(const struct state_entry *entry)
{
    struct written_date date;
    const char *text = entry ? state_get(entry, STATE_DATE) : NULL;
    return text && written_date_parse(text, &date) ? written_date_to_utc_ms(&date, NULL, NULL) : 0;
}

static const char *lookup(const struct task *task, enum directory_kind kind, const char *name)
{
    const struct directory_item *item;
    if (!name || ghlpub_directory_find(task->run->directory, kind, name, &item) != MATCH_ONE)
        return NULL;
    return item->id;
}

static const char *const *account_ids(struct task *task)
{
    const struct words *targets = &task->action->social->targets;
    const char **ids = arena_alloc(task->arena, (targets->len + 1) * sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < targets->len; i++) {
        const struct directory_item *item;
        if (ghlpub_directory_account(task->run->directory, targets->items[i].text, &item) ==
            MATCH_ONE)
            ids[count++] = item->id;
    }
    return ids;
}

/* Is it a type that the planner takes for sure? Known by its ending where only the URL is there. */
static const char *url_type(const char *url)
{
    static const struct {
        const char *ending, *type;
    } types[] = {{".png", "image/png"},
                 {".gif", "image/gif"},
                 {".mp4", "video/mp4"},
                 {".mov", "video/mov"},
                 {".webm", "video/webm"}};
    size_t len = strcspn(url, "?#");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t ending = strlen(types[i].ending);
        if (len > ending && strncmp(url + len - ending, types[i].ending, ending) == 0)
            return types[i].type;
    }
    return "image/jpeg";
}

static void fill_media(struct task *task)
{
    const struct desired_social *social = task->action->social;
    size_t count = 0, cap = 1;
    for (const struct asset **asset = social->assets; *asset; asset++)
        cap++;
    for (const char *const *url = social->urls; url && *url; url++)
        cap++;
    struct ghl_media_item *media = arena_alloc(task->arena, cap * sizeof *media);
    for (const struct asset **asset = social->assets; *asset; asset++) {
        const struct state_entry *entry =
            ghlpub_state_find(task->run->state, STATE_MEDIA, (*asset)->hash);
        const char *type = strcmp((*asset)->type, "video/quicktime") ? (*asset)->type : "video/mov";
        media[count++] = (struct ghl_media_item){entry ? state_get(entry, STATE_URL) : "", type};
    }
    for (const char *const *url = social->urls; url && *url; url++)
        media[count++] = (struct ghl_media_item){*url, url_type(*url)};
    task->social.media = media;
    task->social.media_count = count;
}

static const char *user_id(const struct task *task)
{
    const char *user = task->run->options->site->config.user;
    const struct directory_list *users = &task->run->directory->lists[DIRECTORY_USER];
    if (user && !users->known && looks_like_id(user))
        return user;
    if (user)
        return lookup(task, DIRECTORY_USER, user);
    return users->len == 1 ? users->items[0].id : NULL;
}

static const char *const *tag_ids(struct task *task)
{
    const struct words *tags = &task->action->social->entry->tags;
    const char **ids = arena_alloc(task->arena, (tags->len + 1) * sizeof *ids);
    for (size_t i = 0; i < tags->len; i++)
        ids[i] = lookup(task, DIRECTORY_TAG, tags->items[i].text);
    return ids;
}

bool social_prepare(struct task *task)
{
    static const char *const statuses[] = {[SOCIAL_SCHEDULED] = "scheduled",
                                           [SOCIAL_DRAFT] = "draft",
                                           [SOCIAL_IN_REVIEW] = "in_review"};
    const struct desired_social *social = task->action->social;
    const struct social_entry *entry = social->entry;
    task->social = (struct ghl_social){
        .text = social->text,
        .comment = social->comment,
        .type = entry->type,
        .status = statuses[entry->status],
        .accounts = account_ids(task),
        .date_ms = social->due_ms,
        .user = user_id(task),
        .category = lookup(task, DIRECTORY_SOCIAL_CATEGORY, entry->category.text),
        .approver = lookup(task, DIRECTORY_USER, entry->approver.text),
        .tags = tag_ids(task),
        .details = entry->details,
    };
    fill_media(task);
    if (!task->social.user)
        task_fail_with(task, ERROR_CONFIG, "user-missing",
                       "set `user` in ghlpub.yaml to an e-mail that `ghlpub list users` shows",
                       "social posts need a user of the location as their author");
    return task->social.user != NULL;
}

struct state_entry *social_entry(struct task *task)
{
    const struct desired_social *social = task->action->social;
    struct state_entry *entry =
        ghlpub_state_edit(task->run->state, STATE_SOCIAL, task->action->key);
    char *accounts = join_accounts(task->social.accounts), *text = comparable_text(social->text);
    const char *document_path = social->document->path;
    bool by_path = strcmp(social->document->key, document_path) == 0;
    state_set(entry, STATE_PATH, by_path ? NULL : document_path);
    state_set(entry, STATE_STATUS, task->social.status);
    set_time(entry, STATE_DATE, task->social.date_ms - task->social.date_ms % 1000);
    state_set(entry, STATE_DATE_CHOSEN, social->due_chosen ? "1" : NULL);
    state_set(entry, STATE_MARK,
              arena_printf(task->arena, "%d", (int)(task->social.date_ms % 1000)));
    state_set(entry, STATE_ACCOUNTS, accounts);
    state_set(entry, STATE_TEXT, text);
    state_set(entry, STATE_HASH, social->hash);
    state_set(entry, STATE_SOURCE, social->source);
    state_set(entry, STATE_GONE, NULL);
    free(accounts);
    free(text);
    return entry;
}

static json_t *details(struct task *task)
{
    json_t *object = json_object();
    struct state_entry *entry = social_entry(task);
    json_put(object, "accounts", state_get(entry, STATE_ACCOUNTS));
    json_put(object, "text", state_get(entry, STATE_TEXT));
    json_put_number(object, "due", task->social.date_ms);
    json_put_value(object, "entry", expect_entry(entry));
    state_entry_free(entry);
    return object;
}

static void close_intent(struct task *task, struct state_entry *entry)
{
    if (task->intent)
        ghlpub_intent_result(task->run->state, task->intent, entry);
    else if (entry)
        ghlpub_state_record(task->run->state, entry);
    task->intent = NULL;
}

static void recorded(struct task *task, const char *id, const char *updated)
{
    struct state_entry *entry = social_entry(task);
    if (id)
        state_set(entry, STATE_ID, id);
    state_set(entry, STATE_UPDATED, updated);
    close_intent(task, entry);
    task_done(task);
}

static void failed_open(struct task *task, const struct error *err)
{
    task->run->result->left_open++;
    task_fail(task, err);
}

/* Tells that a social post was deleted by hand: it is not created again by itself. */
static void record_deleted(struct task *task, const char *id)
{
    struct error err = ERROR_INIT;
    struct state_entry *entry = social_entry(task);
    if (id)
        state_set(entry, STATE_ID, id);
    state_set(entry, STATE_GONE, "deleted");
    close_intent(task, entry);
    error_set(&err, ERROR_FAILED, "social-deleted", "the social post was deleted at GHL");
    error_hint(&err, "give the entry another `id` or time to send it again, or remove it");
    task_skip(task, &err);
    error_release(&err);
}

/* ---- what was written is read back: its updatedAt tells later edits ---- */

static void read_after(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_social said = {0};
    if (answer->outcome != GHL_OK || !ghl_read_social(answer, task->arena, &said)) {
        recorded(task, task->social.id, NULL);
        return;
    }
    if (!said.date_ms && strcmp(task->social.status, "scheduled") == 0)
        diagnose(task->run->found, SEVERITY_WARNING, "schedule-lost",
                 (struct place){task->action->path, 0, 0},
                 "GHL took the social post but reports no date for it; look at it in the planner");
    recorded(task, task->social.id, said.updated);
}

static void read_back(struct task *task, const char *id)
{
    task->social.id = arena_strdup(task->arena, id);
    ghl_send(task->run->ghl, ghl_social_get(task->run->ghl, id), read_after, task);
}

/* ---- schedule ---- */

static bool is_known(const struct task *task, const char *id)
{
    return ghlpub_state_find_id(task->run->state, STATE_SOCIAL, id) != NULL;
}

/* The minute tells; but where the moment was made from now, an earlier run made it from its own
 * now. */
static bool same_moment(const struct task *task, const struct seen_social *seen)
{
    const struct desired_social *social = task->action->social;
    int64_t due = task->social.date_ms;
    if (social->fresh)
        return seen->date_ms >= social->post_ms - 60000 && seen->date_ms <= due + 60000;
    return seen->date_ms / 60000 == due / 60000;
}

static bool is_ours(const struct task *task, const struct seen_social *seen)
{
    int64_t due = task->social.date_ms;
    if (!same_moment(task, seen) || is_known(task, seen->id))
        return false;
    char *accounts = join_accounts(task->social.accounts);
    char *text = comparable_text(task->social.text), *theirs = comparable_text(seen->text);
    bool marked = seen->date_ms % 1000 != 0 && seen->date_ms % 1000 == due % 1000;
    bool ours = strcmp(accounts, seen->accounts) == 0 && (marked || strcmp(text, theirs) == 0);
    free(accounts);
    free(text);
    free(theirs);
    return ours;
}

static json_t *lookalikes(const struct task *task)
{
    json_t *ids = json_array();
    const struct remote *remote = &task->run->remote;
    for (size_t i = 0; i < remote->social_count; i++)
        if (remote->social[i].date_ms / 60000 == task->social.date_ms / 60000)
            json_array_append_new(ids, json_string(remote->social[i].id));
    return ids;
}

static void create_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    task->intent = NULL;
    if (resolution == RESOLVED_DONE)
        task_done(task);
    else if (resolution == RESOLVED_OPEN)
        failed_open(task, err);
    else if (task->tries < PUBLISH_TRIES)
        send_create(task);
    else
        task_fail_with(task, ERROR_UNAVAILABLE, "schedule-failed", "try again later",
                       "the social post did not arrive in %u tries", task->tries);
}

static void create_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_social said = {0};
    if (answer->outcome == GHL_REFUSED) {
        close_intent(task, NULL);
        task_fail(task, &answer->error);
    } else if (answer->outcome == GHL_OK && ghl_read_social(answer, task->arena, &said)) {
        if (said.updated)
            recorded(task, said.id, said.updated);
        else
            read_back(task, said.id);
    } else { /* results may be missing though it was made (facts 3.2) */
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, create_resolved, task);
    }
}

/* Time has passed since the plan was made: waits for the rate limit, uploads, posts. */
static void keep_ahead(struct task *task)
{
    int64_t now = clock_now_ms(task->run->options->clock);
    if (task->social.date_ms >= now + 60000)
        return;
    int64_t mark = task->social.date_ms % 1000;
    task->social.date_ms = now + 120000 - (now % 1000) + mark;
}

static void send_create(struct task *task)
{
    struct run *run = task->run;
    keep_ahead(task);
    json_t *object = details(task);
    json_put_value(object, "before", lookalikes(task));
    task->tries++;
    task->intent =
        ghlpub_intent_new(run->state, "schedule", STATE_SOCIAL, task->action->key, object);
    ghl_send(run->ghl, ghl_social_create(run->ghl, &task->social), create_answered, task);
}

/* Ours, and unknown to the state. Where it says what the entry says it is recorded, otherwise it is
 * brought up to date, unless it is out. */
static void taken_over(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_social remote = {0};
    if (answer->outcome != GHL_OK || !ghl_read_social(answer, task->arena, &remote))
        task_fail(task, &answer->error);
    else if (remote.deleted)
        record_deleted(task, task->social.id);
    else if (is_out(&remote) || social_equals(task, &remote))
        recorded(task, task->social.id, remote.updated);
    else
        send_edit(task, remote.updated);
}

void task_schedule(struct task *task)
{
    const struct remote *remote = &task->run->remote;
    if (task->run->social_error.kind != ERROR_NONE) {
        task_fail(task, &task->run->social_error);
        return;
    }
    if (!social_prepare(task))
        return;
    for (size_t i = 0; i < remote->social_count; i++) {
        const struct seen_social *seen = &remote->social[i];
        if (!is_ours(task, seen))
            continue;
        task->social.date_ms = seen->date_ms;
        task->social.id = seen->id;
        if (seen->deleted)
            record_deleted(task, seen->id);
        else
            ghl_send(task->run->ghl, ghl_social_get(task->run->ghl, seen->id), taken_over, task);
        return;
    }
    send_create(task);
}

/* ---- edit ---- */

static void edit_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    task->intent = NULL;
    if (resolution == RESOLVED_DONE)
        task_done(task);
    else if (resolution == RESOLVED_OPEN)
        failed_open(task, err);
    else if (resolution == RESOLVED_DRIFT)
        task_fail_with(task, ERROR_FAILED, "social-drifted",
                       "look at it in the planner, then publish again",
                       "the social post was changed at GHL while it was edited");
    else if (task->tries < PUBLISH_TRIES)
        task_edit(task);
    else
        task_fail_with(task, ERROR_UNAVAILABLE, "edit-failed", "try again later",
                       "the change did not arrive in %u tries", task->tries);
}

/* The answer of an edit holds no post (facts 3.3). One that is as it was, says that nothing was
 * done, whatever the answer said. */
static void edit_read(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_social said = {0};
    bool kept = answer->outcome == GHL_OK && ghl_read_social(answer, task->arena, &said) &&
                said.updated && task->social.updated &&
                strcmp(said.updated, task->social.updated) == 0 && !social_equals(task, &said);
    if (!kept) {
        read_after(task, answer);
        return;
    }
    close_intent(task, NULL);
    edit_resolved(task, RESOLVED_ABSENT, NULL);
}

static void edit_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    if (answer->outcome == GHL_OK) {
        ghl_send(task->run->ghl, ghl_social_get(task->run->ghl, task->social.id), edit_read, task);
    } else if (answer->outcome == GHL_REFUSED) {
        close_intent(task, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, edit_resolved, task);
    }
}

static void send_edit(struct task *task, const char *updated)
{
    struct run *run = task->run;
    keep_ahead(task);
    json_t *object = details(task);
    json_put(object, "id", task->social.id);
    json_put(object, "updated", updated);
    task->social.updated = arena_strdup(task->arena, updated);
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, ghlpub_action_name(task->action->kind),
                                     STATE_SOCIAL, task->action->key, object);
    ghl_send(run->ghl, ghl_social_update(run->ghl, &task->social), edit_answered, task);
}

static bool is_out(const struct ghl_social *remote)
{
    return remote->status &&
           (strcmp(remote->status, "published") == 0 || strcmp(remote->status, "in_progress") == 0);
}

bool social_equals(const struct task *task, const struct ghl_social *remote)
{
    bool status = !remote->status || strcmp(remote->status, task->social.status) == 0;
    bool comment = !remote->comment || !task->social.comment ||
                   strcmp(remote->comment, task->social.comment) == 0;
    char *mine = join_accounts(task->social.accounts), *theirs = join_accounts(remote->accounts);
    char *text = comparable_text(task->social.text), *their_text = comparable_text(remote->text);
    bool equal = status && comment && strcmp(mine, theirs) == 0 && strcmp(text, their_text) == 0 &&
                 remote->date_ms / 1000 == task->social.date_ms / 1000 &&
                 remote->media_count == task->social.media_count;
    free(mine);
    free(theirs);
    free(text);
    free(their_text);
    return equal;
}

static void skip_drift(struct task *task, const struct ghl_social *remote)
{
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_FAILED, "social-drifted",
              "the social post was edited at GHL since ghlpub last wrote it (%s); it is not "
              "overwritten",
              remote->updated ? remote->updated : "no date");
    error_hint(&err, "bring the edit into the document, then `ghlpub adopt \"%s\" --social %s`",
               task->action->key, remote->id);
    task_skip(task, &err);
    error_release(&err);
}

/* A 404 may mean the call or the post: the rows of its minute tell. */
static void gone_looked(void *context, enum row row, const struct error *err)
{
    struct task *task = context;
    if (row == ROW_ABSENT)
        record_deleted(task, task->social.id);
    else if (row == ROW_UNKNOWN)
        task_fail(task, err);
    else
        task_fail_with(task, ERROR_FAILED, "social-unreadable", "look at it in the planner",
                       "GHL lists the social post, but cannot read it");
}

static void before_edit(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    const struct state_entry *entry = task_entry(task);
    const char *known = state_get(entry, STATE_UPDATED);
    struct ghl_social remote = {0};
    task->social.id = arena_strdup(task->arena, state_get(entry, STATE_ID));
    if (answer->status == 404) {
        find_social_row(task->run, task->social.id, entry_due_ms(entry), gone_looked, task);
        return;
    }
    if (answer->outcome != GHL_OK || !ghl_read_social(answer, task->arena, &remote)) {
        task_fail(task, &answer->error);
        return;
    }
    bool moved_on = known && remote.updated && strcmp(known, remote.updated) != 0 &&
                    !entry->unfinished && task->tries == 0;
    if (remote.deleted)
        record_deleted(task, task->social.id);
    else if (social_equals(task, &remote) && (moved_on || entry->unfinished))
        recorded(task, task->social.id, remote.updated);
    else if (is_out(&remote))
        task_fail_with(task, ERROR_FAILED, "social-out", NULL,
                       "the social post is out already and cannot be changed");
    else if (moved_on)
        skip_drift(task, &remote);
    else
        send_edit(task, remote.updated);
}

void task_edit(struct task *task)
{
    if (task->run->social_error.kind != ERROR_NONE)
        task_fail(task, &task->run->social_error);
    else if (social_prepare(task))
        ghl_send(task->run->ghl,
                 ghl_social_get(task->run->ghl, state_get(task_entry(task), STATE_ID)), before_edit,
                 task);
}

/* ---- cancel ---- */

static struct state_entry *cancelled_entry(const struct task *task)
{
    struct state_entry *entry =
        ghlpub_state_edit(task->run->state, STATE_SOCIAL, task->action->key);
    state_set(entry, STATE_GONE, "cancelled");
    state_set(entry, STATE_HASH, NULL);
    return entry;
}

static void cancel_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    task->intent = NULL;
    if (resolution == RESOLVED_DONE)
        task_done(task);
    else if (resolution == RESOLVED_OPEN)
        failed_open(task, err);
    else if (task->tries < PUBLISH_TRIES)
        task_cancel(task);
    else
        task_fail_with(task, ERROR_UNAVAILABLE, "cancel-failed", "try again later",
                       "the cancellation did not arrive in %u tries", task->tries);
}

static void absence_looked(void *context, enum row row, const struct error *err)
{
    struct task *task = context;
    if (row == ROW_ABSENT) {
        close_intent(task, cancelled_entry(task));
        task_done(task);
        return;
    }
    close_intent(task, NULL);
    if (row == ROW_UNKNOWN)
        task_fail(task, err);
    else
        task_fail_with(task, ERROR_FAILED, "cancel-refused", "cancel it in the planner",
                       "GHL does not cancel the social post, though it lists it");
}

static void cancel_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    const struct state_entry *entry = task_entry(task);
    if (answer->outcome == GHL_OK) {
        close_intent(task, cancelled_entry(task));
        task_done(task);
    } else if (answer->status == 404) {
        find_social_row(task->run, state_get(entry, STATE_ID), entry_due_ms(entry), absence_looked,
                        task);
    } else if (answer->outcome == GHL_REFUSED) {
        close_intent(task, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, cancel_resolved, task);
    }
}

void task_cancel(struct task *task)
{
    struct run *run = task->run;
    struct state_entry *expected = cancelled_entry(task);
    json_t *object = json_object();
    json_put(object, "id", state_get(expected, STATE_ID));
    json_put(object, "updated", state_get(expected, STATE_UPDATED));
    json_put_number(object, "due", entry_due_ms(expected));
    json_put_value(object, "entry", expect_entry(expected));
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, "cancel", STATE_SOCIAL, expected->key, object);
    ghl_send(run->ghl, ghl_social_delete(run->ghl, state_get(expected, STATE_ID)), cancel_answered,
             task);
    state_entry_free(expected);
}
