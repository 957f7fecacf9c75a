#include "tests.h"
int when_tests(void)
{
    return 0;
}
