/*
 * Front matter: where it begins and ends, its fields and their types.
 */
#include "test.h"
#include "tests.h"

#include "frontmatter.h"

#include <string.h>

#define CONFIG                                                                                     \
    "timezone: America/New_York\n"                                                                 \
    "defaults: {author: Jane Doe, categories: [News], image: static/cover.png}\n"

static const struct {
    const char *text;
    enum front_kind kind;
    size_t start, len, body;
    unsigned line, body_line;
} splits[] = {
    {"---\na: 1\n---\nbody", FRONT_YAML, 4, 5, 13, 2, 4},
    {"--- \t\r\na: 1\r\n---\r\nbody", FRONT_YAML, 7, 6, 18, 2, 4},
    {"\n\n---\na: 1\n...\nbody", FRONT_YAML, 6, 5, 15, 4, 6},
    {"---\n---", FRONT_YAML, 4, 0, 7, 2, 3},
    {"---\ra: 1\r---\rx", FRONT_YAML, 4, 5, 13, 2, 4},
    {"---\na: 1\n----\n", FRONT_UNCLOSED, 0, 0, 0, 0, 0},
    {"---", FRONT_UNCLOSED, 0, 0, 0, 0, 0},
    {"# hello\n", FRONT_NONE, 0, 0, 0, 0, 0},
    {"----\na: 1\n---\n", FRONT_NONE, 0, 0, 0, 0, 0},
    {" \n\t\n", FRONT_EMPTY, 0, 0, 0, 0, 0},
    {"", FRONT_EMPTY, 0, 0, 0, 0, 0},
    {"+++\na = 1\n+++\n", FRONT_TOML, 0, 0, 0, 0, 0},
    {"{\n\"a\": 1\n}\n", FRONT_JSON, 0, 0, 0, 0, 0},
    {"{ \"a\": 1 }\n", FRONT_JSON, 0, 0, 0, 0, 0},
    {";;;\n", FRONT_JSON, 0, 0, 0, 0, 0},
    {"{% include x %}\n", FRONT_NONE, 0, 0, 0, 0, 0},
    {"{{< x >}}\n", FRONT_NONE, 0, 0, 0, 0, 0},
};

static void front_matter_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(splits); i++) {
        struct front_matter front = front_split(splits[i].text, strlen(splits[i].text));
        if (front.kind != splits[i].kind)
            fail_msg("%zu: kind %d", i, (int)front.kind);
        if (front.kind != FRONT_YAML)
            continue;
        if (front.start != splits[i].start || front.len != splits[i].len ||
            front.body != splits[i].body || front.line != splits[i].line ||
            front.body_line != splits[i].body_line)
            fail_msg("%zu: %zu %zu %zu, lines %u %u", i, front.start, front.len, front.body,
                     front.line, front.body_line);
    }
}

static void all_fields(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    struct document *doc = trial_parse(
        t, "content/posts/hello.md",
        "---\nid: first\ntitle: Hello\ndescription: >\n  a\n  b\nslug: hello-world\n"
        "date: 2026-11-02 09:30\ndraft: true\nexpires: 2027-01-01\nauthor: José\n"
        "categories: [A, B, A]\ntags: x, y , ,x\nimage: a.png\nimage_alt: A picture\n"
        "canonical: https://a.example/x\naliases: [/old, Other name]\ntemplate: long\ntoc: yes\n"
        "lang: de\nparams: {k: 1}\nmine: 2\n---\nbody\n");
    assert_non_null(doc);
    if (t->found.len > 0)
        show(&t->found);
    assert_int_equal(t->found.len, 0);
    assert_string_equal(doc->id, "first");
    assert_string_equal(doc->key, "id:first");
    assert_string_equal(doc->title.text, "Hello");
    assert_int_equal(doc->title.at.line, 3);
    assert_int_equal(doc->title.at.column, 8);
    assert_string_equal(doc->description.text, "a b");
    assert_string_equal(doc->slug.text, "hello-world");
    assert_false(doc->slug_derived);
    assert_true(doc->has_date && doc->date_has_time);
    assert_true(doc->date_ms == INT64_C(1793629800000));
    assert_true(doc->has_expires);
    assert_int_equal(doc->status, DOCUMENT_DRAFT);
    assert_string_equal(doc->author.text, "José");
    assert_int_equal(doc->categories.len, 2);
    assert_int_equal(doc->tags.len, 2);
    assert_string_equal(doc->tags.items[1].text, "y");
    assert_string_equal(doc->image.text, "a.png");
    assert_false(doc->image_in_config);
    assert_string_equal(doc->image_alt.text, "A picture");
    assert_string_equal(doc->canonical.text, "https://a.example/x");
    assert_int_equal(doc->aliases.len, 1);
    assert_string_equal(doc->template_name.text, "long");
    assert_true(doc->toc);
    assert_string_equal(doc->lang, "de");
    assert_int_equal(json_integer_value(json_object_get(doc->params, "k")), 1);
    assert_int_equal(json_integer_value(json_object_get(doc->params, "mine")), 2);
    assert_string_equal(doc->text + doc->body, "body\n");
    assert_int_equal(doc->body_line, 24);
    trial_free(t);
}

