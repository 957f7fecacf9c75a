/*
 * The media that the planned posts and social posts need and the state does not
 * hold: one upload a content, however often it is used. They come before
 * everything else, and what uses them waits for them.
 */
#include "work.h"

#include <string.h>

struct upload_list {
    struct action_list actions;
    struct map by_hash; /* index + 1 */
};

const struct seen_media *ghlpub_seen_media(const struct remote *remote, const char *hash)
{
    char short_hash[17];
    memcpy(short_hash, hash, 16);
    short_hash[16] = '\0';
    for (size_t i = 0; remote && i < remote->media_count; i++)
        if (remote->media[i].name && strstr(remote->media[i].name, short_hash))
            return &remote->media[i];
    return NULL;
}

static bool is_uploaded(const struct work *work, const char *hash)
{
    const struct state_entry *entry = ghlpub_state_find(work->in->state, STATE_MEDIA, hash);
    return entry && !entry->unfinished && state_get(entry, STATE_URL) &&
           !state_get(entry, STATE_GONE);
}

/* The upload that gives the asset its URL: its index + 1, or 0 where there is one already. */
static size_t upload_for(struct work *work, struct upload_list *uploads, const struct asset *asset)
{
    if (is_uploaded(work, asset->hash))
        return 0;
    size_t known = (size_t)(uintptr_t)map_get(&uploads->by_hash, asset->hash);
    if (known)
        return known;
    const struct seen_media *seen = ghlpub_seen_media(work->in->remote, asset->hash);
    const struct state_entry *old =
        seen ? ghlpub_state_find_id(work->in->state, STATE_MEDIA, seen->id) : NULL;
    if (old && state_get(old, STATE_GONE))
        seen = NULL; /* it was deleted, and is still listed */
    struct action action = {.kind = seen ? ACTION_ADOPT : ACTION_UPLOAD,
                            .path = asset->path,
                            .key = asset->hash,
                            .asset = asset,
                            .seen_media = seen};
    action.reasons = arena_alloc(work->arena, 2 * sizeof *action.reasons);
    action.reasons[0] = seen ? "the file is in the media library already" : "new";
    ARRAY_PUSH(&uploads->actions, action);
    if (!seen)
        work->plan->upload_bytes += asset->size;
    map_set(&uploads->by_hash, asset->hash, (void *)(uintptr_t)uploads->actions.len);
    return uploads->actions.len;
}

/* Uploads are counted from the end of the other actions until plan_finish() puts them in front. */
static void need(struct work *work, struct upload_list *uploads, struct action *action,
                 const struct asset *asset)
{
    size_t upload = asset ? upload_for(work, uploads, asset) : 0;
    if (upload)
        work_after(work, action, work->actions.len + upload - 1);
}

/* Goes through the assets that an action sends: for (size_t at = 0; next_asset(action, &at, &a);)
 */
static bool next_asset(const struct action *action, size_t *at, const struct asset **asset)
{
    const struct rendered *page =
        action->post && action->kind != ACTION_MOVE ? action->post->page : NULL;
    while (page && *at <= page->segment_count) {
        size_t i = (*at)++;
        *asset = NULL;
        if (i == page->segment_count)
            *asset = action->post->image;
        else if (page->segments[i].kind == SEGMENT_ASSET)
            *asset = page->assets[page->segments[i].index];
        if (*asset)
            return true;
    }
    if (!action->social || action->kind == ACTION_CANCEL)
        return false;
    *asset = action->social->assets[*at];
    (*at)++;
    return *asset != NULL;
}

static void need_all(struct work *work, struct upload_list *uploads, struct action *action)
{
    const struct asset *asset;
    for (size_t at = 0; next_asset(action, &at, &asset);)
        need(work, uploads, action, asset);
}

bool plan_needs_open_upload(const struct work *work, const struct action *action)
{
    const struct asset *asset;
    for (size_t at = 0; work->open.count && next_asset(action, &at, &asset);)
        if (work_is_open(work, STATE_MEDIA, asset->hash))
            return true;
    return false;
}

static void append(struct plan *plan, const struct action *action, size_t others, size_t uploads)
{
    if (plan->len == plan->cap) {
        plan->cap = plan->cap ? plan->cap * 2 : 32;
        plan->actions = mem_resize(plan->actions, plan->cap, sizeof *plan->actions);
    }
    struct action copy = *action;
    for (size_t i = 0; i < copy.after_count; i++)
        copy.after[i] = copy.after[i] >= others ? copy.after[i] - others : copy.after[i] + uploads;
    plan->actions[plan->len++] = copy;
    plan->counts[copy.kind]++;
}

/* With --only media: whatever the selected documents use, whether something else is done about them
 * or not. */
static void all_files(struct work *work, struct upload_list *uploads)
{
    const struct site *site = work->in->site;
    for (size_t i = 0; i < site->document_count; i++) {
        const struct document *document = site->documents[i];
        const struct rendered *page = work->in->pages ? work->in->pages->items[i] : NULL;
        if (!work_selected(work, i) || document->broken || !document->sync || !page || !page->ok)
            continue;
        for (size_t k = 0; k < page->asset_count; k++) {
            const struct asset *asset = page->assets[k];
            if (work_is_open(work, STATE_MEDIA, asset->hash))
                work_hold(work, HELD_OPEN, asset->path, asset->hash, NULL, "%s", work_open_text);
            else
                upload_for(work, uploads, asset);
        }
    }
}

void plan_finish(struct work *work)
{
    struct upload_list uploads = {.by_hash = MAP_INIT};
    for (size_t i = 0; i < work->actions.len; i++)
        need_all(work, &uploads, &work->actions.items[i]);
    if (work->in->only & PLAN_MEDIA)
        all_files(work, &uploads);
    size_t others = work->actions.len, count = uploads.actions.len;
    for (size_t i = 0; i < count; i++)
        append(work->plan, &uploads.actions.items[i], others, count);
    for (size_t i = 0; i < others; i++)
        append(work->plan, &work->actions.items[i], others, count);
    map_release(&uploads.by_hash, NULL);
    ARRAY_RELEASE(&uploads.actions);
}
