/*
 * Reads the API's address, by libcurl's own parser, so that what is checked here
 * is what libcurl will connect to.
 */
#include "base_url.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_loopback(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    size_t len = strlen(host);

    if (strcasecmp(host, "localhost") == 0)
        return true;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == 127;
    if (len > 2 && host[0] == '[' && host[len - 1] == ']') {
        char *inner = mem_strndup(host + 1, len - 2);
        bool is = inet_pton(AF_INET6, inner, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
        free(inner);
        return is;
    }
    return false;
}

static char *part(CURLU *url, CURLUPart which)
{
    char *text = NULL, *copy = NULL;
    if (curl_url_get(url, which, &text, 0) == CURLUE_OK)
        copy = mem_strdup(text);
    curl_free(text);
    return copy;
}

static bool has(CURLU *url, CURLUPart which)
{
    char *text = part(url, which);
    bool there = text != NULL;
    free(text);
    return there;
}

static const char *problem(CURLU *url, const char *text, struct base_url *out)
{
    if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK)
        return "is not an address";
    if (has(url, CURLUPART_USER) || has(url, CURLUPART_PASSWORD) || has(url, CURLUPART_QUERY) ||
        has(url, CURLUPART_FRAGMENT))
        return "has more than a host and a path";
    char *scheme = part(url, CURLUPART_SCHEME);
    out->host = part(url, CURLUPART_HOST);
    out->https = scheme && strcmp(scheme, "https") == 0;
    bool http = scheme && strcmp(scheme, "http") == 0;
    free(scheme);
    if (!out->host || (!out->https && !http))
        return "is neither https nor http";
    out->loopback = is_loopback(out->host);
    if (http && !out->loopback)
        return "is not https: the token would be readable on the way";
    return NULL;
}

bool base_url_read(const char *text, struct base_url *out, struct error *err)
{
    CURLU *url = curl_url();
    const char *why;

    *out = (struct base_url){0};
    if (!url)
        mem_exhausted();
    why = problem(url, text ? text : "", out);
    if (!why) {
        out->text = part(url, CURLUPART_URL);
        size_t len = out->text ? strlen(out->text) : 0;
        while (len > 0 && out->text[len - 1] == '/')
            out->text[--len] = '\0';
    }
    curl_url_cleanup(url);
    if (!why)
        return true;
    base_url_release(out);
    error_set(err, ERROR_CONFIG, "bad-api-base", "the API's address \"%s\" %s", text ? text : "",
              why);
    error_hint(err, "GHL_API_BASE is https://services.leadconnectorhq.com, or http:// with a"
                    " loopback address for a sandbox");
    return false;
}

void base_url_release(struct base_url *url)
{
    free(url->text);
    free(url->host);
    *url = (struct base_url){0};
}
