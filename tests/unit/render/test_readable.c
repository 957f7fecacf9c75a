/* HTML as lines for people. */
#include "tests.h"

#include "base/mem.h"
#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

static void test_lines(void **state)
{
    static const struct {
        const char *html, *lines;
    } cases[] = {
        {"", ""},
        {"<p>One.</p>\n<p>Two &amp; &lt;three&gt; &#39;q&#39; &eacute;</p>",
         "One.\nTwo & <three> 'q' &eacute;\n"},
        {"<h1>A</h1><h3 id=\"x\">B</h3><hr />", "# A\n### B\n---\n"},
        {"<p>A sentence that is long enough. Another one! And\na third?</p>",
         "A sentence that is long enough.\nAnother one! And a third?\n"},
        {"<ul>\n<li>one</li>\n<li><p>two</p>\n<ul>\n<li>deep</li>\n</ul></li>\n</ul>\n<p>x</p>",
         "- one\n- two\n  - deep\nx\n"},
        {"<p><a href=\"https://x.example/?a=1&amp;b\">link</a> and <em>more</em></p>",
         "link <https://x.example/?a=1&amp;b> and more\n"},
        {"<figure><img src=\"a.png\" alt=\"A cat\" width=\"3\"><figcaption>C</figcaption></figure>",
         "[image A cat: a.png]\nC\n"},
        {"<pre><code>int  x;\n\n  y;\n</code></pre>", "int  x;\n  y;\n"},
        {"<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
         "a | b\n1 | 2\n"},
        {"<style>p { x }</style><script>var a = '<p>';</script><!-- <p>no</p> --><p>yes</p>",
         "yes\n"},
        {"<blockquote>\n<p>said</p>\n</blockquote>", "> said\n"},
        {"a<br>b", "a\nb\n"},
        {"a < b <3 <> </ <a", "a < b <3 <> </ <a\n"},
        {"<p title=\"a>b\">x</p><script>", "x\n"},
        {"<!-- open", ""},
        {"<p>a <img src=\"x\" alt=\"b\n\nc\"></p>", "a [image b  c: x]\n"},
        {"&#x1F600; &#0; &#xD800; &#99999999; &", "\xf0\x9f\x98\x80 &#0; &#xD800; &#99999999; &\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *lines = ghlpub_readable(cases[i].html, 1 << 20);
        assert_string_equal(lines, cases[i].lines);
        free(lines);
    }
}

/* Each of these would take an hour if it were looked through again from every place. */
static void test_hostile(void **state)
{
    static const char *const parts[] = {"<a ",        "<",     "</",       "<!--", "&#1",
                                        "<a href=\"", "<pre>", "<ul><li>", ")) ",  "<script>"};
    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct strbuf html = STRBUF_INIT(STRBUF_UNBOUNDED);
        while (html.len < 4 << 20)
            strbuf_adds(&html, parts[i]);
        char *lines = ghlpub_readable(html.buf, 1 << 20);
        assert_true(strlen(lines) <= 1 << 20);
        free(lines);
        strbuf_release(&html);
    }
}

int readable_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines),
                                       cmocka_unit_test(test_hostile)};
    return cmocka_run_group_tests_name("readable", tests, NULL, NULL);
}
