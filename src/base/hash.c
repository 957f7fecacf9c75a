/*
 * SHA-256 of bytes, files and lists of fields; the arithmetic is nettle's. What
 * goes into which hash is left to the callers.
 */
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)

void hash_init(struct hash *hash)
{
    sha256_init(&hash->context);
}

void hash_add(struct hash *hash, const void *bytes, size_t len)
{
    if (len)
        sha256_update(&hash->context, len, bytes);
}

/* Eight bytes, the lowest first, on every machine. */
static void add_u64(struct hash *hash, uint64_t value)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(value >> (8 * i) & 0xFF);
    hash_add(hash, bytes, sizeof bytes);
}

/* The name and what kind of value follows: text, no text, a number. */
static void add_head(struct hash *hash, const char *name, char kind)
{
    size_t len = strlen(name);
    add_u64(hash, len);
    hash_add(hash, name, len);
    hash_add(hash, &kind, 1);
}

void hash_add_field(struct hash *hash, const char *name, const char *value)
{
    add_head(hash, name, value ? 't' : '0');
    if (value) {
        size_t len = strlen(value);
        add_u64(hash, len);
        hash_add(hash, value, len);
    }
}

void hash_add_number(struct hash *hash, const char *name, int64_t value)
{
    add_head(hash, name, 'n');
    add_u64(hash, (uint64_t)value);
}

void hash_hex(struct hash *hash, char out[HASH_HEX])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&hash->context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 0xF];
    }
    out[HASH_HEX - 1] = '\0';
}

void hash_bytes(const void *bytes, size_t len, char out[HASH_HEX])
{
    struct hash hash;
    hash_init(&hash);
    hash_add(&hash, bytes, len);
    hash_hex(&hash, out);
}

static bool add_file(struct hash *hash, int fd)
{
    unsigned char piece[PIECE];
    for (;;) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n == 0)
            return true;
        if (n > 0)
            hash_add(hash, piece, (size_t)n);
        else if (errno != EINTR)
            return false;
    }
}

bool hash_file(const char *path, char out[HASH_HEX], struct error *err)
{
    bool ok = false;
    struct hash hash;
    struct stat st;
    /* Not blocking: a FIFO must be refused, not waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        error_set(err, ERROR_FAILED, "file-missing", "the file does not exist");
        goto done;
    }
    if (fd < 0 || fstat(fd, &st) != 0) {
        error_set_errno(err, ERROR_FAILED, "file-unreadable", "cannot read the file");
        goto done;
    }
    if (!S_ISREG(st.st_mode)) {
        error_set(err, ERROR_FAILED, "file-not-regular", "not a regular file");
        goto done;
    }
    hash_init(&hash);
    if (!add_file(&hash, fd)) {
        error_set_errno(err, ERROR_FAILED, "file-unreadable", "cannot read the file");
        goto done;
    }
    hash_hex(&hash, out);
    ok = true;
done:
    if (fd >= 0)
        close(fd);
    if (!ok)
        error_at(err, path, 0, 0);
    return ok;
}
