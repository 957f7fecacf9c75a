/*
 * A rendered document as bytes, from a worker to its parent.
 */
#ifndef RENDER_TRANSFER_H
#define RENDER_TRANSFER_H

#include "base/arena.h"
#include "base/strbuf.h"
#include <ghlpub/render.h>

#include <stdbool.h>
#include <stddef.h>

void transfer_write(const struct rendered *page, size_t social_count,
                    const struct diagnostics *found, struct strbuf *out);

/* The page, from the arena, its assets too; the findings go to `found`. NULL where the bytes are
 * not what transfer_write() could have written in a site of so many documents. */
struct rendered *transfer_read(const char *bytes, size_t len, size_t social_count,
                               size_t document_count, struct arena *arena,
                               struct diagnostics *found);

#endif
