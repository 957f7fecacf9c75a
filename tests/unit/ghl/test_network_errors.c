/*
 * What networks say of posts that failed, as HighLevel and Meta write it.
 */
#include "test.h"
#include "tests.h"

#include <ghlpub/ghl.h>

#include <string.h>

static const struct {
    const char *platform, *said, *words; /* words NULL: nothing is known */
} cases[] = {
    {"facebook", "(#506) Duplicate status message", "the same content"},
    {"facebook", "Error validating access token, code 463", "token has expired"},
    {"facebook", "OAuthException: Session has expired", "token has expired"},
    {"facebook", "(#10) Application does not have permission", "LeadConnector is not added"},
    {"facebook", "code: 2 An unexpected error has occurred", "passing trouble"},
    {"facebook", "(#200) Requires pages_manage_posts", "may not post there"},
    {"facebook", "error 1609005", "a link in the post"},
    {"facebook", "wait 10 seconds", NULL},
    {"facebook", "HTTP2100 is odd", NULL},
    {"instagram", "400 -2207042", "allows in a day"},
    {"instagram", "subcode 2207028", "2 to 10 pictures"},
    {"instagram", "could not fetch the media from the source", "could not load the media"},
    {"linkedin", "422 Unprocessable Entity", "within 12 hours"},
    {"linkedin", "Content is a duplicate of urn:li:share:1", "within 12 hours"},
    {"google", "VALUE_OUTSIDE_ALLOWED_RANGE", "too long"},
    {"google", "PHOTO_FETCH_FAILED", "could not be loaded"},
    {"tiktok", "The access token of Acme has expired. Reconnect the account.", "token has expired"},
    {NULL, "Failed due to auth token", "token has expired"},
    {"facebook", "2207042", NULL}, /* another network's code */
    {"facebook", "something else", NULL},
    {"facebook", "", NULL},
};

static void test_words_of_networks(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ghl_network_error error = {NULL, NULL};
        bool known = ghl_network_error(cases[i].platform, cases[i].said, &error);
        if (known != (cases[i].words != NULL))
            fail_msg("\"%s\": %s", cases[i].said, known ? error.words : "nothing known");
        if (known && !strstr(error.words, cases[i].words))
            fail_msg("\"%s\": %s", cases[i].said, error.words);
        if (known)
            assert_true(error.remedy && *error.remedy);
    }
    assert_false(ghl_network_error("facebook", NULL, &(struct ghl_network_error){NULL, NULL}));
}

int run_network_error_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_of_networks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
