/*
 * The sandbox: a GHL of one's own on this machine, that behaves as the real one
 * does in practice, habits included. docs/sandbox.md is its manual.
 *
 * Options of the command:
 *
 *   --port N               0 (the default): a free one
 *   --state DIR            keep everything there; default: memory only
 *   --seed TEXT            ids and tokens are always the same; default: by chance
 *   --clock-rate N         the sandbox's clock runs N times as fast
 *   --rate N/SECONDSs|off  100/10s: requests of one location
 *   --daily N              200000: requests of one location a day
 *   --lag MS               0: lists show a change so much later, in sandbox time
 *   --fault RULE           repeatable; METHOD PATH-GLOB: ACTION [ARG] [xN] [after N]
 *   --quirk NAME=on|off|N  repeatable
 *   --location NAME        repeatable; each has its own token and all of what follows
 *   --blog NAME --author NAME --category NAME --tag NAME
 *   --account PLATFORM:NAME[:expired]
 *   --group NAME=PLATFORM:NAME,...
 *   --group NAME=PLATFORM:NAME,...
 *   --user EMAIL:NAME      all repeatable
 *   --record DIR           each API request as a file, for a validator
 *
 * GHLPUB_NOW is where the clock starts.
 */
#ifndef GHLPUB_SANDBOX_H
#define GHLPUB_SANDBOX_H

#include <ghlpub/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct sandbox_texts {
    const char *const *items;
    size_t len;
};

/* All zero is a good default. Nothing is copied: it must live as long as the sandbox runs. */
struct sandbox_options {
    unsigned port;
    const char *state;
    const char *record;
    const char *seed;
    const char *now;      /* RFC 3339, or NULL for the real time */
    double clock_rate;    /* 0 counts as 1 */
    const char *rate;     /* "100/10s", "off"; NULL is 100/10s */
    unsigned long daily;  /* 0 counts as 200,000 */
    unsigned long lag_ms; /* the quirk list-lag */
    struct sandbox_texts faults, quirks;
    struct sandbox_texts locations, blogs, authors, categories, accounts, groups, users, tags;
    FILE *out; /* where the address is printed; NULL is stdout */
};

/* Serves until stop_signal() says so; the caller has called stop_install(). Prints, and flushes,
 * `address: URL`, `token: …`, `location: …`, `blog: …` (the first location's) and `pages: URL`,
 * then the same three for each further location. Errors: listen-failed (ERROR_UNAVAILABLE),
 * bad-clock, bad-fault, bad-quirk, bad-rate, bad-account, bad-group, bad-user (ERROR_USAGE),
 * bad-sandbox-state, write-failed (ERROR_STATE). */
bool sandbox_run(const struct sandbox_options *options, struct error *err);

#endif
