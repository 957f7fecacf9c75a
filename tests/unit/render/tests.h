/* The groups of tests, and a site made of texts. */
#ifndef RENDER_TESTS_H
#define RENDER_TESTS_H

#include "test.h"

#include <ghlpub/render.h>
#include <ghlpub/site.h>

int template_tests(void);
int text_tests(void);
int page_tests(void);
int link_tests(void);
int image_tests(void);
int raw_html_tests(void);
int foreign_tests(void);
int social_tests(void);
int campaign_tests(void);
int worker_tests(void);
int reader_tests(void);
int from_html_tests(void);
int readable_tests(void);

/* A file of a site. */
struct file {
    const char *path, *text;
    size_t len; /* 0: strlen */
};

/* A site in a directory of its own, loaded and rendered. */
struct made {
    char *directory;
    struct site *site;
    struct rendered_site *pages;
    struct diagnostics found;
};

/* `config` are lines added to a minimal ghlpub.yaml. A picture of 3 x 2 is at static/img/a.png. */
void made_new(struct made *made, const char *config, const struct file *files, size_t count,
              unsigned jobs);
void made_free(struct made *made);

/* Writes one more file. */
void made_write(const struct made *made, const char *path, const char *text);

/* The body of a document with URLs "ASSET:path" and "POST:path". To be freed. */
char *made_body(const struct made *made, const char *path);
const struct rendered *made_page(const struct made *made, const char *path);

/* "code:line:column" of all findings, with spaces between. To be freed. */
char *made_findings(const struct made *made);

/* Renders one post with this body (with the title "T") and compares the HTML, and the findings. */
void check_body(const char *config, const char *markdown, const char *html, const char *findings);

#endif
