/*
 * Scratch files, inputs in parts, and checks that several targets make.
 */
#include "fuzz.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void fuzz_fail(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

/* ---- files ---- */

static char *scratch;

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

static void remove_scratch(void)
{
    nftw(scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(scratch);
}

const char *fuzz_scratch(void)
{
    const char *parent = getenv("TMPDIR");

    if (scratch)
        return scratch;
    scratch = mem_printf("%s/ghlpub-fuzz-XXXXXX", parent && *parent ? parent : "/tmp");
    REQUIRE(mkdtemp(scratch));
    atexit(remove_scratch);
    return scratch;
}

void fuzz_write(const char *path, const void *bytes, size_t len)
{
    char *full = path_join(fuzz_scratch(), path), *folder = path_directory(full);
    FILE *out;

    REQUIRE(file_make_directories(folder, NULL));
    REQUIRE(out = fopen(full, "wb"));
    REQUIRE(fwrite(bytes, 1, len, out) == len);
    REQUIRE(fclose(out) == 0);
    free(folder);
    free(full);
}

/* ---- inputs ---- */

#define LINE "\n====\n"

/* NUL bytes within it are kept. */
static void add_part(struct fuzz_parts *parts, const char *text, size_t len)
{
    char *copy = mem_alloc(len + 1);

    memcpy(copy, text, len);
    parts->len[parts->count] = len;
    parts->text[parts->count++] = copy;
}

void fuzz_split(struct fuzz_parts *parts, const uint8_t *data, size_t size)
{
    const char *at = size ? (const char *)data : "", *end = at + size;

    memset(parts, 0, sizeof *parts);
    while (parts->count + 1 < FUZZ_PARTS) {
        const char *cut = memmem(at, (size_t)(end - at), LINE, strlen(LINE));

        if (!cut)
            break;
        /* The line end before the line belongs to the text. */
        add_part(parts, at, (size_t)(cut + 1 - at));
        at = cut + strlen(LINE);
    }
    add_part(parts, at, (size_t)(end - at));
    for (size_t i = parts->count; i < FUZZ_PARTS; i++)
        parts->text[i] = mem_strdup("");
}

void fuzz_release(struct fuzz_parts *parts)
{
    for (size_t i = 0; i < FUZZ_PARTS; i++)
        free(parts->text[i]);
}

/* ---- checks ---- */

void fuzz_check_error(int ok, const struct error *err)
{
    REQUIRE(!ok == (err->code != NULL));
    REQUIRE(ok || (err->kind != ERROR_NONE && err->message && *err->message));
}

void fuzz_check_findings(const struct diagnostics *found, const char *text, size_t len)
{
    size_t lines = 1;

    for (size_t i = 0; i < len; i++)
        lines += text[i] == '\n' || text[i] == '\r';
    for (size_t i = 0; i < found->len; i++) {
        const struct diagnostic *item = &found->items[i];

        REQUIRE(item->code && *item->code && item->message && *item->message);
        REQUIRE(item->line <= lines);
        REQUIRE(item->column <= len + 1);
        REQUIRE(item->line > 0 || item->column == 0);
    }
}
