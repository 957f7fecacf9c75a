/*
 * The words of an error's body, in the forms that were seen (facts 5.3). What
 * they mean is left to judge.c.
 */
#include "words.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WORDS_MAX      300
#define BODY_LOOKED_AT 4096

bool words_contain(const char *text, const char *part)
{
    size_t len = strlen(part);

    for (; *text; text++) {
        if (strncasecmp(text, part, len) == 0)
            return true;
    }
    return false;
}

/* One line, white space collapsed, cut. */
static void squeeze(struct strbuf *out, const char *text)
{
    bool space = false;

    for (; *text; text++) {
        if ((unsigned char)*text <= ' ') {
            space = out->len > 0;
            continue;
        }
        if (space)
            strbuf_addc(out, ' ');
        space = false;
        strbuf_addc(out, *text);
    }
}

static void add_value(struct strbuf *out, const json_t *value)
{
    size_t i;
    json_t *item;

    if (json_is_string(value)) {
        if (out->len > 0)
            strbuf_adds(out, "; ");
        squeeze(out, json_string_value(value));
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, item)
        {
            if (json_is_string(item))
                add_value(out, item);
            else
                add_value(out, json_object_get(item, "message"));
        }
    } else if (json_is_object(value)) {
        add_value(out, json_object_get(value, "message"));
    }
}

/* The title of an HTML page, else the text as it is. */
static void add_body(struct strbuf *out, const char *body, size_t len)
{
    char *text = mem_strndup(body, len < BODY_LOOKED_AT ? len : BODY_LOOKED_AT);
    char *title = NULL, *end;

    for (char *at = text; *at && !title; at++) {
        if (strncasecmp(at, "<title>", 7) == 0)
            title = at + 7;
    }
    if (title) {
        end = strchr(title, '<');
        if (end)
            *end = '\0';
        squeeze(out, title);
    } else {
        squeeze(out, text);
    }
    free(text);
}

char *words_of(const json_t *json, const char *body, size_t len)
{
    struct strbuf words = STRBUF_INIT(STRBUF_UNBOUNDED);
    const json_t *message = json_object_get(json, "message");
    char *clean;

    add_value(&words, message);
    if (words.len == 0)
        add_value(&words, json_object_get(json, "error"));
    if (words.len == 0)
        add_value(&words, json_object_get(json, "errors"));
    if (words.len == 0 && body)
        add_body(&words, body, len);
    clean = log_clean(words.buf);
    strbuf_release(&words);
    len = strlen(clean);
    if (len > WORDS_MAX) {
        size_t cut = utf8_cut(clean, len, WORDS_MAX);
        char *shorter;
        clean[cut] = '\0';
        shorter = mem_printf("%s…", clean);
        free(clean);
        clean = shorter;
    }
    return clean;
}
