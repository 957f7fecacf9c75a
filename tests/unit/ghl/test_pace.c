/*
 * The pacing against a simulated server with a virtual clock: nothing is ever
 * refused, and the permitted rate is used, whatever kind of interval the server
 * has, whoever else uses it, and however its clock runs.
 */
#include "test.h"
#include "tests.h"

#include "pace.h"

#include "base/random.h"

#include <stdbool.h>
#include <string.h>

#define STEP_US  500
#define SECOND   INT64_C(1000000)
#define JOBS     16
#define REQUESTS 1000
#define SEEDS    6

enum interval { SLIDING, FIXED };

struct server {
    enum interval kind;
    int64_t max, interval_us, offset_us;
    double drift;        /* its seconds are longer by so much */
    int64_t times[4096]; /* of what it took, in its own time */
    size_t from, to;
    int64_t window, in_window;
};

struct reply {
    bool used, arrived;
    uint64_t ticket;
    int64_t arrives, returns;
    bool refused;
    struct pace_report report;
};

struct result {
    unsigned long ours, theirs, refused_ours, refused_theirs;
    int64_t took_us;
};

/* Takes a request, or refuses it; sets what remains. */
static bool server_takes(struct server *server, int64_t now, int64_t *remaining)
{
    int64_t time = (int64_t)((double)now / (1 + server->drift)) + server->offset_us;
    int64_t count;

    if (server->kind == FIXED) {
        int64_t window = time / server->interval_us;

        if (window != server->window)
            server->in_window = 0;
        server->window = window;
        count = server->in_window;
    } else {
        while (server->from != server->to &&
               server->times[server->from % 4096] <= time - server->interval_us)
            server->from++;
        count = (int64_t)(server->to - server->from);
    }
    if (count >= server->max) {
        *remaining = 0;
        return false;
    }
    server->in_window = count + 1;
    server->times[server->to++ % 4096] = time;
    *remaining = server->max - count - 1;
    return true;
}

static void arrive(struct server *server, struct reply *reply, struct result *result)
{
    int64_t remaining;

    reply->arrived = true;
    reply->refused = !server_takes(server, reply->arrives, &remaining);
    if (reply->refused)
        result->refused_ours++;
    reply->report = (struct pace_report)PACE_REPORT_INIT;
    reply->report.max = server->max;
    reply->report.remaining = remaining;
    reply->report.interval_ms = server->interval_us / 1000;
}

/* `other_us`: the time between two requests of another client, 0 for none; `early`: it has been at
 * it for a minute. */
static struct result simulate(struct server *server, int64_t other_us, bool early,
                              unsigned requests, uint64_t seed, int64_t way_us)
{
    struct reply replies[JOBS] = {{0}};
    struct result result = {0};
    struct random random;
    struct pace pace;
    unsigned sent = 0;
    int64_t next_other = early ? other_us : 60 * SECOND;

    random_seed(&random, seed);
    pace_init(&pace);
    for (; other_us && early && next_other < SECOND * 60; next_other += other_us) {
        int64_t remaining;

        assert_true(server_takes(server, next_other, &remaining));
    }
    for (int64_t now = 60 * SECOND; result.ours < requests && now < 4000 * SECOND; now += STEP_US) {
        for (; other_us && next_other <= now; next_other += other_us) {
            int64_t remaining;

            if (server_takes(server, next_other, &remaining))
                result.theirs++;
            else if (now > 70 * SECOND) /* before, nobody can know of them */
                result.refused_theirs++;
        }
        bool waits = false;

        for (size_t i = 0; i < JOBS; i++) {
            struct reply *reply = &replies[i];

            if (reply->used && !reply->arrived && reply->arrives <= now)
                arrive(server, reply, &result);
            if (reply->used && reply->arrived && reply->returns <= now) {
                pace_answered(&pace, reply->ticket, now, &reply->report);
                if (reply->refused)
                    pace_refused(&pace, now, server->interval_us);
                else
                    result.ours++;
                reply->used = false;
            }
            if (reply->used || waits || sent >= requests + result.refused_ours)
                continue;
            waits = pace_wait(&pace, now) > 0;
            if (!waits) {
                int64_t there = way_us + (int64_t)random_below(&random, (uint64_t)way_us);
                int64_t back = way_us + (int64_t)random_below(&random, (uint64_t)way_us);

                *reply = (struct reply){.used = true, .ticket = pace_sent(&pace, now)};
                reply->arrives = now + there;
                reply->returns = now + there + back;
                sent++;
                result.took_us = now - 60 * SECOND;
            }
        }
    }
    pace_release(&pace);
    return result;
}

