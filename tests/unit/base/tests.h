/*
 * The groups of this program; main.c runs them.
 */
#ifndef TESTS_H
#define TESTS_H

int run_memory_tests(void);
int run_strbuf_tests(void);
int run_map_tests(void);
int run_error_tests(void);
int run_log_tests(void);
int run_source_tests(void);
int run_file_tests(void);
int run_path_tests(void);
int run_pattern_tests(void);
int run_json_tests(void);
int run_workers_tests(void);
int run_stop_tests(void);
int run_diff_tests(void);

/* A new directory for one test, to be freed; and its removal with all that is in it. */
char *scratch_new(void);
void scratch_free(char *directory);

/* Runs `body` in a child; the status as waitpid() gives it. What the child writes to stderr goes to
 * `text` (NULL: nowhere), cut after size - 1 bytes. */
int in_child(void (*body)(void), char *text, unsigned size);

#endif
