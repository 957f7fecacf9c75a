/*
 * What the fuzz targets share. A target is one file: LLVMFuzzerTestOneInput() is
 * called with one input after the other, and whatever aborts, leaks, takes more
 * than ten seconds or trips a sanitizer is a bug. REQUIRE() adds what must hold
 * for every input, however damaged it is.
 *
 *     build/fuzz/tests/fuzz/fuzz-state tests/fuzz/corpus/state    runs the corpus, then goes on
 *     build/fuzz/tests/fuzz/fuzz-state CRASH                      runs one input
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <ghlpub/error.h>

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fuzz_fail(__FILE__, __LINE__, #condition);                                             \
    } while (0)

_Noreturn void fuzz_fail(const char *file, int line, const char *what);

/* A directory of this process, gone at its end. In $TMPDIR, else in /tmp. */
const char *fuzz_scratch(void);

/* Writes a file below it; folders are made. */
void fuzz_write(const char *path, const void *bytes, size_t len);

/* An input that is several texts, between lines "====". Each is a block of its own, of exactly its
 * length and a NUL, so that overruns are seen. Texts that are missing are empty. */
#define FUZZ_PARTS 4
struct fuzz_parts {
    char *text[FUZZ_PARTS];
    size_t len[FUZZ_PARTS];
    size_t count; /* at least 1 */
};
void fuzz_split(struct fuzz_parts *parts, const uint8_t *data, size_t size);
void fuzz_release(struct fuzz_parts *parts);

/* What failed says so; what did not says nothing. */
void fuzz_check_error(int ok, const struct error *err);

/* Every finding has words, and a place within the text (`len` bytes) where it has one. */
void fuzz_check_findings(const struct diagnostics *found, const char *text, size_t len);

#endif
