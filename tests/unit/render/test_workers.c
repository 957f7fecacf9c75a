/* Workers: the same bytes however many; hostile documents cost themselves alone; results as bytes.
 */
#include "tests.h"

#include "transfer.h"

#include "base/arena.h"
#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

static void add_sites(struct strbuf *texts, struct file *files, char (*paths)[64], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct strbuf *text = &texts[i];
        strbuf_init(text, STRBUF_UNBOUNDED);
        strbuf_addf(text, "---\ntitle: D%zu\n---\n", i);
        for (size_t j = 0; j < 20 + i % 7; j++)
            strbuf_addf(text,
                        "## Part %zu\n\n|a|b|\n|-|-|\n|%zu|[x](d%zu.md#part-1)|\n\n~~x~~ "
                        "www.x.example {{ y }} ![z](/img/a.png)\n\n",
                        j, i * j, (i + j) % count);
        snprintf(paths[i], sizeof paths[i], "content/d%zu.md", i);
        files[i] = (struct file){paths[i], text->buf, 0};
    }
}

static void test_same_bytes(void **state)
{
    enum { DOCUMENTS = 60 };
    static char paths[DOCUMENTS][64];
    struct strbuf texts[DOCUMENTS];
    struct file files[DOCUMENTS];
    struct made one, four;
    (void)state;
    add_sites(texts, files, paths, DOCUMENTS);
    made_new(&one, "", files, DOCUMENTS, 0);
    made_new(&four, "", files, DOCUMENTS, 4);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        char *a = made_body(&one, paths[i]), *b = made_body(&four, paths[i]);
        assert_string_equal(a, b);
        free(a);
        free(b);
        strbuf_release(&texts[i]);
    }
    char *a = made_findings(&one), *b = made_findings(&four);
    assert_string_equal(a, b);
    assert_int_equal(one.pages->asset_count, 1);
    assert_int_equal(four.pages->asset_count, 1);
    assert_ptr_equal(four.pages->items[0]->assets[0], four.pages->items[1]->assets[0]);
    free(a);
    free(b);
    made_free(&one);
    made_free(&four);
}

#ifdef GHLPUB_GFM
/* 8,000 times a reference to a destination of 200 kB: 1.6 GB. Plain cmark has a bound of its own.
 */
static void test_hostile(void **state)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct made made;
    (void)state;
    strbuf_adds(&text, "---\ntitle: T\n---\n[a]: ");
    for (int i = 0; i < 200000; i++)
        strbuf_addc(&text, 'b');
    strbuf_adds(&text, "\n\n");
    for (int i = 0; i < 8000; i++)
        strbuf_adds(&text, "[a]\n");
    const struct file files[] = {{"content/a.md", "---\ntitle: A\n---\nx\n", 0},
                                 {"content/b.md", text.buf, 0},
                                 {"content/c.md", "---\ntitle: C\n---\ny\n", 0}};
    made_new(&made, "", files, COUNT(files), 2);
    assert_true(made_page(&made, "content/a.md")->ok);
    assert_true(made_page(&made, "content/c.md")->ok);
    const struct rendered *page = made_page(&made, "content/b.md");
    assert_non_null(page);
    assert_false(page->ok);
    char *said = made_findings(&made);
    assert_string_equal(said, "render-memory:1:1");
    free(said);
    strbuf_release(&text);
    made_free(&made);
}
#endif

static void test_transfer(void **state)
{
    static struct asset asset = {.path = "a.png", .type = "image/png", .size = 7, .inode = 9};
    struct asset *assets[] = {&asset};
    size_t index = 0, links[] = {3, 4};
    const char *urls[] = {"u", NULL};
    struct segment segments[] = {{SEGMENT_TEXT, "abc", 3, 0}, {SEGMENT_ASSET, NULL, 0, 0}};
    const size_t places[] = {1};
    struct social_media media = {&index, 1, urls, places};
    const struct rendered page = {.ok = true,
                                  .segments = segments,
                                  .segment_count = 2,
                                  .title = "T",
                                  .description = "",
                                  .text = "x",
                                  .words = 1,
                                  .assets = assets,
                                  .asset_count = 1,
                                  .cover = 0,
                                  .social = &media,
                                  .links = links,
                                  .link_count = 2};
    struct diagnostics found = DIAGNOSTICS_INIT, read_found = DIAGNOSTICS_INIT;
    struct strbuf bytes = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct arena *arena = arena_new();
    const struct place at = {"a.md", 2, 3};
    (void)state;
    diagnostic_hint(diagnose(&found, SEVERITY_WARNING, "some-code", at, "message"), "hint");
    transfer_write(&page, 1, &found, &bytes);
    struct rendered *back = transfer_read(bytes.buf, bytes.len, 1, 100, arena, &read_found);
    assert_non_null(back);
    assert_string_equal(back->title, "T");
    assert_int_equal(back->segment_count, 2);
    assert_string_equal(back->assets[0]->type, "image/png");
    assert_int_equal(back->assets[0]->inode, 9);
    assert_string_equal(back->social[0].urls[0], "u");
    assert_int_equal(back->social[0].url_places[0], 1);
    assert_int_equal(back->links[1], 4);
    assert_string_equal(read_found.items[0].code, "some-code");
    assert_string_equal(read_found.items[0].hint, "hint");
    /* Cut anywhere, it is refused. */
    for (size_t len = 0; len < bytes.len; len++) {
        char *copy = malloc(len + 1);
        memcpy(copy, bytes.buf, len);
        assert_null(transfer_read(copy, len, 1, 100, arena, &read_found));
        free(copy);
    }
    assert_int_equal(read_found.len, 1);
    diagnostics_release(&found);
    diagnostics_release(&read_found);
    strbuf_release(&bytes);
    arena_free(arena);
}

int worker_tests(void)
{
    const struct CMUnitTest tests[] = {
#ifdef GHLPUB_GFM
        cmocka_unit_test(test_hostile),
#endif
        cmocka_unit_test(test_same_bytes), cmocka_unit_test(test_transfer)};
    return cmocka_run_group_tests_name("workers", tests, NULL, NULL);
}
