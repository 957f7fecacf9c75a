/* What was sent last, as it stands beside a state (state). */
#include "fuzz.h"

#include "base/mem.h"
#include <ghlpub/state.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char line[] = "ghlpub-sent 1 loc\n";
    char *path = mem_printf("%s/state.json", fuzz_scratch());
    struct state_options options = {.path = path, .location = "loc", .read_only = true};
    struct state *state = ghlpub_state_open(&options, NULL, NULL);
    char *text = mem_alloc(sizeof line + size);
    struct sent_text known;

    memcpy(text, line, sizeof line - 1);
    if (size)
        memcpy(text + sizeof line - 1, data, size);
    fuzz_write("state.sent", text, sizeof line - 1 + size);
    REQUIRE(state);
    struct sent *sent = ghlpub_sent_load(state, NULL);
    if (ghlpub_sent_find(sent, "A", &known))
        REQUIRE(strlen(known.title) + strlen(known.description) + strlen(known.text) < 4 << 20);
    ghlpub_sent_free(sent);
    ghlpub_state_close(state);
    free(text);
    free(path);
    return 0;
}
