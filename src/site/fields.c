/*
 * Tables of names. What fields mean is in document.c.
 */
#include "fields.h"

#include "base/suggest.h"

#include <string.h>

const struct field_row field_rows[FIELD_COUNT] = {
    [FIELD_ID] = {"id", false, {NULL}},
    [FIELD_SYNC] = {"sync", true, {"synchronized"}},
    [FIELD_KIND] = {"kind", true, {NULL}},
    [FIELD_TITLE] = {"title", true, {NULL}},
    [FIELD_DESCRIPTION] = {"description", true, {"summary", "excerpt", "subtitle"}},
    [FIELD_SLUG] = {"slug", true, {"url", "permalink"}},
    [FIELD_DATE] = {"date", false, {"publishDate", "pubDate", "pubdate"}},
    [FIELD_DRAFT] = {"draft", true, {NULL}},
    [FIELD_STATUS] = {"status", true, {NULL}},
    [FIELD_EXPIRES] = {"expires", false, {"expiryDate", "unpublishdate"}},
    [FIELD_AUTHOR] = {"author", true, {"authors"}},
    [FIELD_CATEGORIES] = {"categories", true, {"category"}},
    [FIELD_TAGS] = {"tags", true, {"keywords"}},
    [FIELD_IMAGE] = {"image",
                     true,
                     {"cover", "cover_image", "thumbnail", "featured_image", "featuredImage",
                      "feature_image", "heroImage", "images"}},
    [FIELD_IMAGE_ALT] = {"image_alt", true, {"imageAlt"}},
    [FIELD_CANONICAL] = {"canonical", false, {"canonical_url", "canonicalURL", "canonicalLink"}},
    [FIELD_ALIASES] = {"aliases", false, {"redirect_from"}},
    [FIELD_TEMPLATE] = {"template", true, {NULL}},
    [FIELD_TOC] = {"toc", true, {NULL}},
    [FIELD_LANG] = {"lang", true, {"language"}},
    [FIELD_SOCIAL] = {"social", true, {NULL}},
    [FIELD_PARAMS] = {"params", true, {NULL}},
};

/* Fields that are read, but are no name for one field alone. */
static const char *const special[] = {"published", "taxonomies"};

/* Hugo, Jekyll and its themes, Astro, Docusaurus, VitePress, VuePress, Obsidian, Eleventy, Hexo,
 * Gatsby, Zola, Pelican, WordPress exports. Sorted. */
