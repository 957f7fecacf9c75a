/* Errors and diagnostics, told to people, to machines and to CI. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "cmd.h"

#include <ghlpub/error.h>
#include <jansson.h>

/* Prints an error on stderr and returns its exit code. The error is released. */
int report_error(const struct cli *cli, struct error *err);

/* Prints findings on stderr, sorted: errors whole, with the line that they point at (below `root`);
 * warnings whole where `all`, or where they are few, otherwise how many there are. */
void report_diagnostics(const struct cli *cli, struct diagnostics *list, const char *root,
                        bool all);

/* An array of objects with severity, code, path, line, column, message, hint. */
json_t *report_diagnostics_json(const struct diagnostics *list);
json_t *report_error_json(const struct error *err);

/* Prints a JSON document on stdout and frees it. False where stdout cannot take it. */
bool report_json(json_t *json);

/* Adds "error" to the document, prints it, and returns the exit code; releases the error. */
int report_json_failure(json_t *json, struct error *err);

/* Ends a command that failed before it had a site: as JSON with --json, otherwise as
 * report_error(). */
int report_failure(const struct cli *cli, struct error *err);

#endif
