/* HTML to Markdown: what is written, and that it proves itself. */
#include "tests.h"

#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

#define FRONT "---\ntitle: T\n---\n"

static const struct file other = {"content/a.md", "---\ntitle: A\n---\nText\n", 0};

/* Turns one body into Markdown; the site is made for it. */
static struct html_document turn(const char *config, const char *html,
                                 const struct html_picture *pictures, size_t count)
{
    struct made made;
    struct error err = ERROR_INIT;
    struct html_document document = {.html = html,
                                     .path = "content/x/index.md",
                                     .front = FRONT,
                                     .base = "https://acme.example/post/x",
                                     .pictures = pictures,
                                     .picture_count = count};
    made_new(&made, config, &other, 1, 0);
    made_write(&made, "content/x/p.svg",
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"></svg>\n");
    assert_true(ghlpub_from_html(made.site, &document, 1, 0, &err));
    made_free(&made);
    return document;
}

static void check(const char *config, const char *html, const char *expected, size_t kept)
{
    struct html_document document = turn(config, html, NULL, 0);
    if (document.outcome != HTML_DONE || strcmp(document.body, expected) != 0)
        fail_msg("%s\ngives (%d)\n%s\ninstead of\n%s", html, (int)document.outcome,
                 document.body ? document.body : "", expected);
    assert_int_equal(document.kept, kept);
    free(document.body);
}

