/*
 * What a reader sees of an element's attributes. Classes, ids and data- names
 * belong to the style sheets and scripts of where the text comes from; styles
 * that say what is so anyway say nothing. All else counts: a block whose colour
 * or alignment somebody chose is not the same without it.
 */
#include "dom.h"

#include "base/array.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct parts ARRAY(char *);

static bool is_in(const char *const *list, const char *text)
{
    for (; *list; list++)
        if (strcasecmp(*list, text) == 0)
            return true;
    return false;
}

static bool begins(const char *text, const char *prefix)
{
    return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

/* ---- styles ---- */

/* Properties that say nothing with one of these values; with any value where the first is "*".
 * White space between lines and blocks is not the text's. */
static const struct {
    const char *name;
    const char *values[8];
} silent[] = {
    {"text-align", {"left", "start", NULL}},
    {"color",
     {"black", "#000", "#000000", "rgb(0, 0, 0)", "rgb(0,0,0)", "windowtext", "currentcolor",
      NULL}},
    {"background-color", {"transparent", "rgba(0, 0, 0, 0)", "rgba(0,0,0,0)", "none", NULL}},
    {"background", {"transparent", "none", "rgba(0, 0, 0, 0)", NULL}},
    {"white-space", {"normal", "pre-wrap", NULL}},
    {"white-space-collapse", {"*", NULL}},
    {"vertical-align", {"baseline", NULL}},
    {"font-variant", {"normal", NULL}},
    {"font-variant-ligatures", {"*", NULL}},
    {"font-variant-caps", {"normal", NULL}},
    {"font-variant-numeric", {"*", NULL}},
    {"font-variant-east-asian", {"*", NULL}},
    {"font-variant-alternates", {"*", NULL}},
    {"font-variant-position", {"*", NULL}},
    {"font-stretch", {"normal", "100%", NULL}},
    {"text-transform", {"none", NULL}},
    {"text-indent", {"0", "0px", "0in", "0cm", "0pt", NULL}},
    {"text-decoration-style", {"solid", NULL}},
    {"text-decoration-color", {"*", NULL}},
    {"text-decoration-thickness", {"*", NULL}},
    {"float", {"none", NULL}},
    {"clear", {"none", NULL}},
    {"letter-spacing", {"normal", "0", "0px", NULL}},
    {"word-spacing", {"normal", "0", "0px", NULL}},
    {"line-height", {"*", NULL}},
    {"margin", {"0", "0px", "0in", NULL}},
    {"margin-top", {"*", NULL}},
    {"margin-bottom", {"*", NULL}},
    {"margin-left", {"0", "0px", "0in", NULL}},
    {"margin-right", {"0", "0px", "0in", NULL}},
    {"padding", {"0", "0px", NULL}},
    {"padding-top", {"*", NULL}},
    {"padding-bottom", {"*", NULL}},
    {"padding-left", {"0", "0px", NULL}},
    {"padding-right", {"0", "0px", NULL}},
    {"box-sizing", {"*", NULL}},
    {"orphans", {"*", NULL}},
    {"widows", {"*", NULL}},
    {"cursor", {"*", NULL}},
    {"outline", {"*", NULL}},
    {"caret-color", {"*", NULL}},
    {"user-select", {"*", NULL}},
    {"overflow-wrap", {"*", NULL}},
    {"word-wrap", {"*", NULL}},
    {"word-break", {"normal", "break-word", NULL}},
    {"tab-size", {"*", NULL}},
    {"text-size-adjust", {"*", NULL}},
    {"font-kerning", {"*", NULL}},
    {"font-optical-sizing", {"*", NULL}},
    {"font-feature-settings", {"normal", NULL}},
    {"font-variation-settings", {"normal", NULL}},
    {"text-rendering", {"*", NULL}},
};

static bool is_silent(const char *name, const char *value)
{
    static const char *const any[] = {"inherit", "initial", "unset", "revert", "", NULL};
    if (begins(name, "-") || begins(name, "mso-") || is_in(any, value))
        return true;
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (strcmp(silent[i].name, name) == 0)
            return strcmp(silent[i].values[0], "*") == 0 || is_in(silent[i].values, value);
    return false;
}

/* Weight, slant and strike are marks; true where the declaration is one of them. */
static bool style_mark(const char *name, const char *value, enum dom_kind kind, struct looks *looks)
{
    static const char *const bold[] = {"bold", "bolder", "600", "700", "800", "900", NULL};
    static const char *const light[] = {"normal", "400", "500", NULL};
    static const char *const slanted[] = {"italic", "oblique", NULL};
    if (strcmp(name, "font-weight") == 0) {
        looks->on |= is_in(bold, value) ? MARK_BOLD : 0u;
        looks->off |= is_in(light, value) ? MARK_BOLD : 0u;
        return is_in(bold, value) || is_in(light, value);
    }
    if (strcmp(name, "font-style") == 0) {
        looks->on |= is_in(slanted, value) ? MARK_ITALIC : 0u;
        looks->off |= strcasecmp(value, "normal") == 0 ? MARK_ITALIC : 0u;
        return is_in(slanted, value) || strcasecmp(value, "normal") == 0;
    }
    if (strcmp(name, "text-decoration") == 0 || strcmp(name, "text-decoration-line") == 0) {
        bool none = begins(value, "none") && kind != DOM_LINK;
        looks->on |= strcasecmp(value, "line-through") == 0 ? MARK_STRIKE : 0u;
        looks->off |= none ? MARK_STRIKE : 0u;
        return none || strcasecmp(value, "line-through") == 0;
    }
    return false;
}

/* A value up to its semicolon, which may stand in quotes and parentheses as well. */
static void read_value(const char **at, struct strbuf *value)
{
    char quote = 0;
    int depth = 0;
    for (; **at && (quote || depth > 0 || **at != ';'); ++*at) {
        char c = **at;
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '(' || (c == ')' && depth > 0))
            depth += c == '(' ? 1 : -1;
        strbuf_addc(value, (char)tolower((unsigned char)c));
    }
    char *important = strstr(value->buf, "!important");
    if (important)
        strbuf_truncate(value, (size_t)(important - value->buf));
    strbuf_trim(value);
}

