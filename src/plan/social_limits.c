/*
 * What each network would refuse, found before anything is sent: texts, media,
 * kinds of post, against the table of the networks (site/network_limits.c). Every
 * finding is at the line that causes it. The default cover is the one thing that
 * gives way: where it does not fit and nothing needs it, it is left out.
 */
#include "work.h"

#include "base/unicode.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct check {
    struct work *work;
    struct social_offer *offer;
    const struct network_limits *limits;
    const char *name; /* of network and kind in messages: "instagram", "instagram story" */
    bool good;
};

/* One thing that is sent along. */
struct item {
    const char *name;          /* path or URL */
    const struct asset *asset; /* NULL: a URL */
    struct place at;
    enum media_kind kind;
};

/* "62,000" */
static const char *grouped(struct work *work, uint64_t number)
{
    char digits[24];
    char *out = arena_alloc(work->arena, 40), *p = out;
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            *p++ = ',';
        *p++ = digits[i];
    }
    *p = '\0';
    return out;
}

/* "8 MB"; sizes that are over a limit by less show their bytes. */
static const char *size_text(struct work *work, int64_t bytes)
{
    if (bytes % 1000000 == 0)
        return arena_printf(work->arena, "%lld MB", (long long)(bytes / 1000000));
    return arena_printf(work->arena, "%s bytes", grouped(work, (uint64_t)bytes));
}

/* A finding that keeps the social post from being sent. A draft may be finished in the planner,
 * which does not look at its media before. */
static struct diagnostic *refuse(struct check *check, const char *code, struct place at,
                                 const char *text)
{
    bool draft = check->offer->entry->status == SOCIAL_DRAFT;
    check->good &= draft;
    return diagnose(check->work->found, draft ? SEVERITY_WARNING : SEVERITY_ERROR, code, at, "%s",
                    text);
}

#define REFUSE(check, code, at, ...)                                                               \
    refuse(check, code, at, arena_printf((check)->work->arena, __VA_ARGS__))

/* ---- texts ---- */

static struct place text_place(const struct social_offer *offer)
{
    const struct social_entry *entry = offer->entry;
    for (size_t i = 0; i < entry->text_for_count; i++)
        if (strcmp(entry->text_for[i].platform, offer->platform) == 0)
            return entry->text_for[i].text.at;
    if (entry->text.text)
        return entry->text.at;
    if (offer->document->kind == DOCUMENT_CAMPAIGN && offer->page->text && *offer->page->text)
        return (struct place){offer->document->path, offer->document->body_line, 1};
    return entry->at;
}

/* Not from a template or a campaign's body, which are there for other entries, too. */
static bool has_own_text(const struct social_offer *offer)
{
    const struct social_entry *entry = offer->entry;
    bool own = entry->text.text != NULL;
    for (size_t i = 0; i < entry->text_for_count; i++)
        own |= strcmp(entry->text_for[i].platform, offer->platform) == 0;
    return own;
}

static const char *unit_name(enum text_unit unit)
{
    return unit == UNIT_BYTES ? "bytes" : "characters";
}

/* Said where a reader would count otherwise. */
static const char *how_counted(enum text_unit unit, const char *text, size_t length)
{
    if (length == unicode_graphemes(text, strlen(text)))
        return "";
    switch (unit) {
    case UNIT_UTF16:
        return " (counted in UTF-16 units: most emoji are two or more)";
    case UNIT_THREADS:
        return " (an emoji counts as its bytes in UTF-8)";
    default:
        return "";
    }
}

static void check_length(struct check *check, const char *what, const char *text, size_t max,
                         enum text_unit unit, struct place at, const char *hint)
{
    size_t length = ghlpub_text_length(unit, text);
    if (length <= max)
        return;
    check->good = false; /* of a draft, too: GHL cuts it at once */
    diagnostic_hint(diagnose(check->work->found, SEVERITY_ERROR, "social-text-long", at,
                             "%s: the %s has %s %s, %s more than %s%s", check->name, what,
                             grouped(check->work, length), unit_name(unit),
                             grouped(check->work, length - max), grouped(check->work, max),
                             how_counted(unit, text, length)),
                    "%s", hint);
}

