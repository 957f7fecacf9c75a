/*
 * From libyaml's events to a tree: anchors, merge keys, duplicate keys, bounds.
 * The words for syntax errors are in yaml_error.c, the types of scalars in
 * yaml_value.c.
 */
#include "yaml_tree.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/limits.h"
#include "base/map.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* A mapping with more keys than this gets a table; below, comparing is faster. */
#define KEYS_BY_COMPARING 16u

struct builder {
    struct arena *arena;
    struct yaml_cursor cursor;
    struct diagnostics *found;
    yaml_parser_t parser;
    yaml_event_t event;
    bool has_event;
    struct map anchors;
    size_t nodes;
};

struct pairs {
    struct yaml_key *keys;
    struct yaml_value **values;
    size_t len, cap;
    struct map seen; /* key to index + 1, once there are many */
};

static struct yaml_value *build(struct builder *b, unsigned depth);

static void drop_event(struct builder *b)
{
    if (b->has_event)
        yaml_event_delete(&b->event);
    b->has_event = false;
}

static bool next_event(struct builder *b)
{
    drop_event(b);
    if (!yaml_parser_parse(&b->parser, &b->event)) {
        yaml_report(&b->parser, &b->cursor, b->found);
        return false;
    }
    b->has_event = true;
    return true;
}

static struct place event_place(struct builder *b)
{
    return yaml_place(&b->cursor, b->event.start_mark.index);
}

static struct yaml_value *new_value(struct builder *b, enum yaml_kind kind)
{
    struct yaml_value *value = arena_alloc(b->arena, sizeof *value);
    value->kind = kind;
    value->at = event_place(b);
    value->text = "";
    value->weight = 1;
    return value;
}

/* Counts nodes as they would be with every alias written out. */
static bool count_nodes(struct builder *b, size_t count, struct place at)
{
    if (count <= LIMIT_YAML_NODES - b->nodes) {
        b->nodes += count;
        return true;
    }
    diagnostic_hint(diagnose(b->found, SEVERITY_ERROR, "yaml-too-large", at,
                             "more than %u values, aliases counted as often as they are used",
                             LIMIT_YAML_NODES),
                    "use fewer or smaller aliases");
    return false;
}

static bool is_null_text(const char *text)
{
    return *text == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0 ||
           strcmp(text, "Null") == 0 || strcmp(text, "NULL") == 0;
}

static bool tag_is(const yaml_char_t *tag, const char *name)
{
    return tag && strcmp((const char *)tag, name) == 0;
}

static struct yaml_value *scalar(struct builder *b)
{
    struct yaml_value *value = new_value(b, YAML_SCALAR);
    size_t len = b->event.data.scalar.length;
    value->text = arena_strndup(b->arena, (const char *)b->event.data.scalar.value, len);
    value->len = strlen(value->text);
    if (value->len != len) { /* "\0" in a quoted text */
        diagnose(b->found, SEVERITY_ERROR, "nul-byte", value->at, "a text with a NUL character");
        return NULL;
    }
    const yaml_char_t *tag = b->event.data.scalar.tag;
    value->plain = b->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                   !tag_is(tag, YAML_STR_TAG) && !tag_is(tag, "!");
    if (value->plain && is_null_text(value->text))
        value->kind = YAML_NULL;
    return value;
}

static struct yaml_value *alias(struct builder *b)
{
    const char *name = (const char *)b->event.data.alias.anchor;
    struct yaml_value *value = map_get(&b->anchors, name);
    if (!value) {
        diagnostic_hint(diagnose(b->found, SEVERITY_ERROR, "bad-yaml", event_place(b),
                                 "unknown alias \"*%s\"", name),
                        "a value that begins with * must be in quotes");
        return NULL;
    }
    return value;
}

static struct yaml_value *list(struct builder *b, unsigned depth)
{
    struct yaml_value *value = new_value(b, YAML_LIST);
    size_t cap = 0;
    for (;;) {
        if (!next_event(b))
            return NULL;
        if (b->event.type == YAML_SEQUENCE_END_EVENT)
            return value;
        struct yaml_value *item = build(b, depth + 1);
        if (!item)
            return NULL;
        if (value->count == cap) {
            struct yaml_value **old = value->values;
            cap = cap ? cap * 2 : 4;
            value->values = arena_alloc(b->arena, cap * sizeof(struct yaml_value *));
            if (old)
                memcpy(value->values, old, value->count * sizeof(struct yaml_value *));
        }
        value->values[value->count++] = item;
        value->weight += item->weight;
    }
}

