/*
 * Seeds: locations with their blogs, authors, categories, accounts, users and
 * tags. The API has no way to make them.
 */
#include "seed.h"
#include "rows.h"
#include "validate.h"

#include "base/mem.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

#define COMPANY  "SandboxAgency0000000"
#define DAY_MS   ((int64_t)86400000)
#define SLUG_MAX 80

#define TEXTS(...)                                                                                 \
    {                                                                                              \
        (const char *const[]){__VA_ARGS__},                                                        \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)                      \
    }

static const struct sandbox_texts default_locations = TEXTS("Acme");
static const struct sandbox_texts default_blogs = TEXTS("Acme News");
static const struct sandbox_texts default_authors = TEXTS("Jane Doe", "José Valim");
static const struct sandbox_texts default_categories =
    TEXTS("News", "Product", "Guides", "Community");
static const struct sandbox_texts default_accounts =
    TEXTS("facebook:Acme", "instagram:acme", "linkedin:Acme Inc", "google:Acme Store",
          "tiktok:acme", "pinterest:acme", "youtube:Acme TV", "threads:acme", "bluesky:acme",
          "facebook:Acme Old:expired");
static const struct sandbox_texts default_users = TEXTS("jane@acme.example:Jane Doe");
static const struct sandbox_texts default_tags = TEXTS("launch", "evergreen");

static const struct sandbox_texts *or_default(const struct sandbox_texts *given,
                                              const struct sandbox_texts *otherwise)
{
    return given->len > 0 ? given : otherwise;
}

void token_add(struct sandbox *box, const char *token, const char *location, const char *company,
               const json_t *scopes, int64_t expires_ms)
{
    json_t *value = json_object();
    json_put(value, "locationId", location);
    json_put(value, "companyId", company);
    if (scopes) {
        json_object_set(value, "scopes", (json_t *)scopes);
    }
    if (expires_ms) {
        json_put_number(value, "expires", expires_ms);
    }
    store_put(&box->store, KIND_TOKEN, token, value, box_now(box));
}

/* Stores an object of one name. Takes `value`. */
static void seed_named(struct sandbox *box, enum kind kind, const char *location,
                       const char *id_name, const char *id, const char *name_member,
                       const char *name, json_t *value)
{
    int64_t now = box_now(box);
    json_put(value, id_name, id);
    json_put(value, name_member, name);
    json_put(value, "locationId", location);
    json_put_time(value, "updatedAt", now);
    store_put(&box->store, kind, id, value, now);
}

static void seed_blog(struct sandbox *box, const char *location, const char *name)
{
    char *id = store_id20(&box->store);
    seed_named(box, KIND_BLOG, location, "_id", id, "name", name, json_object());
    free(id);
}

static void seed_author(struct sandbox *box, const char *location, const char *name)
{
    char *id = store_id24(&box->store);
    char *slug = unicode_slug(name, SLUG_MAX);
    char *link = mem_printf("https://acme.example/author/%s", slug);
    seed_named(box, KIND_AUTHOR, location, "_id", id, "name", name,
               json_pack("{s:s}", "canonicalLink", link));
    free(link);
    free(slug);
    free(id);
}

static void seed_category(struct sandbox *box, const char *location, const char *name)
{
    char *id = store_id24(&box->store);
    char *slug = unicode_slug(name, SLUG_MAX);
    char *link = mem_printf("https://acme.example/category/%s", slug);
    seed_named(box, KIND_CATEGORY, location, "_id", id, "label", name,
               json_pack("{s:s, s:s}", "canonicalLink", link, "urlSlug", slug));
    free(link);
    free(slug);
    free(id);
    char *social = store_id24(&box->store);
    seed_named(box, KIND_SOCIAL_CATEGORY, location, "_id", social, "name", name,
               json_pack("{s:s, s:s, s:b}", "primaryColor", "#32a852", "secondaryColor", "#ffffff",
                         "deleted", 0));
    free(social);
}

