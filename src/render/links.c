/*
 * Links: to other documents, by every way that generators know; to local files;
 * and out of the site. Finding files is left to images.c, the URL that a link
 * gets in the end to ghlpub_body().
 */
#include "page.h"

#include "escape.h"

#include "base/file.h"
#include "base/path.h"
#include "base/suggest.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SUGGESTIONS_MAX 20 /* a document: each looks at all names */

/* A link being resolved. */
struct link {
    struct page *page;
    const char *url;  /* as written */
    const char *path; /* decoded, without query and fragment */
    struct spot spot;
    struct target *target;
};

static struct place place_of_link(const struct link *link)
{
    return place_of(link->page, link->spot.line, link->spot.column, link->url);
}

static bool is_markdown(const char *path)
{
    const char *extension = path_extension(path);
    return strcasecmp(extension, ".md") == 0 || strcasecmp(extension, ".markdown") == 0 ||
           strcasecmp(extension, ".mdx") == 0;
}

static bool has_scheme(const char *url)
{
    if (!isalpha((unsigned char)*url))
        return false;
    while (isalnum((unsigned char)*url) || *url == '+' || *url == '-' || *url == '.')
        url++;
    return *url == ':';
}

/* ---- documents ---- */

/* The document that this path names: itself, without its extension, or a folder's index. To Hugo,
 * "hello.md" is hello/index.md as well. */
static const struct document *find_variants(const struct site *site, const char *path)
{
    static const char *const endings[] = {
        "", ".md", ".markdown", ".mdx", "/index.md", "/index.markdown", "/index.mdx"};
    const struct document *found = ghlpub_site_find(site, path);
    size_t len = strlen(path), first = 1, indexes = 4;
    while (len && path[len - 1] == '/')
        len--;
    if (is_markdown(path)) {
        len -= strlen(path_extension(path));
        first = indexes;
    }
    for (size_t i = first; i < sizeof endings / sizeof *endings && !found; i++) {
        const char *ending = len ? endings[i] : endings[i] + (i >= indexes);
        char *name = mem_printf("%.*s%s", (int)len, path, ending);
        found = ghlpub_site_find(site, name);
        free(name);
    }
    return found;
}

static const struct document *find_below(const struct site *site, const char *folder,
                                         const char *path)
{
    char *joined = mem_printf("%s/%s", folder, path);
    char *normal = path_normalise(joined);
    const struct document *found = normal ? find_variants(site, normal) : NULL;
    free(normal);
    free(joined);
    return found;
}

/* The folder above this one, "." above the first; the given one is freed. */
static char *folder_above(char *folder)
{
    char *above = path_directory(folder);
    free(folder);
    if (*above)
        return above;
    free(above);
    return mem_strdup(".");
}

/* Relative to the document's file; for a bundle's index, to the bundle as well, as in Hugo. */
static const struct document *find_relative(const struct page *page, const char *path)
{
    const char *own = page->document->path;
    char *relative = path_relative_to(own, path);
    const struct document *found = relative ? find_variants(page->site, relative) : NULL;
    free(relative);
    if (found || strncasecmp(path_name(own), "index.", 6) != 0)
        return found;
    char *bundle = path_directory(own);
    relative = path_relative_to(bundle, path);
    found = relative ? find_variants(page->site, relative) : NULL;
    free(relative);
    free(bundle);
    return found;
}

/* Relative to the document, then to the content and each folder above it up to the root: the paths
 * of Jekyll begin beside _posts, those of VitePress beside docs/blog. */
static const struct document *find_by_path(const struct page *page, const char *path)
{
    const struct site *site = page->site;
    const struct document *found = *path != '/' ? find_relative(page, path) : NULL;
    while (*path == '/')
        path++;
    char *folder = mem_strdup(site->config.content);
    while (!(found = found ? found : find_below(site, folder, path)) && strcmp(folder, ".") != 0)
        folder = folder_above(folder);
    free(folder);
    return found;
}

