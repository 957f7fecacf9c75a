/* Sites made of texts, in scratch directories. */
#include "tests.h"

#include "base/array.h"
#include "base/file.h"
#include "base/path.h"
#include "base/strbuf.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char picture[] = {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0,    0, 0, 13,
                                        'I',  'H', 'D', 'R', 0,    0,    0,    3,    0,    0, 0, 2,
                                        8,    2,   0,   0,   0,    0x12, 0x16, 0xf1, 0x4d, 0, 0, 0,
                                        0,    'I', 'E', 'N', 'D',  0xae, 0x42, 0x60, 0x82};

static void write_file(const char *root, const char *path, const void *bytes, size_t len)
{
    char *full = path_join(root, path), *folder = path_directory(full);
    assert_true(file_make_directories(folder, NULL));
    FILE *out = fopen(full, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    fclose(out);
    free(folder);
    free(full);
}

void made_new(struct made *made, const char *config, const struct file *files, size_t count,
              unsigned jobs)
{
    static const struct diagnostics none = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;
    made->directory = mem_strdup("/tmp/ghlpub-render-XXXXXX");
    made->found = none;
    assert_non_null(mkdtemp(made->directory));
    char *yaml = mem_printf(
        "location: L\nblog: B\npost_url: https://acme.example/post/{slug}\n"
        "timezone: UTC\n%s%s",
        strstr(config, "defaults:") ? "" : "defaults: {author: A, categories: [C]}\n", config);
    write_file(made->directory, "ghlpub.yaml", yaml, strlen(yaml));
    write_file(made->directory, "static/img/a.png", picture, sizeof picture);
    free(yaml);
    for (size_t i = 0; i < count; i++)
        write_file(made->directory, files[i].path, files[i].text,
                   files[i].len ? files[i].len : strlen(files[i].text));
    const struct site_options options = {.directory = made->directory};
    made->site = ghlpub_site_open(&options, &made->found, &err);
    if (!made->site)
        fail_msg("%s", err.message);
    if (!ghlpub_site_load(made->site, &made->found, &err))
        fail_msg("%s", err.message);
    /* Only what rendering finds is of interest. */
    diagnostics_release(&made->found);
    const struct render_options how = {.jobs = jobs};
    made->pages = ghlpub_render(made->site, &how, &made->found, &err);
    if (!made->pages)
        fail_msg("%s:%u:%u: %s", err.path ? err.path : "", err.line, err.column, err.message);
}

void made_write(const struct made *made, const char *path, const char *text)
{
    write_file(made->directory, path, text, strlen(text));
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

void made_free(struct made *made)
{
    ghlpub_rendered_free(made->pages);
    ghlpub_site_free(made->site);
    diagnostics_release(&made->found);
    nftw(made->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(made->directory);
}

struct url_context {
    struct strbuf url;
    const struct site *site;
};

static const char *asset_url(void *context, const struct asset *asset)
{
    struct url_context *c = context;
    strbuf_clear(&c->url);
    strbuf_addf(&c->url, "ASSET:%s", asset->path);
    return c->url.buf;
}

static const char *post_url(void *context, size_t document)
{
    struct url_context *c = context;
    strbuf_clear(&c->url);
    strbuf_addf(&c->url, "POST:%s", c->site->documents[document]->path);
    return c->url.buf;
}

const struct rendered *made_page(const struct made *made, const char *path)
{
    const struct document *document = ghlpub_site_find(made->site, path);
    if (!document)
        fail_msg("no document %s", path);
    return made->pages->items[document->index];
}

char *made_body(const struct made *made, const char *path)
{
    struct url_context context = {STRBUF_INIT(STRBUF_UNBOUNDED), made->site};
    const struct url_source urls = {asset_url, post_url, &context};
    const struct rendered *page = made_page(made, path);
    assert_non_null(page);
    char *body = ghlpub_body(page, &urls);
    strbuf_release(&context.url);
    return body;
}

char *made_findings(const struct made *made)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < made->found.len; i++) {
        const struct diagnostic *item = &made->found.items[i];
        strbuf_addf(&out, "%s%s:%u:%u", i ? " " : "", item->code, item->line, item->column);
    }
    return strbuf_detach(&out);
}

void check_body(const char *config, const char *markdown, const char *html, const char *findings)
{
    char *text = mem_printf("---\ntitle: T\ndescription: D\n---\n%s", markdown);
    const struct file files[] = {
        {"content/post.md", text, 0},
        {"content/other.md", "---\ntitle: Other\n---\n\n## Part\n", 0},
        {"content/folder/index.md", "---\ntitle: Folder\n---\n\nText\n", 0},
        {"content/hidden.md", "---\ntitle: Hidden\nsync: false\n---\n\nText\n", 0},
        {"content/plain.md", "No front matter\n", 0},
        {"content/sub/2026-01-02-dated.md", "---\ntitle: Dated\n---\n\nText\n", 0},
        {"static/file.pdf",
         "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", 0}};
    struct made made;
    made_new(&made, config, files, COUNT(files), 0);
    char *body = made_body(&made, "content/post.md"), *said = made_findings(&made);
    assert_string_equal(body, html);
    assert_string_equal(said, findings);
    free(body);
    free(said);
    free(text);
    made_free(&made);
}
