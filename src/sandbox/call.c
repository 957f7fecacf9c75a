/*
 * What every handler needs: answers in the real server's forms, queries, the end
 * of a call.
 */
#include "box.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int64_t box_now(const struct sandbox *box)
{
    return clock_now_ms(&box->clock) + box->advanced_ms;
}

bool box_quirk(const struct sandbox *box, enum quirk quirk)
{
    return box->quirks.value[quirk] != 0;
}

void call_trace(struct call *call, json_t *object)
{
    char *id = store_trace(&call->box->store);
    json_put(object, "traceId", id);
    free(id);
}

void call_answer(struct call *call, unsigned status, json_t *json)
{
    json_decref(call->json);
    call->json = json;
    call->status = status;
}

static const char *status_name(unsigned status)
{
    static const struct {
        unsigned status;
        const char *name;
    } names[] = {{400, "Bad Request"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {408, "Request Timeout"},
                 {413, "Payload Too Large"},
                 {422, "Unprocessable Entity"},
                 {429, "Too Many Requests"},
                 {500, "Internal Server Error"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].status == status) {
            return names[i].name;
        }
    }
    return "Error";
}

static void answer_error(struct call *call, unsigned status, json_t *message)
{
    json_t *json = json_object();
    json_put_value(json, "message", message);
    json_put(json, "error", status_name(status));
    json_put_number(json, "statusCode", status);
    call_trace(call, json);
    call_answer(call, status, json);
}

void call_error(struct call *call, unsigned status, const char *text)
{
    answer_error(call, status, json_string(text));
}

void call_refuse(struct call *call, json_t *messages)
{
    answer_error(call, 422, messages);
}

bool call_refused(struct call *call, json_t *messages)
{
    if (json_array_size(messages) == 0) {
        json_decref(messages);
        return false;
    }
    call_refuse(call, messages);
    return true;
}

void call_social(struct call *call, unsigned status, const char *text, json_t *results)
{
    json_t *json = json_object();
    json_put_flag(json, "success", true);
    json_put_number(json, "statusCode", status);
    json_put(json, "message", text);
    if (results) {
        json_put_value(json, "results", results);
    }
    call_trace(call, json);
    call_answer(call, status, json);
}

const char *call_query(const struct call *call, const char *name)
{
    return json_text(call->query, name);
}

int64_t call_query_number(const struct call *call, const char *name, int64_t otherwise)
{
    const char *text = call_query(call, name);
    char *end = NULL;
    long long number = text ? strtoll(text, &end, 10) : 0;
    return text && end != text && *end == '\0' && number >= 0 ? number : otherwise;
}

void call_free(struct call *call)
{
    if (!call) {
        return;
    }
    for (size_t i = 0; i < sizeof call->segments / sizeof *call->segments; i++) {
        free(call->segments[i]);
    }
    json_decref(call->query);
    json_decref(call->headers);
    json_decref(call->body);
    json_decref(call->json);
    httpd_form_free(call->form);
    strbuf_release(&call->out);
    free(call->authorization);
    free(call->method);
    free(call->path);
    free(call->target);
    free(call->text);
    free(call->body_copy);
    free(call->file);
    free(call->redirect);
    free(call);
}
