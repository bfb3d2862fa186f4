/*
 * Completion of the word before the cursor.
 *
 * Owns no list of words: it asks a function of the caller's for one after the
 * other, and inserts what they have in common.
 */
#ifndef STRATA_SHELL_LINE_COMPLETE_H
#define STRATA_SHELL_LINE_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/core/fmt.h"
#include "shell/line/line_buffer.h"

/* What is asked for: one candidate for the last, unfinished word of a text. The word is
 * what follows the last space, and may be empty. */
struct line_request {
    const char *text;
    size_t length; /* of the text; the line may go on after it */
    size_t index;  /* of the candidate, from 0 on */
};

/* Completes words. Copies the candidate (word_size bytes at most, NUL included) to
 * word; false past the last. Candidates are whole words of printable ASCII without
 * spaces, in the order they are to be listed in. One that does not begin with
 * what was typed may be offered and is left out: the function need not compare.
 * One that does not fit in word should not be offered: cut, it would be inserted.
 * No more than LINE_CANDIDATES are asked for. */
typedef bool line_complete(void *context, const struct line_request *request, char *word,
                           size_t word_size);

#define LINE_CANDIDATES 512u /* so that one that never ends does no harm */

enum line_completed {
    LINE_COMPLETED_NONE,    /* no candidate, or no room for it */
    LINE_COMPLETED_WORD,    /* the only one is in the line, with a space */
    LINE_COMPLETED_SEVERAL, /* what they have in common is in the line */
};

/* What a line is completed with; complete may be NULL, context is its own. */
struct line_completion {
    line_complete *complete;
    void *context; /* handed to it */
};

/* Completes the word before the cursor as far as it is certain. */
enum line_completed line_complete_word(const struct line_completion *completion,
                                       struct line_buffer *buffer);

/* After LINE_COMPLETED_SEVERAL: writes the candidates in columns, row by row, each row ended with
 * CR LF. */
void line_complete_list(const struct line_completion *completion, const struct line_buffer *buffer,
                        struct fmt_sink out);

#endif
