/*
 * Posts: create, adopt, update. The traps of the API that are handled here: a
 * slug that comes back with a suffix, an update that answers 200 and keeps the
 * old body, a scheduled post whose date cannot be moved in one step (facts 1.3
 * to 1.5). Posts whose document is gone are in task_offline.c.
 */
#include "run.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

static void send_create(struct task *task);
static void send_update(struct task *task);

/* ---- what is sent ---- */

static const char *asset_url(void *context, const struct asset *asset)
{
    const struct task *task = context;
    const struct state_entry *entry = ghlpub_state_find(task->run->state, STATE_MEDIA, asset->hash);
    const char *url = entry ? state_get(entry, STATE_URL) : NULL;
    return url ? url : "";
}

static const char *post_url(void *context, size_t document)
{
    const struct task *task = context;
    const char *url = task->run->plan->urls[document];
    return url ? url : "";
}

static const char *id_of(const struct task *task, enum directory_kind kind, const char *name)
{
    const struct directory_item *item;
    if (name && !task->run->directory->lists[kind].known && looks_like_id(name))
        return name;
    if (!name || ghlpub_directory_find(task->run->directory, kind, name, &item) != MATCH_ONE)
        return NULL;
    return item->id;
}

/* Names that could not be looked up, since their listing failed: nothing is sent without them. */
static bool has_names(struct task *task)
{
    const struct desired_post *post = task->action->post;
    const char *missing = post->author.text && !task->post.author ? post->author.text : NULL;
    for (size_t i = 0; i < post->categories.len && !missing; i++)
        if (!task->post.categories[i])
            missing = post->categories.items[i].text;
    if (missing)
        task_fail_with(task, ERROR_FAILED, "name-not-listed",
                       "see the warning about the listing; an id instead of the name needs none",
                       "\"%s\" could not be looked up at GHL", missing);
    return missing == NULL;
}

bool post_prepare(struct task *task)
{
    const struct desired_post *post = task->action->post;
    struct url_source urls = {asset_url, post_url, task};
    const char **categories =
        arena_alloc(task->arena, (post->categories.len + 1) * sizeof *categories);
    for (size_t i = 0; i < post->categories.len; i++)
        categories[i] = id_of(task, DIRECTORY_CATEGORY, post->categories.items[i].text);
    free(task->html);
    task->html = ghlpub_body(post->page, &urls);
    task->post = (struct ghl_post){
        .title = post->title,
        .slug = post->slug,
        .description = post->description,
        .html = task->html,
        .status = post->status,
        .author = id_of(task, DIRECTORY_AUTHOR, post->author.text),
        .image_url = post->image ? asset_url(task, post->image) : post->image_url,
        .image_alt = post->image_alt,
        .canonical = post->canonical,
        .categories = categories,
        .tags = post->tags,
        .date_ms = post->date_ms,
        .words = post->page->words,
    };
    return has_names(task);
}

struct state_entry *post_entry(const struct task *task)
{
    const struct desired_post *post = task->action->post;
    const struct run *run = task->run;
    struct state_entry *entry = ghlpub_state_edit(run->state, STATE_POST, task->action->key);
    bool draft = strcmp(post->status, "DRAFT") == 0;
    state_set(entry, STATE_PATH,
              strcmp(post->key, post->document->path) ? post->document->path : NULL);
    state_set(entry, STATE_SLUG, post->slug);
    state_set(entry, STATE_WANTED, strcmp(post->slug, post->wanted) ? post->wanted : NULL);
    state_set(entry, STATE_URL, *post->url ? post->url : NULL);
    state_set(entry, STATE_TITLE, post->title);
    state_set(entry, STATE_STATUS, post->status);
    if (draft && post->date_chosen) {
        state_set(entry, STATE_DATE, NULL); /* a draft's "now" is not kept */
        state_set(entry, STATE_DATE_CHOSEN, NULL);
    } else {
        set_time(entry, STATE_DATE, post->date_ms);
        state_set(entry, STATE_DATE_CHOSEN, post->date_chosen ? "1" : NULL);
    }
    state_set(entry, STATE_HASH, post->hash);
    state_set(entry, STATE_BODY, post->body_hash);
    state_set(entry, STATE_PARTS, post->parts);
    state_set(entry, STATE_GONE, NULL);
    return entry;
}

