/*
 * Signals, and the step counter by which tests end the process at an exact
 * point of its work.
 */
#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <stdbool.h>

/* From now on SIGINT and SIGTERM set a flag; a second one ends the process at once with 130 or
 * 143. SIGPIPE is ignored. */
void stop_install(void);

/* The signal that asked to stop, or 0. */
int stop_signal(void);

/* A point at which a test can end the process (GHLPUB_TEST_STOP=N ends it at the N-th point, by
 * _exit(99) without any clean-up; GHLPUB_TEST_STEPS=FILE gets one line a point). */
void stop_step(const char *label);

#endif
