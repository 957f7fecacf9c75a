/*
 * The lock that keeps the runs of one machine apart.
 */
#ifndef STATE_LOCK_H
#define STATE_LOCK_H

#include <ghlpub/error.h>

#include <stdint.h>

/* Waits up to `timeout_ms` for the lock on the file, which is made where it is missing and never
 * removed. The descriptor that holds it, or -1: state-locked (ERROR_TRY_AGAIN), state-unwritable
 * (ERROR_STATE), interrupted (ERROR_INTERRUPTED). */
int lock_take(const char *path, int64_t timeout_ms, struct error *err);

/* Gives it back, also where a forked process still has the descriptor. -1 is allowed. */
void lock_release(int fd);

#endif
