/*
 * Social entries: each member of the contract with its type. Texts stay
 * templates, accounts stay names; what fits which network is found by the plan.
 */
#include "social.h"

#include "base/arena.h"
#include "base/limits.h"
#include "platform.h"
#include "series.h"
#include "social_details.h"
#include "utm_fields.h"
#include "when.h"

#include <string.h>

/* Networks whose details an entry may hold are members, too. */
static const char *const members[] = {
    "to",     "at",       "text", "media",  "comment", "type",         "category", "tags",
    "status", "approver", "id",   "repeat", "late",    "link_preview", "utm",      "emphasis"};
#define MEMBERS (sizeof members / sizeof *members)

struct entry_reader {
    const struct reading *r;
    const struct site *site;
    struct document *doc;
    const struct yaml_value *own, *standard;
    struct social_entry *entry;
    struct text_variants variants; /* of the entry at hand */
};

static bool member_known(const char *name)
{
    for (size_t i = 0; i < MEMBERS; i++)
        if (strcmp(members[i], name) == 0)
            return true;
    return platform_known(name);
}

static void check_members(const struct entry_reader *e, const struct yaml_value *map)
{
    const char *names[MEMBERS + 16];
    size_t count = 0;
    for (size_t i = 0; i < MEMBERS; i++)
        names[count++] = members[i];
    for (size_t i = 0; i < platform_count; i++)
        names[count++] = platform_names[i];
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml_key *key = &map->keys[i];
        if (member_known(key->text))
            continue;
        struct diagnostic *item = diagnose(e->r->found, SEVERITY_ERROR, "unknown-member", key->at,
                                           "a social entry has no \"%s\"", key->text);
        if (!platform_hint(item, key->text))
            hint_nearest(item, key->text, names, count);
    }
}

/* A member of the entry, or else of the defaults; null counts as missing. */
static const struct yaml_value *member(const struct entry_reader *e, const char *name)
{
    const struct yaml_value *value = yaml_get(e->own, name, NULL);
    if (value && value->kind != YAML_NULL)
        return value;
    value = e->standard ? yaml_get(e->standard, name, NULL) : NULL;
    return value && value->kind != YAML_NULL ? value : NULL;
}

static void read_to(const struct entry_reader *e)
{
    size_t before = e->r->found->errors;
    read_words(e->r, member(e, "to"), "to", NULL, &e->entry->to);
    for (size_t i = 0; i < e->entry->to.len; i++)
        platform_check_target(e->site, e->entry->to.items[i], true, e->r->found);
    if (e->entry->to.len == 0 && e->r->found->errors == before)
        diagnostic_hint(diagnose(e->r->found, SEVERITY_ERROR, "social-no-target", e->entry->at,
                                 "a social entry without \"to\""),
                        "say where it goes: to: [facebook, linkedin]");
}

static bool text_word(const struct entry_reader *e, const struct yaml_value *value,
                      const char *name, struct word *out)
{
    if (!value || value->kind == YAML_NULL)
        return false;
    if (value->kind != YAML_SCALAR) {
        reading_wrong_type(e->r, value, name, "a text");
        return false;
    }
    /* as written: line ends matter here */
    *out = (struct word){value->text, value->at};
    return true;
}

/* A text, or a mapping of networks to texts. */
static void read_variant(const struct entry_reader *e, const struct yaml_value *value,
                         struct text_variant *out)
{
    *out = (struct text_variant){0};
    if (!value || value->kind != YAML_MAP) {
        text_word(e, value, "text", &out->text);
        return;
    }
    out->text_for = arena_alloc(e->r->arena, (value->count + 1) * sizeof *out->text_for);
    for (size_t i = 0; i < value->count; i++) {
        const struct yaml_key *key = &value->keys[i];
        struct word word;
        if (strcmp(key->text, "default") == 0) {
            text_word(e, value->values[i], "text.default", &out->text);
        } else if (platform_known(key->text)) {
            if (text_word(e, value->values[i], key->text, &word))
                out->text_for[out->text_for_count++] = (struct platform_text){key->text, word};
        } else {
            struct diagnostic *item =
                diagnose(e->r->found, SEVERITY_ERROR, "unknown-member", key->at,
                         "\"text\" has no \"%s\": it has \"default\" and networks", key->text);
            if (!platform_hint(item, key->text))
                hint_nearest(item, key->text, platform_names, platform_count);
        }
    }
}

