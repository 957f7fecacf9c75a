/*
 * A server of a few lines in a child process: it does what the last part of the
 * path says, and counts what it was asked. Its counts are in shared memory.
 *
 *   ok          {"n": requests of this connection so far}
 *   reset fin   acts (counts), then closes without an answer, by RST or FIN
 *   cut html wrong huge stall redirect
 *   429 503 401 each once, then ok; 500 always
 *   upload      {"fileId", "url"}; cutupload: cut
 *
 * and lists at the real paths: see test_wire.c.
 */
#ifndef GHL_WIRE_H
#define GHL_WIRE_H

#include <stdbool.h>
#include <sys/types.h>

struct wire_counts {
    unsigned requests, acted, uploads, connections, open_now, most_at_once;
    unsigned seen[32]; /* by the digit pair that ends a path "name-NN" */
    char last[512];    /* request line and headers of the last request, cut */
    bool offset_ignored;
};

struct wire {
    pid_t child;
    int port;
    struct wire_counts *counts;
    char base[40];
};

void wire_start(struct wire *wire);
void wire_stop(struct wire *wire);

#endif
