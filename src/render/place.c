/*
 * Places in a document for people: cmark counts bytes, and is a line or more off
 * behind some line ends within links and spans, so that a URL is searched for
 * near the line that it gives. What is said about the place is left to others.
 */
#include "page.h"

#include "base/unicode.h"

#include <ctype.h>
#include <string.h>

/* Bytes that are searched behind the position, and before it. */
#define BEHIND 16384
#define BEFORE 2048

static struct source *source_of(struct page *page)
{
    struct place_memory *places = &page->places;
    if (!places->ready) {
        source_init(&places->source, page->body, page->body_len);
        places->ready = true;
        places->line_start = SIZE_MAX;
    }
    return &places->source;
}

/* The line (from 0) that holds an offset. */
static size_t line_of(const struct source *source, size_t offset)
{
    size_t low = 0, high = source->lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct place place_at(struct page *page, size_t offset)
{
    struct source *source = source_of(page);
    struct place_memory *places = &page->places;
    struct place place = {page->document->path, page->document->body_line, 1};
    if (offset > page->body_len)
        offset = page->body_len;
    if (source->lines == 0)
        return place;
    size_t line = line_of(source, offset), start = source->starts[line];
    /* Ten thousand findings in one long line: each is counted from the one before. */
    if (places->line_start != start || places->offset > offset) {
        places->line_start = places->offset = start;
        places->column = 1;
    }
    while (places->offset < offset) {
        (void)utf8_next(page->body, page->body_len, &places->offset);
        places->column++;
    }
    place.line = page->document->body_line + (unsigned)line;
    place.column = places->column;
    return place;
}

static bool part_of_url(char c)
{
    return isalnum((unsigned char)c) || c == '/' || c == '.' || c == '-' || c == '_' || c == '%';
}

/* The word between `from` and `to`, not as a part of a longer one; NULL where it is not there. */
static const char *search(const struct page *page, size_t from, size_t to, const char *word)
{
    size_t len = strlen(word);
    const char *end = page->body + to;
    if (len == 0)
        return NULL;
    for (const char *at = page->body + from; (size_t)(end - at) >= len; at++) {
        at = memchr(at, word[0], (size_t)(end - at) - len + 1);
        if (!at)
            return NULL;
        if (memcmp(at, word, len) == 0 && (at == page->body || !part_of_url(at[-1])) &&
            (at + len >= page->body + page->body_len || !part_of_url(at[len])))
            return at;
    }
    return NULL;
}

/* The URL of a line "[x]: URL", and its length; NULL where the line is none. */
static const char *definition_in(const char *line, size_t len, size_t *url_len)
{
    const char *end = line + len, *at = memchr(line, '[', len < 4 ? len : 4);
    if (!at)
        return NULL;
    while ((at = memchr(at, ']', (size_t)(end - at))) && (end - at < 3 || at[1] != ':'))
        at++;
    if (!at)
        return NULL;
    for (at += 2; at < end && (*at == ' ' || *at == '\t' || *at == '<');)
        at++;
    *url_len = 0;
    while (at + *url_len < end && !strchr(" \t>", at[*url_len]))
        ++*url_len;
    return *url_len ? at : NULL;
}

/* Remembers where definitions give the URLs of reference links. */
static void find_definitions(struct page *page)
{
    struct source *source = source_of(page);
    union {
        size_t number;
        void *pointer;
    } value;
    page->places.defined = true;
    for (size_t i = 0; i < source->lines; i++) {
        size_t len, url_len;
        const char *line = source_line(source, (unsigned)i + 1, &len);
        const char *at = line ? definition_in(line, len, &url_len) : NULL;
        if (!at)
            continue;
        char *url = mem_strndup(at, url_len);
        value.number = (size_t)(at - page->body) + 1;
        if (!map_has(&page->places.definitions, url))
            map_set(&page->places.definitions, url, value.pointer);
        free(url);
    }
}

static const char *search_definition(struct page *page, const char *needle)
{
    union {
        void *pointer;
        size_t number;
    } value;
    if (!page->places.defined)
        find_definitions(page);
    value.pointer = map_get(&page->places.definitions, needle);
    return value.pointer ? page->body + value.number - 1 : NULL;
}

struct place place_of(struct page *page, int line, int column, const char *needle)
{
    struct source *source = source_of(page);
    size_t start = 0, len;
    /* gfm's bare autolinks have no position at all. */
    if (line > 0 && (size_t)line <= source->lines) {
        start = source->starts[line - 1];
        (void)source_line(source, (unsigned)line, &len);
        start += column > 0 && (size_t)column <= len ? (size_t)column - 1 : 0;
    }
    size_t end = page->body_len - start > BEHIND ? start + BEHIND : page->body_len;
    size_t before = start > BEFORE ? start - BEFORE : 0;
    const char *at = search(page, start, end, needle);
    if (!at)
        at = search_definition(page, needle);
    if (!at) { /* the position can be within the word, or behind it */
        size_t behind = start + strlen(needle);
        at = search(page, before, behind < page->body_len ? behind : page->body_len, needle);
    }
    return place_at(page, at ? (size_t)(at - page->body) : start);
}

void place_release(struct page *page)
{
    if (page->places.ready)
        source_release(&page->places.source);
    map_release(&page->places.definitions, NULL);
}
