/*
 * HTML that stays HTML: written anew from the tree, so that every element is
 * closed, and without an empty line, which would end it for Markdown.
 */
#include "from_html.h"

#include "escape.h"
#include "web_url.h"

#include <string.h>
#include <strings.h>

const char *from_html_url(const struct from_html *in, const char *url, bool picture)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    web_url_add(&out, in->base, url);
    const char *text = NULL;
    for (size_t i = 0; picture && i < in->picture_count && !text; i++)
        if (in->pictures[i].name && strcmp(in->pictures[i].url, out.buf) == 0)
            text = in->pictures[i].name;
    if (!text)
        text = arena_strdup(in->arena, out.buf);
    strbuf_release(&out);
    return text;
}

bool raw_is_void(const GumboNode *node)
{
    static const GumboTag tags[] = {
        GUMBO_TAG_AREA,  GUMBO_TAG_BASE,   GUMBO_TAG_BR,    GUMBO_TAG_COL,  GUMBO_TAG_EMBED,
        GUMBO_TAG_HR,    GUMBO_TAG_IMG,    GUMBO_TAG_INPUT, GUMBO_TAG_LINK, GUMBO_TAG_META,
        GUMBO_TAG_PARAM, GUMBO_TAG_SOURCE, GUMBO_TAG_TRACK, GUMBO_TAG_WBR};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (dom_named(node, tags[i]))
            return true;
    return false;
}

/* ---- tags ---- */

/* Does the attribute hold a URL, and of a file that a reader loads? */
static bool is_url(const GumboNode *node, const char *name, bool *picture)
{
    *picture = strcmp(name, "src") == 0 && dom_kind(node) == DOM_IMAGE;
    return *picture || strcmp(name, "poster") == 0 || strcmp(name, "data") == 0 ||
           strcmp(name, "src") == 0 ||
           (strcmp(name, "href") == 0 && node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML);
}

static void add_value(struct strbuf *out, const char *value)
{
    for (; *value; value++) {
        size_t len = strcspn(value, "\n\r");
        escape_html(out, value, len);
        value += len;
        if (!*value)
            return;
        strbuf_adds(out, "&#10;");
    }
}

void raw_add_tag(const struct from_html *in, struct strbuf *out, const GumboNode *node)
{
    const GumboVector *attributes = &node->v.element.attributes;
    strbuf_addf(out, "<%s", dom_name(node, in->arena));
    for (unsigned i = 0; i < attributes->length; i++) {
        const GumboAttribute *attribute = attributes->data[i];
        const char *value = attribute->value;
        bool picture;
        if (is_url(node, attribute->name, &picture) && *value)
            value = from_html_url(in, value, picture);
        const char *space = "";
        switch (attribute->attr_namespace) {
        case GUMBO_ATTR_NAMESPACE_XLINK:
            space = "xlink:";
            break;
        case GUMBO_ATTR_NAMESPACE_XML:
            space = "xml:";
            break;
        default:
            break;
        }
        strbuf_addf(out, " %s%s=\"", space, attribute->name);
        add_value(out, value);
        strbuf_addc(out, '"');
    }
    strbuf_addc(out, '>');
}

void raw_add_end(const struct from_html *in, struct strbuf *out, const GumboNode *node)
{
    if (!raw_is_void(node))
        strbuf_addf(out, "</%s>", dom_name(node, in->arena));
}

/* ---- texts ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f';
}

/* Quotes need no entity outside of attributes. */
static void add_byte(struct strbuf *out, char c)
{
    if (c == '&' || c == '<' || c == '>')
        escape_html(out, &c, 1);
    else
        strbuf_addc(out, c);
}

/* White space as one space, or as one line end where it held one. */
static void add_text(struct strbuf *out, const char *text)
{
    while (*text) {
        bool line = false;
        size_t len = 0;
        for (; is_space(text[len]); len++)
            line = line || text[len] == '\n' || text[len] == '\r';
        if (len) {
            bool begun = out->len && out->buf[out->len - 1] == '\n';
            if (!begun)
                strbuf_addc(out, line ? '\n' : ' ');
            text += len;
        } else if (strncmp(text, "\xc2\xa0", 2) == 0) {
            strbuf_adds(out, "&nbsp;");
            text += 2;
        } else {
            add_byte(out, *text++);
        }
    }
}

