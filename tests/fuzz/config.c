/*
 * ghlpub.yaml (site): any text as the configuration of a site, and a document
 * that gets its defaults.
 */
#include "fuzz.h"

#include <ghlpub/site.h>

#include <stdlib.h>
#include <string.h>

static const char document[] = "---\ntitle: Hello\ndate: 2026-11-02\n---\nText\n";

static void try_open(const char *environment, const char *text, size_t len)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;
    const struct site_options options = {.directory = fuzz_scratch(), .environment = environment};
    struct site *site = ghlpub_site_open(&options, &found, &err);

    fuzz_check_error(site != NULL, &err);
    fuzz_check_findings(&found, text, len);
    REQUIRE(site ? found.errors == 0 : found.errors > 0);
    if (site) {
        REQUIRE(site->config.timezone && site->config.zone && site->config.content);
        REQUIRE(site->config.api_version && site->config.state && site->config.templates);
        diagnostics_release(&found);
        (void)ghlpub_site_parse(site, "content/a/hello.de.md", document, strlen(document), &found);
        (void)ghlpub_map_name(&site->config.authors, "Jane");
    }
    ghlpub_site_free(site);
    diagnostics_release(&found);
    error_release(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_write("ghlpub.yaml", data, size);
    try_open(NULL, (const char *)data, size);
    try_open("staging", (const char *)data, size);
    return 0;
}
