/*
 * Assets: where they are looked for, types, sizes of pictures, hashes and their
 * cache.
 */
#include "test.h"
#include "tests.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/strbuf.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A string literal without the NUL at its end. */
#define BYTES(literal) literal, sizeof literal - 1

static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x80\x08\2\0\0\0";
#define PNG png, sizeof png - 1

static const struct {
    const char *from, *name, *path; /* path NULL: not found */
    enum asset_finding finding;
} places[] = {
    {"content/a.md", "x.png", "content/x.png", ASSET_FOUND},
    {"content/a.md", "./x.png", "content/x.png", ASSET_FOUND},
    {"content/a.md", "../static/s.png", "static/s.png", ASSET_FOUND},
    {"content/a.md", "s.png", "static/s.png", ASSET_FOUND},
    {"content/a.md", "/s.png", "static/s.png", ASSET_FOUND},
    {"content/a.md", "/x.png", "content/x.png", ASSET_FOUND},
    {"content/a.md", "/r.png", "r.png", ASSET_FOUND},
    {"content/a.md", "r.png", "r.png", ASSET_FOUND},
    {"content/a.md", "x.png?v=2#part", "content/x.png", ASSET_FOUND},
    {"content/a.md", "a%20b.png", "content/a b.png", ASSET_FOUND},
    {"content/a.md", "a b.png", "content/a b.png", ASSET_FOUND},
    {"content/a.md", "100%25.png", "content/100%.png", ASSET_FOUND},
    {"content/a.md", "100%.png", "content/100%.png", ASSET_FOUND},
    {"content/a.md", "a#b.png", "content/a#b.png", ASSET_FOUND},
    {NULL, "static/s.png", "static/s.png", ASSET_FOUND},
    {NULL, "s.png", "static/s.png", ASSET_FOUND},
    {"content/a.md", "https://a.example/x.png", NULL, ASSET_URL},
    {"content/a.md", "//a.example/x.png", NULL, ASSET_URL},
    {"content/a.md", "data:image/png;base64,x", NULL, ASSET_URL},
    {"content/a.md", "mailto:a@b", NULL, ASSET_URL},
    {"content/a.md", "#part", NULL, ASSET_URL},
    {"content/a.md", "none.png", NULL, ASSET_MISSING},
    {"content/a.md", "", NULL, ASSET_MISSING},
    {"content/a.md", "x.png/y.png", NULL, ASSET_MISSING},
    {"content/a.md", "%00x.png", NULL, ASSET_MISSING},
    {"content/a.md", "../../etc/passwd", NULL, ASSET_OUTSIDE},
    {"content/a.md", "%2e%2e/%2e%2e/etc/passwd", NULL, ASSET_OUTSIDE},
    {"content/a.md", "out.png", NULL, ASSET_OUTSIDE},
    {"content/a.md", "folder", NULL, ASSET_NOT_A_FILE},
    {"content/a.md", "empty.png", "content/empty.png", ASSET_EMPTY},
    {"content/a.md", "..", NULL, ASSET_OUTSIDE},
};

static void where(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\n");
    static const char *const files[] = {
        "content/x.png",   "static/s.png",        "r.png", "content/a b.png", "content/100%.png",
        "content/a#b.png", "content/folder/y.png"};
    for (size_t i = 0; i < COUNT(files); i++)
        trial_put_bytes(t, files[i], PNG);
    trial_put(t, "content/empty.png", "");
    char *link = path_join(t->root, "content/out.png");
    assert_int_equal(symlink("/etc/passwd", link), 0);
    free(link);
    assert_true(trial_open(t, NULL));
    for (size_t i = 0; i < COUNT(places); i++) {
        struct arena *arena = arena_new();
        struct asset asset;
        enum asset_finding found =
            ghlpub_asset_find(t->site, places[i].from, places[i].name, arena, &asset);
        if (found != places[i].finding ||
            (places[i].path && strcmp(asset.path, places[i].path) != 0))
            fail_msg("%s: %d, %s", places[i].name, (int)found, asset.path);
        struct diagnostics list = DIAGNOSTICS_INIT;
        bool unusable = ghlpub_asset_diagnose(found, places[i].name, &asset, t->site,
                                              (struct place){"a", 1, 2}, &list);
        assert_int_equal(unusable, found != ASSET_FOUND && found != ASSET_URL);
        assert_int_equal(list.len, unusable ? 1 : 0);
        diagnostics_release(&list);
        arena_free(arena);
    }
    trial_free(t);
}

