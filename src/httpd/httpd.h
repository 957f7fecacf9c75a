/*
 * A small HTTP server for programs that serve one machine: the sandbox and the
 * preview. libmicrohttpd does the protocol; here are bounded bodies, forms that
 * go to disk, a free port, answers that come late, and answers that go wrong on
 * purpose. One thread: the caller turns the loop.
 *
 *     struct httpd_options options = {.port = 0, .body_max = 1 << 20, .handle = hello};
 *     struct httpd *httpd = httpd_start(&options, &err);
 *     while (!stop_signal())
 *         httpd_step(httpd, 200);
 *     httpd_stop(httpd);
 *
 *     static void hello(void *context, struct httpd_request *request)
 *     {
 *         httpd_respond(request, 200, "text/plain", "hello\n", 6);
 *     }
 */
#ifndef GHLPUB_HTTPD_H
#define GHLPUB_HTTPD_H

#include <ghlpub/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct httpd;
struct httpd_request;

struct httpd_options {
    const char *address; /* an IPv4 address; NULL is 127.0.0.1 */
    unsigned port;       /* 0: a free one */
    size_t body_max;     /* bytes of a body that are kept in memory */
    bool own_date;       /* the handler adds the Date header itself */
    void *context;       /* first argument of the handlers */
    /* The head was read. May call httpd_expect_form() and httpd_copy_body(). May be NULL. */
    void (*begin)(void *context, struct httpd_request *request);
    /* The body was read. Must call one of the httpd_respond functions, or httpd_end(). */
    void (*handle)(void *context, struct httpd_request *request);
};

/* Errors: listen-failed (ERROR_UNAVAILABLE). */
struct httpd *httpd_start(const struct httpd_options *options, struct error *err);
unsigned httpd_port(const struct httpd *httpd);

/* Serves what there is to serve; waits for it at most so many milliseconds. */
void httpd_step(struct httpd *httpd, unsigned max_wait_ms);

/* Ends all connections. NULL is allowed. */
void httpd_stop(struct httpd *httpd);

/* -- the request; what is returned lives as long as the request -- */

const char *httpd_method(const struct httpd_request *request);
/* As received, with the query. */
const char *httpd_target(const struct httpd_request *request);
/* Percent-decoded, without the query. */
const char *httpd_path(const struct httpd_request *request);
/* NULL where it is missing. */
const char *httpd_header(const struct httpd_request *request, const char *name);
const char *httpd_query(const struct httpd_request *request, const char *name);
/* Calls `each` for each header, or each parameter of the query, in order. */
typedef void httpd_pair(void *context, const char *name, const char *value);
void httpd_each_header(const struct httpd_request *request, httpd_pair *each, void *context);
void httpd_each_query(const struct httpd_request *request, httpd_pair *each, void *context);
/* The body, terminated. Sets *len, and *too_large (or NULL) where it was beyond body_max: only the
 * beginning is there then. */
const char *httpd_body(const struct httpd_request *request, size_t *len, bool *too_large);

/* A number that the caller hangs on the request in `begin` to know it again in `handle`. */
void httpd_set_tag(struct httpd_request *request, unsigned long tag);
unsigned long httpd_tag(const struct httpd_request *request);

/* -- forms -- */

struct httpd_part {
    char *name;
    char *value;        /* a field's text; NULL for a file */
    char *file;         /* where the file was put; NULL for a field */
    char *file_name;    /* as the client calls it */
    char *content_type; /* as the client says, or NULL */
    uint64_t size;      /* of the file, also where it is too large */
    char sha256[65];
    bool too_large;
};

struct httpd_form {
    struct httpd_part *items;
    size_t len, cap;
};

/* In `begin`: a multipart or urlencoded body is taken apart as it comes; files go to `directory`,
 * at most `max_file` bytes of each. The body is then not kept in memory. False where the content
 * type is neither. */
bool httpd_expect_form(struct httpd_request *request, const char *directory, uint64_t max_file);
/* NULL where no form was expected. */
struct httpd_form *httpd_form(struct httpd_request *request);
/* The part of this name, or NULL. */
const struct httpd_part *httpd_form_part(const struct httpd_form *form, const char *name);
/* Moves the form out of the request. Its owner calls httpd_form_free(), which removes the files
 * that are still where they were put. */
struct httpd_form *httpd_take_form(struct httpd_request *request);
void httpd_form_free(struct httpd_form *form);

/* In `begin`: the raw body is written to this file as well. False where it cannot be. */
bool httpd_copy_body(struct httpd_request *request, const char *path);

/* -- the answer -- */

void httpd_add_header(struct httpd_request *request, const char *name, const char *value);
void httpd_respond(struct httpd_request *request, unsigned status, const char *type,
                   const void *body, size_t len);
/* A regular file, with the type of its name unless `type` is given. 404 where it is missing. */
void httpd_respond_file(struct httpd_request *request, const char *path, const char *type);
/* `size` spaces: an answer that is too large for any client. */
void httpd_respond_huge(struct httpd_request *request, const char *type, uint64_t size);

/* The answer is sent so many milliseconds later. */
void httpd_delay(struct httpd_request *request, unsigned ms);

enum httpd_ending {
    HTTPD_WHOLE, /* the answer as it is */
    HTTPD_RESET, /* no answer; the connection is reset (RST) */
    HTTPD_CLOSE, /* no answer; the connection is closed (FIN) */
    HTTPD_CUT,   /* half of the body, then the connection is closed */
    HTTPD_STALL  /* never an answer */
};
void httpd_end(struct httpd_request *request, enum httpd_ending ending);

/* The media type for a file name's extension; "application/octet-stream" where it is unknown. */
const char *httpd_type_of(const char *name);

/* A file below `root` by the decoded path of a URL ("/" and a directory mean index.html); nothing
 * outside root is served, no name that begins with a dot. */
void httpd_respond_below(struct httpd_request *request, const char *root, const char *path);

#endif
