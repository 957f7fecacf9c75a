/*
 * The walk through `content`: what counts as a document's file, what is left
 * out, and what is done about symbolic links. Reading is left to site.c.
 *
 * Links are followed after everything else, in the order of their paths, so that
 * the result does not depend on the order of readdir(), and a file that stands
 * in the tree itself is found under its own name.
 */
#include "walk.h"

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/unicode.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

struct link {
    char *path; /* relative to the root */
    unsigned depth;
};

struct walk {
    const struct site *site;
    struct path_list *files;
    struct diagnostics *found;
    struct error *err;
    struct link_list {
        struct link *items;
        size_t len, cap;
    } links;
    struct map folders; /* real paths of those that were walked */
    struct map targets; /* real paths of files, once a link must be compared with them */
};

static bool walk_folder(struct walk *w, const char *path, const char *real, unsigned depth);

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int compare_links(const void *a, const void *b)
{
    return strcmp(((const struct link *)a)->path, ((const struct link *)b)->path);
}

static bool left_out(const char *name, bool is_directory)
{
    if (*name == '.')
        return true;
    if (*name == '_')
        return !is_directory || (strcmp(name, "_posts") != 0 && strcmp(name, "_drafts") != 0);
    return is_directory && strcmp(name, "node_modules") == 0;
}

static bool ignored(const struct walk *w, const char *path, bool is_directory)
{
    const struct pattern_list *patterns = &w->site->private->ignore;
    for (size_t i = patterns->len; i > 0; i--) /* the last that matches decides */
        if (site_pattern_matches(w->site, patterns->items[i - 1], path, is_directory))
            return !pattern_negated(patterns->items[i - 1]);
    return false;
}

/* ".mdx" as well: Docusaurus and Astro keep half of their posts in it. */
static bool is_markdown(const char *name)
{
    const char *extension = path_extension(name);
    return strcasecmp(extension, ".md") == 0 || strcasecmp(extension, ".markdown") == 0 ||
           strcasecmp(extension, ".mdx") == 0;
}

static bool name_usable(struct walk *w, const char *path, const char *name)
{
    if (utf8_valid(name, strlen(name), NULL))
        return true;
    diagnostic_hint(diagnose(w->found, SEVERITY_WARNING, "bad-file-name",
                             (struct place){path, 0, 0}, "a name that is not UTF-8"),
                    "it is left out; rename it");
    return false;
}

static void add_file(struct walk *w, char *path)
{
    ARRAY_PUSH(w->files, path);
}

static void leave_link(struct walk *w, const char *code, const char *path, const char *message)
{
    diagnostic_hint(
        diagnose(w->found, SEVERITY_WARNING, code, (struct place){path, 0, 0}, "%s", message),
        "it is left out");
}

/* ---- folders ---- */

enum entry_type { ENTRY_OTHER, ENTRY_FILE, ENTRY_FOLDER, ENTRY_LINK };

static enum entry_type type_of(const char *folder, const struct dirent *entry)
{
    struct stat st;
    char *path = path_join(folder, entry->d_name);
    int failed = lstat(path, &st);
    free(path);
    if (failed)
        return ENTRY_OTHER;
    return S_ISREG(st.st_mode)   ? ENTRY_FILE
           : S_ISDIR(st.st_mode) ? ENTRY_FOLDER
           : S_ISLNK(st.st_mode) ? ENTRY_LINK
                                 : ENTRY_OTHER;
}

static bool take_entry(struct walk *w, char *path, const char *real, const char *name,
                       enum entry_type type, unsigned depth)
{
    bool is_directory = type == ENTRY_FOLDER;
    if (type == ENTRY_FILE && !is_markdown(name)) {
        free(path);
        return true;
    }
    if (!name_usable(w, path, name) || ignored(w, path, is_directory)) {
        free(path);
        return true;
    }
    if (type == ENTRY_FILE) {
        add_file(w, path);
        return true;
    }
    if (type == ENTRY_LINK) {
        struct link link = {path, depth + 1};
        ARRAY_PUSH(&w->links, link);
        return true;
    }
    char *below = path_join(real, name);
    bool ok = walk_folder(w, path, below, depth + 1);
    free(below);
    free(path);
    return ok;
}

static bool read_folder(struct walk *w, DIR *dir, const char *path, const char *real,
                        unsigned depth)
{
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        if (!entry)
            break;
        if (entry->d_name[0] == '.' || left_out(entry->d_name, true))
            continue; /* what is left out as a folder is left out as a file as well */
        enum entry_type type = type_of(real, entry);
        if (type == ENTRY_OTHER || left_out(entry->d_name, type != ENTRY_FILE))
            continue;
        if (!take_entry(w, path_join(path, entry->d_name), real, entry->d_name, type, depth))
            return false;
    }
    if (errno != 0) {
        error_set_errno(w->err, ERROR_CONTENT, "unreadable-folder", "cannot read the folder \"%s\"",
                        path);
        return false;
    }
    return true;
}

