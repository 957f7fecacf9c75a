/*
 * The table of commands, and what every command is given. A command is one
 * file, cmd_NAME.c: its options, its help, its function. The function returns
 * the exit code.
 */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include "base/clock.h"
#include <ghlpub/error.h>

#include <stdbool.h>

/* The options of every command, and the surroundings. */
struct cli {
    const char *command;
    const char *site;        /* --site */
    const char *environment; /* --env, GHLPUB_ENV */
    bool json, quiet, verbose, help, version;
    const char *color; /* "auto", "always", "never" */
    struct clock clock;
    bool out_terminal, err_terminal;
    bool out_color, err_color;
    bool ci; /* CI is set: nothing moves */
};

struct option; /* options.h */

struct command {
    const char *name;
    const char *arguments; /* "[PATH...]" */
    const char *summary;   /* one line */
    const char *text;      /* for help: what it does, examples */
    /* The rows of its options; set by the call to the values of this run. */
    const struct option *(*options)(void);
    int (*run)(struct cli *cli, int argc, char **argv);
};

const struct command *const *command_table(unsigned *count);

/* NULL: there is none of this name. */
const struct command *command_find(const char *name);

extern const struct command command_init, command_check, command_render, command_plan,
    command_publish, command_status, command_pull, command_adopt, command_state, command_list,
    command_sandbox, command_help, command_calendar, command_import, command_media;

/* `publish --dry-run`: the plan of a publish with these options. */
struct plan_request {
    bool prune, force, refresh, recreate;
    const char *on_drift, *changed_since, *only; /* or NULL */
};
int command_plan_run(struct cli *cli, int argc, char **argv, const struct plan_request *request);

/* The whole help of a command, as `ghlpub help NAME` shows it. */
void command_print_help(const struct command *command, FILE *out);

/* The man page (roff), as docs/ghlpub.1 holds it. */
void command_print_man(const struct option *common, FILE *out);

/* The options of every command; their values are those of the run. */
const struct option *command_common_options(struct cli *cli);

#endif
