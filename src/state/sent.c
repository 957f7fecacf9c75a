/*
 * What was sent last, for people to compare with: beside the state
 * ("state.json" has "state.sent"), not in git, and precious to nobody. A first
 * line with the location, then records, the newest of a post's id counts:
 *
 *     ID HASH STORED LEN CRC\n  and STORED bytes: zlib of title NUL description NUL text
 *
 * By GHL's id, so that it follows documents that move. Records are appended;
 * the file is written anew where it is damaged, another location's, or more than
 * half of it is of no use any more. It is read only where a difference is shown
 * or something was sent.
 */
#include <ghlpub/state.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "inside.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define FIRST_LINE "ghlpub-sent 1 "
#define ID_MAX     128
/* Garbage that is always allowed. */
#define SLACK (1u << 20)

struct record {
    const char *line; /* the whole record in the text */
    size_t size;      /* of it */
    const char *id, *hash, *stored;
    unsigned long stored_len, len, crc;
};

struct sent {
    struct strbuf text;
    struct arena *arena;
    struct map by_id; /* of struct record */
    size_t good;      /* bytes that can be read */
    bool foreign, damaged;
};

/* ---- zlib, with our memory ---- */

static void *zlib_alloc(void *context, unsigned count, unsigned size)
{
    (void)context;
    return mem_alloc((size_t)count * size + 1);
}

static void zlib_free(void *context, void *block)
{
    (void)context;
    free(block);
}

static void compress_into(struct strbuf *out, const char *bytes, size_t len)
{
    z_stream stream = {.zalloc = zlib_alloc, .zfree = zlib_free};
    unsigned char block[16384];
    int status = deflateInit(&stream, Z_DEFAULT_COMPRESSION);
    stream.next_in = (unsigned char *)(uintptr_t)bytes;
    stream.avail_in = (unsigned)len;
    while (status == Z_OK) {
        stream.next_out = block;
        stream.avail_out = sizeof block;
        status = deflate(&stream, Z_FINISH);
        strbuf_add(out, block, sizeof block - stream.avail_out);
    }
    deflateEnd(&stream);
}

/* NULL where it is not what the record says. */
static char *expand(struct arena *arena, const struct record *record)
{
    z_stream stream = {.zalloc = zlib_alloc, .zfree = zlib_free};
    char *bytes = arena_alloc(arena, record->len + 1);
    stream.next_in = (unsigned char *)(uintptr_t)record->stored;
    stream.avail_in = (unsigned)record->stored_len;
    stream.next_out = (unsigned char *)bytes;
    stream.avail_out = (unsigned)record->len;
    bool good = inflateInit(&stream) == Z_OK && inflate(&stream, Z_FINISH) == Z_STREAM_END &&
                stream.avail_out == 0;
    inflateEnd(&stream);
    return good ? bytes : NULL;
}

/* ---- reading ---- */

static bool read_number(const char **at, unsigned long most, unsigned long *number)
{
    char *end;
    if (**at < '0' || **at > '9')
        return false;
    *number = strtoul(*at, &end, 10);
    *at = end + (*end == ' ');
    return *number <= most && (*end == ' ' || *end == '\n');
}

static const char *read_word(struct arena *arena, const char **at)
{
    size_t len = strcspn(*at, " \n");
    if (len == 0 || len > ID_MAX || (*at)[len] != ' ')
        return NULL;
    const char *word = arena_strndup(arena, *at, len);
    *at += len + 1;
    return word;
}

static bool read_record(struct sent *sent, const char *at, const char *end, struct record *record)
{
    const char *line_end = memchr(at, '\n', (size_t)(end - at));
    record->line = at;
    if (!line_end || !(record->id = read_word(sent->arena, &at)) ||
        !(record->hash = read_word(sent->arena, &at)) ||
        !read_number(&at, LIMIT_SENT, &record->stored_len) ||
        !read_number(&at, LIMIT_SENT_TEXT, &record->len) ||
        !read_number(&at, 0xffffffffUL, &record->crc) || at != line_end)
        return false;
    record->stored = at + 1;
    if (record->stored_len > (size_t)(end - record->stored))
        return false;
    record->size = (size_t)(record->stored + record->stored_len - record->line);
    return crc32(0, (const unsigned char *)record->stored, (unsigned)record->stored_len) ==
           record->crc;
}

static void read_records(struct sent *sent, const char *location)
{
    const char *at = sent->text.buf, *end = at + sent->text.len;
    size_t first = strlen(FIRST_LINE), len = strlen(location);
    bool ours = sent->text.len > first + len && strncmp(at, FIRST_LINE, first) == 0 &&
                strncmp(at + first, location, len) == 0 && at[first + len] == '\n';
    sent->foreign = sent->text.len && !ours;
    if (!ours)
        return;
    at += first + len + 1;
    while (at < end) {
        struct record record = {0};
        if (!read_record(sent, at, end, &record)) {
            sent->damaged = true;
            break;
        }
        map_set(&sent->by_id, record.id, arena_dup(sent->arena, &record, sizeof record));
        at += record.size;
    }
    sent->good = (size_t)(at - sent->text.buf);
}

static char *sent_path(const struct state *state)
{
    size_t len = strlen(state->path);
    if (len > 5 && strcmp(state->path + len - 5, ".json") == 0)
        len -= 5;
    return mem_printf("%.*s.sent", (int)len, state->path);
}

