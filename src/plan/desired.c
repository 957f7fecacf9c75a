/*
 * What each document's post should be at GHL, and the hash of it: assets by
 * content, names and not ids, the date and the draft state as written, never
 * what the clock makes of them (design 5).
 */
#include "work.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/strbuf.h"

#include <string.h>

void plan_body_hash(const struct work *work, const struct document *document,
                    const struct rendered *page, char out[65])
{
    struct hash hash;
    hash_init(&hash);
    for (size_t i = 0; i < page->segment_count; i++) {
        const struct segment *segment = &page->segments[i];
        switch (segment->kind) {
        case SEGMENT_TEXT:
            hash_add(&hash, segment->text, segment->len);
            break;
        case SEGMENT_ASSET:
            hash_add_field(&hash, "asset", page->assets[segment->index]->hash);
            break;
        case SEGMENT_POST:
            if (segment->index == document->index)
                hash_add_field(&hash, "self", NULL);
            else
                hash_add_field(&hash, "post", work->in->site->documents[segment->index]->slug.text);
            break;
        }
    }
    hash_hex(&hash, out);
}

static void body_part(const struct work *work, const struct rendered *page, struct hash *hash)
{
    for (size_t i = 0; i < page->segment_count; i++) {
        const struct segment *segment = &page->segments[i];
        if (segment->kind == SEGMENT_TEXT)
            hash_add(hash, segment->text, segment->len);
        else if (segment->kind == SEGMENT_ASSET)
            hash_add_field(hash, "asset", page->assets[segment->index]->hash);
        else
            hash_add_field(hash, "post", work->urls[segment->index]);
    }
}

static void words_part(struct hash *hash, const struct words *words)
{
    for (size_t i = 0; i < words->len; i++)
        hash_add_field(hash, "name", words->items[i].text);
}

static void tags_part(struct hash *hash, const char *const *tags)
{
    for (; *tags; tags++)
        hash_add_field(hash, "tag", *tags);
}

static const char *wish(const struct document *document, int64_t now_ms)
{
    if (document->status == DOCUMENT_DRAFT ||
        (document->has_expires && document->expires_ms <= now_ms))
        return "draft";
    return document->status == DOCUMENT_ARCHIVED ? "archived" : "live";
}

static void add_part(const struct work *work, const struct desired_post *post, enum post_part part,
                     struct hash *hash)
{
    const struct document *document = post->document;
    switch (part) {
    case PART_TITLE:
        hash_add_field(hash, "title", post->title);
        break;
    case PART_DESCRIPTION:
        hash_add_field(hash, "description", post->description);
        break;
    case PART_SLUG:
        hash_add_field(hash, "slug", post->slug);
        break;
    case PART_STATUS:
        hash_add_field(hash, "status", wish(document, work->in->now_ms));
        break;
    case PART_DATE:
        if (document->has_date)
            hash_add_number(hash, "date", document->date_ms);
        break;
    case PART_AUTHOR:
        hash_add_field(hash, "author", post->author.text);
        break;
    case PART_CATEGORIES:
        words_part(hash, &post->categories);
        break;
    case PART_TAGS:
        tags_part(hash, post->tags);
        break;
    case PART_IMAGE:
        hash_add_field(hash, "image", post->image ? post->image->hash : post->image_url);
        break;
    case PART_ALT:
        hash_add_field(hash, "alt", post->image_alt);
        break;
    case PART_CANONICAL:
        hash_add_field(hash, "canonical", post->canonical);
        break;
    case PART_BODY:
        body_part(work, post->page, hash);
        break;
    case PART_COUNT:
        break;
    }
}

static void make_hashes(const struct work *work, struct desired_post *post)
{
    struct hash whole;
    struct strbuf parts = STRBUF_INIT(LIMIT_MESSAGE);
    hash_init(&whole);
    for (int part = 0; part < PART_COUNT; part++) {
        struct hash one;
        char hex[HASH_HEX];
        hash_init(&one);
        add_part(work, post, (enum post_part)part, &one);
        hash_hex(&one, hex);
        hash_add_field(&whole, "part", hex);
        strbuf_addf(&parts, "%s%.8s", part ? "," : "", hex);
    }
    hash_hex(&whole, post->hash);
    post->parts = arena_strdup(work->arena, parts.buf);
    plan_body_hash(work, post->document, post->page, post->body_hash);
    strbuf_release(&parts);
}

