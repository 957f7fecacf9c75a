/*
 * A local file that a document uses: where it is, what it is, whether it may be
 * uploaded. Its hash is in hash_cache.c, types in sniff.c, sizes of pictures in
 * picture.c. Which of a document's names are files is found by render.
 */
#include "site_private.h"

#include "base/arena.h"
#include "base/file.h"
#include "picture.h"
#include "sniff.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEGABYTE       (INT64_C(1) << 20)
#define SIZE_MAX_ANY   (25 * MEGABYTE)  /* facts.md 2: of one upload */
#define SIZE_MAX_VIDEO (500 * MEGABYTE) /* facts.md 2: of a video, under v3 */

static int64_t size_limit(const struct site *site, const char *type)
{
    bool video = type && strncmp(type, "video/", 6) == 0;
    return video && strcmp(site->config.api_version, "v3") == 0 ? SIZE_MAX_VIDEO : SIZE_MAX_ANY;
}

/* "https:", "data:", "//host", "#part": nothing that could be a file. */
static bool is_url(const char *name)
{
    if (*name == '#' || *name == '?' || strncmp(name, "//", 2) == 0)
        return true;
    size_t len = 0;
    if (isalpha((unsigned char)*name))
        while (isalnum((unsigned char)name[len]) || strchr("+-.", name[len]))
            if (name[len++] == '\0')
                return false;
    return len > 1 && name[len] == ':';
}

/* ---- where ---- */

/* One way to read a name, and what became of it. */
enum probe { PROBE_FILE, PROBE_MISSING, PROBE_OUTSIDE, PROBE_OTHER };

static enum probe probe(const struct site *site, const char *base, const char *name,
                        struct arena *arena, const char **path)
{
    while (*name == '/')
        name++;
    char *joined = path_join(strcmp(base, ".") == 0 ? "" : base, name);
    char *normal = path_normalise(joined);
    free(joined);
    if (!normal)
        return PROBE_OUTSIDE;
    enum probe result = PROBE_MISSING;
    bool missing = false;
    if (path_stays_inside(site->root, normal, &missing)) {
        char *full = path_join(site->root, normal);
        struct stat st;
        result = stat(full, &st) != 0  ? PROBE_MISSING
                 : S_ISREG(st.st_mode) ? PROBE_FILE
                                       : PROBE_OTHER;
        free(full);
        *path = arena_strdup(arena, normal);
    } else if (!missing && *normal) {
        result = PROBE_OUTSIDE;
    }
    free(normal);
    return result;
}

/* The folders in which a name is looked up, in their order. */
static size_t bases_of(const struct site *site, const char *from, const char *name,
                       const char *bases[3])
{
    const struct config *config = &site->config;
    size_t count = 0;
    if (*name == '/') {
        bases[count++] = config->statics;
        bases[count++] = config->content;
        bases[count++] = "";
    } else if (!from) {
        bases[count++] = "";
        bases[count++] = config->statics;
    } else {
        bases[count++] = from; /* the folder of the document */
        bases[count++] = config->statics;
        bases[count++] = "";
    }
    return count;
}

static enum probe look(const struct site *site, const char *from, const char *name,
                       struct arena *arena, const char **path)
{
    const char *bases[3];
    char *folder = from ? path_directory(from) : NULL;
    size_t count = bases_of(site, folder, name, bases);
    enum probe best = PROBE_MISSING;
    for (size_t i = 0; i < count; i++) {
        const char *candidate = NULL;
        enum probe result = probe(site, bases[i], name, arena, &candidate);
        if (result == PROBE_MISSING || (result == PROBE_OUTSIDE && best != PROBE_MISSING))
            continue;
        if (candidate)
            *path = candidate;
        best = result;
        if (result == PROBE_FILE)
            break;
    }
    free(folder);
    return best;
}

/* As written and decoded, without query and fragment, then with them: a file may be called "a#b".
 */
static enum probe locate(const struct site *site, const char *from, const char *name,
                         struct arena *arena, const char **path)
{
    size_t cut = strcspn(name, "?#"), len = strlen(name);
    enum probe best = PROBE_MISSING;
    for (int i = 0; i < 4; i++) {
        size_t part = i < 2 ? cut : len;
        if (i >= 2 && cut == len)
            break;
        struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
        if (i % 2 == 0)
            strbuf_add(&text, name, part);
        else
            strbuf_add_url_decoded(&text, name, part);
        bool usable = text.len > 0 && strlen(text.buf) == text.len &&
                      (i % 2 == 0 || strlen(text.buf) != part);
        enum probe result = usable ? look(site, from, text.buf, arena, path) : PROBE_MISSING;
        strbuf_release(&text);
        if (result == PROBE_FILE)
            return result;
        if (best == PROBE_MISSING)
            best = result;
    }
    return best;
}

/* ---- what ---- */

/* The type by content, checked against the one by name. NULL: no type that is known. */
static const char *settle_type(const char *content, const char *named, bool *misnamed)
{
    *misnamed = false;
    if (sniff_fits(content, named))
        return named;
    if (content && strncmp(content, "application/x-ole", 17) == 0)
        return NULL;
    if (!content || strcmp(content, "text/plain") == 0) {
        /* nothing that has a signature; text without a known name could be anything */
        return NULL;
    }
    if (strcmp(content, "application/ogg") == 0)
        content = "video/ogg";
    *misnamed = true;
    return content;
}

