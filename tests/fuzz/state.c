/*
 * The state file: any text, alone and merged with a second one (between them a
 * line "===="). What is written of it reads the same again, and its lines mean
 * the same in any order, since git's union merge leaves them in any.
 */
#include "fuzz.h"

#include "state_file.h"

#include <string.h>

static bool read_text(struct values *values, const struct strbuf *text)
{
    struct error err = ERROR_INIT;
    bool ok = state_file_read(values, "state.json", text, NULL, &err);

    fuzz_check_error(ok, &err);
    error_release(&err);
    return ok;
}

static void check_written(struct values *values)
{
    struct strbuf once = STRBUF_INIT(STRBUF_UNBOUNDED), twice = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct values *again = values_new();

    state_file_write(&once, values);
    REQUIRE(read_text(again, &once));
    state_file_write(&twice, again);
    REQUIRE(once.len == twice.len && memcmp(once.buf, twice.buf, once.len) == 0);
    values_free(again);
    strbuf_release(&once);
    strbuf_release(&twice);
}

/* The lines from the last to the first. (Where it was one object over several lines it is none
 * then.)
 */
static void check_order(struct values *values, const struct strbuf *text)
{
    struct strbuf turned = STRBUF_INIT(STRBUF_UNBOUNDED), once = STRBUF_INIT(STRBUF_UNBOUNDED),
                  twice = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct values *again = values_new();

    for (size_t end = text->len, at = text->len; at-- > 0;) {
        if (at > 0 && text->buf[at - 1] != '\n')
            continue;
        strbuf_add(&turned, text->buf + at, end - at);
        if (text->buf[end - 1] != '\n')
            strbuf_addc(&turned, '\n');
        end = at;
    }
    if (read_text(again, &turned)) {
        state_file_write(&once, values);
        state_file_write(&twice, again);
        REQUIRE(once.len == twice.len && memcmp(once.buf, twice.buf, once.len) == 0);
    }
    values_free(again);
    strbuf_release(&turned);
    strbuf_release(&once);
    strbuf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct values *values = values_new();
    struct strbuf texts[2] = {STRBUF_INIT(STRBUF_UNBOUNDED), STRBUF_INIT(STRBUF_UNBOUNDED)};
    struct fuzz_parts parts;

    fuzz_split(&parts, data, size);
    for (size_t i = 0; i < 2; i++)
        strbuf_add(&texts[i], parts.text[i], parts.len[i]);
    if (read_text(values, &texts[0])) {
        check_written(values);
        check_order(values, &texts[0]);
        if (parts.count > 1 && read_text(values, &texts[1]))
            check_written(values);
    }
    values_free(values);
    strbuf_release(&texts[0]);
    strbuf_release(&texts[1]);
    fuzz_release(&parts);
    return 0;
}
