/*
 * Replay of the journal (state): a state file and a journal, between them a line
 * "====". Where a journal can be read, it can also be read cut off anywhere (a
 * crash while it was written), and once more after the file was written and the
 * journal was left behind (a crash while it was folded).
 */
#include "fuzz.h"

#include "base/mem.h"
#include "replay.h"
#include "state_file.h"

#include <string.h>

/* Sets *whole to the length without a torn last line. */
static struct values *replay(const struct strbuf *file, const struct strbuf *text, size_t *whole)
{
    struct error err = ERROR_INIT;
    struct values *values = values_new();
    struct journal journal;
    unsigned torn = 0;
    bool ok;

    journal_init(&journal, mem_strdup("state.journal"));
    ok = (file->len == 0 || state_file_read(values, "state.json", file, NULL, &err)) &&
         replay_journal(values, &journal, text, file, &torn, &err);
    fuzz_check_error(ok, &err);
    REQUIRE(journal.whole <= text->len);
    REQUIRE(!ok || torn > 0 || journal.whole == text->len);
    *whole = journal.whole;
    journal_release(&journal);
    error_release(&err);
    if (ok)
        return values;
    values_free(values);
    return NULL;
}

static void check_cut(const struct strbuf *file, const struct strbuf *text, size_t len)
{
    struct strbuf cut = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct values *values;

    strbuf_add(&cut, text->buf, len);
    values = replay(file, &cut, &(size_t){0});
    REQUIRE(values);
    values_free(values);
    strbuf_release(&cut);
}

static void check_fold(struct values *values, const struct strbuf *text, size_t whole)
{
    struct strbuf file = STRBUF_INIT(STRBUF_UNBOUNDED), journal = STRBUF_INIT(STRBUF_UNBOUNDED),
                  again = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct values *later;

    state_file_write(&file, values);
    strbuf_add(&journal, text->buf, whole); /* what is torn is cut away before */
    journal_add_fold(&journal, &file);
    later = replay(&file, &journal, &(size_t){0});
    REQUIRE(later);
    REQUIRE(later->intents.len == values->intents.len);
    state_file_write(&again, later);
    REQUIRE(again.len == file.len && memcmp(again.buf, file.buf, file.len) == 0);
    values_free(later);
    strbuf_release(&file);
    strbuf_release(&journal);
    strbuf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct strbuf file = STRBUF_INIT(STRBUF_UNBOUNDED), text = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct fuzz_parts parts;
    struct values *values;
    size_t whole = 0;

    fuzz_split(&parts, data, size);
    strbuf_add(&file, parts.text[0], parts.len[0]);
    strbuf_add(&text, parts.text[1], parts.len[1]);
    values = replay(&file, &text, &whole);
    if (values) {
        check_cut(&file, &text, text.len / 2);
        check_cut(&file, &text, text.len ? text.len - 1 : 0);
        if (whole > 0)
            check_fold(values, &text, whole);
        values_free(values);
    }
    strbuf_release(&file);
    strbuf_release(&text);
    fuzz_release(&parts);
    return 0;
}
