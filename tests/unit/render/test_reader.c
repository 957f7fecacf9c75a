/* What is the same for a reader, and what is not. */
#include "tests.h"

#include "reader.h"
#include "web_url.h"

#include <string.h>

struct pair {
    const char *original, *shown;
};

static void check_pairs(const struct pair *pairs, size_t count, bool same)
{
    for (size_t i = 0; i < count; i++)
        if (reader_same_html(pairs[i].original, pairs[i].shown, "https://a.example/post/x") != same)
            fail_msg("\"%s\" and \"%s\" should %sbe the same", pairs[i].original, pairs[i].shown,
                     same ? "" : "not ");
}

static void test_same(void **state)
{
    static const struct pair pairs[] = {
        {"<p>a  b\n c</p>", "<p>a b c</p>"},
        {"<p>a&amp;b &#8212; &eacute;</p>", "<p>a&#38;b — é</p>"},
        {"<div>a</div><div>b</div>", "<p>a</p>\n<p>b</p>"},
        {"a<p>b</p>c", "<p>a</p><p>b</p><p>c</p>"},
        {"<p>a<br><br>b</p>", "<p>a</p><p>b</p>"},
        {"<p>a<br></p>", "<p>a</p>"},
        {"<p>&nbsp;</p><p>a</p><p><br></p><h2></h2><ul></ul>", "<p>a</p>"},
        {"<b>a</b><i>b</i><strike>c</strike><tt>d</tt>",
         "<strong>a</strong><em>b</em><del>c</del><code>d</code>"},
        {"<b><i>a</i></b>", "<em><strong>a</strong></em>"},
        {"<b>a </b>b", "<b>a</b> b"},
        {"<b>a</b><b>b</b>", "<b>ab</b>"},
        {"<span style=\"font-weight: 700\">a</span>", "<strong>a</strong>"},
        {"<b style=\"font-weight:normal\">a</b>", "a"},
        {"<p class=\"x\" data-y=\"z\" id=\"q\" style=\"line-height: 1.4; margin-top: 0pt\">a</p>",
         "<p>a</p>"},
        {"<p dir=\"ltr\" style=\"text-align: left; color: rgb(0, 0, 0)\">a</p>", "<p>a</p>"},
        {"<h2><strong>a</strong></h2>", "<h2 id=\"a\">a</h2>"},
        {"<ul><li>a</li></ul>", "<ul>\n<li>\n<p>a</p>\n</li>\n</ul>"},
        {"<ol start=\"1\"><li>a</ol>", "<ol><li>a</li></ol>"},
        {"<a href=\"https://x.example/\">a</a>",
         "<a href=\"https://x.example/\" target=\"_blank\" rel=\"noopener\">a</a>"},
        {"<a href=\"b?c#d\">a</a>", "<a href=\"https://a.example/post/b?c#d\">a</a>"},
        {"<a href=\"https://x.example/ä b\">a</a>",
         "<a href=\"https://x.example/%C3%A4%20b\">a</a>"},
        {"<img src=\"a.png\" alt=\" b\n c \" srcset=\"a.png 2x\">",
         "<img src=\"https://a.example/post/a.png\" alt=\"b c\" width=\"3\" height=\"2\" "
         "loading=\"lazy\" />"},
        {"<figure><img src=\"a.png\"></figure>", "<p><img src=\"a.png\" alt=\"\"></p>"},
        {"<img src=\"a.png\" width=\"300px\">", "<img src=\"a.png\" width=\"300\">"},
        {"<pre><code class=\"language-c\">a\n</code></pre>",
         "<pre class=\"lang-c\"><code>a</code></pre>"},
        {"<table><tr><td style=\"text-align:right\">a</td></tr></table>",
         "<table><tbody><tr><td align=\"right\">a</td></tr></tbody></table>"},
        {"<input type=\"checkbox\" disabled checked=\"checked\">",
         "<input type=\"checkbox\" checked=\"\">"},
        {"<!-- a --><p>b</p>", "<p>b</p>"},
    };
    (void)state;
    check_pairs(pairs, COUNT(pairs), true);
}

