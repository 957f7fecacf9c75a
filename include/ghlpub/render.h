/*
 * Rendering: what readers will see, made from a site by forked workers.
 *
 * The URLs of media and of other posts are not known yet (an upload or the
 * server's answer may settle them), so a rendered body is a list of segments:
 * text, and places where a URL belongs. ghlpub_body() puts URLs in place.
 *
 *     struct rendered_site *pages = ghlpub_render(site, &options, &found, &err);
 *     const struct rendered *page = pages->items[site->documents[0]->index];
 *
 * Rendering is a pure function of the tree: several workers give the same bytes
 * as one, and no network or state is needed.
 */
#ifndef GHLPUB_RENDER_H
#define GHLPUB_RENDER_H

#include <ghlpub/error.h>
#include <ghlpub/site.h>

#include <stdbool.h>
#include <stddef.h>

enum segment_kind {
    SEGMENT_TEXT,
    SEGMENT_ASSET, /* the URL of assets[index] as uploaded */
    SEGMENT_POST   /* the public URL of the document with this index */
};

struct segment {
    enum segment_kind kind;
    const char *text; /* SEGMENT_TEXT */
    size_t len;
    size_t index;
};

/* The pictures of one social entry. */
struct social_media {
    size_t *assets; /* indices into rendered.assets */
    size_t count;
    const char *const *urls;  /* media that are URLs already; NULL-terminated */
    const size_t *url_places; /* the place of each of them among all, files and URLs, from 0 */
};

struct rendered {
    bool ok; /* false: an error was reported, nothing may be sent */
    struct segment *segments;
    size_t segment_count;
    const char *title;       /* the document's, or its first heading; never NULL where ok */
    const char *description; /* the document's, or its first paragraph as text; "" where none */
    const char *text;        /* the body as plain text */
    const char *styled_text; /* the same with emphasis in Unicode's letters, where one asks for it;
                                else NULL */
    size_t words;
    struct asset **assets; /* shared with other documents: one struct a path */
    size_t asset_count;
    long cover;                  /* index into assets, or -1 */
    const char *cover_url;       /* where the image is a URL already, or NULL */
    struct social_media *social; /* one for each social entry of the document */
    size_t *links;               /* documents that the body or the template names */
    size_t link_count;
};

struct rendered_site {
    struct rendered **items; /* by index of the document; NULL: broken, not selected */
    size_t count;
    struct asset **assets; /* all, sorted by path */
    size_t asset_count;
    struct rendered_private *private;
};

struct render_options {
    unsigned jobs;          /* workers; 0: in this process */
    const bool *selected;   /* one for each document, or NULL: all */
    const char *hash_cache; /* file for ghlpub_assets_hash(), or NULL */
};

/* Renders the documents that are not broken, finds and hashes their assets. Findings are reported
 * in the order of the documents. NULL with an error where no worker can be started, or a template
 * cannot be read (bad-template, ERROR_CONFIG). To be freed with ghlpub_rendered_free(). */
struct rendered_site *ghlpub_render(const struct site *site, const struct render_options *options,
                                    struct diagnostics *found, struct error *err);
void ghlpub_rendered_free(struct rendered_site *pages);

/* One file of a template: its path from the site's root, and the hash of its text. */
struct template_file {
    const char *path, *hash;
};

/* The template that is around the document's post, first, and its partials, each once; returns how
 * many there are, at most `max`. They belong to `pages`. */
size_t ghlpub_template_files(const struct rendered_site *pages, const struct document *document,
                             struct template_file *files, size_t max);

/* Gives the URL of an asset or a post; never NULL. */
struct url_source {
    const char *(*asset)(void *context, const struct asset *asset);
    const char *(*post)(void *context, size_t document);
    void *context;
};

/* The HTML with URLs in place, to be freed with free(). URLs are escaped for attributes. */
char *ghlpub_body(const struct rendered *page, const struct url_source *urls);

/* HTML as lines for people, to be compared: a line a sentence, headings and lists marked, links and
 * pictures with their URLs; at most `max` bytes of it. To be freed with free(). */
char *ghlpub_readable(const char *html, size_t max);

/* What a social entry says on one platform ("facebook"): its own text, or for a campaign its body,
 * or templates/social-PLATFORM.txt, or templates/social.txt, or a built-in "{{title}}\n\n{{url}}".
 * `url` is the post's public URL ("" for a campaign); it gets the campaign parameters of the entry
 * and the site. NULL with a diagnostic where the template is
 * wrong. To be freed with free(). */
char *ghlpub_social_text(const struct site *site, const struct rendered_site *pages,
                         const struct document *document, const struct social_entry *entry,
                         const char *platform, const char *url, struct diagnostics *found);

/* The same for a text of the entry that is given (the follow-up comment). */
char *ghlpub_social_expand(const struct site *site, const struct rendered_site *pages,
                           const struct document *document, const struct social_entry *entry,
                           struct word text, const char *platform, const char *url,
                           struct diagnostics *found);

/* ---- HTML from elsewhere ---- */

/* A picture that a body shows: the absolute URL, as ghlpub_html_pictures() gives it, and the file
 * beside the document that holds it, or NULL where it stays a URL. */
struct html_picture {
    const char *url, *name;
};

enum html_outcome {
    HTML_DONE,
    HTML_EMPTY,       /* there is nothing to see */
    HTML_NOT_ALLOWED, /* something can only be said in HTML, and `markdown.html` is off */
    HTML_DIFFERS,     /* what it was turned into does not render to the same */
    HTML_TOO_DEEP,
    HTML_TOO_HARD /* beyond the bounds of memory and time */
};

/* One body to be turned into Markdown. */
struct html_document {
    const char *html;
    const char *path;  /* of the document that is to have it; its pictures are there already */
    const char *front; /* its front matter, with both lines of hyphens */
    const char *base;  /* the URL of the post, by which relative URLs are read; or NULL */
    bool typographic;  /* straight quotes and hyphens may become typographic ones */
    const struct html_picture *pictures;
    size_t picture_count;

    enum html_outcome outcome;
    char *body;          /* HTML_DONE: Markdown, without a line end at its end; to be freed */
    size_t blocks, kept; /* at the top; those anywhere that stay HTML */
    char *urls;          /* by ghlpub_html_pictures(): one a line; to be freed */
};

/* Turns HTML into Markdown, in workers. Each result is proved: rendered as this site renders (but
 * for its templates), it is the same for a reader; src/render/reader.h says what that means. What
 * has no Markdown stays HTML. False where no worker can be started. */
bool ghlpub_from_html(struct site *site, struct html_document *items, size_t count, unsigned jobs,
                      struct error *err);

/* Fills in `urls`: the pictures that each body shows and that the web holds. One that cannot be
 * read within the bounds has the outcome HTML_TOO_HARD. */
bool ghlpub_html_pictures(struct html_document *items, size_t count, unsigned jobs,
                          struct error *err);

/* Are two bodies the same for a reader? `shown` was rendered. */
bool ghlpub_same_html(const char *original, const char *shown);

#endif
