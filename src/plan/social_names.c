/*
 * Under which names the state knows the entries of a document. Entries without
 * `id` are matched by unchanged source, then by target and time, then by order
 * (interface, "State"), so that an entry that is inserted touches none of the
 * others. All occurrences of a series have one name, and numbers behind it.
 */
#include "work.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What the state knows under one name of a document: "launch" of "a.md#launch.2/linkedin". */
struct known_name {
    const char *name;
    const char *source;
    unsigned number; /* the lowest of its occurrences that is known, and when that is due */
    int64_t due_ms;
    const char *accounts; /* ids with commas, of all that it has */
    bool taken;
    bool live; /* one of its social posts is at GHL, or was sent */
    bool to_come;
};

struct known_names ARRAY(struct known_name);

struct naming {
    struct work *work;
    const struct document *document;
    const int64_t *due;
    struct social_name *names;
    struct words *targets; /* by entry: expanded once they are asked for */
    char (*sources)[65];
    struct known_names known;
};

void plan_social_key(struct work *work, const char *key, struct social_key *out)
{
    const char *mark = strrchr(key, '#');
    const char *name = mark ? mark + 1 : key;
    size_t len = strcspn(name, "/"), digits = 0;
    *out = (struct social_key){.entry = arena_strndup(work->arena, name, len), .number = 1};
    if (name[len] == '/')
        out->platform = arena_strdup(work->arena, name + len + 1);
    while (digits < len && isdigit((unsigned char)name[len - 1 - digits]))
        digits++;
    bool numbered = digits > 0 && digits < 4 && digits + 1 < len && name[len - 1 - digits] == '.';
    if (numbered)
        out->number = (unsigned)strtoul(name + len - digits, NULL, 10);
    out->base = numbered ? arena_strndup(work->arena, name, len - 1 - digits) : out->entry;
}

static struct known_name *find_name(struct known_names *known, const char *name)
{
    for (size_t i = 0; i < known->len; i++)
        if (strcmp(known->items[i].name, name) == 0)
            return &known->items[i];
    return NULL;
}

static void add_recorded(struct naming *naming, const struct state_entry *entry)
{
    struct work *work = naming->work;
    struct social_key key;
    plan_social_key(work, entry->key, &key);
    bool gone = state_get(entry, STATE_GONE) != NULL;
    struct known_name *one = find_name(&naming->known, key.base);
    if (!one) {
        ARRAY_PUSH(&naming->known, ((struct known_name){.name = key.base, .accounts = ""}));
        one = &naming->known.items[naming->known.len - 1];
    }
    if (!one->number || key.number < one->number) {
        one->number = key.number;
        one->due_ms = work_entry_date(entry);
        one->source = state_get(entry, STATE_SOURCE);
    }
    const char *accounts = state_get(entry, STATE_ACCOUNTS);
    if (!gone && accounts)
        one->accounts = arena_printf(work->arena, "%s,%s", one->accounts, accounts);
    one->live |= !gone;
    one->to_come |= !gone && !work_social_is_out(work, entry);
}

/* What lives before what is gone, then by time: the order that "by order" means. */
static int compare_known(const void *a, const void *b)
{
    const struct known_name *left = a, *right = b;
    if (left->live != right->live)
        return left->live ? -1 : 1;
    if (left->due_ms != right->due_ms)
        return left->due_ms < right->due_ms ? -1 : 1;
    return strcmp(left->name, right->name);
}

static void collect_names(struct naming *naming, const char *owner)
{
    const struct social_list_of *list = map_get(&naming->work->social_of, owner);
    for (size_t i = 0; list && i < list->len; i++)
        add_recorded(naming, list->items[i]);
    if (naming->known.len)
        qsort(naming->known.items, naming->known.len, sizeof *naming->known.items, compare_known);
}

static const char *fresh_name(struct naming *naming, const char *source)
{
    struct arena *arena = naming->work->arena;
    const char *name = arena_printf(arena, "s%.8s", source);
    for (unsigned n = 2; find_name(&naming->known, name); n++)
        name = arena_printf(arena, "s%.8s-%u", source, n);
    ARRAY_PUSH(&naming->known, ((struct known_name){.name = name, .taken = true}));
    return name;
}

/* ---- what is compared ---- */

enum target_fit { FIT_NONE, FIT_SOME, FIT_SAME };

/* The accounts of an entry against those recorded; FIT_SAME also where nothing can be said, since
 * the accounts were never listed. */
static enum target_fit fit_of(struct naming *naming, size_t entry, const struct known_name *known)
{
    struct words *own = &naming->targets[entry];
    if (!own->len)
        *own = plan_social_targets(naming->work, &naming->document->social[entry]);
    size_t shared = 0, recorded = 0;
    for (const char *p = known->accounts; *p; p++)
        recorded += *p == ',';
    if (!recorded)
        return FIT_SAME;
    for (size_t i = 0; i < own->len; i++) {
        const char *id = plan_social_account(naming->work, own->items[i].text);
        if (!id)
            return FIT_SAME;
        shared += plan_social_has_account(known->accounts, id);
    }
    return !shared ? FIT_NONE : shared == own->len && shared == recorded ? FIT_SAME : FIT_SOME;
}

/* The entry, or of a series the occurrence that is known. */
static size_t beside(const struct naming *naming, size_t entry, const struct known_name *known)
{
    unsigned count = naming->document->social[entry].occurrences;
    return entry + (known->number > 1 && known->number <= count ? known->number - 1 : 0);
}

