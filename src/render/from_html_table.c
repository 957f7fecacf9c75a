/*
 * Tables as GitHub's Markdown has them: a head of one row, cells of one line,
 * one alignment a column. All others stay HTML.
 */
#include "from_html.h"

#include <string.h>

#define COLUMNS_MAX 200

struct table {
    struct from_html *in;
    struct strbuf out;
    size_t rows, columns;
    const char *alignments[COLUMNS_MAX];
};

static bool add_cell(struct table *table, const GumboNode *cell, size_t column)
{
    struct flow flow = {.in = table->in, .task = -1};
    bool head = table->rows == 0;
    bool good = dom_named(cell, head ? GUMBO_TAG_TH : GUMBO_TAG_TD) && column < COLUMNS_MAX &&
                !*dom_looks(cell, table->in->arena).rest && flow_pieces(&flow, cell);
    if (good) {
        const char *alignment = dom_alignment(cell, table->in->arena);
        if (head) /* what rows below say is compared when all is done */
            table->alignments[column] = alignment;
        for (size_t i = 0; head && i < flow.pieces.len; i++)
            flow.pieces.items[i].marks &= ~(unsigned)MARK_BOLD;
        strbuf_adds(&table->out, column ? " " : "| ");
        md_add_pieces(table->in, &table->out, &flow.pieces, 0, flow.pieces.len, true, true);
        strbuf_adds(&table->out, " |");
    }
    flow_release(&flow);
    return good;
}

static void add_delimiters(struct table *table)
{
    for (size_t i = 0; i < table->columns; i++) {
        const char *alignment = table->alignments[i];
        strbuf_adds(&table->out, i ? " " : "| ");
        strbuf_adds(&table->out, *alignment == 'l'   ? ":--"
                                 : *alignment == 'c' ? ":-:"
                                 : *alignment == 'r' ? "--:"
                                                     : "---");
        strbuf_adds(&table->out, " |");
    }
}

static bool add_row(struct table *table, const GumboNode *row)
{
    const GumboVector *children = dom_children(row);
    size_t columns = 0;
    if (*dom_looks(row, table->in->arena).rest)
        return false;
    if (table->rows)
        strbuf_addc(&table->out, '\n');
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *cell = children->data[i];
        enum dom_kind kind = dom_kind(cell);
        if (kind == DOM_CELL ? !add_cell(table, cell, columns)
                             : kind != DOM_NOTHING && cell->type != GUMBO_NODE_WHITESPACE)
            return false;
        columns += kind == DOM_CELL;
    }
    if (table->rows == 0) {
        table->columns = columns;
        strbuf_addc(&table->out, '\n');
        add_delimiters(table);
    }
    table->rows++;
    return columns > 0 && columns == table->columns;
}

static bool add_rows(struct table *table, const GumboNode *parent)
{
    const GumboVector *children = dom_children(parent);
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *node = children->data[i];
        enum dom_kind kind = dom_kind(node);
        bool good = kind == DOM_NOTHING || node->type == GUMBO_NODE_WHITESPACE;
        if (kind == DOM_ROW)
            good = add_row(table, node);
        else if (kind == DOM_ROWS)
            good = !*dom_looks(node, table->in->arena).rest && add_rows(table, node);
        if (!good)
            return false;
    }
    return true;
}

const char *md_table(struct from_html *in, const GumboNode *node)
{
    struct table *table = arena_alloc(in->arena, sizeof *table);
    const char *text = NULL;
    table->in = in;
    strbuf_init(&table->out, STRBUF_UNBOUNDED);
    if (add_rows(table, node) && table->rows > 0)
        text = arena_strdup(in->arena, table->out.buf);
    strbuf_release(&table->out);
    return text;
}
