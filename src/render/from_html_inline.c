/*
 * Pieces to a line of Markdown: each mark is opened once for as long as it
 * lasts, the longest first. Where Markdown would not read a delimiter (it looks
 * at the characters on both sides), the mark is written as a tag.
 */
#include "from_html.h"

#include "escape.h"

#include "base/unicode.h"

#include <ctype.h>
#include <string.h>
#include <utf8proc.h>

struct writer {
    struct from_html *in;
    struct strbuf *out;
    const struct piece *pieces;
    size_t count;
    bool table, line;
    size_t closed_at; /* where a delimiter was closed last */
    size_t start;
};

/* What is open around the pieces at hand. */
struct open {
    unsigned marks;
    const GumboNode *link;
    unsigned wraps;
};

static void write_range(struct writer *w, size_t from, size_t to, struct open open);

/* ---- characters on both sides of a delimiter ---- */

enum side { SIDE_SPACE, SIDE_PUNCTUATION, SIDE_WORD };

static enum side side_of(const char *text, size_t len)
{
    size_t at = 0;
    if (len == 0)
        return SIDE_SPACE;
    uint32_t c = utf8_next(text, len, &at);
    if (c < 0x80)
        return isspace((int)c) ? SIDE_SPACE : ispunct((int)c) ? SIDE_PUNCTUATION : SIDE_WORD;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    if (category == UTF8PROC_CATEGORY_ZS)
        return SIDE_SPACE;
    return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO ? SIDE_PUNCTUATION
                                                                                : SIDE_WORD;
}

static enum side last_side(const char *text, size_t len)
{
    size_t at = len;
    if (len == 0)
        return SIDE_SPACE;
    do
        at--;
    while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80);
    return side_of(text + at, len - at);
}

/* What a piece begins or ends with, once marks that are not of `inside` are written around it. */
static enum side piece_side(const struct piece *piece, bool first, unsigned marks)
{
    if (piece->kind == PIECE_SPACE || piece->kind == PIECE_BREAK)
        return SIDE_SPACE;
    if (piece->kind != PIECE_TEXT || piece->link || piece->wraps || (piece->marks & MARK_CODE) ||
        (piece->marks & ~marks))
        return SIDE_PUNCTUATION;
    size_t len = strlen(piece->text);
    if (strncmp(piece->text, "\xc2\xa0", 2) == 0 && first)
        return SIDE_PUNCTUATION; /* "&nbsp;" */
    return first ? side_of(piece->text, len) : last_side(piece->text, len);
}

static bool opens(enum side before, enum side inside)
{
    return inside == SIDE_WORD || (inside == SIDE_PUNCTUATION && before != SIDE_WORD);
}

/* ---- leaves ---- */

static bool at_line_start(const struct writer *w)
{
    return w->out->len == w->start || w->out->buf[w->out->len - 1] == '\n';
}

static char first_byte(const struct piece *piece, const struct open *open)
{
    if (piece->kind == PIECE_SPACE)
        return ' ';
    if (piece->kind == PIECE_BREAK)
        return '\0';
    if (piece->link != open->link)
        return piece->link ? '[' : ']';
    if (piece->marks & ~open->marks)
        return '*';
    if (piece->kind == PIECE_IMAGE)
        return '!';
    return piece->kind == PIECE_TEXT ? *piece->text : '<';
}

static void write_text(struct writer *w, size_t at, const struct open *open)
{
    const struct piece *piece = &w->pieces[at], *next = at + 1 < w->count ? piece + 1 : NULL;
    struct md_place place = {.line_start = at_line_start(w) && !w->line,
                             .table = w->table,
                             .link = open->link != NULL,
                             .next = next ? first_byte(next, open) : '\0'};
    place.before_link = place.next == '[';
    md_add_text(w->in, w->out, piece->text, &place);
}

/* Pieces of code that follow each other with nothing else between them. */
static size_t write_code(struct writer *w, size_t from, size_t to)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    const struct piece *first = &w->pieces[from];
    size_t at = from;
    for (; at < to; at++) {
        const struct piece *piece = &w->pieces[at];
        bool plain = piece->kind == PIECE_TEXT || piece->kind == PIECE_SPACE;
        if (!plain || piece->marks != first->marks || piece->link != first->link ||
            piece->wraps != first->wraps)
            break;
        strbuf_adds(&text, piece->kind == PIECE_SPACE ? " " : piece->text);
    }
    md_add_code(w->out, text.buf, w->table);
    strbuf_release(&text);
    return at;
}

static void add_html(struct writer *w, const GumboNode *node, bool end)
{
    w->in->needs_it |= !w->in->html;
    if (end)
        raw_add_end(w->in, w->out, node);
    else
        raw_add_tag(w->in, w->out, node);
}

