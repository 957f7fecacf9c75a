/*
 * Is it the same HTML for a reader? Servers rewrite what they store: line ends,
 * entities, quotes, white space between blocks. Both texts are brought to one
 * form and compared. Linear in their lengths, and without recursion, since one
 * of them comes from outside.
 */
#include <ghlpub/ghl.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <ctype.h>
#include <gumbo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ENTITY_MAX 40

struct reader {
    const char *at;
    struct strbuf out;
    bool space;        /* white space was seen, and is not written yet */
    bool block;        /* a block has just begun or ended: white space here means nothing */
    unsigned verbatim; /* within so many <pre> and the like */
};

/* ---- characters ---- */

static void add_code_point(struct strbuf *out, unsigned long c)
{
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        c = 0xfffd;
    if (c < 0x80) {
        strbuf_addc(out, (char)c);
    } else if (c < 0x800) {
        strbuf_addc(out, (char)(0xc0 | (c >> 6)));
        strbuf_addc(out, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        strbuf_addc(out, (char)(0xe0 | (c >> 12)));
        strbuf_addc(out, (char)(0x80 | ((c >> 6) & 0x3f)));
        strbuf_addc(out, (char)(0x80 | (c & 0x3f)));
    } else {
        strbuf_addc(out, (char)(0xf0 | (c >> 18)));
        strbuf_addc(out, (char)(0x80 | ((c >> 12) & 0x3f)));
        strbuf_addc(out, (char)(0x80 | ((c >> 6) & 0x3f)));
        strbuf_addc(out, (char)(0x80 | (c & 0x3f)));
    }
}

/* "&name;" by gumbo, which knows all 2,231 of them. */
static void add_named(struct strbuf *out, const char *entity, size_t len)
{
    GumboOutput *parsed = gumbo_parse_with_options(&kGumboDefaultOptions, entity, len);
    const GumboNode *node = parsed->root;

    while (node && node->type == GUMBO_NODE_ELEMENT && node->v.element.children.length > 0)
        node = node->v.element.children.data[node->v.element.children.length - 1];
    if (node && node->type == GUMBO_NODE_TEXT)
        strbuf_adds(out, node->v.text.text);
    else
        strbuf_add(out, entity, len);
    gumbo_destroy_output(&kGumboDefaultOptions, parsed);
}

/* Adds the character for which the entity at `at` stands; returns its length, 0 where it is none.
 */
static size_t add_entity(struct strbuf *out, const char *at)
{
    static const struct {
        const char *entity, *text;
    } common[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}};
    size_t len = 1;

    if (at[1] == '#') {
        bool hex = at[2] == 'x' || at[2] == 'X';
        const char *digits = at + (hex ? 3 : 2);
        char *after;
        if (!(hex ? isxdigit((unsigned char)*digits) : isdigit((unsigned char)*digits)))
            return 0;
        add_code_point(out, strtoul(digits, &after, hex ? 16 : 10));
        return (size_t)(after - at) + (*after == ';');
    }
    while (len < ENTITY_MAX && isalnum((unsigned char)at[len]))
        len++;
    if (len < 2 || at[len] != ';')
        return 0;
    len++;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        if (strncmp(at, common[i].entity, len) == 0) {
            strbuf_adds(out, common[i].text);
            return len;
        }
    }
    add_named(out, at, len);
    return len;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Written so that text cannot be taken for a tag: the marks of tags are control characters. */
static void write_character(struct reader *reader)
{
    size_t len;

    if (reader->space && !reader->block)
        strbuf_addc(&reader->out, ' ');
    reader->space = reader->block = false;
    len = *reader->at == '&' ? add_entity(&reader->out, reader->at) : 0;
    if (len == 0) {
        strbuf_addc(&reader->out, *reader->at);
        len = 1;
    }
    reader->at += len;
}

static void read_text(struct reader *reader)
{
    if (reader->verbatim > 0 && *reader->at == '\r') {
        strbuf_addc(&reader->out, '\n');
        reader->at += reader->at[1] == '\n' ? 2 : 1;
    } else if (reader->verbatim == 0 && is_space(*reader->at)) {
        reader->space = true;
        reader->at++;
    } else {
        write_character(reader);
    }
}

/* ---- tags ---- */

static bool is_one_of(const char *name, size_t len, const char *const *names)
{
    for (; *names; names++) {
        if (strlen(*names) == len && strncasecmp(*names, name, len) == 0)
            return true;
    }
    return false;
}

/* What stands on lines of its own: white space beside it does not show. */
static const char *const blocks[] = {
    "address",  "article", "aside",   "blockquote", "body",    "br",     "caption",    "col",
    "colgroup", "dd",      "details", "div",        "dl",      "dt",     "figcaption", "figure",
    "footer",   "form",    "h1",      "h2",         "h3",      "h4",     "h5",         "h6",
    "head",     "header",  "hr",      "html",       "li",      "link",   "main",       "meta",
    "nav",      "ol",      "p",       "pre",        "section", "source", "script",     "style",
    "summary",  "table",   "tbody",   "td",         "tfoot",   "th",     "thead",      "tr",
    "track",    "ul",      NULL};

static const char *const raw_texts[] = {"script", "style", "textarea", "title", NULL};

struct attributes ARRAY(char *);

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void skip_spaces(const char **at)
{
    while (is_space(**at))
        ++*at;
}

