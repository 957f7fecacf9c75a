/* Title, description, headings, contents, raw HTML off, templates, the body that GHL would lose. */
#include "tests.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void test_markdown(void **state)
{
    (void)state;
    check_body("", "*Hi* \"you\" -- `<b>`\n", "<p><em>Hi</em> “you” – <code>&lt;b&gt;</code></p>\n",
               "");
    check_body("", "5~9, 10~20\n", "<p>5~9, 10~20</p>\n", ""); /* ranges in Chinese */
    check_body("markdown: {smart: false}\n", "\"a\" -- b\n", "<p>&quot;a&quot; -- b</p>\n", "");
#ifdef GHLPUB_GFM
    check_body("", "|a|\n|--:|\n|b|\n\n~~c~~ d[^1]\n\n[^1]: e\n",
               "<table>\n<thead>\n<tr>\n<th align=\"right\">a</th>\n</tr>\n</thead>\n<tbody>\n"
               "<tr>\n<td align=\"right\">b</td>\n</tr>\n</tbody>\n</table>\n<p><del>c</del> "
               "d<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" "
               "data-footnote-ref>1</a></sup></p>\n<section class=\"footnotes\" "
               "data-footnotes>\n<ol>\n<li id=\"fn-1\">\n<p>e <a href=\"#fnref-1\" "
               "class=\"footnote-backref\" data-footnote-backref aria-label=\"Back to "
               "content\">↩</a></p>\n</li>\n</ol>\n</section>\n",
               "");
#endif
}

static void test_headings(void **state)
{
    (void)state;
    check_body("",
               "## Ünï *code's* & `x`\n## A b\n## A b\n## C {#d-e}\n### F {: #g .h}\n## I\n{: "
               "#j}\n\n## ?\n",
               "<h2 id=\"ünï-codes--x\">Ünï <em>code’s</em> &amp; <code>x</code></h2>\n"
               "<h2 id=\"a-b\">A b</h2>\n<h2 id=\"a-b-1\">A b</h2>\n<h2 id=\"d-e\">C</h2>\n"
               "<h3 id=\"g\">F</h3>\n<h2 id=\"j\">I</h2>\n<h2 id=\"section\">?</h2>\n",
               "");
    check_body("", "<b id=\"a\"></b> <i name=\"b\"></i>\n## A\n## B\n## B\n",
               "<p><b id=\"a\"></b> <i name=\"b\"></i></p>\n<h2 id=\"a-1\">A</h2>\n"
               "<h2 id=\"b-1\">B</h2>\n<h2 id=\"b-2\">B</h2>\n",
               "");
    check_body("markdown: {heading_ids: false}\n", "## A\n## B {#c}\n",
               "<h2>A</h2>\n<h2 id=\"c\">B</h2>\n", "");
    check_body("", "x\n\n# One\n", "<p>x</p>\n<h1 id=\"one\">One</h1>\n", "h1-in-body:7:1");
    check_body("", "# t\n\nx\n", "<p>x</p>\n", "");
}

static void test_no_html(void **state)
{
    (void)state;
    check_body("markdown: {html: false}\n", "a <b>c</b> <!-- d -->\n\n<p>e</p>\n\n<!-- f -->\n",
               "<p>a &lt;b&gt;c&lt;/b&gt; </p>\n<p>&lt;p&gt;e&lt;/p&gt;\n</p>\n", "");
}

static void test_wrapped(void **state)
{
    (void)state;
    check_body("", "<b>x</b>\n", "<p><b>x</b></p>\n", "");
    check_body("", "<span>\nx</span>\n", "<div>\n<span>\nx</span>\n\n</div>\n", "");
    check_body("", "<!-- a -->\n", "<!-- a -->\n", "body-empty:5:1");
    check_body("", "", "", "body-empty:5:1");
}

