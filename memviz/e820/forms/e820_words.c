#include "memviz/e820/forms/e820_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "kernel/core/e820.h"
#include "memviz/e820/forms/e820_near.h"

/* 7 is ACPI's. 12 was in use before it, and 16 is coreboot's: both have been
 * seen in real maps. */
enum { TYPE_PERSISTENT = 7, TYPE_PERSISTENT_LEGACY = 12, TYPE_FIRMWARE_TABLES = 16 };

/* The longest word that is compared with damaged text. */
#define WORD_MAX 32u

/* Words as the programs print them, in whatever case. Types are those of ACPI;
 * what none of them numbers has a number of ours. */
static const struct {
    const char *word;
    uint32_t type;
    unsigned vocabulary;
} words[] = {
    {"usable", E820_FREE, E820_WORDS_LOG},
    {"kernel usable RAM", E820_FREE, E820_WORDS_LOG},
    {"System RAM", E820_FREE, E820_WORDS_LOG | E820_WORDS_IOMEM},
    {"reserved", E820_RESERVED,
     E820_WORDS_LOG | E820_WORDS_IOMEM | E820_WORDS_SHORT | E820_WORDS_LIMINE},
    {"device reserved", E820_RESERVED, E820_WORDS_LOG},
    {"ACPI data", E820_ACPI, E820_WORDS_LOG},
    {"ACPI NVS", E820_NVS, E820_WORDS_LOG | E820_WORDS_LIMINE},
    {"unusable", E820_UNUSABLE, E820_WORDS_LOG | E820_WORDS_SHORT},
    {"persistent", TYPE_PERSISTENT, E820_WORDS_LOG},
    {"soft reserved", E820_TYPE_SOFT_RESERVED,
     E820_WORDS_LOG | E820_WORDS_IOMEM | E820_WORDS_SHORT},
    {"application reserved", E820_TYPE_SOFT_RESERVED, E820_WORDS_LOG},
    {"ACPI Tables", E820_ACPI, E820_WORDS_IOMEM},
    {"ACPI Non-volatile Storage", E820_NVS, E820_WORDS_IOMEM},
    {"Unusable memory", E820_UNUSABLE, E820_WORDS_IOMEM},
    {"Persistent Memory", TYPE_PERSISTENT, E820_WORDS_IOMEM},
    {"Persistent Memory (legacy)", TYPE_PERSISTENT_LEGACY, E820_WORDS_IOMEM},
    {"Unknown E820 type", E820_TYPE_UNTOLD, E820_WORDS_IOMEM},
    {"available RAM", E820_FREE, E820_WORDS_GRUB},
    {"reserved RAM", E820_RESERVED, E820_WORDS_GRUB},
    {"ACPI reclaimable RAM", E820_ACPI, E820_WORDS_GRUB},
    {"ACPI non-volatile storage RAM", E820_NVS, E820_WORDS_GRUB},
    {"faulty RAM (BadRAM)", E820_UNUSABLE, E820_WORDS_GRUB},
    {"persistent RAM", TYPE_PERSISTENT, E820_WORDS_GRUB},
    {"persistent RAM (legacy)", TYPE_PERSISTENT_LEGACY, E820_WORDS_GRUB},
    {"RAM holding coreboot tables", TYPE_FIRMWARE_TABLES, E820_WORDS_GRUB},
    {"RAM", E820_FREE, E820_WORDS_SHORT},
    {"ACPI", E820_ACPI, E820_WORDS_SHORT},
    {"NVS", E820_NVS, E820_WORDS_SHORT},
    {"UNUSABLE MEMORY", E820_UNUSABLE, E820_WORDS_SHORT},
    {"PMEM", TYPE_PERSISTENT, E820_WORDS_SHORT},
    {"PRAM", TYPE_PERSISTENT_LEGACY, E820_WORDS_SHORT},
    {"VENDOR RESERVED", E820_RESERVED, E820_WORDS_SHORT},
    {"BERT", E820_RESERVED, E820_WORDS_SHORT},
    {"CONFIGURATION TABLES", TYPE_FIRMWARE_TABLES, E820_WORDS_SHORT},
    {"Usable RAM", E820_FREE, E820_WORDS_LIMINE},
    {"ACPI reclaimable", E820_ACPI, E820_WORDS_LIMINE},
    {"Bad memory", E820_UNUSABLE, E820_WORDS_LIMINE},
};