static enum asset_finding examine(const struct site *site, struct asset *asset)
{
    unsigned char head[SNIFF_BYTES];
    struct stat st;
    enum asset_finding finding = ASSET_MISSING;
    char *full = path_join(site->root, asset->path);
    int fd = open(full, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        goto done;
    asset->size = st.st_size;
    asset->modified_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
    asset->inode = (uint64_t)st.st_ino;
    finding = ASSET_EMPTY;
    ssize_t got = pread(fd, head, sizeof head, 0);
    if (got <= 0 || asset->size == 0)
        goto done;

    bool misnamed;
    const char *named = sniff_extension(path_extension(asset->path));
    asset->type = settle_type(sniff_content(head, (size_t)got), named, &misnamed);
    if (!sniff_accepted(asset->type))
        finding = ASSET_WRONG_TYPE;
    else if (asset->size > size_limit(site, asset->type))
        finding = ASSET_TOO_LARGE;
    else
        finding = misnamed ? ASSET_MISNAMED : ASSET_FOUND;
    if (asset->type)
        picture_size(fd, asset->type, head, (size_t)got, &asset->width, &asset->height);
done:
    if (fd >= 0)
        close(fd);
    free(full);
    return finding;
}

enum asset_finding ghlpub_asset_find(const struct site *site, const char *from, const char *name,
                                     struct arena *arena, struct asset *asset)
{
    memset(asset, 0, sizeof *asset);
    asset->path = "";
    if (is_url(name))
        return ASSET_URL;
    switch (locate(site, from, name, arena, &asset->path)) {
    case PROBE_MISSING:
        return ASSET_MISSING;
    case PROBE_OUTSIDE:
        return ASSET_OUTSIDE;
    case PROBE_OTHER:
        return ASSET_NOT_A_FILE;
    case PROBE_FILE:
        break;
    }
    return examine(site, asset);
}

const char *ghlpub_asset_extension(const struct asset *asset)
{
    const char *own = path_extension(asset->path), *named = sniff_extension(own);
    const char *usual = NULL;
    if (asset->type && !(named && strcmp(named, asset->type) == 0))
        usual = sniff_usual_extension(asset->type);
    return usual ? usual : own;
}

/* ---- diagnostics ---- */

static void diagnose_type(const char *name, const struct asset *asset, struct place at,
                          struct diagnostics *found)
{
    const char *named = sniff_extension(path_extension(asset->path));
    if (asset->type) {
        struct diagnostic *item = diagnose(
            found, SEVERITY_ERROR, "asset-type", at,
            "\"%s\" is %s, which GoHighLevel's media library does not take", name, asset->type);
        if (strncmp(asset->type, "image/", 6) == 0)
            diagnostic_hint(item, "convert it to JPEG, PNG or WebP");
        else if (strncmp(asset->type, "video/", 6) == 0)
            diagnostic_hint(item, "convert it to MP4");
        else if (strncmp(asset->type, "audio/", 6) == 0)
            diagnostic_hint(item, "convert it to MP3");
        else if (sniff_accepted(named) && strcmp(named, asset->type) != 0)
            diagnostic_hint(item,
                            "is it damaged, or an error page that was saved under this name?");
        else
            diagnostic_hint(item, "put it into a zip archive, or link to it elsewhere");
    } else if (sniff_accepted(named)) {
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "asset-type", at, "\"%s\" is no %s inside",
                                 name, named),
                        "is it damaged, or an error page that was saved under this name?");
    } else {
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "asset-type", at,
                                 "\"%s\" has a type that GoHighLevel's media library does not take",
                                 name),
                        "pictures, videos, audio, PDF, Office files, zip, txt and csv are taken");
    }
}

static void diagnose_size(const char *name, const struct asset *asset, const struct site *site,
                          struct place at, struct diagnostics *found)
{
    bool video = asset->type && strncmp(asset->type, "video/", 6) == 0;
    struct diagnostic *item = diagnose(found, SEVERITY_ERROR, "asset-too-large", at,
                                       "\"%s\" has %.1f MB; GoHighLevel takes %d MB", name,
                                       (double)asset->size / (double)MEGABYTE,
                                       (int)(size_limit(site, asset->type) / MEGABYTE));
    if (video && strcmp(site->config.api_version, "v3") != 0 && asset->size <= SIZE_MAX_VIDEO)
        diagnostic_hint(item, "version v3 of the API takes videos of 500 MB: `api: {version: v3}`");
    else
        diagnostic_hint(item, "make it smaller, or embed it from elsewhere");
}

bool ghlpub_asset_diagnose(enum asset_finding finding, const char *name, const struct asset *asset,
                           const struct site *site, struct place at, struct diagnostics *found)
{
    switch (finding) {
    case ASSET_FOUND:
    case ASSET_URL:
        return false;
    case ASSET_MISNAMED:
        diagnostic_hint(diagnose(found, SEVERITY_WARNING, "asset-misnamed", at,
                                 "\"%s\" is %s, not what its name says", name, asset->type),
                        "rename it");
        return false;
    case ASSET_MISSING:
        diagnostic_hint(
            diagnose(found, SEVERITY_ERROR, "asset-missing", at, "there is no file \"%s\"", name),
            "it is looked for beside the document, then in \"%s\", then from the "
            "site's root",
            site->config.statics);
        return true;
    case ASSET_OUTSIDE:
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "asset-outside", at,
                                 "\"%s\" is outside the site", name),
                        "copy it into the site; nothing from outside is uploaded");
        return true;
    case ASSET_NOT_A_FILE:
        diagnose(found, SEVERITY_ERROR, "asset-not-a-file", at, "\"%s\" is not a file", name);
        return true;
    case ASSET_EMPTY:
        diagnose(found, SEVERITY_ERROR, "asset-empty", at, "the file \"%s\" is empty", name);
        return true;
    case ASSET_WRONG_TYPE:
        diagnose_type(name, asset, at, found);
        return true;
    case ASSET_TOO_LARGE:
        diagnose_size(name, asset, site, at, found);
        return true;
    }
    return true;
}
