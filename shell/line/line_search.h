/*
 * The search back through the history that Ctrl-R begins.
 *
 * Owns what is searched for, the line found, and the prompt that shows both. The
 * line being edited is kept, and comes back with its cursor where the search is left
 * by Ctrl-G.
 */
#ifndef STRATA_SHELL_LINE_SEARCH_H
#define STRATA_SHELL_LINE_SEARCH_H

#include "shell/line/line_history.h"
#include "shell/line/line_keys.h"

#define LINE_SEARCH_MAX 20u /* characters that can be searched for */

struct line_search {
    bool on;
    bool failed; /* the last look found nothing, which the prompt tells */
    size_t length;
    size_t age; /* of the line found; 0: none yet */
    char text[LINE_SEARCH_MAX + 1];
    char prompt[LINE_SEARCH_MAX + 24];
    char before[LINE_SIZE]; /* what was being edited */
    size_t cursor;          /* in it */
};

/* Begins a search; buffer is what was being edited. */
void line_search_begin(struct line_search *search, const struct line_buffer *buffer);

/* What a key did to the search. */
enum line_searched {
    LINE_SEARCHED_DONE, /* what it asks for */
    LINE_SEARCHED_NONE, /* nothing, or no line was found: the bell should ring */
    LINE_SEARCHED_OVER, /* it ends the search, and is then to be obeyed as any other */
};

/* Takes a key while the search is on, and shows the line found in buffer. */
enum line_searched line_search_feed(struct line_search *search, const struct line_history *history,
                                    struct line_buffer *buffer, struct line_press press);

#endif
