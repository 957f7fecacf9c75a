/*
 * The server: start, loop and stop; a request from its first line to its end;
 * answers that wait. Forms are read in form.c, answers made in answer.c, files
 * found in files.c.
 */
#include "request.h"

#include "base/clock.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS  900u /* below the usual 1,024 descriptors of a process */
#define IDLE_SECONDS 120u
#define HEAD_MAX     ((size_t)64 << 10)

struct httpd {
    struct httpd_options options;
    struct MHD_Daemon *daemon;
    unsigned port;
    struct httpd_request *waiting;
};

/* Called with the first line: the only place where the target is seen undecoded. */
static void *request_new(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct httpd *httpd = context;
    struct httpd_request *request = mem_alloc(sizeof *request);
    request->httpd = httpd;
    request->connection = connection;
    request->target = mem_strdup(uri);
    request->file = -1;
    strbuf_init(&request->body, httpd->options.body_max);
    strbuf_init(&request->headers, HEAD_MAX);
    return request;
}

static void waiting_remove(struct httpd_request *request)
{
    struct httpd_request **at = &request->httpd->waiting;
    while (*at && *at != request) {
        at = &(*at)->next_waiting;
    }
    if (*at) {
        *at = request->next_waiting;
    }
    request->waiting = false;
}

static void request_free(void *context, struct MHD_Connection *connection, void **slot,
                         enum MHD_RequestTerminationCode code)
{
    (void)context;
    (void)connection;
    (void)code;
    struct httpd_request *request = *slot;
    *slot = NULL;
    if (!request) {
        return;
    }
    if (request->waiting) {
        waiting_remove(request);
    }
    form_reader_free(request->reader);
    if (request->copy) {
        fclose(request->copy);
    }
    if (request->file >= 0) {
        close(request->file);
    }
    strbuf_release(&request->body);
    strbuf_release(&request->headers);
    free(request->answer);
    free(request->type);
    free(request->target);
    free(request->path);
    free(request->method);
    free(request);
}

static void request_feed(struct httpd_request *request, const char *bytes, size_t len)
{
    if (request->copy) {
        fwrite(bytes, 1, len, request->copy);
    }
    if (request->reader) {
        form_feed(request, bytes, len);
        return;
    }
    size_t left = request->body.max - request->body.len;
    strbuf_add(&request->body, bytes, len < left ? len : left);
    if (len > left) {
        request->body.overflow = true;
    }
}

/* Puts the request aside until its time has come. */
static void request_wait(struct httpd_request *request, int64_t due_ms)
{
    request->waiting = true;
    request->due_ms = due_ms;
    request->next_waiting = request->httpd->waiting;
    request->httpd->waiting = request;
    MHD_suspend_connection(request->connection);
}

static void request_handle(struct httpd_request *request)
{
    struct httpd_options *options = &request->httpd->options;
    request->handled = true;
    form_finish(request);
    if (request->copy) {
        fclose(request->copy);
        request->copy = NULL;
    }
    options->handle(options->context, request);
    if (request->ending == HTTPD_STALL) {
        request_wait(request, INT64_MAX);
    } else if (request->delay_ms > 0) {
        /* the clock may have been about to tick */
        request_wait(request, clock_monotonic_ms() + request->delay_ms + 1);
    }
}

static enum MHD_Result access_handler(void *context, struct MHD_Connection *connection,
                                      const char *url, const char *method, const char *version,
                                      const char *upload, size_t *upload_len, void **slot)
{
    (void)version;
    struct httpd *httpd = context;
    struct httpd_request *request = *slot;
    request->connection = connection;
    if (!request->begun) {
        request->begun = true;
        request->path = mem_strdup(url);
        request->method = mem_strdup(method);
        if (httpd->options.begin) {
            httpd->options.begin(httpd->options.context, request);
        }
        return MHD_YES;
    }
    if (*upload_len > 0) {
        request_feed(request, upload, *upload_len);
        *upload_len = 0;
        return MHD_YES;
    }
    if (!request->handled) {
        request_handle(request);
        if (request->waiting) {
            return MHD_YES;
        }
    }
    if (request->waiting) {
        return MHD_YES;
    }
    return answer_send(request);
}

