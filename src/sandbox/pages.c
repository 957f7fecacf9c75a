/*
 * The web pages for people: their frame, their style, and which one is asked
 * for. No script; everything but the body of a post is escaped.
 */
#include "pages.h"
#include "rows.h"
#include "validate.h"

#include "base/mem.h"
#include "base/path.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c2430;--soft:#55606e;--line:#d9dee5;--paper:#fff;"
    "--ground:#f5f6f8;--link:#0b57b0;--ok:#0f6b3c;--wait:#7a4b00;--bad:#a11b1b}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#a6b0bd;--line:#333c47;"
    "--paper:#1b2129;--ground:#12161b;--link:#8cc2ff;--ok:#7fd6a4;--wait:#f0c274;--bad:#ff9d9d}}"
    "*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);"
    "font:17px/1.6 system-ui,sans-serif}a{color:var(--link)}"
    "a:focus-visible{outline:3px solid var(--link);outline-offset:2px}"
    ".skip{position:absolute;left:-99em}.skip:focus{left:1em;top:1em;background:var(--paper);"
    "padding:.5em}header,main,footer{max-width:62rem;margin:0 auto;padding:1rem}"
    "header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline}"
    "header strong{font-size:1.2rem}nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem}"
    "nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}"
    "footer,.soft,small{color:var(--soft);font-size:.9rem}h1{line-height:1.2;margin:.5em 0}"
    ".cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1.25rem;"
    "padding:0;list-style:none}.cards>li{background:var(--paper);border:1px solid var(--line);"
    "border-radius:.6rem;overflow:hidden;padding-bottom:.5rem}"
    ".cards img,.cards video{width:100%;aspect-ratio:16/9;object-fit:cover;display:block;"
    "background:var(--line)}.cards h2,.cards h3,.cards p{margin:.5rem 1rem;overflow-wrap:anywhere}"
    ".cards h2,.cards h3{font-size:1.15rem;line-height:1.3}"
    "article{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;"
    "padding:1.5rem clamp(1rem,5vw,3.5rem);overflow-wrap:anywhere}"
    "article img,article video,article iframe{max-width:100%;height:auto}"
    "article pre{white-space:pre-wrap;padding:1rem;background:var(--ground);border-radius:.4rem}"
    "table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.3rem .6rem;"
    "text-align:left;vertical-align:top}.scroll{overflow-x:auto}.log{width:100%}"
    ".log td:nth-child(3){overflow-wrap:anywhere;min-width:14em}.log time{white-space:nowrap;"
    "font-variant-numeric:tabular-nums}"
    ".day h2{font-size:1.3rem;margin:.75rem 0}.day li p{margin:.25rem 0}"
    ".day li+li{border-top:1px solid var(--line);padding-top:.75rem}"
    ".day{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;"
    "margin:1rem 0;padding:.25rem 1rem}.day ul{padding:0;list-style:none}.day li{margin:.75rem "
    "0}.day img{max-height:6rem;"
    "max-width:100%;border-radius:.3rem}.text{white-space:pre-wrap;overflow-wrap:anywhere}"
    ".tag{display:inline-block;border:1px solid currentColor;border-radius:1em;padding:0 .6em;"
    "font-size:.8rem}.ok{color:var(--ok)}.wait{color:var(--wait)}.bad{color:var(--bad)}";

void html_text(struct strbuf *out, const char *text)
{
    for (; text && *text; text++) {
        size_t len = strcspn(text, "&<>\"'");
        strbuf_add(out, text, len);
        text += len;
        switch (*text) {
        case '&':
            strbuf_adds(out, "&amp;");
            break;
        case '<':
            strbuf_adds(out, "&lt;");
            break;
        case '>':
            strbuf_adds(out, "&gt;");
            break;
        case '"':
            strbuf_adds(out, "&quot;");
            break;
        case '\'':
            strbuf_adds(out, "&#39;");
            break;
        default:
            return;
        }
    }
}

/* "24 November 2026" */
static void day_text(struct strbuf *out, int64_t ms)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    int year, month, day;
    civil_from_days(ms / 86400000, &year, &month, &day);
    strbuf_addf(out, "%d %s %d", day, months[month - 1], year);
}

static bool time_begin(struct strbuf *out, const char *iso, int64_t *ms)
{
    if (!time_parse(iso, ms)) {
        return false;
    }
    strbuf_adds(out, "<time datetime=\"");
    html_text(out, iso);
    strbuf_adds(out, "\">");
    return true;
}

void html_time(struct strbuf *out, const char *iso)
{
    int64_t ms;
    if (time_begin(out, iso, &ms)) {
        int minutes = (int)(ms / 60000 % 1440);
        day_text(out, ms);
        strbuf_addf(out, ", %02d:%02d UTC</time>", minutes / 60, minutes % 60);
    }
}

void html_day(struct strbuf *out, const char *iso)
{
    int64_t ms;
    if (time_begin(out, iso, &ms)) {
        day_text(out, ms);
        strbuf_adds(out, "</time>");
    }
}

void html_second(struct strbuf *out, const char *iso)
{
    int64_t ms;
    if (time_begin(out, iso, &ms)) {
        int year, month, day, seconds = (int)(ms / 1000 % 86400);
        civil_from_days(ms / 86400000, &year, &month, &day);
        strbuf_addf(out, "%04d-%02d-%02d %02d:%02d:%02d</time>", year, month, day, seconds / 3600,
                    seconds / 60 % 60, seconds % 60);
    }
}