static void nothing_said(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    struct document *doc = trial_parse(t, "content/2026-11-02-hello.md", "---\ntitle: ~\n---\n");
    assert_non_null(doc);
    assert_int_equal(t->found.len, 0);
    assert_null(doc->title.text);
    assert_null(doc->id);
    assert_string_equal(doc->key, "content/2026-11-02-hello.md");
    assert_string_equal(doc->slug.text, "hello");
    assert_true(doc->slug_derived);
    assert_true(doc->has_date && !doc->date_has_time);
    assert_int_equal(doc->status, DOCUMENT_PUBLISHED);
    assert_string_equal(doc->author.text, "Jane Doe");
    assert_string_equal(doc->categories.items[0].text, "News");
    assert_string_equal(doc->image.text, "static/cover.png");
    assert_true(doc->image_in_config);
    assert_string_equal(doc->template_name.text, "post");
    assert_true(doc->sync);
    assert_int_equal(json_object_size(doc->params), 0);
    trial_free(t);
}

static const struct {
    const char *fields;
    const char *code;
    enum severity severity;
    unsigned line, column;
    const char *hint;
} findings[] = {
    {"title: [a]", "wrong-type", SEVERITY_ERROR, 2, 8, NULL},
    {"title: {a: b}", "wrong-type", SEVERITY_ERROR, 2, 8, NULL},
    {"draft: maybe", "wrong-type", SEVERITY_ERROR, 2, 8, NULL},
    {"sync: 1", "wrong-type", SEVERITY_ERROR, 2, 7, NULL},
    {"date: yesterday", "bad-date", SEVERITY_ERROR, 2, 7, "2026-11-02"},
    {"published: maybe", "bad-date", SEVERITY_ERROR, 2, 12, NULL},
    {"date: [2026-01-01]", "wrong-type", SEVERITY_ERROR, 2, 7, NULL},
    {"status: publshed", "unknown-value", SEVERITY_ERROR, 2, 9, "published"},
    {"kind: page", "unknown-value", SEVERITY_ERROR, 2, 7, "campaign"},
    {"kind: campaign", "campaign-empty", SEVERITY_ERROR, 1, 1, NULL},
    {"categories: [[a]]", "wrong-type", SEVERITY_ERROR, 2, 14, NULL},
    {"tags: {a: b}", "wrong-type", SEVERITY_ERROR, 2, 7, NULL},
    {"params: x", "wrong-type", SEVERITY_ERROR, 2, 9, NULL},
    {"titel: x", "unknown-field", SEVERITY_WARNING, 2, 1, "title"},
    {"canonical: /x", "bad-canonical", SEVERITY_WARNING, 2, 12, NULL},
    {"slug: Hello World", "slug-cleaned", SEVERITY_WARNING, 2, 7, NULL},
    {"permalink: /:year/:title/", "slug-pattern-ignored", SEVERITY_NOTE, 2, 12, NULL},
    {"date: 2026-03-08 02:30", "dst-gap", SEVERITY_WARNING, 2, 7, NULL},
    {"date: 2026-11-01 01:30", "dst-twice", SEVERITY_WARNING, 2, 7, NULL},
    {"description: a\nsummary: b", "field-conflict", SEVERITY_NOTE, 3, 10, NULL},
    {"date: 2026-02-01\nexpires: 2026-01-01", "expires-before-date", SEVERITY_WARNING, 3, 10, NULL},
    {"a: 1\na: 2", "duplicate-key", SEVERITY_ERROR, 3, 1, "line 2"},
    {"title: Foo: bar", "bad-yaml", SEVERITY_ERROR, 2, 11, "\"Foo: bar\""},
    {"- a", "bad-yaml", SEVERITY_ERROR, 2, 1, "title"},
};

