/*
 * Destinations of links that other generators fill in: Jekyll's post_url and
 * link, Hugo's ref and relref, the address of the site in front of a path. They
 * are read here; what they lead to is left to links.c, and all other tags are
 * foreign.c's to warn about.
 *
 * Markdown reads no destination with spaces, so that `[x]({{< ref "y.md" >}})`
 * would stay text: each is replaced by one word before the text is parsed.
 */
#include "page.h"

#include <ctype.h>
#include <string.h>

#define DESTINATION_MAX 1000

static const char *find(const char *from, const char *end, const char *word)
{
    size_t len = strlen(word);
    for (; (size_t)(end - from) >= len; from++)
        if (memcmp(from, word, len) == 0)
            return from;
    return NULL;
}

/* The end of the tag that begins here, or NULL; on one line, and not far away. */
static const char *tag_end(const char *at, const char *end)
{
    const char *close;
    if (end - at < 4 || at[0] != '{' || (at[1] != '{' && at[1] != '%'))
        return NULL;
    if (end - at > DESTINATION_MAX)
        end = at + DESTINATION_MAX;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    close = find(at + 2, newline ? newline : end, at[1] == '{' ? "}}" : "%}");
    return close ? close + 2 : NULL;
}

/* ---- reading ---- */

static void trim(const char **from, const char **to)
{
    while (*from < *to && isspace((unsigned char)**from))
        (*from)++;
    while (*from < *to && isspace((unsigned char)(*to)[-1]))
        (*to)--;
}

static bool is_word(const char *from, const char *to, const char *word)
{
    return (size_t)(to - from) == strlen(word) && memcmp(from, word, strlen(word)) == 0;
}

/* "name argument": does it begin with this name? Moves on to the argument. */
static bool take_name(const char **from, const char *to, const char *name)
{
    size_t len = strlen(name);
    if ((size_t)(to - *from) <= len || memcmp(*from, name, len) != 0 ||
        !isspace((unsigned char)(*from)[len]))
        return false;
    *from += len;
    return true;
}

/* Adds an argument: "x", 'x' or x; Hugo's `path="x"` too. False where there is none. */
static bool add_argument(const char *from, const char *to, struct strbuf *out)
{
    trim(&from, &to);
    if (to - from > 5 && memcmp(from, "path=", 5) == 0)
        from += 5;
    if (from == to)
        return false;
    if (*from == '"' || *from == '\'' || *from == '`') {
        const char *close = memchr(from + 1, *from, (size_t)(to - from) - 1);
        if (!close)
            return false;
        strbuf_add(out, from + 1, (size_t)(close - from) - 1);
        return true;
    }
    const char *stop = from;
    while (stop < to && !isspace((unsigned char)*stop))
        stop++;
    strbuf_add(out, from, (size_t)(stop - from));
    return true;
}

/* {{ site.baseurl }} stands for nothing; {{ "/x" | relative_url }} for /x. */
static enum tag_kind read_output(const char *from, const char *to, struct strbuf *out)
{
    static const char *const site_names[] = {"site.baseurl",    "site.url",      "site.baseUrl",
                                             "site.github.url", ".Site.BaseURL", "base.url"};
    static const char *const filters[] = {"relative_url", "absolute_url", "relURL",
                                          "absURL",       "prepend",      "url"};
    for (size_t i = 0; i < sizeof site_names / sizeof *site_names; i++)
        if (is_word(from, to, site_names[i]))
            return TAG_PATH;
    if (from == to || (*from != '"' && *from != '\''))
        return TAG_UNKNOWN;
    const char *close = memchr(from + 1, *from, (size_t)(to - from) - 1);
    const char *filter = close ? close + 1 : to;
    while (filter < to && (isspace((unsigned char)*filter) || *filter == '|'))
        filter++;
    for (size_t i = 0; close && i < sizeof filters / sizeof *filters; i++) {
        size_t len = strlen(filters[i]);
        if ((size_t)(to - filter) >= len && memcmp(filter, filters[i], len) == 0) {
            strbuf_add(out, from + 1, (size_t)(close - from) - 1);
            return TAG_PATH;
        }
    }
    return TAG_UNKNOWN;
}

static enum tag_kind read_shortcode(const char *from, const char *to, struct strbuf *out)
{
    trim(&from, &to);
    if (!take_name(&from, to, "ref") && !take_name(&from, to, "relref"))
        return TAG_UNKNOWN;
    return add_argument(from, to, out) ? TAG_REFERENCE : TAG_UNKNOWN;
}

/* Reads one tag, from its opening to `end` behind its closing. */
static enum tag_kind read_tag(const char *at, const char *end, struct strbuf *out)
{
    const char *from = at + 2, *to = end - 2;
    if (at[1] == '{' && to - from > 2 && (*from == '<' || *from == '%'))
        return read_shortcode(from + 1, to - 1, out);
    /* Jekyll's "{%-" takes white space off. */
    if (from < to && *from == '-')
        from++;
    if (from < to && to[-1] == '-')
        to--;
    trim(&from, &to);
    if (at[1] == '{')
        return read_output(from, to, out);
    if (take_name(&from, to, "post_url"))
        return add_argument(from, to, out) ? TAG_POST : TAG_UNKNOWN;
    if (take_name(&from, to, "link"))
        return add_argument(from, to, out) ? TAG_FILE : TAG_UNKNOWN;
    return TAG_UNKNOWN;
}

size_t tags_understood(const char *text, size_t len)
{
    struct strbuf ignored = STRBUF_INIT(DESTINATION_MAX);
    const char *end = tag_end(text, text + len);
    bool understood = end && read_tag(text, end, &ignored) != TAG_UNKNOWN;
    strbuf_release(&ignored);
    return understood ? (size_t)(end - text) : 0;
}

