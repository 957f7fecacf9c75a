/*
 * The social posts that a document asks for: one entry becomes one social post,
 * or one for each platform whose text or comment differs; and each gets the key
 * under which the state knows it (social_names.c, social_keys.c).
 */
#include "work.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/strbuf.h"

#include <string.h>

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
                               const struct social_entry *entry, const char *platform,
                               const char *type)
{
    const char *url = work->urls[document->index];
    if (!entry->comment.text || !takes_comment(platform, type))
        return NULL;
    return keep(work, ghlpub_social_expand(work->in->site, work->in->pages, document, entry,
                                           entry->comment, platform, url ? url : "", work->found));
}

static void hash_words(struct hash *hash, const char *name, const struct words *words)
{
    for (size_t i = 0; i < words->len; i++)
        hash_add_field(hash, name, words->items[i].text);
}

static void hash_kind(struct hash *hash, const struct social_entry *entry,
                      enum social_status status)
{
    hash_add_field(hash, "type", entry->type);
    hash_add_number(hash, "status", (int64_t)status);
    hash_add_field(hash, "approver", entry->approver.text);
    hash_add_field(hash, "category", entry->category.text);
    hash_words(hash, "tag", &entry->tags);
}

static void hash_source_details(struct hash *hash, const struct social_entry *entry)
{
    struct strbuf json = STRBUF_INIT(LIMIT_DOCUMENT);
    if (entry->details) {
        strbuf_add_json_compact(&json, entry->details);
        hash_add_field(hash, "details", json.buf);
    }
    strbuf_release(&json);
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
    hash_source_details(&hash, entry);
    hash_kind(&hash, entry, entry->status);
    for (int key = 0; key < UTM_KEYS; key++)
        if (entry->utm.values[key].text)
            hash_add_field(&hash, ghlpub_utm_name((enum utm_key)key), entry->utm.values[key].text);
    if (entry->utm_off || entry->unicode_emphasis)
        hash_add_number(&hash, "links",
                        (entry->utm_off ? 1 : 0) + (entry->unicode_emphasis ? 2 : 0));
    hash_hex(&hash, out);
}

/* URLs that stand before a file: behind all files is the order that needs no word. */
static void hash_url_places(struct hash *hash, const struct desired_social *social)
{
    size_t files = 0;
    while (social->assets[files])
        files++;
    for (size_t i = 0; social->urls && social->urls[i]; i++)
        if (social->url_places[i] != files + i)
            hash_add_number(hash, "place", (int64_t)social->url_places[i]);
}

static void content_hash(struct desired_social *social)
{
    struct hash hash;
    hash_init(&hash);
    hash_add_field(&hash, "text", social->text);
    hash_add_field(&hash, "comment", social->comment);
    hash_words(&hash, "to", &social->written);
    for (const struct asset **asset = social->assets; *asset; asset++)
        hash_add_field(&hash, "asset", (*asset)->hash);
    for (const char *const *url = social->urls; url && *url; url++)
        hash_add_field(&hash, "url", *url);
    hash_url_places(&hash, social);
    if (social->date_written)
        hash_add_number(&hash, "due", social->due_ms / 1000);
    else
        hash_add_field(&hash, "at", social->entry->when.text);
    if (!social->date_written && social->entry->when.shift)
        hash_add_number(&hash, "shift", social->entry->when.shift);
    if (social->details)
        hash_add_field(&hash, "details", social->details);
    hash_kind(&hash, social->entry, social->status);
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
    social->targets = social->written = (struct words){NULL, 0, 0};
    ARRAY_PUSH(out, social);
    return social;
}

/* The kind of post that the entry is on one network. */
static const char *type_on(const struct social_entry *entry, const char *network)
{
    bool typed = strcmp(network, "facebook") == 0 || strcmp(network, "instagram") == 0;
    const char *own = typed ? plan_detail(entry, network, "type") : NULL;
    if (strcmp(network, "linkedin") == 0 && strcmp(entry->type, "post") == 0)
        return plan_has_detail(entry, network, "document") ? "document"
               : plan_has_detail(entry, network, "poll")   ? "poll"
                                                           : "post";
    return own ? own : entry->type;
}