/* The date of a document that has none: that of its first publication, whoever chose it; or 0. */
static int64_t kept_date(const struct work *work, const struct state_entry *entry)
{
    const char *status = entry ? state_get(entry, STATE_STATUS) : NULL;
    int64_t date = work_entry_date(entry);
    if (!date || state_get(entry, STATE_DATE_CHOSEN))
        return date;
    return status && strcmp(status, "DRAFT") != 0 && date <= work->in->now_ms ? date : 0;
}

/* The date as sent, and the status that the clock makes of it. */
static void decide_date(struct work *work, struct desired_post *post)
{
    const struct document *document = post->document;
    const struct state_entry *entry = work->entries[document->index];
    int64_t now = work->in->now_ms;
    const char *wished = wish(document, now);
    if (document->has_date) {
        post->date_ms = document->date_ms;
    } else {
        int64_t kept = kept_date(work, entry);
        post->date_ms = kept ? kept : now - now % 1000;
        post->date_chosen = true;
        post->date_kept = kept != 0;
    }
    if (strcmp(wished, "draft") == 0)
        post->status = "DRAFT";
    else if (strcmp(wished, "archived") == 0)
        post->status = "ARCHIVED";
    else
        post->status = post->date_ms >= now + PLAN_AHEAD_MS ? "SCHEDULED" : "PUBLISHED";
    int64_t expires = document->has_expires ? document->expires_ms : 0;
    if (expires > now && (!work->plan->next_change_ms || expires < work->plan->next_change_ms))
        work->plan->next_change_ms = expires;
}

static void map_categories(struct work *work, struct desired_post *post)
{
    const struct words *from = &post->document->categories;
    post->categories.items = arena_alloc(work->arena, (from->len + 1) * sizeof(struct word));
    for (size_t i = 0; i < from->len; i++) {
        struct word word = from->items[i];
        word.text = ghlpub_map_name(&work->in->site->config.categories, word.text);
        bool seen = false;
        for (size_t k = 0; k < post->categories.len && !seen; k++)
            seen = strcmp(post->categories.items[k].text, word.text) == 0;
        if (!seen)
            post->categories.items[post->categories.len++] = word;
    }
}

static const char *const *copy_tags(struct work *work, const struct words *tags)
{
    const char **list = arena_alloc(work->arena, (tags->len + 1) * sizeof *list);
    for (size_t i = 0; i < tags->len; i++)
        list[i] = tags->items[i].text;
    return list;
}

static struct desired_post *make_post(struct work *work, const struct document *document,
                                      const struct rendered *page)
{
    struct desired_post *post = arena_alloc(work->arena, sizeof *post);
    post->document = document;
    post->page = page;
    post->key = document->key;
    post->wanted = document->slug.text;
    post->slug = work->slugs[document->index];
    post->url = work->urls[document->index];
    post->title = page->title;
    post->description = page->description;
    post->canonical = document->canonical.text          ? document->canonical.text
                      : work->in->site->config.post_url ? post->url
                                                        : NULL;
    post->image = page->cover >= 0 ? page->assets[page->cover] : NULL;
    post->image_url = page->cover_url;
    post->image_alt = document->image_alt.text;
    post->author = document->author;
    if (post->author.text)
        post->author.text = ghlpub_map_name(&work->in->site->config.authors, post->author.text);
    map_categories(work, post);
    post->tags = copy_tags(work, &document->tags);
    decide_date(work, post);
    make_hashes(work, post);
    return post;
}

void plan_desired(struct work *work)
{
    const struct site *site = work->in->site;
    for (size_t i = 0; i < site->document_count; i++) {
        const struct document *document = site->documents[i];
        const struct rendered *page = work->in->pages ? work->in->pages->items[i] : NULL;
        if (!work_has_post(document) || document->broken || !work_selected(work, i) || !page ||
            !page->ok || !work->slugs[i])
            continue;
        work->plan->posts[i] = make_post(work, document, page);
    }
}
