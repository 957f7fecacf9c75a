/*
 * The pictures of posts, brought into the bundles of their documents. One that is
 * in the media library already is remembered as such, so that it is not uploaded
 * again; one that cannot be had stays a URL.
 */
#include "import.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/stop.h"
#include "base/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define STEM_MAX 60

/* One picture of one post. */
struct want {
    struct import_post *post;
    const char *url;
    const char *part; /* the temporary file, from the root; NULL: it is copied */
    struct ghl_download download;
};

struct wants ARRAY(struct want);

static char *full_path(const struct import *import, const char *path)
{
    return path_join(import->options->site->root, path);
}

static void warn(struct import *import, const struct import_post *post, const char *url,
                 const char *why)
{
    diagnostic_hint(diagnose(import->run.found, SEVERITY_WARNING, "import-picture",
                             import_place(post), "the picture %s stays a URL: %s", url, why),
                    "the post shows it from there; to have it in the tree, save it beside the "
                    "document and change the link");
}

/* ---- names ---- */

/* "…/Red%20Bike.JPG?x=1" to "red-bike". */
static const char *stem_of(struct import *import, const char *url)
{
    struct strbuf name = STRBUF_INIT(LIMIT_MESSAGE);
    size_t end = strcspn(url, "?#"), from = end;
    while (from > 0 && url[from - 1] != '/')
        from--;
    strbuf_add_url_decoded(&name, url + from, end - from);
    size_t len = name.len - strlen(path_extension(name.buf));
    strbuf_truncate(&name, len);
    char *slug = unicode_slug(name.buf, STEM_MAX);
    const char *stem = arena_strdup(import->run.arena, *slug ? slug : "picture");
    free(slug);
    strbuf_release(&name);
    return stem;
}

static bool same_file(const char *a, const char *b)
{
    char first[HASH_HEX], second[HASH_HEX];
    return hash_file(a, first, NULL) && hash_file(b, second, NULL) && strcmp(first, second) == 0;
}

static bool is_used(const struct import_post *post, const char *name)
{
    for (size_t i = 0; i < post->pictures.len; i++)
        if (post->pictures.items[i].name && strcmp(post->pictures.items[i].name, name) == 0)
            return true;
    return false;
}

/* A name in the bundle for the file at `from`: one that is free, or holds the same already. */
static const char *choose_name(struct import *import, const struct import_post *post,
                               const char *url, const char *extension, const char *from)
{
    struct arena *arena = import->run.arena;
    const char *stem = stem_of(import, url);
    for (unsigned n = 1;; n++) {
        const char *name = n == 1 ? arena_printf(arena, "%s%s", stem, extension)
                                  : arena_printf(arena, "%s-%u%s", stem, n, extension);
        char *to = path_join(import->options->site->root,
                             arena_printf(arena, "%s/%s", post->folder, name));
        bool there = file_exists(to), same = there && same_file(from, to);
        free(to);
        if (same || (!there && !is_used(post, name)))
            return name;
    }
}

/* ---- one picture ---- */

static void note_media(struct import *import, const char *url, const char *path)
{
    const struct ghl_media *media = map_get(&import->library, url);
    struct imported_media item = {.path = path, .url = url};
    if (!media)
        return;
    item.id = media->id;
    item.name = media->name;
    ARRAY_PUSH(&import->media, item);
}

static void add_picture(struct import_post *post, const char *url, const char *name)
{
    struct import_picture picture = {url, name};
    ARRAY_PUSH(&post->pictures, picture);
    post->picture_count += name != NULL;
}

static void remember(struct import *import, const char *url, const char *path)
{
    struct import_file *file = arena_alloc(import->run.arena, sizeof *file);
    file->path = path;
    map_set(&import->files, url, file);
}

