/* Which files git says were renamed. What follows for posts is the planner's. */
#include "renames.h"

#include "git.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/limits.h"

#include <ctype.h>
#include <string.h>

/* How far back: a document is published soon after it was renamed. */
#define COMMITS "--max-count=500"

/* "R087" */
static bool is_rename(const char *field)
{
    if (*field != 'R')
        return false;
    for (field++; *field; field++)
        if (!isdigit((unsigned char)*field))
            return false;
    return true;
}

/* "R087", the old name, the new name; a commit begins with an empty field or a line end. */
static void parse(struct renames *renames, const struct strbuf *out)
{
    const char *field;
    for (size_t at = 0; (field = git_next(out, &at)) != NULL;) {
        field += strspn(field, "\n");
        if (!is_rename(field))
            continue;
        const char *from = git_next(out, &at), *to = from ? git_next(out, &at) : NULL;
        if (!to || !*from || !*to)
            return;
        struct rename rename = {arena_strdup(renames->arena, from),
                                arena_strdup(renames->arena, to)};
        ARRAY_PUSH(renames, rename);
    }
}

static void ask(struct renames *renames, const char *root, const char *const *args)
{
    struct strbuf out = STRBUF_INIT(LIMIT_GIT);
    struct error ignored = ERROR_INIT; /* no git, no repository, no commit yet: no renames */
    if (git_run(root, args, &out, &ignored))
        parse(renames, &out);
    error_release(&ignored);
    strbuf_release(&out);
}

struct renames *renames_read(const char *root, const char *content)
{
    struct renames *renames = mem_alloc(sizeof *renames);
    renames->arena = arena_new();
    const char *const now[] = {"-c",         "diff.renameLimit=5000",
                               "diff",       "--name-status",
                               "-z",         "-M",
                               "--relative", "--diff-filter=R",
                               "HEAD",       "--",
                               content,      NULL};
    const char *const before[] = {
        "-c",         "diff.renameLimit=5000", "log",   "--format=",     "-z", "-M",
        "--relative", "--diff-filter=R",       COMMITS, "--name-status", "--", content,
        NULL};
    ask(renames, root, now);
    ask(renames, root, before);
    return renames;
}

void renames_free(struct renames *renames)
{
    if (!renames)
        return;
    ARRAY_RELEASE(renames);
    arena_free(renames->arena);
    free(renames);
}
