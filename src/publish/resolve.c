/*
 * What became of a write whose answer did not come, found out by looking
 * (exactly-once, "Resolving an open intent"). Works from the intent alone: the
 * tree may have changed since it was written.
 */
#include "resolving.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/stop.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

static void look_now(void *context);

void resolving_finish(struct resolving *resolving, enum resolution resolution,
                      const struct error *err)
{
    resolving->done(resolving->context, resolution, err);
    arena_free(resolving->arena);
    free(resolving);
}

void resolving_close(struct resolving *resolving, struct state_entry *entry)
{
    ghlpub_intent_result(resolving->run->state, resolving->intent, entry);
    resolving->intent = NULL;
}

void resolving_found(struct resolving *resolving, struct state_entry *entry)
{
    resolving_close(resolving, entry);
    resolving_finish(resolving, RESOLVED_DONE, NULL);
}

static void absent(struct resolving *resolving)
{
    resolving_close(resolving, NULL);
    resolving_finish(resolving, RESOLVED_ABSENT, NULL);
}

static void undecided(struct resolving *resolving, const struct error *why)
{
    struct error err = ERROR_INIT;
    const struct intent *intent = resolving->intent;
    bool social = intent->kind == STATE_SOCIAL;
    error_set(&err, ERROR_FAILED, "intent-open",
              "it is not known whether the %s of \"%s\" happened%s%s", intent->action, intent->key,
              why ? ": " : "", why ? why->message : "");
    if (intent->kind == STATE_MEDIA || intent->kind == STATE_REDIRECT)
        error_hint(&err, "run `ghlpub publish` again; it looks first");
    else
        error_hint(&err,
                   "run `ghlpub publish` again, it looks first; or look at GHL and settle it: "
                   "`ghlpub adopt %s %s ID` if it is there, `ghlpub state rm %s` if it is not",
                   intent->key, social ? "--social" : "--post", intent->key);
    resolving_finish(resolving, RESOLVED_OPEN, &err);
    error_release(&err);
}

/* Nothing was found. Lists lag: look again until the wait is over, then it is absent. */
void resolving_not_yet(struct resolving *resolving)
{
    if (stop_signal())
        undecided(resolving, NULL);
    else if (patience_over(&resolving->patience, resolving->run->ghl, 1))
        absent(resolving);
    else
        ghl_after(resolving->run->ghl, PUBLISH_LOOK_AGAIN_MS, look_now, resolving);
}

/* The answer of a look: false where it failed, and the resolving is over. */
bool resolving_could_look(struct resolving *resolving, const struct ghl_answer *answer)
{
    if (answer->outcome == GHL_OK) {
        patience_begin(&resolving->patience, resolving->run->ghl);
        return true;
    }
    undecided(resolving, &answer->error);
    return false;
}

/* ---- creation of a post ---- */

static void keep_post(struct resolving *resolving, const struct ghl_post *row)
{
    struct arena *arena = resolving->arena;
    resolving->post = (struct ghl_post){.id = arena_strdup(arena, row->id),
                                        .slug = arena_strdup(arena, row->slug),
                                        .status = arena_strdup(arena, row->status),
                                        .updated = arena_strdup(arena, row->updated),
                                        .version = arena_strdup(arena, row->version),
                                        .title = arena_strdup(arena, row->title)};
}

static bool match_created(void *context, const void *item)
{
    struct resolving *resolving = context;
    const struct intent *intent = resolving->intent;
    const struct ghl_post *row = item;
    const char *slug = json_text(intent->details, "slug");
    bool exact = row->slug && slug && strcmp(row->slug, slug) == 0;
    if ((!exact && !slug_family(row->slug, slug)) || !same_post(intent, row) ||
        is_in_list(json_object_get(intent->details, "before"), row->id) ||
        ghlpub_state_find_id(resolving->run->state, STATE_POST, row->id)) {
        resolving->explained |= exact;
        return true;
    }
    if (resolving->post.id && (resolving->exact || !exact))
        return true;
    keep_post(resolving, row);
    resolving->exact = exact;
    return true;
}

