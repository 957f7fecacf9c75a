#include "tests.h"
int social_tests(void)
{
    return 0;
}
