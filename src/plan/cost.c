/*
 * What a plan costs: the requests that publish will send for it, and the least
 * time that the rate limit leaves for them. An estimate by these rules, which
 * follow what publish does where nothing goes wrong:
 *
 * - Names: a page of blogs, more where the last listing needed more; authors and
 *   categories where a post is written; accounts, users, tags and categories of
 *   the planner where a social post needs them.
 * - Looking, unless publish has done it already (under_way): each new slug up
 *   to ASK_SLUGS, beyond that all posts in four statuses; each upload up to
 *   ASK_FILES, beyond that the whole library; the window of the new social
 *   posts. Sizes of listings are those of the state: GHL may hold more. Pages
 *   as src/ghl/list.c asks for them: without a count in the answer one more
 *   page tells the end.
 * - Updates and removals of posts: a read and a write, and one read for all of
 *   them that finds out whether GHL has single reads. A scheduled post that
 *   gets another date is written twice.
 * - Everything else: one write; a read before and after the change of a social
 *   post.
 *
 * It is exact where GHL's answers hold what their descriptions promise, nothing
 * is at GHL that the state does not know, and no intent is open. What is written
 * twice since the first answer kept the old body, what is resolved, waited for
 * or repeated comes on top. tests/cli/plan.bats compares it with what the
 * sandbox counts.
 */
#include "work.h"

#include <ctype.h>
#include <string.h>

/* As src/publish/look.c does. */
#define ASK_SLUGS 4
#define ASK_FILES 8

/* Where GHL's headers do not say otherwise (facts 4). */
#define RATE_REQUESTS 100
#define RATE_SECONDS  10

/* The last page of a listing that is told by being short: a full one is followed by another. */
static size_t pages_short(const struct work *work, enum directory_kind kind, size_t page)
{
    const struct directory *directory = work->in->directory;
    return directory ? directory->lists[kind].len / page + 1 : 1;
}

/* The last page of a listing without a count is empty. */
static size_t pages_empty(size_t rows, size_t page)
{
    return rows ? (rows + page - 1) / page + 1 : 1;
}

static size_t pages_counted(size_t rows, size_t page)
{
    return rows ? (rows + page - 1) / page : 1;
}

/* ---- names ---- */

/* Such ids need no listing. */
static bool is_id(const char *text)
{
    size_t len = text ? strlen(text) : 0;
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]))
            return false;
    return len == 20 || len == 24;
}

static size_t user_pages(const struct work *work)
{
    const char *version = work->in->site->config.api_version;
    return version && strcmp(version, "v3") == 0 ? 2 : 1; /* the company first */
}

static size_t names(const struct work *work)
{
    const struct plan *plan = work->plan;
    size_t users = 0, accounts = 0, tags = 0, categories = 0;
    size_t posts_names = 0;
    bool posts = false;
    for (size_t i = 0; i < plan->len; i++) {
        const struct desired_social *social = plan->actions[i].social;
        posts |= plan->actions[i].post && plan->actions[i].kind != ACTION_MOVE;
        if (!social || plan->actions[i].kind == ACTION_CANCEL)
            continue;
        accounts = 1;
        if (social->entry->tags.len)
            tags = 1;
        if (social->entry->category.text)
            categories = 1;
        if (social->entry->approver.text || !is_id(work->in->site->config.user))
            users = user_pages(work);
    }
    if (posts)
        posts_names =
            pages_short(work, DIRECTORY_AUTHOR, 20) + pages_short(work, DIRECTORY_CATEGORY, 20);
    return pages_short(work, DIRECTORY_BLOG, 10) + posts_names + accounts + users + tags +
           categories;
}

/* ---- looking ---- */

static size_t posts_listing(const struct work *work)
{
    static const char *const statuses[] = {"PUBLISHED", "SCHEDULED", "DRAFT", "ARCHIVED"};
    size_t rows[4] = {0}, count, pages = 0;
    struct state_entry *const *entries = ghlpub_state_entries(work->in->state, STATE_POST, &count);
    for (size_t i = 0; i < count; i++) {
        const char *status = state_get(entries[i], STATE_STATUS);
        /* What was scheduled is out by now. */
        bool out = status && strcmp(status, "SCHEDULED") == 0 &&
                   work_entry_date(entries[i]) <= work->in->now_ms;
        for (size_t k = 0; k < 4; k++)
            rows[k] += status && strcmp(out ? "PUBLISHED" : status, statuses[k]) == 0;
    }
    for (size_t k = 0; k < 4; k++)
        pages += pages_empty(rows[k], 50);
    return pages;
}

