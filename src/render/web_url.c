/* URLs seen from a page (RFC 3986, 5.2, with the habits of browsers). */
#include "web_url.h"

#include "base/arena.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool web_url_is_http(const char *url)
{
    return strncasecmp(url, "https://", 8) == 0 || strncasecmp(url, "http://", 7) == 0;
}

static size_t scheme_length(const char *url)
{
    size_t len = 0;
    if (!isalpha((unsigned char)*url))
        return 0;
    while (isalnum((unsigned char)url[len]) || (url[len] && strchr("+-.", url[len])))
        len++;
    return url[len] == ':' ? len + 1 : 0;
}

/* As escape_url() does, so that both sides of a comparison come out alike; without its entities. */
static void add_encoded(struct strbuf *out, const char *url, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)url[i];
        if (c == '\n' || c == '\r' || c == '\t')
            continue; /* browsers drop them */
        if (c > 0x20 && c < 0x7f && !strchr("\"<>\\^`{|}[]", c))
            strbuf_addc(out, (char)c);
        else
            strbuf_addf(out, "%%%02X", c);
    }
}

/* "/a/b/../c" to "/a/c", in place behind `from`. */
static void remove_dots(struct strbuf *out, size_t from)
{
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t end = from + strcspn(out->buf + from, "?#");
    const char *at = out->buf + from, *stop = out->buf + end;
    while (at < stop) {
        const char *next = memchr(at + 1, '/', (size_t)(stop - at) - 1);
        size_t len = (size_t)((next ? next : stop) - at);
        bool up = len == 3 && memcmp(at, "/..", 3) == 0;
        bool here = len == 2 && memcmp(at, "/.", 2) == 0;
        if (up) {
            const char *slash = strrchr(path.buf, '/');
            strbuf_truncate(&path, slash ? (size_t)(slash - path.buf) : 0);
        } else if (!here) {
            strbuf_add(&path, at, len);
        }
        if ((up || here) && !next)
            strbuf_addc(&path, '/');
        at += len;
    }
    strbuf_splice(out, from, end - from, path.buf, path.len);
    strbuf_release(&path);
}

static void add_resolved(struct strbuf *out, const char *base, const char *url, size_t len)
{
    size_t scheme = scheme_length(base), start = out->len;
    const char *host = strncmp(base + scheme, "//", 2) == 0 ? base + scheme + 2 : NULL;
    size_t origin = host ? (size_t)(host - base) + strcspn(host, "/?#") : 0;
    size_t path = origin + strcspn(base + origin, "?#");
    if (strncmp(url, "//", 2) == 0) {
        strbuf_adds(out, scheme ? "" : "https:");
        strbuf_add(out, base, scheme);
        add_encoded(out, url, len);
        return;
    }
    strbuf_add(out, base, origin);
    size_t path_start = out->len;
    if (*url == '?') {
        strbuf_add(out, base + origin, path - origin);
    } else if (*url != '/') {
        size_t slash = path;
        while (slash > origin && base[slash - 1] != '/')
            slash--;
        strbuf_add(out, base + origin, slash - origin);
        if (out->len == path_start)
            strbuf_addc(out, '/');
    }
    add_encoded(out, url, len);
    if (out->len > start && !out->overflow)
        remove_dots(out, path_start);
}

void web_url_add(struct strbuf *out, const char *base, const char *url)
{
    while (isspace((unsigned char)*url))
        url++;
    size_t len = strlen(url);
    while (len && isspace((unsigned char)url[len - 1]))
        len--;
    if (len == 0 || *url == '#' || scheme_length(url))
        add_encoded(out, url, len);
    else
        add_resolved(out, base, url, len);
}
