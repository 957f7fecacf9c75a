/*
 * The details of networks: one table says which there are, of which type, how
 * long, and from which version of the API on; what belongs together is checked
 * below it. They become JSON with the names that documents use: what the API
 * calls them is known where they are sent (ghl/social_details.c).
 *
 * Sources: the description of the Social Planner's API (v3, June 2026); what the
 * version 2021-07-28 takes beyond its own description, from facts.md 3.1.
 */
#include "social_details.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/strbuf.h"
#include "date.h"

#include <string.h>
#include <strings.h>

enum detail_kind {
    DETAIL_TEXT,
    DETAIL_URL,
    DETAIL_CHOICE, /* `choices`; `spelled` are the API's own words for them, read as well */
    DETAIL_FLAG,
    DETAIL_DATE,
    DETAIL_NAMES, /* a list of at most `max` */
    DETAIL_POLL
};

struct detail_row {
    const char *network, *name;
    enum detail_kind kind;
    size_t max; /* of a text: UTF-16 units; 0: none known */
    const char *choices, *spelled;
    bool v3;
};

#define POSTS "post|story|reel"

/* clang-format off */
static const struct detail_row rows[] = {
    {"google", "event", DETAIL_CHOICE, 0, "standard|event|offer", "STANDARD|EVENT|OFFER", false},
    {"google", "title", DETAIL_TEXT, 58, NULL, NULL, false},
    {"google", "start", DETAIL_DATE, 0, NULL, NULL, false},
    {"google", "end", DETAIL_DATE, 0, NULL, NULL, false},
    {"google", "action", DETAIL_CHOICE, 0, "none|order|book|shop|learn_more|call|sign_up",
     "NONE|ORDER|BOOK|SHOP|LEARN_MORE|CALL|SIGN_UP", false},
    {"google", "url", DETAIL_URL, 0, NULL, NULL, false},
    {"google", "code", DETAIL_TEXT, 58, NULL, NULL, false},
    {"google", "terms", DETAIL_URL, 0, NULL, NULL, false},
    {"google", "redeem_url", DETAIL_URL, 0, NULL, NULL, false},
    {"facebook", "type", DETAIL_CHOICE, 0, POSTS, POSTS, false},
    {"facebook", "background", DETAIL_TEXT, 64, NULL, NULL, true},
    {"instagram", "type", DETAIL_CHOICE, 0, POSTS, POSTS, false},
    {"instagram", "collaborators", DETAIL_NAMES, 3, NULL, NULL, true},
    {"instagram", "show_on_feed", DETAIL_FLAG, 0, NULL, NULL, true},
    {"instagram", "notify", DETAIL_FLAG, 0, NULL, NULL, true},
    {"instagram", "note", DETAIL_TEXT, 0, NULL, NULL, true},
    {"linkedin", "document", DETAIL_TEXT, 100, NULL, NULL, false},
    {"linkedin", "poll", DETAIL_POLL, 0, NULL, NULL, true},
    {"tiktok", "privacy", DETAIL_CHOICE, 0, "public|friends|self",
     "PUBLIC_TO_EVERYONE|MUTUAL_FOLLOW_FRIENDS|SELF_ONLY", false},
    {"tiktok", "comments", DETAIL_FLAG, 0, NULL, NULL, false},
    {"tiktok", "duets", DETAIL_FLAG, 0, NULL, NULL, false},
    {"tiktok", "stitches", DETAIL_FLAG, 0, NULL, NULL, false},
    {"tiktok", "promotes", DETAIL_CHOICE, 0, "nothing|own_brand|other_brand|both",
     "nothing|own_brand|other_brand|both", false},
    {"pinterest", "boards", DETAIL_NAMES, 25, NULL, NULL, false},
    {"pinterest", "title", DETAIL_TEXT, 100, NULL, NULL, false},
    {"pinterest", "link", DETAIL_URL, 2048, NULL, NULL, false},
    {"youtube", "title", DETAIL_TEXT, 100, NULL, NULL, false},
    {"youtube", "type", DETAIL_CHOICE, 0, "video|short", "video|short", false},
    {"youtube", "privacy", DETAIL_CHOICE, 0, "public|unlisted|private", "public|unlisted|private",
     false},
    {"link_preview", "url", DETAIL_URL, 0, NULL, NULL, false},
    {"link_preview", "image", DETAIL_URL, 0, NULL, NULL, false},
    {"link_preview", "title", DETAIL_TEXT, 0, NULL, NULL, true},
    {"link_preview", "description", DETAIL_TEXT, 0, NULL, NULL, true},
};
/* clang-format on */

