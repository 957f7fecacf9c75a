/*
 * Blocks of HTML to blocks of Markdown. Text and inline elements gather in a
 * paragraph until a block begins or ends, as a browser has it. What Markdown has
 * no word for stays HTML where it stands.
 */
#include "from_html.h"

#include <stdlib.h>
#include <string.h>

void flow_push(struct flow *flow, enum md_kind kind, const char *text)
{
    struct md_block block = {text, kind};
    ARRAY_PUSH(&flow->blocks, block);
}

void flow_release(struct flow *flow)
{
    ARRAY_RELEASE(&flow->blocks);
    ARRAY_RELEASE(&flow->pieces);
}

void md_add_indented(struct strbuf *out, const char *text, const char *prefix)
{
    for (bool first = true; *text; first = false) {
        size_t len = strcspn(text, "\n"), cut = strlen(prefix);
        while (len == 0 && cut && prefix[cut - 1] == ' ')
            cut--;
        if (!first)
            strbuf_add(out, prefix, cut);
        strbuf_add(out, text, len);
        text += len;
        if (*text) {
            strbuf_addc(out, '\n');
            text++;
        }
    }
}

/* ---- pieces ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static void add_piece(struct flow *flow, struct piece piece, const struct md_state *state)
{
    piece.marks = state->marks;
    piece.link = state->link;
    piece.wraps = state->wraps;
    ARRAY_PUSH(&flow->pieces, piece);
}

/* The space before what comes now. Its stress is settled later, but for code: a space between two
 * spans of code is none. */
static void add_gap(struct flow *flow, const struct md_state *state)
{
    if (flow->gap && flow->pieces.len)
        add_piece(flow, (struct piece){.kind = PIECE_SPACE, .text = flow->plain_gap ? "" : NULL},
                  state);
    flow->gap = flow->plain_gap = false;
}

static void note_gap(struct flow *flow, const struct md_state *state)
{
    flow->gap = true;
    flow->plain_gap = flow->plain_gap || !(state->marks & MARK_CODE);
}

static void add_text(struct flow *flow, const char *text, const struct md_state *state)
{
    struct strbuf words = STRBUF_INIT(STRBUF_UNBOUNDED);
    while (*text) {
        bool gap = false;
        strbuf_clear(&words);
        for (; is_space(*text); text++)
            note_gap(flow, state);
        for (; *text; text++) {
            if (strncmp(text, "\xef\xbb\xbf", 3) == 0) {
                text += 2;
            } else if (is_space(*text)) {
                gap = true;
            } else {
                if (gap)
                    strbuf_addc(&words, ' ');
                gap = false;
                strbuf_addc(&words, *text);
            }
        }
        if (words.len) {
            add_gap(flow, state);
            add_piece(flow,
                      (struct piece){.kind = PIECE_TEXT,
                                     .text = arena_strdup(flow->in->arena, words.buf)},
                      state);
        }
        if (gap)
            note_gap(flow, state);
    }
    strbuf_release(&words);
}

/* A text of hard spaces alone shows nothing at the end of a paragraph. */
static bool is_blank(const struct piece *piece)
{
    if (piece->kind == PIECE_SPACE || piece->kind == PIECE_BREAK)
        return true;
    if (piece->kind != PIECE_TEXT)
        return false;
    const char *at = piece->text;
    while (strncmp(at, "\xc2\xa0", 2) == 0 || *at == ' ')
        at += *at == ' ' ? 1 : 2;
    return *at == '\0';
}

/* Hard spaces at the end of a text. */
static void trim_end(struct flow *flow, struct piece *piece)
{
    if (piece->kind != PIECE_TEXT)
        return;
    size_t len = strlen(piece->text);
    for (;;) {
        if (len && piece->text[len - 1] == ' ')
            len--;
        else if (len > 1 && memcmp(piece->text + len - 2, "\xc2\xa0", 2) == 0)
            len -= 2;
        else
            break;
    }
    if (piece->text[len])
        piece->text = arena_strndup(flow->in->arena, piece->text, len);
}

/* The innermost element that is around both. */
static const struct wrap *common_wrap(const struct wrap *a, const struct wrap *b)
{
    while (a != b) {
        if (!a || !b)
            return NULL;
        if (a->depth >= b->depth)
            a = a->outer;
        else
            b = b->outer;
    }
    return a;
}

