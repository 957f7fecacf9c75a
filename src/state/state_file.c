/*
 * The state file: one flat object, a line for each member. It is read by lines,
 * because git merges lines: they may come twice, in any order, without a comma.
 * Which of several entries holds is left to values.c.
 */
#include "state_file.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

#define CLOSING "\"~\":null"
#define MARK    "\xef\xbb\xbf" /* what some editors put at the start */
#define TWIN    "twin "

struct reader {
    struct values *values;
    const char *path;
    const struct map *known; /* lines to leave out */
    unsigned line;
    bool is_utf8, has_header, is_closed;
    struct error *err;
};

void state_file_hint(struct error *err, const char *path)
{
    error_hint(err,
               "run \"git checkout -- %s\" for its last good version, or delete it and run "
               "\"ghlpub adopt\"",
               path);
}

static bool damaged(struct reader *reader, const char *what)
{
    error_set(reader->err, ERROR_STATE, "state-damaged", "%s", what);
    error_at(reader->err, reader->path, reader->line, 0);
    state_file_hint(reader->err, reader->path);
    return false;
}

/* Owner and header. */

static bool claim(char *const *known, const char *said, const char *what, const char *whose,
                  struct error *err)
{
    if (!said || !*said || !**known || strcmp(*known, said) == 0)
        return true;
    error_set(err, ERROR_CONFIG, "state-foreign",
              "the state belongs to the %s \"%s\", and %s to \"%s\"", what, *known, whose, said);
    error_hint(err,
               "give each location and blog a state file of its own (\"state:\" of an "
               "environment in ghlpub.yaml), or correct the %s there",
               what);
    return false;
}

bool state_file_claim(struct values *values, const char *location, const char *blog,
                      const char *whose, struct error *err)
{
    if (!claim(&values->location, location, "location", whose, err) ||
        !claim(&values->blog, blog, "blog", whose, err))
        return false;
    values_set_owner(values, *values->location || !location ? values->location : location,
                     *values->blog || !blog ? values->blog : blog);
    return true;
}

static bool is_text_or_missing(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return !value || json_is_string(value);
}

static bool read_header(struct reader *reader, json_t *header)
{
    int64_t version = json_number(header, "version", 0);
    const char *name;
    json_t *value;

    if (version < 1 || !json_is_integer(json_object_get(header, "version")) ||
        !is_text_or_missing(header, "location") || !is_text_or_missing(header, "blog"))
        return damaged(reader, "the header has no version, or a location or blog that is no text");
    if (version > STATE_VERSION) {
        error_set(reader->err, ERROR_CONFIG, "state-newer",
                  "the state file has version %lld, and this ghlpub knows %d", (long long)version,
                  STATE_VERSION);
        error_at(reader->err, reader->path, reader->line, 0);
        error_hint(reader->err, "install the ghlpub that wrote it, or a newer one");
        return false;
    }
    if (!state_file_claim(reader->values, json_text(header, "location"), json_text(header, "blog"),
                          "this header", reader->err)) {
        error_at(reader->err, reader->path, reader->line, 0);
        return false;
    }
    reader->has_header = true;
    json_object_foreach(header, name, value)
    {
        if (strcmp(name, "version") == 0 || strcmp(name, "location") == 0 ||
            strcmp(name, "blog") == 0)
            continue;
        if (!reader->values->header)
            reader->values->header = json_object();
        json_object_set(reader->values->header, name, value);
    }
    return true;
}

/* Entries. */

/* "twin KIND ID KEY"; an id may hold anything, so the entry tells where it ends. */
static bool twin_key(const char *name, const json_t *value, enum state_kind *kind, const char **key)
{
    const char *id = json_text(value, "id"), *rest;

    if (!entry_split(name, strlen(name), kind, &rest) || !id || strncmp(rest, id, strlen(id)) != 0)
        return false;
    rest += strlen(id);
    *key = rest + 1;
    return rest[0] == ' ' && rest[1] != '\0';
}

static bool read_member(struct reader *reader, const char *name, json_t *value)
{
    struct state_entry *entry;
    enum state_kind kind;
    const char *key;
    bool is_twin;

    if (strcmp(name, "~") == 0) {
        reader->is_closed = true;
        return json_is_null(value) || damaged(reader, "the closing line is not \"~\":null");
    }
    if (!json_is_object(value))
        return damaged(reader, "a member is no object");
    if (*name == '\0')
        return read_header(reader, value);
    is_twin = strncmp(name, TWIN, strlen(TWIN)) == 0;
    if (is_twin ? !twin_key(name + strlen(TWIN), value, &kind, &key)
                : !entry_split(name, strlen(name), &kind, &key)) {
        char *what = mem_printf("no kind of entry has the name \"%s\"", name);

        damaged(reader, what);
        free(what);
        return false;
    }
    entry = entry_from_json(kind, key, value, reader->err);
    if (!entry) {
        error_at(reader->err, reader->path, reader->line, 0);
        state_file_hint(reader->err, reader->path);
        return false;
    }
    entry->twin = is_twin;
    values_merge(reader->values, entry);
    return true;
}

