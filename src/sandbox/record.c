/*
 * The log of requests. The token is never in it; the oldest entries go where it
 * grows too large.
 */
#include "record.h"
#include "box.h"
#include "validate.h"

#include "base/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define BYTES_MAX  ((size_t)256 << 20)
#define ENTRY_SIZE ((size_t)2048) /* what one entry takes beside its body, about */

bool record_open(struct record *record, const char *directory, struct error *err)
{
    memset(record, 0, sizeof *record);
    record->directory = directory;
    return !directory || file_make_directories(directory, err);
}

void record_clear(struct record *record)
{
    for (size_t i = record->first; i < record->entries.len; i++) {
        json_decref(record->entries.items[i]);
    }
    record->entries.len = record->first = record->bytes = 0;
}

void record_release(struct record *record)
{
    record_clear(record);
    free(record->entries.items);
    free(record->entries.sizes);
    memset(record, 0, sizeof *record);
}

unsigned long record_next(struct record *record)
{
    return ++record->count;
}

char *record_body_path(const struct record *record, unsigned long n)
{
    return record->directory ? mem_printf("%s/%05lu.body", record->directory, n) : NULL;
}

static bool is_secret(const char *name)
{
    return list_holds("client_secret|clientSecret|refresh_token|refreshToken|code", name);
}

static json_t *form_json(const struct httpd_form *form)
{
    json_t *list = json_array();
    for (size_t i = 0; i < form->len; i++) {
        const struct httpd_part *part = &form->items[i];
        json_t *item = json_object();
        json_put(item, "name", part->name);
        json_put(item, "value", part->value && is_secret(part->name) ? "present" : part->value);
        json_put(item, "fileName", part->file_name);
        json_put(item, "contentType", part->content_type);
        if (part->file_name) {
            json_put_number(item, "size", (int64_t)part->size);
            json_put(item, "sha256", part->sha256);
        }
        json_array_append_new(list, item);
    }
    return list;
}

static void put_body(json_t *entry, const struct call *call)
{
    if (call->body) {
        json_object_set(entry, "body", call->body);
    } else if (call->form) {
        json_object_set_new(entry, "form", form_json(call->form));
    } else if (call->text_len > 0) {
        json_t *text = json_stringn(call->text, call->text_len);
        json_object_set_new(entry, "text", text ? text : json_string("(not UTF-8)"));
    }
}

static void entries_push(struct record *record, json_t *entry, size_t size)
{
    if (record->entries.len == record->entries.cap) {
        record->entries.cap = record->entries.cap ? record->entries.cap * 2 : 256;
        record->entries.items =
            mem_resize(record->entries.items, record->entries.cap, sizeof *record->entries.items);
        record->entries.sizes =
            mem_resize(record->entries.sizes, record->entries.cap, sizeof *record->entries.sizes);
    }
    record->entries.items[record->entries.len] = entry;
    record->entries.sizes[record->entries.len++] = size;
    record->bytes += size;
    while (record->bytes > BYTES_MAX && record->first + 1 < record->entries.len) {
        json_decref(record->entries.items[record->first]);
        record->bytes -= record->entries.sizes[record->first++];
    }
}

void record_add(struct record *record, const struct call *call, unsigned long n, const char *ending,
                const char *rule)
{
    json_t *entry = json_object();
    json_put_number(entry, "n", (int64_t)n);
    json_put(entry, "method", call->method);
    json_put(entry, "path", call->path);
    json_object_set(entry, "query", call->query);
    json_object_set(entry, "headers", call->headers);
    json_put(entry, "contentType", json_text(call->headers, "content-type"));
    json_put(entry, "location", call->location);
    put_body(entry, call);
    json_put_number(entry, "status", call->status);
    json_put_flag(entry, "acted", call->acted);
    json_put(entry, "ending", ending);
    json_put(entry, "fault", rule);
    json_put_time(entry, "at", call->now_ms);
    entries_push(record, entry, ENTRY_SIZE + 4 * call->text_len);
}

void record_file(const struct record *record, const struct call *call, unsigned long n)
{
    if (!record->directory) {
        return;
    }
    json_t *entry = json_object();
    json_put(entry, "method", call->method);
    json_put(entry, "path", call->target);
    json_t *headers = json_copy(call->headers);
    if (call->authorization) {
        json_put(headers, "authorization", "Bearer sandbox");
    }
    json_put_value(entry, "headers", headers);
    if (call->form) {
        char *name = mem_printf("%05lu.body", n);
        json_put(entry, "bodyFile", name);
        free(name);
    } else if (call->text_len > 0) {
        json_t *text = json_stringn(call->text, call->text_len);
        json_object_set_new(entry, "body", text ? text : json_null());
    }
    struct strbuf out;
    strbuf_init(&out, STRBUF_UNBOUNDED);
    strbuf_add_json_pretty(&out, entry);
    char *path = mem_printf("%s/%05lu.json", record->directory, n);
    FILE *file = fopen(path, "wb");
    if (file) {
        fwrite(out.buf, 1, out.len, file);
        fclose(file);
    }
    free(path);
    strbuf_release(&out);
    json_decref(entry);
}

json_t *record_json(const struct record *record, const char *method, const char *glob)
{
    json_t *list = json_array();
    for (size_t i = record->first; i < record->entries.len; i++) {
        json_t *entry = record->entries.items[i];
        if ((method && strcmp(method, json_text(entry, "method")) != 0) ||
            (glob && !glob_matches(glob, json_text(entry, "path")))) {
            continue;
        }
        json_array_append(list, entry);
    }
    return list;
}