/* Every character of it; a second line end in a row by its number. */
static void add_verbatim(struct strbuf *out, const char *text)
{
    for (; *text; text++) {
        bool begun =
            out->len == 0 || out->buf[out->len - 1] == '\n' || out->buf[out->len - 1] == '>';
        if (*text == '\n')
            strbuf_adds(out, begun ? "&#10;" : "\n");
        else if (*text == '\r')
            continue;
        else if (is_space(*text) && begun)
            strbuf_addf(out, "&#%d;", *text); /* a line of spaces is an empty one */
        else
            add_byte(out, *text);
    }
}

/* Scripts and styles, whose text knows no entities: without empty lines. */
static void add_lines(struct strbuf *out, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        if (strspn(text, " \t\r\f") < len) {
            strbuf_add(out, text, len);
            strbuf_adds(out, text[len] ? "\n" : "");
        }
        text += len + (text[len] != '\0');
    }
}

static void add_node(const struct from_html *in, struct strbuf *out, const GumboNode *node,
                     bool verbatim)
{
    enum dom_kind kind = dom_kind(node);
    if (kind == DOM_NOTHING)
        return;
    if (kind == DOM_TEXT) {
        const GumboNode *parent = node->parent;
        bool lines = parent &&
                     (dom_named(parent, GUMBO_TAG_SCRIPT) || dom_named(parent, GUMBO_TAG_STYLE) ||
                      dom_named(parent, GUMBO_TAG_IFRAME) || dom_named(parent, GUMBO_TAG_NOSCRIPT));
        if (lines)
            add_lines(out, dom_text(node));
        else if (verbatim)
            add_verbatim(out, dom_text(node));
        else
            add_text(out, dom_text(node));
        return;
    }
    raw_add_tag(in, out, node);
    const GumboVector *children = dom_children(node);
    bool pre = kind == DOM_PRE || dom_named(node, GUMBO_TAG_TEXTAREA);
    if (pre && children->length && dom_is_text(children->data[0]) &&
        *dom_text(children->data[0]) == '\n')
        strbuf_addc(out, '\n'); /* the first one is dropped by whoever reads it */
    for (unsigned i = 0; i < children->length; i++)
        add_node(in, out, children->data[i], verbatim || pre);
    raw_add_end(in, out, node);
}

void raw_add(const struct from_html *in, struct strbuf *out, const GumboNode *node)
{
    add_node(in, out, node, false);
}

/* ---- blocks ---- */

/* Does Markdown take a line that begins with this element as a block of HTML, whatever follows? */
static bool begins_html_block(const GumboNode *node)
{
    enum dom_kind kind = dom_kind(node);
    return dom_is_block(kind) || dom_named(node, GUMBO_TAG_IFRAME) ||
           dom_named(node, GUMBO_TAG_SCRIPT) || dom_named(node, GUMBO_TAG_STYLE) ||
           dom_named(node, GUMBO_TAG_LINK);
}

const char *raw_block(const struct from_html *in, const GumboNode *const *nodes, size_t count)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    bool block = false;
    for (size_t i = 0; i < count; i++)
        block = block || dom_is_block(dom_kind(nodes[i])) || dom_holds_block(nodes[i]);
    bool bare = count == 1 && begins_html_block(nodes[0]);
    const char *around = block ? "div" : "p";
    if (!bare)
        strbuf_addf(&out, "<%s>", around);
    for (size_t i = 0; i < count; i++)
        raw_add(in, &out, nodes[i]);
    strbuf_rtrim(&out);
    if (!bare)
        strbuf_addf(&out, "</%s>", around);
    const char *text = arena_strdup(in->arena, out.buf);
    strbuf_release(&out);
    return text;
}