/* Spaces and breaks belong to no mark but those that hold on both sides. */
static void settle_gaps(struct piece *items, size_t from, size_t to)
{
    for (size_t i = from + 1; i + 1 < to; i++) {
        struct piece *piece = &items[i];
        const struct piece *before = piece - 1, *next = piece + 1;
        if (piece->kind != PIECE_SPACE && piece->kind != PIECE_BREAK)
            continue;
        piece->marks = before->marks & next->marks & ~(piece->text ? MARK_CODE : 0u);
        piece->link = before->link == next->link ? before->link : NULL;
        piece->wraps = common_wrap(before->wraps, next->wraps);
    }
}

static bool joins(const struct piece *a, const struct piece *b)
{
    return a->kind == PIECE_TEXT && (b->kind == PIECE_TEXT || b->kind == PIECE_SPACE) &&
           a->marks == b->marks && a->link == b->link && a->wraps == b->wraps;
}

/* Pieces of text that say the same become one. */
static void settle(struct flow *flow, size_t from, size_t *to)
{
    struct piece *items = flow->pieces.items;
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t kept = from;
    settle_gaps(items, from, *to);
    for (size_t i = from, end; i < *to; i = end) {
        items[kept] = items[i];
        for (end = i + 1; end < *to && joins(&items[i], &items[end]); end++)
            ;
        if (end > i + 1) {
            strbuf_clear(&text);
            for (size_t k = i; k < end; k++)
                strbuf_adds(&text, items[k].kind == PIECE_SPACE ? " " : items[k].text);
            items[kept].text = arena_strdup(flow->in->arena, text.buf);
        }
        kept++;
    }
    strbuf_release(&text);
    *to = kept;
}

/* ---- paragraphs ---- */

static void end_run(struct flow *flow, size_t from, size_t to)
{
    struct piece *items = flow->pieces.items;
    while (from < to && (items[from].kind == PIECE_SPACE || items[from].kind == PIECE_BREAK))
        from++;
    while (to > from && is_blank(&items[to - 1]))
        to--;
    if (from == to)
        return;
    trim_end(flow, &items[to - 1]);
    settle(flow, from, &to);
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    flow->in->kept += to == from + 1 && items[from].kind == PIECE_ATOM;
    md_add_pieces(flow->in, &out, &flow->pieces, from, to, false, false);
    if (out.len)
        flow_push(flow, MD_PARAGRAPH, arena_strdup(flow->in->arena, out.buf));
    strbuf_release(&out);
}

/* The paragraph at hand ends; two breaks in a row end one as well. */
static void end_paragraph(struct flow *flow)
{
    size_t from = 0, len = flow->pieces.len;
    for (size_t i = 0; i < len; i++) {
        size_t end = i, breaks = 0;
        for (; end < len && (flow->pieces.items[end].kind == PIECE_BREAK ||
                             flow->pieces.items[end].kind == PIECE_SPACE);
             end++)
            breaks += flow->pieces.items[end].kind == PIECE_BREAK;
        if (breaks > 1) {
            end_run(flow, from, i);
            from = end;
        }
        i = end > i ? end - 1 : i;
    }
    end_run(flow, from, len);
    flow->pieces.len = 0;
    flow->gap = flow->plain_gap = false;
}

void flow_end(struct flow *flow)
{
    end_paragraph(flow);
}

static void add_children(struct flow *flow, const GumboNode *node, const struct md_state *state)
{
    const GumboVector *children = dom_children(node);
    for (unsigned i = 0; i < children->length; i++)
        flow_add(flow, children->data[i], state);
}

bool flow_pieces(struct flow *flow, const GumboNode *node)
{
    const struct md_state nothing = {0, NULL, NULL};
    const GumboVector *children = dom_children(node);
    bool held = dom_holds_block(node);
    if (held && children->length) { /* one paragraph around all of it is no block of its own */
        const GumboNode *only = NULL;
        for (unsigned i = 0; i < children->length; i++)
            if (children->data[i] &&
                ((const GumboNode *)children->data[i])->type != GUMBO_NODE_WHITESPACE) {
                if (only)
                    return false;
                only = children->data[i];
            }
        if (!only || dom_kind(only) != DOM_FLOW || dom_holds_block(only) ||
            *dom_looks(only, flow->in->arena).rest)
            return false;
        node = only;
    }
    add_children(flow, node, &nothing);
    size_t to = flow->pieces.len;
    while (to && is_blank(&flow->pieces.items[to - 1]))
        to--;
    size_t from = 0;
    while (from < to && is_blank(&flow->pieces.items[from]) &&
           flow->pieces.items[from].kind != PIECE_TEXT)
        from++;
    if (to)
        trim_end(flow, &flow->pieces.items[to - 1]);
    settle(flow, from, &to);
    flow->pieces.len = to;
    if (from) {
        memmove(flow->pieces.items, flow->pieces.items + from,
                (to - from) * sizeof *flow->pieces.items);
        flow->pieces.len = to - from;
    }
    return true;
}

