/*
 * Forked workers for pure work on many items. A worker inherits all that its
 * parent holds, does one item after the other and sends back bytes. One that
 * crashes, or that takes more memory or processor time than allowed, costs its
 * item and is replaced; the other items go on.
 *
 * The process must have no threads. With jobs == 0 the items are worked on in
 * this process (no limits hold): for tests, valgrind and fuzzing.
 */
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

#include <ghlpub/error.h>

#include "base/strbuf.h"

enum worker_outcome { WORKER_DONE, WORKER_CRASHED, WORKER_OUT_OF_MEMORY, WORKER_OUT_OF_TIME };

struct workers {
    unsigned jobs;     /* processes */
    size_t memory;     /* bytes beyond what the parent holds, for each item; 0: no limit */
    unsigned seconds;  /* of processor time, for each item; 0: no limit */
    size_t result_max; /* bytes of one result */
    /* In the worker: adds the result of an item to `out`. */
    void (*work)(size_t item, struct strbuf *out, void *context);
    /* In the parent, in the order of the items; `bytes` is NULL unless the outcome is DONE. */
    void (*done)(size_t item, enum worker_outcome outcome, const char *bytes, size_t len,
                 void *context);
    void *context;
};

/* Works on items 0 to count - 1. Error: workers-failed (ERROR_FAILED; fork or pipe failed). */
bool workers_run(const struct workers *workers, size_t count, struct error *err);

/* Processors that are online, at least 1, at most 64. */
unsigned workers_default_jobs(void);

#endif
