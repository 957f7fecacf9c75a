/*
 * A site: the directory with ghlpub.yaml, its configuration and its documents.
 *
 *     struct site_options options = {.directory = NULL};
 *     struct diagnostics found = DIAGNOSTICS_INIT;
 *     struct error err = ERROR_INIT;
 *     struct site *site = ghlpub_site_open(&options, &found, &err);
 *     if (site && ghlpub_site_load(site, &found, &err))
 *         for (size_t i = 0; i < site->document_count; i++)
 *             puts(site->documents[i]->path);
 *     ghlpub_site_free(site);
 *
 * Everything here is read from the tree; nothing needs the network or the state.
 * Findings go to the diagnostics, all of them in one run; a document with an
 * error has `broken` set and is not published, and the rest goes on. Strings
 * belong to the site (or to the document's arena) and live as long as it. Paths
 * are relative to the root, with '/'.
 */
#ifndef GHLPUB_SITE_H
#define GHLPUB_SITE_H

#include <ghlpub/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct zone;

/* A word that somebody wrote, and where. `text` is NULL where nobody did. */
struct word {
    const char *text;
    struct place at;
};

struct words {
    struct word *items;
    size_t len, cap;
};

/* One line of `authors:` or `categories:`: a name in documents, a name at GHL. */
struct name_pair {
    const char *from; /* "*": all others */
    const char *to;
};

struct name_map {
    struct name_pair *items;
    size_t len, cap;
};

/* One line of `accounts:`: a name of the site's own for social accounts. */
struct account_alias {
    const char *name;
    struct words targets;
};

/* Campaign parameters that links to the site's own posts get in social texts. Values are
 * templates. */
enum utm_key { UTM_SOURCE, UTM_MEDIUM, UTM_CAMPAIGN, UTM_TERM, UTM_CONTENT, UTM_ID, UTM_KEYS };

struct utm {
    struct word values[UTM_KEYS]; /* text NULL: not written here */
};

/* "source", ...: as it is written, and as it is sent behind "utm_". */
const char *ghlpub_utm_name(enum utm_key key);

enum alt_level { ALT_OFF, ALT_WARN, ALT_ERROR };

#define LIMIT_NONE (-1L)

struct config {
    const char *path;                              /* of ghlpub.yaml, relative to the root */
    const char *environment;                       /* its name, or NULL */
    const char *location, *blog, *post_url, *user; /* each may be NULL */
    struct place blog_place, user_place;
    const char *timezone;
    const struct zone *zone;
    const char *api_version; /* "2021-07-28" or "v3" */
    const char *content, *templates, *statics, *state;
    struct words states; /* the state files of all environments, that of none among them */
    struct words ignore;
    struct name_map authors, categories;
    const char *token_command, *token_file; /* or NULL */
    struct account_alias *accounts;
    size_t account_count;
    bool html, smart, heading_ids, new_tab;
    enum alt_level alt;
    bool dimensions, lazy;
    const char *media_folder; /* id, or NULL */
    struct utm utm;
    const char *redirect_domain;                  /* or NULL */
    long limit_create, limit_social, limit_prune; /* LIMIT_NONE; prune: LIMIT_NONE is a third */
};

/* When a social post goes out. */
enum when_kind { WHEN_WITH_POST, WHEN_ABSOLUTE, WHEN_RELATIVE };

struct when {
    enum when_kind kind;
    int64_t absolute_ms;             /* WHEN_ABSOLUTE */
    int64_t wall_ms;                 /* the same as the site's wall clock shows it, as if in UTC */
    int days, weeks, hours, minutes; /* WHEN_RELATIVE: added to the post's date */
    int weekday;                     /* 0 Sunday to 6, the next such day at or after; -1: none */
    int at_hour, at_minute;          /* the time of that day; at_hour -1: that of the post */
    int shift;                       /* days after all that: of an occurrence of a series */
    struct place at;
    const char *text; /* as written, or NULL */
};

