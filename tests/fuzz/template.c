/*
 * Mustache (render): a template, its data as JSON, and a partial that has any
 * name, between lines "====".
 */
#include "fuzz.h"

#include "template.h"

#include "base/json.h"

#include <string.h>

static const struct template *partial(void *context, const char *name)
{
    REQUIRE(name);
    return context;
}

static void run(const struct template *compiled, json_t *data, struct template *part, bool html)
{
    struct strbuf out = STRBUF_INIT(1u << 20);
    struct error err = ERROR_INIT;
    const struct template_options options = {.html = html, .partial = partial, .context = part};

    fuzz_check_error(template_run(compiled, data, &options, &out, &err), &err);
    error_release(&err);
    strbuf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    struct fuzz_parts parts;
    struct template *compiled, *part;
    json_t *json;

    fuzz_split(&parts, data, size);
    compiled = template_compile(arena, "t.html", parts.text[0], parts.len[0], &err);
    fuzz_check_error(compiled != NULL, &err);
    error_release(&err);
    part = template_compile(arena, "p.html", parts.text[2], parts.len[2], NULL);
    json = json_parse(parts.text[1], parts.len[1], NULL);
    if (compiled) {
        run(compiled, json, part, true);
        run(compiled, json, part, false);
    }
    json_decref(json);
    fuzz_release(&parts);
    arena_free(arena);
    return 0;
}