/* One document, and what became of its title and description. */
static void test_title(void **state)
{
    static const struct {
        const char *front, *body, *title, *description, *html, *findings;
    } cases[] = {
        {"title: A", "# A\n\nText.\n", "A", "Text.", "<p>Text.</p>\n", ""},
        {"title: it's \"a\"", "# It’s *A*\n\nText\n", "it's \"a\"", "Text", "<p>Text</p>\n", ""},
        {"x: y", "<!-- c -->\n\n# A *b* {#c}\n\nText\n", "A b", "Text", "<!-- c -->\n<p>Text</p>\n",
         ""},
        {"x: y", "Text\n", "", "Text", "<p>Text</p>\n", "title-missing:1:1"},
        {"title: A", "![p](/img/a.png)\n\n- One\n- Two\n", "A", "• One • Two", NULL, ""},
        {"title: A\ndescription: D", "Text\n", "A", "D", NULL, ""},
        {"title: A", "One [two](https://x.example) `three`\n", "A", "One two three", NULL, ""}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct made made;
        char *text = mem_printf("---\n%s\n---\n%s", cases[i].front, cases[i].body);
        const struct file file = {"content/a.md", text, 0};
        made_new(&made, "", &file, 1, 0);
        const struct rendered *page = made_page(&made, "content/a.md");
        char *body = made_body(&made, "content/a.md"), *said = made_findings(&made);
        assert_string_equal(page->title, cases[i].title);
        assert_string_equal(page->description, cases[i].description);
        assert_string_equal(said, cases[i].findings);
        assert_int_equal(page->ok, *cases[i].findings == '\0');
        if (cases[i].html)
            assert_string_equal(body, cases[i].html);
        free(said);
        free(body);
        free(text);
        made_free(&made);
    }
}

static void test_contents(void **state)
{
    struct made made;
    const struct file file = {"content/a.md",
                              "---\ntitle: A\ntoc: true\n---\n### Z\n\n## B & c\n### D\n### E\n"
                              "#### F\n## G\n",
                              0};
    (void)state;
    made_new(&made, "", &file, 1, 0);
    char *body = made_body(&made, "content/a.md");
    char *end = strstr(body, "</nav>");
    assert_non_null(end);
    *end = '\0';
    assert_string_equal(body,
                        "<nav class=\"toc\">\n<ul>\n<li><a href=\"#z\">Z</a></li>\n"
                        "<li><a href=\"#b--c\">B &amp; c</a>\n<ul>\n"
                        "<li><a href=\"#d\">D</a></li>\n<li><a href=\"#e\">E</a></li>\n</ul>\n"
                        "</li>\n<li><a href=\"#g\">G</a></li>\n</ul>\n");
    free(body);
    made_free(&made);
}

static void test_templates(void **state)
{
    static const struct file files[] = {
        {"content/a.md",
         "---\ntitle: A & B\ndate: 2026-12-01\nimage: /img/a.png\ntags: [open source, go]\n"
         "color: red\n---\nText {{title}}\n",
         0},
        {"content/b.md", "---\ntitle: B\ntemplate: wide\n---\nText\n", 0},
        {"content/c.md", "---\ntitle: C\ntemplate: wid\n---\nText\n", 0},
        {"templates/post.html",
         "<article>\n  {{> head}}\n{{{body}}}{{#image}}<img src=\"{{image}}\">{{/image}}"
         "<a href=\"{{url}}\">{{date}} {{params.color}}{{color}} {{#hashtags}}{{.}} "
         "{{/hashtags}}{{words}} {{site.blog}} {{titel}}</a>\n</article>\n",
         0},
        {"templates/head.html", "<h2>{{title}}</h2>\n", 0},
        {"templates/wide.html", "{{> nope}}<b>{{{body}}}</b>", 0}};
    struct made made;
    (void)state;
    made_new(&made, "", files, COUNT(files), 0);
    char *a = made_body(&made, "content/a.md"), *b = made_body(&made, "content/b.md");
    char *said = made_findings(&made);
    assert_string_equal(a, "<article>\n  <h2>A &amp; B</h2>\n<p>Text {{title}}</p>\n"
                           "<img src=\"ASSET:static/img/a.png\"><a href=\"POST:content/a.md\">"
                           "2026-12-01 redred #OpenSource #Go 2 B </a>\n</article>\n");
    assert_string_equal(b, "<div>\n<b><p>Text</p>\n</b>\n</div>\n");
    assert_string_equal(said, "template-unknown-name:3:161 template-partial-missing:1:1 "
                              "liquid-tag:8:6 template-missing:3:11");
    assert_false(made_page(&made, "content/c.md")->ok);
    assert_int_equal(made_page(&made, "content/a.md")->link_count, 0);
    free(a);
    free(b);
    free(said);
    made_free(&made);
}

