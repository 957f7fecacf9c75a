/*
 * Downloads of pictures that posts show. They come from anywhere, so nothing of
 * ours goes with the request: no token, no cookie, no netrc. Redirects are
 * followed here, one by one, so that each address is looked at; where it leads
 * is looked at again when the socket is opened, since a name can mean anything.
 */
#include "address.h"
#include "client.h"
#include "transfer.h"

#include "base/array.h"
#include "base/stop.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AT_ONCE       6
#define REDIRECTS_MAX 5
#define STALL_SECONDS 30L
#define WHOLE_MS      120000L

/* One download under way. */
struct fetch {
    struct ghl *ghl;
    struct ghl_download *item;
    CURL *easy;
    char *url; /* the one at hand */
    int file;
    int64_t written;
    unsigned redirects;
    bool too_large, refused, disk;
    char detail[CURL_ERROR_SIZE];
};

struct fetches ARRAY(struct fetch *);

static void fail(struct ghl_download *item, const char *why, const char *detail)
{
    error_set(&item->error, ERROR_FAILED, "download-failed", "%s%s%s", why, detail ? ": " : "",
              detail ? detail : "");
}

/* With a proxy it is the proxy that decides what can be reached, and its address is ours to know.
 */
static bool has_proxy(void)
{
    static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return true;
    }
    return false;
}

/* NULL, or why this address is not asked. */
static const char *address_problem(const struct ghl *ghl, const char *url)
{
    CURLU *parsed = curl_url();
    char *scheme = NULL, *host = NULL;
    const char *why = NULL;
    if (!parsed)
        mem_exhausted();
    if (curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_HOST, &host, 0) != CURLUE_OK) {
        why = "it is no address";
    } else if (strcmp(scheme, "https") != 0 &&
               !(strcmp(scheme, "http") == 0 && ghl->base.loopback && !host_is_public(host))) {
        why = "only https is downloaded";
    } else if (!ghl->base.loopback && !host_is_public(host)) {
        why = "it is an address of this network";
    }
    curl_free(scheme);
    curl_free(host);
    curl_url_cleanup(parsed);
    return why;
}

/* ---- callbacks ---- */

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct fetch *fetch = context;
    size_t len = size * count;
    if (fetch->written + (int64_t)len > fetch->item->max) {
        fetch->too_large = true;
        return 0;
    }
    for (size_t at = 0; at < len;) {
        ssize_t got = write(fetch->file, bytes + at, len - at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            fetch->disk = true;
            return 0;
        }
        at += (size_t)got;
    }
    fetch->written += (int64_t)len;
    return len;
}

static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct fetch *fetch = context;
    (void)purpose;
    if (!fetch->ghl->base.loopback && !has_proxy() && !address_is_public(&address->addr)) {
        fetch->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- one download ---- */

static void prepare(struct fetch *fetch)
{
    CURL *easy = fetch->easy;
    const struct transfer_setup *setup = &fetch->ghl->transport.setup;
    curl_easy_reset(easy);
    if (curl_easy_setopt(easy, CURLOPT_URL, fetch->url) != CURLE_OK)
        mem_exhausted();
    curl_easy_setopt(easy, CURLOPT_PRIVATE, fetch);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, fetch->detail);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, fetch);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, fetch);
    transfer_guard(easy, setup, setup->loopback ? "https,http" : "https");
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, WHOLE_MS);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)fetch->item->max);
}

static void fetch_free(struct fetch *fetch)
{
    curl_easy_cleanup(fetch->easy);
    if (fetch->file >= 0)
        close(fetch->file);
    free(fetch->url);
    free(fetch);
}

/* NULL with the item's error where it cannot begin. */
static struct fetch *fetch_new(struct ghl *ghl, struct ghl_download *item)
{
    const char *why = address_problem(ghl, item->url);
    if (why) {
        fail(item, why, NULL);
        return NULL;
    }
    int file = open(item->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file < 0) {
        fail(item, "it cannot be written", strerror(errno));
        return NULL;
    }
    struct fetch *fetch = mem_alloc(sizeof *fetch);
    fetch->ghl = ghl;
    fetch->item = item;
    fetch->easy = curl_easy_init();
    fetch->url = mem_strdup(item->url);
    fetch->file = file;
    if (!fetch->easy)
        mem_exhausted();
    prepare(fetch);
    return fetch;
}

