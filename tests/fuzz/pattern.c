/*
 * Patterns as in .gitignore (base), against a path: two texts between them a line
 * "====".
 */
#include "fuzz.h"

#include "base/path.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* Where gitignore(5) says no more than fnmatch(3) it is the same; classes are left out, which the
 * two read differently where they are broken. */
static void check_fnmatch(const char *text, const char *path, bool matches)
{
    const char *glob = *text == '/' ? text + 1 : text;

    if (!*glob || !*path || strpbrk(text, "[\\!# ") || strstr(text, "**") ||
        text[strlen(text) - 1] == '/')
        return;
    if (!strchr(text, '/'))
        path = path_name(path);
    REQUIRE(matches == (fnmatch(glob, path, FNM_PATHNAME) == 0));
}

static void check_paths(const char *a, const char *b)
{
    char *normal = path_normalise(a), *relative = path_relative_to(b, a), *joined = path_join(b, a);

    if (normal) {
        char *again = path_normalise(normal);

        REQUIRE(again && strcmp(again, normal) == 0);
        REQUIRE(*normal != '/' && strncmp(normal, "../", 3) != 0 && strcmp(normal, "..") != 0);
        free(again);
    }
    REQUIRE(!relative || *relative != '/');
    REQUIRE(path_name(joined) >= joined && path_extension(joined) >= path_name(joined));
    free(normal);
    free(relative);
    free(joined);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_parts parts;
    struct pattern *pattern;

    fuzz_split(&parts, data, size);
    for (size_t i = 0; i < 2; i++)
        parts.text[i][strcspn(parts.text[i], "\n")] = '\0';
    pattern = pattern_new(parts.text[0]);
    (void)pattern_negated(pattern);
    /* What matches a file matches a folder; twice the same. */
    bool file = pattern_matches(pattern, parts.text[1], false);
    REQUIRE(!file || pattern_matches(pattern, parts.text[1], true));
    REQUIRE(file == pattern_matches(pattern, parts.text[1], false));
    check_fnmatch(parts.text[0], parts.text[1], file);
    pattern_free(pattern);
    check_paths(parts.text[0], parts.text[1]);
    fuzz_release(&parts);
    return 0;
}
