/*
 * Front matter of a document that is made from a post. What it says is read back
 * as the site reads it, and compared: any text round-trips, or the post is not
 * imported.
 */
#include "import.h"

#include "base/limits.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What has to be said since it would mean something else otherwise. */
struct say {
    bool slug, no_image, no_tags;
    bool no_slug; /* it cannot be said: documents have no such slugs */
};

/* ---- YAML ---- */

/* Words that YAML reads as something else than text. */
static bool is_reserved(const char *text)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on",   "off",
                                        "null", "y",     "n",   "~",  "none", "nan"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(words[i], text) == 0)
            return true;
    return false;
}

/* Control characters, and spaces that nobody sees. */
static bool is_odd(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa1) || (c >= 0x2000 && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202f) || c >= 0xd800;
}

static bool is_plain(const char *text, bool in_list)
{
    size_t len = strlen(text);
    bool letter = isalpha((unsigned char)*text) || (unsigned char)*text >= 0xc3;
    if (!letter || text[len - 1] == ' ' || text[len - 1] == ':' || is_reserved(text))
        return false;
    for (size_t at = 0; at < len;) {
        uint32_t c = utf8_next(text, len, &at);
        if (is_odd(c) || (in_list && c < 0x80 && strchr(",[]{}", (int)c)))
            return false;
    }
    return !strstr(text, ": ") && !strstr(text, " #") && !strchr(text, '"');
}

static void add_quoted(struct strbuf *out, const char *text)
{
    size_t len = strlen(text);
    strbuf_addc(out, '"');
    for (size_t at = 0; at < len;) {
        size_t from = at;
        uint32_t c = utf8_next(text, len, &at);
        if (c == '"' || c == '\\')
            strbuf_addf(out, "\\%c", (int)c);
        else if (c == '\n')
            strbuf_adds(out, "\\n");
        else if (c == '\t')
            strbuf_adds(out, "\\t");
        else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            strbuf_addf(out, "\\x%02X", c);
        else if ((c >= 0x2028 && c <= 0x202e) || c == 0xfeff || c == 0xfffe || c == 0xffff)
            strbuf_addf(out, "\\u%04X", c);
        else
            strbuf_add(out, text + from, at - from);
    }
    strbuf_addc(out, '"');
}

static void add_text(struct strbuf *out, const char *text, bool in_list)
{
    if (is_plain(text, in_list))
        strbuf_adds(out, text);
    else
        add_quoted(out, text);
}

static void add_field(struct strbuf *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    strbuf_addf(out, "%s: ", name);
    add_text(out, text, false);
    strbuf_addc(out, '\n');
}

static void add_list(struct strbuf *out, const char *name, const char *const *items)
{
    if (!items || !items[0])
        return;
    strbuf_addf(out, "%s: [", name);
    for (size_t i = 0; items[i]; i++) {
        strbuf_adds(out, i ? ", " : "");
        add_text(out, items[i], true);
    }
    strbuf_adds(out, "]\n");
}

/* ---- values ---- */

/* No reader sees milliseconds; but a scheduled post is moved where its date differs by one. */
static int64_t date_of(const struct ghl_post *row)
{
    bool scheduled = row->status && strcmp(row->status, "SCHEDULED") == 0;
    return scheduled ? row->date_ms : row->date_ms - row->date_ms % 1000;
}

/* As a person writes it, in the site's zone; in UTC where that could not be read back. */
static void add_date(struct strbuf *out, int64_t ms, const struct zone *zone)
{
    struct strbuf text = STRBUF_INIT(64);
    struct written_date read;
    struct civil c;
    enum zone_fit fit;
    if (!ms)
        return;
    zone_from_utc(zone, ms, &c, NULL, NULL);
    strbuf_addf(&text, "%04d-%02d-%02d", c.year, c.month, c.day);
    if (c.hour || c.minute || c.second || c.millisecond)
        strbuf_addf(&text, " %02d:%02d", c.hour, c.minute);
    if (c.second || c.millisecond)
        strbuf_addf(&text, ":%02d", c.second);
    if (c.millisecond)
        strbuf_addf(&text, ".%03d", c.millisecond);
    if (!written_date_parse(text.buf, &read) || written_date_to_utc_ms(&read, zone, &fit) != ms) {
        strbuf_clear(&text);
        strbuf_add_utc(&text, ms, c.millisecond != 0);
    }
    strbuf_addf(out, "date: %s\n", text.buf);
    strbuf_release(&text);
}