static void check_text(struct check *check)
{
    struct social_offer *offer = check->offer;
    const struct network_limits *limits = check->limits;
    struct place at = text_place(offer);
    if (limits->text_max == 0 && !offer->caption) {
        if (*offer->text && has_own_text(offer))
            diagnostic_hint(REFUSE(check, "social-text-not-taken", at, "%s: a story takes no text",
                                   check->name),
                            "remove the text (`text: \"\"`), and put it into the picture");
        offer->text = "";
        return;
    }
    size_t max = limits->text_max ? limits->text_max : 2200;
    const char *hint =
        arena_printf(check->work->arena,
                     "shorten it, or give %s a text of its own: `text: {default: ..., %s: "
                     "...}`%s",
                     offer->network, offer->network,
                     strcmp(offer->network, "tiktok") == 0 && max == 150
                         ? "; a business account takes 2,200: write \"tiktok-business\" in `to`"
                         : "");
    check_length(check, "text", offer->text, max, limits->unit, at, hint);
    if (limits->text_bytes_max && ghlpub_text_length(limits->unit, offer->text) <= max)
        check_length(check, "text", offer->text, limits->text_bytes_max, UNIT_BYTES, at, hint);
    unsigned hashtags = limits->hashtags_max ? ghlpub_text_hashtags(offer->text) : 0;
    if (hashtags > limits->hashtags_max)
        diagnostic_hint(REFUSE(check, "social-hashtags", at,
                               "%s: the text has %u hashtags, %u more than %u", check->name,
                               hashtags, hashtags - limits->hashtags_max, limits->hashtags_max),
                        "remove some, or move them to `comment`");
}

static void check_comment(struct check *check)
{
    const struct social_offer *offer = check->offer;
    if (offer->comment && check->limits->comment_max)
        check_length(check, "comment", offer->comment, check->limits->comment_max, UNIT_UTF16,
                     offer->entry->comment.at, "shorten the comment");
}

/* ---- media ---- */

/* By its ending, of a file that is not here. */
static enum media_kind url_kind(const char *url)
{
    static const struct {
        const char *ending;
        enum media_kind kind;
    } endings[] = {{".jpg", MEDIA_JPEG}, {".jpeg", MEDIA_JPEG}, {".png", MEDIA_PNG},
                   {".gif", MEDIA_GIF},  {".mp4", MEDIA_MP4},   {".mov", MEDIA_MOV},
                   {".webm", MEDIA_WEBM}};
    size_t len = strcspn(url, "?#");
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i].ending);
        if (len > ending && strncasecmp(url + len - ending, endings[i].ending, ending) == 0)
            return endings[i].kind;
    }
    return MEDIA_UNKNOWN;
}

/* An address whose ending tells that no network takes what is there. */
static bool is_foreign(const char *url)
{
    static const char *const endings[] = {".webp", ".avif", ".svg", ".heic",
                                          ".tif",  ".tiff", ".bmp", ".pdf"};
    size_t len = strcspn(url, "?#");
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (len > ending && strncasecmp(url + len - ending, endings[i], ending) == 0)
            return true;
    }
    return false;
}

static bool is_url(const char *text)
{
    return strstr(text, "://") || strncmp(text, "//", 2) == 0 || strncmp(text, "data:", 5) == 0;
}

/* The place of the n-th file (or URL) among the words of `media`. */
static struct place media_place(const struct social_offer *offer, bool url, size_t n)
{
    const struct social_entry *entry = offer->entry;
    for (size_t i = 0; i < entry->media.len; i++) {
        const struct word *word = &entry->media.items[i];
        bool cover = strcmp(word->text, "cover") == 0;
        bool its = cover ? (url ? offer->page->cover_url != NULL : offer->page->cover >= 0)
                         : is_url(word->text) == url;
        if (its && n-- == 0)
            return word->at;
    }
    return entry->media_at.line ? entry->media_at : entry->at;
}

static size_t list_items(struct check *check, struct item **out)
{
    const struct social_offer *offer = check->offer;
    const struct social_media *media = offer->media;
    size_t count = 0, urls = 0;
    while (media->urls && media->urls[urls])
        urls++;
    *out = arena_alloc(check->work->arena, (media->count + urls + 1) * sizeof **out);
    for (size_t i = 0; i < media->count; i++) {
        const struct asset *asset = offer->page->assets[media->assets[i]];
        (*out)[count++] = (struct item){asset->path, asset, media_place(offer, false, i),
                                        ghlpub_media_kind(asset->type)};
    }
    for (size_t i = 0; i < urls; i++)
        (*out)[count++] = (struct item){media->urls[i], NULL, media_place(offer, true, i),
                                        url_kind(media->urls[i])};
    return count;
}

