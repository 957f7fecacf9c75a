#include "tests.h"
int page_tests(void)
{
    return 0;
}
