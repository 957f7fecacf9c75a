/*
 * Posts to documents (render): any HTML is turned into Markdown, for a site that
 * takes HTML in Markdown and for one that does not. What comes out is rendered
 * as any document is; its letters must be those of the original, whatever the
 * proof within thinks of it.
 */
#include "fuzz.h"

#include "page.h"

#include <ghlpub/render.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

#define FRONT "---\ntitle: Hello\n---\n"

static const char config[] =
    "location: L\nblog: B\npost_url: https://acme.example/post/{slug}\ntimezone: UTC\n"
    "defaults: {author: A, categories: [C]}\n";
static const char config_plain[] =
    "location: L\nblog: B\ntimezone: UTC\ndefaults: {author: A, categories: [C]}\n"
    "markdown: {html: false, smart: false, heading_ids: false}\n";

struct variant {
    struct site *site;
    size_t index; /* of the document that is exchanged */
};

static struct variant open_site(const char *name, const char *yaml)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;
    char *path = mem_printf("%s/ghlpub.yaml", name), *post = mem_printf("%s/content/a.md", name);

    fuzz_write(path, yaml, strlen(yaml));
    fuzz_write(post, FRONT, strlen(FRONT));
    char *root = path_join(fuzz_scratch(), name);
    const struct site_options options = {.directory = root};
    struct site *site = ghlpub_site_open(&options, &found, &err);
    REQUIRE(site && ghlpub_site_load(site, &found, &err));
    const struct document *document = ghlpub_site_find(site, "content/a.md");
    REQUIRE(document);
    free(root);
    free(path);
    free(post);
    diagnostics_release(&found);
    return (struct variant){site, document->index};
}

static const char *no_url(void *context, const struct asset *asset)
{
    (void)context;
    (void)asset;
    return "";
}

static const char *no_post(void *context, size_t document)
{
    (void)context;
    (void)document;
    return "";
}

/* The body rendered as any is. */
static char *render(struct variant *variant, const char *body)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;
    struct site *site = variant->site;
    const struct render_options options = {.jobs = 0};
    const struct url_source urls = {no_url, no_post, NULL};
    char *text = mem_printf(FRONT "%s\n", body);
    struct document *before = site->documents[variant->index],
                    *doc = ghlpub_site_parse(site, "content/a.md", text, strlen(text), &found);

    REQUIRE(doc && !doc->broken);
    doc->index = variant->index;
    site->documents[variant->index] = doc;
    struct rendered_site *pages = ghlpub_render(site, &options, &found, &err);
    REQUIRE(pages && pages->items[variant->index] && pages->items[variant->index]->ok);
    char *html = ghlpub_body(pages->items[variant->index], &urls);
    ghlpub_rendered_free(pages);
    site->documents[variant->index] = before;
    ghlpub_site_drop(site, doc);
    diagnostics_release(&found);
    free(text);
    return html;
}

/* What a reader can read of it, without any white space. */
static char *letters(const char *html)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED), out = STRBUF_INIT(STRBUF_UNBOUNDED);

    raw_html_text(html, &text);
    for (const char *at = text.buf; *at;) {
        if (strncmp(at, "\xc2\xa0", 2) == 0)
            at += 2;
        else if (strncmp(at, "\xef\xbb\xbf", 3) == 0)
            at += 3;
        else if (strchr(" \t\r\n\f", *at))
            at++;
        else
            strbuf_addc(&out, *at++);
    }
    strbuf_release(&text);
    return strbuf_detach(&out);
}

static void check(struct variant *variant, const char *html)
{
    struct error err = ERROR_INIT;
    struct html_document document = {.html = html,
                                     .path = "content/b.md",
                                     .front = FRONT,
                                     .base = "https://acme.example/post/b"};

    REQUIRE(ghlpub_html_pictures(&document, 1, 0, &err));
    REQUIRE(ghlpub_from_html(variant->site, &document, 1, 0, &err));
    REQUIRE((document.outcome == HTML_DONE) == (document.body != NULL));
    if (document.body) {
        char *shown = render(variant, document.body);
        char *a = letters(html), *b = letters(shown);
        REQUIRE(strcmp(a, b) == 0);
        free(a);
        free(b);
        free(shown);
    }
    free(document.body);
    free(document.urls);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct variant html, plain;
    char *text = mem_strndup((const char *)data, size);

    if (!html.site) {
        html = open_site("html", config);
        plain = open_site("plain", config_plain);
    }
    if (utf8_valid(text, strlen(text), NULL)) { /* JSON holds no other */
        check(&html, text);
        check(&plain, text);
    }
    free(text);
    return 0;
}
