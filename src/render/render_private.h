/* What a rendered site keeps besides its pages. */
#ifndef RENDER_PRIVATE_H
#define RENDER_PRIVATE_H

#include "page.h"

struct rendered_private {
    struct arena *arena; /* pages, assets, templates */
    struct templates *templates;
    struct shared shared;
    struct map assets; /* path to struct asset */
};

#endif
