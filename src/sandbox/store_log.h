/*
 * The store's log on disk; see store.h.
 */
#ifndef SANDBOX_STORE_LOG_H
#define SANDBOX_STORE_LOG_H

#include "store.h"

bool store_log_open(struct store *store, const char *directory, struct error *err);
void store_log_add(struct store *store, enum kind kind, const char *id, const json_t *value,
                   int64_t now_ms);

/* Changes the store without writing it down; takes `value`, NULL removes (store.c). */
void store_apply(struct store *store, enum kind kind, const char *id, json_t *value,
                 int64_t now_ms);

#endif
