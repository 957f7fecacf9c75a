/*
 * The directory: names and ids of a location as last listed, kept beside the
 * state for plans and checks offline (design 5). Fetching it is publish's work.
 */
#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/unicode.h"
#include "base/zone.h"
#include <ghlpub/plan.h>

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[DIRECTORY_KINDS] = {
    [DIRECTORY_BLOG] = "blog",
    [DIRECTORY_AUTHOR] = "author",
    [DIRECTORY_CATEGORY] = "category",
    [DIRECTORY_USER] = "user",
    [DIRECTORY_ACCOUNT] = "account",
    [DIRECTORY_TAG] = "tag",
    [DIRECTORY_SOCIAL_CATEGORY] = "social category",
    [DIRECTORY_GROUP] = "account group",
};

const char *ghlpub_directory_kind_name(enum directory_kind kind)
{
    return kind_names[kind];
}

struct directory *ghlpub_directory_new(void)
{
    struct directory *directory = mem_alloc(sizeof *directory);
    directory->arena = arena_new();
    return directory;
}

void ghlpub_directory_free(struct directory *directory)
{
    if (!directory)
        return;
    for (int kind = 0; kind < DIRECTORY_KINDS; kind++)
        free(directory->lists[kind].items);
    arena_free(directory->arena);
    free(directory);
}

void ghlpub_directory_add(struct directory *directory, enum directory_kind kind,
                          const struct directory_item *item)
{
    struct directory_list *list = &directory->lists[kind];
    if (list->len == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 16;
        list->items = mem_resize(list->items, list->cap, sizeof *list->items);
    }
    list->items[list->len++] = (struct directory_item){
        .id = arena_strdup(directory->arena, item->id),
        .name = arena_strdup(directory->arena, item->name ? item->name : ""),
        .email = arena_strdup(directory->arena, item->email),
        .platform = arena_strdup(directory->arena, item->platform),
        .type = arena_strdup(directory->arena, item->type),
        .accounts = arena_strdup(directory->arena, item->accounts),
        .expired = item->expired};
    list->known = true;
}

static char *copy_path(const char *state_path)
{
    size_t len = strlen(state_path);
    if (len > 5 && strcmp(state_path + len - 5, ".json") == 0)
        len -= 5;
    return mem_printf("%.*s.directory", (int)len, state_path);
}

static void read_list(struct directory *directory, enum directory_kind kind, const json_t *array)
{
    size_t i;
    json_t *value;
    directory->lists[kind].known = json_is_array(array);
    json_array_foreach((json_t *)(uintptr_t)array, i, value)
    {
        struct directory_item item = {.id = json_text(value, "id"),
                                      .name = json_text(value, "name"),
                                      .email = json_text(value, "email"),
                                      .platform = json_text(value, "platform"),
                                      .type = json_text(value, "type"),
                                      .accounts = json_text(value, "accounts"),
                                      .expired = json_flag(value, "expired", false)};
        if (item.id)
            ghlpub_directory_add(directory, kind, &item);
    }
}

struct directory *ghlpub_directory_load(const char *state_path, const char *location)
{
    struct directory *directory = ghlpub_directory_new();
    char *path = copy_path(state_path);
    struct strbuf text = STRBUF_INIT(LIMIT_ANSWER);
    json_t *json = NULL;
    if (file_read(path, LIMIT_ANSWER, &text, NULL))
        json = json_parse(text.buf, text.len, NULL);
    const char *of = json_text(json, "location");
    if (of && location && strcmp(of, location) == 0) {
        directory->location = arena_strdup(directory->arena, of);
        directory->listed_ms = json_number(json, "listed", 0);
        for (int kind = 0; kind < DIRECTORY_KINDS; kind++)
            read_list(directory, (enum directory_kind)kind,
                      json_object_get(json, kind_names[kind]));
    }
    json_decref(json);
    strbuf_release(&text);
    free(path);
    return directory;
}

static json_t *list_json(const struct directory_list *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->len; i++) {
        const struct directory_item *item = &list->items[i];
        json_t *object = json_object();
        json_put(object, "id", item->id);
        json_put(object, "name", item->name);
        json_put(object, "email", item->email);
        json_put(object, "platform", item->platform);
        json_put(object, "type", item->type);
        json_put(object, "accounts", item->accounts);
        if (item->expired)
            json_put_flag(object, "expired", true);
        json_array_append_new(array, object);
    }
    return array;
}

