/*
 * Reads the lines of an answer's head. What they mean for the next request is
 * left to pace.c and retry.c.
 */
#include "headers.h"

#include "base/limits.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void headers_init(struct headers *headers)
{
    *headers = (struct headers){.rate = PACE_REPORT_INIT, .after_ms = -1};
}

/* A number from 0 to `most`, or -1. */
static int64_t read_number(const char *text, int64_t most)
{
    int64_t number = 0;

    if (*text < '0' || *text > '9')
        return -1;
    for (; *text >= '0' && *text <= '9'; text++) {
        number = number * 10 + (*text - '0');
        if (number > most)
            return most;
    }
    return *text == '\0' ? number : -1;
}

#define MOST_SECONDS (INT64_C(86400) * 365)
#define MOST_COUNT   INT64_C(1000000000)
#define DAY_MS       INT64_C(86400000)

static int64_t read_date_ms(const char *text)
{
    time_t seconds = curl_getdate(text, NULL);
    return seconds > 0 ? (int64_t)seconds * 1000 : 0;
}

static void read_retry_after(struct headers *headers, const char *value)
{
    int64_t seconds = read_number(value, MOST_SECONDS);

    if (seconds >= 0) {
        headers->after_ms = seconds * 1000;
    } else if (headers->date_ms > 0) {
        /* A date counts from the server's own, which stands before it in every server seen. */
        int64_t until = read_date_ms(value);
        if (until > 0)
            headers->after_ms = until > headers->date_ms ? until - headers->date_ms : 0;
    }
}

static void read_field(struct headers *headers, const char *name, const char *value)
{
    struct pace_report *rate = &headers->rate;

    if (strcasecmp(name, "x-ratelimit-max") == 0)
        rate->max = read_number(value, MOST_COUNT);
    else if (strcasecmp(name, "x-ratelimit-remaining") == 0)
        rate->remaining = read_number(value, MOST_COUNT);
    else if (strcasecmp(name, "x-ratelimit-interval-milliseconds") == 0 ||
             strcasecmp(name, "x-ratelimit-interval-millis") == 0)
        rate->interval_ms = read_number(value, DAY_MS);
    else if (strcasecmp(name, "x-ratelimit-limit-daily") == 0)
        rate->daily_limit = read_number(value, MOST_COUNT);
    else if (strcasecmp(name, "x-ratelimit-daily-remaining") == 0)
        rate->daily_remaining = read_number(value, MOST_COUNT);
    else if (strcasecmp(name, "date") == 0)
        headers->date_ms = read_date_ms(value);
    else if (strcasecmp(name, "retry-after") == 0)
        read_retry_after(headers, value);
    else if (strcasecmp(name, "content-type") == 0)
        headers->html = strncasecmp(value, "text/html", 9) == 0;
    else if (strcasecmp(name, "location") == 0)
        snprintf(headers->location, sizeof headers->location, "%s", value);
}

bool headers_add(struct headers *headers, const char *line, size_t len)
{
    char text[512], *value;
    size_t copied;

    if (len > LIMIT_HEADER || ++headers->lines > LIMIT_HEADERS)
        return false;
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
        len--;
    copied = len < sizeof text ? len : sizeof text - 1;
    memcpy(text, line, copied);
    text[copied] = '\0';
    if (strncmp(text, "HTTP/", 5) == 0) {
        const char *space = strchr(text, ' ');
        unsigned lines = headers->lines;
        headers_init(headers);
        headers->lines = lines;
        headers->status = space ? strtol(space, NULL, 10) : 0;
        return true;
    }
    if (len == 0) {
        headers->complete = headers->status >= 200;
        return true;
    }
    value = strchr(text, ':');
    if (!value)
        return true;
    *value++ = '\0';
    value += strspn(value, " \t");
    for (size_t end = strlen(value); end > 0 && (value[end - 1] == ' ' || value[end - 1] == '\t');)
        value[--end] = '\0';
    read_field(headers, text, value);
    return true;
}