/* "JPEG and PNG" */
static const char *kind_names(struct work *work, unsigned kinds)
{
    static const char *const names[] = {"JPEG", "PNG", "GIF", "MP4", "MOV", "WebM"};
    const char *text = "";
    for (unsigned i = 0; i < 6; i++) {
        if (!(kinds & (1u << i)))
            continue;
        kinds &= ~(1u << i);
        text = arena_printf(work->arena, "%s%s%s", text,
                            !*text       ? ""
                            : kinds >> i ? ", "
                                         : " or ",
                            names[i]);
    }
    return text;
}

/* What is wrong with one item, in words, and what to do; NULL: nothing. Code and words of a
 * finding, so that the cover can be left out with the same words. */
struct fault {
    const char *code, *text, *hint;
};

static struct fault kind_fault(struct check *check, const struct item *item)
{
    const struct network_limits *limits = check->limits;
    unsigned kinds = limits->picture_kinds | limits->video_kinds;
    struct arena *arena = check->work->arena;
    if (item->asset && item->kind == MEDIA_UNKNOWN)
        return (struct fault){"social-media-type",
                              arena_printf(arena,
                                           "\"%s\" is %s, which the Social Planner does not take",
                                           item->name, item->asset->type),
                              "save it as JPEG or PNG, a video as MP4"};
    if (!item->asset && is_foreign(item->name))
        return (struct fault){
            "social-media-type",
            arena_printf(arena, "\"%s\" ends as a file that the Social Planner does not take",
                         item->name),
            "save it as JPEG or PNG, a video as MP4"};
    if (item->kind == MEDIA_UNKNOWN || (item->kind & kinds))
        return (struct fault){NULL, NULL, NULL};
    bool picture = item->kind & MEDIA_PICTURES;
    unsigned its = picture ? limits->picture_kinds : limits->video_kinds;
    const char *what = picture ? "pictures" : "videos";
    if (!its)
        return (struct fault){
            "social-media-type",
            arena_printf(arena, "%s takes no %s: \"%s\"", check->name, what, item->name),
            arena_printf(arena, "%s takes %s", check->name, kind_names(check->work, kinds))};
    return (struct fault){"social-media-type",
                          arena_printf(arena, "%s takes no %s %s: \"%s\"", check->name,
                                       kind_names(check->work, item->kind), what, item->name),
                          arena_printf(arena, "save it as %s", kind_names(check->work, its))};
}

static struct fault size_fault(struct check *check, const struct item *item)
{
    const struct network_limits *limits = check->limits;
    int64_t max = item->kind & MEDIA_PICTURES ? limits->picture_bytes : limits->video_bytes;
    if (!max || item->asset->size <= max)
        return (struct fault){NULL, NULL, NULL};
    return (struct fault){"social-media-large",
                          arena_printf(check->work->arena, "%s: \"%s\" has %s bytes, more than %s",
                                       check->name, item->name,
                                       grouped(check->work, (uint64_t)item->asset->size),
                                       size_text(check->work, max)),
                          "scale it down, or save it with stronger compression"};
}

static struct fault shape_fault(struct check *check, const struct item *item)
{
    const struct network_limits *limits = check->limits;
    struct arena *arena = check->work->arena;
    uint64_t width = item->asset->width, height = item->asset->height;
    struct fault fault = {"social-media-shape", NULL, NULL};
    if (!(item->kind & MEDIA_PICTURES) || !width || !height)
        return (struct fault){NULL, NULL, NULL};
    const char *is =
        arena_printf(arena, "%s: \"%s\" is %llu x %llu pixels", check->name, item->name,
                     (unsigned long long)width, (unsigned long long)height);
    if (limits->side_min && (width < limits->side_min || height < limits->side_min)) {
        fault.text = arena_printf(arena, "%s; each side needs at least %u", is, limits->side_min);
        fault.hint = "take a larger picture";
    } else if (limits->side_max && (width > limits->side_max || height > limits->side_max)) {
        fault.text = arena_printf(arena, "%s; no side may have more than %u", is, limits->side_max);
        fault.hint = "scale it down";
    } else if (limits->ratio_min && width * 100 < height * limits->ratio_min) {
        fault.text = arena_printf(arena,
                                  "%s, too tall: its width must be at least %u.%02u of its "
                                  "height",
                                  is, limits->ratio_min / 100, limits->ratio_min % 100);
        fault.hint = "crop it";
    } else if (limits->ratio_max && width * 100 > height * limits->ratio_max) {
        fault.text = arena_printf(arena,
                                  "%s, too wide: its width may be at most %u.%02u of its "
                                  "height",
                                  is, limits->ratio_max / 100, limits->ratio_max % 100);
        fault.hint = "crop it";
    }
    return fault.text ? fault : (struct fault){NULL, NULL, NULL};
}

