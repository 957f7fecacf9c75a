/*
 * What is the same HTML for a reader, and what is not.
 */
#include "test.h"
#include "tests.h"

#include <ghlpub/ghl.h>

#include <string.h>

static const struct {
    const char *a, *b;
    bool same;
} rows[] = {
    {"<p>a</p>", "<p>a</p>", true},
    {"<p>a</p>\n<p>b</p>\n", "<p>a</p><p>b</p>", true},
    {"<p>a\r\nb</p>", "<p>a\nb</p>", true},
    {"<img title=\"a\r\nb\">", "<img title=\"a\nb\">", true},
    {"<p>a  b</p>", "<p>a b</p>", true},
    {"<p>a&amp;b &quot;c&quot;</p>", "<p>a&#38;b \"c\"</p>", true},
    {"<p>\xe2\x80\x94 &copy;</p>", "<p>&mdash; \xc2\xa9</p>", true},
    {"<p>&nbsp;x</p>", "<p>\xc2\xa0x</p>", true},
    {"<p>&#x41;&#66;</p>", "<p>AB</p>", true},
    {"<img src='a' alt=\"b\">", "<img alt=b src=\"a\" />", true},
    {"<IMG SRC=a>", "<img src=\"a\">", true},
    {"<input disabled>", "<input disabled=\"\">", true},
    {"<br>", "<br/>", true},
    {"<p>a</p><!-- x -->", "<p>a</p>", true},
    {"<ul>\n <li>a</li>\n</ul>", "<ul><li>a</li></ul>", true},
    {"<pre>\na\r\nb</pre>", "<pre>a\nb</pre>", true},
    {"<p>caf\xc3\xa9</p>", "<p>caf&eacute;</p>", true},
    {NULL, NULL, true},
    {"", "", true},
    {"  ", "", true},
    {"<p>a</p>", "<p>b</p>", false},
    {"<p>a b</p>", "<p>ab</p>", false},
    {"<p><b>a</b> <i>b</i></p>", "<p><b>a</b><i>b</i></p>", false},
    {"<p>a</p>", "<div>a</div>", false},
    {"<pre>a  b</pre>", "<pre>a b</pre>", false},
    {"<a href=x>y</a>", "<a href=z>y</a>", false},
    {"<p>&lt;b&gt;</p>", "<p><b></p>", false},
    {"<script>a < b</script>", "<script>a < c</script>", false},
    {"<p>a</p>", "", false},
    {"<p>a</p>", NULL, false},
    {"<p>&unknownname; x</p>", "<p> x</p>", false},
    {"<p", "<p>", true},
    {"<p a='", "<p a>", true},
    {"<!-- x", "", true},
    {"a & b &", "a &amp; b &amp;", true},
};

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (ghl_same_html(rows[i].a, rows[i].b) != rows[i].same ||
            ghl_same_html(rows[i].b, rows[i].a) != rows[i].same)
            fail_msg("row %zu: \"%s\" and \"%s\"", i, rows[i].a, rows[i].b ? rows[i].b : "NULL");
    }
}

int run_same_html_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
