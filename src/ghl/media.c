/*
 * Media: uploads and deletions (facts 2). The form of an upload is made in
 * transfer.c, which reads the file as it goes.
 */
#include "client.h"
#include "resources.h"

#include "base/mem.h"

static const char *const wrappers[] = {"data", "file", "media", "result", "results", NULL};

/* `{fileId, url}` by the description; `id` and `fileUrl` in code that others wrote (facts 2). */
static const json_t *media_record(const json_t *json)
{
    for (unsigned depth = 0; depth < 3 && json_is_object(json); depth++) {
        const json_t *inner = NULL;

        if (json_object_get(json, "url") || json_object_get(json, "fileUrl") ||
            json_object_get(json, "mediaUrl"))
            return json;
        for (size_t i = 0; wrappers[i] && !inner; i++)
            inner = json_object_get(json, wrappers[i]);
        json = inner;
    }
    return NULL;
}

bool media_decode(struct arena *arena, const json_t *record, struct ghl_media *media)
{
    const char *type = field_text(arena, record, "type");
    int64_t size = field_number(record, "size", 0);

    *media = (struct ghl_media){.id = field_text(arena, record, "fileId"),
                                .name = field_text(arena, record, "name"),
                                .url = field_text(arena, record, "url"),
                                .size = size > 0 ? size : 0};
    if (!media->id)
        media->id = field_id(arena, record);
    if (!media->id)
        media->id = field_text(arena, record, "mediaId");
    if (!media->url)
        media->url = field_text(arena, record, "fileUrl");
    if (!media->url)
        media->url = field_text(arena, record, "mediaUrl");
    if (type && type[0] == 'f' && type[1] == 'o')
        return false; /* a folder */
    return media->id != NULL;
}

static bool is_media(const json_t *json)
{
    const json_t *record = media_record(json);
    struct arena *arena = arena_new();
    struct ghl_media media;
    bool is = record && media_decode(arena, record, &media) && media.url && *media.url;

    arena_free(arena);
    return is;
}

struct ghl_request *ghl_upload(const struct ghl *ghl, const char *path, const char *name,
                               const char *type, const char *folder)
{
    struct ghl_request *request = request_new("POST", mem_strdup("/medias/upload-file"), NULL,
                                              "upload the file", true, is_media);

    (void)ghl; /* the location comes from the token (facts 2) */
    request->file = mem_strdup(path);
    request->name = mem_strdup(name);
    request->type = mem_strdup(type);
    request->folder = mem_strdup(folder);
    return request;
}

struct ghl_request *ghl_media_delete(const struct ghl *ghl, const char *id)
{
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);

    strbuf_adds(&path, "/medias/");
    strbuf_add_url(&path, id, NULL);
    request_query(&path, "altType", "location");
    request_query(&path, "altId", ghl->location);
    return request_new("DELETE", strbuf_detach(&path), NULL, "delete the file", true, NULL);
}

bool ghl_read_media(const struct ghl_answer *answer, struct arena *arena, struct ghl_media *media)
{
    const json_t *record = media_record(answer->json);
    return record && media_decode(arena, record, media);
}
