/*
 * What happens by itself when its time has come.
 */
#ifndef SANDBOX_SCHEDULE_H
#define SANDBOX_SCHEDULE_H

#include "box.h"

/* SCHEDULED posts whose date has passed are published, scheduled social posts go out. */
void schedule_settle(struct sandbox *box);

#endif
