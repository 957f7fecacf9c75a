/*
 * The server of wire.h: one child, a process for each connection.
 */
#include "wire.h"

#include "test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct message {
    char method[16], path[512];
    unsigned long length;
};

static void answer_with(FILE *out, int status, const char *more, const char *body)
{
    fprintf(out,
            "HTTP/1.1 %d X\r\nDate: Tue, 01 Dec 2026 12:00:00 GMT\r\nX-RateLimit-Max: 1000\r\n"
            "X-RateLimit-Interval-Milliseconds: 1000\r\n%sContent-Length: %zu\r\n\r\n%s",
            status, more, strlen(body), body);
    fflush(out);
}

static void note_line(struct wire_counts *counts, const char *line)
{
    size_t used = strlen(counts->last), len = strlen(line);

    if (used + len < sizeof counts->last)
        memcpy(counts->last + used, line, len + 1);
}

static bool read_message(FILE *in, struct message *message, struct wire_counts *counts)
{
    char line[1024];

    if (!fgets(line, sizeof line, in) ||
        sscanf(line, "%15s %511s", message->method, message->path) != 2)
        return false;
    counts->last[0] = '\0';
    note_line(counts, line);
    message->length = 0;
    while (fgets(line, sizeof line, in) && line[0] != '\r') {
        if (strncasecmp(line, "content-length:", 15) == 0)
            message->length = strtoul(line + 15, NULL, 10);
        note_line(counts, line);
    }
    for (unsigned long left = message->length; left > 0; left--) {
        if (getc(in) == EOF)
            return false;
    }
    return true;
}

static void reset_connection(int fd)
{
    struct linger linger = {1, 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    _exit(0);
}

/* A list of 45 authors, or posts, in pages as asked: "a0", "a1", ... */
static void answer_list(FILE *out, const char *path, const char *wrapper, bool ignored)
{
    const char *limit = strstr(path, "limit="), *offset = strstr(path, "offset=");
    unsigned long from = offset && !ignored ? strtoul(offset + 7, NULL, 10) : 0;
    unsigned long count = limit ? strtoul(limit + 6, NULL, 10) : 0;
    char body[8192];
    size_t len = (size_t)snprintf(body, sizeof body, "{\"%s\":[", wrapper);

    for (unsigned long i = from; i < from + count && i < 45; i++)
        len += (size_t)snprintf(body + len, sizeof body - len,
                                "%s{\"_id\":\"a%lu\",\"name\":\"N\"}", i > from ? "," : "", i);
    snprintf(body + len, sizeof body - len, "]}");
    answer_with(out, 200, "", body);
}

static bool once(struct wire_counts *counts, size_t which)
{
    return counts->seen[which]++ == 0;
}

/* What each last part of a path does; false where the connection ends. */
static bool serve(const char *what, FILE *out, int fd, struct wire_counts *counts)
{
    if (strcmp(what, "reset") == 0)
        reset_connection(fd);
    if (strcmp(what, "fin") == 0)
        return false;
    if (strcmp(what, "cut") == 0 || strcmp(what, "cutupload") == 0) {
        fputs("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"a\":", out);
        fflush(out);
        return false;
    }
    if (strcmp(what, "stall") == 0)
        pause();
    if (strcmp(what, "html") == 0)
        answer_with(out, 200, "Content-Type: text/html\r\n", "<title>Hi</title>");
    else if (strcmp(what, "wrong") == 0)
        answer_with(out, 200, "", "[1,2]");
    else if (strcmp(what, "redirect") == 0)
        answer_with(out, 302, "Location: http://127.0.0.1:1/evil\r\n", "");
    else if (strcmp(what, "500") == 0)
        answer_with(out, 500, "", "{\"message\":\"oops\"}");
    else if (strcmp(what, "429") == 0 && once(counts, 0))
        answer_with(out, 429, "Retry-After: 1\r\n", "{\"message\":\"slow down\"}");
    else if (strcmp(what, "503") == 0 && once(counts, 1))
        answer_with(out, 503, "", "");
    else if (strcmp(what, "401") == 0 && once(counts, 2))
        answer_with(out, 401, "", "{\"message\":\"Invalid JWT\"}");
    else if (strcmp(what, "refused") == 0)
        answer_with(out, 401, "", "{\"message\":\"Invalid Private Integration token\"}");
    else
        return strcmp(what, "huge") != 0;
    return true;
}

static bool is_special(const char *what, struct wire_counts *counts)
{
    static const char *const names[] = {"html", "wrong", "redirect", "500", "refused"};

    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(what, names[i]) == 0)
            return true;
    }
    return (strcmp(what, "429") == 0 && counts->seen[0] == 0) ||
           (strcmp(what, "503") == 0 && counts->seen[1] == 0) ||
           (strcmp(what, "401") == 0 && counts->seen[2] == 0);
}