/* Before the pattern comes the heading, before the heading the field. */
static void test_default_title(void **state)
{
    static const struct file files[] = {{"content/a-b.md", "---\nx: y\n---\nText\n", 0},
                                        {"content/c.md", "---\nx: y\n---\n# Head\n\nText\n", 0},
                                        {"content/d.md", "---\ntitle: Own\n---\nText\n", 0}};
    static const char *const titles[] = {"A b", "Head", "Own"};
    struct made made;
    (void)state;
    made_new(&made, "defaults: {author: A, categories: [C], title: \"{name}\"}\n", files,
             COUNT(files), 0);
    for (size_t i = 0; i < COUNT(files); i++)
        assert_string_equal(made_page(&made, files[i].path)->title, titles[i]);
    made_free(&made);
}

/* Other generators have a field of this name; without any templates it can only be theirs. */
static void test_no_templates(void **state)
{
    static const struct file files[] = {
        {"content/a.md", "---\ntitle: A\ntemplate: blog.html\n---\nText\n", 0}};
    struct made made;
    (void)state;
    made_new(&made, "", files, COUNT(files), 0);
    char *body = made_body(&made, "content/a.md"), *said = made_findings(&made);
    assert_string_equal(body, "<p>Text</p>\n");
    assert_string_equal(said, "template-missing:3:11");
    assert_true(made_page(&made, "content/a.md")->ok);
    free(body);
    free(said);
    made_free(&made);
}

static void test_bad_template(void **state)
{
    static const struct file files[] = {{"content/a.md", "---\ntitle: A\n---\nx\n", 0},
                                        {"templates/x.html", "a\n{{#b}}", 0}};
    struct made made;
    struct error err = ERROR_INIT;
    const struct render_options options = {0};
    (void)state;
    made_new(&made, "templates: tpl\n", files, 1, 0);
    ghlpub_rendered_free(made.pages);
    made_write(&made, "tpl/x.html", files[1].text);
    made.pages = ghlpub_render(made.site, &options, &made.found, &err);
    assert_null(made.pages);
    assert_string_equal(err.code, "bad-template");
    assert_string_equal(err.path, "tpl/x.html");
    assert_int_equal(err.line, 2);
    error_release(&err);
    made_free(&made);
}

/* A placeholder is made from a hash of all that is there: it cannot be written beforehand. */
static void test_forged(void **state)
{
    (void)state;
    check_body("", "ghl0123456789abcdef0123456789abcdefa0z [x](ghl%61)\n",
               "<p>ghl0123456789abcdef0123456789abcdefa0z <a href=\"ghl%61\">x</a></p>\n",
               "link-unresolved:5:44");
}

int page_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markdown),      cmocka_unit_test(test_headings),
        cmocka_unit_test(test_no_html),       cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_title),         cmocka_unit_test(test_contents),
        cmocka_unit_test(test_templates),     cmocka_unit_test(test_no_templates),
        cmocka_unit_test(test_default_title), cmocka_unit_test(test_bad_template),
        cmocka_unit_test(test_forged)};
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
