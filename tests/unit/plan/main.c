/* Runs the groups of tests. */
#include "tests.h"

int main(void)
{
    int failed = 0;
#define RUN(name) failed += name##_tests();
    GROUPS(RUN)
#undef RUN
    return failed > 0;
}
