/*
 * Paths as text, and the check that a path stays below a root. Patterns are left
 * to pattern.c, files to file.c.
 */
#include "base/path.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

char *path_join(const char *directory, const char *name)
{
    size_t len = strlen(directory);

    if (len == 0 || *name == '/')
        return mem_strdup(name);
    return mem_printf("%s%s%s", directory, directory[len - 1] == '/' ? "" : "/", name);
}

/* Drops the last part; false where there is none. */
static bool step_up(struct strbuf *out)
{
    const char *slash;

    if (out->len == 0)
        return false;
    slash = strrchr(out->buf, '/');
    strbuf_truncate(out, slash ? (size_t)(slash - out->buf) : 0);
    return true;
}

char *path_normalise(const char *path)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);

    if (*path == '/')
        return NULL;
    while (*path) {
        size_t len = strcspn(path, "/");

        if (len == 2 && path[0] == '.' && path[1] == '.') {
            if (!step_up(&out)) {
                strbuf_release(&out);
                return NULL;
            }
        } else if (len > 0 && !(len == 1 && path[0] == '.')) {
            if (out.len > 0)
                strbuf_addc(&out, '/');
            strbuf_add(&out, path, len);
        }
        path += len;
        path += *path == '/';
    }
    return strbuf_detach(&out);
}

char *path_relative_to(const char *from, const char *name)
{
    char *directory = path_directory(from);
    char *joined = path_join(directory, name);
    char *path = path_normalise(joined);

    free(joined);
    free(directory);
    return path;
}

char *path_directory(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return mem_strdup("");
    while (slash > path && slash[-1] == '/')
        slash--;
    return slash == path ? mem_strdup("/") : mem_strndup(path, (size_t)(slash - path));
}

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

const char *path_extension(const char *path)
{
    const char *name = path_name(path);
    const char *dot = strrchr(name, '.');

    /* The dot of a hidden file begins no extension. */
    return dot && dot != name ? dot : name + strlen(name);
}

bool path_stays_inside(const char *root, const char *path, bool *missing)
{
    char *joined = mem_printf("%s/%s", root, path);
    char *real = realpath(joined, NULL);
    size_t len = strlen(root);
    bool inside = false;

    if (missing)
        *missing = !real && (errno == ENOENT || errno == ENOTDIR);
    if (len > 0 && root[len - 1] == '/') /* only "/" ends so */
        len--;
    if (real)
        inside = strncmp(real, root, len) == 0 && real[len] == '/' && real[len + 1];
    free(real);
    free(joined);
    return inside;
}
