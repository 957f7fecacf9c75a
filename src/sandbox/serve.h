/*
 * Between the server and the calls.
 */
#ifndef SANDBOX_SERVE_H
#define SANDBOX_SERVE_H

#include "box.h"

/* httpd's handlers; the context is the sandbox. */
void serve_begin(void *context, struct httpd_request *request);
void serve_handle(void *context, struct httpd_request *request);

/* Lets those calls act that act late, where their time has come. */
void serve_late(struct sandbox *box);
/* Forgets those that wait. */
void serve_release(struct sandbox *box);

#endif
