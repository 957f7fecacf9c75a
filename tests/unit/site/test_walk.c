/*
 * The walk: what is a document and what is left out; loading a whole site.
 */
#include "test.h"
#include "tests.h"

#include "base/path.h"
#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG                                                                                     \
    "timezone: UTC\ndefaults: {author: A, categories: [B]}\n"                                      \
    "ignore: [README.md, \"drafts/**\", \"*.tmp.md\", \"!keep.tmp.md\", content/secret/]\n"
#define DOC "---\ntitle: x\n---\n"

static void link_to(const struct trial *t, const char *target, const char *path)
{
    char *full = path_join(t->root, path);
    assert_int_equal(symlink(target, full), 0);
    free(full);
}

static void same_paths(const struct trial *t, const char *const *wanted, size_t count)
{
    for (size_t i = 0; i < t->site->document_count || i < count; i++) {
        const char *path = i < t->site->document_count ? t->site->documents[i]->path : "nothing";
        if (i >= count || strcmp(path, wanted[i]) != 0)
            fail_msg("%zu: %s, not %s", i, path, i < count ? wanted[i] : "nothing");
        assert_int_equal(t->site->documents[i]->index, i);
    }
}

static void what_is_found(void **state)
{
    (void)state;
    static const char *const files[] = {"content/b.md",          "content/a.markdown",
                                        "content/c.MD",          "content/a/z.md",
                                        "content/_posts/p.md",   "content/_drafts/d.md",
                                        "content/x/_posts/q.md", "content/_index.md",
                                        "content/_other/o.md",   "content/.hidden.md",
                                        "content/.git/g.md",     "content/node_modules/n.md",
                                        "content/README.md",     "content/a/README.md",
                                        "content/drafts/y.md",   "content/a/drafts/kept.md",
                                        "content/v.tmp.md",      "content/keep.tmp.md",
                                        "content/secret/s.md",   "content/text.txt",
                                        "content/a.md.txt",      "outside.md"};
    static const char *const wanted[] = {"content/_drafts/d.md", "content/_posts/p.md",
                                         "content/a.markdown",   "content/a/drafts/kept.md",
                                         "content/a/z.md",       "content/b.md",
                                         "content/c.MD",         "content/keep.tmp.md",
                                         "content/x/_posts/q.md"};
    struct trial *t = trial_new(CONFIG);
    for (size_t i = 0; i < COUNT(files); i++)
        trial_put(t, files[i], DOC);
    assert_true(trial_load(t));
    same_paths(t, wanted, COUNT(wanted));
    assert_int_equal(t->found.len, 0);
    trial_free(t);
}

static void the_root_as_content(void **state)
{
    (void)state;
    static const char *const wanted[] = {"a.md", "posts/b.md"};
    struct trial *t =
        trial_new("timezone: UTC\ncontent: .\ndefaults: {author: A, categories: [B]}\n");
    trial_put(t, "a.md", DOC);
    trial_put(t, "posts/b.md", DOC);
    trial_put(t, ".ghlpub/c.md", DOC);
    assert_true(trial_load(t));
    same_paths(t, wanted, COUNT(wanted));
    assert_non_null(ghlpub_site_find_url(t->site, "/posts/b/"));
    trial_free(t);
}

static void links(void **state)
{
    (void)state;
    static const char *const wanted[] = {"content/a.md", "content/linked/d.md",
                                         "content/linked/e.md", "content/one.md"};
    struct trial *t = trial_new(CONFIG);
    trial_put(t, "content/a.md", DOC);
    trial_put(t, "other/d.md", DOC);
    trial_put(t, "other/e.md", DOC);
    trial_put(t, "single.md", DOC);
    link_to(t, "../other", "content/linked");
    link_to(t, "../other", "content/linked2");
    link_to(t, "../single.md", "content/one.md");
    link_to(t, "a.md", "content/same.md");
    link_to(t, "../content", "content/loop");
    link_to(t, "..", "content/up");
    link_to(t, "/etc", "content/etc");
    link_to(t, "/etc/passwd", "content/passwd.md");
    link_to(t, "gone.md", "content/gone.md");
    link_to(t, "../ghlpub.yaml", "content/config.txt");
    assert_true(trial_load(t));
    same_paths(t, wanted, COUNT(wanted));
    static const char *const codes[][2] = {
        {"content/linked2", "link-loop"},  {"content/same.md", "link-twice"},
        {"content/loop", "link-loop"},     {"content/up", "link-loop"},
        {"content/etc", "link-outside"},   {"content/passwd.md", "link-outside"},
        {"content/gone.md", "link-broken"}};
    assert_int_equal(t->found.len, COUNT(codes));
    for (size_t i = 0; i < COUNT(codes); i++) {
        bool seen = false;
        for (size_t k = 0; k < t->found.len; k++)
            seen = seen || (strcmp(t->found.items[k].path, codes[i][0]) == 0 &&
                            strcmp(t->found.items[k].code, codes[i][1]) == 0);
        if (!seen) {
            show(&t->found);
            fail_msg("%s", codes[i][0]);
        }
    }
    trial_free(t);
}

