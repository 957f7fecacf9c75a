/*
 * What other generators would have understood and Markdown does not: shortcodes,
 * Liquid, MDX, wiki links, admonitions, attribute lists. Each gets a warning with
 * its place, in the text as written, outside of code and comments. Nothing is
 * changed; destinations of links with tags are tags.c's.
 */
#include "page.h"

#include "base/unicode.h"

#include <ctype.h>
#include <gumbo.h>
#include <stdlib.h>
#include <string.h>

#define WARNINGS_MAX 20   /* a document */
#define RUN_MAX      64   /* backticks in a row that can open a code span */
#define SHOWN_MAX    40   /* bytes of a name in a message */
#define LOOK_MAX     2000 /* bytes in which an end is looked for, so that all stays linear */

struct scan {
    struct page *page;
    const char *text, *end;
    const char *at;
    size_t code;                 /* the next code block, by index */
    bool line_begins;            /* only white space so far */
    bool no_closer[RUN_MAX + 1]; /* no such run of backticks in the rest of this paragraph */
    bool no_comments;            /* none ends in the rest of the text */
    struct map labels;           /* of reference links, looked for once they matter */
    bool labels_found;
    unsigned warnings;
    size_t first_unsaid; /* its offset */
};

static void warn(struct scan *scan, const char *at, const char *code, const char *what,
                 const char *name, size_t len, const char *hint)
{
    if (scan->warnings++ >= WARNINGS_MAX) {
        if (scan->warnings == WARNINGS_MAX + 1)
            scan->first_unsaid = (size_t)(at - scan->text);
        return;
    }
    struct place place = place_at(scan->page, (size_t)(at - scan->text));
    if (len > SHOWN_MAX)
        len = SHOWN_MAX;
    struct diagnostic *item = len ? diagnose(scan->page->found, SEVERITY_WARNING, code, place,
                                             "%s \"%.*s\" is not understood", what, (int)len, name)
                                  : diagnose(scan->page->found, SEVERITY_WARNING, code, place,
                                             "%s is not understood", what);
    diagnostic_hint(item, "%s", hint);
}

static bool starts(const struct scan *scan, const char *at, const char *word)
{
    size_t len = strlen(word);
    return (size_t)(scan->end - at) >= len && memcmp(at, word, len) == 0;
}

static const char *line_end(const struct scan *scan, const char *at)
{
    const char *end = scan->end - at > LOOK_MAX ? at + LOOK_MAX : scan->end;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline : end;
}

/* The word at `at`, behind spaces: its length, and *name. */
static size_t word_at(const struct scan *scan, const char *at, const char **name)
{
    while (at < scan->end && (*at == ' ' || *at == '\t' || *at == '-'))
        at++;
    *name = at;
    while (at < scan->end && (isalnum((unsigned char)*at) || strchr("_-./", *at)) && *at)
        at++;
    return (size_t)(at - *name);
}

/* Moves behind `close`, or behind the opening where it does not close soon. */
static void skip_to(struct scan *scan, const char *at, const char *close)
{
    const char *limit = scan->end - at > LOOK_MAX ? at + LOOK_MAX : scan->end;
    size_t len = strlen(close);
    for (const char *p = at; (size_t)(limit - p) >= len; p++)
        if (memcmp(p, close, len) == 0) {
            scan->at = p + len;
            return;
        }
    scan->at = at;
}

/* ---- kinds ---- */

/* "[label]: " defines a link where no text stands right above: else it is text itself. */
static bool begins_definition(const struct scan *scan, const char *at)
{
    const char *line = at;
    while (line > scan->text && line[-1] != '\n')
        line--;
    while (line > scan->text) {
        const char *above = line - 1;
        while (above > scan->text && above[-1] != '\n')
            above--;
        size_t len = (size_t)(line - above) - 1, blank = strspn(above, " \t\r>");
        if (blank >= len)
            return true;
        if (above[blank] != '[')
            return above[blank] == '#' || (above[blank] == '{' && above[blank + 1] == ':');
        line = above;
    }
    return true;
}

/* Is a tag that tags.c understands the beginning of a destination? */
static bool is_destination(const struct scan *scan)
{
    const char *at = scan->at;
    while (at > scan->text && (at[-1] == '}' || at[-1] == '/'))
        at--; /* behind another tag: that one was looked at, and ended here */
    if (at == scan->text)
        return false;
    if (at < scan->at)
        return true;
    if (at[-1] == '<') /* <{{ x }}> is no link by itself, [x](<{{ x }}>) is one */
        at--;
    if (at - scan->text > 2 && at[-1] == ' ' && at[-2] == ':' && at[-3] == ']')
        return begins_definition(scan, at);
    return at > scan->text && strchr("(\"'=", at[-1]) != NULL;
}

