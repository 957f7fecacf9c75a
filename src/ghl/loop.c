/*
 * The event loop. One turn: timers that are due, requests that may leave (the
 * intents of those that write put on disk first, in one go), bytes moved,
 * answers judged and handed on, and a wait until the next of these.
 *
 * When a request may leave is decided by pace.c and circuit.c, whether it is
 * sent again by retry.c, what its answer means by judge.c.
 */
#include "client.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TICK_US 100000
/* After a signal: how long writes that are under way may still take. Their intents outlive them. */
#define STOP_GRACE_US 5000000
#define UPLOAD_GAP_US 1000000
/* A day's budget that makes a request wait longer than this is not waited for. */
#define DAY_WAIT_MAX_US INT64_C(600000000)

/* ---- answering without sending ---- */

static void refuse(struct task *task, const struct error *why)
{
    struct ghl_answer answer = {.outcome = GHL_REFUSED};

    if (task->request->what)
        error_set(&answer.error, why->kind, why->code, "cannot %s: %s", task->request->what,
                  why->message);
    else
        error_set(&answer.error, why->kind, why->code, "%s", why->message);
    if (why->hint)
        error_hint(&answer.error, "%s", why->hint);
    if (task->done)
        task->done(task->context, &answer);
    error_release(&answer.error);
    task_free(task);
}

static void refuse_stopped(struct task *task)
{
    struct error why = ERROR_INIT;

    error_set(&why, stop_signal() ? ERROR_INTERRUPTED : ERROR_FAILED, "stopped",
              "the run was stopped before it was sent");
    refuse(task, &why);
    error_release(&why);
}

/* `why` NULL: those that write, because writes were stopped; after a signal, all. */
static void refuse_all(struct ghl *ghl, const struct error *why)
{
    struct queue waiting = ghl->ready;

    /* What the answered ones hand over now is looked at in the next turn. */
    ghl->ready = (struct queue){NULL, NULL, 0};
    while (waiting.first) {
        struct task *task = waiting.first;
        queue_take(&waiting, NULL, task);
        if (why)
            refuse(task, why);
        else if (task->request->writes || stop_signal())
            refuse_stopped(task);
        else
            queue_add(&ghl->ready, task);
    }
}

static void set_fatal(struct ghl *ghl, const struct error *why)
{
    if (ghl->fatal.kind != ERROR_NONE)
        return;
    error_set(&ghl->fatal, why->kind, why->code, "%s", why->message);
    if (why->hint)
        error_hint(&ghl->fatal, "%s", why->hint);
}

static void service_is_down(struct ghl *ghl, const struct error *last)
{
    error_set(&ghl->fatal, ERROR_UNAVAILABLE, "service-down",
              "the service does not work: %u requests failed one after the other, the last one: %s",
              ghl->circuit.failures, last->message ? last->message : "no answer");
    error_hint(&ghl->fatal, "nothing is lost: run again later, and only what is left is done");
}

/* ---- an answer ---- */

static void note_server_time(struct ghl *ghl, int64_t date_ms, int64_t real_us)
{
    /* A Date is cut to the second: the latest of all that they imply is the nearest to the truth.
     */
    if (date_ms > 0 && date_ms > ghl_server_ms(ghl)) {
        ghl->server_base_ms = date_ms;
        ghl->server_real_us = real_us;
    }
}

static void note_rate(struct ghl *ghl, struct task *task, const struct received *received)
{
    struct pace_report report = received->headers->rate;
    int64_t date_ms = received->headers->date_ms;

    if (date_ms > 0)
        report.day_left_ms = INT64_C(86400000) - date_ms % INT64_C(86400000);
    pace_answered(&ghl->pace, task->ticket, monotonic_us(),
                  received->headers->complete ? &report : NULL);
}

static void log_answer(const struct task *task, const struct transfer *transfer,
                       const struct ghl_answer *answer, int64_t real_us)
{
    if (log_level() < LOG_VERBOSE)
        return;
    const char *trace = answer->trace;
    long long ms = (long long)((real_us - transfer->started_us) / 1000);
    if (answer->status > 0)
        log_verbose("%s %s -> %ld %lld ms%s%s", task->request->method, task->request->path,
                    answer->status, ms, trace ? " trace " : "", trace ? trace : "");
    else
        log_verbose("%s %s -> no answer %lld ms: %s", task->request->method, task->request->path,
                    ms, answer->error.message);
}

