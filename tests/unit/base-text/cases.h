/* The groups of tests of this program; each returns how many failed. */
#ifndef CASES_H
#define CASES_H

int text_cases(void);
int value_cases(void);
int date_cases(void);
int zone_cases(void);
int zone_file_cases(void);

#endif
