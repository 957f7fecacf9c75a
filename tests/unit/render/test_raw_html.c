/* Raw HTML: attributes replaced in place, nothing else touched. */
#include "tests.h"

#include <stdlib.h>
#include <string.h>

#define A "\"ASSET:static/img/a.png\""

static void test_attributes(void **state)
{
    static const struct {
        const char *markdown, *html;
    } cases[] = {
        {"<P  Class=x><IMG SRC='/img/a.png' Alt=b></P>\n",
         "<P  Class=x><IMG width=\"3\" height=\"2\" SRC=" A " Alt=b></P>\n"},
        {"<div><img src=/img/a.png alt=\"\" width=1></div>\n",
         "<div><img src=" A " alt=\"\" width=1></div>\n"},
        {"<p><img alt=a src=\"/img/a.png\" srcset=\"/img/a.png 1x,https://x.example/a,b.png "
         "2x\"></p>\n",
         "<p><img width=\"3\" height=\"2\" alt=a src=" A
         " srcset=\"ASSET:static/img/a.png 1x,https://x.example/a,b.png 2x\"></p>\n"},
        {"<picture><source srcset=\"/img/a.png, /img/a.png 2x\"></picture>\n",
         "<p><picture><source srcset=\"ASSET:static/img/a.png, ASSET:static/img/a.png 2x\">"
         "</picture></p>\n"},
        {"<p><a href=other.md>one<p>two</a>\n",
         "<p><a href=\"POST:content/other.md\">one<p>two</a>\n"},
        {"<div><a href=\"other.md&#35;part\">x</a></div>\n",
         "<div><a href=\"POST:content/other.md#part\">x</a></div>\n"},
        {"<div><!-- <img src=no.png> --><img src=></div>\n",
         "<div><!-- <img src=no.png> --><img src=></div>\n"},
        {"<div><video poster=/img/a.png></video></div>\n",
         "<div><video poster=" A "></video></div>\n"},
        {"<div><textarea><img src=no.png></textarea></div>\n",
         "<div><textarea><img src=no.png></textarea></div>\n"},
        {"<div><img src={logo}><img src=\"{{ x }}\" alt=a></div>\n",
         "<div><img src={logo}><img src=\"{{ x }}\" alt=a></div>\n"},
        {"<div><a href=\"other.md\"\n", "<div><a href=\"other.md\"\n"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *found = strstr(cases[i].markdown, "{{") ? "liquid-tag:5:32" : "";
        check_body("images: {lazy: false}\n", cases[i].markdown, cases[i].html, found);
    }
}

static void test_findings(void **state)
{
    (void)state;
    check_body("images: {lazy: false}\n", "<p>\n\n<p>\n <img src=\"/img/a.png\">\n</p>\n",
               "<p>\n<p>\n <img width=\"3\" height=\"2\" src=" A ">\n</p>\n",
               "image-alt-missing:8:12");
    check_body("images: {lazy: false}\n", "x <img src=\"no.png\" alt=a> <h1>y</h1>\n",
               "<p>x <img src=\"no.png\" alt=a> <h1>y</h1></p>\n",
               "asset-missing:5:13 h1-in-body:5:28");
}

static void test_text(void **state)
{
    static const struct file file = {
        "content/a.md",
        "---\ntitle: A\n---\n<div>one &amp; <b>two</b><style>p {}</style></div>\n\n<table><tr>"
        "<td>three</td></tr></table>\n\nfour <i>five</i>\n",
        0};
    struct made made;
    (void)state;
    made_new(&made, "", &file, 1, 0);
    const struct rendered *page = made_page(&made, "content/a.md");
    assert_string_equal(page->text, "one & two\n\nthree\n\nfour five");
    assert_int_equal(page->words, 5);
    made_free(&made);
}

int raw_html_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_attributes),
                                       cmocka_unit_test(test_findings),
                                       cmocka_unit_test(test_text)};
    return cmocka_run_group_tests_name("raw html", tests, NULL, NULL);
}