/* A picture whose size was chosen: a tag, with what a reader sees of it. */
static void write_sized(struct writer *w, const GumboNode *node)
{
    static const char *const names[] = {"alt", "title", "width", "height"};
    w->in->needs_it |= !w->in->html;
    const char *source = from_html_url(w->in, dom_attribute(node, "src"), true);
    strbuf_adds(w->out, "<img src=\"");
    escape_html(w->out, source, strlen(source));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = dom_attribute(node, names[i]);
        if (!value || (i > 0 && !*value))
            continue;
        strbuf_addf(w->out, "\" %s=\"", names[i]);
        for (; *value; value++)
            escape_html(w->out, isspace((unsigned char)*value) ? " " : value, 1);
    }
    strbuf_adds(w->out, "\">");
}

static void write_image(struct writer *w, const struct piece *piece)
{
    const GumboNode *node = piece->node;
    const char *alt = dom_attribute(node, "alt"), *source = dom_attribute(node, "src");
    bool sized = dom_attribute(node, "width") || dom_attribute(node, "height");
    if (*dom_looks(node, w->in->arena).rest) {
        add_html(w, node, false);
        return;
    }
    if (sized && (w->in->tries & TRY_CAREFUL)) {
        write_sized(w, node);
        return;
    }
    struct strbuf words = STRBUF_INIT(STRBUF_UNBOUNDED);
    const struct md_place place = {.link = true, .table = w->table};
    for (; alt && *alt; alt++)
        if (!isspace((unsigned char)*alt))
            strbuf_addc(&words, *alt);
        else if (words.len && words.buf[words.len - 1] != ' ')
            strbuf_addc(&words, ' ');
    strbuf_rtrim(&words);
    strbuf_adds(w->out, "![");
    md_add_text(w->in, w->out, words.buf, &place);
    strbuf_addc(w->out, ']');
    md_add_destination(w->out, from_html_url(w->in, source, true), dom_attribute(node, "title"));
    strbuf_release(&words);
}

/* An element whose text Markdown would read as Markdown cannot stand in a line. */
static void write_atom(struct writer *w, const struct piece *piece)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (const GumboNode *at = piece->node; at; at = dom_next(at, piece->node))
        if (at->type == GUMBO_NODE_TEXT || at->type == GUMBO_NODE_CDATA)
            w->in->whole = true;
    w->in->needs_it |= !w->in->html;
    raw_add(w->in, &text, piece->node);
    for (size_t i = 0; i < text.len; i++)
        strbuf_addc(w->out, text.buf[i] == '\n' ? ' ' : text.buf[i]);
    strbuf_release(&text);
}

static void write_break(struct writer *w)
{
    if (!w->line) {
        strbuf_adds(w->out, "\\\n");
        return;
    }
    w->in->needs_it |= !w->in->html;
    strbuf_adds(w->out, "<br>");
}

static size_t write_leaf(struct writer *w, size_t at, size_t to, const struct open *open)
{
    const struct piece *piece = &w->pieces[at];
    if ((piece->marks & MARK_CODE) && (piece->kind == PIECE_TEXT || piece->kind == PIECE_SPACE))
        return write_code(w, at, to);
    switch (piece->kind) {
    case PIECE_TEXT:
        write_text(w, at, open);
        break;
    case PIECE_SPACE:
        strbuf_addc(w->out, ' ');
        break;
    case PIECE_BREAK:
        write_break(w);
        break;
    case PIECE_IMAGE:
        write_image(w, piece);
        break;
    case PIECE_ATOM:
        write_atom(w, piece);
        break;
    }
    return at + 1;
}

/* ---- marks ---- */

static const struct wrap *wrap_at(const struct piece *piece, unsigned depth)
{
    const struct wrap *wrap = piece->wraps;
    while (wrap && wrap->depth > depth)
        wrap = wrap->outer;
    return wrap && wrap->depth == depth ? wrap : NULL;
}

/* Something that can be opened: a link, a wrapping element, or a mark. */
struct opening {
    const GumboNode *link;
    const struct wrap *wrap;
    unsigned mark;
    size_t to;
};

static bool has(const struct piece *piece, const struct opening *opening)
{
    if (opening->link)
        return piece->link == opening->link;
    if (opening->wrap)
        return wrap_at(piece, opening->wrap->depth) == opening->wrap;
    return (piece->marks & opening->mark) != 0;
}

static void consider(const struct writer *w, size_t from, size_t to, struct opening candidate,
                     struct opening *best)
{
    candidate.to = from;
    while (candidate.to < to && has(&w->pieces[candidate.to], &candidate))
        candidate.to++;
    if (candidate.to > best->to)
        *best = candidate;
}

