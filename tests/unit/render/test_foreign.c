#include "tests.h"
int foreign_tests(void)
{
    return 0;
}
