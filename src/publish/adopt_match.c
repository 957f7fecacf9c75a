/*
 * Which document is which post: by slug, then by canonical link, then by title,
 * each only where one document and one post have it and nothing else does, in the
 * whole tree and the whole blog. What more than one have is left to a person.
 */
#include "adopt.h"

#include <string.h>

enum { PASSES = 3 };

struct post_list ARRAY(const struct seen_post *);

/* The documents and posts that have one slug (or canonical link, or title). */
struct group {
    struct post_list posts;
    size_t documents;
};

struct matching {
    const struct run *run;
    struct adoption *adoption;
    struct map groups[PASSES]; /* of struct group */
    struct map taken;          /* ids of posts that have a document now */
};

static const char *trimmed_url(struct arena *arena, const char *url)
{
    size_t len = url ? strlen(url) : 0;
    return len && url[len - 1] == '/' ? arena_strndup(arena, url, len - 1) : url;
}

static const char *post_mark(struct arena *arena, const struct seen_post *post, int by)
{
    return by == ADOPT_BY_SLUG        ? post->slug
           : by == ADOPT_BY_CANONICAL ? trimmed_url(arena, post->canonical)
                                      : post->title;
}

static const char *document_mark(struct arena *arena, const struct desired_post *post, int by)
{
    return by == ADOPT_BY_SLUG        ? post->slug
           : by == ADOPT_BY_CANONICAL ? trimmed_url(arena, post->canonical)
                                      : post->title;
}

static struct group *group_at(struct map *groups, const char *mark)
{
    struct group *group = map_get(groups, mark);
    if (!group) {
        group = mem_alloc(sizeof *group);
        map_set(groups, mark, group);
    }
    return group;
}

static void free_group(void *value)
{
    struct group *group = value;
    ARRAY_RELEASE(&group->posts);
    free(group);
}

static void gather(struct matching *matching)
{
    const struct run *run = matching->run;
    struct arena *arena = matching->adoption->arena;
    for (int by = 0; by < PASSES; by++) {
        struct map *groups = &matching->groups[by];
        for (size_t i = 0; i < run->options->site->document_count; i++) {
            const struct desired_post *post = run->plan->posts[i];
            const char *mark = post ? document_mark(arena, post, by) : NULL;
            if (mark && *mark)
                group_at(groups, mark)->documents++;
        }
        for (size_t i = 0; i < run->remote.post_count; i++) {
            const struct seen_post *post = &run->remote.posts[i];
            const char *mark = post_mark(arena, post, by);
            if (mark && *mark && map_has(groups, mark))
                ARRAY_PUSH(&group_at(groups, mark)->posts, post);
        }
    }
}

static bool is_free(const struct matching *matching, const struct seen_post *post)
{
    return !map_has(&matching->taken, post->id) &&
           !ghlpub_state_find_id(matching->run->state, STATE_POST, post->id);
}

static const struct group *group_of(const struct matching *matching,
                                    const struct document *document, int by)
{
    const struct desired_post *post = matching->run->plan->posts[document->index];
    const char *mark = post ? document_mark(matching->adoption->arena, post, by) : NULL;
    return mark && *mark ? map_get(&matching->groups[by], mark) : NULL;
}

static bool match(struct matching *matching, const struct document *document, int by)
{
    const struct group *group = group_of(matching, document, by);
    if (!group || group->documents != 1 || group->posts.len != 1 ||
        !is_free(matching, group->posts.items[0]))
        return false;
    const struct seen_post *seen = group->posts.items[0];
    map_set(&matching->taken, seen->id, (void *)(uintptr_t)document);
    ARRAY_PUSH(&matching->adoption->posts,
               ((struct adopted_post){
                   .document = document,
                   .seen = seen,
                   .title = arena_strdup(matching->adoption->arena,
                                         matching->run->plan->posts[document->index]->title),
                   .by = (enum adopt_by)by}));
    return true;
}

static bool is_among(const struct adopt_doubt *doubt, const struct seen_post *post)
{
    for (size_t i = 0; i < doubt->candidate_count; i++)
        if (doubt->candidates[i] == post)
            return true;
    return false;
}

static void add_candidate(struct matching *matching, struct adopt_doubt *doubt,
                          const struct seen_post *post)
{
    struct arena *arena = matching->adoption->arena;
    size_t count = doubt->candidate_count;
    if (count == ADOPT_CANDIDATES_MAX || is_among(doubt, post) || !is_free(matching, post))
        return;
    if (!doubt->candidates)
        doubt->candidates = arena_alloc(arena, ADOPT_CANDIDATES_MAX * sizeof *doubt->candidates);
    doubt->candidates[doubt->candidate_count++] = post;
}

/* What might be its post, where nothing tells for sure. */
static void doubt(struct matching *matching, const struct document *document)
{
    struct adopt_doubt found = {.document = document};
    for (int by = 0; by < PASSES; by++) {
        const struct group *group = group_of(matching, document, by);
        size_t before = found.candidate_count;
        for (size_t i = 0; group && i < group->posts.len; i++)
            add_candidate(matching, &found, group->posts.items[i]);
        if (!before && found.candidate_count) {
            found.by = (enum adopt_by)by;
            found.documents = group->documents;
        }
    }
    if (found.candidate_count)
        ARRAY_PUSH(&matching->adoption->doubts, found);
    else
        ARRAY_PUSH(&matching->adoption->without, document);
}

static int by_index(const void *a, const void *b)
{
    const struct adopted_post *left = a, *right = b;
    return (left->document->index > right->document->index) -
           (left->document->index < right->document->index);
}

void adopt_match(const struct run *run, const struct document *const *documents, size_t count,
                 struct adoption *adoption)
{
    struct matching matching = {.run = run, .adoption = adoption};
    bool *done = arena_alloc(adoption->arena, count + 1);
    gather(&matching);
    for (int by = 0; by < PASSES; by++)
        for (size_t i = 0; i < count; i++)
            done[i] = done[i] || match(&matching, documents[i], by);
    for (size_t i = 0; i < count; i++)
        if (!done[i])
            doubt(&matching, documents[i]);
    for (size_t i = 0; i < run->remote.post_count; i++)
        if (is_free(&matching, &run->remote.posts[i]))
            ARRAY_PUSH(&adoption->strangers, &run->remote.posts[i]);
    if (adoption->posts.len)
        qsort(adoption->posts.items, adoption->posts.len, sizeof *adoption->posts.items, by_index);
    for (int by = 0; by < PASSES; by++)
        map_release(&matching.groups[by], free_group);
    map_release(&matching.taken, NULL);
}
