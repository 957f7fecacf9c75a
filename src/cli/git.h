/*
 * Asking git. Never through a shell: a list of arguments, and NUL-separated
 * output, so that no name of a file can be anything else than a name.
 *
 *     const char *args[] = {"diff", "--name-only", "-z", "--relative", "HEAD", "--", NULL};
 *     struct strbuf out = STRBUF_INIT(LIMIT_GIT);
 *     if (git_run(session->site->root, args, &out, &err))
 *         for (size_t at = 0; (name = git_next(&out, &at));)
 *             puts(name);
 *     strbuf_release(&out);
 *
 * git is told to run nothing of the repository's own configuration (hooks,
 * monitors, external diffs, text conversions) and to write nothing; of the
 * environment it gets neither the token nor what would make it wait for a person.
 * A word that comes from outside (a revision) must not begin with '-', and stands
 * before "--" in the list.
 */
#ifndef CLI_GIT_H
#define CLI_GIT_H

#include "base/strbuf.h"
#include <ghlpub/error.h>

/* Runs git with `args` (NULL-terminated, without "git") in `directory`, and adds to `out` what it
 * prints, up to the maximum of `out`. Blocks for at most LIMIT_GIT_SECONDS. Errors: git-missing (it
 * is not installed), git-failed (with its own words: no repository, an unknown revision, too much
 * output, too slow), both ERROR_FAILED; interrupted. */
bool git_run(const char *directory, const char *const *args, struct strbuf *out, struct error *err);

/* The next NUL-terminated field of the output, or NULL at its end. `at` begins with 0. */
const char *git_next(const struct strbuf *out, size_t *at);

#endif
