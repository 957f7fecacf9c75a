/*
 * ghlpub.yaml to struct config, by the table of schema.c: keys are checked,
 * the environment is laid over, values are read. Mappings of names and
 * `defaults` are in config_lists.c.
 */
#include "config.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/suggest.h"
#include "base/zone.h"
#include "schema.h"

#include <string.h>

#define ENVIRONMENTS_MAX 64

struct config_reader {
    struct reading r;
    struct site *site;
    const struct yaml_value *root;
};

static void unknown_key(const struct config_reader *c, const struct yaml_key *key, const char *path)
{
    struct diagnostic *item =
        diagnose(c->r.found, SEVERITY_ERROR, "unknown-key", key->at, "unknown key \"%s\"", path);
    const char *near = schema_nearest(path);
    if (near)
        diagnostic_hint(item, "did you mean \"%s\"?", near);
    else
        diagnostic_hint(item, "docs/configuration.md lists the keys");
}

/* Checks the names of a mapping's members, in depth. */
static void check_keys(const struct config_reader *c, const struct yaml_value *map,
                       const char *prefix, bool in_environment)
{
    for (size_t i = 0; i < map->count; i++) {
        const char *path = arena_printf(c->r.arena, "%s%s", prefix, map->keys[i].text);
        const struct schema_key *row = schema_find(path);
        const struct yaml_value *value = map->values[i];
        if (!row)
            unknown_key(c, &map->keys[i], path);
        else if (row->type == SCHEMA_GROUP && value->kind == YAML_MAP)
            check_keys(c, value, arena_printf(c->r.arena, "%s.", path), in_environment);
        else if (row->type == SCHEMA_GROUP && value->kind != YAML_NULL)
            reading_wrong_type(&c->r, value, path, "a mapping");
        else if (row->type == SCHEMA_ENVIRONMENTS && in_environment)
            diagnose(c->r.found, SEVERITY_ERROR, "unknown-key", map->keys[i].at,
                     "an environment cannot hold environments");
    }
}

