/*
 * The state as the other layers see it: values in memory, the file that holds
 * them, and the journal that carries each change to the disk before the file is
 * written anew. Changes are left to changes.c.
 */
#include <ghlpub/state.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/stop.h"
#include "inside.h"
#include "lock.h"
#include "replay.h"
#include "state_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX     ".json"
#define READ_TRIES 20

/* Opening. */

/* The sibling of "state.json" that is called "state.journal"; other names get the ending added. */
static char *sibling(const char *path, const char *ending)
{
    size_t len = strlen(path);

    if (len > strlen(SUFFIX) && strcmp(path + len - strlen(SUFFIX), SUFFIX) == 0)
        len -= strlen(SUFFIX);
    return mem_printf("%.*s%s", (int)len, path, ending);
}

static struct state *new_state(const struct state_options *options)
{
    struct state *state = mem_alloc(sizeof *state);

    state->path = mem_strdup(options->path);
    state->values = values_new();
    strbuf_init(&state->loaded, STRBUF_UNBOUNDED);
    strbuf_init(&state->pending, STRBUF_UNBOUNDED);
    journal_init(&state->journal, sibling(options->path, ".journal"));
    state->lock = -1;
    state->read_only = options->read_only;
    return state;
}

static bool take_lock(struct state *state, int64_t timeout_ms, struct error *err)
{
    char *directory = path_directory(state->path), *path = sibling(state->path, ".lock");
    struct error reason = ERROR_INIT;

    if (*directory && !file_make_directories(directory, &reason)) {
        error_set(err, ERROR_STATE, "state-unwritable", "%s", reason.message);
        error_at(err, directory, 0, 0);
    } else {
        state->lock = lock_take(path, timeout_ms, err);
    }
    if (state->lock >= 0)
        file_sweep(state->path);
    error_release(&reason);
    free(directory);
    free(path);
    return state->lock >= 0;
}

