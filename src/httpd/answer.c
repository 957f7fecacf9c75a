/*
 * Answers: from memory, from a file, without end; and the ones that go wrong on
 * purpose.
 */
#include "request.h"

#include "base/mem.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t)64 << 10)

void httpd_add_header(struct httpd_request *request, const char *name, const char *value)
{
    strbuf_add(&request->headers, name, strlen(name) + 1);
    strbuf_add(&request->headers, value, strlen(value) + 1);
}

static void answer_set(struct httpd_request *request, unsigned status, const char *type)
{
    free(request->answer);
    free(request->type);
    if (request->file >= 0) {
        close(request->file);
    }
    request->answer = NULL;
    request->answer_len = 0;
    request->file = -1;
    request->huge = 0;
    request->status = status;
    request->type = mem_strdup(type);
}

void httpd_respond(struct httpd_request *request, unsigned status, const char *type,
                   const void *body, size_t len)
{
    answer_set(request, status, type);
    request->answer = mem_alloc(len + 1);
    if (len > 0) {
        memcpy(request->answer, body, len);
    }
    request->answer_len = len;
}

void httpd_respond_file(struct httpd_request *request, const char *path, const char *type)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        if (fd >= 0) {
            close(fd);
        }
        httpd_respond(request, 404, "text/plain; charset=utf-8", "not found\n", 10);
        return;
    }
    answer_set(request, 200, type ? type : httpd_type_of(path));
    request->file = fd;
    request->file_size = (uint64_t)info.st_size;
}

void httpd_respond_huge(struct httpd_request *request, const char *type, uint64_t size)
{
    answer_set(request, 200, type);
    request->huge = size;
}

void httpd_delay(struct httpd_request *request, unsigned ms)
{
    request->delay_ms += ms;
}

void httpd_end(struct httpd_request *request, enum httpd_ending ending)
{
    request->ending = ending;
}

static ssize_t huge_piece(void *context, uint64_t position, char *out, size_t max)
{
    (void)context;
    (void)position;
    memset(out, ' ', max);
    return (ssize_t)max;
}

/* The first half of the body; then the connection is closed. */
static ssize_t cut_piece(void *context, uint64_t position, char *out, size_t max)
{
    struct httpd_request *request = context;
    size_t half = request->answer_len / 2;
    if (position >= half) {
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    size_t len = half - (size_t)position < max ? half - (size_t)position : max;
    memcpy(out, request->answer + position, len);
    return (ssize_t)len;
}

static struct MHD_Response *answer_response(struct httpd_request *request)
{
    struct MHD_Response *response;
    if (request->ending == HTTPD_CUT) {
        /* Something must be missing, also where there is nothing to be cut. */
        uint64_t size = request->answer_len > 1 ? request->answer_len : 2;
        return MHD_create_response_from_callback(size, BLOCK, cut_piece, request, NULL);
    }
    if (request->huge) {
        return MHD_create_response_from_callback(request->huge, BLOCK, huge_piece, NULL, NULL);
    }
    if (request->file >= 0) {
        response = MHD_create_response_from_fd64(request->file_size, request->file);
        if (response) {
            request->file = -1; /* the response closes it */
        }
        return response;
    }
    response = MHD_create_response_from_buffer(request->answer_len, request->answer,
                                               MHD_RESPMEM_MUST_FREE);
    if (response) {
        request->answer = NULL;
    }
    return response;
}

/* `connect` to nothing makes Linux send a RST; SO_LINGER would not, since libmicrohttpd shuts the
 * connection down before it closes it (libraries.md). */
static void connection_reset(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info) {
        struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
        (void)connect(info->connect_fd, &nowhere, sizeof nowhere);
    }
}

enum MHD_Result answer_send(struct httpd_request *request)
{
    if (request->ending == HTTPD_RESET) {
        connection_reset(request->connection);
        return MHD_NO;
    }
    if (request->ending == HTTPD_CLOSE || request->ending == HTTPD_STALL || !request->status) {
        return MHD_NO;
    }
    struct MHD_Response *response = answer_response(request);
    if (!response) {
        return MHD_NO;
    }
    if (request->type) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, request->type);
    }
    for (size_t at = 0; at < request->headers.len;) {
        const char *name = request->headers.buf + at;
        const char *value = name + strlen(name) + 1;
        MHD_add_response_header(response, name, value);
        at += strlen(name) + 1 + strlen(value) + 1;
    }
    enum MHD_Result result = MHD_queue_response(request->connection, request->status, response);
    MHD_destroy_response(response);
    return result;
}