static bool environment_name_usable(const char *name)
{
    return *name != '\0' && *name != '.' &&
           name[strspn(
               name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")] == '\0';
}

static void check_environments(const struct config_reader *c, const struct yaml_value *all)
{
    if (all->kind == YAML_NULL)
        return;
    if (all->kind != YAML_MAP) {
        reading_wrong_type(&c->r, all, "environments", "a mapping of names to overrides");
        return;
    }
    for (size_t i = 0; i < all->count; i++) {
        const struct yaml_value *one = all->values[i];
        if (!environment_name_usable(all->keys[i].text))
            diagnose(c->r.found, SEVERITY_ERROR, "bad-value", all->keys[i].at,
                     "an environment's name has letters, digits, \"-\", \"_\" and \".\" only");
        if (one->kind == YAML_MAP)
            check_keys(c, one, "", true);
        else if (one->kind != YAML_NULL)
            reading_wrong_type(&c->r, one, all->keys[i].text, "a mapping of keys to override");
    }
}

static void add_state(const struct config_reader *c, const char *path)
{
    words_add(c->r.arena, &c->site->config.states, (struct word){path, {NULL, 0, 0}});
}

static const char *state_in(const struct yaml_value *map, const char *standard)
{
    const struct yaml_value *state =
        map && map->kind == YAML_MAP ? yaml_get(map, "state", NULL) : NULL;
    return state && state->kind == YAML_SCALAR ? state->text : standard;
}

/* Every environment's state file, for those who must know what the others use. */
static void list_states(const struct config_reader *c)
{
    const struct yaml_value *all = yaml_get(c->root, "environments", NULL);
    add_state(c, state_in(c->root, c->site->config.state));
    for (size_t i = 0; all && all->kind == YAML_MAP && i < all->count; i++)
        add_state(c, state_in(all->values[i],
                              arena_printf(c->r.arena, ".ghlpub/%s.json", all->keys[i].text)));
}

/* The overrides of the environment that was asked for, laid over the rest. */
static void choose_environment(struct config_reader *c, const char *name)
{
    const struct yaml_key *key = NULL;
    const struct yaml_value *all = yaml_get(c->root, "environments", &key), *one = NULL;
    if (all)
        check_environments(c, all);
    if (!name)
        return;
    if (all && all->kind == YAML_MAP)
        one = yaml_get(all, name, NULL);
    if (!one) {
        const char *names = "";
        size_t count = 0;
        for (size_t i = 0; all && i < all->count && i < ENVIRONMENTS_MAX && all->keys; i++)
            names =
                arena_printf(c->r.arena, "%s%s%s", names, count++ ? ", " : "", all->keys[i].text);
        struct place at = all ? key->at : (struct place){c->site->config.path, 0, 0};
        struct diagnostic *item = diagnose(c->r.found, SEVERITY_ERROR, "unknown-environment", at,
                                           "there is no environment \"%s\"", name);
        if (count == 0)
            diagnostic_hint(item, "add it below `environments`");
        else
            diagnostic_hint(item, "there %s: %s", count == 1 ? "is" : "are", names);
        return;
    }
    c->site->config.environment = arena_strdup(c->r.arena, name);
    if (one->kind == YAML_MAP)
        c->root = yaml_overlay(c->r.arena, c->root, one);
}

/* The member with this path ("images.alt"), or NULL. */
static const struct yaml_value *member(const struct config_reader *c, const char *path)
{
    const char *dot = strchr(path, '.');
    if (!dot)
        return yaml_get(c->root, path, NULL);
    const char *group = arena_strndup(c->r.arena, path, (size_t)(dot - path));
    return yaml_get(yaml_get(c->root, group, NULL), dot + 1, NULL);
}

static void read_path(const struct config_reader *c, const struct schema_key *row,
                      const struct word *word, const char **out)
{
    char *path = path_normalise(word->text);
    if (path)
        *out = arena_strdup(c->r.arena, *path ? path : ".");
    else
        diagnostic_hint(diagnose(c->r.found, SEVERITY_ERROR, "path-outside", word->at,
                                 "\"%s\" leaves the site: \"%s\"", row->path, word->text),
                        "paths are relative to the folder of ghlpub.yaml");
    free(path);
}

static void read_id(const struct config_reader *c, const struct schema_key *row,
                    const struct word *word, const char **out)
{
    if (word->text[strspn(word->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789_-")] == '\0')
        *out = word->text;
    else
        diagnostic_hint(diagnose(c->r.found, SEVERITY_ERROR, "bad-id", word->at,
                                 "\"%s\" must be an id, not \"%s\"", row->path, word->text),
                        "ids have letters, digits, - and _ alone; GHL shows them in its addresses");
}

static void read_limit(const struct config_reader *c, const struct schema_key *row,
                       const struct yaml_value *value, long *out)
{
    int64_t number;
    if (yaml_integer(value, &number) && number >= 0 && number <= INT32_MAX)
        *out = (long)number;
    else if (value->kind == YAML_SCALAR && strcmp(value->text, "none") == 0)
        *out = LIMIT_NONE;
    else
        reading_wrong_type(&c->r, value, row->path, "a whole number from 0, or none");
}

static void read_value(struct config_reader *c, const struct schema_key *row,
                       const struct yaml_value *value)
{
    void *out = (char *)&c->site->config + row->offset;
    struct word word;
    int choice;
    switch (row->type) {
    case SCHEMA_TEXT:
        if (read_word(&c->r, value, row->path, &word))
            *(const char **)out = word.text;
        break;
    case SCHEMA_ID:
        if (read_word(&c->r, value, row->path, &word))
            read_id(c, row, &word, out);
        break;
    case SCHEMA_PATH:
        if (read_word(&c->r, value, row->path, &word))
            read_path(c, row, &word, out);
        break;
    case SCHEMA_FLAG:
        read_flag(&c->r, value, row->path, out);
        break;
    case SCHEMA_CHOICE:
        if (read_choice(&c->r, value, row->path, row->choices) >= 0)
            *(const char **)out = value->text;
        break;
    case SCHEMA_ALT:
        if ((choice = read_choice(&c->r, value, row->path, row->choices)) >= 0)
            *(enum alt_level *)out = (enum alt_level)choice;
        break;
    case SCHEMA_TAB:
        if ((choice = read_choice(&c->r, value, row->path, row->choices)) >= 0)
            *(bool *)out = choice == 1;
        break;
    case SCHEMA_LIMIT:
        read_limit(c, row, value, out);
        break;
    case SCHEMA_WORDS:
        read_words(&c->r, value, row->path, NULL, out);
        break;
    case SCHEMA_NAMES:
        config_names(&c->r, value, row->path, out);
        break;
    case SCHEMA_ACCOUNTS:
        config_accounts(&c->r, c->site, value);
        break;
    case SCHEMA_DEFAULTS:
    case SCHEMA_GROUP:
    case SCHEMA_ENVIRONMENTS:
        break;
    }
}

static void read_all(struct config_reader *c)
{
    for (size_t i = 0; i < schema_count; i++) {
        const struct yaml_value *value = member(c, schema_keys[i].path);
        if (value && value->kind != YAML_NULL)
            read_value(c, &schema_keys[i], value);
    }
}

static struct place place_of(const struct config_reader *c, const char *path)
{
    const struct yaml_value *value = member(c, path);
    return value ? value->at : (struct place){c->site->config.path, 0, 0};
}

static void check_post_url(const struct config_reader *c)
{
    const char *url = c->site->config.post_url;
    if (!url)
        return;
    bool web = strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
    if (web && strstr(url, "{slug}") && !strpbrk(url, " \t\"<>"))
        return;
    diagnostic_hint(diagnose(c->r.found, SEVERITY_ERROR, "bad-value", place_of(c, "post_url"),
                             "\"post_url\" must be a web address with {slug} in it, not \"%s\"",
                             url),
                    "for example https://acme.example/post/{slug}");
}

static void check_domain(const struct config_reader *c)
{
    const char *domain = c->site->config.redirect_domain;
    if (!domain || (strchr(domain, '.') &&
                    domain[strspn(domain, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789.-")] == '\0'))
        return;
    diagnostic_hint(diagnose(c->r.found, SEVERITY_ERROR, "bad-value",
                             place_of(c, "redirects.domain"),
                             "\"redirects.domain\" must be a domain, not \"%s\"", domain),
                    "a name such as acme.example, without https:// and without a path");
}

static void check_zone(struct config_reader *c)
{
    struct config *config = &c->site->config;
    struct error err = ERROR_INIT;
    if (!member(c, "timezone"))
        diagnostic_hint(diagnose(c->r.found, SEVERITY_NOTE, "timezone-default",
                                 (struct place){config->path, 0, 0},
                                 "no \"timezone\": dates without an offset are read as UTC"),
                        "write for example `timezone: America/New_York`");
    c->site->private->zone = zone_load(config->timezone, &err);
    if (!c->site->private->zone) {
        struct diagnostic *item = diagnose(c->r.found, SEVERITY_ERROR, "unknown-zone",
                                           place_of(c, "timezone"), "%s", err.message);
        diagnostic_hint(item, "%s", err.hint ? err.hint : "write an IANA name, as Europe/Berlin");
        error_release(&err);
    }
    config->zone = c->site->private->zone;
}

static void check_ignore(const struct config_reader *c)
{
    struct config *config = &c->site->config;
    if (config->ignore.len > LIMIT_IGNORE_PATTERNS) {
        diagnose(c->r.found, SEVERITY_ERROR, "bad-value", place_of(c, "ignore"),
                 "\"ignore\" has more than %u patterns", LIMIT_IGNORE_PATTERNS);
        return;
    }
    for (size_t i = 0; i < config->ignore.len; i++)
        ARRAY_PUSH(&c->site->private->ignore, pattern_new(config->ignore.items[i].text));
}

/* A state file of its own for each environment, unless the file names one. */
static void check_state(const struct config_reader *c)
{
    struct config *config = &c->site->config;
    if (config->environment && !member(c, "state"))
        config->state = arena_printf(c->r.arena, ".ghlpub/%s.json", config->environment);
}

static void set_standards(struct config *config)
{
    config->timezone = "UTC";
    config->api_version = "2021-07-28";
    config->content = "content";
    config->templates = "templates";
    config->statics = "static";
    config->state = ".ghlpub/state.json";
    config->html = config->smart = config->heading_ids = config->new_tab = true;
    config->alt = ALT_WARN;
    config->dimensions = config->lazy = true;
    config->limit_create = config->limit_social = config->limit_prune = LIMIT_NONE;
}

static void place_utm(const struct config_reader *c)
{
    for (int key = 0; key < UTM_KEYS; key++) {
        struct word *value = &c->site->config.utm.values[key];
        const char *name = ghlpub_utm_name((enum utm_key)key);
        if (value->text)
            value->at = place_of(c, arena_printf(c->r.arena, "utm.%s", name));
    }
}

static void check_location(const struct config_reader *c, const char *given)
{
    static const struct schema_key row = {.path = "GHL_LOCATION_ID"};
    struct config *config = &c->site->config;
    if (config->location || !given || *given == '\0')
        return;
    struct word word = {arena_strdup(c->r.arena, given), {NULL, 0, 0}};
    read_id(c, &row, &word, &config->location);
}

static struct yaml_value *read_file(const struct config_reader *c, const char *name)
{
    struct error err = ERROR_INIT;
    struct strbuf text = STRBUF_INIT(LIMIT_CONFIG + 1);
    struct yaml_value *value = NULL;
    char *path = path_join(c->site->root, name);
    if (!file_read(path, LIMIT_CONFIG, &text, &err)) {
        diagnose(c->r.found, SEVERITY_ERROR, err.code, (struct place){name, 0, 0}, "%s",
                 err.message);
        error_release(&err);
        goto done;
    }
    size_t mark = text_mark(text.buf, text.len);
    if (text_usable(name, text.buf + mark, text.len - mark, c->r.found)) {
        value = yaml_read(c->r.arena, name, 1, text.buf + mark, text.len - mark, c->r.found);
        if (value && value->kind != YAML_MAP && value->kind != YAML_NULL) {
            reading_wrong_type(&c->r, value, name, "a mapping of keys to values");
            value = NULL;
        }
    }
done:
    strbuf_release(&text);
    free(path);
    return value;
}

bool config_read(struct site *site, const char *name, const struct site_options *options,
                 struct diagnostics *found)
{
    size_t errors = found->errors;
    struct config_reader c = {{site->private->arena, found}, site, NULL};
    set_standards(&site->config);
    site->config.path = name;
    c.root = read_file(&c, name);
    if (!c.root)
        return false;
    check_keys(&c, c.root, "", false);
    list_states(&c);
    choose_environment(&c, options->environment);
    read_all(&c);
    site->config.blog_place = place_of(&c, "blog");
    site->config.user_place = place_of(&c, "user");
    place_utm(&c);
    check_location(&c, options->location);
    check_post_url(&c);
    check_domain(&c);
    check_zone(&c);
    check_ignore(&c);
    check_state(&c);
    const struct yaml_value *defaults = member(&c, "defaults");
    if (defaults)
        config_defaults(&c.r, site, defaults);
    return found->errors == errors;
}