/* What the entry says and shows on the network of one target; text NULL: its template is wrong. */
static struct social_offer make_offer(struct work *work, const struct document *document,
                                      const struct social_entry *entry, const char *target)
{
    const struct rendered *page = work->in->pages->items[document->index];
    const char *platform = plan_social_platform(work, target);
    const char *network = network_of(work, target, platform), *type = type_on(entry, network);
    return (struct social_offer){.document = document,
                                 .entry = entry,
                                 .page = page,
                                 .media = &page->social[entry - document->social],
                                 .platform = platform,
                                 .network = network,
                                 .type = type,
                                 .text = text_for(work, document, entry, platform),
                                 .comment = comment_for(work, document, entry, platform, type)};
}

/* A moment that has passed before the entry was ever sent: it goes nowhere. */
static bool is_past(const struct work *work, const struct desired_social *model, int64_t post_ms)
{
    bool fresh =
        model->entry->when.kind == WHEN_WITH_POST && post_ms > work->in->now_ms - PLAN_FRESH_MS;
    return model->due_ms <= work->in->now_ms && !fresh && !model->entry->late_send;
}

/* What the plain key stands for; whatever differs from it has the network's name in its own. */
static struct social_offer usual_offer(struct work *work, const struct social_entry *entry,
                                       const struct document *document)
{
    const struct rendered *page = work->in->pages->items[document->index];
    struct social_offer usual = {.text = text_for(work, document, entry, ""),
                                 .comment = comment_for(work, document, entry, "", entry->type)};
    bool cover = entry->cover && !entry->media_at.line && page->cover >= 0;
    usual.no_media = cover && !ghlpub_media_kind(page->assets[page->cover]->type);
    if (strcmp(entry->type, "story") == 0)
        usual.text = "";
    return usual;
}

/* Adds what only the networks of this post know, and its hash. */
static bool finish_variant(struct work *work, struct desired_social *social)
{
    const struct words *targets = &social->targets;
    const char **networks = arena_alloc(work->arena, (targets->len + 1) * sizeof *networks);
    bool good;
    for (size_t i = 0; i < targets->len; i++)
        networks[i] = plan_social_platform(work, targets->items[i].text);
    social->details = plan_details(work, social, networks, &good);
    social->due_ms -= social->due_ms % 1000;
    content_hash(social);
    return good;
}

/* The variants of one entry as they are made. */
struct making {
    const struct desired_social *model;
    const char *key;
    struct social_offer usual;
    struct social_list *out;
    size_t first;
    struct diagnostics *said; /* where findings about networks go */
};

/* Adds one account (or what stands for it); `written` is the target that means it. False: its
 * network would refuse the social post. */
static bool add_account(struct work *work, struct making *making, struct word target,
                        struct word written)
{
    const struct desired_social *model = making->model;
    struct diagnostics *found = work->found;
    struct social_offer offer = make_offer(work, model->document, model->entry, target.text);
    if (!offer.text)
        return true;
    work->found = making->said;
    bool good = plan_social_fits(work, &offer);
    work->found = found;
    bool is_usual = same_text(offer.text, making->usual.text) &&
                    same_text(offer.comment, making->usual.comment) &&
                    offer.no_media == making->usual.no_media;
    const char *own =
        is_usual ? making->key : arena_printf(work->arena, "%s/%s", making->key, offer.platform);
    struct desired_social *social = variant(work, model, own, &offer, making->out, making->first);
    plan_social_add_target(work, &social->targets, target);
    plan_social_add_target(work, &social->written, written);
    return good;
}

/* One social post for each text, comment and set of media. False: something must not be sent. */
static bool make_variants(struct work *work, const struct desired_social *model, const char *key,
                          bool past, struct social_list *out)
{
    bool good = true;
    struct words written = plan_social_written(work, model->entry);
    struct diagnostics unsaid = DIAGNOSTICS_INIT, *found = work->found;
    struct making making = {.model = model,
                            .key = key,
                            .usual = usual_offer(work, model->entry, model->document),
                            .out = out,
                            .first = out->len,
                            .said = past ? &unsaid : found};
    for (size_t i = 0; i < written.len; i++) {
        struct words members = plan_social_members(work, written.items[i]);
        for (size_t k = 0; k < members.len; k++)
            good &= add_account(work, &making, members.items[k], written.items[i]);
    }
    work->found = making.said;
    for (size_t i = making.first; i < out->len; i++)
        good &= finish_variant(work, out->items[i]);
    work->found = found;
    diagnostics_release(&unsaid);
    return good;
}

