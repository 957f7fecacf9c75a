/*
 * From a path of the web to a document. Generators make paths of their own from
 * the tree; what they have in common is: the path below `content`, without
 * extension, "index", `_posts` and a leading date, perhaps with the date or the
 * language as folders before it.
 *
 * Keys are lower case, without slashes at the ends.
 */
#include "url_index.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "date.h"
#include "slug.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Stands in the tables where a key belongs to more than one document. */
static struct document ambiguous;

static void put(struct map *map, const char *key, struct document *doc)
{
    if (*key == '\0')
        return;
    struct document *other = map_get(map, key);
    if (!other)
        map_set(map, key, doc);
    else if (other != doc)
        map_set(map, key, &ambiguous);
}

static void add_part(struct strbuf *key, const char *part, size_t len)
{
    if (len == 0)
        return;
    if (key->len > 0)
        strbuf_addc(key, '/');
    for (size_t i = 0; i < len; i++)
        strbuf_addc(key, (char)tolower((unsigned char)part[i]));
}

static bool part_is(const char *part, size_t len, const char *name)
{
    return strlen(name) == len && strncmp(part, name, len) == 0;
}

static size_t digits(const char *part, size_t len)
{
    size_t n = 0;
    while (n < len && isdigit((unsigned char)part[n]))
        n++;
    return n == len ? n : 0;
}

/* The parts of a path up to `end`, without _posts, _drafts, and (where asked for) dates. */
static void add_folders(struct strbuf *key, const char *path, const char *end, bool dates)
{
    while (path < end) {
        size_t len = strcspn(path, "/");
        bool dated = !dates && (digits(path, len) == 4 || digits(path, len) == 2 ||
                                (len == 10 && date_leads(path, NULL) > 0));
        if (!part_is(path, len, "_posts") && !part_is(path, len, "_drafts") && !dated)
            add_part(key, path, len);
        path += len + (path[len] == '/');
    }
}

static const char *below_content(const struct site *site, const char *path)
{
    size_t len = strlen(site->config.content);
    return strncmp(path, site->config.content, len) == 0 && path[len] == '/' ? path + len + 1
                                                                             : path;
}

/* The part of a path that names its document: its last, or for an index file the folder. */
static const char *own_part(const char *path)
{
    const char *name = path_name(path);
    if (strncasecmp(name, "index.", 6) != 0 || name == path)
        return name;
    name--;
    while (name > path && name[-1] != '/')
        name--;
    return name;
}

/* Jekyll's news/_posts/2018-02-17-hello.md is /news/2018/02/17/hello/, or with a category of its
 * own before the date: the only names that tell several "hello" apart. */
static void index_dated(struct site_private *private, struct arena *arena, const char *path,
                        const char *own, const char *base, struct document *doc)
{
    struct civil date;
    if (!date_leads(own, &date))
        return;
    struct strbuf key = STRBUF_INIT(STRBUF_UNBOUNDED);
    const char *dated =
        arena_printf(arena, "%04d/%02d/%02d/%s", date.year, date.month, date.day, base);
    add_part(&key, dated, strlen(dated));
    put(&private->by_url, key.buf, doc);
    strbuf_clear(&key);
    add_folders(&key, path, own, true);
    add_part(&key, dated, strlen(dated));
    put(&private->by_url, key.buf, doc);
    strbuf_release(&key);
}

static void index_document(struct site *site, struct document *doc)
{
    struct site_private *private = site->private;
    struct arena *arena = arena_new();
    const char *path = below_content(site, doc->path), *own = own_part(path);
    const char *base = slug_base_name(arena, path);
    const char *suffix = slug_language(arena, "", path_name(path));
    struct strbuf key = STRBUF_INIT(STRBUF_UNBOUNDED);

    for (int dates = 0; dates < 2; dates++) {
        strbuf_clear(&key);
        if (suffix) /* hello.de.md is /de/hello/ */
            add_part(&key, suffix, strlen(suffix));
        add_folders(&key, path, own, dates == 1);
        add_part(&key, base, strlen(base));
        put(&private->by_url, key.buf, doc);
    }
    index_dated(private, arena, path, own, base, doc);
    strbuf_clear(&key);
    add_part(&key, base, strlen(base));
    put(&private->by_name, key.buf, doc);
    put(&private->by_name, doc->slug.text, doc);
    strbuf_release(&key);
    arena_free(arena);
}

void url_index_build(struct site *site)
{
    map_release(&site->private->by_url, NULL);
    map_release(&site->private->by_name, NULL);
    for (size_t i = 0; i < site->document_count; i++)
        if (!site->documents[i]->unreadable)
            index_document(site, site->documents[i]);
}

/* ---- looking up ---- */

