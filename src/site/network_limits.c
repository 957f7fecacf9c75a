/*
 * What each network takes, by kind of post: the one table of limits. What a
 * given post makes of it is found by the plan.
 *
 * Sources, in this order where they differ, and the smaller figure where none is
 * better:
 *   [help] HighLevel, "Social Posting Guidelines" and "Posting Content - Image,
 *          Video, and Text Guidelines", as of July 2025
 *   [v3]   the description of the Social Planner's API, version v3, June 2026
 *   [net]  the network's own documentation, as of 2026: Threads posts (500
 *          characters, emoji count as their UTF-8 bytes), Bluesky's lexicon
 *          app.bsky.feed.post (300 graphemes, 3,000 bytes; pictures of 1,000,000
 *          bytes; videos of 50 MB), YouTube videos (a description of 5,000 bytes)
 * A video of which none of them says more may have 1 GB, the Social Planner's own
 * limit [help].
 *
 * How a text is counted. Where a network says how, so: Threads, Bluesky, YouTube.
 * All others are counted in UTF-16 units: GHL cuts what is too long (facts 3.1)
 * with a server that counts so, TikTok documents it, and no other way of counting
 * characters gives more, so that nothing passes here that is refused there. URLs
 * count as they are written: no network that is left shortens them.
 *
 * MB are 1,000,000 bytes, the smaller of its two meanings.
 */
#include <ghlpub/site.h>

#include "base/strbuf.h"
#include "base/unicode.h"

#include <string.h>

#define MB 1000000LL

#define JPEG_PNG     (MEDIA_JPEG | MEDIA_PNG)
#define JPEG_PNG_GIF (MEDIA_JPEG | MEDIA_PNG | MEDIA_GIF)
#define MP4_MOV      (MEDIA_MP4 | MEDIA_MOV)
#define ALL_VIDEOS   (MEDIA_MP4 | MEDIA_MOV | MEDIA_WEBM)

