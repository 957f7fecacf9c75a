/* `ghlpub sandbox`: a local GHL, served until it is interrupted. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"

#include <ghlpub/sandbox.h>

#include <limits.h>
#include <stdlib.h>

static long port, daily, lag;
static const char *state, *seed, *clock_rate, *rate, *record;
static struct option_list faults, quirks, locations, blogs, authors, categories, accounts, groups,
    users, tags;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_NUMBER, 0, "port", "N", "the port (default: a free one)", &port},
        {OPTION_TEXT, 0, "state", "DIR", "keep everything there (default: in memory)", &state},
        {OPTION_TEXT, 0, "seed", "TEXT", "the same ids and tokens in every run", &seed},
        {OPTION_LIST, 0, "fault", "RULE", "let requests fail: 'POST /blogs/posts: 503 x2'",
         &faults},
        {OPTION_LIST, 0, "quirk", "NAME=on|off", "switch a habit of the real server", &quirks},
        {OPTION_TEXT, 0, "clock-rate", "N", "let the sandbox's clock run N times as fast",
         &clock_rate},
        {OPTION_TEXT, 0, "rate", "N/TIME", "the rate limit (default: 100/10s), or off", &rate},
        {OPTION_NUMBER, 0, "daily", "N", "requests a day (default: 200000)", &daily},
        {OPTION_NUMBER, 0, "lag", "MS", "lists show changes so many milliseconds later", &lag},
        {OPTION_LIST, 0, "location", "NAME", "a location with a token of its own", &locations},
        {OPTION_LIST, 0, "blog", "NAME", "a blog of each location", &blogs},
        {OPTION_LIST, 0, "author", "NAME", "an author", &authors},
        {OPTION_LIST, 0, "category", "NAME", "a category", &categories},
        {OPTION_LIST, 0, "account", "PLATFORM:NAME", "a social account; :expired at its end",
         &accounts},
        {OPTION_LIST, 0, "group", "NAME=ACCOUNT,...", "a group of these accounts", &groups},
        {OPTION_LIST, 0, "user", "EMAIL:NAME", "a user", &users},
        {OPTION_LIST, 0, "tag", "NAME", "a tag of the social planner", &tags},
        {OPTION_TEXT, 0, "record", "DIR", "write each API request there, for a validator", &record},
        OPTIONS_END,
    };
    return rows;
}

static struct sandbox_texts texts(const struct option_list *list)
{
    return (struct sandbox_texts){list->items, list->len};
}

static bool read_rate(double *number, struct error *err)
{
    char *end = NULL;
    if (!clock_rate)
        return true;
    *number = strtod(clock_rate, &end);
    if (end != clock_rate && *end == '\0' && *number > 0 && *number <= 1e6)
        return true;
    error_set(err, ERROR_USAGE, "bad-option", "--clock-rate takes a number above 0, not \"%s\"",
              clock_rate);
    return false;
}

static void release_lists(void)
{
    struct option_list *all[] = {&faults,     &quirks,   &locations, &blogs, &authors,
                                 &categories, &accounts, &groups,    &users, &tags};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        free(all[i]->items);
        *all[i] = (struct option_list){0};
    }
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct error err = ERROR_INIT;
    const char *now = getenv("GHLPUB_NOW");
    struct sandbox_options options = {
        .port = port > UINT_MAX ? UINT_MAX : (unsigned)port,
        .state = state,
        .record = record,
        .seed = seed,
        .now = now && *now ? now : NULL,
        .rate = rate,
        .daily = (unsigned long)daily,
        .lag_ms = (unsigned long)lag,
        .faults = texts(&faults),
        .quirks = texts(&quirks),
        .locations = texts(&locations),
        .blogs = texts(&blogs),
        .authors = texts(&authors),
        .categories = texts(&categories),
        .accounts = texts(&accounts),
        .groups = texts(&groups),
        .users = texts(&users),
        .tags = texts(&tags),
    };
    int code = EXIT_DONE;
    if (argc > 0)
        error_set(&err, ERROR_USAGE, "bad-argument", "sandbox takes no argument: \"%s\"", argv[0]);
    if (err.kind != ERROR_NONE || !read_rate(&options.clock_rate, &err) ||
        !sandbox_run(&options, &err))
        code = report_failure(cli, &err);
    release_lists();
    return code;
}

const struct command command_sandbox = {
    .name = "sandbox",
    .arguments = "",
    .summary = "a local GHL to try everything against",
    .text = "Serves GHL's API on this machine as it behaves in practice, and shows\n"
            "what it holds as web pages. Prints its address, a token, a location and\n"
            "a blog; use them with\n\n"
            "  export GHL_API_BASE=http://127.0.0.1:PORT\n"
            "  export GHL_API_KEY=pit-... GHL_LOCATION_ID=...\n\n"
            "Runs until it is interrupted. Without --state everything is forgotten\n"
            "then.\n\n"
            "Examples:\n"
            "  ghlpub sandbox --port 8080 --state .sandbox\n"
            "  ghlpub sandbox --fault 'POST /blogs/posts: 503 x2' --clock-rate 60\n\n"
            "docs/sandbox.md has the rules for faults, the quirks and the control\n"
            "endpoint.",
    .options = options,
    .run = run,
};
