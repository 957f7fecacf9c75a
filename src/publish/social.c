/*
 * A social post as it is sent, recorded and compared. Status, date and media are
 * always sent: without them GHL publishes at once or drops the schedule (facts
 * 3.1, 3.3). When and how it is written is in task_schedule.c and task_edit.c.
 */
#include "run.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* When a recorded social post is due, as far as the state tells. */
int64_t social_entry_due_ms(const struct state_entry *entry)
{
    struct written_date date;
    const char *text = entry ? state_get(entry, STATE_DATE) : NULL;
    return text && written_date_parse(text, &date) ? written_date_to_utc_ms(&date, NULL, NULL) : 0;
}

const char *const *social_account_ids(struct task *task)
{
    const struct words *targets = &task->action->social->targets;
    const char **ids = arena_alloc(task->arena, (targets->len + 1) * sizeof *ids);
    const char **platforms = arena_alloc(task->arena, (targets->len + 1) * sizeof *platforms);
    size_t count = 0;
    for (size_t i = 0; i < targets->len; i++) {
        const struct directory_item *item;
        if (ghlpub_directory_account(task->run->directory, targets->items[i].text, &item) !=
            MATCH_ONE)
            return NULL;
        bool twice = false; /* named in two ways */
        for (size_t k = 0; k < count; k++)
            twice |= strcmp(ids[k], item->id) == 0;
        if (twice)
            continue;
        platforms[count] = item->platform;
        ids[count++] = item->id;
    }
    task->social.platforms = platforms;
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
        if (len > ending && strncasecmp(url + len - ending, types[i].ending, ending) == 0)
            return types[i].type;
    }
    return "image/jpeg";
}

static void fill_media(struct task *task)
{
    const struct desired_social *social = task->action->social;
    size_t count = 0, cap = 1, at = 0;
    for (const struct asset **asset = social->assets; *asset; asset++)
        cap++;
    for (const char *const *url = social->urls; url && *url; url++)
        cap++;
    struct ghl_media_item *media = arena_alloc(task->arena, cap * sizeof *media);
    for (size_t i = 0; social->urls && social->urls[i]; i++, count++)
        media[social->url_places[i]] =
            (struct ghl_media_item){social->urls[i], url_type(social->urls[i])};
    for (const struct asset **asset = social->assets; *asset; asset++, count++) {
        const struct state_entry *entry =
            ghlpub_state_find(task->run->state, STATE_MEDIA, (*asset)->hash);
        const char *type = strcmp((*asset)->type, "video/quicktime") ? (*asset)->type : "video/mov";
        while (media[at].url)
            at++;
        media[at] = (struct ghl_media_item){entry ? state_get(entry, STATE_URL) : "", type};
    }
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
        return task_name_id(task, DIRECTORY_USER, user);
    return users->len == 1 ? users->items[0].id : NULL;
}

static const char *const *tag_ids(struct task *task)
{
    const struct words *tags = &task->action->social->entry->tags;
    const char **ids = arena_alloc(task->arena, (tags->len + 1) * sizeof *ids);
    for (size_t i = 0; i < tags->len; i++) {
        ids[i] = task_name_id(task, DIRECTORY_TAG, tags->items[i].text);
        if (!ids[i])
            return NULL;
    }
    return ids;
}

/* One that went back to a draft with its post waits for nobody's approval. */
static const char *approver_of(const struct desired_social *social)
{
    bool back = social->status == SOCIAL_DRAFT && social->entry->status != SOCIAL_DRAFT;
    return back ? NULL : social->entry->approver.text;
}

/* A name that has no id (its listing failed, or it is gone) must not become "nothing". */
static bool is_complete(struct task *task)
{
    const struct social_entry *entry = task->action->social->entry;
    const char *missing = !task->social.accounts                           ? "an account"
                          : !task->social.tags                             ? "a tag"
                          : entry->category.text && !task->social.category ? "the category"
                          : approver_of(task->action->social) && !task->social.approver
                              ? "the approver"
                              : NULL;
    if (!task->social.user)
        task_fail_with(task, ERROR_CONFIG, "user-missing",
                       "set `user` in ghlpub.yaml to an e-mail that `ghlpub list users` shows",
                       "social posts need a user of the location as their author");
    else if (missing)
        task_fail_with(task, ERROR_FAILED, "name-not-listed", "`ghlpub check --online` says more",
                       "%s of the social post could not be looked up at GHL", missing);
    return task->social.user && !missing;
}

void social_fill(struct task *task)
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
        .status = statuses[social->status],
        .date_ms = social->due_ms,
        .user = user_id(task),
        .category = task_name_id(task, DIRECTORY_SOCIAL_CATEGORY, entry->category.text),
        .approver = task_name_id(task, DIRECTORY_USER, approver_of(social)),
        .tags = tag_ids(task),
        .details = social->details,
    };
    task->social.accounts = social_account_ids(task);
    fill_media(task);
}

