/*
 * Syntax errors of libyaml in words for people, at the place where the mistake
 * is. libyaml says what its parser expected ("mapping values are not allowed in
 * this context"); whoever writes a post needs to know what to change.
 */
#include "yaml_tree.h"

#include "base/strbuf.h"
#include "base/unicode.h"

#include <string.h>
#include <yaml.h>

#define SHOWN_MAX 60 /* bytes of a line that are repeated in a hint */

static void step(struct yaml_cursor *cursor)
{
    char c = cursor->text[cursor->offset];
    bool line_end = c == '\n' || (c == '\r' && !(cursor->offset + 1 < cursor->len &&
                                                 cursor->text[cursor->offset + 1] == '\n'));
    utf8_next(cursor->text, cursor->len, &cursor->offset);
    cursor->index++;
    cursor->column++;
    if (line_end) {
        cursor->line++;
        cursor->column = 1;
    }
}

static void rewind_cursor(struct yaml_cursor *cursor)
{
    cursor->index = cursor->offset = 0;
    cursor->line = cursor->first_line;
    cursor->column = 1;
}

struct place yaml_place(struct yaml_cursor *cursor, size_t index)
{
    if (index < cursor->index)
        rewind_cursor(cursor);
    while (cursor->index < index && cursor->offset < cursor->len)
        step(cursor);
    return (struct place){cursor->path, cursor->line, cursor->column};
}

struct place yaml_place_of_byte(struct yaml_cursor *cursor, size_t offset)
{
    if (offset < cursor->offset)
        rewind_cursor(cursor);
    while (cursor->offset < offset && cursor->offset < cursor->len)
        step(cursor);
    return (struct place){cursor->path, cursor->line, cursor->column};
}

/* One line of the text, the one that the cursor stands on. */
struct line {
    const char *text;
    size_t len;
    size_t at; /* the cursor's offset within it */
};

static struct line line_of(const struct yaml_cursor *cursor)
{
    size_t start = cursor->offset, end = cursor->offset;
    while (start > 0 && cursor->text[start - 1] != '\n' && cursor->text[start - 1] != '\r')
        start--;
    while (end < cursor->len && cursor->text[end] != '\n' && cursor->text[end] != '\r')
        end++;
    return (struct line){cursor->text + start, end - start, cursor->offset - start};
}

static bool begins_with_tab(const struct line *line)
{
    for (size_t i = 0; i < line->len; i++) {
        if (line->text[i] == '\t')
            return true;
        if (line->text[i] != ' ')
            return false;
    }
    return false;
}

/* Where `key: value` has its colon: the first that ends a key. len where there is none. */
static size_t first_colon(const struct line *line)
{
    for (size_t i = 0; i < line->len; i++)
        if (line->text[i] == ':' && (i + 1 == line->len || line->text[i + 1] == ' '))
            return i;
    return line->len;
}

/* `put the value in quotes: title: "Foo: bar"`, with the line as it should be. */
static void hint_quotes(struct diagnostic *item, const struct line *line)
{
    size_t colon = first_colon(line), key = 0, value = colon + 1, end = line->len;
    while (key < colon && (line->text[key] == ' ' || line->text[key] == '-'))
        key++;
    while (value < end && line->text[value] == ' ')
        value++;
    while (end > value && line->text[end - 1] == ' ')
        end--;
    if (colon >= line->len || value >= end || end - value > SHOWN_MAX) {
        diagnostic_hint(item, "put the value in quotes");
        return;
    }
    bool double_quotes = !memchr(line->text + value, '"', end - value) &&
                         !memchr(line->text + value, '\\', end - value);
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = value; i < end; i++) {
        if (!double_quotes && line->text[i] == '\'')
            strbuf_addc(&text, '\'');
        strbuf_addc(&text, line->text[i]);
    }
    const char *quote = double_quotes ? "\"" : "'";
    diagnostic_hint(item, "put the value in quotes: %.*s: %s%s%s", (int)(colon - key),
                    line->text + key, quote, text.buf, quote);
    strbuf_release(&text);
}

static void report_tab(struct yaml_cursor *cursor, struct place at, struct diagnostics *found)
{
    struct line line = line_of(cursor);
    const char *tab = memchr(line.text, '\t', line.len);
    if (tab)
        at = yaml_place_of_byte(cursor, (size_t)(tab - cursor->text));
    diagnostic_hint(
        diagnose(found, SEVERITY_ERROR, "yaml-tab", at, "a tab where YAML needs spaces"),
        "indent with spaces");
}

/* A second ": " on one line is a title with a colon; anything else is indentation. */
static void report_colon(struct yaml_cursor *cursor, struct place at, struct diagnostics *found)
{
    struct line line = line_of(cursor);
    size_t colon = first_colon(&line);
    if (colon < line.at) {
        hint_quotes(diagnose(found, SEVERITY_ERROR, "bad-yaml", at,
                             "a colon and a space inside a value that is not in quotes"),
                    &line);
        return;
    }
    diagnostic_hint(
        diagnose(found, SEVERITY_ERROR, "bad-yaml", at, "a key that does not belong here"),
        "is the line indented too far, or does a quote or a bracket above it not end?");
}

