/*
 * What was seen at GHL, gathered in run->remote for the planner: rows of the
 * listings, and single objects, which say more and replace them.
 */
#include "run.h"

#include "base/hash.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Where an object stands in its array, by kind and id: lists move while they are read. */
static size_t *place_of(struct run *run, const char *kind, const char *id)
{
    const char *key = arena_printf(run->arena, "%s %s", kind, id);
    size_t *place = map_get(&run->seen, key);
    if (!place) {
        place = arena_alloc(run->arena, sizeof *place);
        *place = SIZE_MAX;
        map_set(&run->seen, key, place);
    }
    return place;
}

/* Makes room for one more where the array is full; its capacity is a power of two. */
static void *grown(void *items, size_t count, size_t size)
{
    enum { FIRST = 64 };
    bool full = count == 0 || (count >= FIRST && (count & (count - 1)) == 0);
    return full ? mem_resize(items, count ? count * 2 : FIRST, size) : items;
}

struct seen_post *seen_add_post(struct run *run, const char *id)
{
    struct remote *remote = &run->remote;
    size_t *place = *id ? place_of(run, "post", id) : NULL;
    if (!place || *place == SIZE_MAX) {
        remote->posts = grown(remote->posts, remote->post_count, sizeof *remote->posts);
        if (place)
            *place = remote->post_count;
        remote->posts[remote->post_count++] =
            (struct seen_post){.id = arena_strdup(run->arena, id)};
        return &remote->posts[remote->post_count - 1];
    }
    return &remote->posts[*place];
}

struct seen_post *seen_find_post(struct run *run, const char *id)
{
    size_t *place = place_of(run, "post", id);
    return *place == SIZE_MAX ? NULL : &run->remote.posts[*place];
}

/* Four short hashes; "-" stands for what is not known. */
static const char *short_hash(struct arena *arena, const char *text)
{
    char hex[HASH_HEX];
    if (!text)
        return "-";
    hash_bytes(text, strlen(text), hex);
    return arena_strndup(arena, hex, 8);
}

const char *post_remote(struct arena *arena, const struct ghl_post *post)
{
    char html[GHL_HTML_HASH] = "-";
    char *categories = post->categories ? join_accounts(post->categories) : NULL;
    if (post->html)
        ghl_html_hash(post->html, html);
    const char *text =
        arena_printf(arena, "%s,%s,%s,%s", html, short_hash(arena, post->author),
                     short_hash(arena, categories), short_hash(arena, post->image_url));
    free(categories);
    return text;
}

struct seen_post seen_of_post(struct arena *arena, const struct ghl_post *row)
{
    return (struct seen_post){.id = arena_strdup(arena, row->id),
                              .slug = arena_strdup(arena, row->slug),
                              .title = arena_strdup(arena, row->title),
                              .description = arena_strdup(arena, row->description),
                              .canonical = arena_strdup(arena, row->canonical),
                              .status = arena_strdup(arena, row->status),
                              .updated = arena_strdup(arena, row->updated),
                              .image_alt = arena_strdup(arena, row->image_alt),
                              .tags = arena_strings(arena, row->tags),
                              .remote = row->html ? post_remote(arena, row) : NULL,
                              .date_ms = row->date_ms};
}

/* A row does not tell the body; what was read of the same version does. */
void seen_post(struct run *run, const struct ghl_post *row)
{
    struct seen_post *seen = seen_add_post(run, row->id), said = seen_of_post(run->arena, row);
    bool read = !said.remote && seen->remote && seen->updated && said.updated &&
                strcmp(seen->updated, said.updated) == 0;
    if (!read)
        *seen = said;
}

void seen_media(struct run *run, const struct ghl_media *row)
{
    struct remote *remote = &run->remote;
    if (!row->name || !row->url)
        return;
    remote->media = grown(remote->media, remote->media_count, sizeof *remote->media);
    remote->media[remote->media_count++] =
        (struct seen_media){arena_strdup(run->arena, row->id), arena_strdup(run->arena, row->name),
                            arena_strdup(run->arena, row->url)};
}