static void seed_tag(struct sandbox *box, const char *location, const char *name)
{
    char *id = store_id24(&box->store);
    seed_named(box, KIND_TAG, location, "_id", id, "tag", name, json_pack("{s:b}", "deleted", 0));
    free(id);
}

/* What an account of the platform is called at the end of its id (facts.md 3.3). */
static const char *account_type(const char *platform)
{
    if (strcmp(platform, "facebook") == 0 || strcmp(platform, "linkedin") == 0) {
        return "page";
    }
    if (strcmp(platform, "google") == 0) {
        return "location";
    }
    return strcmp(platform, "tiktok") == 0 ? "business" : "profile";
}

static bool seed_account(struct sandbox *box, const char *location, const char *text,
                         struct error *err)
{
    size_t len = strcspn(text, ":");
    const char *name = text[len] ? text + len + 1 : "";
    size_t name_len = strlen(name);
    bool expired = name_len > 8 && strcmp(name + name_len - 8, ":expired") == 0;
    char *platform = mem_strndup(text, len);
    if (!list_holds("facebook|instagram|linkedin|google|tiktok|pinterest|youtube|threads|bluesky",
                    platform) ||
        !*name) {
        error_set(err, ERROR_USAGE, "bad-account",
                  "\"%s\" is no account; PLATFORM:NAME is, such as \"facebook:Acme\"", text);
        free(platform);
        return false;
    }
    const char *type = account_type(platform);
    char *oauth = store_id24(&box->store);
    char *origin = store_id20(&box->store);
    char *id = mem_printf("%s_%s_%s_%s", oauth, location, origin, type);
    char *shown = mem_strndup(name, name_len - (expired ? 8 : 0));
    json_t *value =
        json_pack("{s:s, s:s, s:s, s:s, s:b, s:{}}", "oauthId", oauth, "profileId", origin,
                  "platform", platform, "type", type, "isExpired", expired, "meta");
    json_put_time(value, "expire", box_now(box) + (expired ? -DAY_MS : 60 * DAY_MS));
    seed_named(box, KIND_ACCOUNT, location, "id", id, "name", shown, value);
    free(shown);
    free(id);
    free(origin);
    free(oauth);
    free(platform);
    return true;
}

/* The account that "facebook:Acme" names, or NULL. */
static const char *account_named(const struct sandbox *box, const char *location, const char *text,
                                 size_t len)
{
    struct store_walk walk = {.store = &box->store, .kind = KIND_ACCOUNT, .location = location};
    const char *found = NULL;
    for (const json_t *account; !found && (account = store_next(&walk));) {
        char *name =
            mem_printf("%s:%s", json_text(account, "platform"), json_text(account, "name"));
        found =
            strlen(name) == len && strncmp(name, text, len) == 0 ? json_text(account, "id") : NULL;
        free(name);
    }
    return found;
}

/* "Spring=facebook:Acme,google:Acme Store" */
static bool seed_group(struct sandbox *box, const char *location, const char *text,
                       struct error *err)
{
    size_t len = strcspn(text, "=");
    json_t *accounts = json_array();
    bool good = len > 0 && text[len];
    for (const char *at = text + len + 1; good && *at;) {
        size_t name = strcspn(at, ",");
        const char *id = account_named(box, location, at, name);
        good = id != NULL;
        json_array_append_new(accounts, json_string(id ? id : ""));
        at += name + (at[name] ? 1 : 0);
    }
    if (good) {
        char *id = store_id24(&box->store), *shown = mem_strndup(text, len);
        seed_named(box, KIND_GROUP, location, "id", id, "name", shown,
                   json_pack("{s:O}", "accountIds", accounts));
        free(shown);
        free(id);
    } else {
        error_set(
            err, ERROR_USAGE, "bad-group",
            "\"%s\" is no group; NAME=PLATFORM:NAME,... with accounts that there are is, such "
            "as \"Spring=facebook:Acme\"",
            text);
    }
    json_decref(accounts);
    return good;
}

