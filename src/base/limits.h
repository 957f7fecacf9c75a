/*
 * Every bound on input from outside, in one table. Sizes are in bytes. Each
 * bound has an error message of its own where it is enforced.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_CONFIG          (1u << 20)   /* ghlpub.yaml */
#define LIMIT_DOCUMENT        (16u << 20)  /* one document, front matter and body */
#define LIMIT_FRONT_MATTER    (256u << 10) /* the front matter alone */
#define LIMIT_TEMPLATE        (1u << 20)   /* one template or partial */
#define LIMIT_IGNORE_PATTERNS 10000u       /* patterns in `ignore` */
#define LIMIT_DOCUMENTS       200000u      /* documents of a site */
#define LIMIT_WALK_DEPTH      64u          /* folders below `content` */
#define LIMIT_YAML_DEPTH      64u          /* nesting; libyaml is quadratic in it */
#define LIMIT_YAML_NODES      100000u      /* nodes after aliases are followed */
#define LIMIT_SOCIAL_ENTRIES  500u         /* social entries of one document */
#define LIMIT_ALIASES         500u         /* aliases of one document */
#define LIMIT_URL_PATH        2000u        /* a path that a redirect leads away from */
#define LIMIT_OLD_PATHS       50u          /* addresses that a post had, kept in the state */
#define LIMIT_ASSETS          2000u        /* assets of one document */
#define LIMIT_STATE           (512u << 20) /* the state file, the journal */
#define LIMIT_STATE_LINE      (4u << 20)   /* one line of either */
#define LIMIT_SENT            (256u << 20) /* the file of what was sent last */
#define LIMIT_SENT_TEXT       (4u << 20)   /* what was sent of one post, as text */
#define LIMIT_PLAN            (64u << 20)  /* a saved plan */
#define LIMIT_ANSWER          (32u << 20)  /* the body of one HTTP answer */
#define LIMIT_DOWNLOAD        (25u << 20)  /* one picture from the web; as the API takes */
#define LIMIT_HEADER          (8u << 10)   /* one header line of an answer */
#define LIMIT_HEADERS         200u         /* header lines of one answer */
#define LIMIT_JSON_DEPTH      64u          /* nesting of JSON from outside */
#define LIMIT_RENDER_MEMORY   (512u << 20) /* one document in a worker */
#define LIMIT_RENDER_SECONDS  10u          /* processor time of one document */
#define LIMIT_RENDERED        (64u << 20)  /* the HTML of one document */
#define LIMIT_TOKEN           (16u << 10)  /* what a token file or command gives */
#define LIMIT_GIT             (64u << 20)  /* what git prints when it is asked */
#define LIMIT_GIT_SECONDS     60u          /* and how long it may take */
#define LIMIT_MESSAGE         4096u        /* one line shown to people */

#endif
