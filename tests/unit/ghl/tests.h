/*
 * The tables of tests of this program; main.c runs them all.
 */
#ifndef GHL_TESTS_H
#define GHL_TESTS_H

#include "test.h"

extern const struct CMUnitTest pace_tests[];
extern const size_t pace_test_count;

#endif
