/* A piece of HTML in the one form that reader.h describes, and the comparison of two. */
#include "reader.h"

#include "web_url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NBSP "\xc2\xa0"

/* What the text at hand is in. */
struct state {
    unsigned marks;
    const char *link; /* or NULL */
    const char *wraps;
    bool pre, heading;
};

struct reader {
    struct reader_form *form;
    const struct reader_view *view;
    struct strbuf *out;
    struct strbuf gap; /* spaces that were seen, and are written once text follows */
    unsigned breaks;   /* <br> since the last text */
    bool boundary;     /* a block began or ended since the last text */
    bool after_text;   /* the last thing written is text */
    struct strbuf as;  /* the stress of the last text */
    unsigned as_marks;
};

static void walk(struct reader *reader, const GumboNode *node, const struct state *state);

static void walk_children(struct reader *reader, const GumboNode *node, const struct state *state)
{
    const GumboVector *children = dom_children(node);
    for (unsigned i = 0; i < children->length; i++)
        walk(reader, children->data[i], state);
}

/* ---- text ---- */

/* Writes what lies between the last text and the next. */
static void write_gap(struct reader *reader, const struct state *state)
{
    struct strbuf as = STRBUF_INIT(STRBUF_UNBOUNDED);
    bool apart = reader->boundary || reader->breaks > 1;
    if (apart && reader->after_text)
        strbuf_adds(reader->out, "\x01para\x02");
    else if (reader->breaks == 1 && reader->after_text)
        strbuf_adds(reader->out, "\x01"
                                 "br\x02");
    if (reader->gap.len && reader->after_text && !apart && !reader->breaks) {
        strbuf_adds(reader->out, reader->gap.buf);
    } else if (reader->gap.len) { /* indentation by hard spaces is seen */
        const char *from = reader->gap.buf;
        strbuf_adds(reader->out, *from == ' ' ? from + 1 : from);
    }
    strbuf_clear(&reader->gap);
    reader->breaks = 0;
    reader->boundary = false;
    reader->after_text = true;
    unsigned marks = state->heading ? state->marks & ~(unsigned)MARK_BOLD : state->marks;
    strbuf_addf(&as, "%u %s\x03%s", state->pre ? marks & ~(unsigned)MARK_CODE : marks,
                state->link ? state->link : "", state->wraps);
    if (strcmp(as.buf, reader->as.buf) != 0) {
        strbuf_addf(reader->out, "\x04%s\x05", as.buf);
        strbuf_clear(&reader->as);
        strbuf_adds(&reader->as, as.buf);
        reader->as_marks = state->pre ? 0 : marks;
    }
    strbuf_release(&as);
}

