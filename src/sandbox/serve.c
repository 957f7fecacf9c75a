/*
 * A request becomes a call, goes through the gate (User-Agent, rate limit,
 * faults), acts, and becomes an answer, whole or broken.
 */
#include "serve.h"
#include "answers.h"
#include "schedule.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define UPLOAD_PATH   "/medias/upload-file"
#define UPLOAD_MAX    ((uint64_t)25 << 20)
#define UPLOAD_MAX_V3 ((uint64_t)500 << 20)

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool is_control(const char *path)
{
    return starts_with(path, "/_sandbox/");
}

/* The web pages and the files of the library, apart from the API. */
static bool is_page(const char *method, const char *path)
{
    static const char *const pages[] = {"/drafts",   "/social",    "/media",
                                        "/requests", "/style.css", "/favicon.ico"};
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        return false;
    }
    if (strcmp(path, "/") == 0 || starts_with(path, "/post/") || starts_with(path, "/media/")) {
        return true;
    }
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (strcmp(path, pages[i]) == 0) {
            return true;
        }
    }
    return false;
}

void serve_begin(void *context, struct httpd_request *request)
{
    struct sandbox *box = context;
    const char *path = httpd_path(request);
    if (is_control(path) || is_page(httpd_method(request), path)) {
        return;
    }
    unsigned long n = record_next(&box->record);
    httpd_set_tag(request, n);
    bool upload = strcmp(path, UPLOAD_PATH) == 0;
    if (!upload && !starts_with(path, "/oauth/")) {
        return;
    }
    const char *version = httpd_header(request, "Version");
    bool v3 = version && strcmp(version, "v3") == 0;
    if (httpd_expect_form(request, box->files, v3 ? UPLOAD_MAX_V3 : UPLOAD_MAX)) {
        char *copy = record_body_path(&box->record, n);
        if (copy) {
            httpd_copy_body(request, copy);
        }
        free(copy);
    }
}

/* The token is never kept where others see it. */
static void add_header(void *context, const char *name, const char *value)
{
    struct call *call = context;
    char *lower = mem_strdup(name);
    for (char *at = lower; *at; at++) {
        *at = (char)tolower((unsigned char)*at);
    }
    if (strcmp(lower, "authorization") == 0) {
        free(call->authorization);
        call->authorization = mem_strdup(value);
        json_put(call->headers, lower, "present");
    } else {
        json_put(call->headers, lower, value);
    }
    free(lower);
}

static void add_query(void *context, const char *name, const char *value)
{
    struct call *call = context;
    json_put(call->query, name, value);
}

static struct call *call_new(struct sandbox *box, struct httpd_request *request)
{
    struct call *call = mem_alloc(sizeof *call);
    call->box = box;
    call->method = mem_strdup(httpd_method(request));
    call->path = mem_strdup(httpd_path(request));
    call->target = mem_strdup(httpd_target(request));
    call->query = json_object();
    call->headers = json_object();
    call->now_ms = box_now(box);
    strbuf_init(&call->out, STRBUF_UNBOUNDED);
    httpd_each_header(request, add_header, call);
    httpd_each_query(request, add_query, call);
    call->form = httpd_take_form(request);
    const char *body = httpd_body(request, &call->text_len, &call->body_too_large);
    call->text = mem_strndup(body, call->text_len);
    const char *type = json_text(call->headers, "content-type");
    bool json = (type && starts_with(type, "application/json")) ||
                (is_control(call->path) && !strstr(call->path, "/faults"));
    if (call->text_len > 0 && json) {
        call->body = json_parse(call->text, call->text_len, NULL);
        call->body_is_bad = !call->body;
    }
    return call;
}

/* Looks the token up anew: the store may have changed since. */
static void find_token(struct call *call)
{
    const char *value = call->authorization;
    call->token = NULL;
    call->location = NULL;
    if (value && starts_with(value, "Bearer ")) {
        call->token = store_get(&call->box->store, KIND_TOKEN, value + 7);
        call->location = json_text(call->token, "locationId");
    }
}

static bool agent_is_refused(const struct call *call)
{
    const char *agent = json_text(call->headers, "user-agent");
    return box_quirk(call->box, QUIRK_USER_AGENT) &&
           (!agent || !*agent || starts_with(agent, "Python-urllib") ||
            starts_with(agent, "python-requests"));
}

