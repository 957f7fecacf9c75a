/* HTML as a tree, and the kinds of its elements. What an element looks like is left to looks.c. */
#include "dom.h"

#include "base/mem.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static void *take(void *arena, size_t size)
{
    return arena_alloc(arena, size);
}

static void leave(void *arena, void *block)
{
    (void)arena;
    (void)block;
}

const GumboNode *dom_parse(struct arena *arena, const char *html, size_t len)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = take;
    options.deallocator = leave;
    options.userdata = arena;
    options.fragment_context = GUMBO_TAG_BODY;
    options.max_errors = 0;
    return gumbo_parse_with_options(&options, html, len)->root;
}

static bool is_element(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

const GumboVector *dom_children(const GumboNode *node)
{
    static const GumboVector none = {NULL, 0, 0};
    return is_element(node) ? &node->v.element.children : &none;
}

const GumboNode *dom_next(const GumboNode *node, const GumboNode *top)
{
    const GumboVector *children = dom_children(node);
    if (children->length > 0)
        return children->data[0];
    while (node != top && node->parent) {
        const GumboNode *parent = node->parent;
        children = dom_children(parent);
        if (node->index_within_parent + 1 < children->length)
            return children->data[node->index_within_parent + 1];
        node = parent;
    }
    return NULL;
}

bool dom_too_deep(const GumboNode *top)
{
    size_t depth = 0;
    for (const GumboNode *node = top; depth <= DOM_DEPTH_MAX;) {
        const GumboVector *children = dom_children(node);
        if (children->length > 0) {
            node = children->data[0];
            depth++;
            continue;
        }
        for (; node != top; node = node->parent, depth--) {
            children = dom_children(node->parent);
            if (node->index_within_parent + 1 < children->length)
                break;
        }
        if (node == top)
            return false;
        node = children->data[node->index_within_parent + 1];
    }
    return true;
}

bool dom_is_text(const GumboNode *node)
{
    return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
           node->type == GUMBO_NODE_CDATA;
}

const char *dom_text(const GumboNode *node)
{
    return node->v.text.text;
}

bool dom_named(const GumboNode *node, GumboTag tag)
{
    return is_element(node) && node->v.element.tag == tag &&
           node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
}

const char *dom_name(const GumboNode *node, struct arena *arena)
{
    const GumboElement *element = &node->v.element;
    GumboStringPiece piece = element->original_tag;
    if (element->tag != GUMBO_TAG_UNKNOWN && element->tag_namespace == GUMBO_NAMESPACE_HTML)
        return gumbo_normalized_tagname(element->tag);
    gumbo_tag_from_original_text(&piece);
    if (!piece.data || piece.length == 0)
        return element->tag == GUMBO_TAG_UNKNOWN ? "span" : gumbo_normalized_tagname(element->tag);
    const char *svg =
        element->tag_namespace == GUMBO_NAMESPACE_SVG ? gumbo_normalize_svg_tagname(&piece) : NULL;
    if (svg)
        return svg;
    char *name = arena_strndup(arena, piece.data, piece.length);
    for (char *at = name; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return name;
}

const char *dom_attribute(const GumboNode *node, const char *name)
{
    if (!is_element(node))
        return NULL;
    const GumboAttribute *found = gumbo_get_attribute(&node->v.element.attributes, name);
    return found ? found->value : NULL;
}

/* ---- kinds ---- */

struct tag_kind {
    GumboTag tag;
    unsigned char kind;
};

static const struct tag_kind tag_kinds[] = {
    {GUMBO_TAG_SCRIPT, DOM_HIDDEN},    {GUMBO_TAG_STYLE, DOM_HIDDEN},
    {GUMBO_TAG_TEMPLATE, DOM_HIDDEN},  {GUMBO_TAG_NOSCRIPT, DOM_HIDDEN},
    {GUMBO_TAG_LINK, DOM_HIDDEN},      {GUMBO_TAG_META, DOM_HIDDEN},
    {GUMBO_TAG_TITLE, DOM_HIDDEN},     {GUMBO_TAG_BASE, DOM_HIDDEN},
    {GUMBO_TAG_P, DOM_FLOW},           {GUMBO_TAG_DIV, DOM_FLOW},
    {GUMBO_TAG_SECTION, DOM_FLOW},     {GUMBO_TAG_ARTICLE, DOM_FLOW},
    {GUMBO_TAG_MAIN, DOM_FLOW},        {GUMBO_TAG_HEADER, DOM_FLOW},
    {GUMBO_TAG_FOOTER, DOM_FLOW},      {GUMBO_TAG_ASIDE, DOM_FLOW},
    {GUMBO_TAG_NAV, DOM_FLOW},         {GUMBO_TAG_FIGURE, DOM_FLOW},
    {GUMBO_TAG_HGROUP, DOM_FLOW},      {GUMBO_TAG_H1, DOM_HEADING},
    {GUMBO_TAG_H2, DOM_HEADING},       {GUMBO_TAG_H3, DOM_HEADING},
    {GUMBO_TAG_H4, DOM_HEADING},       {GUMBO_TAG_H5, DOM_HEADING},
    {GUMBO_TAG_H6, DOM_HEADING},       {GUMBO_TAG_UL, DOM_LIST},
    {GUMBO_TAG_OL, DOM_LIST},          {GUMBO_TAG_LI, DOM_ITEM},
    {GUMBO_TAG_BLOCKQUOTE, DOM_QUOTE}, {GUMBO_TAG_PRE, DOM_PRE},
    {GUMBO_TAG_TABLE, DOM_TABLE},      {GUMBO_TAG_THEAD, DOM_ROWS},
    {GUMBO_TAG_TBODY, DOM_ROWS},       {GUMBO_TAG_TFOOT, DOM_ROWS},
    {GUMBO_TAG_TR, DOM_ROW},           {GUMBO_TAG_TD, DOM_CELL},
    {GUMBO_TAG_TH, DOM_CELL},          {GUMBO_TAG_HR, DOM_RULE},
    {GUMBO_TAG_BR, DOM_BREAK},         {GUMBO_TAG_IMG, DOM_IMAGE},
    {GUMBO_TAG_IMAGE, DOM_IMAGE},      {GUMBO_TAG_B, DOM_MARK},
    {GUMBO_TAG_STRONG, DOM_MARK},      {GUMBO_TAG_I, DOM_MARK},
    {GUMBO_TAG_EM, DOM_MARK},          {GUMBO_TAG_S, DOM_MARK},
    {GUMBO_TAG_STRIKE, DOM_MARK},      {GUMBO_TAG_DEL, DOM_MARK},
    {GUMBO_TAG_CODE, DOM_MARK},        {GUMBO_TAG_TT, DOM_MARK},
    {GUMBO_TAG_SPAN, DOM_SPAN},        {GUMBO_TAG_ADDRESS, DOM_BLOCK},
    {GUMBO_TAG_CENTER, DOM_BLOCK},     {GUMBO_TAG_DETAILS, DOM_BLOCK},
    {GUMBO_TAG_SUMMARY, DOM_BLOCK},    {GUMBO_TAG_DL, DOM_BLOCK},
    {GUMBO_TAG_DT, DOM_BLOCK},         {GUMBO_TAG_DD, DOM_BLOCK},
    {GUMBO_TAG_FIELDSET, DOM_BLOCK},   {GUMBO_TAG_LEGEND, DOM_BLOCK},
    {GUMBO_TAG_FIGCAPTION, DOM_BLOCK}, {GUMBO_TAG_FORM, DOM_BLOCK},
    {GUMBO_TAG_CAPTION, DOM_BLOCK},    {GUMBO_TAG_DIR, DOM_BLOCK},
    {GUMBO_TAG_MENU, DOM_BLOCK},       {GUMBO_TAG_COL, DOM_BLOCK},
    {GUMBO_TAG_COLGROUP, DOM_BLOCK},   {GUMBO_TAG_PARAM, DOM_HIDDEN},
    {GUMBO_TAG_IFRAME, DOM_ATOM},      {GUMBO_TAG_VIDEO, DOM_ATOM},
    {GUMBO_TAG_AUDIO, DOM_ATOM},       {GUMBO_TAG_OBJECT, DOM_ATOM},
    {GUMBO_TAG_EMBED, DOM_ATOM},       {GUMBO_TAG_INPUT, DOM_ATOM},
    {GUMBO_TAG_BUTTON, DOM_ATOM},      {GUMBO_TAG_SELECT, DOM_ATOM},
    {GUMBO_TAG_TEXTAREA, DOM_ATOM},    {GUMBO_TAG_CANVAS, DOM_ATOM},
    {GUMBO_TAG_MAP, DOM_ATOM},         {GUMBO_TAG_AREA, DOM_ATOM},
    {GUMBO_TAG_PROGRESS, DOM_ATOM},    {GUMBO_TAG_METER, DOM_ATOM},
    {GUMBO_TAG_WBR, DOM_ATOM},         {GUMBO_TAG_RUBY, DOM_ATOM},
    {GUMBO_TAG_MARQUEE, DOM_ATOM},     {GUMBO_TAG_FRAMESET, DOM_ATOM},
    {GUMBO_TAG_SOURCE, DOM_ATOM},      {GUMBO_TAG_TRACK, DOM_ATOM}};

/* A figure with a caption belongs together; without one it is a paragraph around a picture. */
static bool has_caption(const GumboNode *figure)
{
    const GumboVector *children = dom_children(figure);
    for (unsigned i = 0; i < children->length; i++)
        if (dom_named(children->data[i], GUMBO_TAG_FIGCAPTION))
            return true;
    return false;
}

enum dom_kind dom_kind(const GumboNode *node)
{
    if (dom_is_text(node))
        return DOM_TEXT;
    if (!is_element(node))
        return DOM_NOTHING;
    if (node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML)
        return DOM_ATOM;
    GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_A)
        return dom_attribute(node, "href") ? DOM_LINK : DOM_SPAN;
    if (tag == GUMBO_TAG_FIGURE && has_caption(node))
        return DOM_BLOCK;
    for (size_t i = 0; i < sizeof tag_kinds / sizeof *tag_kinds; i++)
        if (tag_kinds[i].tag == tag)
            return (enum dom_kind)tag_kinds[i].kind;
    return DOM_WRAP;
}

bool dom_is_block(enum dom_kind kind)
{
    return kind >= DOM_FLOW && kind <= DOM_BLOCK;
}

bool dom_holds_block(const GumboNode *node)
{
    for (const GumboNode *at = node; at; at = dom_next(at, node))
        if (at != node && dom_is_block(dom_kind(at)))
            return true;
    return false;
}

unsigned dom_mark(const GumboNode *node)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_B:
    case GUMBO_TAG_STRONG:
        return MARK_BOLD;
    case GUMBO_TAG_I:
    case GUMBO_TAG_EM:
        return MARK_ITALIC;
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_TT:
        return MARK_CODE;
    default:
        return MARK_STRIKE;
    }
}

