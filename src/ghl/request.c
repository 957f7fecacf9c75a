/*
 * Requests as values. What is in them is left to the files of the resources,
 * sending to loop.c.
 */
#include "request.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct ghl_request *request_new(const char *method, char *path, json_t *body, const char *what,
                                bool writes, bool (*readable)(const json_t *json))
{
    struct ghl_request *request = mem_alloc(sizeof *request);

    request->method = mem_strdup(method);
    request->path = path;
    request->what = what;
    request->writes = writes;
    request->readable = readable;
    if (body) {
        struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
        strbuf_add_json_compact(&text, body);
        request->body_len = text.len;
        request->body = strbuf_detach(&text);
        json_decref(body);
    }
    return request;
}

void request_free(struct ghl_request *request)
{
    if (!request)
        return;
    free(request->method);
    free(request->path);
    free(request->body);
    free(request->file);
    free(request->name);
    free(request->type);
    free(request->folder);
    free(request);
}

void request_query(struct strbuf *path, const char *name, const char *value)
{
    if (!value)
        return;
    strbuf_addc(path, strchr(path->buf, '?') ? '&' : '?');
    strbuf_adds(path, name);
    strbuf_addc(path, '=');
    strbuf_add_url(path, value, NULL);
}

/* A path that people gave may hold anything; what would end the request line is encoded. */
static char *safe_path(const char *path)
{
    struct strbuf safe = STRBUF_INIT(STRBUF_UNBOUNDED);

    if (*path != '/')
        strbuf_addc(&safe, '/');
    for (; *path && *path != '#'; path++) {
        unsigned char c = (unsigned char)*path;
        if (c > ' ' && c < 0x7f && c != '\\')
            strbuf_addc(&safe, *path);
        else
            strbuf_addf(&safe, "%%%02X", (unsigned)c);
    }
    return strbuf_detach(&safe);
}

struct ghl_request *ghl_request_new(const char *method, const char *path, json_t *body)
{
    bool reads = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;

    return request_new(method, safe_path(path), body ? json_incref(body) : NULL, NULL, !reads,
                       NULL);
}

bool ghl_request_writes(const struct ghl_request *request)
{
    return request->writes;
}
