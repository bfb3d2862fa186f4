#include "memviz/e820/forms/e820_names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "memviz/e820/forms/e820_words.h"

bool e820_names_is_remark(const char *text)
{
    size_t blanks = strspn(text, " \t");

    return blanks >= 2 || text[0] == '\t' || strchr("<#;/*!", text[blanks]) != NULL;
}

/* How long a name of /proc/iomem is: to the end, or to a remark. */
static size_t measure_name(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0' && strchr("\"#;|\t", text[length]) == NULL &&
           strncmp(text + length, "  ", 2) != 0 && strncmp(text + length, "<-", 2) != 0)
        length++;
    while (length > 0 && strchr(" ,'`", text[length - 1]) != NULL)
        length--;
    return length;
}

/* Where the ROMs of a PC may start and where they end. */
#define ROM_START 0xc0000u
#define ROM_END   0x100000u

/* Names that Linux gives to ranges that are no memory of the firmware's map, and
 * that are close to one that is. A "System ROM" elsewhere is RAM that has changed a
 * letter. */
static bool is_other_name(const char *text, size_t length, uint64_t base)
{
    static const char *const names[] = {"RAM buffer", "System RAM (kmem)", "System ROM"};
    size_t count = sizeof names / sizeof names[0] - (base < ROM_START || base >= ROM_END);

    for (size_t i = 0; i < count; i++) {
        if (strlen(names[i]) == length && memcmp(text, names[i], length) == 0)
            return true;
    }
    return false;
}

/* Returns whether a word of memory but for one letter stands at the start, and a sign after it:
 * what a mail program or a terminal has put at the end of a line. */
static bool starts_near(const char *name)
{
    for (size_t length = strlen(name); length > 0; length--) {
        if (name[length] != '\0' && ispunct((unsigned char)name[length]) && name[length] != '(' &&
            e820_words_near(name, length, E820_WORDS_IOMEM))
            return true;
    }
    return false;
}

void e820_names_judge(struct e820_item *item, const char *text, const struct e820_match *match)
{
    const char *name = match->reached;
    size_t length = measure_name(name);

    item->match = *match;
    item->end = (size_t)(name - text) + length;
    item->fault = (size_t)(name - text);
    item->kind = E820_ITEM_FILLER;
    /* A blank may have been put into the name, which then seems to end there. */
    if (is_other_name(name, length, match->entry.base) ||
        (!e820_words_near(name, length, E820_WORDS_IOMEM) &&
         !e820_words_near(name, strlen(name), E820_WORDS_IOMEM) && !starts_near(name)))
        return;
    item->kind = E820_ITEM_BROKEN;
    snprintf(item->problem, sizeof item->problem, "the name is close to that of memory, and none");
}
