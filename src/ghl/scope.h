/* Which scope of a token which call needs (facts 5.4). */
#ifndef GHL_SCOPE_H
#define GHL_SCOPE_H

/* `path` is below the base, with or without its query. NULL where it is not known. */
const char *scope_of(const char *method, const char *path);

#endif