/* What resolving needs, for any write of this post that leads to `entry`, which is freed. */
static json_t *details_for(struct task *task, struct state_entry *entry)
{
    json_t *object = json_object();
    char html[HASH_HEX];
    hash_bytes(task->html, strlen(task->html), html);
    json_put(object, "slug", task->post.slug);
    json_put(object, "title", task->post.title);
    json_put(object, "description", task->post.description);
    json_put(object, "canonical", task->post.canonical);
    json_put(object, "status", task->post.status);
    json_put(object, "html", html);
    json_put_value(object, "entry", expect_entry(entry));
    state_entry_free(entry);
    return object;
}

static json_t *details(struct task *task)
{
    return details_for(task, post_entry(task));
}

static void close_intent(struct task *task, struct state_entry *entry)
{
    if (task->intent)
        ghlpub_intent_result(task->run->state, task->intent, entry);
    else if (entry)
        ghlpub_state_record(task->run->state, entry);
    task->intent = NULL;
}

/* The post is at GHL as it should be. */
static void recorded(struct task *task, const struct ghl_post *said)
{
    struct state_entry *entry = post_entry(task);
    struct ghl_post rest = *said;
    /* Where the answer is vague about the status, what was asked for holds. */
    if (!rest.status)
        rest.status = task->post.status;
    if (said->slug && strcmp(said->slug, task->post.slug) != 0) {
        struct diagnostic *item = diagnose(task->run->found, SEVERITY_WARNING, "slug-suffixed",
                                           task->action->post->document->slug.at,
                                           "GHL gave the post the slug \"%s\" instead of \"%s\"",
                                           said->slug, task->post.slug);
        diagnostic_hint(item, "write `slug: %s`, or give the document another one", said->slug);
    }
    /* An updatedAt from before the write would look like an edit by hand later. */
    state_set(entry, STATE_UPDATED, NULL);
    record_post(task->run, entry, &rest);
    close_intent(task, entry);
    task_done(task);
}

static void fail_open(struct task *task, const struct error *err)
{
    task->run->result->left_open++;
    task_fail(task, err);
}

/* ---- create ---- */

/* Ids of everything that already looks like what is about to be created. */
static json_t *lookalikes(const struct task *task)
{
    json_t *ids = json_array();
    const struct remote *remote = &task->run->remote;
    for (size_t i = 0; i < remote->post_count; i++) {
        const struct seen_post *seen = &remote->posts[i];
        bool alike = (seen->title && strcmp(seen->title, task->post.title) == 0) ||
                     slug_family(seen->slug, task->post.slug);
        if (alike)
            json_array_append_new(ids, json_string(seen->id));
    }
    return ids;
}

/* The suffixed slug is not "wanted": the next plan asks for the document's own again, sees that it
 * is taken, and leaves the draft alone. */
static struct state_entry *lost_entry(struct task *task)
{
    struct state_entry *entry = post_entry(task);
    state_set(entry, STATE_ID, task->post.id);
    state_set(entry, STATE_SLUG, task->post.slug);
    state_set(entry, STATE_WANTED, NULL);
    state_set(entry, STATE_HASH, NULL);
    return entry;
}

/* Someone took the slug a moment before: ours has become a suffixed twin and goes to DRAFT; the
 * entry keeps its id, so that it is updated once the author has chosen another slug. */
static void fail_slug_taken(struct task *task)
{
    task_fail_with(
        task, ERROR_FAILED, "slug-taken", "give the document another `slug` and publish again",
        "slug \"%s\" was taken by another post while this one was created; it was left at "
        "GHL as a draft",
        task->action->post->slug);
}

