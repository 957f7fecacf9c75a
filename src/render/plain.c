/*
 * The body as plain text: for social posts, for the description, for counting
 * words. How long a text may be on a network is left to others.
 */
#include "page.h"
#include "styled.h"

#include "base/limits.h"

#include <string.h>
#include <strings.h>

#define INDENT_MAX      16  /* levels of lists that are shown as such */
#define DESCRIPTION_MAX 200 /* graphemes */

struct plain {
    struct strbuf out;
    bool social; /* a text that is read by itself: URLs, boxes, quotes, notes */
    bool styled; /* emphasis in Unicode's letters */
    struct style style;
    unsigned lists;               /* that are open */
    size_t blank;                 /* line ends that are due before the next text */
    unsigned quotes;              /* that are open */
    bool quote_opens, quote_open; /* “ is due, ” will be */
    bool bare;                    /* the text of a link that is its address */
    size_t notes;                 /* footnotes so far */
};

static void flush(struct plain *plain)
{
    static const char ends[] = "\n\n";
    if (plain->out.len)
        strbuf_add(&plain->out, ends, plain->blank);
    plain->blank = 0;
}

/* A block begins: at least so many line ends before it. */
static void want(struct plain *plain, size_t blank)
{
    if (plain->blank < blank)
        plain->blank = blank;
}

