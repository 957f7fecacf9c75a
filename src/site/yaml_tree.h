/*
 * YAML as a small tree with places, read from libyaml's events.
 *
 * (The file is not named yaml.h because <yaml.h> is libyaml's.)
 *
 * Everything lives in the arena that is given. Aliases are followed, so one
 * value can hang at several places of the tree; merge keys (<<) are applied.
 * Depth and size are bounded (LIMIT_YAML_DEPTH, LIMIT_YAML_NODES, counted with
 * aliases expanded), since libyaml bounds nothing.
 */
#ifndef SITE_YAML_TREE_H
#define SITE_YAML_TREE_H

#include <ghlpub/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum yaml_kind { YAML_NULL, YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_key {
    const char *text;
    struct place at;
};

struct yaml_value {
    enum yaml_kind kind;
    struct place at;
    const char *text; /* YAML_SCALAR, and YAML_NULL as written ("", "~", "null") */
    size_t len;
    bool plain;                 /* not in quotes: may be a number, a boolean */
    struct yaml_key *keys;      /* YAML_MAP: `count` of them */
    struct yaml_value **values; /* YAML_MAP and YAML_LIST */
    size_t count;
    size_t weight; /* nodes below and with it, aliases expanded */
};

/* Reads one document. `path` and `line` say where the text stands: its first line is that line of
 * that file. The text is UTF-8 without a byte-order mark. NULL with a diagnostic where it is no
 * YAML; duplicate keys are reported and the first is kept. An empty text is a YAML_NULL. `path`
 * must live as long as the tree. */
struct yaml_value *yaml_read(struct arena *arena, const char *path, unsigned line, const char *text,
                             size_t len, struct diagnostics *found);

/* The member of a mapping, or NULL. With `key`, also where its key stands. A member that is null
 * is returned as any other. */
const struct yaml_value *yaml_get(const struct yaml_value *map, const char *name,
                                  const struct yaml_key **key);

/* A scalar as a boolean: true/false, and YAML 1.1's yes/no/on/off (in quotes, too). */
bool yaml_boolean(const struct yaml_value *value, bool *out);

/* A plain scalar as a whole number in decimal. */
bool yaml_integer(const struct yaml_value *value, int64_t *out);

/* "a list", "a mapping", "a text", "nothing": for messages. */
const char *yaml_kind_name(const struct yaml_value *value);

/* As JSON, by the types of YAML 1.2's core schema. A new reference. */
json_t *yaml_to_json(const struct yaml_value *value);

/* `base` with `over` laid over it: mappings are merged in depth, all else is replaced. */
struct yaml_value *yaml_overlay(struct arena *arena, const struct yaml_value *base,
                                const struct yaml_value *over);

/* ---- between yaml_tree.c and yaml_error.c ---- */

/* Turns character positions into places; cheap where the positions grow. Line ends are LF, CRLF
 * and CR, as editors have it. */
struct yaml_cursor {
    const char *path;
    const char *text;
    size_t len;
    unsigned first_line;
    size_t index, offset; /* in characters, in bytes */
    unsigned line, column;
};

struct place yaml_place(struct yaml_cursor *cursor, size_t index);
struct place yaml_place_of_byte(struct yaml_cursor *cursor, size_t offset);

struct yaml_parser_s;

/* Reports what libyaml could not read, in words for people. */
void yaml_report(const struct yaml_parser_s *parser, struct yaml_cursor *cursor,
                 struct diagnostics *found);

#endif
