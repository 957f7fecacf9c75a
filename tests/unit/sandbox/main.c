/*
 * Runs the groups of tests, and gives them sandboxes.
 */
#include "tests.h"

#include "base/mem.h"
#include "base/stop.h"
#include "schedule.h"
#include "seed.h"
#include "validate.h"

#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct sandbox *box_new(const char *directory)
{
    static const struct sandbox_options options = {0};
    struct sandbox *box = mem_alloc(sizeof *box);
    struct error err = ERROR_INIT;
    int64_t now_ms;
    box->options = &options;
    assert_true(time_parse(NOW, &now_ms));
    box->clock = (struct clock){now_ms, clock_monotonic_ms(), 0}; /* it stands still */
    quirks_init(&box->quirks);
    assert_true(rates_init(&box->rates, "off", 0, &err));
    assert_true(store_open(&box->store, directory, 7, &err));
    assert_true(seed_store(box, &err));
    box->files = scratch_new();
    snprintf(box->base, sizeof box->base, "http://127.0.0.1:1");
    return box;
}

void box_free(struct sandbox *box)
{
    record_release(&box->record);
    rates_release(&box->rates);
    faults_release(&box->faults);
    store_release(&box->store);
    scratch_free(box->files);
    free(box);
}

void box_set(struct sandbox *box, const char *quirk)
{
    assert_true(quirks_set_text(&box->quirks, quirk, NULL));
    box->store.lag_ms = box->quirks.value[QUIRK_LIST_LAG];
}

void box_advance(struct sandbox *box, int64_t seconds)
{
    box->advanced_ms += seconds * 1000;
    schedule_settle(box);
}

const char *box_id(const struct sandbox *box, enum kind kind)
{
    struct store_walk walk = {.store = &box->store, .kind = kind};
    const json_t *value = store_next(&walk);
    const char *id = json_text(value, "_id");
    return id ? id : json_text(value, "id");
}

const char *box_account(const struct sandbox *box, const char *platform, bool expired)
{
    struct store_walk walk = {.store = &box->store, .kind = KIND_ACCOUNT};
    for (const json_t *value; (value = store_next(&walk));)
        if (strcmp(json_text(value, "platform"), platform) == 0 &&
            json_flag(value, "isExpired", false) == expired)
            return json_text(value, "id");
    return NULL;
}

/* The part of `target` behind '?', taken apart. */
static json_t *query_of(const char *target)
{
    json_t *query = json_object();
    const char *pair = strchr(target, '?');
    while (pair && *++pair) {
        size_t name = strcspn(pair, "="), len = strcspn(pair, "&");
        char *key = mem_strndup(pair, name), *value = mem_strndup(pair + name + 1, len - name - 1);
        json_put(query, key, value);
        free(key);
        free(value);
        pair = pair[len] ? pair + len : NULL;
    }
    return query;
}

static json_t *api_with(struct sandbox *box, const char *method, const char *target, json_t *body,
                        const char *version, unsigned *status)
{
    struct call *call = mem_alloc(sizeof *call);
    const char *location = location_first(box);
    const char *token = location_token(box, location);
    call->box = box;
    call->method = mem_strdup(method);
    call->target = mem_strdup(target);
    call->path = mem_strndup(target, strcspn(target, "?"));
    call->query = query_of(target);
    call->headers = json_pack("{s:s}", "version", version);
    call->authorization = mem_printf("Bearer %s", token);
    call->token = store_get(&box->store, KIND_TOKEN, token);
    call->location = location;
    call->body = body;
    call->now_ms = box_now(box);
    strbuf_init(&call->out, STRBUF_UNBOUNDED);
    if (json_is_string(body))
        call->text = mem_strdup(json_string_value(body));
    schedule_settle(box);
    if (strncmp(target, "/_sandbox/", 10) == 0)
        control_call(call);
    else
        api_call(call);
    *status = call->status;
    json_t *answer = json_incref(call->json);
    call_free(call);
    return answer;
}

json_t *api(struct sandbox *box, const char *method, const char *target, json_t *body,
            unsigned *status)
{
    return api_with(box, method, target, body, "2021-07-28", status);
}

json_t *api_v3(struct sandbox *box, const char *method, const char *target, json_t *body,
               unsigned *status)
{
    return api_with(box, method, target, body, "v3", status);
}

