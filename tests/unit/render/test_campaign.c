/* What a campaign's Markdown says as plain text, and the campaign parameters of links. */
#include "tests.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct row {
    const char *markdown, *plain;
    const char *styled; /* NULL: as `plain` */
};

static char *text_of(const struct made *made, size_t document, size_t entry, const char *url)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    const struct document *item = made->site->documents[document];
    char *text = ghlpub_social_text(made->site, made->pages, item, &item->social[entry], "linkedin",
                                    url, &found);
    diagnostics_release(&found);
    return text;
}

/* The body for an entry that drops emphasis, and for one that asks for Unicode's letters. */
static bool check_row(const struct row *row)
{
    char *text =
        mem_printf("---\nkind: campaign\ntitle: C\nparams: {code: W26, link: "
                   "\"https://s.example/x\", list: [a, b]}\nsocial:\n  - {to: facebook, at: "
                   "2026-12-01 09:00}\n  - {to: facebook, at: 2026-12-02 09:00, emphasis: "
                   "unicode}\n---\n%s\n",
                   row->markdown);
    const struct file files[] = {{"content/c.md", text, 0}};
    const char *styled = row->styled ? row->styled : row->plain;
    struct made made;
    made_new(&made, "", files, 1, 1); /* in a worker, so that both texts are handed over */
    char *plain = text_of(&made, 0, 0, ""), *other = text_of(&made, 0, 1, "");
    bool good = plain && other && strcmp(plain, row->plain) == 0 && strcmp(other, styled) == 0;
    if (!good)
        print_error("%s\n--- plain:\n%s\n--- expected:\n%s\n--- styled:\n%s\n--- expected:\n%s\n",
                    row->markdown, plain, row->plain, other, styled);
    free(plain);
    free(other);
    free(text);
    made_free(&made);
    return good;
}

static void check_rows(const struct row *rows, size_t count)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++)
        bad += !check_row(&rows[i]);
    if (bad)
        fail_msg("%zu of %zu rows differ", bad, count);
}

static void test_blocks(void **state)
{
    static const struct row rows[] = {
        {"One\nline.", "One line.", NULL},
        {"One\n\nTwo", "One\n\nTwo", NULL},
        {"One  \nTwo\\\nThree", "One\nTwo\nThree", NULL},
        {"# Head\n\nText", "Head\n\nText", NULL},
        {"Head\n====\nText\n## Next\nMore", "Head\n\nText\n\nNext\n\nMore", NULL},
        {"- a\n- b\n  - c\n    - d\n- e", "• a\n• b\n  • c\n    • d\n• e", NULL},
        {"* a\n\n* b", "• a\n• b", NULL},
        {"3. a\n4. b\n   1. c", "3. a\n4. b\n  1. c", NULL},
        {"- a\n\n  more\n- b", "• a\n  more\n• b", NULL},
        {"Text\n- a\n\nAfter", "Text\n\n• a\n\nAfter", NULL},
        {"> said\n> so", "“said so”", NULL},
        {"> one\n>\n> two\n\nafter", "“one\n\ntwo”\n\nafter", NULL},
        {"> \"Said\" he", "“Said” he", NULL},
        {"> outer\n> > inner", "“outer\n\ninner”", NULL},
        {"```sh\na  *b*\n  c\n```", "a  *b*\n  c", NULL},
        {"    indented\n      more", "indented\n  more", NULL},
        {"a\n\n---\n\nb", "a\n\nb", NULL},
        {"<div>raw &amp; <b>html</b></div>", "raw & html", NULL},
        {"a <b>b</b> c", "a b c", NULL},
        {"<!-- hidden -->\n\na", "a", NULL},
        {"![alt](https://x.example/p.png)\n\ntext", "text", NULL},
        {"a ![alt](https://x.example/p.png) b", "a b", NULL},
        {"&copy; \\*stars\\*", "© *stars*", NULL},
    };
    (void)state;
    check_rows(rows, COUNT(rows));
}

