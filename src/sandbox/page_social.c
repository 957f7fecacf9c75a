/*
 * The social planner's calendar: a list by days.
 */
#include "pages.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

static bool text_is(const char *left, const char *right)
{
    return left && right && strcmp(left, right) == 0;
}

static void social_accounts_text(struct page *page, const json_t *post)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(post, "accountIds"), i, item)
    {
        const json_t *account =
            store_get(&page->call->box->store, KIND_ACCOUNT, json_string_value(item));
        const char *platform = json_text(account, "platform");
        strbuf_adds(page->out, i ? ", " : "");
        html_text(page->out, platform ? platform : "unknown account");
        strbuf_adds(page->out, ": ");
        html_text(page->out, json_text(account, "name"));
    }
}

static void social_media_html(struct page *page, const json_t *post)
{
    struct strbuf *out = page->out;
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(post, "media"), i, item)
    {
        const char *type = json_text(item, "type");
        const char *caption = json_text(item, "caption");
        bool video = type && strncmp(type, "video", 5) == 0;
        strbuf_adds(out, video ? "<p><a href=\"" : "<p><img loading=\"lazy\" src=\"");
        html_text(out, json_text(item, "url"));
        if (video) {
            strbuf_adds(out, "\">video</a></p>");
        } else {
            strbuf_adds(out, "\" alt=\"");
            html_text(out, caption ? caption : json_text(item, "altText"));
            strbuf_adds(out, "\"></p>");
        }
    }
}

static void social_item(struct page *page, const json_t *post)
{
    struct strbuf *out = page->out;
    const char *status = json_text(post, "status");
    const char *class = text_is(status, "published")                              ? "ok"
                        : text_is(status, "failed") || text_is(status, "deleted") ? "bad"
                                                                                  : "wait";
    const char *error = json_text(post, "error");
    const char *comment = json_text(post, "followUpComment");
    strbuf_addf(out, "<li><p><span class=\"tag %s\">", class);
    html_text(out, status);
    strbuf_adds(out, "</span> ");
    html_time(out, json_text(post, "displayDate"));
    strbuf_adds(out, " · ");
    social_accounts_text(page, post);
    strbuf_adds(out, "</p><div class=\"text\">");
    html_text(out, json_text(post, "summary"));
    strbuf_adds(out, "</div>");
    social_media_html(page, post);
    if (comment && *comment) {
        strbuf_adds(out, "<p class=\"soft\">Comment: ");
        html_text(out, comment);
        strbuf_adds(out, "</p>");
    }
    if (error && *error) {
        strbuf_adds(out, "<p class=\"bad\">");
        html_text(out, error);
        strbuf_adds(out, "</p>");
    }
    strbuf_adds(out, "</li>");
}

/* The day as it is written in the row's date: "2026-11-24", or "" without one. */
static void row_day(const json_t *post, char day[11])
{
    const char *date = json_text(post, "displayDate");
    size_t len = date ? strnlen(date, 10) : 0;
    memcpy(day, date ? date : "", len);
    day[len] = '\0';
}

void page_social(struct page *page)
{
    struct strbuf *out = page->out;
    struct rows rows = {0};
    char open[11] = "none";
    struct store_walk walk = {
        .store = &page->call->box->store, .kind = KIND_SOCIAL, .location = page->location};
    for (const json_t *post; (post = store_next(&walk));) {
        rows_add(&rows, post, json_number(post, "_date", INT64_MIN), walk.n);
    }
    rows_sort(&rows);
    page_begin(page, "Social planner", "/social");
    strbuf_adds(out, "<h1>Social planner</h1>");
    if (rows.len == 0) {
        strbuf_adds(out, "<p>No social post yet.</p>");
    }
    for (size_t i = 0; i < rows.len; i++) {
        char day[11];
        row_day(rows.items[i].value, day);
        if (strcmp(day, open) != 0) {
            strbuf_adds(out, i ? "</ul></section>" : "");
            strbuf_adds(out, "<section class=\"day\"><h2>");
            if (*day) {
                html_day(out, json_text(rows.items[i].value, "displayDate"));
            } else {
                strbuf_adds(out, "No date");
            }
            strbuf_adds(out, "</h2><ul>");
            memcpy(open, day, sizeof open);
        }
        social_item(page, rows.items[i].value);
    }
    strbuf_adds(out, rows.len ? "</ul></section>" : "");
    page_end(page);
    rows_release(&rows);
}