static struct state_entry *drafted_entry(struct task *task)
{
    struct state_entry *entry = lost_entry(task);
    state_set(entry, STATE_STATUS, "DRAFT");
    return entry;
}

static void race_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    task->intent = NULL;
    if (resolution == RESOLVED_OPEN)
        fail_open(task, err);
    else if (resolution == RESOLVED_ABSENT)
        task_fail_with(
            task, ERROR_FAILED, "slug-taken",
            "set it to draft at GHL by hand, and give the document another `slug`",
            "slug \"%s\" was taken by another post while this one was created; it is public "
            "under \"%s\"",
            task->action->post->slug, task->post.slug);
    else
        fail_slug_taken(task);
}

static void race_drafted(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post said = {0};
    if (answer->outcome == GHL_REFUSED) {
        close_intent(task, NULL);
        race_resolved(task, RESOLVED_ABSENT, NULL);
        return;
    }
    if (answer->outcome != GHL_OK) {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, race_resolved, task);
        return;
    }
    ghl_read_post(answer, task->arena, &said);
    struct state_entry *entry = drafted_entry(task);
    state_set(entry, STATE_UPDATED, said.updated);
    state_set(entry, STATE_REMOTE_VERSION, said.version);
    close_intent(task, entry);
    fail_slug_taken(task);
}

/* What plans again in this run must know that the slug is taken. */
static void note_stranger(struct run *run, const char *slug)
{
    struct stranger *stranger = arena_alloc(run->arena, sizeof *stranger);
    *stranger = (struct stranger){run->strangers, arena_strdup(run->arena, slug)};
    run->strangers = stranger;
}

static void lost_race(struct task *task, const struct ghl_post *said)
{
    task->post.id = arena_strdup(task->arena, said->id);
    task->post.slug = arena_strdup(task->arena, said->slug);
    task->post.version = arena_strdup(task->arena, said->version);
    task->post.status = "DRAFT";
    close_intent(task, lost_entry(task));
    note_stranger(task->run, task->action->post->slug);
    json_t *object = details_for(task, drafted_entry(task));
    json_put(object, "id", said->id);
    json_put(object, "updated", said->updated);
    task->intent =
        ghlpub_intent_new(task->run->state, "offline", STATE_POST, task->action->key, object);
    ghl_send(task->run->ghl, ghl_post_update(task->run->ghl, task->run->blog, &task->post),
             race_drafted, task);
}

static void created(struct task *task, const struct ghl_post *said)
{
    if (said->slug && strcmp(said->slug, task->post.slug) != 0)
        lost_race(task, said);
    else
        recorded(task, said);
}

/* The answer of the creation lacks what a later comparison needs, so the post is read. */
static void created_read(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post said = {0};
    if (answer->outcome == GHL_OK && ghl_read_post(answer, task->arena, &said)) {
        task->run->single_get = SINGLE_GET_WORKS;
        created(task, &said);
        return;
    }
    if (ghl_post_get_missing(answer))
        task->run->single_get = SINGLE_GET_MISSING;
    created(task, &task->said);
}

static void create_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    task->intent = NULL;
    if (resolution == RESOLVED_DONE) {
        task_done(task);
    } else if (resolution == RESOLVED_OPEN) {
        fail_open(task, err);
    } else if (resolution == RESOLVED_TWIN) {
        note_stranger(task->run, task->action->post->slug);
        fail_slug_taken(task);
    } else if (task->tries < PUBLISH_TRIES) {
        send_create(task);
    } else {
        task_fail_with(task, ERROR_UNAVAILABLE, "create-failed", "try again later",
                       "the post did not arrive in %u tries", task->tries);
    }
}

static void create_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post said = {0};
    if (answer->outcome == GHL_OK && ghl_read_post(answer, task->arena, &said)) {
        if (said.updated || task->run->single_get == SINGLE_GET_MISSING) {
            created(task, &said);
        } else {
            task->said = said;
            ghl_send(task->run->ghl, ghl_post_get(task->run->ghl, said.id), created_read, task);
        }
    } else if (answer->outcome == GHL_REFUSED) {
        close_intent(task, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, create_resolved, task);
    }
}