unsigned api_status(struct sandbox *box, const char *method, const char *target, json_t *body)
{
    unsigned status;
    json_decref(api(box, method, target, body, &status));
    return status;
}

char *api_message(struct sandbox *box, const char *method, const char *target, json_t *body)
{
    unsigned status;
    json_t *answer = api(box, method, target, body, &status);
    const char *text = text_at(answer, "message");
    char *copy = mem_strdup(text ? text : text_at(answer, "message.0"));
    json_decref(answer);
    return copy;
}

json_t *post_body(const struct sandbox *box, const char *slug)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:[s], s:s, s:s, s:s}", "title",
                     "Hello", "locationId", location_first(box), "blogId", box_id(box, KIND_BLOG),
                     "imageUrl", "https://x/y.png", "description", "d", "rawHTML", "<p>one</p>",
                     "status", "PUBLISHED", "imageAltText", "a", "categories",
                     box_id(box, KIND_CATEGORY), "author", box_id(box, KIND_AUTHOR), "urlSlug",
                     slug, "publishedAt", "2026-11-01T10:00:00.000Z");
}

json_t *social_body(const struct sandbox *box)
{
    return json_pack("{s:[s], s:s, s:s, s:s, s:[], s:s, s:s}", "accountIds",
                     box_account(box, "facebook", false), "type", "post", "userId",
                     box_id(box, KIND_USER), "summary", "Hello", "media", "status", "scheduled",
                     "scheduleDate", "2026-12-05T10:00:00.123Z");
}

const char *target(const char *format, ...)
{
    static char texts[4][512];
    static unsigned turn;
    char *text = texts[turn++ % 4];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof texts[0], format, args);
    va_end(args);
    return text;
}

json_t *at(const json_t *json, const char *path)
{
    while (json && *path) {
        size_t len = strcspn(path, ".");
        char *name = mem_strndup(path, len);
        json = json_is_array(json) ? json_array_get(json, strtoul(name, NULL, 10))
                                   : json_object_get(json, name);
        free(name);
        path += len + (path[len] == '.');
    }
    return (json_t *)json;
}

const char *text_at(const json_t *json, const char *path)
{
    return json_string_value(at(json, path));
}

char *scratch_new(void)
{
    char *path = mem_strdup("/tmp/ghlpub-sandbox-unit-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

void scratch_free(char *directory)
{
    assert_int_equal(nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
    free(directory);
}

static void read_line(FILE *in, const char *name, char *out, size_t size)
{
    char line[256];
    assert_non_null(fgets(line, sizeof line, in));
    assert_memory_equal(line, name, strlen(name));
    snprintf(out, size, "%.*s", (int)strcspn(line + strlen(name), "\n"), line + strlen(name));
}

struct served serve_start(const struct sandbox_options *options)
{
    struct served served = {0};
    char address[64], pages[64];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    served.pid = fork();
    assert_true(served.pid >= 0);
    if (served.pid == 0) {
        struct sandbox_options own = *options;
        struct error err = ERROR_INIT;
        close(ends[0]);
        own.out = fdopen(ends[1], "w");
        stop_install();
        bool good = sandbox_run(&own, &err);
        fclose(own.out);
        error_release(&err);
        _exit(good ? 0 : 1);
    }
    close(ends[1]);
    FILE *in = fdopen(ends[0], "r");
    read_line(in, "address: http://127.0.0.1:", address, sizeof address);
    read_line(in, "token: ", served.token, sizeof served.token);
    read_line(in, "location: ", served.location, sizeof served.location);
    read_line(in, "blog: ", served.blog, sizeof served.blog);
    read_line(in, "pages: ", pages, sizeof pages);
    served.port = (unsigned)strtoul(address, NULL, 10);
    fclose(in);
    return served;
}

int serve_stop(const struct served *served)
{
    int status = 0;
    kill(served->pid, SIGTERM);
    assert_int_equal(waitpid(served->pid, &status, 0), served->pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void)
{
    int failed = 0;
    mem_install_hooks();
#define RUN(name) failed += run_##name##_tests();
    ALL_TESTS(RUN)
#undef RUN
    return failed ? 1 : 0;
}
