/*
 * Texts in Markdown: what would be read as a mark gets a backslash, and nothing
 * else does. cmark's own rules decide (flanking is from_html_inline.c's).
 */
#include "from_html.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct escape {
    const struct from_html *in;
    struct strbuf *out;
    const struct md_place *place;
    const char *text, *at;
};

static bool is_space_or_end(char c)
{
    return c == ' ' || c == '\n' || c == '\0';
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static char before(const struct escape *e)
{
    if (e->at > e->text)
        return e->at[-1];
    return e->out->len ? e->out->buf[e->out->len - 1] : '\n';
}

static char after(const struct escape *e)
{
    return e->at[1] ? e->at[1] : e->place->next;
}

/* ---- at the start of a line ---- */

/* The bytes to copy before the backslash where the line would begin a block; -1: it would not. */
static int block_mark(const char *at)
{
    size_t run = strspn(at, "#"), digits = strspn(at, "0123456789");
    if (run > 0)
        return run <= 6 && is_space_or_end(at[run]) ? 0 : -1;
    if (digits > 0)
        return digits <= 9 && (at[digits] == '.' || at[digits] == ')') &&
                       is_space_or_end(at[digits + 1])
                   ? (int)digits
                   : -1;
    switch (*at) {
    case '>':
        return 0;
    case '+':
        return is_space_or_end(at[1]) ? 0 : -1;
    case '-':
        return is_space_or_end(at[1]) || at[1] == '-' ? 0 : -1;
    case '=':
        return at[strspn(at, "= ")] == '\0' ? 0 : -1;
    case ':':
        return at[1] == ':' && at[2] == ':' ? 0 : -1;
    case '|':
        return 0;
    default:
        return -1;
    }
}

/* ---- within a line ---- */

static bool is_entity(const char *at)
{
    size_t len = 1;
    if (at[len] == '#')
        len++;
    size_t name = len;
    while (isalnum((unsigned char)at[len]))
        len++;
    return len > name && at[len] == ';';
}

/* Would "[" open a link, a footnote, a wiki link or a box? */
static bool opens_link(const struct escape *e)
{
    int depth = 0;
    if (e->place->link || e->at[1] == '[' || e->at[1] == '^')
        return true;
    bool box = e->at[1] && strchr(" xX", e->at[1]) && e->at[2] == ']';
    if (box && e->place->line_start && e->at == e->text)
        return true;
    for (const char *at = e->at; *at; at++) {
        depth += *at == '[' ? 1 : *at == ']' ? -1 : 0;
        if (depth == 0)
            return (at[1] && strchr("([:", at[1])) || (!at[1] && e->place->before_link);
    }
    return false;
}

/* Would the text from here on become a link by itself? */
static bool is_autolink(const struct escape *e)
{
    static const char *const schemes[] = {"http", "https", "ftp"};
    size_t back = (size_t)(e->at - e->text);
    if (strncmp(e->at, "://", 3) != 0)
        return false;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t len = strlen(schemes[i]);
        if (back >= len && strncasecmp(e->at - len, schemes[i], len) == 0)
            return true;
    }
    return false;
}

static bool is_www(const struct escape *e)
{
    size_t back = (size_t)(e->at - e->text);
    return *e->at == '.' && back >= 3 && strncasecmp(e->at - 3, "www", 3) == 0 &&
           (back == 3 || !is_word(e->at[-4]));
}

static bool needs_smart(const struct escape *e)
{
    if (!e->in->smart)
        return false;
    switch (*e->at) {
    case '\'':
    case '"':
        return true;
    case '-':
        return after(e) == '-';
    case '.':
        return e->at[1] == '.' && (e->at[2] ? e->at[2] : e->place->next) == '.';
    default:
        return false;
    }
}

static bool is_alone(const struct escape *e)
{
    return is_space_or_end(after(e)) && before(e) == ' ';
}

