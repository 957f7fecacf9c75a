/*
 * The log: a line for each change, written by one write() before the request is
 * answered, so that a killed sandbox has lost nothing that it said. (It is not
 * synced: a machine that loses its power may lose the end.) At the start the
 * log is read, and written anew where most of it is history.
 */
#include "store_log.h"

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/strbuf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_MAX     ((size_t)1 << 31)
#define LOG_VERSION 1
#define HISTORY     2 /* written anew where there are so many lines for an object */

static void line_add(struct strbuf *sb, const struct store *store, enum kind kind, const char *id,
                     const json_t *value, int64_t now_ms)
{
    strbuf_addf(sb, "{\"kind\":\"%s\",\"id\":", kind_name(kind));
    strbuf_add_json(sb, id);
    strbuf_addf(sb, ",\"n\":%llu,\"at\":%lld,\"value\":", (unsigned long long)store->counter,
                (long long)now_ms);
    if (value) {
        strbuf_add_json_compact(sb, value);
    } else {
        strbuf_adds(sb, "null");
    }
    strbuf_adds(sb, "}\n");
}

void store_log_add(struct store *store, enum kind kind, const char *id, const json_t *value,
                   int64_t now_ms)
{
    if (store->log < 0) {
        return;
    }
    struct strbuf line;
    strbuf_init(&line, STRBUF_UNBOUNDED);
    line_add(&line, store, kind, id, value, now_ms);
    if (!file_write_all(store->log, line.buf, line.len)) {
        store->failed = true;
    }
    strbuf_release(&line);
}

static bool line_read(struct store *store, const char *text, size_t len, struct error *err)
{
    json_t *line = json_parse(text, len, err);
    if (!line) {
        return false;
    }
    const char *name = json_text(line, "kind");
    const char *id = json_text(line, "id");
    size_t kind = 0;
    while (kind < KIND_COUNT && (!name || strcmp(kind_name((enum kind)kind), name) != 0)) {
        kind++;
    }
    bool good = kind < KIND_COUNT && id;
    if (good) {
        json_t *value = json_object_get(line, "value");
        int64_t at = json_number(line, "at", 0);
        store_apply(store, (enum kind)kind, id, json_is_object(value) ? json_incref(value) : NULL,
                    at);
        uint64_t counter = (uint64_t)json_number(line, "n", 0);
        store->counter = counter > store->counter ? counter : store->counter;
        store->last_ms = at > store->last_ms ? at : store->last_ms;
    } else {
        error_set(err, ERROR_STATE, "bad-sandbox-state", "a line of another kind");
    }
    json_decref(line);
    return good;
}

/* Reads the lines; sets *end to what is worth keeping, *lines to their number. */
static bool log_read(struct store *store, const struct strbuf *text, const char *path, size_t *end,
                     size_t *lines, struct error *err)
{
    size_t at = 0;
    unsigned number = 0;
    while (at < text->len) {
        const char *newline = memchr(text->buf + at, '\n', text->len - at);
        if (!newline) {
            break; /* cut by a crash: it was never answered */
        }
        size_t len = (size_t)(newline - (text->buf + at));
        struct error why = ERROR_INIT;
        number++;
        if (!line_read(store, text->buf + at, len, &why)) {
            error_set(err, ERROR_STATE, "bad-sandbox-state", "this is no state of a sandbox: %s",
                      why.message);
            error_at(err, path, number, 1);
            error_release(&why);
            return false;
        }
        at += len + 1;
    }
    *end = at;
    *lines = number;
    return true;
}

static bool log_rewrite(const struct store *store, const char *path, struct error *err)
{
    struct strbuf out;
    strbuf_init(&out, STRBUF_UNBOUNDED);
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        const char *id;
        void *pointer;
        for (size_t i = 0; map_next(&store->kinds[kind], &i, &id, &pointer);) {
            const struct object *object = pointer;
            line_add(&out, store, (enum kind)kind, id, object->value, object->changed_ms);
        }
    }
    bool good = file_write(path, out.buf, out.len, 0600, err);
    strbuf_release(&out);
    return good;
}

static size_t object_count(const struct store *store)
{
    size_t count = 0;
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        count += store->kinds[kind].count;
    }
    return count;
}

bool store_log_open(struct store *store, const char *directory, struct error *err)
{
    char *path = path_join(directory, "store.log");
    struct strbuf text;
    size_t end = 0, lines = 0;
    bool good = false;
    strbuf_init(&text, LOG_MAX);
    if (!file_make_directories(directory, err)) {
        goto done;
    }
    if (file_exists(path) && (!file_read(path, LOG_MAX, &text, err) ||
                              !log_read(store, &text, path, &end, &lines, err))) {
        goto done;
    }
    bool torn = end < text.len;
    if ((torn || lines > HISTORY * object_count(store) + 100) && !log_rewrite(store, path, err)) {
        goto done;
    }
    store->log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    good = store->log >= 0;
    if (!good) {
        error_set_errno(err, ERROR_STATE, "write-failed", "cannot write \"%s\"", path);
    }
done:
    strbuf_release(&text);
    free(path);
    return good;
}
