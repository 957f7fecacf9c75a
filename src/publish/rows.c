/*
 * Rows of the listings: posts in all four statuses as one listing, and the one
 * row with a given id. A 404 on a single read proves nothing about a call that
 * is not documented, or about a server that lacks it: the rows tell.
 */
#include "run.h"

#include <stdlib.h>
#include <string.h>

static const char *const statuses[] = {"PUBLISHED", "SCHEDULED", "DRAFT", "ARCHIVED"};
enum { STATUSES = sizeof statuses / sizeof *statuses };

/* ---- posts in four statuses, as one listing ---- */

struct all_posts {
    bool (*item)(void *, const void *);
    ghl_done *done;
    void *context;
    size_t left;
    bool failed;
    struct ghl_answer failure; /* the first; its error is a copy */
};

static bool one_post(void *context, const void *item)
{
    struct all_posts *all = context;
    return !all->failed && all->item(all->context, item);
}

static void keep_failure(struct all_posts *all, const struct ghl_answer *answer)
{
    all->failed = true;
    all->failure = (struct ghl_answer){.outcome = answer->outcome, .status = answer->status};
    const struct error *err = &answer->error;
    error_set(&all->failure.error, err->kind, err->code, "%s", err->message ? err->message : "");
    if (err->hint)
        error_hint(&all->failure.error, "%s", err->hint);
}

/* The caller hears of the end once, when no listing is under way any more. */
static void one_status_done(void *context, const struct ghl_answer *answer)
{
    struct all_posts *all = context;
    if (answer->outcome != GHL_OK && !all->failed)
        keep_failure(all, answer);
    if (--all->left > 0)
        return;
    all->done(all->context, all->failed ? &all->failure : answer);
    error_release(&all->failure.error);
    free(all);
}

void list_posts(struct run *run, bool (*item)(void *, const void *), ghl_done *done, void *context)
{
    struct all_posts *all = mem_alloc(sizeof *all);
    *all = (struct all_posts){.item = item, .done = done, .context = context, .left = STATUSES};
    for (size_t i = 0; i < STATUSES; i++)
        ghl_list(run->ghl, &(struct ghl_list){.kind = GHL_POSTS,
                                              .blog = run->blog,
                                              .status = statuses[i],
                                              .item = one_post,
                                              .done = one_status_done,
                                              .context = all});
}

/* ---- one row ---- */

struct search {
    char *id;
    row_found *then;
    void *context;
    bool found;
};

static struct search *search_new(const char *id, row_found *then, void *context)
{
    struct search *search = mem_alloc(sizeof *search);
    *search = (struct search){mem_strdup(id ? id : ""), then, context, false};
    return search;
}

static void search_done(void *context, const struct ghl_answer *answer)
{
    struct search *search = context;
    bool whole = answer->outcome == GHL_OK;
    search->then(search->context,
                 search->found ? ROW_THERE
                 : whole       ? ROW_ABSENT
                               : ROW_UNKNOWN,
                 &answer->error);
    free(search->id);
    free(search);
}

static bool match_post(void *context, const void *item)
{
    struct search *search = context;
    const struct ghl_post *row = item;
    search->found |= strcmp(row->id, search->id) == 0;
    return true;
}

void find_post_row(struct run *run, const char *id, row_found *then, void *context)
{
    list_posts(run, match_post, search_done, search_new(id, then, context));
}

static bool match_redirect(void *context, const void *item)
{
    struct search *search = context;
    const struct ghl_redirect *row = item;
    search->found |= strcmp(row->id, search->id) == 0;
    return true;
}

void find_redirect_row(struct run *run, const char *id, row_found *then, void *context)
{
    ghl_list(run->ghl, &(struct ghl_list){.kind = GHL_REDIRECTS,
                                          .item = match_redirect,
                                          .done = search_done,
                                          .context = search_new(id, then, context)});
}

static bool match_social(void *context, const void *item)
{
    struct search *search = context;
    const struct ghl_social *row = item;
    search->found |= !row->deleted && strcmp(row->id, search->id) == 0;
    return true;
}

void find_social_row(struct run *run, const char *id, int64_t date_ms, row_found *then,
                     void *context)
{
    ghl_list(run->ghl, &(struct ghl_list){.kind = GHL_SOCIAL,
                                          .from_ms = date_ms - 60000,
                                          .to_ms = date_ms + 60000,
                                          .item = match_social,
                                          .done = search_done,
                                          .context = search_new(id, then, context)});
}
