/* `ghlpub status`: the dashboard. The rows are made in status_rows.c, shown by status_print.c. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"
#include "session.h"
#include "status_print.h"
#include "terminal.h"

#include "base/array.h"
#include "base/json.h"
#include "base/suggest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool refresh;
static const char *order;
static struct option_list states;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_FLAG, 0, "refresh", NULL,
         "look at GHL: what became of social posts, what was edited or deleted by hand", &refresh},
        {OPTION_LIST, 0, "state", "WORD", "only what is in this state, such as failed or drift",
         &states},
        {OPTION_TEXT, 0, "sort", "ORDER", "by path, date or state (what needs somebody first)",
         &order},
        OPTIONS_END,
    };
    return rows;
}

struct word_list ARRAY(const char *);

/* --state failed,drift --state gone: a list of words, in one copy that lives until the end. */
static bool read_states(struct word_list *words, char **copy, struct error *err)
{
    struct strbuf text = STRBUF_INIT(4096);
    for (size_t i = 0; i < states.len; i++)
        strbuf_addf(&text, "%s,", states.items[i]);
    *copy = strbuf_detach(&text);
    for (char *save = NULL, *word = strtok_r(*copy, ", ", &save); word;
         word = strtok_r(NULL, ", ", &save)) {
        size_t known = 0;
        while (known < status_word_count && strcmp(status_words[known], word) != 0)
            known++;
        if (known == status_word_count) {
            const char *near = suggest(word, status_words, status_word_count);
            error_set(err, ERROR_USAGE, "bad-option", "--state does not know \"%s\"%s%s%s", word,
                      near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
            error_hint(err, "`ghlpub help status` lists the words");
            return false;
        }
        ARRAY_PUSH(words, word);
    }
    return true;
}

static bool read_order(enum status_order *by, struct error *err)
{
    static const char *const names[] = {"path", "date", "state"};
    for (int i = 0; i < 3; i++)
        if (!order || strcmp(order, names[i]) == 0) {
            *by = (enum status_order)i;
            return true;
        }
    error_set(err, ERROR_USAGE, "bad-option", "--sort takes path, date or state, not \"%s\"",
              order);
    return false;
}

static int show(struct session *session, const struct word_list *words, enum status_order by)
{
    struct directory *directory = NULL;
    struct status_table table;
    struct plan *plan = session_plan(session, &directory, false, false);
    struct status_input input = {.site = session->site,
                                 .state = session->state,
                                 .plan = plan,
                                 .directory = directory,
                                 .remote =
                                     session->refreshed.arena ? &session->refreshed.remote : NULL,
                                 .selected = session->selected};
    status_rows(&input, &table);
    int code = refresh && status_is_alarming(&table) ? EXIT_PARTIAL : EXIT_DONE;
    if (words->len)
        status_keep(&table, words->items, words->len);
    status_sort(&table, by);
    if (session->cli->json) {
        json_t *json = session_json(session);
        json_put_value(json, "items", status_json(&table));
        code = session_finish_json(session, json, code);
    } else {
        const struct cli *cli = session->cli;
        struct status_style style = {.colour = cli->out_color,
                                     .grouped = by == STATUS_BY_PATH,
                                     .columns =
                                         cli->out_terminal ? terminal_columns(STDOUT_FILENO) : 0,
                                     .summary = !cli->quiet};
        session_report(session, false);
        status_print(&table, plan, &style);
        code = exit_code_worse(session->exit, code);
    }
    status_release(&table);
    ghlpub_plan_free(plan);
    ghlpub_directory_free(directory);
    return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct error err = ERROR_INIT;
    struct word_list words = {NULL, 0, 0};
    enum status_order by = STATUS_BY_PATH;
    char *copy = NULL;
    int code;
    if (!read_states(&words, &copy, &err) || !read_order(&by, &err)) {
        code = report_failure(cli, &err);
    } else {
        session_init(&session, cli);
        if (session_open(&session) && session_load(&session) &&
            session_select(&session, argc, argv) && session_render(&session, 0) &&
            session_state(&session, true, 0) && (!refresh || session_refresh(&session)))
            session.exit = show(&session, &words, by);
        code = session.exit;
        session_release(&session);
    }
    ARRAY_RELEASE(&words);
    free(copy);
    return code;
}

const struct command command_status = {
    .name = "status",
    .arguments = "[PATH...]",
    .summary = "the dashboard: every document with its counterpart at GHL",
    .text = "Lists each document with its post (state, date, URL) and its social posts,\n"
            "what is wrong with each, and what the next publish would do. Without\n"
            "--refresh it tells what the state knows and needs no network; with it, what\n"
            "GHL has now, and the exit code is 1 where a social post failed or something\n"
            "was edited or deleted by hand: an alarm for a scheduled job.\n\n"
            "Words for --state, several with commas: new, changed, published, scheduled,\n"
            "draft, archived, offline, out, in-review, failed, drift, gone, late, orphan,\n"
            "held, broken, cancelled, deleted, removed, left-alone, campaign, unfinished,\n"
            "unknown. \"changed\" is what publish would change; \"held\" is whatever waits for\n"
            "somebody.\n\n"
            "Examples:\n"
            "  ghlpub status\n"
            "  ghlpub status content/posts --json\n"
            "  ghlpub status --state scheduled --sort date\n"
            "  ghlpub status --refresh --state failed,drift,gone",
    .options = options,
    .run = run,
};