static void test_different(void **state)
{
    static const struct pair pairs[] = {
        {"<p>a</p>", "<p>b</p>"},
        {"<p>a b</p>", "<p>ab</p>"},
        {"<p>a&nbsp;b</p>", "<p>a b</p>"},
        {"<p>it's</p>", "<p>it’s</p>"},
        {"<p>a</p><p>b</p>", "<p>a b</p>"},
        {"<p>a<br>b</p>", "<p>a b</p>"},
        {"<h2>a</h2>", "<h3>a</h3>"},
        {"<h2 id=\"why\">a</h2>", "<h2 id=\"a\">a</h2>"},
        {"<b>a</b>", "a"},
        {"<b>a</b> b", "<b>a b</b>"},
        {"<ul><li>a</li></ul>", "<ol><li>a</li></ol>"},
        {"<ol start=\"3\"><li>a</li></ol>", "<ol><li>a</li></ol>"},
        {"<ul><li>a</li></ul><ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"},
        {"<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a</li><li>b</li></ul>"},
        {"<a href=\"https://x.example/\">a</a>", "<a href=\"https://y.example/\">a</a>"},
        {"<a href=\"x\" title=\"t\">a</a>", "<a href=\"x\">a</a>"},
        {"write to a@x.example", "write to <a href=\"mailto:a@x.example\">a@x.example</a>"},
        {"<img src=\"a.png\" alt=\"b\">", "<img src=\"a.png\" alt=\"c\">"},
        {"<img src=\"a.png\">", "<img src=\"b.png\">"},
        {"<img src=\"a.png\" width=\"300\">", "<img src=\"a.png\" width=\"600\">"},
        {"<p style=\"text-align: center\">a</p>", "<p>a</p>"},
        {"<span style=\"color: red\">a</span>", "a"},
        {"<p dir=\"rtl\">a</p>", "<p>a</p>"},
        {"H<sub>2</sub>O", "H2O"},
        {"<u>a</u>", "a"},
        {"<pre>a\n\nb</pre>", "<pre>a\nb</pre>"},
        {"<pre><code class=\"language-c\">a</code></pre>", "<pre><code>a</code></pre>"},
        {"<table><tr><td>a</td></tr></table>", "<table><tr><th>a</th></tr></table>"},
        {"<table><tr><td colspan=\"2\">a</td></tr></table>", "<table><tr><td>a</td></tr></table>"},
        {"<iframe src=\"https://x.example/\"></iframe>", ""},
        {"<script>a()</script><p>b</p>", "<p>b</p>"},
        {"<p>a</p><hr>", "<p>a</p>"},
        {"<a href=\"#x\">a</a><p id=\"x\">b</p>", "<a href=\"#x\">a</a><p>b</p>"},
        {"<p onclick=\"a()\">b</p>", "<p>b</p>"},
    };
    (void)state;
    check_pairs(pairs, COUNT(pairs), false);
}

static void test_too_deep(void **state)
{
    struct strbuf html = STRBUF_INIT(STRBUF_UNBOUNDED);
    (void)state;
    for (int i = 0; i < 100000; i++)
        strbuf_adds(&html, "<div>");
    assert_false(reader_same_html(html.buf, html.buf, "/"));
    strbuf_release(&html);
}

static void test_urls(void **state)
{
    static const struct {
        const char *base, *url, *expected;
    } cases[] = {
        {"https://a.example/post/x", "y", "https://a.example/post/y"},
        {"https://a.example/post/x", "./y/../z", "https://a.example/post/z"},
        {"https://a.example/post/x", "../../../y", "https://a.example/y"},
        {"https://a.example/post/x", "/y", "https://a.example/y"},
        {"https://a.example/post/x", "//b.example/y", "https://b.example/y"},
        {"https://a.example/post/x", "?q", "https://a.example/post/x?q"},
        {"https://a.example", "y", "https://a.example/y"},
        {"https://a.example/post/x", "#y", "#y"},
        {"https://a.example/post/x", "", ""},
        {"https://a.example/post/x", " mailto:a@b ", "mailto:a@b"},
        {"https://a.example/post/x", "http://b\n.example/a b|c", "http://b.example/a%20b%7Cc"},
        {"https://a.example/post/x?q=/", "y", "https://a.example/post/y"},
        {"/post/", "y", "/post/y"},
        {"/post/", "//b.example/y", "https://b.example/y"},
        {"/post/", "/y/.", "/y/"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
        web_url_add(&out, cases[i].base, cases[i].url);
        if (strcmp(out.buf, cases[i].expected) != 0)
            fail_msg("\"%s\" on \"%s\" is \"%s\", not \"%s\"", cases[i].url, cases[i].base, out.buf,
                     cases[i].expected);
        strbuf_release(&out);
    }
}

int reader_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same), cmocka_unit_test(test_different),
        cmocka_unit_test(test_too_deep), cmocka_unit_test(test_urls)};
    return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
