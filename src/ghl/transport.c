/*
 * A set of transfers by libcurl's multi interface. What is sent when is left to
 * loop.c.
 */
#include "transport.h"

#include "library_memory.h"

#include "base/mem.h"

#include <stdlib.h>

static void *curl_allocate(size_t size)
{
    return mem_resize(NULL, size, 1);
}

static void *curl_resize(void *block, size_t size)
{
    return mem_resize(block, size, 1);
}

static void *curl_zeroed(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        mem_exhausted();
    return mem_alloc(count * size);
}

static char *curl_copy(const char *text)
{
    return mem_strdup(text);
}

void transport_init(struct transport *transport, const struct transfer_setup *setup, unsigned jobs)
{
    static bool initialised;

    *transport = (struct transport){.setup = *setup};
    if (!initialised)
        library_memory_hook();
    if (!initialised && curl_global_init_mem(CURL_GLOBAL_DEFAULT, curl_allocate, free, curl_resize,
                                             curl_copy, curl_zeroed) != CURLE_OK)
        mem_exhausted();
    initialised = true;
    transport->multi = curl_multi_init();
    if (!transport->multi)
        mem_exhausted();
    curl_multi_setopt(transport->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    curl_multi_setopt(transport->multi, CURLMOPT_MAXCONNECTS, (long)jobs + 2);
}

void transport_release(struct transport *transport)
{
    for (size_t i = 0; i < transport->len; i++) {
        curl_multi_remove_handle(transport->multi, transport->items[i]->easy);
        transfer_free(transport->items[i]);
    }
    free(transport->items);
    transport->items = NULL;
    transport->len = transport->cap = 0;
    curl_multi_cleanup(transport->multi);
    transport->multi = NULL;
}

void transport_start(struct transport *transport, const struct ghl_request *request, void *owner,
                     int64_t now_us)
{
    struct transfer *transfer = transfer_new(&transport->setup, request, owner, now_us);

    if (transport->len == transport->cap) {
        transport->cap = transport->cap ? transport->cap * 2 : 8;
        transport->items = mem_resize(transport->items, transport->cap, sizeof *transport->items);
    }
    transport->items[transport->len++] = transfer;
    if (!transfer->file_problem)
        curl_multi_add_handle(transport->multi, transfer->easy);
}

void transport_turn(struct transport *transport)
{
    int running = 0;
    curl_multi_perform(transport->multi, &running);
}

void transport_wait(struct transport *transport, int timeout_ms)
{
    curl_multi_poll(transport->multi, NULL, 0, timeout_ms, NULL);
}

void transport_give_up(struct transport *transport, bool writes_too)
{
    for (size_t i = 0; i < transport->len; i++)
        if (writes_too || !transport->items[i]->request->writes)
            transport->items[i]->stall_us = 0;
}

static struct transfer *take(struct transport *transport, size_t at)
{
    struct transfer *transfer = transport->items[at];

    transport->len--;
    memmove(transport->items + at, transport->items + at + 1,
            (transport->len - at) * sizeof *transport->items);
    curl_multi_remove_handle(transport->multi, transfer->easy);
    return transfer;
}

struct transfer *transport_ended(struct transport *transport, struct received *received)
{
    int left;
    CURLMsg *message;

    /* Those whose file could not be opened never began. */
    for (size_t i = 0; i < transport->len; i++) {
        if (transport->items[i]->file_problem && !transport->items[i]->form) {
            struct transfer *transfer = take(transport, i);
            transfer_received(transfer, CURLE_READ_ERROR, received);
            return transfer;
        }
    }
    while ((message = curl_multi_info_read(transport->multi, &left))) {
        CURLcode code = message->data.result;

        if (message->msg != CURLMSG_DONE)
            continue;
        for (size_t i = 0; i < transport->len; i++) {
            if (transport->items[i]->easy == message->easy_handle) {
                struct transfer *transfer = take(transport, i);
                transfer_received(transfer, code, received);
                return transfer;
            }
        }
    }
    return NULL;
}