static void mark_step(const struct ghl_request *request, const char *when)
{
    if (!request->writes)
        return;
    char *label = mem_printf("request %s %s: %s", request->method, request->path, when);
    stop_step(label);
    free(label);
}

static void note_upload(struct ghl *ghl, const struct task *task, const struct ghl_answer *answer)
{
    if (!task->request->file)
        return;
    ghl->uploading--;
    if (answer->outcome == GHL_UNREADABLE || answer->outcome == GHL_UNKNOWN)
        ghl->uploads_alone = true;
}

/* True where the task goes back to the queue. */
static bool send_again(struct ghl *ghl, struct task *task, enum retry_reason reason,
                       const struct received *received)
{
    int64_t now_us = ghl_clock_us(ghl);
    struct retry_verdict verdict;

    if (reason == RETRY_NEVER || ghl->fatal.kind != ERROR_NONE)
        return false;
    if (stop_signal() || (task->request->writes && ghl->writes_stopped))
        return false;
    verdict = retry_decide(reason, task->request->writes, &task->count, received->headers->after_ms,
                           received->headers->rate.interval_ms, &ghl->budget, &ghl->random);
    if (reason == RETRY_RATE) {
        ghl->counts.refused_429++;
        if (verdict.again)
            pace_refused(&ghl->pace, monotonic_us(), verdict.wait_ms * 1000);
        verdict.wait_ms = 0; /* the pace holds all requests back as long */
    }
    if (!verdict.again)
        return false;
    ghl->counts.retries++;
    task->due_us = now_us + verdict.wait_ms * 1000;
    queue_add_first(&ghl->ready, task);
    return true;
}

static void note_health(struct ghl *ghl, const struct task *task, const struct judgement *judgement,
                        const struct ghl_answer *answer, bool again)
{
    bool was_open = ghl->circuit.open;

    if (!judgement->failure) {
        circuit_succeeded(&ghl->circuit);
        return;
    }
    circuit_failed(&ghl->circuit, ghl_clock_us(ghl), !again,
                   !task->request->writes || judgement->reason == RETRY_UNREACHED, &ghl->random);
    if (ghl->circuit.open && !was_open && ghl->fatal.kind == ERROR_NONE)
        service_is_down(ghl, &answer->error);
}

static void finish(struct ghl *ghl, struct transfer *transfer, const struct received *received)
{
    struct task *task = transfer->owner;
    struct ghl_answer answer;
    struct judgement judgement = judge(task->request, received, &answer);
    int64_t real_us = monotonic_us();
    bool again;

    mark_step(task->request, "after answer");
    note_server_time(ghl, received->headers->date_ms, real_us);
    note_rate(ghl, task, received);
    log_answer(task, transfer, &answer, real_us);
    note_upload(ghl, task, &answer);
    again = send_again(ghl, task, judgement.reason, received);
    note_health(ghl, task, &judgement, &answer, again);
    if (!again) {
        if (judgement.token && !task->request->undocumented)
            set_fatal(ghl, &answer.error);
        if (task->done)
            task->done(task->context, &answer);
        task_free(task);
    }
    answer_release(&answer);
    transfer_free(transfer);
}

/* ---- what may leave ---- */

static bool may_upload(const struct ghl *ghl, int64_t now_us)
{
    return !ghl->uploads_alone || (ghl->uploading == 0 && now_us >= ghl->upload_due_us);
}

/* The next task that may leave, taken out of the queue; else NULL, and the time of the next. */
static struct task *take_ready(struct ghl *ghl, int64_t now_us, int64_t *next_us)
{
    struct task *before = NULL;

    for (struct task *task = ghl->ready.first; task; before = task, task = task->next) {
        if (task->due_us > now_us) {
            if (task->due_us < *next_us)
                *next_us = task->due_us;
            continue;
        }
        if (task->request->file && !may_upload(ghl, now_us)) {
            if (ghl->uploading == 0 && ghl->upload_due_us < *next_us)
                *next_us = ghl->upload_due_us;
            continue;
        }
        queue_take(&ghl->ready, before, task);
        return task;
    }
    return NULL;
}

