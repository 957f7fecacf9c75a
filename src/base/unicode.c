/*
 * UTF-8 and Unicode: decoding that never fails, normal forms, graphemes, width,
 * slugs. The tables are utf8proc's; which slug is taken already is left to
 * others.
 */
#include "base/unicode.h"

#include "base/array.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <string.h>
#include <utf8proc.h>

#define REPLACEMENT     0xFFFDu
#define VARIATION_EMOJI 0xFE0Fu
/* The longest decomposition, U+FDFA's, has 18. */
#define DECOMPOSED_MAX 32

struct points ARRAY(utf8proc_int32_t);

/* Bytes of the character at text[at], its code point in *code_point; 0 for bytes that are none. */
static size_t decode(const char *text, size_t len, size_t at, uint32_t *code_point)
{
    size_t left = len - at;
    utf8proc_int32_t found;
    utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text + at,
                                             left < 4 ? (utf8proc_ssize_t)left : 4, &found);
    if (used <= 0 || found < 0)
        return 0;
    *code_point = (uint32_t)found;
    return (size_t)used;
}

bool utf8_valid(const char *text, size_t len, size_t *bad)
{
    for (size_t at = 0; at < len;) {
        uint32_t code_point;
        size_t used = (unsigned char)text[at] < 0x80 ? 1 : decode(text, len, at, &code_point);
        if (used == 0) {
            if (bad)
                *bad = at;
            return false;
        }
        at += used;
    }
    return true;
}

uint32_t utf8_next(const char *text, size_t len, size_t *at)
{
    uint32_t code_point;
    if (*at >= len)
        return REPLACEMENT;
    size_t used = decode(text, len, *at, &code_point);
    *at += used ? used : 1;
    return used ? code_point : REPLACEMENT;
}

size_t utf8_code_points(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t at = 0; at < len; count++)
        (void)utf8_next(text, len, &at);
    return count;
}

size_t utf8_cut(const char *text, size_t len, size_t max)
{
    if (len <= max)
        return len;
    for (size_t back = 1; back <= 3 && back <= max; back++) {
        uint32_t code_point;
        size_t used = decode(text, len, max - back, &code_point);
        if (used > back)
            return max - back;
        if (used)
            break;
    }
    return max;
}

/* Writes the decomposition of one code point; how many there are. */
static size_t decompose(uint32_t code_point, int options, utf8proc_int32_t out[DECOMPOSED_MAX])
{
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)code_point, out, DECOMPOSED_MAX,
                                                 (utf8proc_option_t)options, &boundary);
    if (n < 0 || n > DECOMPOSED_MAX) {
        out[0] = (utf8proc_int32_t)REPLACEMENT;
        return 1;
    }
    return (size_t)n;
}

static unsigned combining_class(utf8proc_int32_t code_point)
{
    return (unsigned)utf8proc_get_property(code_point)->combining_class & 0xFF;
}

/* Stable, by combining class, in linear time. */
static void sort_marks(utf8proc_int32_t *marks, size_t len)
{
    size_t start[257] = {0};
    utf8proc_int32_t *copy = mem_dup(marks, len * sizeof *marks);
    for (size_t i = 0; i < len; i++)
        start[combining_class(copy[i]) + 1]++;
    for (size_t i = 1; i < 257; i++)
        start[i] += start[i - 1];
    for (size_t i = 0; i < len; i++)
        marks[start[combining_class(copy[i])]++] = copy[i];
    free(copy);
}

/* Canonical order. Not utf8proc's own, which is quadratic in the marks on one letter: 1 MB of
 * hostile text would take it minutes. */
static void order_marks(struct points *points)
{
    for (size_t i = 0; i < points->len;) {
        size_t end = i;
        bool sorted = true;
        for (unsigned last = 0; end < points->len; end++) {
            unsigned class = combining_class(points->items[end]);
            if (class == 0)
                break;
            sorted = sorted && class >= last;
            last = class;
        }
        if (!sorted)
            sort_marks(points->items + i, end - i);
        i = end + 1;
    }
}

static char *encode(const struct points *points)
{
    char *text = mem_alloc(points->len * 4 + 1);
    size_t len = 0;
    for (size_t i = 0; i < points->len; i++) {
        utf8proc_ssize_t n = utf8proc_encode_char(points->items[i], (utf8proc_uint8_t *)text + len);
        if (n > 0)
            len += (size_t)n;
    }
    text[len] = '\0';
    return text;
}

static char *transform(const char *text, int options)
{
    struct points points = {NULL, 0, 0};
    size_t len = strlen(text);
    for (size_t at = 0; at < len;) {
        utf8proc_int32_t out[DECOMPOSED_MAX];
        size_t count = decompose(utf8_next(text, len, &at), options, out);
        for (size_t i = 0; i < count; i++)
            ARRAY_PUSH(&points, out[i]);
    }
    if (options & UTF8PROC_COMPOSE && points.len) {
        order_marks(&points);
        utf8proc_ssize_t n = utf8proc_normalize_utf32(points.items, (utf8proc_ssize_t)points.len,
                                                      (utf8proc_option_t)options);
        if (n >= 0)
            points.len = (size_t)n;
    }
    char *result = encode(&points);
    ARRAY_RELEASE(&points);
    return result;
}