static struct fault item_fault(struct check *check, const struct item *item)
{
    struct fault fault = kind_fault(check, item);
    if (!fault.code && item->asset)
        fault = size_fault(check, item);
    if (!fault.code && item->asset)
        fault = shape_fault(check, item);
    return fault;
}

static void advise(struct check *check, const struct item *item)
{
    unsigned side = check->limits->side_advised;
    if (item->asset && side && item->kind & MEDIA_PICTURES && item->asset->width &&
        (item->asset->width < side || item->asset->height < side))
        diagnostic_hint(
            diagnose(check->work->found, SEVERITY_WARNING, "social-media-small", item->at,
                     "%s: \"%s\" is %u x %u pixels; %u and more are asked for", check->name,
                     item->name, item->asset->width, item->asset->height, side),
            "take a larger picture");
}

static void check_items(struct check *check, const struct item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fault fault = item_fault(check, &items[i]);
        if (fault.code)
            diagnostic_hint(refuse(check, fault.code, items[i].at, fault.text), "%s", fault.hint);
        else
            advise(check, &items[i]);
        if (!items[i].asset && !map_has(&check->work->url_media, items[i].name)) {
            if (!check->work->url_media.count)
                check->work->url_media_at = items[i].at;
            map_set(&check->work->url_media, items[i].name, check->work);
        }
    }
}

static void too_many(struct check *check, const char *what, size_t count, unsigned max)
{
    const struct social_entry *entry = check->offer->entry;
    if (max && count > max)
        diagnostic_hint(REFUSE(check, "social-media-count",
                               entry->media_at.line ? entry->media_at : entry->at,
                               "%s: %zu %s; it takes %u at most", check->name, count, what, max),
                        "remove some, or make a second entry");
}

static void check_counts(struct check *check, const struct item *items, size_t count)
{
    const struct network_limits *limits = check->limits;
    const struct social_entry *entry = check->offer->entry;
    size_t pictures = 0, videos = 0;
    int64_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        pictures += (items[i].kind & MEDIA_PICTURES) != 0;
        videos += items[i].kind && !(items[i].kind & MEDIA_PICTURES);
        bytes += items[i].asset ? items[i].asset->size : 0;
    }
    struct place at = entry->media_at.line ? entry->media_at : entry->at;
    too_many(check, "pictures and videos", count, limits->media_max);
    too_many(check, "pictures", pictures, limits->picture_kinds ? limits->pictures_max : 0);
    too_many(check, "videos", videos, limits->video_kinds ? limits->videos_max : 0);
    if (pictures && videos && !limits->mixed && limits->picture_kinds && limits->video_kinds)
        diagnostic_hint(REFUSE(check, "social-media-mixed", at,
                               "%s takes pictures or a video, not both in one post", check->name),
                        "make two entries");
    if (limits->pictures_advised && pictures > limits->pictures_advised)
        diagnostic_hint(diagnose(check->work->found, SEVERITY_WARNING, "social-media-many", at,
                                 "%s: %zu pictures; GoHighLevel recommends %u at most", check->name,
                                 pictures, limits->pictures_advised),
                        "remove some, or make a second entry");
    if (limits->total_bytes && bytes > limits->total_bytes)
        diagnostic_hint(REFUSE(check, "social-media-large", at,
                               "%s: the pictures have %s bytes together, more than %s", check->name,
                               grouped(check->work, (uint64_t)bytes),
                               size_text(check->work, limits->total_bytes)),
                        "scale them down, or remove some");
}

static void check_need(struct check *check, const struct item *items, size_t count)
{
    const struct social_entry *entry = check->offer->entry;
    struct place at = entry->media_at.line ? entry->media_at : entry->at;
    enum media_need need = check->limits->need;
    bool picture = false, video = false, any = count > 0;
    for (size_t i = 0; i < count; i++) {
        picture |= items[i].kind == MEDIA_UNKNOWN || (items[i].kind & MEDIA_PICTURES);
        video |= items[i].kind == MEDIA_UNKNOWN || !(items[i].kind & MEDIA_PICTURES);
    }
    const char *what = need == NEEDS_VIDEO && !video       ? "a video"
                       : need == NEEDS_PICTURE && !picture ? "a picture"
                       : need == NEEDS_MEDIA && !any       ? "a picture or a video"
                                                           : NULL;
    if (what)
        diagnostic_hint(REFUSE(check, "social-media-missing", at, "%s needs %s", check->name, what),
                        need == NEEDS_VIDEO ? "name one: `media: clip.mp4`"
                                            : "name one (`media: picture.jpg`), or give the "
                                              "document an `image`");
    else if (need == NEEDS_NONE && any)
        diagnostic_hint(REFUSE(check, "social-media-type", at, "%s takes no media", check->name),
                        "write `media: none`");
    else if (!any && !*check->offer->text)
        diagnostic_hint(REFUSE(check, "social-empty", entry->at,
                               "%s: neither text nor media would be sent", check->name),
                        "write a `text`");
}

