/*
 * Which entry of the state belongs to which document. A document that moved
 * keeps its post: an entry whose document is gone and a new document with the
 * same slug or the same content, exactly one each, are a move (design 3); so are
 * those of which git says that the one was renamed to the other. A document that
 * gains or loses its `id` is recognised by its path.
 */
#include "work.h"

#include <string.h>

/* What entries and documents with one slug (or one content) have in common. */
struct meeting {
    const struct state_entry *entry;
    const struct document *document;
    size_t entries, documents;
};

/* One that is left alone keeps its post, too: it is no orphan. */
static bool wants_entry(const struct work *work, const struct document *document)
{
    return document->kind == DOCUMENT_POST && !document->unreadable &&
           !work->entries[document->index];
}

static void take(struct work *work, const struct document *document,
                 const struct state_entry *entry)
{
    work->entries[document->index] = entry;
    map_set(&work->moved, entry->key, (void *)(uintptr_t)document->key);
    if (!work_selected(work, document->index) || document->broken || !document->sync ||
        !work_wants(work, PLAN_POSTS | PLAN_SOCIAL))
        return;
    if (work_is_open_below(work, STATE_POST, entry->key)) {
        work->move_open[document->index] = true;
        return;
    }
    struct action *action = work_add(work, ACTION_MOVE, document->path, document->key);
    action->from = arena_strdup(work->arena, entry->key);
    action->entry = entry;
    if (strcmp(work_entry_path(entry), document->path) == 0)
        work_reason(work, action, "its key is now \"%s\"", document->key);
    else
        work_reason(work, action, "was \"%s\"", work_entry_path(entry));
}

/* Entries under the documents' own keys, and those under the path of a document that now has an
 * `id` (or had one). Returns the documents by path, for orphans to look in. */
static void match_by_key(struct work *work, struct map *present)
{
    const struct site *site = work->in->site;
    for (size_t i = 0; i < site->document_count; i++) {
        const struct document *document = site->documents[i];
        map_set(present, document->path, (void *)(uintptr_t)document);
        if (document->kind == DOCUMENT_CAMPAIGN && !document->broken)
            continue; /* what was its post is an orphan */
        work->entries[i] = ghlpub_state_find(work->in->state, STATE_POST, document->key);
        if (work->entries[i])
            map_set(&work->moved, document->key, (void *)(uintptr_t)document->key);
    }
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(work->in->state, STATE_POST, &count);
    for (size_t i = 0; i < count; i++) {
        if (map_has(&work->moved, entries[i]->key))
            continue;
        const struct document *document = map_get(present, work_entry_path(entries[i]));
        if (document && document->unreadable)
            map_set(&work->moved, entries[i]->key, (void *)(uintptr_t)document->key);
        else if (document && wants_entry(work, document))
            take(work, document, entries[i]);
    }
}

static struct meeting *meeting_at(struct work *work, struct map *meetings, const char *mark)
{
    struct meeting *meeting = map_get(meetings, mark);
    if (!meeting) {
        meeting = arena_alloc(work->arena, sizeof *meeting);
        map_set(meetings, mark, meeting);
    }
    return meeting;
}

static const char *entry_slug(const struct state_entry *entry)
{
    const char *wanted = state_get(entry, STATE_WANTED);
    return wanted ? wanted : state_get(entry, STATE_SLUG);
}

static const char *entry_body(const struct state_entry *entry)
{
    return state_get(entry, STATE_BODY);
}

static const char *document_slug(struct work *work, const struct document *document)
{
    (void)work;
    return document->slug.text;
}

static const char *document_body(struct work *work, const struct document *document)
{
    const struct rendered *page = work->in->pages ? work->in->pages->items[document->index] : NULL;
    if (!page || !page->ok)
        return NULL;
    char *hash = arena_alloc(work->arena, 65);
    plan_body_hash(work, document, page, hash);
    return hash;
}

/* Brings entries without a document and documents without an entry together by a mark; exactly one
 * of each is a move, anything else is ambiguous and left alone. */
