/* What other generators would have understood. */
#include "tests.h"

#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

static char *findings_of(const char *body)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct made made;
    strbuf_addf(&text, "---\ntitle: T\n---\n%s", body);
    const struct file file = {"content/a.md", text.buf, 0};
    made_new(&made, "", &file, 1, 0);
    char *said = made_findings(&made);
    assert_true(made_page(&made, "content/a.md")->ok);
    made_free(&made);
    strbuf_release(&text);
    return said;
}

static void test_kinds(void **state)
{
    static const struct {
        const char *body, *findings;
    } cases[] = {
        {"ü {{< youtube a >}} {{% b %}}\n", "shortcode:4:3 shortcode:4:21"},
        {"{% include x %} {{ y }}\n", "liquid-tag:4:1 liquid-tag:4:17"},
        {"`{{ a }}` ``b ` {{ c }}`` {{ d }}\n", "liquid-tag:4:27"},
        {"```\n{{ a }}\n```\n\n    {{ b }}\n\n{{ c }}\n", "liquid-tag:10:1"},
        {"- a\n\n  ~~~\n  {{ b }}\n  ~~~\n  {{ c }}\n", "liquid-tag:9:3"},
        {"` {{ a }}\n\n{{ b }}`\n", "liquid-tag:4:3 liquid-tag:6:1"},
        {"x <!-- {{ a }} [[b]] --> y\n", ""},
        {"[[a]] ![[b|c]] [[d]](https://x.example) [[ -f e ]]\n", "wiki-link:4:1 wiki-link:4:7"},
        {"[[A b]]\n\n[a b]: https://x.example\n", ""},
        {":::note\nx\n:::\n\n::: tip Title\ny\n:::\n", "admonition:4:1 admonition:8:1"},
        {"x\n\n<Tabs a=1>\n\n<IMG> <Foo.Bar/> <Http://x>\n", "mdx-component:6:1 mdx-component:8:7"},
        {"Text\n[1]: {{ site.url }}/a\n\n[2]: {{ site.url }}/b\n[3]: {{ site.url }}/c\n\n[x][2] "
         "[y][3]\n",
         "liquid-tag:5:6 link-unresolved:7:6 link-unresolved:8:6"},
        {"<{{ site.url }}/x> [y](<{{ site.url }}/y>)\n", "liquid-tag:4:2 link-unresolved:4:25"},
        {"![x](/img/a.png){:\n.icon width=\"70\"} and {: .b\n}\n",
         "attribute-list:4:17 attribute-list:5:23"},
        {"a {/* b */} c\n\n{/* d */}\n", "mdx-component:4:3 mdx-component:6:1"},
        {"a %% b %% c %d%%e%% 5%% f\n\n%%\ng\n%%\n\n- %%  one\n- %% two\n",
         "hidden-comment:4:3 hidden-comment:6:1"},
        {"[[:alnum:]] [[]] [[ ]]\n", ""},
        {"import \"fmt\"\n\nimport './a.css'\n", "mdx-component:6:1"},
        {"import A from 'b'\n\nimport duties from the king rose\n", "mdx-component:4:1"},
        {"export const a = 1\n", "mdx-component:4:1"},
        {"<<< @/a.js\n", "shortcode:4:1"},
        {"x {: .a}\n\n{:a=>1}\n", "attribute-list:4:3"},
        {"\\{{ a }}\n", ""},
        {"> [!NOTE]\n> x\n", ""}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *said = findings_of(cases[i].body);
        if (strcmp(said, cases[i].findings) != 0)
            fail_msg("%s gives \"%s\" instead of \"%s\"", cases[i].body, said, cases[i].findings);
        free(said);
    }
}

static void test_many(void **state)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    (void)state;
    for (int i = 0; i < 50; i++)
        strbuf_adds(&text, "{{ a }}\n");
    char *said = findings_of(text.buf);
    assert_non_null(strstr(said, "liquid-tag:23:1 foreign-more:24:1"));
    free(said);
    strbuf_release(&text);
}

int foreign_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds), cmocka_unit_test(test_many)};
    return cmocka_run_group_tests_name("foreign", tests, NULL, NULL);
}
