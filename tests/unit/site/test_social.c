/*
 * The `social` list.
 */
#include "test.h"
#include "tests.h"

#include <string.h>

#define CONFIG "timezone: UTC\naccounts: {main: [facebook, \"linkedin:Acme\"], quiet: [google]}\n"

static void all_members(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    struct document *doc = trial_parse(
        t, "content/a.md",
        "---\nsocial:\n- to: [main, \"google:Acme Store\", 5f1a2b3c4d5e6f7a8b9c0d1e_x]\n"
        "  at: +2d 09:00\n  text: |\n    {{title}}\n    {{url}}\n  media: [a.png, cover]\n"
        "  comment: First!\n  type: reel\n  category: Product\n  tags: [launch]\n"
        "  status: in_review\n  approver: j@a.example\n  id: launch\n  google: {event: STANDARD}\n"
        "- to: instagram\n  text: {default: d, instagram: i}\n  media: none\n---\n");
    if (t->found.len > 0)
        show(&t->found);
    assert_int_equal(t->found.len, 0);
    assert_int_equal(doc->social_count, 2);
    const struct social_entry *e = &doc->social[0];
    assert_int_equal(e->at.line, 3);
    assert_int_equal(e->to.len, 3);
    assert_int_equal(e->when.kind, WHEN_RELATIVE);
    assert_string_equal(e->text.text, "{{title}}\n{{url}}\n");
    assert_true(!e->cover && !e->no_media);
    assert_int_equal(e->media.len, 2);
    assert_string_equal(e->comment.text, "First!");
    assert_string_equal(e->type, "reel");
    assert_string_equal(e->category.text, "Product");
    assert_string_equal(e->tags.items[0].text, "launch");
    assert_int_equal(e->status, SOCIAL_IN_REVIEW);
    assert_string_equal(e->approver.text, "j@a.example");
    assert_string_equal(e->id, "launch");
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(e->details, "google"), "event")),
        "standard");
    e = &doc->social[1];
    assert_string_equal(e->text.text, "d");
    assert_int_equal(e->text_for_count, 1);
    assert_string_equal(e->text_for[0].platform, "instagram");
    assert_string_equal(e->text_for[0].text.text, "i");
    assert_true(e->no_media && !e->cover);
    assert_string_equal(e->type, "post");
    assert_int_equal(e->status, SOCIAL_SCHEDULED);
    assert_int_equal(e->when.kind, WHEN_WITH_POST);
    assert_null(e->details);
    trial_free(t);
}

static const struct {
    const char *entry;
    const char *code;
    unsigned column;
    const char *hint;
} findings[] = {
    {"{at: +1d}", "social-no-target", 3, NULL},
    {"{to: facebok}", "unknown-target", 8, "facebook"},
    {"{to: mian}", "unknown-target", 8, "main"},
    {"{to: Twitter}", "network-gone", 8, "by hand"},
    {"{to: \"x:Acme\"}", "network-gone", 8, "by hand"},
    {"{to: community}", "network-closed", 8, "by hand"},
    {"{to: gmb}", "unknown-target", 8, "\"google\""},
    {"{to: \"facebook:\"}", "unknown-target", 8, NULL},
    {"{to: \"facebok:Acme\"}", "unknown-target", 8, "facebook"},
    {"{to: facebook, coment: x}", "unknown-member", 18, "comment"},
    {"{to: facebook, repaet: x}", "unknown-member", 18, "repeat"},
    {"{to: facebook, late: maybe}", "unknown-value", 24, "skip or send"},
    {"{to: facebook, twitter: {}}", "unknown-member", 18, "removed"},
    {"{to: google, google: x}", "wrong-type", 24, NULL},
    {"{to: facebook, google: {}}", "detail-unused", 26, NULL},
    {"{to: facebook, at: soon}", "bad-time", 22, NULL},
    {"{to: facebook, type: tweet}", "unknown-value", 24, "post, story or reel"},
    {"{to: facebook, status: in_review}", "approver-missing", 26, NULL},
    {"{to: facebook, approver: x}", "approver-unused", 28, NULL},
    {"{to: google, comment: x}", "comment-not-taken", 25, NULL},
    {"{to: quiet, comment: x}", "comment-not-taken", 24, NULL},
    {"{to: tiktok, comment: x}", "comment-not-taken", 25, NULL},
    {"{to: facebook, text: {x: y}}", "unknown-member", 25, "removed"},
    {"{to: facebook, text: [x, y]}", "text-list", 24, "times: 2"},
    {"{to: facebook, text: [[x]]}", "wrong-type", 25, NULL},
    {"{to: facebook, media: {a: b}}", "wrong-type", 25, NULL},
    {"x", "wrong-type", 3, NULL},
};