/* What an entry says on one network instead of `text`. */
struct platform_text {
    const char *platform;
    struct word text;
};

/* A text among what one network alone knows, and its bound; a template, as `text` is. */
struct social_detail {
    const char *network, *name; /* "google", "url" */
    struct word value;
    size_t max; /* UTF-16 units, 0: none */
    bool url;
};

enum social_status { SOCIAL_SCHEDULED, SOCIAL_DRAFT, SOCIAL_IN_REVIEW };

/* One entry of `social`; of one that repeats, one occurrence: they stand one after the other. */
struct social_entry {
    const char *id; /* the author's stable key, or NULL; the same for all of a series */
    struct place at;
    unsigned number, occurrences; /* of a series: 1, 2, ..., and of how many; else 0 */
    bool utm_off;                 /* utm: false */
    struct utm utm;               /* what it says itself, before the site's */
    bool unicode_emphasis;        /* emphasis: unicode, of a campaign's body */
    bool late_send;               /* where its moment has passed when it is first seen: send now */
    struct words to;
    struct when when;
    struct word text; /* a template; text NULL: from templates/ (or the campaign's body) */
    struct platform_text
        *text_for; /* `text` as a mapping: its `default` is `text`, these are the others */
    size_t text_for_count;
    bool no_media; /* media: none */
    bool cover;    /* media: cover, the default */
    struct words media;
    struct place media_at; /* of `media`; its line is 0 where nobody wrote it */
    struct word comment;
    const char *type; /* "post", "story" or "reel" */
    struct place type_at;
    enum social_status status;
    struct word approver, category;
    struct words tags;
    json_t *details; /* {"google": {...}, ...} with the names of documents, or NULL */
    struct social_detail *detail_texts; /* those of its members that are texts */
    size_t detail_text_count;
};

enum document_kind { DOCUMENT_POST, DOCUMENT_CAMPAIGN };
enum document_status { DOCUMENT_PUBLISHED, DOCUMENT_DRAFT, DOCUMENT_ARCHIVED };

/* A Markdown file with front matter. */
struct document {
    struct arena *arena; /* all of it lives here, `text` included */
    size_t index;        /* its place in site->documents */
    const char *path;    /* "content/posts/hello.md" */
    const char *id;      /* the author's own, or NULL */
    struct place id_place;
    const char *key; /* "id:ID", else the path: the key in the state */
    bool broken;     /* it has an error and is not published */
    bool unreadable; /* it could not even be read: counts as present, nothing is known */
    bool sync;       /* false: left alone */
    enum document_kind kind;

    const char *text; /* the file, without a byte-order mark; `len` bytes, NUL after them */
    size_t len;
    size_t body;        /* offset of the body in `text` */
    unsigned body_line; /* line of the file on which the body begins */

    struct word title; /* .text NULL: the first heading (render decides) */
    const char
        *title_default; /* by a pattern in `defaults`, for one without a heading either; or NULL */
    struct word description; /* .text NULL: the first paragraph (render decides) */
    struct word slug;        /* what the author wrote, or what a pattern or the name gives; never
                                empty, not yet unique */
    bool slug_derived;       /* nobody wrote it */
    bool has_date, date_has_time;
    int64_t date_ms;
    struct place date_place;
    bool has_expires;
    int64_t expires_ms;
    enum document_status status; /* what the document asks for; time decides the rest */
    struct word author;          /* as written, or the default; before the map */
    struct words categories, tags, aliases;
    struct word image;    /* path or URL, .text NULL: none */
    bool image_in_config; /* it comes from ghlpub.yaml: looked up from the root */
    struct word image_alt;
    struct word canonical;     /* a URL, or NULL: post_url decides */
    struct word template_name; /* "post" by default */
    bool toc;
    const char *lang; /* "de", "pt-br": by a field, the name or a folder; NULL: unknown */
    struct social_entry *social;
    size_t social_count;
    json_t *params; /* object: `params` and every field that is not known */
};

