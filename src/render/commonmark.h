/* cmark in GitHub's build or the plain one; markdown.c has what differs besides. */
#ifndef RENDER_COMMONMARK_H
#define RENDER_COMMONMARK_H

#ifdef GHLPUB_GFM
#include <cmark-gfm.h>

#include <cmark-gfm-core-extensions.h>
#else
#include <cmark.h>
#endif

#endif