bool ghlpub_directory_save(const struct directory *directory, const char *state_path,
                           struct error *err)
{
    char *path = copy_path(state_path);
    struct strbuf text = STRBUF_INIT(LIMIT_ANSWER);
    json_t *json = json_object();
    json_put(json, "location", directory->location);
    json_put_number(json, "listed", directory->listed_ms);
    for (int kind = 0; kind < DIRECTORY_KINDS; kind++)
        if (directory->lists[kind].known)
            json_put_value(json, kind_names[kind], list_json(&directory->lists[kind]));
    strbuf_add_json_pretty(&text, json);
    strbuf_addc(&text, '\n');
    char *directory_path = path_directory(path);
    bool done = (!*directory_path || file_make_directories(directory_path, err)) &&
                file_write(path, text.buf, text.len, 0644, err);
    json_decref(json);
    strbuf_release(&text);
    free(directory_path);
    free(path);
    return done;
}

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool same_folded(const char *a, const char *folded)
{
    if (!a)
        return false;
    char *own = unicode_folded(a);
    bool equal = strcmp(own, folded) == 0;
    free(own);
    return equal;
}

enum directory_match ghlpub_directory_find(const struct directory *directory,
                                           enum directory_kind kind, const char *name,
                                           const struct directory_item **found)
{
    const struct directory_list *list = &directory->lists[kind];
    size_t exact = 0, folded = 0;
    const struct directory_item *exact_item = NULL, *folded_item = NULL;
    *found = NULL;
    if (!list->known)
        return MATCH_UNKNOWN;
    char *wanted = unicode_folded(name);
    for (size_t i = 0; i < list->len; i++) {
        const struct directory_item *item = &list->items[i];
        if (same(item->id, name)) {
            *found = item;
            free(wanted);
            return MATCH_ONE;
        }
        if (same(item->name, name) || same(item->email, name)) {
            exact++;
            exact_item = item;
        }
        if (same_folded(item->name, wanted) || same_folded(item->email, wanted)) {
            folded++;
            folded_item = item;
        }
    }
    free(wanted);
    *found = exact ? exact_item : folded_item;
    size_t count = exact ? exact : folded;
    return count == 1 ? MATCH_ONE : count ? MATCH_MANY : MATCH_NONE;
}

/* Accounts that are alike but for being expired count as the one that works. */
static bool better(const struct directory_item *item, const struct directory_item *than)
{
    return !than || (than->expired && !item->expired);
}

/* TikTok's accounts of businesses have limits, and so a name, of their own here; GHL tells them by
 * the type. */
static bool is_on(const struct directory_item *item, const char *platform, size_t len)
{
    static const char business[] = "tiktok-business";
    if (!item->platform)
        return false;
    if (strlen(item->platform) == len && strncmp(item->platform, platform, len) == 0)
        return true;
    return len == sizeof business - 1 && strncmp(platform, business, len) == 0 &&
           same(item->platform, "tiktok") && same(item->type, "business");
}

enum directory_match ghlpub_directory_account(const struct directory *directory, const char *target,
                                              const struct directory_item **found)
{
    const struct directory_list *list = &directory->lists[DIRECTORY_ACCOUNT];
    const char *colon = strchr(target, ':');
    size_t platform_len = colon ? (size_t)(colon - target) : strlen(target);
    size_t working = 0, expired = 0;
    *found = NULL;
    if (!list->known)
        return MATCH_UNKNOWN;
    for (size_t i = 0; i < list->len; i++) {
        const struct directory_item *item = &list->items[i];
        if (same(item->id, target)) {
            *found = item;
            return MATCH_ONE;
        }
        if (!is_on(item, target, platform_len))
            continue;
        if (colon && !same(item->name, colon + 1))
            continue;
        working += !item->expired;
        expired += item->expired;
        if (better(item, *found))
            *found = item;
    }
    size_t count = working ? working : expired;
    return count == 1 ? MATCH_ONE : count ? MATCH_MANY : MATCH_NONE;
}