struct sent *ghlpub_sent_load(const struct state *state, struct diagnostics *found)
{
    struct sent *sent = mem_alloc(sizeof *sent);
    struct error err = ERROR_INIT;
    char *path = sent_path(state);
    strbuf_init(&sent->text, LIMIT_SENT + 1);
    sent->arena = arena_new();
    if (file_read(path, LIMIT_SENT, &sent->text, &err))
        read_records(sent, ghlpub_state_location(state));
    else
        sent->damaged = strcmp(err.code, "file-missing") != 0;
    if (found && (sent->damaged || sent->foreign)) {
        struct place place = {path, 0, 0};
        struct diagnostic *item =
            diagnose(found, SEVERITY_WARNING, "sent-unusable", place, "%s",
                     sent->foreign ? "what was sent last is another location's; it is not used"
                                   : "what was sent last is damaged, and used as far as it is not");
        diagnostic_hint(item, "nothing is lost but the differences that `plan` shows; the next "
                              "publish that sends something mends it");
    }
    error_release(&err);
    free(path);
    return sent;
}

void ghlpub_sent_free(struct sent *sent)
{
    if (!sent)
        return;
    map_release(&sent->by_id, NULL);
    strbuf_release(&sent->text);
    arena_free(sent->arena);
    free(sent);
}

bool ghlpub_sent_find(const struct sent *sent, const char *id, struct sent_text *out)
{
    const struct record *record = id ? map_get(&sent->by_id, id) : NULL;
    const char *bytes = record ? expand(sent->arena, record) : NULL;
    if (!bytes)
        return false;
    const char *end = bytes + record->len; /* where a NUL stands, too */
    *out = (struct sent_text){.id = record->id, .hash = record->hash, .title = bytes};
    out->description = bytes + strlen(bytes) < end ? bytes + strlen(bytes) + 1 : end;
    out->text = out->description + strlen(out->description) < end
                    ? out->description + strlen(out->description) + 1
                    : end;
    return true;
}

/* ---- writing ---- */

static bool is_word(const char *text)
{
    size_t len = text ? strlen(text) : 0;
    return len > 0 && len <= ID_MAX && strcspn(text, " \t\r\n") == len;
}

static void add_record(struct strbuf *out, const struct sent_text *text)
{
    struct strbuf bytes = STRBUF_INIT(LIMIT_SENT_TEXT), stored = STRBUF_INIT(LIMIT_SENT);
    if (!is_word(text->id) || !is_word(text->hash))
        return;
    strbuf_add(&bytes, text->title, strlen(text->title) + 1);
    strbuf_add(&bytes, text->description, strlen(text->description) + 1);
    strbuf_adds(&bytes, text->text);
    compress_into(&stored, bytes.buf, bytes.len);
    unsigned long crc = crc32(0, (const unsigned char *)stored.buf, (unsigned)stored.len);
    if (!bytes.overflow) {
        strbuf_addf(out, "%s %s %zu %zu %lu\n", text->id, text->hash, stored.len, bytes.len, crc);
        strbuf_add(out, stored.buf, stored.len);
    }
    strbuf_release(&bytes);
    strbuf_release(&stored);
}

static bool is_among(const struct sent_text *texts, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i].id, id) == 0)
            return true;
    return false;
}

/* What is worth keeping: records of posts that the state knows, and that are not sent anew. */
static void keep_records(struct strbuf *out, const struct sent *sent, const struct state *state,
                         const struct sent_text *texts, size_t count)
{
    const char *id;
    void *value;
    for (size_t at = 0; map_next(&sent->by_id, &at, &id, &value);) {
        const struct record *record = value;
        if (ghlpub_state_find_id(state, STATE_POST, id) && !is_among(texts, count, id) &&
            out->len + record->size < LIMIT_SENT / 2)
            strbuf_add(out, record->line, record->size);
    }
}

static bool append(const char *path, const struct strbuf *text, struct error *err)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    bool good = fd >= 0 && file_write_all(fd, text->buf, text->len);
    if (fd >= 0)
        good = close(fd) == 0 && good;
    if (!good) {
        error_set(err, ERROR_STATE, "write-failed", "cannot write");
        error_at(err, path, 0, 0);
    }
    return good;
}

bool ghlpub_sent_add(const struct state *state, const struct sent_text *texts, size_t count,
                     struct error *err)
{
    struct sent *sent = ghlpub_sent_load(state, NULL);
    struct strbuf kept = STRBUF_INIT(LIMIT_SENT), fresh = STRBUF_INIT(LIMIT_SENT);
    char *path = sent_path(state);
    bool good;
    for (size_t i = 0; i < count; i++)
        add_record(&fresh, &texts[i]);
    keep_records(&kept, sent, state, texts, count);
    size_t wasted = sent->good > kept.len ? sent->good - kept.len : 0;
    bool whole = sent->good && !sent->damaged && !sent->foreign;
    if (whole && wasted <= kept.len + SLACK && sent->good + fresh.len < LIMIT_SENT) {
        good = append(path, &fresh, err);
    } else {
        struct strbuf text = STRBUF_INIT(LIMIT_SENT);
        strbuf_addf(&text, "%s%s\n", FIRST_LINE, ghlpub_state_location(state));
        strbuf_add(&text, kept.buf, kept.len);
        strbuf_add(&text, fresh.buf, fresh.len);
        good = file_write(path, text.buf, text.overflow ? 0 : text.len, 0644, err);
        strbuf_release(&text);
    }
    strbuf_release(&kept);
    strbuf_release(&fresh);
    ghlpub_sent_free(sent);
    free(path);
    return good;
}
