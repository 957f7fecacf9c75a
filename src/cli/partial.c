/*
 * Which documents differ from a git revision. Asking git is left to git.c; what is
 * done about the documents is the planner's.
 */
#include "partial.h"

#include "git.h"

#include "base/limits.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEMPLATE_FILES 64

bool session_only(struct session *session, const char *text)
{
    static const struct {
        const char *word;
        unsigned bit;
    } words[] = {{"posts", PLAN_POSTS}, {"social", PLAN_SOCIAL}, {"media", PLAN_MEDIA}};
    struct error err = ERROR_INIT;
    session->only = 0;
    for (const char *at = text; at && *at;) {
        size_t len = strcspn(at, ",");
        unsigned bit = 0;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (strlen(words[i].word) == len && strncmp(words[i].word, at, len) == 0)
                bit = words[i].bit;
        if (!bit)
            break;
        session->only |= bit;
        at += len;
        if (!*at)
            return true;
        at++;
    }
    if (!text)
        return true;
    error_set(&err, ERROR_USAGE, "bad-option",
              "--only takes posts, social, media, or several with commas, not \"%s\"", text);
    session_fail(session, &err);
    return false;
}

/* ---- what changed ---- */

struct changes {
    struct session *session;
    struct map files; /* paths from the root */
    bool everything;  /* ghlpub.yaml, or a template that is gone: nobody knows who used it */
    bool social_templates;
};

static bool is_shallow(const char *root)
{
    const char *args[] = {"rev-parse", "--is-shallow-repository", NULL};
    struct strbuf out = STRBUF_INIT(LIMIT_MESSAGE);
    struct error ignored = ERROR_INIT;
    bool shallow = git_run(root, args, &out, &ignored) && strncmp(out.buf, "true", 4) == 0;
    error_release(&ignored);
    strbuf_release(&out);
    return shallow;
}

static bool is_repository(const char *root, struct error *err)
{
    const char *args[] = {"rev-parse", "--git-dir", NULL};
    struct strbuf out = STRBUF_INIT(LIMIT_GIT);
    bool good = git_run(root, args, &out, err);
    strbuf_release(&out);
    return good;
}

/* The commit's id, so that nothing else can be meant by the words; to be freed. */
static char *resolve_revision(const char *root, const char *revision, struct error *err)
{
    if (!is_repository(root, err))
        return NULL;
    char *commit = mem_printf("%s^{commit}", revision);
    const char *args[] = {"rev-parse", "--verify", "--quiet", "--end-of-options", commit, NULL};
    struct strbuf out = STRBUF_INIT(LIMIT_MESSAGE);
    struct error reason = ERROR_INIT;
    bool good = *revision && *revision != '-' && git_run(root, args, &out, &reason);
    if (!good && reason.kind == ERROR_INTERRUPTED) {
        error_move(err, &reason);
    } else if (!good) {
        error_set(err, ERROR_USAGE, "bad-revision", "git knows no revision \"%s\" here", revision);
        if (is_shallow(root))
            error_hint(err, "this clone is shallow, and older commits are not in it: "
                            "`git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout");
        else
            error_hint(err, "a commit, a tag, a branch, or origin/BRANCH after `git fetch`; "
                            "`git log --oneline` shows commits");
    }
    char *id = good ? mem_strndup(out.buf, strcspn(out.buf, "\r\n")) : NULL;
    free(commit);
    error_release(&reason);
    strbuf_release(&out);
    return id;
}

static bool read_paths(struct changes *changes, const char *const *args, struct error *err)
{
    struct strbuf out = STRBUF_INIT(LIMIT_GIT);
    const char *name;
    bool good = git_run(changes->session->site->root, args, &out, err);
    for (size_t at = 0; good && (name = git_next(&out, &at)) != NULL;)
        if (*name)
            map_set(&changes->files, name, changes);
    strbuf_release(&out);
    return good;
}

static bool below(const char *path, const char *directory)
{
    size_t len = strlen(directory);
    return strncmp(path, directory, len) == 0 && path[len] == '/';
}

static bool exists(const struct session *session, const char *path)
{
    char *full = path_join(session->site->root, path);
    bool there = access(full, F_OK) == 0;
    free(full);
    return there;
}