int dom_level(const GumboNode *node)
{
    return (int)node->v.element.tag - (int)GUMBO_TAG_H1 + 1;
}

/* ---- what some kinds say in attributes ---- */

/* "language-x" or "lang-x" among the classes; NULL where there is none. */
static const char *class_language(const GumboNode *node, struct arena *arena)
{
    static const char *const prefixes[] = {"language-", "lang-"};
    const char *at = dom_attribute(node, "class");
    while (at && *at) {
        at += strspn(at, " \t\r\n\f");
        size_t len = strcspn(at, " \t\r\n\f");
        for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
            size_t prefix = strlen(prefixes[i]);
            if (len > prefix && strncasecmp(at, prefixes[i], prefix) == 0)
                return arena_strndup(arena, at + prefix, len - prefix);
        }
        at += len;
    }
    return NULL;
}

const char *dom_language(const GumboNode *pre, struct arena *arena)
{
    const char *language = class_language(pre, arena);
    const GumboVector *children = dom_children(pre);
    for (unsigned i = 0; i < children->length && !language; i++)
        if (dom_named(children->data[i], GUMBO_TAG_CODE))
            language = class_language(children->data[i], arena);
    return language ? language : "";
}

const char *dom_alignment(const GumboNode *cell, struct arena *arena)
{
    static const char *const known[] = {"left", "center", "right"};
    struct looks looks = {0, 0, ""};
    const char *align = NULL;
    (void)style_looks(cell, DOM_CELL, arena, &looks, &align);
    if (!align)
        align = dom_attribute(cell, "align");
    for (size_t i = 0; align && i < sizeof known / sizeof *known; i++)
        if (strcasecmp(align, known[i]) == 0)
            return known[i];
    return "";
}
