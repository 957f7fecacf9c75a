/* The program's surroundings, the options of every command, and the dispatch. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/stop.h"
#include "base/suggest.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A core file would hold the token. */
static void no_core_files(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

static bool surroundings(struct cli *cli, struct error *err)
{
    const char *fail_at = getenv("GHLPUB_TEST_ALLOC_FAIL");
    setlocale(LC_CTYPE, "C.UTF-8");
    no_core_files();
    mem_install_hooks();
    if (fail_at)
        mem_fail_at(strtoul(fail_at, NULL, 10));
    stop_install();
    cli->color = "auto";
    cli->environment = is_set("GHLPUB_ENV") ? getenv("GHLPUB_ENV") : NULL;
    cli->out_terminal = isatty(STDOUT_FILENO);
    cli->err_terminal = isatty(STDERR_FILENO);
    cli->ci = is_set("CI");
    return clock_init(&cli->clock, is_set("GHLPUB_NOW") ? getenv("GHLPUB_NOW") : NULL, 1, err);
}

static bool decide_color(struct cli *cli, struct error *err)
{
    const char *term = getenv("TERM");
    bool may = !is_set("NO_COLOR") && !(term && strcmp(term, "dumb") == 0);
    bool always = strcmp(cli->color, "always") == 0, never = strcmp(cli->color, "never") == 0;
    if (!always && !never && strcmp(cli->color, "auto") != 0) {
        error_set(err, ERROR_USAGE, "bad-option", "--color takes auto, always or never, not \"%s\"",
                  cli->color);
        return false;
    }
    cli->out_color = always || (!never && may && cli->out_terminal);
    cli->err_color = always || (!never && may && cli->err_terminal);
    return true;
}

static int unknown_command(struct cli *cli, const char *name)
{
    struct error err = ERROR_INIT;
    const char *names[64];
    unsigned count;
    const struct command *const *all = command_table(&count);
    for (unsigned i = 0; i < count && i < 64; i++)
        names[i] = all[i]->name;
    const char *near = suggest(name, names, count);
    error_set(&err, ERROR_USAGE, "bad-command", "unknown command \"%s\"", name);
    if (near)
        error_hint(&err, "did you mean `ghlpub %s`?", near);
    else
        error_hint(&err, "`ghlpub help` lists the commands");
    return report_failure(cli, &err);
}

/* The first word that is no option (nor an option's value) names the command. */
static const char *take_command(int *argc, char **argv)
{
    for (int i = 0; i < *argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            return NULL;
        if (argv[i][0] == '-') {
            bool takes_value = strcmp(argv[i], "--site") == 0 || strcmp(argv[i], "--env") == 0 ||
                               strcmp(argv[i], "--color") == 0;
            i += takes_value;
            continue;
        }
        const char *name = argv[i];
        memmove(&argv[i], &argv[i + 1], (size_t)(*argc - i - 1) * sizeof *argv);
        (*argc)--;
        return name;
    }
    return NULL;
}

/* Before the options are parsed: what is wrong with them is told as JSON, too. */
static bool asks_json(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--json") == 0)
            return true;
    return false;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct error err = ERROR_INIT;
    cli->json = asks_json(argc, argv);
    if (!surroundings(cli, &err))
        return report_failure(cli, &err);
    const char *name = take_command(&argc, argv);
    const struct command *command = name ? command_find(name) : NULL;
    if (name && !command)
        return unknown_command(cli, name);
    cli->command = name;
    const struct option *own = command && command->options ? command->options() : NULL;
    if (!options_parse(own, command_common_options(cli), &argc, argv, &err) ||
        !decide_color(cli, &err))
        return report_failure(cli, &err);
    if (cli->version) {
        printf("ghlpub %s\n", GHLPUB_VERSION);
        return EXIT_DONE;
    }
    if (!command) {
        command_help.run(cli, 0, argv);
        return cli->help ? EXIT_DONE : EXIT_USAGE;
    }
    if (cli->help) {
        command_print_help(command, stdout);
        return EXIT_DONE;
    }
    log_set_level(cli->quiet ? LOG_QUIET : cli->verbose ? LOG_VERBOSE : LOG_NORMAL);
    return command->run(cli, argc, argv);
}

int main(int argc, char **argv)
{
    struct cli cli = {0};
    int code = run(&cli, argc > 0 ? argc - 1 : 0, argv + 1);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        struct error err = ERROR_INIT;
        error_set_errno(&err, ERROR_STATE, "output-failed", "standard output cannot be written");
        code = exit_code_worse(code, report_error(&cli, &err));
    }
    log_release();
    return code;
}
