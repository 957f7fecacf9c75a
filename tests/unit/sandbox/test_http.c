/* Over the wire: a sandbox in a child, and sockets. */
#include "tests.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MS 5000
#define AGENT   "User-Agent: test/1\r\n"

static int dial(const struct served *served)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)served->port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

/* Sends the request whole; `headers` end in CRLF each. */
static void say(int fd, const char *method, const char *path, const char *headers, const char *body,
                size_t len)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    strbuf_addf(&text, "%s %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %zu\r\n\r\n", method, path,
                headers, len);
    strbuf_add(&text, body, len);
    for (size_t at = 0; at < text.len;) {
        ssize_t sent = send(fd, text.buf + at, text.len - at, MSG_NOSIGNAL);
        assert_true(sent > 0);
        at += (size_t)sent;
    }
    strbuf_release(&text);
}

static void say_as(int fd, const struct served *served, const char *method, const char *path,
                   const char *body)
{
    char headers[512];
    snprintf(headers, sizeof headers,
             AGENT "Version: 2021-07-28\r\nAuthorization: Bearer %s\r\n"
                   "Content-Type: application/json\r\n",
             served->token);
    say(fd, method, path, headers, body, strlen(body));
}

enum end { END_ANSWER, END_FIN, END_RESET, END_SILENCE };

/* Reads one answer into `out`: by its length, or how it ended before. */
static enum end hear(int fd, struct strbuf *out, int wait_ms)
{
    strbuf_clear(out);
    for (;;) {
        char *end = strstr(out->buf, "\r\n\r\n");
        char *length = strstr(out->buf, "Content-Length: ");
        if (end && length && length < end &&
            out->len >= (size_t)(end + 4 - out->buf) + strtoul(length + 16, NULL, 10))
            return END_ANSWER;
        struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
        if (poll(&poll_fd, 1, wait_ms) == 0)
            return END_SILENCE;
        char piece[4096];
        ssize_t got = recv(fd, piece, sizeof piece, 0);
        if (got == 0)
            return END_FIN;
        if (got < 0)
            return errno == ECONNRESET ? END_RESET : END_SILENCE;
        strbuf_add(out, piece, (size_t)got);
    }
}

/* One request on a connection of its own; the answer's status, 0 where there is none. */
static unsigned ask(const struct served *served, const char *method, const char *path,
                    const char *body, struct strbuf *out)
{
    int fd = dial(served);
    say_as(fd, served, method, path, body);
    enum end end = hear(fd, out, WAIT_MS);
    close(fd);
    return end == END_ANSWER ? (unsigned)strtoul(out->buf + 9, NULL, 10) : 0;
}

static void set_fault(const struct served *served, const char *rule)
{
    struct strbuf out = STRBUF_INIT(1 << 20);
    int fd = dial(served);
    ask(served, "DELETE", "/_sandbox/faults", "", &out);
    say(fd, "POST", "/_sandbox/faults", "", rule, strlen(rule));
    assert_int_equal(hear(fd, &out, WAIT_MS), END_ANSWER);
    assert_memory_equal(out.buf, "HTTP/1.1 200", 12);
    close(fd);
    strbuf_release(&out);
}

static json_t *body_json(const struct strbuf *out)
{
    const char *body = strstr(out->buf, "\r\n\r\n");
    return body ? json_parse(body + 4, strlen(body + 4), NULL) : NULL;
}

static size_t stored(const struct served *served, const char *kind)
{
    struct strbuf out = STRBUF_INIT(1 << 24);
    assert_int_equal(ask(served, "GET", "/_sandbox/store", "", &out), 200);
    json_t *store = body_json(&out);
    size_t count = json_object_size(json_object_get(store, kind));
    json_decref(store);
    strbuf_release(&out);
    return count;
}

/* By a redirect, since it is the smallest thing that can be made. */
static char *redirect_text(const struct served *served)
{
    return mem_printf("{\"locationId\":\"%s\",\"domain\":\"a.example\",\"path\":\"/x\","
                      "\"target\":\"https://a.example/\",\"action\":\"url\"}",
                      served->location);
}

