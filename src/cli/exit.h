/* Exit codes (docs/cli.md), from the kinds of errors. */
#ifndef CLI_EXIT_H
#define CLI_EXIT_H

#include <ghlpub/error.h>

enum exit_code {
    EXIT_DONE = 0,
    EXIT_PARTIAL = 1, /* some actions failed or were skipped */
    EXIT_CHANGES = 2, /* plan --exit-code */
    EXIT_USAGE = 64,
    EXIT_CONTENT = 65,
    EXIT_UNAVAILABLE = 69,
    EXIT_MEMORY = 71,
    EXIT_STATE = 73,
    EXIT_TRY_AGAIN = 75,
    EXIT_AUTH = 77,
    EXIT_CONFIG = 78
};

int exit_code_of(enum error_kind kind);

/* The one that counts where two apply: 71, 73, 77, 78, 69, 75, 1, 65 (design 10); 130 and 143
 * first. */
int exit_code_worse(int a, int b);

#endif