/* Does it begin with a quotation mark of its own? */
static bool is_quoted(const char *text)
{
    static const char *const marks[] = {"\"", "'", "“", "„", "«", "»", "‘", "‚", "「", "『"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

static void open_quote(struct plain *plain, const char *text)
{
    if (!plain->quote_opens)
        return;
    plain->quote_opens = false;
    plain->quote_open = !is_quoted(text);
    if (plain->quote_open)
        strbuf_adds(&plain->out, "“");
}

static void add(struct plain *plain, const char *text)
{
    if (!text || !*text)
        return;
    flush(plain);
    open_quote(plain, text);
    bool shaped = plain->style.bold || plain->style.italic || plain->style.struck;
    if (plain->styled && shaped && !plain->bare)
        styled_add(&plain->out, &plain->style, text);
    else
        strbuf_adds(&plain->out, text);
}

static void indent(struct plain *plain, unsigned levels)
{
    for (unsigned i = 0; i < levels && i < INDENT_MAX; i++)
        strbuf_adds(&plain->out, "  ");
}

/* Is it a task, and done? */
static const char *bullet_of(const struct plain *plain, cmark_node *item)
{
    bool done;
    if (!plain->social || !markdown_is_task(item, &done))
        return "• ";
    return done ? "☑ " : "☐ ";
}

static void begin_item(struct plain *plain, cmark_node *item)
{
    cmark_node *list = cmark_node_parent(item);
    want(plain, 1);
    flush(plain);
    indent(plain, plain->lists - 1);
    if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) {
        strbuf_adds(&plain->out, bullet_of(plain, item));
        return;
    }
    /* The next number is kept at the list: counting back would be quadratic. */
    union {
        void *pointer;
        size_t number;
    } number;
    number.pointer = cmark_node_get_user_data(list);
    if (!number.pointer)
        number.number = (size_t)cmark_node_get_list_start(list) + 1;
    strbuf_addf(&plain->out, "%zu. ", number.number - 1);
    number.number++;
    cmark_node_set_user_data(list, number.pointer);
}

/* Is this the link's text already? "https://x.example/" and "x.example" are. */
static bool shows_url(const char *text, const char *url)
{
    size_t len = strlen(text);
    const char *host = strstr(url, "://");
    const char *bare = host ? host + 3 : strncmp(url, "mailto:", 7) == 0 ? url + 7 : url;
    return strcmp(text, url) == 0 || (len && strncasecmp(bare, text, len) == 0 &&
                                      strcspn(bare + len, "/") == 0 && strlen(bare + len) <= 1);
}

static void end_link(struct plain *plain, cmark_node *node)
{
    const char *url = cmark_node_get_url(node);
    struct strbuf text = STRBUF_INIT(64u << 10);
    plain->bare = false;
    bool address =
        strstr(url, "://") || strncasecmp(url, "mailto:", 7) == 0 || strncmp(url, "{{", 2) == 0;
    if (!plain->social || !address)
        return; /* a path means nothing outside the site */
    markdown_text(node, false, &text);
    if (text.len == 0)
        add(plain, url);
    else if (!shows_url(text.buf, url))
        strbuf_addf(&plain->out, " (%s)", strncasecmp(url, "mailto:", 7) == 0 ? url + 7 : url);
    strbuf_release(&text);
}

static void begin_link(struct plain *plain, cmark_node *node)
{
    struct strbuf text = STRBUF_INIT(64u << 10);
    if (plain->styled) {
        markdown_text(node, false, &text);
        plain->bare = shows_url(text.buf, cmark_node_get_url(node));
    }
    strbuf_release(&text);
}

static bool is_paragraph(cmark_node *node)
{
    return node && cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH;
}

/* Marks around what is said; not around a list. */
static void begin_quote(struct plain *plain, cmark_node *node)
{
    want(plain, 2);
    if (plain->social && plain->quotes++ == 0)
        plain->quote_opens =
            is_paragraph(cmark_node_first_child(node)) &&
            (is_paragraph(cmark_node_last_child(node)) ||
             cmark_node_get_type(cmark_node_last_child(node)) == CMARK_NODE_BLOCK_QUOTE);
}

static void end_quote(struct plain *plain)
{
    if (!plain->social || --plain->quotes > 0)
        return;
    if (plain->quote_open)
        strbuf_adds(&plain->out, "”");
    plain->quote_opens = plain->quote_open = false;
}

/* "[1] What the note says." */
static void begin_note(struct plain *plain)
{
    want(plain, 2);
    if (!plain->social)
        return;
    if (plain->notes)
        plain->blank = 1;
    flush(plain);
    strbuf_addf(&plain->out, "[%zu] ", ++plain->notes);
}

static void add_code(struct plain *plain, const char *code)
{
    size_t len = strlen(code);
    while (len && code[len - 1] == '\n')
        len--;
    flush(plain);
    strbuf_add(&plain->out, code, len);
}

static void add_html(struct plain *plain, const char *html)
{
    struct strbuf text = STRBUF_INIT(LIMIT_RENDERED);
    raw_html_text(html, &text);
    strbuf_trim(&text);
    add(plain, text.buf);
    strbuf_release(&text);
}

/* An item's first paragraph stands behind its bullet, the others below it. */
static void begin_paragraph(struct plain *plain, cmark_node *node)
{
    cmark_node *parent = cmark_node_parent(node);
    bool first = !cmark_node_previous(node);
    if (first && plain->social && markdown_is_footnote_definition(parent))
        return;
    if (!markdown_is_item(parent)) {
        want(plain, 2);
    } else if (!first) {
        want(plain, 1);
        flush(plain);
        if (plain->social)
            indent(plain, plain->lists);
    }
}

static void enter_block(struct plain *plain, cmark_node *node)
{
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
        begin_paragraph(plain, node);
        break;
    case CMARK_NODE_LIST:
        cmark_node_set_user_data(node, NULL);
        want(plain, plain->lists ? 1 : 2);
        plain->lists++;
        break;
    case CMARK_NODE_ITEM:
        begin_item(plain, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        want(plain, 2);
        add_code(plain, cmark_node_get_literal(node));
        want(plain, 2);
        break;
    case CMARK_NODE_HTML_BLOCK:
        want(plain, 2);
        add_html(plain, cmark_node_get_literal(node));
        want(plain, 2);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        want(plain, 2);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        begin_quote(plain, node);
        break;
    default:
        if (markdown_is_footnote_definition(node))
            begin_note(plain);
        else if (markdown_is_table(node))
            want(plain, 2);
        else if (markdown_is_table_row(node))
            want(plain, 1);
        else if (markdown_is_table_cell(node) && cmark_node_previous(node))
            add(plain, " | ");
        break;
    }
}

/* Text in a line: what stands around a picture that was left out gives one space, not two. */
static void add_words(struct plain *plain, const char *text)
{
    const struct strbuf *out = &plain->out;
    if (*text == ' ' &&
        (plain->blank > 0 || out->len == 0 || strchr(" \n", out->buf[out->len - 1])))
        text++;
    add(plain, text);
}

static void enter_inline(struct plain *plain, cmark_node *node)
{
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_CODE:
        add(plain, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_TEXT:
        add_words(plain, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        add_words(plain, " ");
        break;
    case CMARK_NODE_LINEBREAK:
        add(plain, "\n");
        break;
    case CMARK_NODE_STRONG:
        plain->style.bold++;
        break;
    case CMARK_NODE_EMPH:
        plain->style.italic++;
        break;
    case CMARK_NODE_LINK:
        begin_link(plain, node);
        break;
    default:
        if (markdown_is_struck(node))
            plain->style.struck++;
        else if (plain->social)
            markdown_footnote_mark(node, &plain->out);
        break;
    }
}

/* At the end of a row there is nothing between bars. */
static void drop_empty_cells(struct plain *plain)
{
    struct strbuf *out = &plain->out;
    while (out->len > 3 && memcmp(out->buf + out->len - 3, " | ", 3) == 0)
        strbuf_truncate(out, out->len - 3);
}

static void leave(struct plain *plain, cmark_node *node)
{
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_LINK:
        end_link(plain, node);
        break;
    case CMARK_NODE_STRONG:
        plain->style.bold--;
        break;
    case CMARK_NODE_EMPH:
        plain->style.italic--;
        break;
    case CMARK_NODE_LIST:
        plain->lists--;
        want(plain, plain->lists ? 1 : 2);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        end_quote(plain);
        want(plain, plain->lists ? 1 : 2);
        break;
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
        want(plain, plain->lists ? 1 : 2);
        break;
    default:
        if (markdown_is_struck(node))
            plain->style.struck--;
        else if (markdown_is_table_row(node) && plain->social)
            drop_empty_cells(plain);
        else if (markdown_is_table(node))
            want(plain, 2);
        break;
    }
}

static void add_tree(struct plain *plain, cmark_node *root)
{
    cmark_iter *iter = cmark_iter_new(root);
    cmark_event_type event;
    unsigned images = 0; /* pictures have no text of their own */
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (cmark_node_get_type(node) == CMARK_NODE_IMAGE)
            images += event == CMARK_EVENT_ENTER ? 1u : -1u;
        if (images)
            continue;
        if (event == CMARK_EVENT_ENTER) {
            enter_block(plain, node);
            enter_inline(plain, node);
        } else {
            leave(plain, node);
        }
    }
    cmark_iter_free(iter);
    strbuf_trim(&plain->out);
}

