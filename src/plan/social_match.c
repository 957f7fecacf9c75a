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

/* TikTok has two kinds of accounts, with limits of their own. */
static const char *network_of(struct work *work, const char *target, const char *platform)
{
    static const char business[] = "tiktok-business";
    const struct directory_item *item;
    bool listed = work->in->directory &&
                  ghlpub_directory_account(work->in->directory, target, &item) == MATCH_ONE;
    bool is_business = listed && item->type && strcmp(item->type, "business") == 0;
    if (strcmp(platform, "tiktok") == 0 && is_business)
        return business;
    return platform;
}

static bool takes_comment(const char *platform, const char *type)
{
    const struct network_limits *limits = ghlpub_network_limits(platform, type);
    return !limits || limits->comment_max > 0;
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
    if (!entry->comment.text || !takes_comment(platform, entry->type))
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

/* The social post of this entry that says and shows the same, made where there is none. */
static struct desired_social *variant(struct work *work, const struct desired_social *model,
                                      const char *key, const struct social_offer *offer,
                                      struct social_list *out, size_t first)
{
    for (size_t i = first; i < out->len; i++)
        if (same_text(out->items[i]->text, offer->text) &&
            same_text(out->items[i]->comment, offer->comment) &&
            out->items[i]->no_media == offer->no_media)
            return out->items[i];
    struct desired_social *social = arena_alloc(work->arena, sizeof *social);
    *social = *model;
    social->key = key;
    social->text = offer->text;
    social->comment = offer->comment;
    social->no_media = offer->no_media;
    if (social->no_media) {
        social->assets = arena_alloc(work->arena, sizeof *social->assets);
        social->urls = NULL;
    }
    social->targets = (struct words){NULL, 0, 0};
    social->mark = mark_of(key);
    ARRAY_PUSH(out, social);
    return social;
}

/* What the entry says and shows on the network of one target; text NULL: its template is wrong. */
static struct social_offer make_offer(struct work *work, const struct document *document,
                                      const struct social_entry *entry, const char *target)
{
    const struct rendered *page = work->in->pages->items[document->index];
    const char *platform = platform_of(work, target);
    return (struct social_offer){.document = document,
                                 .entry = entry,
                                 .page = page,
                                 .media = &page->social[entry - document->social],
                                 .network = network_of(work, target, platform),
                                 .type = entry->type,
                                 .text = text_for(work, document, entry, platform),
                                 .comment = comment_for(work, document, entry, platform)};
}

/* A moment that has passed before the entry was ever sent: it goes nowhere. */
static bool is_past(const struct work *work, const struct desired_social *model, int64_t post_ms)
{
    bool fresh =
        model->entry->when.kind == WHEN_WITH_POST && post_ms > work->in->now_ms - PLAN_FRESH_MS;
    return model->due_ms <= work->in->now_ms && !fresh;
}

/* What the plain key stands for; whatever differs from it has the network's name in its own. */
static struct social_offer usual_offer(struct work *work, const struct social_entry *entry,
                                       const struct document *document)
{
    const struct rendered *page = work->in->pages->items[document->index];
    struct social_offer usual = {.text = text_for(work, document, entry, ""),
                                 .comment = comment_for(work, document, entry, "")};
    bool cover = entry->cover && !entry->media_at.line && page->cover >= 0;
    usual.no_media = cover && !ghlpub_media_kind(page->assets[page->cover]->type);
    if (strcmp(entry->type, "story") == 0)
        usual.text = "";
    return usual;
}

static void add_variants(struct work *work, const struct desired_social *model, const char *key,
                         bool date_written, bool past, struct social_list *out)
{
    const struct document *document = model->document;
    size_t first = out->len;
    bool good = true;
    struct words targets = expand_targets(work, model->entry);
    const struct social_offer usual = usual_offer(work, model->entry, document);
    for (size_t i = 0; i < targets.len; i++) {
        struct social_offer offer = make_offer(work, document, model->entry, targets.items[i].text);
        if (!offer.text)
            continue;
        good &= past || plan_social_fits(work, &offer);
        bool is_usual = same_text(offer.text, usual.text) &&
                        same_text(offer.comment, usual.comment) && offer.no_media == usual.no_media;
        const char *own = is_usual ? key : arena_printf(work->arena, "%s/%s", key, offer.network);
        add_target(work, &variant(work, model, own, &offer, out, first)->targets, targets.items[i]);
    }
    for (size_t i = first; i < out->len; i++) {
        struct desired_social *social = out->items[i];
        social->broken = !good;
        social->due_ms = social->due_ms - social->due_ms % 1000;
        content_hash(social, date_written);
        social->due_ms += social->mark;
    }
}

void plan_social_check(struct work *work, const struct document *document)
{
    for (size_t i = 0; i < document->social_count; i++) {
        const struct social_entry *entry = &document->social[i];
        struct words targets = expand_targets(work, entry);
        for (size_t k = 0; k < targets.len; k++) {
            struct social_offer offer = make_offer(work, document, entry, targets.items[k].text);
            if (offer.text)
                plan_social_fits(work, &offer);
        }
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
                     !model.due_chosen, is_past(work, &model, post_ms), out);
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
