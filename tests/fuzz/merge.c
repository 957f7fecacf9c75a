/*
 * The state file after merges: each two bytes become a line, of few keys, ids and
 * times, so that they meet often. In whatever order git's union merge leaves the
 * lines, and however often, they mean the same.
 */
#include "fuzz.h"

#include "state_file.h"

#include <string.h>

#define LINES_MAX 12

static void add_line(struct strbuf *text, const uint8_t *code)
{
    unsigned key = code[0] & 3, id = code[0] >> 2 & 3, at = code[0] >> 4 & 3;

    strbuf_addc(text, '"');
    if (id && code[0] & 128)
        strbuf_adds(text, "twin ");
    strbuf_adds(text, code[1] & 8 ? "social " : "post ");
    if (id && code[0] & 128)
        strbuf_addf(text, "I%u ", id);
    strbuf_addf(text, "k%u%s\":{", key, code[1] & 4 ? "#a" : "");
    if (id)
        strbuf_addf(text, "\"id\":\"I%u\",", id);
    strbuf_addf(text, "\"hash\":\"h%u\"", code[1] & 3u);
    if (code[0] & 64)
        strbuf_adds(text, ",\"gone\":\"removed\"");
    if (at)
        strbuf_addf(text, ",\"at\":\"2026-12-01T12:00:0%uZ\"", at);
    strbuf_adds(text, "},\n");
}

/* What the lines mean, written: from `first` on, upwards or downwards, all of them `times`. */
static void merged(const uint8_t *data, size_t count, size_t first, int step, int times,
                   struct strbuf *out)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct error err = ERROR_INIT;
    struct values *values = values_new();

    strbuf_adds(&text, "{\n\"\":{\"version\":1,\"location\":\"l\",\"blog\":\"b\"},\n");
    for (size_t i = 0; i < count * (size_t)times; i++) {
        size_t line = step > 0 ? first + i : first + (size_t)times * count - i;

        add_line(&text, data + 2 * (line % count));
    }
    strbuf_adds(&text, "\"~\":null\n}\n");
    if (!state_file_read(values, "state.json", &text, NULL, &err)) {
        fprintf(stderr, "%s\n%s", err.message, text.buf);
        fuzz_fail(__FILE__, __LINE__, "the lines can be read");
    }
    state_file_write(out, values);
    values_free(values);
    strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct strbuf once = STRBUF_INIT(STRBUF_UNBOUNDED), other = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t count = size / 2 < LINES_MAX ? size / 2 : LINES_MAX;

    if (count == 0)
        return 0;
    merged(data, count, 0, 1, 1, &once);
    for (size_t first = 0; first < count; first++) {
        for (int step = -1; step <= 1; step += 2) {
            strbuf_clear(&other);
            merged(data, count, first, step, 1 + (first & 1), &other);
            if (once.len != other.len || memcmp(once.buf, other.buf, once.len) != 0) {
                fprintf(stderr, "%s\n%s", once.buf, other.buf);
                fuzz_fail(__FILE__, __LINE__, "all orders give the same");
            }
        }
    }
    strbuf_release(&once);
    strbuf_release(&other);
    return 0;
}
