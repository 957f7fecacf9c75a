/* Runs the groups of tests. */
#include "tests.h"

int main(void)
{
    int failed = template_tests() + text_tests() + page_tests() + link_tests() + image_tests() +
                 raw_html_tests() + foreign_tests() + social_tests() + campaign_tests() +
                 readable_tests() + worker_tests() + reader_tests() + from_html_tests();

    return failed > 0;
}
