#include "tests.h"
int match_tests(void)
{
    return 0;
}