void html_where(const struct page *page)
{
    const char *location = call_query(page->call, "location");
    const char *blog = call_query(page->call, "blog");
    if (location) {
        strbuf_adds(page->out, "?location=");
        strbuf_add_url(page->out, location, NULL);
    }
    if (blog) {
        strbuf_adds(page->out, location ? "&amp;blog=" : "?blog=");
        strbuf_add_url(page->out, blog, NULL);
    }
}

bool page_shows(const struct page *page, const json_t *post)
{
    const char *blog = json_text(post, "blogId");
    return !page->blog || (blog && strcmp(blog, page->blog) == 0);
}

static void nav_link(struct page *page, const char *path, const char *text, const char *here)
{
    strbuf_addf(page->out, "<a href=\"%s", path);
    html_where(page);
    strbuf_addf(page->out, "\"%s>%s</a>", strcmp(path, here) == 0 ? " aria-current=\"page\"" : "",
                text);
}

/* A link for each location or blog where there are several. */
static void switcher(struct page *page, enum kind kind, const char *here)
{
    const struct store *store = &page->call->box->store;
    bool blogs = kind == KIND_BLOG;
    size_t count = 0;
    struct store_walk walk = {
        .store = store, .kind = kind, .location = blogs ? page->location : NULL};
    while (store_next(&walk)) {
        count++;
    }
    if (count < 2) {
        return;
    }
    strbuf_addf(page->out, "<nav aria-label=\"%s\"><small>%s:</small>",
                blogs ? "Blogs" : "Locations", blogs ? "Blog" : "Location");
    walk.position = 0;
    for (const json_t *value; (value = store_next(&walk));) {
        const char *id = json_text(value, blogs ? "_id" : "id");
        const char *now = blogs ? page->blog : page->location;
        strbuf_addf(page->out, "<a href=\"%s?location=%s%s%s\"%s>", here,
                    blogs ? page->location : id, blogs ? "&amp;blog=" : "", blogs ? id : "",
                    now && strcmp(now, id) == 0 ? " aria-current=\"true\"" : "");
        html_text(page->out, json_text(value, "name"));
        strbuf_adds(page->out, "</a>");
    }
    strbuf_adds(page->out, "</nav>");
}

void page_begin(struct page *page, const char *title, const char *here)
{
    struct strbuf *out = page->out;
    const json_t *location = store_get(&page->call->box->store, KIND_LOCATION, page->location);
    strbuf_adds(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'\">"
                     "<link rel=\"icon\" href=\"data:,\"><title>");
    html_text(out, title);
    strbuf_adds(out, "</title><style>");
    strbuf_adds(out, style);
    strbuf_adds(out, "</style></head><body><a class=\"skip\" href=\"#main\">Skip to content</a>"
                     "<header><strong>");
    html_text(out, json_text(location, "name"));
    strbuf_adds(out, "</strong><nav aria-label=\"Pages\">");
    nav_link(page, "/", "Blog", here);
    nav_link(page, "/drafts", "Drafts &amp; scheduled", here);
    nav_link(page, "/social", "Social", here);
    nav_link(page, "/media", "Media", here);
    nav_link(page, "/requests", "Requests", here);
    strbuf_adds(out, "</nav>");
    const char *target = strncmp(here, "/post/", 6) == 0 ? "/" : here;
    switcher(page, KIND_LOCATION, target);
    switcher(page, KIND_BLOG, target);
    strbuf_adds(out, "</header><main id=\"main\">");
}

void page_end(struct page *page)
{
    char *now = time_text(page->call->now_ms);
    strbuf_adds(page->out, "</main><footer><p>A ghlpub sandbox. Its clock shows ");
    html_time(page->out, now);
    strbuf_adds(page->out, ".</p></footer></body></html>\n");
    free(now);
}

/* /media/LOCATION/FILE */
static void media_file(struct call *call, const char *path)
{
    const char *slash = strchr(path, '/');
    const char *name = slash ? slash + 1 : "";
    size_t id_len = strcspn(name, ".");
    char *id = mem_strndup(name, id_len);
    char *location = mem_strndup(path, slash ? (size_t)(slash - path) : 0);
    const json_t *media = store_get_in(&call->box->store, KIND_MEDIA, id, location);
    const char *file = json_text(media, "_file");
    if (file && strcmp(file, name) == 0) {
        call->status = 200;
        call->file = path_join(call->box->files, file);
        call->type = httpd_type_of(file);
    } else {
        call_error(call, 404, "File not found");
    }
    free(location);
    free(id);
}

static const char *first_location(const struct sandbox *box)
{
    struct store_walk walk = {.store = &box->store, .kind = KIND_LOCATION};
    return json_text(store_next(&walk), "id");
}

void pages_call(struct call *call)
{
    static const struct {
        const char *path;
        void (*make)(struct page *page);
    } pages[] = {
        {"/", page_index},      {"/drafts", page_drafts},     {"/social", page_social},
        {"/media", page_media}, {"/requests", page_requests},
    };
    if (strncmp(call->path, "/media/", 7) == 0) {
        media_file(call, call->path + 7);
        return;
    }
    const char *location = call_query(call, "location");
    const struct store *store = &call->box->store;
    struct page page = {.call = call, .out = &call->out};
    page.location =
        store_get(store, KIND_LOCATION, location) ? location : first_location(call->box);
    const char *blog = call_query(call, "blog");
    page.blog = store_get_in(store, KIND_BLOG, blog, page.location) ? blog : NULL;
    call->status = 200;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (strcmp(pages[i].path, call->path) == 0) {
            pages[i].make(&page);
            return;
        }
    }
    page_post(&page, strncmp(call->path, "/post/", 6) == 0 ? call->path + 6 : "");
}
