/*
 * One entry of the state as a value: fields, text, comparison. Which entries
 * there are is left to values.c, where they are kept to state_file.c and
 * journal.c.
 */
#include "entry.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[STATE_KINDS] = {
    [STATE_POST] = "post",
    [STATE_MEDIA] = "media",
    [STATE_SOCIAL] = "social",
    [STATE_REDIRECT] = "redirect",
};

static const char *const field_names[STATE_FIELDS] = {
    [STATE_ID] = "id",
    [STATE_PATH] = "path",
    [STATE_SLUG] = "slug",
    [STATE_WANTED] = "wanted",
    [STATE_URL] = "url",
    [STATE_TITLE] = "title",
    [STATE_STATUS] = "status",
    [STATE_DATE] = "date",
    [STATE_DATE_CHOSEN] = "chosen",
    [STATE_UPDATED] = "updated",
    [STATE_REMOTE_VERSION] = "currentVersion",
    [STATE_HASH] = "hash",
    [STATE_BODY] = "body",
    [STATE_PARTS] = "parts",
    [STATE_REMOTE] = "remote",
    [STATE_NAME] = "name",
    [STATE_SIZE] = "size",
    [STATE_ACCOUNTS] = "accounts",
    [STATE_MARK] = "mark",
    [STATE_TEXT] = "text",
    [STATE_SOURCE] = "source",
    [STATE_TARGET] = "target",
    [STATE_OWNER] = "owner",
    [STATE_WAS] = "was",
    [STATE_ASSETS] = "assets",
    [STATE_GONE] = "gone",
    [STATE_AT] = "at",
};

const char *state_kind_name(enum state_kind kind)
{
    return kind_names[kind];
}

const char *state_field_name(enum state_field field)
{
    return field_names[field];
}

bool entry_kind_named(const char *name, size_t len, enum state_kind *kind)
{
    for (size_t i = 0; i < STATE_KINDS; i++) {
        if (strlen(kind_names[i]) == len && memcmp(kind_names[i], name, len) == 0) {
            *kind = (enum state_kind)i;
            return true;
        }
    }
    return false;
}

enum state_field entry_field_named(const char *name, size_t len, size_t first)
{
    for (size_t i = 0; i < STATE_FIELDS; i++) {
        size_t at = (first + i) % STATE_FIELDS;

        if (strncmp(field_names[at], name, len) == 0 && field_names[at][len] == '\0')
            return (enum state_field)at;
    }
    return STATE_FIELDS;
}

struct state_entry *entry_new(enum state_kind kind, const char *key, size_t key_len)
{
    struct state_entry *entry = mem_alloc(sizeof *entry);

    entry->kind = kind;
    entry->key = mem_strndup(key, key_len);
    return entry;
}

struct state_entry *entry_copy(const struct state_entry *entry)
{
    struct state_entry *copy = entry_new(entry->kind, entry->key, strlen(entry->key));

    for (size_t i = 0; i < STATE_FIELDS; i++)
        copy->fields[i] = mem_strdup(entry->fields[i]);
    copy->others = json_deep_copy(entry->others);
    copy->unfinished = entry->unfinished;
    copy->twin = entry->twin;
    return copy;
}

void state_entry_free(struct state_entry *entry)
{
    if (!entry)
        return;
    for (size_t i = 0; i < STATE_FIELDS; i++)
        free(entry->fields[i]);
    json_decref(entry->others);
    free(entry->key);
    free(entry);
}

void entry_set_key(struct state_entry *entry, const char *key)
{
    char *copy = mem_strdup(key);

    free(entry->key);
    entry->key = copy;
}

void entry_take(struct state_entry *entry, enum state_field field, const char *text, size_t len)
{
    entry->fields[field] = mem_strndup(text, len);
}

const char *state_get(const struct state_entry *entry, enum state_field field)
{
    if (field == STATE_HASH && entry->unfinished)
        return NULL;
    return entry->fields[field];
}

void state_set(struct state_entry *entry, enum state_field field, const char *text)
{
    char *copy = mem_strdup(text);

    free(entry->fields[field]);
    entry->fields[field] = copy;
}

struct state_entry *entry_from_json(enum state_kind kind, const char *key, const json_t *object,
                                    struct error *err)
{
    struct state_entry *entry = entry_new(kind, key, strlen(key));
    const char *name;
    json_t *value;
    void *at;

