#include "memviz/e820/e820_words.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "kernel/core/e820.h"

/* The longest text that can be a type, brackets included. */
#define TEXT_MAX 63u

/* 7 is ACPI's. 12 was in use before it, and 16 is coreboot's: both have been
 * seen in real maps. */
enum { TYPE_PERSISTENT = 7, TYPE_PERSISTENT_LEGACY = 12, TYPE_FIRMWARE_TABLES = 16 };

/* Words as the programs print them, in whatever case. Types are those of ACPI;
 * what none of them numbers has a number of ours. */
static const struct {
    const char *word;
    uint32_t type;
} words[] = {
    /* Linux and Xen logs */
    {"usable", E820_FREE},
    {"kernel usable RAM", E820_FREE},
    {"reserved", E820_RESERVED},
    {"device reserved", E820_RESERVED},
    {"ACPI data", E820_ACPI},
    {"ACPI NVS", E820_NVS},
    {"unusable", E820_UNUSABLE},
    {"persistent", TYPE_PERSISTENT},
    {"soft reserved", E820_TYPE_SOFT_RESERVED},
    {"application reserved", E820_TYPE_SOFT_RESERVED},
    /* /proc/iomem and /sys/firmware/memmap */
    {"System RAM", E820_FREE},
    {"ACPI Tables", E820_ACPI},
    {"ACPI Non-volatile Storage", E820_NVS},
    {"Unusable memory", E820_UNUSABLE},
    {"Persistent Memory", TYPE_PERSISTENT},
    {"Persistent Memory (legacy)", TYPE_PERSISTENT_LEGACY},
    {"Unknown E820 type", E820_TYPE_UNTOLD},
    /* GRUB's lsmmap */
    {"available RAM", E820_FREE},
    {"reserved RAM", E820_RESERVED},
    {"ACPI reclaimable RAM", E820_ACPI},
    {"ACPI non-volatile storage RAM", E820_NVS},
    {"faulty RAM (BadRAM)", E820_UNUSABLE},
    {"persistent RAM", TYPE_PERSISTENT},
    {"persistent RAM (legacy)", TYPE_PERSISTENT_LEGACY},
    {"RAM holding coreboot tables", TYPE_FIRMWARE_TABLES},
};

/* "type N" from the start of text on; returns what follows N, or NULL. */
static const char *parse_numbered(const char *text, uint32_t *type)
{
    if (strncasecmp(text, "type ", 5) != 0 || text[5] < '0' || text[5] > '9')
        return NULL;
    bool hex = text[5] == '0' && (text[6] | 0x20) == 'x';
    char *end;
    unsigned long long value = strtoull(text + 5, &end, hex ? 16 : 10);
    if (value > UINT32_MAX)
        return NULL;
    *type = (uint32_t)value;
    return end;
}

/* Whatever the case: one program writes RAM and the next ram. */
static bool parse_word(const char *text, uint32_t *type)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i].word) == 0) {
            *type = words[i].type;
            return true;
        }
    }
    const char *rest = parse_numbered(text, type);
    return rest != NULL && *rest == '\0';
}

/* "persistent (type 12)": the number is more exact than the word. */
static bool parse_word_and_number(const char *text, uint32_t *type)
{
    const char *bracket = strstr(text, " (type ");
    uint32_t number;

    if (bracket == NULL || bracket == text)
        return false;
    const char *rest = parse_numbered(bracket + 2, &number);
    if (rest == NULL || strcmp(rest, ")") != 0)
        return false;

    *type = number;
    return true;
}

/* As it stands, and once more without brackets. The whole text must be a type:
 * "reserved for X" is prose. */
bool e820_words_parse(const char *text, uint32_t *type)
{
    size_t length = strlen(text);
    uint32_t found;
    char inner[TEXT_MAX + 1];

    if (length > TEXT_MAX)
        return false;
    bool good = parse_word(text, &found) || parse_word_and_number(text, &found);
    if (!good && length > 2 && text[0] == '(' && text[length - 1] == ')') {
        memcpy(inner, text + 1, length - 2);
        inner[length - 2] = '\0';
        good = parse_word(inner, &found) || parse_word_and_number(inner, &found);
    }
    if (good)
        *type = found;
    return good;
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
