/* base: text, values and time. The cases are in the other files. */
#include "cases.h"

int main(void)
{
    return text_cases() + value_cases() + date_cases() + zone_cases() + zone_file_cases() ? 1 : 0;
}
