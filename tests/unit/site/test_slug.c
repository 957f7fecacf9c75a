/*
 * Slugs and languages, and documents by their paths on the web.
 */
#include "test.h"
#include "tests.h"

#include "base/arena.h"
#include "slug.h"

#include <string.h>

static const struct {
    const char *path, *name, *lang;
} names[] = {
    {"content/hello.md", "hello", NULL},
    {"content/2026-11-02-hello.md", "hello", NULL},
    {"content/2026-11-02.md", "2026-11-02", NULL},
    {"content/hello/index.md", "hello", NULL},
    {"content/2021-08-26-welcome/index.md", "welcome", NULL},
    {"content/hello.de.md", "hello", "de"},
    {"content/hello/index.pt-BR.md", "hello", "pt-br"},
    {"content/de/hello.md", "hello", "de"},
    {"content/en-us/posts/hello.md", "hello", "en-us"},
    {"content/node.js.md", "node.js", NULL},
    {"content/posts/v1.2.md", "v1.2", NULL},
    {"index.md", "index", NULL},
};

static void names_of_documents(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_string_equal(slug_base_name(arena, names[i].path), names[i].name);
        const char *lang = slug_language(arena, "content", names[i].path);
        if ((lang == NULL) != (names[i].lang == NULL) || (lang && strcmp(lang, names[i].lang) != 0))
            fail_msg("%s: %s", names[i].path, lang ? lang : "none");
    }
    arena_free(arena);
}

static void last_parts(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"hello", "hello"},
                                          {"/a/b/hello/", "hello"},
                                          {"/2020/01/hello.html", "hello"},
                                          {"https://a.example/x/hello?y#z", "hello"},
                                          {"/hello/index.html", "hello"},
                                          {"/", ""},
                                          {"https://a.example", ""},
                                          {"hello.world", "hello.world"},
                                          {".", ""}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(slug_last_part(arena, rows[i][0]), rows[i][1]);
    assert_true(slug_is_foreign_pattern("/:year/:title/"));
    assert_true(slug_is_foreign_pattern("pretty"));
    assert_true(slug_is_foreign_pattern("/{{ page.fileSlug }}/"));
    assert_false(slug_is_foreign_pattern("https://a.example/x"));
    assert_false(slug_is_foreign_pattern("/hello"));
    arena_free(arena);
}

static const struct {
    const char *pattern, *path, *fields, *slug;
} patterns[] = {
    {"{lang}-{name}", "content/de/hello.md", "", "de-hello"},
    {"{lang}-{name}", "content/hello.md", "", "hello"},
    {"{lang}-{name}", "content/hello.md", "lang: fr\n", "fr-hello"},
    {"{folder}-{name}", "content/news/hello/index.md", "", "news-hello"},
    {"{year}/{month}/{day}/{name}", "content/2026-11-02-hello.md", "", "2026-11-02-hello"},
    {"{year}-{name}", "content/hello.md", "date: 2026-01-01 02:00\n", "2026-hello"},
    {"{year}-{name}", "content/hello.md", "", "hello"},
    {"{title}", "content/x.md", "title: Hello Wörld!\n", "hello-world"},
    {"{name}", "content/x.md", "slug: own\n", "own"},
};

static void patterns_in_defaults(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(patterns); i++) {
        char config[128], text[128];
        snprintf(config, sizeof config, "timezone: UTC\ndefaults: {slug: \"%s\"}\n",
                 patterns[i].pattern);
        snprintf(text, sizeof text, "---\n%s---\n", patterns[i].fields);
        struct trial *t = trial_new(config);
        struct document *doc = trial_parse(t, patterns[i].path, text);
        assert_non_null(doc);
        assert_int_equal(t->found.len, 0);
        assert_string_equal(doc->slug.text, patterns[i].slug);
        trial_free(t);
    }
}

static void slugs_without_letters(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\n");
    struct document *doc = trial_parse(t, "content/你好.md", "---\ntitle: x\n---\n");
    assert_int_equal(strncmp(doc->slug.text, "post-", 5), 0);
    assert_int_equal(strlen(doc->slug.text), 13);
    assert_non_null(finding(&t->found, "slug-empty", 0, 0));
    const char *first = doc->slug.text;
    doc = trial_parse(t, "content/世界.md", "---\nslug: 世界\n---\n");
    assert_string_not_equal(doc->slug.text, first);
    trial_free(t);
}

