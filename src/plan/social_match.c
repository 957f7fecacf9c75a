/*
 * The social posts that a document asks for: one entry becomes one social post,
 * or one for each platform whose text or comment differs; and each gets the key
 * under which the state knows it. Entries without `id` are matched by unchanged
 * source, then by time, then by order (interface, "State"), so that an entry
 * that is inserted touches none of the others.
 */
#include "work.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/strbuf.h"

#include <string.h>

/* What the state knows under one name of a document: "launch" of "a.md#launch/linkedin". */
struct known_name {
    const char *name;
    const char *source;
    int64_t due_ms;
    bool taken, out;
};

struct known_names ARRAY(struct known_name);

static const char *const no_comment[] = {"tiktok", "google", "pinterest"};

static const struct account_alias *find_alias(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->account_count; i++)
        if (strcmp(config->accounts[i].name, name) == 0)
            return &config->accounts[i];
    return NULL;
}

static void add_target(struct work *work, struct words *targets, struct word word)
{
    for (size_t i = 0; i < targets->len; i++)
        if (strcmp(targets->items[i].text, word.text) == 0)
            return;
    if (targets->len == targets->cap) {
        size_t cap = targets->cap ? targets->cap * 2 : 8;
        struct word *items = arena_alloc(work->arena, cap * sizeof *items);
        if (targets->len)
            memcpy(items, targets->items, targets->len * sizeof *items);
        targets->items = items;
        targets->cap = cap;
    }
    targets->items[targets->len++] = word;
}

static struct words expand_targets(struct work *work, const struct social_entry *entry)
{
    struct words targets = {NULL, 0, 0};
    for (size_t i = 0; i < entry->to.len; i++) {
        struct word word = entry->to.items[i];
        const struct account_alias *alias = find_alias(&work->in->site->config, word.text);
        if (!alias) {
            add_target(work, &targets, word);
            continue;
        }
        for (size_t k = 0; k < alias->targets.len; k++)
            add_target(work, &targets, (struct word){alias->targets.items[k].text, word.at});
    }
    return targets;
}

/* The platform that a target names; "" where only the directory could tell and does not. */
static const char *platform_of(struct work *work, const char *target)
{
    const struct directory_item *item;
    if (work->in->directory &&
        ghlpub_directory_account(work->in->directory, target, &item) == MATCH_ONE && item->platform)
        return item->platform;
    const char *colon = strchr(target, ':');
    if (colon)
        return arena_strndup(work->arena, target, (size_t)(colon - target));
    return strpbrk(target, "_0123456789") ? "" : target;
}

static bool takes_comment(const char *platform)
{
    for (size_t i = 0; i < sizeof no_comment / sizeof *no_comment; i++)
        if (strcmp(platform, no_comment[i]) == 0)
            return false;
    return true;
}

static const char *keep(struct work *work, char *text)
{
    const char *copy = arena_strdup(work->arena, text);
    free(text);
    return copy;
}

static const char *text_for(struct work *work, const struct document *document,
                            const struct social_entry *entry, const char *platform)
{
    const char *url = work->urls[document->index];
    return keep(work, ghlpub_social_text(work->in->site, work->in->pages, document, entry, platform,
                                         url ? url : "", work->found));
}

static const char *comment_for(struct work *work, const struct document *document,
                               const struct social_entry *entry, const char *platform)
{
    const char *url = work->urls[document->index];
    if (!entry->comment.text || !takes_comment(platform))
        return NULL;
    return keep(work, ghlpub_social_expand(work->in->site, work->in->pages, document,
                                           entry->comment, platform, url ? url : "", work->found));
}

static void hash_words(struct hash *hash, const char *name, const struct words *words)
{
    for (size_t i = 0; i < words->len; i++)
        hash_add_field(hash, name, words->items[i].text);
}

static void hash_details(struct hash *hash, const struct social_entry *entry)
{
    if (entry->details) {
        struct strbuf json = STRBUF_INIT(LIMIT_DOCUMENT);
        strbuf_add_json_compact(&json, entry->details);
        hash_add_field(hash, "details", json.buf);
        strbuf_release(&json);
    }
    hash_add_field(hash, "type", entry->type);
    hash_add_number(hash, "status", (int64_t)entry->status);
    hash_add_field(hash, "approver", entry->approver.text);
    hash_add_field(hash, "category", entry->category.text);
    hash_words(hash, "tag", &entry->tags);
}

