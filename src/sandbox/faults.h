/*
 * Faults by rule, in the order in which they were given:
 *
 *     METHOD PATH-GLOB: ACTION [ARG] [xN] [after N]
 *
 * METHOD may be `*`; in the glob `*` stands for any part of a segment, `**` for
 * any number of segments. The first rule that matches is used, N times where
 * there is `xN`, from the N+1st match on where there is `after N`. `latency` is
 * added to whatever else happens.
 */
#ifndef SANDBOX_FAULTS_H
#define SANDBOX_FAULTS_H

#include <ghlpub/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_action {
    FAULT_NONE,
    FAULT_STATUS,   /* an error status of its own, retry-after in `number` */
    FAULT_LATE,     /* 504, and acts so many milliseconds of sandbox time later */
    FAULT_RESET,    /* RST instead of an answer */
    FAULT_CLOSE,    /* FIN instead of an answer */
    FAULT_CUT,      /* half of the answer's body */
    FAULT_STALL,    /* never an answer */
    FAULT_JSON,     /* JSON of another shape */
    FAULT_HTML,     /* 200 and a page */
    FAULT_HUGE,     /* an enormous body */
    FAULT_REDIRECT, /* 302 to `text` */
    FAULT_CLOUDFLARE,
    FAULT_SCOPE, /* 401, not authorised for this scope */
    FAULT_LATENCY
};

struct fault {
    char *rule; /* as given */
    char *method, *glob;
    enum fault_action action;
    bool acts;       /* the request is acted on before the fault */
    unsigned status; /* of FAULT_STATUS */
    int64_t number;  /* milliseconds, bytes, seconds */
    char *text;
    unsigned long skip; /* matches before the first use */
    long times;         /* uses left; -1: any number */
    unsigned long used;
};

struct faults {
    struct fault *items;
    size_t len, cap;
};

/* Error: bad-fault (ERROR_USAGE). */
bool faults_add(struct faults *faults, const char *rule, struct error *err);
void faults_release(struct faults *faults);

/* The rule that is used for this request, or NULL; counts it. Adds up latency in *delay_ms. Valid
 * until the rules change. */
const struct fault *faults_take(struct faults *faults, const char *method, const char *path,
                                unsigned *delay_ms);

/* The rules with how often they were used. */
json_t *faults_json(const struct faults *faults);

/* Does the path match? For tests and for the control endpoint's filters. */
bool glob_matches(const char *glob, const char *path);

/* "250ms", "2s", "3m", "2h", "2d", or a number of seconds. */
bool duration_parse(const char *text, int64_t *ms);

#endif
