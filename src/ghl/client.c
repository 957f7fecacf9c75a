/*
 * The client as its callers see it: opening, handing over, the settings of a
 * run. What happens in a run is left to loop.c.
 */
#include "client.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define JOBS       8
#define JOBS_MAX   64
#define STALL_MS   60000
#define CONNECT_MS 15000

int64_t ghl_clock_us(const struct ghl *ghl)
{
    return (int64_t)((double)monotonic_us() / ghl->scale);
}

/* For tests alone: all waits by this factor. */
static double wait_scale(void)
{
    const char *text = getenv("GHLPUB_TEST_WAIT_SCALE");
    double scale = text ? strtod(text, NULL) : 1;
    return scale >= 0.0001 && scale <= 1 ? scale : 1;
}

/* For tests alone: a server that stalls is given up after so many milliseconds. */
static int64_t stall_ms(const struct ghl_options *options)
{
    const char *text = getenv("GHLPUB_TEST_STALL_MS");
    long given = text ? strtol(text, NULL, 10) : 0;

    if (given > 0 && given <= STALL_MS)
        return given;
    return options->stall_ms ? options->stall_ms : STALL_MS;
}

static const char *ca_file(void)
{
    const char *file = getenv("GHLPUB_CACERT");
    if (!file || !*file)
        file = getenv("SSL_CERT_FILE");
    return file && *file ? file : NULL;
}

/* It becomes a header line: nothing in it may end the line. */
static bool usable_token(const char *token, struct error *err)
{
    if (!token || !*token) {
        error_set(err, ERROR_AUTH, "token-missing", "no token is given");
        error_hint(err, "set GHL_API_KEY, or token_command or token_file in ghlpub.yaml");
        return false;
    }
    for (; *token; token++) {
        if (*token <= ' ' || *token >= 0x7f) {
            error_set(err, ERROR_AUTH, "token-malformed",
                      "the token holds white space or characters that no token has");
            error_hint(err, "copy it again, alone and on one line");
            return false;
        }
    }
    return true;
}

static char *trimmed(const char *text)
{
    size_t len;

    if (!text)
        return mem_strdup("");
    text += strspn(text, " \t\r\n\"'");
    for (len = strlen(text); len > 0 && strchr(" \t\r\n\"'", text[len - 1]);)
        len--;
    return mem_strndup(text, len);
}

struct ghl *ghl_open(const struct ghl_options *options, struct error *err)
{
    struct base_url base;
    char *token = trimmed(options->token);

    log_add_secret(token);
    if (!base_url_read(options->base, &base, err)) {
        ghl_token_free(token);
        return NULL;
    }
    if (!usable_token(token, err)) {
        base_url_release(&base);
        ghl_token_free(token);
        return NULL;
    }
    struct ghl *ghl = mem_alloc(sizeof *ghl);
    ghl->base = base;
    ghl->token = token;
    ghl->location = mem_strdup(options->location ? options->location : "");
    ghl->version = mem_strdup(options->version ? options->version : "2021-07-28");
    ghl->v3 = strcmp(ghl->version, "v3") == 0;
    ghl->clock = options->clock;
    ghl->jobs = options->jobs ? options->jobs : JOBS;
    if (ghl->jobs > JOBS_MAX)
        ghl->jobs = JOBS_MAX;
    ghl->scale = wait_scale();
    ghl->budget = RETRY_BUDGET;
    if (options->seed)
        random_seed(&ghl->random, options->seed);
    else
        random_init(&ghl->random);
    pace_init(&ghl->pace);

    struct transfer_setup setup = {
        ghl->base.text,    ghl->token,
        ghl->version,      ca_file(),
        ghl->base.https,   ghl->base.loopback,
        stall_ms(options), options->connect_ms ? options->connect_ms : CONNECT_MS};
    transport_init(&ghl->transport, &setup, ghl->jobs);
    return ghl;
}

void ghl_close(struct ghl *ghl)
{
    if (!ghl)
        return;
    /* What was not run is dropped unanswered: its context may be gone by now. */
    for (size_t i = 0; i < ghl->transport.len; i++)
        task_free(ghl->transport.items[i]->owner);
    transport_release(&ghl->transport);
    while (ghl->ready.first) {
        struct task *task = ghl->ready.first;
        queue_take(&ghl->ready, NULL, task);
        task_free(task);
    }
    ARRAY_RELEASE(&ghl->timers);
    pace_release(&ghl->pace);
    error_release(&ghl->fatal);
    base_url_release(&ghl->base);
    ghl_token_free(ghl->token);
    free(ghl->location);
    free(ghl->version);
    free(ghl);
}

void ghl_send(struct ghl *ghl, struct ghl_request *request, ghl_done *done, void *context)
{
    struct task *task = mem_alloc(sizeof *task);

    task->request = request;
    task->done = done;
    task->context = context;
    queue_add(&ghl->ready, task);
}

void ghl_set_turn(struct ghl *ghl, bool (*before_writes)(void *context), void *context)
{
    ghl->before_writes = before_writes;
    ghl->turn_context = context;
}

void ghl_set_tick(struct ghl *ghl, void (*tick)(void *context), void *context)
{
    ghl->tick = tick;
    ghl->tick_context = context;
}

void ghl_stop_writes(struct ghl *ghl)
{
    ghl->writes_stopped = true;
}

int64_t ghl_server_ms(const struct ghl *ghl)
{
    if (ghl->server_base_ms == 0)
        return 0;
    return ghl->server_base_ms + (monotonic_us() - ghl->server_real_us) / 1000;
}

struct ghl_counts ghl_counts(const struct ghl *ghl)
{
    return ghl->counts;
}

const char *ghl_waiting(const struct ghl *ghl)
{
    return ghl->waiting[0] ? ghl->waiting : NULL;
}

struct ghl_budget ghl_budget(const struct ghl *ghl)
{
    int64_t limit = pace_limit(&ghl->pace, monotonic_us());

    return (struct ghl_budget){.wait_ms = ghl->wait_us / 1000,
                               .interval_ms = ghl->pace.interval_us / 1000,
                               .at_once = (unsigned)limit};
}

bool ghl_is_local(const struct ghl *ghl)
{
    return ghl->base.loopback;
}
