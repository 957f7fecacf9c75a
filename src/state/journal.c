/*
 * The journal as a file, and the text of its records. What they mean when they
 * are read again is left to replay.c.
 */
#include "journal.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void journal_init(struct journal *journal, char *path)
{
    *journal = (struct journal){.path = path, .fd = -1};
}

void journal_close(struct journal *journal)
{
    if (journal->fd >= 0)
        close(journal->fd);
    journal->fd = -1;
}

void journal_release(struct journal *journal)
{
    journal_close(journal);
    free(journal->path);
    journal->path = NULL;
}

static bool unwritable(const struct journal *journal, const char *what, struct error *err)
{
    error_set_errno(err, ERROR_STATE, "state-unwritable", "%s", what);
    error_at(err, journal->path, 0, 0);
    error_hint(err, "make room or correct the permissions, then run ghlpub again: it finds out "
                    "what was done");
    return false;
}

bool journal_read(struct journal *journal, struct strbuf *text, struct error *err)
{
    struct error reason = ERROR_INIT;
    bool ok = file_read(journal->path, LIMIT_STATE, text, &reason);

    journal->exists = ok;
    journal->len = text->len;
    if (!ok && strcmp(reason.code, "file-missing") == 0) {
        ok = true;
    } else if (!ok) {
        error_set(err, ERROR_STATE, "state-unreadable", "the journal: %s", reason.message);
        error_at(err, journal->path, 0, 0);
    }
    error_release(&reason);
    return ok;
}

