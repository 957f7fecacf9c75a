/*
 * The media library: uploads that went to disk while they came, lists, folders,
 * deletion (facts.md 2). The files are served at /media/LOCATION/ID.EXT.
 */
#include "box.h"
#include "media.h"
#include "rows.h"
#include "validate.h"

#include "base/mem.h"
#include "base/path.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define UPLOAD_MAX   ((uint64_t)25 << 20)
#define VIDEO_MAX    ((uint64_t)500 << 20)
#define LIST_DEFAULT 20

/* What the help pages list; by extension, since that is what the server looks at. */
static const char extensions[] =
    "png|jpg|jpeg|jfif|pjpeg|pjp|gif|tif|tiff|webp|svg|ico|cur|avi|qt|mov|mp4|mpg|ogv|wmv|asf|webm|"
    "aif|mid|wav|oga|weba|mpeg|m4a|mp3|pdf|doc|docx|xls|xlsx|xlsm|ppt|pptx|pptm|rtf|txt|zip|csv|"
    "ttf|otf|woff|woff2|vcf";

static const struct rule list_rules[] = {
    {"sortBy", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {"sortOrder", SHAPE_ENUM, RULE_REQUIRED, "asc|desc", NULL, 0, NULL},
    {"type", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {"altType", SHAPE_ENUM, RULE_REQUIRED, "location", NULL, 0, NULL},
    {"altId", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {"offset", SHAPE_NUMBER_TEXT, 0, NULL, NULL, 0, NULL},
    {"limit", SHAPE_NUMBER_TEXT, 0, NULL, NULL, 0, NULL},
    {"query", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
    {"parentId", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
    {"fetchAll", SHAPE_FLAG_TEXT, 0, NULL, NULL, 0, NULL},
    {0},
};

#define ALT_RULES                                                                                  \
    {"altType", SHAPE_ENUM, RULE_REQUIRED, "location", NULL, 0, NULL},                             \
    {                                                                                              \
        "altId", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL                      \
    }

static const struct rule folder_rules[] = {
    ALT_RULES,
    {"name", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {"parentId", SHAPE_TEXT, 0, NULL, NULL, 0, NULL},
    {0},
};

static const struct rule rename_rules[] = {
    ALT_RULES,
    {"name", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {0},
};

static const struct rule alt_rules[] = {ALT_RULES, {0}};

static const struct rule file_id_rules[] = {
    {"_id", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {0},
};

static const struct rule delete_rules[] = {
    ALT_RULES,
    {"filesToBeDeleted", SHAPE_OBJECTS, RULE_REQUIRED | RULE_FILLED, NULL, file_id_rules, 0, NULL},
    {"status", SHAPE_ENUM, RULE_REQUIRED, "deleted|trashed", NULL, 0, NULL},
    {0},
};

static bool refused(struct call *call, const struct rule *body, const struct rule *query)
{
    struct rule_mode mode = {.v3 = call->v3};
    json_t *messages = json_array();
    if (body) {
        validate_body(body, call->body, "", mode, messages);
    }
    if (query) {
        validate_query(query, call->query, mode, messages);
    }
    return call_refused(call, messages);
}

/* The extension in lower case without its dot: "" where there is none. */
static void extension_of(const char *name, char out[16])
{
    const char *dot = path_extension(name);
    size_t len = 0;
    for (dot += *dot == '.'; dot[len] && len < 15; len++) {
        out[len] = (char)tolower((unsigned char)dot[len]);
    }
    out[len] = '\0';
}

char *media_url(const struct sandbox *box, const json_t *media)
{
    const char *hosted = json_text(media, "_hosted");
    return hosted ? mem_strdup(hosted)
                  : mem_printf("%s/media/%s/%s", box->base, json_text(media, "locationId"),
                               json_text(media, "_file"));
}

json_t *media_row(void *context, const json_t *media)
{
    json_t *row = json_public(media);
    bool folder = strcmp(json_text(media, "type"), "folder") == 0;
    json_put(row, "altId", json_text(media, "locationId"));
    json_put(row, "altType", "location");
    json_object_del(row, "locationId");
    json_object_del(row, "sha256");
    if (!folder) {
        char *url = media_url(context, media);
        json_put(row, "url", url);
        json_put(row, "path", url);
        free(url);
    }
    return row;
}

static json_t *media_new(struct call *call, const char *id, const char *type, const char *name,
                         const char *parent)
{
    json_t *media = json_object();
    json_put(media, "_id", id);
    json_put(media, "locationId", call->location);
    json_put(media, "type", type);
    json_put(media, "name", name);
    json_put(media, "parentId", parent);
    json_put_time(media, "createdAt", call->now_ms);
    json_put_time(media, "updatedAt", call->now_ms);
    return media;
}

static const char *field(const struct call *call, const char *name)
{
    const struct httpd_part *part = httpd_form_part(call->form, name);
    return part && part->value && *part->value ? part->value : NULL;
}

/* Says what is wrong with the upload, with its status; NULL where nothing is. */
static const char *upload_fault(const struct call *call, const struct httpd_part *file,
                                const char *name, bool hosted, unsigned *status)
{
    char extension[16];
    const char *fields[] = {"file",     "hosted",     "fileUrl", "name",
                            "parentId", "locationId", "altId",   "altType"};
    *status = 422;
    for (size_t i = 0; call->form && i < call->form->len; i++) {
        bool known = false;
        for (size_t j = 0; j < sizeof fields / sizeof *fields; j++) {
            known = known || strcmp(call->form->items[i].name, fields[j]) == 0;
        }
        if (!known) {
            return "property should not exist";
        }
    }
    if (hosted ? !field(call, "fileUrl") : !file || !file->file) {
        return hosted ? "fileUrl should not be empty" : "file should not be empty";
    }
    const char *typed = hosted ? field(call, "fileUrl") : file->file_name;
    extension_of(typed, extension);
    if (!list_holds(extensions, extension)) {
        extension_of(name, extension);
    }
    *status = 400;
    if (!list_holds(extensions, extension)) {
        return "Invalid file type";
    }
    bool video = strncmp(httpd_type_of(typed), "video/", 6) == 0;
    uint64_t max = call->v3 && video ? VIDEO_MAX : UPLOAD_MAX;
    *status = 413;
    return !hosted && (file->too_large || file->size > max) ? "File too large" : NULL;
}

/* Moves the file to its place. */
static bool upload_keep(struct call *call, const struct httpd_part *file, const char *id,
                        json_t *media)
{
    char extension[16];
    extension_of(file->file_name, extension);
    if (!extension[0]) {
        extension_of(json_text(media, "name"), extension);
    }
    char *name = mem_printf("%s.%s", id, extension);
    char *path = path_join(call->box->files, name);
    bool good = rename(file->file, path) == 0;
    json_put(media, "_file", name);
    json_put(media, "sha256", file->sha256);
    json_put(media, "contentType", httpd_type_of(name));
    json_put_number(media, "size", (int64_t)file->size);
    free(name);
    free(path);
    return good;
}

void media_upload(struct call *call)
{
    struct sandbox *box = call->box;
    const struct httpd_part *file = httpd_form_part(call->form, "file");
    bool hosted = field(call, "hosted") && strcmp(field(call, "hosted"), "true") == 0;
    const char *name = field(call, "name");
    unsigned status;
    if (!name) {
        name = hosted ? field(call, "fileUrl") : file ? file->file_name : NULL;
        name = name ? path_name(name) : "";
    }
    const char *fault = upload_fault(call, file, name, hosted, &status);
    if (fault) {
        call_error(call, status, fault);
        return;
    }
    char *id = store_id24(&box->store);
    bool parent = box_quirk(box, QUIRK_MEDIA_FOLDERS);
    json_t *media = media_new(call, id, "file", name, parent ? field(call, "parentId") : NULL);
    if (hosted) {
        json_put(media, "_hosted", field(call, "fileUrl"));
    } else if (!upload_keep(call, file, id, media)) {
        json_decref(media);
        free(id);
        call_error(call, 500, "Internal server error");
        return;
    }
    char *url = media_url(box, media);
    json_t *json = json_object();
    json_put(json, "fileId", id);
    json_put(json, "url", url);
    store_put(&box->store, KIND_MEDIA, id, media, call->now_ms);
    call_answer(call, 200, json);
    free(url);
    free(id);
}

static bool media_chosen(const struct call *call, const json_t *media)
{
    const char *type = call_query(call, "type");
    const char *query = call_query(call, "query");
    const char *parent = call_query(call, "parentId");
    const char *all = call_query(call, "fetchAll");
    const char *its_parent = json_text(media, "parentId");
    if (json_flag(media, "trashed", false) || strcmp(json_text(media, "type"), type) != 0 ||
        (query && !text_contains(json_text(media, "name"), query))) {
        return false;
    }
    if (parent && *parent) {
        return its_parent && strcmp(parent, its_parent) == 0;
    }
    bool by_folder =
        box_quirk(call->box, QUIRK_MEDIA_BY_FOLDER) && !query && !(all && strcmp(all, "true") == 0);
    return !by_folder || !its_parent;
}

void media_list(struct call *call)
{
    if (refused(call, NULL, list_rules)) {
        return;
    }
    struct rows rows = {0};
    struct store_walk walk = {.store = &call->box->store,
                              .kind = KIND_MEDIA,
                              .location = call->location,
                              .seen_ms = call->now_ms};
    for (const json_t *media; (media = store_next(&walk));) {
        if (media_chosen(call, media)) {
            rows_add(&rows, media, 0, walk.n);
        }
    }
    const char *by = call_query(call, "sortBy");
    bool named = strcmp(by, "name") == 0;
    rows_sort_by(&rows, named ? "name" : NULL, strcmp(call_query(call, "sortOrder"), "desc") == 0);
    const char *all = call_query(call, "fetchAll");
    int64_t limit = all && strcmp(all, "true") == 0
                        ? INT32_MAX
                        : call_query_number(call, "limit", LIST_DEFAULT);
    json_t *json = json_object();
    json_put_value(
        json, "files",
        rows_page(&rows, call_query_number(call, "offset", 0), limit, media_row, call->box));
    call_trace(call, json);
    call_answer(call, 200, json);
    rows_release(&rows);
}

void media_folder(struct call *call)
{
    if (refused(call, folder_rules, NULL)) {
        return;
    }
    char *id = store_id24(&call->box->store);
    json_t *folder = media_new(call, id, "folder", json_text(call->body, "name"),
                               json_text(call->body, "parentId"));
    store_put(&call->box->store, KIND_MEDIA, id, folder, call->now_ms);
    call_answer(call, 200, media_row(call->box, folder));
    free(id);
}

void media_forget(struct sandbox *box, const char *id, int64_t now_ms)
{
    const json_t *media = store_get(&box->store, KIND_MEDIA, id);
    const char *file = json_text(media, "_file");
    if (file) {
        char *path = path_join(box->files, file);
        unlink(path);
        free(path);
    }
    store_remove(&box->store, KIND_MEDIA, id, now_ms);
}

void media_delete(struct call *call)
{
    if (refused(call, NULL, alt_rules)) {
        return;
    }
    const char *id = call->segments[0];
    if (!store_get_in(&call->box->store, KIND_MEDIA, id, call->location)) {
        call_error(call, 404, "File not found");
        return;
    }
    media_forget(call->box, id, call->now_ms);
    json_t *json = json_object();
    json_put_flag(json, "deleted", true);
    call_trace(call, json);
    call_answer(call, 200, json);
}

void media_delete_many(struct call *call)
{
    struct store *store = &call->box->store;
    size_t i;
    json_t *item;
    if (refused(call, delete_rules, NULL)) {
        return;
    }
    bool trash = strcmp(json_text(call->body, "status"), "trashed") == 0;
    json_t *list = json_array();
    json_array_foreach(json_object_get(call->body, "filesToBeDeleted"), i, item)
    {
        const char *id = json_text(item, "_id");
        const json_t *media = store_get_in(store, KIND_MEDIA, id, call->location);
        json_t *row = json_object();
        json_put_flag(row, "deleted", media != NULL);
        json_put(row, "id", id);
        json_array_append_new(list, row);
        if (media && trash) {
            json_t *copy = json_copy((json_t *)media);
            json_put_flag(copy, "trashed", true);
            store_put(store, KIND_MEDIA, id, copy, call->now_ms);
        } else if (media) {
            media_forget(call->box, id, call->now_ms);
        }
    }
    call_answer(call, 200, list);
}

void media_rename(struct call *call)
{
    struct store *store = &call->box->store;
    if (refused(call, rename_rules, NULL)) {
        return;
    }
    const char *id = call->segments[0];
    const json_t *media = store_get_in(store, KIND_MEDIA, id, call->location);
    if (!media) {
        call_error(call, 404, "File not found");
        return;
    }
    json_t *copy = json_copy((json_t *)media);
    json_put(copy, "name", json_text(call->body, "name"));
    json_put_time(copy, "updatedAt", call->now_ms);
    store_put(store, KIND_MEDIA, id, copy, call->now_ms);
    json_t *json = json_object();
    json_put_flag(json, "updated", true);
    call_trace(call, json);
    call_answer(call, 200, json);
}
