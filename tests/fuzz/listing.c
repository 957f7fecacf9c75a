/*
 * Listings (ghl): the bodies of one page after the other, between lines "====",
 * as every kind of listing reads them. The requests are taken from the queue and
 * answered here; nothing is sent.
 */
#include "fuzz.h"

#include "client.h"
#include "judge.h"

#include <string.h>

#define PAGES_MAX 60

struct listener {
    enum ghl_list_kind kind;
    unsigned items, ends;
};

static bool take_item(void *context, const void *item)
{
    struct listener *listener = context;

    REQUIRE(item && listener->ends == 0);
    if (listener->kind == GHL_POSTS)
        REQUIRE(*((const struct ghl_post *)item)->id);
    if (listener->kind == GHL_MEDIA)
        REQUIRE(*((const struct ghl_media *)item)->id);
    if (listener->kind == GHL_SOCIAL)
        REQUIRE(*((const struct ghl_social *)item)->id);
    return ++listener->items < 1000;
}

static void take_end(void *context, const struct ghl_answer *answer)
{
    struct listener *listener = context;

    listener->ends++;
    fuzz_check_error(answer->outcome == GHL_OK, &answer->error);
}

/* Answers the request that waits, with this body; beyond the last page, that the service is down.
 */
static void answer_next(struct ghl *ghl, const struct fuzz_parts *parts, size_t page)
{
    struct task *task = ghl->ready.first;
    size_t part = page < parts->count ? page : parts->count - 1;
    struct headers headers;
    struct received received = {TRANSFER_DONE, &headers, parts->text[part], parts->len[part], NULL};
    struct ghl_answer answer = {.outcome = GHL_OK};

    headers_init(&headers);
    headers.status = page < PAGES_MAX ? 200 : 503;
    queue_take(&ghl->ready, NULL, task);
    judge(task->request, &received, &answer);
    task->done(task->context, &answer);
    answer_release(&answer);
    task_free(task);
}

static struct ghl *open_version(const char *version)
{
    struct error err = ERROR_INIT;
    const struct ghl_options options = {.base = "http://127.0.0.1:9",
                                        .token = "pit-fuzz-fuzz",
                                        .location = "L",
                                        .version = version,
                                        .seed = 1};
    struct ghl *ghl = ghl_open(&options, &err);

    REQUIRE(ghl);
    return ghl;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ghl *versions[2];
    struct fuzz_parts parts;

    if (!versions[0]) {
        versions[0] = open_version("2021-07-28");
        versions[1] = open_version("v3");
    }
    fuzz_split(&parts, data, size);
    for (int i = 0; i < 2 * (GHL_REDIRECTS + 1); i++) {
        struct ghl *ghl = versions[i % 2];
        struct listener listener = {(enum ghl_list_kind)(i / 2), 0, 0};
        const struct ghl_list list = {.kind = listener.kind,
                                      .blog = "B",
                                      .status = "DRAFT",
                                      .from_ms = 1793620800000,
                                      .to_ms = 1793707200000,
                                      .item = take_item,
                                      .done = take_end,
                                      .context = &listener};

        ghl_list(ghl, &list);
        for (size_t page = 0; ghl->ready.first; page++)
            answer_next(ghl, &parts, page);
        REQUIRE(listener.ends == 1);
    }
    fuzz_release(&parts);
    return 0;
}
