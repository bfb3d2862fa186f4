/*
 * What goes to standard output and to standard error, each way once.
 *
 * Owns the form of messages ("memviz: PLACE: PROBLEM"), the writing of JSON, the
 * check that output has arrived, and the ending by a signal. Text from outside,
 * such as a file name, is made safe on its way: no character of it moves a
 * cursor, changes a colour or turns the direction of writing.
 */
#ifndef STRATA_MEMVIZ_OUTPUT_H
#define STRATA_MEMVIZ_OUTPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Writes text, with a question mark for each character that is not safe. */
void output_write_safe(FILE *out, const char *text);

/* Writes one line to errors: the place, such as a path, and what is wrong there. */
void output_report_to(FILE *errors, const char *place, const char *problem);

/* The same to standard error; "-" is called standard input. */
void output_report(const char *place, const char *problem);

/* Flushes standard output: what is written may be lost as late as there, on a full
 * disk, say. False after a report. */
bool output_finish(void);

/* Writes a value as one line of ASCII, which jq makes wide, and gives it back.
 * NULL is taken for a lack of memory. False after a report. */
bool output_write_json(json_t *value);

/* Reports that a signal ended the program and raises it again, so that the parent
 * sees it. Call it when the terminal has been given back. */
void output_end_by_signal(int number);

#endif