static const char *name_of(const struct import *import, enum directory_kind kind, const char *id)
{
    const struct directory_list *list = &import->run.directory->lists[kind];
    for (size_t i = 0; i < list->len; i++)
        if (strcmp(list->items[i].id, id) == 0)
            return list->items[i].name ? list->items[i].name : id;
    return NULL;
}

/* The name that documents have for one at GHL: `authors:` and `categories:` backwards. NULL where
 * none is mapped to it. */
static const char *own_name(const struct name_map *map, const char *name)
{
    for (size_t i = 0; i < map->len; i++)
        if (strcmp(map->items[i].to, name) == 0 && strcmp(map->items[i].from, "*") != 0)
            return map->items[i].from;
    return strcmp(ghlpub_map_name(map, name), name) == 0 ? name : NULL;
}

static const char *look_up(struct import *import, struct import_post *post,
                           enum directory_kind kind, const char *id)
{
    const struct config *config = &import->options->site->config;
    bool author = kind == DIRECTORY_AUTHOR;
    const char *name = name_of(import, kind, id);
    const char *own = name ? own_name(author ? &config->authors : &config->categories, name) : NULL;
    if (own)
        return own;
    struct diagnostic *item =
        diagnose(import->run.found, SEVERITY_WARNING, "import-name", import_place(post),
                 name ? "the post's %s \"%s\" has no name in ghlpub.yaml"
                      : "the post's %s %s is not at GHL any more",
                 author ? "author" : "category", name ? name : id);
    diagnostic_hint(item,
                    name ? "`%s:` maps that name to another one; add a name for \"%s\""
                         : "the site's default is used: see `%s:` in ghlpub.yaml",
                    author ? "authors" : "categories", name ? name : "");
    return NULL;
}