static void test_blocks(void **state)
{
    static const struct {
        const char *html, *markdown;
    } cases[] = {
        {"<p>a</p><p>b</p>", "a\n\nb"},
        {"<div>a<br><br>b</div>c", "a\n\nb\n\nc"},
        {"<h2>a <b>b</b> <i>c</i></h2><h6>d</h6>", "## a b *c*\n\n###### d"},
        {"<h2 id=\"why\">a</h2>", "## a {#why}"},
        {"<h2 id=\"a\">a</h2>", "## a"},
        {"<h3>a #</h3>", "### a \\#"},
        {"<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c"},
        {"<ol><li>a<ul><li>b</ul></ol>", "1. a\n   - b"},
        {"<ol start=\"9\"><li>a<li>b</ol>", "9. a\n10. b"},
        {"<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"},
        {"<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"},
        {"<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b"},
        {"<ul><li></li><li>a</li></ul>", "-\n- a"},
        {"<ul><li><pre>a\n\n b</pre></li></ul>", "- ```\n  a\n\n   b\n  ```"},
        {"<blockquote><p>a</p><ul><li>b</li></ul></blockquote>", "> a\n>\n> - b"},
        {"<pre>a\n  b\n</pre>", "```\na\n  b\n```"},
        {"<pre><code class=\"language-c\">a```b</code></pre>", "````c\na```b\n````"},
        {"<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"},
        {"<p>a<br>1. b</p>", "a\\\n1\\. b"},
        {"<section><div><p>a</p><div>b</div></div></section>", "a\n\nb"},
        {"<p>a</p><!-- c --><p>&nbsp;</p>", "a"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check("", cases[i].html, cases[i].markdown, 0);
}

static void test_github(void **state)
{
    (void)state;
#ifdef GHLPUB_GFM
    check("", "<p>a <s>b</s></p>", "a ~~b~~", 0);
    check("", "<ul><li><input type=\"checkbox\" checked> a<li><input type=\"checkbox\"> b</ul>",
          "- [x] a\n- [ ] b", 0);
    check("",
          "<table><thead><tr><th>a|b<th style=\"text-align:right\">c<tbody><tr><td>d<br>e"
          "<td style=\"text-align:right\"><code>f|g</code></table>",
          "| a\\|b | c |\n| --- | --: |\n| d<br>e | `f\\|g` |", 0);
    check("", "<p>to a.b@c.example, @d, e@f</p>", "to a.b<!-- -->@c.example, @d, e@f", 0);
    check("markdown: {html: false}\n", "<p>a@b.example</p>", "a<!-- -->@b.example", 0);
#endif
    check("", "<p>http://a.example and www.b.example</p>", "http\\://a.example and www\\.b.example",
          0);
    check("", "<table><tr><td>a</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>", 1);
}

static void test_inlines(void **state)
{
    static const struct {
        const char *html, *markdown;
    } cases[] = {
        {"a <b>b </b><i> c</i>", "a **b** *c*"},
        {"<b>a<i>b</i></b><i>c</i>", "**a*b***<em>c</em>"},
        {"<b><i>a</i> b</b>", "***a* b**"},
        {"a<b>b</b>c", "a**b**c"},
        {"a<b>(b)</b>c", "a<strong>(b)</strong>c"},
        {"他说<b>“你好”</b>。", "他说<strong>“你好”</strong>。"},
        {"<code>a`b</code> <code>`</code> <code>a*b</code>", "``a`b`` `` ` `` `a*b`"},
        {"<a href=\"https://x.example/\">https://x.example/</a>", "<https://x.example/>"},
        {"<a href=\"mailto:a@b.example\">a@b.example</a>", "<a@b.example>"},
        {"<a href=\"https://x.example/a(b)c\" title='a \"b\"'>[c]</a>",
         "[\\[c\\]](https://x.example/a(b)c \"a \\\"b\\\"\")"},
        {"<a href=\"https://x.example/a)b\">c</a>", "[c](<https://x.example/a)b>)"},
        {"<a href=\"b c\"><b>d</b></a>", "[**d**](https://acme.example/post/b%20c)"},
        {"<a href=\"https://x.example/\"><img src=\"https://x.example/a.png\" alt=\"b\"></a>",
         "[![b](https://x.example/a.png)](https://x.example/)"},
        {"wow!<a href=\"https://x.example/\">a</a>", "wow\\![a](https://x.example/)"},
        {"H<sub>2</sub>O and <u>a <b>b</b></u>", "H<sub>2</sub>O and <u>a **b**</u>"},
        {"<span style=\"color: red\">a</span>", "<span style=\"color: red\">a</span>"},
        {"<span class=\"x\" style=\"font-weight: bold\">a</span>", "**a**"},
        {"a&nbsp;b", "a&nbsp;b"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check("", cases[i].html, cases[i].markdown, 0);
}

/* Text that Markdown would read as something else; and text that it would not, which stays bare. */
static void test_escapes(void **state)
{
    static const struct {
        const char *html, *markdown;
    } cases[] = {
        {"# a", "\\# a"},
        {"#a", "#a"},
        {"1. a", "1\\. a"},
        {"1.5 a", "1.5 a"},
        {"- a", "\\- a"},
        {"+ a", "\\+ a"},
        {"&gt; a", "\\> a"},
        {"a &gt; b &lt; c", "a > b < c"},
        {"&lt;b&gt;", "\\<b>"},
        {"AT&amp;T &amp;amp;", "AT&T \\&amp;"},
        {"a_b _c_ 2 * 3 *d*", "a_b \\_c\\_ 2 * 3 \\*d\\*"},
        {"[a] [b](c) [^1]", "[a] \\[b](c) \\[^1]"},
        {"`a`", "\\`a\\`"},
        {"a\\b \\*", "a\\b \\\\\\*"},
        {"it's \"a\" -- b...", "it\\'s \\\"a\\\" \\-- b\\..."},
        {"it’s “a” – b…", "it’s “a” – b…"},
        {"{{ a }} {% b %}", "\\{{ a }} \\{% b %}"},
        {"===", "\\==="},
        {"100% | a ~ b ^ c $ d", "100% | a ~ b ^ c $ d"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check("", cases[i].html, cases[i].markdown, 0);
    check("markdown: {smart: false}\n", "it's \"a\" -- b...", "it's \"a\" -- b...", 0);
}

static void test_kept(void **state)
{
    (void)state;
    check("", "<p>a</p><p style=\"text-align: center\">b\n\nc</p><p>d</p>",
          "a\n\n<p style=\"text-align: center\">b\nc</p>\n\nd", 1);
    check("", "<iframe src=\"https://x.example/\"></iframe>",
          "<iframe src=\"https://x.example/\"></iframe>", 1);
    check("", "<div style=\"color:red\"><pre>a\n\nb</pre></div>",
          "<div style=\"color:red\"><pre>a\n&#10;b</pre></div>", 1);
    check("", "<figure><img src=\"/a.png\"><figcaption>b</figcaption></figure>",
          "<figure><img src=\"https://acme.example/a.png\"><figcaption>b</figcaption></figure>", 1);
    check("", "<ul><li>a</li><li><iframe src=\"b\"></iframe></li></ul>",
          "- a\n- <iframe src=\"https://acme.example/post/b\"></iframe>", 1);
    check("", "<script>a();\n\nb();</script><p>c</p>", "<script>a();\nb();</script>\n\nc", 1);
    /* The heading that repeats the title would be taken off. */
    check("", "<h1>T</h1><p>a</p>", "<h1>T</h1>\n\na", 1);
}

static void test_outcomes(void **state)
{
    struct strbuf deep = STRBUF_INIT(STRBUF_UNBOUNDED);
    (void)state;
    for (int i = 0; i < 1000; i++)
        strbuf_adds(&deep, "<div>");
    struct html_document document = turn("", deep.buf, NULL, 0);
    assert_int_equal(document.outcome, HTML_TOO_DEEP);
    document = turn("", "<p>&nbsp;</p><!-- a -->", NULL, 0);
    assert_int_equal(document.outcome, HTML_EMPTY);
    document = turn("markdown: {html: false}\n", "<p>a</p><iframe src=\"b\"></iframe>", NULL, 0);
    assert_int_equal(document.outcome, HTML_NOT_ALLOWED);
    assert_null(document.body);
    check("markdown: {html: false}\n", "<p>a <b>b</b></p>", "a **b**", 0);
    strbuf_release(&deep);
}

/* Two URLs of one file are one picture; its size as written must be that of the file. */
static void test_pictures(void **state)
{
    static const struct html_picture pictures[] = {{"https://x.example/1.svg", "p.svg"},
                                                   {"https://x.example/2.svg", "p.svg"},
                                                   {"https://x.example/3.svg", NULL}};
    (void)state;
    struct html_document document =
        turn("",
             "<p><img src=\"https://x.example/1.svg\" alt=\"a\" width=\"3\" height=\"2\"> "
             "<img src=\"https://x.example/2.svg\" alt=\"b\"> "
             "<img src=\"https://x.example/3.svg\" alt=\"c\"></p>",
             pictures, COUNT(pictures));
    assert_int_equal(document.outcome, HTML_DONE);
    assert_string_equal(document.body, "![a](p.svg) ![b](p.svg) ![c](https://x.example/3.svg)");
    free(document.body);
    document = turn("", "<p><img src=\"https://x.example/1.svg\" alt=\"a\" width=\"300\"></p>",
                    pictures, COUNT(pictures));
    assert_int_equal(document.outcome, HTML_DONE);
    assert_string_equal(document.body, "<img src=\"p.svg\" alt=\"a\" width=\"300\">");
    free(document.body);
}

int from_html_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),   cmocka_unit_test(test_github),
        cmocka_unit_test(test_inlines),  cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_kept),     cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_pictures),
    };
    return cmocka_run_group_tests_name("from_html", tests, NULL, NULL);
}
