/*
 * The rows of the dashboard, from the state, the plan and (where it was asked
 * for) what GHL has now. How they are shown is left to status_print.c.
 */
#include "status_rows.h"

#include "base/array.h"
#include "base/map.h"
#include "base/zone.h"

#include <string.h>

/* What rows are filled from, found by key or id. */
struct sources {
    const struct status_input *in;
    struct status_table *table;
    struct map actions;  /* by key: struct action */
    struct map held;     /* by key: struct held */
    struct map posts;    /* by id: struct seen_post */
    struct map social;   /* by id: struct seen_social */
    struct map accounts; /* by id: struct directory_item */
    struct map shown;    /* keys of documents that are chosen */
};

static bool is(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

static int64_t time_of(const char *text)
{
    struct written_date date;
    return text && written_date_parse(text, &date) ? written_date_to_utc_ms(&date, NULL, NULL) : 0;
}

/* ---- words ---- */

const char *const status_words[] = {
    "new",     "changed",    "published", "scheduled",  "draft",     "archived",
    "offline", "out",        "in-review", "failed",     "drift",     "gone",
    "late",    "orphan",     "held",      "broken",     "cancelled", "deleted",
    "removed", "left-alone", "campaign",  "unfinished", "unknown",
};
const size_t status_word_count = sizeof status_words / sizeof *status_words;

/* What the recorded status has become by now. */
static const char *recorded_word(const struct state_entry *entry, int64_t now_ms)
{
    const char *status = state_get(entry, STATE_STATUS), *gone = state_get(entry, STATE_GONE);
    bool due = time_of(state_get(entry, STATE_DATE)) <= now_ms;
    if (gone && !is(gone, "lost"))
        return is(gone, "removed") && entry->kind == STATE_POST ? "offline" : gone;
    if (entry->unfinished)
        return "unfinished";
    if (is(status, "SCHEDULED"))
        return due ? "published" : "scheduled";
    if (is(status, "scheduled"))
        return due ? "out" : "scheduled";
    if (is(status, "PUBLISHED"))
        return "published";
    if (is(status, "DRAFT") || is(status, "draft"))
        return "draft";
    if (is(status, "in_review"))
        return "in-review";
    return is(status, "ARCHIVED") ? "archived" : "unknown";
}

/* The same of what GHL says now; NULL where that says no more than the state. */
static const char *social_word(const struct seen_social *seen)
{
    static const struct {
        const char *said, *word;
    } words[] = {
        {"published", "out"},   {"failed", "failed"},         {"scheduled", "scheduled"},
        {"draft", "draft"},     {"in_review", "in-review"},   {"deleted", "deleted"},
        {"in_progress", "out"}, {"notification_sent", "out"}, {"pending", "scheduled"},
    };
    if (seen->deleted)
        return "deleted";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is(seen->status, words[i].said))
            return words[i].word;
    return NULL;
}

static const char *post_word(const struct seen_post *seen, int64_t now_ms)
{
    if (is(seen->status, "SCHEDULED") && seen->date_ms && seen->date_ms <= now_ms)
        return "published";
    if (is(seen->status, "SCHEDULED"))
        return "scheduled";
    if (is(seen->status, "PUBLISHED"))
        return "published";
    if (is(seen->status, "ARCHIVED"))
        return "archived";
    return is(seen->status, "DRAFT") ? "draft" : NULL;
}

/* ---- one row ---- */

