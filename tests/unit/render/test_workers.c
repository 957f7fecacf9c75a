#include "tests.h"
int worker_tests(void)
{
    return 0;
}
