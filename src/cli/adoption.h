/* What `ghlpub adopt` found, shown to people and to machines. */
#ifndef CLI_ADOPTION_H
#define CLI_ADOPTION_H

#include "session.h"

#include <ghlpub/publish.h>

/* Lines on standard output; the summary alone with --quiet. `recorded` is written in the summary
 * as done, or as what would be. */
void adoption_print(const struct session *session, const struct adoption *adoption);
void adoption_print_summary(const struct session *session, const struct adoption *adoption,
                            bool recorded);

/* Adds posts, media, social, ambiguous, documents, remote, left, requests to the object. */
void adoption_json(json_t *json, const struct adoption *adoption);

/* How many mappings it would record. */
size_t adoption_count(const struct adoption *adoption);

#endif