/* Does the line at hand, or else the one before it, belong to a heading? */
static bool at_heading(const struct scan *scan)
{
    const char *at = scan->at;
    for (int i = 0; i < 2; i++) {
        while (at > scan->text && at[-1] != '\n' && scan->at - at < LOOK_MAX)
            at--;
        if (*at == '#' || (i == 1 && (*at == '=' || *at == '-')))
            return true;
        if (at > scan->text)
            at--;
    }
    return false;
}

/* Kramdown's {: .class}; one that gives a heading its id is understood (headings.c). */
static bool scan_attributes(struct scan *scan)
{
    const char *at = scan->at, *stop = line_end(scan, at);
    const char *close = memchr(at, '}', (size_t)(stop - at));
    if (!close && stop < scan->end) { /* it may go on on the next line */
        stop = line_end(scan, stop + 1);
        close = memchr(at, '}', (size_t)(stop - at));
    }
    if (!close || at + 2 == scan->end || (!strchr(" .#\r\n", at[2]) && !starts(scan, at, "{:toc}")))
        return false; /* {:a=>1} is Ruby */
    if (!memchr(at, '#', (size_t)(close - at)) || !at_heading(scan))
        warn(scan, at, "attribute-list", "attribute list", at, (size_t)(close + 1 - at),
             "it is published as text; \"## Title {#id}\" sets the id of a heading");
    scan->at = close + 1;
    return true;
}

/* One that stands alone in a .mdx file is taken out (mdx.c). */
static bool scan_jsx_comment(struct scan *scan)
{
    const char *at = scan->at;
    bool alone = scan->line_begins;
    skip_to(scan, at + 3, "*/}");
    const char *close = scan->at;
    if (close == at + 3)
        return false;
    while (close < scan->end && (*close == ' ' || *close == '\r'))
        close++;
    alone = alone && (close == scan->end || *close == '\n');
    if (!alone || !page_is_mdx(scan->page))
        warn(scan, at, "mdx-component", "comment", at, (size_t)(scan->at - at),
             "it is published as text: remove it, or write <!-- … -->");
    return true;
}

/* %% Obsidian's comment %%, which nobody was meant to read: on one line, or between lines that hold
 * nothing else. "%%" alone is how printf writes one of them. */
static bool scan_percent(struct scan *scan)
{
    const char *at = scan->at, *stop = line_end(scan, at);
    if (!starts(scan, at, "%%") || (at > scan->text && !isspace((unsigned char)at[-1])))
        return false;
    bool alone = scan->line_begins && at + 2 + strspn(at + 2, " \r") >= stop;
    skip_to(scan, at + 2, alone ? "\n%%" : "%%");
    const char *close = scan->at;
    if (close == at + 2 || close == at + 4 || (!alone && close > stop) ||
        (close < scan->end && !isspace((unsigned char)*close))) {
        scan->at = at + 2;
        return true;
    }
    warn(scan, at, "hidden-comment", "comment", at, (size_t)(alone ? 2 : close - at),
         "it is published as text: remove it, or write <!-- … -->");
    return true;
}

/* The body of a campaign is a template. */
static bool is_variable(const struct scan *scan, bool output)
{
    return output && scan->page->document->kind == DOCUMENT_CAMPAIGN;
}

static bool scan_braces(struct scan *scan)
{
    const char *at = scan->at, *name;
    if (at > scan->text && at[-1] == '\\')
        return false;
    bool output = starts(scan, at, "{{"), tag = starts(scan, at, "{%");
    if (starts(scan, at, "{/*"))
        return scan_jsx_comment(scan);
    if (!output && !tag)
        return starts(scan, at, "{:") && scan_attributes(scan);
    size_t understood = tags_understood(at, (size_t)(scan->end - at));
    if (understood && is_destination(scan)) {
        scan->at += understood;
        return true;
    }
    bool shortcode = starts(scan, at, "{{<") || starts(scan, at, "{{%");
    if (!shortcode && output && at + 2 < scan->end && at[2] == '}')
        return false;
    size_t len = word_at(scan, at + (shortcode ? 3 : 2), &name);
    const char *close = output ? "}}" : "%}";
    if (shortcode)
        warn(scan, at, "shortcode", "shortcode", name, len,
             "it is published as text: replace it by Markdown or HTML");
    else if (!is_variable(scan, output))
        warn(scan, at, "liquid-tag", output ? "template output" : "liquid tag", name, len,
             "it is published as text: replace it by what it stands for, or put it into a code "
             "span");
    skip_to(scan, at + 2, close);
    return true;
}