/* A string without escapes at *at; the closing quote is passed. */
static bool scan_plain(const char **at, const char *end, const char **text, size_t *len)
{
    const char *p = *at;

    if (p == end || *p++ != '"')
        return false;
    *text = p;
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
        p++;
    if (p == end || *p != '"')
        return false;
    *len = (size_t)(p - *text);
    *at = p + 1;
    return true;
}

static bool scan_char(const char **at, const char *end, char c)
{
    if (*at == end || **at != c)
        return false;
    (*at)++;
    return true;
}

/* The entry of a line as state_file_write() makes most of them: known members, no escapes, no white
 * space. NULL for any other, which read_slowly() takes: jansson alone would make the loading of a
 * large state three times as long. */
static struct state_entry *read_fast(const char *at, const char *end)
{
    struct state_entry *entry = NULL;
    enum state_kind kind;
    const char *text, *key;
    size_t len, next = 0;

    if (!scan_plain(&at, end, &text, &len) || !entry_split(text, len, &kind, &key) ||
        !scan_char(&at, end, ':') || !scan_char(&at, end, '{'))
        return NULL;
    entry = entry_new(kind, key, (size_t)(text + len - key));
    do {
        enum state_field field;

        if (!scan_plain(&at, end, &text, &len))
            goto other;
        field = entry_field_named(text, len, next);
        if (field == STATE_FIELDS || entry->fields[field] || !scan_char(&at, end, ':') ||
            !scan_plain(&at, end, &text, &len))
            goto other;
        entry_take(entry, field, text, len);
        next = (size_t)field + 1;
    } while (scan_char(&at, end, ','));
    if (scan_char(&at, end, '}') && at == end)
        return entry;
other:
    state_entry_free(entry);
    return NULL;
}

static bool read_slowly(struct reader *reader, const char *text, size_t len)
{
    struct strbuf object = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct error reason = ERROR_INIT;
    const char *name;
    json_t *parsed, *value;
    bool ok = true;

    strbuf_addc(&object, '{');
    strbuf_add(&object, text, len);
    strbuf_addc(&object, '}');
    parsed = json_parse(object.buf, object.len, &reason);
    if (!parsed) {
        ok = damaged(reader, "the line is no entry, or only a part of one");
        error_at(reader->err, reader->path, reader->line,
                 reason.column > 1 ? reason.column - 1 : 1);
    }
    json_object_foreach(parsed, name, value)
    {
        ok = ok && read_member(reader, name, value);
    }
    json_decref(parsed);
    error_release(&reason);
    strbuf_release(&object);
    return ok;
}

/* Lines. */

static bool is_conflict(const char *text, size_t len)
{
    static const char *const marks[] = {"<<<<<<<", "|||||||", "=======", ">>>>>>>"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (len >= 7 && memcmp(text, marks[i], 7) == 0)
            return true;
    }
    return false;
}

static bool refuse_conflict(struct reader *reader)
{
    damaged(reader, "git left a conflict in the state file");
    error_hint(reader->err,
               "add the line \"%s merge=union\" to .gitattributes and run "
               "\"git checkout --merge -- %s\"; or delete the lines <<<<<<<, =======, >>>>>>> and "
               "keep all others",
               path_name(reader->path), reader->path);
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts white space at both ends, and the comma. */
static void trim(const char **text, size_t *len)
{
    while (*len > 0 && is_space(**text)) {
        (*text)++;
        (*len)--;
    }
    while (*len > 0 && (is_space((*text)[*len - 1]) || (*text)[*len - 1] == ','))
        (*len)--;
}

static bool is_known(const struct reader *reader, const char *text, size_t len)
{
    char *line = reader->known ? mem_strndup(text, len) : NULL;
    bool found = line && map_has(reader->known, line);

    free(line);
    return found;
}

static bool read_line(struct reader *reader, const char *text, size_t len)
{
    struct state_entry *entry;

    trim(&text, &len);
    if (len == 0 || (len == 1 && (*text == '{' || *text == '}')))
        return true;
    if (len > LIMIT_STATE_LINE)
        return damaged(reader, "the line is too long");
    if (len == strlen(CLOSING) && memcmp(text, CLOSING, len) == 0) {
        reader->is_closed = true;
        return true;
    }
    if (is_conflict(text, len))
        return refuse_conflict(reader);
    /* The header counts even where it is known: a file without one is damaged. */
    if (strncmp(text, "\"\":", 3) != 0 && is_known(reader, text, len))
        return true;
    entry = reader->is_utf8 ? read_fast(text, text + len) : NULL;
    if (!entry)
        return read_slowly(reader, text, len);
    values_merge(reader->values, entry);
    return true;
}

static bool read_lines(struct reader *reader, const char *text, size_t len)
{
    const char *end = text + len;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline ? newline : end;

        reader->line++;
        if (!read_line(reader, text, (size_t)(stop - text)))
            return false;
        text = newline ? newline + 1 : end;
    }
    return true;
}

