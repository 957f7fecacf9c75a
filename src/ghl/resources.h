/*
 * How each resource is read: the decoders that the listings and the answers of
 * single requests share.
 */
#ifndef GHL_RESOURCES_H
#define GHL_RESOURCES_H

#include "fields.h"

#include <ghlpub/ghl.h>

/* Each fills a value from its record; false where it has no id or is no such thing. Strings from
 * `arena`. */
bool post_decode(struct arena *arena, const json_t *record, struct ghl_post *post);
bool media_decode(struct arena *arena, const json_t *record, struct ghl_media *media);
bool social_decode(struct arena *arena, const json_t *record, struct ghl_social *post);

/* Adds post->details to the body, under the API's names; social_read_details() gives what an answer
 * has of them, as JSON. */
void social_put_details(json_t *body, const struct ghl_social *post, bool v3);
const char *social_read_details(struct arena *arena, const json_t *record);
bool redirect_decode(struct arena *arena, const json_t *record, struct ghl_redirect *redirect);

/* A name of the directory; `kind` says of which. */
bool name_decode(struct arena *arena, enum ghl_list_kind kind, const json_t *record,
                 struct ghl_name *name);

#endif
