/* Fills the calendar from the plan and the state; how it is shown is left to the others. */
#include "calendar_items.h"

#include "base/array.h"
#include "base/map.h"
#include "base/zone.h"

#include <string.h>

static bool is(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

static int64_t time_of(const char *text)
{
    struct written_date date;
    return text && written_date_parse(text, &date) ? written_date_to_utc_ms(&date, NULL, NULL) : 0;
}

static struct calendar_item *add(struct calendar *calendar, enum state_kind kind, const char *key)
{
    ARRAY_PUSH(calendar, ((struct calendar_item){.kind = kind, .key = key, .mark = ' '}));
    return &calendar->items[calendar->len - 1];
}

/* ---- accounts ---- */

struct names {
    const char **items;
    size_t len, cap;
};

static void add_once(struct names *names, const char *name)
{
    for (size_t i = 0; i < names->len; i++)
        if (strcmp(names->items[i], name) == 0)
            return;
    ARRAY_PUSH(names, name);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Sorted, joined by `between`; empties the list. */
static const char *join(struct arena *arena, struct names *names, const char *between)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    if (names->len > 1)
        qsort(names->items, names->len, sizeof *names->items, by_text);
    for (size_t i = 0; i < names->len; i++)
        strbuf_addf(&text, "%s%s", i ? between : "", names->items[i]);
    const char *joined = names->len ? arena_strdup(arena, text.buf) : NULL;
    strbuf_release(&text);
    ARRAY_RELEASE(names);
    return joined;
}

/* A target of an entry or the id of an account: how it is shown, and its network. */
static void add_account(struct calendar *calendar, const struct directory *directory,
                        const char *target, struct names *accounts, struct names *networks)
{
    const struct directory_item *item = NULL;
    bool known = directory && ghlpub_directory_account(directory, target, &item) == MATCH_ONE;
    if (known && item->platform && item->name) {
        add_once(accounts, arena_printf(calendar->arena, "%s %s", item->platform, item->name));
        add_once(networks, item->platform);
        return;
    }
    add_once(accounts, target);
    add_once(networks, arena_strndup(calendar->arena, target, strcspn(target, ":")));
}

static void fill_targets(struct calendar *calendar, const struct directory *directory,
                         struct calendar_item *item, const struct words *targets)
{
    struct names accounts = {NULL, 0, 0}, networks = {NULL, 0, 0};
    for (size_t i = 0; i < targets->len; i++)
        add_account(calendar, directory, targets->items[i].text, &accounts, &networks);
    item->accounts = join(calendar->arena, &accounts, ", ");
    item->networks = join(calendar->arena, &networks, ",");
}

static void fill_ids(struct calendar *calendar, const struct directory *directory,
                     struct calendar_item *item, const char *ids)
{
    struct names accounts = {NULL, 0, 0}, networks = {NULL, 0, 0};
    for (const char *at = ids; at && *at;) {
        size_t len = strcspn(at, ",");
        add_account(calendar, directory, arena_strndup(calendar->arena, at, len), &accounts,
                    &networks);
        at += len + (at[len] == ',');
    }
    item->accounts = join(calendar->arena, &accounts, ", ");
    item->networks = join(calendar->arena, &networks, ",");
}

/* ---- posts ---- */

static const char *post_word(const char *status)
{
    if (is(status, "SCHEDULED"))
        return "scheduled";
    if (is(status, "PUBLISHED"))
        return "published";
    return is(status, "ARCHIVED") ? "archived" : "draft";
}

static void add_post(struct calendar *calendar, const struct state *state,
                     const struct map *pending, const struct desired_post *post)
{
    struct calendar_item *item = add(calendar, STATE_POST, post->key);
    const struct state_entry *entry = ghlpub_state_find(state, STATE_POST, post->key);
    bool draft = is(post->status, "DRAFT");
    item->path = post->document->path;
    item->title = post->title;
    item->state = post_word(post->status);
    item->url = *post->url ? post->url : NULL;
    item->at_ms = draft && !post->document->has_date ? 0 : post->date_ms;
    item->goes_out = !draft && !is(post->status, "ARCHIVED");
    if (map_has(pending, post->key))
        item->mark = entry ? '~' : '+';
}

/* ---- social posts ---- */

static void add_social(struct calendar *calendar, const struct directory *directory,
                       const struct planned_social *planned)
{
    static const char *const words[] = {
        [FATE_NEW] = "scheduled", [FATE_CHANGED] = "scheduled", [FATE_UNCHANGED] = "scheduled",
        [FATE_OUT] = "out",       [FATE_LATE] = "late",         [FATE_HELD] = "held",
    };
    const struct desired_social *social = planned->social;
    struct calendar_item *item = add(calendar, STATE_SOCIAL, social->key);
    item->path = social->document->path;
    item->title = social->text;
    item->at_ms = planned->due_ms;
    item->state = words[planned->fate];
    item->mark = planned->fate == FATE_NEW ? '+' : planned->fate == FATE_CHANGED ? '~' : ' ';
    item->goes_out = planned->fate != FATE_LATE && planned->fate != FATE_HELD;
    if (item->goes_out && planned->fate != FATE_OUT && social->entry->status == SOCIAL_DRAFT) {
        item->state = "draft";
        item->goes_out = false;
    } else if (item->goes_out && planned->fate != FATE_OUT &&
               social->entry->status == SOCIAL_IN_REVIEW) {
        item->state = "in-review";
    }
    fill_targets(calendar, directory, item, &social->targets);
}

/* ---- what the state alone knows ---- */

/* GHL sends it at its date, whatever has become of its document. */
static void add_recorded(struct calendar *calendar, const struct directory *directory,
                         const struct state_entry *entry)
{
    const char *status = state_get(entry, STATE_STATUS), *path = state_get(entry, STATE_PATH);
    struct calendar_item *item = add(calendar, entry->kind, entry->key);
    bool due = time_of(state_get(entry, STATE_DATE)) <= calendar->plan->now_ms;
    const char *mark = strrchr(entry->key, '#');
    item->path =
        path ? path
             : arena_strndup(calendar->arena, entry->key,
                             entry->kind == STATE_SOCIAL && mark ? (size_t)(mark - entry->key)
                                                                 : strlen(entry->key));
    item->at_ms = time_of(state_get(entry, STATE_DATE));
    item->url = state_get(entry, STATE_URL);
    item->mark = '!';
    item->note = "as GHL has it: its document is gone or has errors";
    if (entry->kind == STATE_SOCIAL) {
        item->title = state_get(entry, STATE_TEXT);
        item->state = is(status, "draft") ? "draft" : due ? "out" : "scheduled";
        item->goes_out = !is(status, "draft");
        fill_ids(calendar, directory, item, state_get(entry, STATE_ACCOUNTS));
    } else {
        item->title = state_get(entry, STATE_TITLE);
        item->state = post_word(status);
        item->goes_out = is(status, "SCHEDULED") || is(status, "PUBLISHED");
    }
    if (due) { /* nothing waits to happen */
        item->mark = ' ';
        item->note = NULL;
    }
}

static void add_rest(struct calendar *calendar, const struct state *state, enum state_kind kind,
                     const struct directory *directory, const struct map *shown)
{
    size_t count;
    struct state_entry *const *entries = ghlpub_state_entries(state, kind, &count);
    for (size_t i = 0; i < count; i++)
        if (!map_has(shown, entries[i]->key) && !state_get(entries[i], STATE_GONE))
            add_recorded(calendar, directory, entries[i]);
}

/* ---- order, collisions ---- */

static int by_date(const void *left, const void *right)
{
    const struct calendar_item *a = left, *b = right;
    if (a->at_ms != b->at_ms)
        return !a->at_ms ? 1 : !b->at_ms ? -1 : a->at_ms < b->at_ms ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind == STATE_POST ? -1 : 1;
    return strcmp(a->key, b->key);
}

/* What an account was given last, so far. */
static void find_clashes(struct calendar *calendar)
{
    struct map last = MAP_INIT;
    for (size_t i = 0; i < calendar->len; i++) {
        struct calendar_item *item = &calendar->items[i];
        if (item->kind != STATE_SOCIAL || !item->goes_out || !item->accounts || !item->at_ms)
            continue;
        for (const char *at = item->accounts; *at;) {
            const char *end = strstr(at, ", ");
            size_t len = end ? (size_t)(end - at) : strlen(at);
            const char *account = arena_strndup(calendar->arena, at, len);
            uintptr_t before = (uintptr_t)map_get(&last, account);
            struct calendar_item *other = before ? &calendar->items[before - 1] : NULL;
            if (other && item->at_ms - other->at_ms < CALENDAR_CLOSE_MS) {
                item->clash = other->key;
                other->clash = item->key;
            }
            map_set(&last, account, (void *)(uintptr_t)(i + 1));
            at += len + (end ? 2 : 0);
        }
    }
    map_release(&last, NULL);
}

void calendar_fill(struct calendar *calendar, const struct plan *plan, const struct state *state,
                   const struct directory *directory)
{
    struct map shown = MAP_INIT, pending = MAP_INIT;
    *calendar = (struct calendar){.arena = arena_new(), .plan = plan};
    for (size_t i = 0; i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        if (action->post)
            map_set(&pending, action->key, calendar);
        if (action->kind == ACTION_CANCEL) /* it does not go out any more */
            map_set(&shown, action->key, calendar);
    }
    for (size_t i = 0; i < plan->site->document_count; i++)
        if (plan->posts[i]) {
            add_post(calendar, state, &pending, plan->posts[i]);
            map_set(&shown, plan->posts[i]->key, calendar);
        }
    for (size_t i = 0; i < plan->social_count; i++) {
        const struct planned_social *planned = &plan->socials[i];
        add_social(calendar, directory, planned);
        map_set(&shown, planned->entry ? planned->entry->key : planned->social->key, calendar);
    }
    add_rest(calendar, state, STATE_POST, directory, &shown);
    add_rest(calendar, state, STATE_SOCIAL, directory, &shown);
    map_release(&shown, NULL);
    map_release(&pending, NULL);
    if (calendar->len > 1)
        qsort(calendar->items, calendar->len, sizeof *calendar->items, by_date);
    find_clashes(calendar);
}

void calendar_release(struct calendar *calendar)
{
    ARRAY_RELEASE(calendar);
    arena_free(calendar->arena);
    calendar->arena = NULL;
}

void calendar_keep(struct calendar *calendar, int64_t from_ms, int64_t to_ms, bool undated)
{
    size_t kept = 0;
    for (size_t i = 0; i < calendar->len; i++) {
        int64_t at = calendar->items[i].at_ms;
        bool within = (!from_ms || at >= from_ms) && (!to_ms || at < to_ms);
        if (at ? within : undated)
            calendar->items[kept++] = calendar->items[i];
    }
    calendar->len = kept;
}

void calendar_keep_paths(struct calendar *calendar, const char *const *patterns, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < calendar->len; i++)
        if (ghlpub_path_selected(calendar->items[i].path, patterns, count))
            calendar->items[kept++] = calendar->items[i];
    calendar->len = kept;
}

static int64_t day_of(const struct calendar *calendar, int64_t ms)
{
    struct civil civil;
    zone_from_utc(calendar->plan->site->config.zone, ms, &civil, NULL, NULL);
    return civil_to_days(civil.year, civil.month, civil.day);
}

int calendar_gap(const struct calendar *calendar, size_t item)
{
    const struct calendar_item *here = &calendar->items[item];
    if (!here->goes_out || !here->at_ms)
        return 0;
    for (size_t i = item + 1; i < calendar->len; i++) {
        const struct calendar_item *next = &calendar->items[i];
        if (next->goes_out && next->at_ms) {
            int64_t days = day_of(calendar, next->at_ms) - day_of(calendar, here->at_ms) - 1;
            return days > 0 ? (int)days : 0;
        }
    }
    return 0;
}
