/*
 * Loaded before libc (LD_PRELOAD): the allocation number GHLPUB_TEST_MALLOC_FAIL gives NULL,
 * whoever asks for it. GHLPUB_TEST_MALLOC_COUNT is a file into which the number of all is written
 * at the end. What the program makes of it is the test's business.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

static unsigned long
    left; /* 0: never; counted from main() on, without the libraries' constructors */

static unsigned long count;
static pid_t first; /* workers are not counted */

static bool fails(void)
{
    count++;
    if (left == 0 || --left > 0)
        return false;
    errno = ENOMEM;
    return true;
}

typedef int main_fn(int, char **, char **);
typedef int start_fn(main_fn *, int, char **, main_fn *, void (*)(void), void (*)(void), void *);

int __libc_start_main(main_fn *start, int argc, char **argv, main_fn *init, void (*fini)(void),
                      void (*rtld_fini)(void), void *stack)
{
    start_fn *real = (start_fn *)dlsym(RTLD_NEXT, "__libc_start_main");
    const char *text = getenv("GHLPUB_TEST_MALLOC_FAIL");

    left = text ? strtoul(text, NULL, 10) : 0;
    count = 0;
    first = getpid();
    return real(start, argc, argv, init, fini, rtld_fini, stack);
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return fails() ? NULL : __libc_realloc(block, size);
}

__attribute__((destructor)) static void report(void)
{
    const char *path = getenv("GHLPUB_TEST_MALLOC_COUNT");
    int fd = path && getpid() == first ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;

    if (fd >= 0) {
        dprintf(fd, "%lu\n", count);
        close(fd);
    }
}
