/*
 * The fields of front matter, one function each.
 */
#include "document.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/zone.h"
#include "date.h"
#include "slug.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const name_labels[] = {"name", "label", "key", "title", "id", NULL};
static const char *const tag_labels[] = {"label", "name", "title", NULL};

static void read_text_field(const struct document_reader *d, enum field field, struct word *out)
{
    const char *name;
    const struct yaml_value *value = document_pick(d, field, &name);
    if (value)
        read_word(&d->r, value, name, out);
}

static void read_id(const struct document_reader *d)
{
    struct word id = {NULL, {NULL, 0, 0}};
    read_text_field(d, FIELD_ID, &id);
    if (!id.text)
        return;
    d->doc->id = id.text;
    d->doc->id_place = id.at;
    d->doc->key = arena_printf(d->r.arena, "id:%s", id.text);
}

static void read_kind(const struct document_reader *d)
{
    const char *name;
    const struct yaml_value *value = document_pick(d, FIELD_KIND, &name);
    if (value && read_choice(&d->r, value, name, "post|campaign") == 1)
        d->doc->kind = DOCUMENT_CAMPAIGN;
    value = document_pick(d, FIELD_SYNC, &name);
    if (value)
        read_flag(&d->r, value, name, &d->doc->sync);
}

/* A default's title is a pattern, for documents without a heading that could be one. */
static void read_title(const struct document_reader *d)
{
    const char *name = field_rows[FIELD_TITLE].name;
    const struct yaml_value *value = yaml_get(d->own, name, NULL);
    if (document_has(value))
        read_word(&d->r, value, name, &d->doc->title);
}

static void read_title_default(const struct document_reader *d)
{
    struct word pattern = {NULL, {NULL, 0, 0}};
    const struct yaml_value *value = document_default(d, FIELD_TITLE);
    if (value && read_word(&d->r, value, "title", &pattern))
        d->doc->title_default = slug_title(&d->r, d->site, d->doc, pattern.text);
}

/* ---- dates and states ---- */

static void use_name_date(const struct document_reader *d)
{
    struct civil date;
    enum zone_fit fit;
    const char *path = d->doc->path, *name = path_name(path);
    bool index = strncasecmp(name, "index.", 6) == 0;
    if (index && name > path) { /* the folder of a page bundle */
        name--;
        while (name > path && name[-1] != '/')
            name--;
    }
    if (!date_leads(name, &date))
        return;
    d->doc->has_date = true;
    d->doc->date_ms = zone_to_utc_ms(d->site->config.zone, &date, &fit);
    d->doc->date_place = (struct place){path, 0, 0};
}

/* `published` is a date here and a switch there. */
static const struct yaml_value *published_date(const struct document_reader *d)
{
    bool flag;
    const struct yaml_value *value = yaml_get(d->own, "published", NULL);
    return document_has(value) && !yaml_boolean(value, &flag) ? value : NULL;
}

static void read_dates(const struct document_reader *d)
{
    struct document *doc = d->doc;
    const char *name;
    bool with_time;
    const struct yaml_value *value = document_pick(d, FIELD_DATE, &name);
    if (!value) {
        value = published_date(d);
        name = "published";
    }
    if (value &&
        date_read(&d->r, value, name, d->site->config.zone, &doc->date_ms, &doc->date_has_time)) {
        doc->has_date = true;
        doc->date_place = value->at;
    } else if (!value) {
        use_name_date(d);
    }
    value = document_pick(d, FIELD_EXPIRES, &name);
    if (value)
        doc->has_expires =
            date_read(&d->r, value, name, d->site->config.zone, &doc->expires_ms, &with_time);
    if (doc->has_expires && doc->has_date && doc->expires_ms <= doc->date_ms)
        diagnostic_hint(diagnose(d->r.found, SEVERITY_WARNING, "expires-before-date", value->at,
                                 "\"%s\" is not after the date", name),
                        "the post is never public");
}

static bool below_drafts(const char *path)
{
    return strncmp(path, "_drafts/", 8) == 0 || strstr(path, "/_drafts/") != NULL;
}

