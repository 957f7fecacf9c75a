/*
 * The few bytes in which each format says how large its picture is. Nothing is
 * decoded. SVG's units are CSS's, at 96 dots an inch.
 */
#include "picture.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define SIDE_MAX     100000.0 /* wider is damage, not a picture */
#define SEGMENTS_MAX 1000     /* of a JPEG file before its frame */

struct size {
    unsigned width, height;
};

static unsigned be16(const unsigned char *b)
{
    return (unsigned)b[0] << 8 | b[1];
}

static unsigned le16(const unsigned char *b)
{
    return (unsigned)b[1] << 8 | b[0];
}

static unsigned be32(const unsigned char *b)
{
    return be16(b) << 16 | be16(b + 2);
}

static unsigned le32(const unsigned char *b)
{
    return le16(b + 2) << 16 | le16(b);
}

static unsigned le24(const unsigned char *b)
{
    return (unsigned)b[2] << 16 | le16(b);
}

static bool png(const unsigned char *b, size_t len, struct size *out)
{
    if (len < 24 || memcmp(b + 12, "IHDR", 4) != 0)
        return false;
    *out = (struct size){be32(b + 16), be32(b + 20)};
    return true;
}

static bool gif(const unsigned char *b, size_t len, struct size *out)
{
    if (len < 10)
        return false;
    *out = (struct size){le16(b + 6), le16(b + 8)};
    return true;
}

