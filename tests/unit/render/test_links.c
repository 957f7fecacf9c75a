#include "tests.h"
int link_tests(void)
{
    return 0;
}
