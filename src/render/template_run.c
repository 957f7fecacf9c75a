/*
 * Mustache, second half: the operations are run over JSON data. Compiling is
 * left to template.c.
 */
#include "template.h"

#include "escape.h"

#include "base/strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 128     /* contexts */
#define CALLS_MAX 256     /* sections and partials */
#define STEPS_MAX 1000000 /* operations: a template of lists in lists can go on for ever */

struct run {
    const struct template_options *options;
    struct strbuf *out;
    json_t *stack[DEPTH_MAX + 1]; /* contexts, the innermost last */
    size_t depth;
    unsigned calls, steps;
    struct strbuf indent; /* of the partials that are open */
    struct error *err;
};

static bool fail(struct run *run, const struct template *t, const struct op *op,
                 const char *message)
{
    error_set(run->err, ERROR_CONFIG, "bad-template", "%s", message);
    error_at(run->err, t->path, op->line, op->column);
    return false;
}

/* The value of a name, or NULL. Of a dotted name, the first part decides where to look. */
static json_t *look_up(const struct run *run, const char *name, size_t len)
{
    if (len == 1 && name[0] == '.')
        return run->stack[run->depth];
    const char *end = name + len, *dot = memchr(name, '.', len);
    size_t part = dot ? (size_t)(dot - name) : len;
    json_t *value = NULL;
    for (size_t i = run->depth + 1; i-- > 0 && !value;)
        if (json_is_object(run->stack[i]))
            value = json_object_getn(run->stack[i], name, part);
    while (dot && value) {
        name = dot + 1;
        dot = memchr(name, '.', (size_t)(end - name));
        part = (size_t)((dot ? dot : end) - name);
        value = json_is_object(value) ? json_object_getn(value, name, part) : NULL;
    }
    return value;
}

static bool is_false(const json_t *value)
{
    return !value || json_is_null(value) || json_is_false(value) ||
           (json_is_array(value) && json_array_size(value) == 0) ||
           (json_is_string(value) && json_string_length(value) == 0);
}

/* The shortest of the usual forms that reads back as the same number. */
static void add_real(struct strbuf *out, double number)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) >= number && strtod(text, NULL) <= number)
            break;
    }
    for (char *comma = text; *comma; comma++)
        if (*comma == ',') /* the locale's */
            *comma = '.';
    strbuf_adds(out, text);
}

static void add_value(struct run *run, const json_t *value, bool raw)
{
    if (json_is_string(value)) {
        if (raw || !run->options->html)
            strbuf_add(run->out, json_string_value(value), json_string_length(value));
        else
            escape_html(run->out, json_string_value(value), json_string_length(value));
    } else if (json_is_integer(value)) {
        strbuf_addf(run->out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else if (json_is_real(value)) {
        add_real(run->out, json_real_value(value));
    } else if (json_is_boolean(value)) {
        strbuf_adds(run->out, json_is_true(value) ? "true" : "false");
    } else if (json_is_array(value)) {
        /* As people expect of {{tags}}: the values with commas. */
        for (size_t i = 0; i < json_array_size(value); i++) {
            const json_t *item = json_array_get(value, i);
            if (i > 0)
                strbuf_adds(run->out, ", ");
            if (!json_is_array(item) && !json_is_object(item))
                add_value(run, item, raw);
        }
    }
}

static bool run_ops(struct run *run, const struct template *t, size_t from, size_t to);

static bool run_with(struct run *run, const struct template *t, const struct op *op, size_t from,
                     json_t *context)
{
    if (run->depth == DEPTH_MAX)
        return fail(run, t, op, "sections and partials are nested too deeply");
    run->stack[++run->depth] = context;
    bool ok = run_ops(run, t, from, op->end);
    run->depth--;
    return ok;
}

static bool run_section(struct run *run, const struct template *t, const struct op *op)
{
    size_t from = (size_t)(op - t->ops) + 1;
    json_t *value = look_up(run, op->text, op->len);
    if (op->kind == OP_INVERTED)
        return is_false(value) ? run_ops(run, t, from, op->end) : true;
    if (is_false(value))
        return true;
    if (!json_is_array(value))
        return run_with(run, t, op, from, value);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!run_with(run, t, op, from, json_array_get(value, i)))
            return false;
    return true;
}

static bool run_partial(struct run *run, const struct op *op)
{
    const struct template_options *options = run->options;
    const struct template *partial =
        options->partial ? options->partial(options->context, op->text) : NULL;
    if (!partial)
        return true;
    size_t before = run->indent.len;
    strbuf_adds(&run->indent, op->indent);
    bool ok = run_ops(run, partial, 0, partial->count);
    strbuf_truncate(&run->indent, before);
    return ok;
}

static bool run_op(struct run *run, const struct template *t, const struct op *op)
{
    switch (op->kind) {
    case OP_TEXT:
        strbuf_add(run->out, op->text, op->len);
        return true;
    case OP_LINE:
        strbuf_add(run->out, run->indent.buf, run->indent.len);
        return true;
    case OP_VARIABLE:
    case OP_RAW:
        add_value(run, look_up(run, op->text, op->len), op->kind == OP_RAW);
        return true;
    case OP_SECTION:
    case OP_INVERTED:
        return run_section(run, t, op);
    case OP_PARTIAL:
        return run_partial(run, op);
    case OP_END:
    default:
        return true;
    }
}

static bool run_ops(struct run *run, const struct template *t, size_t from, size_t to)
{
    if (from < to && run->calls == CALLS_MAX)
        return fail(run, t, &t->ops[from], "sections and partials are nested too deeply");
    run->calls++;
    for (size_t i = from; i < to; i++) {
        const struct op *op = &t->ops[i];
        if (++run->steps > STEPS_MAX)
            return fail(run, t, op, "the template takes too long");
        if (!run_op(run, t, op))
            return false;
        if (run->out->overflow)
            return fail(run, t, op, "the result is too large");
        if (op->kind == OP_SECTION || op->kind == OP_INVERTED)
            i = op->end;
    }
    run->calls--;
    return true;
}

bool template_run(const struct template *template, json_t *data,
                  const struct template_options *options, struct strbuf *out, struct error *err)
{
    struct run run = {.options = options, .out = out, .err = err};
    strbuf_init(&run.indent, 64u << 10);
    run.stack[0] = data;
    bool ok = run_ops(&run, template, 0, template->count);
    strbuf_release(&run.indent);
    return ok;
}