/* The cover that nobody asked for in this entry: it gives way. */
static bool gives_way(struct check *check, const struct item *items, size_t count)
{
    const struct social_offer *offer = check->offer;
    enum media_need need = check->limits->need;
    if (count != 1 || !offer->entry->cover || offer->entry->media_at.line)
        return false;
    if (need == NEEDS_NONE)
        return true; /* nothing to say: a poll has none */
    struct fault fault = item_fault(check, &items[0]);
    if (need != NEEDS_NOTHING || !fault.code || !*offer->text)
        return false;
    diagnostic_hint(diagnose(check->work->found, SEVERITY_WARNING, "cover-left-out",
                             offer->entry->at, "%s; the cover is left out", fault.text),
                    "%s, or write `media: none`", fault.hint);
    return true;
}

static void check_media(struct check *check)
{
    struct item *items;
    size_t count = list_items(check, &items);
    if (gives_way(check, items, count)) {
        check->offer->no_media = true;
        check_need(check, NULL, 0);
        return;
    }
    size_t before = check->work->found->len;
    check_items(check, items, count);
    bool faults = check->work->found->len != before && !check->good;
    check_counts(check, items, count);
    if (!faults) /* a picture where a video is needed is said once */
        check_need(check, items, count);
}

void plan_social_unchecked(struct work *work)
{
    size_t count = work->url_media.count;
    if (count)
        diagnose(work->found, SEVERITY_NOTE, "social-media-unchecked", work->url_media_at,
                 "%zu of the media of social posts %s of the site: type, size and shape are not "
                 "checked",
                 count, count == 1 ? "is no file" : "are no files");
}

/* ---- one network ---- */

static bool is_network(const char *name)
{
    return ghlpub_network_limits(name, "post") != NULL;
}

static bool is_true(const struct social_entry *entry, const char *network, const char *name)
{
    return json_is_true(json_object_get(json_object_get(entry->details, network), name));
}

/* A coloured background is for a few words alone [v3]. */
static const struct network_limits *with_background(struct check *check)
{
    struct network_limits *limits = arena_dup(check->work->arena, check->limits, sizeof *limits);
    limits->text_max = 130;
    limits->need = NEEDS_NONE;
    return limits;
}

static void check_boards(struct check *check)
{
    const struct social_entry *entry = check->offer->entry;
    if (strcmp(check->offer->network, "pinterest") == 0 &&
        !plan_has_detail(entry, "pinterest", "boards"))
        diagnostic_hint(REFUSE(check, "detail-missing", entry->at, "pinterest needs a board"),
                        "write `pinterest: {board: ID}`");
}

bool plan_social_fits(struct work *work, struct social_offer *offer)
{
    struct check check = {.work = work, .offer = offer, .good = true};
    const struct social_entry *entry = offer->entry;
    const char *kind = offer->type;
    if (!is_network(offer->network))
        return true; /* an id that nobody knows here */
    check.limits = ghlpub_network_limits(offer->network, kind);
    check.name = strcmp(kind, "post") == 0
                     ? offer->network
                     : arena_printf(work->arena, "%s %s", offer->network, kind);
    if (!check.limits) {
        diagnostic_hint(
            REFUSE(&check, "social-type", entry->type_at, "there is no %s on %s", kind,
                   offer->network),
            strcmp(kind, "story") == 0
                ? "facebook and instagram have stories; make an entry of its own for them"
                : "facebook, instagram, tiktok and youtube have reels; make an entry of its own "
                  "for them");
        return check.good;
    }
    offer->caption =
        strcmp(offer->network, "instagram") == 0 && is_true(entry, "instagram", "notify");
    if (strcmp(offer->network, "facebook") == 0 && plan_has_detail(entry, "facebook", "background"))
        check.limits = with_background(&check);
    check_text(&check);
    check_comment(&check);
    check_media(&check);
    check_boards(&check);
    return check.good;
}