static bool seed_user(struct sandbox *box, const char *location, const char *text,
                      struct error *err)
{
    size_t len = strcspn(text, ":");
    const char *name = text[len] ? text + len + 1 : "";
    if (len == 0 || !*name) {
        error_set(err, ERROR_USAGE, "bad-user",
                  "\"%s\" is no user; EMAIL:NAME is, such as \"jane@acme.example:Jane Doe\"", text);
        return false;
    }
    char *id = store_id20(&box->store);
    char *email = mem_strndup(text, len);
    size_t first = strcspn(name, " ");
    char *first_name = mem_strndup(name, first);
    seed_named(box, KIND_USER, location, "id", id, "name", name,
               json_pack("{s:s, s:s, s:s}", "email", email, "firstName", first_name, "lastName",
                         name[first] ? name + first + 1 : ""));
    free(first_name);
    free(email);
    free(id);
    return true;
}

/* All of one list. */
static void seed_each(struct sandbox *box, const char *location, const struct sandbox_texts *texts,
                      void (*seed)(struct sandbox *, const char *, const char *))
{
    for (size_t i = 0; i < texts->len; i++) {
        seed(box, location, texts->items[i]);
    }
}

static bool try_each(struct sandbox *box, const char *location, const struct sandbox_texts *texts,
                     bool (*seed)(struct sandbox *, const char *, const char *, struct error *),
                     struct error *err)
{
    for (size_t i = 0; i < texts->len; i++) {
        if (!seed(box, location, texts->items[i], err)) {
            return false;
        }
    }
    return true;
}

char *seed_location(struct sandbox *box, const char *name, struct error *err)
{
    const struct sandbox_options *options = box->options;
    char *id = store_id20(&box->store);
    char *uuid = store_uuid(&box->store);
    char *token = mem_printf("pit-%s", uuid);
    json_t *value = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "companyId", COMPANY, "name",
                              name, "timezone", "America/New_York", "country", "US");
    store_put(&box->store, KIND_LOCATION, id, value, box_now(box));
    token_add(box, token, id, NULL, NULL, 0);
    seed_each(box, id, or_default(&options->blogs, &default_blogs), seed_blog);
    seed_each(box, id, or_default(&options->authors, &default_authors), seed_author);
    seed_each(box, id, or_default(&options->categories, &default_categories), seed_category);
    seed_each(box, id, or_default(&options->tags, &default_tags), seed_tag);
    bool good =
        try_each(box, id, or_default(&options->accounts, &default_accounts), seed_account, err) &&
        try_each(box, id, &options->groups, seed_group, err) &&
        try_each(box, id, or_default(&options->users, &default_users), seed_user, err);
    free(token);
    free(uuid);
    if (!good) {
        free(id);
        id = NULL;
    }
    return id;
}

bool seed_store(struct sandbox *box, struct error *err)
{
    const struct sandbox_texts *names = or_default(&box->options->locations, &default_locations);
    if (box->store.kinds[KIND_LOCATION].count > 0) {
        return true;
    }
    for (size_t i = 0; i < names->len; i++) {
        char *id = seed_location(box, names->items[i], err);
        if (!id) {
            return false;
        }
        free(id);
    }
    return true;
}

static const char *first_member(const struct sandbox *box, enum kind kind, const char *location,
                                const char *member)
{
    struct store_walk walk = {.store = &box->store, .kind = kind, .location = location};
    const json_t *value = store_next(&walk);
    return json_text(value, member);
}

const char *location_first(const struct sandbox *box)
{
    return first_member(box, KIND_LOCATION, NULL, "id");
}

const char *location_blog(const struct sandbox *box, const char *location)
{
    return first_member(box, KIND_BLOG, location, "_id");
}

const char *location_user(const struct sandbox *box, const char *location)
{
    return first_member(box, KIND_USER, location, "id");
}

const char *location_token(const struct sandbox *box, const char *location)
{
    const char *token;
    void *pointer;
    for (size_t i = 0; map_next(&box->store.kinds[KIND_TOKEN], &i, &token, &pointer);) {
        const struct object *object = pointer;
        const char *its = json_text(object->value, "locationId");
        if (its && strcmp(its, location) == 0) {
            return token;
        }
    }
    return NULL;
}
