/* Links, by every way that generators know. */
#include "tests.h"

#include "base/strbuf.h"

#include <stdlib.h>

#define OTHER "<p><a href=\"POST:content/other.md\">x</a></p>\n"
#define DATED "<p><a href=\"POST:content/sub/2026-01-02-dated.md\">x</a></p>\n"

static void test_documents(void **state)
{
    static const struct {
        const char *markdown, *html;
    } cases[] = {{"[x](other.md)\n", OTHER},
                 {"[x](./sub/../other.md)\n", OTHER},
                 {"[x](oth%65r.md)\n", OTHER},
                 {"[x](other)\n", OTHER},
                 {"[x](/other/)\n", OTHER},
                 {"[x](/other.html)\n", OTHER},
                 {"[x](@/other.md)\n", OTHER},
                 {"[x](content/other.md)\n", OTHER},
                 {"[x][r]\n\n[r]: other.md\n", OTHER},
                 {"[x]({{< ref \"other.md\" >}})\n", OTHER},
                 {"[x]({{% relref \"/other\" %}})\n", OTHER},
                 {"[x]({% link other.md %})\n", OTHER},
                 {"[x]({{ site.baseurl }}{% link content/other.md %})\n", OTHER},
                 {"[x]({{ \"/other/\" | relative_url }})\n", OTHER},
                 {"[x][r]\n\n[r]: {% link other.md %}\n", OTHER},
                 {"[x]({% post_url 2026-01-02-dated %})\n", DATED},
                 {"[x]({% post_url sub/2026-01-02-dated %})\n", DATED},
                 {"[x]({% post_url /sub/2026-01-02-dated %}/)\n", DATED},
                 {"[x](sub/2026-01-02-dated.md)\n", DATED},
                 {"[x](other.md#part)\n", "<p><a href=\"POST:content/other.md#part\">x</a></p>\n"},
                 {"[x](other.md?a=1&b#part)\n",
                  "<p><a href=\"POST:content/other.md?a=1&amp;b#part\">x</a></p>\n"},
                 {"[x]({{< ref \"other.md#part\" >}})\n",
                  "<p><a href=\"POST:content/other.md#part\">x</a></p>\n"},
                 {"[x](dated)\n", DATED},
                 {"[x](/blog/dated/)\n", DATED},
                 {"[x](./other.html)\n", OTHER},
                 {"[x](folder/)\n", "<p><a href=\"POST:content/folder/index.md\">x</a></p>\n"},
                 {"[x](folder)\n", "<p><a href=\"POST:content/folder/index.md\">x</a></p>\n"},
                 {"<a href=\"{% post_url 2026-01-02-dated %}\">x</a>\n",
                  "<p><a href=\"POST:content/sub/2026-01-02-dated.md\">x</a></p>\n"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check_body("", cases[i].markdown, cases[i].html, "");
}

static void test_others(void **state)
{
    (void)state;
    check_body("", "[x](https://e.example/?a&b \"t\") <https://acme.example/y>\n",
               "<p><a href=\"https://e.example/?a&amp;b\" title=\"t\" target=\"_blank\" "
               "rel=\"noopener\">x</a> <a href=\"https://acme.example/y\">"
               "https://acme.example/y</a></p>\n",
               "");
    check_body("markdown: {external_links: same-tab}\n", "[x](https://e.example)\n",
               "<p><a href=\"https://e.example\">x</a></p>\n", "");
    check_body("", "[x](mailto:a@b.example) [y](tel:1) [z](#)\n",
               "<p><a href=\"mailto:a@b.example\">x</a> <a href=\"tel:1\">y</a> "
               "<a href=\"#\">z</a></p>\n",
               "");
    check_body(
        "", "[y][2] `[z]: {{ site.url }}/c`\n\n[1]: {{ site.url }}/a\n[2]: other.md\n",
        "<p><a href=\"POST:content/other.md\">y</a> <code>[z]: {{ site.url }}/c</code></p>\n", "");
    check_body("", "[x](/file.pdf?v=1#page=2)\n",
               "<p><a href=\"ASSET:static/file.pdf#page=2\">x</a></p>\n", "");
    check_body(
        "", "`[x]({% post_url y %})` [x](other.md)\n",
        "<p><code>[x]({% post_url y %})</code> <a href=\"POST:content/other.md\">x</a></p>\n", "");
}

#ifdef GHLPUB_GFM
/* A table's cell takes few kinds of nodes: what it refuses would be lost without a word. */
static void test_cells(void **state)
{
    (void)state;
    check_body("images: {lazy: false}\n",
               "|a|\n|-|\n|[*b* `c` ~~d~~ ![e](/img/a.png)](https://x.example) [f](other.md)|\n",
               "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
               "<td><a href=\"https://x.example\" target=\"_blank\" rel=\"noopener\"><em>b</em> "
               "<code>c</code> <del>d</del> <img src=\"ASSET:static/img/a.png\" alt=\"e\" "
               "width=\"3\" height=\"2\" /></a> <a href=\"POST:content/other.md\">f</a></td>\n"
               "</tr>\n</tbody>\n</table>\n",
               "");
}
#endif

static void test_findings(void **state)
{
    static const struct {
        const char *markdown, *findings;
    } cases[] = {{"[x](othr.md)\n", "link-broken:5:5"},
                 {"- a\n  b [c\n  d](/far/away/from/here/)\n  e\n", "link-unresolved:7:6"},
                 {"ü [x](a.md) [y](b.md) [y](b.md)\n", "link-broken:5:7 link-broken:5:17"},
                 {"[a\nb](https://x.example)\n[x](a.md)\n", "link-broken:7:5"},
                 {"[x][r]\n\n\n[r]: <a.md>\n", "link-broken:8:7"},
                 {"> - [x](a.md)\n", "link-broken:5:9"},
                 {"<p>\n<a href='a.md'>x</a></p>\n", "link-broken:6:10"},
                 {"[x]({{< ref \"a.md\" >}})\n", "link-broken:5:5"},
                 {"[x](plain.md)\n", "link-not-document:5:5"},
                 {"[x](hidden.md)\n", "link-not-published:5:5"},
                 {"[x](/nope/)\n", "link-unresolved:5:5"},
                 {"[x](nope.pdf)\n", "link-unresolved:5:5"},
                 {"[x](/docs/other/)\n", "link-unresolved:5:5"}, /* not content/other.md */
                 {"[x](../../nope/)\n", "link-unresolved:5:5"},
                 {"[x](JavaScript:alert(1))\n", "link-script:5:5"},
                 {"## A b\n\n[x](#a-b) [y](#c) [z](post.md#d)\n",
                  "fragment-missing:7:15 fragment-missing:7:23"},
                 {"<a id=\"q\"></a> [x](#q) [y](#top)\n", ""}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strbuf text = STRBUF_INIT(4096);
        strbuf_addf(&text, "---\ntitle: T\ndescription: D\n---\n%s", cases[i].markdown);
        const struct file files[] = {
            {"content/post.md", text.buf, 0},
            {"content/hidden.md", "---\ntitle: H\nsync: false\n---\nx\n", 0},
            {"content/other.md", "---\ntitle: O\n---\nx\n", 0},
            {"content/plain.md", "x\n", 0}};
        struct made made;
        made_new(&made, "", files, COUNT(files), 0);
        char *said = made_findings(&made);
        assert_string_equal(said, cases[i].findings);
        free(said);
        strbuf_release(&text);
        made_free(&made);
    }
}

/* Where the trees of the generators begin, seen from the posts. */
static void test_trees(void **state)
{
    static const struct file files[] = {
        {"docs/blog/de/index.md", "---\ntitle: A\n---\n[x](b.md) [y](../c.md) [z](./c.mdx)\n", 0},
        {"docs/blog/de/b.md", "---\ntitle: B\n---\n[x](/blog/c.mdx) [y](d.md) [z](/part/d/)\n", 0},
        {"docs/blog/c.mdx", "---\ntitle: C\n---\n[x](/guide/g.md) [y](/guide/no.md)\n", 0},
        {"docs/blog/de/d/index.md", "---\ntitle: D\n---\n[x]({% link blog/c.mdx %})\n", 0},
        {"docs/blog/de/part/d.md", "---\ntitle: E\n---\n[x](../b.md)\n", 0},
        {"docs/guide/g.md", "# no document\n", 0}};
    struct made made;
    (void)state;
    made_new(&made, "content: docs/blog\n", files, COUNT(files), 0);
    char *said = made_findings(&made);
    /* "../c.md" is there as c.mdx only; all else is found. */
    assert_string_equal(said, "link-not-document:4:5 link-broken:4:22 link-broken:4:15");
    const struct rendered *page = made_page(&made, "docs/blog/de/b.md");
    assert_int_equal(page->link_count, 3);
    free(said);
    made_free(&made);
}

static void test_graph(void **state)
{
    static const struct file files[] = {
        {"content/a.md", "---\ntitle: A\n---\n[x](c.md) [y](b.md) [z](c.md#q) [s](a.md)\n", 0},
        {"content/b.md", "---\ntitle: B\n---\nx\n", 0},
        {"content/c.md", "---\ntitle: C\n---\nx\n", 0}};
    struct made made;
    (void)state;
    made_new(&made, "", files, COUNT(files), 0);
    const struct rendered *page = made_page(&made, "content/a.md");
    assert_int_equal(page->link_count, 2);
    assert_int_equal(page->links[0], 1);
    assert_int_equal(page->links[1], 2);
    made_free(&made);
}

int link_tests(void)
{
    const struct CMUnitTest tests[] = {
#ifdef GHLPUB_GFM
        cmocka_unit_test(test_cells),
#endif
        cmocka_unit_test(test_documents), cmocka_unit_test(test_others),
        cmocka_unit_test(test_findings),  cmocka_unit_test(test_trees),
        cmocka_unit_test(test_graph)};
    return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
