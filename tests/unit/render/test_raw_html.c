#include "tests.h"
int raw_html_tests(void)
{
    return 0;
}