static bool is_draft(const struct document_reader *d)
{
    const char *name;
    bool flag;
    const struct yaml_value *published = yaml_get(d->own, "published", NULL);
    const struct yaml_value *draft = document_pick(d, FIELD_DRAFT, &name);
    if (below_drafts(d->doc->path))
        return true;
    if (document_has(published) && yaml_boolean(published, &flag) && !flag)
        return true;
    return draft && read_flag(&d->r, draft, name, &flag) && flag;
}

static void read_status(const struct document_reader *d)
{
    const char *name;
    const struct yaml_value *value;
    d->doc->status = is_draft(d) ? DOCUMENT_DRAFT : DOCUMENT_PUBLISHED;
    value = document_pick(d, FIELD_STATUS, &name);
    if (!value)
        return;
    /* "publish" as WordPress has it; what is scheduled is published, with a date to come */
    static const enum document_status statuses[] = {DOCUMENT_DRAFT, DOCUMENT_PUBLISHED,
                                                    DOCUMENT_ARCHIVED, DOCUMENT_PUBLISHED,
                                                    DOCUMENT_PUBLISHED};
    struct yaml_value lower = *value;
    if (value->kind == YAML_SCALAR) {
        char *text = arena_strdup(d->r.arena, value->text);
        for (char *c = text; *c; c++)
            if (*c >= 'A' && *c <= 'Z')
                *c = (char)(*c - 'A' + 'a');
        lower.text = text;
    }
    int choice = read_choice(&d->r, &lower, name, "draft|published|archived|publish|scheduled");
    if (choice >= 0)
        d->doc->status = statuses[choice];
}

/* ---- names ---- */

static void read_author(const struct document_reader *d)
{
    const char *name;
    struct words authors = {NULL, 0, 0};
    const struct yaml_value *value = document_pick(d, FIELD_AUTHOR, &name);
    if (value)
        read_words(&d->r, value, name, name_labels, &authors);
    if (authors.len > 0)
        d->doc->author = authors.items[0];
    if (authors.len > 0 || d->doc->kind == DOCUMENT_CAMPAIGN)
        return;
    /* "*" takes the rest, those without a name as well */
    const struct name_map *map = &d->site->config.authors;
    for (size_t i = 0; i < map->len; i++)
        if (strcmp(map->items[i].from, "*") == 0)
            d->doc->author = (struct word){map->items[i].to, {d->site->config.path, 0, 0}};
}

/* The field, or Zola's `taxonomies`. */
static const struct yaml_value *taxonomy(const struct document_reader *d, enum field field,
                                         const char **name)
{
    const struct yaml_value *value = document_pick(d, field, name);
    const struct yaml_value *all = yaml_get(d->own, "taxonomies", NULL);
    bool own = value && value->at.path == d->doc->path;
    const struct yaml_value *zola = all ? yaml_get(all, field_rows[field].name, NULL) : NULL;
    return !own && document_has(zola) ? zola : value;
}

static void read_categories(const struct document_reader *d)
{
    const char *name;
    const struct yaml_value *value = taxonomy(d, FIELD_CATEGORIES, &name);
    if (value)
        read_words(&d->r, value, name, name_labels, &d->doc->categories);
    /* `categories: []`, as importers of old blogs write it: GHL takes no post without one */
    value = document_default(d, FIELD_CATEGORIES);
    if (value && d->doc->categories.len == 0)
        read_words(&d->r, value, name, name_labels, &d->doc->categories);
}

static void add_tag(const struct document_reader *d, const char *text, size_t len, struct place at)
{
    while (len > 0 && (*text == ' ' || *text == '#' || *text == '\t')) {
        text++;
        len--;
    }
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        len--;
    const char *tag = arena_strndup(d->r.arena, text, len);
    if (len > 0 && !words_have(&d->doc->tags, tag))
        words_add(d->r.arena, &d->doc->tags, (struct word){tag, at});
}

