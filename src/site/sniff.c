/*
 * Signatures and extensions. Width and height are in picture.c; what follows
 * from a type is decided in asset.c.
 */
#include "sniff.h"

#include "base/unicode.h"

#include <string.h>
#include <strings.h>

#define TEXT "text/plain"
#define ZIP  "application/zip"
#define OLE  "application/x-ole-storage" /* Office until 2003 */

/* What the media library takes is marked (facts.md 2); the rest is there for good messages. */
static const struct type {
    const char *name;
    bool accepted;
    const char *shows_as;   /* the content that such files have, where it is not the type itself */
    const char *extensions; /* each between spaces */
} types[] = {
    {"image/png", true, NULL, " .png "},
    {"image/jpeg", true, NULL, " .jpg .jpeg .jfif .pjpeg .pjp .jpe "},
    {"image/gif", true, NULL, " .gif "},
    {"image/tiff", true, NULL, " .tif .tiff "},
    {"image/webp", true, NULL, " .webp "},
    {"image/svg+xml", true, NULL, " .svg "},
    {"image/x-icon", true, NULL, " .ico .cur "},
    {"image/avif", false, NULL, " .avif "},
    {"image/heic", false, NULL, " .heic .heif "},
    {"image/bmp", false, NULL, " .bmp "},
    {"image/jxl", false, NULL, " .jxl "},
    {"image/vnd.adobe.photoshop", false, NULL, " .psd "},
    {"video/mp4", true, NULL, " .mp4 .m4v "},
    {"video/quicktime", true, NULL, " .mov .qt "},
    {"video/webm", true, NULL, " .webm "},
    {"video/x-msvideo", true, NULL, " .avi "},
    {"video/mpeg", true, NULL, " .mpg .mpeg "},
    {"video/ogg", true, "application/ogg", " .ogv "},
    {"video/x-ms-wmv", true, NULL, " .wmv .asf "},
    {"video/x-matroska", false, NULL, " .mkv "},
    {"audio/mpeg", true, NULL, " .mp3 "},
    {"audio/mp4", true, NULL, " .m4a "},
    {"audio/wav", true, NULL, " .wav "},
    {"audio/aiff", true, NULL, " .aif .aiff "},
    {"audio/midi", true, NULL, " .mid .midi "},
    {"audio/ogg", true, "application/ogg", " .oga .ogg .opus "},
    {"audio/webm", true, "video/webm", " .weba "},
    {"audio/flac", false, NULL, " .flac "},
    {"application/pdf", true, NULL, " .pdf "},
    {"application/rtf", true, NULL, " .rtf "},
    {ZIP, true, NULL, " .zip "},
    {"application/msword", true, OLE, " .doc "},
    {"application/vnd.ms-excel", true, OLE, " .xls "},
    {"application/vnd.ms-powerpoint", true, OLE, " .ppt "},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", true, ZIP,
     " .docx "},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true, ZIP, " .xlsx "},
    {"application/vnd.ms-excel.sheet.macroEnabled.12", true, ZIP, " .xlsm "},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", true, ZIP,
     " .pptx "},
    {"text/plain", true, NULL, " .txt "},
    {"text/csv", true, TEXT, " .csv "},
    {"text/vcard", true, TEXT, " .vcf "},
    {"font/ttf", true, NULL, " .ttf "},
    {"font/otf", true, NULL, " .otf "},
    {"font/woff", true, NULL, " .woff "},
    {"font/woff2", true, NULL, " .woff2 "},
    {"text/html", false, NULL, " .html .htm "},
    {"application/gzip", false, NULL, " .gz .tgz "},
};
#define TYPES (sizeof types / sizeof *types)