static bool webp(const unsigned char *b, size_t len, struct size *out)
{
    if (len < 30)
        return false;
    if (memcmp(b + 12, "VP8 ", 4) == 0 && memcmp(b + 23, "\x9D\x01\x2A", 3) == 0) {
        *out = (struct size){le16(b + 26) & 0x3FFF, le16(b + 28) & 0x3FFF};
        return true;
    }
    if (memcmp(b + 12, "VP8L", 4) == 0 && b[20] == 0x2F) {
        unsigned bits = le32(b + 21);
        *out = (struct size){(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
        return true;
    }
    if (memcmp(b + 12, "VP8X", 4) == 0) {
        *out = (struct size){le24(b + 24) + 1, le24(b + 27) + 1};
        return true;
    }
    return false;
}

static bool icon(const unsigned char *b, size_t len, struct size *out)
{
    if (len < 8 || le16(b + 4) == 0)
        return false;
    *out = (struct size){b[6] ? b[6] : 256u, b[7] ? b[7] : 256u};
    return true;
}

/* The property box "ispe" of an AVIF picture. */
static bool avif(const unsigned char *b, size_t len, struct size *out)
{
    for (size_t at = 4; at + 16 <= len; at++) {
        if (memcmp(b + at, "ispe", 4) != 0)
            continue;
        *out = (struct size){be32(b + at + 8), be32(b + at + 12)};
        return true;
    }
    return false;
}

/* ---- TIFF, and the EXIF data of JPEG, which is TIFF ---- */

struct tiff {
    const unsigned char *bytes;
    size_t len;
    bool big;
};

static unsigned tiff16(const struct tiff *t, size_t at)
{
    return t->big ? be16(t->bytes + at) : le16(t->bytes + at);
}

/* The value of a tag in the first directory, or 0. */
static unsigned tiff_tag(const struct tiff *t, unsigned tag)
{
    if (t->len < 8)
        return 0;
    size_t at = t->big ? be32(t->bytes + 4) : le32(t->bytes + 4);
    if (at > t->len || t->len - at < 2)
        return 0;
    unsigned count = tiff16(t, at);
    at += 2;
    for (unsigned i = 0; i < count && t->len - at >= 12; i++, at += 12) {
        if (tiff16(t, at) != tag)
            continue;
        if (tiff16(t, at + 2) == 3) /* a short */
            return tiff16(t, at + 8);
        return t->big ? be32(t->bytes + at + 8) : le32(t->bytes + at + 8);
    }
    return 0;
}

/* The directory may stand at the file's end, after the picture. */
static bool tiff(int fd, const unsigned char *b, size_t len, struct size *out)
{
    struct tiff t = {b, len, b[0] == 'M'};
    unsigned char far[4096];
    size_t at = len >= 8 ? (t.big ? be32(b + 4) : le32(b + 4)) : 0;
    if (at >= len && at > 8) {
        ssize_t got = pread(fd, far + 8, sizeof far - 8, (off_t)at);
        if (got <= 0)
            return false;
        memcpy(far, t.big ? "MM\0*\0\0\0\x08" : "II*\0\x08\0\0\0", 8);
        t.bytes = far;
        t.len = (size_t)got + 8;
    }
    *out = (struct size){tiff_tag(&t, 256), tiff_tag(&t, 257)};
    return true;
}

/* ---- JPEG ---- */

static bool turned(const unsigned char *b, size_t len)
{
    if (len < 14 || memcmp(b, "Exif\0\0", 6) != 0)
        return false;
    struct tiff t = {b + 6, len - 6, b[6] == 'M'};
    unsigned orientation = tiff_tag(&t, 0x0112);
    return orientation >= 5 && orientation <= 8;
}

/* SOF0 to SOF15, without the tables DHT, JPG and DAC among them. */
static bool is_frame(unsigned marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static bool jpeg(int fd, struct size *out)
{
    unsigned char b[4 + 8192];
    off_t at = 2;
    bool swap = false;
    for (int i = 0; i < SEGMENTS_MAX; i++) {
        ssize_t got = pread(fd, b, sizeof b, at);
        if (got < 4 || b[0] != 0xFF)
            return false;
        unsigned marker = b[1];
        if (marker == 0xFF || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {
            at += marker == 0xFF ? 1 : 2; /* filling, and markers without a length */
            continue;
        }
        unsigned len = be16(b + 2);
        if (is_frame(marker) && got >= 9) {
            *out = (struct size){be16(b + 7), be16(b + 5)};
            if (swap)
                *out = (struct size){out->height, out->width};
            return true;
        }
        if (marker == 0xD9 || marker == 0xDA || len < 2)
            return false;
        size_t there = (size_t)got - 4, body = len - 2;
        if (marker == 0xE1 && turned(b + 4, body < there ? body : there))
            swap = true;
        at += 2 + (off_t)len;
    }
    return false;
}

/* ---- SVG ---- */

/* Finds `name="value"` within a tag: where the value begins, or NULL. */
static const char *attribute(const char *tag, const char *end, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = tag; at + len + 2 < end; at++) {
        if (*at == '"' || *at == '\'') { /* over the other values */
            const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
            if (!close)
                return NULL;
            at = close;
            continue;
        }
        if (!isspace((unsigned char)at[0]) || strncmp(at + 1, name, len) != 0)
            continue;
        const char *value = at + 1 + len;
        while (value < end && isspace((unsigned char)*value))
            value++;
        if (value >= end || *value != '=')
            continue;
        value++;
        while (value < end && isspace((unsigned char)*value))
            value++;
        if (value < end && (*value == '"' || *value == '\''))
            return value + 1;
    }
    return NULL;
}

/* A length in pixels; 0 where there is none or it is a share of something unknown. */
static double svg_length(const char *value)
{
    static const struct {
        const char *name;
        double pixels;
    } units[] = {{"px", 1},         {"pt", 96.0 / 72}, {"pc", 16}, {"in", 96},
                 {"cm", 96 / 2.54}, {"mm", 96 / 25.4}, {"em", 16}, {"rem", 16}};
    if (!value)
        return 0;
    char *end;
    double number = strtod(value, &end);
    if (end == value || !isfinite(number) || number <= 0)
        return 0;
    if (*end == '"' || *end == '\'' || isspace((unsigned char)*end))
        return number;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strncmp(end, units[i].name, strlen(units[i].name)) == 0)
            return number * units[i].pixels;
    return 0;
}

static void svg_view_box(const char *value, double *width, double *height)
{
    double numbers[4];
    for (int i = 0; i < 4; i++) {
        char *end;
        while (isspace((unsigned char)*value) || *value == ',')
            value++;
        numbers[i] = strtod(value, &end);
        if (end == value || !isfinite(numbers[i]))
            return;
        value = end;
    }
    if (numbers[2] <= 0 || numbers[3] <= 0)
        return;
    if (*width > 0 && *height <= 0)
        *height = *width * numbers[3] / numbers[2];
    else if (*height > 0 && *width <= 0)
        *width = *height * numbers[2] / numbers[3];
    else if (*width <= 0) {
        *width = numbers[2];
        *height = numbers[3];
    }
}

/* Where the tag ends: a '>' outside of quotes. */
static const char *tag_end(const char *at, const char *end)
{
    char quote = '\0';
    for (; at < end; at++) {
        if (quote)
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '>')
            return at;
    }
    return end;
}

static const char *find_svg(const char *at)
{
    for (; *at; at++) {
        if (strncmp(at, "<!--", 4) == 0) {
            const char *end = strstr(at, "-->");
            if (!end)
                return NULL;
            at = end;
        } else if (strncasecmp(at, "<svg", 4) == 0) {
            return at;
        }
    }
    return NULL;
}

static bool svg(int fd, struct size *out)
{
    char text[65536];
    ssize_t got = pread(fd, text, sizeof text - 1, 0);
    if (got <= 0)
        return false;
    text[got] = '\0';
    const char *tag = find_svg(text);
    if (!tag)
        return false;
    const char *end = tag_end(tag, text + got);
    double width = svg_length(attribute(tag, end, "width"));
    double height = svg_length(attribute(tag, end, "height"));
    const char *box = attribute(tag, end, "viewBox");
    if (box)
        svg_view_box(box, &width, &height);
    if (width <= 0 || height <= 0 || width > SIDE_MAX || height > SIDE_MAX)
        return false;
    *out = (struct size){(unsigned)lround(width), (unsigned)lround(height)};
    return true;
}

bool picture_size(int fd, const char *type, const unsigned char *head, size_t len, unsigned *width,
                  unsigned *height)
{
    struct size size = {0, 0};
    bool found = strcmp(type, "image/png") == 0       ? png(head, len, &size)
                 : strcmp(type, "image/jpeg") == 0    ? jpeg(fd, &size)
                 : strcmp(type, "image/gif") == 0     ? gif(head, len, &size)
                 : strcmp(type, "image/webp") == 0    ? webp(head, len, &size)
                 : strcmp(type, "image/svg+xml") == 0 ? svg(fd, &size)
                 : strcmp(type, "image/tiff") == 0    ? tiff(fd, head, len, &size)
                 : strcmp(type, "image/x-icon") == 0  ? icon(head, len, &size)
                 : strcmp(type, "image/avif") == 0    ? avif(head, len, &size)
                                                      : false;
    if (!found || size.width == 0 || size.height == 0 || size.width > SIDE_MAX ||
        size.height > SIDE_MAX)
        return false;
    *width = size.width;
    *height = size.height;
    return true;
}
