#include "tests.h"
int names_tests(void)
{
    return 0;
}
