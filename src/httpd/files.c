/*
 * Files for the server: media types by extension, and files below a root, none
 * outside it.
 */
#include "request.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *extension;
    const char *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
    {".xml", "application/xml"},
    {".csv", "text/csv; charset=utf-8"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".svg", "image/svg+xml"},
    {".ico", "image/x-icon"},
    {".bmp", "image/bmp"},
    {".tif", "image/tiff"},
    {".tiff", "image/tiff"},
    {".mp4", "video/mp4"},
    {".webm", "video/webm"},
    {".mov", "video/quicktime"},
    {".ogv", "video/ogg"},
    {".mp3", "audio/mpeg"},
    {".wav", "audio/wav"},
    {".m4a", "audio/mp4"},
    {".pdf", "application/pdf"},
    {".zip", "application/zip"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".otf", "font/otf"},
};

const char *httpd_type_of(const char *name)
{
    const char *extension = path_extension(name);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcasecmp(extension, types[i].extension) == 0) {
            return types[i].type;
        }
    }
    return "application/octet-stream";
}

static void not_found(struct httpd_request *request)
{
    httpd_respond(request, 404, "text/plain; charset=utf-8", "not found\n", 10);
}

void httpd_respond_below(struct httpd_request *request, const char *root, const char *path)
{
    while (*path == '/') {
        path++;
    }
    char *inside = path_normalise(path);
    char *full = NULL;
    char *real_root = realpath(root, NULL);
    bool missing = false;
    if (!inside || !real_root || inside[0] == '.' || strstr(inside, "/.")) {
        not_found(request);
        goto done;
    }
    full = path_join(real_root, inside);
    if (file_is_directory(full)) {
        char *index = path_join(inside, "index.html");
        free(inside);
        free(full);
        inside = index;
        full = path_join(real_root, inside);
    }
    if (!path_stays_inside(real_root, inside, &missing)) {
        not_found(request);
        goto done;
    }
    httpd_respond_file(request, full, NULL);
done:
    free(inside);
    free(full);
    free(real_root);
}
