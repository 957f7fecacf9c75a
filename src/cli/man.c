/*
 * The man page, from the tables of commands and options: `ghlpub help --man`
 * prints what docs/ghlpub.1 holds, and a test compares the two.
 */
#include "cmd.h"
#include "options.h"

#include <string.h>

/* Text for roff: backslashes, and dots and quotes at the start of a line. */
static void text(const char *words, FILE *out)
{
    bool start = true;
    for (const char *p = words; *p; p++) {
        if (start && (*p == '.' || *p == '\''))
            fputs("\\&", out);
        if (*p == '\\')
            fputs("\\e", out);
        else if (*p == '-')
            fputs("\\-", out);
        else
            fputc(*p, out);
        start = *p == '\n';
    }
}

static void option_rows(const struct option *options, FILE *out)
{
    for (; options && options->kind != OPTION_END; options++) {
        fputs(".TP\n", out);
        if (options->letter)
            fprintf(out, "\\fB\\-%c\\fR, ", options->letter);
        fputs("\\fB\\-\\-", out);
        text(options->name, out);
        fputs("\\fR", out);
        if (options->argument)
            fprintf(out, " \\fI%s\\fR", options->argument);
        fputc('\n', out);
        text(options->help, out);
        fputc('\n', out);
    }
}

/* The text of help has its own line breaks, and examples that must keep them. */
static void command(const struct command *item, FILE *out)
{
    fprintf(out, ".SS ghlpub %s%s ", item->name, item->options ? " [OPTIONS]" : "");
    text(item->arguments, out);
    fputs("\n.nf\n", out);
    text(item->text, out);
    fputs("\n.fi\n", out);
    if (item->options)
        option_rows(item->options(), out);
}

static const char *const exit_codes[][2] = {
    {"0", "done, or nothing to do"},
    {"1", "some actions failed or were skipped, a limit was reached"},
    {"2", "plan --exit-code found something to do"},
    {"64", "wrong usage, or consent is needed and nobody can be asked"},
    {"65", "the content has errors; what has none is published all the same"},
    {"69", "the service is unavailable"},
    {"71", "out of memory"},
    {"73", "the state cannot be read or written"},
    {"75", "try again: another run holds the state, or the rate limit was reached"},
    {"77", "not authorised"},
    {"78",
     "the configuration is wrong, or the state belongs to another location or a newer version"},
    {"130, 143", "interrupted, with everything recorded"},
};

static const char *const variables[][2] = {
    {"GHL_API_KEY", "the token: a Private Integration Token or an access token"},
    {"GHL_LOCATION_ID", "the location, where ghlpub.yaml names none"},
    {"GHL_API_BASE", "the address of the API; https, or http to this machine"},
    {"GHLPUB_ENV", "the environment of ghlpub.yaml, as with --env"},
    {"GHLPUB_CACERT", "a file with further certificates to trust"},
    {"GHLPUB_NOW", "the time that counts as now, RFC 3339; for tests"},
    {"NO_COLOR", "no colour"},
    {"CI", "nothing moves, nobody is asked"},
    {"GITHUB_ACTIONS", "findings also become annotations"},
};

static const char *const files[][2] = {
    {"ghlpub.yaml", "the configuration of a site"},
    {".ghlpub/state.json", "which document became which post; to be committed to git"},
    {".ghlpub/state.journal", "writes that are under way; goes away by itself"},
    {".ghlpub/state.lock", "held by a run; the file stays"},
    {".ghlpub/state.directory", "authors, categories and accounts as last listed"},
    {".ghlpub/state.hashes", "hashes of assets, so that they are read once"},
};

static void pairs(const char *const (*rows)[2], size_t count, FILE *out)
{
    for (size_t i = 0; i < count; i++) {
        fputs(".TP\n\\fB", out);
        text(rows[i][0], out);
        fputs("\\fR\n", out);
        text(rows[i][1], out);
        fputc('\n', out);
    }
}

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

void command_print_man(const struct option *common, FILE *out)
{
    unsigned count;
    const struct command *const *all = command_table(&count);
    fputs(".\\\" Made by `ghlpub help --man`; the suite compares the two.\n"
          ".TH GHLPUB 1 \"\" \"ghlpub " GHLPUB_VERSION "\"\n"
          ".SH NAME\nghlpub \\- publish a git tree of Markdown to GoHighLevel\n"
          ".SH SYNOPSIS\n\\fBghlpub\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n"
          ".SH DESCRIPTION\n"
          "A site is a directory with a ghlpub.yaml. Its documents are Markdown files with YAML "
          "front\n"
          "matter. ghlpub renders them, uploads the local images that they use, creates or updates "
          "the\n"
          "blog posts, schedules the social posts, and records in a state file which document "
          "became\n"
          "which remote object. What did not change is not sent; what was interrupted is found "
          "again\n"
          "by looking, and nothing is made twice.\n"
          ".SH OPTIONS OF EVERY COMMAND\n",
          out);
    option_rows(common, out);
    fputs(".SH COMMANDS\n", out);
    for (unsigned i = 0; i < count; i++)
        command(all[i], out);
    fputs(".SH EXIT STATUS\n", out);
    pairs(exit_codes, COUNT(exit_codes), out);
    fputs(".SH ENVIRONMENT\n", out);
    pairs(variables, COUNT(variables), out);
    fputs(".SH FILES\n", out);
    pairs(files, COUNT(files), out);
}
