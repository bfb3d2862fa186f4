#include "shell/complete.h"

#include "kernel/core/bytes.h"
#include "shell/args.h"
#include "shell/cmd_fault.h"
#include "shell/commands.h"

/* A search for candidate number wanted among those that begin with prefix. The
 * editor asks for candidates one by one, by number, and this module keeps
 * nothing in between: it counts again each time. With some sixty candidates that
 * is cheaper than a list of them, which would need memory and an owner. */
struct search {
    const struct shell *shell;
    const char *prefix;
    size_t wanted; /* counted from 0 among those that fit */
    size_t seen;   /* how many have been passed over */
    char *word;    /* where the wanted one goes; the editor's */
    size_t word_size;
};

/* Considers one candidate of length characters; true when it is the wanted. */
static bool offer(struct search *search, const char *candidate, size_t length)
{
    /* One that does not fit would be inserted cut. */
    char text[LINE_COLUMNS];

    if (length >= sizeof text)
        return false;
    text_copy(text, candidate, length + 1);
    if (!text_starts(text, search->prefix) || search->seen++ != search->wanted)
        return false;
    text_copy(search->word, text, search->word_size);
    return true;
}

/* The length of the word at text, up to a blank. */
static size_t word_length(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0' && text[length] != ' ')
        length++;
    return length;
}

/* Offers the words of the commands that can stand at position: first words, or
 * the members of the family of first. */
static bool offer_commands(struct search *search, const char *first)
{
    for (const struct shell_command *command = search->shell->commands; command->name != NULL;
         command++) {
        size_t length = word_length(command->name);
        const char *rest = command->name + length;
        if (first == NULL) {
            /* Only the head of a family: its members would offer the same word again. */
            if (*rest == '\0' && offer(search, command->name, length))
                return true;
            continue;
        }
        if (*rest == '\0' || text_length(first) != length ||
            !bytes_equal(first, command->name, length))
            continue;
        if (offer(search, rest + 1, text_length(rest + 1)))
            return true;
    }
    return false;
}

/* Offers the alternatives of "raw|clean|why". */
static bool offer_choices(struct search *search, const char *choices, size_t length)
{
    /* An empty alternative cannot be in a usage, so none is offered. */
    for (size_t start = 0, end = 0; start < length; start = ++end) {
        while (end < length && choices[end] != '|')
            end++;
        if (offer(search, choices + start, end - start))
            return true;
    }
    return false;
}

/* What stands before a name in an expression stays: the candidate is the whole word. The
 * kernel's own names come once a character of them is typed, as there are hundreds. */
static bool offer_symbols(struct search *search)
{
    struct names names = shell_names(search->shell);
    struct names_walk walk;
    char text[LINE_COLUMNS];
    size_t head = text_length(search->prefix);

    while (head > 0 && search->prefix[head - 1] != '+' && search->prefix[head - 1] != '-' &&
           search->prefix[head - 1] != '*')
        head--;
    if (head >= sizeof text - REGION_NAME_SIZE)
        return false;
    bytes_copy(text, search->prefix, head);
    for (names_begin(&walk, &names); names_next(&walk);) {
        if (walk.in_kernel && search->prefix[head] == '\0')
            break;
        text_copy(text + head, walk.name, sizeof text - head);
        if (offer(search, text, text_length(text)))
            return true;
    }
    return false;
}

/* The one list of names that is not in a usage: it would not fit in its line. */
static bool offer_crashes(struct search *search)
{
    const char *name;

    for (size_t i = 0; (name = cmd_crash_name(i)) != NULL; i++) {
        if (offer(search, name, text_length(name)))
            return true;
    }
    return false;
}

/* What may stand in the place of operand index, as the usage has it. */
static bool offer_operand(struct search *search, const struct shell_command *command, size_t index)
{
    /* The operands that shell_read_address() reads, and so take a symbol. A count or a
     * text takes none, so a symbol offered there would be refused. */
    static const char *const addresses[] = {"ADDR", "VADDR", "START", "END", "FROM", "TO"};
    const char *operand;
    size_t length = commands_operand(command, index, &operand);

    if (length == 0)
        return false;
    if (operand[0] >= 'a' && operand[0] <= 'z')
        return offer_choices(search, operand, length);
    if (text_equal(command->name, "crash"))
        return offer_crashes(search);
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        if (text_length(addresses[i]) == length && bytes_equal(addresses[i], operand, length))
            return offer_symbols(search);
    }
    return false;
}

/* Splits what stands before the unfinished last word, which is returned: the
 * editor ends a word at a space only. */
static const char *take_last_word(struct args *args, char *line, size_t length)
{
    size_t start = length;

    while (start > 0 && line[start - 1] != ' ')
        start--;
    if (start == 0) {
        *args = (struct args){0};
        return line;
    }
    line[start - 1] = '\0';
    args_split(args, line);
    return line + start;
}

/* What may follow the words of args. A second word may belong to the name. */
static bool offer_next(struct search *search, const struct args *args)
{
    size_t consumed;

    if (args->count == 0)
        return offer_commands(search, NULL);
    /* help is followed by the name of a command, which has one word or two. */
    if (text_equal(args->words[0], "help"))
        return args->count <= 2 && offer_commands(search, args->count == 1 ? NULL : args->words[1]);
    /* `mem` is a command and a family: after it, members come before operands. */
    if (args->count == 1 && offer_commands(search, args->words[0]))
        return true;
    const struct shell_command *command =
        commands_find(search->shell->commands, args->words, args->count, &consumed);
    return command != NULL && offer_operand(search, command, args->count - consumed);
}

/* The line is copied because splitting writes into it. */
bool complete_word(void *context, const struct line_request *request, char *word, size_t word_size)
{
    struct args args;
    char line[LINE_SIZE];
    struct search search = {
        .shell = context, .wanted = request->index, .word = word, .word_size = word_size};

    /* Cannot be, as long as both sides use LINE_SIZE; a cut line would complete
     * another word. */
    if (request->length >= sizeof line)
        return false;
    text_copy(line, request->text, request->length + 1);
    search.prefix = take_last_word(&args, line, request->length);
    return offer_next(&search, &args);
}
