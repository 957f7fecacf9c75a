/*
 * One transfer: a request on its way, by one easy handle of libcurl. Its body
 * goes through a callback that cannot be rewound, because libcurl otherwise
 * repeats a POST by itself when a reused connection dies after the server has
 * acted (libraries.md).
 */
#ifndef GHL_TRANSFER_H
#define GHL_TRANSFER_H

#include "judge.h"

#include "base/strbuf.h"

#include <curl/curl.h>

struct transfer {
    CURL *easy;
    struct curl_slist *fields;
    curl_mime *form;
    const struct ghl_request *request; /* borrowed */
    void *owner;

    size_t body_at; /* of the JSON that has left */
    int file;       /* -1: none */
    curl_off_t file_left;
    char *file_problem;

    struct headers headers;
    struct strbuf body;
    bool too_large;

    int64_t started_us, moved_us, stall_us;
    curl_off_t moved; /* bytes in both directions */
    bool stalled;
    char detail[CURL_ERROR_SIZE];
};

struct transfer_setup {
    const char *base, *token, *version, *ca_file;
    bool https, loopback;
    int64_t stall_ms, connect_ms;
};

/* What every transfer keeps to, with a token or without: `schemes` alone ("https,http"), no
 * redirect followed, certificates verified, no .netrc, no proxy to this machine. */
void transfer_guard(CURL *easy, const struct transfer_setup *setup, const char *schemes);

/* Never NULL. What is wrong with the file to upload is in `file_problem`. */
struct transfer *transfer_new(const struct transfer_setup *setup, const struct ghl_request *request,
                              void *owner, int64_t now_us);
void transfer_free(struct transfer *transfer);

/* How it ended, once libcurl says so. Borrows from the transfer. */
void transfer_received(struct transfer *transfer, CURLcode code, struct received *received);

/* Microseconds of a clock that never jumps. */
int64_t monotonic_us(void);

#endif