/* Our creation came out under a suffix, since somebody has the slug: it goes to DRAFT. Its content
 * may be nobody's any more, so by the status alone. */
static void twin_drafted(void *context, const struct ghl_answer *answer)
{
    struct resolving *resolving = context;
    struct ghl_post said = {0};
    if (answer->outcome != GHL_OK) {
        undecided(resolving, &answer->error);
        return;
    }
    struct state_entry *entry = expected_entry(resolving->run, resolving->intent);
    if (ghl_read_post(answer, resolving->arena, &said))
        state_set(entry, STATE_UPDATED, said.updated);
    resolving_close(resolving, entry);
    resolving_finish(resolving, RESOLVED_TWIN, NULL);
}

/* Marked as lost until it is a draft, so that the next plan knows of it whatever happens here. */
static void draft_twin(struct resolving *resolving)
{
    struct run *run = resolving->run;
    const struct ghl_post *row = &resolving->post;
    struct state_entry *entry = expected_entry(run, resolving->intent);
    state_set(entry, STATE_ID, row->id);
    state_set(entry, STATE_SLUG, row->slug);
    state_set(entry, STATE_WANTED, NULL);
    state_set(entry, STATE_HASH, NULL);
    state_set(entry, STATE_UPDATED, row->updated);
    state_set(entry, STATE_STATUS, "DRAFT");
    json_t *details = json_object();
    json_put(details, "id", row->id);
    json_put(details, "updated", row->updated);
    json_put(details, "slug", row->slug);
    json_put(details, "title", row->title);
    json_put(details, "status", "DRAFT");
    json_put_value(details, "entry", expect_entry(entry));
    state_set(entry, STATE_STATUS, row->status);
    state_set(entry, STATE_GONE, "lost");
    char *key = mem_strdup(resolving->intent->key);
    resolving_close(resolving, entry);
    resolving->intent = ghlpub_intent_new(run->state, "offline", STATE_POST, key, details);
    free(key);
    ghl_send(run->ghl, ghl_post_set_status(run->ghl, run->blog, row->id, "DRAFT"), twin_drafted,
             resolving);
}

static void created_listed(void *context, const struct ghl_answer *answer)
{
    struct resolving *resolving = context;
    if (!resolving_could_look(resolving, answer))
        return;
    if (resolving->post.id && !resolving->exact) {
        draft_twin(resolving);
    } else if (resolving->post.id) {
        struct state_entry *entry = expected_entry(resolving->run, resolving->intent);
        record_post(resolving->run, entry, &resolving->post);
        resolving_found(resolving, entry);
    } else if (patience_over(&resolving->patience, resolving->run->ghl, 2) &&
               !resolving->explained) {
        undecided(resolving, NULL); /* the slug exists, and nobody is seen to have it */
    } else if (resolving->explained || stop_signal()) {
        resolving_not_yet(resolving);
    } else {
        ghl_after(resolving->run->ghl, PUBLISH_LOOK_AGAIN_MS, look_now, resolving);
    }
}

static void slug_answered(void *context, const struct ghl_answer *answer)
{
    struct resolving *resolving = context;
    bool exists = true;
    if (answer->outcome == GHL_REFUSED) { /* no such call, or no scope for it: the rows tell */
        list_posts(resolving->run, match_created, created_listed, resolving);
        return;
    }
    if (!resolving_could_look(resolving, answer))
        return;
    if (ghl_read_exists(answer, &exists) && !exists) {
        if (resolving->answered)
            absent(resolving);
        else
            resolving_not_yet(resolving);
    } else {
        list_posts(resolving->run, match_created, created_listed, resolving);
    }
}

/* ---- change of a post ---- */

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_as_sent(const struct intent *intent, const struct ghl_post *post)
{
    const json_t *details = intent->details;
    return same(json_text(details, "title"), post->title) &&
           same(json_text(details, "slug"), post->slug) &&
           same(json_text(details, "status"), post->status) &&
           (!post->description || !json_text(details, "description") ||
            same(json_text(details, "description"), post->description));
}

