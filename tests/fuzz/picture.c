/*
 * Types of files and sizes of pictures (site): any bytes as a local file.
 */
#include "fuzz.h"

#include "picture.h"
#include "sniff.h"

#include "base/path.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int open_file(void)
{
    char *path = path_join(fuzz_scratch(), "picture");
    int fd = open(path, O_RDWR | O_CREAT, 0600);

    REQUIRE(fd >= 0);
    free(path);
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"image/jpeg", "image/webp", "image/svg+xml", "image/avif",
                                        "image/tiff"};
    static int fd = -1;
    size_t head = size < SNIFF_BYTES ? size : SNIFF_BYTES;
    const char *type = sniff_content(data, head);
    unsigned width = 0, height = 0;

    if (fd < 0)
        fd = open_file();
    REQUIRE(pwrite(fd, data, size, 0) == (ssize_t)size && ftruncate(fd, (off_t)size) == 0);
    if (type && picture_size(fd, type, data, head, &width, &height))
        REQUIRE(width > 0 && height > 0);
    /* Whatever the content is, it may be taken for another by a careless caller. */
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        (void)picture_size(fd, types[i], data, head, &width, &height);
    return 0;
}
