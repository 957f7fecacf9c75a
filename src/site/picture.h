/*
 * Width and height of pictures, from their headers.
 */
#ifndef SITE_PICTURE_H
#define SITE_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

/* As browsers show it: a JPEG's orientation is applied. `head` are the file's first bytes, `fd` is
 * the open file. False where they cannot be found. */
bool picture_size(int fd, const char *type, const unsigned char *head, size_t len, unsigned *width,
                  unsigned *height);

#endif