enum body { BODY_SENT, BODY_OLD, BODY_UNREAD, BODY_ELSE };

/* Which body is it: the one that was sent, the one from before, or somebody else's? */
static enum body which_body(const struct intent *intent, const struct ghl_post *post)
{
    char hash[HASH_HEX];
    const char *sent = json_text(intent->details, "html"), *was = json_text(intent->details, "was");
    if (!sent)
        return BODY_SENT; /* it was written back as it was, or not sent at all */
    if (!post->html)
        return BODY_UNREAD;
    hash_bytes(post->html, strlen(post->html), hash);
    if (same(sent, hash))
        return BODY_SENT;
    return !was ? BODY_UNREAD : same(was, hash) ? BODY_OLD : BODY_ELSE;
}

/* Changed by somebody: the old hash must not hold again, so that it is seen at each plan. */
static void drifted(struct resolving *resolving)
{
    const struct intent *intent = resolving->intent;
    struct state_entry *entry = ghlpub_state_edit(resolving->run->state, intent->kind, intent->key);
    state_set(entry, STATE_HASH, NULL);
    resolving_close(resolving, state_get(entry, STATE_ID) ? entry : NULL);
    if (!state_get(entry, STATE_ID))
        state_entry_free(entry);
    resolving_finish(resolving, RESOLVED_DRIFT, NULL);
}

static void decide_change(struct resolving *resolving, const struct ghl_post *post)
{
    const struct intent *intent = resolving->intent;
    const char *before = json_text(intent->details, "updated");
    if (before && same(before, post->updated)) {
        if (resolving->answered)
            absent(resolving);
        else
            resolving_not_yet(resolving);
    } else if (!same_as_sent(intent, post) || which_body(intent, post) == BODY_ELSE) {
        drifted(resolving);
    } else {
        bool whole =
            which_body(intent, post) == BODY_SENT && !json_object_get(intent->details, "first");
        struct state_entry *entry =
            whole ? expected_entry(resolving->run, intent)
                  : ghlpub_state_edit(resolving->run->state, intent->kind, intent->key);
        record_post(resolving->run, entry, post);
        if (!whole) { /* it is planned again, and sent again */
            state_set(entry, STATE_HASH, NULL);
            state_set(entry, STATE_GONE, NULL);
        }
        resolving_close(resolving, entry);
        resolving_finish(resolving, whole ? RESOLVED_DONE : RESOLVED_AGAIN, NULL);
    }
}

static bool match_changed(void *context, const void *item)
{
    struct resolving *resolving = context;
    const struct ghl_post *row = item;
    if (!same(row->id, json_text(resolving->intent->details, "id")))
        return true;
    keep_post(resolving, row);
    return true;
}

static void changed_listed(void *context, const struct ghl_answer *answer)
{
    struct resolving *resolving = context;
    if (!resolving_could_look(resolving, answer))
        return;
    if (resolving->post.id)
        decide_change(resolving, &resolving->post);
    else
        resolving_not_yet(resolving);
}

static void changed_read(void *context, const struct ghl_answer *answer)
{
    struct resolving *resolving = context;
    struct ghl_post post = {0};
    bool works = resolving->run->single_get == SINGLE_GET_WORKS;
    if (ghl_post_get_missing(answer) || (answer->outcome == GHL_REFUSED && !works)) {
        list_posts(resolving->run, match_changed, changed_listed, resolving);
    } else if (answer->status == 404) {
        resolving_close(resolving, NULL); /* deleted by hand; the next update says so */
        resolving_finish(resolving, RESOLVED_DRIFT, NULL);
    } else if (resolving_could_look(resolving, answer)) {
        resolving->run->single_get = SINGLE_GET_WORKS;
        if (ghl_read_post(answer, resolving->arena, &post))
            decide_change(resolving, &post);
        else
            undecided(resolving, NULL);
    }
}

/* ---- social posts ---- */

