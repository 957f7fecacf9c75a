/*
 * The groups of this program; main.c runs them.
 */
#ifndef GHL_TESTS_H
#define GHL_TESTS_H

int run_pace_tests(void);
int run_retry_tests(void);
int run_answer_tests(void);
int run_encode_tests(void);
int run_decode_tests(void);
int run_same_html_tests(void);
int run_network_error_tests(void);
int run_input_tests(void);
int run_address_tests(void);
int run_wire_tests(void);

#endif
