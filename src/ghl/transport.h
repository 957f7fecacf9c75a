/* Transfers side by side: libcurl's multi interface, its connections kept alive. */
#ifndef GHL_TRANSPORT_H
#define GHL_TRANSPORT_H

#include "transfer.h"

struct transport {
    CURLM *multi;
    struct transfer_setup setup; /* its strings are borrowed */
    struct transfer **items;
    size_t len, cap;
};

void transport_init(struct transport *transport, const struct transfer_setup *setup, unsigned jobs);
void transport_release(struct transport *transport);

void transport_start(struct transport *transport, const struct ghl_request *request, void *owner,
                     int64_t now_us);

/* Moves what can be moved; waits until there is something to move, at most so long. */
void transport_turn(struct transport *transport);
void transport_wait(struct transport *transport, int timeout_ms);

/* Lets the transfers that only read end as stalled, or all of them. */
void transport_give_up(struct transport *transport, bool writes_too);

/* A transfer that has ended, or NULL. To be freed with transfer_free(). */
struct transfer *transport_ended(struct transport *transport, struct received *received);

#endif