static void odd_files(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    trial_put(t, "content/plain.md", "# Hello\n");
    trial_put(t, "content/plain2.md", "Hello\n");
    trial_put(t, "content/empty.md", "");
    trial_put(t, "content/bad\xFF.md", DOC);
    trial_put(t, "content/toml.md", "+++\n+++\n");
    trial_put(t, "content/folder.md/x.md", DOC);
    assert_true(trial_load(t));
    assert_int_equal(t->site->document_count, 2);
    assert_int_equal(t->site->plain_files, 2);
    assert_non_null(finding(&t->found, "bad-file-name", 0, 0));
    assert_non_null(finding(&t->found, "empty-file", 0, 0));
    assert_non_null(finding(&t->found, "toml-front-matter", 1, 1));
    const struct diagnostic *note = finding(&t->found, "no-front-matter", 0, 0);
    assert_non_null(note);
    assert_int_equal(note->severity, SEVERITY_NOTE);
    assert_int_equal(note->message[0], '2');
    trial_free(t);
}

/* Root reads everything: the files become nobody's, and so do we. */
static void become_nobody(const char *const *paths, size_t count)
{
    enum { NOBODY = 65534 };
    if (geteuid() != 0)
        return;
    for (size_t i = 0; i < count; i++)
        assert_int_equal(chown(paths[i], NOBODY, NOBODY), 0);
    assert_int_equal(seteuid(NOBODY), 0);
}

static void unreadable_files(void **state)
{
    (void)state;
    bool root = geteuid() == 0;
    struct trial *t = trial_new(CONFIG);
    trial_put(t, "content/a.md", DOC);
    char *path = path_join(t->root, "content/a.md"), *folder = path_join(t->root, "content");
    become_nobody((const char *const[]){t->root, folder, path}, 3);
    assert_int_equal(chmod(path, 0), 0);
    assert_true(trial_load(t));
    assert_int_equal(t->site->document_count, 1);
    assert_true(t->site->documents[0]->unreadable);
    assert_int_equal(chmod(folder, 0), 0);
    assert_false(ghlpub_site_load(t->site, &t->found, &t->err));
    assert_string_equal(t->err.code, "unreadable-folder");
    assert_int_equal(chmod(folder, 0755), 0);
    if (root)
        assert_int_equal(seteuid(0), 0);
    free(folder);
    free(path);
    trial_free(t);
}

static void no_content(void **state)
{
    (void)state;
    struct trial *t = trial_new(CONFIG);
    assert_false(trial_load(t));
    assert_string_equal(t->err.code, "no-content");
    trial_free(t);
}

static void lint(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\n");
    trial_put(t, "content/a.md", "---\nauthor: A\nid: x\n---\n");
    trial_put(t, "content/b.md", "---\ncategories: [B]\nid: x\n---\n");
    trial_put(t, "content/c.md", "---\nauthor: A\ncategories: [B]\n---\n");
    trial_put(t, "content/d.md", "---\nsync: false\n---\n");
    trial_put(t, "content/e.md",
              "---\nkind: campaign\nsocial: [{to: facebook, at: 2026-12-01 09:00}]\n---\n");
    assert_true(trial_load(t));
    assert_int_equal(t->found.errors, 3);
    assert_int_equal(t->found.warnings, 1);
    const struct diagnostic *item = finding(&t->found, "author-missing", 1, 1);
    assert_non_null(item);
    assert_string_equal(item->path, "content/b.md");
    item = finding(&t->found, "category-missing", 1, 1);
    assert_string_equal(item->path, "content/a.md");
    assert_non_null(finding(&t->found, "duplicate-id", 3, 5));
    assert_true(t->site->documents[0]->broken && t->site->documents[1]->broken);
    assert_false(t->site->documents[2]->broken);
    trial_free(t);
}

static void selection(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *patterns[3];
        bool selected;
    } rows[] = {
        {"content/a/b.md", {"content/a/b.md"}, true},
        {"content/a/b.md", {"content/a"}, true},
        {"content/a/b.md", {"content/a/"}, true},
        {"content/a/b.md", {"./content"}, true},
        {"content/a/b.md", {"."}, true},
        {"content/a/b.md", {"b.md"}, true},
        {"content/a/b.md", {"*.md"}, true},
        {"content/a/b.md", {"content/*/b.md"}, true},
        {"content/a/b.md", {"content/**"}, true},
        {"content/a/b.md", {"content/a", "!b.md"}, false},
        {"content/a/b.md", {"content/b"}, false},
        {"content/a/b.md", {"ontent"}, false},
        {"content/a/b.md", {NULL}, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t count = 0;
        while (count < 3 && rows[i].patterns[count])
            count++;
        if (ghlpub_path_selected(rows[i].path, rows[i].patterns, count) != rows[i].selected)
            fail_msg("%s", rows[i].patterns[0] ? rows[i].patterns[0] : "nothing");
    }
    (void)state;
}

int run_walk_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_found),
        cmocka_unit_test(the_root_as_content),
        cmocka_unit_test(links),
        cmocka_unit_test(odd_files),
        cmocka_unit_test(unreadable_files),
        cmocka_unit_test(no_content),
        cmocka_unit_test(lint),
        cmocka_unit_test(selection),
    };
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
