/*
 * A document as a whole: text, front matter, the choice between a field's
 * names, fields that are not known. Each field's meaning is in
 * document_fields.c, the `social` list in social.c.
 */
#include "document.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/path.h"
#include "frontmatter.h"
#include "slug.h"
#include "social.h"

#include <ctype.h>
#include <string.h>

struct document *document_new(const char *path)
{
    struct arena *arena = arena_new();
    struct document *doc = arena_alloc(arena, sizeof *doc);
    doc->arena = arena;
    doc->path = arena_strdup(arena, path);
    doc->key = doc->path;
    doc->sync = true;
    doc->text = "";
    doc->body_line = 1;
    doc->template_name = (struct word){"post", {doc->path, 0, 0}};
    doc->params = json_object();
    doc->slug = (struct word){slug_base_name(arena, path), {doc->path, 0, 0}};
    doc->slug_derived = true;
    return doc;
}

void document_free(struct document *doc)
{
    if (!doc)
        return;
    social_release(doc);
    json_decref(doc->params);
    arena_free(doc->arena);
}

bool document_has(const struct yaml_value *value)
{
    if (!value || value->kind == YAML_NULL)
        return false;
    if (value->kind == YAML_SCALAR)
        return value->text[strspn(value->text, " \t\r\n")] != '\0';
    return true;
}

const struct yaml_value *document_default(const struct document_reader *d, enum field field)
{
    const struct site_private *private = d->site->private;
    for (size_t i = private->defaults_count; i > 0; i--) {
        const struct defaults *one = &private->defaults[i - 1];
        const struct yaml_value *value = yaml_get(one->fields, field_rows[field].name, NULL);
        if (!document_has(value))
            continue;
        if (one->path_count == 0)
            return value;
        bool chosen = false;
        for (size_t k = 0; k < one->path_count; k++)
            if (site_pattern_matches(d->site, one->paths[k], d->doc->path, false))
                chosen = !pattern_negated(one->paths[k]);
        if (chosen)
            return value;
    }
    return NULL;
}

/* Two names for one thing are common where several tools read a file; it matters only where they
 * say different things. */
static void note_conflict(const struct document_reader *d, const struct yaml_value *used,
                          const char *used_name, const struct yaml_value *other, const char *name)
{
    if (used->kind != YAML_SCALAR || other->kind != YAML_SCALAR ||
        strcmp(used->text, other->text) == 0)
        return;
    diagnose(d->r.found, SEVERITY_NOTE, "field-conflict", other->at,
             "\"%s\" is not used, since \"%s\" says something else", name, used_name);
}

const struct yaml_value *document_pick(const struct document_reader *d, enum field field,
                                       const char **name)
{
    const struct field_row *row = &field_rows[field];
    const struct yaml_value *found = yaml_get(d->own, row->name, NULL);
    const char *found_name = row->name;
    if (!document_has(found))
        found = NULL;
    for (size_t i = 0; row->aliases[i]; i++) {
        const struct yaml_value *other = yaml_get(d->own, row->aliases[i], NULL);
        if (!document_has(other))
            continue;
        if (found) {
            note_conflict(d, found, found_name, other, row->aliases[i]);
            continue;
        }
        found = other;
        found_name = row->aliases[i];
    }
    if (name)
        *name = found_name;
    return found ? found : document_default(d, field);
}

/* ---- social, params ---- */

static void read_social(const struct document_reader *d)
{
    const struct yaml_value *own = yaml_get(d->own, field_rows[FIELD_SOCIAL].name, NULL);
    const struct yaml_value *standard = document_default(d, FIELD_SOCIAL);
    const struct yaml_value *entries = own && own->kind != YAML_NULL ? own : NULL;
    /* in `defaults`: a list stands for documents without entries, a mapping for their members */
    if (standard && standard->kind != YAML_MAP) {
        if (!entries && d->doc->kind == DOCUMENT_POST)
            entries = standard;
        standard = NULL;
    }
    social_read(&d->r, d->site, d->doc, entries, standard);
    if (d->doc->kind != DOCUMENT_CAMPAIGN || d->doc->social_count > 0)
        return;
    struct place at = own ? own->at : (struct place){d->doc->path, 1, 1};
    diagnostic_hint(diagnose(d->r.found, SEVERITY_ERROR, "campaign-empty", at,
                             "a campaign without social entries"),
                    "add a `social` list");
}

static void add_params(const struct document_reader *d, const struct yaml_value *value)
{
    if (!value || value->kind == YAML_NULL)
        return;
    if (value->kind != YAML_MAP) {
        reading_wrong_type(&d->r, value, "params", "a mapping");
        return;
    }
    for (size_t i = 0; i < value->count; i++)
        if (!json_object_get(d->doc->params, value->keys[i].text))
            json_object_set_new(d->doc->params, value->keys[i].text,
                                yaml_to_json(value->values[i]));
}