/* The document's key of a social key: what is before the last '#'. */
static const char *owner_of(struct arena *arena, const char *key)
{
    const char *mark = strrchr(key, '#');
    return mark ? arena_strndup(arena, key, (size_t)(mark - key)) : key;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* "facebook Acme, linkedin Acme Inc" */
static const char *account_names(const struct sources *sources, const char *ids)
{
    struct arena *arena = sources->table->arena;
    struct {
        const char **items;
        size_t len, cap;
    } names = {NULL, 0, 0};
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (const char *at = ids; at && *at;) {
        size_t len = strcspn(at, ",");
        const char *id = arena_strndup(arena, at, len);
        const struct directory_item *item = map_get(&sources->accounts, id);
        bool named = item && item->platform && item->name;
        ARRAY_PUSH(&names, named ? arena_printf(arena, "%s %s", item->platform, item->name) : id);
        at += len + (at[len] == ',');
    }
    if (names.len > 1)
        qsort(names.items, names.len, sizeof *names.items, by_text);
    for (size_t i = 0; i < names.len; i++)
        strbuf_addf(&text, "%s%s", i ? ", " : "", names.items[i]);
    const char *joined = names.len ? arena_strdup(arena, text.buf) : NULL;
    strbuf_release(&text);
    ARRAY_RELEASE(&names);
    return joined;
}

/* What one network said, in plain words; `account` is NULL where it is not known which. */
static void add_failure(const struct sources *sources, struct status_row *row, const char *account,
                        const char *said)
{
    struct arena *arena = sources->table->arena;
    const struct directory_item *item = account ? map_get(&sources->accounts, account) : NULL;
    struct ghl_network_error error = {"the network did not take it", NULL};
    ghl_network_error(item ? item->platform : NULL, said, &error);
    const char *words = error.words;
    if (account)
        words = arena_printf(arena, "%s: %s", account_names(sources, account), words);
    row->note = row->note ? arena_printf(arena, "%s; %s", row->note, words) : words;
    if (said && *said)
        row->said = row->said ? arena_printf(arena, "%s; %s", row->said, said) : said;
    row->remedy = row->remedy ? row->remedy : error.remedy;
}

/* A post goes to several accounts, and may fail on some: each has an outcome of its own. */
static void note_failures(const struct sources *sources, struct status_row *row,
                          const struct seen_social *seen)
{
    bool alone = seen->accounts && !strchr(seen->accounts, ',');
    for (size_t i = 0; i < seen->outcome_count; i++)
        if (is(seen->outcomes[i].status, "failed"))
            add_failure(sources, row, seen->outcomes[i].account, seen->outcomes[i].error);
    if (!row->note && is(seen->status, "failed"))
        add_failure(sources, row, alone ? seen->accounts : NULL, seen->error);
    if (row->note)
        row->problem = "failed";
    if (row->problem && !row->remedy)
        row->remedy = "GHL's social planner shows the post with what the network refused";
}

/* What the plan says of this key. A failure is worse, and stays. */
static void note_plan(const struct sources *sources, struct status_row *row, const char *key)
{
    const struct action *action = map_get(&sources->actions, key);
    const struct held *held = map_get(&sources->held, key);
    if (action) {
        row->pending = ghlpub_action_name(action->kind);
        if (!row->note)
            row->note = action->reasons[0] ? action->reasons[0] : row->pending;
    }
    if (held && !row->problem) {
        row->problem = ghlpub_held_name(held->reason);
        row->note = held->text;
    }
}

static struct status_row *add(struct sources *sources, enum state_kind kind, const char *path,
                              const char *name)
{
    ARRAY_PUSH(sources->table, ((struct status_row){.kind = kind, .path = path, .name = name}));
    return &sources->table->items[sources->table->len - 1];
}

static void see_post(const struct sources *sources, struct status_row *row)
{
    const struct seen_post *seen = row->id ? map_get(&sources->posts, row->id) : NULL;
    const char *word = seen ? post_word(seen, sources->in->plan->now_ms) : NULL;
    if (word)
        row->state = word;
}

static void see_social(const struct sources *sources, struct status_row *row,
                       const struct state_entry *entry)
{
    const struct seen_social *seen = row->id ? map_get(&sources->social, row->id) : NULL;
    const char *word = seen && !state_get(entry, STATE_GONE) ? social_word(seen) : NULL;
    if (word)
        row->state = word;
    if (word)
        note_failures(sources, row, seen);
}

static void fill_entry(const struct sources *sources, struct status_row *row,
                       const struct state_entry *entry)
{
    const struct plan *plan = sources->in->plan;
    row->state = recorded_word(entry, plan->now_ms);
    row->id = state_get(entry, STATE_ID);
    row->url = state_get(entry, STATE_URL);
    row->date_ms = time_of(state_get(entry, STATE_DATE));
    row->written_ms = time_of(state_get(entry, STATE_AT));
    if (entry->kind == STATE_SOCIAL) {
        row->accounts = account_names(sources, state_get(entry, STATE_ACCOUNTS));
        see_social(sources, row, entry);
    } else {
        see_post(sources, row);
    }
    note_plan(sources, row, entry->key);
}

/* ---- all of them ---- */

static void index_sources(struct sources *sources)
{
    const struct status_input *in = sources->in;
    for (size_t i = 0; i < in->plan->len; i++) {
        const struct action *action = &in->plan->actions[i];
        if (action->kind != ACTION_UPLOAD && action->kind != ACTION_MOVE)
            map_set(&sources->actions, action->key, &in->plan->actions[i]);
    }
    for (size_t i = 0; i < in->plan->held_count; i++)
        if (in->plan->held[i].key)
            map_set(&sources->held, in->plan->held[i].key, &in->plan->held[i]);
    for (size_t i = 0; in->remote && i < in->remote->post_count; i++)
        map_set(&sources->posts, in->remote->posts[i].id, &in->remote->posts[i]);
    for (size_t i = 0; in->remote && i < in->remote->social_count; i++)
        map_set(&sources->social, in->remote->social[i].id, &in->remote->social[i]);
    const struct directory_list *accounts =
        in->directory ? &in->directory->lists[DIRECTORY_ACCOUNT] : NULL;
    for (size_t i = 0; accounts && i < accounts->len; i++)
        map_set(&sources->accounts, accounts->items[i].id, &accounts->items[i]);
}

static void add_document(struct sources *sources, const struct document *document)
{
    const struct state_entry *entry =
        ghlpub_state_find(sources->in->state, STATE_POST, document->key);
    struct status_row *row = add(sources, STATE_POST, document->path, document->path);
    if (document->kind == DOCUMENT_CAMPAIGN) {
        row->state = document->broken ? "broken" : "campaign";
        note_plan(sources, row, document->key);
    } else if (entry) {
        fill_entry(sources, row, entry);
    } else {
        const struct action *action = map_get(&sources->actions, document->key);
        row->state = document->broken ? "broken" : document->sync ? "new" : "left-alone";
        row->date_ms = action && action->post ? action->post->date_ms : 0;
        note_plan(sources, row, document->key);
    }
}

/* What the state holds beside the posts of the documents: social posts, and orphans. */
static void add_recorded(struct sources *sources, enum state_kind kind)
{
    size_t count;
    bool all = !sources->in->selected;
    struct state_entry *const *entries = ghlpub_state_entries(sources->in->state, kind, &count);
    for (size_t i = 0; i < count; i++) {
        const char *key = entries[i]->key;
        const char *owner = owner_of(sources->table->arena, key);
        const char *path = map_get(&sources->shown, kind == STATE_SOCIAL ? owner : key);
        if (kind == STATE_SOCIAL ? path || all : !path && all)
            fill_entry(sources, add(sources, kind, path ? path : owner, key), entries[i]);
    }
}

/* Social entries that the state does not have yet: to be scheduled, or held. */
static void add_new_social(struct sources *sources)
{
    const struct plan *plan = sources->in->plan;
    for (size_t i = 0; i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        if (!action->social || action->entry)
            continue;
        struct status_row *row = add(sources, STATE_SOCIAL, action->path, action->key);
        row->state = "new";
        row->date_ms = action->social->due_ms;
        note_plan(sources, row, action->key);
    }
    for (size_t i = 0; i < plan->held_count; i++) {
        const struct held *held = &plan->held[i];
        if (!held->key || !strchr(held->key, '#') ||
            ghlpub_state_find(sources->in->state, STATE_SOCIAL, held->key))
            continue;
        struct status_row *row = add(sources, STATE_SOCIAL, held->path, held->key);
        row->state = "new";
        note_plan(sources, row, held->key);
    }
}

void status_rows(const struct status_input *input, struct status_table *table)
{
    struct sources sources = {.in = input, .table = table};
    *table = (struct status_table){.arena = arena_new()};
    index_sources(&sources);
    for (size_t i = 0; i < input->site->document_count; i++) {
        const struct document *document = input->site->documents[i];
        if (input->selected && !input->selected[i])
            continue;
        map_set(&sources.shown, document->key, (void *)(uintptr_t)document->path);
        add_document(&sources, document);
    }
    add_recorded(&sources, STATE_POST);
    add_recorded(&sources, STATE_SOCIAL);
    add_new_social(&sources);
    map_release(&sources.actions, NULL);
    map_release(&sources.held, NULL);
    map_release(&sources.posts, NULL);
    map_release(&sources.social, NULL);
    map_release(&sources.accounts, NULL);
    map_release(&sources.shown, NULL);
    status_sort(table, STATUS_BY_PATH);
}

void status_release(struct status_table *table)
{
    ARRAY_RELEASE(table);
    arena_free(table->arena);
    table->arena = NULL;
}

/* ---- order and choice ---- */

static int by_path(const void *left, const void *right)
{
    const struct status_row *a = left, *b = right;
    int order = strcmp(a->path, b->path);
    if (order == 0 && a->kind != b->kind)
        order = a->kind == STATE_POST ? -1 : 1;
    if (order == 0 && a->date_ms != b->date_ms)
        order = a->date_ms < b->date_ms ? -1 : 1;
    return order ? order : strcmp(a->name, b->name);
}

static int by_date(const void *left, const void *right)
{
    const struct status_row *a = left, *b = right;
    if (a->date_ms != b->date_ms)
        return a->date_ms < b->date_ms ? -1 : 1;
    return by_path(a, b);
}

/* What needs somebody first. */
static size_t urgency(const struct status_row *row)
{
    static const char *const first[] = {"failed", "gone", "drift", "open", "slug-taken", "name"};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (is(row->problem, first[i]))
            return i;
    if (row->problem)
        return 10;
    if (row->pending)
        return 11;
    for (size_t i = 0; i < status_word_count; i++)
        if (is(row->state, status_words[i]))
            return 12 + i;
    return 99;
}

static int by_state(const void *left, const void *right)
{
    size_t a = urgency(left), b = urgency(right);
    return a != b ? (a < b ? -1 : 1) : by_path(left, right);
}

void status_sort(struct status_table *table, enum status_order order)
{
    if (table->len > 1)
        qsort(table->items, table->len, sizeof *table->items,
              order == STATUS_BY_DATE    ? by_date
              : order == STATUS_BY_STATE ? by_state
                                         : by_path);
}

static bool matches(const struct status_row *row, const char *word)
{
    bool at_ghl = row->id != NULL;
    if (is(word, "changed"))
        return row->pending && at_ghl;
    if (is(word, "held"))
        return row->problem && !is(row->problem, "failed");
    return is(row->state, word) || is(row->problem, word) || is(row->pending, word);
}

void status_keep(struct status_table *table, const char *const *words, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < table->len; i++) {
        bool wanted = false;
        for (size_t k = 0; k < count && !wanted; k++)
            wanted = matches(&table->items[i], words[k]);
        if (wanted)
            table->items[kept++] = table->items[i];
    }
    table->len = kept;
}

bool status_is_alarming(const struct status_table *table)
{
    for (size_t i = 0; i < table->len; i++) {
        const char *problem = table->items[i].problem;
        if (is(problem, "failed") || is(problem, "drift") || is(problem, "gone"))
            return true;
    }
    return false;
}