/* As generators publish them: content/posts/a.md is /posts/a/, and "../b/" there is /posts/b/. */
static const struct document *find_by_url(const struct page *page, const char *path)
{
    const struct site *site = page->site;
    if (*path == '/') {
        const struct document *found = ghlpub_site_find_url(site, path);
        const char *extension = path_extension(path), *lang = page->document->lang;
        if (!found && lang) { /* "/docs/x/" in content/de/ is content/de/docs/x.md */
            char *translated = mem_printf("/%s%s", lang, path);
            found = ghlpub_site_find_url(site, translated);
            free(translated);
        }
        if (!found && strcasecmp(extension, ".html") == 0) {
            char *bare = mem_strndup(path, strlen(path) - strlen(extension));
            found = ghlpub_site_find_url(site, bare);
            free(bare);
        }
        return found;
    }
    const char *own = page->document->path;
    size_t content = strlen(site->config.content);
    if (strncmp(own, site->config.content, content) == 0 && own[content] == '/')
        own += content + 1;
    size_t stem = strlen(own) - strlen(path_extension(own));
    char *joined = mem_printf("%.*s/%s", (int)stem, own, path);
    char *normal = path_normalise(joined);
    char *url = normal ? mem_printf("/%s", normal) : NULL;
    const struct document *found = url && *normal ? ghlpub_site_find_url(site, url) : NULL;
    char *beside = found ? NULL : path_relative_to(own, path);
    if (beside && *beside) { /* "./b.html" there is /posts/b.html */
        free(url);
        url = mem_printf("/%s", beside);
        found = ghlpub_site_find_url(site, url);
    }
    free(beside);
    size_t name = strcspn(path, "/");
    if (!found && path[name + strspn(path + name, "/")] == '\0') { /* a bare name, wherever it is */
        free(url);
        url = mem_printf("/%s", path);
        found = ghlpub_site_find_url(site, url);
    }
    free(url);
    free(normal);
    free(joined);
    return found;
}

static const struct document *find_by_name(const struct page *page, const char *name)
{
    size_t len = strlen(name);
    while (len && name[len - 1] == '/') /* {% post_url 2026-01-02-a %}/#part */
        len--;
    char *bare = mem_strndup(name, len);
    const struct document *found = map_get(&page->shared->names, path_name(bare));
    const void *several = page->shared;
    free(bare);
    return (const void *)found == several ? NULL : found;
}

static void add_fragment(struct page *page, const char *id, const char *url, struct spot spot)
{
    struct fragment fragment = {id, url, spot};
    if (*id)
        ARRAY_PUSH(&page->fragments, fragment);
}

static void to_document(const struct link *link, const struct document *document)
{
    struct page *page = link->page;
    struct target *target = link->target;
    if (document->kind == DOCUMENT_CAMPAIGN) {
        diagnostic_hint(diagnose(page->found, SEVERITY_WARNING, "link-not-published",
                                 place_of_link(link), "\"%s\" is a campaign, which has no page",
                                 link->url),
                        "link to a post, or to nothing");
        return;
    }
    if (!document->sync)
        diagnostic_hint(diagnose(page->found, SEVERITY_WARNING, "link-not-published",
                                 place_of_link(link), "\"%s\" is not published by this site",
                                 link->url),
                        "\"%s\" has \"sync: false\"", document->path);
    target->kind = TARGET_POST;
    target->index = document->index;
    const char *hash = strchr(target->suffix, '#');
    if (document == page->document && hash)
        add_fragment(page, hash + 1, link->url, link->spot);
}

/* ---- what is no document ---- */

/* What of a path its author could have mistyped: the file's name; for a bundle, whose file is
 * called as all the others are, that of its folder as well. */
static const char *telling_part(const char *path, bool bundle)
{
    const char *name = path_name(path);
    if (bundle && name > path)
        for (name--; name > path && name[-1] != '/';)
            name--;
    return name;
}