static void source_hash(const struct social_entry *entry, char out[65])
{
    struct hash hash;
    hash_init(&hash);
    hash_words(&hash, "to", &entry->to);
    hash_add_field(&hash, "at", entry->when.text);
    hash_add_field(&hash, "text", entry->text.text);
    for (size_t i = 0; i < entry->text_for_count; i++)
        hash_add_field(&hash, entry->text_for[i].platform, entry->text_for[i].text.text);
    hash_add_field(&hash, "comment", entry->comment.text);
    hash_words(&hash, "media", &entry->media);
    hash_add_number(&hash, "cover", entry->cover ? 1 : entry->no_media ? 2 : 0);
    hash_details(&hash, entry);
    hash_hex(&hash, out);
}

static void content_hash(struct desired_social *social, bool date_written)
{
    struct hash hash;
    hash_init(&hash);
    hash_add_field(&hash, "text", social->text);
    hash_add_field(&hash, "comment", social->comment);
    hash_words(&hash, "to", &social->targets);
    for (const struct asset **asset = social->assets; *asset; asset++)
        hash_add_field(&hash, "asset", (*asset)->hash);
    for (const char *const *url = social->urls; url && *url; url++)
        hash_add_field(&hash, "url", *url);
    if (date_written)
        hash_add_number(&hash, "due", social->due_ms / 1000);
    else
        hash_add_field(&hash, "at", social->entry->when.text);
    hash_details(&hash, social->entry);
    hash_hex(&hash, social->hash);
}

/* 1 to 999, from the key: tells our social post from a stranger's with the same text. */
static int mark_of(const char *key)
{
    unsigned long mark = 5381;
    for (const char *p = key; *p; p++)
        mark = (mark * 33 + (unsigned char)*p) & 0xffffffffUL;
    return (int)(mark % 999) + 1;
}

/* ---- names in the state ---- */

static const char *name_in_key(struct work *work, const char *key)
{
    const char *name = strrchr(key, '#');
    name = name ? name + 1 : key;
    return arena_strndup(work->arena, name, strcspn(name, "/"));
}

static struct known_name *find_name(struct known_names *known, const char *name)
{
    for (size_t i = 0; i < known->len; i++)
        if (strcmp(known->items[i].name, name) == 0)
            return &known->items[i];
    return NULL;
}

static void collect_names(struct work *work, const char *owner, struct known_names *known)
{
    const struct social_list_of *list = map_get(&work->social_of, owner);
    for (size_t i = 0; list && i < list->len; i++) {
        const struct state_entry *entry = list->items[i];
        const char *name = name_in_key(work, entry->key);
        if (find_name(known, name))
            continue;
        struct known_name one = {.name = name,
                                 .source = state_get(entry, STATE_SOURCE),
                                 .due_ms = work_entry_date(entry)};
        one.out = one.due_ms && one.due_ms <= work->in->now_ms && !state_get(entry, STATE_GONE);
        ARRAY_PUSH(known, one);
    }
}

static const char *fresh_name(struct work *work, struct known_names *known, const char *source)
{
    const char *name = arena_printf(work->arena, "s%.8s", source);
    for (unsigned n = 2; find_name(known, name); n++)
        name = arena_printf(work->arena, "s%.8s-%u", source, n);
    ARRAY_PUSH(known, ((struct known_name){.name = name, .taken = true}));
    return name;
}

/* What is compared in each pass over entries that have no name yet. */
static bool pass_matches(int pass, const struct known_name *known, const char *source, int64_t due)
{
    if (known->taken)
        return false;
    if (pass == 0)
        return known->source && strcmp(known->source, source) == 0;
    if (known->out)
        return false;
    return pass == 2 || known->due_ms / 60000 == due / 60000;
}

/* Is something out whose entry is gone, or was edited? */
static bool has_lost_out(const struct known_names *known)
{
    for (size_t i = 0; i < known->len; i++)
        if (known->items[i].out && !known->items[i].taken)
            return true;
    return false;
}

