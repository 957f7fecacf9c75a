/*
 * Runs the groups of tests of the API's client.
 */
#include "test.h"
#include "tests.h"

#include "base/log.h"

#include <stdlib.h>

int main(void)
{
    int failed = 0;

    /* Every wait a hundredth, so that the wire tests take no time. */
    setenv("GHLPUB_TEST_WAIT_SCALE", "0.01", 1);
    failed += run_pace_tests();
    failed += run_retry_tests();
    failed += run_answer_tests();
    failed += run_encode_tests();
    failed += run_decode_tests();
    failed += run_same_html_tests();
    failed += run_network_error_tests();
    failed += run_input_tests();
    failed += run_address_tests();
    failed += run_wire_tests();
    log_release();
    return failed > 0;
}