static void report_first_character(struct yaml_cursor *cursor, struct place at,
                                   struct diagnostics *found)
{
    struct line line = line_of(cursor);
    size_t next = line.at;
    utf8_next(line.text, line.len, &next);
    hint_quotes(diagnose(found, SEVERITY_ERROR, "bad-yaml", at,
                         "a value that is not in quotes cannot begin with \"%.*s\"",
                         (int)(next - line.at), line.text + line.at),
                &line);
}

/* What libyaml says, and what that means. */
static const struct wording {
    const char *problem; /* the beginning of libyaml's text */
    const char *context; /* the beginning of its context, or NULL: any */
    const char *message;
    const char *hint;
    bool at_context; /* the mistake is where the construct began */
} wordings[] = {
    {"could not find expected ':'", NULL, "a line without \": \" after its key",
     "write `key: value`, or indent the line if it goes on with the text above it", true},
    {"found unexpected end of stream", "while scanning a quoted scalar",
     "a quote that does not end", "end the text with the quote with which it began", true},
    {"found unexpected document indicator", "while scanning a quoted scalar",
     "a quote that does not end", "end the text with the quote with which it began", true},
    {"found unknown escape character", NULL, "an unknown escape in a text in double quotes",
     "write \\\\ for a backslash, or use single quotes", false},
    {"block sequence entries are not allowed", NULL, "a list that begins in the middle of a line",
     "put each `- item` on a line of its own, or the value in quotes", false},
    {"did not find expected ',' or ']'", NULL, "a list in brackets that does not end",
     "add the missing \"]\" or \",\"", true},
    {"did not find expected ',' or '}'", NULL, "a mapping in braces that does not end",
     "add the missing \"}\" or \",\"; a value that begins with { must be in quotes", true},
    {"did not find expected '-' indicator", NULL, "a line that does not fit into the list above it",
     "begin it with \"- \", or check its indentation", false},
    {"did not find expected key", NULL, "a line that does not fit into the mapping above it",
     "check its indentation, and that nothing follows a text in quotes", false},
    {"did not find expected <document start>", NULL, "text after the end of the values",
     "check the indentation of the lines above", false},
    {"did not find expected hexdecimal number", NULL, "a broken escape in a text in double quotes",
     "write \\\\ for a backslash, or use single quotes", false},
    {"did not find expected node content", NULL,
     "a list in brackets or a mapping in braces with nothing where a value should be",
     "is the bracket closed? A value that begins with [ or { must be in quotes", false},
    {"mapping keys are not allowed", NULL, "a \"? \" that is no question",
     "put the value in quotes", false},
};

static bool begins(const char *text, const char *start)
{
    return text && strncmp(text, start, strlen(start)) == 0;
}

static void report_other(const yaml_parser_t *parser, struct yaml_cursor *cursor, struct place at,
                         struct diagnostics *found)
{
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        const struct wording *w = &wordings[i];
        if (!begins(parser->problem, w->problem) ||
            (w->context && !begins(parser->context, w->context)))
            continue;
        if (w->at_context && parser->context)
            at = yaml_place(cursor, parser->context_mark.index);
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "bad-yaml", at, "%s", w->message), "%s",
                        w->hint);
        return;
    }
    diagnostic_hint(diagnose(found, SEVERITY_ERROR, "bad-yaml", at, "this is no YAML: %s",
                             parser->problem ? parser->problem : "unknown reason"),
                    "put texts with special characters in quotes");
}

/* The reader stops before anything is scanned, and knows the byte only. */
static void report_character(const yaml_parser_t *parser, struct yaml_cursor *cursor,
                             struct diagnostics *found)
{
    struct place at = yaml_place_of_byte(cursor, parser->problem_offset);
    diagnostic_hint(diagnose(found, SEVERITY_ERROR, "control-character", at,
                             "a control character (U+%04X)", (unsigned)parser->problem_value),
                    "delete it; an editor can show it");
}

void yaml_report(const struct yaml_parser_s *p, struct yaml_cursor *cursor,
                 struct diagnostics *found)
{
    /* struct yaml_parser_s is libyaml's yaml_parser_t under its own name */
    const yaml_parser_t *parser = p;
    if (parser->error == YAML_READER_ERROR) {
        report_character(parser, cursor, found);
        return;
    }
    struct place at = yaml_place(cursor, parser->problem_mark.index);
    struct line line = line_of(cursor);
    if (begins_with_tab(&line) || (parser->problem && strstr(parser->problem, "tab character")) ||
        (line.at < line.len && line.text[line.at] == '\t'))
        report_tab(cursor, at, found);
    else if (begins(parser->problem, "mapping values are not allowed"))
        report_colon(cursor, at, found);
    else if (begins(parser->problem, "found character that cannot start any token"))
        report_first_character(cursor, at, found);
    else if (begins(parser->problem, "did not find expected alphabetic or numeric character")) {
        at = yaml_place(cursor, parser->context_mark.index);
        report_first_character(cursor, at, found);
    } else
        report_other(parser, cursor, at, found);
}