bool social_prepare(struct task *task)
{
    social_fill(task);
    return is_complete(task);
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
    record_assets(entry, social->assets);
    state_set(entry, STATE_GONE, NULL);
    free(accounts);
    free(text);
    return entry;
}

json_t *social_details(struct task *task)
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

void social_recorded(struct task *task, const char *id, const char *updated)
{
    struct state_entry *entry = social_entry(task);
    if (id)
        state_set(entry, STATE_ID, id);
    state_set(entry, STATE_UPDATED, updated);
    task_close(task, entry);
    task_done(task);
}

/* Tells that a social post was deleted by hand: it is not created again by itself. */
void social_record_deleted(struct task *task, const char *id)
{
    struct error err = ERROR_INIT;
    struct state_entry *entry = social_entry(task);
    if (id)
        state_set(entry, STATE_ID, id);
    state_set(entry, STATE_GONE, "deleted");
    task_close(task, entry);
    error_set(&err, ERROR_FAILED, "social-deleted", "the social post was deleted at GHL");
    error_hint(&err, "give the entry another `id` or time to send it again, or remove it");
    task_skip(task, &err);
    error_release(&err);
}

/* Was it kept as a draft, or with another time? It would never go out, or when nobody wants it. */
static bool lost_schedule(const struct task *task, const struct ghl_social *said)
{
    bool scheduled = strcmp(task->social.status, "scheduled") == 0;
    bool draft = said->status && strcmp(said->status, "draft") == 0;
    int64_t off = said->date_ms - task->social.date_ms;
    if (strcmp(task->social.status, "draft") == 0) /* it must not go out */
        return said->status && strcmp(said->status, "scheduled") == 0;
    return scheduled && (draft || (said->date_ms && (off > 60000 || off < -60000)));
}

/* GHL has it otherwise than it was sent: the hash is void, so that the next publish edits it. */
static void fail_unlike(struct task *task, const struct ghl_social *said)
{
    struct state_entry *entry = social_entry(task);
    state_set(entry, STATE_ID, task->social.id);
    state_set(entry, STATE_UPDATED, said->updated);
    state_set(entry, STATE_HASH, NULL);
    task_close(task, entry);
    task_fail_with(task, ERROR_FAILED, "social-not-taken", "publish again; it is then edited",
                   "GHL took the social post, but has it otherwise than it was sent (status %s)",
                   said->status ? said->status : "unknown");
}

/* ---- what was written is read back: its updatedAt tells later edits ---- */

void social_read_after(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_social said = {0};
    if (answer->outcome != GHL_OK || !ghl_read_social(answer, task->arena, &said)) {
        social_recorded(task, task->social.id, NULL);
        return;
    }
    if (lost_schedule(task, &said)) {
        fail_unlike(task, &said);
        return;
    }
    if (!said.date_ms && strcmp(task->social.status, "scheduled") == 0)
        diagnose(task->run->found, SEVERITY_WARNING, "schedule-lost",
                 (struct place){task->action->path, 0, 0},
                 "GHL took the social post but reports no date for it; look at it in the planner");
    social_recorded(task, task->social.id, said.updated);
}

void social_read_back(struct task *task, const char *id)
{
    task->social.id = arena_strdup(task->arena, id);
    ghl_send(task->run->ghl, ghl_social_get(task->run->ghl, id), social_read_after, task);
}

bool social_is_out(const struct ghl_social *remote)
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
    bool kind = !remote->type || strcmp(remote->type, task->social.type) == 0;
    bool category = !task->social.category || !remote->category ||
                    strcmp(remote->category, task->social.category) == 0;
    bool details = ghl_social_details_agree(task->run->ghl, &task->social, remote);
    bool equal = status && comment && kind && category && details && strcmp(mine, theirs) == 0 &&
                 strcmp(text, their_text) == 0 &&
                 remote->date_ms / 1000 == task->social.date_ms / 1000 &&
                 remote->media_count == task->social.media_count;
    free(mine);
    free(theirs);
    free(text);
    free(their_text);
    return equal;
}

/* Time has passed since the plan was made: at the prompt, for the rate limit, for uploads. What was
 * made from now moves along; a moment that somebody wrote does not. */
bool social_keep_ahead(struct task *task)
{
    enum { SOONEST_MS = 15000 }; /* GHL refuses what is past (facts 3.1) */
    const struct desired_social *social = task->action->social;
    int64_t now = clock_now_ms(task->run->options->clock);
    bool from_now = social->fresh || social->due_chosen;
    if (task->social.date_ms >= now + (from_now ? 60000 : SOONEST_MS))
        return true;
    if (from_now) {
        int64_t mark = task->social.date_ms % 1000;
        task->social.date_ms = now + 120000 - (now % 1000) + mark;
        return true;
    }
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_FAILED, "social-late", "its moment passed before it could be sent");
    error_hint(&err, "give the entry another `at`, and publish again");
    task_skip(task, &err);
    error_release(&err);
    return false;
}
