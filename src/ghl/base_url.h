/* Where the API is: the one address that the token is ever sent to (design 11). */
#ifndef GHL_BASE_URL_H
#define GHL_BASE_URL_H

#include <ghlpub/error.h>

#include <stdbool.h>

struct base_url {
    char *text; /* without a slash at its end */
    char *host;
    bool https, loopback;
};

/* https, or http to a loopback address; no user, query or fragment. Error: bad-api-base
 * (ERROR_CONFIG). */
bool base_url_read(const char *text, struct base_url *out, struct error *err);
void base_url_release(struct base_url *url);

#endif