/* The value after '=', decoded, its quotes gone. */
static void read_value(const char **at, struct strbuf *out)
{
    char quote = 0;

    skip_spaces(at);
    if (**at == '"' || **at == '\'')
        quote = *(*at)++;
    while (**at && (quote ? **at != quote : !is_space(**at) && **at != '>')) {
        size_t len = **at == '&' ? add_entity(out, *at) : 0;
        bool line_end = (*at)[0] == '\r' && (*at)[1] == '\n'; /* is a '\n' alone for readers */
        if (len == 0 && !line_end)
            strbuf_addc(out, **at);
        *at += len ? len : 1;
    }
    if (quote && **at)
        ++*at;
}

/* One attribute, as "name=value"; NULL at the end of the tag. */
static char *read_attribute(const char **at)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);

    while (is_space(**at) || **at == '/')
        ++*at;
    if (**at == '\0' || **at == '>')
        return NULL;
    do {
        strbuf_addc(&out, (char)tolower((unsigned char)**at));
        ++*at;
    } while (**at && !is_space(**at) && !strchr("/>=", **at));
    strbuf_addc(&out, '=');
    skip_spaces(at);
    if (**at == '=') {
        ++*at;
        read_value(at, &out);
    }
    return strbuf_detach(&out);
}

static void write_attributes(struct reader *reader)
{
    struct attributes found = {NULL, 0, 0};
    char *attribute;

    while ((attribute = read_attribute(&reader->at)))
        ARRAY_PUSH(&found, attribute);
    /* Their order means nothing. */
    if (found.len > 1)
        qsort(found.items, found.len, sizeof *found.items, compare_text);
    for (size_t i = 0; i < found.len; i++) {
        strbuf_addc(&reader->out, '\x02');
        strbuf_adds(&reader->out, found.items[i]);
        free(found.items[i]);
    }
    ARRAY_RELEASE(&found);
}

/* The text of <script> and the like ends at its own end tag alone. */
static void copy_raw_text(struct reader *reader, const char *name, size_t len)
{
    while (*reader->at && !(reader->at[0] == '<' && reader->at[1] == '/' &&
                            strncasecmp(reader->at + 2, name, len) == 0)) {
        if (*reader->at != '\r')
            strbuf_addc(&reader->out, *reader->at);
        reader->at++;
    }
}

/* The tag itself, in one form; reader->at is at its name. Returns the name's length. */
static size_t write_tag(struct reader *reader, bool closing)
{
    const char *name = reader->at;
    size_t len = 0;

    strbuf_addc(&reader->out, closing ? '\x03' : '\x01');
    while (name[len] && !is_space(name[len]) && name[len] != '/' && name[len] != '>')
        strbuf_addc(&reader->out, (char)tolower((unsigned char)name[len++]));
    reader->at += len;
    write_attributes(reader);
    strbuf_addc(&reader->out, '\x04');
    if (*reader->at == '>')
        reader->at++;
    return len;
}

static bool is_pre(const char *name)
{
    return strncasecmp(name, "pre", 3) == 0 && !isalnum((unsigned char)name[3]);
}

static size_t name_length(const char *name)
{
    size_t len = 0;
    while (isalnum((unsigned char)name[len]))
        len++;
    return len;
}

static void read_tag(struct reader *reader, bool closing)
{
    const char *name = reader->at + (closing ? 2 : 1);
    bool block = is_one_of(name, name_length(name), blocks);
    size_t len;

    if (reader->space && !reader->block && !block)
        strbuf_addc(&reader->out, ' ');
    reader->block = block || (reader->block && reader->verbatim == 0);
    reader->space = false;
    reader->at = name;
    len = write_tag(reader, closing);
    if (closing) {
        if (is_pre(name) && reader->verbatim > 0)
            reader->verbatim--;
        return;
    }
    if (is_pre(name)) {
        reader->verbatim++;
        if (*reader->at == '\r')
            reader->at++;
        if (*reader->at == '\n')
            reader->at++;
    }
    if (is_one_of(name, len, raw_texts))
        copy_raw_text(reader, name, len);
}

/* A comment or declaration: no reader sees it. */
static void skip_comment(struct reader *reader)
{
    bool comment = strncmp(reader->at, "<!--", 4) == 0;
    const char *end = comment ? strstr(reader->at + 4, "-->") : strchr(reader->at, '>');

    if (!end)
        reader->at += strlen(reader->at);
    else
        reader->at = end + (comment ? 3 : 1);
}

static char *one_form(const char *html)
{
    struct reader reader = {.at = html, .out = STRBUF_INIT(STRBUF_UNBOUNDED), .block = true};

    while (*reader.at) {
        const char *at = reader.at;

        if (at[0] == '<' && (at[1] == '!' || at[1] == '?'))
            skip_comment(&reader);
        else if (at[0] == '<' && isalpha((unsigned char)at[1]))
            read_tag(&reader, false);
        else if (at[0] == '<' && at[1] == '/' && isalpha((unsigned char)at[2]))
            read_tag(&reader, true);
        else
            read_text(&reader);
    }
    return strbuf_detach(&reader.out);
}

bool ghl_same_html(const char *a, const char *b)
{
    char *x, *y;
    bool same;

    if (!a || !b)
        return a == b;
    if (strcmp(a, b) == 0)
        return true;
    x = one_form(a);
    y = one_form(b);
    same = strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

void ghl_html_hash(const char *html, char out[GHL_HTML_HASH])
{
    char hex[HASH_HEX];
    char *form = one_form(html);

    hash_bytes(form, strlen(form), hex);
    free(form);
    memcpy(out, hex, GHL_HTML_HASH - 1);
    out[GHL_HTML_HASH - 1] = '\0';
}
