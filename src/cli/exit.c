/* Error kinds to exit codes. */
#include "exit.h"

#include "base/stop.h"

int exit_code_of(enum error_kind kind)
{
    switch (kind) {
    case ERROR_NONE:
        return EXIT_DONE;
    case ERROR_FAILED:
        return EXIT_PARTIAL;
    case ERROR_USAGE:
        return EXIT_USAGE;
    case ERROR_CONTENT:
        return EXIT_CONTENT;
    case ERROR_UNAVAILABLE:
        return EXIT_UNAVAILABLE;
    case ERROR_MEMORY:
        return EXIT_MEMORY;
    case ERROR_STATE:
        return EXIT_STATE;
    case ERROR_TRY_AGAIN:
        return EXIT_TRY_AGAIN;
    case ERROR_AUTH:
        return EXIT_AUTH;
    case ERROR_CONFIG:
        return EXIT_CONFIG;
    case ERROR_INTERRUPTED:
        return 128 + (stop_signal() ? stop_signal() : 2);
    }
    return EXIT_PARTIAL;
}

static int rank(int code)
{
    static const int order[] = {130, 143, 71, 73, 77, 78, 69, 75, 64, 1, 65, 2};
    for (int i = 0; i < (int)(sizeof order / sizeof *order); i++)
        if (order[i] == code)
            return i;
    return code ? 50 : 100;
}

int exit_code_worse(int a, int b)
{
    return rank(a) <= rank(b) ? a : b;
}