static void check(const char *name, enum interval kind, int64_t other_us, bool early, double drift,
                  int64_t offset_us)
{
    double mean = 0;
    unsigned long refused = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct server server = {.kind = kind,
                                .max = 100,
                                .interval_us = 10 * SECOND,
                                .offset_us = offset_us,
                                .drift = drift};
        struct result got = simulate(&server, other_us, early, REQUESTS, seed, 40000);
        double interval = 10.0 * (1 + drift), took = (double)got.took_us / 1e6;
        /* A client alone may send its first hundred at once: so many more in the time. */
        double permitted = took / interval * 100 + (other_us ? 0 : 100);
        double used = (double)(got.ours + got.theirs) / permitted;

        print_message("%s, seed %d: %lu in %.1f s, %.2f %% of the permitted rate, refused %lu"
                      " (others: %lu, refused %lu)\n",
                      name, (int)seed, got.ours, took, used * 100, got.refused_ours, got.theirs,
                      got.refused_theirs);
        assert_int_equal(got.ours, REQUESTS);
        mean += used / SEEDS;
        if (early) {
            assert_int_equal(got.refused_ours, 0);
            /* They need not be even: the last one of an interval may be one too many. */
            assert_true(got.refused_theirs <= 1);
            assert_true(used >= 0.98);
        } else {
            /* Two that begin at the same moment have to find out first. */
            assert_true(got.refused_ours <= 1);
            refused += got.refused_ours;
            assert_true(used >= 0.94);
        }
    }
    assert_true(refused <= 1);
    assert_true(mean >= 0.97);
}

static void test_alone(void **state)
{
    (void)state;
    check("alone, sliding", SLIDING, 0, true, 0, 0);
    check("alone, fixed", FIXED, 0, true, 0, 3 * SECOND);
    check("alone, fixed, other phase", FIXED, 0, true, 0, 9 * SECOND);
}

static void test_drift(void **state)
{
    (void)state;
    check("slow server, sliding", SLIDING, 0, true, 0.001, 0);
    check("quick server, sliding", SLIDING, 0, true, -0.001, 0);
    check("slow server, fixed", FIXED, 0, true, 0.001, 5 * SECOND);
    check("slow server, sliding, shared", SLIDING, 300000, true, 0.001, 0);
}

static void test_shared(void **state)
{
    (void)state;
    check("new client, sliding", SLIDING, 300000, false, 0, 0);
    check("new client, fixed", FIXED, 300000, false, 0, 2 * SECOND);
    check("shared, sliding", SLIDING, 300000, true, 0, 0);
    check("shared, fixed", FIXED, 300000, true, 0, 0);
    check("shared, fixed, other phase", FIXED, 300000, true, 0, 4 * SECOND);
}

static void answer(struct pace *pace, uint64_t ticket, int64_t now, int64_t remaining)
{
    struct pace_report report = PACE_REPORT_INIT;

    report.max = 100;
    report.remaining = remaining;
    report.interval_ms = 10000;
    pace_answered(pace, ticket, now, &report);
}

/* A run that begins `after_us` after another one sent `before` requests at once. */
static void check_second_run(const char *name, enum interval kind, unsigned before,
                             int64_t after_us, unsigned requests, int64_t offset_us,
                             int64_t within_us)
{
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct server server = {
            .kind = kind, .max = 100, .interval_us = 10 * SECOND, .offset_us = offset_us};
        int64_t remaining;

        for (unsigned i = 0; i < before; i++)
            assert_true(server_takes(&server, 60 * SECOND - after_us + i * 7000, &remaining));
        struct result got = simulate(&server, 0, true, requests, seed, 40000);

        print_message("second run, %s, seed %d: %u requests in %.1f s, %u were used, refused %lu\n",
                      name, (int)seed, requests, (double)got.took_us / 1e6, before,
                      got.refused_ours);
        assert_int_equal(got.ours, requests);
        assert_int_equal(got.refused_ours, 0);
        assert_true(got.took_us <= within_us);
    }
}