static void match_by_mark(struct work *work, const char *(*entry_mark)(const struct state_entry *),
                          const char *(*document_mark)(struct work *, const struct document *))
{
    const struct site *site = work->in->site;
    struct map meetings = MAP_INIT;
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(work->in->state, STATE_POST, &count);
    for (size_t i = 0; i < count; i++) {
        const char *mark = entry_mark(entries[i]);
        if (!mark || map_has(&work->moved, entries[i]->key))
            continue;
        struct meeting *meeting = meeting_at(work, &meetings, mark);
        meeting->entry = entries[i];
        meeting->entries++;
    }
    for (size_t i = 0; meetings.count && i < site->document_count; i++) {
        if (!wants_entry(work, site->documents[i]))
            continue;
        const char *mark = document_mark(work, site->documents[i]);
        struct meeting *meeting = mark ? map_get(&meetings, mark) : NULL;
        if (meeting) {
            meeting->document = site->documents[i];
            meeting->documents++;
        }
    }
    const char *mark;
    void *value;
    for (size_t at = 0; map_next(&meetings, &at, &mark, &value);) {
        const struct meeting *meeting = value;
        if (meeting->entries == 1 && meeting->documents == 1)
            take(work, meeting->document, meeting->entry);
    }
    map_release(&meetings, NULL);
}

/* ---- what git says ---- */

#define RENAMES_OF_ONE 64 /* names that one file had, one after the other */

const char *work_older_name(const struct work *work, const char *path, unsigned *steps)
{
    const struct rename *rename =
        work->renamed_from.count ? map_get(&work->renamed_from, path) : NULL;
    return rename && (*steps)++ < RENAMES_OF_ONE ? rename->from : NULL;
}

/* Entries whose document is gone, by the document's path. */
static void index_left(const struct work *work, struct map *left)
{
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(work->in->state, STATE_POST, &count);
    for (size_t i = 0; i < count; i++)
        if (!map_has(&work->moved, entries[i]->key) && !map_has(left, work_entry_path(entries[i])))
            map_set(left, work_entry_path(entries[i]), (void *)(uintptr_t)entries[i]);
}

static const struct state_entry *renamed_entry(const struct work *work, const struct map *left,
                                               const struct document *document)
{
    const struct state_entry *entry = NULL;
    unsigned steps = 0;
    for (const char *old = document->path;
         !entry && (old = work_older_name(work, old, &steps)) != NULL;)
        entry = map_get(left, old);
    return entry;
}

/* One entry that two documents go back to is ambiguous, and left alone. */
static void match_by_rename(struct work *work)
{
    const struct site *site = work->in->site;
    struct map left = MAP_INIT, meetings = MAP_INIT;
    if (work->renamed_from.count)
        index_left(work, &left);
    for (size_t i = 0; left.count && i < site->document_count; i++) {
        const struct state_entry *entry = wants_entry(work, site->documents[i])
                                              ? renamed_entry(work, &left, site->documents[i])
                                              : NULL;
        if (!entry)
            continue;
        struct meeting *meeting = meeting_at(work, &meetings, entry->key);
        meeting->entry = entry;
        meeting->document = site->documents[i];
        meeting->documents++;
    }
    const char *key;
    void *value;
    for (size_t at = 0; map_next(&meetings, &at, &key, &value);) {
        const struct meeting *meeting = value;
        if (meeting->documents != 1)
            continue;
        size_t before = work->actions.len;
        take(work, meeting->document, meeting->entry);
        if (work->actions.len > before)
            work_reason(work, &work->actions.items[before], "git has it as renamed");
    }
    map_release(&left, NULL);
    map_release(&meetings, NULL);
}

void plan_moves(struct work *work)
{
    struct map present = MAP_INIT;
    match_by_key(work, &present);
    match_by_mark(work, entry_slug, document_slug);
    match_by_mark(work, entry_body, document_body);
    match_by_rename(work);
    map_release(&present, NULL);
}

static bool has_live_entry_left(const struct work *work)
{
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(work->in->state, STATE_POST, &count);
    for (size_t i = 0; i < count; i++)
        if (!map_has(&work->moved, entries[i]->key) && !state_get(entries[i], STATE_GONE))
            return true;
    return false;
}

bool ghlpub_plan_needs_renames(const struct plan_input *input)
{
    struct diagnostics ignored = DIAGNOSTICS_INIT;
    struct plan plan = {.arena = arena_new(), .now_ms = input->now_ms, .site = input->site};
    struct work *work = work_new(input, &plan, &ignored);
    plan_moves(work);
    plan_campaign_moves(work);
    bool document = false, entry = has_live_entry_left(work) || plan_has_lost_campaign(work);
    for (size_t i = 0; entry && !document && i < input->site->document_count; i++) {
        const struct document *one = input->site->documents[i];
        document = wants_entry(work, one) ||
                   (one->kind == DOCUMENT_CAMPAIGN && !map_has(&work->social_of, one->key) &&
                    !map_has(&work->campaign_from, one->key));
    }
    work_free(work);
    arena_free(plan.arena);
    diagnostics_release(&ignored);
    return document && entry;
}