#define WORD_COUNT (sizeof words / sizeof words[0])

/* "type N" at the start of text; how many characters it takes. */
static size_t match_numbered(const char *text, uint32_t *type)
{
    if (strncasecmp(text, "type ", 5) != 0 || text[5] < '0' || text[5] > '9')
        return 0;
    bool hex = text[5] == '0' && (text[6] | 0x20) == 'x' && isxdigit((unsigned char)text[7]);
    char *end;
    unsigned long long value = strtoull(text + 5, &end, hex ? 16 : 10);
    if (value > UINT32_MAX)
        return 0;
    *type = (uint32_t)value;
    return (size_t)(end - text);
}

/* Returns whether text starts with word, whatever the case: one program writes RAM and
 * the next ram. */
static bool starts_with(const char *text, const char *word)
{
    return strncasecmp(text, word, strlen(word)) == 0;
}

static size_t match_word(const char *text, unsigned vocabulary, uint32_t *type)
{
    size_t longest = 0;

    for (size_t i = 0; i < WORD_COUNT; i++) {
        size_t length = strlen(words[i].word);
        if ((words[i].vocabulary & vocabulary) != 0 && length > longest &&
            starts_with(text, words[i].word)) {
            longest = length;
            *type = words[i].type;
        }
    }
    return longest;
}

/* "persistent (type 12)": the number is more exact than the word. */
static size_t match_word_and_number(const char *text, unsigned vocabulary, uint32_t *type)
{
    uint32_t number;
    size_t length = match_word(text, vocabulary, type);

    if (length == 0)
        return match_numbered(text, type);
    if (strncmp(text + length, " (type ", 7) == 0) {
        size_t digits = match_numbered(text + length + 2, &number);
        if (digits > 0 && text[length + 2 + digits] == ')') {
            *type = number;
            length += digits + 3;
        }
    }
    return length;
}

size_t e820_words_match(const char *text, unsigned vocabulary, uint32_t *type)
{
    bool bracket = text[0] == '(';
    uint32_t found;
    size_t length = match_word_and_number(text + bracket, vocabulary, &found);

    if (length == 0)
        return 0;
    length += bracket;
    if (bracket && text[length++] != ')')
        return 0;
    if (isalnum((unsigned char)text[length]) || text[length] == '_')
        return 0;
    *type = found;
    return length;
}

/* One letter in four may be wrong, and one always: more would be another word. */
bool e820_words_near(const char *text, size_t length, unsigned vocabulary)
{
    for (size_t i = 0; i < WORD_COUNT; i++) {
        size_t size = strlen(words[i].word);
        if ((words[i].vocabulary & vocabulary) == 0)
            continue;
        size_t limit = size < 8 ? 1 : size / 4;
        if (length <= WORD_MAX && size <= WORD_MAX && length <= size + limit &&
            size <= length + limit && near_distance(text, length, words[i].word, size) <= limit)
            return true;
    }
    return false;
}

/* Types that the kernel's rules do not know have names here, as logs have them. */
const char *e820_words_name(uint32_t type)
{
    switch (type) {
    case TYPE_PERSISTENT:
    case TYPE_PERSISTENT_LEGACY:
        return "persistent";
    case TYPE_FIRMWARE_TABLES:
        return "coreboot tables";
    case E820_TYPE_SOFT_RESERVED:
        return "soft reserved";
    default:
        return e820_type_name(type);
    }
}
