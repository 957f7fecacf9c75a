/*
 * Types of files, by their content and by their names.
 */
#ifndef SITE_SNIFF_H
#define SITE_SNIFF_H

#include <stdbool.h>
#include <stddef.h>

#define SNIFF_BYTES 4096 /* of the beginning; enough for every signature */

/* The type that the first bytes of a file show ("image/png"), or NULL. "text/plain" where they are
 * text, "application/zip" for all that is a zip archive. A literal. */
const char *sniff_content(const unsigned char *bytes, size_t len);

/* The type that an extension (with its dot, any case) says, or NULL. A literal. */
const char *sniff_extension(const char *extension);

/* The extension that files of a type usually have, or NULL. A literal. */
const char *sniff_usual_extension(const char *type);

/* Does the media library take this type? (facts.md, section 2) */
bool sniff_accepted(const char *type);

/* May a file of the type `named` by its extension have content that shows as `content`? (A .docx is
 * a zip archive, a .csv is text.) */
bool sniff_fits(const char *content, const char *named);

#endif
