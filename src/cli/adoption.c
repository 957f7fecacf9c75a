/* What `ghlpub adopt` found, shown to people and to machines; finding it is left to publish. */
#include "adoption.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/strbuf.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

#define STRANGERS_SHOWN 10

static const char *by_words(enum adopt_by by)
{
    static const char *const words[] = {[ADOPT_BY_SLUG] = "slug",
                                        [ADOPT_BY_CANONICAL] = "canonical link",
                                        [ADOPT_BY_TITLE] = "title"};
    return words[by];
}

static const char *by_name(enum adopt_by by)
{
    return by == ADOPT_BY_CANONICAL ? "canonical" : by_words(by);
}

static const char *mark_of(const struct seen_post *seen, enum adopt_by by)
{
    const char *mark = by == ADOPT_BY_SLUG        ? seen->slug
                       : by == ADOPT_BY_CANONICAL ? seen->canonical
                                                  : seen->title;
    return mark ? mark : "";
}

static size_t adopted_posts(const struct adoption *adoption)
{
    size_t count = 0;
    for (size_t i = 0; i < adoption->posts.len; i++)
        count += !adoption->posts.items[i].unread;
    return count;
}

size_t adoption_count(const struct adoption *adoption)
{
    return adopted_posts(adoption) + adoption->media.len + adoption->social.len;
}

/* ---- for people ---- */

static void print_line(const struct session *session, const char *colour, const char *mark,
                       const struct strbuf *text)
{
    bool coloured = session->cli->out_color;
    char *clean = log_clean(text->buf);
    printf("%s%s %-10s%s %s\n", coloured ? colour : "", mark, *mark == '=' ? "adopt" : "ambiguous",
           coloured ? "\033[0m" : "", clean);
    free(clean);
}

static bool is_equal(const struct adopted_post *post)
{
    return !post->differ && !(post->unseen & (1U << PART_BODY));
}

static void add_parts(struct strbuf *line, const struct adopted_post *post)
{
    bool first = true;
    for (int part = 0; part < PART_COUNT; part++) {
        if (!(post->differ & (1U << part)))
            continue;
        strbuf_addf(line, "%s%s", first ? "; the next publish changes its " : ", ",
                    ghlpub_part_name((enum post_part)part));
        if (part == PART_TITLE)
            strbuf_addf(line, " to \"%s\"", post->title);
        first = false;
    }
    if (post->unseen & (1U << PART_BODY))
        strbuf_adds(line, "; GHL does not show its body, so it is sent once");
    else if (first)
        strbuf_adds(line, "; it says the same");
}

static void print_post(const struct session *session, const struct adopted_post *post)
{
    const struct seen_post *seen = post->seen;
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    strbuf_addf(&line, "%s: %s \"%s\" (%s, %s, \"%s\")", post->document->path, by_words(post->by),
                mark_of(seen, post->by), seen->id, seen->status ? seen->status : "no status",
                seen->title ? seen->title : "");
    if (post->unread) {
        strbuf_addf(&line, " could not be read, and is not adopted: %s", post->why);
        print_line(session, "\033[31m", "!", &line);
    } else {
        add_parts(&line, post);
        print_line(session, "\033[36m", "=", &line);
    }
    strbuf_release(&line);
}

static void print_media(const struct session *session, const struct adopted_media *media)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    strbuf_addf(&line, "%s: %s (%s)", media->asset->path, media->seen->name,
                media->seen->id ? media->seen->id : "no id");
    print_line(session, "\033[36m", "=", &line);
    strbuf_release(&line);
}

static const char *as_name(enum adopted_as as)
{
    static const char *const names[] = {
        [ADOPTED_SCHEDULED] = "scheduled", [ADOPTED_OUT] = "out", [ADOPTED_DELETED] = "deleted"};
    return names[as];
}

static void print_social(const struct session *session, const struct adopted_social *social)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    strbuf_addf(&line, "%s: ", social->key);
    strbuf_add_local(&line, social->seen->date_ms, session->site->config.zone);
    strbuf_addf(&line, " (%s)", social->seen->id);
    if (social->as == ADOPTED_OUT)
        strbuf_adds(&line, "; it is out");
    else if (social->as == ADOPTED_DELETED)
        strbuf_adds(&line, "; it was deleted at GHL, and is not sent again");
    else
        strbuf_adds(&line, social->equal ? "; it says the same" : "; the next publish changes it");
    print_line(session, "\033[36m", "=", &line);
    strbuf_release(&line);
}

