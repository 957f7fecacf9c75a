/*
 * One document while it is rendered: the tree, what the passes find in it and
 * what they want to tell. The passes work on it one after the other (page.c has
 * their order).
 */
#ifndef RENDER_PAGE_H
#define RENDER_PAGE_H

#include "markdown.h"
#include "placeholder.h"
#include "templates.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/map.h"
#include "base/source.h"
#include <ghlpub/render.h>

#include <stdbool.h>
#include <stddef.h>

/* What all documents share, made before workers are forked. */
struct shared {
    const struct site *site;
    const struct templates *templates;
    struct map names; /* "a.md" and "a" to a document; to `shared` where several have the name */
    char *host;       /* of post_url, or NULL: links to it are not external */
};

/* render.c */
void shared_init(struct shared *shared, const struct site *site, const struct templates *templates);
void shared_release(struct shared *shared);

struct nodes ARRAY(cmark_node *);

/* Where a place is needed, and only there, it is looked for. */
struct spot {
    int line, column; /* as cmark gives them */
};

/* A link within the document, to be checked once all ids are known. */
struct fragment {
    const char *id, *url;
    struct spot spot;
};

struct fragments ARRAY(struct fragment);
struct assets ARRAY(struct asset *);
struct indices ARRAY(size_t);
struct strings ARRAY(const char *);

/* A destination written with tags of a generator: ({% post_url x %}). */
struct tag_text {
    const char *text;
    bool used;
};

struct tag_texts ARRAY(struct tag_text);

/* Where the text of the body is, and the last place asked for: columns are counted from there. */
struct place_memory {
    struct source source;
    bool ready;
    size_t line_start, offset;
    unsigned column;
    struct map definitions; /* URL of "[x]: URL" to its offset + 1 */
    bool defined;
};

struct page {
    const struct shared *shared;
    const struct site *site;
    const struct document *document;
    struct arena *arena;
    struct diagnostics *found;
    struct prefix prefix;
    const char *body; /* as written */
    size_t body_len;

    cmark_node *root;
    struct nodes headings, links, images, html, code;

    struct map targets;      /* link as written to struct target */
    struct map images_found; /* the same for images */
    struct map pictures;     /* path of an asset to its index + 1 */
    struct assets assets;
    struct indices linked; /* documents */
    struct map ids;        /* every id in the HTML */
    struct fragments fragments;
    struct strings heading_ids; /* by the number of their placeholder */
    struct strbuf contents;     /* the table of contents, if asked for */
    int contents_level;
    struct tag_texts tags;
    struct place_memory places;
    unsigned suggested; /* how often a broken link got a suggestion */
    bool too_many_assets;

    struct rendered *out;
};

/* Renders one document: the passes, in their order. Everything of the result lives in `arena`; its
 * assets are structures of its own (`out->assets`). */
struct rendered *page_render(const struct shared *shared, const struct document *document,
                             struct arena *arena, struct diagnostics *found);

/* ---- place.c ---- */

/* The place of `needle` (a URL as written) at or behind a position that cmark gives (line of the
 * body, column in bytes, both from 1; 0: unknown). Where it is not found: the position. */
struct place place_of(struct page *page, int line, int column, const char *needle);

/* The place of an offset in the body. */
struct place place_at(struct page *page, size_t offset);
void place_release(struct page *page);

/* ---- passes ---- */

/* title.c: out->title, and the leading heading that repeats it goes. */
void pass_title(struct page *page);
/* plain.c: out->text, out->words, out->description. */
void pass_text(struct page *page);
/* passes.c: fills `headings`, `links`, `images`, `html`, `code`. */
void pass_collect(struct page *page);
/* passes.c: raw HTML becomes text where the site wants none. */
void pass_no_html(struct page *page);
/* foreign.c: what other generators would have understood. */
void pass_foreign(struct page *page);
/* raw_html.c: links and pictures in raw HTML. */
void pass_raw_html(struct page *page);
/* mdx.c: imports and comments of a .mdx file go. */
void pass_mdx(struct page *page);
bool page_is_mdx(const struct page *page);
/* headings.c: ids, the table of contents, h1 in the body. */
void pass_headings(struct page *page);
/* No heading gets this id by itself. */
void heading_id_taken(struct page *page, const char *id);
/* images.c, links.c */
void pass_images(struct page *page);
void pass_links(struct page *page);
/* links.c: links within the document, once all ids are known. */
void pass_fragments(struct page *page);
/* images.c: the cover and the media of social entries. */
void pass_media(struct page *page);
/* finish.c: HTML, template, segments. */
void pass_finish(struct page *page);

/* ---- shared by passes ---- */

enum target_kind {
    TARGET_KEEP,  /* as it is written */
    TARGET_URL,   /* `url` instead */
    TARGET_POST,  /* a document */
    TARGET_ASSET, /* a file */
    TARGET_BROKEN /* an error was reported */
};

struct target {
    enum target_kind kind;
    size_t index;       /* document, or index into page->assets */
    const char *suffix; /* "?query#fragment" */
    const char *url;
};

/* links.c: what a link means. The target belongs to the page. */
const struct target *link_target(struct page *page, const char *url, struct spot spot);
/* Adds the URL of a target: a placeholder, or as it is; not escaped. */
void target_add(const struct page *page, const struct target *target, const char *url,
                struct strbuf *out);

/* images.c: the same for the source of an image, which is a file or a URL, never a document. */
const struct target *image_source(struct page *page, const char *url, struct spot spot);

/* images.c: finds a local file and reports what is wrong with it. Its index in page->assets, or -1
 * where it is no local file or of no use; *bad (or NULL) tells the two apart. */
long asset_index(struct page *page, const char *from, const char *name, struct place at, bool *bad);
/* Adds `width=".." height=".." loading=".."` of a picture, as far as the site wants them. */
void image_attributes(const struct page *page, const struct asset *asset, bool sized, bool loading,
                      struct strbuf *out);
void image_without_alt(struct page *page, const char *url, struct spot spot);

/* tags.c: destinations that Markdown would not read, such as ({{< ref "x.md" >}}), are replaced by
 * words that it reads. NULL where there are none; else the text, from the arena. */
const char *tags_rewrite(struct page *page, size_t *len);
/* Marks those that became links; true where all did. */
bool tags_used(struct page *page);
/* The destination that stands for this URL: itself, or what was replaced. */
const char *tags_original(const struct page *page, const char *url);
/* Reads a destination with tags. */
enum tag_kind {
    TAG_NONE,      /* there are none */
    TAG_PATH,      /* {{ site.baseurl }}/x, {{ "/x" | relative_url }} */
    TAG_POST,      /* {% post_url 2026-01-02-name %} */
    TAG_FILE,      /* {% link _posts/x.md %} */
    TAG_REFERENCE, /* {{< ref "x.md" >}} */
    TAG_UNKNOWN
};
enum tag_kind tags_read(struct page *page, const char *url, const char **path);
/* Bytes of a tag that is understood in a destination and begins here; 0 where there is none. */
size_t tags_understood(const char *text, size_t len);

/* raw_html.c: the text that a piece of HTML shows. */
void raw_html_text(const char *html, struct strbuf *out);

/* words.c */
size_t words_count(const char *text, size_t len);
/* At most `max` graphemes, cut at a word, with "…"; white space folded. */
char *words_cut(const char *text, size_t max);
/* Letters and digits, case folded: for comparing titles. */
char *words_only(const char *text);

/* Is this paragraph or block of no use for readers (MDX imports, a shortcode, a comment)? */
bool is_foreign_block(cmark_node *node);

#endif
