/*
 * Loaded before libc (LD_PRELOAD): an allocation gives NULL, whoever asks for it, and what the
 * program makes of it is the test's business. Which one:
 *
 *   GHLPUB_TEST_MALLOC_FAIL=N        the N-th of each process
 *   GHLPUB_TEST_MALLOC_PLACE=HASH    the first at this place, once in all processes of a run
 *   GHLPUB_TEST_MALLOC_COUNT=FILE    none; the number of all is written at the end
 *   GHLPUB_TEST_MALLOC_PLACES=FILE   none; a line for each place: hash, then its return addresses
 *
 * A place is the innermost return addresses, as offsets into their modules, so that it is the same
 * in each run. Everything counts from main() on, without the constructors of libraries.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

#define SKIPPED   2 /* of this library: the hook, and what asks for the place */
#define DEPTH_MAX 16
#define MODULES   128
#define SEEN      (1 << 16)

static unsigned long left; /* 0: never */
static unsigned long count;
static pid_t first; /* workers are not counted */

static int depth = 5;
static int places = -1;        /* the file */
static uint64_t wanted;        /* the place that fails, 0: none */
static atomic_int *has_failed; /* shared with the workers */
static __thread bool inside;   /* what the unwinder itself allocates is no place */
static uint64_t seen[SEEN];    /* open addressing */

static struct module {
    uintptr_t from, to, base;
    uint64_t name;
    char label[40];
} modules[MODULES];
static size_t module_count;

/* ---- places ---- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

static int note_module(struct dl_phdr_info *info, size_t size, void *context)
{
    const char *slash = strrchr(info->dlpi_name, '/');
    const char *name = slash ? slash + 1 : info->dlpi_name;

    (void)size;
    (void)context;
    for (int i = 0; i < info->dlpi_phnum && module_count < MODULES; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
            continue;
        struct module *module = &modules[module_count++];
        module->base = info->dlpi_addr;
        module->from = info->dlpi_addr + part->p_vaddr;
        module->to = module->from + part->p_memsz;
        module->name = 0;
        for (const char *at = name; *at; at++)
            module->name = mix(module->name, (unsigned char)*at);
        snprintf(module->label, sizeof module->label, "%s", *name ? name : "ghlpub");
    }
    return 0;
}

static const struct module *module_of(uintptr_t address)
{
    for (int again = 0; again < 2; again++) {
        for (size_t i = 0; i < module_count; i++)
            if (address >= modules[i].from && address < modules[i].to)
                return &modules[i];
        module_count = 0; /* some were loaded since */
        dl_iterate_phdr(note_module, NULL);
    }
    return NULL;
}

static uint64_t hash_of(void *const *addresses, int len)
{
    uint64_t hash = 1;

    for (int i = 0; i < len; i++) {
        const struct module *module = module_of((uintptr_t)addresses[i]);
        hash = mix(hash, module ? module->name : 0);
        hash = mix(hash, module ? (uintptr_t)addresses[i] - module->base : 0);
    }
    return hash ? hash : 1;
}

static bool is_new(uint64_t hash)
{
    size_t at = hash % SEEN;

    while (seen[at] != 0 && seen[at] != hash)
        at = (at + 1) % SEEN;
    if (seen[at] == hash)
        return false;
    seen[at] = hash;
    return true;
}

static void write_place(uint64_t hash, void *const *addresses, int len)
{
    char line[64 * (DEPTH_MAX + 1)];
    int used = snprintf(line, sizeof line, "%016llx", (unsigned long long)hash);

    for (int i = 0; i < len; i++) {
        const struct module *module = module_of((uintptr_t)addresses[i]);
        used += snprintf(line + used, sizeof line - (size_t)used, " %s+0x%lx",
                         module ? module->label : "?",
                         (unsigned long)((uintptr_t)addresses[i] - (module ? module->base : 0)));
    }
    line[used++] = '\n';
    if (write(places, line, (size_t)used) != used)
        _exit(3);
}

/* Is this the place that fails? */
static __attribute__((noinline)) bool is_place(void)
{
    void *addresses[DEPTH_MAX + SKIPPED];
    int len;
    uint64_t hash;

    if (inside)
        return false;
    inside = true;
    len = backtrace(addresses, depth + SKIPPED) - SKIPPED;
    hash = hash_of(addresses + SKIPPED, len);
    if (places >= 0 && is_new(hash))
        write_place(hash, addresses + SKIPPED, len);
    inside = false;
    return hash == wanted && atomic_exchange(has_failed, 1) == 0;
}

/* ---- whether one fails ---- */

static inline __attribute__((always_inline)) bool fails(void)
{
    count++;
    if (wanted != 0 || places >= 0) {
        if (!is_place())
            return false;
    } else if (left == 0 || --left > 0) {
        return false;
    }
    errno = ENOMEM;
    return true;
}

static void prepare(void)
{
    const char *number = getenv("GHLPUB_TEST_MALLOC_FAIL");
    const char *place = getenv("GHLPUB_TEST_MALLOC_PLACE");
    const char *path = getenv("GHLPUB_TEST_MALLOC_PLACES");
    const char *frames = getenv("GHLPUB_TEST_MALLOC_DEPTH");
    void *warm[4];

    if (place || path) {
        backtrace(warm, 4); /* it loads libgcc at its first call */
        dl_iterate_phdr(note_module, NULL);
        has_failed = mmap(NULL, sizeof *has_failed, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (has_failed == MAP_FAILED)
            _exit(3);
    }
    if (frames)
        depth = atoi(frames) < DEPTH_MAX ? atoi(frames) : DEPTH_MAX;
    if (path)
        places = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    wanted = place ? strtoull(place, NULL, 16) : 0;
    left = number ? strtoul(number, NULL, 10) : 0;
    count = 0;
    first = getpid();
}

typedef int main_fn(int, char **, char **);
typedef int start_fn(main_fn *, int, char **, main_fn *, void (*)(void), void (*)(void), void *);

int __libc_start_main(main_fn *start, int argc, char **argv, main_fn *init, void (*fini)(void),
                      void (*rtld_fini)(void), void *stack)
{
    start_fn *real = (start_fn *)dlsym(RTLD_NEXT, "__libc_start_main");

    prepare();
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