static void judge_files(struct changes *changes)
{
    const struct config *config = &changes->session->site->config;
    const char *path;
    void *value;
    changes->everything = map_has(&changes->files, config->path);
    for (size_t at = 0; map_next(&changes->files, &at, &path, &value);) {
        if (!below(path, config->templates))
            continue;
        changes->everything |= !exists(changes->session, path);
        changes->social_templates |= strncmp(path_name(path), "social", 6) == 0;
    }
}

static bool depends(const struct changes *changes, const struct document *document)
{
    const struct session *session = changes->session;
    const struct rendered *page = session->pages->items[document->index];
    struct template_file files[TEMPLATE_FILES];
    if (map_has(&changes->files, document->path) ||
        (changes->social_templates && document->social_count))
        return true;
    for (size_t i = 0; page && i < page->asset_count; i++)
        if (map_has(&changes->files, page->assets[i]->path))
            return true;
    for (size_t i = 0; page && i < page->link_count; i++)
        if (map_has(&changes->files, session->site->documents[page->links[i]]->path))
            return true;
    size_t count = ghlpub_template_files(session->pages, document, files, TEMPLATE_FILES);
    for (size_t i = 0; i < count; i++)
        if (map_has(&changes->files, files[i].path))
            return true;
    return count == TEMPLATE_FILES; /* there may be more */
}

/* A path as a pattern that means nothing else. */
static char *literal(const char *path)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    strbuf_adds(&text, "/");
    for (; *path; path++) {
        if (strchr("*?[]\\!# ", *path))
            strbuf_adds(&text, "\\");
        strbuf_add(&text, path, 1);
    }
    return strbuf_detach(&text);
}

/* Entries of the state are chosen by patterns: those of removed documents among what changed. */
static void narrow_patterns(struct changes *changes)
{
    struct session *session = changes->session;
    const char **patterns = mem_resize(NULL, changes->files.count + 1, sizeof *patterns);
    size_t count = 0;
    const char *path;
    void *value;
    for (size_t at = 0; map_next(&changes->files, &at, &path, &value);) {
        bool chosen = !session->patterns ||
                      ghlpub_path_selected(path, session->patterns, session->pattern_count);
        if (chosen && below(path, session->site->config.content))
            patterns[count++] = literal(path);
    }
    for (size_t i = 0; i < session->pattern_count; i++)
        free((void *)(uintptr_t)session->patterns[i]);
    free(session->patterns);
    session->patterns = patterns;
    session->pattern_count = count;
}

static void narrow(struct changes *changes, const char *revision)
{
    struct session *session = changes->session;
    size_t documents = session->site->document_count, count = 0;
    judge_files(changes);
    if (changes->everything) {
        if (!session->cli->json)
            log_info("note: ghlpub.yaml or a template that is gone changed since %s, and with it "
                     "every document",
                     revision);
        return;
    }
    bool *selected = mem_alloc(documents + 1);
    for (size_t i = 0; i < documents; i++) {
        bool chosen = !session->selected || session->selected[i];
        selected[i] = chosen && depends(changes, session->site->documents[i]);
        count += selected[i];
    }
    free(session->selected);
    session->selected = selected;
    narrow_patterns(changes);
    if (!session->cli->json)
        log_info("note: %zu of %zu documents changed since %s", count, documents, revision);
}

/* A finding about a document that was not chosen is not asked for. */
static bool is_wanted(void *context, const struct diagnostic *item)
{
    const struct session *session = context;
    const struct document *document =
        item->path ? ghlpub_site_find(session->site, item->path) : NULL;
    return !document || session->selected[document->index];
}

static void forget_others(struct session *session)
{
    if (session->selected)
        diagnostics_keep(&session->found, is_wanted, session);
}

bool session_narrow(struct session *session, const char *revision)
{
    struct changes changes = {.session = session};
    struct error err = ERROR_INIT;
    if (!revision) {
        forget_others(session);
        return true;
    }
    char *commit = resolve_revision(session->site->root, revision, &err);
    const char *tracked[] = {"diff",         "--name-only", "-z", "--relative",
                             "--no-renames", commit,        "--", NULL};
    const char *untracked[] = {"ls-files", "-z", "--others", "--exclude-standard", "--", NULL};
    bool good =
        commit && read_paths(&changes, tracked, &err) && read_paths(&changes, untracked, &err);
    if (good)
        narrow(&changes, revision);
    else
        session_fail(session, &err);
    if (good)
        forget_others(session);
    free(commit);
    map_release(&changes.files, NULL);
    return good;
}
