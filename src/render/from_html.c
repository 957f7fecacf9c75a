/*
 * HTML to Markdown, proved: what the parts write is rendered as any document of
 * the site is, and compared with the original as a reader would (reader.h). What
 * does not come out the same is tried again with more backslashes, and stays
 * HTML in the end.
 *
 * The body is cut into units: the blocks at its top, below wrapping elements
 * that mean nothing. Mostly all of it comes out right at once; only where it
 * does not are the units proved one by one.
 */
#include "from_html.h"

#include "page.h"
#include "reader.h"
#include "render_private.h"
#include "web_url.h"

#include "base/limits.h"
#include "base/path.h"
#include "base/workers.h"

#include <stdlib.h>
#include <string.h>

struct unit {
    const GumboNode *const *nodes;
    size_t count;
    const char *text; /* as Markdown; "" where there is nothing to see */
    size_t kept;
    bool html; /* it stays HTML */
    enum md_kind first, last;
};

struct units ARRAY(struct unit);

/* One body at work. */
struct convert {
    struct site *site;
    const struct shared *shared;
    struct html_document *document;
    struct arena *arena;
    const char *base;
    const GumboNode *root;
    struct units units;
};

/* ---- units ---- */

static bool shows_nothing(const GumboNode *const *nodes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (nodes[i]->type != GUMBO_NODE_WHITESPACE && dom_kind(nodes[i]) != DOM_NOTHING)
            return false;
    return true;
}

static void add_unit(struct convert *c, const GumboVector *children, size_t from, size_t to)
{
    if (from == to)
        return;
    const GumboNode *const *nodes = (const GumboNode *const *)children->data + from;
    struct unit unit = {.nodes = nodes, .count = to - from, .text = ""};
    if (!shows_nothing(nodes, to - from))
        ARRAY_PUSH(&c->units, unit);
}

static bool only_wraps(const GumboNode *node, struct arena *arena)
{
    if (dom_kind(node) != DOM_FLOW || !dom_holds_block(node))
        return false;
    struct looks looks = dom_looks(node, arena);
    return !*looks.rest && !looks.on;
}

static void add_units(struct convert *c, const GumboNode *container)
{
    const GumboVector *children = dom_children(container);
    size_t from = 0;
    for (size_t i = 0; i < children->length; i++) {
        const GumboNode *node = children->data[i];
        bool wraps = only_wraps(node, c->arena);
        if (!wraps && !dom_is_block(dom_kind(node)) && !dom_holds_block(node))
            continue;
        add_unit(c, children, from, i);
        if (wraps)
            add_units(c, node);
        else
            add_unit(c, children, i, i + 1);
        from = i + 1;
    }
    add_unit(c, children, from, children->length);
}

/* ---- one way of writing a unit ---- */

static void join(struct unit *unit, const struct md_blocks *blocks, size_t from,
                 struct arena *arena)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = from; i < blocks->len; i++)
        strbuf_addf(&out, "%s%s", i > from ? "\n\n" : "", blocks->items[i].text);
    unit->text = arena_strdup(arena, out.buf);
    unit->first = blocks->len > from ? blocks->items[from].kind : MD_OTHER;
    unit->last = blocks->len > from ? blocks->items[blocks->len - 1].kind : MD_OTHER;
    strbuf_release(&out);
}

/* As Markdown; false where it cannot be. */
static bool write_unit(struct convert *c, size_t index, unsigned tries)
{
    const struct md_state nothing = {0, NULL, NULL};
    const struct config *config = &c->site->config;
    struct unit *unit = &c->units.items[index];
    struct from_html in = {.arena = c->arena,
                           .base = c->base,
                           .html = config->html,
                           .smart = config->smart && !c->document->typographic,
                           .tries = tries,
                           .pictures = c->document->pictures,
                           .picture_count = c->document->picture_count};
    struct flow flow = {.in = &in, .task = -1};
    size_t before = index;
    while (before > 0 && !*c->units.items[before - 1].text)
        before--;
    if (before > 0) /* two lists in a row need different bullets */
        flow_push(&flow, c->units.items[before - 1].last, "");
    size_t from = flow.blocks.len;
    for (size_t i = 0; i < unit->count; i++)
        flow_add(&flow, unit->nodes[i], &nothing);
    flow_end(&flow);
    join(unit, &flow.blocks, from, c->arena);
    unit->kept = in.kept;
    unit->html = false;
    flow_release(&flow);
    return !in.whole && !in.needs_it;
}

static void keep_unit(struct convert *c, struct unit *unit)
{
    const struct from_html in = {.arena = c->arena,
                                 .base = c->base,
                                 .html = true,
                                 .pictures = c->document->pictures,
                                 .picture_count = c->document->picture_count};
    unit->text = raw_block(&in, unit->nodes, unit->count);
    unit->kept = 1;
    unit->html = true;
    unit->first = unit->last = MD_OTHER;
}

/* ---- the proof ---- */

