#include "tests.h"
int limits_tests(void)
{
    return 0;
}