/* Sets replaces[] of those whose name is new, and may be that of what is out. */
static const char **settle_names(struct work *work, const struct document *document,
                                 const char *owner, const int64_t *due, bool *replaces)
{
    struct known_names known = {NULL, 0, 0};
    const char **names = arena_alloc(work->arena, (document->social_count + 1) * sizeof *names);
    char source[65];
    collect_names(work, owner, &known);
    for (size_t i = 0; i < document->social_count; i++) {
        names[i] = document->social[i].id;
        struct known_name *one = names[i] ? find_name(&known, names[i]) : NULL;
        if (one)
            one->taken = true;
    }
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < document->social_count; i++) {
            source_hash(&document->social[i], source);
            for (size_t k = 0; k < known.len && !names[i]; k++)
                if (pass_matches(pass, &known.items[k], source, due[i])) {
                    known.items[k].taken = true;
                    names[i] = known.items[k].name;
                }
        }
    bool lost_out = has_lost_out(&known);
    for (size_t i = 0; i < document->social_count; i++)
        if (!names[i]) {
            source_hash(&document->social[i], source);
            names[i] = fresh_name(work, &known, source);
            replaces[i] = lost_out;
        }
    ARRAY_RELEASE(&known);
    return names;
}

/* ---- one entry ---- */

static const struct asset **entry_assets(struct work *work, const struct document *document,
                                         const struct social_media *media)
{
    const struct rendered *page = work->in->pages->items[document->index];
    const struct asset **assets = arena_alloc(work->arena, (media->count + 1) * sizeof *assets);
    for (size_t i = 0; i < media->count; i++)
        assets[i] = page->assets[media->assets[i]];
    return assets;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* The social post of this entry that has this text and comment, made where there is none. */
static struct desired_social *variant(struct work *work, const struct desired_social *model,
                                      const char *key, const char *text, const char *comment,
                                      struct social_list *out, size_t first)
{
    for (size_t i = first; i < out->len; i++)
        if (same_text(out->items[i]->text, text) && same_text(out->items[i]->comment, comment))
            return out->items[i];
    struct desired_social *social = arena_alloc(work->arena, sizeof *social);
    *social = *model;
    social->key = key;
    social->text = text;
    social->comment = comment;
    social->targets = (struct words){NULL, 0, 0};
    social->mark = mark_of(key);
    ARRAY_PUSH(out, social);
    return social;
}

static void add_variants(struct work *work, const struct desired_social *model, const char *key,
                         bool date_written, struct social_list *out)
{
    const struct document *document = model->document;
    size_t first = out->len;
    struct words targets = expand_targets(work, model->entry);
    const char *usual = text_for(work, document, model->entry, "");
    const char *comment = comment_for(work, document, model->entry, "");
    for (size_t i = 0; i < targets.len; i++) {
        const char *platform = platform_of(work, targets.items[i].text);
        const char *text = text_for(work, document, model->entry, platform);
        const char *own_comment = comment_for(work, document, model->entry, platform);
        if (!text)
            continue;
        bool is_usual = same_text(text, usual) && same_text(own_comment, comment);
        const char *own = is_usual ? key : arena_printf(work->arena, "%s/%s", key, platform);
        add_target(work, &variant(work, model, own, text, own_comment, out, first)->targets,
                   targets.items[i]);
    }
    for (size_t i = first; i < out->len; i++) {
        struct desired_social *social = out->items[i];
        social->due_ms = social->due_ms - social->due_ms % 1000;
        content_hash(social, date_written);
        social->due_ms += social->mark;
    }
}

static void warn_odd(struct work *work, const struct social_entry *entry, int odd, int64_t due)
{
    if (!odd)
        return;
    struct place at = entry->when.at.line ? entry->when.at : entry->at;
    diagnose(work->found, SEVERITY_WARNING, odd == 1 ? "dst-gap" : "dst-twice", at,
             "the local time \"%s\" %s; %s is used", entry->when.text ? entry->when.text : "",
             odd == 1 ? "does not exist, since clocks go forward" : "exists twice",
             work_local(work, due));
}

void plan_social_desired(struct work *work, const struct document *document, int64_t post_ms,
                         bool post_ms_chosen, struct social_list *out)
{
    const struct rendered *page = work->in->pages->items[document->index];
    const struct state_entry *post_entry = work->entries[document->index];
    const char *owner = map_get(&work->campaign_from, document->key);
    if (!owner)
        owner = post_entry ? post_entry->key : document->key;
    int64_t *due = arena_alloc(work->arena, (document->social_count + 1) * sizeof *due);
    for (size_t i = 0; i < document->social_count; i++) {
        int odd = 0;
        due[i] = ghlpub_when_resolve(&document->social[i].when, post_ms,
                                     work->in->site->config.zone, &odd);
        warn_odd(work, &document->social[i], odd, due[i]);
    }
    bool *replaces = arena_alloc(work->arena, document->social_count + 1);
    const char **names = settle_names(work, document, owner, due, replaces);
    for (size_t i = 0; i < document->social_count; i++) {
        struct desired_social model = {.document = document,
                                       .entry = &document->social[i],
                                       .due_ms = due[i],
                                       .replaces_out = replaces[i],
                                       .assets = entry_assets(work, document, &page->social[i]),
                                       .urls = page->social[i].urls};
        bool absolute = model.entry->when.kind == WHEN_ABSOLUTE;
        model.due_chosen = !absolute && post_ms_chosen;
        source_hash(model.entry, model.source);
        add_variants(work, &model, arena_printf(work->arena, "%s#%s", document->key, names[i]),
                     !model.due_chosen, out);
    }
}

/* ---- campaigns that moved ---- */

static const char *owner_of_source(struct work *work, const struct map *present, const char *source)
{
    size_t count;
    const char *owner = NULL;
    struct state_entry *const *entries =
        ghlpub_state_entries(work->in->state, STATE_SOCIAL, &count);
    for (size_t i = 0; i < count; i++) {
        const char *recorded = state_get(entries[i], STATE_SOURCE);
        if (!recorded || strcmp(recorded, source) != 0 || state_get(entries[i], STATE_GONE))
            continue;
        const char *mark = strrchr(entries[i]->key, '#');
        const char *one = arena_strndup(work->arena, entries[i]->key,
                                        mark ? (size_t)(mark - entries[i]->key) : 0);
        if (map_has(present, one))
            continue;
        if (owner && strcmp(owner, one) != 0)
            return NULL;
        owner = one;
    }
    return owner;
}

static const char *owner_of_rename(const struct work *work, const struct map *present,
                                   const struct document *document)
{
    unsigned steps = 0;
    for (const char *old = document->path; (old = work_older_name(work, old, &steps)) != NULL;)
        if (map_has(&work->social_of, old) && !map_has(present, old))
            return old;
    return NULL;
}

bool plan_has_lost_campaign(const struct work *work)
{
    const char *owner;
    void *list;
    struct map present = MAP_INIT;
    bool lost = false;
    for (size_t i = 0; work->social_of.count && i < work_documents(work); i++)
        map_set(&present, work->in->site->documents[i]->key,
                (void *)(uintptr_t)work->in->site->documents[i]);
    for (size_t at = 0; !lost && map_next(&work->social_of, &at, &owner, &list);)
        lost = !map_has(&present, owner) && !map_has(&work->moved, owner);
    map_release(&present, NULL);
    return lost;
}

void plan_campaign_moves(struct work *work)
{
    const struct site *site = work->in->site;
    struct map present = MAP_INIT;
    for (size_t i = 0; i < site->document_count; i++)
        map_set(&present, site->documents[i]->key, (void *)(uintptr_t)site->documents[i]);
    for (size_t i = 0; i < site->document_count; i++) {
        const struct document *document = site->documents[i];
        if (document->kind != DOCUMENT_CAMPAIGN || map_has(&work->social_of, document->key) ||
            !document->social_count)
            continue;
        const char *owner = NULL;
        for (size_t k = 0; k < document->social_count && !owner; k++) {
            char source[65];
            source_hash(&document->social[k], source);
            owner = owner_of_source(work, &present, source);
        }
        if (!owner)
            owner = owner_of_rename(work, &present, document);
        if (!owner || map_has(&work->moved, owner))
            continue;
        map_set(&work->moved, owner, (void *)(uintptr_t)document->key);
        if (!work_selected(work, i) || document->broken || !document->sync)
            continue; /* no orphans, and the move waits */
        map_set(&work->campaign_from, document->key, (void *)(uintptr_t)owner);
        work->move_open[i] = work_is_open_below(work, STATE_SOCIAL, owner);
        if (work->move_open[i])
            continue;
        struct action *action = work_add(work, ACTION_MOVE, document->path, document->key);
        action->from = owner;
        work_reason(work, action, "was \"%s\"", owner);
    }
    map_release(&present, NULL);
}