/* A list holds the texts of a series, taken in turn (series.c). */
static void read_text(struct entry_reader *e)
{
    const struct yaml_value *value = member(e, "text");
    bool list = value && value->kind == YAML_LIST;
    size_t count = list ? value->count : 1;
    e->variants =
        (struct text_variants){arena_alloc(e->r->arena, (count + 1) * sizeof *e->variants.items),
                               count, value ? value->at : e->entry->at};
    for (size_t i = 0; i < count; i++)
        read_variant(e, list ? value->values[i] : value, &e->variants.items[i]);
}

static void read_media(const struct entry_reader *e)
{
    const struct yaml_value *value = member(e, "media");
    bool flag;
    e->entry->cover = true;
    if (!value)
        return;
    e->entry->cover = false;
    e->entry->media_at = value->at;
    if (value->kind == YAML_SCALAR && value->plain && yaml_boolean(value, &flag)) {
        e->entry->no_media = !flag;
        e->entry->cover = flag;
        return;
    }
    struct words words = {NULL, 0, 0};
    read_words(e->r, value, "media", NULL, &words);
    e->entry->cover = words.len == 1 && strcmp(words.items[0].text, "cover") == 0;
    for (size_t i = 0; i < words.len && !e->entry->cover; i++) /* "cover" keeps its place there */
        if (strcmp(words.items[i].text, "none") != 0)
            words_add(e->r->arena, &e->entry->media, words.items[i]);
    e->entry->no_media = !e->entry->cover && e->entry->media.len == 0;
}

static void read_kind(const struct entry_reader *e)
{
    static const char *const types[] = {"post", "story", "reel"};
    static const enum social_status statuses[] = {SOCIAL_SCHEDULED, SOCIAL_DRAFT, SOCIAL_IN_REVIEW};
    const struct yaml_value *type = member(e, "type"), *status = member(e, "status");
    struct social_entry *entry = e->entry;
    int choice = type ? read_choice(e->r, type, "type", "post|story|reel") : 0;
    entry->type = types[choice < 0 ? 0 : choice];
    entry->type_at = type ? type->at : entry->at;
    choice = status ? read_choice(e->r, status, "status", "scheduled|draft|in_review") : 0;
    entry->status = statuses[choice < 0 ? 0 : choice];
    read_word(e->r, member(e, "approver"), "approver", &entry->approver);
    if (entry->status == SOCIAL_IN_REVIEW && !entry->approver.text)
        diagnostic_hint(diagnose(e->r->found, SEVERITY_ERROR, "approver-missing", status->at,
                                 "status in_review without \"approver\""),
                        "say who approves it: an e-mail address, a name or an id");
    else if (entry->status != SOCIAL_IN_REVIEW && entry->approver.text)
        diagnostic_hint(diagnose(e->r->found, SEVERITY_WARNING, "approver-unused",
                                 entry->approver.at, "\"approver\" without status in_review"),
                        "GoHighLevel does not hold the post for approval then; write `status: "
                        "in_review`");
}

static void read_details(const struct entry_reader *e)
{
    const struct config *config = &e->site->config;
    const struct yaml_value *preview = member(e, "link_preview");
    if (preview)
        details_read(e->r, config, "link_preview", preview, e->entry);
    for (size_t i = 0; i < platform_count; i++) {
        const struct yaml_value *value = member(e, platform_names[i]);
        if (!value)
            continue;
        details_read(e->r, config, platform_names[i], value, e->entry);
        if (yaml_get(e->own, platform_names[i], NULL)) /* defaults are for many entries */
            details_unused(e->r, config, e->entry, platform_names[i], value->at);
    }
}

/* True where the target's network takes follow-up comments, or is not known here (an id). */
static bool takes_comment(const struct site *site, const char *target)
{
    const struct config *config = &site->config;
    for (size_t i = 0; i < config->account_count; i++) {
        const struct words *targets = &config->accounts[i].targets;
        if (strcmp(config->accounts[i].name, target) != 0)
            continue;
        for (size_t k = 0; k < targets->len; k++)
            if (takes_comment(site, targets->items[k].text))
                return true;
        return false;
    }
    char network[32];
    snprintf(network, sizeof network, "%.*s", (int)strcspn(target, ":"), target);
    const struct network_limits *limits = ghlpub_network_limits(network, "post");
    return !limits || limits->comment_max > 0;
}

static void read_comment(const struct entry_reader *e)
{
    struct social_entry *entry = e->entry;
    bool taken = entry->to.len == 0;
    if (!text_word(e, member(e, "comment"), "comment", &entry->comment))
        return;
    for (size_t i = 0; i < entry->to.len; i++)
        taken = taken || takes_comment(e->site, entry->to.items[i].text);
    if (!taken)
        diagnostic_hint(diagnose(e->r->found, SEVERITY_ERROR, "comment-not-taken",
                                 entry->comment.at,
                                 "none of the networks in \"to\" takes a follow-up comment"),
                        "remove `comment`, or add a network that takes one, as facebook");
}

