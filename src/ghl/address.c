/* The address blocks that no public host has (RFC 6890, RFC 4291, RFC 6052). */
#include "address.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

static bool is_public_v4(uint32_t address)
{
    static const struct {
        uint32_t net;
        unsigned bits;
    } blocks[] = {{0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},
                  {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0000000, 24}, {0xc0a80000, 16},
                  {0xc6120000, 15}, {0xe0000000, 3}};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if ((address ^ blocks[i].net) >> (32 - blocks[i].bits) == 0)
            return false;
    return true;
}

static uint32_t last_four(const uint8_t *bytes)
{
    return (uint32_t)bytes[12] << 24 | (uint32_t)bytes[13] << 16 | (uint32_t)bytes[14] << 8 |
           bytes[15];
}

static bool is_public_v6(const struct in6_addr *address)
{
    static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    static const uint8_t zero[12] = {0};
    const uint8_t *bytes = address->s6_addr;
    if (IN6_IS_ADDR_V4MAPPED(address) || memcmp(bytes, nat64, sizeof nat64) == 0 ||
        memcmp(bytes, zero, sizeof zero) == 0)
        return is_public_v4(last_four(bytes)); /* ::1 is 0.0.0.1 by that */
    if (bytes[0] == 0x20 && bytes[1] == 0x02)  /* 6to4 holds an IPv4 address */
        return is_public_v4((uint32_t)bytes[2] << 24 | (uint32_t)bytes[3] << 16 |
                            (uint32_t)bytes[4] << 8 | bytes[5]);
    return (bytes[0] & 0xe0) == 0x20; /* 2000::/3 is all that is handed out */
}

bool address_is_public(const struct sockaddr *address)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        return is_public_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&v6, address, sizeof v6);
        return is_public_v6(&v6.sin6_addr);
    }
    return false;
}

bool host_is_public(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    size_t len = strlen(host);
    if (strcasecmp(host, "localhost") == 0 ||
        (len > 10 && strcasecmp(host + len - 10, ".localhost") == 0))
        return false;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return is_public_v4(ntohl(v4.s_addr));
    if (len > 2 && host[0] == '[' && host[len - 1] == ']') {
        char *inner = mem_strndup(host + 1, len - 2);
        bool is = inet_pton(AF_INET6, inner, &v6) == 1 && is_public_v6(&v6);
        free(inner);
        return is;
    }
    return true;
}