static void start(struct ghl *ghl, struct task *task, int64_t now_us)
{
    const struct ghl_request *request = task->request;

    ghl->counts.requests++;
    ghl->budget += ghl->counts.requests % 5 == 0;
    if (request->writes)
        ghl->counts.writes++;
    mark_step(request, "before");
    transport_start(&ghl->transport, request, task, monotonic_us());
    if (request->file)
        ghl->upload_due_us = now_us + UPLOAD_GAP_US;
}

/* For people: what nothing can be done about but wait. */
static void note_waiting(struct ghl *ghl, int64_t pace_us, int64_t circuit_us, int64_t due_us)
{
    bool paced = pace_us > 0 && pace_us != PACE_NO_TIME, idle = ghl->transport.len == 0;
    double seconds = (double)(pace_us > circuit_us ? pace_us : circuit_us) / 1e6;
    char *text = ghl->waiting;

    text[0] = '\0';
    ghl->wait_us = ghl->ready.first && paced ? pace_us : 0;
    if (!ghl->ready.first && idle && ghl->timers.len > 0)
        snprintf(text, sizeof ghl->waiting, "GHL's lists, which may not show yet what was sent");
    if (!ghl->ready.first)
        return;
    if (circuit_us > 0 && ghl->circuit.failures > 0)
        snprintf(text, sizeof ghl->waiting, "the service, which does not answer well");
    else if (paced && pace_short_of_day(&ghl->pace))
        snprintf(text, sizeof ghl->waiting, "the day's budget of requests, %.0f s", seconds);
    else if (paced)
        snprintf(text, sizeof ghl->waiting, "the rate limit, %.1f s", seconds);
    else if (idle && due_us > 0)
        snprintf(text, sizeof ghl->waiting, "a request that is sent again in %.1f s",
                 (double)due_us / 1e6);
}

static void day_is_spent(struct ghl *ghl)
{
    error_set(&ghl->fatal, ERROR_TRY_AGAIN, "daily-limit",
              "the day's budget of requests is nearly used up (%lld of %lld left)",
              (long long)ghl->pace.daily_remaining, (long long)ghl->pace.daily_limit);
    error_hint(&ghl->fatal, "run again after midnight UTC: only what is left is done");
}

struct batch {
    struct task **tasks;
    size_t len;
    bool writes;
};

/* The loop wakes when `wait_us` have passed, or sooner. */
static void note_next(int64_t *next_us, int64_t now_us, int64_t wait_us)
{
    if (wait_us > 0 && wait_us != INT64_MAX && now_us + wait_us < *next_us)
        *next_us = now_us + wait_us;
}

/* Chooses the tasks that leave in this turn. Sets the time at which the next may. */
static void choose(struct ghl *ghl, int64_t now_us, struct batch *batch, int64_t *next_us,
                   bool *paced)
{
    int64_t pace_us = 0, circuit_us = 0;

    while (ghl->transport.len + batch->len < ghl->jobs && ghl->ready.first) {
        circuit_us = circuit_wait(&ghl->circuit, now_us, ghl->transport.len + batch->len);
        pace_us = pace_wait(&ghl->pace, monotonic_us());
        if (pace_us > DAY_WAIT_MAX_US && pace_us != PACE_NO_TIME && pace_short_of_day(&ghl->pace)) {
            day_is_spent(ghl);
            break;
        }
        if (circuit_us > 0 || pace_us > 0) {
            note_next(next_us, now_us, circuit_us);
            if (pace_us != PACE_NO_TIME)
                note_next(next_us, now_us, (int64_t)((double)pace_us / ghl->scale));
            *paced = pace_us > 0 && pace_us != PACE_NO_TIME;
            break;
        }
        struct task *task = take_ready(ghl, now_us, next_us);
        if (!task)
            break;
        task->ticket = pace_sent(&ghl->pace, monotonic_us());
        if (task->request->file)
            ghl->uploading++;
        batch->writes |= task->request->writes;
        batch->tasks[batch->len++] = task;
    }
    /* Where some are ready and none left, all are to wait. */
    bool waits = batch->len == 0 && *next_us != INT64_MAX;
    note_waiting(ghl, pace_us, circuit_us, waits ? *next_us - now_us : 0);
}