static const char *nearest_path(const struct link *link, const char *name)
{
    const struct site *site = link->page->site;
    bool bundle = strncmp(name, "index.", 6) == 0 || strncmp(name, "_index.", 7) == 0;
    const char **names = mem_alloc((site->document_count + 1) * sizeof *names);
    const char *near = NULL;
    for (size_t i = 0; i < site->document_count; i++)
        if (site->documents[i] != link->page->document)
            names[i] = telling_part(site->documents[i]->path, bundle);
    const char *found = suggest(telling_part(link->path, bundle), names, site->document_count);
    for (size_t i = 0; found && i < site->document_count && !near; i++)
        near = names[i] == found ? site->documents[i]->path : NULL;
    free(names);
    return near;
}

static void suggest_document(const struct link *link, struct diagnostic *item)
{
    const char *name = path_name(link->path);
    if (link->page->suggested++ >= SUGGESTIONS_MAX)
        return;
    const struct document *same =
        strncmp(name, "index.", 6) == 0 ? NULL : find_by_name(link->page, name);
    const char *near = same ? same->path : nearest_path(link, name);
    if (near)
        diagnostic_hint(item, "did you mean \"%s\"?", near);
    else
        diagnostic_hint(item, "correct the path, or remove the link");
}

static void broken(const struct link *link)
{
    link->target->kind = TARGET_BROKEN;
    suggest_document(link,
                     diagnose(link->page->found, SEVERITY_ERROR, "link-broken", place_of_link(link),
                              "link to \"%s\", which does not exist", link->url));
}

static bool file_below(const struct site *site, const char *folder, const char *path)
{
    char *joined = mem_printf("%s/%s", folder, path);
    char *normal = path_normalise(joined);
    char *full = normal ? path_join(site->root, normal) : NULL;
    bool there = full && file_exists(full);
    free(full);
    free(normal);
    free(joined);
    return there;
}

static bool file_is_there(const struct page *page, const char *path)
{
    const struct site *site = page->site;
    char *relative = *path == '/' ? NULL : path_relative_to(page->document->path, path);
    bool there = relative && file_below(site, ".", relative);
    free(relative);
    while (*path == '/')
        path++;
    there = there || (site->config.statics && file_below(site, site->config.statics, path));
    char *folder = mem_strdup(site->config.content);
    while (!(there = there || file_below(site, folder, path)) && strcmp(folder, ".") != 0)
        folder = folder_above(folder);
    free(folder);
    return there;
}

static void to_markdown_file(const struct link *link)
{
    if (!file_is_there(link->page, link->path)) {
        broken(link);
        return;
    }
    diagnostic_hint(diagnose(link->page->found, SEVERITY_WARNING, "link-not-document",
                             place_of_link(link), "link to \"%s\", which is no document",
                             link->url),
                    "only Markdown files below \"%s\" with front matter become posts",
                    link->page->site->config.content);
}

static void unresolved(const struct link *link)
{
    diagnostic_hint(diagnose(link->page->found, SEVERITY_WARNING, "link-unresolved",
                             place_of_link(link), "\"%s\" names neither a document nor a file",
                             link->url),
                    "it is left as it is; write a whole URL where it belongs to another site");
}

/* A local file, which is uploaded like a picture. */
static void to_file(const struct link *link)
{
    struct page *page = link->page;
    struct asset asset = {.path = NULL};
    enum asset_finding finding =
        ghlpub_asset_find(page->site, page->document->path, link->path, page->arena, &asset);
    switch (finding) {
    case ASSET_URL:
        return;
    case ASSET_MISSING:
    case ASSET_OUTSIDE: /* "../../x" of a site that is larger than the tree; nothing is uploaded */
    case ASSET_NOT_A_FILE:
        unresolved(link);
        return;
    case ASSET_WRONG_TYPE:
        diagnostic_hint(diagnose(page->found, SEVERITY_WARNING, "link-not-media",
                                 place_of_link(link), "the media library does not take \"%s\"",
                                 link->url),
                        "the link is left as it is; put the file elsewhere and link to its URL");
        return;
    case ASSET_FOUND:
    case ASSET_MISNAMED:
    case ASSET_EMPTY:
    case ASSET_TOO_LARGE:
    default:
        break;
    }
    bool bad;
    long index = asset_index(page, page->document->path, link->path, place_of_link(link), &bad);
    link->target->kind = index >= 0 ? TARGET_ASSET : TARGET_BROKEN;
    link->target->index = index >= 0 ? (size_t)index : 0;
    const char *hash = strchr(link->target->suffix, '#');
    link->target->suffix = hash ? hash : "";
}