static void read_tags(const struct document_reader *d)
{
    const char *name;
    struct words words = {NULL, 0, 0};
    const struct yaml_value *value = taxonomy(d, FIELD_TAGS, &name);
    if (!value || !read_words(&d->r, value, name, tag_labels, &words))
        return;
    for (size_t i = 0; i < words.len; i++) {
        const char *text = words.items[i].text;
        /* a list's element is one tag, commas included; a lone text is a list. "#a #b" is
         * Obsidian's */
        const char *separators = value->kind == YAML_LIST ? "" : *text == '#' ? ", " : ",";
        while (*text) {
            size_t len = strcspn(text, separators);
            add_tag(d, text, len, words.items[i].at);
            text += len + (text[len] != '\0');
        }
    }
}

/* ---- image ---- */

/* A mapping has the path in one of these. */
static const struct yaml_value *image_path(const struct yaml_value *value)
{
    static const char *const names[] = {"src", "url", "image", "path"};
    if (value->kind == YAML_LIST) {
        for (size_t i = 0; i < value->count; i++)
            if (document_has(value->values[i]))
                return image_path(value->values[i]);
        return NULL;
    }
    if (value->kind != YAML_MAP)
        return document_has(value) ? value : NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct yaml_value *path = yaml_get(value, names[i], NULL);
        if (document_has(path) && path->kind == YAML_SCALAR)
            return path;
    }
    return NULL;
}

static const struct yaml_value *image_alt(const struct yaml_value *value)
{
    if (value->kind == YAML_LIST && value->count > 0)
        value = value->values[0];
    return yaml_get(value, "alt", NULL);
}

/* The first of the image fields that holds a path: themes keep mappings without one. */
static const struct yaml_value *pick_image(const struct document_reader *d, const char **name)
{
    const struct field_row *row = &field_rows[FIELD_IMAGE];
    const struct yaml_value *value = yaml_get(d->own, row->name, NULL);
    *name = row->name;
    if (document_has(value) && image_path(value)) {
        document_pick(d, FIELD_IMAGE, NULL); /* for its notes */
        return value;
    }
    for (size_t i = 0; row->aliases[i]; i++) {
        value = yaml_get(d->own, row->aliases[i], NULL);
        *name = row->aliases[i];
        if (document_has(value) && image_path(value))
            return value;
    }
    *name = row->name;
    return document_default(d, FIELD_IMAGE);
}

static void read_image(const struct document_reader *d)
{
    struct document *doc = d->doc;
    const char *name;
    bool flag;
    const struct yaml_value *value = pick_image(d, &name);
    const struct yaml_value *path = value ? image_path(value) : NULL;
    bool none = path && path->plain && yaml_boolean(path, &flag); /* image: false */
    if (path && !none && read_word(&d->r, path, name, &doc->image)) {
        doc->image_in_config = doc->image.at.path == d->site->config.path;
        const struct yaml_value *alt = image_alt(value);
        if (document_has(alt))
            read_word(&d->r, alt, "alt", &doc->image_alt);
    }
    const struct yaml_value *alt = document_pick(d, FIELD_IMAGE_ALT, &name);
    /* a default's text describes a default's image, not another */
    if (alt && (alt->at.path == doc->path || doc->image_in_config))
        read_word(&d->r, alt, name, &doc->image_alt);
}

/* ---- addresses ---- */

static bool is_url(const char *text)
{
    return strncasecmp(text, "https://", 8) == 0 || strncasecmp(text, "http://", 7) == 0;
}

static void read_canonical(const struct document_reader *d)
{
    struct word word = {NULL, {NULL, 0, 0}};
    read_text_field(d, FIELD_CANONICAL, &word);
    if (!word.text)
        return;
    if (is_url(word.text) && !strpbrk(word.text, " \t<>\""))
        d->doc->canonical = word;
    else
        diagnostic_hint(diagnose(d->r.found, SEVERITY_WARNING, "bad-canonical", word.at,
                                 "\"%s\" is no web address and is not used", word.text),
                        "write it with https://");
}