static bool serve_huge(FILE *out)
{
    char block[65536];

    memset(block, 'x', sizeof block);
    fputs("HTTP/1.1 200 OK\r\n\r\n", out);
    for (int i = 0; i < 2000 && fwrite(block, 1, sizeof block, out) == sizeof block; i++)
        continue;
    return false;
}

static bool serve_message(const struct message *message, FILE *out, int fd,
                          struct wire_counts *counts, unsigned n)
{
    const char *what = strrchr(message->path, '/') + 1;
    bool special = is_special(what, counts), on;
    char body[64];

    __atomic_add_fetch(&counts->requests, 1, __ATOMIC_SEQ_CST);
    if (strcmp(message->method, "GET") != 0)
        __atomic_add_fetch(&counts->acted, 1, __ATOMIC_SEQ_CST);
    if (strncmp(what, "authors?", 8) == 0) {
        answer_list(out, message->path, "authors", counts->offset_ignored);
        return true;
    }
    if (strcmp(what, "upload-file") == 0) {
        unsigned nth = __atomic_add_fetch(&counts->uploads, 1, __ATOMIC_SEQ_CST);
        if (counts->seen[10] != 0 && nth == counts->seen[10])
            return serve(counts->seen[11] ? "reset" : "cutupload", out, fd, counts);
        answer_with(out, 201, "", "{\"fileId\":\"f\",\"url\":\"https://x/y\"}");
        return true;
    }
    if (strcmp(what, "huge") == 0)
        return serve_huge(out);
    on = serve(what, out, fd, counts);
    if (!on || special)
        return on;
    snprintf(body, sizeof body, "{\"n\":%u,\"got\":%lu}", n, message->length);
    answer_with(out, 200, "", body);
    return true;
}

static void serve_connection(int fd, struct wire_counts *counts)
{
    FILE *in = fdopen(fd, "rb"), *out = fdopen(dup(fd), "wb");
    struct message message;

    signal(SIGPIPE, SIG_DFL);
    for (unsigned n = 1; in && out && read_message(in, &message, counts); n++) {
        if (!serve_message(&message, out, fd, counts, n))
            break;
    }
    _exit(0);
}

static struct wire_counts *shared_counts(void)
{
    FILE *file = tmpfile();
    void *counts;

    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), sizeof(struct wire_counts)), 0);
    counts =
        mmap(NULL, sizeof(struct wire_counts), PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    assert_ptr_not_equal(counts, MAP_FAILED);
    fclose(file);
    return counts;
}

void wire_start(struct wire *wire)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 32), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    wire->port = ntohs(address.sin_port);
    snprintf(wire->base, sizeof wire->base, "http://127.0.0.1:%d", wire->port);
    wire->counts = shared_counts();
    wire->child = fork();
    assert_true(wire->child >= 0);
    if (wire->child == 0) {
        signal(SIGCHLD, SIG_IGN);
        setpgid(0, 0);
        for (;;) {
            int fd = accept(listener, NULL, NULL);
            if (fd >= 0 && fork() == 0)
                serve_connection(fd, wire->counts);
            close(fd);
        }
    }
    setpgid(wire->child, wire->child);
    close(listener);
}

void wire_stop(struct wire *wire)
{
    kill(-wire->child, SIGKILL);
    waitpid(wire->child, NULL, 0);
    munmap(wire->counts, sizeof *wire->counts);
}