enum { ROWS = sizeof rows / sizeof *rows };

/* One mapping as it is read. */
struct details {
    const struct reading *r;
    const struct config *config;
    const struct yaml_value *map;
    struct social_entry *entry;
    const char *network;
    json_t *json;
};

static const struct detail_row *row_named(const char *network, const char *name)
{
    if (strcmp(network, "pinterest") == 0 && strcmp(name, "board") == 0)
        name = "boards";
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].network, network) == 0 && strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

static void unknown(const struct details *d, const struct yaml_key *key)
{
    const char *names[ROWS];
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].network, d->network) == 0)
            names[count++] = rows[i].name;
    struct diagnostic *item =
        diagnose(d->r->found, SEVERITY_ERROR, "unknown-member", key->at,
                 count ? "\"%s\" has no \"%s\"" : "\"%s\" has no details", d->network, key->text);
    if (count)
        hint_nearest(item, key->text, names, count);
}

static struct diagnostic *refuse(const struct details *d, const char *code, struct place at,
                                 const char *text)
{
    return diagnose(d->r->found, SEVERITY_ERROR, code, at, "%s: %s", d->network, text);
}

/* ---- values ---- */

bool ghlpub_detail_fits(const struct social_detail *detail, const char *text,
                        struct diagnostics *found)
{
    size_t length = ghlpub_text_length(UNIT_UTF16, text);
    if (detail->max && length > detail->max) {
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "detail-long", detail->value.at,
                                 "%s: \"%s\" has %zu characters, %zu more than %zu",
                                 detail->network, detail->name, length, length - detail->max,
                                 detail->max),
                        "shorten it");
        return false;
    }
    if (!detail->url || strncasecmp(text, "https://", 8) == 0 ||
        strncasecmp(text, "http://", 7) == 0)
        return true;
    diagnostic_hint(diagnose(found, SEVERITY_ERROR, "detail-no-url", detail->value.at,
                             "%s: \"%s\" is no address: \"%s\"", detail->network, detail->name,
                             text),
                    "write one that begins with https://, or {{url}} for the post's");
    return false;
}

static void read_text(struct details *d, const struct detail_row *row,
                      const struct yaml_value *value)
{
    struct social_entry *entry = d->entry;
    struct social_detail detail = {.network = row->network,
                                   .name = row->name,
                                   .max = row->max,
                                   .url = row->kind == DETAIL_URL};
    if (!read_word(d->r, value, row->name, &detail.value))
        return;
    if (!strstr(detail.value.text, "{{"))
        ghlpub_detail_fits(&detail, detail.value.text, d->r->found);
    json_put(d->json, row->name, detail.value.text);
    if (!entry->detail_texts)
        entry->detail_texts = arena_alloc(d->r->arena, ROWS * sizeof *entry->detail_texts);
    if (entry->detail_text_count < ROWS)
        entry->detail_texts[entry->detail_text_count++] = detail;
}

/* The index of the word in "a|b|c", without regard to case; -1: it is not there. */
static int index_of(const char *list, const char *word)
{
    for (int i = 0;; i++) {
        size_t len = strcspn(list, "|");
        if (len == strlen(word) && strncasecmp(list, word, len) == 0)
            return i;
        if (!list[len])
            return -1;
        list += len + 1;
    }
}

static const char *word_at(struct arena *arena, const char *list, int index)
{
    while (index-- > 0)
        list += strcspn(list, "|") + 1;
    return arena_strndup(arena, list, strcspn(list, "|"));
}

static void read_detail_choice(struct details *d, const struct detail_row *row,
                               const struct yaml_value *value)
{
    int choice = value->kind == YAML_SCALAR ? index_of(row->spelled, value->text) : -1;
    if (choice < 0 && value->kind == YAML_SCALAR)
        choice = index_of(row->choices, value->text);
    if (choice < 0)
        choice = read_choice(d->r, value, row->name, row->choices); /* says what there is */
    if (choice >= 0)
        json_put(d->json, row->name, word_at(d->r->arena, row->choices, choice));
}