/* The temporary file is a picture of some kind: it gets its name. NULL where it is none. */
static const char *settle(struct import *import, struct want *want)
{
    struct arena *arena = import->run.arena;
    struct asset asset;
    enum asset_finding finding =
        ghlpub_asset_find(import->options->site, NULL, want->part, arena, &asset);
    bool picture = (finding == ASSET_FOUND || finding == ASSET_MISNAMED) && asset.type &&
                   strncmp(asset.type, "image/", 6) == 0;
    char *from = full_path(import, want->part), *to = NULL;
    const char *path = NULL;
    if (!picture) {
        warn(import, want->post, want->url,
             finding == ASSET_TOO_LARGE ? "it is too large for GHL" : "it is no picture inside");
    } else {
        const char *name =
            choose_name(import, want->post, want->url, ghlpub_asset_extension(&asset), from);
        path = arena_printf(arena, "%s/%s", want->post->folder, name);
        to = full_path(import, path);
        bool new = !file_exists(to);
        stop_step("picture downloaded");
        if (rename(from, to) != 0) {
            warn(import, want->post, want->url, "it cannot be written");
            path = NULL;
        } else {
            add_picture(want->post, want->url, name);
            if (new)
                ARRAY_PUSH(&want->post->made, path);
        }
        stop_step("picture named");
    }
    if (!path)
        (void)unlink(from);
    free(from);
    free(to);
    return path;
}

/* Another post shows it as well: the file is copied. */
static const char *copy(struct import *import, struct want *want, const char *path)
{
    struct strbuf bytes = STRBUF_INIT(STRBUF_UNBOUNDED);
    char *from = full_path(import, path), *to = NULL;
    const char *made = NULL;
    if (file_read(from, LIMIT_DOWNLOAD, &bytes, NULL)) {
        const char *name = choose_name(import, want->post, want->url, path_extension(path), from);
        made = arena_printf(import->run.arena, "%s/%s", want->post->folder, name);
        to = full_path(import, made);
        char *folder = path_directory(to);
        bool new = !file_exists(to);
        if (new && !(file_make_directories(folder, NULL) &&
                     file_write(to, bytes.buf, bytes.len, 0644, NULL)))
            made = NULL;
        free(folder);
        if (made)
            add_picture(want->post, want->url, name);
        if (made && new)
            ARRAY_PUSH(&want->post->made, made);
    }
    if (!made)
        warn(import, want->post, want->url, "it cannot be written");
    strbuf_release(&bytes);
    free(from);
    free(to);
    return made;
}

/* ---- all of a batch ---- */

static bool is_known(const struct wants *wants, const struct import_post *post, const char *url)
{
    for (size_t i = wants->len; i > 0 && wants->items[i - 1].post == post; i--)
        if (strcmp(wants->items[i - 1].url, url) == 0)
            return true;
    return false;
}

static bool is_wanted(const struct wants *wants, const char *url)
{
    for (size_t i = 0; i < wants->len; i++)
        if (wants->items[i].part && strcmp(wants->items[i].url, url) == 0)
            return true;
    return false;
}

/* Numbers that another run would give as well: what a kill left is overwritten. */
static size_t parts_of(const struct wants *wants, const struct import_post *post)
{
    size_t count = 0;
    for (size_t i = wants->len; i > 0 && wants->items[i - 1].post == post; i--)
        count++;
    return count;
}

static void want(struct import *import, struct wants *wants, struct import_post *post,
                 const char *url)
{
    struct arena *arena = import->run.arena;
    struct want item = {.post = post, .url = url};
    if (is_known(wants, post, url))
        return;
    if (!map_has(&import->files, url) && !is_wanted(wants, url))
        item.part = arena_printf(arena, "%s/.import-%zu.part", post->folder, parts_of(wants, post));
    ARRAY_PUSH(wants, item);
}

static void want_all(struct import *import, struct wants *wants, struct import_post *post,
                     const char *urls)
{
    const char *cover = post->row.image_url;
    if (cover && (strncasecmp(cover, "https://", 8) == 0 || strncasecmp(cover, "http://", 7) == 0))
        want(import, wants, post, cover);
    while (urls && *urls) {
        size_t len = strcspn(urls, "\n");
        want(import, wants, post, arena_strndup(import->run.arena, urls, len));
        urls += len + (urls[len] == '\n');
    }
}