static void test_second_run(void **state)
{
    (void)state;
    check_second_run("sliding, enough left", SLIDING, 60, 2 * SECOND, 30, 0, 3 * SECOND / 2);
    check_second_run("fixed, enough left", FIXED, 60, 2 * SECOND, 30, 5 * SECOND, 3 * SECOND / 2);
    check_second_run("sliding, nearly all", SLIDING, 60, 2 * SECOND, 37, 0, 6 * SECOND);
    check_second_run("sliding, little used", SLIDING, 5, 2 * SECOND, 80, 0, 3 * SECOND / 2);
    check_second_run("fixed, little used", FIXED, 5, 2 * SECOND, 80, 5 * SECOND, 3 * SECOND / 2);
    check_second_run("sliding, more than is left", SLIDING, 60, 7 * SECOND, 100, 0, 7 * SECOND);
    check_second_run("fixed, more than is left", FIXED, 60, 2 * SECOND, 100, 5 * SECOND,
                     8 * SECOND);
    check_second_run("sliding, none left", SLIDING, 96, 2 * SECOND, 60, 0, 11 * SECOND);
    check_second_run("sliding, long", SLIDING, 60, 2 * SECOND, 1000, 0, 105 * SECOND);
    check_second_run("fixed, long", FIXED, 60, 2 * SECOND, 1000, 5 * SECOND, 105 * SECOND);
}

static void test_refused(void **state)
{
    struct pace pace;
    uint64_t ticket;

    (void)state;
    pace_init(&pace);
    ticket = pace_sent(&pace, SECOND);
    answer(&pace, ticket, SECOND + 1000, 99);
    assert_int_equal(pace_wait(&pace, 2 * SECOND), 0);
    pace_refused(&pace, 2 * SECOND, 5 * SECOND);
    assert_int_equal(pace_wait(&pace, 3 * SECOND), 4 * SECOND);
    assert_int_equal(pace_wait(&pace, 7 * SECOND), 0);
    pace_release(&pace);
}

/* Half of what is left of a short day goes at once, the rest is spread over what is left of it. */
static void test_day(void **state)
{
    struct pace_report report = PACE_REPORT_INIT;
    struct pace pace;
    int64_t now = SECOND;

    (void)state;
    report.daily_limit = 200000;
    report.daily_remaining = 3000;
    report.day_left_ms = 3600000;
    pace_init(&pace);
    pace_answered(&pace, pace_sent(&pace, now), now + 1000, &report);
    assert_int_equal(pace_wait(&pace, now + 2000), 0);
    assert_false(pace_short_of_day(&pace));

    report.daily_remaining = 1500;
    pace_answered(&pace, pace_sent(&pace, now), now + 1000, &report);
    assert_true(pace_short_of_day(&pace));
    assert_in_range(pace_wait(&pace, now + 1000), 2 * SECOND, 3 * SECOND);

    report.daily_remaining = 0;
    pace_answered(&pace, pace_sent(&pace, now), now + 1000, &report);
    assert_int_equal(pace_wait(&pace, now + 1000), 3600 * SECOND);
    pace_release(&pace);
}

/* Before the first answer, a few; those that end without one do not count for ever. */
static void test_first(void **state)
{
    struct pace pace;
    uint64_t tickets[3];

    (void)state;
    pace_init(&pace);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pace_wait(&pace, SECOND), 0);
        tickets[i] = pace_sent(&pace, SECOND);
    }
    assert_int_equal(pace_wait(&pace, SECOND), PACE_NO_TIME);
    for (size_t i = 0; i < 3; i++)
        pace_answered(&pace, tickets[i], 2 * SECOND, NULL);
    assert_int_equal(pace_wait(&pace, 2 * SECOND), 0);
    pace_release(&pace);
}

int run_pace_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alone),   cmocka_unit_test(test_drift),
        cmocka_unit_test(test_shared),  cmocka_unit_test(test_second_run),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_day),
        cmocka_unit_test(test_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
