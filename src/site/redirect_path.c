/*
 * Paths that redirects lead away from, in one form: what is written by hand, what
 * was the address of a post, and what GHL lists must be found equal. Which
 * redirects there are is the planner's.
 */
#include <ghlpub/site.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Behind "https://" or "http://"; NULL where it is no address. */
static const char *behind_scheme(const char *text)
{
    if (strncasecmp(text, "https://", 8) == 0)
        return text + 8;
    return strncasecmp(text, "http://", 7) == 0 ? text + 7 : NULL;
}

/* "old.html", "2019/hello": a path that somebody began without its slash. Names for people, as
 * Obsidian's aliases are, have spaces, or neither slash nor ending. */
static bool looks_like_path(const char *text)
{
    static const char *const endings[] = {".html", ".htm", ".php", ".aspx"};
    size_t len = strlen(text);
    if (strpbrk(text, " \t\r\n:"))
        return false;
    if (strchr(text, '/'))
        return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (len > strlen(endings[i]) &&
            strcasecmp(text + len - strlen(endings[i]), endings[i]) == 0)
            return true;
    return false;
}

static bool same_host(const char *host, size_t len, const char *domain)
{
    return !domain || (strlen(domain) == len && strncasecmp(host, domain, len) == 0);
}

/* One part of a path; escapes stay as they are, a lone '%' becomes one. */
static void add_part(struct strbuf *path, const char *part, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)part[i];
        bool escape = c == '%' && i + 2 < len && isxdigit((unsigned char)part[i + 1]) &&
                      isxdigit((unsigned char)part[i + 2]);
        if (escape || isalnum(c) || strchr("-._~!$&'()*+,;=:@", c))
            strbuf_addc(path, (char)tolower(c));
        else
            strbuf_addf(path, "%%%02x", c);
    }
}

/* Empty parts and "." go. False where ".." leads upwards, whose meaning each server decides. */
static bool add_parts(struct strbuf *path, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        const char *part = text + at, *slash = memchr(part, '/', len - at);
        size_t part_len = slash ? (size_t)(slash - part) : len - at;
        if (part_len == 2 && memcmp(part, "..", 2) == 0)
            return false;
        if (part_len > 0 && !(part_len == 1 && *part == '.')) {
            strbuf_addc(path, '/');
            add_part(path, part, part_len);
        }
        at += part_len + 1;
    }
    return true;
}

char *ghlpub_redirect_path(const char *text, const char *domain, const char **problem)
{
    const char *ignored, *host = behind_scheme(text), *start = text;
    struct strbuf path = STRBUF_INIT(LIMIT_URL_PATH);
    problem = problem ? problem : &ignored;
    *problem = NULL;
    if (host) {
        start = host + strcspn(host, "/?#");
        if (!same_host(host, (size_t)(start - host), domain))
            *problem = "is of another domain than redirects are made on";
    } else if (*text == '/' && text[1] == '/') {
        *problem = "is no path";
    } else if (*text != '/' && !looks_like_path(text)) {
        *problem = "is no path";
    }
    size_t len = strcspn(start, "?#");
    if (!*problem && start[len] == '?')
        *problem = "has a query, which redirects do not tell apart";
    else if (!*problem && !add_parts(&path, start, len))
        *problem = "leads upwards";
    else if (!*problem && path.overflow)
        *problem = "is too long";
    else if (!*problem && path.len == 0)
        *problem = "is the home page";
    if (!*problem)
        return strbuf_detach(&path);
    strbuf_release(&path);
    return NULL;
}