struct site;

struct site {
    const char *root; /* absolute, without symbolic links */
    struct config config;
    struct document **documents; /* sorted by path, bytewise */
    size_t document_count;
    size_t plain_files; /* Markdown below `content` without front matter */
    struct site_private *private;
};

struct site_options {
    const char *directory;   /* --site; NULL: the nearest parent that has ghlpub.yaml */
    const char *environment; /* --env or GHLPUB_ENV; NULL: none */
    const char *location;    /* GHL_LOCATION_ID; NULL: as configured. ghlpub.yaml comes first */
};

/* Reads ghlpub.yaml. NULL with an error: no-site (ERROR_USAGE), bad-config (ERROR_CONFIG; the
 * diagnostics then hold every finding with its place). To be freed with ghlpub_site_free(). */
struct site *ghlpub_site_open(const struct site_options *options, struct diagnostics *found,
                              struct error *err);

/* Walks the tree and parses every document. False only where the tree cannot be walked at all. */
bool ghlpub_site_load(struct site *site, struct diagnostics *found, struct error *err);

/* The same for one text that is given, as if it were the file `path`: for tests and fuzzing. The
 * document belongs to the site but is not among its documents; ghlpub_site_drop() frees it before
 * the site's end. NULL where the text has no front matter. */
struct document *ghlpub_site_parse(struct site *site, const char *path, const char *text,
                                   size_t len, struct diagnostics *found);

void ghlpub_site_drop(struct site *site, struct document *document);

void ghlpub_site_free(struct site *site);

/* The document with this path (normalised, relative to the root), or NULL. */
const struct document *ghlpub_site_find(const struct site *site, const char *path);

/* The document that a path of the web names ("/posts/hello/"), by the rules of the generators: path
 * below content, without extension, "index" or a leading date; or by its slug. NULL where there is
 * none or more than one. */
const struct document *ghlpub_site_find_url(const struct site *site, const char *url_path);

/* The path of a web address or of a path in the one form in which redirects are compared, sent and
 * recorded: from '/', percent-encoded, in lower case, without a slash at the end. `domain` (or
 * NULL) is the one that an address must be of. To be freed with free(). NULL where no redirect can
 * be made from it; *problem (or NULL) then says why, as what follows the text ("is no path"). */
char *ghlpub_redirect_path(const char *text, const char *domain, const char **problem);

/* Name at GHL for a name in a document: by the map, by "*", else itself. */
const char *ghlpub_map_name(const struct name_map *map, const char *name);

/* Does a path match one of these patterns (as in .gitignore; a directory's name takes all below)?
 */
bool ghlpub_path_selected(const char *path, const char *const *patterns, size_t count);

/* The moment, seen from the post's date. *odd (or NULL) tells whether the local time does not exist
 * or exists twice (enum zone_fit). */
int64_t ghlpub_when_resolve(const struct when *when, int64_t post_ms, const struct zone *zone,
                            int *odd);

/* ---- networks ---- */

/* How the length of a text is counted. */
enum text_unit { UNIT_UTF16, UNIT_BYTES, UNIT_GRAPHEMES, UNIT_THREADS };

enum media_kind {
    MEDIA_UNKNOWN = 0,
    MEDIA_JPEG = 1,
    MEDIA_PNG = 2,
    MEDIA_GIF = 4,
    MEDIA_MP4 = 8,
    MEDIA_MOV = 16,
    MEDIA_WEBM = 32
};
#define MEDIA_PICTURES (MEDIA_JPEG | MEDIA_PNG | MEDIA_GIF)

enum media_need { NEEDS_NOTHING, NEEDS_MEDIA, NEEDS_PICTURE, NEEDS_VIDEO, NEEDS_NONE };

/* What a network takes in one kind of post. 0: no limit is known, but for text_max (no text),
 * comment_max (no comment) and the kinds (none of them). */
