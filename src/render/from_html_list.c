/*
 * Lists. One is tight, its items without empty lines between them, where each
 * item is one paragraph and maybe a list below it.
 */
#include "from_html.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item {
    struct flow flow;
};

struct items ARRAY(struct item);

static bool is_tight(const struct item *item)
{
    const struct md_blocks *blocks = &item->flow.blocks;
    for (size_t i = 0; i < blocks->len; i++) {
        bool paragraph = i == 0 && blocks->items[i].kind == MD_PARAGRAPH;
        bool bullets = blocks->items[i].kind == MD_BULLETS;
        bool numbers = blocks->items[i].kind == MD_NUMBERS &&
                       (i == 0 || strncmp(blocks->items[i].text, "1.", 2) == 0);
        if (!paragraph && !(i < 2 && (bullets || numbers)) && blocks->len > 1)
            return false;
    }
    return blocks->len < 3;
}

static void add_item(struct strbuf *out, const struct item *item, const char *marker, bool tight)
{
    const struct md_blocks *blocks = &item->flow.blocks;
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED), indent = STRBUF_INIT(64);
    for (size_t i = 0; i < strlen(marker); i++)
        strbuf_addc(&indent, ' ');
    if (item->flow.task >= 0)
        strbuf_adds(&text, item->flow.task ? "[x] " : "[ ] ");
    for (size_t i = 0; i < blocks->len; i++) {
        if (i)
            strbuf_adds(&text, tight ? "\n" : "\n\n");
        strbuf_adds(&text, blocks->items[i].text);
    }
    strbuf_adds(out, marker);
    md_add_indented(out, text.buf, indent.buf);
    if (!text.len)
        strbuf_rtrim(out);
    strbuf_release(&text);
    strbuf_release(&indent);
}

/* The items; false where the list holds something else. */
static bool read_items(struct from_html *in, const GumboNode *list, struct items *items)
{
    const struct md_state nothing = {0, NULL, NULL};
    const GumboVector *children = dom_children(list);
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *node = children->data[i];
        enum dom_kind kind = dom_kind(node);
        if (kind == DOM_NOTHING || (kind == DOM_TEXT && node->type == GUMBO_NODE_WHITESPACE))
            continue;
        if (kind != DOM_ITEM || *dom_looks(node, in->arena).rest)
            return false;
        struct item item = {.flow = {.in = in, .item = true, .task = -1}};
        struct looks looks = dom_looks(node, in->arena);
        struct md_state state = nothing;
        state.marks = looks.on & ~looks.off;
        const GumboVector *inside = dom_children(node);
        for (unsigned k = 0; k < inside->length; k++)
            flow_add(&item.flow, inside->data[k], &state);
        flow_end(&item.flow);
        ARRAY_PUSH(items, item);
    }
    return true;
}

const char *md_list(struct from_html *in, const GumboNode *list, bool other_bullet)
{
    struct items items = {NULL, 0, 0};
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    bool ordered = dom_named(list, GUMBO_TAG_OL), tight = true;
    const char *start = ordered ? dom_attribute(list, "start") : NULL;
    long number = start ? strtol(start, NULL, 10) : 1;
    size_t kept = in->kept;
    bool good = read_items(in, list, &items) && number >= 0 && number < 900000000;
    for (size_t i = 0; i < items.len; i++)
        tight = tight && is_tight(&items.items[i]);
    for (size_t i = 0; good && i < items.len; i++) {
        char marker[16] = "- ";
        if (ordered)
            (void)snprintf(marker, sizeof marker, "%ld%c ", number + (long)i,
                           other_bullet ? ')' : '.');
        else if (other_bullet)
            marker[0] = '*';
        if (i)
            strbuf_adds(&out, tight ? "\n" : "\n\n");
        add_item(&out, &items.items[i], marker, tight);
    }
    const char *text = good ? arena_strdup(in->arena, out.buf) : NULL;
    for (size_t i = 0; i < items.len; i++)
        flow_release(&items.items[i].flow);
    ARRAY_RELEASE(&items);
    strbuf_release(&out);
    if (!text)
        in->kept = kept; /* it is kept as a whole */
    return text;
}