static const struct {
    const char *url, *path;
} urls[] = {
    {"/posts/hello/", "content/posts/hello.md"},
    {"/posts/hello", "content/posts/hello.md"},
    {"/posts/hello/index.html", "content/posts/hello.md"},
    {"/Posts/Hello.html?x=1#top", "content/posts/hello.md"},
    {"/posts/bundle/", "content/posts/bundle/index.md"},
    {"/2014/05/06/jekyll/", "content/_posts/2014-05-06-jekyll.md"},
    {"/2014/05/06/jekyll.html", "content/_posts/2014-05-06-jekyll.md"},
    {"/news/2014/05/06/jekyll.html", "content/_posts/2014-05-06-jekyll.md"},
    {"/blog/2021/08/26/welcome", "content/blog/2021-08-26-welcome/index.md"},
    {"/blog/welcome", "content/blog/2021-08-26-welcome/index.md"},
    {"/de/posts/both/", "content/de/posts/both.md"},
    {"/posts/both/", "content/posts/both.md"},
    {"/fr/note/", "content/note.fr.md"},
    {"/blog/own-slug/", "content/posts/slugged.md"},
    {"/go-lang/own-slug/", "content/posts/slugged.md"}, /* its category */
    {"/pkg/own-slug/", NULL},
    {"/doc/hello", NULL},
    {"/my%20note", "content/My note.md"},
    {"/my-note/", "content/My note.md"},
    {"/news/2017/08/29/twice/", "content/news/_posts/2017-08-29-twice.md"},
    {"/news/2018/02/17/twice/", "content/news/_posts/2018-02-17-twice.md"},
    {"/releases/2018/02/17/twice.html", "content/news/_posts/2018-02-17-twice.md"},
    {"/news/2018/02/18/twice/", NULL},
    {"/news/twice/", NULL}, /* which of them? */
    {"/docs/component/", "content/docs/component.mdx"},
    {"/both/", NULL}, /* two of that name */
    {"/tags/hello/", NULL},
    {"/category/hello/", NULL},
    {"/nothing/", NULL},
    {"/", NULL},
    {"", NULL},
    {"%", NULL},
};

static void urls_of_documents(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\ndefaults: {author: A, categories: [B]}\n");
    static const char *const files[] = {"content/posts/hello.md",
                                        "content/posts/bundle/index.md",
                                        "content/_posts/2014-05-06-jekyll.md",
                                        "content/blog/2021-08-26-welcome/index.md",
                                        "content/de/posts/both.md",
                                        "content/posts/both.md",
                                        "content/note.fr.md",
                                        "content/My note.md",
                                        "content/news/_posts/2017-08-29-twice.md",
                                        "content/news/_posts/2018-02-17-twice.md",
                                        "content/docs/component.mdx"};
    for (size_t i = 0; i < COUNT(files); i++)
        trial_put(t, files[i], "---\ntitle: x\n---\n");
    trial_put(t, "content/posts/slugged.md", "---\nslug: own-slug\ncategories: [Go Lang]\n---\n");
    assert_true(trial_load(t));
    for (size_t i = 0; i < COUNT(urls); i++) {
        const struct document *doc = ghlpub_site_find_url(t->site, urls[i].url);
        if ((doc == NULL) != (urls[i].path == NULL) ||
            (doc && strcmp(doc->path, urls[i].path) != 0))
            fail_msg("%s: %s", urls[i].url, doc ? doc->path : "none");
    }
    assert_non_null(ghlpub_site_find(t->site, "content/My note.md"));
    assert_null(ghlpub_site_find(t->site, "content/my note.md"));
    trial_free(t);
}

int run_slug_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_documents),   cmocka_unit_test(last_parts),
        cmocka_unit_test(patterns_in_defaults), cmocka_unit_test(slugs_without_letters),
        cmocka_unit_test(urls_of_documents),
    };
    return cmocka_run_group_tests_name("slugs", tests, NULL, NULL);
}