static bool needs_backslash(const struct escape *e)
{
    char next = after(e);
    if (needs_smart(e) || is_www(e))
        return true;
    switch (*e->at) {
    case '\\':
        return next == '\0' || ispunct((unsigned char)next);
    case '`':
        return true;
    case '*':
        return !is_alone(e);
    case '_':
        return !is_alone(e) && !(is_word(before(e)) && is_word(next));
    case '[':
        return opens_link(e);
    case ']':
        return e->place->link;
    case '<':
        return isalpha((unsigned char)next) || (next && strchr("/!?", next));
    case '&':
        return is_entity(e->at);
    case '~':
        return next == '~' || before(e) == '~';
    case '!':
        return e->at[1] == '\0' && e->place->before_link;
    case '|':
        return e->place->table;
    case '{':
        return next == '{' || next == '%';
    case ':':
        return is_autolink(e);
    default:
        return false;
    }
}

/* GitHub's Markdown makes a link of every address, whatever is escaped: it looks at the text that
 * comes out. Only something that is no text in between keeps it from that. */
static bool is_address(const struct escape *e)
{
#ifdef GHLPUB_GFM
    char last = before(e);
    size_t host = 1;
    bool dot = false;
    if (*e->at != '@' || e->place->link || !(isalnum((unsigned char)last) || strchr(".+-_", last)))
        return false;
    for (; isalnum((unsigned char)e->at[host]) || (e->at[host] && strchr("._-", e->at[host]));
         host++)
        dot = dot || e->at[host] == '.';
    return host > 1 && dot;
#else
    (void)e;
    return false;
#endif
}

static void add_at(struct escape *e)
{
    if (is_address(e))
        strbuf_adds(e->out, "<!-- -->");
    if (strncmp(e->at, "\xc2\xa0", 2) == 0) {
        strbuf_adds(e->out, "&nbsp;");
        e->at += 2;
        return;
    }
    bool careful = (e->in->tries & TRY_CAREFUL) && ispunct((unsigned char)*e->at) &&
                   !strchr(",;?/%@$^", *e->at);
    if (careful || needs_backslash(e))
        strbuf_addc(e->out, '\\');
    strbuf_addc(e->out, *e->at++);
}

void md_add_text(const struct from_html *in, struct strbuf *out, const char *text,
                 const struct md_place *place)
{
    struct escape e = {in, out, place, text, text};
    int mark = place->line_start ? block_mark(text) : -1;
    if (mark >= 0) {
        strbuf_add(out, text, (size_t)mark);
        strbuf_addc(out, '\\');
        strbuf_addc(out, text[mark]);
        e.at += mark + 1;
    }
    while (*e.at)
        add_at(&e);
}

/* ---- code, destinations ---- */

void md_add_code(struct strbuf *out, const char *text, bool table)
{
    size_t longest = 0, len = strlen(text);
    for (const char *at = text; *at;) {
        size_t run = strspn(at, "`");
        longest = run > longest ? run : longest;
        at += run ? run : 1;
    }
    bool pad = len && (text[0] == '`' || text[len - 1] == '`' ||
                       (text[0] == ' ' && text[len - 1] == ' ' && strspn(text, " ") < len));
    size_t fence = longest + 1;
    for (size_t i = 0; i < fence; i++)
        strbuf_addc(out, '`');
    strbuf_adds(out, pad ? " " : "");
    for (; *text; text++)
        strbuf_addf(out, "%s%c", table && *text == '|' ? "\\" : "", *text);
    strbuf_adds(out, pad ? " " : "");
    for (size_t i = 0; i < fence; i++)
        strbuf_addc(out, '`');
}

static bool is_balanced(const char *url)
{
    int depth = 0;
    for (; *url && depth >= 0; url++)
        depth += *url == '(' ? 1 : *url == ')' ? -1 : 0;
    return depth == 0;
}

void md_add_destination(struct strbuf *out, const char *url, const char *title)
{
    bool angle = !*url || !is_balanced(url);
    strbuf_adds(out, angle ? "(<" : "(");
    for (const char *at = url; *at; at++)
        strbuf_addf(out, "%s%c", *at == '&' && is_entity(at) ? "\\" : "", *at);
    strbuf_adds(out, angle ? ">" : "");
    if (title && *title) {
        strbuf_adds(out, " \"");
        for (; *title; title++) {
            if (isspace((unsigned char)*title)) {
                strbuf_addc(out, ' ');
                continue;
            }
            if (strchr("\"\\", *title) || (*title == '&' && is_entity(title)))
                strbuf_addc(out, '\\');
            strbuf_addc(out, *title);
        }
        strbuf_addc(out, '"');
    }
    strbuf_addc(out, ')');
}
