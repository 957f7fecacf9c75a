/*
 * Raw HTML in Markdown: attributes that hold URLs are found by gumbo and replaced
 * in place, in the text as the author wrote it, which is never written anew. Only
 * the pieces that cmark calls HTML are looked at.
 *
 * What gumbo does and how it is met: elements that it clones (<p><a href=f>one
 * <p>two</a>) come with the same offset, so that edits are deduplicated by it; an
 * empty value has nonsense as its original text, so that offsets are checked; its
 * tree is never freed by gumbo, whose recursion would end on the stack. An
 * unterminated tag is not in the tree, and stays as it is.
 */
#include "page.h"

#include "bounded.h"
#include "escape.h"

#include <ctype.h>
#include <gumbo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void *gumbo_alloc(void *context, size_t size)
{
    (void)context;
    return bounded_calloc(1, size);
}

static void gumbo_release(void *context, void *block)
{
    (void)context;
    bounded_free(block);
}

static GumboOutput *parse(const char *html, size_t len)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = gumbo_alloc;
    options.deallocator = gumbo_release;
    options.fragment_context = GUMBO_TAG_BODY;
    options.max_errors = 0;
    return gumbo_parse_with_options(&options, html, len);
}

/* Goes through a tree in the order of the text, without recursion: the next node, NULL at the end.
 */
static const GumboNode *next_node(const GumboNode *node, const GumboNode *top)
{
    const GumboVector *children = NULL;
    if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
        children = &node->v.element.children;
    else if (node->type == GUMBO_NODE_DOCUMENT)
        children = &node->v.document.children;
    if (children && children->length > 0)
        return children->data[0];
    while (node != top && node->parent) {
        const GumboNode *parent = node->parent;
        children = parent->type == GUMBO_NODE_DOCUMENT ? &parent->v.document.children
                                                       : &parent->v.element.children;
        if (node->index_within_parent + 1 < children->length)
            return children->data[node->index_within_parent + 1];
        node = parent;
    }
    return NULL;
}

/* ---- the text ---- */

static bool ends_line(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_BR:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
        return true;
    default:
        return false;
    }
}

/* Scripts and styles show nothing. */
static bool is_hidden(const GumboNode *text)
{
    const GumboNode *parent = text->parent;
    if (!parent || parent->type != GUMBO_NODE_ELEMENT)
        return false;
    GumboTag tag = parent->v.element.tag;
    return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_NOSCRIPT;
}

void raw_html_text(const char *html, struct strbuf *out)
{
    struct bounded_mark mark = bounded_mark();
    GumboOutput *output = parse(html, strlen(html));
    for (const GumboNode *node = output->root; node; node = next_node(node, output->root)) {
        if (node->type == GUMBO_NODE_TEXT && !is_hidden(node))
            strbuf_adds(out, node->v.text.text);
        else if (node->type == GUMBO_NODE_WHITESPACE)
            strbuf_addc(out, ' ');
        else if (node->type == GUMBO_NODE_ELEMENT && ends_line(node->v.element.tag))
            strbuf_addc(out, '\n');
    }
    bounded_rewind(mark);
}

/* ---- edits ---- */

struct edit {
    size_t at, len; /* in the original */
    char *text;     /* owned */
};

struct edits ARRAY(struct edit);

struct html {
    struct page *page;
    const char *text;
    size_t len;
    struct spot spot; /* of the offset `line_start`, the last one asked for */
    size_t line_start;
    struct edits edits;
};

static void add_edit(struct html *html, size_t at, size_t len, struct strbuf *text)
{
    struct edit edit = {at, len, strbuf_detach(text)};
    ARRAY_PUSH(&html->edits, edit);
}

static int by_offset(const void *a, const void *b)
{
    const struct edit *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* The text with all edits, or NULL where there is none. From the arena. */
static const char *apply(struct html *html)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t copied = 0;
    if (html->edits.len == 0)
        return NULL;
    qsort(html->edits.items, html->edits.len, sizeof *html->edits.items, by_offset);
    for (size_t i = 0; i < html->edits.len; i++) {
        struct edit *edit = &html->edits.items[i];
        bool again = i > 0 && edit->at == html->edits.items[i - 1].at;
        if (!again && edit->at >= copied) {
            strbuf_add(&out, html->text + copied, edit->at - copied);
            strbuf_adds(&out, edit->text);
            copied = edit->at + edit->len;
        }
    }
    for (size_t i = 0; i < html->edits.len; i++)
        free(html->edits.items[i].text);
    strbuf_add(&out, html->text + copied, html->len - copied);
    const char *text = arena_strndup(html->page->arena, out.buf, out.len);
    strbuf_release(&out);
    ARRAY_RELEASE(&html->edits);
    return text;
}

