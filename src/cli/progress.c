/* The moving line of a publish, and the plain lines that stand in for it. */
#include "progress.h"
#include "terminal.h"

#include "base/log.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Without a terminal: so long after the last line, another one. */
#define HEARTBEAT_MS 5000

/* The rate is that of the last ten seconds: an interval of the server's, as a rule. */
#define SAMPLES   40
#define SAMPLE_MS 250

static struct {
    const struct cli *cli;
    const struct ghl *ghl;
    size_t total, ended, failed;
    int64_t started_ms, spoke_ms;
    bool moving, drawn;
    char *current;                /* the document that was begun last, fit for a terminal */
    unsigned long first_requests; /* when the first action began; */
    bool begun;
    struct {
        int64_t at_ms;
        unsigned long requests;
    } samples[SAMPLES]; /* a ring, the newest at `sampled` - 1 */
    size_t sampled;
} progress;

static void erase(void)
{
    if (progress.drawn)
        fputs("\r\033[K", stderr);
    progress.drawn = false;
}

static void sample(int64_t now_ms)
{
    size_t newest = (progress.sampled + SAMPLES - 1) % SAMPLES;
    if (progress.sampled > 0 && now_ms - progress.samples[newest].at_ms < SAMPLE_MS)
        return;
    size_t at = progress.sampled++ % SAMPLES;
    progress.samples[at].at_ms = now_ms;
    progress.samples[at].requests = ghl_counts(progress.ghl).requests;
}

static void add_rate(struct strbuf *line, int64_t now_ms)
{
    size_t oldest = progress.sampled > SAMPLES ? progress.sampled % SAMPLES : 0;
    unsigned long requests = ghl_counts(progress.ghl).requests;
    strbuf_addf(line, "  %lu requests", requests);
    if (progress.sampled == 0 || now_ms - progress.samples[oldest].at_ms < 1000)
        return;
    double seconds = (double)(now_ms - progress.samples[oldest].at_ms) / 1000;
    strbuf_addf(line, ", %.1f/s", (double)(requests - progress.samples[oldest].requests) / seconds);
}

/* What the answers take, and what the server's limit makes us wait for the requests that are left,
 * if the actions that are left take as many as those that are done. -1: too early to say. */
static int64_t seconds_left(int64_t now_ms)
{
    struct ghl_counts counts = ghl_counts(progress.ghl);
    struct ghl_budget budget = ghl_budget(progress.ghl);
    int64_t spent = now_ms - progress.started_ms, left = (int64_t)(progress.total - progress.ended);
    if (progress.ended < 3 || left == 0 || spent < 2000)
        return -1;
    int64_t ended = (int64_t)progress.ended, busy = spent - counts.waited_ms;
    int64_t each = (int64_t)(counts.requests - progress.first_requests) / ended;
    int64_t requests = left * (each > 1 ? each : 1), ms = (busy > 0 ? busy : 0) * left / ended;
    if (budget.at_once > 0)
        ms += budget.wait_ms + (requests - 1) / budget.at_once * budget.interval_ms;
    return (ms + 999) / 1000;
}

static void add_time_left(struct strbuf *line, int64_t now_ms)
{
    int64_t left = seconds_left(now_ms);
    if (left >= 3600)
        strbuf_addf(line, "  %dh%02dm left", (int)(left / 3600), (int)(left / 60 % 60));
    else if (left >= 60)
        strbuf_addf(line, "  %dm%02ds left", (int)(left / 60), (int)(left % 60));
    else if (left >= 0)
        strbuf_addf(line, "  %ds left", (int)left);
}

/* Counts, rate, time left, and what is waited for. */
static void add_figures(struct strbuf *line, int64_t now_ms)
{
    const char *waiting = ghl_waiting(progress.ghl);
    add_rate(line, now_ms);
    if (progress.failed)
        strbuf_addf(line, "  %zu failed", progress.failed);
    add_time_left(line, now_ms);
    if (waiting)
        strbuf_addf(line, "  waiting for %s", waiting);
    else if (progress.current)
        strbuf_addf(line, "  %s", progress.current);
}

static void draw(int64_t now_ms)
{
    enum { BAR = 20 };
    struct strbuf line = STRBUF_INIT(4096);
    size_t full = progress.total ? progress.ended * BAR / progress.total : BAR;
    strbuf_addc(&line, '[');
    for (size_t i = 0; i < BAR; i++)
        strbuf_addc(&line, i < full ? '#' : '.');
    strbuf_addf(&line, "] %zu/%zu", progress.ended, progress.total);
    add_figures(&line, now_ms);
    size_t width = terminal_columns(STDERR_FILENO) - 1;
    while (line.len > 0 && unicode_width(line.buf, line.len) > width)
        strbuf_truncate(&line, utf8_cut(line.buf, line.len, line.len - 1));
    fprintf(stderr, "\r\033[K%s", line.buf);
    progress.drawn = true;
    strbuf_release(&line);
}

static void tell(int64_t now_ms)
{
    struct strbuf line = STRBUF_INIT(4096);
    strbuf_addf(&line, "%zu of %zu done", progress.ended, progress.total);
    add_figures(&line, now_ms);
    log_info("%s", line.buf);
    progress.spoke_ms = now_ms;
    strbuf_release(&line);
}

void progress_begin(const struct cli *cli, const struct ghl *ghl, size_t total)
{
    progress.cli = cli;
    progress.ghl = ghl;
    progress.total = total;
    progress.ended = progress.failed = 0;
    progress.sampled = 0;
    progress.begun = false;
    progress.started_ms = progress.spoke_ms = clock_monotonic_ms();
    progress.moving = cli->err_terminal && !cli->ci && !cli->quiet && !cli->json;
    log_set_hooks(progress.moving ? erase : NULL, NULL);
}

static void say_ended(enum publish_event event, const struct action *action,
                      const struct error *err)
{
    const char *name = action->key ? strrchr(action->key, '#') : NULL;
    bool social = action->social || action->kind == ACTION_CANCEL;
    char *path = log_clean(action->path);
    if (event == PUBLISH_DONE)
        log_info("%s %s %s%s", ghlpub_action_symbol(action->kind), ghlpub_action_name(action->kind),
                 path, social && name ? name : "");
    else
        log_info("! %s %s%s: %s%s%s", ghlpub_action_name(action->kind), path,
                 social && name ? name : "", err->message, err->hint ? "; " : "",
                 err->hint ? err->hint : "");
    free(path);
    progress.spoke_ms = clock_monotonic_ms();
}

void progress_event(enum publish_event event, const struct action *action, const struct error *err)
{
    if (!progress.cli)
        return;
    int64_t now_ms = clock_monotonic_ms();
    switch (event) {
    case PUBLISH_BEGUN:
        if (!progress.begun)
            progress.first_requests = ghl_counts(progress.ghl).requests;
        progress.begun = true;
        free(progress.current);
        progress.current = log_clean(action->path);
        break;
    case PUBLISH_DONE:
    case PUBLISH_FAILED:
    case PUBLISH_SKIPPED:
        progress.ended++;
        progress.failed += event == PUBLISH_FAILED;
        if (!progress.cli->json)
            say_ended(event, action, err);
        break;
    case PUBLISH_TICK:
        sample(now_ms);
        if (progress.moving)
            draw(now_ms);
        else if (now_ms - progress.spoke_ms >= HEARTBEAT_MS)
            tell(now_ms);
        break;
    }
}

void progress_end(void)
{
    erase();
    log_set_hooks(NULL, NULL);
    free(progress.current);
    progress.current = NULL;
    progress.cli = NULL;
}