/* Adds the file's text; a missing file is empty, which *exists tells from an empty file. */
static bool read_file(const char *path, struct strbuf *text, bool *exists, struct error *err)
{
    struct error reason = ERROR_INIT;
    bool ok;

    *exists = file_read(path, LIMIT_STATE, text, &reason);
    ok = *exists || strcmp(reason.code, "file-missing") == 0;
    if (!ok) {
        error_set(err, ERROR_STATE, "state-unreadable", "the state file: %s", reason.message);
        error_at(err, path, 0, 0);
    }
    error_release(&reason);
    return ok;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Without a lock another process may fold between the reading of one file and of the other. The
 * journal is read first: one that is older than the file does no harm, a file that is older than
 * the journal's removal would lack what was in it. A file that changed meanwhile is read again. */
static bool read_both(struct state *state, struct strbuf *journal, bool *exists, struct error *err)
{
    int tries = state->read_only ? READ_TRIES : 1;
    struct stat before, after;
    bool same;

    do {
        memset(&before, 0, sizeof before);
        memset(&after, 0, sizeof after);
        strbuf_clear(journal);
        strbuf_clear(&state->loaded);
        (void)stat(state->path, &before);
        if (!journal_read(&state->journal, journal, err) ||
            !read_file(state->path, &state->loaded, exists, err))
            return false;
        (void)stat(state->path, &after);
        same = is_same_file(&before, &after);
    } while (!same && --tries > 0);
    return true;
}

static void report_torn(const struct state *state, unsigned line, struct diagnostics *found)
{
    struct place place = {state->journal.path, line, 0};

    /* A reader without lock may see a line while it is written. */
    if (line == 0 || state->read_only || !found)
        return;
    diagnostic_hint(diagnose(found, SEVERITY_WARNING, "journal-torn", place,
                             "the last line was not written to its end; it is left out"),
                    "nothing is to be done: ghlpub looks at GHL for what it was about");
}

static bool load(struct state *state, const struct state_options *options,
                 struct diagnostics *found, struct error *err)
{
    struct strbuf journal = STRBUF_INIT(STRBUF_UNBOUNDED);
    unsigned torn = 0;
    bool exists, ok = false;

    if (!read_both(state, &journal, &exists, err))
        goto done;
    if (exists && !state_file_read(state->values, state->path, &state->loaded, NULL, err))
        goto done;
    if (!replay_journal(state->values, &state->journal, &journal, &state->loaded, &torn, err))
        goto done;
    if (!state_file_claim(state->values, options->location, options->blog, "the configuration",
                          err)) {
        error_at(err, state->path, 0, 0);
        goto done;
    }
    report_torn(state, torn, found);
    ok = true;
done:
    strbuf_release(&journal);
    return ok;
}

struct state *ghlpub_state_open(const struct state_options *options, struct diagnostics *found,
                                struct error *err)
{
    struct state *state = new_state(options);

    if ((options->read_only || take_lock(state, options->lock_timeout_ms, err)) &&
        load(state, options, found, err))
        return state;
    ghlpub_state_close(state);
    return NULL;
}

void ghlpub_state_after_fork(struct state *state)
{
    if (state->lock >= 0)
        close(state->lock);
    state->lock = -1;
    journal_close(&state->journal);
}

void ghlpub_state_close(struct state *state)
{
    if (!state)
        return;
    journal_release(&state->journal);
    lock_release(state->lock);
    strbuf_release(&state->loaded);
    strbuf_release(&state->pending);
    values_free(state->values);
    free(state->path);
    free(state);
}

/* Questions. */

bool ghlpub_state_is_empty(const struct state *state)
{
    for (size_t i = 0; i < STATE_KINDS; i++) {
        if (state->values->kinds[i].by_key.count > 0)
            return false;
    }
    return state->values->intents.len == 0;
}

const char *ghlpub_state_location(const struct state *state)
{
    return state->values->location;
}

const char *ghlpub_state_blog(const struct state *state)
{
    return state->values->blog;
}

struct state_entry *ghlpub_state_find(const struct state *state, enum state_kind kind,
                                      const char *key)
{
    return values_find(state->values, kind, key);
}

struct state_entry *ghlpub_state_find_id(const struct state *state, enum state_kind kind,
                                         const char *id)
{
    return values_find_id(state->values, kind, id);
}

struct state_entry *const *ghlpub_state_entries(const struct state *state, enum state_kind kind,
                                                size_t *count)
{
    const struct entry_list *list = values_sorted(state->values, kind);

    *count = list->len;
    return list->items;
}

struct state_entry *const *ghlpub_state_twins(const struct state *state, size_t *count)
{
    *count = state->values->twins.len;
    return state->values->twins.items;
}

struct intent *const *ghlpub_intents(const struct state *state, size_t *count)
{
    *count = state->values->intents.len;
    return state->values->intents.items;
}

/* Writing. */

static bool may_write(const struct state *state, struct error *err)
{
    if (state->is_broken)
        error_set(err, ERROR_STATE, "state-unwritable", "an earlier write of the state failed");
    else if (state->pending_too_long)
        error_set(err, ERROR_STATE, "state-unwritable", "a record has more than %u bytes",
                  LIMIT_STATE_LINE);
    else
        return true;
    error_at(err, state->path, 0, 0);
    return false;
}

/* Adds the pending records to the journal, and the mark of a fold that makes the file this text (or
 * NULL). */
static bool write_pending(struct state *state, const struct strbuf *folded, struct error *err)
{
    struct strbuf lines = STRBUF_INIT(STRBUF_UNBOUNDED);
    bool ok = true;

    if (state->pending.len > 0 || folded) {
        if (state->journal.whole == 0)
            journal_add_header(&lines, state->values);
        strbuf_add(&lines, state->pending.buf, state->pending.len);
        if (folded)
            journal_add_fold(&lines, folded);
        ok = journal_append(&state->journal, &lines, err);
    }
    if (ok)
        strbuf_clear(&state->pending);
    strbuf_release(&lines);
    return ok;
}

bool ghlpub_state_sync(struct state *state, bool always, struct error *err)
{
    if (state->read_only)
        return true;
    if (!may_write(state, err))
        return false;
    /* After a failed sync nobody can say what is on disk, and asking again would say "all" (Linux
     * reports the failure once). */
    state->is_broken = !write_pending(state, NULL, err) ||
                       ((always || state->pending_intent) && !journal_sync(&state->journal, err));
    state->pending_intent = state->pending_intent && state->is_broken;
    return !state->is_broken;
}

/* The file has no hash for these, so that it is right without its journal; nor has the memory. */
static void forget_unfinished(struct state *state)
{
    for (size_t i = 0; i < state->values->intents.len; i++) {
        const struct intent *intent = state->values->intents.items[i];
        struct state_entry *entry = values_find(state->values, intent->kind, intent->key);

        if (entry)
            state_set(entry, STATE_HASH, NULL);
    }
}

/* Git may have changed the file since it was read: what is new in it is taken over. */
static bool merge_changes(struct state *state, struct strbuf *now, bool *exists, struct error *err)
{
    if (!read_file(state->path, now, exists, err))
        return false;
    if (!*exists ||
        (now->len == state->loaded.len && memcmp(now->buf, state->loaded.buf, now->len) == 0))
        return true;
    return state_file_read(state->values, state->path, now, &state->loaded, err);
}

static bool has_content(const struct state *state)
{
    for (size_t i = 0; i < STATE_KINDS; i++) {
        if (state->values->kinds[i].by_key.count > 0)
            return true;
    }
    return state->values->twins.len > 0;
}

static bool fold_file(struct state *state, const struct strbuf *now, bool exists, struct error *err)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct error reason = ERROR_INIT;
    bool ok = true;

    state_file_write(&text, state->values);
    if (exists ? text.len != now->len || memcmp(text.buf, now->buf, text.len) != 0
               : has_content(state)) {
        /* A journal that a crash leaves behind this file must be known as old. */
        if (state->journal.whole > 0 && !write_pending(state, &text, err)) {
            strbuf_release(&text);
            return false;
        }
        stop_step("fold state");
        ok = file_write(state->path, text.buf, text.len, 0644, &reason);
        stop_step("fold state written");
    }
    if (ok) {
        forget_unfinished(state);
        strbuf_release(&state->loaded);
        state->loaded = text;
    } else {
        error_set(err, ERROR_STATE, "state-unwritable", "the state file: %s", reason.message);
        error_at(err, state->path, 0, 0);
        error_hint(err, "what was done is in the journal; make room or correct the permissions, "
                        "then run ghlpub again");
        strbuf_release(&text);
    }
    error_release(&reason);
    return ok;
}

