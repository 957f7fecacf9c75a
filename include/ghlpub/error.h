/*
 * Errors and diagnostics.
 *
 * A function that can fail returns false (or NULL) and fills the `struct error`
 * that its caller gave. A finding about the content of a site goes to a list of
 * diagnostics instead, so that one run reports all of them.
 *
 *     struct error err = ERROR_INIT;
 *     if (!file_read(path, LIMIT_DOCUMENT, &text, &err)) {
 *         error_print(stderr, &err);
 *         error_release(&err);
 *     }
 *
 * `code` is a stable name in kebab-case ("slug-taken"), a string literal; every
 * code is explained in docs/diagnostics.md. Messages are lower case without a
 * full stop, name what failed first, and put names in double quotes. A hint
 * says what to do next.
 */
#ifndef GHLPUB_ERROR_H
#define GHLPUB_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What kind of failure it is. The kind decides the exit code (see cli/exit.c). */
enum error_kind {
    ERROR_NONE,
    ERROR_FAILED,      /* an action failed, was skipped, a limit was reached   1 */
    ERROR_USAGE,       /* wrong arguments, or consent without a terminal      64 */
    ERROR_CONTENT,     /* the content has errors                              65 */
    ERROR_UNAVAILABLE, /* the service cannot be reached or does not work      69 */
    ERROR_MEMORY,      /* out of memory                                       71 */
    ERROR_STATE,       /* the state cannot be read or written                 73 */
    ERROR_TRY_AGAIN,   /* locked, rate-limited                                75 */
    ERROR_AUTH,        /* not authorised                                      77 */
    ERROR_CONFIG,      /* the configuration is wrong, a foreign state         78 */
    ERROR_INTERRUPTED  /* SIGINT or SIGTERM                            130, 143 */
};

/* A place in a file. `path` may be NULL; line and column count from 1, columns
 * in code points; 0 means unknown. */
struct place {
    const char *path;
    unsigned line;
    unsigned column;
};

/* One failure. Strings are owned; `code` is a literal. */
struct error {
    enum error_kind kind;
    const char *code;
    char *path; /* or NULL */
    unsigned line, column;
    char *message;
    char *hint; /* or NULL */
};

#define ERROR_INIT                                                                                 \
    {                                                                                              \
        ERROR_NONE, NULL, NULL, 0, 0, NULL, NULL                                                   \
    }

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* One finding about the content. Strings are owned; `code` is a literal. */
struct diagnostic {
    enum severity severity;
    const char *code;
    char *path; /* or NULL */
    unsigned line, column;
    char *message;
    char *hint; /* or NULL */
};

/* A growing list of findings, in the order in which they were made. */
struct diagnostics {
    struct diagnostic *items;
    size_t len, cap;
    size_t errors, warnings;
};

#define DIAGNOSTICS_INIT                                                                           \
    {                                                                                              \
        NULL, 0, 0, 0, 0                                                                           \
    }

/* Sets the error, replacing (and freeing) what it held. `err` may be NULL. */
void error_set(struct error *err, enum error_kind kind, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same, and a colon and the text of `errno` at the end. */
void error_set_errno(struct error *err, enum error_kind kind, const char *code, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

/* Adds the place and the hint to an error that is set. `path` is copied. */
void error_at(struct error *err, const char *path, unsigned line, unsigned column);
void error_hint(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Moves `from` into `to`; `from` is empty afterwards. */
void error_move(struct error *to, struct error *from);

/* Frees the strings; the error is then as after ERROR_INIT. NULL is allowed. */
void error_release(struct error *err);

/* Adds a finding; the strings are copied. Control characters in the message are
 * replaced, so that text from outside cannot play with a terminal. Returns the
 * finding, valid until the next one is added, so that a hint can follow. */
struct diagnostic *diagnose(struct diagnostics *list, enum severity severity, const char *code,
                            struct place place, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void diagnostic_hint(struct diagnostic *item, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds an error as a finding of severity error; `err` is released. */
void diagnose_error(struct diagnostics *list, struct error *err);

/* Moves all findings of `from` to the end of `to`. */
void diagnostics_move(struct diagnostics *to, struct diagnostics *from);

/* Forgets the findings that are not wanted. */
void diagnostics_keep(struct diagnostics *list,
                      bool (*wanted)(void *context, const struct diagnostic *item), void *context);

/* Sorts by path, line, column; equal ones keep their order, exact repetitions go. */
void diagnostics_sort(struct diagnostics *list);
void diagnostics_release(struct diagnostics *list);

const char *severity_name(enum severity severity);

#endif