static void faults_end_as_they_should(void **state)
{
    (void)state;
    static const struct {
        const char *action;
        enum end end;
        bool acted;
        const char *answer; /* how it begins */
    } cases[] = {
        {"reset-before", END_RESET, false, ""},
        {"reset-after", END_RESET, true, ""},
        {"close-before", END_FIN, false, ""},
        {"close-after", END_FIN, true, ""},
        {"cut", END_FIN, true, "HTTP/1.1 200"},
        {"cut-before", END_FIN, false, "HTTP/1.1 200"},
        {"stall", END_SILENCE, false, ""},
        {"stall-after", END_SILENCE, true, ""},
        {"503", END_ANSWER, false, "HTTP/1.1 503"},
        {"520", END_ANSWER, false, "HTTP/1.1 520"},
        {"500-after", END_ANSWER, true, "HTTP/1.1 500"},
        {"html", END_ANSWER, false, "HTTP/1.1 200"},
        {"html-after", END_ANSWER, true, "HTTP/1.1 200"},
        {"wrong-json", END_ANSWER, true, "HTTP/1.1 200"},
        {"cloudflare", END_ANSWER, false, "HTTP/1.1 403"},
        {"refuse-scope", END_ANSWER, false, "HTTP/1.1 401"},
        {"redirect https://other.example/", END_ANSWER, false, "HTTP/1.1 302"},
    };
    struct sandbox_options options = {.seed = "x", .rate = "off"};
    struct served served = serve_start(&options);
    struct strbuf out = STRBUF_INIT(1 << 20);
    char *body = redirect_text(&served);
    size_t count = 0;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *rule = mem_printf("POST /funnels/**: %s x1", cases[i].action);
        set_fault(&served, rule);
        int fd = dial(&served);
        say_as(fd, &served, "POST", "/funnels/lookup/redirect", body);
        enum end end = hear(fd, &out, cases[i].end == END_SILENCE ? 300 : WAIT_MS);
        if (end != cases[i].end || strncmp(out.buf, cases[i].answer, strlen(cases[i].answer)) != 0)
            fail_msg("%s: end %d, answer %s", cases[i].action, (int)end, out.buf);
        close(fd);
        count += cases[i].acted;
        assert_int_equal(stored(&served, "redirects"), count);
        free(rule);
    }
    free(body);
    strbuf_release(&out);
    assert_int_equal(serve_stop(&served), 0);
}

static void a_late_call_acts_later(void **state)
{
    (void)state;
    struct sandbox_options options = {.seed = "x", .rate = "off"};
    struct served served = serve_start(&options);
    struct strbuf out = STRBUF_INIT(1 << 20);
    char *body = redirect_text(&served);
    set_fault(&served, "POST /funnels/**: late 1h x1");
    assert_int_equal(ask(&served, "POST", "/funnels/lookup/redirect", body, &out), 504);
    assert_int_equal(stored(&served, "redirects"), 0);
    assert_int_equal(ask(&served, "POST", "/_sandbox/clock", "{\"advance\":\"2h\"}", &out), 200);
    for (int i = 0; i < 100 && stored(&served, "redirects") == 0; i++)
        poll(NULL, 0, 10);
    assert_int_equal(stored(&served, "redirects"), 1);
    free(body);
    strbuf_release(&out);
    assert_int_equal(serve_stop(&served), 0);
}

static void a_reset_forgets_all(void **state)
{
    (void)state;
    struct sandbox_options options = {.seed = "x", .rate = "3/60s", .now = NOW};
    struct served served = serve_start(&options);
    struct strbuf out = STRBUF_INIT(1 << 20);
    char *body = redirect_text(&served);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(ask(&served, "POST", "/funnels/lookup/redirect", body, &out), 200);
        set_fault(&served, "POST /funnels/**: 503");
        assert_int_equal(ask(&served, "POST", "/_sandbox/clock", "{\"advance\":\"2d\"}", &out),
                         200);
        assert_int_equal(ask(&served, "POST", "/funnels/lookup/redirect", body, &out), 503);
        assert_non_null(strstr(out.buf, "X-RateLimit-Remaining: 1\r\n"));
        assert_int_equal(ask(&served, "POST", "/_sandbox/reset", "", &out), 200);
        assert_int_equal(stored(&served, "redirects"), 0);
        assert_int_equal(stored(&served, "locations"), 1);
        assert_int_equal(ask(&served, "GET", "/_sandbox/requests", "", &out), 200);
        assert_non_null(strstr(out.buf, "\r\n\r\n[]"));
        assert_int_equal(ask(&served, "GET", "/_sandbox/clock", "", &out), 200);
        assert_non_null(strstr(out.buf, "2026-12-01T12:00:"));
    }
    free(body);
    strbuf_release(&out);
    assert_int_equal(serve_stop(&served), 0);
}