static void read_aliases(const struct document_reader *d)
{
    const char *name;
    struct words all = {NULL, 0, 0};
    const struct yaml_value *value = document_pick(d, FIELD_ALIASES, &name);
    if (!value || !read_words(&d->r, value, name, NULL, &all))
        return;
    const char *domain = d->site->config.redirect_domain, *problem;
    for (size_t i = 0; i < all.len; i++) {
        struct word word = all.items[i];
        char *path = ghlpub_redirect_path(word.text, domain, &problem);
        if (path && d->doc->aliases.len == LIMIT_ALIASES) {
            diagnostic_hint(diagnose(d->r.found, SEVERITY_WARNING, "alias-too-many", word.at,
                                     "more than %u aliases; this one and those after it make no "
                                     "redirects",
                                     LIMIT_ALIASES),
                            "leave out what nobody links to");
            i = all.len;
        } else if (path) {
            word.text = arena_strdup(d->r.arena, path);
            words_add(d->r.arena, &d->doc->aliases, word);
        } else if (domain) { /* without redirects Obsidian's other names are nothing to tell of */
            diagnostic_hint(diagnose(d->r.found, SEVERITY_WARNING, "alias-no-path", word.at,
                                     "\"%s\" %s; there is no redirect", word.text, problem),
                            "write the old path from the domain on, such as /2019/hello.html");
        }
        free(path);
    }
}

/* The first of slug, url, permalink that says something. */
static struct word written_slug(const struct document_reader *d)
{
    static const char *const names[] = {"slug", "url", "permalink"};
    struct word none = {NULL, {NULL, 0, 0}}, word = none;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct yaml_value *value = yaml_get(d->own, names[i], NULL);
        if (!document_has(value) || !read_word(&d->r, value, names[i], &word))
            continue;
        if (slug_is_foreign_pattern(word.text)) {
            diagnostic_hint(diagnose(d->r.found, SEVERITY_NOTE, "slug-pattern-ignored", word.at,
                                     "\"%s: %s\" is a pattern of another generator and is ignored",
                                     names[i], word.text),
                            "the slug comes from the file's name; `defaults` in ghlpub.yaml takes "
                            "patterns");
            continue;
        }
        word.text = slug_last_part(d->r.arena, word.text);
        if (*word.text)
            return word;
    }
    return none;
}

static void read_slug(const struct document_reader *d)
{
    struct word pattern = {NULL, {NULL, 0, 0}};
    const struct yaml_value *value = document_default(d, FIELD_SLUG);
    if (value)
        read_word(&d->r, value, "slug", &pattern);
    slug_settle(&d->r, d->site, d->doc, written_slug(d), pattern);
}

/* ---- the rest ---- */

static void read_lang(const struct document_reader *d)
{
    struct word word = {NULL, {NULL, 0, 0}};
    const char *name;
    const struct yaml_value *value = document_pick(d, FIELD_LANG, &name);
    if (value && value->kind == YAML_SCALAR)
        read_word(&d->r, value, name, &word);
    bool own = word.text && word.at.path == d->doc->path;
    const char *by_path = slug_language(d->r.arena, d->site->config.content, d->doc->path);
    d->doc->lang = own || !by_path ? word.text : by_path;
}

static void read_toc(const struct document_reader *d)
{
    const char *name;
    const struct yaml_value *value = document_pick(d, FIELD_TOC, &name);
    if (value && value->kind == YAML_MAP) /* {sidebar: left}: the theme's way to say yes */
        d->doc->toc = true;
    else if (value)
        read_flag(&d->r, value, name, &d->doc->toc);
}

void document_read_fields(const struct document_reader *d)
{
    read_id(d);
    read_kind(d);
    read_title(d);
    read_text_field(d, FIELD_DESCRIPTION, &d->doc->description);
    read_dates(d);
    read_status(d);
    read_author(d);
    read_categories(d);
    read_tags(d);
    read_image(d);
    read_canonical(d);
    read_aliases(d);
    read_text_field(d, FIELD_TEMPLATE, &d->doc->template_name);
    read_toc(d);
    read_lang(d);
    read_title_default(d); /* it may name the date and the language */
    read_slug(d);
}