static bool is_html_name(const char *name, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (islower((unsigned char)name[i]))
            return false; /* <Details> is somebody's component */
    return gumbo_tagn_enum(name, (unsigned)len) != GUMBO_TAG_UNKNOWN;
}

static bool scan_angle(struct scan *scan)
{
    const char *at = scan->at, *name = at + 1, *p = name;
    if (starts(scan, at, "<!--")) {
        const char *close = scan->no_comments ? NULL : strstr(at, "-->");
        scan->no_comments = !close;
        scan->at = close && close < scan->end ? close + 3 : at + 4;
        return true;
    }
    if (starts(scan, at, "<<<") && scan->line_begins) {
        const char *stop = line_end(scan, at);
        warn(scan, at, "shortcode", "code snippet", at, (size_t)(stop - at),
             "it is published as text: copy the code into the document");
        scan->at = stop;
        return true;
    }
    if (p >= scan->end || !isupper((unsigned char)*p))
        return false;
    while (p < scan->end && (isalnum((unsigned char)*p) || *p == '.'))
        p++;
    if (p >= scan->end || !(isspace((unsigned char)*p) || *p == '>' || *p == '/'))
        return false;
    if (is_html_name(name, (size_t)(p - name)))
        return false;
    warn(scan, at, "mdx-component", "component", name, (size_t)(p - name),
         "readers will not see it: replace it by Markdown or HTML, or put it into a code span");
    scan->at = p;
    return true;
}

/* Remembers the labels of "[label]: URL": [[label]] is then a link in brackets. */
static void find_labels(struct scan *scan)
{
    scan->labels_found = true;
    for (const char *at = scan->text; at < scan->end;) {
        const char *newline = memchr(at, '\n', (size_t)(scan->end - at));
        const char *stop = newline ? newline : scan->end;
        while (at < stop && (*at == ' ' || *at == '>'))
            at++;
        const char *close = at < stop && *at == '[' ? memchr(at, ']', (size_t)(stop - at)) : NULL;
        if (close && close + 1 < stop && close[1] == ':') {
            char *label = mem_strndup(at + 1, (size_t)(close - at) - 1);
            char *folded = unicode_folded(label);
            map_set(&scan->labels, folded, scan);
            free(folded);
            free(label);
        }
        at = stop + 1;
    }
}

static bool is_label(struct scan *scan, const char *from, size_t len)
{
    if (!scan->labels_found)
        find_labels(scan);
    char *label = mem_strndup(from, len), *folded = unicode_folded(label);
    bool known = map_has(&scan->labels, folded);
    free(folded);
    free(label);
    return known;
}

static bool scan_bracket(struct scan *scan)
{
    const char *at = scan->at, *stop = line_end(scan, at);
    if (!starts(scan, at, "[[") || stop - at < 5 || isspace((unsigned char)at[2]) || at[2] == '[')
        return false;
    if (stop - at > 500)
        stop = at + 500;
    const char *close = at + 2;
    while (close + 1 < stop && *close != '[' && (close[0] != ']' || close[1] != ']'))
        close++;
    if (close + 1 >= stop || close[0] != ']' || (close + 2 < stop && strchr("(][:", close[2])))
        return false; /* [[1]](url) is a link */
    if (close == at + 2 || at[2] == ':' || is_label(scan, at + 2, (size_t)(close - at) - 2))
        return false; /* [[:alnum:]] is a class of characters, [[]] nothing */
    bool embed = at > scan->text && at[-1] == '!';
    warn(scan, embed ? at - 1 : at, "wiki-link", embed ? "embedded note" : "wiki link", at + 2,
         (size_t)(close - at) - 2, "it is published as text: write [text](file.md)");
    scan->at = close + 2;
    return true;
}

static bool scan_import(struct scan *scan)
{
    const char *at = scan->at, *stop = line_end(scan, at);
    bool import = starts(scan, at, "import ");
    if (import && page_is_mdx(scan->page))
        return false; /* taken out */
    if (!import && !starts(scan, at, "export "))
        return false;
    bool code = false;
    for (const char *p = at; p < stop && !code; p++)
        code = import ? starts(scan, p, " from '") || starts(scan, p, " from \"")
                      : starts(scan, p, " = ") || starts(scan, p, " function");
    /* import './x.css', but not Go's import "fmt" */
    if (import && (at[7] == '\'' || at[7] == '"') && stop - at > 8 && strchr("./@", at[8]))
        code = true;
    if (!code)
        return false;
    warn(scan, at, "mdx-component", import ? "import" : "export", at, (size_t)(stop - at),
         "it is published as text: remove it");
    scan->at = stop;
    return true;
}