static void send_create(struct task *task)
{
    struct run *run = task->run;
    json_t *object = details(task);
    json_put_value(object, "before", lookalikes(task));
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, "create", STATE_POST, task->action->key, object);
    ghl_send(run->ghl, ghl_post_create(run->ghl, run->blog, &task->post), create_answered, task);
}

void task_create(struct task *task)
{
    if (post_prepare(task))
        send_create(task);
}

/* ---- update ---- */

/* One of two writes is done: the hash is void until the second one is, so that a stop between them
 * is seen although the document may equal the state. */
static void record_half(struct task *task, const struct ghl_post *said)
{
    struct state_entry *entry = ghlpub_state_edit(task->run->state, STATE_POST, task->action->key);
    record_post(task->run, entry, said);
    state_set(entry, STATE_GONE, NULL);
    state_set(entry, STATE_HASH, NULL);
    close_intent(task, entry);
}

static void updated(struct task *task, const struct ghl_post *said)
{
    bool first_of_two = task->action->redate && !task->drafted;
    if (first_of_two) {
        task->drafted = true;
        task->resent = false;
        task->post.version = arena_strdup(task->arena, said->version);
        task->post.updated = arena_strdup(task->arena, said->updated);
        record_half(task, said);
        send_update(task);
    } else {
        recorded(task, said);
    }
}

static void keep_old_body(struct task *task, const struct ghl_post *said)
{
    if (!task->resent) { /* facts 1.4: once more, with the version that came back */
        task->resent = true;
        task->post.version = arena_strdup(task->arena, said->version);
        task->post.updated = arena_strdup(task->arena, said->updated);
        record_half(task, said);
        send_update(task);
        return;
    }
    record_half(task, said);
    task_fail_with(task, ERROR_FAILED, "body-not-updated",
                   "publish again; if it stays so, edit the post at GHL by hand once, or give the "
                   "document another slug",
                   "GHL answered that the post was updated, but kept its old body");
}

static void verified(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_post said = {0};
    if (answer->outcome == GHL_OK && ghl_read_post(answer, task->arena, &said) && said.html) {
        task->run->single_get = SINGLE_GET_WORKS;
        if (ghl_same_html(said.html, task->html))
            updated(task, &said);
        else
            keep_old_body(task, &said);
        return;
    }
    if (ghl_post_get_missing(answer))
        task->run->single_get = SINGLE_GET_MISSING;
    if (!task->said.html && !task->resent) {
        keep_old_body(task, &task->said); /* nothing tells the body: send with the new version */
        return;
    }
    if (task->said.html) { /* the answer to the write held the body already */
        updated(task, &task->said);
        return;
    }
    struct diagnostic *item = diagnose(task->run->found, SEVERITY_WARNING, "body-unverified",
                                       (struct place){task->action->path, 0, 0},
                                       "the post was updated, but its body could not be read back");
    diagnostic_hint(item, "look at the post once");
    updated(task, &task->said);
}

static void update_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct task *task = context;
    task->intent = NULL;
    if (resolution == RESOLVED_DONE) {
        task_done(task);
    } else if (resolution == RESOLVED_OPEN) {
        fail_open(task, err);
    } else if (resolution == RESOLVED_DRIFT) {
        task_fail_with(task, ERROR_FAILED, "post-drifted",
                       "look at the post at GHL, then publish again",
                       "the post was changed at GHL while it was updated");
    } else if (task->tries < PUBLISH_TRIES) {
        task_update(task); /* reads the version anew */
    } else {
        task_fail_with(task, ERROR_UNAVAILABLE, "update-failed", "try again later",
                       "the update did not arrive in %u tries", task->tries);
    }
}

static void gone(struct task *task)
{
    task_fail_with(
        task, ERROR_FAILED, "post-gone",
        arena_printf(task->arena,
                     "to create it again, forget the old one first: `ghlpub state rm %s`",
                     task->action->key),
        "the post was deleted at GHL");
}

