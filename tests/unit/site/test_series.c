/*
 * Series: when each occurrence is, and which text it has.
 */
#include "test.h"
#include "tests.h"

#include "base/strbuf.h"
#include "base/zone.h"

#include <stdio.h>
#include <string.h>

/* Each occurrence as "number local-time text", with "!" where the time is odd; a finding as "code
 * column". The document's date is 2027-03-12 09:00 in the zone. */
static char *occurrences(const char *zone, const char *entry)
{
    char text[1024];
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    snprintf(text, sizeof text, "timezone: %s\n", zone);
    struct trial *t = trial_new(text);
    snprintf(text, sizeof text, "---\ndate: 2027-03-12 09:00\nsocial:\n- %s\n---\n", entry);
    struct document *doc = trial_parse(t, "content/a.md", text);
    for (size_t i = 0; i < t->found.len; i++)
        strbuf_addf(&out, "%s %u\n", t->found.items[i].code, t->found.items[i].column);
    for (size_t i = 0; t->found.errors == 0 && i < doc->social_count; i++) {
        const struct social_entry *one = &doc->social[i];
        int odd = 0;
        int64_t ms = ghlpub_when_resolve(&one->when, doc->date_ms, t->site->config.zone, &odd);
        strbuf_addf(&out, "%u/%u ", one->number, one->occurrences);
        strbuf_add_local(&out, ms, t->site->config.zone);
        strbuf_addf(&out, "%s %s\n", odd ? "!" : "", one->text.text ? one->text.text : "");
    }
    trial_free(t);
    return strbuf_detach(&out);
}

struct row {
    const char *zone, *entry, *expected;
};

static void check(const struct row *rows, size_t count)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        char *got = occurrences(rows[i].zone, rows[i].entry);
        if (strcmp(got, rows[i].expected) != 0) {
            print_error("%s, %s:\n%s--- not\n%s", rows[i].zone, rows[i].entry, got,
                        rows[i].expected);
            bad++;
        }
        free(got);
    }
    if (bad)
        fail_msg("%zu of %zu rows differ", bad, count);
}

static void moments(void **state)
{
    static const struct row rows[] = {
        {"UTC", "{to: facebook, at: 2026-12-01 09:00, text: T, repeat: {every: 2w, times: 3}}",
         "1/3 2026-12-01 09:00 UTC T\n2/3 2026-12-15 09:00 UTC T\n3/3 2026-12-29 09:00 UTC T\n"},
        {"UTC", "{to: facebook, text: [A, B], repeat: {every: daily, times: 5}}",
         "1/5 2027-03-12 09:00 UTC A\n2/5 2027-03-13 09:00 UTC B\n3/5 2027-03-14 09:00 UTC A\n"
         "4/5 2027-03-15 09:00 UTC B\n5/5 2027-03-16 09:00 UTC A\n"},
        {"UTC", "{to: facebook, at: +1d mon 08:30, text: T, repeat: {every: 1w, times: 2}}",
         "1/2 2027-03-15 08:30 UTC T\n2/2 2027-03-22 08:30 UTC T\n"},
        {"UTC", "{to: facebook, at: mon 08:30, text: T, repeat: {every: 1d, times: 2}}",
         "1/2 2027-03-15 08:30 UTC T\n2/2 2027-03-16 08:30 UTC T\n"},
        {"UTC", "{to: facebook, at: +3h, text: T, repeat: {every: 3 days, times: 2}}",
         "1/2 2027-03-12 12:00 UTC T\n2/2 2027-03-15 12:00 UTC T\n"},
        {"UTC",
         "{to: facebook, at: 2026-12-30 09:00, text: T, repeat: {every: 1d, until: "
         "2027-01-01}}",
         "1/3 2026-12-30 09:00 UTC T\n2/3 2026-12-31 09:00 UTC T\n3/3 2027-01-01 09:00 UTC T\n"},
        {"UTC",
         "{to: facebook, at: 2026-12-30 09:00, text: T, repeat: {every: 1d, until: "
         "2027-01-01 08:00}}",
         "1/2 2026-12-30 09:00 UTC T\n2/2 2026-12-31 09:00 UTC T\n"},
        {"UTC",
         "{to: facebook, at: 2026-12-30 09:00, text: T, repeat: {every: 1d, times: 2, until: "
         "2027-01-01}}",
         "1/2 2026-12-30 09:00 UTC T\n2/2 2026-12-31 09:00 UTC T\n"},
        {"UTC", "{to: facebook, text: T, repeat: {every: weekly, times: 1}}",
         "1/1 2027-03-12 09:00 UTC T\n"},
        {"UTC", "{to: facebook, text: T, repeat: false}", "0/0 2027-03-12 09:00 UTC T\n"},
        {"UTC", "{to: facebook, text: [only]}", "0/0 2027-03-12 09:00 UTC only\n"},
    };
    (void)state;
    check(rows, COUNT(rows));
}

/* The wall clock stays, whatever clocks do: both directions, both hemispheres, an hour and half of
 * one. One that falls into a change is odd, those after it are not. */
