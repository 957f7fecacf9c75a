/* Parsing and printing of option tables, by GNU conventions. */
#include "options.h"

#include "base/mem.h"
#include "base/suggest.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 64 };

static size_t rows(const struct option *options)
{
    size_t count = 0;
    while (options && options[count].kind != OPTION_END)
        count++;
    return count;
}

static const struct option *find_name(const struct option *options, const char *name, size_t len)
{
    for (size_t i = 0; i < rows(options); i++)
        if (strlen(options[i].name) == len && strncmp(options[i].name, name, len) == 0)
            return &options[i];
    return NULL;
}

static const struct option *find_letter(const struct option *options, char letter)
{
    for (size_t i = 0; i < rows(options); i++)
        if (options[i].letter == letter)
            return &options[i];
    return NULL;
}

static void unknown(const struct option *own, const struct option *common, const char *name,
                    size_t len, struct error *err)
{
    const char *names[MAX_OPTIONS];
    size_t count = 0;
    for (size_t i = 0; i < rows(own) && count < MAX_OPTIONS; i++)
        names[count++] = own[i].name;
    for (size_t i = 0; i < rows(common) && count < MAX_OPTIONS; i++)
        names[count++] = common[i].name;
    char *word = mem_strndup(name, len);
    const char *near = suggest(word, names, count);
    error_set(err, ERROR_USAGE, "bad-option", "unknown option \"--%s\"", word);
    if (near)
        error_hint(err, "did you mean --%s?", near);
    free(word);
}

bool option_time(const char *text, long *ms)
{
    static const struct {
        const char *unit;
        long ms;
    } units[] = {{"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    char *end;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (end == text || errno || number < 0)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(end, units[i].unit) == 0 && number <= LONG_MAX / units[i].ms) {
            *ms = number * units[i].ms;
            return true;
        }
    return false;
}

static bool set_number(const struct option *option, const char *text, struct error *err)
{
    char *end;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (end == text || *end || errno || number < 0) {
        error_set(err, ERROR_USAGE, "bad-option", "--%s takes a number, not \"%s\"", option->name,
                  text);
        return false;
    }
    *(long *)option->value = number;
    return true;
}

static bool set(const struct option *option, const char *text, struct error *err)
{
    struct option_list *list;
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)option->value = true;
        return true;
    case OPTION_TEXT:
        *(const char **)option->value = text;
        return true;
    case OPTION_NUMBER:
        return set_number(option, text, err);
    case OPTION_TIME:
        if (option_time(text, option->value))
            return true;
        error_set(err, ERROR_USAGE, "bad-option", "--%s takes a time such as 30s, not \"%s\"",
                  option->name, text);
        return false;
    case OPTION_LIST:
        list = option->value;
        list->items = mem_resize(list->items, list->len + 1, sizeof *list->items);
        list->items[list->len++] = text;
        return true;
    case OPTION_END:
        break;
    }
    return false;
}

struct parser {
    const struct option *own, *common;
    int argc, at;
    char **argv;
    struct error *err;
};

static bool parse_long(struct parser *parser, const char *word)
{
    size_t len = strcspn(word, "=");
    const char *value = word[len] == '=' ? word + len + 1 : NULL;
    const struct option *option = find_name(parser->own, word, len);
    if (!option)
        option = find_name(parser->common, word, len);
    if (!option) {
        unknown(parser->own, parser->common, word, len, parser->err);
        return false;
    }
    if (option->kind == OPTION_FLAG && value) {
        error_set(parser->err, ERROR_USAGE, "bad-option", "--%s takes no value", option->name);
        return false;
    }
    if (option->kind != OPTION_FLAG && !value) {
        if (parser->at + 1 >= parser->argc) {
            error_set(parser->err, ERROR_USAGE, "bad-option", "--%s needs a value: --%s %s",
                      option->name, option->name, option->argument);
            return false;
        }
        value = parser->argv[++parser->at];
    }
    return set(option, value, parser->err);
}

static bool parse_letters(struct parser *parser, const char *letters)
{
    for (; *letters; letters++) {
        const struct option *option = find_letter(parser->own, *letters);
        if (!option)
            option = find_letter(parser->common, *letters);
        if (!option) {
            error_set(parser->err, ERROR_USAGE, "bad-option", "unknown option \"-%c\"", *letters);
            return false;
        }
        if (option->kind == OPTION_FLAG) {
            set(option, NULL, parser->err);
            continue;
        }
        const char *value = letters[1] ? letters + 1 : NULL;
        if (!value && parser->at + 1 < parser->argc)
            value = parser->argv[++parser->at];
        if (!value) {
            error_set(parser->err, ERROR_USAGE, "bad-option", "-%c needs a value", *letters);
            return false;
        }
        return set(option, value, parser->err);
    }
    return true;
}

bool options_parse(const struct option *own, const struct option *common, int *argc, char **argv,
                   struct error *err)
{
    struct parser parser = {own, common, *argc, 0, argv, err};
    int left = 0;
    bool options = true;
    for (; parser.at < parser.argc; parser.at++) {
        char *word = argv[parser.at];
        if (!options || word[0] != '-' || word[1] == '\0') {
            argv[left++] = word;
        } else if (strcmp(word, "--") == 0) {
            options = false;
        } else if (!(word[1] == '-' ? parse_long(&parser, word + 2)
                                    : parse_letters(&parser, word + 1))) {
            if (!err->hint)
                error_hint(err, "`ghlpub help COMMAND` shows what there is");
            return false;
        }
    }
    *argc = left;
    return true;
}

void options_print(const struct option *options, FILE *out)
{
    enum { COLUMN = 26 };
    for (size_t i = 0; i < rows(options); i++) {
        char left[64], letter[8] = "    ";
        if (options[i].letter)
            snprintf(letter, sizeof letter, "-%c, ", options[i].letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, options[i].name,
                 options[i].argument ? " " : "", options[i].argument ? options[i].argument : "");
        fprintf(out, "  %-*s", COLUMN, left);
        if (strlen(left) >= COLUMN)
            fprintf(out, "\n  %*s", COLUMN, "");
        fprintf(out, " %s\n", options[i].help);
    }
}