/* ---- one link ---- */

static void warn_script(const struct link *link)
{
    static const char *const schemes[] = {"javascript:", "vbscript:", "data:text/html"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncasecmp(link->url, schemes[i], strlen(schemes[i])) == 0)
            diagnostic_hint(diagnose(link->page->found, SEVERITY_WARNING, "link-script",
                                     place_of_link(link), "this link runs a script"),
                            "it is sent as it is; remove it unless it is meant");
}

/* "/a%20b?c#d" to path and suffix. */
static void split(struct link *link, const char *url)
{
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t len = strcspn(url, "?#");
    link->target->suffix = arena_strdup(link->page->arena, url + len);
    /* Zola's "@/blog/x.md" begins at the content. */
    strbuf_add_url_decoded(&path, url + (url[0] == '@' && url[1] == '/'),
                           len - (url[0] == '@' && url[1] == '/'));
    link->path = arena_strdup(link->page->arena, path.buf);
    strbuf_release(&path);
}

static void resolve_path(struct link *link, const char *url)
{
    struct page *page = link->page;
    if (*url == '#' || *url == '\0') {
        add_fragment(page, *url ? url + 1 : "", link->url, link->spot);
        return;
    }
    if (has_scheme(url) || strncmp(url, "//", 2) == 0) {
        warn_script(link);
        return;
    }
    split(link, url);
    const struct document *document = *link->path ? find_by_path(page, link->path) : page->document;
    if (!document && !is_markdown(link->path))
        document = find_by_url(page, link->path);
    if (document)
        to_document(link, document);
    else if (is_markdown(link->path))
        to_markdown_file(link);
    else
        to_file(link);
}

static void resolve_tag(struct link *link, enum tag_kind kind, const char *url)
{
    struct page *page = link->page;
    const struct document *document = NULL;
    split(link, url);
    if (kind != TAG_POST)
        document = find_by_path(page, link->path);
    if (!document && kind == TAG_REFERENCE && !is_markdown(link->path))
        document = find_by_url(page, link->path);
    if (!document && kind != TAG_FILE)
        document = find_by_name(page, link->path);
    if (document)
        to_document(link, document);
    else if (is_markdown(link->path))
        to_markdown_file(link);
    else if (kind == TAG_FILE)
        to_file(link);
    else
        broken(link);
}

const struct target *link_target(struct page *page, const char *url, struct spot spot)
{
    struct target *target = map_get(&page->targets, url);
    if (target)
        return target;
    url = arena_strdup(page->arena, url); /* the node's own text goes when it gets another URL */
    const char *path = url;
    target = arena_alloc(page->arena, sizeof *target);
    target->suffix = "";
    map_set(&page->targets, url, target);
    struct link link = {page, url, "", spot, target};
    enum tag_kind kind = tags_read(page, url, &path);
    switch (kind) {
    case TAG_UNKNOWN: /* foreign.c has warned */
        break;
    case TAG_POST:
    case TAG_FILE:
    case TAG_REFERENCE:
        resolve_tag(&link, kind, path);
        break;
    case TAG_PATH:
    case TAG_NONE:
    default:
        resolve_path(&link, path);
        if (target->kind == TARGET_KEEP && kind == TAG_PATH) {
            target->kind = TARGET_URL;
            target->url = path;
        }
        break;
    }
    if (target->kind == TARGET_POST)
        ARRAY_PUSH(&page->linked, target->index);
    return target;
}

