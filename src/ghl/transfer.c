/*
 * The options and callbacks of one transfer. Which transfers run is left to
 * transport.c and loop.c, what an answer means to judge.c.
 */
#include "transfer.h"

#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int64_t monotonic_us(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ---- callbacks ---- */

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;

    if (headers_add(&transfer->headers, line, size * count))
        return size * count;
    transfer->too_large = true;
    return 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;

    strbuf_add(&transfer->body, bytes, size * count);
    transfer->too_large = transfer->body.overflow;
    return transfer->too_large ? 0 : size * count;
}

static size_t send_json(char *out, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t left = transfer->request->body_len - transfer->body_at, room = size * count;

    if (left > room)
        left = room;
    memcpy(out, transfer->request->body + transfer->body_at, left);
    transfer->body_at += left;
    return left;
}

static size_t send_file(char *out, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t room = size * count;
    ssize_t got;

    if (transfer->file_left <= 0)
        return 0;
    if ((curl_off_t)room > transfer->file_left)
        room = (size_t)transfer->file_left;
    do {
        got = read(transfer->file, out, room);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        free(transfer->file_problem);
        transfer->file_problem =
            got < 0
                ? mem_printf("cannot read \"%s\": %s", transfer->request->file, strerror(errno))
                : mem_printf("\"%s\" became shorter while it was sent", transfer->request->file);
        return CURL_READFUNC_ABORT;
    }
    transfer->file_left -= got;
    return (size_t)got;
}

/* The whole point of sending through callbacks: see transfer.h. */
static int refuse_seek(void *context, curl_off_t offset, int origin)
{
    (void)context;
    (void)offset;
    (void)origin;
    return CURL_SEEKFUNC_FAIL;
}

static int on_progress(void *context, curl_off_t down_all, curl_off_t down, curl_off_t up_all,
                       curl_off_t up)
{
    struct transfer *transfer = context;
    int64_t now = monotonic_us();

    (void)down_all;
    (void)up_all;
    if (down + up != transfer->moved) {
        transfer->moved = down + up;
        transfer->moved_us = now;
    }
    transfer->stalled = now - transfer->moved_us >= transfer->stall_us;
    return transfer->stalled;
}

/* ---- options ---- */

static void add_field(struct transfer *transfer, const char *name, const char *value)
{
    char *line = mem_printf("%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(transfer->fields, line);

    if (!longer)
        mem_exhausted();
    transfer->fields = longer;
    free(line);
}

static void set_fields(struct transfer *transfer, const struct transfer_setup *setup)
{
    char *bearer = mem_printf("Bearer %s", setup->token);
    volatile char *wipe = bearer;

    add_field(transfer, "Authorization", bearer);
    for (size_t i = strlen(bearer); i > 0; i--)
        wipe[i - 1] = '\0';
    free(bearer);
    add_field(transfer, "Version", setup->version);
    add_field(transfer, "Accept", "application/json");
    add_field(transfer, "Expect", ""); /* no pause of a second before each body */
    if (transfer->request->body)
        add_field(transfer, "Content-Type", "application/json");
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->fields);
}

static curl_mimepart *add_part(struct transfer *transfer, const char *name, const char *value)
{
    curl_mimepart *part = curl_mime_addpart(transfer->form);

    if (!part || curl_mime_name(part, name) != CURLE_OK ||
        (value && curl_mime_data(part, value, CURL_ZERO_TERMINATED) != CURLE_OK))
        mem_exhausted();
    return part;
}

/* The form of facts 2: name and hosted before the file, so that a server that reads as it goes
 * knows them; parentId only where a folder is wanted. */
static void set_form(struct transfer *transfer)
{
    const struct ghl_request *request = transfer->request;
    curl_mimepart *part;
    struct stat st;

    transfer->file = open(request->file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (transfer->file < 0 || fstat(transfer->file, &st) != 0 || !S_ISREG(st.st_mode)) {
        transfer->file_problem =
            mem_printf("cannot open \"%s\": %s", request->file,
                       transfer->file < 0 ? strerror(errno) : "not a regular file");
        return;
    }
    transfer->file_left = st.st_size;
    transfer->form = curl_mime_init(transfer->easy);
    if (!transfer->form)
        mem_exhausted();
    add_part(transfer, "name", request->name);
    add_part(transfer, "hosted", "false");
    if (request->folder)
        add_part(transfer, "parentId", request->folder);
    part = add_part(transfer, "file", NULL);
    if (curl_mime_filename(part, request->name) != CURLE_OK ||
        curl_mime_type(part, request->type ? request->type : "application/octet-stream") !=
            CURLE_OK ||
        curl_mime_data_cb(part, st.st_size, send_file, refuse_seek, NULL, transfer) != CURLE_OK)
        mem_exhausted();
    curl_easy_setopt(transfer->easy, CURLOPT_MIMEPOST, transfer->form);
}

static void set_body(struct transfer *transfer)
{
    const struct ghl_request *request = transfer->request;
    CURL *easy = transfer->easy;

    if (request->file) {
        set_form(transfer);
    } else if (request->body) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, send_json);
        curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
        curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, refuse_seek);
        curl_easy_setopt(easy, CURLOPT_SEEKDATA, transfer);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
        if (strcmp(request->method, "POST") != 0)
            curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    } else if (strcmp(request->method, "HEAD") == 0) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (strcmp(request->method, "GET") != 0) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
        if (strcmp(request->method, "DELETE") != 0)
            curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
    }
    if (request->writes && !request->body && !request->file) {
        /* Without a body there is nothing to refuse to rewind: only a connection of its own keeps
         * libcurl from sending it twice. */
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    }
}