/* The place in the text of a piece that gumbo points to; false where it points elsewhere. */
static bool offset_of(const struct html *html, const GumboStringPiece *piece, size_t *at)
{
    if (!piece->data || piece->data < html->text || piece->data >= html->text + html->len ||
        piece->length > (size_t)(html->text + html->len - piece->data))
        return false;
    *at = (size_t)(piece->data - html->text);
    return true;
}

/* Where in the document an offset is; offsets are asked for from the first to the last. cmark's
 * start of a block is right. */
static struct spot spot_at(struct html *html, size_t offset)
{
    const char *newline;
    while (offset > html->line_start &&
           (newline = memchr(html->text + html->line_start, '\n', offset - html->line_start))) {
        html->line_start = (size_t)(newline - html->text) + 1;
        html->spot.line++;
        html->spot.column = 1;
    }
    return html->spot;
}

static void replace_value(struct html *html, const GumboAttribute *attribute, const char *value)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t at;
    if (!offset_of(html, &attribute->original_value, &at))
        return;
    strbuf_addc(&text, '"');
    escape_html(&text, value, strlen(value));
    strbuf_addc(&text, '"');
    add_edit(html, at, attribute->original_value.length, &text);
}

/* ---- attributes ---- */

/* JSX values, and the tags of generators that nothing stands for. */
static bool is_foreign_value(const char *value)
{
    return *value == '\0' || (*value == '{' && value[1] != '{' && value[1] != '%');
}

static bool is_kept(const struct target *target)
{
    return target->kind == TARGET_KEEP || target->kind == TARGET_BROKEN;
}

static void handle_url(struct html *html, const GumboAttribute *attribute, bool image)
{
    size_t at;
    struct strbuf url = STRBUF_INIT(STRBUF_UNBOUNDED), trimmed = STRBUF_INIT(STRBUF_UNBOUNDED);
    if (is_foreign_value(attribute->value) || !offset_of(html, &attribute->original_value, &at))
        return;
    strbuf_adds(&trimmed, attribute->value);
    strbuf_trim(&trimmed);
    struct spot spot = spot_at(html, at);
    const struct target *target = image ? image_source(html->page, trimmed.buf, spot)
                                        : link_target(html->page, trimmed.buf, spot);
    if (!is_kept(target)) {
        target_add(html->page, target, trimmed.buf, &url);
        replace_value(html, attribute, url.buf);
    }
    strbuf_release(&trimmed);
    strbuf_release(&url);
}

/* The end of a candidate's descriptors: a comma outside parentheses. */
static size_t skip_descriptors(const char *value, size_t at)
{
    int depth = 0;
    for (; value[at] && (value[at] != ',' || depth > 0); at++)
        depth += value[at] == '(' ? 1 : value[at] == ')' && depth > 0 ? -1 : 0;
    return at;
}

/* srcset, as HTML has it: a URL ends at white space, and may hold commas but not end with one. */
static void handle_srcset(struct html *html, const GumboAttribute *attribute)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    const char *value = attribute->value;
    size_t at = 0, offset;
    bool changed = false;
    if (is_foreign_value(value) || strstr(value, "{{") ||
        !offset_of(html, &attribute->original_value, &offset))
        return;
    struct spot spot = spot_at(html, offset);
    while (value[at]) {
        size_t from = at;
        while (isspace((unsigned char)value[at]) || value[at] == ',')
            at++;
        strbuf_add(&out, value + from, at - from);
        from = at;
        while (value[at] && !isspace((unsigned char)value[at]))
            at++;
        size_t end = at;
        while (end > from && value[end - 1] == ',')
            end--;
        if (end > from) {
            char *url = arena_strndup(html->page->arena, value + from, end - from);
            const struct target *target = image_source(html->page, url, spot);
            changed = changed || !is_kept(target);
            target_add(html->page, target, url, &out);
        }
        from = end;
        at = end < at ? at : skip_descriptors(value, at);
        strbuf_add(&out, value + from, at - from);
    }
    if (changed)
        replace_value(html, attribute, out.buf);
    strbuf_release(&out);
}

enum use { USE_NONE, USE_LINK, USE_FILE, USE_SET };

/* What an attribute of an element holds. */
static enum use use_of(const char *element, const char *attribute)
{
    static const struct {
        const char *element, *attribute;
        enum use use;
    } table[] = {
        {"a", "href", USE_LINK},       {"area", "href", USE_LINK},    {"img", "src", USE_FILE},
        {"img", "srcset", USE_SET},    {"image", "src", USE_FILE},    {"image", "href", USE_FILE},
        {"source", "src", USE_FILE},   {"source", "srcset", USE_SET}, {"video", "src", USE_FILE},
        {"video", "poster", USE_FILE}, {"audio", "src", USE_FILE},    {"track", "src", USE_LINK},
        {"object", "data", USE_LINK},  {"embed", "src", USE_LINK},    {"link", "href", USE_LINK},
        {"input", "src", USE_FILE},    {"iframe", "src", USE_LINK}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].element, element) == 0 && strcmp(table[i].attribute, attribute) == 0)
            return table[i].use;
    return USE_NONE;
}

