/*
 * What is told to people on stderr while the program works. Each message is one
 * write. A registered secret never appears in it: it is replaced by "***".
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_QUIET = -1, LOG_NORMAL = 0, LOG_VERBOSE = 1 };

void log_set_level(enum log_level level);
enum log_level log_level(void);

/* Text that must never be shown; copied. NULL and texts of under 8 bytes are ignored. */
void log_add_secret(const char *secret);

/* Copies `text` with secrets and control characters replaced; to be freed with free(). */
char *log_clean(const char *text);

/* Forgets (and overwrites) the secrets. */
void log_release(void);

/* `log_info` is silent with --quiet, `log_verbose` speaks only with --verbose. No newline in the
 * format: one is added. */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_verbose(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Called before and after each message, so that a progress bar can make room. */
void log_set_hooks(void (*before)(void), void (*after)(void));

#endif
