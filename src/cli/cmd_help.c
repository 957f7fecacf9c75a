/* `ghlpub help`: the list of commands, or all about one of them. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"

#include <string.h>

static bool man;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_FLAG, 0, "man", NULL, "the man page, for man(1)", &man},
        OPTIONS_END,
    };
    return rows;
}

void command_print_help(const struct command *command, FILE *out)
{
    fprintf(out, "Usage: ghlpub %s%s%s%s\n\n%s\n", command->name,
            command->options ? " [OPTIONS]" : "", *command->arguments ? " " : "",
            command->arguments, command->text);
    if (command->options) {
        fputs("\nOptions:\n", out);
        options_print(command->options(), out);
    }
    fputs("\nOptions of every command: --site DIR, --env NAME, --json, --quiet, --verbose,\n"
          "--color WHEN, --help. `ghlpub help` explains them.\n",
          out);
}

static void print_overview(FILE *out)
{
    unsigned count;
    const struct command *const *all = command_table(&count);
    fputs("ghlpub publishes a git tree of Markdown to GoHighLevel: blog posts, their\n"
          "images and social posts, exactly once.\n\n"
          "Usage: ghlpub COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n",
          out);
    for (unsigned i = 0; i < count; i++)
        fprintf(out, "  %-9s %s\n", all[i]->name, all[i]->summary);
    fputs("\nOptions of every command:\n"
          "  --site DIR      the site (default: the nearest parent with ghlpub.yaml)\n"
          "  --env NAME      the environment of ghlpub.yaml to use\n"
          "  --json          one JSON document on standard output\n"
          "  -q, --quiet     errors and the result alone\n"
          "  -v, --verbose   each request, and every note\n"
          "  --color WHEN    auto, always or never\n"
          "  -h, --help      help for a command\n"
          "  --version       the version\n\n"
          "Environment: GHL_API_KEY (the token), GHL_LOCATION_ID, GHL_API_BASE,\n"
          "GHLPUB_ENV.\n"
          "Start with `ghlpub init my-blog`, or try everything without an account:\n"
          "`ghlpub sandbox`.\n",
          out);
}

static int run(struct cli *cli, int argc, char **argv)
{
    if (man) {
        command_print_man(command_common_options(cli), stdout);
        return EXIT_DONE;
    }
    if (argc == 0) {
        print_overview(stdout);
        return EXIT_DONE;
    }
    const struct command *command = command_find(argv[0]);
    if (!command) {
        struct error err = ERROR_INIT;
        error_set(&err, ERROR_USAGE, "bad-command", "unknown command \"%s\"", argv[0]);
        error_hint(&err, "`ghlpub help` lists the commands");
        return report_failure(cli, &err);
    }
    command_print_help(command, stdout);
    return EXIT_DONE;
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "the list of commands, or all about one",
    .text = "Shows the list of commands, or everything about one of them.",
    .options = options,
    .run = run,
};
