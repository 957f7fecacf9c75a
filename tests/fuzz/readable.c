/* HTML as lines for people (render): bounded, and no line is empty. */
#include "fuzz.h"

#include <ghlpub/render.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_parts parts;

    fuzz_split(&parts, data, size);
    char *lines = ghlpub_readable(parts.text[0], 1000);
    REQUIRE(strlen(lines) <= 1000);
    REQUIRE(*lines != '\n' && !strstr(lines, "\n\n"));
    free(lines);
    fuzz_release(&parts);
    return 0;
}