static size_t look_for_posts(const struct work *work)
{
    const struct plan *plan = work->plan;
    size_t slugs = 0;
    for (size_t i = 0; i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        const char *slug = action->entry ? state_get(action->entry, STATE_SLUG) : NULL;
        slugs += action->post && action->kind != ACTION_MOVE &&
                 (action->kind == ACTION_CREATE || !slug || strcmp(slug, action->post->slug) != 0);
    }
    return slugs > ASK_SLUGS ? posts_listing(work) : slugs;
}

static size_t look_for_files(const struct work *work)
{
    size_t uploads = work->plan->counts[ACTION_UPLOAD], count;
    ghlpub_state_entries(work->in->state, STATE_MEDIA, &count);
    return uploads > ASK_FILES ? pages_empty(count, 100) : uploads;
}

/* All redirects, where there is one to write. */
static size_t look_for_redirects(const struct work *work)
{
    size_t count, rows = 0;
    bool any = false;
    struct state_entry *const *entries =
        ghlpub_state_entries(work->in->state, STATE_REDIRECT, &count);
    for (size_t i = 0; i < count; i++)
        rows += !state_get(entries[i], STATE_GONE);
    for (size_t i = 0; !any && i < work->plan->len; i++)
        any = work->plan->actions[i].redirect != NULL;
    return any ? pages_counted(rows, 50) : 0;
}

static size_t look_for_social(const struct work *work)
{
    const struct plan *plan = work->plan;
    int64_t from = INT64_MAX, to = 0;
    size_t count, rows = 0;
    for (size_t i = 0; i < plan->len; i++) {
        const struct desired_social *social = plan->actions[i].social;
        if (plan->actions[i].kind != ACTION_SCHEDULE)
            continue;
        from = social->due_ms < from ? social->due_ms : from;
        to = social->due_ms > to ? social->due_ms : to;
    }
    struct state_entry *const *entries =
        ghlpub_state_entries(work->in->state, STATE_SOCIAL, &count);
    for (size_t i = 0; to && i < count; i++) {
        int64_t due = work_entry_date(entries[i]);
        rows += due >= from && due <= to;
    }
    return to ? pages_counted(rows, 50) : 0;
}

/* ---- doing ---- */

static size_t requests_of(const struct action *action)
{
    switch (action->kind) {
    case ACTION_MOVE:
        return 0;
    case ACTION_ADOPT:
        return action->seen_media || action->seen_redirect ? 0 : 1;
    case ACTION_UPDATE:
    case ACTION_OFFLINE:
    case ACTION_ARCHIVE:
        return action->redate ? 3 : 2;
    case ACTION_RESCHEDULE:
    case ACTION_EDIT:
        return 3;
    case ACTION_CANCEL:
        return 2; /* it is read before */
    case ACTION_UPLOAD:
    case ACTION_CREATE:
    case ACTION_SCHEDULE:
    case ACTION_REDIRECT:
    case ACTION_DELETE:
    case ACTION_KINDS:
        break;
    }
    return 1;
}

void plan_cost(struct work *work)
{
    struct plan *plan = work->plan;
    size_t changes =
        plan->counts[ACTION_UPDATE] + plan->counts[ACTION_OFFLINE] + plan->counts[ACTION_ARCHIVE];
    for (size_t i = 0; i < plan->len; i++)
        plan->requests += requests_of(&plan->actions[i]);
    plan->under_way = work->in->under_way;
    if (plan->requests && !plan->under_way)
        plan->requests += names(work) + look_for_posts(work) + look_for_files(work) +
                          look_for_social(work) + look_for_redirects(work) + (changes > 0);
    if (plan->requests)
        plan->least_seconds = (int64_t)((plan->requests - 1) / RATE_REQUESTS) * RATE_SECONDS;
}