static void read_when(const struct entry_reader *e)
{
    struct social_entry *entry = e->entry;
    const struct document *doc = e->doc;
    if (!when_read(e->r, member(e, "at"), e->site->config.zone, &entry->when))
        return;
    if (doc->kind == DOCUMENT_CAMPAIGN && !doc->has_date && entry->when.kind != WHEN_ABSOLUTE)
        diagnostic_hint(diagnose(e->r->found, SEVERITY_ERROR, "social-no-date",
                                 entry->when.text ? entry->when.at : entry->at,
                                 "a campaign's entry without a date"),
                        "write `at: 2026-12-01 09:00`, or give the campaign a `date`");
}

static void read_id(const struct entry_reader *e)
{
    const struct yaml_value *value = yaml_get(e->own, "id", NULL); /* never from the defaults */
    struct word id;
    if (!read_word(e->r, value, "id", &id))
        return;
    for (const struct social_entry *other = e->doc->social; other < e->entry; other++) {
        if (!other->id || strcmp(other->id, id.text) != 0)
            continue;
        diagnostic_hint(diagnose(e->r->found, SEVERITY_ERROR, "duplicate-id", id.at,
                                 "two social entries have the id \"%s\"", id.text),
                        "the first begins at line %u", other->at.line);
        return;
    }
    e->entry->id = id.text;
}

static void read_late(const struct entry_reader *e)
{
    const struct yaml_value *value = member(e, "late");
    e->entry->late_send = value && read_choice(e->r, value, "late", "skip|send") == 1;
}

static void read_emphasis(const struct entry_reader *e)
{
    const struct yaml_value *value = member(e, "emphasis");
    e->entry->unicode_emphasis = value && read_choice(e->r, value, "emphasis", "none|unicode") == 1;
}

static void read_entry(struct entry_reader *e)
{
    check_members(e, e->own);
    read_to(e);
    read_when(e);
    read_text(e);
    read_media(e);
    read_comment(e);
    read_kind(e);
    read_word(e->r, member(e, "category"), "category", &e->entry->category);
    read_words(e->r, member(e, "tags"), "tags", NULL, &e->entry->tags);
    read_details(e);
    read_late(e);
    utm_read(e->r, e->standard, e->own, e->entry);
    read_emphasis(e);
    read_id(e);
}

/* Is there something to read at all? Themes use the name `social` for switches of their own. */
static bool is_list(const struct reading *r, const struct yaml_value *value)
{
    bool flag;
    if (value->kind == YAML_LIST)
        return true;
    if (value->kind == YAML_SCALAR && yaml_boolean(value, &flag)) {
        if (flag)
            diagnostic_hint(diagnose(r->found, SEVERITY_WARNING, "social-ignored", value->at,
                                     "\"social: true\" says nothing here"),
                            "write a list: - to: [facebook]");
        return false;
    }
    reading_wrong_type(r, value, "social", "a list of entries, each beginning with \"- to: ...\"");
    return false;
}

void social_read(const struct reading *r, const struct site *site, struct document *doc,
                 const struct yaml_value *value, const struct yaml_value *standard)
{
    struct entry_reader e = {.r = r, .site = site, .doc = doc, .standard = standard};
    if (!value || !is_list(r, value))
        return;
    if (value->count > LIMIT_SOCIAL_ENTRIES) {
        diagnose(r->found, SEVERITY_ERROR, "social-too-many", value->at,
                 "more than %u social entries in one document", LIMIT_SOCIAL_ENTRIES);
        return;
    }
    doc->social = arena_alloc(r->arena, (value->count + 1) * sizeof *doc->social);
    for (size_t i = 0; i < value->count; i++) {
        e.own = value->values[i];
        if (e.own->kind == YAML_NULL)
            continue;
        if (e.own->kind != YAML_MAP) {
            reading_wrong_type(r, e.own, "social", "a list of mappings");
            continue;
        }
        e.entry = &doc->social[doc->social_count];
        *e.entry = (struct social_entry){.at = e.own->at};
        read_entry(&e);
        doc->social_count++;
        series_expand(r, site, doc, member(&e, "repeat"), &e.variants, value->count - i - 1);
    }
    series_check_ids(r, doc);
}

void social_release(struct document *doc)
{
    for (size_t i = 0; i < doc->social_count; i++)
        json_decref(doc->social[i].details);
    doc->social_count = 0;
}