/* The first of the URLs that stand for the same file. */
static const char *first_url(const struct html_document *document, const char *name)
{
    for (size_t i = 0; i < document->picture_count; i++)
        if (document->pictures[i].name && strcmp(document->pictures[i].name, name) == 0)
            return document->pictures[i].url;
    return NULL;
}

static const char *same_picture(void *context, const char *url)
{
    const struct html_document *document = context;
    for (size_t i = 0; i < document->picture_count; i++)
        if (document->pictures[i].name && strcmp(document->pictures[i].url, url) == 0)
            return first_url(document, document->pictures[i].name);
    return url;
}

static const char *asset_url(void *context, const struct asset *asset)
{
    const struct convert *c = context;
    const char *url = first_url(c->document, path_name(asset->path));
    return url ? url : asset->path;
}

static const char *post_url(void *context, size_t document)
{
    (void)context;
    (void)document;
    return "";
}

/* The text as the body of this document, rendered; NULL where it may not be sent. */
static char *render_text(struct convert *c, const char *text, struct arena *arena)
{
    struct strbuf whole = STRBUF_INIT(LIMIT_DOCUMENT);
    struct diagnostics found = DIAGNOSTICS_INIT;
    char *html = NULL;
    strbuf_adds(&whole, c->document->front);
    strbuf_adds(&whole, text);
    strbuf_addc(&whole, '\n');
    struct document *document = whole.overflow ? NULL
                                               : ghlpub_site_parse(c->site, c->document->path,
                                                                   whole.buf, whole.len, &found);
    if (document && !document->broken) {
        document->index = c->site->document_count;
        const struct rendered *page = page_render(c->shared, document, arena, &found);
        const struct url_source urls = {asset_url, post_url, c};
        if (page->ok)
            html = ghlpub_body(page, &urls);
    }
    if (document)
        ghlpub_site_drop(c->site, document);
    diagnostics_release(&found);
    strbuf_release(&whole);
    return html;
}

static bool proves(struct convert *c, const char *text, const GumboNode *const *nodes, size_t count)
{
    struct arena *arena = arena_new();
    const struct reader_pictures pictures = {same_picture, c->document};
    const struct reader_view view = {.base = c->base,
                                     .typographic = c->document->typographic,
                                     .pictures = &pictures,
                                     .arena = arena};
    struct reader_form original, shown;
    bool same = false;
    reader_form_init(&original);
    reader_form_init(&shown);
    char *html = render_text(c, text, arena);
    const GumboNode *root = html ? dom_parse(arena, html, strlen(html)) : NULL;
    if (root && !dom_too_deep(root)) {
        const GumboVector *children = dom_children(root);
        reader_form_add(&original, &view, nodes, count);
        reader_form_add(&shown, &view, (const GumboNode *const *)children->data, children->length);
        same = reader_same(&original, &shown);
    }
    free(html);
    reader_form_release(&original);
    reader_form_release(&shown);
    arena_free(arena);
    return same;
}

static const char *whole_text(const struct convert *c)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < c->units.len; i++)
        if (*c->units.items[i].text)
            strbuf_addf(&out, "%s%s", out.len ? "\n\n" : "", c->units.items[i].text);
    const char *text = arena_strdup(c->arena, out.buf);
    strbuf_release(&out);
    return text;
}

static bool whole_proves(struct convert *c)
{
    const GumboVector *children = dom_children(c->root);
    return proves(c, whole_text(c), (const GumboNode *const *)children->data, children->length);
}

/* ---- the ways, one after the other ---- */

/* Everything as a person would write it. */
static bool try_all(struct convert *c, unsigned tries)
{
    bool good = true;
    for (size_t i = 0; i < c->units.len; i++)
        good = write_unit(c, i, tries) && good;
    return good;
}

/* Each unit in the first way that proves right. */
static void try_each(struct convert *c, unsigned first)
{
    static const unsigned ways[] = {TRY_NATURAL, TRY_IDS, TRY_IDS | TRY_CAREFUL};
    for (size_t i = 0; i < c->units.len; i++) {
        struct unit *unit = &c->units.items[i];
        bool good = false;
        for (size_t k = first; k < sizeof ways / sizeof *ways && !good; k++)
            good = write_unit(c, i, ways[k]) &&
                   (!*unit->text || proves(c, unit->text, unit->nodes, unit->count));
        if (!good)
            keep_unit(c, unit);
    }
}

static bool any_html(const struct convert *c)
{
    for (size_t i = 0; i < c->units.len; i++)
        if (c->units.items[i].html)
            return true;
    return false;
}

static enum html_outcome find_way(struct convert *c)
{
    bool good = try_all(c, TRY_NATURAL);
    if (good && !*whole_text(c))
        return HTML_EMPTY;
    if (good && whole_proves(c))
        return HTML_DONE;
    for (unsigned first = 0; first < 2; first++) {
        try_each(c, first);
        if (any_html(c) && !c->site->config.html)
            return HTML_NOT_ALLOWED;
        if (whole_proves(c))
            return HTML_DONE;
    }
    if (!c->site->config.html)
        return HTML_NOT_ALLOWED;
    for (size_t i = 0; i < c->units.len; i++)
        keep_unit(c, &c->units.items[i]);
    return whole_proves(c) ? HTML_DONE : HTML_DIFFERS;
}

