/*
 * What a worker sends (render): any bytes as a rendered document, since hostile
 * input may have broken the worker. What is taken must be safe to use, and come
 * out the same when it is written and read once more.
 */
#include "fuzz.h"

#include "transfer.h"

#include <string.h>

#define SOCIAL    1
#define DOCUMENTS 4

static void check_page(const struct rendered *page)
{
    size_t bytes = strlen(page->title) + strlen(page->description) + strlen(page->text);

    for (size_t i = 0; i < page->segment_count; i++) {
        const struct segment *segment = &page->segments[i];

        REQUIRE(segment->kind <= SEGMENT_POST);
        REQUIRE(segment->kind != SEGMENT_ASSET || segment->index < page->asset_count);
        REQUIRE(segment->kind != SEGMENT_POST || segment->index < DOCUMENTS);
        for (size_t k = 0; k < segment->len; k++)
            bytes += (unsigned char)segment->text[k];
    }
    for (size_t i = 0; i < page->asset_count; i++)
        REQUIRE(page->assets[i]->path && page->assets[i]->type);
    for (size_t i = 0; i < page->link_count; i++)
        REQUIRE(page->links[i] < DOCUMENTS);
    for (size_t i = 0; i < page->social[0].count; i++)
        REQUIRE(page->social[0].assets[i] < page->asset_count);
    REQUIRE(page->cover >= -1 && page->cover < (long)page->asset_count);
    REQUIRE(bytes < SIZE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diagnostics found = DIAGNOSTICS_INIT, again = DIAGNOSTICS_INIT;
    struct strbuf once = STRBUF_INIT(STRBUF_UNBOUNDED), twice = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct rendered *page =
        transfer_read((const char *)data, size, SOCIAL, DOCUMENTS, arena, &found);

    REQUIRE(page || found.len == 0);
    if (page) {
        check_page(page);
        transfer_write(page, SOCIAL, &found, &once);
        page = transfer_read(once.buf, once.len, SOCIAL, DOCUMENTS, arena, &again);
        REQUIRE(page);
        transfer_write(page, SOCIAL, &again, &twice);
        REQUIRE(once.len == twice.len && memcmp(once.buf, twice.buf, once.len) == 0);
    }
    strbuf_release(&once);
    strbuf_release(&twice);
    diagnostics_release(&found);
    diagnostics_release(&again);
    arena_free(arena);
    return 0;
}
