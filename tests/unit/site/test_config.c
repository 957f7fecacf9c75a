/*
 * ghlpub.yaml: keys, types, environments, and what is wrong with them.
 */
#include "test.h"
#include "tests.h"

#include "base/zone.h"
#include "schema.h"

#include <string.h>
#include <unistd.h>

static void all_keys(void **state)
{
    (void)state;
    struct trial *t = trial_new(
        "location: ve9EPM428h8vShlRW1KT\nblog: Acme News\npost_url: https://a.example/post/{slug}\n"
        "timezone: America/New_York\nuser: j@a.example\napi: {version: v3}\ncontent: c/\n"
        "templates: t\nstatic: s\nstate: .ghlpub/x.json\nignore: [a, b]\n"
        "authors: {jose: José Valim, \"*\": Jane}\ncategories: {a: News}\n"
        "token_command: pass show ghl\naccounts:\n  main: [facebook, \"linkedin:Acme\"]\n"
        "markdown: {html: no, smart: false, heading_ids: off, external_links: same-tab}\n"
        "images: {alt: off, dimensions: false, lazy: false, folder: abc}\n"
        "redirects: {domain: acme.example}\nlimits: {create: 5, social: 0, prune: none}\n");
    if (!trial_open(t, NULL)) {
        show(&t->found);
        fail();
    }
    const struct config *c = &t->site->config;
    assert_string_equal(c->location, "ve9EPM428h8vShlRW1KT");
    assert_string_equal(c->blog, "Acme News");
    assert_int_equal(c->blog_place.line, 2);
    assert_int_equal(c->blog_place.column, 7);
    assert_string_equal(c->api_version, "v3");
    assert_string_equal(c->content, "c");
    assert_string_equal(c->statics, "s");
    assert_string_equal(c->state, ".ghlpub/x.json");
    assert_int_equal(c->ignore.len, 2);
    assert_string_equal(ghlpub_map_name(&c->authors, "jose"), "José Valim");
    assert_string_equal(ghlpub_map_name(&c->authors, "other"), "Jane");
    assert_string_equal(ghlpub_map_name(&c->categories, "other"), "other");
    assert_int_equal(c->account_count, 1);
    assert_int_equal(c->accounts[0].targets.len, 2);
    assert_false(c->html || c->smart || c->heading_ids || c->new_tab || c->dimensions || c->lazy);
    assert_int_equal(c->alt, ALT_OFF);
    assert_string_equal(c->media_folder, "abc");
    assert_string_equal(c->redirect_domain, "acme.example");
    assert_int_equal(c->limit_create, 5);
    assert_int_equal(c->limit_social, 0);
    assert_int_equal(c->limit_prune, LIMIT_NONE);
    assert_int_equal(t->found.len, 0);
    trial_free(t);
}

static void defaults_hold(void **state)
{
    (void)state;
    struct trial *t = trial_new("");
    assert_true(trial_open(t, NULL));
    const struct config *c = &t->site->config;
    assert_null(c->location);
    assert_string_equal(c->content, "content");
    assert_string_equal(c->state, ".ghlpub/state.json");
    assert_true(c->html && c->smart && c->new_tab && c->lazy);
    assert_int_equal(c->alt, ALT_WARN);
    assert_string_equal(zone_name(c->zone), "UTC");
    assert_non_null(finding(&t->found, "timezone-default", 0, 0));
    trial_free(t);
}

static void environments_are_laid_over(void **state)
{
    (void)state;
    static const char text[] = "timezone: UTC\nlocation: prod\nimages: {alt: error, lazy: false}\n"
                               "environments:\n  staging: {location: stage, images: {alt: off}}\n";
    struct trial *t = trial_new(text);
    assert_true(trial_open(t, "staging"));
    assert_string_equal(t->site->config.location, "stage");
    assert_string_equal(t->site->config.environment, "staging");
    assert_string_equal(t->site->config.state, ".ghlpub/staging.json");
    assert_int_equal(t->site->config.alt, ALT_OFF);
    assert_false(t->site->config.lazy); /* merged in depth */
    trial_free(t);

    t = trial_new(text);
    assert_false(trial_open(t, "stagin"));
    const struct diagnostic *item = finding(&t->found, "unknown-environment", 0, 0);
    assert_non_null(item);
    assert_non_null(strstr(item->hint, "staging"));
    assert_int_equal(t->err.kind, ERROR_CONFIG);
    trial_free(t);
}