/* Follows a redirect; false where there is none, or it may not be followed. */
static bool redirected(struct fetch *fetch, long status)
{
    char *to = NULL;
    if (status < 300 || status > 399)
        return false;
    curl_easy_getinfo(fetch->easy, CURLINFO_REDIRECT_URL, &to);
    const char *why = !to                                  ? "the redirect leads nowhere"
                      : ++fetch->redirects > REDIRECTS_MAX ? "there are too many redirects"
                                                           : address_problem(fetch->ghl, to);
    if (why) {
        fail(fetch->item, why, to);
        return false;
    }
    char *next = mem_strdup(to);
    free(fetch->url);
    fetch->url = next;
    fetch->written = 0;
    if (ftruncate(fetch->file, 0) != 0 || lseek(fetch->file, 0, SEEK_SET) != 0) {
        fail(fetch->item, "it cannot be written", strerror(errno));
        return false;
    }
    prepare(fetch);
    return true;
}

static void finish(struct fetch *fetch, CURLcode code, long status)
{
    struct ghl_download *item = fetch->item;
    char number[32];
    if (item->error.kind != ERROR_NONE)
        return;
    (void)snprintf(number, sizeof number, "HTTP %ld", status);
    if (fetch->too_large || code == CURLE_FILESIZE_EXCEEDED)
        fail(item, "it is too large", NULL);
    else if (fetch->refused)
        fail(item, "it is an address of this network", NULL);
    else if (fetch->disk)
        fail(item, "it cannot be written", strerror(errno));
    else if (code == CURLE_OUT_OF_MEMORY)
        mem_exhausted();
    else if (code != CURLE_OK)
        fail(item, *fetch->detail ? fetch->detail : curl_easy_strerror(code), NULL);
    else if (status != 200)
        fail(item, "the server answered", number);
    else if (fetch->written == 0)
        fail(item, "it is empty", NULL);
    item->done = item->error.kind == ERROR_NONE;
    item->size = fetch->written;
}

/* ---- all of them ---- */

static struct fetch *take(struct fetches *fetches, CURL *easy)
{
    for (size_t i = 0; i < fetches->len; i++)
        if (fetches->items[i]->easy == easy) {
            struct fetch *fetch = fetches->items[i];
            fetches->items[i] = fetches->items[--fetches->len];
            return fetch;
        }
    return NULL;
}

static void collect(CURLM *multi, struct fetches *fetches)
{
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result;
        long status = 0;
        if (message->msg != CURLMSG_DONE)
            continue;
        struct fetch *fetch = take(fetches, easy);
        curl_multi_remove_handle(multi, easy);
        if (!fetch)
            continue;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (code == CURLE_OK && redirected(fetch, status)) {
            ARRAY_PUSH(fetches, fetch);
            curl_multi_add_handle(multi, easy);
            continue;
        }
        finish(fetch, code, status);
        fetch_free(fetch);
    }
}

void ghl_download(struct ghl *ghl, struct ghl_download *items, size_t count)
{
    struct fetches fetches = {NULL, 0, 0};
    CURLM *multi = curl_multi_init();
    size_t next = 0;
    if (!multi)
        mem_exhausted();
    while ((next < count || fetches.len) && !stop_signal()) {
        int running = 0;
        while (next < count && fetches.len < AT_ONCE) {
            struct fetch *fetch = fetch_new(ghl, &items[next++]);
            if (!fetch)
                continue;
            ARRAY_PUSH(&fetches, fetch);
            curl_multi_add_handle(multi, fetch->easy);
        }
        curl_multi_perform(multi, &running);
        collect(multi, &fetches);
        if (fetches.len)
            curl_multi_poll(multi, NULL, 0, 100, NULL);
        if (ghl->tick)
            ghl->tick(ghl->tick_context);
    }
    for (size_t i = 0; i < fetches.len; i++) {
        curl_multi_remove_handle(multi, fetches.items[i]->easy);
        fetch_free(fetches.items[i]);
    }
    ARRAY_RELEASE(&fetches);
    curl_multi_cleanup(multi);
    for (size_t i = 0; i < count; i++)
        if (!items[i].done)
            (void)unlink(items[i].path);
}