static const char *const *category_names(struct import *import, struct import_post *post)
{
    const char *const *ids = post->row.categories;
    size_t count = 0, kept = 0;
    while (ids && ids[count])
        count++;
    const char **names = arena_alloc(import->run.arena, (count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++) {
        const char *name = look_up(import, post, DIRECTORY_CATEGORY, ids[i]);
        if (name)
            names[kept++] = name;
    }
    return names;
}

/* A link that only names the post's own URL is what every document has. */
static const char *own_canonical(const struct import *import, const struct import_post *post)
{
    const char *pattern = import->options->site->config.post_url, *link = post->row.canonical;
    const char *mark = pattern ? strstr(pattern, "{slug}") : NULL;
    if (!link || !*link || !mark || !post->row.slug)
        return link;
    const char *own = arena_printf(import->run.arena, "%.*s%s%s", (int)(mark - pattern), pattern,
                                   post->row.slug, mark + strlen("{slug}"));
    return strcmp(own, link) == 0 ? NULL : link;
}

static const char *title_of(const struct import_post *post)
{
    const char *title = post->row.title;
    if (title && title[strspn(title, " \t\r\n")])
        return title;
    return post->row.slug && *post->row.slug ? post->row.slug : post->row.id;
}

/* ---- the whole ---- */

struct values {
    const char *author, *canonical;
    const char *const *categories;
};

static void compose(const struct import *import, const struct import_post *post,
                    const struct values *values, const struct say *say, struct strbuf *out)
{
    const struct ghl_post *row = &post->row;
    const char *status = row->status ? row->status : "";
    strbuf_clear(out);
    strbuf_adds(out, "---\n");
    add_field(out, "title", title_of(post));
    add_field(out, "slug", say->slug ? row->slug : NULL);
    add_field(out, "description", row->description);
    add_date(out, date_of(row), import->options->site->config.zone);
    if (strcmp(status, "DRAFT") == 0)
        strbuf_adds(out, "draft: true\n");
    else if (strcmp(status, "ARCHIVED") == 0)
        strbuf_adds(out, "status: archived\n");
    add_field(out, "author", values->author);
    add_list(out, "categories", values->categories);
    add_list(out, "tags", row->tags);
    if (say->no_tags)
        strbuf_adds(out, "tags: []\n");
    add_field(out, "image", post->cover);
    if (say->no_image)
        strbuf_adds(out, "image: false\n");
    add_field(out, "image_alt", post->cover ? row->image_alt : NULL);
    add_field(out, "canonical", values->canonical);
    strbuf_adds(out, "---\n");
}

/* Texts are compared as they are read: the site may trim them. */
static bool same_text(const char *read, const char *wanted)
{
    char *a = unicode_collapsed(read ? read : "", SIZE_MAX);
    char *b = unicode_collapsed(wanted ? wanted : "", SIZE_MAX);
    bool same = strcmp(a, b) == 0;
    free(a);
    free(b);
    return same;
}

static bool same_words(const struct words *read, const char *const *wanted)
{
    size_t i = 0;
    for (; wanted && wanted[i]; i++)
        if (i >= read->len || !same_text(read->items[i].text, wanted[i]))
            return false;
    return i == read->len;
}

/* What of it does not say what the post says; NULL where all does. */
static const char *difference(const struct document *document, const struct import_post *post,
                              const struct values *values)
{
    const struct ghl_post *row = &post->row;
    if (document->broken)
        return "front matter";
    if (!same_text(document->title.text, title_of(post)))
        return "title";
    if (row->description && *row->description &&
        !same_text(document->description.text, row->description))
        return "description";
    if (row->date_ms && (!document->has_date || document->date_ms != date_of(row)))
        return "date";
    if (values->author && !same_text(document->author.text, values->author))
        return "author";
    if (values->categories[0] && !same_words(&document->categories, values->categories))
        return "categories";
    if (!same_words(&document->tags, row->tags))
        return "tags";
    if (post->cover && !same_text(document->image.text, post->cover))
        return "image";
    return NULL;
}

/* What would mean something else is said; true where that is new. */
static bool adjust(struct say *say, const struct import_post *post, const struct document *document)
{
    const struct say before = *say;
    const char *slug = document->slug.text, *wanted = post->row.slug;
    bool other = wanted && slug && strcmp(slug, wanted) != 0;
    say->no_slug |= before.slug && other;
    say->slug = !say->no_slug && (before.slug || other);
    say->no_image |= !post->cover && document->image.text != NULL;
    say->no_tags |= (!post->row.tags || !post->row.tags[0]) && document->tags.len > 0;
    return say->slug != before.slug || say->no_image != before.no_image ||
           say->no_tags != before.no_tags;
}

const char *import_front(struct import *import, struct import_post *post)
{
    struct strbuf out = STRBUF_INIT(LIMIT_FRONT_MATTER);
    struct site *site = import->options->site;
    struct say say = {0};
    const char *bad = "front matter", *front = NULL;
    struct values values = {.author =
                                post->row.author && *post->row.author
                                    ? look_up(import, post, DIRECTORY_AUTHOR, post->row.author)
                                    : NULL,
                            .canonical = own_canonical(import, post),
                            .categories = category_names(import, post)};
    for (int tries = 0; tries < 3 && bad; tries++) {
        struct diagnostics found = DIAGNOSTICS_INIT;
        compose(import, post, &values, &say, &out);
        struct document *document =
            out.overflow ? NULL : ghlpub_site_parse(site, post->path, out.buf, out.len, &found);
        if (document) {
            bad = adjust(&say, post, document) ? "slug" : difference(document, post, &values);
            ghlpub_site_drop(site, document);
        }
        diagnostics_release(&found);
    }
    if (bad)
        diagnostic_hint(import_failed(post, "import-front",
                                      "the post's %s cannot be written as front matter", bad),
                        "change it at GHL, or write the document by hand and adopt the post");
    else
        front = arena_strdup(import->run.arena, out.buf);
    strbuf_release(&out);
    return front;
}