/* clang-format off */
static const struct network_limits table[] = {
    /* [help] 62,000, pictures of 10 MB, about ten; [v3] comment */
    {.network = "facebook", .type = "post", .text_max = 62000, .comment_max = 8000,
     .picture_kinds = JPEG_PNG_GIF, .picture_bytes = 10 * MB, .pictures_advised = 10,
     .video_kinds = ALL_VIDEOS, .video_bytes = 1000 * MB, .videos_max = 1},
    /* [v3] exactly one video */
    {.network = "facebook", .type = "reel", .text_max = 62000, .comment_max = 8000,
     .need = NEEDS_VIDEO, .video_kinds = ALL_VIDEOS, .video_bytes = 1000 * MB, .videos_max = 1},
    /* [v3] no caption (the help's table says 62,000); [help] one picture of 4 MB */
    {.network = "facebook", .type = "story", .text_max = 0, .need = NEEDS_MEDIA,
     .picture_kinds = JPEG_PNG_GIF, .picture_bytes = 4 * MB, .pictures_max = 1,
     .video_kinds = ALL_VIDEOS, .video_bytes = 1000 * MB, .videos_max = 1},
    /* [help] 2,200, JPEG and PNG of 8 MB, 4:5 to 1.91:1, ten, mixed; [v3] 30 hashtags */
    {.network = "instagram", .type = "post", .text_max = 2200, .hashtags_max = 30,
     .comment_max = 2200, .need = NEEDS_MEDIA, .media_max = 10, .mixed = true,
     .picture_kinds = JPEG_PNG, .picture_bytes = 8 * MB, .ratio_min = 80, .ratio_max = 191,
     .video_kinds = MP4_MOV, .video_bytes = 100 * MB},
    /* [v3] exactly one video; [help] 300 MB in one copy, 1 GB in the other */
    {.network = "instagram", .type = "reel", .text_max = 2200, .hashtags_max = 30,
     .comment_max = 2200, .need = NEEDS_VIDEO, .video_kinds = MP4_MOV, .video_bytes = 300 * MB,
     .videos_max = 1},
    /* [help] JPEG alone, 8 MB, ten; [v3] no caption */
    {.network = "instagram", .type = "story", .text_max = 0, .need = NEEDS_MEDIA,
     .media_max = 10, .mixed = true, .picture_kinds = MEDIA_JPEG, .picture_bytes = 8 * MB,
     .video_kinds = MP4_MOV, .video_bytes = 100 * MB},
    /* [help] 3,000, pictures of 8 MB, nine, 250 to 6012 pixels */
    {.network = "linkedin", .type = "post", .text_max = 3000, .comment_max = 3000,
     .picture_kinds = JPEG_PNG_GIF, .picture_bytes = 8 * MB, .pictures_max = 9, .side_min = 250,
     .side_max = 6012, .video_kinds = MP4_MOV, .video_bytes = 1000 * MB, .videos_max = 1},
    /* A carousel: pictures made into a document by GHL. [v3] 300 pages, 100 MB; [help] 10 MB each */
    {.network = "linkedin", .type = "document", .text_max = 3000, .comment_max = 3000,
     .need = NEEDS_PICTURE, .picture_kinds = JPEG_PNG_GIF, .picture_bytes = 10 * MB,
     .pictures_max = 300, .total_bytes = 100 * MB},
    /* [v3] a poll has no media */
    {.network = "linkedin", .type = "poll", .text_max = 3000, .comment_max = 3000,
     .need = NEEDS_NONE},
    /* [help] 1,500, one picture of 5 MB, to 3000 pixels; at least 250 in one copy, 720 in the
     * other; no video */
    {.network = "google", .type = "post", .text_max = 1500, .picture_kinds = JPEG_PNG,
     .picture_bytes = 5 * MB, .pictures_max = 1, .side_min = 250, .side_advised = 720,
     .side_max = 3000},
    /* [help] 150 on a personal account, 2,200 on a business account; one video */
    {.network = "tiktok", .type = "post", .text_max = 150, .need = NEEDS_VIDEO,
     .video_kinds = ALL_VIDEOS, .video_bytes = 1000 * MB, .videos_max = 1},
    {.network = "tiktok", .type = "reel", .text_max = 150, .need = NEEDS_VIDEO,
     .video_kinds = ALL_VIDEOS, .video_bytes = 1000 * MB, .videos_max = 1},
    {.network = "tiktok-business", .type = "post", .text_max = 2200, .need = NEEDS_VIDEO,
     .video_kinds = ALL_VIDEOS, .video_bytes = 1000 * MB, .videos_max = 1},
    {.network = "tiktok-business", .type = "reel", .text_max = 2200, .need = NEEDS_VIDEO,
     .video_kinds = ALL_VIDEOS, .video_bytes = 1000 * MB, .videos_max = 1},
    /* [help] 500 (the description says 800), one picture or video of 10 MB */
    {.network = "pinterest", .type = "post", .text_max = 500, .need = NEEDS_MEDIA, .media_max = 1, .mixed = true,
     .picture_kinds = JPEG_PNG, .picture_bytes = 10 * MB, .video_kinds = MP4_MOV,
     .video_bytes = 1000 * MB},
    /* [net] 5,000 bytes; [help] one video */
    {.network = "youtube", .type = "post", .text_max = 5000, .unit = UNIT_BYTES,
     .comment_max = 10000, .need = NEEDS_VIDEO, .video_kinds = ALL_VIDEOS,
     .video_bytes = 1000 * MB, .videos_max = 1},
    {.network = "youtube", .type = "reel", .text_max = 5000, .unit = UNIT_BYTES,
     .comment_max = 10000, .need = NEEDS_VIDEO, .video_kinds = ALL_VIDEOS,
     .video_bytes = 1000 * MB, .videos_max = 1},
    /* [net] 500, pictures of 8 MB, at most 10:1, twenty, mixed */
    {.network = "threads", .type = "post", .text_max = 500, .unit = UNIT_THREADS, .media_max = 20,
     .mixed = true, .picture_kinds = JPEG_PNG, .picture_bytes = 8 * MB, .ratio_min = 10,
     .ratio_max = 1000, .video_kinds = MP4_MOV, .video_bytes = 1000 * MB},
    /* [net] 300 graphemes and 3,000 bytes, four pictures of 1,000,000 bytes */
    {.network = "bluesky", .type = "post", .text_max = 300, .unit = UNIT_GRAPHEMES,
     .text_bytes_max = 3000, .picture_kinds = JPEG_PNG_GIF, .picture_bytes = MB,
     .pictures_max = 4, .video_kinds = MEDIA_MP4, .video_bytes = 50 * MB, .videos_max = 1},
};
/* clang-format on */