static void fields_are_checked(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    for (size_t i = 0; i < COUNT(findings); i++) {
        char text[256];
        snprintf(text, sizeof text, "---\n%s\n---\nbody\n", findings[i].fields);
        struct document *doc = trial_parse(t, "content/hello.md", text);
        assert_non_null(doc);
        const struct diagnostic *item =
            finding(&t->found, findings[i].code, findings[i].line, findings[i].column);
        if (!item || t->found.len != 1 || item->severity != findings[i].severity ||
            (findings[i].hint && !strstr(item->hint, findings[i].hint))) {
            show(&t->found);
            fail_msg("%s", findings[i].fields);
        }
        assert_int_equal(doc->broken, item->severity == SEVERITY_ERROR);
        assert_string_equal(item->path, "content/hello.md");
    }
    trial_free(t);
}

static void quiet(void **state)
{
    (void)state;
    static const char *const fields[] = {"description: a\nsummary: a",
                                         "layout: post",
                                         "permalink: /2006/02/Out-Of-Office",
                                         "authorURL: https://x.example\ncdate: 2020-01-01",
                                         "layout: r\nredirect_to: /b",
                                         "weight: 3",
                                         "lastmod: 2026-01-01",
                                         "published: true",
                                         "summary: b\ndescription: ~",
                                         "toc: {sidebar: left}",
                                         "title: 2020",
                                         "image: {caption: none}",
                                         "mathjax: true",
                                         "slug: a/b/my-post",
                                         "url: /2020/my-post.html",
                                         "social: false",
                                         "keywords: a, b",
                                         "isDraft: true",
                                         "type: post"};
    struct trial *t = trial_new(CONFIG);
    for (size_t i = 0; i < COUNT(fields); i++) {
        char text[256];
        snprintf(text, sizeof text, "---\n%s\n---\nbody\n", fields[i]);
        struct document *doc = trial_parse(t, "content/hello.md", text);
        if (!doc || t->found.len > 0) {
            show(&t->found);
            fail_msg("%s", fields[i]);
        }
    }
    trial_free(t);
}

static const struct {
    const char *text;
    size_t len;
    const char *code;
    unsigned line, column;
    const char *key;
} unreadable[] = {
    {"---\nid: \"abc\"\ntitle: a: b\n---\n", 0, "bad-yaml", 3, 9, "id:abc"},
    {"---\ntitle: x\nbody", 0, "unclosed-front-matter", 1, 1, "content/hello.md"},
    {"\n+++\ntitle = 'x'\n+++\n", 0, "toml-front-matter", 2, 1, "content/hello.md"},
    {"{\n\"title\": 1\n}\n", 0, "json-front-matter", 1, 1, "content/hello.md"},
    {"---\ntitle: \xC3\xA4\xFF\n---\n", 0, "invalid-utf8", 2, 9, "content/hello.md"},
    {"---\ntitle: a\n---\nx\0y", 20, "nul-byte", 4, 2, "content/hello.md"},
    {"\xEF\xBB\xBF---\ntitle: \xFF\n---\n", 0, "invalid-utf8", 2, 8, "content/hello.md"},
    {"---\n\ttitle: x\n---\n", 0, "yaml-tab", 2, 1, "content/hello.md"},
};

static void what_cannot_be_read_is_present(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    assert_true(trial_open(t, NULL));
    for (size_t i = 0; i < COUNT(unreadable); i++) {
        size_t len = unreadable[i].len ? unreadable[i].len : strlen(unreadable[i].text);
        diagnostics_release(&t->found);
        struct document *doc =
            ghlpub_site_parse(t->site, "content/hello.md", unreadable[i].text, len, &t->found);
        assert_non_null(doc);
        if (!finding(&t->found, unreadable[i].code, unreadable[i].line, unreadable[i].column) ||
            t->found.len != 1) {
            show(&t->found);
            fail_msg("%zu: %s", i, unreadable[i].code);
        }
        assert_true(doc->broken && doc->unreadable);
        assert_string_equal(doc->key, unreadable[i].key);
        assert_non_null(doc->slug.text);
        ghlpub_site_drop(t->site, doc);
    }
    trial_free(t);
}

static void mark_and_crlf(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    struct document *doc =
        trial_parse(t, "content/hello.md",
                    "\xEF\xBB\xBF---\r\ntitle: Hello\r\ntags:\r\n- a\r\n---\r\nbody\r\n");
    assert_int_equal(t->found.len, 0);
    assert_string_equal(doc->title.text, "Hello");
    assert_string_equal(doc->tags.items[0].text, "a");
    assert_string_equal(doc->text + doc->body, "body\r\n");
    assert_int_equal(doc->body_line, 6);
    trial_free(t);
}

