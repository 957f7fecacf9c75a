/*
 * The body as plain text: for social posts, for the description, for counting
 * words. How long a text may be on a network is left to others.
 */
#include "page.h"

#include "base/limits.h"

#include <string.h>
#include <strings.h>

#define INDENT_MAX      16  /* levels of lists that are shown as such */
#define DESCRIPTION_MAX 200 /* graphemes */

struct plain {
    struct strbuf out;
    bool urls;      /* "text (URL)" */
    unsigned lists; /* that are open */
    size_t blank;   /* line ends that are due before the next text */
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

static void add(struct plain *plain, const char *text)
{
    if (!text || !*text)
        return;
    flush(plain);
    strbuf_adds(&plain->out, text);
}

static void begin_item(struct plain *plain, cmark_node *item)
{
    cmark_node *list = cmark_node_parent(item);
    want(plain, 1);
    flush(plain);
    for (unsigned i = 1; i < plain->lists && i < INDENT_MAX; i++)
        strbuf_adds(&plain->out, "  ");
    if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) {
        strbuf_adds(&plain->out, "• ");
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
    if (!plain->urls || (!strstr(url, "://") && strncasecmp(url, "mailto:", 7) != 0))
        return; /* a path means nothing outside the site */
    markdown_text(node, false, &text);
    if (text.len == 0)
        add(plain, url);
    else if (!shows_url(text.buf, url))
        strbuf_addf(&plain->out, " (%s)", strncasecmp(url, "mailto:", 7) == 0 ? url + 7 : url);
    strbuf_release(&text);
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

static void enter_block(struct plain *plain, cmark_node *node)
{
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
        /* An item's first paragraph stands behind its bullet. */
        if (cmark_node_get_type(cmark_node_parent(node)) != CMARK_NODE_ITEM)
            want(plain, 2);
        else if (cmark_node_previous(node))
            want(plain, 1);
        break;
    case CMARK_NODE_LIST:
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
    case CMARK_NODE_BLOCK_QUOTE:
        want(plain, 2);
        break;
    default:
        if (markdown_is_table(node))
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
    default:
        break;
    }
}

static void leave(struct plain *plain, cmark_node *node)
{
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_LINK:
        end_link(plain, node);
        break;
    case CMARK_NODE_LIST:
        plain->lists--;
        want(plain, plain->lists ? 1 : 2);
        break;
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
    case CMARK_NODE_BLOCK_QUOTE:
        want(plain, plain->lists ? 1 : 2);
        break;
    default:
        if (markdown_is_table(node))
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

void pass_text(struct page *page)
{
    const struct document *document = page->document;
    struct plain plain = {.out = STRBUF_INIT(LIMIT_RENDERED),
                          .urls = document->kind == DOCUMENT_CAMPAIGN};
    add_tree(&plain, page->root);
    page->out->text = arena_strndup(page->arena, plain.out.buf, plain.out.len);
    page->out->words = words_count(plain.out.buf, plain.out.len);
    strbuf_release(&plain.out);
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