#define SVG "image/svg+xml"

static const struct {
    const char *name, *bytes;
    size_t len;
    enum asset_finding finding;
    const char *type; /* NULL: none */
    unsigned width, height;
} kinds[] = {
    {"a.png", PNG, ASSET_FOUND, "image/png", 256, 128},
    {"a.jpg", PNG, ASSET_MISNAMED, "image/png", 256, 128},
    {"noname", PNG, ASSET_MISNAMED, "image/png", 256, 128},
    {"a.jpeg", BYTES("\xFF\xD8\xFF\xE0\0\4ab\xFF\xC0\0\x0B\x08\0\x20\0\x40\1\1\x11\0"), ASSET_FOUND,
     "image/jpeg", 64, 32},
    {"progressive.jpg", BYTES("\xFF\xD8\xFF\xFF\xC2\0\x0B\x08\0\x20\0\x40\1\1\x11\0"), ASSET_FOUND,
     "image/jpeg", 64, 32},
    {"turned.jpg",
     BYTES("\xFF\xD8\xFF\xE1\0\x22"
           "Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
           "\xFF\xC0\0\x0B\x08\0\x20\0\x40\1\1\x11\0"),
     ASSET_FOUND, "image/jpeg", 32, 64},
    {"cut.jpg", BYTES("\xFF\xD8\xFF\xE0\0\4ab\xFF"), ASSET_FOUND, "image/jpeg", 0, 0},
    {"a.gif", BYTES("GIF89a\x40\0\x20\0\0\0\0"), ASSET_FOUND, "image/gif", 64, 32},
    {"lossy.webp", BYTES("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9D\x01\x2A\x40\x00\x20\x00\0\0"),
     ASSET_FOUND, "image/webp", 64, 32},
    {"lossless.webp", BYTES("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2F\x3F\xC0\x07\0\0\0\0\0\0"),
     ASSET_FOUND, "image/webp", 64, 32},
    {"extended.webp", BYTES("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x3F\0\0\x1F\0\0"), ASSET_FOUND,
     "image/webp", 64, 32},
    {"a.tiff",
     BYTES("II*\0\x08\0\0\0\2\0\0\1\3\0\1\0\0\0\x40\0\0\0\1\1\4\0\1\0\0\0\x20\0\0\0\0\0\0\0"),
     ASSET_FOUND, "image/tiff", 64, 32},
    {"a.ico", BYTES("\0\0\1\0\1\0\x20\0\0\0"), ASSET_FOUND, "image/x-icon", 32, 256},
    {"a.avif",
     BYTES("\0\0\0\x1C"
           "ftypavif\0\0\0\0avifmif1miaf\0\0\0\x14ispe\0\0\0\0\0\0\0\x40\0\0\0\x20"),
     ASSET_WRONG_TYPE, "image/avif", 64, 32},
    {"mif1.avif",
     BYTES("\0\0\0\x1C"
           "ftypmif1\0\0\0\0mif1avifmiaf"),
     ASSET_WRONG_TYPE, "image/avif", 0, 0},
    {"a.heic",
     BYTES("\0\0\0\x18"
           "ftypheic\0\0\0\0mif1heic"),
     ASSET_WRONG_TYPE, "image/heic", 0, 0},
    {"a.svg", BYTES("<svg xmlns='x' width=\"64\" height='32px'></svg>"), ASSET_FOUND, SVG, 64, 32},
    {"box.svg",
     BYTES("<?xml version='1.0'?>\n<!-- <svg width='1'> -->\n<svg viewBox='0 0 64.2 32'/>"),
     ASSET_FOUND, SVG, 64, 32},
    {"half.svg", BYTES("<svg width='32' viewBox='0,0,64,32'>"), ASSET_FOUND, SVG, 32, 16},
    {"inch.svg", BYTES("<svg width=\"1in\" height=\"72pt\">"), ASSET_FOUND, SVG, 96, 96},
    {"share.svg", BYTES("<svg width='100%' height='100%'>"), ASSET_FOUND, SVG, 0, 0},
    {"doctype.svg",
     BYTES("\xEF\xBB\xBF<!DOCTYPE svg PUBLIC \"a\" \"b\">\n<svg stroke-width='9' width='64' "
           "height='32'>"),
     ASSET_FOUND, SVG, 64, 32},
    {"page.png", BYTES("<!DOCTYPE html><html></html>"), ASSET_WRONG_TYPE, "text/html", 0, 0},
    {"garbage.png", BYTES("\1\2\3\4"), ASSET_WRONG_TYPE, NULL, 0, 0},
    {"a.mp4",
     BYTES("\0\0\0\x18"
           "ftypisom\0\0\0\0"),
     ASSET_FOUND, "video/mp4", 0, 0},
    {"a.mov",
     BYTES("\0\0\0\x14"
           "ftypqt  \0\0\0\0"),
     ASSET_FOUND, "video/quicktime", 0, 0},
    {"iso.mov",
     BYTES("\0\0\0\x18"
           "ftypisom\0\0\0\0"),
     ASSET_FOUND, "video/quicktime", 0, 0},
    {"a.webm", BYTES("\x1A\x45\xDF\xA3\x9F\x42\x82\x84webm"), ASSET_FOUND, "video/webm", 0, 0},
    {"a.mkv", BYTES("\x1A\x45\xDF\xA3\x9F\x42\x82\x88matroska"), ASSET_WRONG_TYPE,
     "video/x-matroska", 0, 0},
    {"a.mp3", BYTES("ID3\3\0"), ASSET_FOUND, "audio/mpeg", 0, 0},
    {"a.wav", BYTES("RIFF\0\0\0\0WAVEfmt "), ASSET_FOUND, "audio/wav", 0, 0},
    {"a.oga", BYTES("OggS\0\2"), ASSET_FOUND, "audio/ogg", 0, 0},
    {"a.pdf", BYTES("%PDF-1.7\n"), ASSET_FOUND, "application/pdf", 0, 0},
    {"a.zip", BYTES("PK\3\4\0\0"), ASSET_FOUND, "application/zip", 0, 0},
    {"a.docx", BYTES("PK\3\4\0\0"), ASSET_FOUND,
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 0, 0},
    {"a.doc", BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), ASSET_FOUND, "application/msword", 0, 0},
    {"a.txt", BYTES("hello\n"), ASSET_FOUND, "text/plain", 0, 0},
    {"a.csv", BYTES("a,b\n1,2\n"), ASSET_FOUND, "text/csv", 0, 0},
    {"a.vcf", BYTES("BEGIN:VCARD\n"), ASSET_FOUND, "text/vcard", 0, 0},
    {"binary.txt", BYTES("a\0b"), ASSET_WRONG_TYPE, NULL, 0, 0},
    {"a.woff2", BYTES("wOF2\0\1\0\0"), ASSET_FOUND, "font/woff2", 0, 0},
    {"a.py", BYTES("print(1)\n"), ASSET_WRONG_TYPE, NULL, 0, 0},
    {"a.json", BYTES("{}\n"), ASSET_WRONG_TYPE, NULL, 0, 0},
};