static void download(struct import *import, struct wants *wants)
{
    struct ghl_download *items = mem_alloc((wants->len + 1) * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < wants->len; i++) {
        struct want *one = &wants->items[i];
        if (!one->part)
            continue;
        char *folder = full_path(import, one->post->folder);
        (void)file_make_directories(folder, NULL); /* the download says that it cannot be written */
        free(folder);
        items[count++] = (struct ghl_download){
            .url = one->url, .path = full_path(import, one->part), .max = LIMIT_DOWNLOAD};
    }
    ghl_download(import->run.ghl, items, count);
    for (size_t i = 0, at = 0; i < wants->len; i++)
        if (wants->items[i].part)
            wants->items[i].download = items[at++];
    free(items);
}

static void finish(struct import *import, struct want *one)
{
    const char *path = NULL;
    if (!one->part) {
        const struct import_file *file = map_get(&import->files, one->url);
        if (file && file->path)
            path = copy(import, one, file->path);
    } else if (one->download.done) {
        path = settle(import, one);
        remember(import, one->url, path);
    } else if (!stop_signal()) {
        warn(import, one->post, one->url,
             one->download.error.message ? one->download.error.message : "it cannot be had");
        remember(import, one->url, NULL);
    }
    if (path)
        note_media(import, one->url, path);
    free((void *)(uintptr_t)one->download.path);
    error_release(&one->download.error);
}

/* The document stands beside its pictures; without any it is a file of its own. */
static void settle_path(struct import *import, struct import_post *post)
{
    const char *cover = post->row.image_url && *post->row.image_url ? post->row.image_url : NULL;
    post->cover = cover;
    for (size_t i = 0; cover && i < post->pictures.len; i++)
        if (strcmp(post->pictures.items[i].url, cover) == 0)
            post->cover = post->pictures.items[i].name;
    if (post->picture_count) {
        post->path = arena_printf(import->run.arena, "%s/index.md", post->folder);
        return;
    }
    char *folder = full_path(import, post->folder);
    (void)rmdir(folder); /* only where it is empty */
    free(folder);
}

static bool media_row(void *context, const void *item)
{
    struct import *import = context;
    struct arena *arena = import->run.arena;
    const struct ghl_media *row = item;
    if (!row->url)
        return true;
    struct ghl_media copied = {.id = arena_strdup(arena, row->id),
                               .name = arena_strdup(arena, row->name),
                               .url = arena_strdup(arena, row->url),
                               .size = row->size};
    map_set(&import->library, row->url, arena_dup(arena, &copied, sizeof copied));
    return true;
}

static void media_listed(void *context, const struct ghl_answer *answer)
{
    struct import *import = context;
    if (answer->outcome != GHL_OK)
        diagnostic_hint(diagnose(import->run.found, SEVERITY_WARNING, "import-library",
                                 (struct place){NULL, 0, 0}, "the media library cannot be read: %s",
                                 answer->error.message),
                        "pictures are uploaded anew once a document that shows them changes");
}

static void list_library(struct import *import)
{
    struct error ignored = ERROR_INIT;
    if (import->library_listed)
        return;
    import->library_listed = true;
    ghl_list(import->run.ghl,
             &(struct ghl_list){
                 .kind = GHL_MEDIA, .item = media_row, .done = media_listed, .context = import});
    (void)ghl_run(import->run.ghl, &ignored);
    error_release(&ignored);
}

void import_pictures(struct import *import, struct import_post *const *posts,
                     const char *const *urls, size_t count)
{
    struct wants wants = {NULL, 0, 0};
    for (size_t i = 0; import->options->images && i < count; i++)
        if (posts[i]->outcome == IMPORT_LEFT)
            want_all(import, &wants, posts[i], urls[i]);
    if (wants.len) {
        list_library(import);
        download(import, &wants);
    }
    for (size_t i = 0; i < wants.len; i++)
        if (wants.items[i].part)
            finish(import, &wants.items[i]);
    for (size_t i = 0; i < wants.len; i++)
        if (!wants.items[i].part)
            finish(import, &wants.items[i]);
    for (size_t i = 0; i < count; i++)
        settle_path(import, posts[i]);
    ARRAY_RELEASE(&wants);
}
