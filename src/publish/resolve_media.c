/*
 * What became of an upload, or of a write of a redirect: nothing but listings
 * shows them (exactly-once, "Resolving an open intent").
 */
#include "resolving.h"

#include "base/json.h"

#include <string.h>
#include <strings.h>

/* ---- media ---- */

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool match_media(void *context, const void *item)
{
    struct resolving *resolving = context;
    const struct ghl_media *row = item;
    char hash[17];
    memcpy(hash, resolving->intent->key, 16);
    hash[16] = '\0';
    const char *id = json_text(resolving->intent->details, "id");
    bool gone = ghlpub_state_find_id(resolving->run->state, STATE_MEDIA, row->id) != NULL;
    if (!row->name || !strstr(row->name, hash) || !row->url || (id ? !same(row->id, id) : gone))
        return true;
    resolving->media = (struct ghl_media){arena_strdup(resolving->arena, row->id),
                                          arena_strdup(resolving->arena, row->name),
                                          arena_strdup(resolving->arena, row->url), row->size};
    return false;
}

static void media_listed(void *context, const struct ghl_answer *answer)
{
    struct resolving *resolving = context;
    if (!resolving_could_look(resolving, answer))
        return;
    if (strcmp(resolving->intent->action, "delete") == 0) {
        bool there = resolving->media.url != NULL;
        resolving->media.url = NULL; /* it is looked for again */
        if (!there && patience_over(&resolving->patience, resolving->run->ghl, 1))
            resolving_found(resolving, expected_entry(resolving->run, resolving->intent));
        else
            resolving_not_yet(resolving);
        return;
    }
    if (!resolving->media.url) {
        resolving_not_yet(resolving);
        return;
    }
    struct state_entry *entry = expected_entry(resolving->run, resolving->intent);
    state_set(entry, STATE_ID, resolving->media.id);
    state_set(entry, STATE_NAME, resolving->media.name);
    state_set(entry, STATE_URL, resolving->media.url);
    resolving_found(resolving, entry);
}

void look_for_media(struct resolving *resolving)
{
    ghl_list(
        resolving->run->ghl,
        &(struct ghl_list){.kind = GHL_MEDIA,
                           .query = arena_strndup(resolving->arena, resolving->intent->key, 16),
                           .item = match_media,
                           .done = media_listed,
                           .context = resolving});
}

/* ---- redirects: equality decides ---- */

static bool match_redirect(void *context, const void *item)
{
    struct resolving *resolving = context;
    const json_t *details = resolving->intent->details;
    const struct ghl_redirect *row = item;
    const char *id = json_text(details, "id");
    if (id) {
        if (!same(row->id, id))
            return true;
    } else if (!row->domain || strcasecmp(row->domain, json_text(details, "domain")) != 0 ||
               !row->path || strcasecmp(row->path, json_text(details, "path")) != 0 ||
               ghlpub_state_find_id(resolving->run->state, STATE_REDIRECT, row->id)) {
        return true;
    }
    resolving->redirect_there = true;
    resolving->redirect_equal = same(row->target, json_text(details, "target"));
    resolving->redirect_old = same(row->target, json_text(details, "was"));
    resolving->redirect_id = arena_strdup(resolving->arena, row->id);
    return !resolving->redirect_equal;
}

static void redirects_listed(void *context, const struct ghl_answer *answer)
{
    struct resolving *resolving = context;
    const struct intent *intent = resolving->intent;
    bool deletion = strcmp(intent->action, "delete") == 0;
    bool change = strcmp(intent->action, "update") == 0;
    if (!resolving_could_look(resolving, answer))
        return;
    if (!deletion && resolving->redirect_equal) {
        struct state_entry *entry = expected_entry(resolving->run, intent);
        state_set(entry, STATE_ID, resolving->redirect_id);
        resolving_found(resolving, entry);
    } else if (change && resolving->redirect_there && !resolving->redirect_old) {
        resolving_close(resolving, NULL); /* somebody else's target; the next plan says so */
        resolving_finish(resolving, RESOLVED_DRIFT, NULL);
    } else if (deletion && !resolving->redirect_there &&
               patience_over(&resolving->patience, resolving->run->ghl, 1)) {
        resolving_found(resolving, expected_entry(resolving->run, intent));
    } else {
        resolving_not_yet(resolving);
    }
}

void look_for_redirect(struct resolving *resolving)
{
    resolving->redirect_there = resolving->redirect_equal = resolving->redirect_old = false;
    ghl_list(resolving->run->ghl, &(struct ghl_list){.kind = GHL_REDIRECTS,
                                                     .item = match_redirect,
                                                     .done = redirects_listed,
                                                     .context = resolving});
}
