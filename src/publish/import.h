/*
 * Import, from the inside. A run goes through the posts in batches: bodies are
 * read, pictures downloaded, Markdown made and proved, documents written. What
 * was written is recorded when all batches are done, or the run is stopped.
 */
#ifndef PUBLISH_IMPORT_H
#define PUBLISH_IMPORT_H

#include "adopt.h"

struct import_picture {
    const char *url;
    const char *name; /* in the bundle; NULL: it stays a URL */
};

struct import_pictures ARRAY(struct import_picture);

/* Files that were made for a post, from the root. */
struct import_made ARRAY(const char *);

enum import_outcome { IMPORT_LEFT, IMPORT_WRITTEN, IMPORT_SKIPPED, IMPORT_FAILED };

/* One post at GHL that is to become a document. */
struct import_post {
    struct ghl_post row; /* as listed, then as read; without the body */
    char *html;          /* while its batch is at work */
    const char *name;    /* of the file or folder, safe and unique */
    const char *path;    /* of the document, from the root */
    const char *folder;  /* of the bundle, from the root */
    struct import_pictures pictures;
    const char *cover; /* a name in the bundle, a URL, or NULL */
    const char *front;
    const char *there; /* a file that may be this document, written by an import that was killed */
    struct import_made made;
    size_t kept, picture_count;
    enum import_outcome outcome;
    const char *why; /* the code of what was reported, or NULL */
    struct import *import;
};

struct import_posts ARRAY(struct import_post);
struct import_media_list ARRAY(struct imported_media);

/* A URL that was downloaded in this run. */
struct import_file {
    const char *path; /* from the root; NULL: it failed */
};

struct import {
    const struct import_options *options;
    struct run run; /* for what adopting shares */
    struct publish_result nothing;
    struct import_posts posts;
    struct map taken;   /* names of files, lower case */
    struct map files;   /* URL to struct import_file */
    struct map library; /* URL to struct ghl_media */
    bool library_listed;
    struct import_media_list media;
    size_t quoted; /* documents with quotes that needed backslashes */
    struct import_result *result;
    bool no_bodies; /* GHL has no call that gives one */
};

/* The place of findings about a post: the document that it would become. */
struct place import_place(const struct import_post *post);
/* Reports that a post was not imported. */
struct diagnostic *import_failed(struct import_post *post, const char *code, const char *format,
                                 ...) __attribute__((format(printf, 3, 4)));

/* import_name.c: chooses post->name, ->folder and ->path; sets ->there where a file is there. */
void import_name(struct import *import, struct import_post *post);

/* import_front.c: the front matter, with both lines of hyphens, from the arena of the run; NULL
 * with a finding where it does not say what the post says. */
const char *import_front(struct import *import, struct import_post *post);

/* import_pictures.c: downloads what the posts show. `urls` are the lines that
 * ghlpub_html_pictures() gave. */
void import_pictures(struct import *import, struct import_post *const *posts,
                     const char *const *urls, size_t count);

/* import_record.c: records what was written. */
bool import_record(struct import *import, struct error *err);

#endif