static void print_doubt(const struct session *session, const struct adopt_doubt *doubt)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    strbuf_addf(&line, "%s: its %s is that of ", doubt->document->path, by_words(doubt->by));
    if (doubt->documents > 1)
        strbuf_addf(&line, "%zu documents, and of ", doubt->documents);
    strbuf_addf(&line, "%zu post%s:", doubt->candidate_count,
                doubt->candidate_count == 1 ? "" : "s");
    print_line(session, "\033[33m", "!", &line);
    for (size_t i = 0; i < doubt->candidate_count; i++) {
        const struct seen_post *seen = doubt->candidates[i];
        strbuf_clear(&line);
        strbuf_addf(&line, "ghlpub adopt %s --post %s   (%s, %s, \"%s\")", doubt->document->path,
                    seen->id, seen->slug ? seen->slug : "no slug",
                    seen->status ? seen->status : "no status", seen->title ? seen->title : "");
        char *clean = log_clean(line.buf);
        printf("      %s\n", clean);
        free(clean);
    }
    strbuf_release(&line);
}

static void print_strangers(const struct adoption *adoption)
{
    size_t count = adoption->strangers.len;
    if (!count)
        return;
    printf("Posts at GHL that have no document:\n");
    for (size_t i = 0; i < count && i < STRANGERS_SHOWN; i++) {
        const struct seen_post *seen = adoption->strangers.items[i];
        char *slug = log_clean(seen->slug ? seen->slug : ""),
             *title = log_clean(seen->title ? seen->title : "");
        printf("  %s  %s (%s, \"%s\")\n", seen->id, slug, seen->status ? seen->status : "", title);
        free(slug);
        free(title);
    }
    if (count > STRANGERS_SHOWN)
        printf("  and %zu more; --json shows all\n", count - STRANGERS_SHOWN);
}

void adoption_print(const struct session *session, const struct adoption *adoption)
{
    if (session->cli->quiet)
        return;
    for (size_t i = 0; i < adoption->posts.len; i++)
        print_post(session, &adoption->posts.items[i]);
    for (size_t i = 0; i < adoption->media.len; i++)
        print_media(session, &adoption->media.items[i]);
    for (size_t i = 0; i < adoption->social.len; i++)
        print_social(session, &adoption->social.items[i]);
    for (size_t i = 0; i < adoption->doubts.len; i++)
        print_doubt(session, &adoption->doubts.items[i]);
    for (size_t i = 0; i < adoption->left.len; i++) {
        char *why = log_clean(adoption->left.items[i].why);
        printf("! %-10s %s: %s\n", "held", adoption->left.items[i].path, why);
        free(why);
    }
    print_strangers(adoption);
}

static void add_count(struct strbuf *line, bool *first, size_t count, const char *one,
                      const char *many)
{
    if (!count)
        return;
    strbuf_addf(line, "%s%zu %s", *first ? "" : ", ", count, count == 1 ? one : many);
    *first = false;
}

void adoption_print_summary(const struct session *session, const struct adoption *adoption,
                            bool recorded)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    size_t same = 0;
    bool first = true;
    for (size_t i = 0; i < adoption->posts.len; i++)
        same += is_equal(&adoption->posts.items[i]) && !adoption->posts.items[i].unread;
    strbuf_adds(&line, recorded ? "Adopted: " : "To adopt: ");
    add_count(&line, &first, adopted_posts(adoption), "post", "posts");
    if (adopted_posts(adoption))
        strbuf_addf(&line, " (%zu say%s the same)", same, same == 1 ? "s" : "");
    add_count(&line, &first, adoption->media.len, "file", "files");
    add_count(&line, &first, adoption->social.len, "social post", "social posts");
    if (first)
        strbuf_adds(&line, "nothing");
    if (adoption->doubts.len)
        strbuf_addf(&line, "; %zu ambiguous", adoption->doubts.len);
    if (adoption->without.len)
        strbuf_addf(&line, "; %zu document%s without a post at GHL", adoption->without.len,
                    adoption->without.len == 1 ? "" : "s");
    if (adoption->strangers.len)
        strbuf_addf(&line, "; %zu post%s without a document", adoption->strangers.len,
                    adoption->strangers.len == 1 ? "" : "s");
    strbuf_addf(&line, ". %lu request%s.", adoption->requests.requests,
                adoption->requests.requests == 1 ? "" : "s");
    printf("%s\n", line.buf);
    if (recorded && !session->cli->quiet && adoption_count(adoption))
        printf("Nothing was written at GHL. `ghlpub plan` shows what a publish would do now.\n");
    strbuf_release(&line);
}

