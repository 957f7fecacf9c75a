/* A kept plan (plan): any text as the file of `publish --plan`. */
#include "fuzz.h"

#include <ghlpub/plan.h>

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* The texts of a file that was read are whole. */
static size_t lengths(const struct plan_file *file)
{
    size_t len = 0;
    for (size_t i = 0; i < file->pattern_count; i++)
        len += strlen(file->patterns[i]);
    for (size_t i = 0; i < file->document_count; i++)
        len += strlen(file->documents[i]);
    len += file->location ? strlen(file->location) : 0;
    len += file->blog ? strlen(file->blog) : 0;
    return len + (file->environment ? strlen(file->environment) : 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = ERROR_INIT;
    char *text = mem_alloc(size + 1);
    if (size)
        memcpy(text, data, size);
    struct plan_file *file = ghlpub_plan_file_read(text, size, "plan.json", &err);
    fuzz_check_error(file != NULL, &err);
    if (file)
        REQUIRE(lengths(file) <= size * 3 && (file->some || file->document_count == 0));
    ghlpub_plan_file_free(file);
    error_release(&err);
    free(text);
    return 0;
}
