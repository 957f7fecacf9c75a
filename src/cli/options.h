/*
 * Options as tables: one row gives parsing, help and the man page.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <ghlpub/error.h>

#include <stdbool.h>
#include <stdio.h>

enum option_kind {
    OPTION_FLAG,   /* bool * */
    OPTION_TEXT,   /* const char ** */
    OPTION_NUMBER, /* long *, not negative */
    OPTION_TIME,   /* long *, milliseconds: "30s", "500ms", "2m"; a bare number is seconds */
    OPTION_LIST,   /* struct option_list *: may be given more than once */
    OPTION_END
};

struct option_list {
    const char **items;
    size_t len;
};

struct option {
    enum option_kind kind;
    char letter; /* 0: none */
    const char *name;
    const char *argument; /* "FILE"; NULL for flags */
    const char *help;
    void *value;
};

#define OPTIONS_END                                                                                \
    {                                                                                              \
        OPTION_END, 0, NULL, NULL, NULL, NULL                                                      \
    }

/* Takes the options of both tables (each may be NULL) out of argv; *argc counts what is left, from
 * argv[0]. "--" ends options. Error: bad-option (ERROR_USAGE), with a suggestion. */
bool options_parse(const struct option *own, const struct option *common, int *argc, char **argv,
                   struct error *err);

void options_print(const struct option *options, FILE *out);

/* "30s" to milliseconds; false where it is no time. */
bool option_time(const char *text, long *ms);

#endif
