/*
 * What the files of these tests share: a sandbox without a server, calls of its
 * API, and one that serves in a child.
 */
#ifndef TESTS_H
#define TESTS_H

#include "test.h"

#include "box.h"

#include <sys/types.h>

#define NOW "2026-12-01T12:00:00Z"

/* A sandbox at NOW with the seed "test"; `directory` NULL is memory only. */
struct sandbox *box_new(const char *directory);
void box_free(struct sandbox *box);
void box_set(struct sandbox *box, const char *quirk);
void box_advance(struct sandbox *box, int64_t seconds);

/* The first of each. */
const char *box_id(const struct sandbox *box, enum kind kind);
/* The account of the platform; the expired one or another. */
const char *box_account(const struct sandbox *box, const char *platform, bool expired);

/* Calls the API (or /_sandbox/) as the first location. `body` is taken, may be NULL. Sets *status.
 * The answer is to be decref'd. */
json_t *api(struct sandbox *box, const char *method, const char *target, json_t *body,
            unsigned *status);
json_t *api_v3(struct sandbox *box, const char *method, const char *target, json_t *body,
               unsigned *status);
/* The same where only the status counts. */
unsigned api_status(struct sandbox *box, const char *method, const char *target, json_t *body);
/* The text of the answer's first message, to be freed. */
char *api_message(struct sandbox *box, const char *method, const char *target, json_t *body);

/* A good body of a post, and of a social post for the Facebook page. */
json_t *post_body(const struct sandbox *box, const char *slug);
json_t *social_body(const struct sandbox *box);
/* Formats a target; valid until the fourth call after. */
const char *target(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Looks along a path of members and indexes ("results.post.media.0.type"). Borrowed. */
json_t *at(const json_t *json, const char *path);
const char *text_at(const json_t *json, const char *path);

char *scratch_new(void);
void scratch_free(char *directory);

/* A sandbox that serves in a child. */
struct served {
    pid_t pid;
    unsigned port;
    char token[64], location[32], blog[32];
};
struct served serve_start(const struct sandbox_options *options);
int serve_stop(const struct served *served);

#define ALL_TESTS(X)  X(rules) X(store) X(blogs) X(social) X(media) X(control) X(http)
#define DECLARE(name) int run_##name##_tests(void);
ALL_TESTS(DECLARE)
#undef DECLARE

#endif
