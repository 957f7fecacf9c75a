/*
 * Finding front matter: the lines that open and close it. What it says is left
 * to document.c.
 */
#include "frontmatter.h"

#include <string.h>

struct scan {
    const char *text;
    size_t len, at;
    unsigned line; /* of the line at `at` */
};

struct line {
    const char *text;
    size_t len; /* without white space at its end */
};

/* Takes the next line. False at the end of the text. */
static bool next_line(struct scan *scan, struct line *line)
{
    if (scan->at >= scan->len)
        return false;
    size_t end = scan->at;
    while (end < scan->len && scan->text[end] != '\n' && scan->text[end] != '\r')
        end++;
    line->text = scan->text + scan->at;
    line->len = end - scan->at;
    while (line->len > 0 && (line->text[line->len - 1] == ' ' || line->text[line->len - 1] == '\t'))
        line->len--;
    if (end < scan->len && scan->text[end] == '\r' && end + 1 < scan->len &&
        scan->text[end + 1] == '\n')
        end++;
    scan->at = end < scan->len ? end + 1 : end;
    scan->line++;
    return true;
}

static bool is(const struct line *line, const char *text)
{
    return line->len == strlen(text) && memcmp(line->text, text, line->len) == 0;
}

/* Hugo's JSON: a brace alone, or one with a key after it. `{% tag %}` and `{{< x >}}` are none. */
static bool opens_json(const struct line *line)
{
    if (line->len == 0 || line->text[0] != '{')
        return false;
    size_t at = 1;
    while (at < line->len && (line->text[at] == ' ' || line->text[at] == '\t'))
        at++;
    return at == line->len || line->text[at] == '"';
}

static enum front_kind kind_of(const struct line *line)
{
    if (is(line, "---"))
        return FRONT_YAML;
    if (is(line, "+++"))
        return FRONT_TOML;
    if (is(line, ";;;") || opens_json(line))
        return FRONT_JSON;
    return FRONT_NONE;
}

struct front_matter front_split(const char *text, size_t len)
{
    struct front_matter front = {.kind = FRONT_EMPTY};
    struct scan scan = {text, len, 0, 1};
    struct line line;

    do {
        front.open_line = scan.line;
        if (!next_line(&scan, &line))
            return front;
    } while (line.len == 0);

    front.kind = kind_of(&line);
    if (front.kind != FRONT_YAML)
        return front;
    front.start = scan.at;
    front.line = scan.line;
    for (;;) {
        size_t end = scan.at;
        if (!next_line(&scan, &line)) {
            front.kind = FRONT_UNCLOSED;
            return front;
        }
        if (is(&line, "---") || is(&line, "...")) {
            front.len = end - front.start;
            front.body = scan.at;
            front.body_line = scan.line;
            return front;
        }
    }
}