static const GumboAttribute *attribute_of(const GumboElement *element, const char *name)
{
    return gumbo_get_attribute(&element->attributes, name);
}

/* Alternative text, size and loading of an <img>. */
static void handle_image(struct html *html, const GumboElement *element)
{
    const GumboAttribute *source = attribute_of(element, "src");
    struct strbuf text = STRBUF_INIT(4096);
    size_t at, name = 1;
    if (!source || is_foreign_value(source->value) || !offset_of(html, &element->original_tag, &at))
        return;
    struct spot spot = spot_at(html, at);
    if (!attribute_of(element, "alt") && !attribute_of(element, "aria-hidden") &&
        !attribute_of(element, "role"))
        image_without_alt(html->page, source->value, spot);
    const struct target *target = image_source(html->page, source->value, spot);
    const struct asset *asset =
        target->kind == TARGET_ASSET ? html->page->assets.items[target->index] : NULL;
    bool sized = attribute_of(element, "width") || attribute_of(element, "height");
    image_attributes(html->page, asset, sized, attribute_of(element, "loading") != NULL, &text);
    while (name < element->original_tag.length &&
           isalnum((unsigned char)element->original_tag.data[name]))
        name++; /* <image> is read as <img> */
    if (text.len)
        add_edit(html, at + name, 0, &text);
    strbuf_release(&text);
}

static void handle_attribute(struct html *html, const char *element,
                             const GumboAttribute *attribute)
{
    const char *name = attribute->name;
    if (strcmp(name, "id") == 0 || strcmp(name, "name") == 0) {
        if (*attribute->value)
            heading_id_taken(html->page, attribute->value);
        return;
    }
    switch (use_of(element, name)) {
    case USE_LINK:
        handle_url(html, attribute, false);
        break;
    case USE_FILE:
        handle_url(html, attribute, true);
        break;
    case USE_SET:
        handle_srcset(html, attribute);
        break;
    case USE_NONE:
    default:
        break;
    }
}

static void handle_element(struct html *html, const GumboNode *node)
{
    const GumboElement *element = &node->v.element;
    const char *name = gumbo_normalized_tagname(element->tag);
    if (node->parse_flags &
        (GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT | GUMBO_INSERTION_ADOPTION_AGENCY_CLONED))
        return;
    if (element->tag == GUMBO_TAG_IMG || element->tag == GUMBO_TAG_IMAGE)
        handle_image(html, element);
    for (unsigned i = 0; i < element->attributes.length; i++)
        handle_attribute(html, name, element->attributes.data[i]);
    if (element->tag == GUMBO_TAG_H1 && html->page->document->kind == DOCUMENT_POST) {
        struct spot spot = html->spot;
        diagnostic_hint(diagnose(html->page->found, SEVERITY_WARNING, "h1-in-body",
                                 place_of(html->page, spot.line, spot.column, "<h1"),
                                 "heading of level 1 in the body"),
                        "GHL shows the title as the page's only heading of level 1: use <h2>");
    }
}

/* Most raw HTML has nothing for us: parsing it would cost more than all the rest. */
static bool worth_parsing(const char *html)
{
    static const char *const names[] = {"src", "href", "poster", "data", "id", "name", "h1"};
    for (const char *at = strchr(html, '<'); at && *at; at++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if ((*at | 0x20) == names[i][0] && strncasecmp(at, names[i], strlen(names[i])) == 0)
                return true;
    return false;
}

static void rewrite(struct page *page, cmark_node *node)
{
    const char *text = cmark_node_get_literal(node);
    struct html html = {.page = page, .text = text, .len = strlen(text)};
    html.spot.line = cmark_node_get_start_line(node);
    html.spot.column = cmark_node_get_start_column(node);
    struct bounded_mark mark = bounded_mark();
    GumboOutput *output = parse(text, html.len);
    for (const GumboNode *at = output->root; at; at = next_node(at, output->root))
        if (at->type == GUMBO_NODE_ELEMENT || at->type == GUMBO_NODE_TEMPLATE)
            handle_element(&html, at);
    bounded_rewind(mark); /* ten thousand tags in one document are parsed one by one */
    const char *edited = apply(&html);
    if (edited)
        cmark_node_set_literal(node, edited);
}

void pass_raw_html(struct page *page)
{
    for (size_t i = 0; i < page->html.len; i++) {
        const char *text = cmark_node_get_literal(page->html.items[i]);
        if (worth_parsing(text) && strncmp(text, "<!--", 4) != 0)
            rewrite(page, page->html.items[i]);
    }
}