static void connections_are_kept(void **state)
{
    (void)state;
    struct sandbox_options options = {.seed = "x", .rate = "off", .now = NOW};
    struct served served = serve_start(&options);
    struct strbuf out = STRBUF_INIT(1 << 20);
    int fds[100];
    char *path = mem_printf("/blogs/site/all?locationId=%s&skip=0&limit=1", served.location);
    for (size_t i = 0; i < COUNT(fds); i++)
        fds[i] = dial(&served);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(fds); i++)
            say_as(fds[i], &served, "GET", path, "");
        for (size_t i = 0; i < COUNT(fds); i++) {
            assert_int_equal(hear(fds[i], &out, WAIT_MS), END_ANSWER);
            assert_memory_equal(out.buf, "HTTP/1.1 200", 12);
            assert_non_null(strstr(out.buf, "Date: Tue, 01 Dec 2026 12:00:0"));
        }
    }
    for (size_t i = 0; i < COUNT(fds); i++)
        close(fds[i]);
    free(path);
    strbuf_release(&out);
    assert_int_equal(serve_stop(&served), 0);
}

static void limits_are_told(void **state)
{
    (void)state;
    struct sandbox_options options = {.seed = "x", .rate = "2/60s"};
    struct served served = serve_start(&options);
    struct strbuf out = STRBUF_INIT(1 << 20);
    char *path = mem_printf("/blogs/site/all?locationId=%s&skip=0&limit=1", served.location);
    assert_int_equal(ask(&served, "GET", path, "", &out), 200);
    assert_non_null(strstr(out.buf, "X-RateLimit-Max: 2\r\n"));
    assert_non_null(strstr(out.buf, "X-RateLimit-Remaining: 1\r\n"));
    assert_non_null(strstr(out.buf, "X-RateLimit-Interval-Milliseconds: 60000\r\n"));
    assert_int_equal(ask(&served, "GET", path, "", &out), 200);
    assert_int_equal(ask(&served, "GET", path, "", &out), 429);
    assert_null(strstr(out.buf, "Retry-After"));
    free(path);
    strbuf_release(&out);
    assert_int_equal(serve_stop(&served), 0);
}

static void strangers_are_refused(void **state)
{
    (void)state;
    struct sandbox_options options = {.seed = "x", .rate = "off"};
    struct served served = serve_start(&options);
    struct strbuf out = STRBUF_INIT(1 << 20);
    static const struct {
        const char *headers;
        unsigned status;
        const char *text;
    } cases[] = {
        {"", 403, "1010"},
        {"User-Agent: python-requests/2.31\r\n", 403, "1010"},
        {AGENT, 401, "version header was not found."},
        {AGENT "Version: v9\r\n", 401, "version header is invalid"},
        {AGENT "Version: v3\r\n", 401, "Invalid token"},
        {AGENT "Version: v3\r\nAuthorization: Bearer pit-nobody\r\n", 401,
         "Invalid Private Integration token"},
        {AGENT "Version: v3\r\nAuthorization: Bearer zzz\r\n", 401, "Invalid JWT"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int fd = dial(&served);
        say(fd, "GET", "/blogs/site/all?skip=0&limit=1", cases[i].headers, "", 0);
        assert_int_equal(hear(fd, &out, WAIT_MS), END_ANSWER);
        assert_int_equal(strtoul(out.buf + 9, NULL, 10), cases[i].status);
        assert_non_null(strstr(out.buf, cases[i].text));
        close(fd);
    }
    int fd = dial(&served);
    say(fd, "GET", "/_sandbox/store", "Origin: http://evil.example\r\n", "", 0);
    assert_int_equal(hear(fd, &out, WAIT_MS), END_ANSWER);
    assert_memory_equal(out.buf, "HTTP/1.1 403", 12);
    close(fd);
    strbuf_release(&out);
    assert_int_equal(serve_stop(&served), 0);
}

static char *form(const struct served *served, const char *bytes, size_t len, size_t *form_len,
                  char *headers, size_t size)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    snprintf(headers, size,
             AGENT "Version: 2021-07-28\r\nAuthorization: Bearer %s\r\n"
                   "Content-Type: multipart/form-data; boundary=XX\r\n",
             served->token);
    strbuf_adds(&text, "--XX\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nour-name.png"
                       "\r\n--XX\r\nContent-Disposition: form-data; name=\"file\"; "
                       "filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n");
    strbuf_add(&text, bytes, len);
    strbuf_adds(&text, "\r\n--XX--\r\n");
    *form_len = text.len;
    return strbuf_detach(&text);
}

