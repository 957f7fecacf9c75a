/* `ghlpub calendar`: what goes out when. Filled in calendar_items.c, shown by the others. */
#include "calendar_print.h"
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"
#include "session.h"
#include "terminal.h"

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GAP_DAYS 7

static const char *month, *from, *to, *ics;
static long gap = GAP_DAYS;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_TEXT, 0, "month", "YYYY-MM", "a month as a grid", &month},
        {OPTION_TEXT, 0, "from", "DATE", "from this day on (today)", &from},
        {OPTION_TEXT, 0, "to", "DATE", "up to and including this day", &to},
        {OPTION_NUMBER, 0, "gap", "DAYS", "tell so many days without anything (7); 0: never", &gap},
        {OPTION_TEXT, 0, "ics", "FILE", "write an iCalendar file (- is standard output)", &ics},
        OPTIONS_END,
    };
    gap = GAP_DAYS;
    return rows;
}

struct range {
    int64_t from_ms, to_ms; /* 0: no bound */
    int year, month;        /* of --month; 0: none */
};

static int64_t start_of(const struct zone *zone, int64_t day)
{
    struct civil civil = {.hour = 0};
    civil_from_days(day, &civil.year, &civil.month, &civil.day);
    return zone_to_utc_ms(zone, &civil, NULL);
}

/* The day of a date alone; false: it is none. */
static bool read_day(const char *name, const char *text, int64_t *day, struct error *err)
{
    struct written_date date;
    if (written_date_parse(text, &date) && !date.has_time) {
        *day = civil_to_days(date.civil.year, date.civil.month, date.civil.day);
        return true;
    }
    error_set(err, ERROR_USAGE, "bad-option", "--%s takes a date such as 2026-12-01, not \"%s\"",
              name, text);
    return false;
}

static bool read_month(const struct zone *zone, struct range *range, struct error *err)
{
    struct written_date date;
    char *first = mem_printf("%s-01", month);
    bool good = strlen(month) == 7 && written_date_parse(first, &date) && !date.has_time;
    free(first);
    if (!good) {
        error_set(err, ERROR_USAGE, "bad-option",
                  "--month takes a month such as 2026-12, not \"%s\"", month);
        return false;
    }
    range->year = date.civil.year;
    range->month = date.civil.month;
    int64_t day = civil_to_days(range->year, range->month, 1);
    range->from_ms = start_of(zone, day);
    range->to_ms =
        start_of(zone, range->month == 12 ? civil_to_days(range->year + 1, 1, 1)
                                          : civil_to_days(range->year, range->month + 1, 1));
    return true;
}

static bool read_range(const struct session *session, struct range *range, struct error *err)
{
    const struct zone *zone = session->site->config.zone;
    struct civil now;
    int64_t day;
    if (month && (from || to)) {
        error_set(err, ERROR_USAGE, "bad-option", "--month excludes --from and --to");
        return false;
    }
    if (month)
        return read_month(zone, range, err);
    zone_from_utc(zone, clock_now_ms(&session->cli->clock), &now, NULL, NULL);
    day = civil_to_days(now.year, now.month, now.day);
    if (from && !read_day("from", from, &day, err))
        return false;
    if (!ics || from)
        range->from_ms = start_of(zone, day);
    if (to && !read_day("to", to, &day, err))
        return false;
    if (to)
        range->to_ms = start_of(zone, day + 1);
    return true;
}

static int write_ics(struct session *session, const struct calendar *calendar)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct error err = ERROR_INIT;
    int code = EXIT_DONE;
    calendar_ics(calendar, &text);
    if (strcmp(ics, "-") == 0)
        fwrite(text.buf, 1, text.len, stdout);
    else if (file_write(ics, text.buf, text.len, 0644, &err))
        log_info("%s: %zu entries", ics, calendar->len);
    else
        code = session_fail(session, &err);
    strbuf_release(&text);
    return code;
}

static void print(const struct session *session, const struct calendar *calendar,
                  const struct range *range)
{
    const struct cli *cli = session->cli;
    struct calendar_style style = {.colour = cli->out_color,
                                   .columns =
                                       cli->out_terminal ? terminal_columns(STDOUT_FILENO) : 0,
                                   .gap_days = (int)(gap < 10000 ? gap : 10000)};
    if (range->month)
        calendar_print_month(calendar, range->year, range->month, &style);
    else if (calendar->len)
        calendar_print_list(calendar, &style);
    else
        log_info("nothing is planned%s", from || to ? " between these days" : " from today on");
}

/* "." is the whole site. */
static bool is_whole(const struct session *session)
{
    for (size_t i = 0; i < session->pattern_count; i++)
        if (!*session->patterns[i] || strcmp(session->patterns[i], ".") == 0)
            return true;
    return false;
}

static int show(struct session *session, const struct range *range)
{
    struct directory *directory = NULL;
    struct calendar calendar;
    struct plan *plan = session_plan(session, &directory, false, false);
    int code = EXIT_DONE;
    calendar_fill(&calendar, plan, session->state, directory);
    if (session->selected && !is_whole(session))
        calendar_keep_paths(&calendar, session->patterns, session->pattern_count);
    calendar_keep(&calendar, range->from_ms, range->to_ms, !range->month && !to && !ics);
    if (session->cli->json && !ics) {
        json_t *json = session_json(session);
        json_put(json, "timezone", session->site->config.timezone);
        json_put_value(json, "items", calendar_json(&calendar));
        json_put_value(json, "gaps", calendar_gaps_json(&calendar, (int)gap));
        code = session_finish_json(session, json, code);
    } else {
        session_report(session, false);
        if (ics)
            code = write_ics(session, &calendar);
        else
            print(session, &calendar, range);
        code = exit_code_worse(session->exit, code);
    }
    calendar_release(&calendar);
    ghlpub_plan_free(plan);
    ghlpub_directory_free(directory);
    return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct range range = {0, 0, 0, 0};
    struct error err = ERROR_INIT;
    session_init(&session, cli);
    if (session_open(&session)) {
        if (!read_range(&session, &range, &err))
            session_fail(&session, &err);
        else if (session_load(&session) && session_select(&session, argc, argv) &&
                 session_render(&session, 0) && session_state(&session, true, 0))
            session.exit = show(&session, &range);
    }
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_calendar = {
    .name = "calendar",
    .arguments = "[PATH...]",
    .summary = "what goes out when: posts and social posts",
    .text = "Lists posts and social posts by date, from today on: what is scheduled at\n"
            "GHL, what the next publish would schedule (+) or move (~), drafts, what\n"
            "waits, and what goes out although its document is gone (!). Social posts\n"
            "to one account within an hour, and days without anything, are told.\n"
            "Needs no network.\n\n"
            "Examples:\n"
            "  ghlpub calendar\n"
            "  ghlpub calendar --month 2026-12\n"
            "  ghlpub calendar --from 2026-01-01 --to 2026-12-31 --json\n"
            "  ghlpub calendar --ics campaign.ics content/campaigns",
    .options = options,
    .run = run,
};