/* What is one valid object as a whole has lost nothing, whatever a tool made of its lines. */
static bool read_whole(struct reader *reader, const char *text, size_t len)
{
    json_t *parsed = json_parse(text, len, NULL), *value;
    const char *name;
    bool ok = json_object_get(parsed, "") && json_object_get(parsed, "~");

    reader->line = 1;
    json_object_foreach(parsed, name, value)
    {
        ok = ok && read_member(reader, name, value);
    }
    json_decref(parsed);
    return ok;
}

static void collect_lines(struct map *lines, const struct strbuf *known)
{
    const char *text = known->buf, *end = known->buf + known->len;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text)), *from = text;
        size_t len = (size_t)((newline ? newline : end) - text);
        char *line;

        trim(&from, &len);
        line = mem_strndup(from, len);
        map_set(lines, line, lines);
        free(line);
        text = newline ? newline + 1 : end;
    }
}

bool state_file_read(struct values *values, const char *path, const struct strbuf *text,
                     const struct strbuf *known, struct error *err)
{
    struct map lines = MAP_INIT;
    struct error reason = ERROR_INIT, other = ERROR_INIT;
    struct reader reader = {.values = values, .path = path, .err = &reason};
    const char *from = text->buf;
    size_t len = text->len;
    bool ok;

    if (len >= strlen(MARK) && memcmp(from, MARK, strlen(MARK)) == 0) {
        from += strlen(MARK);
        len -= strlen(MARK);
    }
    if (known) {
        collect_lines(&lines, known);
        reader.known = &lines;
    }
    reader.is_utf8 = utf8_valid(from, len, NULL);
    ok = read_lines(&reader, from, len);
    if (ok && !reader.has_header)
        ok = damaged(&reader, len ? "the header (\"\":{\"version\":…}) is missing"
                                  : "the state file is empty");
    else if (ok && !reader.is_closed)
        ok = damaged(&reader, "the end (\"~\":null) is missing: the file was cut off");
    if (!ok && strcmp(reason.code, "state-damaged") == 0) {
        reader.err = &other;
        ok = read_whole(&reader, from, len);
        if (other.code && strcmp(other.code, "state-damaged") != 0)
            error_move(&reason, &other);
    }
    values_elect(values);
    if (!ok)
        error_move(err, &reason);
    error_release(&reason);
    error_release(&other);
    map_release(&lines, NULL);
    return ok;
}

/* Writing. */

static void write_header(struct strbuf *sb, const struct values *values)
{
    strbuf_addf(sb, "{\n\"\":{\"version\":%d,\"location\":", STATE_VERSION);
    strbuf_add_json(sb, values->location);
    strbuf_adds(sb, ",\"blog\":");
    strbuf_add_json(sb, values->blog);
    if (json_object_size(values->header) > 0) {
        struct strbuf others = STRBUF_INIT(STRBUF_UNBOUNDED);

        strbuf_add_json_compact(&others, values->header);
        strbuf_addc(sb, ',');
        strbuf_add(sb, others.buf + 1, others.len - 1);
        strbuf_release(&others);
    } else {
        strbuf_addc(sb, '}');
    }
    strbuf_adds(sb, ",\n");
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void write_twins(struct strbuf *sb, const struct values *values)
{
    struct lines ARRAY(char *);
    struct lines lines = {NULL, 0, 0};

    for (size_t i = 0; i < values->twins.len; i++) {
        const struct state_entry *twin = values->twins.items[i];
        struct strbuf line = STRBUF_INIT(STRBUF_UNBOUNDED);
        char *name = mem_printf(TWIN "%s %s %s", state_kind_name(twin->kind),
                                twin->fields[STATE_ID], twin->key);

        strbuf_add_json(&line, name);
        strbuf_addc(&line, ':');
        entry_add(&line, twin);
        strbuf_adds(&line, ",\n");
        ARRAY_PUSH(&lines, strbuf_detach(&line));
        free(name);
    }
    if (lines.len > 1)
        qsort(lines.items, lines.len, sizeof *lines.items, compare_texts);
    for (size_t i = 0; i < lines.len; i++) {
        strbuf_adds(sb, lines.items[i]);
        free(lines.items[i]);
    }
    ARRAY_RELEASE(&lines);
}

void state_file_write(struct strbuf *sb, struct values *values)
{
    /* By name, so that the whole file is sorted. */
    static const enum state_kind order[] = {STATE_MEDIA, STATE_POST, STATE_REDIRECT, STATE_SOCIAL};

    write_header(sb, values);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const struct entry_list *entries = values_sorted(values, order[i]);

        for (size_t j = 0; j < entries->len; j++) {
            entry_add_name(sb, order[i], entries->items[j]->key);
            strbuf_addc(sb, ':');
            entry_add(sb, entries->items[j]);
            strbuf_adds(sb, ",\n");
        }
    }
    write_twins(sb, values);
    strbuf_adds(sb, CLOSING "\n}\n");
}
