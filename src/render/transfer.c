/*
 * Results of workers, written and read. Both sides are the same program on the
 * same machine, so that numbers are as they are in memory; but a worker may have
 * been broken by hostile input, so that every length is checked.
 */
#include "transfer.h"

#include <stdint.h>
#include <string.h>

#define NO_TEXT UINT64_MAX

/* ---- writing ---- */

static void put_number(struct strbuf *out, uint64_t number)
{
    strbuf_add(out, &number, sizeof number);
}

static void put_text(struct strbuf *out, const char *text, size_t len)
{
    put_number(out, text ? len : NO_TEXT);
    if (text)
        strbuf_add(out, text, len);
}

static void put_string(struct strbuf *out, const char *text)
{
    put_text(out, text, text ? strlen(text) : 0);
}

static void put_numbers(struct strbuf *out, const size_t *numbers, size_t count)
{
    put_number(out, count);
    for (size_t i = 0; i < count; i++)
        put_number(out, numbers[i]);
}

static void put_asset(struct strbuf *out, const struct asset *asset)
{
    put_string(out, asset->path);
    put_string(out, asset->type);
    put_number(out, (uint64_t)asset->size);
    put_number(out, asset->width);
    put_number(out, asset->height);
    put_number(out, (uint64_t)asset->modified_ns);
    put_number(out, asset->inode);
}

static void put_media(struct strbuf *out, const struct social_media *media)
{
    size_t urls = 0;
    put_numbers(out, media->assets, media->count);
    while (media->urls && media->urls[urls])
        urls++;
    put_number(out, urls);
    for (size_t i = 0; i < urls; i++) {
        put_string(out, media->urls[i]);
        put_number(out, media->url_places[i]);
    }
}

static void put_finding(struct strbuf *out, const struct diagnostic *finding)
{
    put_number(out, finding->severity);
    put_string(out, finding->code);
    put_string(out, finding->path);
    put_number(out, finding->line);
    put_number(out, finding->column);
    put_string(out, finding->message);
    put_string(out, finding->hint);
}

void transfer_write(const struct rendered *page, size_t social_count,
                    const struct diagnostics *found, struct strbuf *out)
{
    put_number(out, page->ok);
    put_number(out, page->segment_count);
    for (size_t i = 0; i < page->segment_count; i++) {
        put_number(out, page->segments[i].kind);
        put_text(out, page->segments[i].text, page->segments[i].len);
        put_number(out, page->segments[i].index);
    }
    put_string(out, page->title);
    put_string(out, page->description);
    put_string(out, page->text);
    put_string(out, page->styled_text);
    put_number(out, page->words);
    put_number(out, page->asset_count);
    for (size_t i = 0; i < page->asset_count; i++)
        put_asset(out, page->assets[i]);
    put_number(out, (uint64_t)(page->cover + 1));
    put_string(out, page->cover_url);
    for (size_t i = 0; i < social_count; i++)
        put_media(out, &page->social[i]);
    put_numbers(out, page->links, page->link_count);
    put_number(out, found->len);
    for (size_t i = 0; i < found->len; i++)
        put_finding(out, &found->items[i]);
}

/* ---- reading ---- */

struct reader {
    const char *at, *end;
    struct arena *arena;
    bool bad;
};

static uint64_t get_number(struct reader *reader)
{
    uint64_t number = 0;
    if ((size_t)(reader->end - reader->at) < sizeof number) {
        reader->bad = true;
        return 0;
    }
    memcpy(&number, reader->at, sizeof number);
    reader->at += sizeof number;
    return number;
}

/* A count of things that take at least one number each. */
static size_t get_count(struct reader *reader)
{
    uint64_t count = get_number(reader);
    if (count > (size_t)(reader->end - reader->at) / sizeof count) {
        reader->bad = true;
        return 0;
    }
    return (size_t)count;
}

static const char *get_text(struct reader *reader, size_t *len)
{
    uint64_t size = get_number(reader);
    *len = 0;
    if (size == NO_TEXT)
        return NULL;
    if (size > (size_t)(reader->end - reader->at)) {
        reader->bad = true;
        return NULL;
    }
    /* Not as a string: one that ends early would be shorter than its length. */
    char *text = arena_alloc(reader->arena, (size_t)size + 1);
    memcpy(text, reader->at, (size_t)size);
    reader->at += size;
    *len = (size_t)size;
    return text;
}

static const char *get_string(struct reader *reader)
{
    size_t len;
    return get_text(reader, &len);
}

static size_t *get_numbers(struct reader *reader, size_t *count)
{
    *count = get_count(reader);
    size_t *numbers = arena_alloc(reader->arena, (*count + 1) * sizeof *numbers);
    for (size_t i = 0; i < *count; i++)
        numbers[i] = (size_t)get_number(reader);
    return numbers;
}

/* Codes and types are literals to those who read them: texts that outlive everything. There are few
 * of them, and a worker's literal is known by its text alone. */
static const char *literal(const char *text)
{
    static char known[128][64];
    if (!text || !*text || strlen(text) >= sizeof known[0])
        return "unknown";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i][0] == '\0')
            memcpy(known[i], text, strlen(text) + 1);
        if (strcmp(known[i], text) == 0)
            return known[i];
    }
    return "unknown";
}