struct network_limits {
    const char *network; /* "facebook" */
    const char *type;    /* "post", "story", "reel"; LinkedIn: "document", "poll" */
    size_t text_max;
    enum text_unit unit;
    size_t text_bytes_max; /* besides text_max */
    unsigned hashtags_max;
    size_t comment_max;
    enum media_need need;
    unsigned media_max; /* pictures and videos together */
    bool mixed;         /* pictures and videos in one post */
    unsigned picture_kinds, pictures_max, pictures_advised;
    int64_t picture_bytes, total_bytes;
    unsigned side_min, side_advised, side_max; /* pixels, each side */
    unsigned ratio_min, ratio_max;             /* width to height, in hundredths */
    unsigned video_kinds, videos_max;
    int64_t video_bytes;
};

/* NULL where the network has no such kind of post, or is not known. */
const struct network_limits *ghlpub_network_limits(const char *network, const char *type);

/* The whole table: for tests and documents. */
const struct network_limits *ghlpub_network_limits_all(size_t *count);

/* Reports a detail's text (its template expanded) that is too long, or no address. */
bool ghlpub_detail_fits(const struct social_detail *detail, const char *text,
                        struct diagnostics *found);

/* By MIME type; MEDIA_UNKNOWN: the Social Planner does not take it. */
enum media_kind ghlpub_media_kind(const char *type);

/* Counts as networks do; valid UTF-8 is expected. */
size_t ghlpub_text_length(enum text_unit unit, const char *text);
unsigned ghlpub_text_hashtags(const char *text);

/* ---- assets ---- */

/* A local file that documents use. */
struct asset {
    const char *path;       /* relative to the root */
    const char *type;       /* by its content: "image/png"; a literal */
    int64_t size;           /* bytes */
    unsigned width, height; /* 0: unknown, or no picture */
    int64_t modified_ns;    /* with size and inode: the key of the hash cache */
    uint64_t inode;
    char hash[65]; /* of the content; "" until ghlpub_assets_hash() */
};

enum asset_finding {
    ASSET_FOUND,
    ASSET_URL, /* http:, https:, //host, data:, mailto:, ...: not local */
    ASSET_MISSING,
    ASSET_OUTSIDE,    /* leaves the site */
    ASSET_NOT_A_FILE, /* a directory, a device */
    ASSET_EMPTY,
    ASSET_WRONG_TYPE, /* not a type that the media library takes */
    ASSET_MISNAMED,   /* found, but its name's extension says another type than its content */
    ASSET_TOO_LARGE   /* beyond what the API takes in this version */
};

/* Looks for `name` as `from` (a document's path, or NULL for ghlpub.yaml) means it: relative to the
 * document, then below `static`, then from the root; a leading '/' means static, then content, then
 * the root. Query and fragment are cut off; percent-escapes are tried as written and decoded.
 * Fills *asset (strings from `arena`, hash empty) where it is FOUND or MISNAMED, and its path where
 * it is too large or of a wrong type. */
enum asset_finding ghlpub_asset_find(const struct site *site, const char *from, const char *name,
                                     struct arena *arena, struct asset *asset);

/* The extension that fits the asset's content (".png"), with its dot: that of its name where that
 * fits. A literal, or borrowed from the asset. */
const char *ghlpub_asset_extension(const struct asset *asset);

/* What is wrong, as a diagnostic at `at`; nothing for FOUND and URL. Returns true where the asset
 * cannot be used. */
bool ghlpub_asset_diagnose(enum asset_finding finding, const char *name, const struct asset *asset,
                           const struct site *site, struct place at, struct diagnostics *found);

/* Fills in the hashes, reading only files that `cache` (a file, or NULL) does not know by size,
 * time and inode; rewrites the cache where it grew. A file that cannot be read gets a diagnostic
 * and keeps an empty hash. */
void ghlpub_assets_hash(const struct site *site, struct asset *const *assets, size_t count,
                        const char *cache, struct diagnostics *found);

#endif