static bool next_opening(const struct writer *w, size_t from, size_t to, const struct open *open,
                         struct opening *best)
{
    static const unsigned marks[] = {MARK_BOLD, MARK_ITALIC, MARK_STRIKE};
    const struct piece *piece = &w->pieces[from];
    *best = (struct opening){NULL, NULL, 0, from};
    if (piece->link && piece->link != open->link)
        consider(w, from, to, (struct opening){piece->link, NULL, 0, 0}, best);
    const struct wrap *wrap = wrap_at(piece, open->wraps + 1);
    if (wrap)
        consider(w, from, to, (struct opening){NULL, wrap, 0, 0}, best);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (piece->marks & marks[i] & ~open->marks)
            consider(w, from, to, (struct opening){NULL, NULL, marks[i], 0}, best);
    return best->to > from;
}

static void write_mark(struct writer *w, size_t from, const struct opening *opening,
                       struct open inside)
{
    static const struct {
        unsigned mark;
        const char *delimiter, *tag;
    } table[] = {{MARK_BOLD, "**", "strong"}, {MARK_ITALIC, "*", "em"}, {MARK_STRIKE, "~~", "del"}};
    size_t kind = opening->mark == MARK_BOLD ? 0 : opening->mark == MARK_ITALIC ? 1 : 2;
    inside.marks |= opening->mark;
    const struct piece *first = &w->pieces[from], *last = &w->pieces[opening->to - 1];
    unsigned stars = inside.marks | MARK_BOLD | MARK_ITALIC;
    enum side before = at_line_start(w) ? SIDE_SPACE : last_side(w->out->buf, w->out->len);
    enum side after = opening->to < w->count
                          ? piece_side(&w->pieces[opening->to], true, inside.marks)
                          : SIDE_SPACE;
    bool good = opens(before, piece_side(first, true, stars)) &&
                opens(after, piece_side(last, false, stars)) && w->closed_at != w->out->len;
    if (good) {
        strbuf_adds(w->out, table[kind].delimiter);
        write_range(w, from, opening->to, inside);
        strbuf_adds(w->out, table[kind].delimiter);
        w->closed_at = w->out->len;
        return;
    }
    w->in->needs_it |= !w->in->html;
    strbuf_addf(w->out, "<%s>", table[kind].tag);
    write_range(w, from, opening->to, inside);
    strbuf_addf(w->out, "</%s>", table[kind].tag);
}

/* <https://acme.example>, where the text of a link is its address. */
static bool write_autolink(struct writer *w, size_t from, size_t to, const struct open *open)
{
    const struct piece *piece = &w->pieces[from];
    const char *href = dom_attribute(piece->link, "href"),
               *title = dom_attribute(piece->link, "title");
    bool mail = strncmp(href, "mailto:", 7) == 0;
    if (to != from + 1 || piece->kind != PIECE_TEXT || (piece->marks & ~open->marks) ||
        wrap_at(piece, open->wraps + 1) || (title && *title))
        return false;
    bool web = strncmp(href, "http://", 7) == 0 || strncmp(href, "https://", 8) == 0;
    if ((!mail && !web) || strcmp(href + (mail ? 7 : 0), piece->text) != 0 ||
        strpbrk(href, " <>\"\\^`{|}*_") || (mail && !strchr(href, '@')))
        return false;
    strbuf_addf(w->out, "<%s>", piece->text);
    return true;
}

static void write_link(struct writer *w, size_t from, size_t to, struct open inside)
{
    const GumboNode *link = w->pieces[from].link;
    if (write_autolink(w, from, to, &inside))
        return;
    inside.link = link;
    const char *rest = dom_looks(link, w->in->arena).rest;
    if (*rest || inside.wraps > 1000) {
        add_html(w, link, false);
        write_range(w, from, to, inside);
        add_html(w, link, true);
        return;
    }
    strbuf_addc(w->out, '[');
    write_range(w, from, to, inside);
    strbuf_addc(w->out, ']');
    md_add_destination(w->out, from_html_url(w->in, dom_attribute(link, "href"), false),
                       dom_attribute(link, "title"));
}

static void write_range(struct writer *w, size_t from, size_t to, struct open open)
{
    while (from < to) {
        struct opening opening;
        if (!next_opening(w, from, to, &open, &opening)) {
            from = write_leaf(w, from, to, &open);
            continue;
        }
        struct open inside = open;
        if (opening.link) {
            write_link(w, from, opening.to, inside);
        } else if (opening.wrap) {
            inside.wraps++;
            add_html(w, opening.wrap->node, false);
            write_range(w, from, opening.to, inside);
            add_html(w, opening.wrap->node, true);
        } else {
            write_mark(w, from, &opening, inside);
        }
        from = opening.to;
    }
}

void md_add_pieces(struct from_html *in, struct strbuf *out, const struct pieces *pieces,
                   size_t from, size_t to, bool table, bool line)
{
    if (from == to)
        return;
    struct writer w = {.in = in,
                       .out = out,
                       .pieces = &pieces->items[from],
                       .count = to - from,
                       .table = table,
                       .line = line,
                       .closed_at = SIZE_MAX,
                       .start = out->len};
    const struct open nothing = {0, NULL, 0};
    write_range(&w, 0, w.count, nothing);
}
