/*
 * Slugs that are unique before anything is sent, and the public URLs that follow
 * from them (design 18). A slug that the state holds stays as it is; what is new
 * gets "-2", "-3" by order of path. What a document asks for is site's business.
 */
#include "work.h"

#include "base/limits.h"
#include "base/strbuf.h"

#include <string.h>

/* The slug that the document asked for when its entry was last written. */
static const char *entry_wanted(const struct state_entry *entry)
{
    const char *wanted = state_get(entry, STATE_WANTED);
    return wanted ? wanted : state_get(entry, STATE_SLUG);
}

static bool keeps_slug(const struct work *work, const struct document *document)
{
    const struct state_entry *entry = work->entries[document->index];
    const char *wanted = entry ? entry_wanted(entry) : NULL;
    if (!wanted || !state_get(entry, STATE_SLUG))
        return false;
    /* What cannot be read asks for nothing new. */
    return document->unreadable || !document->slug.text || strcmp(wanted, document->slug.text) == 0;
}

/* Posts whose documents are gone, or left alone, still hold their slugs at GHL. */
static void reserve_orphans(struct work *work, struct map *used)
{
    const struct site *site = work->in->site;
    for (size_t i = 0; i < site->document_count; i++) {
        const struct state_entry *entry = work->entries[i];
        const char *slug = entry ? state_get(entry, STATE_SLUG) : NULL;
        if (slug && !work_has_post(site->documents[i]) && !map_has(used, slug))
            map_set(used, slug, (void *)(uintptr_t)site->documents[i]->path);
    }
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(work->in->state, STATE_POST, &count);
    for (size_t i = 0; i < count; i++) {
        const char *slug = state_get(entries[i], STATE_SLUG);
        if (slug && !map_has(&work->moved, entries[i]->key) && !map_has(used, slug))
            map_set(used, slug, (void *)(uintptr_t)entries[i]->key);
    }
}

static const char *first_free(struct work *work, const struct map *used, const char *wanted)
{
    for (unsigned n = 2;; n++) {
        const char *slug = arena_printf(work->arena, "%s-%u", wanted, n);
        if (!map_has(used, slug))
            return slug;
    }
}

static void warn_duplicate(struct work *work, const struct document *document,
                           const char *other_path)
{
    const char *slug = work->slugs[document->index];
    if (!work_selected(work, document->index))
        return;
    struct diagnostic *item =
        diagnose(work->found, SEVERITY_WARNING, "slug-duplicate", document->slug.at,
                 "slug \"%s\" is also that of \"%s\"; \"%s\" is used here", document->slug.text,
                 other_path, slug);
    diagnostic_hint(item, "give the document a `slug` of its own, or a pattern for many: "
                          "`defaults: {slug: \"{lang}-{name}\"}`");
}

const char *work_url(struct work *work, const char *slug)
{
    const char *pattern = work->in->site->config.post_url;
    if (!pattern)
        pattern = "/post/{slug}"; /* where GHL serves a blog's posts (facts 1.6) */
    struct strbuf url = STRBUF_INIT(LIMIT_MESSAGE);
    const char *mark = strstr(pattern, "{slug}");
    if (mark) {
        strbuf_add(&url, pattern, (size_t)(mark - pattern));
        strbuf_adds(&url, slug);
        strbuf_adds(&url, mark + strlen("{slug}"));
    } else {
        strbuf_adds(&url, pattern);
    }
    const char *text = arena_strdup(work->arena, url.buf);
    strbuf_release(&url);
    return text;
}

void plan_slugs(struct work *work)
{
    struct map used = MAP_INIT;
    const struct site *site = work->in->site;
    for (size_t i = 0; i < site->document_count; i++) {
        const struct document *document = site->documents[i];
        if (!work_has_post(document) || !keeps_slug(work, document))
            continue;
        const char *slug = state_get(work->entries[i], STATE_SLUG);
        if (map_has(&used, slug))
            continue;
        work->slugs[i] = arena_strdup(work->arena, slug); /* the entry may be recorded anew */
        map_set(&used, slug, (void *)(uintptr_t)document->path);
    }
    reserve_orphans(work, &used);
    for (size_t i = 0; i < site->document_count; i++) {
        const struct document *document = site->documents[i];
        if (!work_has_post(document) || !document->slug.text)
            continue;
        const char *wanted = document->slug.text;
        if (!work->slugs[i]) {
            const struct state_entry *entry = work->entries[i];
            const char *own = entry ? state_get(entry, STATE_SLUG) : NULL;
            bool free_for_it = !map_has(&used, wanted) || (own && strcmp(own, wanted) == 0);
            work->slugs[i] = free_for_it ? wanted : first_free(work, &used, wanted);
        }
        const char *other = map_get(&used, wanted);
        if (strcmp(work->slugs[i], wanted) != 0 && other && strcmp(other, document->path) != 0)
            warn_duplicate(work, document, other);
        if (!map_has(&used, work->slugs[i]))
            map_set(&used, work->slugs[i], (void *)(uintptr_t)document->path);
    }
    for (size_t i = 0; i < site->document_count; i++)
        if (work->slugs[i])
            work->urls[i] = work_url(work, work->slugs[i]);
    map_release(&used, NULL);
}
