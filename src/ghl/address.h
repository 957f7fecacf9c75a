/* Which hosts a download may reach: pictures come from the web, never from this network. */
#ifndef GHL_ADDRESS_H
#define GHL_ADDRESS_H

#include <stdbool.h>

struct sockaddr;

/* Is it an address of the public internet (not loopback, private, link-local, multicast, ...)? */
bool address_is_public(const struct sockaddr *address);

/* The same for a host as it stands in a URL; a name counts as public, "localhost" does not. */
bool host_is_public(const char *host);

#endif
