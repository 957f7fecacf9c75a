/*
 * Is it the same HTML for a reader (ghl): two texts, between them a line "====".
 * Line ends never count.
 */
#include "fuzz.h"

#include <ghlpub/ghl.h>

#include "base/strbuf.h"

#include <string.h>

static void check_line_ends(const char *text)
{
    struct strbuf other = STRBUF_INIT(STRBUF_UNBOUNDED);

    for (const char *c = text; *c; c++) {
        if (*c == '\n')
            strbuf_addc(&other, '\r');
        strbuf_addc(&other, *c);
    }
    REQUIRE(strchr(text, '\r') || ghl_same_html(text, other.buf));
    strbuf_release(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_parts parts;

    fuzz_split(&parts, data, size);
    REQUIRE(ghl_same_html(parts.text[0], parts.text[0]));
    REQUIRE(ghl_same_html(parts.text[0], parts.text[1]) ==
            ghl_same_html(parts.text[1], parts.text[0]));
    check_line_ends(parts.text[0]);
    fuzz_release(&parts);
    return 0;
}
