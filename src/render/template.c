/*
 * Mustache, first half: a text becomes a list of operations. Running them is
 * left to template_run.c, where templates come from to templates.c.
 */
#include "template.h"

#include "base/array.h"
#include "base/limits.h"
#include "base/source.h"
#include "base/unicode.h"

#include <string.h>

#define DEPTH_MAX     64
#define DELIMITER_MAX 16

struct compiler {
    struct arena *arena;
    const char *text, *end; /* the arena's copy, once it is known to be text */
    const char *at;
    struct template *template;
    char open[DELIMITER_MAX + 1], close[DELIMITER_MAX + 1];
    size_t stack[DEPTH_MAX]; /* sections that are open */
    size_t depth;
    bool line_begins; /* nothing of this line has been added yet */
    const char *path;
    struct error *err;
};

/* A tag as found. */
struct tag {
    const char *start, *after; /* of the whole tag */
    char sigil;                /* '#', '^', '/', '>', '!', '=', '&', '{' or 0 */
    const char *name;
    size_t len;
};

static bool fail(struct compiler *c, const char *at, const char *message)
{
    struct source source;
    unsigned line, column;
    source_init(&source, c->text, (size_t)(c->end - c->text));
    source_place(&source, (size_t)(at - c->text), &line, &column);
    source_release(&source);
    error_set(c->err, ERROR_CONFIG, "bad-template", "%s", message);
    error_at(c->err, c->path, line, column);
    return false;
}

static struct op *add(struct compiler *c, enum op_kind kind, const char *text, size_t len)
{
    struct template *t = c->template;
    if (t->count == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 16;
        struct op *ops = arena_alloc(c->arena, cap * sizeof *ops);
        if (t->count)
            memcpy(ops, t->ops, t->count * sizeof *ops);
        t->ops = ops;
        t->cap = cap;
    }
    struct op *op = &t->ops[t->count++];
    op->kind = kind;
    op->text = text;
    op->len = len;
    op->indent = "";
    return op;
}

static void begin_line(struct compiler *c)
{
    if (c->line_begins)
        add(c, OP_LINE, "", 0);
    c->line_begins = false;
}