/* "/Posts/Hello%20World/index.html?x#y" gives "/Posts/Hello World". To be freed. */
static char *clean_url(const char *url)
{
    static const char *const endings[] = {".html", ".htm", ".md", ".markdown", ".mdx"};
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);
    strbuf_add_url_decoded(&path, url, strcspn(url, "?#"));
    while (path.len > 0 && path.buf[path.len - 1] == '/')
        strbuf_truncate(&path, path.len - 1);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t len = strlen(endings[i]);
        if (path.len > len && strcasecmp(path.buf + path.len - len, endings[i]) == 0) {
            strbuf_truncate(&path, path.len - len);
            break;
        }
    }
    if (path.len >= 6 && strcasecmp(path.buf + path.len - 6, "/index") == 0)
        strbuf_truncate(&path, path.len - 6);
    return strbuf_detach(&path);
}

static const struct document *get(const struct map *map, const char *key)
{
    const struct document *doc = map_get(map, key);
    return doc == &ambiguous ? NULL : doc;
}

/* Lists of posts are no posts, whatever their last part is called. */
static bool is_listing(const char *path)
{
    static const char *const folders[] = {"tag",     "tags",    "category", "categories", "author",
                                          "authors", "archive", "archives", "page",       "topics"};
    path += strspn(path, "/");
    while (strchr(path, '/')) {
        size_t len = strcspn(path, "/");
        for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
            if (part_is(path, len, folders[i]))
                return true;
        path += len + 1;
    }
    return false;
}

static bool has_slug(const struct words *words, const char *part, size_t len)
{
    for (size_t i = 0; i < words->len; i++) {
        char *slug = unicode_slug(words->items[i].text, SLUG_MAX);
        bool same = strlen(slug) == len && strncasecmp(slug, part, len) == 0;
        free(slug);
        if (same)
            return true;
    }
    return false;
}

/* Could this folder of a URL stand before the document? Folders of its own, the names of its
 * categories, languages, and what blogs are called. "/pkg/image/" is not the post image.md. */
static bool folder_fits(const struct document *doc, const char *part, size_t len)
{
    static const char *const usual[] = {"articles", "blog", "blogs", "entry", "journal", "news",
                                        "notes",    "p",    "post",  "posts", "writing"};
    if (digits(part, len) > 0 || len == 2 || has_slug(&doc->categories, part, len) ||
        has_slug(&doc->tags, part, len))
        return true;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (strlen(usual[i]) == len && strncasecmp(usual[i], part, len) == 0)
            return true;
    for (const char *own = doc->path; strchr(own, '/');) {
        size_t own_len = strcspn(own, "/"), mark = *own == '_';
        if (own_len - mark == len && strncasecmp(own + mark, part, len) == 0)
            return true;
        own += own_len + 1;
    }
    return false;
}

static bool folders_fit(const struct document *doc, const char *path)
{
    path += strspn(path, "/");
    while (strchr(path, '/')) {
        size_t len = strcspn(path, "/");
        if (len > 0 && !folder_fits(doc, path, len))
            return false;
        path += len + 1;
    }
    return true;
}

static const struct document *by_name(const struct site *site, const char *path)
{
    const char *last = path_name(path);
    struct strbuf key = STRBUF_INIT(STRBUF_UNBOUNDED);
    last += date_leads(last, NULL);
    add_part(&key, last, strlen(last));
    const struct document *doc = get(&site->private->by_name, key.buf);
    if (!doc && !map_has(&site->private->by_name, key.buf)) {
        char *slug = unicode_slug(last, SLUG_MAX);
        doc = get(&site->private->by_name, slug);
        free(slug);
    }
    strbuf_release(&key);
    return doc;
}

/* What follows the date in "/category/2018/02/17/hello", with the date; NULL without one. */
static const char *dated_part(const char *path)
{
    while (strchr(path, '/')) {
        size_t len = strcspn(path, "/");
        const char *next = path + len + 1;
        if (digits(path, len) == 4 && digits(next, strcspn(next, "/")) == 2)
            return path;
        path = next;
    }
    return NULL;
}

const struct document *ghlpub_site_find_url(const struct site *site, const char *url_path)
{
    char *path = clean_url(url_path);
    const char *dated = dated_part(path);
    const struct document *doc = NULL;
    struct strbuf key = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (int dates = 1; dates >= 0 && !doc; dates--) {
        const char *last = path_name(path);
        strbuf_clear(&key);
        add_folders(&key, path, last, dates == 1);
        last += date_leads(last, NULL);
        add_part(&key, last, strlen(last));
        doc = get(&site->private->by_url, key.buf);
        if (!doc && dates == 1 && dated) {
            strbuf_clear(&key);
            add_part(&key, dated, strlen(dated));
            doc = get(&site->private->by_url, key.buf);
        }
    }
    if (!doc && !is_listing(path)) {
        doc = by_name(site, path);
        if (doc && !folders_fit(doc, path))
            doc = NULL;
    }
    strbuf_release(&key);
    free(path);
    return doc;
}
