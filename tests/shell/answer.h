/*
 * The form of an answer of the shell.
 *
 * Owns what may stand in the output of a command besides printable characters: the CR
 * before each LF, the break of a line at 80 columns, the sequence that clears the screen,
 * and the pager's question with what wipes it. Each is checked and taken out, so that a
 * test compares text alone. The output is the fixture's; it begins with the echo's CR LF.
 */
#ifndef STRATA_TESTS_SHELL_ANSWER_H
#define STRATA_TESTS_SHELL_ANSWER_H

#include "tests/shell/fixture.h"

/* Takes the CRs out: one before each LF, and those of the pager together with its
 * question. One anywhere else fails the test, and so does a question out of place. */
void answer_take_line_ends(struct fixture *fixture);

/* Makes one line again of each that was broken at 80 columns; no CR may be left. */
void answer_join_lines(struct fixture *fixture);

#endif
