#include "tests/shell/answer.h"

void answer_join_lines(struct fixture *f)
{
    static const char indent[] = "\n        ";
    char *at = f->output;

    while ((at = strstr(at, indent)) != NULL) {
        char *rest = at + sizeof indent - 1;
        at++;
        if (*rest == ' ' || at - 1 == f->output)
            continue;
        at[-1] = ' ';
        memmove(at, rest, strlen(rest) + 1);
    }
    f->length = strlen(f->output);
}

/* How long the pager's question at the start of a row is together with what wipes it; 0
 * where there is none. It comes only where the pager is on, and after a full screen: in
 * fixture_ask() nobody answers it by Enter, which would ask for one row. */
static size_t measure_question(const struct fixture *f, const char *row, size_t rows)
{
    const size_t length = sizeof OUTPUT_QUESTION - 1;

    if (strncmp(row, OUTPUT_QUESTION, length) != 0)
        return 0;
    assert_true(f->shell.more);
    assert_int_equal(rows, OUTPUT_ROWS);
    assert_int_equal(row[length], '\r');
    assert_int_equal(strspn(row + length + 1, " "), length);
    assert_int_equal(row[2 * length + 1], '\r');
    return 2 * length + 2;
}

void answer_take_line_ends(struct fixture *f)
{
    char *to = f->output;
    size_t rows = 0; /* since the answer began, or the pager asked */

    for (const char *c = f->output; *c != '\0'; c++) {
        if (strncmp(c, LINE_CLEAR_SCREEN, sizeof LINE_CLEAR_SCREEN - 1) == 0) {
            c += sizeof LINE_CLEAR_SCREEN - 2;
            continue;
        }
        if (*c == '\r') {
            assert_int_equal(c[1], '\n');
            continue;
        }
        if (*c == '\n')
            assert_int_equal(c[-1], '\r');
        else
            assert_in_range(*c, ' ', '~');
        *to++ = *c;
        if (*c != '\n')
            continue;
        rows += to - f->output > 1; /* the first LF is the echo's */
        size_t question = measure_question(f, c + 1, rows);
        if (question > 0)
            rows = 0;
        c += question;
    }
    *to = '\0';
    f->length = (size_t)(to - f->output);
}