static void convert(struct convert *c)
{
    struct html_document *document = c->document;
    size_t len = strlen(document->html);
    c->base = document->base ? document->base : "/post/";
    c->root = dom_parse(c->arena, document->html, len);
    if (dom_too_deep(c->root)) {
        document->outcome = HTML_TOO_DEEP;
        return;
    }
    add_units(c, c->root);
    document->outcome = c->units.len ? find_way(c) : HTML_EMPTY;
    for (size_t i = 0; i < c->units.len; i++) {
        document->kept += c->units.items[i].kept;
        document->blocks += *c->units.items[i].text != '\0';
    }
    if (document->outcome == HTML_DONE)
        document->body = mem_strdup(whole_text(c));
    ARRAY_RELEASE(&c->units);
}

/* ---- workers ---- */

struct job {
    struct site *site;
    struct shared shared;
    struct html_document *items;
};

static void work(size_t item, struct strbuf *out, void *context)
{
    struct job *job = context;
    struct html_document copy = job->items[item];
    struct convert c = {
        .site = job->site, .shared = &job->shared, .document = &copy, .arena = arena_new()};
    convert(&c);
    strbuf_addf(out, "%d %zu %zu\n%s", (int)copy.outcome, copy.blocks, copy.kept,
                copy.body ? copy.body : "");
    free(copy.body);
    arena_free(c.arena);
}

static void done(size_t item, enum worker_outcome outcome, const char *bytes, size_t len,
                 void *context)
{
    struct job *job = context;
    struct html_document *document = &job->items[item];
    const char *line = bytes ? memchr(bytes, '\n', len) : NULL;
    char *at;
    if (outcome != WORKER_DONE || !line) {
        document->outcome = HTML_TOO_HARD;
        return;
    }
    char *numbers = mem_strndup(bytes, (size_t)(line - bytes));
    document->outcome = (enum html_outcome)strtol(numbers, &at, 10);
    document->blocks = strtoul(at, &at, 10);
    document->kept = strtoul(at, &at, 10);
    free(numbers);
    if (document->outcome == HTML_DONE)
        document->body = mem_strndup(line + 1, len - (size_t)(line + 1 - bytes));
}

static bool run(const struct workers *workers, size_t count, struct error *err)
{
    markdown_init();
    return workers_run(workers, count, err);
}

bool ghlpub_from_html(struct site *site, struct html_document *items, size_t count, unsigned jobs,
                      struct error *err)
{
    struct arena *arena = arena_new();
    struct templates *templates = templates_none(arena, site);
    struct job job = {.site = site, .items = items};
    shared_init(&job.shared, site, templates);
    const struct workers workers = {.jobs = jobs,
                                    .memory = LIMIT_RENDER_MEMORY,
                                    .seconds = LIMIT_RENDER_SECONDS,
                                    .result_max = LIMIT_DOCUMENT,
                                    .work = work,
                                    .done = done,
                                    .context = &job};
    bool good = run(&workers, count, err);
    shared_release(&job.shared);
    templates_free(templates);
    arena_free(arena);
    return good;
}

/* ---- pictures ---- */

static void find_pictures(size_t item, struct strbuf *out, void *context)
{
    const struct html_document *document = &((struct html_document *)context)[item];
    struct arena *arena = arena_new();
    const GumboNode *root = dom_parse(arena, document->html, strlen(document->html));
    size_t count = 0;
    for (const GumboNode *at = root; at && count < LIMIT_ASSETS; at = dom_next(at, root)) {
        const char *source = dom_kind(at) == DOM_IMAGE ? dom_attribute(at, "src") : NULL;
        size_t start = out->len;
        if (!source)
            continue;
        web_url_add(out, document->base ? document->base : "/post/", source);
        if (web_url_is_http(out->buf + start)) {
            strbuf_addc(out, '\n');
            count++;
        } else {
            strbuf_truncate(out, start);
        }
    }
    arena_free(arena);
}

static void pictures_found(size_t item, enum worker_outcome outcome, const char *bytes, size_t len,
                           void *context)
{
    struct html_document *document = &((struct html_document *)context)[item];
    document->urls =
        mem_strndup(outcome == WORKER_DONE ? bytes : "", outcome == WORKER_DONE ? len : 0);
}

bool ghlpub_html_pictures(struct html_document *items, size_t count, unsigned jobs,
                          struct error *err)
{
    const struct workers workers = {.jobs = jobs,
                                    .memory = LIMIT_RENDER_MEMORY,
                                    .seconds = LIMIT_RENDER_SECONDS,
                                    .result_max = LIMIT_DOCUMENT,
                                    .work = find_pictures,
                                    .done = pictures_found,
                                    .context = items};
    return workers_run(&workers, count, err);
}

bool ghlpub_same_html(const char *original, const char *shown)
{
    return reader_same_html(original, shown, "/post/");
}