static bool same_minute(const struct naming *naming, size_t entry, const struct known_name *known)
{
    return known->due_ms / 60000 == naming->due[beside(naming, entry, known)] / 60000;
}

/* Something that is out, and the entry that asked for it: it is not sent again, whatever it says
 * now. One that goes out with its post, or was late, went out later than it says. */
static bool is_that_out(const struct naming *naming, size_t entry, const struct known_name *known)
{
    int64_t due = naming->due[entry];
    const struct social_entry *item = &naming->document->social[entry];
    bool later = known->due_ms > due;
    bool with_post = item->when.kind == WHEN_WITH_POST && known->due_ms < due + PLAN_FRESH_MS;
    return known->live && due <= naming->work->in->now_ms &&
           (same_minute(naming, entry, known) || (later && (with_post || item->late_send)));
}

enum pass { BY_SOURCE, BY_TARGET_AND_TIME, BY_TIME, IS_OUT, BY_TARGET, BY_ORDER, PASSES };

static bool pass_matches(struct naming *naming, enum pass pass, size_t entry,
                         const struct known_name *known)
{
    if (known->taken)
        return false;
    if (pass == BY_SOURCE)
        return known->source &&
               strcmp(known->source, naming->sources[beside(naming, entry, known)]) == 0;
    if (known->live && !known->to_come)
        return pass == IS_OUT && is_that_out(naming, entry, known) &&
               fit_of(naming, entry, known) != FIT_NONE;
    switch (pass) {
    case BY_TARGET_AND_TIME:
        return same_minute(naming, entry, known) && fit_of(naming, entry, known) == FIT_SAME;
    case BY_TIME:
        return same_minute(naming, entry, known) && fit_of(naming, entry, known) == FIT_SOME;
    case BY_TARGET:
        return fit_of(naming, entry, known) == FIT_SAME;
    default:
        return pass == BY_ORDER;
    }
}

/* ---- settling ---- */

static void take(struct naming *naming, size_t entry, struct known_name *known)
{
    known->taken = true;
    naming->names[entry].base = known->name;
    naming->names[entry].known = true;
}

/* The first occurrence stands for its series. */
static bool is_first(const struct naming *naming, size_t entry)
{
    return naming->document->social[entry].number <= 1;
}

static void take_ids(struct naming *naming)
{
    for (size_t i = 0; i < naming->document->social_count; i++) {
        const char *id = naming->document->social[i].id;
        struct social_key key;
        if (!id || !is_first(naming, i))
            continue;
        plan_social_key(naming->work, arena_printf(naming->work->arena, "#%s", id), &key);
        struct known_name *one = find_name(&naming->known, key.base);
        if (!one)
            continue;
        naming->names[i].base = id;
        naming->names[i].known = one->taken = true;
    }
}

/* An entry that got its id after it went out keeps the name that it went out under. */
static bool may_match(const struct naming *naming, size_t entry, enum pass pass,
                      const struct known_name *known)
{
    if (!naming->document->social[entry].id)
        return true;
    bool made_here = strlen(known->name) >= 9 && *known->name == 's' &&
                     strspn(known->name + 1, "0123456789abcdef") >= 8;
    return (pass == BY_SOURCE || pass == IS_OUT) && made_here && known->live && !known->to_come;
}

static void match(struct naming *naming, enum pass pass)
{
    for (size_t i = 0; i < naming->document->social_count; i++)
        for (size_t k = 0; is_first(naming, i) && k < naming->known.len && !naming->names[i].base;
             k++)
            if (may_match(naming, i, pass, &naming->known.items[k]) &&
                pass_matches(naming, pass, i, &naming->known.items[k]))
                take(naming, i, &naming->known.items[k]);
}

/* Is something out whose entry is gone, or was edited? */
static bool has_lost_out(const struct naming *naming)
{
    for (size_t i = 0; i < naming->known.len; i++) {
        const struct known_name *known = &naming->known.items[i];
        if (known->live && !known->to_come && !known->taken)
            return true;
    }
    return false;
}

static void name_rest(struct naming *naming)
{
    bool lost_out = has_lost_out(naming);
    const struct social_name *first = NULL;
    for (size_t i = 0; i < naming->document->social_count; i++) {
        struct social_name *name = &naming->names[i];
        unsigned number = naming->document->social[i].number;
        if (number > 1 && first) {
            *name = *first;
            name->full = arena_printf(naming->work->arena, "%s.%u", first->base, number);
            continue;
        }
        name->replaces_out = !name->known && lost_out;
        if (!name->base)
            name->base = naming->document->social[i].id;
        if (!name->base)
            name->base = fresh_name(naming, naming->sources[i]);
        name->full = name->base;
        first = name;
    }
}

void plan_social_names(struct work *work, const struct document *document, const char *owner,
                       const int64_t *due, char (*sources)[65], struct social_name *names)
{
    size_t count = document->social_count + 1;
    struct naming naming = {.work = work,
                            .targets = arena_alloc(work->arena, count * sizeof *naming.targets),
                            .document = document,
                            .due = due,
                            .names = names,
                            .sources = sources};
    collect_names(&naming, owner);
    take_ids(&naming);
    for (int pass = 0; pass < PASSES; pass++)
        match(&naming, (enum pass)pass);
    name_rest(&naming);
    ARRAY_RELEASE(&naming.known);
}
