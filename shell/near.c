#include "shell/near.h"

#include "kernel/core/bytes.h"

/* Longer words are not compared: no name is so long. */
#define WORD_MAX 40u

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

struct near near_begin(const char *word, size_t length)
{
    unsigned slips = length > 3 ? 2 : 1;

    return (struct near){word, length, length == 0 || length > WORD_MAX ? 0 : slips + 1};
}

/* One row of the matrix is enough: costs[j] is the distance of the characters of name
 * so far to the first j characters of the word. */
static unsigned distance(const struct near *near, const char *name)
{
    unsigned char costs[WORD_MAX + 1];

    for (size_t j = 0; j <= near->length; j++)
        costs[j] = (unsigned char)j;
    for (; *name != '\0'; name++) {
        unsigned diagonal = costs[0]++;
        for (size_t j = 1; j <= near->length; j++) {
            unsigned replaced = diagonal + (lower(*name) != lower(near->word[j - 1]));
            diagonal = costs[j];
            costs[j] = (unsigned char)least(replaced, least(diagonal, costs[j - 1]) + 1);
        }
    }
    return costs[near->length];
}

/* The lengths are compared first, which rules out most names without the matrix. */
bool near_offer(struct near *near, const char *name)
{
    size_t length = text_length(name);
    size_t gap = length > near->length ? length - near->length : near->length - length;

    if (gap >= near->limit)
        return false;
    unsigned far = distance(near, name);
    if (far >= near->limit || far >= near->length)
        return false;
    near->limit = far;
    return true;
}