/* Sends what may leave now; before writes leave, what they intend is put on disk. */
static void launch(struct ghl *ghl, int64_t *next_us, bool *paced)
{
    int64_t now_us = ghl_clock_us(ghl);
    struct task *tasks[64];
    struct batch batch = {tasks, 0, false};

    choose(ghl, now_us, &batch, next_us, paced);
    if (batch.writes && ghl->before_writes && !ghl->before_writes(ghl->turn_context))
        ghl->writes_stopped = true;
    for (size_t i = 0; i < batch.len; i++) {
        struct task *task = batch.tasks[i];

        if (!task->request->writes || !ghl->writes_stopped) {
            start(ghl, task, now_us);
            continue;
        }
        pace_answered(&ghl->pace, task->ticket, monotonic_us(), NULL);
        if (task->request->file)
            ghl->uploading--;
        refuse_stopped(task);
    }
}

/* ---- the loop ---- */

static void collect(struct ghl *ghl)
{
    struct received received;
    struct transfer *transfer;

    transport_turn(&ghl->transport);
    while ((transfer = transport_ended(&ghl->transport, &received)))
        finish(ghl, transfer, &received);
}

/* A signal does not wait for a server that is silent: what only reads is given up at once, a write
 * after a grace, and found out about in the next run. */
static void hurry(struct ghl *ghl)
{
    int64_t real_us = monotonic_us();

    if (!stop_signal())
        return;
    ghl->writes_stopped = true;
    if (!ghl->stop_us)
        ghl->stop_us = real_us;
    transport_give_up(&ghl->transport,
                      (double)(real_us - ghl->stop_us) >= STOP_GRACE_US * ghl->scale);
}

static void refuse_what_waits(struct ghl *ghl)
{
    hurry(ghl);
    if (ghl->fatal.kind != ERROR_NONE)
        refuse_all(ghl, &ghl->fatal);
    else if (ghl->writes_stopped)
        refuse_all(ghl, NULL);
}

static void tick(struct ghl *ghl)
{
    int64_t real_us = monotonic_us();

    if (!ghl->tick || real_us - ghl->ticked_us < TICK_US)
        return;
    ghl->ticked_us = real_us;
    ghl->tick(ghl->tick_context);
}

static int wait_ms(const struct ghl *ghl, int64_t next_us)
{
    int64_t now_us = ghl_clock_us(ghl), timer_us = timers_next(ghl);

    if (timer_us < next_us)
        next_us = timer_us;
    if (next_us <= now_us)
        return 0;
    /* Rounded up: waking early would only mean waiting again. */
    double real_ms = (double)(next_us - now_us) * ghl->scale / 1000 + 0.999;
    return real_ms < TICK_US / 1000 ? (int)real_ms : TICK_US / 1000;
}

bool ghl_run(struct ghl *ghl, struct error *err)
{
    while (ghl->ready.first || ghl->transport.len > 0 || ghl->timers.len > 0) {
        int64_t next_us = INT64_MAX;
        size_t before;
        bool paced = false;

        timers_run(ghl, ghl_clock_us(ghl));
        refuse_what_waits(ghl);
        launch(ghl, &next_us, &paced);
        before = ghl->transport.len;
        collect(ghl);
        tick(ghl);
        /* Answers may have handed over new requests, and made room for those that wait. */
        if (ghl->transport.len < before || (ghl->fatal.kind != ERROR_NONE && ghl->ready.first))
            continue;
        if (ghl->ready.first || ghl->transport.len > 0 || ghl->timers.len > 0) {
            int64_t real_us = monotonic_us();
            transport_wait(&ghl->transport, wait_ms(ghl, next_us));
            if (paced)
                ghl->counts.waited_ms += (monotonic_us() - real_us) / 1000;
        }
    }
    ghl->waiting[0] = '\0';
    ghl->wait_us = 0;
    if (ghl->fatal.kind == ERROR_NONE)
        return true;
    error_set(err, ghl->fatal.kind, ghl->fatal.code, "%s", ghl->fatal.message);
    if (ghl->fatal.hint)
        error_hint(err, "%s", ghl->fatal.hint);
    return false;
}
