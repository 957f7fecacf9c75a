/*
 * Front matter as the generators' own examples have it: accepted as it is,
 * without a word where nothing is lost.
 */
#include "test.h"
#include "tests.h"

#include "base/strbuf.h"
#include "base/zone.h"

#include <string.h>

static const struct {
    const char *path, *text;
    const char *slug, *date, *author, *categories, *tags, *image, *alt;
} samples[] = {
    /* Jekyll */
    {"content/_posts/2014-05-06-welcome-to-jekyll.markdown",
     "---\nlayout: post\ntitle:  \"Welcome to Jekyll!\"\ndate:   2014-05-06 07:08:09 -0500\n"
     "categories: jekyll update\ncomments: true\nexcerpt_separator: <!--more-->\n---\n",
     "welcome-to-jekyll", "2014-05-06T12:08:09Z", NULL, "jekyll update", "", NULL, NULL},
    /* Chirpy, a theme of Jekyll */
    {"content/_posts/2019-08-08-text.md",
     "---\ntitle: Text\nauthors: [cotes, sille]\ncategories: [Blogging, Tutorial]\n"
     "tags: [typography]\npin: true\nmath: true\nmermaid: true\n"
     "image:\n  path: /commons/devices.png\n  lqip: data:image/webp;base64,x\n  alt: "
     "Devices\n---\n",
     "text", "2019-08-08T00:00:00Z", "cotes", "Blogging|Tutorial", "typography",
     "/commons/devices.png", "Devices"},
    /* Hugo, PaperMod */
    {"content/posts/papermod/index.md",
     "---\nauthor: [\"Aditya\", \"X\"]\ntitle: \"My 1st post\"\ndate: "
     "\"2021-03-01T10:00:00+01:00\"\n"
     "summary: \"Some\"\ntags: [\"PaperMod\", \"Docs\"]\nShowToc: true\nTocOpen: true\n"
     "cover:\n  image: \"images/papermod.png\"\n  alt: \"Cover\"\n  relative: true\nweight: 1\n"
     "aliases: [\"/first\"]\n---\n",
     "papermod", "2021-03-01T09:00:00Z", "Aditya", "", "PaperMod|Docs", "images/papermod.png",
     "Cover"},
    /* Hugo, Blowfish and Wowchemy: an image without a file */
    {"content/post/a/index.md",
     "---\ntitle: A\nauthors:\n- admin\nimage:\n  caption: ''\n  focal_point: \"\"\n"
     "featured: false\nprojects: []\nlastmod: 2020-01-01\n---\n",
     "a", "", "admin", "", "", NULL, NULL},
    /* Astro's blog example */
    {"content/blog/first-post.md",
     "---\ntitle: 'First post'\ndescription: 'Lorem ipsum'\npubDate: 'Jul 08 2022'\n"
     "heroImage: '/blog-placeholder-3.jpg'\n---\n",
     "first-post", "2022-07-08T00:00:00Z", NULL, "", "", "/blog-placeholder-3.jpg", NULL},
    /* Astro's tutorial */
    {"content/posts/post-1.md",
     "---\nlayout: ../../layouts/MarkdownPostLayout.astro\ntitle: 'My First Blog Post'\n"
     "pubDate: 2022-07-01\ndescription: 'x'\nauthor: 'Astro Learner'\nimage:\n"
     "    url: 'https://docs.astro.build/assets/rose.webp'\n    alt: 'The Astro logo'\n"
     "tags: [\"astro\", \"blogging\"]\n---\n",
     "post-1", "2022-07-01T00:00:00Z", "Astro Learner", "", "astro|blogging",
     "https://docs.astro.build/assets/rose.webp", "The Astro logo"},
    /* Docusaurus */
    {"content/blog/2021-08-26-welcome/index.md",
     "---\nslug: /2021/welcome\ntitle: Welcome\nauthors: [slorber, yangshun]\n"
     "tags: [facebook, {label: Hello, permalink: /hello}]\nhide_table_of_contents: false\n"
     "image: ./docusaurus.jpeg\n---\n",
     "welcome", "2021-08-26T00:00:00Z", "slorber", "", "facebook|Hello", "./docusaurus.jpeg", NULL},
    {"content/blog/2019-05-29-long-blog-post.md",
     "---\nslug: long-blog-post\nauthors:\n  name: Endilie\n  title: Maintainer\n"
     "  url: https://github.com/x\n  image_url: https://github.com/x.png\n---\n",
     "long-blog-post", "2019-05-29T00:00:00Z", "Endilie", "", "", NULL, NULL},
    {"content/blog/2019-05-30-two.md",
     "---\nauthors:\n  - name: Joel\n    title: X\n    image_url: y\n  - name: Z\n---\n", "two",
     "2019-05-30T00:00:00Z", "Joel", "", "", NULL, NULL},
    /* VitePress */
    {"content/posts/vue-3-2.md",
     "---\ntitle: Vue 3.2\ndate: 2021-08-05\nauthor: Evan You\ngravatar: eca93\ntwitter: '@x'\n"
     "outline: deep\nprev: false\nhead:\n  - - meta\n    - name: x\n      content: y\n---\n",
     "vue-3-2", "2021-08-05T00:00:00Z", "Evan You", "", "", NULL, NULL},
    /* Obsidian */
    {"content/My note.md",
     "---\ntags:\n  - \"#idea\"\n  - project/alpha\naliases:\n  - Another name\ncssclasses: []\n"
     "dg-publish: true\n---\n",
     "my-note", "", NULL, "", "idea|project/alpha", NULL, NULL},
    {"content/Second.md", "---\ntags: \"#a #b\"\n---\n", "second", "", NULL, "", "a|b", NULL, NULL},
    /* Zola, after its conversion to YAML */
    {"content/zola.md",
     "---\ntitle: Z\ndate: 2020-02-02\ntaxonomies:\n  categories: [Rust]\n  tags: [a, b]\n"
     "extra:\n  x: 1\n---\n",
     "zola", "2020-02-02T00:00:00Z", NULL, "Rust", "a|b", NULL, NULL},
    /* Ghost, Hexo */
    {"content/hexo.md",
     "---\ntitle: H\ndate: 2013/7/13 20:46:25\nthumbnail: /a.png\nfeature_image: ~\n"
     "category:\n- Sports\ntags:\n- Injury\n---\n",
     "hexo", "2013-07-13T20:46:25Z", NULL, "Sports", "Injury", "/a.png", NULL},
};