/* The index of a key, or `len` where it is new. */
static size_t find_key(struct pairs *pairs, const char *text)
{
    if (pairs->len <= KEYS_BY_COMPARING) {
        for (size_t i = 0; i < pairs->len; i++)
            if (strcmp(pairs->keys[i].text, text) == 0)
                return i;
        return pairs->len;
    }
    if (pairs->seen.count == 0)
        for (size_t i = 0; i < pairs->len; i++)
            map_set(&pairs->seen, pairs->keys[i].text, &pairs->keys[i]);
    if (!map_has(&pairs->seen, text))
        return pairs->len;
    for (size_t i = 0; i < pairs->len; i++)
        if (strcmp(pairs->keys[i].text, text) == 0)
            return i;
    return pairs->len;
}

static void add_pair(struct pairs *pairs, struct yaml_key key, struct yaml_value *value)
{
    if (pairs->len == pairs->cap) {
        pairs->cap = pairs->cap ? pairs->cap * 2 : 8;
        pairs->keys = mem_resize(pairs->keys, pairs->cap, sizeof *pairs->keys);
        pairs->values = mem_resize(pairs->values, pairs->cap, sizeof(struct yaml_value *));
    }
    if (pairs->seen.count > 0)
        map_set(&pairs->seen, key.text, value);
    pairs->keys[pairs->len] = key;
    pairs->values[pairs->len++] = value;
}

/* A key must be a text. `{{ name }}` without quotes is the usual reason for another. */
static bool key_text(struct builder *b, const struct yaml_value *key)
{
    if (key->kind == YAML_SCALAR || key->kind == YAML_NULL)
        return true;
    diagnostic_hint(diagnose(b->found, SEVERITY_ERROR, "bad-yaml", key->at,
                             "a key must be a text, not %s", yaml_kind_name(key)),
                    "put a value that begins with { or [ in quotes");
    return false;
}

static void duplicate(struct builder *b, const struct yaml_value *key, struct place first)
{
    diagnostic_hint(diagnose(b->found, SEVERITY_ERROR, "duplicate-key", key->at,
                             "\"%s\" is given twice", key->text),
                    "the first is at line %u, column %u; remove one of them", first.line,
                    first.column);
}

static bool merge_one(struct builder *b, struct pairs *pairs, const struct yaml_value *from)
{
    if (from->kind != YAML_MAP) {
        diagnose(b->found, SEVERITY_ERROR, "bad-yaml", from->at,
                 "\"<<\" needs a mapping, or a list of mappings, not %s", yaml_kind_name(from));
        return false;
    }
    if (!count_nodes(b, from->weight, from->at))
        return false;
    for (size_t i = 0; i < from->count; i++)
        if (find_key(pairs, from->keys[i].text) == pairs->len)
            add_pair(pairs, from->keys[i], from->values[i]);
    return true;
}

/* `<<: *base`: the members of one mapping, or of several, that are not given here. */
static bool merge(struct builder *b, struct pairs *pairs, const struct yaml_value *from)
{
    if (from->kind != YAML_LIST)
        return merge_one(b, pairs, from);
    for (size_t i = 0; i < from->count; i++)
        if (!merge_one(b, pairs, from->values[i]))
            return false;
    return true;
}

static void finish_map(struct builder *b, struct yaml_value *map, const struct pairs *pairs)
{
    map->count = pairs->len;
    map->keys = arena_dup(b->arena, pairs->keys, pairs->len * sizeof *pairs->keys);
    map->values = arena_dup(b->arena, pairs->values, pairs->len * sizeof(struct yaml_value *));
    for (size_t i = 0; i < pairs->len; i++)
        map->weight += 1 + pairs->values[i]->weight;
}

static bool map_members(struct builder *b, struct pairs *pairs, struct pairs *merges,
                        unsigned depth)
{
    for (;;) {
        if (!next_event(b))
            return false;
        if (b->event.type == YAML_MAPPING_END_EVENT)
            return true;
        struct yaml_value *key = build(b, depth + 1);
        if (!key || !key_text(b, key) || !next_event(b))
            return false;
        struct yaml_value *value = build(b, depth + 1);
        if (!value)
            return false;
        struct yaml_key name = {key->text, key->at};
        size_t at = find_key(pairs, key->text);
        if (key->plain && strcmp(key->text, "<<") == 0)
            add_pair(merges, name, value);
        else if (at < pairs->len)
            duplicate(b, key, pairs->keys[at].at);
        else
            add_pair(pairs, name, value);
    }
}

