/*
 * What the parts of httpd share: one request from its first line to its end.
 */
#ifndef HTTPD_REQUEST_H
#define HTTPD_REQUEST_H

#include <ghlpub/httpd.h>

#include "base/hash.h"
#include "base/strbuf.h"

#include <microhttpd.h>
#include <stdio.h>

/* A form that is being read. */
struct form_reader {
    struct MHD_PostProcessor *processor;
    struct httpd_form *form;
    char *directory;
    uint64_t max_file;
    struct strbuf field; /* the field, or nothing while a file is read */
    FILE *file;          /* the file that is being written, or NULL */
    struct hash hash;
    bool open; /* the last part has not ended */
};

struct httpd_request {
    struct httpd *httpd;
    struct MHD_Connection *connection;
    char *target, *path, *method;
    bool begun, handled;
    unsigned long tag;

    struct strbuf body;
    struct form_reader *reader;
    FILE *copy;

    unsigned status;
    char *type;
    char *answer; /* owned */
    size_t answer_len;
    int file; /* answer from this descriptor, or -1 */
    uint64_t file_size;
    uint64_t huge;
    struct strbuf headers; /* name NUL value NUL ... */
    enum httpd_ending ending;

    unsigned delay_ms;
    bool waiting;   /* suspended */
    int64_t due_ms; /* monotonic; INT64_MAX: never */
    struct httpd_request *next_waiting;
};

/* form.c */
bool form_feed(struct httpd_request *request, const char *bytes, size_t len);
void form_finish(struct httpd_request *request);
void form_reader_free(struct form_reader *reader);

/* answer.c */
enum MHD_Result answer_send(struct httpd_request *request);

#endif
