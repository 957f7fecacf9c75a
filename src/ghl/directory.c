/*
 * Names of the directory: blogs, authors, categories, users, accounts, tags.
 * What they are for is left to publish/.
 */
#include "resources.h"

#include <string.h>

/* A user's name may be in two parts. */
static const char *user_name(struct arena *arena, const json_t *record)
{
    const char *name = field_text(arena, record, "name");
    const char *first = field_text(arena, record, "firstName");
    const char *last = field_text(arena, record, "lastName");

    if (name && *name)
        return name;
    if (first && last)
        return arena_printf(arena, "%s %s", first, last);
    return first ? first : last;
}

static const char *name_member(enum ghl_list_kind kind)
{
    switch (kind) {
    case GHL_CATEGORIES:
        return "label";
    case GHL_TAGS:
        return "tag";
    default:
        return "name";
    }
}

bool name_decode(struct arena *arena, enum ghl_list_kind kind, const json_t *record,
                 struct ghl_name *name)
{
    *name =
        (struct ghl_name){.id = field_id(arena, record),
                          .name = kind == GHL_USERS ? user_name(arena, record)
                                                    : field_text(arena, record, name_member(kind)),
                          .email = field_text(arena, record, "email"),
                          .platform = field_text(arena, record, "platform"),
                          .type = field_text(arena, record, "type"),
                          .expired = field_flag(record, "isExpired")};
    if (!name->name)
        name->name = field_text(arena, record, "name");
    if (!name->name)
        name->name = "";
    return name->id != NULL && !field_flag(record, "deleted");
}
