/*
 * Forms, multipart or urlencoded, taken apart as they come: fields into memory,
 * files onto the disk, hashed on the way.
 */
#include "request.h"

#include "base/array.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIELD_MAX        ((size_t)1 << 20)
#define PARTS_MAX        1000u
#define PROCESSOR_BUFFER ((size_t)64 << 10)

/* Ends the part that is being read. */
static void part_close(struct form_reader *reader)
{
    if (!reader->open) {
        return;
    }
    struct httpd_part *part = &reader->form->items[reader->form->len - 1];
    if (reader->file) {
        if (fclose(reader->file) != 0) {
            part->too_large = true;
        }
        reader->file = NULL;
        hash_hex(&reader->hash, part->sha256);
    } else {
        part->value = strbuf_detach(&reader->field);
        strbuf_init(&reader->field, FIELD_MAX);
    }
    reader->open = false;
}

static bool part_open(struct form_reader *reader, const char *name, const char *file_name,
                      const char *content_type)
{
    if (reader->form->len >= PARTS_MAX) {
        return false;
    }
    struct httpd_part part = {.name = mem_strdup(name ? name : "")};
    part.content_type = mem_strdup(content_type);
    if (file_name) {
        part.file_name = mem_strdup(file_name);
        part.file = mem_printf("%s/upload-XXXXXX", reader->directory);
        int fd = mkstemp(part.file);
        reader->file = fd >= 0 ? fdopen(fd, "wb") : NULL;
        if (!reader->file) {
            free(part.name);
            free(part.content_type);
            free(part.file_name);
            free(part.file);
            return false;
        }
        (void)fchmod(fd, 0644);
        hash_init(&reader->hash);
    }
    ARRAY_PUSH(reader->form, part);
    reader->open = true;
    return true;
}

static enum MHD_Result form_piece(void *context, enum MHD_ValueKind kind, const char *name,
                                  const char *file_name, const char *content_type,
                                  const char *encoding, const char *bytes, uint64_t offset,
                                  size_t len)
{
    (void)kind;
    (void)encoding;
    struct form_reader *reader = context;
    if (offset == 0) {
        part_close(reader);
        if (!part_open(reader, name, file_name, content_type)) {
            return MHD_NO;
        }
    }
    struct httpd_part *part = &reader->form->items[reader->form->len - 1];
    if (!reader->file) {
        strbuf_add(&reader->field, bytes, len);
        return MHD_YES;
    }
    part->size += len;
    if (part->size > reader->max_file) {
        part->too_large = true;
        return MHD_YES;
    }
    hash_add(&reader->hash, bytes, len);
    if (fwrite(bytes, 1, len, reader->file) != len) {
        part->too_large = true;
    }
    return MHD_YES;
}

bool httpd_expect_form(struct httpd_request *request, const char *directory, uint64_t max_file)
{
    struct form_reader *reader = mem_alloc(sizeof *reader);
    reader->processor =
        MHD_create_post_processor(request->connection, PROCESSOR_BUFFER, form_piece, reader);
    if (!reader->processor) {
        free(reader);
        return false;
    }
    reader->form = mem_alloc(sizeof *reader->form);
    reader->directory = mem_strdup(directory);
    reader->max_file = max_file;
    strbuf_init(&reader->field, FIELD_MAX);
    request->reader = reader;
    return true;
}

bool form_feed(struct httpd_request *request, const char *bytes, size_t len)
{
    struct form_reader *reader = request->reader;
    return reader->processor && MHD_post_process(reader->processor, bytes, len) == MHD_YES;
}

void form_finish(struct httpd_request *request)
{
    struct form_reader *reader = request->reader;
    if (reader && reader->processor) {
        MHD_destroy_post_processor(reader->processor);
        reader->processor = NULL;
        part_close(reader);
    }
}

void form_reader_free(struct form_reader *reader)
{
    if (!reader) {
        return;
    }
    if (reader->processor) {
        MHD_destroy_post_processor(reader->processor);
    }
    part_close(reader);
    strbuf_release(&reader->field);
    httpd_form_free(reader->form);
    free(reader->directory);
    free(reader);
}

struct httpd_form *httpd_form(struct httpd_request *request)
{
    return request->reader ? request->reader->form : NULL;
}

struct httpd_form *httpd_take_form(struct httpd_request *request)
{
    struct httpd_form *form = httpd_form(request);
    if (form) {
        form_finish(request);
        request->reader->form = NULL;
    }
    return form;
}

const struct httpd_part *httpd_form_part(const struct httpd_form *form, const char *name)
{
    for (size_t i = 0; form && i < form->len; i++) {
        if (strcmp(form->items[i].name, name) == 0) {
            return &form->items[i];
        }
    }
    return NULL;
}

void httpd_form_free(struct httpd_form *form)
{
    if (!form) {
        return;
    }
    for (size_t i = 0; i < form->len; i++) {
        struct httpd_part *part = &form->items[i];
        if (part->file) {
            unlink(part->file);
        }
        free(part->name);
        free(part->value);
        free(part->file);
        free(part->file_name);
        free(part->content_type);
    }
    free(form->items);
    free(form);
}
