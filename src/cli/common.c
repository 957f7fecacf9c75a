/* The options of every command. */
#include "cmd.h"
#include "options.h"

#include <string.h>

const struct option *command_common_options(struct cli *cli)
{
    static struct option rows[16];
    const struct option all[] = {
        {OPTION_TEXT, 0, "site", "DIR", "the site (default: the nearest parent with ghlpub.yaml)",
         &cli->site},
        {OPTION_TEXT, 0, "env", "NAME", "the environment of ghlpub.yaml to use", &cli->environment},
        {OPTION_FLAG, 0, "json", NULL, "one JSON document on standard output", &cli->json},
        {OPTION_FLAG, 'q', "quiet", NULL, "errors and the result alone", &cli->quiet},
        {OPTION_FLAG, 'v', "verbose", NULL, "each request, and every note", &cli->verbose},
        {OPTION_TEXT, 0, "color", "WHEN", "auto, always or never", &cli->color},
        {OPTION_FLAG, 'h', "help", NULL, "help for the command", &cli->help},
        {OPTION_FLAG, 0, "version", NULL, "the version", &cli->version},
        OPTIONS_END,
    };
    memcpy(rows, all, sizeof all);
    return rows;
}
