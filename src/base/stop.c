/*
 * Signals that ask the program to end, and the steps at which tests end it. What
 * is to be done before the end is left to those that ask stop_signal().
 */
#include "base/stop.h"
#include "base/file.h"
#include "base/mem.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_STOPPED 99

static volatile sig_atomic_t received;

static void handle_signal(int number)
{
    if (received != 0)
        _exit(128 + number);
    received = number;
}

void stop_install(void)
{
    struct sigaction action = {.sa_handler = handle_signal};

    /* No SA_RESTART: a wait for the network ends at once. */
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

int stop_signal(void)
{
    return received;
}

/* O_APPEND and one write: several processes of one test may share the file. */
static void record_step(const char *path, unsigned long step, const char *label)
{
    char *line = mem_printf("%lu %s\n", step, label);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

    if (fd >= 0) {
        file_write_all(fd, line, strlen(line));
        close(fd);
    }
    free(line);
}

void stop_step(const char *label)
{
    static unsigned long step;
    const char *steps = getenv("GHLPUB_TEST_STEPS");
    const char *stop = getenv("GHLPUB_TEST_STOP");

    step++;
    if (steps)
        record_step(steps, step, label);
    if (stop && strtoul(stop, NULL, 10) == step)
        _exit(EXIT_STOPPED);
}
