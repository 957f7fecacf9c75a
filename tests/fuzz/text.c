/*
 * Unicode, escaping and places (base): any bytes as text.
 */
#include "fuzz.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/source.h"
#include "base/suggest.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

/* What is made of a text, whatever it is, is UTF-8. */
static void forms(const char *text, size_t len)
{
    char *made[] = {unicode_nfc(text), unicode_stripped(text), unicode_folded(text),
                    unicode_slug(text, 60)};
    size_t points = utf8_code_points(text, len), cut = utf8_cut(text, len, len / 2);

    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        REQUIRE(!utf8_valid(text, len, NULL) || utf8_valid(made[i], strlen(made[i]), NULL));
    REQUIRE(strlen(made[3]) <= 60);
    REQUIRE(strspn(made[3], "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(made[3]));
    REQUIRE(unicode_graphemes(text, len) <= points && points <= len);
    REQUIRE(cut <= len / 2);
    REQUIRE(!utf8_valid(text, len, NULL) || utf8_valid(text, cut, NULL));
    (void)unicode_width(text, len);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        free(made[i]);
}

/* What is escaped and read again is what it was. */
static void escapes(const char *text, size_t len)
{
    struct strbuf json = STRBUF_INIT(STRBUF_UNBOUNDED), url = STRBUF_INIT(STRBUF_UNBOUNDED),
                  back = STRBUF_INIT(STRBUF_UNBOUNDED);
    json_t *value;

    strbuf_add_json(&json, text);
    value = json_parse(json.buf, json.len, NULL);
    REQUIRE(json_is_string(value));
    REQUIRE(!utf8_valid(text, len, NULL) || strcmp(json_string_value(value), text) == 0);
    json_decref(value);
    strbuf_add_url(&url, text, NULL);
    strbuf_add_url_decoded(&back, url.buf, url.len);
    REQUIRE(strcmp(back.buf, text) == 0);
    strbuf_clear(&back);
    strbuf_add_url_decoded(&back, text, len);
    REQUIRE(back.len <= len);
    strbuf_release(&json);
    strbuf_release(&url);
    strbuf_release(&back);
}

static void places(const char *text, size_t len)
{
    struct source source;
    unsigned line = 0, column = 0, line_before = 1, column_before = 0;

    source_init(&source, text, len);
    /* Where characters begin; elsewhere a column means nothing. */
    for (size_t i = 0; i < len; (void)utf8_next(text, len, &i)) {
        source_place(&source, i, &line, &column);
        REQUIRE(line > line_before || (line == line_before && column >= column_before));
        REQUIRE(line <= source.lines && column >= 1 && source_line(&source, line, &(size_t){0}));
        line_before = line;
        column_before = column;
    }
    REQUIRE(!source_line(&source, (unsigned)source.lines + 1, &(size_t){0}));
    source_release(&source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"title", "description", "categories", "Jane Doe", "Zoë"};
    char *text = mem_strndup((const char *)data, size);
    size_t len = strlen(text);
    json_t *value = json_parse((const char *)data, size, NULL);

    json_decref(value);
    (void)utf8_valid((const char *)data, size, NULL);
    forms(text, len);
    escapes(text, len);
    places(text, len);
    (void)suggest(text, names, sizeof names / sizeof *names);
    free(text);
    return 0;
}