static bool match_social(void *context, const void *item)
{
    struct resolving *resolving = context;
    const struct ghl_social *row = item;
    const json_t *details = resolving->intent->details;
    int64_t due = json_number(details, "due", 0);
    bool better = !resolving->social.id || (resolving->deleted && !row->deleted);
    if (row->parent || row->date_ms / 60000 != due / 60000 || !better ||
        is_in_list(json_object_get(details, "before"), row->id) ||
        ghlpub_state_find_id(resolving->run->state, STATE_SOCIAL, row->id))
        return true;
    char *accounts = join_accounts(row->accounts), *text = comparable_text(row->text);
    bool marked = row->date_ms % 1000 != 0 && row->date_ms % 1000 == due % 1000;
    bool ours = same(accounts, json_text(details, "accounts")) &&
                (marked || same(text, json_text(details, "text")));
    if (ours) {
        resolving->social =
            (struct ghl_social){.id = arena_strdup(resolving->arena, row->id),
                                .updated = arena_strdup(resolving->arena, row->updated),
                                .status = arena_strdup(resolving->arena, row->status)};
        resolving->deleted = row->deleted;
    }
    free(accounts);
    free(text);
    return true;
}

static void record_social(struct resolving *resolving, const struct ghl_social *row)
{
    struct state_entry *entry = expected_entry(resolving->run, resolving->intent);
    if (row->id)
        state_set(entry, STATE_ID, row->id);
    if (row->updated)
        state_set(entry, STATE_UPDATED, row->updated);
    if (row->deleted)
        state_set(entry, STATE_GONE, "deleted");
    resolving_found(resolving, entry);
}

static void social_listed(void *context, const struct ghl_answer *answer)
{
    struct resolving *resolving = context;
    if (!resolving_could_look(resolving, answer))
        return;
    if (resolving->social.id) {
        resolving->social.deleted = resolving->deleted;
        record_social(resolving, &resolving->social);
    } else {
        resolving_not_yet(resolving);
    }
}

static void cancelled(struct resolving *resolving)
{
    struct state_entry *entry = expected_entry(resolving->run, resolving->intent);
    resolving_found(resolving, entry);
}

/* A draft is not as sent where it is scheduled, nor the other way round. */
static bool same_draft(const struct intent *intent, const struct ghl_social *post)
{
    const char *status = json_text(json_object_get(intent->details, "entry"), "status");
    return !status || !post->status ||
           (strcmp(status, "draft") == 0) == (strcmp(post->status, "draft") == 0);
}

static bool social_as_sent(const struct intent *intent, const struct ghl_social *post)
{
    char *accounts = join_accounts(post->accounts), *text = comparable_text(post->text);
    bool equal = same_draft(intent, post) &&
                 same(accounts, json_text(intent->details, "accounts")) &&
                 same(text, json_text(intent->details, "text")) &&
                 post->date_ms / 1000 == json_number(intent->details, "due", 0) / 1000;
    free(accounts);
    free(text);
    return equal;
}

static void social_gone(struct resolving *resolving)
{
    const struct intent *intent = resolving->intent;
    if (strcmp(intent->action, "cancel") == 0) {
        cancelled(resolving);
        return;
    }
    struct state_entry *entry = ghlpub_state_edit(resolving->run->state, intent->kind, intent->key);
    state_set(entry, STATE_GONE, "deleted");
    resolving_close(resolving, entry);
    resolving_finish(resolving, RESOLVED_DRIFT, NULL);
}

static void social_row(void *context, enum row row, const struct error *err)
{
    struct resolving *resolving = context;
    if (row == ROW_ABSENT)
        social_gone(resolving);
    else if (row == ROW_UNKNOWN)
        undecided(resolving, err);
    else
        resolving_not_yet(resolving);
}