/* Straight for typographic; the bytes of `at` that it took. */
static size_t write_straight(struct strbuf *out, const char *at)
{
    static const struct {
        const char *from, *to;
    } marks[] = {{"\xe2\x80\x98", "'"},
                 {"\xe2\x80\x99", "'"},
                 {"\xe2\x80\x9c", "\""},
                 {"\xe2\x80\x9d", "\""},
                 {"\xe2\x80\xa6", "..."},
                 {"\xe2\x80\x93", "-"},
                 {"\xe2\x80\x94", "-"},
                 {"---", "-"},
                 {"--", "-"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(at, marks[i].from, strlen(marks[i].from)) == 0) {
            strbuf_adds(out, marks[i].to);
            return strlen(marks[i].from);
        }
    strbuf_addc(out, *at);
    return 1;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void add_space(struct reader *reader, const struct state *state)
{
    /* The space between two pieces of code is seen. */
    if (!(state->marks & MARK_CODE) && reader->as.len && (reader->as_marks & MARK_CODE)) {
        strbuf_clear(&reader->as);
        reader->as_marks = 0;
    }
    if (reader->gap.len == 0 || reader->gap.buf[reader->gap.len - 1] != ' ')
        strbuf_addc(&reader->gap, ' ');
}

static void add_text(struct reader *reader, const char *text, const struct state *state)
{
    bool typographic = reader->view->typographic && !state->pre && !(state->marks & MARK_CODE);
    while (*text) {
        if (!state->pre && is_space(*text)) {
            add_space(reader, state);
            text++;
        } else if (!state->pre && strncmp(text, NBSP, 2) == 0) {
            strbuf_adds(&reader->gap, NBSP);
            text += 2;
        } else if (strncmp(text, "\xef\xbb\xbf", 3) == 0) {
            text += 3;
        } else {
            write_gap(reader, state);
            if (typographic)
                text += write_straight(reader->out, text);
            else
                strbuf_addc(reader->out, *text++);
        }
    }
}

/* ---- tokens ---- */

static const char *url_of(struct reader *reader, const char *url)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    web_url_add(&out, reader->view->base, url);
    const char *text = arena_strdup(reader->view->arena, out.buf);
    strbuf_release(&out);
    return text;
}

/* What is seen of an element: its looks, and the URLs of frames and the like. */
static struct looks looks_of(struct reader *reader, const GumboNode *node)
{
    static const char *const names[] = {"src", "href", "poster", "data"};
    struct arena *arena = reader->view->arena;
    struct looks looks = dom_looks(node, arena);
    enum dom_kind kind = dom_kind(node);
    for (size_t i = 0; kind != DOM_IMAGE && kind != DOM_LINK && i < 4; i++) {
        const char *value = dom_attribute(node, names[i]);
        if (value)
            looks.rest =
                arena_printf(arena, "%s;%s=%s", looks.rest, names[i], url_of(reader, value));
    }
    return looks;
}

static void token(struct reader *reader, const char *name, const char *rest)
{
    strbuf_clear(&reader->gap);
    strbuf_clear(&reader->as);
    reader->breaks = 0;
    reader->boundary = false;
    reader->after_text = false;
    strbuf_addf(reader->out, "\x01%s %s\x02", name, rest);
}

/* A block with a name of its own; where `empty` is false, one without content is not there. */
static void block(struct reader *reader, const GumboNode *node, const char *name, const char *rest,
                  const struct state *state, bool empty)
{
    size_t before = reader->out->len;
    bool after_text = reader->after_text;
    token(reader, name, rest);
    size_t inside = reader->out->len;
    walk_children(reader, node, state);
    if (!empty && reader->out->len == inside) {
        strbuf_truncate(reader->out, before);
        strbuf_clear(&reader->gap);
        reader->breaks = 0;
        reader->after_text = after_text;
        reader->boundary = true;
        return;
    }
    token(reader, "/", name);
}

/* A text in an attribute: white space collapsed. */
static void add_words(struct strbuf *out, const char *text, bool typographic)
{
    bool gap = false;
    size_t start = out->len;
    while (text && *text) {
        if (is_space(*text)) {
            gap = true;
            text++;
            continue;
        }
        if (gap && out->len > start)
            strbuf_addc(out, ' ');
        gap = false;
        if (typographic)
            text += write_straight(out, text);
        else
            strbuf_addc(out, *text++);
    }
}

static void add_image(struct reader *reader, const GumboNode *node, const struct state *state,
                      const struct looks *looks)
{
    const struct reader_pictures *pictures = reader->view->pictures;
    const char *source = dom_attribute(node, "src");
    struct reader_size size = {dom_attribute(node, "width"), dom_attribute(node, "height")};
    if (!source)
        return;
    source = url_of(reader, source);
    if (pictures)
        source = pictures->same(pictures->context, source);
    write_gap(reader, state);
    strbuf_addf(reader->out, "\x01img %s \"", source);
    add_words(reader->out, dom_attribute(node, "alt"), reader->view->typographic);
    strbuf_adds(reader->out, "\" \"");
    add_words(reader->out, dom_attribute(node, "title"), false);
    strbuf_addf(reader->out, "\" %s\x02", looks->rest);
    ARRAY_PUSH(&reader->form->sizes, size);
}

/* An element that is taken as it is: its attributes, and what is below it. */
static void add_whole(struct reader *reader, const GumboNode *node, struct strbuf *out)
{
    if (dom_is_text(node)) {
        const char *text = dom_text(node);
        for (bool gap = false; *text; text++) {
            if (is_space(*text)) {
                gap = true;
                continue;
            }
            if (gap)
                strbuf_addc(out, ' ');
            gap = false;
            strbuf_addc(out, *text);
        }
        return;
    }
    if (dom_kind(node) == DOM_NOTHING)
        return;
    struct looks looks = looks_of(reader, node);
    strbuf_addf(out, "<%s %s>", dom_name(node, reader->view->arena), looks.rest);
    const GumboVector *children = dom_children(node);
    for (unsigned i = 0; i < children->length; i++)
        add_whole(reader, children->data[i], out);
    strbuf_adds(out, "</>");
}

static void add_atom(struct reader *reader, const GumboNode *node, const struct state *state,
                     bool hidden)
{
    if (!hidden)
        write_gap(reader, state);
    strbuf_adds(reader->out, "\x01");
    add_whole(reader, node, reader->out);
    strbuf_adds(reader->out, "\x02");
}

/* ---- elements ---- */

static void add_heading(struct reader *reader, const GumboNode *node, const char *rest,
                        struct state *state)
{
    char name[] = "h0";
    size_t before = reader->out->len;
    name[1] = (char)('0' + dom_level(node));
    state->heading = true;
    block(reader, node, name, rest, state, false);
    const char *id = dom_attribute(node, "id");
    if (reader->out->len > before)
        ARRAY_PUSH(&reader->form->heading_ids, id && *id ? id : NULL);
}

static void add_list(struct reader *reader, const GumboNode *node, const char *rest,
                     const struct state *state)
{
    bool ordered = dom_named(node, GUMBO_TAG_OL);
    const char *start = ordered ? dom_attribute(node, "start") : NULL;
    long number = start ? strtol(start, NULL, 10) : 1;
    block(reader, node, ordered ? "ol" : "ul",
          arena_printf(reader->view->arena, "%ld %s", number, rest), state, false);
}

static void add_pre(struct reader *reader, const GumboNode *node, const char *rest,
                    struct state *state)
{
    struct arena *arena = reader->view->arena;
    state->pre = true;
    token(reader, "pre", arena_printf(arena, "%s %s", dom_language(node, arena), rest));
    walk_children(reader, node, state);
    while (reader->out->len && reader->out->buf[reader->out->len - 1] == '\n')
        strbuf_truncate(reader->out, reader->out->len - 1);
    token(reader, "/", "pre");
}

static void add_cell(struct reader *reader, const GumboNode *node, const char *rest,
                     struct state *state)
{
    struct arena *arena = reader->view->arena;
    bool head = dom_named(node, GUMBO_TAG_TH);
    state->heading = head;
    block(reader, node, head ? "th" : "td",
          arena_printf(arena, "%s %s", dom_alignment(node, arena), rest), state, true);
}

/* White space at the edge of a block is not seen. */
static void begin_boundary(struct reader *reader)
{
    strbuf_clear(&reader->gap);
    reader->boundary = true;
}

static void add_flow(struct reader *reader, const GumboNode *node, const char *rest,
                     const struct state *state)
{
    if (*rest) {
        block(reader, node, "div", rest, state, false);
        return;
    }
    begin_boundary(reader);
    walk_children(reader, node, state);
    begin_boundary(reader);
}

static void add_block(struct reader *reader, const GumboNode *node, enum dom_kind kind,
                      const char *rest, struct state *state)
{
    switch (kind) {
    case DOM_HEADING:
        add_heading(reader, node, rest, state);
        break;
    case DOM_LIST:
        add_list(reader, node, rest, state);
        break;
    case DOM_ITEM:
        block(reader, node, "li", rest, state, true);
        break;
    case DOM_QUOTE:
        block(reader, node, "quote", rest, state, false);
        break;
    case DOM_PRE:
        add_pre(reader, node, rest, state);
        break;
    case DOM_TABLE:
        block(reader, node, "table", rest, state, false);
        break;
    case DOM_ROWS:
        walk_children(reader, node, state);
        break;
    case DOM_ROW:
        block(reader, node, "tr", rest, state, false);
        break;
    case DOM_CELL:
        add_cell(reader, node, rest, state);
        break;
    case DOM_RULE:
        token(reader, "hr", rest);
        break;
    case DOM_FLOW:
        add_flow(reader, node, rest, state);
        break;
    default:
        block(reader, node, dom_name(node, reader->view->arena), rest, state, true);
        break;
    }
}

static void wrap(struct reader *reader, struct state *state, const char *name, const char *rest)
{
    state->wraps = arena_printf(reader->view->arena, "%s\x06%s %s", state->wraps, name, rest);
}

static void add_link(struct reader *reader, const GumboNode *node, const char *rest,
                     struct state *state)
{
    const char *href = dom_attribute(node, "href"), *title = dom_attribute(node, "title");
    struct strbuf link = STRBUF_INIT(STRBUF_UNBOUNDED);
    if (*href == '#' && href[1])
        ARRAY_PUSH(&reader->form->fragments, href + 1);
    strbuf_addf(&link, "%s \"", url_of(reader, href));
    add_words(&link, title, false);
    strbuf_addf(&link, "\" %s", rest);
    state->link = arena_strdup(reader->view->arena, link.buf);
    strbuf_release(&link);
    walk_children(reader, node, state);
}

static void add_inline(struct reader *reader, const GumboNode *node, enum dom_kind kind,
                       const struct looks *looks, struct state *state)
{
    struct arena *arena = reader->view->arena;
    switch (kind) {
    case DOM_BREAK:
        reader->breaks++;
        strbuf_clear(&reader->gap);
        return;
    case DOM_IMAGE:
        add_image(reader, node, state, looks);
        return;
    case DOM_LINK:
        add_link(reader, node, looks->rest, state);
        return;
    case DOM_MARK:
    case DOM_SPAN:
        if (*looks->rest)
            wrap(reader, state, kind == DOM_SPAN ? "span" : "", looks->rest);
        break;
    case DOM_WRAP:
        wrap(reader, state, dom_name(node, arena), looks->rest);
        break;
    default:
        add_atom(reader, node, state, kind == DOM_HIDDEN);
        return;
    }
    walk_children(reader, node, state);
}

static void note_ids(struct reader *reader, const GumboNode *node)
{
    const char *id = dom_attribute(node, "id"), *name = dom_attribute(node, "name");
    if (id && *id)
        map_set(&reader->form->ids, id, reader->form);
    if (name && *name)
        map_set(&reader->form->ids, name, reader->form);
}

static void walk(struct reader *reader, const GumboNode *node, const struct state *outer)
{
    enum dom_kind kind = dom_kind(node);
    struct state state = *outer;
    if (kind == DOM_NOTHING)
        return;
    if (kind == DOM_TEXT) {
        add_text(reader, dom_text(node), outer);
        return;
    }
    note_ids(reader, node);
    struct looks looks = looks_of(reader, node);
    if (kind == DOM_MARK)
        state.marks |= dom_mark(node);
    state.marks = (state.marks | looks.on) & ~looks.off;
    if (dom_is_block(kind))
        add_block(reader, node, kind, looks.rest, &state);
    else
        add_inline(reader, node, kind, &looks, &state);
}

/* ---- the whole ---- */

void reader_form_init(struct reader_form *form)
{
    *form = (struct reader_form){.text = STRBUF_INIT(STRBUF_UNBOUNDED), .ids = MAP_INIT};
}

void reader_form_release(struct reader_form *form)
{
    strbuf_release(&form->text);
    ARRAY_RELEASE(&form->sizes);
    ARRAY_RELEASE(&form->heading_ids);
    ARRAY_RELEASE(&form->fragments);
    map_release(&form->ids, NULL);
}

void reader_form_add(struct reader_form *form, const struct reader_view *view,
                     const GumboNode *const *nodes, size_t count)
{
    const struct state state = {0, NULL, "", false, false};
    struct reader reader = {.form = form,
                            .view = view,
                            .out = &form->text,
                            .gap = STRBUF_INIT(STRBUF_UNBOUNDED),
                            .as = STRBUF_INIT(STRBUF_UNBOUNDED)};
    for (size_t i = 0; i < count; i++)
        walk(&reader, nodes[i], &state);
    strbuf_release(&reader.gap);
    strbuf_release(&reader.as);
}

static bool same_size(const char *original, const char *shown)
{
    if (!original || !*original)
        return true;
    if (shown && strcmp(original, shown) == 0)
        return true;
    return shown && strtol(original, NULL, 10) == strtol(shown, NULL, 10) && !strchr(original, '%');
}

bool reader_same(const struct reader_form *original, const struct reader_form *shown)
{
    if (strcmp(original->text.buf, shown->text.buf) != 0 ||
        original->sizes.len != shown->sizes.len ||
        original->heading_ids.len != shown->heading_ids.len)
        return false;
    for (size_t i = 0; i < original->sizes.len; i++)
        if (!same_size(original->sizes.items[i].width, shown->sizes.items[i].width) ||
            !same_size(original->sizes.items[i].height, shown->sizes.items[i].height))
            return false;
    for (size_t i = 0; i < original->heading_ids.len; i++) {
        const char *id = original->heading_ids.items[i], *now = shown->heading_ids.items[i];
        if (id && (!now || strcmp(id, now) != 0))
            return false;
    }
    for (size_t i = 0; i < original->fragments.len; i++)
        if (map_has(&original->ids, original->fragments.items[i]) &&
            !map_has(&shown->ids, original->fragments.items[i]))
            return false;
    return true;
}

static bool form_of(struct reader_form *form, const struct reader_view *view, const char *html)
{
    const GumboNode *root = dom_parse(view->arena, html, strlen(html));
    if (dom_too_deep(root))
        return false;
    const GumboVector *children = dom_children(root);
    reader_form_add(form, view, (const GumboNode *const *)children->data, children->length);
    return true;
}

bool reader_same_html(const char *original, const char *shown, const char *base)
{
    struct arena *arena = arena_new();
    const struct reader_view view = {.base = base, .arena = arena};
    struct reader_form first, second;
    reader_form_init(&first);
    reader_form_init(&second);
    bool same = form_of(&first, &view, original) && form_of(&second, &view, shown) &&
                reader_same(&first, &second);
    reader_form_release(&first);
    reader_form_release(&second);
    arena_free(arena);
    return same;
}
