#include "shell/expression.h"

#include "kernel/core/bytes.h"
#include "shell/args.h"
#include "shell/mem_reader.h"

#define WORD_SIZE 4u

/* Only digits and letters are names or numbers; operators end a term. */
static size_t term_length(const char *term)
{
    size_t length = 0;

    while (term[length] != '\0' && term[length] != '+' && term[length] != '-' &&
           term[length] != '*')
        length++;
    return length;
}

/* A digit first makes it a number: no name begins with one, and a mistyped number is not
 * searched for as a name. */
static enum expression_result read_plain(const struct names *names, const char *term, size_t length,
                                         uint64_t *value)
{
    char text[LINE_SIZE]; /* zeros in front are allowed in any number */

    if (length == 0)
        return EXPRESSION_MALFORMED;
    if (term[0] < '0' || term[0] > '9')
        return names_find(names, term, length, value) ? EXPRESSION_OK : EXPRESSION_UNKNOWN;
    if (length >= sizeof text)
        return EXPRESSION_MALFORMED;
    text_copy(text, term, length + 1);
    switch (args_read_number(text, value)) {
    case ARGS_NUMBER_OK:
        return EXPRESSION_OK;
    case ARGS_NUMBER_TOO_LARGE:
        return EXPRESSION_TOO_LARGE;
    default:
        return EXPRESSION_MALFORMED;
    }
}

/* Replaces an address by the word there, by the rule of mem dump: what it may not read is
 * not read here either. */
static enum expression_result read_word(const struct names *names, uint64_t *value,
                                        struct expression_error *error)
{
    struct mem_reader reader = mem_reader_init(names->machine);
    uint64_t address = *value;
    uint64_t last;

    error->address = address;
    if (address > UINT32_MAX - (WORD_SIZE - 1) ||
        mem_reader_piece(names->machine, address, address + WORD_SIZE - 1, &last) !=
            MACHINE_MEMORY_PRESENT ||
        last != address + WORD_SIZE - 1)
        return EXPRESSION_NO_WORD;
    *value = 0;
    for (unsigned i = 0; i < WORD_SIZE; i++)
        *value |= (uint64_t)mem_reader_byte(&reader, address + i) << 8 * i;
    return EXPRESSION_OK;
}

/* Reads one term and moves *word past it. */
static enum expression_result read_term(const struct names *names, const char **word,
                                        uint64_t *value, struct expression_error *error)
{
    unsigned stars = 0;

    for (; **word == '*'; (*word)++)
        stars++;
    error->term = *word;
    error->length = term_length(*word);
    *word += error->length;
    enum expression_result result = read_plain(names, error->term, error->length, value);
    for (; stars > 0 && result == EXPRESSION_OK; stars--)
        result = read_word(names, value, error);
    return result;
}

enum expression_result expression_read(const struct names *names, const char *word, uint64_t *value,
                                       struct expression_error *error)
{
    uint64_t sum = 0;
    uint64_t term;
    char sign = '+';

    for (;;) {
        enum expression_result result = read_term(names, &word, &term, error);
        if (result != EXPRESSION_OK)
            return result;
        if (sign == '+' && sum > UINT64_MAX - term)
            return EXPRESSION_TOO_LARGE;
        if (sign == '-' && sum < term)
            return EXPRESSION_NEGATIVE;
        sum = sign == '+' ? sum + term : sum - term;
        if (*word == '\0')
            break;
        sign = *word++;
        if (sign == '*') /* a product is no address */
            return EXPRESSION_MALFORMED;
    }
    *value = sum;
    return EXPRESSION_OK;
}
