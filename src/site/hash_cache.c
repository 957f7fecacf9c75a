/*
 * Hashes of assets, kept between runs by size, time and inode:
 *
 *     ghlpub-hashes 1
 *     SIZE MTIME_NS INODE HASH PATH
 *
 * As with git's index, an entry is not trusted where the file was changed within
 * two seconds of the writing of the cache: a second change in the same tick of
 * the clock would not show. A cache that cannot be read is no cache.
 */
#include "site_private.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#define HEADER  "ghlpub-hashes 1\n"
#define RACY_NS INT64_C(2000000000)

struct entry {
    int64_t size, modified_ns;
    uint64_t inode;
    char hash[HASH_HEX];
};

struct cache {
    struct arena *arena;
    struct map entries; /* path to struct entry */
    bool changed;
};

static int64_t modified_ns(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

/* One line, which is taken apart; false where it is damaged. */
static bool read_line(struct cache *cache, char *line, int64_t written_ns)
{
    struct entry entry;
    int path = 0;
    if (sscanf(line, "%" SCNd64 " %" SCNd64 " %" SCNu64 " %64[0-9a-f] %n", &entry.size,
               &entry.modified_ns, &entry.inode, entry.hash, &path) != 4 ||
        path == 0 || strlen(entry.hash) != HASH_HEX - 1 || line[path] == '\0')
        return false;
    if (entry.modified_ns < written_ns - RACY_NS)
        map_set(&cache->entries, line + path, arena_dup(cache->arena, &entry, sizeof entry));
    return true;
}

static void read_cache(struct cache *cache, const char *path)
{
    struct strbuf text = STRBUF_INIT(LIMIT_STATE);
    struct stat st;
    if (stat(path, &st) != 0 || !file_read(path, LIMIT_STATE, &text, NULL) ||
        strncmp(text.buf, HEADER, strlen(HEADER)) != 0)
        goto done;
    char *line = text.buf + strlen(HEADER);
    for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        if (!read_line(cache, line, modified_ns(&st)))
            break;
    }
done:
    strbuf_release(&text);
}

/* Failing to write costs time at the next run, and nothing else. */
static void write_cache(const struct site *site, const struct cache *cache, const char *path)
{
    struct strbuf text = STRBUF_INIT(LIMIT_STATE);
    const char *name;
    void *value;
    char *folder = path_directory(path);
    strbuf_adds(&text, HEADER);
    for (size_t i = 0; map_next(&cache->entries, &i, &name, &value);) {
        const struct entry *entry = value;
        char *full = path_join(site->root, name);
        if (file_exists(full) && !strchr(name, '\n'))
            strbuf_addf(&text, "%" PRId64 " %" PRId64 " %" PRIu64 " %s %s\n", entry->size,
                        entry->modified_ns, entry->inode, entry->hash, name);
        free(full);
    }
    if (!text.overflow && (*folder == '\0' || file_make_directories(folder, NULL)))
        file_write(path, text.buf, text.len, 0644, NULL);
    free(folder);
    strbuf_release(&text);
}

static bool same(const struct asset *asset, const struct stat *st)
{
    return asset->size == st->st_size && asset->modified_ns == modified_ns(st) &&
           asset->inode == (uint64_t)st->st_ino;
}

/* Reads the file, and looks whether it stayed the same meanwhile. */
static void hash_one(const struct site *site, struct cache *cache, struct asset *asset,
                     struct diagnostics *found)
{
    struct error err = ERROR_INIT;
    struct stat before, after;
    char *full = path_join(site->root, asset->path);
    bool known = stat(full, &before) == 0;
    if (!hash_file(full, asset->hash, &err)) {
        asset->hash[0] = '\0';
        diagnose(found, SEVERITY_ERROR, "asset-unreadable", (struct place){asset->path, 0, 0}, "%s",
                 err.message);
        error_release(&err);
    } else if (known && stat(full, &after) == 0) {
        asset->size = after.st_size;
        asset->modified_ns = modified_ns(&after);
        asset->inode = (uint64_t)after.st_ino;
        if (same(asset, &before)) {
            struct entry entry = {asset->size, asset->modified_ns, asset->inode, ""};
            memcpy(entry.hash, asset->hash, HASH_HEX);
            map_set(&cache->entries, asset->path, arena_dup(cache->arena, &entry, sizeof entry));
            cache->changed = true;
        }
    }
    free(full);
}

void ghlpub_assets_hash(const struct site *site, struct asset *const *assets, size_t count,
                        const char *cache_path, struct diagnostics *found)
{
    struct cache cache = {arena_new(), MAP_INIT, false};
    if (cache_path)
        read_cache(&cache, cache_path);
    for (size_t i = 0; i < count; i++) {
        struct asset *asset = assets[i];
        const struct entry *entry = map_get(&cache.entries, asset->path);
        if (entry && entry->size == asset->size && entry->modified_ns == asset->modified_ns &&
            entry->inode == asset->inode)
            memcpy(asset->hash, entry->hash, HASH_HEX);
        else
            hash_one(site, &cache, asset, found);
    }
    if (cache_path && cache.changed)
        write_cache(site, &cache, cache_path);
    map_release(&cache.entries, NULL);
    arena_free(cache.arena);
}
