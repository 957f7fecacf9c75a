/* OpenSSL has a hook of its own; nghttp2's sessions are made by a call of curl's that we answer. */
#include "library_memory.h"

#include "base/mem.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- OpenSSL ---- */

static void *tls_allocate(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return mem_resize(NULL, size, 1);
}

static void *tls_resize(void *block, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return mem_resize(block, size, 1);
}

static void tls_free(void *block, const char *file, int line)
{
    (void)file;
    (void)line;
    free(block);
}

typedef int set_memory(void *(*)(size_t, const char *, int),
                       void *(*)(void *, size_t, const char *, int),
                       void (*)(void *, const char *, int));

void library_memory_hook(void)
{
    set_memory *set = NULL;
    void *program = dlopen(NULL, RTLD_NOW);
    void *symbol = program ? dlsym(program, "CRYPTO_set_mem_functions") : NULL;

    if (symbol) {
        memcpy(&set, &symbol, sizeof set);
        set(tls_allocate, tls_resize, tls_free);
    }
    if (program)
        dlclose(program);
}

/* ---- nghttp2 ---- */

/* As nghttp2.h has it. */
struct nghttp2_mem {
    void *user;
    void *(*allocate)(size_t size, void *user);
    void (*release)(void *block, void *user);
    void *(*zeroed)(size_t count, size_t size, void *user);
    void *(*resize)(void *block, size_t size, void *user);
};

static void *h2_allocate(size_t size, void *user)
{
    (void)user;
    return mem_resize(NULL, size, 1);
}

static void h2_release(void *block, void *user)
{
    (void)user;
    free(block);
}

static void *h2_zeroed(size_t count, size_t size, void *user)
{
    (void)user;
    if (size != 0 && count > SIZE_MAX / size)
        mem_exhausted();
    return mem_alloc(count * size);
}

static void *h2_resize(void *block, size_t size, void *user)
{
    (void)user;
    return mem_resize(block, size, 1);
}

typedef int new_session(void **session, const void *callbacks, void *user, const void *option,
                        struct nghttp2_mem *memory);

/* What curl calls: the program's own symbols come before the library's. */
int nghttp2_session_client_new2(void **session, const void *callbacks, void *user,
                                const void *option);

int nghttp2_session_client_new2(void **session, const void *callbacks, void *user,
                                const void *option)
{
    static struct nghttp2_mem memory = {NULL, h2_allocate, h2_release, h2_zeroed, h2_resize};
    new_session *make = NULL;
    void *symbol = dlsym(RTLD_NEXT, "nghttp2_session_client_new3");

    if (!symbol)
        return -1; /* no such library: nobody can have called this */
    memcpy(&make, &symbol, sizeof make);
    return make(session, callbacks, user, option, &memory);
}
