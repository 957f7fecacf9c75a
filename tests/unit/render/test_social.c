/* Texts of social posts, and plain text. */
#include "tests.h"

#include <stdlib.h>
#include <string.h>

static void check_text(const struct made *made, const char *path, size_t entry,
                       const char *platform, const char *expected)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    const struct document *document = ghlpub_site_find(made->site, path);
    char *text = ghlpub_social_text(made->site, made->pages, document, &document->social[entry],
                                    platform, "https://u.example", &found);
    assert_string_equal(text, expected);
    free(text);
    diagnostics_release(&found);
}

static void test_sources(void **state)
{
    static const struct file files[] = {
        {"content/a.md",
         "---\ntitle: A & B\ntags: [open source]\nsocial:\n  - {to: facebook, id: x, text: "
         "\"{{title}} {{url}} {{#hashtags}}{{.}}{{/hashtags}} {{platform}} {{entry}}\"}\n  - {to: "
         "facebook, at: +1d}\n---\nx\n",
         0},
        {"content/c.md",
         "---\nkind: campaign\ntitle: C\nsocial:\n  - {to: facebook, at: 2026-12-01 09:00}\n---\n"
         "Hello **you**, [see](https://x.example/a) <https://y.example>\n[here](a.md)\n\n"
         "![p](/img/a.png) end\n\n- one\n- two\n  1. three\n  2. four\n\n```\nco  de\n```\n",
         0},
        {"content/o.md",
         "---\ntitle: O\nsocial:\n  - {to: facebook, text: {default: D, google: \"G {{title}}\"}}\n"
         "  - {to: facebook, text: {google: G}}\n---\nx\n",
         0},
        {"templates/social-linkedin.txt", "In: {{title}}\n", 0}};
    struct made made;
    (void)state;
    made_new(&made, "", files, COUNT(files), 0);
    check_text(&made, "content/a.md", 0, "facebook",
               "A & B https://u.example #OpenSource facebook x");
    check_text(&made, "content/a.md", 1, "facebook", "A & B\n\nhttps://u.example");
    check_text(&made, "content/a.md", 1, "linkedin", "In: A & B");
    check_text(&made, "content/c.md", 0, "linkedin",
               "Hello you, see (https://x.example/a) https://y.example here\n\nend\n\n• one\n"
               "• two\n  1. three\n  2. four\n\nco  de");
    check_text(&made, "content/o.md", 0, "facebook", "D");
    check_text(&made, "content/o.md", 0, "google", "G O");
    check_text(&made, "content/o.md", 1, "facebook", "O\n\nhttps://u.example");
    check_text(&made, "content/o.md", 1, "google", "G");
    made_free(&made);
}

static void test_findings(void **state)
{
    static const struct file files[] = {
        {"content/a.md", "---\ntitle: \"A {{b}}\"\nsocial: [{to: facebook}]\n---\nx\n", 0}};
    struct made made;
    struct diagnostics found = DIAGNOSTICS_INIT;
    (void)state;
    made_new(&made, "", files, COUNT(files), 0);
    const struct document *a = made.site->documents[0];
    char *text = ghlpub_social_text(made.site, made.pages, a, &a->social[0], "x", "u", &found);
    assert_string_equal(text, "A {{b}}\n\nu");
    assert_string_equal(found.items[0].code, "custom-value");
    free(text);
    const struct word bad = {"x {{#y}}", {"content/a.md", 7, 3}};
    assert_null(
        ghlpub_social_expand(made.site, made.pages, a, &a->social[0], bad, "x", "u", &found));
    assert_string_equal(found.items[1].code, "bad-template");
    assert_int_equal(found.items[1].line, 7);
    diagnostics_release(&found);
    made_free(&made);
}

int social_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sources),
                                       cmocka_unit_test(test_findings)};
    return cmocka_run_group_tests_name("social", tests, NULL, NULL);
}
