/*
 * One answer of the API (ghl): the lines of its head, an empty line, its body.
 * It is judged as the answer to each kind of request, and read.
 */
#include "fuzz.h"

#include "judge.h"
#include "resources.h"

#include "base/mem.h"
#include "base/random.h"

#include <string.h>

struct input {
    struct headers headers;
    bool head_ok;
    const char *body;
    size_t len;
};

static void read_head(struct input *input, const char *at, size_t left)
{
    headers_init(&input->headers);
    input->head_ok = true;
    while (left > 0 && input->head_ok && !input->headers.complete) {
        const char *newline = memchr(at, '\n', left);
        size_t len = newline ? (size_t)(newline + 1 - at) : left;
        char *line = mem_dup(at, len); /* so that overruns are seen */

        input->head_ok = headers_add(&input->headers, line, len);
        free(line);
        at += len;
        left -= len;
    }
    input->body = at;
    input->len = left;
}

static void read_all(const struct ghl_answer *answer)
{
    struct arena *arena = arena_new();
    struct ghl_post post;
    struct ghl_media media;
    struct ghl_social social;
    struct ghl_redirect redirect;
    bool exists;

    if (ghl_read_post(answer, arena, &post))
        REQUIRE(post.id && *post.id);
    if (ghl_read_media(answer, arena, &media))
        REQUIRE(media.id && *media.id);
    if (ghl_read_social(answer, arena, &social))
        REQUIRE(social.id && *social.id);
    if (ghl_read_redirect(answer, arena, &redirect))
        REQUIRE(redirect.id && *redirect.id);
    (void)ghl_read_exists(answer, &exists);
    (void)ghl_post_get_missing(answer);
    arena_free(arena);
}

/* Only what proves that the server has not acted may say so, and only then is a write repeated. */
static void check_write(enum transfer_end end, long status, const struct ghl_answer *answer,
                        enum retry_reason reason)
{
    struct retry_count count = {0, 0, 0};
    struct random random;
    long budget = 100;

    random_seed(&random, 1);
    /* Where only the body of an error was cut, its status says enough. */
    if (end == TRANSFER_LOST || end == TRANSFER_STALLED || (end == TRANSFER_CUT && status < 400))
        REQUIRE(answer->outcome != GHL_REFUSED && answer->outcome != GHL_OK);
    if (end == TRANSFER_DONE && (status / 100 == 2 || status / 100 == 5 || status == 408))
        REQUIRE(answer->outcome != GHL_REFUSED);
    struct retry_verdict verdict = retry_decide(reason, true, &count, -1, -1, &budget, &random);
    REQUIRE(!verdict.again || answer->outcome == GHL_REFUSED);
}

static void try_request(const struct input *input, struct ghl_request *request,
                        enum transfer_end end)
{
    struct ghl_answer answer = {.outcome = GHL_OK};
    const struct received received = {end, &input->headers, input->body, input->len, "why"};
    struct judgement judgement = judge(request, &received, &answer);

    fuzz_check_error(answer.outcome == GHL_OK, &answer.error);
    if (ghl_request_writes(request))
        check_write(end, input->headers.status, &answer, judgement.reason);
    read_all(&answer);
    answer_release(&answer);
    request_free(request);
}

static struct ghl *ghl_once(void)
{
    static struct ghl *ghl;
    struct error err = ERROR_INIT;
    const struct ghl_options options = {
        .base = "http://127.0.0.1:9", .token = "pit-fuzz-fuzz", .location = "L", .seed = 1};

    if (!ghl)
        ghl = ghl_open(&options, &err);
    REQUIRE(ghl);
    return ghl;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ghl *ghl = ghl_once();
    const struct ghl_post post = {
        .id = "P", .title = "T", .slug = "t", .html = "", .status = "DRAFT"};
    const struct ghl_social social = {.id = "S", .text = "x", .status = "draft", .type = "post"};
    const struct ghl_redirect redirect = {.id = "R", .domain = "d", .path = "/a", .target = "b"};
    struct input input;

    read_head(&input, (const char *)data, size);
    if (!input.head_ok) {
        try_request(&input, ghl_post_create(ghl, "B", &post), TRANSFER_TOO_LARGE);
        return 0;
    }
    struct ghl_request *requests[] = {
        ghl_post_create(ghl, "B", &post),    ghl_post_get(ghl, "P"),
        ghl_slug_exists(ghl, "t", "P"),      ghl_upload(ghl, "/a.png", "a.png", "image/png", NULL),
        ghl_media_delete(ghl, "M"),          ghl_social_create(ghl, &social),
        ghl_redirect_create(ghl, &redirect), ghl_redirect_delete(ghl, "R"),
        ghl_request_new("GET", "/any", NULL)};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        try_request(&input, requests[i], TRANSFER_DONE);
    for (int end = TRANSFER_UNREACHED; end <= TRANSFER_FILE; end++)
        try_request(&input, ghl_post_update(ghl, "B", &post), (enum transfer_end)end);
    return 0;
}
