#include "tests.h"
int uploads_tests(void)
{
    return 0;
}
