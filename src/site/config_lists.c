/*
 * The parts of ghlpub.yaml that are mappings of names, and `defaults`. The
 * fields of `defaults` are read with each document (document.c), since only
 * there it is known what they stand beside; here their names are checked.
 */
#include "config.h"

#include "base/arena.h"
#include "fields.h"
#include "platform.h"
#include "slug.h"

#include <string.h>

void config_names(const struct reading *r, const struct yaml_value *value, const char *name,
                  struct name_map *out)
{
    if (value->kind != YAML_MAP) {
        reading_wrong_type(r, value, name, "a mapping of names to names at GHL");
        return;
    }
    out->items = arena_alloc(r->arena, (value->count + 1) * sizeof *out->items);
    out->cap = value->count;
    for (size_t i = 0; i < value->count; i++) {
        struct word to;
        const char *from = text_line(r->arena, value->keys[i].text);
        if (read_word(r, value->values[i], value->keys[i].text, &to))
            out->items[out->len++] = (struct name_pair){from, to.text};
        else if (value->values[i]->kind == YAML_NULL || value->values[i]->kind == YAML_SCALAR)
            diagnose(r->found, SEVERITY_ERROR, "bad-value", value->keys[i].at,
                     "\"%s\" in \"%s\" is mapped to nothing", from, name);
    }
}

void config_accounts(const struct reading *r, struct site *site, const struct yaml_value *value)
{
    struct config *config = &site->config;
    if (value->kind != YAML_MAP) {
        reading_wrong_type(r, value, "accounts", "a mapping of names to accounts");
        return;
    }
    config->accounts = arena_alloc(r->arena, (value->count + 1) * sizeof *config->accounts);
    for (size_t i = 0; i < value->count; i++) {
        struct account_alias *alias = &config->accounts[config->account_count];
        *alias = (struct account_alias){.name = value->keys[i].text};
        if (platform_known(alias->name) || strchr(alias->name, ':')) {
            diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "bad-value", value->keys[i].at,
                                     "an account cannot have the name \"%s\"", alias->name),
                            "choose a name that is no network and has no colon");
            continue;
        }
        if (!read_words(r, value->values[i], alias->name, NULL, &alias->targets))
            continue;
        if (alias->targets.len == 0)
            diagnose(r->found, SEVERITY_ERROR, "bad-value", value->keys[i].at,
                     "\"%s\" names no account", alias->name);
        for (size_t k = 0; k < alias->targets.len; k++)
            platform_check_target(site, alias->targets.items[k], false, r->found);
        config->account_count++;
    }
}

static void check_fields(const struct reading *r, const struct yaml_value *map)
{
    for (size_t i = 0; i < map->count; i++) {
        const char *name = map->keys[i].text;
        if (strcmp(name, "path") == 0)
            continue;
        if (!field_in_defaults(name)) {
            struct diagnostic *item =
                diagnose(r->found, SEVERITY_ERROR, "unknown-key", map->keys[i].at,
                         "unknown key \"defaults.%s\"", name);
            const char *near = field_nearest_default(name);
            if (near)
                diagnostic_hint(item, "did you mean \"%s\"?", near);
            else
                diagnostic_hint(item, field_known(name) ? "each document must say this itself"
                                                        : "fields of your own go below `params`");
        }
        if (strcmp(name, field_rows[FIELD_SLUG].name) == 0 ||
            strcmp(name, field_rows[FIELD_TITLE].name) == 0)
            slug_check_pattern(r, map->values[i], name);
    }
}

static void one_default(const struct reading *r, struct site *site, const struct yaml_value *map)
{
    if (map->kind == YAML_NULL)
        return;
    if (map->kind != YAML_MAP) {
        reading_wrong_type(r, map, "defaults", "a mapping of fields, or a list of such mappings");
        return;
    }
    struct defaults *one = &site->private->defaults[site->private->defaults_count];
    struct words paths = {NULL, 0, 0};
    const struct yaml_value *path = yaml_get(map, "path", NULL);
    check_fields(r, map);
    if (!read_words(r, path, "path", NULL, &paths))
        return;
    *one = (struct defaults){NULL, 0, map};
    one->paths = arena_alloc(r->arena, (paths.len + 1) * sizeof(struct pattern *));
    for (size_t i = 0; i < paths.len; i++)
        one->paths[one->path_count++] = pattern_new(paths.items[i].text);
    site->private->defaults_count++;
}

void config_defaults(const struct reading *r, struct site *site, const struct yaml_value *value)
{
    size_t count = value->kind == YAML_LIST ? value->count : 1;
    site->private->defaults = arena_alloc(r->arena, count * sizeof *site->private->defaults + 1);
    if (value->kind != YAML_LIST)
        one_default(r, site, value);
    for (size_t i = 0; value->kind == YAML_LIST && i < value->count; i++)
        one_default(r, site, value->values[i]);
}