/* ---- blocks ---- */

static void keep(struct flow *flow, const GumboNode *node)
{
    flow->in->kept++;
    flow->in->needs_it |= !flow->in->html;
    flow_push(flow, MD_OTHER, raw_block(flow->in, &node, 1));
}

static void add_heading(struct flow *flow, const GumboNode *node)
{
    struct flow inner = {.in = flow->in, .task = -1};
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    if (!flow_pieces(&inner, node)) {
        keep(flow, node);
    } else if (inner.pieces.len) {
        for (size_t i = 0; i < inner.pieces.len; i++)
            inner.pieces.items[i].marks &= ~(unsigned)MARK_BOLD;
        size_t to = inner.pieces.len;
        settle(&inner, 0, &to);
        for (int i = 0; i < dom_level(node); i++)
            strbuf_addc(&out, '#');
        strbuf_addc(&out, ' ');
        md_add_pieces(flow->in, &out, &inner.pieces, 0, to, false, true);
        if (out.len && out.buf[out.len - 1] == '#') /* a closing run is not shown */
            strbuf_splice(&out, out.len - 1, 0, "\\", 1);
        const char *id = dom_attribute(node, "id");
        if (id && *id && (flow->in->tries & TRY_IDS) && !strpbrk(id, " \t\n}"))
            strbuf_addf(&out, " {#%s}", id);
        flow_push(flow, MD_OTHER, arena_strdup(flow->in->arena, out.buf));
    }
    strbuf_release(&out);
    flow_release(&inner);
}

static void join_blocks(const struct md_blocks *blocks, struct strbuf *out)
{
    for (size_t i = 0; i < blocks->len; i++) {
        if (i)
            strbuf_adds(out, "\n\n");
        strbuf_adds(out, blocks->items[i].text);
    }
}

static void add_quote(struct flow *flow, const GumboNode *node)
{
    const struct md_state nothing = {0, NULL, NULL};
    struct flow inner = {.in = flow->in, .task = -1};
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED), text = STRBUF_INIT(STRBUF_UNBOUNDED);
    add_children(&inner, node, &nothing);
    flow_end(&inner);
    join_blocks(&inner.blocks, &text);
    if (text.len) {
        strbuf_adds(&out, "> ");
        md_add_indented(&out, text.buf, "> ");
        flow_push(flow, MD_OTHER, arena_strdup(flow->in->arena, out.buf));
    }
    strbuf_release(&text);
    strbuf_release(&out);
    flow_release(&inner);
}

/* The text of a <pre>; false where there is more than text in it. */
static bool plain_text(const GumboNode *pre, struct arena *arena, struct strbuf *out)
{
    for (const GumboNode *at = dom_next(pre, pre); at; at = dom_next(at, pre)) {
        enum dom_kind kind = dom_kind(at);
        struct looks looks = {0, 0, ""};
        if (kind == DOM_TEXT) {
            strbuf_adds(out, dom_text(at));
            continue;
        }
        if (kind == DOM_NOTHING)
            continue;
        looks = dom_looks(at, arena);
        bool code = kind == DOM_MARK && dom_mark(at) == MARK_CODE;
        if ((!code && kind != DOM_SPAN) || *looks.rest || looks.on)
            return false;
    }
    return true;
}

static void add_pre(struct flow *flow, const GumboNode *node)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED), out = STRBUF_INIT(STRBUF_UNBOUNDED);
    const char *language = dom_language(node, flow->in->arena);
    size_t fence = 3;
    if (!plain_text(node, flow->in->arena, &text) || strpbrk(language, "`&\\")) {
        keep(flow, node);
        goto done;
    }
    while (text.len && text.buf[text.len - 1] == '\n')
        strbuf_truncate(&text, text.len - 1);
    for (const char *at = text.buf; *at;) {
        size_t run = strspn(at, "`");
        fence = run >= fence ? run + 1 : fence;
        at += run ? run : 1;
    }
    for (size_t i = 0; i < fence; i++)
        strbuf_addc(&out, '`');
    strbuf_addf(&out, "%s\n%s%s", language, text.buf, text.len ? "\n" : "");
    for (size_t i = 0; i < fence; i++)
        strbuf_addc(&out, '`');
    flow_push(flow, MD_OTHER, arena_strdup(flow->in->arena, out.buf));
done:
    strbuf_release(&text);
    strbuf_release(&out);
}