/* Dates are what a clock on the wall shows at the site: they carry no zone to the network. */
static void read_date(struct details *d, const struct detail_row *row,
                      const struct yaml_value *value)
{
    int64_t ms;
    bool has_time;
    struct civil civil;
    if (!date_read(d->r, value, row->name, d->config->zone, &ms, &has_time))
        return;
    zone_from_utc(d->config->zone, ms, &civil, NULL, NULL);
    json_t *date = json_object();
    json_put_number(date, "year", civil.year);
    json_put_number(date, "month", civil.month);
    json_put_number(date, "day", civil.day);
    if (has_time) {
        json_put_number(date, "hours", civil.hour);
        json_put_number(date, "minutes", civil.minute);
        json_put_number(date, "seconds", civil.second);
    }
    json_put_value(d->json, row->name, date);
}

static void read_names(struct details *d, const struct detail_row *row,
                       const struct yaml_value *value)
{
    struct words words = {NULL, 0, 0};
    if (!read_words(d->r, value, row->name, NULL, &words))
        return;
    if (words.len > row->max)
        diagnostic_hint(diagnose(d->r->found, SEVERITY_ERROR, "detail-many", value->at,
                                 "%s: %zu %s, more than %zu", d->network, words.len, row->name,
                                 row->max),
                        "remove some, or make a second entry");
    json_t *list = json_array();
    for (size_t i = 0; i < words.len; i++) {
        const char *name = words.items[i].text;
        json_array_append_new(list, json_string(*name == '@' ? name + 1 : name));
    }
    json_put_value(d->json, row->name, list);
}

/* ---- polls ---- */

static const char *poll_text(struct details *d, const struct yaml_value *value, const char *name,
                             size_t max)
{
    struct social_detail detail = {.network = d->network, .name = name, .max = max};
    if (!value || !read_word(d->r, value, name, &detail.value))
        return NULL;
    ghlpub_detail_fits(&detail, detail.value.text, d->r->found);
    return detail.value.text;
}

static json_t *poll_options(struct details *d, const struct yaml_value *value)
{
    json_t *list = json_array();
    if (!value || value->kind != YAML_LIST || value->count < 2 || value->count > 4) {
        diagnostic_hint(refuse(d, "detail-missing", value ? value->at : d->map->at,
                               "a poll needs two to four options"),
                        "write options: [One, Another]");
        return list;
    }
    for (size_t i = 0; i < value->count; i++) {
        const char *text = poll_text(d, value->values[i], "poll.options", 30);
        for (size_t k = 0; text && k < json_array_size(list); k++)
            if (strcmp(json_string_value(json_array_get(list, k)), text) == 0)
                diagnostic_hint(refuse(d, "detail-double", value->values[i]->at,
                                       "two options of the poll are the same"),
                                "change one of them");
        if (text)
            json_array_append_new(list, json_string(text));
    }
    return list;
}

static void read_poll(struct details *d, const struct yaml_value *value)
{
    static const char *const names[] = {"question", "options", "days"};
    if (value->kind != YAML_MAP) {
        reading_wrong_type(d->r, value, "poll", "a mapping with question, options and days");
        return;
    }
    for (size_t i = 0; i < value->count; i++)
        if (index_of("question|options|days", value->keys[i].text) < 0)
            hint_nearest(diagnose(d->r->found, SEVERITY_ERROR, "unknown-member", value->keys[i].at,
                                  "a poll has no \"%s\"", value->keys[i].text),
                         value->keys[i].text, names, 3);
    json_t *poll = json_object();
    const char *question = poll_text(d, yaml_get(value, "question", NULL), "poll.question", 140);
    if (!question)
        diagnostic_hint(refuse(d, "detail-missing", value->at, "a poll needs a question"),
                        "write question: ...");
    json_put(poll, "question", question);
    json_put_value(poll, "options", poll_options(d, yaml_get(value, "options", NULL)));
    const struct yaml_value *days = yaml_get(value, "days", NULL);
    int choice = days ? read_choice(d->r, days, "days", "1|3|7|14") : 2;
    json_put(poll, "days", word_at(d->r->arena, "1|3|7|14", choice < 0 ? 2 : choice));
    json_put_value(d->json, "poll", poll);
}

/* ---- what belongs together ---- */

static struct place member_place(const struct details *d, const char *name)
{
    const struct yaml_value *value = yaml_get(d->map, name, NULL);
    return value ? value->at : d->map->at;
}