static void states(void **state)
{
    (void)state;
    static const struct {
        const char *path, *fields;
        enum document_status status;
    } rows[] = {
        {"content/a.md", "draft: true", DOCUMENT_DRAFT},
        {"content/a.md", "draft: \"true\"", DOCUMENT_DRAFT},
        {"content/a.md", "published: false", DOCUMENT_DRAFT},
        {"content/a.md", "published: no", DOCUMENT_DRAFT},
        {"content/a.md", "published: 2026-01-01", DOCUMENT_PUBLISHED},
        {"content/_drafts/a.md", "title: x", DOCUMENT_DRAFT},
        {"content/_drafts/a.md", "draft: false", DOCUMENT_DRAFT},
        {"content/a.md", "draft: true\nstatus: published", DOCUMENT_PUBLISHED},
        {"content/a.md", "status: Archived", DOCUMENT_ARCHIVED},
        {"content/a.md", "status: scheduled", DOCUMENT_PUBLISHED},
        {"content/a.md", "status: publish", DOCUMENT_PUBLISHED},
    };
    struct trial *t = trial_new(CONFIG);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[128];
        snprintf(text, sizeof text, "---\n%s\n---\n", rows[i].fields);
        struct document *doc = trial_parse(t, rows[i].path, text);
        if (!doc || doc->status != rows[i].status)
            fail_msg("%s: %s", rows[i].path, rows[i].fields);
    }
    trial_free(t);
}

static void defaults_by_path(void **state)
{
    (void)state;
    struct trial *t =
        trial_new("timezone: UTC\ndefaults:\n- {author: A, tags: [x], categories: [W], params: {p: "
                  "1, q: 1}}\n"
                  "- {path: news/**, author: B, draft: true, image: {src: n.png, alt: N}}\n"
                  "- {path: [\"news/**\", \"!news/old/**\"], author: C}\n");
    struct document *doc = trial_parse(t, "content/news/a.md", "---\nparams: {q: 2}\n---\n");
    assert_string_equal(doc->author.text, "C");
    assert_int_equal(doc->author.at.line, 5);
    assert_int_equal(doc->status, DOCUMENT_DRAFT);
    assert_string_equal(doc->tags.items[0].text, "x");
    assert_string_equal(doc->image_alt.text, "N");
    assert_int_equal(json_integer_value(json_object_get(doc->params, "p")), 1);
    assert_int_equal(json_integer_value(json_object_get(doc->params, "q")), 2);
    doc = trial_parse(t, "content/news/old/a.md", "---\nimage: own.png\ntags: []\n---\n");
    assert_string_equal(doc->author.text, "B");
    assert_string_equal(doc->image.text, "own.png");
    assert_null(doc->image_alt.text); /* the default's text describes another image */
    assert_int_equal(doc->tags.len, 0);
    doc = trial_parse(t, "content/a.md", "---\nimage: false\ncategories: []\n---\n");
    assert_string_equal(doc->author.text, "A");
    assert_string_equal(doc->categories.items[0].text, "W"); /* an empty list says none */
    assert_int_equal(doc->status, DOCUMENT_PUBLISHED);
    assert_null(doc->image.text);
    trial_free(t);
}

static void titles_by_pattern(void **state)
{
    static const struct {
        const char *path, *title;
    } rows[] = {{"content/My note (2).md", "My note (2)"},
                {"content/2016-03-11-unit-testing_fast.md", "Unit testing fast"},
                {"content/hello/index.de.md", "Hello"}};
    (void)state;
    struct trial *t = trial_new("timezone: UTC\ndefaults: {author: A, title: \"{name}\"}\n");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct document *doc = trial_parse(t, rows[i].path, "---\ntags: [x]\n---\n");
        assert_null(doc->title.text);
        assert_string_equal(doc->title_default, rows[i].title);
    }
    struct document *doc = trial_parse(t, "content/a.md", "---\ntitle: Own\n---\n");
    assert_string_equal(doc->title.text, "Own");
    trial_free(t);
}

static void the_rest_takes_all(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\nauthors: {jane: Jane Doe, \"*\": The Team}\n");
    struct document *doc = trial_parse(t, "content/a.md", "---\ntitle: x\n---\n");
    assert_string_equal(doc->author.text, "The Team");
    trial_free(t);
}

int run_document_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(front_matter_is_found),
        cmocka_unit_test(all_fields),
        cmocka_unit_test(nothing_said),
        cmocka_unit_test(fields_are_checked),
        cmocka_unit_test(quiet),
        cmocka_unit_test(what_cannot_be_read_is_present),
        cmocka_unit_test(mark_and_crlf),
        cmocka_unit_test(states),
        cmocka_unit_test(defaults_by_path),
        cmocka_unit_test(titles_by_pattern),
        cmocka_unit_test(the_rest_takes_all),
    };
    return cmocka_run_group_tests_name("documents", tests, NULL, NULL);
}
