#include "tests.h"
int image_tests(void)
{
    return 0;
}