static void uploads_survive_a_kill(void **state)
{
    (void)state;
    char *directory = scratch_new();
    struct sandbox_options options = {.seed = "x", .rate = "off", .state = directory};
    struct served served = serve_start(&options);
    struct strbuf out = STRBUF_INIT(1 << 20);
    char bytes[300000], headers[512], sha[HASH_HEX];
    size_t len;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    hash_bytes(bytes, sizeof bytes, sha);
    char *body = form(&served, bytes, sizeof bytes, &len, headers, sizeof headers);
    int fd = dial(&served);
    say(fd, "POST", "/medias/upload-file", headers, body, len);
    assert_int_equal(hear(fd, &out, WAIT_MS), END_ANSWER);
    close(fd);
    json_t *answer = body_json(&out);
    const char *url = json_text(answer, "url");
    assert_non_null(url);
    assert_int_equal(json_object_size(answer), 2);
    kill(served.pid, SIGKILL);
    waitpid(served.pid, NULL, 0);

    struct served again = serve_start(&options);
    assert_string_equal(again.token, served.token);
    fd = dial(&again);
    say(fd, "GET", strstr(url, "/media/"), "", "", 0);
    assert_int_equal(hear(fd, &out, WAIT_MS), END_ANSWER);
    assert_non_null(strstr(out.buf, "Content-Type: image/png\r\n"));
    assert_memory_equal(strstr(out.buf, "\r\n\r\n") + 4, bytes, sizeof bytes);
    close(fd);
    assert_int_equal(ask(&again, "GET", "/_sandbox/store", "", &out), 200);
    assert_non_null(strstr(out.buf, sha));
    assert_non_null(strstr(out.buf, "our-name.png"));
    assert_int_equal(serve_stop(&again), 0);
    free(body);
    json_decref(answer);
    strbuf_release(&out);
    scratch_free(directory);
}

static void pages_are_served(void **state)
{
    (void)state;
    struct sandbox_options options = {.seed = "x", .rate = "off"};
    struct served served = serve_start(&options);
    struct strbuf out = STRBUF_INIT(1 << 20);
    static const char *const paths[] = {"/",      "/drafts",   "/social",
                                        "/media", "/requests", "/post/a-b-script"};
    assert_int_equal(ask(&served, "POST", "/_sandbox/posts",
                         "{\"title\":\"A <b>&\\\"script\",\"rawHTML\":\"<p>whole</p>\"}", &out),
                     201);
    json_t *post = body_json(&out);
    char *slug = mem_printf("/post/%s", json_text(post, "urlSlug"));
    for (size_t i = 0; i < COUNT(paths); i++) {
        const char *path = strncmp(paths[i], "/post/", 6) == 0 ? slug : paths[i];
        int fd = dial(&served);
        say(fd, "GET", path, "", "", 0);
        assert_int_equal(hear(fd, &out, WAIT_MS), END_ANSWER);
        assert_memory_equal(out.buf, "HTTP/1.1 200", 12);
        assert_null(strstr(out.buf, "A <b>"));
        close(fd);
    }
    assert_non_null(strstr(out.buf, "<p>whole</p>"));
    assert_int_equal(ask(&served, "GET", "/post/nothing", "", &out), 404);
    json_decref(post);
    free(slug);
    strbuf_release(&out);
    assert_int_equal(serve_stop(&served), 0);
}

int run_http_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_end_as_they_should), cmocka_unit_test(a_late_call_acts_later),
        cmocka_unit_test(a_reset_forgets_all),       cmocka_unit_test(connections_are_kept),
        cmocka_unit_test(limits_are_told),           cmocka_unit_test(strangers_are_refused),
        cmocka_unit_test(uploads_survive_a_kill),    cmocka_unit_test(pages_are_served),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
