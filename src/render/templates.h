/*
 * The templates of a site: every .html, .mustache and .txt file below
 * `templates`, compiled once, before workers are forked.
 */
#ifndef RENDER_TEMPLATES_H
#define RENDER_TEMPLATES_H

#include "template.h"

#include "base/arena.h"
#include "base/hash.h"
#include <ghlpub/error.h>
#include <ghlpub/site.h>

struct templates;

/* Never NULL without an error: bad-template (ERROR_CONFIG). A missing folder is an empty one. */
struct templates *templates_load(struct arena *arena, const struct site *site, struct error *err);
/* Those of a site that has none. */
struct templates *templates_none(struct arena *arena, const struct site *site);
void templates_free(struct templates *templates);

/* The template in templates/NAME.html, or in templates/NAME.txt; NULL where there is none. */
const struct template *templates_html(const struct templates *templates, const char *name);
const struct template *templates_text(const struct templates *templates, const char *name);

/* Has the site any? */
bool templates_any(const struct templates *templates);

/* Runs a template with the site's partials: of the HTML kind name.html, else name.mustache, else
 * name.txt; of the text kind name.txt first and name.html last. */
bool templates_run(const struct templates *templates, const struct template *template, bool html,
                   json_t *data, struct strbuf *out, struct error *err);

/* A template of the HTML kind and its partials, and theirs, each once; returns how many, at most
 * `max`. NULL has none. */
size_t templates_used(const struct templates *templates, const struct template *template,
                      const struct template **files, size_t max);

/* Adds the text of all of them. */
void templates_hash(const struct templates *templates, struct hash *hash);

/* The name of the template nearest to this one, or NULL. */
const char *templates_suggest(const struct templates *templates, const char *name);

/* Warns about names that no document can have (template-unknown-name) and partials that are not
 * there (template-partial-missing) in those templates that the site uses. */
void templates_check(const struct templates *templates, const struct site *site,
                     struct diagnostics *found);

/* Warns about names in a text of one document that its data lacks: they would be empty. */
void templates_check_text(const struct template *template, json_t *data, struct place at,
                          struct diagnostics *found);

#endif
