/*
 * A post as it is sent and recorded; when and how it is written is in
 * task_create.c and task_update.c.
 */
#include "run.h"

#include "base/hash.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

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

void post_fill(struct task *task)
{
    const struct desired_post *post = task->action->post;
    struct url_source urls = {asset_url, post_url, task};
    const char **categories =
        arena_alloc(task->arena, (post->categories.len + 1) * sizeof *categories);
    for (size_t i = 0; i < post->categories.len; i++)
        categories[i] = task_name_id(task, DIRECTORY_CATEGORY, post->categories.items[i].text);
    free(task->html);
    task->html = ghlpub_body(post->page, &urls);
    task->post = (struct ghl_post){
        .title = post->title,
        .slug = post->slug,
        .description = post->description,
        .html = task->html,
        .status = post->status,
        .author = task_name_id(task, DIRECTORY_AUTHOR, post->author.text),
        .image_url = post->image ? asset_url(task, post->image) : post->image_url,
        .image_alt = post->image_alt,
        .canonical = post->canonical,
        .categories = categories,
        .tags = post->tags,
        .date_ms = post->date_ms,
        .words = post->page->words,
    };
}

bool post_prepare(struct task *task)
{
    post_fill(task);
    return has_names(task);
}

/* The post as it is sent: no picture is sent as none. */
static struct ghl_post sent_post(const struct task *task)
{
    struct ghl_post sent = task->post;
    sent.image_url = sent.image_url ? sent.image_url : "";
    return sent;
}

/* The files that the post uses. */
static void post_assets(const struct task *task, struct state_entry *entry)
{
    const struct desired_post *post = task->action->post;
    const struct rendered *page = post->page;
    const struct asset **assets =
        arena_alloc(task->arena, (page->segment_count + 2) * sizeof *assets);
    size_t count = 0;
    for (size_t i = 0; i < page->segment_count; i++)
        if (page->segments[i].kind == SEGMENT_ASSET)
            assets[count++] = page->assets[page->segments[i].index];
    if (post->image)
        assets[count++] = post->image;
    record_assets(entry, assets);
}

struct state_entry *post_entry(const struct task *task)
{
    const struct ghl_post sent = sent_post(task);
    const struct desired_post *post = task->action->post;
    const struct run *run = task->run;
    struct state_entry *entry = ghlpub_state_edit(run->state, STATE_POST, task->action->key);
    bool draft = strcmp(post->status, "DRAFT") == 0;
    state_set(entry, STATE_PATH,
              strcmp(post->key, post->document->path) ? post->document->path : NULL);
    record_address(run, entry, post->slug);
    state_set(entry, STATE_WANTED, strcmp(post->slug, post->wanted) ? post->wanted : NULL);
    state_set(entry, STATE_TITLE, post->title);
    state_set(entry, STATE_STATUS, post->status);
    if (draft && post->date_chosen && !post->date_kept) {
        state_set(entry, STATE_DATE, NULL); /* a draft's "now" is not kept */
        state_set(entry, STATE_DATE_CHOSEN, NULL);
    } else {
        set_time(entry, STATE_DATE, post->date_ms);
        state_set(entry, STATE_DATE_CHOSEN, post->date_chosen ? "1" : NULL);
    }
    state_set(entry, STATE_HASH, post->hash);
    state_set(entry, STATE_BODY, post->body_hash);
    state_set(entry, STATE_PARTS, post->parts);
    state_set(entry, STATE_REMOTE, post_remote(task->arena, &sent));
    post_assets(task, entry);
    state_set(entry, STATE_GONE, NULL);
    return entry;
}

/* What resolving needs, for any write of this post that leads to `entry`, which is freed. */
json_t *post_details_for(struct task *task, struct state_entry *entry)
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

json_t *post_details(struct task *task)
{
    return post_details_for(task, post_entry(task));
}

/* The post is at GHL as it should be. */
/* Did the server take the status? A scheduled post may have become public meanwhile. */
static bool status_held(const struct task *task, const struct ghl_post *said)
{
    const char *sent = task->post.status;
    if (!said->status || strcmp(said->status, sent) == 0)
        return true;
    return strcmp(sent, "SCHEDULED") == 0 && strcmp(said->status, "PUBLISHED") == 0 &&
           task->post.date_ms <= run_now_ms(task->run) + 60000;
}

