/*
 * Documents (site): any text as a Markdown file, from its front matter to the
 * values that a document has.
 */
#include "fuzz.h"

#include <ghlpub/site.h>

#include "base/unicode.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

static const char config[] =
    "location: L\nblog: B\npost_url: https://acme.example/post/{slug}\ntimezone: Europe/Berlin\n"
    "authors: {jane: Jane Doe}\naccounts: {main: [facebook, \"linkedin:Acme\"]}\n"
    "defaults:\n  - {author: A, categories: [C]}\n"
    "  - {path: content/de, slug: \"{lang}-{year}-{name}\", tags: [x]}\n";

static struct site *open_site(void)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;

    fuzz_write("ghlpub.yaml", config, strlen(config));
    const struct site_options options = {.directory = fuzz_scratch()};
    struct site *site = ghlpub_site_open(&options, &found, &err);
    for (size_t i = 0; i < found.len; i++)
        fprintf(stderr, "%s\n", found.items[i].message);
    REQUIRE(site);
    diagnostics_release(&found);
    return site;
}

static void check_word(const struct word *word)
{
    REQUIRE(!word->text || utf8_valid(word->text, strlen(word->text), NULL));
}

static void check_document(const struct site *site, const struct document *doc)
{
    REQUIRE(doc->body <= doc->len && doc->text[doc->len] == '\0' && doc->body_line >= 1);
    REQUIRE(doc->broken || (doc->slug.text && *doc->slug.text));
    REQUIRE(doc->key && *doc->key);
    REQUIRE(json_is_object(doc->params));
    check_word(&doc->title);
    check_word(&doc->description);
    check_word(&doc->slug);
    check_word(&doc->image);
    for (size_t i = 0; i < doc->categories.len; i++)
        check_word(&doc->categories.items[i]);
    for (size_t i = 0; i < doc->social_count; i++) {
        const struct social_entry *entry = &doc->social[i];

        check_word(&entry->text);
        (void)ghlpub_when_resolve(&entry->when, 1793620800000, site->config.zone, NULL);
        (void)ghlpub_when_resolve(&entry->when, doc->date_ms, site->config.zone, &(int){0});
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"content/de/2026-11-02-hallo.md", "content/index.pt-br.md"};
    static struct site *site;

    if (!site)
        site = open_site();
    for (size_t i = 0; i < 2; i++) {
        struct diagnostics found = DIAGNOSTICS_INIT;
        struct document *doc = ghlpub_site_parse(site, paths[i], (const char *)data, size, &found);

        fuzz_check_findings(&found, (const char *)data, size);
        REQUIRE(!doc || doc->broken == (found.errors > 0));
        if (doc)
            check_document(site, doc);
        if (doc)
            ghlpub_site_drop(site, doc);
        diagnostics_release(&found);
    }
    return 0;
}