static void types(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\n");
    assert_true(trial_open(t, NULL));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        char path[64];
        snprintf(path, sizeof path, "content/%s", kinds[i].name);
        trial_put_bytes(t, path, kinds[i].bytes, kinds[i].len);
        struct arena *arena = arena_new();
        struct asset asset;
        enum asset_finding found =
            ghlpub_asset_find(t->site, "content/x.md", kinds[i].name, arena, &asset);
        bool same = (asset.type == NULL) == (kinds[i].type == NULL) &&
                    (!asset.type || strcmp(asset.type, kinds[i].type) == 0);
        if (found != kinds[i].finding || !same || asset.width != kinds[i].width ||
            asset.height != kinds[i].height)
            fail_msg("%s: %d %s %ux%u", kinds[i].name, (int)found,
                     asset.type ? asset.type : "nothing", asset.width, asset.height);
        assert_int_equal(asset.size, kinds[i].len);
        arena_free(arena);
    }
    struct asset asset = {.path = "a.jpg", .type = "image/png"};
    assert_string_equal(ghlpub_asset_extension(&asset), ".png");
    asset.type = "image/jpeg";
    assert_string_equal(ghlpub_asset_extension(&asset), ".jpg");
    trial_free(t);
}

static void limits(void **state)
{
    (void)state;
    static const struct {
        const char *version, *name, *head;
        off_t size;
        enum asset_finding finding;
    } rows[] = {
        {"2021-07-28", "a.pdf", "%PDF-1.7", (off_t)25 << 20, ASSET_FOUND},
        {"2021-07-28", "a.pdf", "%PDF-1.7", ((off_t)25 << 20) + 1, ASSET_TOO_LARGE},
        {"2021-07-28", "a.mp4", "....ftypisom", (off_t)400 << 20, ASSET_TOO_LARGE},
        {"v3", "a.mp4", "....ftypisom", (off_t)400 << 20, ASSET_FOUND},
        {"v3", "a.mp4", "....ftypisom", ((off_t)500 << 20) + 1, ASSET_TOO_LARGE},
        {"v3", "a.pdf", "%PDF-1.7", (off_t)26 << 20, ASSET_TOO_LARGE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char config[64];
        snprintf(config, sizeof config, "timezone: UTC\napi: {version: %s}\n", rows[i].version);
        struct trial *t = trial_new(config);
        trial_put(t, rows[i].name, rows[i].head);
        char *full = path_join(t->root, rows[i].name);
        assert_int_equal(truncate(full, rows[i].size), 0); /* a hole: no disk is used */
        free(full);
        assert_true(trial_open(t, NULL));
        struct arena *arena = arena_new();
        struct asset asset;
        assert_int_equal(ghlpub_asset_find(t->site, NULL, rows[i].name, arena, &asset),
                         rows[i].finding);
        arena_free(arena);
        trial_free(t);
    }
}

/* ---- the cache of hashes ---- */

#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static void hash(struct trial *t, const char *cache, char out[65])
{
    struct arena *arena = arena_new();
    struct asset asset, *list = &asset;
    assert_int_equal(ghlpub_asset_find(t->site, NULL, "a.txt", arena, &asset), ASSET_FOUND);
    assert_string_equal(asset.hash, "");
    ghlpub_assets_hash(t->site, &list, 1, cache, &t->found);
    memcpy(out, asset.hash, 65);
    arena_free(arena);
}

static void set_times(const char *path, time_t seconds)
{
    struct timespec times[2] = {{seconds, 0}, {seconds, 0}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void replace_in(const char *path, const char *from, const char *to)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    assert_true(file_read(path, 1 << 20, &text, NULL));
    char *at = strstr(text.buf, from);
    assert_non_null(at);
    memcpy(at, to, strlen(to));
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(text.buf, 1, text.len, file);
    fclose(file);
    strbuf_release(&text);
}

static void hashes_are_kept(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\n");
    char out[65];
    trial_put(t, "a.txt", "hello");
    assert_true(trial_open(t, NULL));
    char *cache = path_join(t->root, ".ghlpub/hashes"), *file = path_join(t->root, "a.txt");

    hash(t, NULL, out);
    assert_string_equal(out, HELLO);
    hash(t, cache, out);
    assert_string_equal(out, HELLO);
    assert_true(file_exists(cache));

    /* fresh: written in the same moment as the cache, so it is not believed */
    replace_in(cache, "2cf24dba", "00000000");
    hash(t, cache, out);
    assert_string_equal(out, HELLO);

    /* old: believed, which a false hash shows */
    set_times(file, 1000000000);
    hash(t, cache, out);
    assert_string_equal(out, HELLO);
    replace_in(cache, "2cf24dba", "00000000");
    hash(t, cache, out);
    assert_string_equal(out, "000000005fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");

    /* changed: read anew */
    set_times(file, 1000000001);
    hash(t, cache, out);
    assert_string_equal(out, HELLO);

    /* damaged: ignored and replaced */
    trial_put(t, ".ghlpub/hashes", "ghlpub-hashes 1\n5 x y z\n");
    hash(t, cache, out);
    assert_string_equal(out, HELLO);
    trial_put(t, ".ghlpub/hashes", "\xFF\xFF");
    hash(t, cache, out);
    assert_string_equal(out, HELLO);
    assert_int_equal(t->found.errors, 0);
    free(file);
    free(cache);
    trial_free(t);
}

static void a_file_that_vanishes(void **state)
{
    (void)state;
    struct trial *t = trial_new("timezone: UTC\n");
    struct asset asset = {.path = "gone.txt"}, *list = &asset;
    assert_true(trial_open(t, NULL));
    ghlpub_assets_hash(t->site, &list, 1, NULL, &t->found);
    assert_string_equal(asset.hash, "");
    assert_non_null(finding(&t->found, "asset-unreadable", 0, 0));
    trial_free(t);
}

int run_asset_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where),
        cmocka_unit_test(types),
        cmocka_unit_test(limits),
        cmocka_unit_test(hashes_are_kept),
        cmocka_unit_test(a_file_that_vanishes),
    };
    return cmocka_run_group_tests_name("assets", tests, NULL, NULL);
}