static bool scan_colons(struct scan *scan)
{
    const char *name;
    if (!starts(scan, scan->at, ":::"))
        return false;
    const char *at = scan->at;
    while (at < scan->end && *at == ':')
        at++;
    size_t len = word_at(scan, at, &name);
    if (len == 0)
        return false; /* the closing line */
    warn(scan, scan->at, "admonition", "admonition", name, len,
         "its colons are published as text: use a quote, \"> **Note** …\"");
    scan->at = line_end(scan, scan->at);
    return true;
}

/* ---- code ---- */

/* Skips a code span. Runs that found no partner are remembered, so that a paragraph of backticks
 * is looked through once a length. */
static void skip_span(struct scan *scan)
{
    size_t run = 0;
    while (scan->at < scan->end && *scan->at == '`') {
        scan->at++;
        run++;
    }
    if (run > RUN_MAX || scan->no_closer[run])
        return;
    for (const char *at = scan->at; at < scan->end;) {
        if (*at == '\n' && at + 1 < scan->end && (at[1] == '\n' || at[1] == '\r'))
            break;
        size_t other = 0;
        while (at + other < scan->end && at[other] == '`')
            other++;
        if (other == run) {
            scan->at = at + other;
            return;
        }
        at += other ? other : 1;
    }
    scan->no_closer[run] = true;
}

/* Offset of a line of the body (from 1). */
static size_t line_offset(struct page *page, int line)
{
    const struct source *source = &page->places.source;
    if (line < 1)
        return 0;
    return (size_t)line > source->lines ? page->body_len : source->starts[line - 1];
}

/* Moves behind a code block that begins before the place at hand. */
static void skip_blocks(struct scan *scan)
{
    struct page *page = scan->page;
    while (scan->code < page->code.len) {
        cmark_node *node = page->code.items[scan->code];
        size_t from = line_offset(page, cmark_node_get_start_line(node));
        size_t to = line_offset(page, cmark_node_get_end_line(node) + 1);
        if ((size_t)(scan->at - scan->text) < from)
            return;
        scan->code++;
        if (to > (size_t)(scan->at - scan->text)) {
            scan->at = scan->text + to;
            scan->line_begins = true;
        }
    }
}

static bool scan_special(struct scan *scan)
{
    switch (*scan->at) {
    case '{':
        return scan_braces(scan);
    case '<':
        return scan_angle(scan);
    case '%':
        return scan_percent(scan);
    case '[':
        return scan_bracket(scan);
    case ':':
        return scan->line_begins && scan_colons(scan);
    case 'i':
    case 'e':
        return (scan->at == scan->text || scan->at[-1] == '\n') && scan_import(scan);
    case '`':
        skip_span(scan);
        return true;
    default:
        return false;
    }
}

static void scan_text(struct scan *scan)
{
    while (scan->at < scan->end) {
        char c = *scan->at;
        if (c == '\n' || scan->at == scan->text) {
            if (c == '\n')
                scan->at++;
            scan->line_begins = true;
            skip_blocks(scan);
            if (scan->at < scan->end && (*scan->at == '\n' || *scan->at == '\r'))
                memset(scan->no_closer, 0, sizeof scan->no_closer); /* a paragraph ends */
            if (c == '\n')
                continue;
            if (scan->at > scan->text)
                continue;
        }
        if (scan_special(scan)) {
            scan->line_begins = false;
            continue;
        }
        if (!isspace((unsigned char)c) && c != '>')
            scan->line_begins = false;
        scan->at++;
    }
}

void pass_foreign(struct page *page)
{
    struct scan scan = {.page = page,
                        .text = page->body,
                        .end = page->body + page->body_len,
                        .at = page->body,
                        .line_begins = true};
    (void)place_at(page, 0); /* the table of lines */
    scan_text(&scan);
    map_release(&scan.labels, NULL);
    if (scan.warnings > WARNINGS_MAX)
        diagnose(page->found, SEVERITY_WARNING, "foreign-more", place_at(page, scan.first_unsaid),
                 "and %u more from here on that are not understood", scan.warnings - WARNINGS_MAX);
}
