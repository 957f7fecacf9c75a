/*
 * Answers onto the wire, and each fault carried out.
 */
#include "answers.h"

#include "base/mem.h"
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HTML "text/html; charset=utf-8"
#define JSON "application/json; charset=utf-8"
#define MIB  ((uint64_t)1 << 20)

static void respond_text(struct call *call, struct httpd_request *request, unsigned status,
                         const char *type, const char *text)
{
    call->status = status;
    httpd_respond(request, status, type, text, strlen(text));
}

const char *answer_call(struct call *call, struct httpd_request *request)
{
    call->acted = call->acted && call->status < 400;
    if (call->redirect) {
        httpd_add_header(request, "Location", call->redirect);
    }
    if (call->file) {
        httpd_respond_file(request, call->file, call->type);
    } else if (call->json) {
        struct strbuf body;
        strbuf_init(&body, STRBUF_UNBOUNDED);
        strbuf_add_json_compact(&body, call->json);
        httpd_respond(request, call->status, JSON, body.buf, body.len);
        strbuf_release(&body);
    } else {
        httpd_respond(request, call->status, call->type ? call->type : HTML, call->out.buf,
                      call->out.len);
    }
    return "answered";
}

void answer_cloudflare(struct call *call, struct httpd_request *request)
{
    httpd_add_header(request, "Server", "cloudflare");
    respond_text(call, request, 403, HTML,
                 "<!doctype html><html><head><title>Access denied | "
                 "services.leadconnectorhq.com used Cloudflare to restrict access</title></head>"
                 "<body><h1>Error 1010</h1><p>The owner of this website has banned your access "
                 "based on your browser's signature.</p><p>error code: 1010</p></body></html>\n");
}

/* The gateway in front of the server speaks HTML, the server JSON. */
static void respond_status(struct call *call, struct httpd_request *request,
                           const struct fault *fault)
{
    char text[160];
    unsigned status = fault->status;
    if (fault->number > 0) {
        snprintf(text, sizeof text, "%lld", (long long)fault->number);
        httpd_add_header(request, "Retry-After", text);
    }
    if (status == 502 || status == 504 || status >= 520) {
        snprintf(text, sizeof text, "<!doctype html><title>%u</title><h1>error code: %u</h1>\n",
                 status, status);
        respond_text(call, request, status, HTML, text);
        return;
    }
    call_error(call, status,
               status == 401   ? "Invalid token: access token is invalid"
               : status == 429 ? "Too Many Requests"
               : status == 500 ? "Internal server error"
                               : "The sandbox was told to fail");
    answer_call(call, request);
}

static const char *broken(struct call *call, struct httpd_request *request,
                          enum httpd_ending ending, const char *name)
{
    bool acted = call->acted && call->status < 400;
    if (ending == HTTPD_CUT && !call->status) {
        call_error(call, 200, "cut before anything was done");
    }
    if (call->status) {
        answer_call(call, request);
    }
    call->acted = acted;
    httpd_end(request, ending);
    return name;
}

const char *answer_fault(struct call *call, struct httpd_request *request,
                         const struct fault *fault)
{
    bool acted = call->acted && call->status < 400;
    const char *name = "fault";
    switch (fault->action) {
    case FAULT_RESET:
        return broken(call, request, HTTPD_RESET, "reset");
    case FAULT_CLOSE:
        return broken(call, request, HTTPD_CLOSE, "closed");
    case FAULT_CUT:
        return broken(call, request, HTTPD_CUT, "cut");
    case FAULT_STALL:
        return broken(call, request, HTTPD_STALL, "stalled");
    case FAULT_STATUS:
        respond_status(call, request, fault);
        break;
    case FAULT_LATE:
        respond_text(call, request, 504, HTML,
                     "<!doctype html><title>504</title><h1>error code: 504</h1>\n");
        name = "late";
        break;
    case FAULT_JSON:
        respond_text(call, request, call->status ? call->status : 200, JSON,
                     "{\"ok\":true,\"result\":[{\"value\":1},{\"value\":2}]}");
        break;
    case FAULT_HTML:
        respond_text(call, request, 200, HTML,
                     "<!doctype html><title>Please wait</title><h1>Please wait</h1>\n");
        break;
    case FAULT_HUGE:
        call->status = 200;
        httpd_respond_huge(request, JSON, (uint64_t)fault->number * MIB);
        break;
    case FAULT_REDIRECT:
        httpd_add_header(request, "Location", fault->text);
        respond_text(call, request, 302, HTML, "<!doctype html><title>Moved</title>\n");
        break;
    case FAULT_CLOUDFLARE:
        answer_cloudflare(call, request);
        break;
    case FAULT_SCOPE:
        call_error(call, 401, "The token is not authorized for this scope.");
        answer_call(call, request);
        break;
    case FAULT_LATENCY:
    case FAULT_NONE:
        break;
    }
    call->acted = acted;
    return name;
}

void answer_date(struct httpd_request *request, int64_t now_ms)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char text[64];
    int year, month, day;
    int64_t seconds = now_ms / 1000, in_day = seconds % 86400;
    civil_from_days(seconds / 86400, &year, &month, &day);
    snprintf(text, sizeof text, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
             days + 3 * civil_weekday(year, month, day), day, months + 3 * (month - 1), year,
             (int)(in_day / 3600), (int)(in_day / 60 % 60), (int)(in_day % 60));
    httpd_add_header(request, "Date", text);
}

static void add_number(struct httpd_request *request, const char *name, unsigned long number)
{
    char text[32];
    snprintf(text, sizeof text, "%lu", number);
    httpd_add_header(request, name, text);
}

void answer_rate(struct httpd_request *request, const struct rates *rates, unsigned long left,
                 unsigned long left_today)
{
    add_number(request, "X-RateLimit-Limit-Daily", rates->daily);
    add_number(request, "X-RateLimit-Daily-Remaining", left_today);
    add_number(request, "X-RateLimit-Interval-Milliseconds", (unsigned long)rates->interval_ms);
    add_number(request, "X-RateLimit-Max", rates->max);
    add_number(request, "X-RateLimit-Remaining", left);
}
