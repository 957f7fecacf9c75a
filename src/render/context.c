/*
 * The data that templates are run over. Which template, and what becomes of its
 * text, is left to finish.c and social.c.
 */
#include "context.h"

#include "base/json.h"
#include "base/strbuf.h"
#include "base/suggest.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_A_MINUTE 200

static const char *const names[] = {
    "title",           "description", "slug",     "url",   "canonical",  "body",       "words",
    "reading_minutes", "date",        "date_iso", "year",  "month",      "day",        "author",
    "categories",      "tags",        "hashtags", "image", "image_alt",  "draft",      "campaign",
    "params",          "site",        "platform", "entry", "occurrence", "occurrences"};

bool context_knows(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

const char *context_suggest(const char *name)
{
    return suggest(name, names, sizeof names / sizeof *names);
}

/* Text that is no UTF-8 is left out rather than refused: it was reported where it was read. */
static void put(json_t *data, const char *name, const char *text)
{
    if (text)
        json_object_set_new(data, name, json_string(text));
}

static json_t *list(const struct words *words)
{
    json_t *array = json_array();
    for (size_t i = 0; i < words->len; i++)
        json_array_append_new(array, json_string(words->items[i].text));
    return array;
}

/* "open source" gives "#OpenSource"; letters of any script, nothing else. */
static char *hashtag(const char *tag)
{
    struct strbuf out = STRBUF_INIT(1024);
    size_t len = strlen(tag);
    bool begins = true;
    strbuf_addc(&out, '#');
    for (size_t at = 0; at < len;) {
        size_t from = at;
        uint32_t c = utf8_next(tag, len, &at);
        if (!unicode_is_word(c) && c != '_') {
            begins = begins || c != '\'';
            continue;
        }
        if (begins && c >= 'a' && c <= 'z')
            strbuf_addc(&out, (char)(c - 'a' + 'A'));
        else
            strbuf_add(&out, tag + from, at - from);
        begins = false;
    }
    return strbuf_detach(&out);
}

static json_t *hashtags(const struct words *tags)
{
    json_t *array = json_array();
    for (size_t i = 0; i < tags->len; i++) {
        char *text = hashtag(tags->items[i].text);
        if (text[1])
            json_array_append_new(array, json_string(text));
        free(text);
    }
    return array;
}

static void put_date(json_t *data, const struct site *site, const struct document *document)
{
    struct civil civil;
    struct strbuf text = STRBUF_INIT(64);
    if (!document->has_date)
        return;
    zone_from_utc(site->config.zone, document->date_ms, &civil, NULL, NULL);
    strbuf_addf(&text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    put(data, "date", text.buf);
    json_put_number(data, "year", civil.year);
    strbuf_clear(&text);
    strbuf_addf(&text, "%02d", civil.month);
    put(data, "month", text.buf);
    strbuf_clear(&text);
    strbuf_addf(&text, "%02d", civil.day);
    put(data, "day", text.buf);
    strbuf_clear(&text);
    strbuf_add_utc(&text, document->date_ms, false);
    put(data, "date_iso", text.buf);
    strbuf_release(&text);
}

static void put_site(json_t *data, const struct site *site)
{
    json_t *about = json_object();
    put(about, "blog", site->config.blog);
    put(about, "post_url", site->config.post_url);
    put(about, "timezone", site->config.timezone);
    json_put_value(data, "site", about);
}

json_t *context_new(const struct site *site, const struct document *document,
                    const struct context_values *values)
{
    /* The author's own fields first: the names of every document win. */
    json_t *data = json_is_object(document->params) ? json_copy(document->params) : json_object();
    json_object_set_new(data, "params",
                        document->params ? json_incref(document->params) : json_object());
    put(data, "title", values->title);
    put(data, "description", values->description);
    put(data, "slug", document->slug.text);
    put(data, "url", values->url);
    put_date(data, site, document);
    put(data, "author", document->author.text);
    json_put_value(data, "categories", list(&document->categories));
    json_put_value(data, "tags", list(&document->tags));
    json_put_value(data, "hashtags", hashtags(&document->tags));
    put(data, "image", values->image);
    put(data, "image_alt", document->image_alt.text);
    put(data, "canonical", document->canonical.text);
    put(data, "body", values->body);
    json_put_number(data, "words", (json_int_t)values->words);
    json_put_number(data, "reading_minutes",
                    (json_int_t)((values->words + WORDS_A_MINUTE - 1) / WORDS_A_MINUTE));
    json_put_flag(data, "draft", document->status == DOCUMENT_DRAFT);
    json_put_flag(data, "campaign", document->kind == DOCUMENT_CAMPAIGN);
    put_site(data, site);
    return data;
}