static void same_words(const char *what, const struct words *words, const char *wanted)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < words->len; i++)
        strbuf_addf(&text, "%s%s", i ? "|" : "", words->items[i].text);
    if (strcmp(text.buf, wanted) != 0)
        fail_msg("%s: %s", what, text.buf);
    strbuf_release(&text);
}

static void same_text(const char *what, const char *text, const char *wanted)
{
    if ((text == NULL) != (wanted == NULL) || (text && strcmp(text, wanted) != 0))
        fail_msg("%s: %s", what, text ? text : "nothing");
}

static void samples_are_accepted(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\n");
    for (size_t i = 0; i < COUNT(samples); i++) {
        const char *path = samples[i].path;
        struct document *doc = trial_parse(t, path, samples[i].text);
        assert_non_null(doc);
        if (t->found.len > 0 || doc->broken) {
            show(&t->found);
            fail_msg("%s", path);
        }
        struct strbuf date = STRBUF_INIT(64);
        if (doc->has_date)
            strbuf_add_utc(&date, doc->date_ms, false);
        same_text(path, doc->slug.text, samples[i].slug);
        same_text(path, date.buf, samples[i].date);
        same_text(path, doc->author.text, samples[i].author);
        same_words(path, &doc->categories, samples[i].categories);
        same_words(path, &doc->tags, samples[i].tags);
        same_text(path, doc->image.text, samples[i].image);
        same_text(path, doc->image_alt.text, samples[i].alt);
        strbuf_release(&date);
    }
    trial_free(t);
}

int run_generator_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(samples_are_accepted)};
    return cmocka_run_group_tests_name("generators", tests, NULL, NULL);
}