enum { ROWS = sizeof table / sizeof *table };

const struct network_limits *ghlpub_network_limits(const char *network, const char *type)
{
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(table[i].network, network) == 0 && strcmp(table[i].type, type) == 0)
            return &table[i];
    return NULL;
}

const struct network_limits *ghlpub_network_limits_all(size_t *count)
{
    *count = ROWS;
    return table;
}

enum media_kind ghlpub_media_kind(const char *type)
{
    static const struct {
        const char *type;
        enum media_kind kind;
    } kinds[] = {{"image/jpeg", MEDIA_JPEG}, {"image/jpg", MEDIA_JPEG},
                 {"image/png", MEDIA_PNG},   {"image/gif", MEDIA_GIF},
                 {"video/mp4", MEDIA_MP4},   {"video/quicktime", MEDIA_MOV},
                 {"video/mov", MEDIA_MOV},   {"video/webm", MEDIA_WEBM}};
    for (size_t i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].type, type) == 0)
            return kinds[i].kind;
    return MEDIA_UNKNOWN;
}

static size_t utf16_units(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t at = 0; at < len;)
        count += utf8_next(text, len, &at) > 0xFFFF ? 2 : 1;
    return count;
}

/* Threads counts an emoji as the bytes that it has in UTF-8, and all else as characters. What is
 * an emoji it does not say: here all that is not in the first plane, and what makes emoji of
 * others (joiners, variation selectors, keycaps, the symbols from U+2190 on that may be emoji). */
static bool counts_as_bytes(uint32_t c)
{
    static const uint32_t others[] = {0xA9,   0xAE,   0x200D, 0x203C, 0x2049, 0x20E3, 0x2122,
                                      0x2139, 0x3030, 0x303D, 0x3297, 0x3299, 0xFE0F};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (c == others[i])
            return true;
    return c > 0xFFFF || (c >= 0x2190 && c <= 0x2BFF);
}

static size_t threads_length(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t at = 0, before; at < len;) {
        before = at;
        count += counts_as_bytes(utf8_next(text, len, &at)) ? at - before : 1;
    }
    return count;
}

size_t ghlpub_text_length(enum text_unit unit, const char *text)
{
    size_t len = strlen(text);
    switch (unit) {
    case UNIT_BYTES:
        return len;
    case UNIT_GRAPHEMES:
        return unicode_graphemes(text, len);
    case UNIT_THREADS:
        return threads_length(text, len);
    case UNIT_UTF16:
        break;
    }
    return utf16_units(text, len);
}

unsigned ghlpub_text_hashtags(const char *text)
{
    size_t len = strlen(text);
    unsigned count = 0;
    bool word = false; /* does a word come just before? */
    for (size_t at = 0; at < len;) {
        uint32_t c = utf8_next(text, len, &at);
        size_t ahead = at;
        uint32_t next = at < len ? utf8_next(text, len, &ahead) : 0;
        if (c == '#' && !word && (unicode_is_word(next) || next == '_'))
            count++;
        word = unicode_is_word(c) || c == '_';
    }
    return count;
}