/* ---- for machines ---- */

static json_t *seen_json(const struct seen_post *seen)
{
    json_t *json = json_object();
    json_put(json, "id", seen->id);
    json_put(json, "slug", seen->slug);
    json_put(json, "title", seen->title);
    json_put(json, "status", seen->status);
    return json;
}

static json_t *parts_json(unsigned parts)
{
    json_t *list = json_array();
    for (int part = 0; part < PART_COUNT; part++)
        if (parts & (1U << part))
            json_array_append_new(list, json_string(ghlpub_part_name((enum post_part)part)));
    return list;
}

static json_t *post_json(const struct adopted_post *post)
{
    json_t *json = seen_json(post->seen);
    json_put(json, "path", post->document->path);
    json_put(json, "key", post->document->key);
    json_put(json, "by", by_name(post->by));
    json_put_flag(json, "adopted", !post->unread);
    if (post->unread) {
        json_put(json, "message", post->why);
        return json;
    }
    json_put_flag(json, "equal", is_equal(post));
    json_put_value(json, "differs", parts_json(post->differ));
    json_put_value(json, "unseen", parts_json(post->unseen));
    return json;
}

static json_t *social_json(const struct adopted_social *social)
{
    json_t *json = json_object();
    struct strbuf date = STRBUF_INIT(64);
    strbuf_add_utc(&date, social->seen->date_ms, false);
    json_put(json, "path", social->document->path);
    json_put(json, "key", social->key);
    json_put(json, "id", social->seen->id);
    json_put(json, "date", date.buf);
    json_put(json, "state", as_name(social->as));
    json_put_flag(json, "equal", social->equal);
    strbuf_release(&date);
    return json;
}

static json_t *doubt_json(const struct adopt_doubt *doubt)
{
    json_t *json = json_object(), *candidates = json_array();
    json_put(json, "path", doubt->document->path);
    json_put(json, "key", doubt->document->key);
    json_put(json, "by", by_name(doubt->by));
    json_put_number(json, "documents", (int64_t)doubt->documents);
    for (size_t i = 0; i < doubt->candidate_count; i++)
        json_array_append_new(candidates, seen_json(doubt->candidates[i]));
    json_put_value(json, "candidates", candidates);
    return json;
}

static void put_things(json_t *json, const struct adoption *adoption)
{
    json_t *posts = json_array(), *media = json_array(), *social = json_array();
    for (size_t i = 0; i < adoption->posts.len; i++)
        json_array_append_new(posts, post_json(&adoption->posts.items[i]));
    for (size_t i = 0; i < adoption->media.len; i++) {
        json_t *one = json_object();
        json_put(one, "path", adoption->media.items[i].asset->path);
        json_put(one, "id", adoption->media.items[i].seen->id);
        json_put(one, "name", adoption->media.items[i].seen->name);
        json_array_append_new(media, one);
    }
    for (size_t i = 0; i < adoption->social.len; i++)
        json_array_append_new(social, social_json(&adoption->social.items[i]));
    json_put_value(json, "posts", posts);
    json_put_value(json, "media", media);
    json_put_value(json, "social", social);
}

void adoption_json(json_t *json, const struct adoption *adoption)
{
    json_t *doubts = json_array(), *without = json_array(), *strangers = json_array(),
           *left = json_array();
    put_things(json, adoption);
    for (size_t i = 0; i < adoption->doubts.len; i++)
        json_array_append_new(doubts, doubt_json(&adoption->doubts.items[i]));
    for (size_t i = 0; i < adoption->without.len; i++)
        json_array_append_new(without, json_string(adoption->without.items[i]->path));
    for (size_t i = 0; i < adoption->strangers.len; i++)
        json_array_append_new(strangers, seen_json(adoption->strangers.items[i]));
    for (size_t i = 0; i < adoption->left.len; i++) {
        json_t *one = json_object();
        json_put(one, "path", adoption->left.items[i].path);
        json_put(one, "message", adoption->left.items[i].why);
        json_array_append_new(left, one);
    }
    json_put_value(json, "ambiguous", doubts);
    json_put_value(json, "documents", without);
    json_put_value(json, "remote", strangers);
    json_put_value(json, "held", left);
    json_put_number(json, "requests", (int64_t)adoption->requests.requests);
}
