/*
 * Files, read within a bound and written so that a crash leaves the old or the
 * new content, never a mixture.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/strbuf.h"
#include <ghlpub/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Appends the whole file to `out`. Only regular files are read. Errors, all of kind ERROR_FAILED
 * with the path as their place: file-missing, file-unreadable, file-too-large, file-not-regular. */
bool file_read(const char *path, size_t max, struct strbuf *out, struct error *err);

bool file_exists(const char *path);
bool file_is_directory(const char *path);

/* Replaces the file: a sibling is written, synced, renamed over it, the directory synced. The mode
 * of an existing file is kept; a new one gets `mode`. Error: write-failed (ERROR_STATE). */
bool file_write(const char *path, const void *bytes, size_t len, mode_t mode, struct error *err);

/* Removes what a process that was killed within file_write() left beside `path`. */
void file_sweep(const char *path);

/* Creates the directory and its missing parents. */
bool file_make_directories(const char *path, struct error *err);

/* Syncs a file's data, or the directory that holds `path`. GHLPUB_TEST_FSYNC=fail makes them fail.
 */
bool file_sync(int fd);
bool file_sync_parent(const char *path);

/* How often the two above were called: for tests of durability. */
unsigned long file_sync_count(void);

/* Writes all bytes, also where write() takes fewer or is interrupted. */
bool file_write_all(int fd, const void *bytes, size_t len);

#endif