struct httpd *httpd_start(const struct httpd_options *options, struct error *err)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)options->port)};
    const char *name = options->address ? options->address : "127.0.0.1";
    if (options->port > UINT16_MAX || inet_pton(AF_INET, name, &address.sin_addr) != 1) {
        error_set(err, ERROR_USAGE, "listen-failed", "cannot listen on \"%s:%u\"", name,
                  options->port);
        return NULL;
    }
    struct httpd *httpd = mem_alloc(sizeof *httpd);
    httpd->options = *options;
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    if (options->own_date) {
        flags |= MHD_USE_SUPPRESS_DATE_NO_CLOCK;
    }
    httpd->daemon = MHD_start_daemon(
        flags, (uint16_t)options->port, NULL, NULL, access_handler, httpd, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)&address, MHD_OPTION_URI_LOG_CALLBACK, request_new, httpd,
        MHD_OPTION_NOTIFY_COMPLETED, request_free, httpd, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_MAX,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
    if (!httpd->daemon) {
        error_set_errno(err, ERROR_UNAVAILABLE, "listen-failed", "cannot listen on \"%s:%u\"", name,
                        options->port);
        free(httpd);
        return NULL;
    }
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(httpd->daemon, MHD_DAEMON_INFO_BIND_PORT);
    httpd->port = info ? info->port : options->port;
    return httpd;
}

unsigned httpd_port(const struct httpd *httpd)
{
    return httpd->port;
}

/* Lets those go on whose time has come; says in how many milliseconds the next one is due. */
static int64_t waiting_step(struct httpd *httpd, int64_t max_wait_ms)
{
    int64_t now = clock_monotonic_ms();
    int64_t wait = max_wait_ms;
    struct httpd_request **at = &httpd->waiting;
    while (*at) {
        struct httpd_request *request = *at;
        if (request->due_ms <= now) {
            *at = request->next_waiting;
            request->waiting = false;
            request->next_waiting = NULL;
            MHD_resume_connection(request->connection);
            wait = 0;
            continue;
        }
        if (request->due_ms - now < wait) {
            wait = request->due_ms - now;
        }
        at = &request->next_waiting;
    }
    return wait;
}

void httpd_step(struct httpd *httpd, unsigned max_wait_ms)
{
    int64_t wait = waiting_step(httpd, max_wait_ms);
    MHD_run_wait(httpd->daemon, (int32_t)wait);
}

void httpd_stop(struct httpd *httpd)
{
    if (!httpd) {
        return;
    }
    /* libmicrohttpd panics where a connection is still suspended at the end. */
    for (struct httpd_request *request = httpd->waiting; request;) {
        struct httpd_request *next = request->next_waiting;
        request->waiting = false;
        request->ending = HTTPD_CLOSE;
        MHD_resume_connection(request->connection);
        request = next;
    }
    httpd->waiting = NULL;
    MHD_stop_daemon(httpd->daemon);
    free(httpd);
}

const char *httpd_method(const struct httpd_request *request)
{
    return request->method;
}

const char *httpd_target(const struct httpd_request *request)
{
    return request->target;
}

const char *httpd_path(const struct httpd_request *request)
{
    return request->path;
}

const char *httpd_header(const struct httpd_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *httpd_query(const struct httpd_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

struct pair_context {
    httpd_pair *each;
    void *context;
};

static enum MHD_Result pair_each(void *context, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    (void)kind;
    struct pair_context *pairs = context;
    pairs->each(pairs->context, name, value ? value : "");
    return MHD_YES;
}

void httpd_each_header(const struct httpd_request *request, httpd_pair *each, void *context)
{
    struct pair_context pairs = {each, context};
    MHD_get_connection_values(request->connection, MHD_HEADER_KIND, pair_each, &pairs);
}

void httpd_each_query(const struct httpd_request *request, httpd_pair *each, void *context)
{
    struct pair_context pairs = {each, context};
    MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, pair_each, &pairs);
}

const char *httpd_body(const struct httpd_request *request, size_t *len, bool *too_large)
{
    *len = request->body.len;
    if (too_large) {
        *too_large = request->body.overflow;
    }
    return request->body.buf;
}

void httpd_set_tag(struct httpd_request *request, unsigned long tag)
{
    request->tag = tag;
}

unsigned long httpd_tag(const struct httpd_request *request)
{
    return request->tag;
}

bool httpd_copy_body(struct httpd_request *request, const char *path)
{
    request->copy = fopen(path, "wb");
    return request->copy != NULL;
}