static bool is(const struct details *d, const char *name, const char *value)
{
    const char *text = json_text(d->json, name);
    return text && strcmp(text, value) == 0;
}

static bool has(const struct details *d, const char *name)
{
    return json_object_get(d->json, name) != NULL;
}

static void need(struct details *d, const char *what, const char *const *names)
{
    const char *missing = NULL;
    for (; *names; names++)
        if (!has(d, *names))
            missing = missing ? arena_printf(d->r->arena, "%s, \"%s\"", missing, *names)
                              : arena_printf(d->r->arena, "\"%s\"", *names);
    if (missing)
        diagnostic_hint(refuse(d, "detail-missing", d->map->at,
                               arena_printf(d->r->arena, "%s needs %s", what, missing)),
                        "docs/social.md says what belongs to it");
}

static void only_with(struct details *d, const char *name, bool fine, const char *text)
{
    if (has(d, name) && !fine)
        diagnostic_hint(refuse(d, "detail-misplaced", member_place(d, name),
                               arena_printf(d->r->arena, "\"%s\" %s", name, text)),
                        "remove it");
}

/* As one number, which grows with time. */
static int64_t date_order(const json_t *date)
{
    int64_t days = json_number(date, "year", 0) * 372 + json_number(date, "month", 0) * 31 +
                   json_number(date, "day", 0);
    return ((days * 24 + json_number(date, "hours", 0)) * 60 + json_number(date, "minutes", 0)) *
               60 +
           json_number(date, "seconds", 0);
}

static void check_google(struct details *d)
{
    static const char *const event[] = {"title", "start", "end", NULL};
    static const char *const offer[] = {"title", "start",      "end", "terms",
                                        "code",  "redeem_url", NULL};
    bool is_event = is(d, "event", "event"), is_offer = is(d, "event", "offer");
    if (is_event)
        need(d, "an event", event);
    if (is_offer)
        need(d, "an offer", offer);
    static const char *const dated[] = {"title", "start", "end"};
    for (size_t i = 0; i < 3; i++)
        only_with(d, dated[i], is_event || is_offer, "belongs to an event or an offer (`event`)");
    static const char *const offers[] = {"terms", "code", "redeem_url"};
    for (size_t i = 0; i < 3; i++)
        only_with(d, offers[i], is_offer, "belongs to an offer (`event: offer`)");
    const json_t *start = json_object_get(d->json, "start"), *end = json_object_get(d->json, "end");
    if (start && end && date_order(end) < date_order(start))
        diagnostic_hint(
            refuse(d, "detail-dates", member_place(d, "end"), "it ends before it begins"),
            "exchange `start` and `end`");
    bool linked = has(d, "action") && !is(d, "action", "none") && !is(d, "action", "call");
    static const char *const url[] = {"url", NULL};
    if (linked && !is_offer)
        need(d, "this action", url);
    only_with(d, "action", !is_offer, "does not go with an offer, whose link is `redeem_url`");
    only_with(d, "url", linked, "belongs to an `action` that leads somewhere");
}

static const char *post_type(const struct details *d)
{
    const char *type = json_text(d->json, "type");
    return type ? type : d->entry->type;
}

static void check_instagram(struct details *d)
{
    const char *type = post_type(d);
    bool story = strcmp(type, "story") == 0, reel = strcmp(type, "reel") == 0;
    only_with(d, "collaborators", !story, "does not go with a story");
    only_with(d, "show_on_feed", reel, "belongs to a reel");
    only_with(d, "notify", story, "belongs to a story");
    only_with(d, "note", json_is_true(json_object_get(d->json, "notify")),
              "belongs to `notify: true`");
}

static void check_facebook(struct details *d)
{
    only_with(d, "background", strcmp(post_type(d), "post") == 0, "belongs to a post");
}

static void check_linkedin(struct details *d)
{
    only_with(d, "poll", !has(d, "document"), "does not go with a document");
    only_with(d, "poll", !json_object_get(d->entry->details, "link_preview"),
              "does not go with a `link_preview`");
}

static void check_tiktok(struct details *d)
{
    only_with(d, "promotes", !is(d, "privacy", "self") || is(d, "promotes", "nothing"),
              "does not go with `privacy: self`");
}