char *unicode_nfc(const char *text)
{
    const char *p = text;
    while (*p && (unsigned char)*p < 0x80)
        p++;
    /* ASCII, as most text is, stays as it is. */
    return *p ? transform(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE) : mem_strdup(text);
}

char *unicode_stripped(const char *text)
{
    return transform(text,
                     UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK);
}

char *unicode_folded(const char *text)
{
    /* Composed, so that two spellings of the same letter compare equal. */
    return transform(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

size_t unicode_graphemes(const char *text, size_t len)
{
    size_t count = 0;
    utf8proc_int32_t state = 0, last = 0;
    for (size_t at = 0; at < len;) {
        utf8proc_int32_t next = (utf8proc_int32_t)utf8_next(text, len, &at);
        if (count == 0 || utf8proc_grapheme_break_stateful(last, next, &state))
            count++;
        last = next;
    }
    return count;
}

size_t unicode_width(const char *text, size_t len)
{
    size_t width = 0, cluster = 0; /* all finished clusters, and the one at hand */
    utf8proc_int32_t state = 0, last = 0;
    for (size_t at = 0; at < len;) {
        bool first = at == 0;
        uint32_t code_point = utf8_next(text, len, &at);
        utf8proc_int32_t next = (utf8proc_int32_t)code_point;
        if (first || utf8proc_grapheme_break_stateful(last, next, &state)) {
            width += cluster;
            cluster = 0;
        }
        int columns = utf8proc_charwidth(next);
        cluster += columns > 0 ? (size_t)columns : 0;
        /* A selector makes an emoji of a narrow sign; a joined sequence is drawn as one emoji. */
        if (cluster > 2 || (code_point == VARIATION_EMOJI && cluster))
            cluster = 2;
        last = next;
    }
    return width + cluster;
}

bool unicode_is_word(uint32_t code_point)
{
    if (code_point > 0x10FFFF)
        return false;
    switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

/* A slug that grows: what stands between the last letter and the next one. */
struct slug {
    struct strbuf text;
    enum { NOTHING, APOSTROPHE, BREAK } between;
};

/* Letters that have no decomposition (ß has one, by case folding). */
static const char *slug_letters(utf8proc_int32_t code_point, char single[2])
{
    static const struct {
        utf8proc_int32_t code_point;
        const char *letters;
    } table[] = {{0xDF, "ss"}, {0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},   {0xFE, "th"},
                 {0x111, "d"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}, {0x1E9E, "ss"}};

    if ((code_point >= 'a' && code_point <= 'z') || (code_point >= '0' && code_point <= '9')) {
        single[0] = (char)code_point;
        single[1] = '\0';
        return single;
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].code_point == code_point)
            return table[i].letters;
    return NULL;
}

static void slug_add(struct slug *slug, utf8proc_int32_t code_point)
{
    char single[2];
    const char *letters = slug_letters(code_point, single);
    if (letters) {
        if (slug->between == BREAK && slug->text.len)
            strbuf_addc(&slug->text, '-');
        strbuf_adds(&slug->text, letters);
        slug->between = NOTHING;
    } else if (slug->between == NOTHING &&
               (code_point == '\'' || code_point == 0x2019 || code_point == 0x2BC)) {
        slug->between = APOSTROPHE;
    } else {
        slug->between = BREAK;
    }
}

/* Cuts to `max` bytes: at the last hyphen if that loses at most half. */
static void slug_cut(struct strbuf *text, size_t max)
{
    if (text->len <= max)
        return;
    size_t at = max;
    while (at > 0 && text->buf[at] != '-')
        at--;
    if (at == 0 || max - at > max / 2)
        at = max;
    while (at > 0 && text->buf[at - 1] == '-')
        at--;
    strbuf_truncate(text, at);
}

char *unicode_slug(const char *text, size_t max)
{
    /* IGNORE: a soft hyphen or a joiner is not seen, so it separates nothing. */
    const int options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                        UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
    struct slug slug = {STRBUF_INIT(STRBUF_UNBOUNDED), NOTHING};
    size_t len = strlen(text);
    for (size_t at = 0; at < len && slug.text.len <= max;) {
        utf8proc_int32_t out[DECOMPOSED_MAX];
        size_t count = decompose(utf8_next(text, len, &at), options, out);
        for (size_t i = 0; i < count; i++)
            slug_add(&slug, out[i]);
    }
    slug_cut(&slug.text, max);
    return strbuf_detach(&slug.text);
}

char *unicode_collapsed(const char *text, size_t max)
{
    char *composed = unicode_nfc(text);
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t len = strlen(composed), at = 0, count = 0;
    bool space = false;
    while (at < len && count < max) {
        size_t start = at;
        uint32_t point = utf8_next(composed, len, &at);
        if (point == ' ' || point == '\t' || point == '\n' || point == '\r') {
            space = out.len > 0;
            continue;
        }
        if (space) {
            strbuf_addc(&out, ' ');
            count++;
        }
        space = false;
        strbuf_add(&out, composed + start, at - start);
        count++;
    }
    free(composed);
    return strbuf_detach(&out);
}
