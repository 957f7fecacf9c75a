/*
 * The last listing of names (plan): any text as STATE.directory, and a name that
 * is looked for, between them a line "====".
 */
#include "fuzz.h"

#include <ghlpub/plan.h>

#include "base/mem.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct directory_item *item = NULL;
    struct fuzz_parts parts;
    struct directory *directory;
    char *path = path_join(fuzz_scratch(), "state.json");

    fuzz_split(&parts, data, size);
    fuzz_write("state.directory", parts.text[0], parts.len[0]);
    directory = ghlpub_directory_load(path, "loc");
    REQUIRE(directory);
    for (int kind = 0; kind < DIRECTORY_KINDS; kind++) {
        enum directory_match match =
            ghlpub_directory_find(directory, (enum directory_kind)kind, parts.text[1], &item);

        REQUIRE(match != MATCH_ONE || (item && item->id && item->name));
        REQUIRE(directory->lists[kind].known || directory->lists[kind].len == 0);
    }
    REQUIRE(ghlpub_directory_account(directory, parts.text[1], &item) != MATCH_ONE || item->id);
    ghlpub_directory_free(directory);
    fuzz_release(&parts);
    free(path);
    return 0;
}
