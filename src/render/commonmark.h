/* cmark in GitHub's build or the plain one: the one place that tells them apart (with markdown.c). */
#ifndef RENDER_COMMONMARK_H
#define RENDER_COMMONMARK_H

#ifdef GHLPUB_GFM
#include <cmark-gfm.h>
#else
#include <cmark.h>
#endif

#endif
