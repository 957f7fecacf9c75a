/*
 * What can be said about documents from their front matter alone: ids that are
 * there twice, posts without an author or a category. Links and images are left
 * to render, slugs and times to plan.
 */
#include "lint.h"

static struct place first_line(const struct document *doc)
{
    return (struct place){doc->path, 1, 1};
}

void lint_document(struct document *doc, struct diagnostics *found)
{
    if (doc->unreadable || !doc->sync || doc->kind != DOCUMENT_POST)
        return;
    if (!doc->author.text) {
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "author-missing", first_line(doc),
                                 "a post without an author"),
                        "write `author: NAME`, or set one for all in `defaults` of ghlpub.yaml");
        doc->broken = true;
    }
    if (doc->categories.len == 0)
        diagnostic_hint(diagnose(found, SEVERITY_WARNING, "category-missing", first_line(doc),
                                 "a post without a category"),
                        "GoHighLevel may refuse it; write `categories: [NAME]`, or set some for "
                        "all in `defaults` of ghlpub.yaml");
}

static void report_twin(struct document *doc, const struct document *other,
                        struct diagnostics *found)
{
    diagnostic_hint(diagnose(found, SEVERITY_ERROR, "duplicate-id", doc->id_place,
                             "another document has the id \"%s\", too: %s", doc->id, other->path),
                    "each document needs an id of its own, or none");
    doc->broken = true;
}

void lint_documents(struct site *site, struct diagnostics *found)
{
    struct map ids = MAP_INIT;
    for (size_t i = 0; i < site->document_count; i++) {
        struct document *doc = site->documents[i];
        lint_document(doc, found);
        if (!doc->id)
            continue;
        struct document *first = map_get(&ids, doc->id);
        if (!first) {
            map_set(&ids, doc->id, doc);
            continue;
        }
        report_twin(doc, first, found);
        if (!map_has(&ids, first->path)) { /* the first is told once */
            map_set(&ids, first->path, first);
            report_twin(first, doc, found);
        }
    }
    map_release(&ids, NULL);
}
