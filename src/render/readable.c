/*
 * HTML as lines that a person can read and compare: a line a sentence, headings
 * and lists marked, links and pictures with where they lead. It goes through the
 * text once and knows of HTML what rendering makes; what hostile HTML means to a
 * browser is of no interest here. Attributes other than those do not show.
 */
#include <ghlpub/render.h>

#include "base/mem.h"
#include "base/strbuf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define INDENT_MAX   16
#define SENTENCE_MIN 24 /* bytes: what is shorter goes on with the next sentence */
#define NAME_MAX     16
#define URL_MAX      2000

struct reader {
    const char *at;
    struct strbuf out;
    size_t line;   /* where the line begins in `out` */
    bool space;    /* is due before the next word */
    bool fresh;    /* the line has its mark alone */
    unsigned list; /* lists that are open */
    unsigned pre;
    bool no_tags;       /* no tag ends in the rest of the text */
    struct strbuf href; /* of the link that is open, or "" */
};

/* ---- lines ---- */

static void end_line(struct reader *reader)
{
    if (reader->out.len > reader->line)
        strbuf_addc(&reader->out, '\n');
    reader->line = reader->out.len;
    reader->space = reader->fresh = false;
}

static void add(struct reader *reader, const char *text, size_t len)
{
    if (reader->space && reader->out.len > reader->line && !reader->fresh)
        strbuf_addc(&reader->out, ' ');
    strbuf_add(&reader->out, text, len);
    reader->space = reader->fresh = false;
}

static void mark(struct reader *reader, const char *text)
{
    add(reader, text, strlen(text));
    reader->fresh = true;
}

/* "He came. She" ends a sentence, "e.g. this" and "3. item" mostly do not matter. */
static bool ends_sentence(const struct reader *reader)
{
    const struct strbuf *out = &reader->out;
    if (out->len < reader->line + SENTENCE_MIN)
        return false;
    size_t last = out->len - 1;
    while (last > reader->line && strchr(")\"'", out->buf[last]))
        last--;
    return strchr(".!?", out->buf[last]) != NULL;
}

static void add_space(struct reader *reader)
{
    if (reader->out.len == reader->line || reader->fresh)
        return;
    if (ends_sentence(reader))
        end_line(reader);
    else
        reader->space = true;
}

/* ---- characters ---- */

static void add_code_point(struct reader *reader, unsigned long code)
{
    char bytes[4];
    size_t len = 0;
    if (code < 0x80) {
        bytes[len++] = (char)code;
    } else if (code < 0x800) {
        bytes[len++] = (char)(0xc0 | code >> 6);
        bytes[len++] = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        bytes[len++] = (char)(0xe0 | code >> 12);
        bytes[len++] = (char)(0x80 | (code >> 6 & 0x3f));
        bytes[len++] = (char)(0x80 | (code & 0x3f));
    } else {
        bytes[len++] = (char)(0xf0 | code >> 18);
        bytes[len++] = (char)(0x80 | (code >> 12 & 0x3f));
        bytes[len++] = (char)(0x80 | (code >> 6 & 0x3f));
        bytes[len++] = (char)(0x80 | (code & 0x3f));
    }
    add(reader, bytes, len);
}

static bool numeric_entity(struct reader *reader)
{
    bool hex = reader->at[2] == 'x' || reader->at[2] == 'X';
    const char *digits = reader->at + (hex ? 3 : 2);
    char *end;
    if (!(hex ? isxdigit((unsigned char)*digits) : isdigit((unsigned char)*digits)))
        return false;
    unsigned long code = strtoul(digits, &end, hex ? 16 : 10);
    if (*end != ';' || code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return false;
    add_code_point(reader, code);
    reader->at = end + 1;
    return true;
}

/* Those that escaping makes; others stay as they are written. */
static void entity(struct reader *reader)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}};
    if (reader->at[1] == '#' && numeric_entity(reader))
        return;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(reader->at, known[i].name, strlen(known[i].name)) == 0) {
            add(reader, known[i].text, 1);
            reader->at += strlen(known[i].name);
            return;
        }
    if (strncmp(reader->at, "&nbsp;", 6) == 0) {
        add_space(reader);
        reader->at += 6;
        return;
    }
    add(reader, reader->at++, 1);
}

static void text(struct reader *reader)
{
    if (*reader->at == '&') {
        entity(reader);
    } else if (reader->pre && *reader->at == '\n') {
        end_line(reader);
        reader->at++;
    } else if (reader->pre) {
        size_t len = strcspn(reader->at, "<&\n");
        add(reader, reader->at, len);
        reader->at += len;
    } else if (isspace((unsigned char)*reader->at)) {
        add_space(reader);
        reader->at++;
    } else {
        size_t len = strcspn(reader->at, "<& \t\r\n\f\v");
        add(reader, reader->at, len);
        reader->at += len;
    }
}

/* ---- tags ---- */

struct tag {
    char name[NAME_MAX];
    bool closes;
    const char *attributes, *end; /* end: at the '>' */
};

static bool is(const struct tag *tag, const char *name)
{
    return strcmp(tag->name, name) == 0;
}

static bool is_one_of(const struct tag *tag, const char *const *names)
{
    for (; *names; names++)
        if (is(tag, *names))
            return true;
    return false;
}

/* The end of a tag: a '>' that stands in no quotes. NULL: there is none. */
static const char *end_of_tag(const char *at)
{
    char quote = '\0';
    for (; *at; at++) {
        if (quote)
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '>')
            return at;
    }
    return NULL;
}

