/*
 * How a call's answer, or what is left of it, goes back.
 */
#ifndef SANDBOX_ANSWERS_H
#define SANDBOX_ANSWERS_H

#include "box.h"

/* These two say how the request ended, for the log. */
const char *answer_call(struct call *call, struct httpd_request *request);
const char *answer_fault(struct call *call, struct httpd_request *request,
                         const struct fault *fault);
void answer_cloudflare(struct call *call, struct httpd_request *request);

/* Headers: the sandbox's own date, and the rate limit (facts.md 4). */
void answer_date(struct httpd_request *request, int64_t now_ms);
void answer_rate(struct httpd_request *request, const struct rates *rates, unsigned long left,
                 unsigned long left_today);

#endif