static void test_links(void **state)
{
    static const struct row rows[] = {
        {"[shop](https://x.example/a)", "shop (https://x.example/a)", NULL},
        {"<https://x.example/a>", "https://x.example/a", NULL},
        {"[https://x.example/a](https://x.example/a)", "https://x.example/a", NULL},
        {"[x.example](https://x.example/)", "x.example", NULL},
        {"[X.example](https://x.example)", "X.example", NULL},
        {"[](https://x.example/a)", "https://x.example/a", NULL},
        {"[**bold** text](https://x.example/a \"title\")", "bold text (https://x.example/a)",
         "𝗯𝗼𝗹𝗱 text (https://x.example/a)"},
        {"<me@x.example>", "me@x.example", NULL},
        {"[write](mailto:me@x.example)", "write (me@x.example)", NULL},
        {"[ref][r]\n\n[r]: https://r.example/b", "ref (https://r.example/b)", NULL},
        {"[a](/path) [b](other.md) [c](#part)", "a b c", NULL},
        {"[here]({{params.link}})", "here (https://s.example/x)", NULL},
        {"**<https://x.example/a>**", "https://x.example/a", NULL},
    };
    (void)state;
    check_rows(rows, COUNT(rows));
}

static void test_emphasis(void **state)
{
    static const struct row rows[] = {
        {"**Bold 1** *it 2* ***both 3***", "Bold 1 it 2 both 3", "𝗕𝗼𝗹𝗱 𝟭 𝘪𝘵 2 𝙗𝙤𝙩𝙝 𝟯"},
        {"**AZaz09**", "AZaz09", "𝗔𝗭𝗮𝘇𝟬𝟵"},
        {"*AZaz09*", "AZaz09", "𝘈𝘡𝘢𝘻09"},
        {"**Größe, 日本, café!**", "Größe, 日本, café!", "𝗚𝗿öß𝗲, 日本, 𝗰𝗮𝗳é!"},
        {"**#Sale by @acme_1 now**", "#Sale by @acme_1 now", "#Sale 𝗯𝘆 @acme_1 𝗻𝗼𝘄"},
        {"**a#b**", "a#b", "𝗮#𝗯"},
        {"**Save {{params.code}} now**", "Save W26 now", "𝗦𝗮𝘃𝗲 W26 𝗻𝗼𝘄"},
        {"**`code`**", "code", "𝗰𝗼𝗱𝗲"},
        {"plain", "plain", NULL},
    };
    (void)state;
    check_rows(rows, COUNT(rows));
}

static void test_variables(void **state)
{
    static const struct row rows[] = {
        {"{{title}}: {{code}} {{params.code}} on {{platform}}", "C: W26 W26 on linkedin", NULL},
        {"{{#list}}{{.}}, {{/list}}end", "a, b, end", NULL},
        {"{{^draft}}public{{/draft}}", "public", NULL},
        {"{{nothing}}x", "x", NULL},
        {"{{=<% %>=}}{{contact.name}} <%code%>", "{{contact.name}} W26", NULL},
        {"{{title}}\n\n- {{code}}", "C\n\n• W26", NULL},
    };
    (void)state;
    check_rows(rows, COUNT(rows));
}

#ifdef GHLPUB_GFM
static void test_extensions(void **state)
{
    static const struct row rows[] = {
        {"| A | B |\n|---|---|\n| 1 | 2 |\n| x |  |", "A | B\n1 | 2\nx", NULL},
        {"- [ ] open\n- [x] done", "☐ open\n☑ done", NULL},
        {"~~old~~ new", "old new", "o̶l̶d̶ new"},
        {"Text[^a] and[^b].\n\n[^a]: Note.\n[^b]: Other.",
         "Text[1] and[2].\n\n[1] Note.\n[2] Other.", NULL},
        {"see https://x.example/a now", "see https://x.example/a now", NULL},
        {"> - [ ] a\n> - b", "• [ ] a\n• b", NULL},
    };
    (void)state;
    check_rows(rows, COUNT(rows));
}
#endif

/* ---- campaign parameters ---- */

struct link_row {
    const char *config, *entry, *url, *text;
};

