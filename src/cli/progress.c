/* The moving line of a publish, and the plain lines that stand in for it. */
#include "progress.h"
#include "terminal.h"

#include "base/log.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Lines beyond this many plain ones become one in a while. */
#define HEARTBEAT_MS 10000

static struct {
    const struct cli *cli;
    const struct ghl *ghl;
    size_t total, ended, failed;
    int64_t started_ms, spoke_ms;
    bool moving, drawn;
    const char *current;
} progress;

static void erase(void)
{
    if (progress.drawn)
        fputs("\r\033[K", stderr);
    progress.drawn = false;
}

static void add_time_left(struct strbuf *line)
{
    int64_t spent = clock_monotonic_ms() - progress.started_ms;
    if (progress.ended < 3 || progress.ended == progress.total || spent < 2000)
        return;
    int64_t left =
        spent * (int64_t)(progress.total - progress.ended) / (int64_t)progress.ended / 1000;
    if (left >= 60)
        strbuf_addf(line, "  %dm%02ds left", (int)(left / 60), (int)(left % 60));
    else
        strbuf_addf(line, "  %ds left", (int)left);
}

static void draw(void)
{
    enum { BAR = 20 };
    struct strbuf line = STRBUF_INIT(1024);
    size_t full = progress.total ? progress.ended * BAR / progress.total : BAR;
    const char *waiting = ghl_waiting(progress.ghl);
    struct ghl_counts counts = ghl_counts(progress.ghl);
    strbuf_addc(&line, '[');
    for (size_t i = 0; i < BAR; i++)
        strbuf_addc(&line, i < full ? '#' : '.');
    strbuf_addf(&line, "] %zu/%zu  %lu requests", progress.ended, progress.total, counts.requests);
    if (progress.failed)
        strbuf_addf(&line, "  %zu failed", progress.failed);
    add_time_left(&line);
    if (waiting)
        strbuf_addf(&line, "  %s", waiting);
    else if (progress.current)
        strbuf_addf(&line, "  %s", progress.current);
    size_t width = terminal_columns(STDERR_FILENO) - 1;
    while (line.len > 0 && unicode_width(line.buf, line.len) > width)
        strbuf_truncate(&line, utf8_cut(line.buf, line.len, line.len - 1));
    fprintf(stderr, "\r\033[K%s", line.buf);
    progress.drawn = true;
    strbuf_release(&line);
}

void progress_begin(const struct cli *cli, const struct ghl *ghl, size_t total)
{
    progress.cli = cli;
    progress.ghl = ghl;
    progress.total = total;
    progress.ended = progress.failed = 0;
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
    switch (event) {
    case PUBLISH_BEGUN:
        progress.current = action->path;
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
        if (progress.moving) {
            draw();
        } else if (clock_monotonic_ms() - progress.spoke_ms >= HEARTBEAT_MS) {
            const char *waiting = ghl_waiting(progress.ghl);
            log_info("%zu of %zu done%s%s", progress.ended, progress.total, waiting ? ", " : "",
                     waiting ? waiting : "");
            progress.spoke_ms = clock_monotonic_ms();
        }
        break;
    }
}

void progress_end(void)
{
    erase();
    log_set_hooks(NULL, NULL);
    progress.cli = NULL;
}
