/* The headers of an answer, as far as they mean something here. Bounded. */
#ifndef GHL_HEADERS_H
#define GHL_HEADERS_H

#include "pace.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct headers {
    long status;
    bool complete; /* the empty line has come */
    unsigned lines;
    struct pace_report rate; /* without the day's end */
    int64_t date_ms;         /* the server's Date; 0: none */
    int64_t after_ms;        /* Retry-After from now on; -1: none */
    bool html;
    char location[256]; /* where a redirection leads, cut */
};

void headers_init(struct headers *headers);

/* One line, as it came, its end included. A status line begins anew (1xx). False where the answer
 * breaks LIMIT_HEADER or LIMIT_HEADERS. */
bool headers_add(struct headers *headers, const char *line, size_t len);

#endif
