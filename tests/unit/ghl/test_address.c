/* Which addresses a download may reach. */
#include "test.h"
#include "tests.h"

#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static bool is_public(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_storage any;
    memset(&any, 0, sizeof any);
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        memcpy(&any, &v4, sizeof v4);
    } else {
        assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
        memcpy(&any, &v6, sizeof v6);
    }
    struct sockaddr address[sizeof any / sizeof(struct sockaddr) + 1];
    memcpy(address, &any, sizeof any);
    return address_is_public(address);
}

static void test_addresses(void **state)
{
    static const char *const open[] = {
        "1.1.1.1",         "9.255.255.255",   "11.0.0.0",     "172.15.255.255", "172.32.0.0",
        "192.167.255.255", "223.255.255.255", "2606:4700::1", "::ffff:1.1.1.1", "64:ff9b::101:101"};
    static const char *const closed[] = {"0.0.0.0",
                                         "10.0.0.1",
                                         "100.64.0.1",
                                         "127.0.0.1",
                                         "127.255.255.255",
                                         "169.254.169.254",
                                         "172.16.0.1",
                                         "172.31.0.1",
                                         "192.168.1.1",
                                         "198.18.0.1",
                                         "224.0.0.1",
                                         "255.255.255.255",
                                         "::",
                                         "::1",
                                         "fe80::1",
                                         "fc00::1",
                                         "fd00::1",
                                         "ff02::1",
                                         "::ffff:10.0.0.1",
                                         "::127.0.0.1",
                                         "64:ff9b::a00:1",
                                         "2002:a00:1::",
                                         "::ffff:169.254.169.254"};
    (void)state;
    for (size_t i = 0; i < COUNT(open); i++)
        if (!is_public(open[i]))
            fail_msg("%s should be public", open[i]);
    for (size_t i = 0; i < COUNT(closed); i++)
        if (is_public(closed[i]))
            fail_msg("%s should not be public", closed[i]);
}

static void test_hosts(void **state)
{
    (void)state;
    assert_true(host_is_public("images.example"));
    assert_true(host_is_public("1.1.1.1"));
    assert_true(host_is_public("[2606:4700::1]"));
    assert_false(host_is_public("localhost"));
    assert_false(host_is_public("a.LOCALHOST"));
    assert_false(host_is_public("127.0.0.1"));
    assert_false(host_is_public("[::1]"));
    assert_false(host_is_public("[nonsense]"));
}

int run_address_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_addresses),
                                       cmocka_unit_test(test_hosts)};
    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
