/*
 * The media library and the log of requests.
 */
#include "media.h"
#include "pages.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#define REQUESTS_SHOWN 500

static void media_item(struct page *page, const json_t *media)
{
    struct strbuf *out = page->out;
    const char *type = json_text(media, "contentType");
    char *url = media_url(page->call->box, media);
    strbuf_adds(out, "<li>");
    if (type && strncmp(type, "image/", 6) == 0) {
        strbuf_adds(out, "<img loading=\"lazy\" alt=\"\" src=\"");
        html_text(out, url);
        strbuf_adds(out, "\">");
    }
    strbuf_adds(out, "<p><a href=\"");
    html_text(out, url);
    strbuf_adds(out, "\">");
    html_text(out, json_text(media, "name"));
    strbuf_adds(out, "</a></p><p class=\"soft\">");
    html_text(out, type);
    strbuf_addf(out, ", %lld bytes, ", (long long)json_number(media, "size", 0));
    html_time(out, json_text(media, "createdAt"));
    strbuf_adds(out, "</p></li>");
    free(url);
}

void page_media(struct page *page)
{
    struct strbuf *out = page->out;
    struct rows rows = {0};
    struct store_walk walk = {
        .store = &page->call->box->store, .kind = KIND_MEDIA, .location = page->location};
    for (const json_t *media; (media = store_next(&walk));) {
        if (strcmp(json_text(media, "type"), "file") == 0) {
            rows_add(&rows, media, 0, walk.n);
        }
    }
    rows_sort(&rows);
    page_begin(page, "Media library", "/media");
    strbuf_adds(out, "<h1>Media library</h1>");
    if (rows.len == 0) {
        strbuf_adds(out, "<p>No file was uploaded yet.</p>");
    } else {
        strbuf_adds(out, "<ul class=\"cards\">");
        for (size_t i = 0; i < rows.len; i++) {
            media_item(page, rows.items[i].value);
        }
        strbuf_adds(out, "</ul>");
    }
    page_end(page);
    rows_release(&rows);
}

static void request_row(struct page *page, const json_t *entry)
{
    struct strbuf *out = page->out;
    long long status = json_number(entry, "status", 0);
    const char *ending = json_text(entry, "ending");
    bool plain = strcmp(ending, "answered") == 0;
    strbuf_addf(out, "<tr><td>%lld</td><td>", (long long)json_number(entry, "n", 0));
    html_text(out, json_text(entry, "method"));
    strbuf_adds(out, "</td><td>");
    html_text(out, json_text(entry, "path"));
    strbuf_addf(out, "</td><td class=\"%s\">%lld%s%s</td><td>",
                status >= 200 && status < 400 && plain ? "ok" : "bad", status, plain ? "" : ", ",
                plain ? "" : ending);
    html_second(out, json_text(entry, "at"));
    strbuf_adds(out, "</td></tr>");
}

void page_requests(struct page *page)
{
    struct strbuf *out = page->out;
    json_t *list = record_json(&page->call->box->record, NULL, NULL);
    size_t len = json_array_size(list);
    page_begin(page, "Requests", "/requests");
    strbuf_addf(out,
                "<h1>Requests</h1><p class=\"soft\">%zu since the start, the last ones first. "
                "All of each: <a href=\"/_sandbox/requests\">/_sandbox/requests</a></p>",
                len);
    strbuf_adds(out,
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Requests\">"
                "<table class=\"log\"><thead><tr><th>n<th>method<th>path<th>answer<th>time (UTC)"
                "</tr></thead>"
                "<tbody>");
    for (size_t i = 0; i < len && i < REQUESTS_SHOWN; i++) {
        request_row(page, json_array_get(list, len - 1 - i));
    }
    strbuf_adds(out, "</tbody></table></div>");
    page_end(page);
    json_decref(list);
}