/* `past`: what is found is not said, since nothing is sent any more; but the post is the same. */
static void add_variants(struct work *work, const struct desired_social *model, const char *owner,
                         const char *full, bool past, struct social_list *out)
{
    const char *key = arena_printf(work->arena, "%s#%s", model->document->key, full);
    size_t first = out->len;
    bool good = make_variants(work, model, key, past, out);
    plan_social_keep_keys(work, owner, full, out, first);
    for (size_t i = first; i < out->len; i++) {
        out->items[i]->broken = !good && !past;
        out->items[i]->mark = mark_of(out->items[i]->key);
        out->items[i]->due_ms += out->items[i]->mark;
    }
}

static void warn_odd(struct work *work, const struct social_entry *entry, int odd, int64_t due)
{
    if (!odd)
        return;
    struct place at = entry->when.at.line ? entry->when.at : entry->at;
    const char *which = "";
    if (entry->number)
        which = arena_printf(work->arena, " of occurrence %u", entry->number);
    diagnose(work->found, SEVERITY_WARNING, odd == 1 ? "dst-gap" : "dst-twice", at,
             "the local time \"%s\"%s %s; %s is used", entry->when.text ? entry->when.text : "",
             which, odd == 1 ? "does not exist, since clocks go forward" : "exists twice",
             work_local(work, due));
}

static int64_t *resolve_all(struct work *work, const struct document *document, int64_t post_ms)
{
    int64_t *due = arena_alloc(work->arena, (document->social_count + 1) * sizeof *due);
    for (size_t i = 0; i < document->social_count; i++) {
        int odd = 0;
        due[i] = ghlpub_when_resolve(&document->social[i].when, post_ms,
                                     work->in->site->config.zone, &odd);
        warn_odd(work, &document->social[i], odd, due[i]);
    }
    return due;
}

/* Of a series that nothing is recorded of: has this one passed, and the next one not? */
static bool is_last_missed(const struct work *work, const struct document *document,
                           const int64_t *due, size_t entry)
{
    const struct social_entry *item = &document->social[entry];
    return item->number && due[entry] <= work->in->now_ms &&
           (item->number == item->occurrences || due[entry + 1] > work->in->now_ms);
}

void plan_social_desired(struct work *work, const struct document *document,
                         const struct social_base *base, struct social_list *out)
{
    const struct rendered *page = work->in->pages->items[document->index];
    const struct state_entry *post_entry = work->entries[document->index];
    const char *owner = map_get(&work->campaign_from, document->key);
    size_t count = document->social_count + 1;
    if (!owner)
        owner = post_entry ? post_entry->key : document->key;
    int64_t *due = resolve_all(work, document, base->post_ms);
    struct social_name *names = arena_alloc(work->arena, count * sizeof *names);
    char(*sources)[65] = arena_alloc(work->arena, count * sizeof *sources);
    for (size_t i = 0; i < document->social_count; i++)
        source_hash(&document->social[i], sources[i]);
    plan_social_names(work, document, owner, due, sources, names);
    for (size_t i = 0; i < document->social_count; i++) {
        const struct social_entry *entry = &document->social[i];
        struct desired_social model = {.document = document,
                                       .entry = entry,
                                       .due_ms = due[i],
                                       .status = base->draft ? SOCIAL_DRAFT : entry->status,
                                       .known = names[i].known,
                                       .replaces_out = names[i].replaces_out,
                                       .last_missed = is_last_missed(work, document, due, i),
                                       .assets = entry_assets(work, document, &page->social[i]),
                                       .urls = page->social[i].urls,
                                       .url_places = page->social[i].url_places};
        model.due_chosen = entry->when.kind != WHEN_ABSOLUTE && base->chosen;
        memcpy(model.source, sources[i], sizeof model.source);
        model.date_written = !model.due_chosen && !base->draft;
        add_variants(work, &model, owner, names[i].full, is_past(work, &model, base->post_ms), out);
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
        if (!work_selected(work, i) || document->broken || !document->sync ||
            !work_wants(work, PLAN_SOCIAL))
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