static void add_list(struct flow *flow, const GumboNode *node)
{
    enum md_kind kind = dom_named(node, GUMBO_TAG_OL) ? MD_NUMBERS : MD_BULLETS;
    size_t len = flow->blocks.len;
    const char *text = md_list(flow->in, node, len && flow->blocks.items[len - 1].kind == kind);
    if (!text)
        keep(flow, node);
    else if (*text)
        flow_push(flow, kind, text);
}

static void add_table(struct flow *flow, const GumboNode *node)
{
    const char *text = md_table(flow->in, node);
    if (text)
        flow_push(flow, MD_OTHER, text);
    else
        keep(flow, node);
}

static void add_block(struct flow *flow, const GumboNode *node, enum dom_kind kind,
                      const struct looks *looks, const struct md_state *state)
{
    end_paragraph(flow);
    /* Within a link or the like, Markdown has paragraphs alone. */
    bool inside = state->marks || state->link || state->wraps;
    if (*looks->rest || (inside && kind != DOM_FLOW)) {
        flow->in->whole |= inside;
        keep(flow, node);
        return;
    }
    switch (kind) {
    case DOM_FLOW:
        add_children(flow, node, state);
        end_paragraph(flow);
        break;
    case DOM_HEADING:
        add_heading(flow, node);
        break;
    case DOM_LIST:
        add_list(flow, node);
        break;
    case DOM_QUOTE:
        add_quote(flow, node);
        break;
    case DOM_PRE:
        add_pre(flow, node);
        break;
    case DOM_TABLE:
        add_table(flow, node);
        break;
    case DOM_RULE:
        flow_push(flow, MD_OTHER, flow->item ? "***" : "---");
        break;
    default:
        keep(flow, node);
        break;
    }
}

/* ---- inline elements ---- */

static bool take_box(struct flow *flow, const GumboNode *node)
{
    const char *type = dom_attribute(node, "type");
    if (!flow->item || flow->task >= 0 || flow->blocks.len || flow->pieces.len ||
        !dom_named(node, GUMBO_TAG_INPUT) || !type || strcmp(type, "checkbox") != 0)
        return false;
    flow->task = dom_attribute(node, "checked") ? 1 : 0;
    return true;
}

static void add_wrapped(struct flow *flow, const GumboNode *node, struct md_state *state)
{
    struct wrap *wrap = arena_alloc(flow->in->arena, sizeof *wrap);
    *wrap = (struct wrap){node, state->wraps, state->wraps ? state->wraps->depth + 1 : 1};
    state->wraps = wrap;
    flow->in->needs_it |= !flow->in->html;
    flow->in->whole |= dom_holds_block(node);
    add_children(flow, node, state);
}

static void add_hidden(struct flow *flow, const GumboNode *node)
{
    flow->in->whole |= flow->pieces.len > 0; /* a line of Markdown cannot hold it */
    end_paragraph(flow);
    keep(flow, node);
}

static void add_single(struct flow *flow, const GumboNode *node, enum dom_kind kind,
                       const struct md_state *state)
{
    struct piece piece = {.kind = kind == DOM_BREAK   ? PIECE_BREAK
                                  : kind == DOM_IMAGE ? PIECE_IMAGE
                                                      : PIECE_ATOM,
                          .node = node};
    if (kind == DOM_IMAGE && !dom_attribute(node, "src"))
        return;
    if (kind == DOM_BREAK)
        flow->gap = flow->plain_gap = false;
    else
        add_gap(flow, state);
    add_piece(flow, piece, state);
}

void flow_add(struct flow *flow, const GumboNode *node, const struct md_state *outer)
{
    enum dom_kind kind = dom_kind(node);
    struct md_state state = *outer;
    if (kind == DOM_NOTHING)
        return;
    if (kind == DOM_TEXT) {
        add_text(flow, dom_text(node), outer);
        return;
    }
    struct looks looks = dom_looks(node, flow->in->arena);
    if (kind == DOM_MARK)
        state.marks |= dom_mark(node);
    state.marks = (state.marks | looks.on) & ~looks.off;
    if (dom_is_block(kind))
        add_block(flow, node, kind, &looks, &state);
    else if (kind == DOM_HIDDEN)
        add_hidden(flow, node);
    else if (kind == DOM_WRAP || ((kind == DOM_MARK || kind == DOM_SPAN) && *looks.rest))
        add_wrapped(flow, node, &state);
    else if (kind == DOM_ATOM || kind == DOM_BREAK || kind == DOM_IMAGE) {
        if (!take_box(flow, node))
            add_single(flow, node, kind, &state);
    } else {
        if (kind == DOM_LINK)
            state.link = node;
        add_children(flow, node, &state);
    }
}
