/*
 * What one network alone knows of a social post: its templates expanded, and cut
 * down to the networks that this post goes to, so that a change of one network's
 * details touches no other post.
 */
#include "work.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

const char *plan_detail(const struct social_entry *entry, const char *network, const char *name)
{
    return json_text(json_object_get(entry->details, network), name);
}

bool plan_has_detail(const struct social_entry *entry, const char *network, const char *name)
{
    return json_object_get(json_object_get(entry->details, network), name) != NULL;
}

static bool is_among(const char *name, const char *const *networks)
{
    for (; *networks; networks++) {
        bool business = strcmp(*networks, "tiktok-business") == 0;
        if (!**networks || strcmp(business ? "tiktok" : *networks, name) == 0)
            return true; /* "": an account that is not known here may be of any */
    }
    return false;
}

static bool expand(struct work *work, const struct desired_social *social, json_t *details)
{
    const char *url = work->urls[social->document->index];
    const struct social_entry *entry = social->entry;
    bool good = true;
    for (size_t i = 0; i < entry->detail_text_count; i++) {
        const struct social_detail *detail = &entry->detail_texts[i];
        json_t *its = json_object_get(details, detail->network);
        if (!its || !strstr(detail->value.text, "{{"))
            continue;
        char *text =
            ghlpub_social_expand(work->in->site, work->in->pages, social->document, entry,
                                 detail->value, detail->network, url ? url : "", work->found);
        good &= text && ghlpub_detail_fits(detail, text, work->found);
        json_put(its, detail->name, text ? text : "");
        free(text);
    }
    return good;
}

/* A video needs a title at YouTube: that of the document, where nothing else is said. */
static void add_video_title(struct work *work, const struct desired_social *social, json_t *details)
{
    enum { TITLE_MAX = 100 };
    const struct rendered *page = work->in->pages->items[social->document->index];
    json_t *youtube = json_object_get(details, "youtube");
    if (json_text(youtube, "title") || !page->title || !*page->title)
        return;
    if (!youtube) {
        youtube = json_object();
        json_put_value(details, "youtube", youtube);
    }
    size_t len = strlen(page->title);
    char *title = mem_strndup(page->title, utf8_cut(page->title, len, TITLE_MAX));
    json_put(youtube, "title", title);
    free(title);
}

const char *plan_details(struct work *work, const struct desired_social *social,
                         const char *const *networks, bool *good)
{
    const char *name;
    json_t *value;
    json_t *details = json_object();
    struct strbuf text = STRBUF_INIT(LIMIT_DOCUMENT);
    json_object_foreach(social->entry->details, name, value)
    {
        if (strcmp(name, "link_preview") == 0 || is_among(name, networks))
            json_put_value(details, name, json_deep_copy(value));
    }
    *good = expand(work, social, details);
    for (const char *const *network = networks; *network; network++)
        if (strcmp(*network, "youtube") == 0)
            add_video_title(work, social, details);
    if (json_object_size(details))
        strbuf_add_json_compact(&text, details);
    const char *kept = text.len ? arena_strdup(work->arena, text.buf) : NULL;
    strbuf_release(&text);
    json_decref(details);
    return kept;
}
