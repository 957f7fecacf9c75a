/*
 * URL redirects (facts 5.5). No report from practice: as the description says.
 */
#include "client.h"
#include "resources.h"

#include "base/json.h"
#include "base/mem.h"

static const char *const wrappers[] = {"data", "redirect", NULL};

static bool is_redirect(const json_t *json)
{
    return field_record(json, wrappers) != NULL;
}

/* The description's own example of `action`, "URL", is outside its list. */
#define ACTION "url"

struct ghl_request *ghl_redirect_create(const struct ghl *ghl, const struct ghl_redirect *redirect)
{
    json_t *body = json_object();

    json_put(body, "locationId", ghl->location);
    json_put(body, "domain", redirect->domain);
    json_put(body, "path", redirect->path);
    json_put(body, "target", redirect->target);
    json_put(body, "action", ACTION);
    return request_new("POST", mem_strdup("/funnels/lookup/redirect"), body, "create the redirect",
                       true, is_redirect);
}

static char *redirect_path(const char *id, const char *location)
{
    struct strbuf path = STRBUF_INIT(STRBUF_UNBOUNDED);

    strbuf_adds(&path, "/funnels/lookup/redirect/");
    strbuf_add_url(&path, id, NULL);
    request_query(&path, "locationId", location);
    return strbuf_detach(&path);
}

struct ghl_request *ghl_redirect_update(const struct ghl *ghl, const struct ghl_redirect *redirect)
{
    json_t *body = json_object();

    json_put(body, "locationId", ghl->location);
    json_put(body, "target", redirect->target);
    json_put(body, "action", ACTION);
    return request_new("PATCH", redirect_path(redirect->id, NULL), body, "change the redirect",
                       true, is_redirect);
}

/* {"data":{"status":"ok"}} */
static bool is_deletion(const json_t *json)
{
    return json_is_object(json_object_get(json, "data"));
}

struct ghl_request *ghl_redirect_delete(const struct ghl *ghl, const char *id)
{
    return request_new("DELETE", redirect_path(id, ghl->location), NULL, "delete the redirect",
                       true, is_deletion);
}

bool redirect_decode(struct arena *arena, const json_t *record, struct ghl_redirect *redirect)
{
    *redirect = (struct ghl_redirect){.id = field_id(arena, record),
                                      .domain = field_text(arena, record, "domain"),
                                      .path = field_text(arena, record, "pathLowercase"),
                                      .target = field_text(arena, record, "target")};
    if (!redirect->path)
        redirect->path = field_text(arena, record, "path");
    return redirect->id != NULL;
}

bool ghl_read_redirect(const struct ghl_answer *answer, struct arena *arena,
                       struct ghl_redirect *redirect)
{
    const json_t *record = field_record(answer->json, wrappers);
    return record && redirect_decode(arena, record, redirect);
}