static bool fold_journal(struct state *state, struct error *err)
{
    struct strbuf lines = STRBUF_INIT(STRBUF_UNBOUNDED);
    bool ok;

    if (state->values->intents.len > 0)
        journal_add_header(&lines, state->values);
    for (size_t i = 0; i < state->values->intents.len; i++)
        journal_add_intent(&lines, state->values->intents.items[i]);
    stop_step("fold journal");
    ok = journal_replace(&state->journal, &lines, err);
    stop_step("fold done");
    strbuf_release(&lines);
    return ok;
}

bool ghlpub_state_fold(struct state *state, struct error *err)
{
    struct strbuf now = STRBUF_INIT(STRBUF_UNBOUNDED);
    bool exists, ok = false;

    if (state->read_only)
        return true;
    if (!may_write(state, err))
        return false;
    if (!merge_changes(state, &now, &exists, err)) {
        /* The file is not ours to repair; the journal keeps what this run did. */
        ghlpub_state_sync(state, true, NULL);
        goto done;
    }
    /* The file first: a journal that is older than the file does no harm. */
    ok = fold_file(state, &now, exists, err) && fold_journal(state, err);
    state->is_broken = !ok;
    if (ok) {
        strbuf_clear(&state->pending);
        state->pending_intent = false;
    }
done:
    strbuf_release(&now);
    return ok;
}
