/*
 * Paths with '/' as separator, and the wall around a site: nothing outside its
 * root is read as an asset.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* "a/b" and "c" give "a/b/c"; an absolute `name` is returned alone. To be freed with free(). */
char *path_join(const char *directory, const char *name);

/* Resolves "." and ".." and double separators as text. Returns NULL where the path leaves its
 * start ("../x") or is absolute. "" gives "". To be freed with free(). */
char *path_normalise(const char *path);

/* The same, for `name` seen from the directory of `from` ("a/b.md", "../c.png" give "c.png"). */
char *path_relative_to(const char *from, const char *name);

/* "a/b.md" gives "a"; "b.md" gives "". To be freed with free(). */
char *path_directory(const char *path);

/* Pointers into `path`: the last part; its extension with the dot ("" where there is none). */
const char *path_name(const char *path);
const char *path_extension(const char *path);

/* True where root/path exists and is, after all symbolic links, below root. `root` is the result
 * of realpath(). Sets *missing where the file does not exist. */
bool path_stays_inside(const char *root, const char *path, bool *missing);

/* Patterns as in .gitignore. */
struct pattern;

/* Compiles one pattern ("drafts/x*", "*.tmp", "/README.md", "!keep.md", "dir/"). Never NULL. */
struct pattern *pattern_new(const char *text);
void pattern_free(struct pattern *pattern);
bool pattern_negated(const struct pattern *pattern);

/* Does it match this path (relative, '/')? A pattern that ends in '/' matches directories only. */
bool pattern_matches(const struct pattern *pattern, const char *path, bool is_directory);

#endif
