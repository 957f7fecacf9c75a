/*
 * SHA-256, by nettle. Fields are added with name and length, so that no two
 * different lists of fields give the same bytes.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <ghlpub/error.h>

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stdint.h>

#define HASH_HEX 65 /* 64 hex digits and the NUL */

struct hash {
    struct sha256_ctx context;
};

void hash_init(struct hash *hash);
void hash_add(struct hash *hash, const void *bytes, size_t len);

/* NULL differs from "". */
void hash_add_field(struct hash *hash, const char *name, const char *value);
void hash_add_number(struct hash *hash, const char *name, int64_t value);

/* Ends the hash and writes 64 lower-case hex digits. */
void hash_hex(struct hash *hash, char out[HASH_HEX]);

/* Of bytes, and of a file that is read in pieces. */
void hash_bytes(const void *bytes, size_t len, char out[HASH_HEX]);
bool hash_file(const char *path, char out[HASH_HEX], struct error *err);

#endif