static void test_utm(void **state)
{
    static const struct link_row rows[] = {
        {"", "", "https://x.example/p", "https://x.example/p"},
        {"utm: {source: \"{{platform}}\", medium: social, campaign: \"{{slug}}\"}\n", "",
         "https://x.example/p",
         "https://x.example/p?utm_source=linkedin&utm_medium=social&utm_campaign=a"},
        {"utm: {medium: social}\n", "", "https://x.example/p?q=1",
         "https://x.example/p?q=1&utm_medium=social"},
        {"utm: {medium: social}\n", "", "https://x.example/p#part",
         "https://x.example/p?utm_medium=social#part"},
        {"utm: {medium: social}\n", "", "https://x.example/p?q=1#part?x",
         "https://x.example/p?q=1&utm_medium=social#part?x"},
        {"utm: {medium: social}\n", "", "https://x.example/p?",
         "https://x.example/p?utm_medium=social"},
        {"utm: {medium: social}\n", "", "https://x.example/p?q=1&",
         "https://x.example/p?q=1&utm_medium=social"},
        {"utm: {medium: social, id: 7}\n", "", "https://x.example/p?utm_medium=mail",
         "https://x.example/p?utm_medium=mail&utm_id=7"},
        {"utm: {campaign: \"a b&c=d/ü\"}\n", "", "https://x.example/p",
         "https://x.example/p?utm_campaign=a%20b%26c%3Dd%2F%C3%BC"},
        {"utm: {medium: social, term: \"{{nothing}}\"}\n", "", "https://x.example/p",
         "https://x.example/p?utm_medium=social"},
        {"utm: {medium: social, source: site}\n", "utm: {source: mine, content: \"{{entry}}\"}, ",
         "https://x.example/p",
         "https://x.example/p?utm_source=mine&utm_medium=social&utm_content=x"},
        {"utm: {medium: social}\n", "utm: false, ", "https://x.example/p", "https://x.example/p"},
        {"utm: {medium: social}\ndefaults: {author: A, categories: [C], social: {utm: {term: d, "
         "id: "
         "1}}}\n",
         "utm: {id: 2}, ", "https://x.example/p",
         "https://x.example/p?utm_medium=social&utm_term=d&utm_id=2"},
        {"defaults: {author: A, categories: [C], social: {utm: false}}\nutm: {medium: social}\n",
         "", "https://x.example/p", "https://x.example/p"},
        {"utm: {medium: social}\n", "", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct made made;
        char *text = mem_printf(
            "---\ntitle: T\nsocial:\n  - {to: facebook, id: x, %stext: \"{{url}}\"}\n---\nx\n",
            rows[i].entry);
        const struct file files[] = {{"content/a.md", text, 0}};
        made_new(&made, rows[i].config, files, 1, 0);
        char *got = text_of(&made, 0, 0, rows[i].url);
        assert_string_equal(got, rows[i].text);
        free(got);
        free(text);
        made_free(&made);
    }
}

/* A wrong value is told at its place, and an unknown name as well. */
static void test_findings(void **state)
{
    static const struct file files[] = {
        {"content/a.md",
         "---\ntitle: T\nparams: {b: 1}\nsocial:\n  - {to: facebook, text: \"{{url}} {{params.c}} "
         "{{titel}} {{b}}\"}\n---\nx\n",
         0}};
    struct made made;
    struct diagnostics found = DIAGNOSTICS_INIT;
    (void)state;
    made_new(&made, "utm: {medium: \"{{#x}}\"}\n", files, COUNT(files), 0);
    const struct document *a = made.site->documents[0];
    assert_null(ghlpub_social_text(made.site, made.pages, a, &a->social[0], "x", "u", &found));
    assert_string_equal(found.items[0].code, "bad-template");
    assert_string_equal(found.items[0].path, "ghlpub.yaml");
    assert_int_equal(found.items[0].line, 6);
    diagnostics_release(&found);
    made_free(&made);
    made_new(&made, "", files, COUNT(files), 0);
    a = made.site->documents[0];
    free(ghlpub_social_text(made.site, made.pages, a, &a->social[0], "x", "u", &found));
    assert_int_equal(found.len, 2);
    assert_string_equal(found.items[0].code, "template-unknown-name");
    assert_int_equal(found.items[0].line, 5);
    assert_non_null(strstr(found.items[0].message, "params.c"));
    assert_non_null(strstr(found.items[1].hint, "\"title\""));
    diagnostics_release(&found);
    made_free(&made);
}

int campaign_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),     cmocka_unit_test(test_links),
        cmocka_unit_test(test_emphasis),   cmocka_unit_test(test_variables),
#ifdef GHLPUB_GFM
        cmocka_unit_test(test_extensions),
#endif
        cmocka_unit_test(test_utm),        cmocka_unit_test(test_findings),
    };
    return cmocka_run_group_tests_name("campaign", tests, NULL, NULL);
}