static void read_params(const struct document_reader *d)
{
    add_params(d, yaml_get(d->own, field_rows[FIELD_PARAMS].name, NULL));
    for (size_t i = 0; d->own && i < d->own->count; i++) {
        const struct yaml_key *key = &d->own->keys[i];
        if (field_known(key->text))
            continue;
        if (!json_object_get(d->doc->params, key->text))
            json_object_set_new(d->doc->params, key->text, yaml_to_json(d->own->values[i]));
        const char *near = field_foreign(key->text) ? NULL : field_nearest(key->text);
        if (near)
            diagnostic_hint(diagnose(d->r.found, SEVERITY_WARNING, "unknown-field", key->at,
                                     "\"%s\" is no field that is known; it goes to the templates "
                                     "only",
                                     key->text),
                            "did you mean \"%s\"?", near);
    }
    add_params(d, document_default(d, FIELD_PARAMS));
}

/* ---- the text ---- */

/* The `id` line of front matter that cannot be read, so that the plan still knows whose post this
 * is. Best effort: nothing is made of a value that is not simple. */
static void salvage_id(struct document *doc, const struct front_matter *front)
{
    const char *at = doc->text + front->start, *end = doc->text + doc->len;
    if (front->len > 0)
        end = at + front->len;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = newline ? newline : end;
        if (line_end - at > 4 && strncmp(at, "id: ", 4) == 0) {
            const char *id = at + 4;
            size_t len = 0;
            if (*id == '"' || *id == '\'')
                id++;
            while (id + len < line_end &&
                   (isalnum((unsigned char)id[len]) || strchr("_.-", id[len])))
                len++;
            if (len > 0)
                doc->key = arena_printf(doc->arena, "id:%.*s", (int)len, id);
            return;
        }
        at = line_end + 1;
    }
}

static bool unusable(struct document *doc, const struct front_matter *front)
{
    doc->broken = doc->unreadable = true;
    if (front)
        salvage_id(doc, front);
    return true;
}

/* Front matter that is not YAML. True where the text is a document all the same. */
static bool other_kind(struct document *doc, const struct front_matter *front,
                       struct diagnostics *found)
{
    struct place at = {doc->path, front->open_line, 1};
    switch (front->kind) {
    case FRONT_UNCLOSED:
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "unclosed-front-matter", at,
                                 "front matter that does not end"),
                        "end it with a line \"---\"");
        return unusable(doc, front);
    case FRONT_TOML:
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "toml-front-matter", at,
                                 "front matter in TOML is not read"),
                        "write it in YAML between lines \"---\"; `hugo convert toYAML` does it "
                        "for a whole site");
        return unusable(doc, front);
    case FRONT_JSON:
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "json-front-matter", at,
                                 "front matter in JSON is not read"),
                        "put the braces between lines \"---\": JSON is YAML, too");
        return unusable(doc, front);
    case FRONT_EMPTY:
        diagnostic_hint(diagnose(found, SEVERITY_WARNING, "empty-file",
                                 (struct place){doc->path, 0, 0}, "an empty file"),
                        "it is left out");
        return false;
    default:
        return false;
    }
}

static void read_all(struct document_reader *d)
{
    document_read_fields(d);
    read_social(d);
    read_params(d);
}

static bool read_yaml(const struct site *site, struct document *doc,
                      const struct front_matter *front, struct diagnostics *found)
{
    struct document_reader d = {{doc->arena, found}, site, doc, NULL};
    doc->body = front->body;
    doc->body_line = front->body_line;
    if (front->len > LIMIT_FRONT_MATTER) {
        diagnose(found, SEVERITY_ERROR, "yaml-too-large", (struct place){doc->path, 1, 1},
                 "front matter of more than %u bytes", LIMIT_FRONT_MATTER);
        return unusable(doc, front);
    }
    const struct yaml_value *root =
        yaml_read(doc->arena, doc->path, front->line, doc->text + front->start, front->len, found);
    if (!root)
        return unusable(doc, front);
    if (root->kind != YAML_MAP && root->kind != YAML_NULL) {
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "bad-yaml", root->at,
                                 "front matter must be a mapping, not %s", yaml_kind_name(root)),
                        "write lines like `title: Hello`");
        return unusable(doc, front);
    }
    d.own = root->kind == YAML_MAP ? root : NULL;
    read_all(&d);
    return true;
}

bool document_parse(const struct site *site, struct document *doc, const char *text, size_t len,
                    struct diagnostics *found)
{
    size_t errors = found->errors;
    size_t mark = text_mark(text, len);
    text += mark;
    len -= mark;
    char *copy = arena_alloc(doc->arena, len + 1); /* it may hold NUL bytes yet */
    memcpy(copy, text, len);
    doc->text = copy;
    doc->len = len;
    struct front_matter front = front_split(text, len);
    if (front.kind == FRONT_NONE || front.kind == FRONT_EMPTY)
        return other_kind(doc, &front, found);
    if (!text_usable(doc->path, text, len, found))
        return unusable(doc, &front);
    bool is_document = front.kind == FRONT_YAML ? read_yaml(site, doc, &front, found)
                                                : other_kind(doc, &front, found);
    if (found->errors > errors)
        doc->broken = true;
    return is_document;
}