static void update_answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct run *run = task->run;
    struct ghl_post said = {0};
    bool readable = answer->outcome == GHL_OK && ghl_read_post(answer, task->arena, &said);
    task->said = said;
    if (answer->outcome == GHL_REFUSED) {
        close_intent(task, NULL);
        if (answer->status == 404)
            gone(task);
        else
            task_fail(task, &answer->error);
    } else if (!readable) {
        resolve(run, task->intent, answer->outcome != GHL_UNKNOWN, update_resolved, task);
    } else if (said.html && !ghl_same_html(said.html, task->html)) {
        keep_old_body(task, &said);
    } else if (said.html && said.updated) {
        updated(task, &said);
    } else if (run->single_get != SINGLE_GET_MISSING) {
        ghl_send(run->ghl, ghl_post_get(run->ghl, task->post.id), verified, task);
    } else if (!said.html && !task->resent) {
        keep_old_body(task, &said); /* the answer does not tell: send with its version */
    } else {
        updated(task, &said);
    }
}

static void send_update(struct task *task)
{
    struct run *run = task->run;
    bool first_of_two = task->action->redate && !task->drafted;
    task->post.status = first_of_two ? "DRAFT" : task->action->post->status;
    json_t *object = details(task);
    json_put(object, "id", task->post.id);
    json_put(object, "updated", task->post.updated);
    if (first_of_two)
        json_put_flag(object, "first", true);
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, first_of_two ? "redate" : "update", STATE_POST,
                                     task->action->key, object);
    ghl_send(run->ghl, ghl_post_update(run->ghl, run->blog, &task->post), update_answered, task);
}

