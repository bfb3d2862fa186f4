#include "shell/complete.h"

#include "kernel/core/bytes.h"
#include "kernel/core/machine.h"
#include "shell/args.h"
#include "shell/commands.h"

/* A search for candidate number wanted among those that begin with prefix. */
struct search {
    const char *prefix;
    size_t wanted;
    size_t seen;
    char *word;
    size_t word_size;
};

/* Considers one candidate of length characters; true when it is the wanted. */
static bool offer(struct search *search, const char *candidate, size_t length)
{
    char text[REGION_NAME_SIZE];

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
    const struct shell_command *command;

    for (size_t i = 0; (command = commands_at(i)) != NULL; i++) {
        size_t length = word_length(command->name);
        const char *rest = command->name + length;
        if (first == NULL) {
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

static bool offer_choices(struct search *search, const char *choices)
{
    while (*choices != '\0') {
        size_t length = word_length(choices);
        if (offer(search, choices, length))
            return true;
        choices += length;
        while (*choices == ' ')
            choices++;
    }
    return false;
}

static bool offer_symbols(struct search *search, const struct machine *machine)
{
    struct regions_runtime runtime = machine_runtime(machine);
    char name[REGION_NAME_SIZE];
    uint64_t address;

    for (size_t i = 0; regions_symbol(&runtime, i, name, &address); i++) {
        if (offer(search, name, text_length(name)))
            return true;
    }
    return false;
}

/* Splits text into args; the unfinished last word is taken off and returned. */
static const char *take_last_word(struct args *args, const char *text, size_t length)
{
    char line[LINE_SIZE];

    text_copy(line, text, length + 1 < sizeof line ? length + 1 : sizeof line);
    args_split(args, line);
    if (length == 0 || line[length - 1] == ' ' || args->count == 0)
        return "";
    return args->words[--args->count];
}

bool complete_word(void *context, const char *text, size_t length, size_t index, char *word,
                   size_t word_size)
{
    struct args args;
    struct search search = {.wanted = index, .word = word, .word_size = word_size};
    size_t consumed;

    search.prefix = take_last_word(&args, text, length);
    if (args.count == 0)
        return offer_commands(&search, NULL);
    if (text_equal(args.words[0], "help"))
        return offer_commands(&search, args.count == 1 ? NULL : args.words[1]);
    if (args.count == 1 && offer_commands(&search, args.words[0]))
        return true;
    const struct shell_command *command = commands_find(args.words, args.count, &consumed);
    if (command == NULL || args.count - consumed >= command->words_max)
        return false;
    if (command->choices != NULL)
        return args.count == consumed && offer_choices(&search, command->choices);
    return offer_symbols(&search, context);
}
