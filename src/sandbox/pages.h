/*
 * The web pages: what they share.
 */
#ifndef SANDBOX_PAGES_H
#define SANDBOX_PAGES_H

#include "box.h"

/* One page that is being made. */
struct page {
    struct call *call;
    struct strbuf *out;
    const char *location; /* which one is looked at */
    const char *blog;     /* or NULL for all of them */
};

/* Adds text with & < > " ' escaped; NULL adds nothing. */
void html_text(struct strbuf *out, const char *text);
/* <time>, as "24 November 2026, 12:00 UTC". */
void html_time(struct strbuf *out, const char *iso);
/* The day alone; date and seconds as a log has them. */
void html_day(struct strbuf *out, const char *iso);
void html_second(struct strbuf *out, const char *iso);
/* "?location=…&blog=…" or "", escaped, so that links stay at what is looked at. */
void html_where(const struct page *page);

/* The top of a page with navigation and switchers, and its end. `here` is its path. */
void page_begin(struct page *page, const char *title, const char *here);
void page_end(struct page *page);

void page_index(struct page *page);
void page_drafts(struct page *page);
void page_post(struct page *page, const char *slug);
void page_social(struct page *page);
void page_media(struct page *page);
void page_requests(struct page *page);

/* Is it of the blog that is looked at? */
bool page_shows(const struct page *page, const json_t *post);

#endif