static bool walk_folder(struct walk *w, const char *path, const char *real, unsigned depth)
{
    if (map_has(&w->folders, real)) {
        leave_link(w, "link-loop", path, "a folder that is reached twice through a symbolic link");
        return true;
    }
    map_set(&w->folders, real, w);
    if (depth > LIMIT_WALK_DEPTH) {
        error_set(w->err, ERROR_CONTENT, "folder-too-deep",
                  "folders nested more than %u deep: \"%s\"", LIMIT_WALK_DEPTH, path);
        error_hint(w->err, "leave it out with `ignore` in ghlpub.yaml");
        return false;
    }
    DIR *dir = opendir(real);
    if (!dir) {
        error_set_errno(w->err, ERROR_CONTENT, "unreadable-folder", "cannot read the folder \"%s\"",
                        path);
        error_hint(w->err, "make it readable, or leave it out with `ignore` in ghlpub.yaml");
        return false;
    }
    bool ok = read_folder(w, dir, path, real, depth);
    closedir(dir);
    return ok;
}

/* ---- links ---- */

/* Files of the tree by their real paths: made when the first link to a file comes up. */
static void note_targets(struct walk *w)
{
    if (w->targets.count > 0)
        return;
    for (size_t i = 0; i < w->files->len; i++) {
        char *joined = path_join(w->site->root, w->files->items[i]);
        char *real = realpath(joined, NULL);
        if (real)
            map_set(&w->targets, real, w);
        free(real);
        free(joined);
    }
}

static void follow_file(struct walk *w, const char *path, const char *real)
{
    if (!is_markdown(path))
        return;
    note_targets(w);
    if (map_has(&w->targets, real)) {
        leave_link(w, "link-twice", path, "a symbolic link to a file that is a document already");
        return;
    }
    map_set(&w->targets, real, w);
    add_file(w, mem_strdup(path));
}

static bool follow_link(struct walk *w, const struct link *link)
{
    struct stat st;
    bool missing = false, ok = true;
    char *joined = path_join(w->site->root, link->path);
    char *real = realpath(joined, NULL);
    bool folder_like = !real || stat(real, &st) != 0 || S_ISDIR(st.st_mode);
    if (!folder_like && !is_markdown(link->path))
        goto done; /* a picture: the asset's business */
    if (!path_stays_inside(w->site->root, link->path, &missing)) {
        if (missing || !real)
            leave_link(w, "link-broken", link->path, "a symbolic link to nothing");
        else if (strcmp(real, w->site->root) == 0)
            leave_link(w, "link-loop", link->path, "a symbolic link to a folder that holds it");
        else
            leave_link(w, "link-outside", link->path, "a symbolic link that leaves the site");
    } else if (folder_like) {
        ok = ignored(w, link->path, true) || walk_folder(w, link->path, real, link->depth);
    } else {
        follow_file(w, link->path, real);
    }
done:
    free(real);
    free(joined);
    return ok;
}

/* Links within linked folders come to the end of the list and are followed in their turn. */
static bool follow_links(struct walk *w)
{
    for (size_t done = 0; done < w->links.len;) {
        size_t end = w->links.len;
        qsort(w->links.items + done, end - done, sizeof *w->links.items, compare_links);
        for (; done < end; done++) {
            struct link link = w->links.items[done];
            if (!follow_link(w, &link))
                return false;
        }
    }
    return true;
}

/* ---- the whole ---- */

static bool start(struct walk *w)
{
    const char *content = w->site->config.content;
    bool at_root = strcmp(content, ".") == 0, missing = false, ok;
    if (!at_root && !path_stays_inside(w->site->root, content, &missing)) {
        error_set(w->err, ERROR_CONFIG, "no-content",
                  missing ? "there is no folder \"%s\" in the site"
                          : "the folder \"%s\" is outside the site",
                  content);
        error_hint(w->err, "create it, or set `content` in ghlpub.yaml");
        return false;
    }
    char *joined = at_root ? mem_strdup(w->site->root) : path_join(w->site->root, content);
    char *real = realpath(joined, NULL);
    ok = walk_folder(w, at_root ? "" : content, real ? real : joined, 0) && follow_links(w);
    free(real);
    free(joined);
    return ok;
}

bool walk_content(const struct site *site, struct path_list *out, struct diagnostics *found,
                  struct error *err)
{
    struct walk w = {site, out, found, err, {NULL, 0, 0}, MAP_INIT, MAP_INIT};
    bool ok = start(&w);
    if (ok && out->len > LIMIT_DOCUMENTS) {
        error_set(err, ERROR_CONTENT, "too-many-documents", "more than %u Markdown files",
                  LIMIT_DOCUMENTS);
        ok = false;
    }
    if (ok && out->len > 0)
        qsort(out->items, out->len, sizeof *out->items, compare_paths);
    for (size_t i = 0; i < w.links.len; i++)
        free(w.links.items[i].path);
    ARRAY_RELEASE(&w.links);
    map_release(&w.folders, NULL);
    map_release(&w.targets, NULL);
    return ok;
}

void walk_release(struct path_list *paths)
{
    for (size_t i = 0; i < paths->len; i++)
        free(paths->items[i]);
    ARRAY_RELEASE(paths);
}
