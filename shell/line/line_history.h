/*
 * The lines entered before, newest first.
 *
 * Owns copies of them, and of the unfinished line while an older one is shown in
 * its place. When it is full, the oldest line goes.
 */
#ifndef STRATA_SHELL_LINE_HISTORY_H
#define STRATA_SHELL_LINE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "shell/line/line_buffer.h"

#define LINE_HISTORY 32u /* lines kept */

struct line_history {
    char lines[LINE_HISTORY][LINE_SIZE]; /* a ring */
    size_t next;                         /* where the next line goes */
    size_t count;
    size_t age; /* of the line shown: 0 the unfinished one, 1 the newest kept */
    char unfinished[LINE_SIZE];
};

/* Makes the history empty. */
void line_history_init(struct line_history *history);

/* Keeps a line, unless it is blank or the same as the newest; the next line
 * edited is then a new one. */
void line_history_add(struct line_history *history, const char *text);

/* The line of an age, from 1, the newest, to count. */
const char *line_history_at(const struct line_history *history, size_t age);

/* The age of the newest line from age on, at most count, that holds text; 0: none. */
size_t line_history_find(const struct line_history *history, size_t age, const char *text);

/* A new line is begun: what was unfinished is forgotten. */
void line_history_leave(struct line_history *history);

/* Puts the next older or newer line into the buffer that begins with the unfinished
 * one; past the newest, the unfinished line as it was. False, and nothing changed,
 * where there is none. */
bool line_history_show_older(struct line_history *history, struct line_buffer *buffer);
bool line_history_show_newer(struct line_history *history, struct line_buffer *buffer);

#endif
