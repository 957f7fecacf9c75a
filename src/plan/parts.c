/*
 * Why a body changes: its own text, a template, a file under the same name, the
 * URL of a document that it names. For that the parts of an entry (STATE_PARTS)
 * go on, behind those of enum post_part, with a short hash of the Markdown, and
 * one item for each thing that the body refers to: a letter, the short hash of
 * its name, that of its content. Entries of earlier versions end before; then
 * the body has changed, and nothing says why.
 */
#include "work.h"

#include "base/hash.h"
#include "base/strbuf.h"

#include <string.h>

#define PART_SOURCE     PART_COUNT /* behind the others */
#define SHORT           6          /* hex digits */
#define REFERENCES_MAX  64
#define TEMPLATES_NAMED 16
#define NAMED_MAX       3 /* of one kind in the reasons of one action */

/* The letters are what stands in the state. */
enum { REFERS_TEMPLATE = 't', REFERS_FILE = 'a', REFERS_POST = 'l' };

struct reference {
    int kind;
    const char *name;
    bool picture;
    char item[1 + 2 * SHORT + 1]; /* letter, name, content */
};

struct references {
    struct reference items[REFERENCES_MAX];
    size_t len;
};

static const char *part_at(const char *parts, int part)
{
    for (; parts && part > 0; part--) {
        parts = strchr(parts, ',');
        if (parts)
            parts++;
    }
    return parts;
}

bool parts_differ(const char *recorded, const char *now, int part)
{
    const char *a = part_at(recorded, part), *b = part_at(now, part);
    return !a || !b || strncmp(a, b, 8) != 0;
}

/* ---- by name, and of a post that was adopted ---- */

static const char differs[] = "--------", unseen[] = "????????";

const char *ghlpub_part_name(enum post_part part)
{
    static const char *const words[PART_COUNT] = {
        [PART_TITLE] = "title",
        [PART_DESCRIPTION] = "description",
        [PART_SLUG] = "slug",
        [PART_STATUS] = "status",
        [PART_DATE] = "date",
        [PART_AUTHOR] = "author",
        [PART_CATEGORIES] = "categories",
        [PART_TAGS] = "tags",
        [PART_IMAGE] = "cover image",
        [PART_ALT] = "alternative text of the cover",
        [PART_CANONICAL] = "canonical URL",
        [PART_BODY] = "body",
    };
    return words[part];
}

bool parts_unseen(const char *recorded, int part)
{
    const char *own = part_at(recorded, part);
    return own && strncmp(own, unseen, strlen(unseen)) == 0;
}

const char *ghlpub_parts_unlike(struct arena *arena, const char *parts, unsigned differ,
                                unsigned not_seen)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (int part = 0; part < PART_COUNT; part++) {
        const char *own = part_at(parts, part);
        const char *text = differ & (1U << part) ? differs : not_seen & (1U << part) ? unseen : own;
        strbuf_addf(&out, "%s%.8s", part ? "," : "", text ? text : differs);
    }
    const char *copy = arena_strdup(arena, out.buf);
    strbuf_release(&out);
    return copy;
}

/* ---- what a body refers to ---- */

static void refer(struct references *list, int kind, const char *name, const char *hash)
{
    char hex[HASH_HEX];
    if (list->len == REFERENCES_MAX)
        return;
    struct reference *one = &list->items[list->len++];
    hash_bytes(name, strlen(name), hex);
    *one = (struct reference){.kind = kind, .name = name};
    one->item[0] = (char)kind;
    memcpy(one->item + 1, hex, SHORT);
    memcpy(one->item + 1 + SHORT, hash, SHORT);
}

static void refer_to_templates(const struct work *work, const struct document *document,
                               struct references *list)
{
    struct template_file files[TEMPLATES_NAMED];
    size_t count = ghlpub_template_files(work->in->pages, document, files, TEMPLATES_NAMED);
    for (size_t i = 0; i < count; i++)
        refer(list, REFERS_TEMPLATE, files[i].path, files[i].hash);
}

static void refer_to_post(const struct work *work, size_t document, struct references *list)
{
    char hex[HASH_HEX];
    const char *url = work->urls[document] ? work->urls[document] : "";
    hash_bytes(url, strlen(url), hex);
    refer(list, REFERS_POST, work->in->site->documents[document]->path, hex);
}

static void refer_to_file(const struct asset *asset, struct references *list)
{
    refer(list, REFERS_FILE, asset->path, asset->hash);
    list->items[list->len - 1].picture = asset->type && strncmp(asset->type, "image/", 6) == 0;
}

static bool is_file_used(const struct rendered *page, size_t asset)
{
    bool used = page->cover == (long)asset;
    for (size_t i = 0; i < page->segment_count && !used; i++)
        used = page->segments[i].kind == SEGMENT_ASSET && page->segments[i].index == asset;
    return used;
}

static bool names_itself(const struct desired_post *post)
{
    for (size_t i = 0; i < post->page->segment_count; i++)
        if (post->page->segments[i].kind == SEGMENT_POST &&
            post->page->segments[i].index == post->document->index)
            return true;
    return false;
}