void transfer_guard(CURL *easy, const struct transfer_setup *setup, const char *schemes)
{
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "ghlpub/" GHLPUB_VERSION " (+libcurl)");
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, schemes);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, schemes);
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (setup->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, setup->ca_file);
    if (setup->loopback)
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)setup->connect_ms);
}

static void set_connection(struct transfer *transfer, const struct transfer_setup *setup)
{
    CURL *easy = transfer->easy;

    transfer_guard(easy, setup, setup->https ? "https" : "http");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    if (setup->https)
        curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
}

struct transfer *transfer_new(const struct transfer_setup *setup, const struct ghl_request *request,
                              void *owner, int64_t now_us)
{
    struct transfer *transfer = mem_alloc(sizeof *transfer);
    char *url = mem_printf("%s%s", setup->base, request->path);
    CURL *easy = curl_easy_init();

    if (!easy)
        mem_exhausted();
    transfer->easy = easy;
    transfer->request = request;
    transfer->owner = owner;
    transfer->file = -1;
    transfer->started_us = transfer->moved_us = now_us;
    transfer->stall_us = setup->stall_ms * 1000;
    headers_init(&transfer->headers);
    strbuf_init(&transfer->body, LIMIT_ANSWER);

    if (curl_easy_setopt(easy, CURLOPT_URL, url) != CURLE_OK)
        mem_exhausted();
    free(url);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->detail);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, transfer);
    set_connection(transfer, setup);
    set_fields(transfer, setup);
    set_body(transfer);
    return transfer;
}

void transfer_free(struct transfer *transfer)
{
    if (!transfer)
        return;
    curl_easy_cleanup(transfer->easy);
    curl_mime_free(transfer->form);
    /* One of them holds the token. */
    for (struct curl_slist *field = transfer->fields; field; field = field->next) {
        volatile char *wipe = field->data;
        for (size_t i = strlen(field->data); i > 0; i--)
            wipe[i - 1] = '\0';
    }
    curl_slist_free_all(transfer->fields);
    if (transfer->file >= 0)
        close(transfer->file);
    free(transfer->file_problem);
    strbuf_release(&transfer->body);
    free(transfer);
}

/* ---- the end ---- */

/* Did nothing of the request leave? Codes that can only come before that, and a transfer that never
 * got as far as sending. */
static bool never_sent(const struct transfer *transfer, CURLcode code)
{
    curl_off_t before_sending = 0;
    long sent = 0;

    if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
        code == CURLE_COULDNT_CONNECT || code == CURLE_PEER_FAILED_VERIFICATION ||
        code == CURLE_SSL_CACERT_BADFILE || code == CURLE_URL_MALFORMAT ||
        code == CURLE_UNSUPPORTED_PROTOCOL)
        return true;
    curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &before_sending);
    curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &sent);
    return before_sending == 0 && sent == 0;
}

static enum transfer_end end_of(const struct transfer *transfer, CURLcode code)
{
    if (code == CURLE_OK && transfer->headers.complete)
        return TRANSFER_DONE;
    if (transfer->file_problem)
        return TRANSFER_FILE;
    if (transfer->too_large)
        return TRANSFER_TOO_LARGE;
    if (code == CURLE_OUT_OF_MEMORY)
        mem_exhausted();
    if (transfer->headers.complete)
        return TRANSFER_CUT;
    if (never_sent(transfer, code))
        return TRANSFER_UNREACHED;
    return transfer->stalled ? TRANSFER_STALLED : TRANSFER_LOST;
}

void transfer_received(struct transfer *transfer, CURLcode code, struct received *received)
{
    received->end = end_of(transfer, code);
    received->headers = &transfer->headers;
    received->body = transfer->body.buf;
    received->len = transfer->body.len;
    if (transfer->file_problem)
        received->detail = transfer->file_problem;
    else if (code == CURLE_SEND_FAIL_REWIND)
        received->detail = "the server closed it while the request was on its way";
    else
        received->detail = *transfer->detail ? transfer->detail : curl_easy_strerror(code);
}