static void check_pinterest(struct details *d)
{
    static const char *const boards[] = {"boards", NULL};
    bool v3 = strcmp(d->config->api_version, "v3") == 0;
    const json_t *list = json_object_get(d->json, "boards");
    need(d, "a pin", boards);
    if (!v3 && json_array_size(list) > 1)
        diagnostic_hint(
            refuse(d, "detail-version", d->map->at, "several boards need version v3 of the API"),
            "set `api: {version: v3}` in ghlpub.yaml, or make an entry for each");
}

static void check_link_preview(struct details *d)
{
    static const char *const url[] = {"url", NULL};
    need(d, "it", url);
}

static void check_together(struct details *d)
{
    static const struct {
        const char *network;
        void (*check)(struct details *d);
    } checks[] = {{"google", check_google},
                  {"instagram", check_instagram},
                  {"facebook", check_facebook},
                  {"linkedin", check_linkedin},
                  {"tiktok", check_tiktok},
                  {"pinterest", check_pinterest},
                  {"link_preview", check_link_preview}};
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (strcmp(checks[i].network, d->network) == 0)
            checks[i].check(d);
}

static void read_member(struct details *d, const struct yaml_key *key,
                        const struct yaml_value *value)
{
    const struct detail_row *row = row_named(d->network, key->text);
    bool flag;
    if (!row) {
        unknown(d, key);
        return;
    }
    if (value->kind == YAML_NULL)
        return;
    if (row->v3 && strcmp(d->config->api_version, "v3") != 0)
        diagnostic_hint(
            refuse(d, "detail-version", key->at,
                   arena_printf(d->r->arena, "\"%s\" needs version v3 of the API", key->text)),
            "set `api: {version: v3}` in ghlpub.yaml");
    switch (row->kind) {
    case DETAIL_TEXT:
    case DETAIL_URL:
        read_text(d, row, value);
        break;
    case DETAIL_CHOICE:
        read_detail_choice(d, row, value);
        break;
    case DETAIL_FLAG:
        if (read_flag(d->r, value, row->name, &flag))
            json_put_flag(d->json, row->name, flag);
        break;
    case DETAIL_DATE:
        read_date(d, row, value);
        break;
    case DETAIL_NAMES:
        read_names(d, row, value);
        break;
    case DETAIL_POLL:
        read_poll(d, value);
        break;
    }
}

void details_read(const struct reading *r, const struct config *config, const char *network,
                  const struct yaml_value *value, struct social_entry *entry)
{
    bool business = strcmp(network, "tiktok-business") == 0;
    struct details d = {r, config, value, entry, business ? "tiktok" : network, json_object()};
    size_t before = r->found->errors;
    if (value->kind != YAML_MAP) {
        reading_wrong_type(r, value, network, "a mapping");
        json_decref(d.json);
        return;
    }
    for (size_t i = 0; i < value->count; i++)
        read_member(&d, &value->keys[i], value->values[i]);
    if (r->found->errors == before) /* what is missing may only be misspelt */
        check_together(&d);
    if (!entry->details)
        entry->details = json_object();
    json_put_value(entry->details, d.network, d.json);
}

/* ---- networks that the entry does not go to ---- */

/* May the target be an account of the network? An id, or a group's name, may be of any. */
static bool may_reach(const struct config *config, const char *target, const char *network)
{
    for (size_t i = 0; i < config->account_count; i++) {
        const struct words *targets = &config->accounts[i].targets;
        if (strcmp(config->accounts[i].name, target) != 0)
            continue;
        for (size_t k = 0; k < targets->len; k++)
            if (may_reach(config, targets->items[k].text, network))
                return true;
        return false;
    }
    size_t len = strcspn(target, ":");
    char name[32];
    snprintf(name, sizeof name, "%.*s", (int)len, target);
    if (!ghlpub_network_limits(name, "post"))
        return true;
    return strncmp(name, network, strlen(network)) == 0;
}

void details_unused(const struct reading *r, const struct config *config,
                    const struct social_entry *entry, const char *network, struct place at)
{
    if (strcmp(network, "tiktok-business") == 0)
        network = "tiktok";
    for (size_t i = 0; i < entry->to.len; i++)
        if (may_reach(config, entry->to.items[i].text, network))
            return;
    if (entry->to.len)
        diagnostic_hint(diagnose(r->found, SEVERITY_WARNING, "detail-unused", at,
                                 "\"%s\" says something for a network that is not in `to`",
                                 network),
                        "remove it, or add the network to `to`");
}
