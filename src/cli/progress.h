/*
 * What a publish shows while it works: one moving line on a terminal, plain
 * lines elsewhere. On stderr.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "cmd.h"

#include <ghlpub/ghl.h>
#include <ghlpub/plan.h>
#include <ghlpub/publish.h>

/* `ghl` is asked what is being waited for. */
void progress_begin(const struct cli *cli, const struct ghl *ghl, size_t total);
void progress_event(enum publish_event event, const struct action *action, const struct error *err);
void progress_end(void);

#endif