/* The next declaration of a style, lower case, its value without "!important". */
static bool next_declaration(const char **at, struct strbuf *name, struct strbuf *value)
{
    strbuf_clear(name);
    strbuf_clear(value);
    if (!**at)
        return false;
    for (; **at && **at != ':' && **at != ';'; ++*at)
        strbuf_addc(name, (char)tolower((unsigned char)**at));
    if (**at == ':') {
        ++*at;
        read_value(at, value);
    }
    if (**at == ';')
        ++*at;
    strbuf_trim(name);
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void join(struct parts *parts, struct strbuf *out)
{
    if (parts->len > 1)
        qsort(parts->items, parts->len, sizeof *parts->items, by_text);
    for (size_t i = 0; i < parts->len; i++) {
        strbuf_addf(out, "%s%s", i ? ";" : "", parts->items[i]);
        free(parts->items[i]);
    }
    ARRAY_RELEASE(parts);
}

const char *style_looks(const GumboNode *node, enum dom_kind kind, struct arena *arena,
                        struct looks *looks, const char **align)
{
    const char *at = dom_attribute(node, "style");
    struct strbuf name = STRBUF_INIT(4096), value = STRBUF_INIT(64u << 10);
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct parts parts = {NULL, 0, 0};
    if (!at)
        return "";
    while (next_declaration(&at, &name, &value)) {
        if (name.len == 0)
            continue;
        if (align && strcmp(name.buf, "text-align") == 0)
            *align = arena_strdup(arena, value.buf);
        bool cell = kind == DOM_CELL && strcmp(name.buf, "text-align") == 0;
        if (!cell && !style_mark(name.buf, value.buf, kind, looks) &&
            !is_silent(name.buf, value.buf))
            ARRAY_PUSH(&parts, mem_printf("%s:%s", name.buf, value.buf));
    }
    join(&parts, &out);
    const char *text = out.len ? arena_strdup(arena, out.buf) : "";
    strbuf_release(&out);
    strbuf_release(&name);
    strbuf_release(&value);
    return text;
}

/* ---- attributes ---- */

/* Never seen, whatever the element. */
static bool is_unseen(const char *name)
{
    static const char *const names[] = {
        "class",         "id",        "lang",         "xml:lang",    "role",
        "tabindex",      "draggable", "translate",    "spellcheck",  "contenteditable",
        "itemprop",      "itemscope", "itemtype",     "itemid",      "decoding",
        "loading",       "target",    "rel",          "crossorigin", "referrerpolicy",
        "fetchpriority", "style",     "autocomplete", "nonce",       NULL};
    return begins(name, "data-") || begins(name, "aria-") || is_in(names, name);
}

/* Read by those who know the kind. */
static bool is_read_elsewhere(enum dom_kind kind, const char *name)
{
    static const char *const image[] = {"alt", "title", "width", "height", "srcset", "sizes", NULL};
    static const char *const urls[] = {"src", "href", "poster", "data", NULL};
    if (is_in(urls, name))
        return true;
    switch (kind) {
    case DOM_LINK:
        return strcmp(name, "title") == 0;
    case DOM_IMAGE:
        return is_in(image, name);
    case DOM_LIST:
        return strcmp(name, "start") == 0;
    case DOM_CELL:
        return strcmp(name, "align") == 0;
    default:
        return false;
    }
}

/* Says what is so anyway. */
static bool says_nothing(enum dom_kind kind, const char *name, const char *value)
{
    if (strcmp(name, "dir") == 0)
        return strcasecmp(value, "rtl") != 0;
    if (strcmp(name, "align") == 0)
        return strcasecmp(value, "left") == 0;
    if (strcmp(name, "title") == 0 || strcmp(name, "name") == 0)
        return kind == DOM_SPAN || *value == '\0' || strcmp(name, "name") == 0;
    if (kind == DOM_CELL)
        return strcmp(name, "scope") == 0 || strcmp(name, "headers") == 0 ||
               ((strcmp(name, "colspan") == 0 || strcmp(name, "rowspan") == 0) &&
                strcmp(value, "1") == 0);
    if (kind == DOM_TABLE)
        return (strcmp(name, "border") == 0 && strcmp(value, "0") == 0) ||
               strcmp(name, "summary") == 0;
    if (kind == DOM_ATOM)
        return strcmp(name, "disabled") == 0;
    return false;
}

struct looks dom_looks(const GumboNode *node, struct arena *arena)
{
    const GumboVector *attributes = &node->v.element.attributes;
    enum dom_kind kind = dom_kind(node);
    struct looks looks = {0, 0, ""};
    struct parts parts = {NULL, 0, 0};
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    const char *style = style_looks(node, kind, arena, &looks, NULL);
    if (*style)
        ARRAY_PUSH(&parts, mem_printf("style=%s", style));
    for (unsigned i = 0; i < attributes->length; i++) {
        const GumboAttribute *attribute = attributes->data[i];
        bool checked = strcmp(attribute->name, "checked") == 0;
        if (!is_unseen(attribute->name) && !is_read_elsewhere(kind, attribute->name) &&
            !says_nothing(kind, attribute->name, attribute->value))
            ARRAY_PUSH(&parts,
                       mem_printf("%s=%s", attribute->name, checked ? "" : attribute->value));
    }
    join(&parts, &out);
    looks.rest = out.len ? arena_strdup(arena, out.buf) : "";
    strbuf_release(&out);
    return looks;
}