void target_add(const struct page *page, const struct target *target, const char *url,
                struct strbuf *out)
{
    switch (target->kind) {
    case TARGET_POST:
        placeholder_add(&page->prefix, PLACEHOLDER_POST, target->index, out);
        strbuf_adds(out, target->suffix);
        break;
    case TARGET_ASSET:
        placeholder_add(&page->prefix, PLACEHOLDER_ASSET, target->index, out);
        strbuf_adds(out, target->suffix);
        break;
    case TARGET_URL:
        strbuf_adds(out, target->url);
        break;
    case TARGET_KEEP:
    case TARGET_BROKEN:
    default:
        strbuf_adds(out, url);
        break;
    }
}

/* ---- the passes ---- */

static bool is_external(const struct page *page, const char *url)
{
    const char *host = strncasecmp(url, "https://", 8) == 0  ? url + 8
                       : strncasecmp(url, "http://", 7) == 0 ? url + 7
                       : strncmp(url, "//", 2) == 0          ? url + 2
                                                             : NULL;
    const char *own = page->shared->host;
    if (!host)
        return false;
    return !own || strncasecmp(host, own, strlen(own)) != 0 ||
           (host[strlen(own)] && !strchr("/:?#", host[strlen(own)]));
}

/* cmark's links know no `target`: pieces of HTML stand before and behind what was in the link. */
static void open_in_new_tab(cmark_node *node, const char *url)
{
    struct strbuf html = STRBUF_INIT(STRBUF_UNBOUNDED);
    const char *title = cmark_node_get_title(node);
    strbuf_adds(&html, "<a href=\"");
    escape_url(&html, url, strlen(url));
    strbuf_adds(&html, "\"");
    if (title && *title) {
        strbuf_adds(&html, " title=\"");
        escape_html(&html, title, strlen(title));
        strbuf_adds(&html, "\"");
    }
    strbuf_adds(&html, " target=\"_blank\" rel=\"noopener\">");
    cmark_node_insert_before(node, markdown_piece(html.buf));
    for (cmark_node *child; (child = cmark_node_first_child(node));)
        if (!cmark_node_insert_before(node, child))
            break;
    cmark_node_insert_after(node, markdown_piece("</a>"));
    if (!cmark_node_first_child(node)) /* nothing is lost where a child may not stand there */
        cmark_node_unlink(node);
    strbuf_release(&html);
}

void pass_links(struct page *page)
{
    struct strbuf url = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < page->links.len; i++) {
        cmark_node *node = page->links.items[i];
        const char *written = tags_original(page, cmark_node_get_url(node));
        struct spot spot = {cmark_node_get_start_line(node), cmark_node_get_start_column(node)};
        const struct target *target = link_target(page, written, spot);
        strbuf_clear(&url);
        target_add(page, target, written, &url);
        if (page->site->config.new_tab && is_external(page, url.buf))
            open_in_new_tab(node, url.buf);
        else
            cmark_node_set_url(node, url.buf);
    }
    strbuf_release(&url);
}

/* Ids that are there without a heading: the top, and cmark-gfm's footnotes. */
static bool is_known_id(struct page *page, const char *id)
{
    return map_has(&page->ids, id) || strcasecmp(id, "top") == 0 || strncmp(id, "fn", 2) == 0 ||
           strncmp(id, ":~:", 3) == 0 || strchr("!/", *id);
}

void pass_fragments(struct page *page)
{
    for (size_t i = 0; i < page->fragments.len; i++) {
        const struct fragment *fragment = &page->fragments.items[i];
        struct strbuf id = STRBUF_INIT(4096);
        strbuf_add_url_decoded(&id, fragment->id, strlen(fragment->id));
        if (!is_known_id(page, id.buf))
            diagnostic_hint(
                diagnose(page->found, SEVERITY_WARNING, "fragment-missing",
                         place_of(page, fragment->spot.line, fragment->spot.column, fragment->url),
                         "no heading has the id \"%s\"", id.buf),
                page->site->config.heading_ids
                    ? "ids are made as on GitHub: lower case, hyphens for spaces; "
                      "\"## Title {#id}\" sets one"
                    : "\"heading_ids\" is off in ghlpub.yaml; \"## Title {#id}\" sets an id");
        strbuf_release(&id);
    }
}
