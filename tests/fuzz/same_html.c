/*
 * Is it the same HTML for a reader (ghl): two texts, between them a line "====".
 */
#include "fuzz.h"

#include <ghlpub/ghl.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_parts parts;

    fuzz_split(&parts, data, size);
    REQUIRE(ghl_same_html(parts.text[0], parts.text[0]));
    REQUIRE(ghl_same_html(parts.text[0], parts.text[1]) ==
            ghl_same_html(parts.text[1], parts.text[0]));
    fuzz_release(&parts);
    return 0;
}