enum tag_kind tags_read(struct page *page, const char *url, const char **path)
{
    enum tag_kind kind = TAG_NONE;
    const char *end = url + strlen(url);
    if (!strchr(url, '{'))
        return TAG_NONE;
    struct strbuf out = STRBUF_INIT(DESTINATION_MAX * 4);
    for (const char *at = url; at < end && kind != TAG_UNKNOWN;) {
        const char *close = tag_end(at, end);
        if (close) {
            enum tag_kind one = read_tag(at, close, &out);
            if (kind == TAG_NONE || kind == TAG_PATH || one == TAG_UNKNOWN)
                kind = one;
            at = close;
        } else {
            strbuf_addc(&out, *at++);
        }
    }
    *path = arena_strdup(page->arena, out.buf);
    strbuf_release(&out);
    return kind;
}

/* ---- replacing ---- */

/* The end of the destination that begins here, if it has tags with spaces in them; else NULL. */
static const char *destination_end(const char *at, const char *end)
{
    const char *start = at;
    bool spaces = false;
    while (at < end && at - start < DESTINATION_MAX) {
        const char *close = tag_end(at, end);
        if (close) {
            spaces = spaces || memchr(at, ' ', (size_t)(close - at)) ||
                     memchr(at, '\t', (size_t)(close - at));
            at = close;
        } else if (isspace((unsigned char)*at) || *at == ')' || *at == '>') {
            break;
        } else {
            at++;
        }
    }
    return spaces ? at : NULL;
}

/* Behind "](" or "]: " : where a destination with tags could begin; else NULL. */
static const char *destination_start(const char *at, const char *end)
{
    if (end - at < 4 || at[0] != ']' || (at[1] != '(' && at[1] != ':'))
        return NULL;
    for (at += 2; at < end && (*at == ' ' || *at == '<'); at++)
        ;
    return end - at >= 4 && *at == '{' ? at : NULL;
}

/* The number of the destination; whether it is replaced (all are at first, then those alone that
 * became links: others are in code). */
static bool is_replaced(struct page *page, size_t number, const char *from, size_t len)
{
    if (number < page->tags.len)
        return page->tags.items[number].used;
    struct tag_text tag = {arena_strndup(page->arena, from, len), false};
    ARRAY_PUSH(&page->tags, tag);
    return true;
}

const char *tags_rewrite(struct page *page, size_t *len)
{
    const char *end = page->body + page->body_len, *copied = page->body;
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t number = 0;
    for (const char *at = page->body; end - at >= 4; at++) {
        at = memchr(at, ']', (size_t)(end - at) - 3);
        if (!at)
            break;
        const char *start = destination_start(at, end);
        const char *stop = start ? destination_end(start, end) : NULL;
        if (!stop || !is_replaced(page, number++, start, (size_t)(stop - start)))
            continue;
        strbuf_add(&out, copied, (size_t)(start - copied));
        placeholder_add(&page->prefix, PLACEHOLDER_TAG, number - 1, &out);
        copied = stop;
        at = stop - 1;
    }
    if (number == 0)
        return NULL;
    strbuf_add(&out, copied, (size_t)(end - copied));
    const char *text = arena_strndup(page->arena, out.buf, out.len);
    *len = out.len;
    strbuf_release(&out);
    return text;
}

static struct tag_text *tag_of(const struct page *page, const char *url)
{
    struct placeholder found;
    if (page->tags.len == 0 || !url ||
        !placeholder_find(&page->prefix, url, url + strlen(url), &found))
        return NULL;
    return found.kind == PLACEHOLDER_TAG && found.index < page->tags.len
               ? &page->tags.items[found.index]
               : NULL;
}

/* Marks those that stand in this text. */
static void note_seen(const struct page *page, const char *text, bool *seen)
{
    struct placeholder found;
    const char *end = text ? text + strlen(text) : NULL;
    for (const char *at = text; at && placeholder_find(&page->prefix, at, end, &found);
         at = found.end)
        if (found.kind == PLACEHOLDER_TAG && found.index < page->tags.len)
            seen[found.index] = true;
}

/* Those that became neither a link nor text or code: definitions that nothing refers to. Taken for
 * text, they would draw the definitions below them into their paragraph. */
static void use_definitions(struct page *page)
{
    bool *seen = arena_alloc(page->arena, page->tags.len * sizeof *seen);
    cmark_iter *iter = cmark_iter_new(page->root);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (event != CMARK_EVENT_ENTER)
            continue;
        note_seen(page, cmark_node_get_literal(node), seen);
        if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
            note_seen(page, cmark_node_get_title(node), seen);
    }
    cmark_iter_free(iter);
    for (size_t i = 0; i < page->tags.len; i++)
        if (!seen[i])
            page->tags.items[i].used = true;
}

bool tags_used(struct page *page)
{
    bool all = true;
    for (size_t i = 0; i < page->links.len + page->images.len; i++) {
        cmark_node *node =
            i < page->links.len ? page->links.items[i] : page->images.items[i - page->links.len];
        struct tag_text *tag = tag_of(page, cmark_node_get_url(node));
        if (tag)
            tag->used = true;
    }
    for (size_t i = 0; i < page->tags.len; i++)
        all = all && page->tags.items[i].used;
    if (all)
        return true;
    use_definitions(page);
    all = true;
    for (size_t i = 0; i < page->tags.len; i++)
        all = all && page->tags.items[i].used;
    return all;
}

const char *tags_original(const struct page *page, const char *url)
{
    const struct tag_text *tag = tag_of(page, url);
    return tag ? tag->text : url;
}