static void collect(const struct work *work, const struct desired_post *post,
                    struct references *list)
{
    const struct rendered *page = post->page;
    list->len = 0;
    refer_to_templates(work, post->document, list);
    for (size_t i = 0; i < page->asset_count && list->len < REFERENCES_MAX; i++)
        if (is_file_used(page, i))
            refer_to_file(page->assets[i], list);
    if (names_itself(post))
        refer_to_post(work, post->document->index, list);
    for (size_t i = 0; i < page->link_count; i++)
        refer_to_post(work, page->links[i], list);
}

void parts_finish(struct work *work, struct desired_post *post)
{
    const struct document *document = post->document;
    struct references list;
    struct strbuf parts = STRBUF_INIT(STRBUF_UNBOUNDED);
    char hex[HASH_HEX];
    if (part_at(post->parts, PART_SOURCE))
        return;
    hash_bytes(document->text + document->body, document->len - document->body, hex);
    strbuf_addf(&parts, "%s,%.8s", post->parts, hex);
    collect(work, post, &list);
    for (size_t i = 0; i < list.len; i++)
        strbuf_addf(&parts, ",%s", list.items[i].item);
    post->parts = arena_strdup(work->arena, parts.buf);
    strbuf_release(&parts);
}

/* ---- the reasons ---- */

/* The recorded item of the same kind and name, or NULL. */
static const char *item_before(const char *recorded, const struct reference *reference)
{
    for (const char *at = part_at(recorded, PART_SOURCE + 1); at; at = part_at(at, 1))
        if (strncmp(at, reference->item, 1 + SHORT) == 0)
            return at;
    return NULL;
}

static bool was_replaced(const char *recorded, const struct reference *reference)
{
    const char *before = item_before(recorded, reference);
    return before && strncmp(before, reference->item, strlen(reference->item)) != 0;
}

static void say_replaced(struct work *work, struct action *action, const struct reference *one)
{
    const char *own = action->post->document->path;
    if (one->kind == REFERS_TEMPLATE)
        work_reason(work, action, "template \"%s\" changed", one->name);
    else if (one->kind == REFERS_FILE)
        work_reason(work, action, "%s \"%s\" was replaced", one->picture ? "image" : "file",
                    one->name);
    else if (strcmp(one->name, own) == 0)
        work_reason(work, action, "its own URL, which stands in the body, changed");
    else
        work_reason(work, action, "the URL of \"%s\", which the body links to, changed", one->name);
}

static void say_rest(struct work *work, struct action *action, int kind, size_t count)
{
    const char *what = kind == REFERS_TEMPLATE ? "template"
                       : kind == REFERS_FILE   ? "replaced file"
                                               : "changed URL";
    if (count > NAMED_MAX)
        work_reason(work, action, "and %zu more %s%s", count - NAMED_MAX, what,
                    count - NAMED_MAX == 1 ? "" : "s");
}

static size_t explain_references(struct work *work, struct action *action,
                                 const struct references *list, const char *recorded)
{
    static const int kinds[] = {REFERS_TEMPLATE, REFERS_FILE, REFERS_POST};
    const struct rendered *page = action->post->page;
    size_t all = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        size_t count = 0;
        for (size_t i = 0; i < list->len; i++) {
            const struct reference *one = &list->items[i];
            bool cover = one->kind == REFERS_FILE && page->cover >= 0 &&
                         strcmp(one->name, page->assets[page->cover]->path) == 0;
            if (one->kind != kinds[k] || !was_replaced(recorded, one))
                continue;
            all += cover; /* which has a reason of its own */
            if (!cover && count++ < NAMED_MAX)
                say_replaced(work, action, one);
        }
        say_rest(work, action, kinds[k], count);
        all += count;
    }
    return all;
}

/* Is the recorded set of templates another one than now? */
static bool other_templates(const struct references *list, const char *recorded)
{
    size_t before = 0, now = 0, common = 0;
    for (const char *at = part_at(recorded, PART_SOURCE + 1); at; at = part_at(at, 1))
        before += *at == REFERS_TEMPLATE;
    for (size_t i = 0; i < list->len; i++) {
        now += list->items[i].kind == REFERS_TEMPLATE;
        common += list->items[i].kind == REFERS_TEMPLATE && item_before(recorded, &list->items[i]);
    }
    return before != now || common != now;
}

void parts_explain_body(struct work *work, struct action *action)
{
    const char *recorded = state_get(action->entry, STATE_PARTS);
    struct references list;
    if (!part_at(recorded, PART_SOURCE)) {
        work_reason(work, action, "body changed");
        return;
    }
    bool source = parts_differ(recorded, action->post->parts, PART_SOURCE);
    if (source)
        work_reason(work, action, "body changed");
    collect(work, action->post, &list);
    size_t said = explain_references(work, action, &list, recorded);
    if (other_templates(&list, recorded)) {
        work_reason(work, action, "template changed");
        said++;
    }
    if (!source && !said)
        work_reason(work, action,
                    "body changed: what it shows of the front matter or of "
                    "ghlpub.yaml did");
}

void parts_explain_cover(struct work *work, struct action *action)
{
    const char *recorded = state_get(action->entry, STATE_PARTS);
    const struct asset *image = action->post->image;
    struct references list = {.len = 0};
    if (image && part_at(recorded, PART_SOURCE))
        refer_to_file(image, &list);
    if (list.len && was_replaced(recorded, &list.items[0]))
        work_reason(work, action, "cover image \"%s\" was replaced", image->path);
    else
        work_reason(work, action, "cover image changed");
}
