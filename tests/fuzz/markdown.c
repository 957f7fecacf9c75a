/*
 * Rendering (render): any text as the body of a document, in this process. The
 * document can link to others and show a picture. It is rendered twice, and both
 * times must give the same; and once for a site that wants no HTML in Markdown,
 * where nothing of the author's may be left.
 */
#include "fuzz.h"

#include <ghlpub/render.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRONT                                                                                      \
    "---\ntitle: Hello\ndate: 2026-11-02\nimage: /img/a.png\nsocial: [{to: facebook}]\n---\n"

static const char config[] =
    "location: L\nblog: B\npost_url: https://acme.example/post/{slug}\ntimezone: UTC\n"
    "defaults: {author: A, categories: [C]}\n";
static const char config_plain[] =
    "location: L\nblog: B\npost_url: https://acme.example/post/{slug}\ntimezone: UTC\n"
    "defaults: {author: A, categories: [C]}\nmarkdown: {html: false, smart: false}\n";
static const unsigned char picture[] = {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0,    0, 0, 13,
                                        'I',  'H', 'D', 'R', 0,    0,    0,    3,    0,    0, 0, 2,
                                        8,    2,   0,   0,   0,    0x12, 0x16, 0xf1, 0x4d, 0, 0, 0,
                                        0,    'I', 'E', 'N', 'D',  0xae, 0x42, 0x60, 0x82};
static const char *const files[][2] = {
    {"site/content/fuzz.md", FRONT},
    {"site/content/posts/other.md", "---\ntitle: Other\ndate: 2026-11-01\n---\n# Other\n"},
    {"site/content/2026-01-02-dated.md", "---\ntitle: Dated\n---\nText\n"},
    {"site/templates/post.html", "{{#title}}<h1>{{title}}</h1>{{/title}}{{{body}}}{{{toc}}}\n"}};

struct variant {
    struct site *site;
    size_t index; /* of the document that is exchanged */
};

static struct variant open_site(const char *yaml)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;

    fuzz_write("site/ghlpub.yaml", yaml, strlen(yaml));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        fuzz_write(files[i][0], files[i][1], strlen(files[i][1]));
    fuzz_write("site/static/img/a.png", picture, sizeof picture);
    fuzz_write("secret.png", picture, sizeof picture); /* outside the site */
    char *root = path_join(fuzz_scratch(), "site");
    const struct site_options options = {.directory = root};
    struct site *site = ghlpub_site_open(&options, &found, &err);
    REQUIRE(site && ghlpub_site_load(site, &found, &err));
    const struct document *doc = ghlpub_site_find(site, "content/fuzz.md");
    REQUIRE(doc);
    free(root);
    diagnostics_release(&found);
    return (struct variant){site, doc->index};
}

static const char *asset_url(void *context, const struct asset *asset)
{
    (void)context;
    REQUIRE(asset && asset->path && *asset->path != '/' && !strstr(asset->path, "secret"));
    return "https://cdn.example/a.png";
}

static const char *post_url(void *context, size_t document)
{
    const struct site *site = context;

    REQUIRE(document < site->document_count);
    return "https://acme.example/post/x";
}

static void check_segments(const struct site *site, const struct rendered *page)
{
    REQUIRE(page->title && page->description && page->text);
    for (size_t i = 0; i < page->segment_count; i++) {
        const struct segment *segment = &page->segments[i];

        REQUIRE(segment->kind != SEGMENT_ASSET || segment->index < page->asset_count);
        REQUIRE(segment->kind != SEGMENT_POST || segment->index < site->document_count);
    }
    REQUIRE(utf8_valid(page->title, strlen(page->title), NULL));
    REQUIRE(utf8_valid(page->description, strlen(page->description), NULL));
    REQUIRE(utf8_valid(page->text, strlen(page->text), NULL));
}

/* The HTML, or NULL where nothing may be sent. */
static char *render(struct site *site, size_t index, const char *text, size_t len)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;
    bool *selected = mem_alloc(site->document_count * sizeof *selected);
    struct url_source urls = {asset_url, post_url, site};
    char *body = NULL, *social = NULL;

    selected[index] = true;
    const struct render_options options = {.jobs = 0, .selected = selected};
    struct rendered_site *pages = ghlpub_render(site, &options, &found, &err);
    REQUIRE(pages);
    const struct rendered *page = pages->items[index];
    fuzz_check_findings(&found, text, len);
    REQUIRE(page && page->ok == (found.errors == 0));
    if (page->ok) {
        check_segments(site, page);
        body = ghlpub_body(page, &urls);
        REQUIRE(utf8_valid(body, strlen(body), NULL));
        social = ghlpub_social_text(site, pages, site->documents[index],
                                    &site->documents[index]->social[0], "facebook", "u", &found);
        REQUIRE(social);
    }
    free(social);
    free(selected);
    ghlpub_rendered_free(pages);
    diagnostics_release(&found);
    return body;
}

/* Renders the text as the variant's document, so often; all must be equal. Returns the last. */
static char *render_text(struct variant *variant, const struct strbuf *text, int times)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct site *site = variant->site;
    struct document *before = site->documents[variant->index],
                    *doc = ghlpub_site_parse(site, "content/fuzz.md", text->buf, text->len, &found);
    char *body = NULL;

    REQUIRE(doc);
    if (!doc->broken) { /* no UTF-8 */
        doc->index = variant->index;
        site->documents[variant->index] = doc;
        for (int i = 0; i < times; i++) {
            char *last = body;

            body = render(site, variant->index, text->buf, text->len);
            REQUIRE(i == 0 || (body ? last && strcmp(body, last) == 0 : !last));
            free(last);
        }
        site->documents[variant->index] = before;
    }
    ghlpub_site_drop(site, doc);
    diagnostics_release(&found);
    return body;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct variant html, plain;
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    char *body;

    if (!html.site) {
        html = open_site(config);
        plain = open_site(config_plain);
    }
    strbuf_adds(&text, FRONT);
    strbuf_add(&text, data, size);
    free(render_text(&html, &text, 2));
    body = render_text(&plain, &text, 1);
    REQUIRE(!body || (!strstr(body, "<script") && !strstr(body, "<iframe")));
    free(body);
    strbuf_release(&text);
    return 0;
}