static struct yaml_value *mapping(struct builder *b, unsigned depth)
{
    struct yaml_value *value = new_value(b, YAML_MAP);
    struct pairs pairs = {NULL, NULL, 0, 0, MAP_INIT}, merges = {NULL, NULL, 0, 0, MAP_INIT};
    bool ok = map_members(b, &pairs, &merges, depth);
    for (size_t i = 0; ok && i < merges.len; i++)
        ok = merge(b, &pairs, merges.values[i]);
    if (ok && pairs.len > 0)
        finish_map(b, value, &pairs);
    map_release(&pairs.seen, NULL);
    map_release(&merges.seen, NULL);
    free(pairs.keys);
    free(pairs.values);
    free(merges.keys);
    free(merges.values);
    return ok ? value : NULL;
}

/* The value that begins with the event at hand. */
static struct yaml_value *build(struct builder *b, unsigned depth)
{
    if (depth > LIMIT_YAML_DEPTH) {
        diagnose(b->found, SEVERITY_ERROR, "yaml-too-deep", event_place(b),
                 "lists and mappings are nested more than %u deep", LIMIT_YAML_DEPTH);
        return NULL;
    }
    char *anchor = NULL;
    struct yaml_value *value = NULL;
    switch (b->event.type) {
    case YAML_ALIAS_EVENT:
        value = alias(b);
        return value && count_nodes(b, value->weight, event_place(b)) ? value : NULL;
    case YAML_SCALAR_EVENT:
        anchor = arena_strdup(b->arena, (const char *)b->event.data.scalar.anchor);
        value = scalar(b);
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = arena_strdup(b->arena, (const char *)b->event.data.sequence_start.anchor);
        value = list(b, depth);
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = arena_strdup(b->arena, (const char *)b->event.data.mapping_start.anchor);
        value = mapping(b, depth);
        break;
    default:
        break;
    }
    if (value && anchor)
        map_set(&b->anchors, anchor, value);
    return value && count_nodes(b, 1, value->at) ? value : NULL;
}

static struct yaml_value *stream(struct builder *b)
{
    struct yaml_value *value = NULL;
    if (!next_event(b) || !next_event(b)) /* the start of the stream, then of the document */
        return NULL;
    if (b->event.type == YAML_STREAM_END_EVENT)
        return new_value(b, YAML_NULL);
    if (!next_event(b) || !(value = build(b, 1)))
        return NULL;
    if (!next_event(b) || !next_event(b)) /* the end of the document, then of the stream */
        return NULL;
    if (b->event.type != YAML_STREAM_END_EVENT) {
        diagnostic_hint(diagnose(b->found, SEVERITY_ERROR, "bad-yaml", event_place(b),
                                 "a second YAML document in one file"),
                        "remove the line \"---\"");
        return NULL;
    }
    return value;
}

/* libyaml ends lines at NEL, U+2028 and U+2029, which nobody sees and everybody pastes. They become
 * a no-break space or an em space: as many characters, as many bytes. NULL where there are none. */
static char *without_odd_breaks(const char *text, size_t len)
{
    char *copy = NULL;
    for (size_t i = 0; i + 1 < len; i++) {
        bool next_line = memcmp(text + i, "\xC2\x85", 2) == 0;
        bool separator = i + 2 < len && (memcmp(text + i, "\xE2\x80\xA8", 3) == 0 ||
                                         memcmp(text + i, "\xE2\x80\xA9", 3) == 0);
        if (!next_line && !separator)
            continue;
        if (!copy)
            copy = mem_dup(text, len);
        memcpy(copy + i, next_line ? "\xC2\xA0" : "\xE2\x80\x83", next_line ? 2 : 3);
    }
    return copy;
}

struct yaml_value *yaml_read(struct arena *arena, const char *path, unsigned line, const char *text,
                             size_t len, struct diagnostics *found)
{
    struct builder b = {.arena = arena, .found = found, .anchors = MAP_INIT};
    b.cursor = (struct yaml_cursor){path, text, len, line, 0, 0, line, 1};
    if (!yaml_parser_initialize(&b.parser))
        mem_exhausted();
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    char *copy = without_odd_breaks(text, len);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)(copy ? copy : text), len);

    struct yaml_value *value = stream(&b);

    drop_event(&b);
    yaml_parser_delete(&b.parser);
    map_release(&b.anchors, NULL);
    free(copy);
    return value;
}
