/*
 * Again or never, by table; and when the service counts as down.
 */
#include "test.h"
#include "tests.h"

#include "circuit.h"
#include "retry.h"

#include "base/random.h"

static const struct {
    enum retry_reason reason;
    bool writes;
    unsigned repetitions; /* until it is given up */
} rules[] = {
    {RETRY_NEVER, false, 0},     {RETRY_NEVER, true, 0},  {RETRY_UNREACHED, false, 5},
    {RETRY_UNREACHED, true, 2},  {RETRY_LOST, false, 5},  {RETRY_LOST, true, 0},
    {RETRY_SERVER, false, 5},    {RETRY_SERVER, true, 0}, {RETRY_UNREADABLE, false, 5},
    {RETRY_UNREADABLE, true, 0}, {RETRY_RATE, false, 7},  {RETRY_RATE, true, 7},
    {RETRY_TOKEN, false, 1},     {RETRY_TOKEN, true, 1},
};

static void test_rules(void **state)
{
    struct random random;

    (void)state;
    random_seed(&random, 1);
    for (size_t i = 0; i < COUNT(rules); i++) {
        struct retry_count count = {0, 0, 0};
        long budget = 1000;
        unsigned again = 0;

        while (
            retry_decide(rules[i].reason, rules[i].writes, &count, -1, -1, &budget, &random).again)
            again++;
        assert_int_equal(again, rules[i].repetitions);
    }
}

static void test_waits(void **state)
{
    struct random random;
    long budget = 10;

    (void)state;
    random_seed(&random, 1);
    for (unsigned n = 1; n < 40; n++) {
        int64_t most = n < 7 ? INT64_C(500) << (n - 1) : 30000;
        assert_in_range(retry_backoff_ms(n, &random), 0, most < 30000 ? most : 30000);
    }
    struct retry_count count = {0, 0, 0};
    struct retry_verdict verdict =
        retry_decide(RETRY_RATE, true, &count, 7000, 10000, &budget, &random);
    assert_true(verdict.again);
    assert_in_range(verdict.wait_ms, 7000, 7300);
    verdict = retry_decide(RETRY_RATE, true, &count, -1, 10000, &budget, &random);
    assert_in_range(verdict.wait_ms, 10000, 10300);
    assert_false(retry_decide(RETRY_RATE, true, &count, 3600000, -1, &budget, &random).again);
    assert_int_equal(budget, 10);
    /* A Retry-After is waited for, whatever the backoff. */
    verdict = retry_decide(RETRY_SERVER, false, &count, 9000, -1, &budget, &random);
    assert_true(verdict.again && verdict.wait_ms >= 9000);
}

static void test_budget(void **state)
{
    struct random random;
    struct retry_count count = {0, 0, 0};
    long budget = 2;

    (void)state;
    random_seed(&random, 1);
    assert_true(retry_decide(RETRY_SERVER, false, &count, -1, -1, &budget, &random).again);
    assert_true(retry_decide(RETRY_SERVER, false, &count, -1, -1, &budget, &random).again);
    assert_false(retry_decide(RETRY_SERVER, false, &count, -1, -1, &budget, &random).again);
}

static void test_circuit(void **state)
{
    struct circuit circuit = {0};
    struct random random;

    (void)state;
    random_seed(&random, 1);
    for (int i = 0; i < 4; i++)
        circuit_failed(&circuit, 1000, true, true, &random);
    assert_false(circuit.open);
    assert_int_equal(circuit_wait(&circuit, 2000, 3), 0);
    circuit_succeeded(&circuit);
    for (int i = 0; i < 8; i++)
        circuit_failed(&circuit, 1000, false, true, &random);
    assert_false(circuit.open);
    /* One at a time now. */
    assert_int_equal(circuit_wait(&circuit, 2000, 1), INT64_MAX);
    circuit_failed(&circuit, 1000, true, true, &random);
    assert_true(circuit.open);
}

/* Writes are never repeated: several that fail at one moment prove nothing yet. */
static void test_circuit_of_writes(void **state)
{
    struct circuit circuit = {0};
    struct random random;

    (void)state;
    random_seed(&random, 1);
    for (int i = 0; i < 20; i++)
        circuit_failed(&circuit, 1000, true, false, &random);
    assert_false(circuit.open);
    circuit_failed(&circuit, 20000000, true, false, &random);
    assert_true(circuit.open);
}

int run_retry_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_circuit),
        cmocka_unit_test(test_circuit_of_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