static void fail_status(struct task *task, struct state_entry *entry, const struct ghl_post *said)
{
    const char *sent = task->post.status;
    state_set(entry, STATE_UPDATED, NULL);
    record_post(task->run, entry, said);
    state_set(entry, STATE_HASH, NULL);
    task_close(task, entry);
    task_fail_with(task, ERROR_FAILED, "status-not-taken",
                   "look at the post at GHL; publishing again sends it once more",
                   "GHL was asked for a post that is %s, and answered with one that is %s", sent,
                   said->status);
}

/* Where GHL writes the body in other words, its words are what an edit is told by. */
static void record_remote(const struct task *task, struct state_entry *entry,
                          const struct ghl_post *said)
{
    struct ghl_post known = sent_post(task);
    if (said->html)
        known.html = said->html;
    if (said->image_url)
        known.image_url = said->image_url;
    state_set(entry, STATE_REMOTE, post_remote(task->arena, &known));
}

void post_recorded(struct task *task, const struct ghl_post *said)
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
    if (!status_held(task, said)) {
        fail_status(task, entry, said);
        return;
    }
    if (said->date_ms && state_get(entry, STATE_DATE))
        set_time(entry, STATE_DATE, said->date_ms);
    /* An updatedAt from before the write would look like an edit by hand later. */
    state_set(entry, STATE_UPDATED, NULL);
    record_post(task->run, entry, &rest);
    record_remote(task, entry, said);
    task_close(task, entry);
    sent_note(task);
    task_done(task);
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Without regard to order: GHL promises none. */
static bool same_set(const char *const *a, const char *const *b)
{
    size_t a_count = 0, b_count = 0;
    for (; a[a_count]; a_count++) {
        bool found = false;
        for (size_t i = 0; b[i] && !found; i++)
            found = strcmp(a[a_count], b[i]) == 0;
        if (!found)
            return false;
    }
    while (b[b_count])
        b_count++;
    return a_count == b_count;
}

/* Names without an id leave gaps. */
static bool same_categories(const struct task *task, const struct ghl_post *remote)
{
    for (size_t i = 0; i < task->action->post->categories.len; i++)
        if (!task->post.categories[i])
            return false;
    return same_set(task->post.categories, remote->categories);
}

/* A scheduled post that went out at its moment has its date from the server's clock. */
static bool same_date(const struct task *task, const struct ghl_post *remote)
{
    enum { TOLERATED_MS = 60000 };
    int64_t off = remote->date_ms - task->post.date_ms;
    return task->action->post->date_chosen || (off < TOLERATED_MS && off > -TOLERATED_MS);
}

static bool same_status(const struct task *task, const struct ghl_post *remote)
{
    return same(remote->status, task->post.status) ||
           (same(remote->status, "PUBLISHED") && same(task->post.status, "SCHEDULED"));
}

unsigned post_differences(const struct task *task, const struct ghl_post *remote, unsigned *unseen)
{
    const struct ghl_post *post = &task->post;
    const struct {
        enum post_part part;
        bool seen, equal;
    } parts[] = {
        {PART_TITLE, true, same(remote->title, post->title)},
        {PART_DESCRIPTION, true, same(remote->description, post->description)},
        {PART_SLUG, true, same(remote->slug, post->slug)},
        {PART_CANONICAL, true, same(remote->canonical, post->canonical)},
        {PART_STATUS, true, same_status(task, remote)},
        {PART_DATE, remote->date_ms != 0, same_date(task, remote)},
        {PART_AUTHOR, remote->author, same(remote->author, post->author)},
        {PART_CATEGORIES, remote->categories, remote->categories && same_categories(task, remote)},
        {PART_TAGS, remote->tags, remote->tags && same_set(post->tags, remote->tags)},
        {PART_IMAGE, remote->image_url, same(remote->image_url, post->image_url)},
        {PART_ALT, remote->image_alt, same(remote->image_alt, post->image_alt)},
        {PART_BODY, remote->html, remote->html && ghl_same_html(remote->html, task->html)},
    };
    unsigned differ = 0;
    *unseen = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *unseen |= parts[i].seen ? 0 : 1U << parts[i].part;
        differ |= !parts[i].seen || parts[i].equal ? 0 : 1U << parts[i].part;
    }
    return differ;
}

bool post_equals(const struct task *task, const struct ghl_post *remote)
{
    unsigned unseen, differ = post_differences(task, remote, &unseen);
    return !differ && !(unseen & (1U << PART_BODY)); /* what else is not shown is not different */
}