static const struct signature {
    size_t at;
    const char *bytes;
    size_t len;
    const char *type;
} signatures[] = {
#define AT(at, bytes, type)                                                                        \
    {                                                                                              \
        at, bytes, sizeof bytes - 1, type                                                          \
    }
    AT(0, "\x89PNG\r\n\x1a\n", "image/png"),
    AT(0, "\xFF\xD8\xFF", "image/jpeg"),
    AT(0, "GIF87a", "image/gif"),
    AT(0, "GIF89a", "image/gif"),
    AT(0, "II*\0", "image/tiff"),
    AT(0, "MM\0*", "image/tiff"),
    AT(8, "WEBP", "image/webp"),
    AT(0, "\0\0\1\0", "image/x-icon"),
    AT(0, "\0\0\2\0", "image/x-icon"),
    AT(0, "8BPS\0", "image/vnd.adobe.photoshop"),
    AT(0, "\xFF\x0A", "image/jxl"),
    AT(0, "\0\0\0\x0CJXL \r\n\x87\n", "image/jxl"),
    AT(8, "AVI ", "video/x-msvideo"),
    AT(8, "WAVE", "audio/wav"),
    AT(0, "\0\0\1\xBA", "video/mpeg"),
    AT(0, "\0\0\1\xB3", "video/mpeg"),
    AT(0, "OggS", "application/ogg"),
    AT(0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11", "video/x-ms-wmv"),
    AT(0, "ID3", "audio/mpeg"),
    AT(0, "MThd", "audio/midi"),
    AT(0, "fLaC", "audio/flac"),
    AT(0, "%PDF-", "application/pdf"),
    AT(0, "{\\rtf", "application/rtf"),
    AT(0, "PK\3\4", ZIP),
    AT(0, "PK\5\6", ZIP),
    AT(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", OLE),
    AT(0, "\0\1\0\0\0", "font/ttf"),
    AT(0, "true\0", "font/ttf"),
    AT(0, "OTTO", "font/otf"),
    AT(0, "wOFF", "font/woff"),
    AT(0, "wOF2", "font/woff2"),
    AT(0, "\x1F\x8B", "application/gzip"),
#undef AT
};

static bool has(const unsigned char *bytes, size_t len, size_t at, const char *text, size_t size)
{
    return len >= at + size && memcmp(bytes + at, text, size) == 0;
}

/* The box "ftyp" that MP4 and its relatives begin with names a brand. */
static const char *iso_media(const unsigned char *bytes, size_t len)
{
    static const struct {
        const char *brand;
        const char *type;
    } brands[] = {{"avif", "image/avif"},      {"avis", "image/avif"}, {"heic", "image/heic"},
                  {"heix", "image/heic"},      {"mif1", "image/heic"}, {"msf1", "image/heic"},
                  {"qt  ", "video/quicktime"}, {"M4A ", "audio/mp4"}};
    if (has(bytes, len, 4, "moov", 4) || has(bytes, len, 4, "mdat", 4) ||
        has(bytes, len, 4, "wide", 4))
        return "video/quicktime";
    if (!has(bytes, len, 4, "ftyp", 4) || len < 12)
        return NULL;
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++) {
        if (!has(bytes, len, 8, brands[i].brand, 4))
            continue;
        /* "mif1" is any still picture; the compatible brands say which */
        size_t end = bytes[3] < len ? bytes[3] : len;
        for (size_t at = 16; strcmp(brands[i].brand, "mif1") == 0 && at + 4 <= end; at += 4)
            if (has(bytes, len, at, "avif", 4))
                return "image/avif";
        return brands[i].type;
    }
    return "video/mp4";
}

static const char *skip_past(const char *at, const char *end, const char *what)
{
    size_t len = strlen(what);
    for (; at + len <= end; at++)
        if (memcmp(at, what, len) == 0)
            return at + len;
    return end;
}

static bool starts(const char *at, const char *end, const char *what)
{
    size_t len = strlen(what);
    return (size_t)(end - at) >= len && strncasecmp(at, what, len) == 0;
}

/* The root element after white space, declarations, comments and the document type. */
static const char *markup(const unsigned char *bytes, size_t len)
{
    const char *at = (const char *)bytes, *end = at + len;
    if (has(bytes, len, 0, "\xEF\xBB\xBF", 3))
        at += 3;
    for (;;) {
        while (at < end && strchr(" \t\r\n", *at) && *at)
            at++;
        if (starts(at, end, "<!doctype html") || starts(at, end, "<html"))
            return "text/html";
        if (starts(at, end, "<svg") && at + 4 < end && strchr(" \t\r\n>/", at[4]))
            return "image/svg+xml";
        if (starts(at, end, "<?"))
            at = skip_past(at, end, "?>");
        else if (starts(at, end, "<!--"))
            at = skip_past(at, end, "-->");
        else if (starts(at, end, "<!doctype"))
            at = skip_past(at, memchr(at, '[', (size_t)(end - at)) ? skip_past(at, end, "]") : end,
                           ">");
        else
            return NULL;
    }
}

static bool is_text(const unsigned char *bytes, size_t len)
{
    size_t bad = len;
    if (has(bytes, len, 0, "\xFF\xFE", 2) || has(bytes, len, 0, "\xFE\xFF", 2))
        return true; /* UTF-16, as spreadsheets write it */
    for (size_t i = 0; i < len; i++)
        if (bytes[i] < 32 && !strchr("\t\n\r\f\x1B", bytes[i]))
            return false;
    if (memchr(bytes, 0, len))
        return false;
    (void)utf8_valid((const char *)bytes, len, &bad); /* Latin-1 is text as well */
    return len > 0;
}

/* Matroska; its header names the kind. */
static const char *matroska(const unsigned char *bytes, size_t len)
{
    for (size_t at = 0; at < 64; at++)
        if (has(bytes, len, at, "webm", 4))
            return "video/webm";
    return "video/x-matroska";
}

/* Kinds that no fixed bytes at one place show. */
static const char *by_structure(const unsigned char *bytes, size_t len)
{
    if (has(bytes, len, 0, "FORM", 4) &&
        (has(bytes, len, 8, "AIFF", 4) || has(bytes, len, 8, "AIFC", 4)))
        return "audio/aiff";
    if (has(bytes, len, 0, "\x1A\x45\xDF\xA3", 4))
        return matroska(bytes, len);
    if (len >= 2 && bytes[0] == 0xFF && (bytes[1] & 0xE6) == 0xE2) /* a frame of layer III */
        return "audio/mpeg";
    if (has(bytes, len, 0, "BM", 2) && len >= 26 && bytes[6] == 0 && bytes[7] == 0)
        return "image/bmp";
    return iso_media(bytes, len);
}

const char *sniff_content(const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const struct signature *s = &signatures[i];
        if (has(bytes, len, s->at, s->bytes, s->len) &&
            (s->at != 8 || has(bytes, len, 0, "RIFF", 4)))
            return s->type;
    }
    const char *type = by_structure(bytes, len);
    if (!type)
        type = markup(bytes, len);
    return type ? type : is_text(bytes, len) ? TEXT : NULL;
}