    for (at = json_object_iter((json_t *)object); at;
         at = json_object_iter_next((json_t *)object, at)) {
        name = json_object_iter_key(at);
        value = json_object_iter_value(at);
        enum state_field field = entry_field_named(name, strlen(name), 0);

        if (field == STATE_FIELDS) {
            if (!entry->others)
                entry->others = json_object();
            json_object_set(entry->others, name, value);
        } else if (json_is_string(value)) {
            state_set(entry, field, json_string_value(value));
        } else {
            error_set(err, ERROR_STATE, "state-damaged",
                      "the member \"%s\" of \"%s %s\" is no text", name, kind_names[kind], key);
            state_entry_free(entry);
            return NULL;
        }
    }
    return entry;
}

static void add_member(struct strbuf *sb, const char *name, bool *first)
{
    if (!*first)
        strbuf_addc(sb, ',');
    *first = false;
    strbuf_add_json(sb, name);
    strbuf_addc(sb, ':');
}

/* Whole, since json_object_iter() goes in the order of insertion and the file must not change when
 * the order did. */
static void add_others(struct strbuf *sb, const json_t *others, bool *first)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);

    if (json_object_size(others) == 0)
        return;
    strbuf_add_json_compact(&text, others);
    if (!*first)
        strbuf_addc(sb, ',');
    *first = false;
    strbuf_add(sb, text.buf + 1, text.len - 2); /* without its braces */
    strbuf_release(&text);
}

void entry_add(struct strbuf *sb, const struct state_entry *entry)
{
    bool first = true;

    strbuf_addc(sb, '{');
    for (size_t i = 0; i < STATE_FIELDS; i++) {
        const char *text = state_get(entry, (enum state_field)i);

        if (i == STATE_AT)
            add_others(sb, entry->others, &first);
        if (!text)
            continue;
        add_member(sb, field_names[i], &first);
        strbuf_add_json(sb, text);
    }
    strbuf_addc(sb, '}');
}

void entry_add_name(struct strbuf *sb, enum state_kind kind, const char *key)
{
    struct strbuf name = STRBUF_INIT(STRBUF_UNBOUNDED);

    strbuf_adds(&name, kind_names[kind]);
    strbuf_addc(&name, ' ');
    strbuf_adds(&name, key);
    strbuf_add_json(sb, name.buf);
    strbuf_release(&name);
}

bool entry_split(const char *name, size_t len, enum state_kind *kind, const char **key)
{
    const char *space = memchr(name, ' ', len);

    if (!space || space + 1 == name + len)
        return false;
    *key = space + 1;
    return entry_kind_named(name, (size_t)(space - name), kind);
}

bool entry_is_gone(const struct state_entry *entry)
{
    return entry->fields[STATE_GONE] != NULL;
}

bool entry_has_id(const struct state_entry *entry, const char *id)
{
    const char *own = entry->fields[STATE_ID];

    return own && id ? strcmp(own, id) == 0 : own == id;
}

bool entry_same_id(const struct state_entry *a, const struct state_entry *b)
{
    return entry_has_id(a, b->fields[STATE_ID]);
}

#define AT_SECONDS 19 /* "2026-12-01T12:00:03" */

int entry_compare_at(const char *a, const char *b)
{
    int order;

    if (!a || !b)
        return (a != NULL) - (b != NULL);
    order = strncmp(a, b, AT_SECONDS);
    if (order != 0 || strlen(a) < AT_SECONDS || strlen(b) < AT_SECONDS)
        return order;
    /* "…03Z" is before "…03.5Z", although 'Z' sorts after '.' */
    a += AT_SECONDS;
    b += AT_SECONDS;
    if ((*a == '.') != (*b == '.'))
        return *a == '.' ? 1 : -1;
    return *a == '.' ? strcmp(a, b) : 0;
}

bool entry_wins(const struct state_entry *a, const struct state_entry *b)
{
    int order = entry_compare_at(a->fields[STATE_AT], b->fields[STATE_AT]);

    if (order == 0)
        order = entry_is_gone(a) - entry_is_gone(b);
    if (order == 0) {
        struct strbuf texts[2] = {STRBUF_INIT(STRBUF_UNBOUNDED), STRBUF_INIT(STRBUF_UNBOUNDED)};

        entry_add(&texts[0], a);
        entry_add(&texts[1], b);
        order = strcmp(texts[0].buf, texts[1].buf);
        strbuf_release(&texts[0]);
        strbuf_release(&texts[1]);
    }
    return order > 0;
}