/* The first paragraph that says something. */
static const char *first_paragraph(struct page *page)
{
    struct strbuf text = STRBUF_INIT(64u << 10);
    const char *found = "";
    for (cmark_node *node = cmark_node_first_child(page->root); node && !*found;
         node = cmark_node_next(node)) {
        if (cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH || is_foreign_block(node))
            continue;
        strbuf_clear(&text);
        markdown_text(node, false, &text);
        char *cut = words_cut(text.buf, DESCRIPTION_MAX);
        found = arena_strdup(page->arena, cut);
        free(cut);
    }
    strbuf_release(&text);
    return found;
}

static const char *styled_text(struct page *page)
{
    const struct document *document = page->document;
    bool asked = false;
    for (size_t i = 0; i < document->social_count; i++)
        asked |= document->social[i].unicode_emphasis;
    if (!asked)
        return NULL;
    struct plain plain = {.out = STRBUF_INIT(LIMIT_RENDERED), .social = true, .styled = true};
    add_tree(&plain, page->root);
    const char *text = arena_strndup(page->arena, plain.out.buf, plain.out.len);
    strbuf_release(&plain.out);
    return text;
}

void pass_text(struct page *page)
{
    const struct document *document = page->document;
    struct plain plain = {.out = STRBUF_INIT(LIMIT_RENDERED),
                          .social = document->kind == DOCUMENT_CAMPAIGN};
    add_tree(&plain, page->root);
    page->out->text = arena_strndup(page->arena, plain.out.buf, plain.out.len);
    page->out->words = words_count(plain.out.buf, plain.out.len);
    strbuf_release(&plain.out);
    page->out->styled_text = styled_text(page);
    const char *written = document->description.text;
    if (written && *written)
        page->out->description = arena_strdup(page->arena, written);
    else
        page->out->description = first_paragraph(page);
    if (!*page->out->description && *page->out->text) {
        char *cut = words_cut(page->out->text, DESCRIPTION_MAX);
        page->out->description = arena_strdup(page->arena, cut);
        free(cut);
    }
}