static void social_read(void *context, const struct ghl_answer *answer)
{
    struct resolving *resolving = context;
    const struct intent *intent = resolving->intent;
    bool cancel = strcmp(intent->action, "cancel") == 0;
    struct ghl_social post = {0};
    if (answer->status == 404) { /* the post, or the call: the rows of its minute tell */
        patience_begin(&resolving->patience, resolving->run->ghl);
        find_social_row(resolving->run, json_text(intent->details, "id"),
                        json_number(intent->details, "due", 0), social_row, resolving);
        return;
    }
    if (!resolving_could_look(resolving, answer))
        return;
    if (!ghl_read_social(answer, resolving->arena, &post)) {
        undecided(resolving, NULL);
        return;
    }
    if (post.deleted) {
        social_gone(resolving);
    } else if (same(json_text(intent->details, "updated"), post.updated) || cancel) {
        if (resolving->answered)
            absent(resolving);
        else
            resolving_not_yet(resolving);
    } else if (social_as_sent(intent, &post)) {
        record_social(resolving, &post);
    } else {
        resolving_close(resolving, NULL);
        resolving_finish(resolving, RESOLVED_DRIFT, NULL);
    }
}

/* ---- the way in ---- */

static bool is_creation(const struct intent *intent)
{
    return strcmp(intent->action, "create") == 0 || strcmp(intent->action, "upload") == 0 ||
           strcmp(intent->action, "schedule") == 0;
}

static void look_now(void *context)
{
    struct resolving *resolving = context;
    struct run *run = resolving->run;
    const struct intent *intent = resolving->intent;
    const char *id = json_text(intent->details, "id"), *slug = json_text(intent->details, "slug");
    int64_t due = json_number(intent->details, "due", 0);
    if (intent->kind == STATE_REDIRECT) {
        look_for_redirect(resolving);
    } else if (intent->kind == STATE_MEDIA) {
        look_for_media(resolving);
    } else if (intent->kind == STATE_POST && is_creation(intent)) {
        ghl_send(run->ghl, ghl_slug_exists(run->ghl, slug ? slug : "", NULL), slug_answered,
                 resolving);
    } else if (intent->kind == STATE_POST && run->single_get != SINGLE_GET_MISSING && id) {
        ghl_send(run->ghl, ghl_post_get(run->ghl, id), changed_read, resolving);
    } else if (intent->kind == STATE_POST) {
        list_posts(run, match_changed, changed_listed, resolving);
    } else if (is_creation(intent)) {
        ghl_list(run->ghl, &(struct ghl_list){.kind = GHL_SOCIAL,
                                              .from_ms = due - 60000,
                                              .to_ms = due + 60000,
                                              .item = match_social,
                                              .done = social_listed,
                                              .context = resolving});
    } else {
        ghl_send(run->ghl, ghl_social_get(run->ghl, id ? id : ""), social_read, resolving);
    }
}

void resolve(struct run *run, struct intent *intent, bool answered, resolved_fn *done,
             void *context)
{
    struct resolving *resolving = mem_alloc(sizeof *resolving);
    *resolving = (struct resolving){.run = run,
                                    .intent = intent,
                                    .answered = answered,
                                    .done = done,
                                    .context = context,
                                    .arena = arena_new()};
    look_now(resolving);
}

struct inherited {
    struct run *run;
    char *path;
};

static void inherited_resolved(void *context, enum resolution resolution, const struct error *err)
{
    struct inherited *inherited = context;
    if (resolution == RESOLVED_OPEN) {
        inherited->run->result->left_open++;
        struct error copy = ERROR_INIT;
        error_set(&copy, err->kind, err->code, "%s", err->message);
        error_at(&copy, inherited->path, 0, 0);
        error_hint(&copy, "%s", err->hint);
        diagnose_error(inherited->run->found, &copy);
    }
    free(inherited->path);
    free(inherited);
}

bool resolve_inherited(struct run *run, struct error *err)
{
    size_t count;
    struct intent *const *open = ghlpub_intents(run->state, &count);
    struct intent **intents = mem_resize(NULL, count + 1, sizeof *intents);
    for (size_t i = 0; i < count; i++)
        intents[i] = open[i];
    for (size_t i = 0; i < count; i++) {
        struct inherited *inherited = mem_alloc(sizeof *inherited);
        inherited->run = run;
        inherited->path = mem_strdup(intents[i]->key);
        resolve(run, intents[i], false, inherited_resolved, inherited);
    }
    free(intents);
    return ghl_run(run->ghl, err) && ghlpub_state_sync(run->state, true, err);
}