static const char *const foreign[] = {"_build",
                                      "ShowToc",
                                      "TocOpen",
                                      "access_level",
                                      "alias",
                                      "all_day",
                                      "altText",
                                      "archives",
                                      "article",
                                      "asciidoctor",
                                      "authorImageURL",
                                      "authorTitle",
                                      "authorTwitter",
                                      "authorURL",
                                      "author_image_url",
                                      "author_profile",
                                      "author_title",
                                      "author_url",
                                      "bibliography",
                                      "blog",
                                      "breadcrumb",
                                      "breadcrumbs",
                                      "build",
                                      "caption",
                                      "cascade",
                                      "categoria",
                                      "cdate",
                                      "citation",
                                      "classes",
                                      "collection",
                                      "comment",
                                      "comments",
                                      "component",
                                      "contributors",
                                      "copyright",
                                      "created",
                                      "created_at",
                                      "css",
                                      "cssclass",
                                      "cssclasses",
                                      "custom_css",
                                      "custom_edit_url",
                                      "custom_js",
                                      "dateCreated",
                                      "dateModified",
                                      "date_modified",
                                      "dek",
                                      "dg-home",
                                      "dg-publish",
                                      "disableComments",
                                      "disable_comments",
                                      "displayed_sidebar",
                                      "distill",
                                      "downloads",
                                      "draft_date",
                                      "editLink",
                                      "eleventyExcludeFromCollections",
                                      "eleventyNavigation",
                                      "event",
                                      "excerpt_separator",
                                      "extra",
                                      "featured",
                                      "features",
                                      "filename",
                                      "fmContentType",
                                      "footer",
                                      "format",
                                      "giscus_comments",
                                      "guid",
                                      "hasMath",
                                      "head",
                                      "header",
                                      "headless",
                                      "hero",
                                      "hidden",
                                      "hide",
                                      "hideSummary",
                                      "hide_table_of_contents",
                                      "hide_title",
                                      "icon",
                                      "image_caption",
                                      "in_search_index",
                                      "index",
                                      "insert_anchor_links",
                                      "isCJKLanguage",
                                      "isDraft",
                                      "is_post",
                                      "js",
                                      "katex",
                                      "lastMod",
                                      "lastUpdated",
                                      "last_modified_at",
                                      "last_update",
                                      "lastmod",
                                      "layout",
                                      "link",
                                      "linkTitle",
                                      "linktitle",
                                      "locale",
                                      "markup",
                                      "math",
                                      "mathjax",
                                      "media_subpath",
                                      "menu",
                                      "menus",
                                      "mermaid",
                                      "meta",
                                      "metadata",
                                      "minute",
                                      "modified",
                                      "modified_date",
                                      "name",
                                      "nav_order",
                                      "navbar",
                                      "newsletter",
                                      "next",
                                      "nocomment",
                                      "noindex",
                                      "order",
                                      "original",
                                      "outline",
                                      "output",
                                      "outputs",
                                      "page_id",
                                      "pageid",
                                      "pagination",
                                      "pagination_label",
                                      "pagination_next",
                                      "pagination_prev",
                                      "parent",
                                      "paginate_by",
                                      "password",
                                      "path",
                                      "pin",
                                      "pinned",
                                      "position",
                                      "post_id",
                                      "postid",
                                      "prev",
                                      "private",
                                      "project",
                                      "projects",
                                      "publish",
                                      "publishdate",
                                      "publishedAt",
                                      "rating",
                                      "read_time",
                                      "readingTime",
                                      "redirect",
                                      "redirect_to",
                                      "related",
                                      "render",
                                      "resources",
                                      "render_with_liquid",
                                      "review",
                                      "robots",
                                      "rss",
                                      "search",
                                      "searchHidden",
                                      "section",
                                      "seo",
                                      "series",
                                      "share",
                                      "short",
                                      "show_date",
                                      "showToc",
                                      "sidebar",
                                      "sidebar_class_name",
                                      "sidebar_custom_props",
                                      "sidebar_label",
                                      "sidebar_position",
                                      "sitemap",
                                      "sort_by",
                                      "source",
                                      "stack",
                                      "style",
                                      "tagline",
                                      "teaser",
                                      "theme",
                                      "time",
                                      "timestamp",
                                      "titleTemplate",
                                      "toc_label",
                                      "toc_max_heading_level",
                                      "toc_min_heading_level",
                                      "toc_sticky",
                                      "topics",
                                      "transparent",
                                      "truncate",
                                      "type",
                                      "unlisted",
                                      "updated",
                                      "updatedDate",
                                      "updated_at",
                                      "usePageBundles",
                                      "uuid",
                                      "version",
                                      "video",
                                      "videos",
                                      "weight",
                                      "wordpress_id",
                                      "word_count",
                                      "yearly",
                                      "youtube"};

bool field_known(const char *name)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (strcmp(field_rows[i].name, name) == 0)
            return true;
        for (size_t k = 0; field_rows[i].aliases[k]; k++)
            if (strcmp(field_rows[i].aliases[k], name) == 0)
                return true;
    }
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (strcmp(special[i], name) == 0)
            return true;
    return false;
}

bool field_foreign(const char *name)
{
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (strcmp(foreign[i], name) == 0)
            return true;
    return false;
}

static const char *nearest(const char *name, bool in_defaults)
{
    const char *names[FIELD_COUNT * (FIELD_ALIASES_MAX + 1)];
    size_t count = 0;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (in_defaults && !field_rows[i].in_defaults)
            continue;
        names[count++] = field_rows[i].name;
        for (size_t k = 0; !in_defaults && field_rows[i].aliases[k]; k++)
            names[count++] = field_rows[i].aliases[k];
    }
    return suggest(name, names, count);
}

const char *field_nearest(const char *name)
{
    return nearest(name, false);
}

bool field_in_defaults(const char *name)
{
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (field_rows[i].in_defaults && strcmp(field_rows[i].name, name) == 0)
            return true;
    return false;
}

const char *field_nearest_default(const char *name)
{
    return nearest(name, true);
}