static struct asset *get_asset(struct reader *reader)
{
    struct asset *asset = arena_alloc(reader->arena, sizeof *asset);
    asset->path = get_string(reader);
    asset->type = literal(get_string(reader));
    asset->size = (int64_t)get_number(reader);
    asset->width = (unsigned)get_number(reader);
    asset->height = (unsigned)get_number(reader);
    asset->modified_ns = (int64_t)get_number(reader);
    asset->inode = get_number(reader);
    if (!asset->path)
        reader->bad = true;
    return asset;
}

static void get_media(struct reader *reader, size_t asset_count, struct social_media *media)
{
    media->assets = get_numbers(reader, &media->count);
    for (size_t i = 0; i < media->count; i++)
        reader->bad = reader->bad || media->assets[i] >= asset_count;
    size_t count = get_count(reader);
    const char **urls = arena_alloc(reader->arena, (count + 1) * sizeof *urls);
    size_t *places = arena_alloc(reader->arena, (count + 1) * sizeof *places);
    for (size_t i = 0; i < count; i++) {
        urls[i] = get_string(reader);
        places[i] = (size_t)get_number(reader);
        reader->bad = reader->bad || !urls[i] || places[i] >= media->count + count;
    }
    media->urls = urls;
    media->url_places = places;
}

static void get_finding(struct reader *reader, struct diagnostics *found)
{
    struct place place;
    uint64_t severity = get_number(reader);
    const char *code = literal(get_string(reader));
    place.path = get_string(reader);
    place.line = (unsigned)get_number(reader);
    place.column = (unsigned)get_number(reader);
    const char *message = get_string(reader), *hint = get_string(reader);
    if (reader->bad || severity > SEVERITY_ERROR || !message) {
        reader->bad = true;
        return;
    }
    struct diagnostic *item = diagnose(found, (enum severity)severity, code, place, "%s", message);
    if (hint)
        diagnostic_hint(item, "%s", hint);
}

static void get_segments(struct reader *reader, struct rendered *page)
{
    page->segment_count = get_count(reader);
    page->segments = arena_alloc(reader->arena, (page->segment_count + 1) * sizeof *page->segments);
    for (size_t i = 0; i < page->segment_count; i++) {
        struct segment *segment = &page->segments[i];
        uint64_t kind = get_number(reader);
        reader->bad = reader->bad || kind > SEGMENT_POST;
        segment->kind = (enum segment_kind)(kind % (SEGMENT_POST + 1));
        segment->text = get_text(reader, &segment->len);
        segment->index = (size_t)get_number(reader);
    }
}

static void get_page(struct reader *reader, struct rendered *page, size_t social_count)
{
    page->ok = get_number(reader) == 1;
    get_segments(reader, page);
    page->title = get_string(reader);
    page->description = get_string(reader);
    page->text = get_string(reader);
    page->styled_text = get_string(reader);
    page->words = (size_t)get_number(reader);
    page->asset_count = get_count(reader);
    page->assets = arena_alloc(reader->arena, (page->asset_count + 1) * sizeof(struct asset *));
    for (size_t i = 0; i < page->asset_count; i++)
        page->assets[i] = get_asset(reader);
    uint64_t cover = get_number(reader); /* + 1 */
    page->cover = cover > page->asset_count ? -1 : (long)cover - 1;
    reader->bad = reader->bad || cover > page->asset_count;
    page->cover_url = get_string(reader);
    page->social = arena_alloc(reader->arena, (social_count + 1) * sizeof *page->social);
    for (size_t i = 0; i < social_count; i++)
        get_media(reader, page->asset_count, &page->social[i]);
    page->links = get_numbers(reader, &page->link_count);
    if (!page->title || !page->description || !page->text)
        reader->bad = true;
}

/* Do all indices name something that is there? */
static bool indices_fit(const struct rendered *page, size_t document_count)
{
    for (size_t i = 0; i < page->segment_count; i++) {
        const struct segment *segment = &page->segments[i];
        if ((segment->kind == SEGMENT_ASSET && segment->index >= page->asset_count) ||
            (segment->kind == SEGMENT_POST && segment->index >= document_count))
            return false;
    }
    for (size_t i = 0; i < page->link_count; i++)
        if (page->links[i] >= document_count)
            return false;
    return true;
}

struct rendered *transfer_read(const char *bytes, size_t len, size_t social_count,
                               size_t document_count, struct arena *arena,
                               struct diagnostics *found)
{
    struct reader reader = {bytes, bytes + len, arena, false};
    struct rendered *page = arena_alloc(arena, sizeof *page);
    struct diagnostics mine = DIAGNOSTICS_INIT;
    get_page(&reader, page, social_count);
    reader.bad = reader.bad || !indices_fit(page, document_count);
    size_t count = get_count(&reader);
    for (size_t i = 0; i < count && !reader.bad; i++)
        get_finding(&reader, &mine);
    if (!reader.bad)
        diagnostics_move(found, &mine);
    diagnostics_release(&mine);
    return reader.bad ? NULL : page;
}
