/* Pictures in Markdown, the cover, the media of social entries. */
#include "tests.h"

#include <stdlib.h>
#include <string.h>

#define SIZE " width=\"3\" height=\"2\""
#define LAZY " loading=\"lazy\""

static void test_markdown_images(void **state)
{
    (void)state;
    check_body("", "![a *b* \"c\"](/img/a.png \"t<\")\n",
               "<p><img src=\"ASSET:static/img/a.png\" alt=\"a b “c”\" title=\"t&lt;\"" SIZE LAZY
               " /></p>\n",
               "");
    check_body("images: {dimensions: false, lazy: false}\n", "![a](../static/img/a.png)\n",
               "<p><img src=\"ASSET:static/img/a.png\" alt=\"a\" /></p>\n", "");
    check_body("", "![a](https://x.example/a.png) ![b](img/a.png?v=2)\n",
               "<p><img src=\"https://x.example/a.png\" alt=\"a\"" LAZY " /> "
               "<img src=\"ASSET:static/img/a.png\" alt=\"b\"" SIZE LAZY " /></p>\n",
               "");
    check_body(
        "", "[![a](/img/a.png)](other.md)\n",
        "<p><a href=\"POST:content/other.md\"><img src=\"ASSET:static/img/a.png\" alt=\"a\"" SIZE
            LAZY " /></a></p>\n",
        "");
    check_body("", "![a]({{ site.baseurl }}/img/a.png)\n",
               "<p><img src=\"ASSET:static/img/a.png\" alt=\"a\"" SIZE LAZY " /></p>\n", "");
}

static void test_image_findings(void **state)
{
    (void)state;
    check_body("images: {lazy: false}\n", "![](/img/a.png)\n",
               "<p><img src=\"ASSET:static/img/a.png\" alt=\"\"" SIZE " /></p>\n",
               "image-alt-missing:5:5");
    check_body("images: {alt: off, lazy: false}\n", "![](/img/a.png)\n",
               "<p><img src=\"ASSET:static/img/a.png\" alt=\"\"" SIZE " /></p>\n", "");
    check_body("images: {lazy: false}\n", "x\n\nÜ ![a](no.png)\n",
               "<p>x</p>\n<p>Ü <img src=\"no.png\" alt=\"a\" /></p>\n", "asset-missing:7:8");
    check_body("images: {lazy: false}\n", "![a]()\n", "<p><img src=\"\" alt=\"a\" /></p>\n",
               "image-no-address:5:1");
}

static void test_media(void **state)
{
    static const struct file files[] = {
        {"content/a.md",
         "---\ntitle: A\nimage: /img/a.png\nsocial:\n  - to: facebook\n  - {to: facebook, media: "
         "none, at: +1d}\n  - {to: facebook, media: [https://x.example/y.png, /img/a.png], at: "
         "+2d}\n---\nx\n",
         0},
        {"content/b.md",
         "---\ntitle: B\nimage: https://x.example/z.png\nsocial: [{to: facebook}]\n---\nx\n", 0},
        {"content/c.md", "---\ntitle: C\nimage: /file.pdf\n---\nx\n", 0},
        {"content/d.md", "---\ntitle: D\nimage: /no.png\n---\nx\n", 0},
        {"static/file.pdf", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", 0}};
    struct made made;
    (void)state;
    made_new(&made, "", files, COUNT(files), 0);
    const struct rendered *a = made_page(&made, "content/a.md");
    const struct rendered *b = made_page(&made, "content/b.md");
    assert_int_equal(a->cover, 0);
    assert_int_equal(a->asset_count, 1);
    assert_int_equal(a->assets[0]->width, 3);
    assert_int_equal(strlen(a->assets[0]->hash), 64);
    assert_int_equal(a->social[0].count, 1);
    assert_int_equal(a->social[1].count, 0);
    assert_int_equal(a->social[2].count, 1);
    assert_string_equal(a->social[2].urls[0], "https://x.example/y.png");
    assert_null(a->social[2].urls[1]);
    assert_int_equal(b->cover, -1);
    assert_string_equal(b->cover_url, "https://x.example/z.png");
    assert_string_equal(b->social[0].urls[0], "https://x.example/z.png");
    char *said = made_findings(&made);
    assert_string_equal(said, "cover-not-picture:3:8 asset-missing:3:8");
    assert_false(made_page(&made, "content/c.md")->ok);
    assert_false(made_page(&made, "content/d.md")->ok);
    free(said);
    made_free(&made);
}

int image_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_markdown_images),
                                       cmocka_unit_test(test_image_findings),
                                       cmocka_unit_test(test_media)};
    return cmocka_run_group_tests_name("images", tests, NULL, NULL);
}