static const char *lower(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    for (char *at = copy; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

void seen_redirect(struct run *run, const struct ghl_redirect *row)
{
    struct remote *remote = &run->remote;
    if (!row->domain || !row->path || !row->target)
        return;
    remote->redirects = grown(remote->redirects, remote->redirect_count, sizeof *remote->redirects);
    remote->redirects[remote->redirect_count++] =
        (struct seen_redirect){arena_strdup(run->arena, row->id), lower(run->arena, row->domain),
                               lower(run->arena, row->path), arena_strdup(run->arena, row->target)};
}

/* ---- social posts ---- */

struct seen_social *seen_add_social(struct run *run, const char *id)
{
    struct remote *remote = &run->remote;
    size_t *place = place_of(run, "social", id);
    if (*place == SIZE_MAX) {
        remote->social = grown(remote->social, remote->social_count, sizeof *remote->social);
        *place = remote->social_count;
        remote->social[remote->social_count++] =
            (struct seen_social){.id = arena_strdup(run->arena, id)};
    }
    return &remote->social[*place];
}

/* Where only children of it were listed, nothing is known of the post itself. */
bool seen_has_social(struct run *run, const char *id)
{
    size_t *place = place_of(run, "social", id);
    return *place != SIZE_MAX &&
           (run->remote.social[*place].status || run->remote.social[*place].updated);
}

static const char *const *media_urls(struct arena *arena, const struct ghl_social *row)
{
    const char **urls = arena_alloc(arena, (row->media_count + 1) * sizeof *urls);
    for (size_t i = 0; i < row->media_count; i++)
        urls[i] = arena_strdup(arena, row->media[i].url);
    return urls;
}

struct seen_social seen_of_social(struct arena *arena, const struct ghl_social *row)
{
    char *accounts = row->accounts ? join_accounts(row->accounts) : NULL;
    struct seen_social seen = {.id = arena_strdup(arena, row->id),
                               .text = arena_strdup(arena, row->text),
                               .status = arena_strdup(arena, row->status),
                               .updated = arena_strdup(arena, row->updated),
                               .type = arena_strdup(arena, row->type),
                               .comment = arena_strdup(arena, row->comment),
                               .error = arena_strdup(arena, row->error),
                               .accounts = arena_strdup(arena, accounts),
                               .media = media_urls(arena, row),
                               .date_ms = row->date_ms,
                               .deleted = row->deleted};
    free(accounts);
    return seen;
}

/* What a child row says is kept with its parent, whichever of them comes first. */
static void add_outcome(struct run *run, const struct ghl_social *row)
{
    struct seen_social *parent = seen_add_social(run, row->parent);
    struct seen_outcome *all = arena_alloc(run->arena, (parent->outcome_count + 1) * sizeof *all);
    if (parent->outcome_count)
        memcpy(all, parent->outcomes, parent->outcome_count * sizeof *all);
    all[parent->outcome_count++] = (struct seen_outcome){
        arena_strdup(run->arena, row->accounts ? row->accounts[0] : NULL),
        arena_strdup(run->arena, row->status), arena_strdup(run->arena, row->error)};
    parent->outcomes = all;
}

void seen_social(struct run *run, const struct ghl_social *row)
{
    if (row->parent) {
        add_outcome(run, row);
        return;
    }
    struct seen_social *seen = seen_add_social(run, row->id);
    struct seen_social said = seen_of_social(run->arena, row);
    said.outcomes = seen->outcomes;
    said.outcome_count = seen->outcome_count;
    *seen = said;
}

void seen_release(struct run *run)
{
    map_release(&run->seen, NULL);
    free(run->remote.posts);
    free(run->remote.media);
    free(run->remote.social);
    free(run->remote.redirects);
}