/* Opens the file as it was read: what another program made of it since must not be written upon. */
static bool open_file(struct journal *journal, struct error *err)
{
    struct stat st;

    journal->fd = open(journal->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    if (journal->fd < 0)
        return unwritable(journal, "cannot open the journal", err);
    if (fstat(journal->fd, &st) != 0)
        return unwritable(journal, "cannot look at the journal", err);
    if (!S_ISREG(st.st_mode) || (size_t)st.st_size != journal->len) {
        errno = ESTALE;
        return unwritable(journal, "another program changed the journal", err);
    }
    if (journal->len > journal->whole && ftruncate(journal->fd, (off_t)journal->whole) != 0)
        return unwritable(journal, "cannot cut the torn line from the journal", err);
    journal->len = journal->whole;
    journal->is_nameless = !journal->exists;
    journal->exists = true;
    return true;
}

bool journal_append(struct journal *journal, const struct strbuf *lines, struct error *err)
{
    if (journal->fd < 0 && !open_file(journal, err))
        return false;
    stop_step("journal write");
    if (!file_write_all(journal->fd, lines->buf, lines->len)) {
        int reason = errno;

        /* Half a line would only cost a warning later. */
        if (ftruncate(journal->fd, (off_t)journal->whole) == 0)
            journal->len = journal->whole;
        errno = reason;
        return unwritable(journal, "cannot write the journal", err);
    }
    stop_step("journal written");
    journal->whole += lines->len;
    journal->len = journal->whole;
    journal->unsynced = true;
    return true;
}

bool journal_sync(struct journal *journal, struct error *err)
{
    if (!journal->unsynced)
        return true;
    if (!file_sync(journal->fd) || (journal->is_nameless && !file_sync_parent(journal->path)))
        return unwritable(journal, "cannot sync the journal", err);
    journal->unsynced = journal->is_nameless = false;
    stop_step("journal synced");
    return true;
}

static bool holds(const struct journal *journal, const struct strbuf *lines)
{
    struct strbuf text = STRBUF_INIT(LIMIT_STATE);
    bool same = file_read(journal->path, LIMIT_STATE, &text, NULL) && text.len == lines->len &&
                memcmp(text.buf, lines->buf, lines->len) == 0;

    strbuf_release(&text);
    return same;
}

bool journal_replace(struct journal *journal, const struct strbuf *lines, struct error *err)
{
    struct error reason = ERROR_INIT;

    if (lines->len > 0 ? holds(journal, lines) : !journal->exists)
        return true;
    journal_close(journal);
    if (lines->len > 0) {
        if (!file_write(journal->path, lines->buf, lines->len, 0600, &reason)) {
            error_set(err, ERROR_STATE, "state-unwritable", "the journal: %s", reason.message);
            error_at(err, journal->path, 0, 0);
            error_release(&reason);
            return false;
        }
    } else if ((unlink(journal->path) != 0 && errno != ENOENT) ||
               !file_sync_parent(journal->path)) {
        return unwritable(journal, "cannot remove the journal", err);
    }
    journal->exists = lines->len > 0;
    journal->len = journal->whole = lines->len;
    journal->unsynced = journal->is_nameless = false;
    return true;
}

/* The lines. */

/* ,"name":"text" where there is a text. */
static void add_text(struct strbuf *sb, const char *name, const char *text)
{
    if (!text)
        return;
    strbuf_addf(sb, ",\"%s\":", name);
    strbuf_add_json(sb, text);
}

void journal_add_header(struct strbuf *sb, const struct values *values)
{
    strbuf_addf(sb, "{\"journal\":%d", JOURNAL_VERSION);
    add_text(sb, "location", values->location);
    add_text(sb, "blog", values->blog);
    strbuf_adds(sb, "}\n");
}

void journal_add_intent(struct strbuf *sb, const struct intent *intent)
{
    strbuf_addf(sb, "{\"i\":%lu", intent->number);
    add_text(sb, "action", intent->action);
    add_text(sb, "kind", state_kind_name(intent->kind));
    add_text(sb, "key", intent->key);
    strbuf_adds(sb, ",\"details\":");
    strbuf_add_json_compact(sb, intent->details);
    add_text(sb, "at", intent->at);
    strbuf_adds(sb, "}\n");
}

static void add_entry(struct strbuf *sb, const struct state_entry *entry)
{
    strbuf_addc(sb, '{');
    entry_add_name(sb, entry->kind, entry->key);
    strbuf_addc(sb, ':');
    entry_add(sb, entry);
    strbuf_addc(sb, '}');
}

void journal_add_result(struct strbuf *sb, const struct intent *intent,
                        const struct state_entry *entry, const char *was)
{
    strbuf_addf(sb, "{\"r\":%lu,\"entry\":", intent->number);
    if (entry)
        add_entry(sb, entry);
    else
        strbuf_adds(sb, "null");
    add_text(sb, "was", entry ? was : NULL);
    strbuf_adds(sb, "}\n");
}

void journal_add_entry(struct strbuf *sb, const struct state_entry *entry, const char *was)
{
    strbuf_adds(sb, "{\"e\":");
    add_entry(sb, entry);
    add_text(sb, "was", was);
    strbuf_adds(sb, "}\n");
}

void journal_add_rename(struct strbuf *sb, enum state_kind kind, const char *from, const char *to,
                        const char *id)
{
    strbuf_addf(sb, "{\"rename\":{\"kind\":\"%s\"", state_kind_name(kind));
    add_text(sb, "from", from);
    add_text(sb, "to", to);
    add_text(sb, "id", id);
    strbuf_adds(sb, "}}\n");
}

void journal_add_change(struct strbuf *sb, const char *what, const struct state_entry *entry,
                        const char *gone, const char *at)
{
    strbuf_addf(sb, "{\"%s\":{\"kind\":\"%s\"", what, state_kind_name(entry->kind));
    add_text(sb, "key", entry->key);
    add_text(sb, "id", entry->fields[STATE_ID]);
    add_text(sb, "gone", gone);
    add_text(sb, "at", at);
    strbuf_adds(sb, "}}\n");
}

void journal_add_owner(struct strbuf *sb, const char *location, const char *blog)
{
    strbuf_adds(sb, "{\"owner\":{\"location\":");
    strbuf_add_json(sb, location);
    add_text(sb, "blog", blog);
    strbuf_adds(sb, "}}\n");
}

void journal_add_fold(struct strbuf *sb, const struct strbuf *file)
{
    char hex[HASH_HEX];

    hash_bytes(file->buf, file->len, hex);
    strbuf_addf(sb, JOURNAL_FOLD "%s\"}\n", hex);
}
