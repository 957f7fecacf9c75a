/* Names: what GHL lacks is told once and holds what needs it. */
#include "tests.h"

#define P(path, fields) POST(path, "title: T " path "\n" fields)
#define KNOWN                                                                                      \
    "author: id=a1; name=Jane Doe; email=jane@x\nauthor: id=a2; name=Bob\ncategory: id=c1; "       \
    "name=News\n"
#define GOOD          "author: Bob\ncategories: [News]"
#define SOCIAL(entry) GOOD "\nsocial: [{id: x, at: +2d, text: Hi, " entry "}]"
#define ACCOUNTS                                                                                   \
    "account: id=65f00000aaaa102_1; name=Acme; platform=facebook\naccount: id=65f00000aaaa103_1; " \
    "name=One; platform=google\naccount: id=65f00000aaaa103_2; name=Two; "                         \
    "platform=google\naccount: id=65f00000aaaa108_1; name=Old; platform=linkedin; "                \
    "expired=1\naccount: id=65f00000aaaa105_1; name=Old; platform=threads; expired=1\naccount: "   \
    "id=65f00000aaaa105_2; name=New; platform=threads\n"

static const char *const only_q[] = {"content/q.md", NULL};

static void test_posts(void **state)
{
    static const struct scene scenes[] = {
        {"known", .after = P("p.md", GOOD), .seen = KNOWN,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"known by id, case and e-mail",
         .after = P("p.md", "author: a1\ncategories: [c1]")
             P("q.md", "author: JANE doe\ncategories: [news]")
                 P("r.md", "author: JANE@x\ncategories: [News]"),
         .seen = KNOWN,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create r.md /r PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"unknown, once with its uses",
         .after = P("p.md", "author: Jane Do\ncategories: [News]")
             P("q.md", "author: Jane Do\ncategories: [News]") P("r.md", GOOD),
         .seen = KNOWN,
         .expected = "create r.md /r PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held name p.md: a name in it cannot be used at GHL\n"
                     "held name q.md: a name in it cannot be used at GHL\n"
                     "name-unknown p.md:3: unknown author \"Jane Do\" (used 2 times) (did you mean "
                     "\"Jane Doe\"?)\n"
                     "  hint: there are: Jane Doe <jane@x>, Bob; in ghlpub.yaml: `authors: {\"Jane "
                     "Do\": \"Jane Doe\"}`, or `\"*\"` for all others\n"},
        {"all of a document", .after = P("p.md", "author: Zed\ncategories: [Old, News, Older]"),
         .seen = KNOWN,
         .expected = "held name p.md: a name in it cannot be used at GHL\n"
                     "name-unknown p.md:3: unknown author \"Zed\"\n"
                     "  hint: there are: Jane Doe <jane@x>, Bob; in ghlpub.yaml: `authors: "
                     "{\"Zed\": \"Jane Doe\"}`, or `\"*\"` for all others\n"
                     "name-unknown p.md:4: unknown category \"Old\"\n"
                     "  hint: there are: News; in ghlpub.yaml: `categories: {\"Old\": \"News\"}`, "
                     "or `\"*\"` for all others\n"
                     "name-unknown p.md:4: unknown category \"Older\"\n"
                     "  hint: there are: News; in ghlpub.yaml: `categories: {\"Older\": "
                     "\"News\"}`, or `\"*\"` for all others\n"},
        {"the same name as author and category",
         .after = P("p.md", "author: Zed\ncategories: [Zed]"), .seen = KNOWN,
         .expected = "held name p.md: a name in it cannot be used at GHL\n"
                     "name-unknown p.md:3: unknown author \"Zed\"\n"
                     "  hint: there are: Jane Doe <jane@x>, Bob; in ghlpub.yaml: `authors: "
                     "{\"Zed\": \"Jane Doe\"}`, or `\"*\"` for all others\n"
                     "name-unknown p.md:4: unknown category \"Zed\"\n"
                     "  hint: there are: News; in ghlpub.yaml: `categories: {\"Zed\": \"News\"}`, "
                     "or `\"*\"` for all others\n"},
        {"mapped", .config = "authors: {Zed: Bob}\ncategories: {Old: News}\n",
         .after = P("p.md", "author: Zed\ncategories: [Old]"), .seen = KNOWN,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"mapped to one that is unknown", .config = "authors: {Zed: Bobb}\n",
         .after = P("p.md", "author: Zed\ncategories: [News]"), .seen = KNOWN,
         .expected = "held name p.md: a name in it cannot be used at GHL\n"
                     "name-unknown p.md:3: unknown author \"Bobb\" (did you mean \"Bob\"?)\n"
                     "  hint: there are: Jane Doe <jane@x>, Bob; in ghlpub.yaml: `authors: "
                     "{\"Bobb\": \"Bob\"}`, or `\"*\"` for all others\n"},
        {"all others mapped", .config = "authors: {\"*\": Bob}\ncategories: {\"*\": News}\n",
         .after = P("p.md", "author: Zed\ncategories: [Old, Older]"), .seen = KNOWN,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"ambiguous", .after = P("p.md", GOOD), .seen = KNOWN "author: id=a3; name=Bob\n",
         .expected = "held name p.md: a name in it cannot be used at GHL\n"
                     "name-ambiguous p.md:3: author \"Bob\" is not one but several\n"
                     "  hint: it could be Bob (a2), Bob (a3); write the id\n"},
        {"ambiguous but for the case", .after = P("p.md", GOOD),
         .seen = KNOWN "author: id=a3; name=bob\n",
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"ambiguous by case", .after = P("p.md", "author: BOB\ncategories: [News]"),
         .seen = KNOWN "author: id=a3; name=bob\n",
         .expected = "held name p.md: a name in it cannot be used at GHL\n"
                     "name-ambiguous p.md:3: author \"BOB\" is not one but several\n"
                     "  hint: it could be several; write the id\n"},
        {"there are none", .after = P("p.md", GOOD), .seen = "author:\n",
         .expected = "held name p.md: a name in it cannot be used at GHL\n"
                     "name-unknown p.md:3: unknown author \"Bob\"\n"
                     "  hint: there are none at GHL; create them there\n"},
        {"nothing is known", .after = P("p.md", GOOD),
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"an old list", .after = P("p.md", "author: Zed\ncategories: [Old]"), .seen = KNOWN,
         .any_name = true,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"},
        {"nothing is to be written", .before = P("p.md", "author: Zed\ncategories: [Old]"),
         .seen = KNOWN, .expected = ""},
        {"only moved", .before = P("p.md", "author: Zed\ncategories: [Old]"),
         .after = P("p.md", "id: i\nauthor: Zed\ncategories: [Old]"), .seen = KNOWN,
         .expected = "move id:i (p.md) from p.md: its key is now \"id:i\"\n"},
        {"not selected", .after = P("p.md", "author: Zed"), .seen = KNOWN, .patterns = only_q,
         .expected = ""},
        {"its social posts wait with it",
         .after =
             P("p.md", "author: Zed\ncategories: [News]\nsocial: [{to: facebook, id: x, at: +2d}]")
                 P("q.md", SOCIAL("to: facebook")),
         .seen = KNOWN,
         .expected = "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule q.md#x facebook 2026-12-03T12:00:00Z \"Hi\" after 0: new, "
                     "2026-12-03 12:00 UTC, to facebook\n"
                     "held name p.md: a name in it cannot be used at GHL\n"
                     "held name p.md#x: its post is held\n"
                     "name-unknown p.md:3: unknown author \"Zed\"\n"
                     "  hint: there are: Jane Doe <jane@x>, Bob; in ghlpub.yaml: `authors: "
                     "{\"Zed\": \"Jane Doe\"}`, or `\"*\"` for all others\n"},
        {"nobody's fault but its own upload's",
         .after = P("p.md", "author: Zed\ncategories: [News]\nimage: /img/a.png")
             P("q.md", GOOD "\nimage: /img/b.png"),
         .seen = KNOWN,
         .expected = "upload static/img/b.png: new\n"
                     "create q.md /q PUBLISHED 2026-12-01T12:00:00Z after 0: new, dated now\n"
                     "held name p.md: a name in it cannot be used at GHL\n"
                     "name-unknown p.md:3: unknown author \"Zed\"\n"
                     "  hint: there are: Jane Doe <jane@x>, Bob; in ghlpub.yaml: `authors: "
                     "{\"Zed\": \"Jane Doe\"}`, or `\"*\"` for all others\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

static void test_accounts(void **state)
{
    static const struct scene scenes[] = {
        {"known accounts",
         .after = P("p.md",
                    SOCIAL("to: [facebook, \"google:One\", 65f00000aaaa103_2, \"facebook:Acme\"]")),
         .seen = KNOWN ACCOUNTS,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook,google:One,65f00000aaaa103_2,facebook:Acme "
                     "2026-12-03T12:00:00Z \"Hi\" after 0: new, 2026-12-03 12:00 UTC, to facebook, "
                     "google:One, 65f00000aaaa103_2, facebook:Acme\n"},
        {"an alias", .config = "accounts: {main: [facebook, \"google:One\"]}\n",
         .after = P("p.md", SOCIAL("to: main")), .seen = KNOWN ACCOUNTS,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook,google:One 2026-12-03T12:00:00Z \"Hi\" after 0: "
                     "new, 2026-12-03 12:00 UTC, to facebook, google:One\n"},
        {"unknown account", .after = P("p.md", SOCIAL("to: [facebook, \"facebook:Akme\"]")),
         .seen = KNOWN ACCOUNTS,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held name p.md#x: a name in it cannot be used at GHL\n"
                     "name-unknown p.md:5: unknown account \"facebook:Akme\" (did you mean "
                     "\"facebook:Acme\"?)\n"
                     "  hint: there are: facebook:Acme, google:One, google:Two, linkedin:Old "
                     "(expired), threads:Old (expired), threads:New\n"},
        {"a platform without an account", .after = P("p.md", SOCIAL("to: bluesky")),
         .seen = KNOWN ACCOUNTS,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held name p.md#x: a name in it cannot be used at GHL\n"
                     "name-unknown p.md:5: unknown account \"bluesky\"\n"
                     "  hint: there are: facebook:Acme, google:One, google:Two, linkedin:Old "
                     "(expired), threads:Old (expired), threads:New\n"},
        {"ambiguous account", .after = P("p.md", SOCIAL("to: google")), .seen = KNOWN ACCOUNTS,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held name p.md#x: a name in it cannot be used at GHL\n"
                     "name-ambiguous p.md:5: account \"google\" is not one but several\n"
                     "  hint: it could be google:One (65f00000aaaa103_1), google:Two "
                     "(65f00000aaaa103_2); write `platform:name`, or the id\n"},
        {"expired", .after = P("p.md", SOCIAL("to: linkedin")), .seen = KNOWN ACCOUNTS,
         .expected =
             "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
             "held name p.md#x: a name in it cannot be used at GHL\n"
             "account-expired p.md:5: the connection of account \"linkedin\" has expired\n"},
        {"expired, by id", .after = P("p.md", SOCIAL("to: 65f00000aaaa108_1")),
         .seen = KNOWN ACCOUNTS,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held name p.md#x: a name in it cannot be used at GHL\n"
                     "account-expired p.md:5: the connection of account \"65f00000aaaa108_1\" has "
                     "expired\n"},
        {"one of two works", .after = P("p.md", SOCIAL("to: threads")), .seen = KNOWN ACCOUNTS,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x threads 2026-12-03T12:00:00Z \"Hi\" after 0: new, "
                     "2026-12-03 12:00 UTC, to threads\n"},
        {"a cancellation needs none", .before = P("p.md", SOCIAL("to: bluesky")),
         .after = P("p.md", GOOD), .seen = KNOWN ACCOUNTS,
         .expected = "cancel p.md#x: its entry is gone\n"},
        {"category, tags and approver",
         .after =
             P("p.md",
               SOCIAL("to: facebook, category: K, tags: [t, u], status: in_review, approver: x@y")),
         .seen = KNOWN ACCOUNTS
         "social category: id=k1; name=L\ntag: id=t1; name=t\nuser: id=u1; name=U; email=u@y\n",
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held name p.md#x: a name in it cannot be used at GHL\n"
                     "name-unknown p.md:5: unknown tag \"u\"\n"
                     "  hint: there are: t\n"
                     "name-unknown p.md:5: unknown social category \"K\"\n"
                     "  hint: there are: L\n"
                     "name-unknown p.md:5: unknown user \"x@y\" (did you mean \"u@y\"?)\n"
                     "  hint: there are: U <u@y>\n"},
        {"category, tags and approver that are known",
         .after =
             P("p.md",
               SOCIAL("to: facebook, category: K, tags: [t], status: in_review, approver: u@y")),
         .seen = KNOWN ACCOUNTS
         "social category: id=k1; name=K\ntag: id=t1; name=t\nuser: id=u1; name=U; email=u@y\n",
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-03T12:00:00Z \"Hi\" after 0: new, "
                     "2026-12-03 12:00 UTC, to facebook\n"},
        {"the user of the configuration", .config = "user: v@y\n",
         .after =
             P("p.md", SOCIAL("to: facebook")) P("q.md", SOCIAL("to: 65f00000aaaa102_1, at: +3d")),
         .seen = KNOWN ACCOUNTS "user: id=u1; name=U; email=u@y\n",
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "held broken q.md: it has errors\n"
                     "held name p.md#x: a name in it cannot be used at GHL\n"
                     "name-unknown ghlpub.yaml:6: unknown user \"v@y\" (did you mean \"u@y\"?)\n"
                     "  hint: there are: U <u@y>\n"},
        {"alike but for the account's name",
         .after = P("p.md", SOCIAL("to: facebook")) P("q.md", SOCIAL("to: 65f00000aaaa102_1")),
         .seen = KNOWN ACCOUNTS,
         .expected = "create p.md /p PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "create q.md /q PUBLISHED 2026-12-01T12:00:00Z: new, dated now\n"
                     "schedule p.md#x facebook 2026-12-03T12:00:00Z \"Hi\" after 0: new, "
                     "2026-12-03 12:00 UTC, to facebook\n"
                     "held broken q.md#x: another social post says the same at the same moment\n"
                     "social-double q.md:5: this social post says the same at the same minute to "
                     "the same account as the one at content/p.md:5\n"},
    };
    (void)state;
    run_scenes(scenes, COUNT(scenes));
}

int names_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_posts),
                                       cmocka_unit_test(test_accounts)};
    return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