static bool read_tag(const char *at, struct tag *tag)
{
    size_t len = 0;
    *tag = (struct tag){.closes = at[1] == '/'};
    at += tag->closes ? 2 : 1;
    if (!isalpha((unsigned char)*at))
        return false;
    while (isalnum((unsigned char)at[len]) || at[len] == '-') {
        if (len + 1 < sizeof tag->name)
            tag->name[len] = (char)tolower((unsigned char)at[len]);
        len++;
    }
    tag->attributes = at + len;
    tag->end = end_of_tag(tag->attributes);
    return tag->end != NULL;
}

/* The value of an attribute in double quotes, as rendering writes it. */
static void attribute(const struct tag *tag, const char *name, struct strbuf *out)
{
    size_t len = strlen(name);
    strbuf_clear(out);
    for (const char *at = tag->attributes; at < tag->end; at++) {
        bool begins = isspace((unsigned char)*at) && strncasecmp(at + 1, name, len) == 0 &&
                      strncmp(at + 1 + len, "=\"", 2) == 0;
        if (!begins)
            continue;
        const char *value = at + len + 3;
        const char *end = memchr(value, '"', (size_t)(tag->end - value));
        for (; end && value < end; value++)
            strbuf_addc(out, *value == '\n' ? ' ' : *value); /* a line is a line */
        return;
    }
}

static void picture(struct reader *reader, const struct tag *tag)
{
    struct strbuf src = STRBUF_INIT(URL_MAX), alt = STRBUF_INIT(URL_MAX);
    attribute(tag, "src", &src);
    attribute(tag, "alt", &alt);
    mark(reader, "[image");
    reader->fresh = false;
    if (alt.len) {
        add(reader, " ", 1);
        add(reader, alt.buf, alt.len);
    }
    add(reader, ": ", 2);
    add(reader, src.buf, src.len);
    add(reader, "]", 1);
    strbuf_release(&src);
    strbuf_release(&alt);
}

static void link(struct reader *reader, const struct tag *tag)
{
    if (!tag->closes) {
        attribute(tag, "href", &reader->href);
        return;
    }
    if (reader->href.len) {
        add(reader, " <", 2);
        add(reader, reader->href.buf, reader->href.len);
        add(reader, ">", 1);
    }
    strbuf_clear(&reader->href);
}

static void block(struct reader *reader, const struct tag *tag)
{
    if (!reader->fresh || tag->closes) /* an item's paragraph stands behind its mark */
        end_line(reader);
    bool list = is(tag, "ul") || is(tag, "ol");
    if (list && !tag->closes)
        reader->list++;
    else if (list && reader->list)
        reader->list--;
    if (is(tag, "pre"))
        reader->pre = !tag->closes;
    if (tag->closes)
        return;
    if (tag->name[0] == 'h' && tag->name[1] >= '1' && tag->name[1] <= '6' && !tag->name[2]) {
        for (char level = '1'; level < tag->name[1]; level++)
            mark(reader, "#");
        mark(reader, "# ");
    } else if (is(tag, "li")) {
        for (unsigned i = 1; i < reader->list && i < INDENT_MAX; i++)
            mark(reader, "  ");
        mark(reader, "- ");
    } else if (is(tag, "blockquote")) {
        mark(reader, "> ");
    } else if (is(tag, "hr")) {
        mark(reader, "---");
        reader->fresh = false;
        end_line(reader);
    }
}

/* What stands in these is no text. */
static void skip_hidden(struct reader *reader, const struct tag *tag)
{
    size_t len = strlen(tag->name);
    const char *at = tag->end + 1;
    while ((at = strchr(at, '<')))
        if (at[1] == '/' && strncasecmp(at + 2, tag->name, len) == 0)
            break;
        else
            at++;
    reader->at = at ? at : reader->at + strlen(reader->at);
}

static void element(struct reader *reader, const struct tag *tag)
{
    static const char *const blocks[] = {
        "p",     "h1",      "h2",         "h3",      "h4",      "h5",      "h6",      "ul",
        "ol",    "li",      "blockquote", "pre",     "div",     "table",   "tr",      "figure",
        "hr",    "section", "article",    "aside",   "nav",     "header",  "footer",  "main",
        "dl",    "dt",      "dd",         "details", "summary", "form",    "iframe",  "video",
        "audio", "br",      "figcaption", "thead",   "tbody",   "caption", "address", NULL};
    static const char *const hidden[] = {"script", "style", NULL};
    reader->at = tag->end + 1;
    if (is_one_of(tag, hidden) && !tag->closes)
        skip_hidden(reader, tag);
    else if (is(tag, "img"))
        picture(reader, tag);
    else if (is(tag, "a"))
        link(reader, tag);
    else if ((is(tag, "td") || is(tag, "th")) && !tag->closes && reader->out.len > reader->line)
        add(reader, " | ", 3);
    else if (is_one_of(tag, blocks))
        block(reader, tag);
}

static void markup(struct reader *reader)
{
    struct tag tag;
    if (strncmp(reader->at, "<!--", 4) == 0) {
        const char *end = strstr(reader->at + 4, "-->");
        reader->at = end ? end + 3 : reader->at + strlen(reader->at);
    } else if (!reader->no_tags && read_tag(reader->at, &tag)) {
        element(reader, &tag);
    } else {
        /* Looked for once: a tag without an end takes all that follows it. */
        reader->no_tags |= isalpha((unsigned char)reader->at[1]) || reader->at[1] == '/';
        add(reader, reader->at++, 1);
    }
}

char *ghlpub_readable(const char *html, size_t max)
{
    struct reader reader = {.at = html};
    strbuf_init(&reader.out, max);
    strbuf_init(&reader.href, URL_MAX);
    while (*reader.at && !reader.out.overflow) {
        if (*reader.at == '<')
            markup(&reader);
        else
            text(&reader);
    }
    end_line(&reader);
    strbuf_release(&reader.href);
    return strbuf_detach(&reader.out);
}