static void members_are_checked(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    for (size_t i = 0; i < COUNT(findings); i++) {
        char text[256];
        snprintf(text, sizeof text, "---\nsocial:\n- %s\n---\n", findings[i].entry);
        struct document *doc = trial_parse(t, "content/a.md", text);
        assert_non_null(doc);
        const struct diagnostic *item = finding(&t->found, findings[i].code, 3, findings[i].column);
        if (!item || t->found.len != 1 ||
            (findings[i].hint && (!item->hint || !strstr(item->hint, findings[i].hint)))) {
            show(&t->found);
            fail_msg("%s", findings[i].entry);
        }
    }
    assert_non_null(trial_parse(t, "content/a.md", "---\nsocial: {to: facebook}\n---\n"));
    assert_non_null(finding(&t->found, "wrong-type", 2, 9));
    assert_non_null(trial_parse(t, "content/a.md", "---\nsocial: true\n---\n"));
    assert_non_null(finding(&t->found, "social-ignored", 2, 9));
    assert_non_null(
        trial_parse(t, "content/a.md",
                    "---\nsocial:\n- {to: facebook, id: a}\n- {to: facebook, id: a}\n---\n"));
    assert_non_null(finding(&t->found, "duplicate-id", 4, 22));
    trial_free(t);
}

static void a_comment_some_take(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    assert_non_null(
        trial_parse(t, "content/a.md", "---\nsocial:\n- {to: [google, main], comment: x}\n---\n"));
    assert_int_equal(t->found.len, 0);
    trial_free(t);
}

static void campaigns(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *code;
    } rows[] = {
        {"social: [{to: facebook, at: 2026-12-01 09:00}]", NULL},
        {"date: 2026-12-01\nsocial: [{to: facebook, at: +1d 09:00}]", NULL},
        {"social: [{to: facebook, at: +1d 09:00}]", "social-no-date"},
        {"social: [{to: facebook}]", "social-no-date"},
        {"social: []", "campaign-empty"},
    };
    struct trial *t = trial_new(CONFIG);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[256];
        snprintf(text, sizeof text, "---\nkind: campaign\n%s\n---\n", rows[i].fields);
        struct document *doc = trial_parse(t, "content/a.md", text);
        assert_int_equal(doc->kind, DOCUMENT_CAMPAIGN);
        bool ok = rows[i].code ? finding(&t->found, rows[i].code, 0, 0) != NULL : t->found.len == 0;
        if (!ok) {
            show(&t->found);
            fail_msg("%s", rows[i].fields);
        }
    }
    trial_free(t);
}

static void defaults_for_entries(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\ndefaults: {social: {to: facebook, type: story}}\n");
    struct document *doc = trial_parse(
        t, "content/a.md", "---\nsocial:\n- at: +1d\n- {to: instagram, type: post}\n---\n");
    assert_int_equal(t->found.len, 0);
    assert_string_equal(doc->social[0].to.items[0].text, "facebook");
    assert_string_equal(doc->social[0].type, "story");
    assert_string_equal(doc->social[1].to.items[0].text, "instagram");
    doc = trial_parse(t, "content/a.md", "---\ntitle: x\n---\n");
    assert_int_equal(doc->social_count, 0);
    trial_free(t);

    t = trial_new("timezone: UTC\ndefaults: {social: [{to: facebook}]}\n");
    doc = trial_parse(t, "content/a.md", "---\ntitle: x\n---\n");
    assert_int_equal(doc->social_count, 1);
    doc = trial_parse(t, "content/a.md", "---\nsocial: []\n---\n");
    assert_int_equal(doc->social_count, 0);
    trial_free(t);
}

int run_social_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_members),          cmocka_unit_test(members_are_checked),
        cmocka_unit_test(a_comment_some_take),  cmocka_unit_test(campaigns),
        cmocka_unit_test(defaults_for_entries),
    };
    return cmocka_run_group_tests_name("social", tests, NULL, NULL);
}