const char *sniff_extension(const char *extension)
{
    char wanted[16];
    size_t len = strlen(extension);
    if (len < 2 || len > sizeof wanted - 3)
        return NULL;
    wanted[0] = ' ';
    for (size_t i = 0; i < len; i++)
        wanted[i + 1] =
            (char)(extension[i] >= 'A' && extension[i] <= 'Z' ? extension[i] + 32 : extension[i]);
    wanted[len + 1] = ' ';
    wanted[len + 2] = '\0';
    for (size_t i = 0; i < TYPES; i++)
        if (strstr(types[i].extensions, wanted))
            return types[i].name;
    return NULL;
}

const char *sniff_usual_extension(const char *type)
{
    /* the first of each row, as literals of their own */
    static const char *const usual[][2] = {
        {"image/png", ".png"},       {"image/jpeg", ".jpg"},      {"image/gif", ".gif"},
        {"image/tiff", ".tif"},      {"image/webp", ".webp"},     {"image/svg+xml", ".svg"},
        {"image/x-icon", ".ico"},    {"video/mp4", ".mp4"},       {"video/quicktime", ".mov"},
        {"video/webm", ".webm"},     {"video/x-msvideo", ".avi"}, {"video/mpeg", ".mpg"},
        {"video/ogg", ".ogv"},       {"video/x-ms-wmv", ".wmv"},  {"audio/mpeg", ".mp3"},
        {"audio/mp4", ".m4a"},       {"audio/wav", ".wav"},       {"audio/aiff", ".aif"},
        {"audio/midi", ".mid"},      {"application/pdf", ".pdf"}, {"application/rtf", ".rtf"},
        {"application/zip", ".zip"}, {"font/ttf", ".ttf"},        {"font/otf", ".otf"},
        {"font/woff", ".woff"},      {"font/woff2", ".woff2"}};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (strcmp(usual[i][0], type) == 0)
            return usual[i][1];
    return NULL;
}

static const struct type *find(const char *name)
{
    for (size_t i = 0; name && i < TYPES; i++)
        if (strcmp(types[i].name, name) == 0)
            return &types[i];
    return NULL;
}

bool sniff_accepted(const char *type)
{
    const struct type *found = find(type);
    return found && found->accepted;
}

bool sniff_fits(const char *content, const char *named)
{
    const struct type *type = find(named);
    if (!content || !type)
        return false;
    if (strcmp(content, named) == 0 || (type->shows_as && strcmp(type->shows_as, content) == 0))
        return true;
    /* one container for all of them */
    static const char *const iso[] = {"video/mp4", "video/quicktime", "audio/mp4"};
    int both = 0;
    for (size_t i = 0; i < 3; i++)
        both += (strcmp(content, iso[i]) == 0) + (strcmp(named, iso[i]) == 0);
    return both == 2;
}