static void clocks(void **state)
{
    static const struct row rows[] = {
        {"America/New_York",
         "{to: facebook, at: 2027-03-13 09:00, text: T, repeat: {every: 1d, times: 3}}",
         "1/3 2027-03-13 09:00 EST T\n2/3 2027-03-14 09:00 EDT T\n3/3 2027-03-15 09:00 EDT T\n"},
        {"America/New_York",
         "{to: facebook, at: 2027-03-13 02:30, text: T, repeat: {every: 1d, times: 3}}",
         "1/3 2027-03-13 02:30 EST T\n2/3 2027-03-14 03:30 EDT! T\n3/3 2027-03-15 02:30 EDT T\n"},
        {"America/New_York",
         "{to: facebook, at: 2027-11-06 01:30, text: T, repeat: {every: 1d, times: 3}}",
         "1/3 2027-11-06 01:30 EDT T\n2/3 2027-11-07 01:30 EDT! T\n3/3 2027-11-08 01:30 EST T\n"},
        {"America/New_York",
         "{to: facebook, at: 2027-11-06 09:00, text: T, repeat: {every: 1d, times: 2}}",
         "1/2 2027-11-06 09:00 EDT T\n2/2 2027-11-07 09:00 EST T\n"},
        /* the first one in the gap: it is moved, the next ones are as written */
        {"America/New_York",
         "{to: facebook, at: 2027-03-14 02:30, text: T, repeat: {every: 1d, times: 2}}",
         "dst-gap 22\n1/2 2027-03-14 03:30 EDT T\n2/2 2027-03-15 02:30 EDT T\n"},
        /* an offset is itself for the first; the others keep what the site's clock shows then */
        {"America/New_York",
         "{to: facebook, at: \"2027-03-13T14:00:00Z\", text: T, repeat: {every: 1d, times: 2}}",
         "1/2 2027-03-13 09:00 EST T\n2/2 2027-03-14 09:00 EDT T\n"},
        {"Europe/London",
         "{to: facebook, at: 2027-03-27 01:30, text: T, repeat: {every: 1d, times: 3}}",
         "1/3 2027-03-27 01:30 GMT T\n2/3 2027-03-28 02:30 BST! T\n3/3 2027-03-29 01:30 BST T\n"},
        {"Europe/London",
         "{to: facebook, at: 2027-10-24 01:30, text: T, repeat: {every: 1w, times: 3}}",
         "1/3 2027-10-24 01:30 BST T\n2/3 2027-10-31 01:30 BST! T\n3/3 2027-11-07 01:30 GMT T\n"},
        {"Australia/Sydney",
         "{to: facebook, at: 2027-04-03 02:30, text: T, repeat: {every: 1d, times: 3}}",
         "1/3 2027-04-03 02:30 AEDT T\n2/3 2027-04-04 02:30 AEDT! T\n3/3 2027-04-05 02:30 AEST "
         "T\n"},
        {"Australia/Sydney",
         "{to: facebook, at: 2027-10-02 02:30, text: T, repeat: {every: 1d, times: 3}}",
         "1/3 2027-10-02 02:30 AEST T\n2/3 2027-10-03 03:30 AEDT! T\n3/3 2027-10-04 02:30 AEDT "
         "T\n"},
        {"Australia/Lord_Howe",
         "{to: facebook, at: 2027-04-03 01:45, text: T, repeat: {every: 1d, times: 3}}",
         "1/3 2027-04-03 01:45 +11 T\n2/3 2027-04-04 01:45 +11! T\n3/3 2027-04-05 01:45 +1030 T\n"},
        {"Australia/Lord_Howe",
         "{to: facebook, at: 2027-10-02 02:15, text: T, repeat: {every: 1d, times: 3}}",
         "1/3 2027-10-02 02:15 +1030 T\n2/3 2027-10-03 02:45 +11! T\n3/3 2027-10-04 02:15 +11 T\n"},
    };
    (void)state;
    check(rows, COUNT(rows));
}

static void refused(void **state)
{
    static const struct row rows[] = {
        {"UTC", "{to: facebook, repeat: {times: 3}}", "bad-repeat 26\n"},
        {"UTC", "{to: facebook, repeat: {every: 2m, times: 3}}", "bad-repeat 34\n"},
        {"UTC", "{to: facebook, repeat: {every: 0d, times: 3}}", "bad-repeat 34\n"},
        {"UTC", "{to: facebook, repeat: {every: 53w, times: 3}}", "bad-repeat 34\n"},
        {"UTC", "{to: facebook, repeat: {every: 1d}}", "bad-repeat 26\n"},
        {"UTC", "{to: facebook, repeat: {every: 1d, times: 0}}", "bad-repeat 45\n"},
        {"UTC", "{to: facebook, repeat: {every: 1d, times: 501}}", "bad-repeat 45\n"},
        {"UTC", "{to: facebook, repeat: {every: 1d, times: many}}", "bad-repeat 45\n"},
        {"UTC", "{to: facebook, repeat: {every: 1d, until: soon}}", "bad-repeat 45\n"},
        {"UTC", "{to: facebook, repeat: {every: 1d, until: 2027-01-01}}", "bad-repeat 26\n"},
        {"UTC", "{to: facebook, repeat: {every: 1d, until: 2037-01-01}}", "social-too-many 26\n"},
        {"UTC", "{to: facebook, repeat: {every: 1d, time: 3}}",
         "unknown-member 38\nbad-repeat 26\n"},
        {"UTC", "{to: facebook, id: a, repeat: {every: 1d, times: 3}}\n- {to: facebook, id: a.2}",
         "duplicate-id 3\n"},
    };
    (void)state;
    check(rows, COUNT(rows));
}

/* Without a date of its own, a post does not say when it ends. */
static void until_without_a_date(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\n");
    trial_parse(t, "content/a.md",
                "---\nsocial: [{to: facebook, repeat: {every: 1d, until: 2027-01-01}}]\n---\n");
    assert_non_null(finding(&t->found, "bad-repeat", 0, 0));
    trial_free(t);
}

int run_series_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments),
        cmocka_unit_test(clocks),
        cmocka_unit_test(refused),
        cmocka_unit_test(until_without_a_date),
    };
    return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