/* Counts the request; false where it is one too many. */
static bool pass_rate(struct call *call, struct httpd_request *request)
{
    struct rates *rates = &call->box->rates;
    unsigned long left, left_today;
    int64_t wait_ms;
    bool pass = rates_take(rates, call->location ? call->location : "", clock_monotonic_ms(), &left,
                           &left_today, &wait_ms);
    if (rates->max == 0) {
        return true;
    }
    answer_rate(request, rates, left, left_today);
    if (!pass && box_quirk(call->box, QUIRK_RETRY_AFTER)) {
        char seconds[32];
        snprintf(seconds, sizeof seconds, "%lld", (long long)(wait_ms + 999) / 1000);
        httpd_add_header(request, "Retry-After", seconds);
    }
    return pass;
}

static void act(struct call *call, int64_t now_ms)
{
    schedule_settle(call->box);
    call->now_ms = now_ms;
    call->box->store.lag_ms = call->box->quirks.value[QUIRK_LIST_LAG];
    find_token(call);
    api_call(call);
}

/* Answers 504 now; the call acts later. */
static void put_off(struct call *call, int64_t ms)
{
    call->due_ms = box_now(call->box) + ms;
    call->next_late = call->box->late;
    call->box->late = call;
}

void serve_late(struct sandbox *box)
{
    int64_t now_ms = box_now(box);
    for (struct call **at = &box->late; *at;) {
        struct call *call = *at;
        if (call->due_ms > now_ms) {
            at = &call->next_late;
            continue;
        }
        *at = call->next_late;
        act(call, call->due_ms); /* however late this loop is itself: lists lag from then on */
        call_free(call);
    }
}

void serve_release(struct sandbox *box)
{
    while (box->late) {
        struct call *call = box->late;
        box->late = call->next_late;
        call_free(call);
    }
}

static void serve_api(struct call *call, struct httpd_request *request)
{
    struct sandbox *box = call->box;
    unsigned long n = httpd_tag(request);
    unsigned delay_ms = 0;
    const char *ending = "answered";
    const struct fault *fault = NULL;
    find_token(call);
    record_file(&box->record, call, n);
    if (agent_is_refused(call)) {
        answer_cloudflare(call, request);
    } else if (!pass_rate(call, request)) {
        call_error(call, 429, "Too Many Requests");
        answer_call(call, request);
    } else {
        fault = faults_take(&box->faults, call->method, call->path, &delay_ms);
        if (!fault || fault->acts) {
            act(call, box_now(box));
        }
        ending = fault ? answer_fault(call, request, fault) : answer_call(call, request);
    }
    httpd_delay(request, delay_ms);
    record_add(&box->record, call, n, ending, fault ? fault->rule : NULL);
    if (fault && fault->action == FAULT_LATE) {
        put_off(call, fault->number);
    } else {
        call_free(call);
    }
}

/* A page of another site in a browser on this machine must not play with the sandbox. */
static bool is_foreign(const struct call *call)
{
    const char *origin = json_text(call->headers, "origin");
    return origin && strcmp(origin, call->box->base) != 0;
}

void serve_handle(void *context, struct httpd_request *request)
{
    struct sandbox *box = context;
    serve_late(box); /* what is due has happened before anything is answered */
    struct call *call = call_new(box, request);
    answer_date(request, call->now_ms);
    if (!is_control(call->path) && !is_page(call->method, call->path)) {
        serve_api(call, request);
        return;
    }
    schedule_settle(box);
    unsigned delay_ms = 0;
    const struct fault *fault = NULL;
    if (is_control(call->path)) {
        if (is_foreign(call)) {
            call_error(call, 403, "only from this machine");
        } else {
            control_call(call);
        }
    } else {
        if (starts_with(call->path, "/media/")) {
            fault = faults_take(&box->faults, call->method, call->path, &delay_ms);
        }
        pages_call(call);
    }
    if (fault) {
        answer_fault(call, request, fault);
    } else {
        answer_call(call, request);
    }
    httpd_delay(request, delay_ms);
    call_free(call);
}