static const struct {
    const char *text;
    const char *code;
    unsigned line, column;
    const char *hint;
} wrong[] = {
    {"imges: {alt: off}\n", "unknown-key", 1, 1, "images"},
    {"images: {alts: off}\n", "unknown-key", 1, 10, "images.alt"},
    {"smart: true\n", "unknown-key", 1, 1, "markdown.smart"},
    {"zzzzzzzz: true\n", "unknown-key", 1, 1, "configuration.md"},
    {"images: x\n", "wrong-type", 1, 9, NULL},
    {"blog: [a]\n", "wrong-type", 1, 7, NULL},
    {"images: {alt: loud}\n", "unknown-value", 1, 15, "off, warn or error"},
    {"api: {version: 2021-07-29}\n", "unknown-value", 1, 16, "2021-07-28"},
    {"content: ../x\n", "path-outside", 1, 10, NULL},
    {"content: /x\n", "path-outside", 1, 10, NULL},
    {"location: a/b\n", "bad-id", 1, 11, NULL},
    {"post_url: https://a.example/\n", "bad-value", 1, 11, "{slug}"},
    {"post_url: ftp://a.example/{slug}\n", "bad-value", 1, 11, NULL},
    {"timezone: Europe/Berln\n", "unknown-zone", 1, 11, NULL},
    {"limits: {create: -1}\n", "wrong-type", 1, 18, NULL},
    {"limits: {create: many}\n", "wrong-type", 1, 18, NULL},
    {"authors: [a]\n", "wrong-type", 1, 10, NULL},
    {"authors: {a: }\n", "bad-value", 1, 11, NULL},
    {"accounts: {facebook: [linkedin]}\n", "bad-value", 1, 12, NULL},
    {"accounts: {main: [facebok]}\n", "unknown-target", 1, 19, "facebook"},
    {"accounts: {main: [x]}\n", "network-gone", 1, 19, "by hand"},
    {"accounts: {main: []}\n", "bad-value", 1, 12, NULL},
    {"redirects: {domain: \"https://a.example\"}\n", "bad-value", 1, 21, NULL},
    {"defaults: {title: Hello}\n", "bad-title-pattern", 1, 19, "{name}"},
    {"defaults: {slug: hello}\n", "bad-slug-pattern", 1, 18, NULL},
    {"defaults: {slug: \"{nam}\"}\n", "bad-slug-pattern", 1, 18, "{name}"},
    {"defaults: {date: 2026-01-01}\n", "unknown-key", 1, 12, "itself"},
    {"defaults: {autor: hello}\n", "unknown-key", 1, 12, "author"},
    {"defaults: x\n", "wrong-type", 1, 11, NULL},
    {"environments: {a: {environments: {}}}\n", "unknown-key", 1, 20, NULL},
    {"environments: {a: {blgo: x}}\n", "unknown-key", 1, 20, "blog"},
    {"environments: {../a: {}}\n", "bad-value", 1, 16, NULL},
    {"a\n", "wrong-type", 1, 1, NULL},
    {"blog: \xFF\n", "invalid-utf8", 1, 7, NULL},
    {"\xEF\xBB\xBF"
     "blog: \xFF\n",
     "invalid-utf8", 1, 7, NULL},
};

static void mistakes_are_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct trial *t = trial_new(wrong[i].text);
        if (trial_open(t, NULL))
            fail_msg("was read: %s", wrong[i].text);
        const struct diagnostic *item =
            finding(&t->found, wrong[i].code, wrong[i].line, wrong[i].column);
        if (!item || (wrong[i].hint && !strstr(item->hint, wrong[i].hint))) {
            show(&t->found);
            fail_msg("%s", wrong[i].text);
        }
        assert_string_equal(t->err.code, "bad-config");
        assert_int_equal(t->err.kind, ERROR_CONFIG);
        trial_free(t);
    }
}

static void all_mistakes_in_one_run(void **state)
{
    (void)state;
    struct trial *t = trial_new("a: 1\nimages: {b: 2}\ncontent: ..\ntimezone: X\n");
    assert_false(trial_open(t, NULL));
    assert_int_equal(t->found.errors, 4);
    trial_free(t);
}

static void the_root_is_found(void **state)
{
    (void)state;
    struct trial *t = trial_new(NULL);
    assert_false(trial_open(t, NULL));
    assert_string_equal(t->err.code, "no-site");
    assert_int_equal(t->err.kind, ERROR_USAGE);
    assert_non_null(strstr(t->err.hint, "init"));

    trial_put(t, "ghlpub.yml", "timezone: UTC\n");
    trial_put(t, "content/a/b/x.md", "");
    char *before = getcwd(NULL, 0);
    assert_non_null(before);
    assert_int_equal(chdir(t->root), 0);
    assert_int_equal(chdir("content/a/b"), 0);
    struct site_options options = {.directory = NULL};
    t->site = ghlpub_site_open(&options, &t->found, &t->err);
    assert_int_equal(chdir(before), 0);
    free(before);
    assert_non_null(t->site);
    assert_string_equal(t->site->root, t->root);
    ghlpub_site_free(t->site);

    trial_put(t, "ghlpub.yaml", "timezone: UTC\n");
    assert_false(trial_open(t, NULL));
    assert_non_null(finding(&t->found, "config-twice", 0, 0));
    trial_free(t);
}

static void the_location_from_outside(void **state)
{
    (void)state;
    static const struct {
        const char *text, *given, *wanted;
    } rows[] = {{"timezone: UTC\n", "abc", "abc"},
                {"location: x\ntimezone: UTC\n", "abc", "x"},
                {"timezone: UTC\n", "", NULL},
                {"timezone: UTC\n", NULL, NULL}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trial *t = trial_new(rows[i].text);
        struct site_options options = {.directory = t->root, .location = rows[i].given};
        t->site = ghlpub_site_open(&options, &t->found, &t->err);
        assert_non_null(t->site);
        if (rows[i].wanted)
            assert_string_equal(t->site->config.location, rows[i].wanted);
        else
            assert_null(t->site->config.location);
        trial_free(t);
    }
}

int run_config_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_keys),
        cmocka_unit_test(defaults_hold),
        cmocka_unit_test(environments_are_laid_over),
        cmocka_unit_test(mistakes_are_explained),
        cmocka_unit_test(all_mistakes_in_one_run),
        cmocka_unit_test(the_root_is_found),
        cmocka_unit_test(the_location_from_outside),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
