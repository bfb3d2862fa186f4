#include "shell/commands.h"

#include "kernel/core/bytes.h"

/* Short names, for hands that know other monitors. */
static const struct {
    const char *alias;
    const char *name;
} aliases[] = {
    {"?", "help"},      {"cmp", "mem compare"}, {"crc32", "mem crc"},
    {"md", "mem dump"}, {"meminfo", "mem"},     {"mw", "mem set"},
};

static bool is_alias(const char *word, const char *name)
{
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (text_equal(word, aliases[i].alias))
            return text_equal(name, aliases[i].name);
    }
    return false;
}

/* How many of the words a command's name takes; 0 where they do not match. A
 * name of two words is one string with one space, so usage, help and list need
 * not put it together. */
static size_t name_matches(const char *name, const char *const *words, size_t count)
{
    size_t first = text_length(words[0]);

    if (is_alias(words[0], name))
        return 1;
    if (!text_starts(name, words[0]))
        return 0;
    if (name[first] == '\0')
        return 1;
    if (name[first] == ' ' && count > 1 && text_equal(name + first + 1, words[1]))
        return 2;
    return 0;
}

/* Returns whether a command is the head of a family and takes no words itself: then a
 * second word is meant as a member. */
static bool is_family(const struct shell_command *command)
{
    return command->words_max == 0 && text_equal(command->name, "mem");
}

/* A member is found before the head of its family because it takes more words. Names
 * are never completed here: a command that a later version adds must not change what an
 * abbreviation in someone's script does. */
const struct shell_command *commands_find(const struct shell_command *table,
                                          const char *const *words, size_t count, size_t *consumed)
{
    const struct shell_command *found = NULL;

    *consumed = 0;
    /* The table is short and a line is typed by hand: no search tree. */
    for (; table->name != NULL; table++) {
        size_t taken = name_matches(table->name, words, count);
        if (taken <= *consumed)
            continue;
        *consumed = taken;
        found = table;
    }
    return found != NULL && *consumed == 1 && count > 1 && is_family(found) ? NULL : found;
}

/* The next word of the usage at *text, brackets taken off: *text gets where it
 * begins. Returns its length, 0 at the end. */
static size_t next_usage_word(const char **text)
{
    size_t length = 0;

    while (**text == ' ' || **text == '[' || **text == ']')
        (*text)++;
    while ((*text)[length] != '\0' && (*text)[length] != ' ' && (*text)[length] != ']')
        length++;
    return length;
}

/* Counts the operands of the usage itself, where options are passed over: they
 * may stand anywhere on the line and have no number. */
size_t commands_operand(const struct shell_command *command, size_t index, const char **text)
{
    size_t length;

    *text = command->usage + text_length(command->name);
    /* Options are recognised by their dash. */
    for (bool of_option = false; (length = next_usage_word(text)) != 0; *text += length) {
        if (**text != '-' && !of_option && index-- == 0)
            return length;
        of_option = length == 2 && bytes_equal(*text, "-w", 2); /* the only one with a value */
    }
    return 0;
}

/* No second table of options, which the usage could come to contradict. */
bool commands_has_option(const struct shell_command *command, const char *option)
{
    const char *text = command->usage + text_length(command->name);
    size_t length;

    for (; (length = next_usage_word(&text)) != 0; text += length) {
        if (length == text_length(option) && bytes_equal(text, option, length))
            return true;
    }
    return false;
}