static void drift(struct task *task, const struct ghl_post *remote)
{
    struct error err = ERROR_INIT;
    error_set(
        &err, ERROR_FAILED, "post-drifted",
        "the post was edited at GHL (%s) since ghlpub last wrote it (%s); it is not overwritten",
        remote->updated ? remote->updated : "no date", state_get(task_entry(task), STATE_UPDATED));
    error_hint(&err,
               "bring the edit into the document, then run `ghlpub adopt %s --post %s` to go on",
               task->action->path, remote->id);
    task_skip(task, &err);
    error_release(&err);
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

bool post_equals(const struct task *task, const struct ghl_post *remote)
{
    const struct ghl_post *post = &task->post;
    bool status = same(remote->status, post->status) ||
                  (same(remote->status, "PUBLISHED") && same(post->status, "SCHEDULED"));
    return remote->html && ghl_same_html(remote->html, task->html) &&
           same(remote->title, post->title) && same(remote->description, post->description) &&
           same(remote->slug, post->slug) && same(remote->canonical, post->canonical) && status &&
           (!remote->author || same(remote->author, post->author)) &&
           (!remote->image_url || same(remote->image_url, post->image_url));
}

static bool is_drift(const struct task *task, const struct ghl_post *remote)
{
    const struct state_entry *entry = task_entry(task);
    bool sent_by_us = task->drafted || task->tries > 0;
    return entry && !sent_by_us && ghlpub_post_drifted(entry, remote->status, remote->updated);
}

static void begin_write(struct task *task, const struct ghl_post *remote)
{
    task->post.id = arena_strdup(task->arena, remote->id);
    task->post.version = arena_strdup(task->arena, remote->version);
    task->post.updated = arena_strdup(task->arena, remote->updated);
    send_update(task);
}

/* A GET that does not tell the version leaves the recorded one, as long as nobody wrote since. */
static void fill_version(const struct task *task, struct ghl_post *remote)
{
    const struct state_entry *entry = task_entry(task);
    const char *known = state_get(entry, STATE_UPDATED);
    if (!remote->version && known && remote->updated && strcmp(known, remote->updated) == 0)
        remote->version = state_get(entry, STATE_REMOTE_VERSION);
}

static void write_unread(struct task *task)
{
    const struct state_entry *entry = task_entry(task);
    task->run->single_get = SINGLE_GET_MISSING;
    begin_write(task, &(struct ghl_post){.id = state_get(entry, STATE_ID),
                                         .version = state_get(entry, STATE_REMOTE_VERSION),
                                         .updated = state_get(entry, STATE_UPDATED)});
}

static void gone_looked(void *context, enum row row, const struct error *err)
{
    struct task *task = context;
    if (row == ROW_THERE)
        write_unread(task);
    else if (row == ROW_ABSENT)
        gone(task);
    else
        task_fail(task, err);
}

static void before_update(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    const struct state_entry *entry = task_entry(task);
    struct ghl_post remote = {0};
    if (ghl_post_get_missing(answer)) {
        write_unread(task);
    } else if (answer->status == 404 && task->run->single_get != SINGLE_GET_WORKS) {
        find_post_row(task->run, state_get(entry, STATE_ID), gone_looked, task);
    } else if (answer->status == 404) {
        gone(task);
    } else if (answer->outcome != GHL_OK || !ghl_read_post(answer, task->arena, &remote)) {
        task_fail(task, &answer->error);
    } else {
        task->run->single_get = SINGLE_GET_WORKS;
        bool moved_on = is_drift(task, &remote);
        if ((moved_on || entry->unfinished) && post_equals(task, &remote))
            recorded(task, &remote); /* somebody else published the same */
        else if (moved_on)
            drift(task, &remote);
        else {
            fill_version(task, &remote);
            begin_write(task, &remote);
        }
    }
}

void task_update(struct task *task)
{
    struct run *run = task->run;
    const char *id = state_get(task_entry(task), STATE_ID);
    struct ghl_answer missing = {.status = 405};
    if (!post_prepare(task))
        return;
    if (run->single_get == SINGLE_GET_MISSING)
        before_update(task, &missing);
    else
        ghl_send(run->ghl, ghl_post_get(run->ghl, id), before_update, task);
}

/* ---- adopt ---- */

static void adopt_media(struct task *task)
{
    const struct seen_media *seen = task->action->seen_media;
    struct state_entry *entry = ghlpub_state_edit(task->run->state, STATE_MEDIA, task->action->key);
    state_set(entry, STATE_ID, seen->id);
    state_set(entry, STATE_NAME, seen->name);
    state_set(entry, STATE_URL, seen->url);
    state_set(entry, STATE_SIZE,
              arena_printf(task->arena, "%lld", (long long)task->action->asset->size));
    state_set(entry, STATE_GONE, NULL);
    ghlpub_state_record(task->run->state, entry);
    task_done(task);
}

/* Ours, and unknown to the state: where it equals what would be sent it is recorded, otherwise it
 * is brought up to date. */
static void adopt_read(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    const struct seen_post *seen = task->action->seen;
    struct ghl_post remote = {.id = seen->id, .updated = seen->updated};
    /* It has just been seen in a listing: a 404 means that there is no such call. */
    if (ghl_post_get_missing(answer) || answer->status == 404) {
        task->run->single_get = SINGLE_GET_MISSING;
        begin_write(task, &remote);
    } else if (answer->outcome != GHL_OK || !ghl_read_post(answer, task->arena, &remote)) {
        task_fail(task, &answer->error);
    } else {
        task->run->single_get = SINGLE_GET_WORKS;
        if (post_equals(task, &remote))
            recorded(task, &remote);
        else
            begin_write(task, &remote);
    }
}

void task_adopt(struct task *task)
{
    struct ghl_answer missing = {.status = 405};
    if (task->action->seen_media) {
        adopt_media(task);
        return;
    }
    if (!post_prepare(task))
        return;
    if (task->run->single_get == SINGLE_GET_MISSING)
        adopt_read(task, &missing);
    else
        ghl_send(task->run->ghl, ghl_post_get(task->run->ghl, task->action->seen->id), adopt_read,
                 task);
}
