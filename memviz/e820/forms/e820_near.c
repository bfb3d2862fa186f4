#include "memviz/e820/forms/e820_near.h"

#include <ctype.h>
#include <stdbool.h>

#define WORD_LENGTH_MAX 40u

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* One row of the table at a time: row[j] is the distance of a's first letters
 * from b's first j. */
size_t near_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[WORD_LENGTH_MAX + 1];

    if (a_length > WORD_LENGTH_MAX || b_length > WORD_LENGTH_MAX)
        return a_length + b_length;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t changed = diagonal + !same_letter(a[i - 1], b[j - 1]);
            diagonal = row[j];
            row[j] = smaller(changed, smaller(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_length];
}

/* Returns whether a letter of the text is what the shape has there. */
static bool fits(char shape, char c)
{
    if (shape == NEAR_DIGIT || shape == NEAR_DIGITS)
        return isxdigit((unsigned char)c);
    return shape == c;
}

/* What it costs when the text lacks this part of the shape. */
static size_t cost_of_lack(char shape)
{
    return shape == NEAR_DIGITS ? 0 : 1;
}

/* Column by column of the text: column[i] is the distance of the shape's first i
 * parts from the best part of the text that ends here. Starting anywhere costs
 * nothing, so column[0] stays 0; NEAR_DIGITS may take one digit more at no cost. */
size_t near_find(const char *text, size_t length, const struct near_shape *shape, size_t *end)
{
    size_t column[NEAR_SHAPE_MAX + 1];
    const size_t parts = shape->length;

    column[0] = 0;
    for (size_t i = 1; i <= parts; i++)
        column[i] = column[i - 1] + cost_of_lack(shape->parts[i - 1]);
    size_t best = column[parts];
    *end = 0;
    for (size_t at = 0; at < length; at++) {
        if (text[at] == ' ' || text[at] == '\t')
            continue;
        size_t diagonal = 0;
        for (size_t i = 1; i <= parts; i++) {
            char part = shape->parts[i - 1];
            bool fit = fits(part, text[at]);
            size_t above = column[i];
            size_t cost = smaller(diagonal + !fit, above + !(fit && part == NEAR_DIGITS));
            diagonal = above;
            column[i] = smaller(cost, column[i - 1] + cost_of_lack(part));
        }
        if (column[parts] < best) {
            best = column[parts];
            *end = at + 1;
        }
    }
    return best;
}
