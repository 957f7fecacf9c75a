/*
 * Calls that have no safe use become compile errors. The build includes this
 * file before every source file; it must come after the system headers that
 * declare the names.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* clang's _FORTIFY_SOURCE makes some of them macros, which cannot be poisoned. */
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf

/* No bound, hidden state, or no way to see an error. */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison gmtime localtime ctime asctime mktime atoi atol atof

#endif
