#include "shell/args.h"

#include "kernel/core/bytes.h"
#include "kernel/core/owners.h"

/* The kernel has no C library, so there is no <ctype.h> to ask. */
static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* ASCII is enough, because the line editor lets nothing else into a line. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A dash and a letter is meant as an option, so a mistyped one is refused rather
 * than taken for a word; a dash and a digit is a number gone wrong, and is left
 * to whoever reads it. */
static void add_word(struct args *args, const char *word)
{
    /* A flag may stand anywhere, because people add -j at the end of a command
     * that they have just recalled from the history. */
    if (text_equal(word, "-j"))
        args->json = true;
    else if (text_equal(word, "-x"))
        args->hex = true;
    else if (text_equal(word, "-f"))
        args->force = true;
    else if (text_equal(word, "-s"))
        args->stop = true;
    else if (text_equal(word, "-w"))
        args->width = "";
    else if (args->width != NULL && args->width[0] == '\0')
        args->width = word;
    else if (word[0] == '-' && is_letter(word[1]))
        args->bad_option = args->bad_option == NULL ? word : args->bad_option;
    else if (args->count == ARGS_MAX)
        args->too_many = args->too_many == NULL ? word : args->too_many;
    else
        args->words[args->count++] = word;
}

/* The words are cut out of the copy in place: blanks become the NULs that end them.
 * That a command line fits in args->text is the line editor's LINE_SIZE, the same. */
void args_split(struct args *args, const char *line)
{
    char *c = args->text;

    *args = (struct args){0};
    text_copy(args->text, line, sizeof args->text);
    while (*c != '\0') {
        while (is_blank(*c))
            *c++ = '\0';
        char *word = c;
        while (*c != '\0' && !is_blank(*c))
            c++;
        if (c == word)
            break;
        if (*c != '\0')
            *c++ = '\0';
        add_word(args, word);
    }
}

bool args_is_empty(const struct args *args)
{
    return args->count == 0 && !args->json && !args->hex && !args->force && !args->stop &&
           args->width == NULL && args->bad_option == NULL;
}

/* 16 for what is no digit: no base accepts it. */
static int digit_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

/* Reads digits and moves *word past them. */
static enum args_number read_digits(const char **word, unsigned base, uint64_t *value)
{
    /* The largest value that takes another digit without overflow. Both are
     * constants: a division at run time would need a library on 32 bits. */
    const uint64_t limit = base == 16 ? UINT64_MAX >> 4 : UINT64_MAX / 10;
    const char *start = *word;

    *value = 0;
    for (; (unsigned)digit_value(**word) < base; (*word)++) {
        unsigned digit = (unsigned)digit_value(**word);
        if (*value > limit || *value * base > UINT64_MAX - digit)
            return ARGS_NUMBER_TOO_LARGE;
        *value = *value * base + digit;
    }
    return *word == start ? ARGS_NUMBER_MALFORMED : ARGS_NUMBER_OK;
}

/* How far a suffix shifts to the left; 0 for what is none. */
static unsigned suffix_shift(char c)
{
    static const char suffixes[] = "kmgt";
    char lower = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;

    for (unsigned i = 0; suffixes[i] != '\0'; i++) {
        if (lower == suffixes[i])
            return 10 * (i + 1);
    }
    return 0;
}

/* Nothing is guessed: any character after the digits and the suffix makes the whole
 * word malformed. "12q" read as 12 would be an address that nobody typed. */
enum args_number args_read_number(const char *word, uint64_t *value)
{
    /* No octal: a leading 0 is a habit of people who align their numbers. */
    bool is_hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
    uint64_t read;

    if (is_hex)
        word += 2;
    enum args_number result = read_digits(&word, is_hex ? 16 : 10, &read);
    if (result != ARGS_NUMBER_OK)
        return result;
    /* Hex takes no suffix: 0x1g is far likelier a slip of the finger than 1 GiB. */
    unsigned shift = is_hex ? 0 : suffix_shift(*word);
    if (shift != 0) {
        word++;
        if (read > UINT64_MAX >> shift)
            return ARGS_NUMBER_TOO_LARGE;
    }
    if (*word != '\0')
        return ARGS_NUMBER_MALFORMED;
    *value = read << shift;
    return ARGS_NUMBER_OK;
}

/* Strict, because a tag stands in the log, in JSON and in the columns of memviz:
 * a blank or a quote in it would have to be escaped in three places. */
bool args_is_tag(const char *word)
{
    size_t length = text_length(word);

    for (size_t i = 0; i < length; i++) {
        if (!is_letter(word[i]) && !is_digit(word[i]) && word[i] != '.' && word[i] != '-' &&
            word[i] != '_')
            return false;
    }
    return is_letter(word[0]) && length < OWNERS_TAG_SIZE;
}