/* Text, line by line, because a partial's lines are indented one by one. Empty ones are not. */
static void add_text(struct compiler *c, const char *from, const char *to)
{
    while (from < to) {
        const char *newline = memchr(from, '\n', (size_t)(to - from));
        const char *stop = newline ? newline + 1 : to;
        if (*from != '\n' && *from != '\r')
            begin_line(c);
        add(c, OP_TEXT, from, (size_t)(stop - from));
        c->line_begins = newline != NULL;
        from = stop;
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void trim(const char **from, size_t *len)
{
    while (*len && is_space(**from)) {
        (*from)++;
        (*len)--;
    }
    while (*len && is_space((*from)[*len - 1]))
        (*len)--;
}

static const char *find(const char *from, const char *end, const char *word)
{
    size_t len = strlen(word);
    for (; (size_t)(end - from) >= len; from++) {
        from = memchr(from, word[0], (size_t)(end - from) - len + 1);
        if (!from)
            return NULL;
        if (memcmp(from, word, len) == 0)
            return from;
    }
    return NULL;
}

/* Reads the tag that opens at `start`. */
static bool read_tag(struct compiler *c, const char *start, struct tag *tag)
{
    const char *body = start + strlen(c->open);
    char close[DELIMITER_MAX + 2];
    tag->start = start;
    tag->sigil = body < c->end && strchr("#^/>!=&{", *body) && *body ? *body++ : '\0';
    const char *before = tag->sigil == '{' ? "}" : tag->sigil == '=' ? "=" : "";
    snprintf(close, sizeof close, "%s%s", before, c->close);
    const char *end = find(body, c->end, close);
    if (!end)
        return fail(c, start, "this tag is not closed");
    tag->name = body;
    tag->len = (size_t)(end - body);
    tag->after = end + strlen(close);
    trim(&tag->name, &tag->len);
    if (tag->len == 0 && tag->sigil != '!')
        return fail(c, start, "this tag has no name");
    return true;
}

/* Does the tag stand alone on its line? Then the line goes, and *indent is what stood before. */
static bool stands_alone(const struct compiler *c, const struct tag *tag, const char **line,
                         const char **after)
{
    const char *from = tag->start, *to = tag->after;
    if (tag->sigil == '\0' || tag->sigil == '&' || tag->sigil == '{')
        return false;
    while (from > c->at && (from[-1] == ' ' || from[-1] == '\t'))
        from--;
    /* c->at is where the last tag ended: a line begins there only at the very beginning, or if
     * that tag took its whole line with it. */
    if (from > c->at ? from[-1] != '\n' : !c->line_begins)
        return false;
    while (to < c->end && (*to == ' ' || *to == '\t'))
        to++;
    if (to < c->end && *to == '\r' && to + 1 < c->end && to[1] == '\n')
        to++;
    if (to < c->end && *to != '\n')
        return false;
    *line = from;
    *after = to < c->end ? to + 1 : to;
    return true;
}

static bool set_delimiters(struct compiler *c, const struct tag *tag)
{
    size_t open = 0, close = 0;
    while (open < tag->len && !is_space(tag->name[open]))
        open++;
    while (close < tag->len && !is_space(tag->name[tag->len - close - 1]))
        close++;
    if (open == 0 || close == 0 || open + close >= tag->len || open > DELIMITER_MAX ||
        close > DELIMITER_MAX || memchr(tag->name, '=', tag->len))
        return fail(c, tag->start, "two delimiters are expected, as in \"{{=<% %>=}}\"");
    memcpy(c->open, tag->name, open);
    c->open[open] = '\0';
    memcpy(c->close, tag->name + tag->len - close, close);
    c->close[close] = '\0';
    return true;
}

static bool open_section(struct compiler *c, const struct tag *tag)
{
    if (c->depth == DEPTH_MAX)
        return fail(c, tag->start, "sections are nested too deeply");
    add(c, tag->sigil == '#' ? OP_SECTION : OP_INVERTED, tag->name, tag->len);
    c->stack[c->depth++] = c->template->count - 1;
    return true;
}

static bool close_section(struct compiler *c, const struct tag *tag)
{
    char message[256];
    if (c->depth == 0)
        return fail(c, tag->start, "no section is open here");
    struct op *section = &c->template->ops[c->stack[c->depth - 1]];
    if (section->len != tag->len || memcmp(section->text, tag->name, tag->len) != 0) {
        snprintf(message, sizeof message, "\"%.*s\" is closed, but \"%.*s\" is open",
                 (int)(tag->len < 80 ? tag->len : 80), tag->name,
                 (int)(section->len < 80 ? section->len : 80), section->text);
        return fail(c, tag->start, message);
    }
    c->depth--;
    section->end = c->template->count;
    add(c, OP_END, "", 0);
    return true;
}

static bool add_tag(struct compiler *c, const struct tag *tag, const char *indent)
{
    switch (tag->sigil) {
    case '!':
        return true;
    case '=':
        return set_delimiters(c, tag);
    case '#':
    case '^':
        return open_section(c, tag);
    case '/':
        return close_section(c, tag);
    case '>':
        add(c, OP_PARTIAL, arena_strndup(c->arena, tag->name, tag->len), tag->len)->indent = indent;
        return true;
    default:
        add(c, tag->sigil ? OP_RAW : OP_VARIABLE, tag->name, tag->len);
        return true;
    }
}

static void remember_places(struct compiler *c, size_t from, const char *start,
                            struct source *source)
{
    unsigned line, column;
    source_place(source, (size_t)(start - c->text), &line, &column);
    for (size_t i = from; i < c->template->count; i++) {
        c->template->ops[i].line = line;
        c->template->ops[i].column = column;
    }
}

/* Compiles up to and with the next tag. */
static bool compile_next(struct compiler *c, struct source *source)
{
    struct tag tag = {.start = NULL};
    const char *line = NULL, *after = NULL, *indent = "";
    const char *start = find(c->at, c->end, c->open);
    if (!start) {
        add_text(c, c->at, c->end);
        c->at = c->end;
        return true;
    }
    if (!read_tag(c, start, &tag))
        return false;
    bool alone = stands_alone(c, &tag, &line, &after);
    add_text(c, c->at, alone ? line : tag.start);
    if (alone) {
        indent = arena_strndup(c->arena, line, (size_t)(tag.start - line));
    } else {
        begin_line(c);
    }
    size_t from = c->template->count;
    if (!add_tag(c, &tag, indent))
        return false;
    remember_places(c, from, tag.start, source);
    c->at = alone ? after : tag.after;
    c->line_begins = alone;
    return true;
}

struct template *template_compile(struct arena *arena, const char *path, const char *text,
                                  size_t len, struct error *err)
{
    struct source source;
    struct compiler c = {
        .arena = arena, .open = "{{", .close = "}}", .line_begins = true, .path = path, .err = err};
    /* It becomes part of what is sent, which is UTF-8; names in it are strings of C. */
    size_t bad = 0;
    bool usable = utf8_valid(text, len, &bad);
    const char *nul = memchr(text, '\0', usable ? len : bad);
    c.text = c.at = text;
    c.end = text + len;
    if (nul)
        return fail(&c, nul, "a template cannot hold NUL bytes"), NULL;
    if (!usable)
        return fail(&c, text + bad, "the template is not UTF-8"), NULL;
    c.text = c.at = arena_strndup(arena, text, len);
    c.end = c.text + len;
    c.template = arena_alloc(arena, sizeof *c.template);
    c.template->path = arena_strdup(arena, path);
    source_init(&source, c.text, len);
    bool ok = true;
    while (ok && c.at < c.end)
        ok = compile_next(&c, &source);
    source_release(&source);
    if (ok && c.depth > 0) {
        const struct op *open = &c.template->ops[c.stack[c.depth - 1]];
        ok = fail(&c, open->text, "this section is not closed");
    }
    return ok ? c.template : NULL;
}
